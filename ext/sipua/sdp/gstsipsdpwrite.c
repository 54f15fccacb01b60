/* The body that goes to the peer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Offers and answers without trickle (RFC 8839, RFC 9429 section 5): every
 * candidate is in the text, and the default one in its m= and c= lines.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <string.h>

#include <gst/sip/base/gstsiperror.h>

#define DEFAULT_PROTO "UDP/TLS/RTP/SAVPF"

/* An answer repeats the offer's (RFC 8842 section 5.3): Asterisk refuses a
 * call whose profile differs in a letter. */
static const gchar *
get_proto (const GstSipSdpLine *line)
{
  return line->remote != NULL ? line->remote->proto : DEFAULT_PROTO;
}

/* RTCP feedback belongs to AVPF and SAVPF (RFC 4585, RFC 5124). */
static gboolean
has_feedback (const GstSipSdpLine *line)
{
  return g_str_has_suffix (get_proto (line), "F");
}

/* Each offer leaves the roles open (RFC 8842 section 5.2), each answer says
 * which one we have once and for all. */
static const gchar *
get_setup (const GstSipSdpSession *self, GstSipSdpLine *line,
    const GstSipSdpTransport *transport)
{
  if (self->offering)
    return "actpass";

  if (line->setup == GST_SIP_SDP_SETUP_MISSING)
    line->setup = g_strcmp0 (transport->setup, "passive") == 0
        ? GST_SIP_SDP_SETUP_PASSIVE
        : GST_SIP_SDP_SETUP_ACTIVE;
  return line->setup == GST_SIP_SDP_SETUP_ACTIVE ? "active" : "passive";
}

static void
append_formats (GString *text, GPtrArray *formats, gboolean feedback)
{
  gst_sip_sdp_formats_describe (formats, GST_SIP_SDP_FOR_WIRE, feedback,
      gst_sip_sdp_append_attribute, text);
}

static void
append_candidates (GString *text, GPtrArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++)
    gst_sip_sdp_append_attribute ("candidate",
        g_ptr_array_index (candidates, i), text);

  g_string_append (text, "a=end-of-candidates\r\n");
}

/* webrtcbin before 1.28 writes each source once for every codec. */
static void
append_ssrcs (GString *text, const GstSDPMedia *media)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < gst_sdp_media_attributes_len (media); i++) {
    const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);

    if (g_strcmp0 (attribute->key, "ssrc") == 0 && attribute->value != NULL &&
        strstr (attribute->value, " cname:") != NULL &&
        g_hash_table_add (seen, attribute->value))
      gst_sip_sdp_append_attribute ("ssrc", attribute->value, text);
  }
}

/* One stream for the whole call, so that a browser keeps lips and voice
 * together (RFC 8830). */
static void
append_stream (const GstSipSdpSession *self, GString *text,
    const GstSipSdpLine *line, const GstSDPMedia *media)
{
  if (!(line->wanted & GST_SIP_SDP_SENDONLY))
    return;

  g_string_append_printf (text, "a=msid:sipua-%" G_GINT64_MODIFIER "x %s%u\r\n",
      self->id, gst_sip_media_kind_to_string (line->kind), line->index);
  append_ssrcs (text, media);
}

static void
append_media (GString *text, const GstSipSdpLine *line,
    const GstSipSdpTransport *transport)
{
  gboolean known = transport->address != NULL;

  /* Port 9 and no address: nothing was gathered (RFC 8840 section 4.1). */
  g_string_append_printf (text, "m=%s %u %s",
      gst_sip_media_kind_to_string (line->kind), known ? transport->port : 9,
      get_proto (line));
  gst_sip_sdp_append_payload_types (text, line->formats, GST_SIP_SDP_FOR_WIRE);
  gst_sip_sdp_append_payload_types (text, line->events, GST_SIP_SDP_FOR_WIRE);
  g_string_append_printf (text, "\r\nc=IN %s %s\r\n",
      transport->is_ipv6 ? "IP6" : "IP4",
      known ? transport->address : "0.0.0.0");
}

