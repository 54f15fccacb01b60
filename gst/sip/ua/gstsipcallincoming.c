/* The INVITE that we get (RFC 3261 section 13.3)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/ua/gstsipscreen.h"

#define TAG_LENGTH 16

static void
respond (GstSipCall *self, guint status, const gchar *reason)
{
  g_autoptr (GstSipMessage) response = gst_sip_core_new_response (self->core,
      gst_sip_transaction_get_request (self->ringing), status, reason,
      self->local_tag);

  if (status < 200)
    gst_sip_call_add_contact (self, response);
  gst_sip_transaction_respond (self->ringing, response);
}

/* The text of an error is for our own logs; the peer gets the usual phrase. */
static void
refuse (GstSipCall *self, guint status, const gchar *reason)
{
  respond (self, status, NULL);
  gst_sip_call_end (self, status,
      reason != NULL ? reason : gst_sip_status_get_phrase (status));
}

static void
on_no_answer (gpointer owner)
{
  refuse (owner, 480, "no answer");
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
  self->call_id =
      g_strdup (gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID));
  self->local_uri = g_strdup (gst_sip_identity_get_aor (core->identity));
  self->local_tag = gst_sip_random_token (core->random, TAG_LENGTH);
  self->ringing = gst_sip_transaction_ref (transaction);
  self->first_offer = gst_sip_screen_get_sdp (request);
  self->no_answer = (GstSipTimer){.expired = on_no_answer, .owner = self};
  self->peer_takes_update =
      gst_sip_message_has_token (request, GST_SIP_HEADER_ALLOW, "UPDATE");
  return self;
}

/* Without media there is nothing that a caller could be given. */
static GstSipCall *
give_up (GstSipCall *self, guint status)
{
  respond (self, status, NULL);
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

  if (!make_dialog (self, request))
    return give_up (self, 400);
  if (!gst_sip_call_make_media (self))
    return give_up (self, 488);

  if (self->first_offer != NULL)
    gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_OFFER_RECEIVED);
  respond (self, 180, NULL);
  gst_sip_timer_arm (&self->no_answer, core->timers,
      core->config->no_answer_timeout * G_TIME_SPAN_SECOND);
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

  if (self->first_offer != NULL)
    gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_ANSWER_SENT);
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_LOG, "call from %s answered",
      self->remote_uri);
  gst_sip_call_set_state (self, GST_SIP_CALL_ESTABLISHED);
  gst_sip_call_send_answer (self, transaction, description,
      self->answer_options);
  /* Without an offer in the INVITE, media starts with the ACK. */
  if (self->first_offer != NULL)
    gst_sip_media_start (self->media);
}

static void
on_no_description (GstSipCall *self, guint status, const GError *error)
{
  refuse (self, status, error->message);
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

  gst_sip_timer_disarm (&self->no_answer);
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
gst_sip_call_take_cancel (GstSipCall *self, GstSipTransaction *transaction)
{
  if (self->ringing != transaction)
    return FALSE;
  refuse (self, 487, "withdrawn by the caller");
  return TRUE;
}
