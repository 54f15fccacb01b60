/* The request of a WebSocket handshake for SIP, and whether the answer fits
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RFC 6455 section 4.1 and RFC 7118 section 4.1. Pure functions, but for the
 * key, which is random.
 */
#pragma once

#include <gst/gst.h>
#include "ext/sipua/websocket/gstsiphttp.h"

G_BEGIN_DECLS

/* Whether a request can be made with these headers (http-headers, may be
 * NULL): a string for each name, or a list or array of strings. If not,
 * GST_SIP_ERROR_CONFIGURATION names the header; values may be secret. */
gboolean gst_sip_handshake_check_headers (const GstStructure *headers,
    GError **error);

/* (transfer full): the request, and in key what
 * gst_sip_handshake_check_answer() wants to know. text is what uri was parsed
 * from; headers must have been checked, and one of them wins over user_agent
 * (may be empty or NULL) and over the credentials in uri. */
gchar *gst_sip_handshake_make_request (const gchar *text, GUri *uri,
    const GstStructure *headers, const gchar *user_agent, gchar **key);

/* answer has status 101. GST_SIP_ERROR_TRANSPORT says what is not right. */
gboolean gst_sip_handshake_check_answer (const GstSipHttpAnswer *answer,
    const gchar *key, GError **error);

G_END_DECLS
