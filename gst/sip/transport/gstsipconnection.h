/* Which server, and when again: the connection to a group of servers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Keeps one transport connected to the best server that answers: highest
 * weight first, at random among equals, the next one at once when one fails,
 * and when all have failed again after a random, growing time within
 * [min, max] (design section 8). Runs on GstSipTimers and GstSipRandom, hence
 * in virtual time too.
 */
#pragma once

#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/transport/gstsiptransport.h"

G_BEGIN_DECLS

typedef struct
{
  gchar *uri; /* ws:// or wss://, as configured: path and query kept */
  guint weight;
  gchar *name; /* the uri without user info and query: for logs and errors */
} GstSipServer;

GST_SIP_API
GstSipServer *gst_sip_server_new (const gchar *uri, guint weight);
GST_SIP_API
void gst_sip_server_free (GstSipServer *self);
/* (transfer full): what may be shown of uri; keys and tokens travel in the
 * query and the user info. */
GST_SIP_API
gchar *gst_sip_server_make_name (const gchar *uri);

typedef enum
{
  GST_SIP_CONNECTION_CLOSED, /* not wanted */
  GST_SIP_CONNECTION_CONNECTING, /* a server is being tried */
  GST_SIP_CONNECTION_CONNECTED,
  GST_SIP_CONNECTION_WAITING, /* all failed: a timer runs */
} GstSipConnectionState;

typedef struct _GstSipConnection GstSipConnection;

typedef struct
{
  void (*connected) (gpointer user, const GstSipServer *server);
  void (*received) (gpointer user, GBytes *message);
  /* A connection that was there is lost. error is never NULL. Recovery is
   * under way already. */
  void (*disconnected) (gpointer user, const GError *error);
  /* An attempt failed; more are to come. */
  void (*attempt_failed) (gpointer user, const GstSipServer *server,
      const GError *error);
} GstSipConnectionUser;

/* servers: (transfer none) (element-type GstSipServer): copied; intervals in
 * seconds, from 1 on. timers, random and log outlive the connection. Any
 * function of user may call back, even free the connection. */
GstSipConnection *gst_sip_connection_new (GstSipTransport *transport,
    GPtrArray *servers, guint min_interval, guint max_interval,
    GstSipTimers *timers, GstSipRandom *random, GstSipLog *log,
    const GstSipConnectionUser *user, gpointer user_data);
void gst_sip_connection_free (GstSipConnection *self);

void gst_sip_connection_open (GstSipConnection *self);
/* In an orderly way; the user hears nothing more. */
void gst_sip_connection_close (GstSipConnection *self);
/* The network changed, or an edge proxy said the flow is dead (430): what is
 * there is doubted and tried anew at once. */
void gst_sip_connection_reset (GstSipConnection *self, const gchar *reason);
gboolean gst_sip_connection_send (GstSipConnection *self, GBytes *message,
    GError **error);
/* The server drops a connection that was silent for so many seconds (the
 * Flow-Timer of RFC 5626 section 4.4.1): pings come sooner, though never later
 * than without. 0: it says nothing. For the connection that is there now. */
void gst_sip_connection_set_keepalive_interval (GstSipConnection *self,
    guint seconds);
GstSipConnectionState gst_sip_connection_get_state (GstSipConnection *self);
/* The one being tried or connected; NULL when closed or waiting. */
const GstSipServer *gst_sip_connection_get_server (GstSipConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipServer, gst_sip_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipConnection, gst_sip_connection_free)

G_END_DECLS
