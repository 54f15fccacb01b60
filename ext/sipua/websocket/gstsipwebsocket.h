/* SIP over WebSocket (RFC 7118), by libsoup
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One connection at a time, ws or wss, one SIP message a WebSocket message.
 * Lives in one thread, whose thread-default main context it runs in. HTTP
 * proxies are those that GIO knows of.
 */
#pragma once

#include <gst/sip/transport/gstsiptransport.h>
#include "gst/sip/base/gstsiplog.h"

G_BEGIN_DECLS

#define GST_TYPE_SIP_WEBSOCKET (gst_sip_websocket_get_type ())
G_DECLARE_FINAL_TYPE (GstSipWebsocket, gst_sip_websocket, GST, SIP_WEBSOCKET,
    GstSipTransport)

/* (transfer full); log may be NULL. Properties are read with each open:
 * tls-ca-file, tls-validation, http-headers, user-agent, and, in
 * milliseconds, connect-timeout and pong-timeout. */
GstSipTransport *gst_sip_websocket_new (GstSipLog *log);
/* Whether tls-ca-file and http-headers can be used; if not,
 * GST_SIP_ERROR_CONFIGURATION names the property. Each open would fail with
 * the same error. Warns of tls-validation that is off, which an open does not
 * do again. */
gboolean gst_sip_websocket_check (GstSipWebsocket *self, GError **error);

G_END_DECLS
