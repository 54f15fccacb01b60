/* A request that we send, with all that it takes to get an answer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsiprequest.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/ua/gstsipunwanted.h"

/* As long as a transaction would wait for an answer (64*T1). */
#define QUEUE_TIME (32 * G_TIME_SPAN_SECOND)
/* How many connections may break under one request. */
#define MAX_REQUEUED 3

typedef enum
{
  QUEUED, /* until there is a connection */
  RUNNING, /* there is a transaction */
  FAILING, /* the owner is told as soon as it may be */
  DONE,
} State;

struct _GstSipRequest
{
  GstSipCore *core; /* which has a reference to us until we are done */
  GstSipMessage *message; /* as sent last, without Via */
  GstSipTransaction *transaction;
  GstSipDialog *dialog;
  GstSipAuthFlow flow;
  State state;
  GstSipTimer timer;
  GError *error; /* while failing */
  gboolean cancelled;
  guint n_requeued;

  const GstSipRequestHandlers *handlers;
  gpointer owner;
};

static void start (GstSipRequest *self);

static gboolean
is_invite (GstSipRequest *self)
{
  return gst_sip_message_get_method (self->message) == GST_SIP_METHOD_INVITE;
}

static void
drop_transaction (GstSipRequest *self)
{
  if (self->transaction == NULL)
    return;
  gst_sip_transaction_forget (self->transaction);
  g_clear_pointer (&self->transaction, gst_sip_transaction_unref);
}

/* The core lets go; the owner may not have. */
static void
finish (GstSipRequest *self)
{
  self->state = DONE;
  gst_sip_timer_disarm (&self->timer);
  g_ptr_array_remove_fast (self->core->requests, self);
}

static void
fail (GstSipRequest *self, const GError *error)
{
  self->state = FAILING;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  gst_sip_timer_arm (&self->timer, self->core->timers, 0);
}

static void
on_timer (gpointer owner)
{
  g_autoptr (GstSipRequest) self = gst_sip_request_ref (owner);

  if (self->state == QUEUED)
    g_set_error (&self->error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "no connection within %d s", (int) (QUEUE_TIME / G_TIME_SPAN_SECOND));
  finish (self);
  if (self->handlers != NULL)
    self->handlers->failed (self->owner, self, self->error);
  if (g_error_matches (self->error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT))
    gst_sip_core_judge_flow (self->core,
        gst_sip_message_get_flow (self->message), 408);
}

/* A request that changes is a new message: the old one belongs to its
 * transaction. */
static void
renumber (GstSipRequest *self)
{
  GstSipMessage *message = gst_sip_message_copy (self->message);
  guint32 cseq = self->dialog != NULL ? gst_sip_dialog_next_cseq (self->dialog)
                                      : gst_sip_request_get_cseq (self) + 1;
  g_autofree gchar *value = g_strdup_printf ("%u %s", cseq,
      gst_sip_message_get_method_name (message));

  gst_sip_message_set_header (message, GST_SIP_HEADER_CSEQ, value);
  gst_sip_message_unref (self->message);
  self->message = message;
}

/* RFC 3261 section 22.2 */
static gboolean
answer_challenge (GstSipRequest *self, GstSipMessage *response)
{
  g_autoptr (GError) error = NULL;

  if (self->cancelled)
    return FALSE;
  if (!gst_sip_auth_learn (self->core->auth, &self->flow, self->message,
          response, &error)) {
    gst_sip_log_complain (self->core->log,
        gst_sip_timers_get_time (self->core->timers), GST_SIP_LOG_UA,
        gst_sip_message_get_header (self->message, GST_SIP_HEADER_CALL_ID),
        "%s refused with %u: %s",
        gst_sip_message_get_method_name (self->message),
        gst_sip_message_get_status (response), error->message);
    return FALSE;
  }
  renumber (self);
  start (self);
  return TRUE;
}

/* Whoever answered has the request already: a wrong proof is told only. */
static void
take_info (GstSipRequest *self, GstSipMessage *response)
{
  g_autoptr (GError) error = NULL;

  if (!gst_sip_auth_take_info (self->core->auth, &self->flow, self->message,
          response, &error))
    gst_sip_log_complain (self->core->log,
        gst_sip_timers_get_time (self->core->timers), GST_SIP_LOG_UA,
        gst_sip_message_get_header (self->message, GST_SIP_HEADER_CALL_ID),
        "%s: %s", gst_sip_message_get_method_name (self->message),
        error->message);
}

static void
on_response (gpointer owner, GstSipTransaction *transaction,
    GstSipMessage *response)
{
  g_autoptr (GstSipRequest) self = gst_sip_request_ref (owner);
  guint status = gst_sip_message_get_status (response);
  guint flow = gst_sip_message_get_flow (self->message);

  if ((status == 401 || status == 407) && answer_challenge (self, response))
    return;
  if (status >= 200)
    take_info (self, response);
  /* More 2xx may come to an INVITE: their transaction stays. */
  if (status >= 200 && self->state == RUNNING)
    finish (self);
  if (self->handlers != NULL)
    self->handlers->response (self->owner, self, response);
  else if (is_invite (self) && status / 100 == 2)
    gst_sip_unwanted_refuse (self->core->unwanted, response, self->message);
  /* To other requests, 430 speaks of the recipient's flow (RFC 5626 section
   * 5.3), and 408 of the recipient. */
  if (status != 408 &&
      gst_sip_message_get_method (self->message) == GST_SIP_METHOD_REGISTER)
    gst_sip_core_judge_flow (self->core, flow, status);
}

