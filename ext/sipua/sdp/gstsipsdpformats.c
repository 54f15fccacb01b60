/* The formats of an m-line: a=rtpmap, a=fmtp, a=rtcp-fb
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Formats that the codec table does not have (CN, red, ulpfec, rtx, and codecs
 * of others) end here: no other file sees them.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <string.h>

/* What the attributes of one m-line say of a payload type. */
typedef struct
{
  const gchar *rtpmap;
  const gchar *fmtp;
  guint feedback;
  gboolean seen;
} PayloadType;

gchar *
gst_sip_sdp_fmtp_get (const gchar *fmtp, const gchar *name)
{
  gsize length = strlen (name);

  while (fmtp != NULL) {
    const gchar *end = strchr (fmtp, ';');

    while (g_ascii_isspace (*fmtp))
      fmtp++;
    if (g_ascii_strncasecmp (fmtp, name, length) == 0 && fmtp[length] == '=') {
      fmtp += length + 1;
      return g_strstrip (end != NULL ? g_strndup (fmtp, (gsize) (end - fmtp))
                                     : g_strdup (fmtp));
    }
    fmtp = end != NULL ? end + 1 : NULL;
  }

  return NULL;
}

/* rest: what follows the payload type and a space */
static void
read_attribute (PayloadType *type, const gchar *key, const gchar *rest)
{
  if (g_str_equal (key, "rtcp-fb"))
    type->feedback |= gst_sip_sdp_feedback_from_string (rest);
  else if (g_str_equal (key, "rtpmap") && type->rtpmap == NULL)
    type->rtpmap = rest;
  else if (g_str_equal (key, "fmtp") && type->fmtp == NULL)
    type->fmtp = rest;
}

static void
read_attributes (PayloadType *types, const GstSDPMedia *media)
{
  for (guint i = 0; i < gst_sdp_media_attributes_len (media); i++) {
    const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);
    const gchar *text = attribute->value;
    guint64 number;

    if (attribute->key == NULL || text == NULL)
      continue;

    if (gst_sip_sdp_scan_number (&text, GST_SIP_SDP_N_PAYLOAD_TYPES - 1,
            &number) &&
        *text == ' ')
      read_attribute (&types[number], attribute->key, text + 1);
    else if (g_str_has_prefix (text, "* ") &&
        g_str_equal (attribute->key, "rtcp-fb"))
      for (guint j = 0; j < GST_SIP_SDP_N_PAYLOAD_TYPES; j++)
        types[j].feedback |= gst_sip_sdp_feedback_from_string (text + 2);
  }
}

/* name/clock-rate[/channels] */
static const GstSipCodec *
find_codec (GstSipMediaKind kind, const gchar *rtpmap)
{
  g_auto (GStrv) parts = g_strsplit (rtpmap, "/", 4);
  guint64 numbers[2] = {0, 0};

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    const gchar *text = parts[0] != NULL ? parts[i + 1] : NULL;

    if (text == NULL)
      break;
    if (!gst_sip_sdp_scan_number (&text, G_MAXINT, &numbers[i]))
      return NULL;
  }

  if (parts[0] == NULL)
    return NULL;
  return gst_sip_codec_find_rtpmap (kind, g_strstrip (parts[0]),
      (guint) numbers[0], (guint) numbers[1]);
}

/* rtph264pay fragments, which packetization-mode 0 forbids (RFC 6184 section
 * 6.2); that is the mode when none is said. */
static gboolean
is_usable (const GstSipSdpFormat *format)
{
  g_autofree gchar *mode = NULL;

  if (g_strcmp0 (format->codec->name, "H264") != 0)
    return TRUE;

  mode = gst_sip_sdp_fmtp_get (format->fmtp, "packetization-mode");
  return g_strcmp0 (mode, "1") == 0;
}

static void
add_format (GstSipSdpMedia *self, PayloadType *type, guint payload_type)
{
  GstSipSdpFormat *format;
  const GstSipCodec *codec = type->rtpmap != NULL
      ? find_codec (self->kind, type->rtpmap)
      : gst_sip_codec_find_static (self->kind, payload_type);

  if (codec == NULL || type->seen)
    return;

  type->seen = TRUE;
  format = gst_sip_sdp_format_new (payload_type, codec);
  format->fmtp = g_strdup (type->fmtp);
  format->feedback = type->feedback & codec->feedback;

  if (gst_sip_codec_is_event (codec))
    g_ptr_array_add (self->events, format);
  else if (is_usable (format))
    g_ptr_array_add (self->formats, format);
  else
    gst_sip_sdp_format_free (format);
}

