/* What the registrar says, and what follows (RFC 3261 section 10.2.4)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipregistration-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/ua/gstsipbinding.h"
#include "gst/sip/ua/gstsipregistrationremedy.h"
#include "gst/sip/ua/gstsipserviceroute.h"

/* Of the time granted; at random, so that a server which comes back does not
 * have all its users at once. */
#define REFRESH_MIN 0.5
#define REFRESH_MAX 0.9
/* In seconds: a registrar that grants next to nothing of what is asked
 * for is not asked all the time. Longer grants are renewed before they lapse. */
#define SHORT_GRANT 5
#define REFRESH_FLOOR 10.0

/* Not sooner after a failure, in seconds, to save what is left of a binding. */
#define RESCUE_MIN 5

/* The longest wait, in seconds, where there was no answer at all. */
#define NO_ANSWER_DELAY_MAX 300.0

/* In seconds, while an old REGISTER may still arrive. Kamailio takes it,
 * whatever its CSeq, as long as it is of our instance. */
#define DOUBT_REFRESH_MIN 20.0
#define DOUBT_REFRESH_MAX 40.0

/* What a server may ask for with Min-Expires, in seconds. */
#define MIN_EXPIRES_MAX (24 * 60 * 60)
#define MAX_RAISES 3
/* After refused credentials not even a new connection is a reason to try again
 * before that time: some servers close it with the refusal. */
#define GIVE_UP_TIME (30 * G_TIME_SPAN_MINUTE)

#define log_outcome(self, level, ...) \
  gst_sip_log_write ((self)->core->log, GST_SIP_LOG_REGISTRATION, level, \
      (self)->call_id, __VA_ARGS__)

void
gst_sip_registration_tell_unregistered (GstSipRegistration *self, guint status,
    const gchar *reason)
{
  if (!self->told && !self->asked)
    return;
  self->told = FALSE;
  self->asked = FALSE;
  self->user->unregistered (self->user_data, status, reason);
}

void
gst_sip_registration_forget_binding (GstSipRegistration *self)
{
  gst_sip_identity_set_unbound (self->core->identity);
  gst_sip_core_set_service_route (self->core, NULL);
}

/* Success. */

static void
take_service_route (GstSipRegistration *self, GstSipMessage *response)
{
  g_autofree gchar *complaint = NULL;
  GStrv route = gst_sip_service_route_read (response, &complaint);

  if (complaint != NULL)
    log_outcome (self, GST_SIP_LOG_LEVEL_WARN, "not used: %s", complaint);
  gst_sip_core_set_service_route (self->core, route);
}

static void
take_flow_timer (GstSipRegistration *self, GstSipMessage *response)
{
  guint32 seconds = 0;

  gst_sip_message_get_number (response, GST_SIP_HEADER_FLOW_TIMER, &seconds);
  gst_sip_core_set_keepalive_interval (self->core, seconds);
}

static void
take_binding (GstSipRegistration *self, GstSipMessage *response,
    const GstSipBinding *binding)
{
  gst_sip_registration_note_bound (self, binding->expires);
  self->granted_until = self->bound_until;
  gst_sip_identity_set_bound (self->core->identity, binding->gruu,
      binding->temp_gruu);
  take_service_route (self, response);
  take_flow_timer (self, response);
}

static void fail (GstSipRegistration *self, GstSipRemedy remedy, guint status,
    const gchar *reason, GstSipMessage *response);

static gdouble
draw_refresh (GstSipRegistration *self, guint expires)
{
  gdouble refresh = gst_sip_random_double (self->core->random,
      REFRESH_MIN * expires, REFRESH_MAX * expires);

  if (expires < MIN (self->expires, SHORT_GRANT))
    refresh = MAX (refresh, REFRESH_FLOOR);
  if (self->doubtful_until <=
      gst_sip_timers_get_world_time (self->core->timers))
    return refresh;
  return MIN (refresh,
      gst_sip_random_double (self->core->random, DOUBT_REFRESH_MIN,
          DOUBT_REFRESH_MAX));
}

