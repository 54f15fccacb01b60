/* Requests of the peer in mid-call (RFC 3261 sections 12.2.2, 14.2, 15.1.2)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/message/gstsipreason.h"
#include "gst/sip/message/gstsipwarning.h"
#include "gst/sip/ua/gstsipscreen.h"

/* RFC 3261 section 14.2, in seconds */
#define MAX_RETRY_AFTER 10

static void
respond_capabilities (GstSipCall *self, GstSipTransaction *transaction)
{
  g_autoptr (GstSipMessage) response = gst_sip_core_new_response (self->core,
      gst_sip_transaction_get_request (transaction), 200, NULL, NULL);

  gst_sip_screen_add_capabilities (response);
  gst_sip_transaction_respond (transaction, response);
}

/* 500 says when to try again, at random as both sides may be at it. */
static void
refuse_change (GstSipCall *self, GstSipTransaction *transaction, guint status,
    const GError *error)
{
  g_autoptr (GstSipMessage) response = gst_sip_core_new_response (self->core,
      gst_sip_transaction_get_request (transaction), status, NULL, NULL);

  gst_sip_message_append_warning (response, error);
  if (status == 500)
    gst_sip_message_append_header_printf (response, GST_SIP_HEADER_RETRY_AFTER,
        "%u", gst_sip_random_int (self->core->random, 0, MAX_RETRY_AFTER + 1));
  gst_sip_transaction_respond (transaction, response);
}

/* A fork that says so itself is gone; the others ring on. */
static gboolean
drop_early_dialog (GstSipCall *self, GstSipDialog *dialog)
{
  if (!g_ptr_array_find (self->early_dialogs, dialog, NULL))
    return FALSE;
  gst_sip_call_remove_dialog (self, dialog);
  g_ptr_array_remove (self->early_dialogs, dialog);
  return TRUE;
}

static void
on_bye (GstSipCall *self, GstSipDialog *dialog, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  g_autofree gchar *reason = gst_sip_message_dup_reason_text (request);

  gst_sip_core_respond (self->core, transaction, 200);
  if (drop_early_dialog (self, dialog))
    return;
  if (self->ringing != NULL)
    gst_sip_call_take_cancel (self, self->ringing, request);
  else if (self->state == GST_SIP_CALL_ESTABLISHED)
    gst_sip_call_end (self, 200,
        reason != NULL ? reason : "hung up by the peer");
  else if (self->state == GST_SIP_CALL_ENDING && self->end_status != 0)
    gst_sip_call_end (self, self->end_status, self->end_reason);
}

/* A change: the media has an answer to the new offer, or an offer. */

static void
send_change (GstSipCall *self, GBytes *description)
{
  g_autoptr (GstSipTransaction) transaction = g_steal_pointer (&self->change);

  if (self->offer_answer == GST_SIP_OFFER_ANSWER_REMOTE_OFFER)
    gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_ANSWER_SENT);
  gst_sip_dialog_refresh_target (self->dialog,
      gst_sip_transaction_get_request (transaction));
  gst_sip_call_send_answer (self, transaction, description, NULL);
}

/* An UPDATE that offers nothing says where the peer is, and no more: it is
 * taken in an early dialog, too (RFC 3311 section 5.2). */
static void
take_refresh (GstSipCall *self, GstSipDialog *dialog,
    GstSipTransaction *transaction)
{
  gst_sip_dialog_refresh_target (dialog,
      gst_sip_transaction_get_request (transaction));
  gst_sip_call_send_answer (self, transaction, NULL, NULL);
}

static void
on_change_refused (GstSipCall *self, guint status, const GError *error)
{
  g_autoptr (GstSipTransaction) transaction = g_steal_pointer (&self->change);

  gst_sip_log_complain (self->core->log,
      gst_sip_timers_get_time (self->core->timers), GST_SIP_LOG_CALL,
      self->call_id, "the peer's change is refused: %s", error->message);
  gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_OFFER_WITHDRAWN);
  refuse_change (self, transaction, status, error);
}