static gboolean
append_open_line (GstSipSdpSession *self, GString *text, GstSipSdpLine *line,
    const GstSDPMessage *local, GError **error)
{
  g_auto (GstSipSdpTransport) transport = {0};
  gboolean feedback = has_feedback (line);

  if (!gst_sip_sdp_transport_read (&transport, local, line, error))
    return FALSE;

  append_media (text, line, &transport);
  if (line->mid != NULL)
    gst_sip_sdp_append_attribute ("mid", line->mid, text);
  g_string_append_printf (text, "a=%s\r\n",
      gst_sip_sdp_direction_to_string (line->direction));
  g_string_append (text, "a=rtcp-mux\r\n");
  if (feedback && (line->remote == NULL || line->remote->rtcp_rsize))
    g_string_append (text, "a=rtcp-rsize\r\n");

  gst_sip_sdp_append_attribute ("setup", get_setup (self, line, &transport),
      text);
  gst_sip_sdp_append_attribute ("fingerprint", transport.fingerprint, text);
  gst_sip_sdp_append_attribute ("ice-ufrag", transport.ufrag, text);
  gst_sip_sdp_append_attribute ("ice-pwd", transport.pwd, text);
  append_formats (text, line->formats, feedback);
  append_formats (text, line->events, feedback);
  append_stream (self, text, line, transport.media);
  append_candidates (text, transport.candidates);
  return TRUE;
}

/* RFC 3264 section 6: port 0, the rest does not matter, but has to be there. */
static void
append_refused_line (GString *text, const GstSipSdpLine *line)
{
  const GstSipSdpMedia *remote = line->remote;

  g_string_append_printf (text,
      "m=%s 0 %s %s\r\n"
      "c=IN IP4 0.0.0.0\r\n"
      "a=inactive\r\n",
      remote != NULL ? remote->media
                     : gst_sip_media_kind_to_string (line->kind),
      get_proto (line), remote != NULL ? remote->format : "0");
  if (line->mid != NULL)
    gst_sip_sdp_append_attribute ("mid", line->mid, text);
}

/* Lines that webrtcbin has in its group, by their names on the wire. */
static void
append_bundle (const GstSipSdpSession *self, GString *text,
    const GstSDPMessage *local)
{
  const gchar *group = gst_sdp_message_get_attribute_val (local, "group");
  g_auto (GStrv) mids = g_strsplit (group != NULL ? group : "", " ", -1);
  g_autoptr (GString) members = g_string_new (NULL);

  for (guint i = 0; i < self->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (line->accepted && line->mid != NULL && line->webrtc_mid != NULL &&
        g_strv_contains ((const gchar *const *) mids, line->webrtc_mid))
      g_string_append_printf (members, " %s", line->mid);
  }

  if (members->len > 0)
    g_string_append_printf (text, "a=group:BUNDLE%s\r\n", members->str);
}

/* Everything after the o= line. */
static gchar *
write_content (GstSipSdpSession *self, const GstSDPMessage *local,
    GError **error)
{
  g_autoptr (GString) text = g_string_new ("s=-\r\nt=0 0\r\n");

  append_bundle (self, text, local);

  for (guint i = 0; i < self->lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (!line->accepted)
      append_refused_line (text, line);
    else if (!append_open_line (self, text, line, local, error))
      return NULL;
  }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

gchar *
gst_sip_sdp_session_write (GstSipSdpSession *self, const GstSDPMessage *local,
    GError **error)
{
  g_autoptr (GstSDPMessage) complete = NULL;
  g_autofree gchar *content = NULL;

  if (local == NULL)
    local = self->local;
  g_return_val_if_fail (local != NULL, NULL);

  complete = gst_sip_sdp_local_complete (local, self->local);
  content = write_content (self, complete, error);
  if (content == NULL)
    return NULL;

  g_clear_pointer (&self->local, gst_sdp_message_free);
  self->local = g_steal_pointer (&complete);
  if (g_strcmp0 (content, self->written) != 0) {
    self->version++;
    g_free (self->written);
    self->written = g_steal_pointer (&content);
  }

  /* The address says nothing, and tells nobody where we are (RFC 9429 section
   * 5.2.1). */
  return g_strdup_printf ("v=0\r\no=- %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT
                          " IN IP4 127.0.0.1\r\n%s",
      self->id, self->version, self->written);
}