void
gst_sip_sdp_media_read_formats (GstSipSdpMedia *self, const GstSDPMedia *media)
{
  PayloadType types[GST_SIP_SDP_N_PAYLOAD_TYPES] = {0};
  guint n_formats =
      MIN (gst_sdp_media_formats_len (media), GST_SIP_SDP_MAX_FORMATS);

  read_attributes (types, media);

  for (guint i = 0; i < n_formats; i++) {
    const gchar *text = gst_sdp_media_get_format (media, i);
    guint64 number;

    if (gst_sip_sdp_scan_number (&text, GST_SIP_SDP_N_PAYLOAD_TYPES - 1,
            &number) &&
        *text == '\0')
      add_format (self, &types[number], (guint) number);
  }
}

/* The closer to what our encoders make, constrained baseline, the better. Any
 * profile will do, as its decoders read constrained baseline, too. */
static guint
rate_h264 (const GstSipSdpFormat *format)
{
  g_autofree gchar *level =
      gst_sip_sdp_fmtp_get (format->fmtp, "profile-level-id");

  if (level == NULL || g_ascii_strncasecmp (level, "42", 2) != 0)
    return 0;
  /* constraint_set1_flag is the second bit of the second byte. */
  return level[2] != '\0' && (g_ascii_xdigit_value (level[2]) & 4) ? 2 : 1;
}

static const GstSipSdpFormat *
find_best (const GstSipSdpMedia *media, const GstSipCodec *codec)
{
  const GstSipSdpFormat *best = NULL;

  for (guint i = 0; i < media->formats->len; i++) {
    const GstSipSdpFormat *format = g_ptr_array_index (media->formats, i);

    if (format->codec == codec &&
        (best == NULL || rate_h264 (format) > rate_h264 (best)))
      best = format;
  }

  return best;
}

/* RFC 6184 section 8.2.2: profile and mode are the offer's; the level may
 * differ only if both sides say so. */
static gchar *
answer_h264 (const gchar *offered)
{
  g_autofree gchar *level = gst_sip_sdp_fmtp_get (offered, "profile-level-id");
  g_autofree gchar *asymmetry =
      gst_sip_sdp_fmtp_get (offered, "level-asymmetry-allowed");
  GString *fmtp = g_string_new ("packetization-mode=1");

  if (g_strcmp0 (asymmetry, "1") == 0)
    g_string_append (fmtp, ";level-asymmetry-allowed=1");
  if (level != NULL && strlen (level) == 6 &&
      strspn (level, "0123456789abcdefABCDEF") == 6)
    g_string_append_printf (fmtp, ";profile-level-id=%s", level);

  return g_string_free (fmtp, FALSE);
}

static GstSipSdpFormat *
answer_format (const GstSipSdpFormat *offered)
{
  const GstSipCodec *codec = offered->codec;
  GstSipSdpFormat *format =
      gst_sip_sdp_format_new (offered->payload_type, codec);

  format->feedback = offered->feedback;
  format->fmtp = g_strcmp0 (codec->name, "H264") == 0
      ? answer_h264 (offered->fmtp)
      : g_strdup (codec->fmtp);
  return format;
}

GPtrArray *
gst_sip_sdp_formats_choose (const GstSipSdpMedia *media,
    const GstSipCodec *const *codecs)
{
  GPtrArray *chosen = gst_sip_sdp_formats_new ();

  for (; codecs != NULL && *codecs != NULL; codecs++) {
    const GstSipSdpFormat *format = find_best (media, *codecs);

    if (format != NULL)
      g_ptr_array_add (chosen, answer_format (format));
  }

  return chosen;
}

GPtrArray *
gst_sip_sdp_events_choose (const GstSipSdpMedia *media)
{
  GPtrArray *chosen = gst_sip_sdp_formats_new ();

  for (guint i = 0; i < media->events->len; i++) {
    const GstSipSdpFormat *event = g_ptr_array_index (media->events, i);

    if (gst_sip_sdp_formats_find_codec (chosen, event->codec) == NULL)
      g_ptr_array_add (chosen, answer_format (event));
  }

  return chosen;
}
