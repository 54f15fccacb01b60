/* Lists of servers, as properties carry them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One URI; several, separated by commas or white space; or the notation of
 * the configuration document: strings, arrays, and objects where a weight or
 * credentials are needed, as JSON or as JavaScript writes them.
 *
 * text is what the property of that name holds; NULL, "" and "[]" are an
 * empty list. Each function returns (transfer full) (nullable) an array, or
 * NULL with GST_SIP_ERROR_CONFIGURATION, which names the property and quotes
 * the entry with its credentials blanked.
 */
#pragma once

#include "gst/sip/transport/gstsipconnection.h"
#include "gst/sip/ua/gstsipiceserver.h"

G_BEGIN_DECLS

/* Of GstSipServer. */
GST_SIP_API
GPtrArray *gst_sip_server_list_parse_ws (const gchar *text, GError **error);
/* Of GstSipIceServer. */
GST_SIP_API
GPtrArray *gst_sip_server_list_parse_stun (const gchar *text, GError **error);
/* Of GstSipIceServer, each with username and password. */
GST_SIP_API
GPtrArray *gst_sip_server_list_parse_turn (const gchar *text, GError **error);

/* The Route of use-preloaded-route, <sip:host:port;lr;transport=ws>: the port
 * only if ws_uri, which is valid, has one, and ws for wss too. (transfer full)
 */
GST_SIP_API
gchar *gst_sip_server_list_make_route (const gchar *ws_uri);

G_END_DECLS
