/* Lists of servers, as properties carry them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One URI; several, separated by commas or white space; or the notation of
 * the configuration document as JSON: strings, arrays, and objects where a
 * weight or credentials are needed. Resolves and connects nothing.
 */
#pragma once

#include "gst/sip/transport/gstsipconnection.h"

G_BEGIN_DECLS

typedef enum
{
  GST_SIP_ICE_STUN, /* RFC 7064 */
  GST_SIP_ICE_TURN, /* RFC 7065 */
} GstSipIceKind;

typedef enum
{
  GST_SIP_ICE_TRANSPORT_ANY, /* none given */
  GST_SIP_ICE_TRANSPORT_UDP,
  GST_SIP_ICE_TRANSPORT_TCP,
} GstSipIceTransport;

typedef struct
{
  GstSipIceKind kind;
  gboolean secure; /* stuns, turns: over TLS */
  gchar *host; /* an IPv6 address is without its brackets */
  guint16 port;
  GstSipIceTransport transport;
  gchar *username; /* TURN only, as credentials have them: not escaped */
  gchar *password;
} GstSipIceServer;

GST_SIP_API
void gst_sip_ice_server_free (GstSipIceServer *self);

/* As webrtcbin wants it: stun://host:port or turn://user:pass@host:port, with
 * ?transport= if one was given. (transfer full): holds the password. */
GST_SIP_API
gchar *gst_sip_ice_server_to_uri (const GstSipIceServer *self);
/* For logs, without credentials: turn:host:port. (transfer full) */
GST_SIP_API
gchar *gst_sip_ice_server_describe (const GstSipIceServer *self);
/* FALSE, with GST_SIP_ERROR_CONFIGURATION, for what libnice cannot do: TLS.
 * Such a server is left out, never used without its TLS. */
GST_SIP_API
gboolean gst_sip_ice_server_check (const GstSipIceServer *self, GError **error);

/* text: what the property of that name holds; NULL, "" and "[]" are an empty
 * list. Returns (transfer full) (nullable): GstSipServer or GstSipIceServer,
 * or NULL with GST_SIP_ERROR_CONFIGURATION, which names the property and
 * quotes the entry with its credentials blanked. */
GST_SIP_API
GPtrArray *gst_sip_server_list_parse_ws (const gchar *text, GError **error);
GST_SIP_API
GPtrArray *gst_sip_server_list_parse_stun (const gchar *text, GError **error);
GST_SIP_API
GPtrArray *gst_sip_server_list_parse_turn (const gchar *text, GError **error);

/* The Route of use-preloaded-route, <sip:host:port;lr;transport=ws>: the port
 * only if @ws_uri has one, and ws for wss too. (transfer full) */
gchar *gst_sip_server_list_make_route (const gchar *ws_uri);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipIceServer, gst_sip_ice_server_free)

G_END_DECLS
