/* The hashes of digest authentication (RFC 7616, RFC 8760)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GLib has no SHA-512/256, whose initial values are not those of SHA-512: that
 * one is nettle's.
 */
#include "gst/sip/message/gstsipdigesthash.h"
#include <nettle/sha2.h>

gsize
gst_sip_digest_get_hex_size (GstSipDigestAlgorithm algorithm)
{
  static const gsize sizes[] = {
      [GST_SIP_DIGEST_UNSUPPORTED] = 0,
      [GST_SIP_DIGEST_MD5] = 32,
      [GST_SIP_DIGEST_SHA_256] = 64,
      [GST_SIP_DIGEST_SHA_512_256] = 64,
  };

  return sizes[algorithm];
}

static gchar *
hash_sha512_256 (const guint8 *data, gsize size)
{
  struct sha512_ctx context;
  guint8 digest[SHA256_DIGEST_SIZE];
  GString *hex = g_string_sized_new (2 * sizeof digest + 1);

  sha512_256_init (&context);
  sha512_update (&context, size, data);
  sha512_256_digest (&context, sizeof digest, digest);
  for (guint i = 0; i < sizeof digest; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_string_free (hex, FALSE);
}

gchar *
gst_sip_digest_hash (GstSipDigestAlgorithm algorithm, const guint8 *data,
    gsize size)
{
  switch (algorithm) {
    case GST_SIP_DIGEST_MD5:
      return g_compute_checksum_for_data (G_CHECKSUM_MD5, data, size);
    case GST_SIP_DIGEST_SHA_256:
      return g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);
    case GST_SIP_DIGEST_SHA_512_256:
      return hash_sha512_256 (data, size);
    case GST_SIP_DIGEST_UNSUPPORTED:
      break;
  }
  g_return_val_if_reached (NULL);
}

gchar *
gst_sip_digest_hash_parts (GstSipDigestAlgorithm algorithm, const gchar *part,
    ...)
{
  g_autoptr (GString) joined = g_string_new (part);
  va_list args;

  va_start (args, part);
  while ((part = va_arg (args, const gchar *)) != NULL) {
    g_string_append_c (joined, ':');
    g_string_append (joined, part);
  }
  va_end (args);
  return gst_sip_digest_hash (algorithm, (const guint8 *) joined->str,
      joined->len);
}
