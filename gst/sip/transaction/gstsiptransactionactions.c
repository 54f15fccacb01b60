/* What the rows of the machines say is to be done (RFC 3261 section 17)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What may fail is sent before anything is passed up, since the user may do
 * anything when it hears of it.
 */
#include "gst/sip/transaction/gstsiptransaction-private.h"

#include "gst/sip/transaction/gstsipfollowup.h"

static void
send_message (GstSipTransaction *self, GstSipMessage *message)
{
  g_autoptr (GError) error = NULL;

  if (!self->set->user->send (self->set->user_data, message, &error))
    gst_sip_transaction_fail (self, error);
}

static void
send_request (GstSipTransaction *self, GstSipMessage *unused)
{
  send_message (self, self->request);
}

static void
send_response (GstSipTransaction *self, GstSipMessage *unused)
{
  send_message (self, self->response);
}

/* RFC 3261 section 8.2.6.1: no To tag, but the Timestamp. */
static void
send_trying (GstSipTransaction *self, GstSipMessage *unused)
{
  const gchar *timestamp =
      gst_sip_message_get_header_by_name (self->request, "Timestamp");

  self->response = gst_sip_message_new_response (self->request, 100, NULL);
  if (timestamp != NULL)
    gst_sip_message_append_header_by_name (self->response, "Timestamp",
        timestamp);
  send_message (self, self->response);
}

static void
send_ack (GstSipTransaction *self, GstSipMessage *response)
{
  if (self->ack == NULL)
    self->ack = gst_sip_followup_new_ack (self->request, response);
  send_message (self, self->ack);
}

static void
send_cancel (GstSipTransaction *self, GstSipMessage *unused)
{
  GstSipMessage *cancel = g_steal_pointer (&self->cancel);

  gst_sip_timer_arm (&self->timeout, self->set->timers, 64 * GST_SIP_T1);
  gst_sip_transaction_unref (
      gst_sip_transactions_run_client (self->set, cancel, NULL, NULL));
}

/* A 2xx to an INVITE makes a dialog, which somebody has to end when its owner
 * has gone. */
static void
pass_response (GstSipTransaction *self, GstSipMessage *response)
{
  guint status = gst_sip_message_get_status (response);

  if (self->handlers != NULL)
    self->handlers->response (self->owner, self, response);
  else if (self->machine == &gst_sip_invite_client_machine && status >= 200 &&
      status < 300)
    self->set->user->stray_response (self->set->user_data, response);
}

static void
pass_ack (GstSipTransaction *self, GstSipMessage *ack)
{
  self->set->user->ack (self->set->user_data, ack);
}

static void
report (GstSipTransaction *self, const GError *error)
{
  self->finished = TRUE;
  if (!self->is_client)
    self->set->user->server_failed (self->set->user_data, self, error);
  else if (self->handlers != NULL)
    self->handlers->failed (self->owner, self, error);
}

static void
report_timeout (GstSipTransaction *self, GstSipMessage *unused)
{
  const gchar *method = gst_sip_message_get_method_name (self->request);
  guint seconds = 64 * GST_SIP_T1 / G_TIME_SPAN_SECOND;
  g_autoptr (GError) error = NULL;

  if (self->is_client)
    error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT,
        "no answer to %s within %u s", method, seconds);
  else if (self->finished)
    error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT,
        "no ACK for the answer %u to %s within %u s",
        gst_sip_message_get_status (self->response), method, seconds);
  else
    error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT,
        "%s was not answered by us within %u s", method, seconds);
  report (self, error);
}

static void
report_error (GstSipTransaction *self, GstSipMessage *unused)
{
  report (self, self->error);
}

/* In the order in which they are done. */
static const struct
{
  GstSipActions action;
  void (*perform) (GstSipTransaction *self, GstSipMessage *message);
} performers[] = {
    {SEND_REQUEST,   send_request  },
    {SEND_RESPONSE,  send_response },
    {SEND_TRYING,    send_trying   },
    {SEND_ACK,       send_ack      },
    {SEND_CANCEL,    send_cancel   },
    {PASS_RESPONSE,  pass_response },
    {PASS_ACK,       pass_ack      },
    {REPORT_TIMEOUT, report_timeout},
    {REPORT_ERROR,   report_error  },
};

void
gst_sip_transaction_perform (GstSipTransaction *self, guint actions,
    GstSipMessage *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (performers); i++) {
    if ((actions & performers[i].action) != 0)
      performers[i].perform (self, message);
  }
}
