/* One connection to one server, from the first attempt to its end
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What RFC 5626 calls a flow: it has a number that is never used again, by
 * which messages, dialogs and transactions name the way that they go. It pings
 * the server by itself. Choosing the server, and what follows when a flow
 * ends, is the work of GstSipConnection.
 */
#pragma once

#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/transport/gstsipcandidates.h"
#include "gst/sip/transport/gstsiptransport.h"

G_BEGIN_DECLS

typedef struct _GstSipFlow GstSipFlow;

/* closed: it never opened, or it broke; error is never NULL. Any of them may
 * free the flow. */
typedef struct
{
  void (*opened) (gpointer user, GstSipFlow *flow);
  void (*received) (gpointer user, GstSipFlow *flow, GBytes *message);
  void (*closed) (gpointer user, GstSipFlow *flow, const GError *error);
} GstSipFlowUser;

/* These outlive the flow. */
typedef struct
{
  GstSipTimers *timers;
  GstSipRandom *random;
  const GstSipFlowUser *user;
  gpointer user_data;
} GstSipFlowContext;

/* Starts to connect. transport: (transfer full): closed */
GstSipFlow *gst_sip_flow_new (const GstSipFlowContext *context, guint number,
    GstSipTransport *transport, GstSipCandidate *candidate);
/* Closes what is open, in an orderly way, and tells nobody.
 *
 * Returns: (transfer full): the transport, for another flow */
GstSipTransport *gst_sip_flow_free (GstSipFlow *self);

gboolean gst_sip_flow_send (GstSipFlow *self, GBytes *message, GError **error);
/* Asks for a sign of life at once; without one in this time (microseconds) the
 * flow closes. Where the transport cannot be asked, nothing happens. */
void gst_sip_flow_check (GstSipFlow *self, gint64 limit);
/* Seconds between pings, as GstSipConnection has it. */
void gst_sip_flow_set_keepalive_interval (GstSipFlow *self, guint seconds);

guint gst_sip_flow_get_number (GstSipFlow *self);
GstSipCandidate *gst_sip_flow_get_candidate (GstSipFlow *self);
/* self: (nullable): NULL has none */
const GstSipServer *gst_sip_flow_get_server (GstSipFlow *self);
/* For how long it has been open, in microseconds. */
gint64 gst_sip_flow_get_age (GstSipFlow *self);
/* Whether the server ever said a word of SIP. */
gboolean gst_sip_flow_is_proven (GstSipFlow *self);
/* For how long it has said none, in microseconds. */
gint64 gst_sip_flow_get_silence (GstSipFlow *self);

G_END_DECLS
