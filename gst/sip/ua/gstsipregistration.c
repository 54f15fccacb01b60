/* Registration (RFC 3261 section 10, RFC 5626, RFC 5627)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One REGISTER is in flight at a time (section 10.2): what is wanted meanwhile
 * is noted, and gst_sip_registration_proceed() does it when the answer is
 * there. What answers mean is in gstsipregistrationanswer.c.
 */
#include "gst/sip/ua/gstsipregistration-private.h"

#include "gst/sip/ua/gstsipextraheaders.h"
#include "gst/sip/ua/gstsipscreen.h"

#define TAG_LENGTH 16

/* Who wants no binding any more, or one over another connection, waits so long,
 * in seconds, for the answer to the REGISTER that is under way. */
#define PATIENCE 1.0

/* For so long it is feared that a REGISTER without an answer was held up. */
#define DOUBT_TIME (3 * G_TIME_SPAN_MINUTE)

static const gboolean allowed[][FAILED + 1] = {
    [NONE] = {[REGISTERING] = TRUE, [UNREGISTERING] = TRUE, [FAILED] = TRUE},
    [REGISTERING] = {[NONE] = TRUE,
              [REGISTERED] = TRUE,
              [UNREGISTERING] = TRUE,
              [FAILED] = TRUE},
    [REGISTERED] = {[NONE] = TRUE,                    [UNREGISTERING] = TRUE,                              [FAILED] = TRUE   },
    [UNREGISTERING] = {[NONE] = TRUE,
              [REGISTERING] = TRUE,
              [REGISTERED] = TRUE,
              [FAILED] = TRUE},
    [FAILED] = {[NONE] = TRUE,      [REGISTERING] = TRUE,                            [UNREGISTERING] = TRUE                              },
};

static const gchar *const state_names[] = {
    [NONE] = "none",
    [REGISTERING] = "registering",
    [REGISTERED] = "registered",
    [UNREGISTERING] = "unregistering",
    [FAILED] = "failed",
};

void
gst_sip_registration_set_state (GstSipRegistration *self,
    GstSipRegistrationState state)
{
  if (self->state == state)
    return;
  /* A registrar may have found a way that we did not think of. */
  if (!allowed[self->state][state]) {
    gst_sip_log_write (self->core->log, GST_SIP_LOG_REGISTRATION,
        GST_SIP_LOG_LEVEL_ERROR, self->call_id,
        "%s -> %s is not possible: the registration stays as it is",
        state_names[self->state], state_names[state]);
    return;
  }
  gst_sip_log_write (self->core->log, GST_SIP_LOG_REGISTRATION,
      GST_SIP_LOG_LEVEL_DEBUG, self->call_id, "%s -> %s",
      state_names[self->state], state_names[state]);
  self->state = state;
  self->user->changed (self->user_data, state);
}

static void
arm (GstSipRegistration *self, gint64 delay)
{
  self->timer_due = gst_sip_timers_get_world_time (self->core->timers) + delay;
  gst_sip_timer_arm (&self->timer, self->core->timers, delay);
}

void
gst_sip_registration_arm (GstSipRegistration *self, gdouble seconds)
{
  arm (self, (gint64) (seconds * G_TIME_SPAN_SECOND));
}

void
gst_sip_registration_note_bound (GstSipRegistration *self, guint expires)
{
  self->bound_until = gst_sip_timers_get_world_time (self->core->timers) +
      expires * G_TIME_SPAN_SECOND;
}

void
gst_sip_registration_note_doubt (GstSipRegistration *self)
{
  self->doubtful_until =
      gst_sip_timers_get_world_time (self->core->timers) + DOUBT_TIME;
}

void
gst_sip_registration_drop_request (GstSipRegistration *self)
{
  if (self->request == NULL)
    return;
  self->cseq = MAX (self->cseq, gst_sip_request_get_cseq (self->request));
  /* Without that it would still answer a challenge, and bind us again. */
  gst_sip_request_cancel (self->request);
  gst_sip_request_drop (&self->request);
}

/* Nobody waits for its answer; it may have bound us all the same. */
static void
abandon_request (GstSipRegistration *self)
{
  if (self->request == NULL)
    return;
  if (!self->removing)
    gst_sip_registration_note_bound (self, self->expires);
  gst_sip_registration_note_doubt (self);
  gst_sip_registration_drop_request (self);
}

static void
send_register (GstSipRegistration *self, guint expires)
{
  GstSipIdentity *identity = self->core->identity;
  g_autofree gchar *tag = gst_sip_random_token (self->core->random, TAG_LENGTH);
  g_autofree gchar *from = gst_sip_identity_make_from (identity,
      self->core->config->display_name, FALSE, tag);
  g_autofree gchar *to =
      g_strdup_printf ("<%s>", gst_sip_identity_get_aor (identity));
  g_autofree gchar *binding =
      gst_sip_identity_make_binding (identity, !self->no_outbound);
  GstSipMessage *message = gst_sip_core_new_request (self->core, "REGISTER",
      gst_sip_identity_get_registrar (identity), from, to, self->call_id,
      ++self->cseq);

  gst_sip_message_append_header_printf (message, GST_SIP_HEADER_CONTACT,
      "%s;expires=%u", binding, expires);
  gst_sip_message_append_header_printf (message, GST_SIP_HEADER_EXPIRES, "%u",
      expires);
  gst_sip_message_append_header (message, GST_SIP_HEADER_SUPPORTED,
      self->no_outbound ? "path, gruu" : "path, gruu, outbound");
  gst_sip_screen_add_methods (message);
  gst_sip_extra_headers_apply (self->core->config->extra_headers, message);
  gst_sip_timer_disarm (&self->timer);
  self->removing = expires == 0;
  self->request = gst_sip_request_send (self->core, message, NULL,
      &gst_sip_registration_handlers, self);
}

