/* Registration (RFC 3261 section 10, RFC 5626, RFC 5627)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipregistration.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/ua/gstsipbinding.h"
#include "gst/sip/ua/gstsipextraheaders.h"
#include "gst/sip/ua/gstsiprequest.h"

#define TAG_LENGTH 16

/* Of the time granted; at random, so that a server which comes back does not
 * have all its users at once. */
#define REFRESH_MIN 0.5
#define REFRESH_MAX 0.9

/* RFC 5626 section 4.5, in seconds */
#define RETRY_BASE 30
#define RETRY_MAX 1800
#define RETRY_MAX_EXPONENT 6
/* What a server may ask for with Retry-After and Min-Expires. */
#define MAX_ASKED_FOR (24 * 60 * 60)

struct _GstSipRegistration
{
  GstSipCore *core;
  const GstSipRegistrationUser *user;
  gpointer user_data;

  GstSipRegistrationState state;
  gboolean wanted;
  gchar *call_id; /* one for all, as the CSeq counts (section 10.2.4) */
  guint32 cseq;
  guint expires; /* asked for: more than configured after a 423 */
  gboolean no_outbound; /* a proxy on the way does not know RFC 5626 */
  guint n_failures;
  GstSipRequest *request; /* in flight */
  GstSipTimer timer; /* to renew, or to try again */
};

#define NONE GST_SIP_REGISTRATION_NONE
#define REGISTERING GST_SIP_REGISTRATION_REGISTERING
#define REGISTERED GST_SIP_REGISTRATION_REGISTERED
#define UNREGISTERING GST_SIP_REGISTRATION_UNREGISTERING
#define FAILED GST_SIP_REGISTRATION_FAILED

static const gboolean allowed[][FAILED + 1] = {
    [NONE] = {[REGISTERING] = TRUE   },
    [REGISTERING] = {                [NONE] = TRUE,
              [REGISTERED] = TRUE,
              [UNREGISTERING] = TRUE,
              [FAILED] = TRUE},
    [REGISTERED] = {                          [NONE] = TRUE,                                       [UNREGISTERING] = TRUE, [FAILED] = TRUE},
    [UNREGISTERING] = { [NONE] = TRUE,[REGISTERING] = TRUE},
    [FAILED] = {                [NONE] = TRUE,                            [REGISTERING] = TRUE, [UNREGISTERING] = TRUE},
};

static const gchar *const state_names[] = {
    [NONE] = "none",
    [REGISTERING] = "registering",
    [REGISTERED] = "registered",
    [UNREGISTERING] = "unregistering",
    [FAILED] = "failed",
};

static void send_register (GstSipRegistration *self, guint expires);

static void
set_state (GstSipRegistration *self, GstSipRegistrationState state)
{
  if (self->state == state)
    return;
  g_assert (allowed[self->state][state]);
  gst_sip_log_write (self->core->log, GST_SIP_LOG_REGISTRATION,
      GST_SIP_LOG_LEVEL_DEBUG, self->call_id, "%s -> %s",
      state_names[self->state], state_names[state]);
  self->state = state;
  self->user->changed (self->user_data, state);
}

static void
drop_request (GstSipRegistration *self)
{
  if (self->request == NULL)
    return;
  self->cseq = MAX (self->cseq, gst_sip_request_get_cseq (self->request));
  /* Without that it would still answer a challenge, and bind us again. */
  gst_sip_request_cancel (self->request);
  gst_sip_request_forget (self->request);
  g_clear_pointer (&self->request, gst_sip_request_unref);
}

static void
arm (GstSipRegistration *self, gdouble seconds)
{
  gst_sip_timer_arm (&self->timer, self->core->timers,
      (gint64) (seconds * G_TIME_SPAN_SECOND));
}

