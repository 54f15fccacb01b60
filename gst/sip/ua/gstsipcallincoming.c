/* The INVITE that we get (RFC 3261 section 13.3)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/base/gstsiptext.h"
#include "gst/sip/message/gstsippasswords.h"
#include "gst/sip/message/gstsipreason.h"
#include "gst/sip/message/gstsipwarning.h"
#include "gst/sip/ua/gstsipscreen.h"

#define TAG_LENGTH 16

/* A proxy gives up on an INVITE of which it hears nothing for three minutes
 * (RFC 3261 sections 13.3.1.1 and 16.6). */
#define RING_AGAIN (60 * G_TIME_SPAN_SECOND)

static GstSipMessage *
make_response (GstSipCall *self, guint status)
{
  GstSipMessage *response = gst_sip_core_new_response (self->core,
      gst_sip_transaction_get_request (self->ringing), status, NULL,
      self->local_tag);

  if (status < 200)
    gst_sip_call_add_contact (self, response);
  return response;
}

/* error: (nullable) why, of which the peer hears what it can mend */
static void
respond (GstSipCall *self, guint status, const GError *error)
{
  g_autoptr (GstSipMessage) response = make_response (self, status);

  gst_sip_message_append_warning (response, error);
  gst_sip_transaction_respond (self->ringing, response);
}

/* Our own words are for our own logs; the peer gets the usual phrase. */
static void
refuse (GstSipCall *self, guint status, const gchar *reason)
{
  respond (self, status, NULL);
  gst_sip_call_end (self, status,
      reason != NULL ? reason : gst_sip_status_get_phrase (status));
}

/* How long it rings. */

/* The caller may learn that it did ring (RFC 6432, ITU-T Q.850). */
static void
on_no_answer (gpointer owner)
{
  GstSipCall *self = owner;
  g_autoptr (GstSipMessage) response = make_response (self, 480);

  gst_sip_message_append_header (response, GST_SIP_HEADER_REASON,
      "Q.850;cause=19;text=\"no answer\"");
  gst_sip_transaction_respond (self->ringing, response);
  gst_sip_call_end (self, 480, "no answer");
}

/* RFC 3261 section 13.3.1 */
static void
on_expired (gpointer owner)
{
  refuse (owner, 487, "the caller waits no longer");
}

static void
on_ring_again (gpointer owner)
{
  GstSipCall *self = owner;

  respond (self, 180, NULL);
  gst_sip_timer_arm (&self->ring_again, self->core->timers, RING_AGAIN);
}

static void
arm_no_answer (GstSipCall *self)
{
  gint64 rung = gst_sip_timers_get_time (self->core->timers) - self->rings_from;
  gint64 limit = self->core->config->no_answer_timeout * G_TIME_SPAN_SECOND;

  gst_sip_timer_arm (&self->no_answer, self->core->timers,
      MAX (limit - rung, 0));
}

static void
start_ringing (GstSipCall *self)
{
  GstSipMessage *request = gst_sip_transaction_get_request (self->ringing);
  GstSipTimers *timers = self->core->timers;
  guint32 expires;

  self->rings_from = gst_sip_timers_get_time (timers);
  respond (self, 180, NULL);
  gst_sip_timer_arm (&self->ring_again, timers, RING_AGAIN);
  arm_no_answer (self);
  if (gst_sip_message_get_number (request, GST_SIP_HEADER_EXPIRES, &expires))
    gst_sip_timer_arm (&self->expiry, timers, expires * G_TIME_SPAN_SECOND);
}

void
gst_sip_call_update_no_answer (GstSipCall *self)
{
  if (gst_sip_timer_is_armed (&self->no_answer))
    arm_no_answer (self);
}

void
gst_sip_call_stop_ringing (GstSipCall *self)
{
  gst_sip_timer_disarm (&self->no_answer);
  gst_sip_timer_disarm (&self->expiry);
  gst_sip_timer_disarm (&self->ring_again);
}

static gboolean
make_dialog (GstSipCall *self, GstSipMessage *request)
{
  GstSipAddress from;

  self->dialog = gst_sip_dialog_new_server (request, self->local_tag, NULL);
  if (self->dialog == NULL ||
      !gst_sip_message_get_address (request, GST_SIP_HEADER_FROM, &from, NULL))
    return FALSE;
  gst_sip_call_set_remote (self, &from);
  gst_sip_call_add_dialog (self, self->dialog);
  return TRUE;
}

static GstSipCall *
new_call (GstSipCore *core, const GstSipCallUser *user, gpointer user_data,
    GstSipTransaction *transaction, GstSipMessage *request)
{
  GstSipCall *self =
      gst_object_ref_sink (g_object_new (GST_TYPE_SIP_CALL, NULL));

  self->core = gst_sip_core_ref (core);
  self->user = user;
  self->user_data = user_data;
  self->direction = GST_SIP_CALL_INCOMING;
  self->call_id = gst_sip_text_mend (gst_sip_message_get_header (request,
                                         GST_SIP_HEADER_CALL_ID),
      -1, GST_SIP_TEXT_MAX);
  self->local_uri = g_strdup (gst_sip_identity_get_aor (core->identity));
  self->local_tag = gst_sip_random_token (core->random, TAG_LENGTH);
  self->ringing = gst_sip_transaction_ref (transaction);
  self->first_offer = gst_sip_screen_get_sdp (request);
  self->no_answer = (GstSipTimer){.expired = on_no_answer, .owner = self};
  self->expiry = (GstSipTimer){.expired = on_expired, .owner = self};
  self->ring_again = (GstSipTimer){.expired = on_ring_again, .owner = self};
  self->peer_takes_update =
      gst_sip_message_has_token (request, GST_SIP_HEADER_ALLOW, "UPDATE");
  return self;
}

