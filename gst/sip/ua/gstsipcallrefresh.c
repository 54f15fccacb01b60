/* Where we are now: target refresh (RFC 3261 sections 12.2, 14.1; RFC 3311)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * After a loss of the connection, the proxies between us and the peer have to
 * learn the new one. An UPDATE does it, where the peer takes that; else a
 * re-INVITE with an offer of what is there.
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/base/gstsiperror.h"

/* RFC 3261 section 14.1, in seconds: after a 491, whoever made the Call-ID
 * waits longer. */
#define OWNER_WAIT_MIN 2.1
#define OWNER_WAIT_MAX 4.0
#define OTHER_WAIT_MAX 2.0

/* Where the path of the call leads through a server that is not there, it may
 * come back: for some minutes the refusals that this brings are not final. */
#define ASTRAY_WAIT_MIN 15.0
#define ASTRAY_WAIT_MAX 30.0
#define MAX_REFUSALS 8

static void refresh (GstSipCall *self);

static void
try_again_after (GstSipCall *self, gdouble seconds)
{
  gst_sip_timer_arm (&self->refresh_again, self->core->timers,
      (gint64) (seconds * G_TIME_SPAN_SECOND));
}

static void
try_again_later (GstSipCall *self)
{
  gboolean owner = self->direction == GST_SIP_CALL_OUTGOING;
  gdouble seconds = gst_sip_random_double (self->core->random,
      owner ? OWNER_WAIT_MIN : 0, owner ? OWNER_WAIT_MAX : OTHER_WAIT_MAX);

  try_again_after (self, seconds);
}

static gboolean
has_offer (GstSipRequest *request)
{
  return gst_sip_message_get_method (gst_sip_request_get_message (request)) ==
      GST_SIP_METHOD_INVITE;
}

static void
withdraw_offer (GstSipCall *self)
{
  gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_OFFER_WITHDRAWN);
  if (!self->media_stopped)
    gst_sip_media_rollback (self->media);
}

/* Our re-INVITE has its 2xx and ACK. It stays, as the 2xx may come again. */
static gboolean
is_confirmed (GstSipCall *self)
{
  GstSipCSeq cseq;

  return self->ack != NULL &&
      gst_sip_message_get_cseq (self->ack, &cseq, NULL) &&
      cseq.number == gst_sip_request_get_cseq (self->refresh);
}

static void
confirm (GstSipCall *self, GstSipMessage *response)
{
  g_clear_pointer (&self->ack, gst_sip_message_unref);
  self->ack = gst_sip_dialog_new_ack (self->dialog,
      gst_sip_request_get_message (self->refresh));
  gst_sip_transactions_send_ack (self->core->transactions, self->ack, NULL);
}

static void
on_success (GstSipCall *self, GstSipMessage *response)
{
  gboolean offered = has_offer (self->refresh);

  /* Whatever else has been offered since, it answers nothing of that. */
  if (offered && is_confirmed (self)) {
    gst_sip_transactions_send_ack (self->core->transactions, self->ack, NULL);
    return;
  }
  gst_sip_dialog_refresh_target (self->dialog, response);
  self->is_astray = FALSE;
  /* The ACK of our answer may have gone the way that led nowhere. What it was
   * to bring is still missing. */
  self->heard = offered || self->offer_answer == GST_SIP_OFFER_ANSWER_STABLE;
  self->n_refusals = 0;
  if (offered) {
    confirm (self, response);
    /* It may cross our BYE: there are no media then. */
    if (!self->media_stopped && !gst_sip_call_take_answer (self, response))
      gst_sip_call_leave (self, 488, "the answer has no session description");
    return;
  }
  gst_sip_request_drop (&self->refresh);
}

/* What proxies say that do not reach the next one. */
static gboolean
is_passing (guint status)
{
  switch (status) {
    case 408:
    case 430:
    case 477: /* Kamailio's, when it cannot send */
    case 480:
    case 500:
    case 502:
    case 503:
    case 504:
      return TRUE;
    default:
      return FALSE;
  }
}

/* By the server where we are now, instead of the one that we have lost. The
 * route set of a dialog should not change (RFC 3261 section 12.2), but this one
 * leads nowhere; where servers share what they know, the peer hears from us
 * again. */
static gboolean
take_detour (GstSipCall *self)
{
  g_autofree gchar *route = gst_sip_core_make_server_route (self->core);

  if (route == NULL || !gst_sip_dialog_take_detour (self->dialog, route))
    return FALSE;
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_DEBUG, "a detour by %s", route);
  return TRUE;
}

static gboolean
may_find_back (GstSipCall *self, guint status)
{
  if (!self->is_astray || !is_passing (status) ||
      self->n_refusals == MAX_REFUSALS)
    return FALSE;

  self->n_refusals++;
  try_again_after (self,
      take_detour (self) ? 0
                         : gst_sip_random_double (self->core->random,
                               ASTRAY_WAIT_MIN, ASTRAY_WAIT_MAX));
  return TRUE;
}