static void
accept (GstSipRegistration *self, GstSipMessage *response)
{
  GstSipBinding binding;
  gboolean renewed = self->state == REGISTERED;

  gst_sip_binding_find (&binding, response, self->core->identity,
      self->expires);
  gst_sip_identity_set_gruu (self->core->identity, binding.gruu);
  gst_sip_binding_clear (&binding);

  self->n_failures = 0;
  arm (self,
      gst_sip_random_double (self->core->random, REFRESH_MIN * binding.expires,
          REFRESH_MAX * binding.expires));
  gst_sip_log_write (self->core->log, GST_SIP_LOG_REGISTRATION,
      renewed ? GST_SIP_LOG_LEVEL_DEBUG : GST_SIP_LOG_LEVEL_LOG, self->call_id,
      "registered %s at %s for %u s",
      gst_sip_identity_get_aor (self->core->identity),
      gst_sip_identity_get_registrar (self->core->identity), binding.expires);
  if (renewed) {
    self->user->renewed (self->user_data);
    return;
  }
  set_state (self, REGISTERED);
  self->user->registered (self->user_data, binding.expires);
}

/* The same credentials would be refused again, and too many tries lock an
 * account. */
static gboolean
is_final (guint status)
{
  return status == 401 || status == 403 || status == 407;
}

static gdouble
retry_delay (GstSipRegistration *self, GstSipMessage *response)
{
  guint exponent = MIN (self->n_failures, RETRY_MAX_EXPONENT);
  gdouble limit = MIN (RETRY_BASE << exponent, RETRY_MAX);
  guint32 asked_for;

  if (response != NULL &&
      gst_sip_message_get_number (response, GST_SIP_HEADER_RETRY_AFTER,
          &asked_for))
    return CLAMP (asked_for, 1, MAX_ASKED_FOR);
  return gst_sip_random_double (self->core->random, limit / 2, limit);
}

static void
fail (GstSipRegistration *self, guint status, const gchar *reason,
    GstSipMessage *response)
{
  g_autofree gchar *then = g_strdup ("not trying again with these credentials");

  if (!is_final (status)) {
    gdouble delay = retry_delay (self, response);

    arm (self, delay);
    g_free (then);
    then = g_strdup_printf ("trying again in %.0f s", delay);
  }
  self->n_failures++;
  gst_sip_log_write (self->core->log, GST_SIP_LOG_REGISTRATION,
      GST_SIP_LOG_LEVEL_WARN, self->call_id,
      "cannot register %s at %s: %u %s; %s",
      gst_sip_identity_get_aor (self->core->identity),
      gst_sip_identity_get_registrar (self->core->identity), status, reason,
      then);
  set_state (self, FAILED);
  self->user->failed (self->user_data, status, reason);
}

/* RFC 3261 section 10.2.8. A registrar that asks for no more than it had is
 * not asked for ever. */
static gboolean
ask_for_more (GstSipRegistration *self, GstSipMessage *response)
{
  guint32 minimum;

  if (gst_sip_message_get_status (response) != 423 ||
      !gst_sip_message_get_number (response, GST_SIP_HEADER_MIN_EXPIRES,
          &minimum))
    return FALSE;
  if (minimum <= self->expires || minimum > MAX_ASKED_FOR)
    return FALSE;
  self->expires = minimum;
  send_register (self, self->expires);
  return TRUE;
}

/* RFC 5626 section 4.4.1.1: the first hop lacks outbound support (439). */
static gboolean
do_without_outbound (GstSipRegistration *self, GstSipMessage *response)
{
  if (gst_sip_message_get_status (response) != 439 || self->no_outbound)
    return FALSE;
  self->no_outbound = TRUE;
  send_register (self, self->expires);
  return TRUE;
}

static void
end_removal (GstSipRegistration *self)
{
  gst_sip_log_write (self->core->log, GST_SIP_LOG_REGISTRATION,
      GST_SIP_LOG_LEVEL_LOG, self->call_id, "unregistered %s",
      gst_sip_identity_get_aor (self->core->identity));
  gst_sip_identity_set_gruu (self->core->identity, NULL);
  set_state (self, NONE);
  self->user->unregistered (self->user_data);
}

