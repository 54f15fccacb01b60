/* What create-offer and create-answer gave -> what set-local-description gets
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * webrtcbin before 1.28 answers with a single codec, and so never with
 * telephone-event. It takes a changed answer, though, and receives whatever
 * stands in there: its map from payload types to caps is made of this text.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

static gboolean
describes_format (const gchar *key)
{
  static const gchar *const keys[] = {"rtpmap", "fmtp", "rtcp-fb", NULL};

  return key != NULL && g_strv_contains (keys, key);
}

static void
remove_formats (GstSDPMedia *media)
{
  for (guint i = gst_sdp_media_formats_len (media); i > 0; i--)
    gst_sdp_media_remove_format (media, i - 1);

  for (guint i = gst_sdp_media_attributes_len (media); i > 0; i--)
    if (describes_format (gst_sdp_media_get_attribute (media, i - 1)->key))
      gst_sdp_media_remove_attribute (media, i - 1);
}

static void
add_payload_types (GstSDPMedia *media, GPtrArray *formats)
{
  for (guint i = 0; i < formats->len; i++) {
    const GstSipSdpFormat *format = g_ptr_array_index (formats, i);
    g_autofree gchar *number = g_strdup_printf ("%u", format->webrtc_type);

    gst_sdp_media_add_format (media, number);
  }
}

static void
add_attribute (const gchar *key, const gchar *value, gpointer media)
{
  gst_sdp_media_add_attribute (media, key, value);
}

static void
adjust_line (GstSDPMedia *media, const GstSipSdpLine *line)
{
  GPtrArray *lists[] = {line->formats, line->events};

  remove_formats (media);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    add_payload_types (media, lists[i]);
    gst_sip_sdp_formats_describe (lists[i], GST_SIP_SDP_FOR_WEBRTC, TRUE,
        add_attribute, media);
  }
}

/* In our offers the mids are webrtcbin's. */
static void
learn_mid (GstSipSdpSession *self, const GstSDPMedia *media,
    GstSipSdpLine *line)
{
  const gchar *mid = gst_sdp_media_get_attribute_val (media, "mid");

  if (!self->offering || mid == NULL || line->webrtc_mid != NULL)
    return;

  line->webrtc_mid = g_strdup (mid);
  line->mid = g_strdup (mid);
}

GstSDPMessage *
gst_sip_sdp_session_adjust_local (GstSipSdpSession *self,
    const GstSDPMessage *created)
{
  GstSDPMessage *message = NULL;

  gst_sdp_message_copy (created, &message);

  for (guint i = 0; i < gst_sdp_message_medias_len (message); i++) {
    GstSDPMedia *media = (GstSDPMedia *) gst_sdp_message_get_media (message, i);
    GstSipSdpLine *line = gst_sip_sdp_session_get_webrtc_line (self, i);

    if (line == NULL)
      continue;
    learn_mid (self, media, line);
    adjust_line (media, line);
  }

  return message;
}
