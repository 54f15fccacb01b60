/* The connection to a group of servers, from inside
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *     gstsipconnection.c          what is asked of it
 *     gstsipconnectionflows.c     the flows: which is current, which drain
 *     gstsipconnectionattempts.c  what is being tried, two at most
 *     gstsipconnectionrecovery.c  which server is tried, and when
 *
 * Without a current flow an attempt is to become that, with one it looks for a
 * heavier server.
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
  GstSipFlow *attempt; /* the latest; the older one only beside it */
  GstSipFlow *older; /* silent for some time */
  GstSipTimer silence; /* as long as the latest is not */
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

/* Closes it, if it is open; does nothing where it is NULL. */
void gst_sip_connection_drop (GstSipConnection *self, GstSipFlow **flow);
void gst_sip_connection_drop_draining (GstSipConnection *self, guint i);
/* That flow has ended, or is to: what follows. */
void gst_sip_connection_lose (GstSipConnection *self, GstSipFlow *flow,
    const GError *error, GstSipLoss loss);
void gst_sip_connection_on_drain_due (gpointer owner);

/* gstsipconnectionattempts.c */

void gst_sip_connection_init_attempts (GstSipConnection *self);
/* An attempt at this server, beside the latest if there is one; an older one
 * is dropped for it. Does nothing when there is no transport for it. The user
 * may be told. */
void gst_sip_connection_try (GstSipConnection *self,
    GstSipCandidate *candidate);
/* Whether there is an attempt that need not have been answered yet. */
gboolean gst_sip_connection_is_trying_anew (GstSipConnection *self);
/* There is an attempt that has become urgent: if it is silent already, another
 * is begun beside it. */
void gst_sip_connection_look_beside (GstSipConnection *self);
/* That one has opened, and is an attempt no more; what was beside it is
 * closed. */
void gst_sip_connection_settle (GstSipConnection *self, GstSipFlow *winner);
void gst_sip_connection_drop_attempts (GstSipConnection *self);
void gst_sip_connection_fail_attempt (GstSipConnection *self, GstSipFlow *flow,
    const GError *error);

/* gstsipconnectionrecovery.c */

void gst_sip_connection_init_recovery (GstSipConnection *self);
void gst_sip_connection_stop_recovery (GstSipConnection *self);
/* Tries the best that has not failed in this round, preferred if it is one of
 * them; waits for the next round when all have. */
void gst_sip_connection_advance (GstSipConnection *self,
    GstSipCandidate *preferred);
/* The latest attempt is silent: as above, but beside it. The only server there
 * is gets a second attempt itself. */
void gst_sip_connection_advance_beside (GstSipConnection *self);
/* One has failed, and none is left but perhaps a silent one. */
void gst_sip_connection_advance_after_failure (GstSipConnection *self);
/* Plans when the next heavier server is looked for; not at all when there is
 * none. */
void gst_sip_connection_plan_climb (GstSipConnection *self, gboolean at_once);
/* An attempt at a heavier one failed, or is silent: the next. */
void gst_sip_connection_climb_on (GstSipConnection *self);
/* A current flow of that age was lost: what that means for the pace. */
void gst_sip_connection_note_loss (GstSipConnection *self,
    GstSipCandidate *lost, gint64 age, GstSipLoss loss);

G_END_DECLS
