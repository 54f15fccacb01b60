/* The connection to a group of servers: what is asked of it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/transport/gstsipconnection-private.h"

#include <gst/sip/base/gstsiperror.h>

/* After a change of the network. */
#define CHECK_LIMIT (5 * G_TIME_SPAN_SECOND)

static const gchar *const state_names[] = {
    [GST_SIP_CONNECTION_CLOSED] = "closed",
    [GST_SIP_CONNECTION_CONNECTING] = "connecting",
    [GST_SIP_CONNECTION_CONNECTED] = "connected",
    [GST_SIP_CONNECTION_WAITING] = "waiting",
};

void
gst_sip_connection_set_state (GstSipConnection *self,
    GstSipConnectionState state)
{
  if (state == self->state)
    return;

  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_DEBUG,
      NULL, "%s -> %s", state_names[self->state], state_names[state]);
  self->state = state;
}

/* The transports are the last to go: one of them may be telling us that it is
 * closed. */
static void
clear (gpointer data)
{
  GstSipConnection *self = data;

  gst_object_unref (self->kind);
  g_ptr_array_unref (self->idle);
  g_ptr_array_unref (self->draining);
  gst_sip_candidates_free (self->candidates);
}

void
gst_sip_connection_unref (GstSipConnection *self)
{
  g_rc_box_release_full (self, clear);
}

GstSipConnection *
gst_sip_connection_new (GstSipTransport *transport, GPtrArray *servers,
    guint min_interval, guint max_interval, GstSipTimers *timers,
    GstSipRandom *random, GstSipLog *log, const GstSipConnectionUser *user,
    gpointer user_data)
{
  GstSipConnection *self = g_rc_box_new0 (GstSipConnection);

  self->kind = gst_object_ref (transport);
  self->idle = g_ptr_array_new_with_free_func (gst_object_unref);
  g_ptr_array_add (self->idle, gst_object_ref (transport));
  self->draining = g_ptr_array_new ();
  self->candidates = gst_sip_candidates_new (servers, random);

  self->min_interval = MAX (min_interval, 1);
  self->max_interval = MAX (max_interval, self->min_interval);
  self->timers = timers;
  self->random = random;
  self->log = log;
  self->user = *user;
  self->user_data = user_data;
  self->context =
      (GstSipFlowContext){timers, random, &gst_sip_connection_flow_user, self};
  self->drain =
      (GstSipTimer){.expired = gst_sip_connection_on_drain_due, .owner = self};
  gst_sip_connection_init_attempts (self);
  gst_sip_connection_init_recovery (self);
  return self;
}

void
gst_sip_connection_free (GstSipConnection *self)
{
  gst_sip_connection_close (self);
  gst_sip_connection_unref (self);
}

void
gst_sip_connection_open (GstSipConnection *self)
{
  g_return_if_fail (gst_sip_candidates_get_size (self->candidates) > 0);

  if (self->state != GST_SIP_CONNECTION_CLOSED)
    return;

  gst_sip_candidates_forget_failed (self->candidates);
  gst_sip_connection_advance (self, NULL);
}

void
gst_sip_connection_close (GstSipConnection *self)
{
  if (self->state == GST_SIP_CONNECTION_CLOSED)
    return;

  self->session++;
  gst_sip_connection_set_state (self, GST_SIP_CONNECTION_CLOSED);
  gst_sip_connection_stop_recovery (self);
  gst_sip_timer_disarm (&self->drain);
  while (self->draining->len > 0)
    gst_sip_connection_drop_draining (self, self->draining->len - 1);
  gst_sip_connection_drop (self, &self->current);
  gst_sip_connection_drop_attempts (self);
}

/* NULL when it is not open; 0 names none. */
static GstSipFlow *
find_flow (GstSipConnection *self, guint number)
{
  if (self->current != NULL &&
      gst_sip_flow_get_number (self->current) == number)
    return self->current;
  for (guint i = 0; i < self->draining->len; i++) {
    GstSipFlow *flow = self->draining->pdata[i];

    if (gst_sip_flow_get_number (flow) == number)
      return flow;
  }
  return NULL;
}

static void
give_up (GstSipConnection *self, GstSipFlow *flow, const gchar *reason,
    GstSipLoss loss)
{
  g_autoptr (GError) error =
      g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT, "%s: %s",
          gst_sip_flow_get_server (flow)->name, reason);

  gst_sip_connection_lose (self, flow, error, loss);
}

void
gst_sip_connection_give_up (GstSipConnection *self, guint flow,
    const gchar *reason)
{
  GstSipFlow *found = find_flow (self, flow);

  if (found != NULL)
    give_up (self, found, reason, GST_SIP_LOSS_BROKEN);
}

