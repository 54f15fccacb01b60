/* Which server is tried, and when
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Two paces, both the same random back-off: without a connection, rounds of
 * all servers; with one to a server that is not the heaviest, rounds of those
 * above it.
 */
#include "gst/sip/transport/gstsipconnection-private.h"

/* 2^16 times the least interval is above any most one. */
#define EXPONENT_MAX 16
/* For so long a server that opens connections but answers nothing is not gone
 * back to, as each time costs what is sent there. */
#define SHUN_TIME (300 * G_TIME_SPAN_SECOND)

/* Exponential and random, as the configuration document's, but kept within
 * the bounds where that one starts again from the least. */
static guint
draw_interval (GstSipConnection *self, guint exponent)
{
  guint64 factor = 1 + gst_sip_random_int (self->random, 0, 1u << exponent);

  return (guint) MIN (factor * self->min_interval, self->max_interval);
}

static void
count_up (guint *exponent)
{
  *exponent = MIN (*exponent + 1, EXPONENT_MAX);
}

static void
wait_for_next_round (GstSipConnection *self)
{
  guint interval = draw_interval (self, self->exponent);

  if (self->attempt == NULL)
    gst_sip_connection_set_state (self, GST_SIP_CONNECTION_WAITING);
  gst_sip_timer_arm (&self->round, self->timers, interval * G_TIME_SPAN_SECOND);
  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_WARN,
      NULL, "no server can be reached, next attempt in %u s", interval);
}

void
gst_sip_connection_advance (GstSipConnection *self, GstSipCandidate *preferred)
{
  GstSipCandidate *candidate = gst_sip_candidates_choose (self->candidates,
      preferred, gst_sip_timers_get_time (self->timers));

  gst_sip_timer_disarm (&self->round);
  gst_sip_timer_disarm (&self->climb);
  if (candidate == NULL) {
    wait_for_next_round (self);
    return;
  }
  gst_sip_connection_set_state (self, GST_SIP_CONNECTION_CONNECTING);
  gst_sip_connection_try (self, candidate);
}

/* Those that are tried without an answer count as failed until they open. */
static void
note_silent (GstSipConnection *self)
{
  if (self->attempt != NULL)
    gst_sip_flow_get_candidate (self->attempt)->failed = TRUE;
  if (self->older != NULL)
    gst_sip_flow_get_candidate (self->older)->failed = TRUE;
}

/* No other server than those that are tried: the end of one of these attempts
 * is waited for, which is bounded. */
static gboolean
are_all_tried (GstSipConnection *self)
{
  return self->older != NULL &&
      gst_sip_candidates_get_size (self->candidates) <= 2;
}

void
gst_sip_connection_advance_beside (GstSipConnection *self)
{
  note_silent (self);
  if (are_all_tried (self))
    return;
  if (gst_sip_candidates_get_size (self->candidates) == 1)
    gst_sip_connection_try (self, gst_sip_flow_get_candidate (self->attempt));
  else
    gst_sip_connection_advance (self, NULL);
}

void
gst_sip_connection_advance_after_failure (GstSipConnection *self)
{
  if (!gst_sip_timer_is_armed (&self->round))
    gst_sip_connection_advance (self, NULL);
  else if (self->attempt == NULL)
    gst_sip_connection_set_state (self, GST_SIP_CONNECTION_WAITING);
}

static void
on_round_due (gpointer owner)
{
  GstSipConnection *self = owner;

  count_up (&self->exponent);
  gst_sip_candidates_forget_failed (self->candidates);
  if (self->attempt != NULL)
    gst_sip_connection_advance_beside (self);
  else
    gst_sip_connection_advance (self, NULL);
}

static guint
get_weight (GstSipConnection *self)
{
  return gst_sip_flow_get_candidate (self->current)->server->weight;
}

void
gst_sip_connection_plan_climb (GstSipConnection *self, gboolean at_once)
{
  guint interval = at_once ? 0 : draw_interval (self, self->climb_exponent);

  gst_sip_timer_disarm (&self->climb);
  if (gst_sip_candidates_have_above (self->candidates, get_weight (self)))
    gst_sip_timer_arm (&self->climb, self->timers,
        interval * G_TIME_SPAN_SECOND);
}

void
gst_sip_connection_climb_on (GstSipConnection *self)
{
  GstSipCandidate *candidate =
      gst_sip_candidates_choose_above (self->candidates, get_weight (self),
          gst_sip_timers_get_time (self->timers));

  if (candidate == NULL && self->attempt != NULL)
    return;
  if (candidate == NULL) {
    count_up (&self->climb_exponent);
    gst_sip_connection_plan_climb (self, FALSE);
    return;
  }
  candidate->passed_over = TRUE;
  gst_sip_connection_try (self, candidate);
}

static void
on_climb_due (gpointer owner)
{
  GstSipConnection *self = owner;

  gst_sip_candidates_forget_passed_over (self->candidates);
  if (self->attempt == NULL)
    gst_sip_connection_climb_on (self);
}

/* After a loss like that, others come first; who is alone is tried at once all
 * the same. */
static gboolean
speaks_against (GstSipConnection *self, GstSipLoss loss)
{
  return loss == GST_SIP_LOSS_MUTE ||
      (loss == GST_SIP_LOSS_SILENT &&
          gst_sip_candidates_get_size (self->candidates) > 1);
}

/* A server that takes connections only to drop them is tried again at once
 * but once; from then on it counts as failed, or the two would never rest. */
void
gst_sip_connection_note_loss (GstSipConnection *self, GstSipCandidate *lost,
    gint64 age, GstSipLoss loss)
{
  if (age >= self->min_interval * G_TIME_SPAN_SECOND) {
    self->exponent = 0;
    self->retried = FALSE;
  }
  if (age >= self->max_interval * G_TIME_SPAN_SECOND)
    self->climb_exponent = 0;
  else
    count_up (&self->climb_exponent);

  if (!self->retried)
    gst_sip_candidates_forget_failed (self->candidates);
  if (self->retried || speaks_against (self, loss))
    lost->failed = TRUE;
  self->retried = TRUE;
  if (loss == GST_SIP_LOSS_MUTE)
    gst_sip_candidate_shun (lost,
        gst_sip_timers_get_time (self->timers) + SHUN_TIME);
}

void
gst_sip_connection_init_recovery (GstSipConnection *self)
{
  self->round = (GstSipTimer){.expired = on_round_due, .owner = self};
  self->climb = (GstSipTimer){.expired = on_climb_due, .owner = self};
}

void
gst_sip_connection_stop_recovery (GstSipConnection *self)
{
  gst_sip_timer_disarm (&self->round);
  gst_sip_timer_disarm (&self->climb);
  self->exponent = 0;
  self->climb_exponent = 0;
  self->retried = FALSE;
}
