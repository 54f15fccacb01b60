/* The attributes of one level, session or m-line, in one pass
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A peer may write thousands of attributes; looking for each word anew, for
 * each m-line, would multiply them.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <string.h>

#define MAX_FINGERPRINTS 8

static const gchar *const keys[GST_SIP_SDP_N_KEYS] = {
    [GST_SIP_SDP_KEY_BUNDLE_ONLY] = "bundle-only",
    [GST_SIP_SDP_KEY_ICE_LITE] = "ice-lite",
    [GST_SIP_SDP_KEY_ICE_PWD] = "ice-pwd",
    [GST_SIP_SDP_KEY_ICE_UFRAG] = "ice-ufrag",
    [GST_SIP_SDP_KEY_MID] = "mid",
    [GST_SIP_SDP_KEY_RTCP_MUX] = "rtcp-mux",
    [GST_SIP_SDP_KEY_RTCP_RSIZE] = "rtcp-rsize",
    [GST_SIP_SDP_KEY_SETUP] = "setup",
};

static void
read_key (GstSipSdpLevel *self, const gchar *key, const gchar *value)
{
  for (guint i = 0; i < GST_SIP_SDP_N_KEYS; i++)
    if (self->values[i] == NULL && g_str_equal (key, keys[i]))
      self->values[i] = value;
}

/* The first one counts: some gateways write it twice. */
static void
read_direction (GstSipSdpLevel *self, const gchar *key)
{
  for (gint i = GST_SIP_SDP_INACTIVE; i <= GST_SIP_SDP_SENDRECV; i++)
    if (self->direction < 0 &&
        g_str_equal (key, gst_sip_sdp_direction_to_string (i)))
      self->direction = i;
}

static void
read_fingerprint (GstSipSdpLevel *self, const gchar *value)
{
  GstSipSdpFingerprint *fingerprint;

  if (self->fingerprints->len >= MAX_FINGERPRINTS)
    return;

  fingerprint = gst_sip_sdp_fingerprint_parse (value);
  if (fingerprint != NULL)
    g_ptr_array_add (self->fingerprints, fingerprint);
}

GstSipSdpLevel *
gst_sip_sdp_level_new (const GArray *attributes)
{
  GstSipSdpLevel *self = g_new0 (GstSipSdpLevel, 1);

  self->direction = -1;
  self->fingerprints = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_sip_sdp_fingerprint_free);

  for (guint i = 0; i < attributes->len; i++) {
    const GstSDPAttribute *attribute =
        &g_array_index (attributes, GstSDPAttribute, i);
    const gchar *value = attribute->value != NULL ? attribute->value : "";

    if (attribute->key == NULL)
      continue;
    read_key (self, attribute->key, value);
    read_direction (self, attribute->key);
    if (g_str_equal (attribute->key, "fingerprint"))
      read_fingerprint (self, value);
  }

  return self;
}

void
gst_sip_sdp_level_free (GstSipSdpLevel *self)
{
  g_ptr_array_unref (self->fingerprints);
  g_free (self);
}

const gchar *
gst_sip_sdp_source_get (const GstSipSdpSource *source, GstSipSdpKey key)
{
  return source->own->values[key] != NULL ? source->own->values[key]
                                          : source->session->values[key];
}
