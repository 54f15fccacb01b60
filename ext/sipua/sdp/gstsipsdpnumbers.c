/* Payload types: which is which
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Formats are told by their codec. What a payload type has once meant in our
 * descriptions it means for good (RFC 3264 section 8.3.2), so that packets that
 * are still under way, or of a peer that goes on with it, are understood.
 */
#include "ext/sipua/sdp/gstsipsdpnumbers.h"

#include "ext/sipua/sdp/gstsipsdp-private.h"

/* Digits of profile-level-id that are not the level (RFC 6184 section 8.1). */
#define PROFILE_DIGITS 4

static gboolean
is_same_profile (const GstSipSdpFormat *a, const GstSipSdpFormat *b)
{
  g_autofree gchar *one = gst_sip_sdp_fmtp_get (a->fmtp, "profile-level-id");
  g_autofree gchar *other = gst_sip_sdp_fmtp_get (b->fmtp, "profile-level-id");

  return g_ascii_strncasecmp (one != NULL ? one : "",
             other != NULL ? other : "", PROFILE_DIGITS) == 0;
}

static guint
rate (const GstSipSdpFormat *theirs, const GstSipSdpFormat *format)
{
  return (is_same_profile (theirs, format) ? 2 : 0) +
      (theirs->payload_type == format->remote_type ? 1 : 0);
}

const GstSipSdpFormat *
gst_sip_sdp_formats_match (GPtrArray *theirs, const GstSipSdpFormat *format)
{
  const GstSipSdpFormat *best = NULL;

  for (guint i = 0; i < theirs->len; i++) {
    const GstSipSdpFormat *other = g_ptr_array_index (theirs, i);

    if (other->codec == format->codec &&
        (best == NULL || rate (other, format) > rate (best, format)))
      best = other;
  }

  return best;
}

void
gst_sip_sdp_formats_keep_shared (GPtrArray *formats, GPtrArray *theirs)
{
  for (guint i = formats->len; i > 0; i--) {
    GstSipSdpFormat *format = g_ptr_array_index (formats, i - 1);
    const GstSipSdpFormat *other = gst_sip_sdp_formats_match (theirs, format);

    if (other == NULL) {
      g_ptr_array_remove_index (formats, i - 1);
    } else {
      format->feedback &= other->feedback;
      format->remote_type = other->payload_type;
    }
  }
}

/* What we say */

static void
note_meaning (GstSipSdpLine *line, const GstSipSdpFormat *format)
{
  if (line->meanings[format->payload_type] == NULL)
    line->meanings[format->payload_type] = format->codec;
}

void
gst_sip_sdp_line_note_meanings (GstSipSdpLine *line)
{
  GPtrArray *lists[] = {line->formats, line->events};

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < lists[i]->len; j++)
      note_meaning (line, g_ptr_array_index (lists[i], j));
}

static gboolean
shares_bundle (const GstSipSdpLine *a, const GstSipSdpLine *b)
{
  return a->remote != NULL && b->remote != NULL && a->remote->bundle >= 0 &&
      a->remote->bundle == b->remote->bundle;
}

/* Lines of a bundle are told apart by their payload types (RFC 8843 section
 * 9.2). */
static gboolean
may_mean (GPtrArray *lines, const GstSipSdpLine *line,
    const GstSipSdpFormat *format)
{
  for (guint i = 0; i < lines->len; i++) {
    const GstSipSdpLine *other = g_ptr_array_index (lines, i);
    const GstSipCodec *meaning = other->meanings[format->remote_type];

    if ((other == line || shares_bundle (other, line)) && meaning != NULL &&
        meaning != format->codec)
      return FALSE;
  }

  return TRUE;
}

/* RFC 3264 section 6.1 wants the same payload type in both directions. */
void
gst_sip_sdp_line_follow_offer (GstSipSdpLine *line, GPtrArray *lines)
{
  GPtrArray *lists[] = {line->formats, line->events};

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    for (guint j = 0; j < lists[i]->len; j++) {
      GstSipSdpFormat *format = g_ptr_array_index (lists[i], j);

      if (may_mean (lines, line, format))
        format->payload_type = format->remote_type;
    }
  }
  gst_sip_sdp_line_note_meanings (line);
}

/* What is sent and received */

void
gst_sip_sdp_numbers_init (GstSipSdpNumbers *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->to); i++)
    self->to[i] = i;
}

gboolean
gst_sip_sdp_numbers_differ (const GstSipSdpNumbers *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->to); i++)
    if (self->to[i] != i)
      return TRUE;

  return FALSE;
}

typedef struct
{
  GstSipSdpNumbers numbers;
  gboolean claimed[GST_SIP_SDP_N_PAYLOAD_TYPES];
} Reading;

static void
claim (Reading *self, guint payload_type, const GstSipSdpLine *line,
    const GstSipCodec *codec)
{
  GstSipSdpFormat *format;

  if (codec == NULL || self->claimed[payload_type])
    return;

  format = gst_sip_sdp_formats_find_codec (gst_sip_codec_is_event (codec)
          ? line->events
          : line->formats,
      codec);
  if (format == NULL)
    return;

  self->claimed[payload_type] = TRUE;
  self->numbers.to[payload_type] = format->webrtc_type;
}

static void
claim_ours (Reading *self, const GstSipSdpLine *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (line->meanings); i++)
    claim (self, i, line, line->meanings[i]);
}

/* Some peers send by the payload types of their own descriptions. */
static void
claim_theirs (Reading *self, const GstSipSdpLine *line)
{
  GPtrArray *lists[] = {line->remote->formats, line->remote->events};

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    for (guint j = 0; j < lists[i]->len; j++) {
      const GstSipSdpFormat *format = g_ptr_array_index (lists[i], j);

      claim (self, format->payload_type, line, format->codec);
    }
  }
}

GstSipSdpNumbers
gst_sip_sdp_lines_get_received (GPtrArray *lines)
{
  Reading reading = {0};

  gst_sip_sdp_numbers_init (&reading.numbers);
  for (guint i = 0; i < lines->len; i++)
    claim_ours (&reading, g_ptr_array_index (lines, i));
  for (guint i = 0; i < lines->len; i++)
    claim_theirs (&reading, g_ptr_array_index (lines, i));

  return reading.numbers;
}

GstSipSdpNumbers
gst_sip_sdp_line_get_sent (const GstSipSdpLine *line)
{
  GPtrArray *lists[] = {line->formats, line->events};
  GstSipSdpNumbers numbers;

  gst_sip_sdp_numbers_init (&numbers);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    for (guint j = 0; j < lists[i]->len; j++) {
      const GstSipSdpFormat *format = g_ptr_array_index (lists[i], j);

      numbers.to[format->webrtc_type] = format->remote_type;
    }
  }

  return numbers;
}

GArray *
gst_sip_sdp_line_get_remote_ssrcs (const GstSipSdpLine *line)
{
  GArray *ssrcs = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < line->remote->ssrcs->len; i++) {
    const gchar *text = g_ptr_array_index (line->remote->ssrcs, i);
    guint64 number;

    if (gst_sip_sdp_scan_number (&text, G_MAXUINT32, &number)) {
      guint32 ssrc = (guint32) number;

      g_array_append_val (ssrcs, ssrc);
    }
  }

  return ssrcs;
}
