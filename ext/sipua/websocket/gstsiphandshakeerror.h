/* Why a WebSocket did not open, in words for whoever has to mend it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Pure functions from what GIO and servers report to sentences. No query, no
 * credentials and no control characters of a server get into them.
 */
#pragma once

#include "ext/sipua/websocket/gstsipdial.h"
#include "ext/sipua/websocket/gstsiphttp.h"

G_BEGIN_DECLS

/* Longest text of a server that is repeated, in bytes. */
#define GST_SIP_HANDSHAKE_LONGEST_TEXT 120

/* (transfer full): text of a server, shortened and without what could spoil a
 * log */
gchar *gst_sip_handshake_clean (const gchar *text);

/* (transfer full): what is being waited for, "the TLS handshake". */
gchar *gst_sip_handshake_describe_stage (const GstSipDialStory *story);

/* (transfer full): an answer other than 101 */
gchar *gst_sip_handshake_explain_status (const GstSipHttpAnswer *answer);
/* (transfer full): an answer other than 2xx to CONNECT */
gchar *gst_sip_handshake_explain_proxy_status (const GstSipHttpAnswer *answer);

/* (transfer full): what error comes to */
gchar *gst_sip_handshake_explain_error (const GstSipDialStory *story,
    const GError *error);

G_END_DECLS
