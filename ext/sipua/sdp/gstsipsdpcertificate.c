/* Whether the peer of the media is the peer of the call
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The fingerprint in the SDP is the only authentication that DTLS-SRTP has
 * (RFC 5763 section 5.1, RFC 8122). We check it whatever webrtcbin does.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <string.h>

#include <gst/sip/base/gstsiperror.h>

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END "-----END CERTIFICATE-----"

/* The strongest first. MD5 and MD2 are never taken (RFC 8122 section 5).
 * webrtcbin misspells SHA-384, and so cannot compute it, up to 1.28.6. */
static const struct
{
  const gchar *name;
  GChecksumType type;
  guint size;
  gboolean webrtcbin_computes;
} algorithms[] = {
    {"sha-512", G_CHECKSUM_SHA512, 64, TRUE },
    {"sha-384", G_CHECKSUM_SHA384, 48, FALSE},
    {"sha-256", G_CHECKSUM_SHA256, 32, TRUE },
    {"sha-1",   G_CHECKSUM_SHA1,   20, TRUE },
};

static gint
find_algorithm (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (g_ascii_strcasecmp (algorithms[i].name, name) == 0)
      return (gint) i;

  return -1;
}

/* AB:CD:..., size bytes */
static gboolean
is_hex (const gchar *text, guint size)
{
  if (strlen (text) != size * 3 - 1)
    return FALSE;

  for (guint i = 0; text[i] != '\0'; i++)
    if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit (text[i]))
      return FALSE;

  return TRUE;
}

GstSipSdpFingerprint *
gst_sip_sdp_fingerprint_parse (const gchar *text)
{
  GstSipSdpFingerprint *self;
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  gint algorithm;

  if (g_strv_length (words) != 2)
    return NULL;

  algorithm = find_algorithm (words[0]);
  g_strstrip (words[1]);
  if (algorithm < 0 || !is_hex (words[1], algorithms[algorithm].size))
    return NULL;

  self = g_new0 (GstSipSdpFingerprint, 1);
  self->algorithm = g_strdup (algorithms[algorithm].name);
  self->value = g_ascii_strup (words[1], -1);
  return self;
}

void
gst_sip_sdp_fingerprint_free (GstSipSdpFingerprint *self)
{
  g_free (self->algorithm);
  g_free (self->value);
  g_free (self);
}

static const GstSipSdpFingerprint *
find_strongest (GPtrArray *fingerprints, gboolean for_webrtcbin)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    if (for_webrtcbin && !algorithms[i].webrtcbin_computes)
      continue;

    for (guint j = 0; j < fingerprints->len; j++) {
      const GstSipSdpFingerprint *fingerprint =
          g_ptr_array_index (fingerprints, j);

      if (g_str_equal (fingerprint->algorithm, algorithms[i].name))
        return fingerprint;
    }
  }

  return NULL;
}

const GstSipSdpFingerprint *
gst_sip_sdp_fingerprints_get_best (GPtrArray *fingerprints)
{
  return find_strongest (fingerprints, FALSE);
}

/* One that it cannot compute does where it does not compare. */
const GstSipSdpFingerprint *
gst_sip_sdp_fingerprints_get_shown (GPtrArray *fingerprints)
{
  const GstSipSdpFingerprint *shown = find_strongest (fingerprints, TRUE);

  return shown != NULL ? shown
                       : gst_sip_sdp_fingerprints_get_best (fingerprints);
}

/* From 1.28.5 on, and in the 1.26 series after 1.26.11: what does not match
 * the first a=fingerprint of a line is never received, without an error. */
gboolean
gst_sip_sdp_fingerprints_are_compared (void)
{
  guint major, minor, micro, nano;

  gst_version (&major, &minor, &micro, &nano);
  if (major != 1 || minor > 28)
    return major >= 1;
  return (minor == 28 && micro >= 5) || (minor == 26 && micro >= 12);
}

static gboolean
are_several (GPtrArray *fingerprints, const GstSipSdpFingerprint *one)
{
  for (guint i = 0; i < fingerprints->len; i++) {
    const GstSipSdpFingerprint *other = g_ptr_array_index (fingerprints, i);

    if (g_str_equal (other->algorithm, one->algorithm) &&
        !g_str_equal (other->value, one->value))
      return TRUE;
  }

  return FALSE;
}

