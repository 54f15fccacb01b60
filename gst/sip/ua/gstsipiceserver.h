/* STUN and TURN servers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads URIs as RFC 7064 and RFC 7065 have them, and as webrtcbin writes
 * them, with "//" and credentials. Resolves and connects nothing.
 */
#pragma once

#include <gst/sip/base/gstsipprelude.h>

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

/* (transfer full) (nullable): username and password are NULL if the URI has
 * none. GST_SIP_ERROR_CONFIGURATION quotes the URI, credentials blanked. */
GstSipIceServer *gst_sip_ice_server_parse (const gchar *uri, GstSipIceKind kind,
    GError **error);
GST_SIP_API
void gst_sip_ice_server_free (GstSipIceServer *self);

/* As webrtcbin wants it: stun://host:port or turn://user:pass@host:port, with
 * ?transport= if one was given. (transfer full): holds the password. */
GST_SIP_API
gchar *gst_sip_ice_server_to_uri (const GstSipIceServer *self);
/* Likewise with another host, an address, and another transport. */
GST_SIP_API
gchar *gst_sip_ice_server_to_uri_at (const GstSipIceServer *self,
    const gchar *host, GstSipIceTransport transport);
/* For logs, without credentials: turn:host:port. (transfer full) */
GST_SIP_API
gchar *gst_sip_ice_server_describe (const GstSipIceServer *self);
/* FALSE, with GST_SIP_ERROR_CONFIGURATION, for what libnice cannot do: TLS, and
 * some credentials. Such a server, which the message does not name, is left
 * out, never used without its TLS. */
GST_SIP_API
gboolean gst_sip_ice_server_check (const GstSipIceServer *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipIceServer, gst_sip_ice_server_free)

G_END_DECLS
