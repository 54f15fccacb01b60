/* One machine running: its messages and its timers (RFC 3261 section 17)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An input is looked up in the machine's table; then the state is entered,
 * which sets the timers, and what the row says is done.
 */
#include "gst/sip/transaction/gstsiptransaction-private.h"

#include "gst/sip/transaction/gstsipfollowup.h"
#include "gst/sip/transaction/gstsiptransactionkey.h"

#define TAG_LENGTH 10

static void
write_log (GstSipTransaction *self, const GstSipTransition *row,
    GstSipInput input)
{
  const gchar *method = gst_sip_message_get_method_name (self->request);
  const gchar *from = gst_sip_state_to_string (self->state);
  const gchar *why = gst_sip_input_to_string (input);

  if (self->set == NULL)
    return;

  if (row == NULL)
    gst_sip_log_write (self->set->log, GST_SIP_LOG_TRANSACTION,
        GST_SIP_LOG_LEVEL_DEBUG, self->label, "%s %s: %s ignored when %s",
        self->machine->name, method, why, from);
  else if (row->next != self->state)
    gst_sip_log_write (self->set->log, GST_SIP_LOG_TRANSACTION,
        GST_SIP_LOG_LEVEL_DEBUG, self->label, "%s %s: %s -> %s, because: %s",
        self->machine->name, method, from, gst_sip_state_to_string (row->next),
        why);
}

/* Lets a timer that runs run on. */
static void
ensure_timer (GstSipTransaction *self, GstSipTimer *timer, gint64 delay)
{
  if (delay == 0)
    gst_sip_timer_disarm (timer);
  else if (!gst_sip_timer_is_armed (timer))
    gst_sip_timer_arm (timer, self->set->timers, delay);
}

static void
enter_state (GstSipTransaction *self, GstSipState state)
{
  const GstSipStateTimers *timers =
      gst_sip_machine_get_timers (self->machine, state);
  gboolean repeated = timers->repetition != NOT_REPEATED && !self->reliable;

  self->state = state;
  ensure_timer (self, &self->retransmit, repeated ? self->interval : 0);
  ensure_timer (self, &self->timeout, timers->timeout);
  gst_sip_timer_disarm (&self->linger);
  ensure_timer (self, &self->linger,
      self->reliable ? timers->reliable_linger : timers->linger);
}

static void
note_response (GstSipTransaction *self, GstSipMessage *response)
{
  /* First, for it may be the one that is noted: a 2xx that is repeated. */
  gst_sip_message_ref (response);
  g_clear_pointer (&self->response, gst_sip_message_unref);
  self->response = response;
  if (gst_sip_message_get_status (response) < 200 || self->finished)
    return;
  self->finished = TRUE;
  if (!self->is_client)
    gst_sip_transactions_note_answered (self->set, self);
}

static void
leave_set (GstSipTransaction *self)
{
  GstSipTransactions *set = g_steal_pointer (&self->set);

  if (set != NULL)
    gst_sip_transactions_remove (set, self);
}

void
gst_sip_transaction_handle (GstSipTransaction *self, GstSipInput input,
    GstSipMessage *message)
{
  const GstSipTransition *row =
      gst_sip_machine_step (self->machine, self->state, input);
  g_autoptr (GstSipTransaction) keep G_GNUC_UNUSED =
      gst_sip_transaction_ref (self);

  write_log (self, row, input);
  if (row == NULL)
    return;

  if (message != NULL && !gst_sip_message_is_request (message))
    note_response (self, message);
  if (row->next != self->state)
    enter_state (self, row->next);

  gst_sip_transaction_perform (self, row->actions, message);
  if (self->state == TERMINATED)
    leave_set (self);
}

/* The next moment counts from this one, whatever the handling does. */
static void
on_retransmit (gpointer owner)
{
  GstSipTransaction *self = owner;
  const GstSipStateTimers *timers =
      gst_sip_machine_get_timers (self->machine, self->state);

  self->interval = gst_sip_repetition_next (timers->repetition, self->interval);
  gst_sip_timer_arm (&self->retransmit, self->set->timers, self->interval);
  gst_sip_transaction_handle (self, ON_RETRANSMIT_TIMER, NULL);
}

static void
on_timeout (gpointer owner)
{
  gst_sip_transaction_handle (owner, ON_TIMEOUT_TIMER, NULL);
}

static void
on_linger (gpointer owner)
{
  gst_sip_transaction_handle (owner, ON_LINGER_TIMER, NULL);
}

GstSipTransaction *
gst_sip_transaction_new (GstSipTransactions *set, const GstSipMachine *machine,
    GstSipMessage *request)
{
  GstSipTransaction *self = g_rc_box_new0 (GstSipTransaction);

  self->set = set;
  self->machine = machine;
  self->is_client = machine == &gst_sip_invite_client_machine ||
      machine == &gst_sip_client_machine;
  self->state = TERMINATED;
  self->reliable = set->reliable;
  self->request = request;
  self->answered.data = self;
  self->label = gst_sip_transaction_label (request);
  self->interval = GST_SIP_T1;
  self->retransmit = (GstSipTimer){on_retransmit, self};
  self->timeout = (GstSipTimer){on_timeout, self};
  self->linger = (GstSipTimer){on_linger, self};
  return self;
}

