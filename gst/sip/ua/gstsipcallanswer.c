/* 2xx to an INVITE, repeated until the ACK (RFC 3261 section 13.3.1.4)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * For the INVITE that starts a call, and for those that change it. Only the
 * user of the transaction repeats a 2xx, over reliable transports too, as the
 * next hop but one may be an unreliable one.
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/ua/gstsipextraheaders.h"

#define T1 (500 * G_TIME_SPAN_MILLISECOND)
#define T2 (4 * G_TIME_SPAN_SECOND)

static void
add_extra_headers (const GstStructure *options, GstSipMessage *response)
{
  const GValue *value = NULL;

  if (options != NULL)
    value = gst_structure_get_value (options, "extra-headers");
  if (value != NULL && GST_VALUE_HOLDS_STRUCTURE (value))
    gst_sip_extra_headers_apply (gst_value_get_structure (value), response);
}

static void
repeat_until_ack (GstSipCall *self)
{
  self->repeat_interval = T1;
  self->repeat_until = gst_sip_timers_get_time (self->core->timers) + 64 * T1;
  gst_sip_timer_arm (&self->repeat, self->core->timers, self->repeat_interval);
}

void
gst_sip_call_send_answer (GstSipCall *self, GstSipTransaction *transaction,
    GBytes *description, const GstStructure *options)
{
  GstSipMessage *request = gst_sip_transaction_get_request (transaction);
  GstSipMessage *response = gst_sip_core_new_response (self->core, request, 200,
      NULL, self->local_tag);

  gst_sip_call_add_contact (self, response);
  add_extra_headers (options, response);
  if (description != NULL)
    gst_sip_message_set_body (response, GST_SIP_CALL_SDP, description);

  if (gst_sip_message_get_method (request) == GST_SIP_METHOD_INVITE) {
    gst_sip_call_drop_answer (self);
    self->answering = gst_sip_transaction_ref (transaction);
    self->answer = gst_sip_message_ref (response);
    self->heard = FALSE;
    repeat_until_ack (self);
  }
  gst_sip_transaction_respond (transaction, response);
  gst_sip_message_unref (response);
}

void
gst_sip_call_drop_answer (GstSipCall *self)
{
  gst_sip_timer_disarm (&self->repeat);
  g_clear_pointer (&self->answering, gst_sip_transaction_unref);
  g_clear_pointer (&self->answer, gst_sip_message_unref);
}

static void
give_up (GstSipCall *self)
{
  gst_sip_call_drop_answer (self);
  if (self->bye_after_ack)
    gst_sip_call_send_bye (self);
  else if (!self->heard)
    gst_sip_call_leave (self, 408, "no ACK for our answer");
}

void
gst_sip_call_repeat_answer (gpointer owner)
{
  GstSipCall *self = owner;
  gint64 now = gst_sip_timers_get_time (self->core->timers);

  if (now >= self->repeat_until) {
    give_up (self);
    return;
  }
  self->repeat_interval = MIN (2 * self->repeat_interval, T2);
  gst_sip_timer_arm (&self->repeat, self->core->timers,
      MIN (self->repeat_interval, self->repeat_until - now));
  gst_sip_transaction_respond (self->answering, self->answer);
}

static gboolean
confirms_answer (GstSipCall *self, GstSipMessage *ack)
{
  GstSipCSeq asked;
  GstSipCSeq confirmed;

  return self->answer != NULL &&
      gst_sip_message_get_cseq (self->answer, &asked, NULL) &&
      gst_sip_message_get_cseq (ack, &confirmed, NULL) &&
      asked.number == confirmed.number;
}

/* The answer to an offer in our 2xx comes in the ACK. */
static void
take_late_answer (GstSipCall *self, GstSipMessage *ack)
{
  if (!gst_sip_call_take_answer (self, ack)) {
    gst_sip_call_leave (self, 488, "the ACK has no session description");
    return;
  }
  gst_sip_call_start_media (self);
}

void
gst_sip_call_take_ack (GstSipCall *self, GstSipMessage *ack)
{
  if (!confirms_answer (self, ack))
    return;
  gst_sip_call_drop_answer (self);
  if (self->bye_after_ack)
    gst_sip_call_send_bye (self);
  else if (self->offer_answer == GST_SIP_OFFER_ANSWER_LOCAL_OFFER)
    take_late_answer (self, ack);
}
