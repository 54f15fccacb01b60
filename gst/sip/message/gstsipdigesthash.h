/* The hashes of digest authentication (RFC 7616, RFC 8760)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/message/gstsipdigest.h"

G_BEGIN_DECLS

/* Bytes of a result in hex; 0 for an unsupported algorithm. */
gsize gst_sip_digest_get_hex_size (GstSipDigestAlgorithm algorithm);

/* In hex, small letters. */
gchar *gst_sip_digest_hash (GstSipDigestAlgorithm algorithm, const guint8 *data,
    gsize size);

/* Of the parts, joined by colons; a NULL ends them. */
gchar *gst_sip_digest_hash_parts (GstSipDigestAlgorithm algorithm,
    const gchar *part, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
