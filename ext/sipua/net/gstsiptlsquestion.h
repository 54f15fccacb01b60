/* Whether a TLS server asks for a certificate of ours
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * There is none to give. A server that only asks goes on without; one that
 * insists fails the handshake, in words that do not tell why.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_TLS_QUESTION (gst_sip_tls_question_get_type ())
G_DECLARE_FINAL_TYPE (GstSipTlsQuestion, gst_sip_tls_question, GST,
    SIP_TLS_QUESTION, GTlsInteraction)

/* (transfer full): for g_tls_connection_set_interaction() */
GTlsInteraction *gst_sip_tls_question_new (void);
/* Whether the server of connection, which has such an interaction, asked. */
gboolean gst_sip_tls_question_was_asked (GTlsConnection *connection);

G_END_DECLS
