/* What webrtcbin's own text says of the transport of a line
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <string.h>

#include <gio/gio.h>
#include <gst/sip/base/gstsiperror.h>

void
gst_sip_sdp_transport_clear (GstSipSdpTransport *self)
{
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  g_clear_pointer (&self->address, g_free);
}

/* Of the m-line, else of the session. */
static const gchar *
get_value (const GstSDPMessage *local, const GstSDPMedia *media,
    const gchar *key)
{
  const gchar *value = gst_sdp_media_get_attribute_val (media, key);

  return value != NULL ? value : gst_sdp_message_get_attribute_val (local, key);
}

/* Which address a peer without ICE should send to: the one that is most likely
 * to be reached (RFC 8839 section 4.2.1.2), of the older family if in doubt. */
static guint
rate (gchar **fields, gboolean is_ipv6)
{
  static const gchar *const types[] = {"host", "srflx", "relay"};

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (fields[GST_SIP_SDP_CANDIDATE_TYPE], types[i]))
      return (i + 1) * 2 + (is_ipv6 ? 0 : 1);

  return 0;
}

/* Only component 1 is there with rtcp-mux; a link-local address means nothing
 * without its zone (RFC 4007), which SDP has no way to write. */
static gboolean
is_of_use (gchar **fields, GInetAddress *address)
{
  return g_str_equal (fields[GST_SIP_SDP_CANDIDATE_COMPONENT], "1") &&
      address != NULL &&
      !(g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
          g_inet_address_get_is_link_local (address));
}

static void
read_candidate (GstSipSdpTransport *self, const gchar *text, guint *best)
{
  g_auto (GStrv) fields = g_strsplit (text, " ", -1);
  g_autoptr (GInetAddress) address = NULL;
  gboolean is_ipv6;
  guint rating;

  if (g_strv_length (fields) < GST_SIP_SDP_CANDIDATE_N_FIELDS)
    return;

  address =
      g_inet_address_new_from_string (fields[GST_SIP_SDP_CANDIDATE_ADDRESS]);
  if (!is_of_use (fields, address))
    return;

  g_ptr_array_add (self->candidates, g_strdup (text));
  is_ipv6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
  rating = rate (fields, is_ipv6);
  if (rating <= *best ||
      g_ascii_strcasecmp (fields[GST_SIP_SDP_CANDIDATE_TRANSPORT], "udp") != 0)
    return;

  *best = rating;
  g_free (self->address);
  self->address = g_strdup (fields[GST_SIP_SDP_CANDIDATE_ADDRESS]);
  self->is_ipv6 = is_ipv6;
  self->port =
      (guint) g_ascii_strtoull (fields[GST_SIP_SDP_CANDIDATE_PORT], NULL, 10);
}

static void
read_candidates (GstSipSdpTransport *self, const GstSDPMedia *media)
{
  guint best = 0;

  for (guint i = 0; i < gst_sdp_media_attributes_len (media); i++) {
    const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);

    if (g_strcmp0 (attribute->key, "candidate") == 0 &&
        attribute->value != NULL)
      read_candidate (self, attribute->value, &best);
  }
}

/* In a bundle only one line has the candidates of all: that with the same
 * credentials. */
static const GstSDPMedia *
find_candidates (const GstSDPMessage *local, const GstSDPMedia *media,
    const gchar *ufrag)
{
  if (gst_sdp_media_get_attribute_val (media, "candidate") != NULL)
    return media;

  for (guint i = 0; i < gst_sdp_message_medias_len (local); i++) {
    const GstSDPMedia *other = gst_sdp_message_get_media (local, i);

    if (gst_sdp_media_get_attribute_val (other, "candidate") != NULL &&
        g_strcmp0 (get_value (local, other, "ice-ufrag"), ufrag) == 0)
      return other;
  }

  return media;
}

gboolean
gst_sip_sdp_transport_read (GstSipSdpTransport *self,
    const GstSDPMessage *local, const GstSipSdpLine *line, GError **error)
{
  const GstSDPMedia *media =
      line->webrtc_index < gst_sdp_message_medias_len (local)
      ? gst_sdp_message_get_media (local, line->webrtc_index)
      : NULL;

  if (media != NULL) {
    self->ufrag = get_value (local, media, "ice-ufrag");
    self->pwd = get_value (local, media, "ice-pwd");
    self->fingerprint = get_value (local, media, "fingerprint");
    self->setup = get_value (local, media, "setup");
  }

  if (self->ufrag == NULL || self->pwd == NULL || self->fingerprint == NULL) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "webrtcbin has no ICE credentials or no fingerprint for m-line %u",
        line->webrtc_index);
    return FALSE;
  }

  self->media = media;
  self->candidates = g_ptr_array_new_with_free_func (g_free);
  read_candidates (self, find_candidates (local, media, self->ufrag));
  return TRUE;
}

static void
copy_candidates (GstSDPMedia *to, const GstSDPMedia *from)
{
  for (guint i = 0; i < gst_sdp_media_attributes_len (from); i++) {
    const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (from, i);

    if (g_strcmp0 (attribute->key, "candidate") == 0)
      gst_sdp_media_add_attribute (to, attribute->key, attribute->value);
  }
}

GstSDPMessage *
gst_sip_sdp_local_complete (const GstSDPMessage *local,
    const GstSDPMessage *before)
{
  GstSDPMessage *complete = NULL;

  gst_sdp_message_copy (local, &complete);

  for (guint i = 0; before != NULL && i < gst_sdp_message_medias_len (complete);
       i++) {
    GstSDPMedia *media =
        (GstSDPMedia *) gst_sdp_message_get_media (complete, i);
    const gchar *ufrag = get_value (complete, media, "ice-ufrag");
    const GstSDPMedia *source = find_candidates (complete, media, ufrag);

    if (gst_sdp_media_get_attribute_val (source, "candidate") != NULL)
      continue;
    source = find_candidates (before, media, ufrag);
    copy_candidates (media, source);
  }

  return complete;
}