static void
accept (GstSipRegistration *self, GstSipMessage *response)
{
  g_auto (GstSipBinding) binding = {0};
  gboolean renewed = self->told;

  gst_sip_binding_find (&binding, response, self->core->identity,
      self->expires);
  if (binding.expires == 0) {
    fail (self, GST_SIP_REMEDY_WAIT, 500,
        "the registrar did not keep our contact", NULL);
    return;
  }
  take_binding (self, response, &binding);
  self->n_failures = 0;
  self->n_raises = 0;
  self->not_before = 0;
  /* What was not wanted any more is removed next. */
  if (!self->wanted)
    return;

  gst_sip_registration_arm (self, draw_refresh (self, binding.expires));
  log_outcome (self, renewed ? GST_SIP_LOG_LEVEL_DEBUG : GST_SIP_LOG_LEVEL_LOG,
      "registered %s at %s for %u s",
      gst_sip_identity_get_aor (self->core->identity),
      gst_sip_identity_get_registrar (self->core->identity), binding.expires);
  gst_sip_registration_set_state (self, REGISTERED);
  if (renewed)
    return;
  self->told = TRUE;
  self->user->registered (self->user_data, binding.expires);
}

void
gst_sip_registration_end_removal (GstSipRegistration *self, guint status,
    const gchar *reason)
{
  log_outcome (self, GST_SIP_LOG_LEVEL_LOG, "unregistered %s: %u %s",
      gst_sip_identity_get_aor (self->core->identity), status, reason);
  self->bound_until = 0;
  self->granted_until = 0;
  gst_sip_registration_forget_binding (self);
  gst_sip_registration_set_state (self, NONE);
  gst_sip_registration_tell_unregistered (self, status, reason);
}

/* Failure. */

gint64
gst_sip_registration_get_rest (GstSipRegistration *self)
{
  gint64 now = gst_sip_timers_get_world_time (self->core->timers);

  if (self->not_before <= now)
    return 0;
  /* Another server may be of another mind, but not of our password. */
  if (!self->given_up &&
      g_strcmp0 (self->resting_at, gst_sip_core_get_server (self->core)) != 0)
    return 0;
  return self->not_before - now;
}

static void
rest (GstSipRegistration *self, gint64 time)
{
  self->not_before = gst_sip_timers_get_world_time (self->core->timers) + time;
  g_free (self->resting_at);
  self->resting_at = g_strdup (gst_sip_core_get_server (self->core));
}

static gchar *
give_up (GstSipRegistration *self)
{
  rest (self, GIVE_UP_TIME);
  return g_strdup ("not trying again with these credentials");
}

/* As long as there is a binding left, half of what it has left: it may still
 * be saved. */
static gdouble
get_spare_time (GstSipRegistration *self)
{
  gint64 left =
      self->granted_until - gst_sip_timers_get_world_time (self->core->timers);

  return left > 0 ? MAX (left / 2.0 / G_TIME_SPAN_SECOND, RESCUE_MIN)
                  : G_MAXDOUBLE;
}

/* What was asked for holds for this server whatever becomes of the connection.
 * So does our own wait when it is we who break it, or that would go on without
 * a pause; but not the first time: mostly the flow was to blame. Where nobody
 * answers it is never long, as a server that is well again does not say so. */
static gchar *
wait (GstSipRegistration *self, GstSipRemedy remedy, GstSipMessage *response)
{
  gboolean asked;
  gint64 time;
  gdouble delay = gst_sip_remedy_get_delay (remedy, self->n_failures, response,
      self->core->random, &asked);

  if (!asked && remedy != GST_SIP_REMEDY_WAIT_LONG)
    delay = MIN (delay, get_spare_time (self));
  if (response == NULL)
    delay = MIN (delay, NO_ANSWER_DELAY_MAX);
  time = (gint64) (delay * G_TIME_SPAN_SECOND);
  if (asked || (remedy == GST_SIP_REMEDY_RECONNECT && self->n_failures > 0)) {
    rest (self, time);
    gst_sip_core_shun_server (self->core, time);
  }
  gst_sip_registration_arm (self, delay);
  return g_strdup_printf ("trying again in %.0f s", delay);
}

static void
tell_failed (GstSipRegistration *self, guint status, const gchar *reason)
{
  gst_sip_registration_set_state (self, FAILED);
  self->user->failed (self->user_data, status, reason);
  gst_sip_registration_tell_unregistered (self, status, reason);
}

