/* The connection to a group of servers, from inside
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *     gstsipconnection.c          what is asked of it
 *     gstsipconnectionflows.c     the flows: which is current, which drain
 *     gstsipconnectionrecovery.c  which server is tried, and when
 *
 * There is at most one attempt at a time: without a current flow it is to
 * become that, with one it looks for a heavier server.
 */
#pragma once

#include "gst/sip/transport/gstsipcandidates.h"
#include "gst/sip/transport/gstsipconnection.h"
#include "gst/sip/transport/gstsipflow.h"

G_BEGIN_DECLS

struct _GstSipConnection
{
  GstSipCandidates *candidates;
  guint min_interval;
  guint max_interval;
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipLog *log;
  GstSipConnectionUser user;
  gpointer user_data;

  GstSipTransport *kind; /* the one that was given: it can make others */
  GPtrArray *idle; /* of GstSipTransport: those that carry no flow */
  GstSipFlowContext context;

  GstSipConnectionState state;
  guint session; /* counted by each close: is this still the same life? */
  guint last_number;
  GstSipFlow *attempt;
  guint begun_anew; /* number of the attempt by which a round last was */
  GstSipFlow *current;
  GPtrArray *draining; /* of GstSipFlow, the lightest and oldest first */
  GstSipTimer drain; /* to look which of them are done */

  GstSipTimer round; /* while waiting */
  guint exponent; /* of the back-off; rounds that failed since it was 0 */
  gboolean retried; /* at once, since a connection last endured */
  GstSipTimer climb; /* to look for a heavier server */
  guint climb_exponent;
};

/* How the current flow ended. */
typedef enum
{
  GST_SIP_LOSS_BROKEN, /* closed, by whoever */
  GST_SIP_LOSS_SILENT, /* no sign of life: an attempt may be as long */
  GST_SIP_LOSS_MUTE, /* there never was an answer to a request */
} GstSipLoss;

/* gstsipconnection.c */

/* The only writer of the state. */
void gst_sip_connection_set_state (GstSipConnection *self,
    GstSipConnectionState state);
#define gst_sip_connection_log(self, level, text) \
  gst_sip_log_write_literal ((self)->log, GST_SIP_LOG_TRANSPORT, level, NULL, \
      text)
void gst_sip_connection_unref (GstSipConnection *self);

/* gstsipconnectionflows.c */

extern const GstSipFlowUser gst_sip_connection_flow_user;

/* An attempt at this server. FALSE when there is no transport for it. */
gboolean gst_sip_connection_try (GstSipConnection *self,
    GstSipCandidate *candidate);
/* Closes it, if it is open; does nothing where it is NULL. */
void gst_sip_connection_drop (GstSipConnection *self, GstSipFlow **flow);
void gst_sip_connection_drop_draining (GstSipConnection *self, guint i);
/* That flow has ended, or is to: what follows. */
void gst_sip_connection_lose (GstSipConnection *self, GstSipFlow *flow,
    const GError *error, GstSipLoss loss);
void gst_sip_connection_on_drain_due (gpointer owner);

/* gstsipconnectionrecovery.c */

void gst_sip_connection_init_recovery (GstSipConnection *self);
void gst_sip_connection_stop_recovery (GstSipConnection *self);
/* Tries the best that has not failed in this round, preferred if it is one of
 * them; waits for the next round when all have. */
void gst_sip_connection_advance (GstSipConnection *self,
    GstSipCandidate *preferred);
/* Plans when the next heavier server is looked for; not at all when there is
 * none. */
void gst_sip_connection_plan_climb (GstSipConnection *self, gboolean at_once);
/* An attempt at a heavier one failed: the next. */
void gst_sip_connection_climb_on (GstSipConnection *self);
/* A current flow of that age was lost: what that means for the pace. */
void gst_sip_connection_note_loss (GstSipConnection *self,
    GstSipCandidate *lost, gint64 age, GstSipLoss loss);

G_END_DECLS