gchar *
gst_sip_sdp_fingerprints_find_trouble (GPtrArray *fingerprints,
    gboolean compared)
{
  const GstSipSdpFingerprint *best =
      gst_sip_sdp_fingerprints_get_best (fingerprints);
  const GstSipSdpFingerprint *shown = find_strongest (fingerprints, TRUE);

  if (best == NULL || !compared)
    return NULL;
  if (shown == NULL)
    return g_strdup_printf ("no a=fingerprint but %s, which this version of "
                            "GStreamer cannot compute",
        best->algorithm);
  if (are_several (fingerprints, best) || are_several (fingerprints, shown))
    return g_strdup_printf ("more than one a=fingerprint:%s, of which this "
                            "version of GStreamer compares only one",
        are_several (fingerprints, best) ? best->algorithm : shown->algorithm);
  return NULL;
}

static gboolean
contains (GPtrArray *fingerprints, const GstSipSdpFingerprint *wanted)
{
  for (guint i = 0; i < fingerprints->len; i++) {
    const GstSipSdpFingerprint *fingerprint =
        g_ptr_array_index (fingerprints, i);

    if (g_str_equal (fingerprint->algorithm, wanted->algorithm) &&
        g_str_equal (fingerprint->value, wanted->value))
      return TRUE;
  }

  return FALSE;
}

gboolean
gst_sip_sdp_fingerprints_overlap (GPtrArray *a, GPtrArray *b)
{
  for (guint i = 0; i < a->len; i++)
    if (contains (b, g_ptr_array_index (a, i)))
      return TRUE;

  return FALSE;
}

/* The first certificate of a PEM text, as DER. */
static guint8 *
decode_pem (const gchar *pem, gsize *size)
{
  const gchar *begin = strstr (pem, PEM_BEGIN);
  const gchar *end = begin != NULL ? strstr (begin, PEM_END) : NULL;
  g_autofree gchar *base64 = NULL;

  if (end == NULL)
    return NULL;

  begin += strlen (PEM_BEGIN);
  base64 = g_strndup (begin, (gsize) (end - begin));
  return g_base64_decode (base64, size);
}

/* Hex with colons, in upper case, as a=fingerprint has it. */
static gchar *
compute (gint algorithm, const guint8 *der, gsize size)
{
  g_autofree gchar *hex =
      g_compute_checksum_for_data (algorithms[algorithm].type, der, size);
  GString *value = g_string_new (NULL);

  for (guint i = 0; hex[i] != '\0'; i++) {
    if (i > 0 && i % 2 == 0)
      g_string_append_c (value, ':');
    g_string_append_c (value, g_ascii_toupper (hex[i]));
  }

  return g_string_free (value, FALSE);
}

static gboolean
check_one (GPtrArray *fingerprints, const GstSipSdpFingerprint *expected,
    const guint8 *der, gsize size, GError **error)
{
  g_autofree gchar *value =
      compute (find_algorithm (expected->algorithm), der, size);
  GstSipSdpFingerprint seen = {expected->algorithm, value};

  if (contains (fingerprints, &seen))
    return TRUE;

  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
      "DTLS: the peer's certificate is %s %s, its session description "
      "promised %s",
      seen.algorithm, seen.value, expected->value);
  return FALSE;
}

/* The one that webrtcbin was shown counts, too: where it is wrong, webrtcbin
 * receives nothing and says nothing. */
gboolean
gst_sip_sdp_check_certificate (GPtrArray *fingerprints, const gchar *pem,
    GError **error)
{
  const GstSipSdpFingerprint *expected =
      gst_sip_sdp_fingerprints_get_best (fingerprints);
  g_autofree guint8 *der = NULL;
  gsize size = 0;

  der = pem != NULL ? decode_pem (pem, &size) : NULL;
  if (expected == NULL || size == 0) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "DTLS: no %s to check the peer by",
        expected == NULL ? "a=fingerprint" : "certificate");
    return FALSE;
  }

  return check_one (fingerprints, expected, der, size, error) &&
      check_one (fingerprints,
          gst_sip_sdp_fingerprints_get_shown (fingerprints), der, size, error);
}
