/* Why a WebSocket did not open, in words for whoever has to mend it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Pure functions from what GIO and libsoup report to sentences. No query, no
 * credentials and no control characters of a server get into them.
 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What is being waited for while in a stage, "the TLS handshake". */
const gchar *gst_sip_handshake_describe_stage (GSocketClientEvent stage);

/* (transfer full): "issued by an unknown authority, expired on 2020-02-02" */
gchar *gst_sip_handshake_describe_certificate (GTlsCertificate *certificate,
    GTlsCertificateFlags flaws);

/* (transfer full): what error, the status of message and the certificate's
 * flaws (NULL for none) come to */
gchar *gst_sip_handshake_explain (SoupMessage *message, const GError *error,
    const gchar *flaws);

/* (transfer full): text of a server, shortened and without what could spoil a
 * log */
gchar *gst_sip_handshake_clean (const gchar *text);

G_END_DECLS
