/* The peer's description in webrtcbin's dialect
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Written from what was understood, not by editing the peer's text: so
 * nothing gets through that nobody looked at. What webrtcbin 1.22 to 1.28
 * insist on:
 *
 * - only lines that we take; one that is closed later stays, inactive and with
 *   all attributes of an open one
 * - each line has a=mid, ICE credentials, fingerprint, setup and one
 *   direction, always sendrecv: before 1.24 a direction cannot change, and a
 *   transceiver without a sender answers recvonly by itself
 * - setup is never holdconn, and in an answer active or passive
 * - header extensions, SDES keys, rids and retransmission are not shown:
 *   nothing here could use them
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

/* 1.22.8 and later take a fingerprint for each line. */
static gboolean
are_fingerprints_free (void)
{
  guint major, minor, micro, nano;

  gst_version (&major, &minor, &micro, &nano);
  return major > 1 || minor > 22 || (minor == 22 && micro >= 8);
}

static const GstSipSdpLine *
find_line (const GstSipSdpSession *self, guint webrtc_index)
{
  for (guint i = 0; i < self->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (line->webrtc_index == webrtc_index)
      return line;
  }

  return NULL;
}

static const GstSipSdpMedia *
find_first (const GstSipSdpSession *self)
{
  for (guint i = 0; i < self->n_webrtc_lines; i++) {
    const GstSipSdpLine *line = find_line (self, i);

    if (line != NULL && line->accepted)
      return line->remote;
  }

  return NULL;
}

static void
append_all (GString *text, const gchar *key, GPtrArray *values)
{
  for (guint i = 0; i < values->len; i++)
    gst_sip_sdp_append_attribute (key, g_ptr_array_index (values, i), text);
}

static const gchar *
get_setup (const GstSipSdpSession *self, const GstSipSdpMedia *media)
{
  if (media->setup == GST_SIP_SDP_SETUP_PASSIVE)
    return "passive";
  if (media->setup == GST_SIP_SDP_SETUP_ACTIVE || self->offering)
    return "active";
  return "actpass";
}

static void
append_transport (GString *text, const GstSipSdpMedia *media,
    const GstSipSdpMedia *first)
{
  const GstSipSdpFingerprint *fingerprint = gst_sip_sdp_fingerprints_get_shown (
      are_fingerprints_free () ? media->fingerprints : first->fingerprints);

  g_string_append_printf (text,
      "a=ice-ufrag:%s\r\n"
      "a=ice-pwd:%s\r\n"
      "a=fingerprint:%s %s\r\n"
      "a=rtcp-mux\r\n",
      media->ufrag, media->pwd, fingerprint->algorithm, fingerprint->value);
}

/* The peer's formats, by webrtcbin's payload types. */
static GPtrArray *
merge_formats (GPtrArray *formats, GPtrArray *theirs)
{
  GPtrArray *merged = gst_sip_sdp_formats_new ();

  for (guint i = 0; i < formats->len; i++) {
    const GstSipSdpFormat *format = g_ptr_array_index (formats, i);
    const GstSipSdpFormat *other = gst_sip_sdp_formats_match (theirs, format);
    GstSipSdpFormat *copy =
        gst_sip_sdp_format_copy (other != NULL ? other : format);

    copy->webrtc_type = format->webrtc_type;
    g_ptr_array_add (merged, copy);
  }

  return merged;
}

static void
append_open_line (const GstSipSdpSession *self, GString *text,
    const GstSipSdpLine *line, const GstSipSdpMedia *first)
{
  const GstSipSdpMedia *media = line->remote;
  g_autoptr (GPtrArray) formats = merge_formats (line->formats, media->formats);

  g_string_append_printf (text, "m=%s 9 UDP/TLS/RTP/SAVPF", media->media);
  gst_sip_sdp_append_payload_types (text, formats, GST_SIP_SDP_FOR_WEBRTC);
  gst_sip_sdp_append_payload_types (text, line->events, GST_SIP_SDP_FOR_WEBRTC);
  g_string_append_printf (text,
      "\r\nc=IN IP4 0.0.0.0\r\n"
      "a=mid:%s\r\n"
      "a=sendrecv\r\n"
      "a=setup:%s\r\n",
      line->webrtc_mid, get_setup (self, media));
  append_transport (text, media, first);
  if (media->rtcp_rsize)
    g_string_append (text, "a=rtcp-rsize\r\n");

  gst_sip_sdp_formats_describe (formats, GST_SIP_SDP_FOR_WEBRTC, TRUE,
      gst_sip_sdp_append_attribute, text);
  gst_sip_sdp_formats_describe (line->events, GST_SIP_SDP_FOR_WEBRTC, TRUE,
      gst_sip_sdp_append_attribute, text);
  append_all (text, "ssrc", media->ssrcs);
  append_all (text, "candidate", media->candidates);
}

/* As long as it stands there, webrtcbin wants it complete. */
static void
append_closed_line (const GstSipSdpSession *self, GString *text,
    const GstSipSdpLine *line, const GstSipSdpMedia *first)
{
  g_string_append_printf (text,
      "m=%s 0 UDP/TLS/RTP/SAVPF 0\r\n"
      "c=IN IP4 0.0.0.0\r\n"
      "a=mid:%s\r\n"
      "a=inactive\r\n"
      "a=setup:%s\r\n",
      gst_sip_media_kind_to_string (line->kind), line->webrtc_mid,
      get_setup (self, first));
  append_transport (text, first, first);
}

static void
append_bundle (const GstSipSdpSession *self, GString *text)
{
  const GstSipSdpMedia *first = find_first (self);

  if (first->bundle < 0)
    return;

  g_string_append (text, "a=group:BUNDLE");
  for (guint i = 0; i < self->n_webrtc_lines; i++) {
    const GstSipSdpLine *line = find_line (self, i);

    if (line->accepted && line->remote->bundle == first->bundle)
      g_string_append_printf (text, " %s", line->webrtc_mid);
  }
  g_string_append (text, "\r\n");
}

GstSDPMessage *
gst_sip_sdp_session_get_remote_description (const GstSipSdpSession *self)
{
  const GstSipSdpMedia *first = find_first (self);
  g_autoptr (GString) text = g_string_new ("v=0\r\n"
                                           "o=- 1 1 IN IP4 0.0.0.0\r\n"
                                           "s=-\r\n"
                                           "t=0 0\r\n");
  GstSDPMessage *message = NULL;

  g_return_val_if_fail (first != NULL, NULL);

  append_bundle (self, text);
  if (self->remote->ice_lite)
    g_string_append (text, "a=ice-lite\r\n");

  for (guint i = 0; i < self->n_webrtc_lines; i++) {
    const GstSipSdpLine *line = find_line (self, i);

    if (line->accepted)
      append_open_line (self, text, line, first);
    else
      append_closed_line (self, text, line, first);
  }

  gst_sdp_message_new_from_text (text->str, &message);
  return message;
}
