/* The connection to a group of servers: its flows come and go
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The user is told last in each function, as it may close the connection, even
 * open it again: where more follows, the session says whether it did.
 */
#include "gst/sip/transport/gstsipconnection-private.h"

#include <gst/sip/base/gstsiperror.h>

/* Flows that wait for their calls to end, next to the current one. */
#define MAX_DRAINING 2
#define DRAIN_INTERVAL (2 * G_TIME_SPAN_SECOND)
/* As long as the first request over a new flow may stay unanswered (64*T1 and
 * a little), the old flow is kept to return to. */
#define PROBATION (35 * G_TIME_SPAN_SECOND)

void
gst_sip_connection_drop (GstSipConnection *self, GstSipFlow **flow)
{
  if (*flow != NULL)
    g_ptr_array_add (self->idle, gst_sip_flow_free (g_steal_pointer (flow)));
}

void
gst_sip_connection_drop_draining (GstSipConnection *self, guint i)
{
  GstSipFlow *flow = g_ptr_array_steal_index (self->draining, i);

  gst_sip_connection_drop (self, &flow);
}

/* A draining flow is left when nobody needs it, and the current one has shown
 * that it need not be returned to. */

static gboolean
is_done (GstSipConnection *self, GstSipFlow *flow)
{
  return self->user.is_in_use == NULL ||
      !self->user.is_in_use (self->user_data, gst_sip_flow_get_number (flow));
}

static void
arm_drain (GstSipConnection *self)
{
  if (self->draining->len > 0)
    gst_sip_timer_arm (&self->drain, self->timers, DRAIN_INTERVAL);
}

void
gst_sip_connection_on_drain_due (gpointer owner)
{
  GstSipConnection *self = owner;

  if (gst_sip_flow_is_proven (self->current) ||
      gst_sip_flow_get_age (self->current) >= PROBATION) {
    for (guint i = self->draining->len; i-- > 0;) {
      GstSipFlow *flow = self->draining->pdata[i];

      if (!is_done (self, flow))
        continue;
      gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT,
          GST_SIP_LOG_LEVEL_DEBUG, NULL, "nothing is left on %s",
          gst_sip_flow_get_server (flow)->name);
      gst_sip_connection_drop_draining (self, i);
    }
  }
  arm_drain (self);
}

/* More flows than we keep: the calls of the oldest have to move. */
static void
drop_oldest (GstSipConnection *self)
{
  GstSipFlow *oldest = self->draining->pdata[0];
  guint number = gst_sip_flow_get_number (oldest);
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR,
      GST_SIP_ERROR_TRANSPORT, "%s: left for heavier servers",
      gst_sip_flow_get_server (oldest)->name);

  gst_sip_connection_drop_draining (self, 0);
  self->user.flow_lost (self->user_data, number, error);
}

static void
log_connected (GstSipConnection *self, GstSipFlow *left)
{
  const gchar *name = gst_sip_flow_get_server (self->current)->name;

  if (left == NULL)
    gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_LOG,
        NULL, "connected to %s", name);
  else
    gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_LOG,
        NULL, "connected to %s, which weighs more than %s", name,
        gst_sip_flow_get_server (left)->name);
}

static void
on_opened (gpointer user, GstSipFlow *flow)
{
  GstSipConnection *self = g_rc_box_acquire (user);
  GstSipFlow *left = self->current;
  guint session = self->session;

  gst_sip_connection_settle (self, flow);
  gst_sip_timer_disarm (&self->round);
  self->current = flow;
  gst_sip_connection_set_state (self, GST_SIP_CONNECTION_CONNECTED);
  log_connected (self, left);
  gst_sip_connection_plan_climb (self, FALSE);
  if (left != NULL) {
    g_ptr_array_add (self->draining, left);
    arm_drain (self);
  }

  self->user.connected (self->user_data,
      gst_sip_flow_get_server (self->current));
  /* Calls that have to move do so when the registrar knows of the new flow. */
  if (self->session == session && self->draining->len > MAX_DRAINING)
    drop_oldest (self);
  gst_sip_connection_unref (self);
}

static void
on_received (gpointer user, GstSipFlow *flow, GBytes *message)
{
  GstSipConnection *self = user;

  self->user.received (self->user_data, gst_sip_flow_get_number (flow),
      message);
}

/* How flows end. */

/* What is current when the current flow is gone: the heaviest of those that
 * are still open, or the one that is being tried, or the next that will be. */
static void
replace_current (GstSipConnection *self, GstSipCandidate *lost,
    gboolean has_endured)
{
  if (self->draining->len > 0) {
    self->current =
        g_ptr_array_steal_index (self->draining, self->draining->len - 1);
    gst_sip_connection_plan_climb (self, has_endured);
  } else if (self->attempt != NULL) {
    gst_sip_timer_disarm (&self->climb);
    gst_sip_connection_set_state (self, GST_SIP_CONNECTION_CONNECTING);
    gst_sip_connection_look_beside (self);
  } else {
    gst_sip_connection_advance (self, lost);
  }
  if (self->draining->len == 0)
    gst_sip_timer_disarm (&self->drain);
}

static void
lose_current (GstSipConnection *self, const GError *error, GstSipLoss loss)
{
  GstSipCandidate *lost = gst_sip_flow_get_candidate (self->current);
  guint number = gst_sip_flow_get_number (self->current);
  gint64 age = gst_sip_flow_get_age (self->current);
  guint session = self->session;

  gst_sip_connection_log (self, GST_SIP_LOG_LEVEL_WARN, error->message);
  gst_sip_connection_drop (self, &self->current);
  gst_sip_connection_note_loss (self, lost, age, loss);
  replace_current (self, lost, age >= self->max_interval * G_TIME_SPAN_SECOND);

  self->user.disconnected (self->user_data, number, error);
  if (self->session != session || self->current == NULL)
    return;
  log_connected (self, NULL);
  self->user.connected (self->user_data,
      gst_sip_flow_get_server (self->current));
}

static void
lose_draining (GstSipConnection *self, GstSipFlow *flow, const GError *error)
{
  guint number = gst_sip_flow_get_number (flow);

  gst_sip_connection_log (self, GST_SIP_LOG_LEVEL_WARN, error->message);
  g_ptr_array_remove (self->draining, flow);
  gst_sip_connection_drop (self, &flow);
  self->user.flow_lost (self->user_data, number, error);
}

static gboolean
is_attempt (GstSipConnection *self, GstSipFlow *flow)
{
  return flow == self->attempt || flow == self->older;
}

void
gst_sip_connection_lose (GstSipConnection *self, GstSipFlow *flow,
    const GError *error, GstSipLoss loss)
{
  g_rc_box_acquire (self);
  if (is_attempt (self, flow))
    gst_sip_connection_fail_attempt (self, flow, error);
  else if (flow == self->current)
    lose_current (self, error, loss);
  else
    lose_draining (self, flow, error);
  gst_sip_connection_unref (self);
}

static void
on_closed (gpointer user, GstSipFlow *flow, const GError *error)
{
  GstSipConnection *self = user;
  g_autoptr (GError) broken = NULL;

  if (is_attempt (self, flow) ||
      !g_error_matches (error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT)) {
    gst_sip_connection_lose (self, flow, error, GST_SIP_LOSS_BROKEN);
    return;
  }
  /* To requests, only their own time limits are a timeout. */
  broken = g_error_new_literal (GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
      error->message);
  gst_sip_connection_lose (self, flow, broken, GST_SIP_LOSS_SILENT);
}

const GstSipFlowUser gst_sip_connection_flow_user = {
    .opened = on_opened,
    .received = on_received,
    .closed = on_closed,
};
