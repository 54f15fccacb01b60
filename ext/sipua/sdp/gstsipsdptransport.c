/* What ICE and DTLS need of an m-line
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * ICE in SDP is RFC 8839, DTLS RFC 8842, BUNDLE RFC 8843. SDES keys (a=crypto)
 * are never looked at.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <string.h>

/* Streams of retransmissions on an m-line; what is above is taken as media. */
#define MAX_REPAIRS 64

/* DTLS-SRTP goes under all of these names: the first pair is right (RFC 5764
 * section 8), the second is that of old browsers, and the third is written by
 * gateways that encrypt where the peer can (RFC 8643). */
static const gchar *const protos[] = {
    "UDP/TLS/RTP/SAVPF",
    "UDP/TLS/RTP/SAVP",
    "RTP/SAVPF",
    "RTP/SAVP",
    "RTP/AVPF",
    "RTP/AVP",
    NULL,
};

static const struct
{
  const gchar *word;
  GstSipSdpSetup setup;
} setups[] = {
    {"actpass",  GST_SIP_SDP_SETUP_ACTPASS},
    {"active",   GST_SIP_SDP_SETUP_ACTIVE },
    {"passive",  GST_SIP_SDP_SETUP_PASSIVE},
    {"holdconn", GST_SIP_SDP_SETUP_ACTPASS},
};

static GstSipSdpSetup
setup_from_string (const gchar *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (setups); i++)
    if (g_strcmp0 (word, setups[i].word) == 0)
      return setups[i].setup;

  return GST_SIP_SDP_SETUP_MISSING;
}

static void
read_candidates (GstSipSdpMedia *self, const GstSDPMedia *media)
{
  for (guint i = 0; i < gst_sdp_media_attributes_len (media); i++) {
    const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);
    gchar *candidate;

    if (self->candidates->len >= GST_SIP_SDP_MAX_CANDIDATES)
      return;
    if (g_strcmp0 (attribute->key, "candidate") != 0 ||
        attribute->value == NULL)
      continue;
    candidate = gst_sip_sdp_candidate_filter (attribute->value);
    if (candidate != NULL)
      g_ptr_array_add (self->candidates, candidate);
  }
}

static void
add_ssrc (GstSipSdpMedia *self, const gchar *text, GHashTable *repairs)
{
  const gchar *value = text;
  guint64 ssrc;

  /* webrtcbin asserts that none is 0. */
  if (!gst_sip_sdp_scan_number (&value, G_MAXUINT32, &ssrc) || ssrc == 0 ||
      !g_str_has_prefix (value, " cname:") ||
      g_hash_table_contains (repairs, GUINT_TO_POINTER ((guint) ssrc)) ||
      self->ssrcs->len >= GST_SIP_SDP_MAX_SSRCS)
    return;

  for (const gchar *p = value + 1; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return;

  g_ptr_array_add (self->ssrcs, g_strdup (text));
}

/* a=ssrc-group:FID 1 2: the second repeats packets of the first (RFC 4588). */
static void
add_repair (GHashTable *repairs, const gchar *text)
{
  guint64 ssrc;

  if (!g_str_has_prefix (text, "FID ") ||
      g_hash_table_size (repairs) >= MAX_REPAIRS)
    return;

  text += strlen ("FID ");
  if (gst_sip_sdp_scan_number (&text, G_MAXUINT32, &ssrc) && *text++ == ' ' &&
      gst_sip_sdp_scan_number (&text, G_MAXUINT32, &ssrc))
    g_hash_table_add (repairs, GUINT_TO_POINTER ((guint) ssrc));
}

static void
read_ssrcs (GstSipSdpMedia *self, const GstSDPMedia *media)
{
  g_autoptr (GHashTable) repairs = g_hash_table_new (NULL, NULL);
  guint n_attributes = gst_sdp_media_attributes_len (media);

  for (guint i = 0; i < n_attributes; i++) {
    const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);

    if (g_strcmp0 (attribute->key, "ssrc-group") == 0 &&
        attribute->value != NULL)
      add_repair (repairs, attribute->value);
  }
  for (guint i = 0; i < n_attributes; i++) {
    const GstSDPAttribute *attribute = gst_sdp_media_get_attribute (media, i);

    if (g_strcmp0 (attribute->key, "ssrc") == 0 && attribute->value != NULL)
      add_ssrc (self, attribute->value, repairs);
  }
}

