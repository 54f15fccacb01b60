/* Which server, and when again: the connection to a group of servers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Connects to the best server that answers: highest weight first, at random
 * among equals, the next one at once when one fails, and when all have failed
 * again after a random, growing time within [min, max] (design section 8).
 *
 * Connected to a server that is not the heaviest, it tries the heavier ones in
 * the background, at times that are drawn in the same way. When one answers it
 * becomes the current one, with no gap between the two: what is under way over
 * the old flow stays on it, and it is closed when nothing is. If the new one
 * breaks meanwhile, the old one is current again.
 *
 * Runs on GstSipTimers and GstSipRandom, hence in virtual time too.
 */
#pragma once

#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/transport/gstsipserver.h"
#include "gst/sip/transport/gstsiptransport.h"

G_BEGIN_DECLS

typedef enum
{
  GST_SIP_CONNECTION_CLOSED, /* not wanted */
  GST_SIP_CONNECTION_CONNECTING, /* a server is being tried */
  GST_SIP_CONNECTION_CONNECTED,
  GST_SIP_CONNECTION_WAITING, /* all failed: a timer runs */
} GstSipConnectionState;

typedef struct _GstSipConnection GstSipConnection;

/* Flows are told by their numbers, from 1 on, none of which is used again. */
typedef struct
{
  /* The current flow is another one than before: after a disconnected, or
   * without, when a heavier server is gone back to. */
  void (*connected) (gpointer user, const GstSipServer *server);
  void (*received) (gpointer user, guint flow, GBytes *message);
  /* The current flow is lost. error is never NULL. Recovery is under way
   * already; another flow may be current in its place. */
  void (*disconnected) (gpointer user, guint flow, const GError *error);
  /* A flow is lost that was not the current one any more. */
  void (*flow_lost) (gpointer user, guint flow, const GError *error);
  /* An attempt failed while there is no connection; more are to come. */
  void (*attempt_failed) (gpointer user, const GstSipServer *server,
      const GError *error);
  /* Whether anything is still under way over a flow that is not the current
   * one. May be NULL: nothing ever is. */
  gboolean (*is_in_use) (gpointer user, guint flow);
} GstSipConnectionUser;

/* transport: makes others of its kind, as many as are needed. servers:
 * (transfer none) (element-type GstSipServer): copied; intervals in seconds,
 * from 1 on. timers, random and log outlive the connection. Any function of
 * user may call back, even free the connection. */
GstSipConnection *gst_sip_connection_new (GstSipTransport *transport,
    GPtrArray *servers, guint min_interval, guint max_interval,
    GstSipTimers *timers, GstSipRandom *random, GstSipLog *log,
    const GstSipConnectionUser *user, gpointer user_data);
void gst_sip_connection_free (GstSipConnection *self);

void gst_sip_connection_open (GstSipConnection *self);
/* In an orderly way; the user hears nothing more. */
void gst_sip_connection_close (GstSipConnection *self);
/* An edge proxy said that the flow is dead (430), or the like: it is given up,
 * and what follows is as if it had broken. */
void gst_sip_connection_give_up (GstSipConnection *self, guint flow,
    const gchar *reason);
/* A request was not answered. If the server of the flow never said anything,
 * the flow is given up, and others are preferred to that server. */
void gst_sip_connection_blame (GstSipConnection *self, guint flow,
    const gchar *reason);
/* The server of the flow answers, but is of no use, e.g. as it cannot reach the
 * registrar. It is given up where there is another one to try, and others are
 * preferred to it for some minutes. FALSE when there is none, or the flow is
 * not the current one: then nothing happens. */
gboolean gst_sip_connection_leave (GstSipConnection *self, guint flow,
    const gchar *reason);
/* The server of the current flow is not gone back to for so long, in
 * microseconds, and others are preferred to it. */
void gst_sip_connection_shun (GstSipConnection *self, gint64 time);
/* What is there is asked for a sign of life, which has to come soon; what is
 * waited for is tried at once. */
void gst_sip_connection_network_changed (GstSipConnection *self);
/* The first half of that. */
void gst_sip_connection_check (GstSipConnection *self);

/* Over that flow; over the current one where that is open no more, or 0. */
gboolean gst_sip_connection_send (GstSipConnection *self, guint flow,
    GBytes *message, GError **error);
/* The server drops a connection that was silent for so many seconds (the
 * Flow-Timer of RFC 5626 section 4.4.1): pings come sooner, though never later
 * than without. 0: it says nothing. For the current flow. */
void gst_sip_connection_set_keepalive_interval (GstSipConnection *self,
    guint seconds);

GstSipConnectionState gst_sip_connection_get_state (GstSipConnection *self);
/* The one being tried or connected; NULL when closed or waiting. */
const GstSipServer *gst_sip_connection_get_server (GstSipConnection *self);
/* The current one; 0 when there is none. */
guint gst_sip_connection_get_flow (GstSipConnection *self);
/* Whether there is a connection, or an attempt at one within so long, in
 * microseconds. */
gboolean gst_sip_connection_is_due_within (GstSipConnection *self, gint64 time);
/* For how long nothing has come over it, in microseconds; 0 when it is not
 * open. */
gint64 gst_sip_connection_get_silence (GstSipConnection *self, guint flow);
/* NULL when that flow is open no more. */
const GstSipServer *gst_sip_connection_get_flow_server (GstSipConnection *self,
    guint flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipConnection, gst_sip_connection_free)

G_END_DECLS