void
gst_sip_transaction_begin (GstSipTransaction *self)
{
  enter_state (self, self->machine->initial);
  if (self->is_client)
    gst_sip_transaction_perform (self, SEND_REQUEST, NULL);
}

void
gst_sip_transaction_receive_response (GstSipTransaction *self,
    GstSipMessage *response)
{
  g_autoptr (GstSipTransaction) keep G_GNUC_UNUSED =
      gst_sip_transaction_ref (self);
  guint status = gst_sip_message_get_status (response);

  gst_sip_transaction_handle (self, gst_sip_input_from_status (status),
      response);
  if (self->state == PROCEEDING && self->cancel != NULL)
    gst_sip_transaction_handle (self, ON_CANCEL, NULL);
}

void
gst_sip_transaction_fail (GstSipTransaction *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  gst_sip_transaction_handle (self, ON_TRANSPORT_ERROR, NULL);
}

void
gst_sip_transaction_abandon (GstSipTransaction *self)
{
  enter_state (self, TERMINATED);
  gst_sip_transaction_forget (self);
  leave_set (self);
}

GstSipTransaction *
gst_sip_transaction_ref (GstSipTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_rc_box_acquire (self);
}

static void
transaction_clear (gpointer data)
{
  GstSipTransaction *self = data;

  g_free (self->key);
  g_free (self->label);
  g_free (self->sent_by);
  g_free (self->call_key);
  g_free (self->to_tag);
  g_clear_error (&self->error);
  g_clear_pointer (&self->request, gst_sip_message_unref);
  g_clear_pointer (&self->response, gst_sip_message_unref);
  g_clear_pointer (&self->ack, gst_sip_message_unref);
  g_clear_pointer (&self->cancel, gst_sip_message_unref);
}

void
gst_sip_transaction_unref (GstSipTransaction *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, transaction_clear);
}

void
gst_sip_transaction_forget (GstSipTransaction *self)
{
  g_return_if_fail (self != NULL);

  self->handlers = NULL;
  self->owner = NULL;
}

void
gst_sip_transaction_cancel (GstSipTransaction *self, const gchar *reason)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->machine == &gst_sip_invite_client_machine);

  if (self->cancelled || self->set == NULL)
    return;

  self->cancelled = TRUE;
  self->cancel = gst_sip_followup_new_cancel (self->request, reason);
  gst_sip_transaction_handle (self, ON_CANCEL, NULL);
}

void
gst_sip_transaction_respond (GstSipTransaction *self, GstSipMessage *response)
{
  guint status;

  g_return_if_fail (self != NULL && !self->is_client);
  g_return_if_fail (response != NULL);

  status = gst_sip_message_get_status (response);
  g_return_if_fail (status >= 100);
  if (self->set != NULL)
    gst_sip_transaction_handle (self, gst_sip_input_from_status (status),
        response);
}

const gchar *
gst_sip_transaction_get_to_tag (GstSipTransaction *self)
{
  GstSipSlice tag = GST_SIP_SLICE_NONE;

  if (gst_sip_message_get_tag (self->request, GST_SIP_HEADER_TO).text != NULL)
    return NULL;

  if (self->response != NULL)
    tag = gst_sip_message_get_tag (self->response, GST_SIP_HEADER_TO);
  if (tag.text != NULL) {
    g_free (self->to_tag);
    self->to_tag = gst_sip_slice_dup (tag);
  } else if (self->to_tag == NULL) {
    self->to_tag = gst_sip_random_token (self->set->random, TAG_LENGTH);
  }
  return self->to_tag;
}

void
gst_sip_transaction_respond_status (GstSipTransaction *self, guint status,
    const gchar *reason)
{
  g_autoptr (GstSipMessage) response = NULL;
  const gchar *tag = NULL;

  g_return_if_fail (self != NULL && !self->is_client);

  if (self->set == NULL)
    return;

  response = gst_sip_message_new_response (self->request, status, reason);
  if (status > 100)
    tag = gst_sip_transaction_get_to_tag (self);
  if (tag != NULL)
    gst_sip_message_set_to_tag (response, tag);
  gst_sip_transaction_respond (self, response);
}

GstSipMessage *
gst_sip_transaction_get_request (GstSipTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->request;
}

GstSipMessage *
gst_sip_transaction_get_response (GstSipTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->response;
}

gboolean
gst_sip_transaction_is_finished (GstSipTransaction *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->finished;
}

gboolean
gst_sip_transaction_is_merged (GstSipTransaction *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->set != NULL && self->call_key != NULL &&
      g_hash_table_lookup (self->set->calls, self->call_key) != self;
}

const gchar *
gst_sip_transaction_get_id (GstSipTransaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->label;
}