/* Returns: whether it had an offer */
static gboolean
abandon (GstSipCall *self, guint status, const gchar *reason)
{
  gboolean offered = has_offer (self->refresh);

  gst_sip_request_drop (&self->refresh);
  if (offered)
    withdraw_offer (self);
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_DEBUG,
      "the peer did not take our refresh: %u %s", status, reason);
  return offered;
}

static void
on_refusal (GstSipCall *self, guint status, const gchar *reason)
{
  gboolean offered = abandon (self, status, reason);

  if (may_find_back (self, status))
    return;
  if (status == 481 || status == 408) {
    /* It knows nothing of this call any more (section 12.2.1.2). */
    gst_sip_call_leave (self, status, reason);
  } else if (status == 491) {
    try_again_later (self);
  } else if (!offered && self->media != NULL &&
      (status == 405 || status == 501)) {
    self->peer_takes_update = FALSE;
    refresh (self);
  }
}

static void
on_response (gpointer owner, GstSipRequest *request, GstSipMessage *response)
{
  GstSipCall *self = owner;
  guint status = gst_sip_message_get_status (response);

  if (status >= 300)
    on_refusal (self, status, gst_sip_message_get_reason (response));
  else if (status >= 200)
    on_success (self, response);
}

static void
on_failed (gpointer owner, GstSipRequest *request, const GError *error)
{
  GstSipCall *self = owner;

  if (g_error_matches (error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT))
    on_refusal (self, 408, error->message);
  else
    /* The flow is lost once more; the next one brings us here again. */
    abandon (self, 503, error->message);
}

static const GstSipRequestHandlers handlers = {
    .response = on_response,
    .failed = on_failed,
};

static void
send_refresh (GstSipCall *self, GBytes *offer)
{
  GstSipMessage *request = gst_sip_dialog_new_request (self->dialog,
      offer != NULL ? "INVITE" : "UPDATE");

  gst_sip_call_add_contact (self, request);
  if (offer != NULL)
    gst_sip_message_set_body (request, GST_SIP_CALL_SDP, offer);
  self->refresh =
      gst_sip_request_send (self->core, request, self->dialog, &handlers, self);
}

static void
on_no_offer (GstSipCall *self, guint status, const GError *error)
{
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_WARN,
      "there is no offer to refresh the call with: %s", error->message);
  gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_OFFER_WITHDRAWN);
  /* Media that have only begun are busy for some moments. */
  if (self->is_astray && self->n_refusals < MAX_REFUSALS) {
    self->n_refusals++;
    try_again_later (self);
  }
}

static const GstSipCallAsker asker = {
    .described = send_refresh,
    .refused = on_no_offer,
};

gboolean
gst_sip_call_is_refreshing (GstSipCall *self)
{
  return self->refresh != NULL &&
      !(has_offer (self->refresh) && is_confirmed (self));
}

static gboolean
sends_update (GstSipCall *self)
{
  return self->peer_takes_update || self->media == NULL;
}

/* An UPDATE without an offer waits for no ACK (RFC 3311 section 5.1), and of a
 * call that is astray, the ACK may be so, too. */
static gboolean
is_busy (GstSipCall *self)
{
  if (gst_sip_call_is_refreshing (self) || self->change != NULL)
    return TRUE;
  return !sends_update (self) &&
      ((self->answer != NULL && !self->is_astray) ||
          self->offer_answer != GST_SIP_OFFER_ANSWER_STABLE);
}

static void
refresh (GstSipCall *self)
{
  if (self->state != GST_SIP_CALL_ESTABLISHED)
    return;
  if (is_busy (self)) {
    try_again_later (self);
    return;
  }
  if (self->refresh != NULL)
    gst_sip_request_drop (&self->refresh);
  /* Not where it last got lost, if that is still open: a server that is back
   * may be the only one to know the way. */
  if (self->is_astray)
    gst_sip_dialog_set_flow (self->dialog, 0);
  if (sends_update (self)) {
    send_refresh (self, NULL);
    return;
  }
  gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_OFFER_SENT);
  gst_sip_call_ask_offer (self, &asker);
}

/* What was to be repeated may have been done by another request since. */
void
gst_sip_call_refresh_again (gpointer owner)
{
  GstSipCall *self = owner;

  if (self->is_astray && gst_sip_core_is_connected (self->core))
    refresh (self);
}

void
gst_sip_call_lose_flow (GstSipCall *self, guint flow)
{
  if (self->dialog != NULL && self->state < GST_SIP_CALL_ENDING &&
      gst_sip_dialog_get_flow (self->dialog) == flow)
    self->is_astray = TRUE;
}

void
gst_sip_call_find_back (GstSipCall *self)
{
  if (!self->is_astray || !gst_sip_core_is_connected (self->core))
    return;
  self->n_refusals = 0;
  refresh (self);
}