void
gst_sip_connection_blame (GstSipConnection *self, guint flow,
    const gchar *reason)
{
  GstSipFlow *found = find_flow (self, flow);

  if (found != NULL && !gst_sip_flow_is_proven (found))
    give_up (self, found, reason, GST_SIP_LOSS_MUTE);
}

gboolean
gst_sip_connection_leave (GstSipConnection *self, guint flow,
    const gchar *reason)
{
  if (flow != gst_sip_connection_get_flow (self) || self->current == NULL)
    return FALSE;
  if (!gst_sip_candidates_have_other (self->candidates,
          gst_sip_flow_get_candidate (self->current),
          gst_sip_timers_get_time (self->timers))) {
    /* The next time, those that could not be reached may be there again. */
    gst_sip_candidates_forget_failed (self->candidates);
    return FALSE;
  }
  give_up (self, self->current, reason, GST_SIP_LOSS_MUTE);
  return TRUE;
}

void
gst_sip_connection_shun (GstSipConnection *self, gint64 time)
{
  if (self->current != NULL)
    gst_sip_candidate_shun (gst_sip_flow_get_candidate (self->current),
        gst_sip_timers_get_time (self->timers) + time);
}

static gboolean
is_begun_anew (GstSipConnection *self, GstSipFlow *attempt)
{
  return attempt != NULL &&
      gst_sip_flow_get_number (attempt) == self->begun_anew;
}

/* What is being tried may have been asked for over a network that is gone. But
 * once only: where changes go on and on, nothing would ever be tried to its
 * end. */
static void
begin_round_anew (GstSipConnection *self)
{
  if (is_begun_anew (self, self->attempt) || is_begun_anew (self, self->older))
    return;

  gst_sip_connection_drop_attempts (self);
  gst_sip_candidates_forget_failed (self->candidates);
  gst_sip_connection_advance (self, NULL);
  self->begun_anew = self->last_number;
}

void
gst_sip_connection_network_changed (GstSipConnection *self)
{
  if (self->state == GST_SIP_CONNECTION_CLOSED)
    return;

  gst_sip_connection_log (self, GST_SIP_LOG_LEVEL_LOG,
      "the network has changed");
  if (self->state != GST_SIP_CONNECTION_CONNECTED) {
    begin_round_anew (self);
    return;
  }
  gst_sip_connection_drop_attempts (self);
  gst_sip_connection_plan_climb (self, TRUE);
  gst_sip_connection_check (self);
}

void
gst_sip_connection_check (GstSipConnection *self)
{
  for (guint i = self->draining->len; i-- > 0;)
    gst_sip_flow_check (self->draining->pdata[i], CHECK_LIMIT);
  if (self->current != NULL)
    gst_sip_flow_check (self->current, CHECK_LIMIT);
}

gboolean
gst_sip_connection_send (GstSipConnection *self, guint flow, GBytes *message,
    GError **error)
{
  GstSipFlow *found = find_flow (self, flow);

  if (found == NULL)
    found = self->current;
  if (found != NULL)
    return gst_sip_flow_send (found, message, error);

  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
      "not connected to a server");
  return FALSE;
}

void
gst_sip_connection_set_keepalive_interval (GstSipConnection *self,
    guint seconds)
{
  if (self->current != NULL)
    gst_sip_flow_set_keepalive_interval (self->current, seconds);
}

GstSipConnectionState
gst_sip_connection_get_state (GstSipConnection *self)
{
  return self->state;
}

const GstSipServer *
gst_sip_connection_get_server (GstSipConnection *self)
{
  return gst_sip_flow_get_server (
      self->current != NULL ? self->current : self->attempt);
}

guint
gst_sip_connection_get_flow (GstSipConnection *self)
{
  return self->current != NULL ? gst_sip_flow_get_number (self->current) : 0;
}

const GstSipServer *
gst_sip_connection_get_flow_server (GstSipConnection *self, guint flow)
{
  return gst_sip_flow_get_server (find_flow (self, flow));
}

gboolean
gst_sip_connection_is_due_within (GstSipConnection *self, gint64 time)
{
  if (self->state != GST_SIP_CONNECTION_WAITING)
    return self->state != GST_SIP_CONNECTION_CLOSED;
  return self->round.due - gst_sip_timers_get_time (self->timers) <= time;
}

gint64
gst_sip_connection_get_silence (GstSipConnection *self, guint flow)
{
  GstSipFlow *found = find_flow (self, flow);

  return found != NULL ? gst_sip_flow_get_silence (found) : 0;
}