static void
on_response (gpointer owner, GstSipRequest *request, GstSipMessage *response)
{
  GstSipRegistration *self = owner;
  guint status = gst_sip_message_get_status (response);

  if (status < 200)
    return;
  drop_request (self);
  if (self->state == UNREGISTERING)
    end_removal (self);
  else if (status < 300)
    accept (self, response);
  else if (!ask_for_more (self, response) &&
      !do_without_outbound (self, response))
    fail (self, status, gst_sip_message_get_reason (response), response);
}

static void
on_failed (gpointer owner, GstSipRequest *request, const GError *error)
{
  GstSipRegistration *self = owner;
  gboolean timeout =
      g_error_matches (error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT);

  drop_request (self);
  if (self->state == UNREGISTERING)
    end_removal (self);
  else
    fail (self, timeout ? 408 : 503, error->message, NULL);
}

static const GstSipRequestHandlers handlers = {
    .response = on_response,
    .failed = on_failed,
};

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
  GstSipMessage *message;

  drop_request (self);
  gst_sip_timer_disarm (&self->timer);
  message = gst_sip_core_new_request (self->core, "REGISTER",
      gst_sip_identity_get_registrar (identity), from, to, self->call_id,
      ++self->cseq);
  gst_sip_message_append_header_printf (message, GST_SIP_HEADER_CONTACT,
      "%s;expires=%u", binding, expires);
  gst_sip_message_append_header_printf (message, GST_SIP_HEADER_EXPIRES, "%u",
      expires);
  gst_sip_message_append_header (message, GST_SIP_HEADER_SUPPORTED,
      self->no_outbound ? "path, gruu" : "path, gruu, outbound");
  gst_sip_extra_headers_apply (self->core->config->extra_headers, message);
  self->request =
      gst_sip_request_send (self->core, message, NULL, &handlers, self);
}

static void
begin (GstSipRegistration *self)
{
  if (self->state != REGISTERED)
    set_state (self, REGISTERING);
  send_register (self, self->expires);
}

static void
on_timer (gpointer owner)
{
  begin (owner);
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
  drop_request (self);
  gst_sip_timer_disarm (&self->timer);
  g_free (self->call_id);
  g_free (self);
}

void
gst_sip_registration_start (GstSipRegistration *self)
{
  self->wanted = TRUE;
  self->n_failures = 0;
  self->expires = self->core->config->register_expires;
  if (gst_sip_core_is_connected (self->core))
    begin (self);
}

void
gst_sip_registration_stop (GstSipRegistration *self)
{
  gboolean bound = self->state == REGISTERED || self->state == REGISTERING;

  self->wanted = FALSE;
  gst_sip_timer_disarm (&self->timer);
  if (bound && gst_sip_core_is_connected (self->core)) {
    set_state (self, UNREGISTERING);
    send_register (self, 0);
  } else if (self->state != UNREGISTERING) {
    drop_request (self);
    set_state (self, NONE);
  }
}

void
gst_sip_registration_connected (GstSipRegistration *self)
{
  if (!self->wanted)
    return;
  self->n_failures = 0;
  /* Another server may have another way to the registrar. */
  self->no_outbound = FALSE;
  begin (self);
}

void
gst_sip_registration_disconnected (GstSipRegistration *self)
{
  gboolean was_registered = self->state == REGISTERED;

  drop_request (self);
  gst_sip_timer_disarm (&self->timer);
  set_state (self, NONE);
  if (was_registered)
    self->user->unregistered (self->user_data);
}

GstSipRegistrationState
gst_sip_registration_get_state (GstSipRegistration *self)
{
  return self->state;
}

gboolean
gst_sip_registration_is_pending (GstSipRegistration *self)
{
  return self->request != NULL;
}