void
gst_sip_sdp_media_read_transport (GstSipSdpMedia *self,
    const GstSipSdpSource *source)
{
  self->ufrag =
      g_strdup (gst_sip_sdp_source_get (source, GST_SIP_SDP_KEY_ICE_UFRAG));
  self->pwd =
      g_strdup (gst_sip_sdp_source_get (source, GST_SIP_SDP_KEY_ICE_PWD));
  self->setup = setup_from_string (
      gst_sip_sdp_source_get (source, GST_SIP_SDP_KEY_SETUP));
  self->rtcp_mux =
      gst_sip_sdp_source_get (source, GST_SIP_SDP_KEY_RTCP_MUX) != NULL;
  self->rtcp_rsize =
      gst_sip_sdp_source_get (source, GST_SIP_SDP_KEY_RTCP_RSIZE) != NULL;

  read_candidates (self, source->media);
  read_ssrcs (self, source->media);
}

void
gst_sip_sdp_media_inherit (GstSipSdpMedia *self, const GstSipSdpMedia *tagged)
{
  if (self->ufrag == NULL && self->pwd == NULL) {
    self->ufrag = g_strdup (tagged->ufrag);
    self->pwd = g_strdup (tagged->pwd);
  }
  if (self->fingerprints->len == 0) {
    g_ptr_array_unref (self->fingerprints);
    self->fingerprints = g_ptr_array_ref (tagged->fingerprints);
  }
  if (self->candidates->len == 0) {
    g_ptr_array_unref (self->candidates);
    self->candidates = g_ptr_array_ref (tagged->candidates);
  }
  if (self->setup == GST_SIP_SDP_SETUP_MISSING)
    self->setup = tagged->setup;
  self->rtcp_mux |= tagged->rtcp_mux;
}

/* ice-char of RFC 8839 section 5.4; webrtcbin 1.28 insists, too. */
static gboolean
is_ice_text (const gchar *text, gsize min)
{
  gsize length = 0;

  for (; g_ascii_isalnum (text[length]) || text[length] == '+' ||
       text[length] == '/';
       length++)
    ;

  return text[length] == '\0' && length >= min && length <= 256;
}

static gchar *
find_trouble (const GstSipSdpMedia *self)
{
  if (!g_strv_contains (protos, self->proto)) {
    g_autofree gchar *proto = gst_sip_sdp_quote (self->proto);

    return g_strdup_printf ("profile '%s' is none of DTLS-SRTP", proto);
  }

  if (self->port > G_MAXUINT16)
    return g_strdup_printf ("port %d is none", (gint) self->port);
  if (self->fingerprints->len == 0)
    return g_strdup_printf ("no a=fingerprint to check, which DTLS-SRTP needs "
                            "(profile '%s')",
        self->proto);
  if (self->ufrag == NULL || self->pwd == NULL)
    return g_strdup ("no a=ice-ufrag and a=ice-pwd, which ICE needs");
  if (!is_ice_text (self->ufrag, 4) || !is_ice_text (self->pwd, 22)) {
    g_autofree gchar *ufrag = gst_sip_sdp_quote (self->ufrag);

    return g_strdup_printf ("malformed a=ice-ufrag or a=ice-pwd (ufrag '%s')",
        ufrag);
  }

  if (!self->rtcp_mux)
    return g_strdup ("no a=rtcp-mux, and RTCP has no port of its own here");
  return gst_sip_sdp_fingerprints_find_trouble (self->fingerprints,
      gst_sip_sdp_fingerprints_are_compared ());
}

void
gst_sip_sdp_media_check (GstSipSdpMedia *self)
{
  if (self->kind != GST_SIP_MEDIA_OTHER && !self->rejected)
    self->trouble = find_trouble (self);
}