/* The connection broke under a BYE: without another one, the peer would believe
 * in the call for ever. If it has heard the first, it answers 481. */
static gboolean
requeue (GstSipRequest *self, const GError *error)
{
  if (gst_sip_message_get_method (self->message) != GST_SIP_METHOD_BYE ||
      g_error_matches (error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT) ||
      self->n_requeued == MAX_REQUEUED)
    return FALSE;

  self->n_requeued++;
  renumber (self);
  self->state = QUEUED;
  gst_sip_timer_arm (&self->timer, self->core->timers, QUEUE_TIME);
  return TRUE;
}

static void
on_failed (gpointer owner, GstSipTransaction *transaction, const GError *error)
{
  GstSipRequest *self = owner;

  /* After a final answer nobody waits for another. */
  if (self->state == RUNNING && !requeue (self, error))
    fail (self, error);
}

static const GstSipClientHandlers client_handlers = {
    .response = on_response,
    .failed = on_failed,
};

/* A dialog stays on its flow as long as that is there, and so does a request
 * that is sent again. */
static void
choose_flow (GstSipRequest *self)
{
  guint wanted = self->dialog != NULL
      ? gst_sip_dialog_get_flow (self->dialog)
      : gst_sip_message_get_flow (self->message);
  guint flow = gst_sip_core_choose_flow (self->core, wanted);

  gst_sip_message_set_flow (self->message, flow);
  if (self->dialog != NULL)
    gst_sip_dialog_set_flow (self->dialog, flow);
}

static void
start (GstSipRequest *self)
{
  GstSipMessage *message;

  drop_transaction (self);
  choose_flow (self);
  if (self->dialog == NULL)
    gst_sip_core_set_route (self->core, self->message);
  gst_sip_auth_apply (self->core->auth, &self->flow, self->message);
  self->state = RUNNING;
  gst_sip_timer_disarm (&self->timer);

  message = gst_sip_message_copy (self->message);
  self->transaction = gst_sip_transactions_start (self->core->transactions,
      message, &client_handlers, self);
}

static GstSipAuthPlace
get_place (GstSipDialog *dialog)
{
  if (dialog == NULL)
    return GST_SIP_AUTH_OUTSIDE;
  return gst_sip_dialog_is_by_peer (dialog) ? GST_SIP_AUTH_IN_PEERS_DIALOG
                                            : GST_SIP_AUTH_IN_OWN_DIALOG;
}

GstSipRequest *
gst_sip_request_send (GstSipCore *core, GstSipMessage *message,
    GstSipDialog *dialog, const GstSipRequestHandlers *handlers, gpointer owner)
{
  GstSipRequest *self = g_rc_box_new0 (GstSipRequest);
  const gchar *user_agent = core->config->user_agent;

  if (user_agent != NULL && *user_agent != '\0')
    gst_sip_message_append_header (message, GST_SIP_HEADER_USER_AGENT,
        user_agent);

  self->core = core;
  self->message = message;
  self->dialog = dialog != NULL ? gst_sip_dialog_ref (dialog) : NULL;
  self->flow.place = get_place (dialog);
  self->timer = (GstSipTimer){.expired = on_timer, .owner = self};
  self->handlers = handlers;
  self->owner = owner;
  g_ptr_array_add (core->requests, gst_sip_request_ref (self));

  if (gst_sip_core_is_connected (core))
    start (self);
  else
    gst_sip_timer_arm (&self->timer, core->timers, QUEUE_TIME);
  return self;
}

GstSipRequest *
gst_sip_request_ref (GstSipRequest *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  GstSipRequest *self = data;

  drop_transaction (self);
  gst_sip_timer_disarm (&self->timer);
  gst_sip_auth_flow_clear (&self->flow);
  gst_sip_message_unref (self->message);
  g_clear_pointer (&self->dialog, gst_sip_dialog_unref);
  g_clear_error (&self->error);
}

void
gst_sip_request_unref (GstSipRequest *self)
{
  g_rc_box_release_full (self, clear);
}

void
gst_sip_request_drop (GstSipRequest **self)
{
  if (*self == NULL)
    return;
  (*self)->handlers = NULL;
  g_clear_pointer (self, gst_sip_request_unref);
}

void
gst_sip_request_cancel (GstSipRequest *self)
{
  g_autoptr (GError) error = NULL;

  self->cancelled = TRUE;
  if (self->state == RUNNING && is_invite (self))
    gst_sip_transaction_cancel (self->transaction, NULL);
  if (self->state != QUEUED)
    return;

  error = g_error_new_literal (GST_SIP_ERROR, GST_SIP_ERROR_STATE,
      "withdrawn before there was a connection");
  fail (self, error);
}

GstSipMessage *
gst_sip_request_get_message (GstSipRequest *self)
{
  return self->message;
}

guint32
gst_sip_request_get_cseq (GstSipRequest *self)
{
  GstSipCSeq cseq = {0};

  gst_sip_message_get_cseq (self->message, &cseq, NULL);
  return cseq.number;
}

void
gst_sip_request_flush (GstSipCore *core)
{
  g_autoptr (GPtrArray) queued =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_request_unref);

  for (guint i = 0; i < core->requests->len; i++) {
    GstSipRequest *self = core->requests->pdata[i];

    if (self->state == QUEUED)
      g_ptr_array_add (queued, gst_sip_request_ref (self));
  }
  for (guint i = 0; i < queued->len; i++)
    start (queued->pdata[i]);
}

void
gst_sip_request_abort (GstSipRequest *self)
{
  self->state = DONE;
  self->handlers = NULL;
  drop_transaction (self);
  gst_sip_timer_disarm (&self->timer);
}