static gboolean
may_be_bound (GstSipRegistration *self)
{
  return self->bound_until > gst_sip_timers_get_world_time (self->core->timers);
}

void
gst_sip_registration_proceed (GstSipRegistration *self)
{
  if (self->request != NULL || !gst_sip_core_is_connected (self->core))
    return;
  if (self->wanted && self->due) {
    self->due = FALSE;
    if (self->state != REGISTERED)
      gst_sip_registration_set_state (self, REGISTERING);
    send_register (self, self->expires);
  } else if (!self->wanted && may_be_bound (self)) {
    gst_sip_registration_set_state (self, UNREGISTERING);
    send_register (self, 0);
  } else if (!self->wanted && self->state == UNREGISTERING) {
    gst_sip_registration_end_removal (self, 200, "nothing was registered");
  }
}

/* The process was stopped for longer than the binding was granted (a laptop
 * that slept): nobody could reach us, and the user should know that. */
static void
tell_lapse (GstSipRegistration *self)
{
  if (self->state != REGISTERED ||
      self->granted_until > gst_sip_timers_get_world_time (self->core->timers))
    return;
  gst_sip_registration_forget_binding (self);
  gst_sip_registration_set_state (self, NONE);
  gst_sip_registration_tell_unregistered (self, 408, "the binding has expired");
}

/* To renew, to try again; or patience is at its end. */
static void
on_timer (gpointer owner)
{
  GstSipRegistration *self = owner;

  tell_lapse (self);
  self->due = self->wanted;
  abandon_request (self);
  gst_sip_registration_proceed (self);
}

GstSipRegistration *
gst_sip_registration_new (GstSipCore *core, const GstSipRegistrationUser *user,
    gpointer user_data)
{
  GstSipRegistration *self = g_new0 (GstSipRegistration, 1);

  self->core = core;
  self->user = user;
  self->user_data = user_data;
  self->timer = (GstSipTimer){.expired = on_timer, .owner = self};
  self->call_id = gst_sip_identity_make_call_id (core->identity, core->random);
  return self;
}

void
gst_sip_registration_free (GstSipRegistration *self)
{
  gst_sip_registration_drop_request (self);
  gst_sip_timer_disarm (&self->timer);
  g_free (self->resting_at);
  g_free (self->call_id);
  g_free (self);
}

void
gst_sip_registration_start (GstSipRegistration *self)
{
  self->wanted = TRUE;
  self->asked = FALSE;
  self->due = TRUE;
  self->n_failures = 0;
  self->not_before = 0;
  self->expires = self->core->config->register_expires;
  self->n_raises = 0;
  gst_sip_timer_disarm (&self->timer);
  gst_sip_registration_proceed (self);
}

void
gst_sip_registration_stop (GstSipRegistration *self)
{
  self->wanted = FALSE;
  self->due = FALSE;
  self->asked = self->request != NULL || may_be_bound (self);
  gst_sip_timer_disarm (&self->timer);
  if (!gst_sip_core_is_connected (self->core)) {
    abandon_request (self);
    gst_sip_registration_set_state (self, NONE);
  } else if (self->request != NULL && !self->removing) {
    gst_sip_registration_set_state (self, UNREGISTERING);
    gst_sip_request_cancel (self->request);
    gst_sip_registration_arm (self, PATIENCE);
  } else if (self->request == NULL && !may_be_bound (self)) {
    gst_sip_registration_set_state (self, NONE);
  }
  gst_sip_registration_proceed (self);
}

gboolean
gst_sip_registration_is_wanted (GstSipRegistration *self)
{
  return self->wanted;
}

gboolean
gst_sip_registration_is_pending (GstSipRegistration *self)
{
  return self->request != NULL;
}

void
gst_sip_registration_connected (GstSipRegistration *self)
{
  gint64 rest = gst_sip_registration_get_rest (self);

  /* What came with a binding holds until that is renewed or lapses, over any
   * connection (RFC 3608 section 6.1). */
  if (!may_be_bound (self))
    gst_sip_registration_forget_binding (self);
  /* Another server may have another way to the registrar. */
  self->no_outbound = FALSE;
  self->due = self->wanted && rest == 0;
  if (self->due && self->request != NULL)
    gst_sip_registration_arm (self, PATIENCE);
  if (self->wanted && rest > 0) {
    /* What would come back over another flow is of no use on this one. */
    abandon_request (self);
    gst_sip_registration_set_state (self, FAILED);
    if (!self->given_up)
      arm (self, rest);
  }
  gst_sip_registration_proceed (self);
}

void
gst_sip_registration_disconnected (GstSipRegistration *self,
    const gchar *reason)
{
  gboolean matters = self->told || self->state == UNREGISTERING;

  abandon_request (self);
  gst_sip_timer_disarm (&self->timer);
  self->due = FALSE;
  gst_sip_registration_set_state (self, NONE);
  if (matters)
    gst_sip_registration_tell_unregistered (self, 503, reason);
}

/* The registrar's clock has gone on. An answer that is waited for has what time
 * it had left. */
void
gst_sip_registration_resume (GstSipRegistration *self)
{
  gint64 left =
      self->timer_due - gst_sip_timers_get_world_time (self->core->timers);

  if (gst_sip_timer_is_armed (&self->timer) && self->request == NULL)
    gst_sip_timer_arm (&self->timer, self->core->timers, MAX (left, 0));
}

GstSipRegistrationState
gst_sip_registration_get_state (GstSipRegistration *self)
{
  return self->state;
}