static void
fail (GstSipRegistration *self, GstSipRemedy remedy, guint status,
    const gchar *reason, GstSipMessage *response)
{
  g_autofree gchar *then = NULL;

  /* Something newer is to be sent anyway. */
  if (!self->wanted || self->due)
    return;
  gst_sip_registration_forget_binding (self);
  self->given_up = remedy == GST_SIP_REMEDY_GIVE_UP;
  then = self->given_up ? give_up (self) : wait (self, remedy, response);
  self->n_failures++;
  self->n_raises = 0;
  log_outcome (self, GST_SIP_LOG_LEVEL_WARN,
      "cannot register %s at %s: %u %s; %s",
      gst_sip_identity_get_aor (self->core->identity),
      gst_sip_identity_get_registrar (self->core->identity), status, reason,
      then);
  tell_failed (self, status, reason);
}

/* RFC 3261 section 10.2.8. A registrar that asks for no more than it had, or
 * for a little more each time, is not asked for ever. */
static gboolean
ask_for_more (GstSipRegistration *self, GstSipMessage *response)
{
  guint32 minimum;

  if (gst_sip_message_get_status (response) != 423 ||
      !gst_sip_message_get_number (response, GST_SIP_HEADER_MIN_EXPIRES,
          &minimum))
    return FALSE;
  if (minimum <= self->expires || minimum > MIN_EXPIRES_MAX ||
      self->n_raises == MAX_RAISES)
    return FALSE;
  self->n_raises++;
  self->expires = minimum;
  self->due = TRUE;
  return TRUE;
}

/* RFC 5626 section 11.6: the first hop lacks outbound support. */
static gboolean
do_without_outbound (GstSipRegistration *self, GstSipMessage *response)
{
  if (gst_sip_message_get_status (response) != 439 || self->no_outbound)
    return FALSE;
  self->no_outbound = TRUE;
  self->due = TRUE;
  return TRUE;
}

static void
refuse (GstSipRegistration *self, GstSipMessage *response)
{
  guint status = gst_sip_message_get_status (response);

  if (self->wanted &&
      (ask_for_more (self, response) || do_without_outbound (self, response)))
    return;
  fail (self, gst_sip_remedy_choose (status), status,
      gst_sip_message_get_reason (response), response);
}

/* Nothing is in flight that would be lost with the connection. */
static void
leave (GstSipRegistration *self, guint flow, gboolean dead, const gchar *reason)
{
  if (self->wanted && self->request == NULL && self->state == FAILED)
    gst_sip_core_leave_server (self->core, flow, dead, reason);
}

static void
on_response (gpointer owner, GstSipRequest *request, GstSipMessage *response)
{
  GstSipRegistration *self = owner;
  guint status = gst_sip_message_get_status (response);
  guint flow = gst_sip_message_get_flow (gst_sip_request_get_message (request));

  if (status < 200)
    return;
  gst_sip_registration_drop_request (self);
  if (self->removing)
    gst_sip_registration_end_removal (self, status,
        gst_sip_message_get_reason (response));
  else if (status < 300)
    accept (self, response);
  else
    refuse (self, response);
  gst_sip_registration_proceed (self);
  self->user->settled (self->user_data);
  if (gst_sip_remedy_choose (status) == GST_SIP_REMEDY_MOVE)
    leave (self, flow, FALSE, "the registrar cannot be reached there");
}

/* RFC 5626 section 4.4.1: a REGISTER without an answer means that the flow is
 * dead. What is lost with it is learnt from the connection. */
static void
on_failed (gpointer owner, GstSipRequest *request, const GError *error)
{
  GstSipRegistration *self = owner;
  gboolean timeout =
      g_error_matches (error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT);
  guint flow = gst_sip_message_get_flow (gst_sip_request_get_message (request));
  guint status = timeout ? 408 : 503;

  gst_sip_registration_note_doubt (self);
  gst_sip_registration_drop_request (self);
  if (self->removing) {
    gst_sip_registration_end_removal (self, status, error->message);
  } else {
    gst_sip_registration_note_bound (self, self->expires);
    fail (self, timeout ? GST_SIP_REMEDY_RECONNECT : GST_SIP_REMEDY_WAIT,
        status, error->message, NULL);
  }
  gst_sip_registration_proceed (self);
  self->user->settled (self->user_data);
  if (timeout)
    leave (self, flow, TRUE, "REGISTER was not answered");
}

const GstSipRequestHandlers gst_sip_registration_handlers = {
    .response = on_response,
    .failed = on_failed,
};
