/* SIP over WebSocket, from inside
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *     gstsipwebsocket.c      opened, heard, closed
 *     gstsipwebsocketlife.c  whether the server lives
 */
#pragma once

#include <gst/sip/base/gstsiperror.h>
#include "ext/sipua/websocket/gstsiphandshake.h"
#include "ext/sipua/websocket/gstsipwebsocket.h"

G_BEGIN_DECLS

struct _GstSipWebsocket
{
  GstSipTransport parent;

  gchar *tls_ca_file;
  gboolean tls_validation;
  GstStructure *http_headers;
  gchar *user_agent;
  guint connect_timeout;
  guint pong_timeout;
  GstSipLog *log;

  gchar *name; /* of the server, as it may be shown */
  GstSipHandshake *handshake;
  SoupWebsocketConnection *connection;
  GSource *pong_timer; /* while a sign of life is awaited */
  guint pong_limit; /* how long, in milliseconds */
  gint64 pong_due; /* until when */
  GSource *full_timer; /* after which a backlog is reported as a loss */
  GPtrArray *leaving; /* of SoupWebsocketConnection */
};

/* gstsipwebsocket.c */

/* (transfer full): the connection, which is heard no more */
SoupWebsocketConnection *gst_sip_websocket_detach (GstSipWebsocket *self);
/* The connection is gone; reason goes without the name of the server. */
void gst_sip_websocket_report (GstSipWebsocket *self, GstSipError code,
    const gchar *reason);
void gst_sip_websocket_report_loss (GstSipWebsocket *self, const gchar *format,
    ...) G_GNUC_PRINTF (2, 3);

/* gstsipwebsocketlife.c */

void gst_sip_websocket_ping (GstSipTransport *transport);
void gst_sip_websocket_check_life (GstSipTransport *transport,
    guint milliseconds);
/* There was a sign of life, or none is waited for any more. */
void gst_sip_websocket_stop_asking (GstSipWebsocket *self);
/* Whether that was no message, but a sign of life or the question for one,
 * which is answered. */
gboolean gst_sip_websocket_take_keepalive (GstSipWebsocket *self,
    GBytes *message);
/* Whether so many bytes more can be sent. If not, the loss of the connection is
 * reported soon. */
gboolean gst_sip_websocket_check_backlog (GstSipWebsocket *self, gsize size,
    GError **error);
void gst_sip_websocket_forget_backlog (GstSipWebsocket *self);

G_END_DECLS