/* Before it rings: nobody has heard of it but the log. */
static GstSipCall *
give_up (GstSipCall *self, const GError *error)
{
  guint status = error->domain == GST_SIP_STATUS ? (guint) error->code : 488;
  g_autofree gchar *from = gst_sip_dup_without_passwords (
      self->remote_uri != NULL ? self->remote_uri : "?");

  gst_sip_log_complain (self->core->log,
      gst_sip_timers_get_time (self->core->timers), GST_SIP_LOG_CALL,
      self->call_id, "call from %s refused: %u %s", from, status,
      error->message);
  respond (self, status, error);
  if (self->media != NULL)
    gst_sip_media_stop (self->media);
  if (self->dialog != NULL)
    gst_sip_call_remove_dialog (self, self->dialog);
  g_clear_pointer (&self->dialog, gst_sip_dialog_unref);
  g_clear_pointer (&self->ringing, gst_sip_transaction_unref);
  gst_object_unref (self);
  return NULL;
}

GstSipCall *
gst_sip_call_new_incoming (GstSipCore *core, const GstSipCallUser *user,
    gpointer user_data, GstSipTransaction *transaction, GstSipMessage *request)
{
  GstSipCall *self = new_call (core, user, user_data, transaction, request);
  g_autoptr (GError) error = NULL;

  /* Without media there is nothing that a caller could be given. */
  if (!make_dialog (self, request))
    g_set_error_literal (&error, GST_SIP_STATUS, 400,
        "no dialog can be made of it");
  else if (!gst_sip_call_make_media (self))
    g_set_error_literal (&error, GST_SIP_STATUS, 488, "there are no media");
  else if (self->first_offer != NULL)
    gst_sip_media_check_offer (self->media, GST_SIP_CALL_SDP, self->first_offer,
        &error);
  if (error != NULL)
    return give_up (self, error);

  if (self->first_offer != NULL)
    gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_OFFER_RECEIVED);
  start_ringing (self);
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_LOG, "call from %s",
      self->remote_uri);
  gst_sip_call_set_state (self, GST_SIP_CALL_RINGING);
  return self;
}

/* The call is answered. */

static void
send_success (GstSipCall *self, GBytes *description)
{
  g_autoptr (GstSipTransaction) transaction = g_steal_pointer (&self->ringing);

  gst_sip_call_stop_ringing (self);
  if (self->first_offer != NULL)
    gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_ANSWER_SENT);
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_LOG, "call from %s answered",
      self->remote_uri);
  gst_sip_call_set_state (self, GST_SIP_CALL_ESTABLISHED);
  gst_sip_call_send_answer (self, transaction, description,
      self->answer_options);
  /* The way back for the ACK may have changed while it rang. */
  gst_sip_call_find_back (self);
  /* Without an offer in the INVITE, media starts with the ACK. */
  if (self->first_offer != NULL)
    gst_sip_call_start_media (self);
}

static void
on_no_description (GstSipCall *self, guint status, const GError *error)
{
  respond (self, status, error);
  gst_sip_call_end (self, status, error->message);
}

static const GstSipCallAsker asker = {
    .described = send_success,
    .refused = on_no_description,
};

void
gst_sip_call_do_answer (GstSipCall *self, const GstStructure *options)
{
  if (self->ringing == NULL || self->asker != NULL)
    return;

  /* Nobody takes it back from here; the caller may hear us ring still. */
  gst_sip_timer_disarm (&self->no_answer);
  gst_sip_timer_disarm (&self->expiry);
  g_clear_pointer (&self->answer_options, gst_structure_free);
  self->answer_options = options != NULL ? gst_structure_copy (options) : NULL;
  if (self->first_offer != NULL) {
    gst_sip_call_ask_answer (self, self->first_offer, &asker);
    return;
  }
  gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_OFFER_SENT);
  gst_sip_call_ask_offer (self, &asker);
}

void
gst_sip_call_do_reject (GstSipCall *self, guint status, const gchar *reason)
{
  if (self->ringing == NULL) {
    gst_sip_call_leave (self, 200, "hung up");
    return;
  }
  if (status < 300 || status > 699)
    status = 480;
  refuse (self, status, reason);
}

gboolean
gst_sip_call_take_cancel (GstSipCall *self, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  g_autofree gchar *reason = NULL;
  gboolean elsewhere;

  if (self->ringing != transaction)
    return FALSE;
  elsewhere = gst_sip_message_tells_answered_elsewhere (request);
  reason = gst_sip_message_dup_reason_text (request);
  if (reason == NULL)
    reason =
        g_strdup (elsewhere ? "answered elsewhere" : "withdrawn by the caller");
  GST_OBJECT_LOCK (self);
  self->answered_elsewhere = elsewhere;
  GST_OBJECT_UNLOCK (self);
  refuse (self, 487, reason);
  return TRUE;
}