static const GstSipCallAsker change_asker = {
    .described = send_change,
    .refused = on_change_refused,
};

/* While the INVITE that began the call has no final response: ours and the
 * peer's cross with 491, and of the peer's own the second comes too soon (RFC
 * 3261 section 14.2, RFC 3311 section 5.2). */
static guint
judge_early_change (GstSipCall *self, gboolean is_invite)
{
  if (self->direction == GST_SIP_CALL_INCOMING)
    return 500;
  return is_invite || self->offer_answer == GST_SIP_OFFER_ANSWER_LOCAL_OFFER
      ? 491
      : 500;
}

/* Both directions of one INVITE at a time (RFC 3261 section 14.2). */
static guint
judge_change (GstSipCall *self, GstSipMessage *request, gboolean has_offer)
{
  gboolean invite =
      gst_sip_message_get_method (request) == GST_SIP_METHOD_INVITE;

  if (self->state == GST_SIP_CALL_ENDING)
    return 481;
  if (!invite && !has_offer)
    return 0;
  if (self->state != GST_SIP_CALL_ESTABLISHED)
    return judge_early_change (self, invite);
  if (self->change != NULL)
    return 500;
  if (invite && gst_sip_call_is_refreshing (self))
    return 491;
  if (self->media == NULL)
    return 488;
  return gst_sip_offer_answer_step (&self->offer_answer,
      has_offer ? GST_SIP_OFFER_RECEIVED : GST_SIP_OFFER_SENT);
}

static void
on_change (GstSipCall *self, GstSipDialog *dialog,
    GstSipTransaction *transaction, GstSipMessage *request)
{
  g_autoptr (GBytes) offer = gst_sip_screen_get_sdp (request);
  gboolean invite =
      gst_sip_message_get_method (request) == GST_SIP_METHOD_INVITE;
  guint refusal = judge_change (self, request, offer != NULL);

  if (refusal != 0) {
    refuse_change (self, transaction, refusal, NULL);
    return;
  }
  if (!invite && offer == NULL) {
    take_refresh (self, dialog, transaction);
    return;
  }
  self->change = gst_sip_transaction_ref (transaction);
  if (offer != NULL)
    gst_sip_call_ask_answer (self, offer, &change_asker);
  else
    gst_sip_call_ask_offer (self, &change_asker);
}

/* RFC 6086 section 4.2.2: no package is spoken here; without one, an INFO is of
 * the older kind, and asks for no more than a 200. */
static void
on_info (GstSipCall *self, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  g_autoptr (GstSipMessage) refusal = NULL;

  if (gst_sip_message_get_header_by_name (request, "Info-Package") == NULL) {
    gst_sip_core_respond (self->core, transaction, 200);
    return;
  }
  refusal = gst_sip_core_new_response (self->core, request, 469, NULL, NULL);
  gst_sip_message_append_header_by_name (refusal, "Recv-Info", "");
  gst_sip_transaction_respond (transaction, refusal);
}

static void
on_request (gpointer owner, GstSipDialog *dialog,
    GstSipTransaction *transaction, GstSipMessage *request)
{
  GstSipCall *self = owner;

  switch (gst_sip_message_get_method (request)) {
    case GST_SIP_METHOD_BYE:
      on_bye (self, dialog, transaction, request);
      break;
    case GST_SIP_METHOD_INFO:
      on_info (self, transaction, request);
      break;
    case GST_SIP_METHOD_INVITE:
    case GST_SIP_METHOD_UPDATE:
      on_change (self, dialog, transaction, request);
      break;
    case GST_SIP_METHOD_OPTIONS:
      respond_capabilities (self, transaction);
      break;
    default:
      gst_sip_core_respond (self->core, transaction, 200);
      break;
  }
}

static void
on_ack (gpointer owner, GstSipDialog *dialog, GstSipMessage *ack)
{
  gst_sip_call_take_ack (owner, ack);
}

const GstSipDialogUser gst_sip_call_dialog_user = {
    .request = on_request,
    .ack = on_ack,
};
