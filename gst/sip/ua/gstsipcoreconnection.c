/* Bytes in and out of the user agent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Between the connection and the transactions: parsing, traces, the refusal of
 * what is no proper message, and what follows from connections that come and
 * go.
 */
#include "gst/sip/ua/gstsipcore-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/ua/gstsiprequest.h"

static void
trace (GstSipCore *self, const gchar *what, GstSipMessage *message)
{
  g_autofree gchar *text = NULL;
  g_autofree gchar *record = NULL;

  if (!self->config->trace_sip)
    return;
  text = gst_sip_message_to_trace (message);
  record = g_strdup_printf ("%s\n\n%s\n", what, text);
  gst_sip_log_write_trace (self->log, GST_SIP_LOG_TRANSPORT, record);
}

gboolean
gst_sip_core_send (GstSipCore *self, GstSipMessage *message, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->connection == NULL) {
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "there is no connection");
    return FALSE;
  }
  trace (self, "sending WebSocket message:", message);
  bytes = gst_sip_message_serialize (message);
  return gst_sip_connection_send (self->connection,
      gst_sip_message_get_flow (message), bytes, error);
}

#define complain(self, ...) \
  gst_sip_log_complain ((self)->log, gst_sip_timers_get_time ((self)->timers), \
      GST_SIP_LOG_MESSAGE, NULL, __VA_ARGS__)

/* A request that is not right is answered without a transaction: it may lack
 * what makes one. */
static void
refuse_message (GstSipCore *self, GstSipMessage *message, guint status,
    const GError *why)
{
  g_autoptr (GstSipMessage) response = NULL;

  complain (self, "%s: %s",
      gst_sip_message_is_request (message) ? "refused a request"
                                           : "dropped a response",
      why->message);
  if (!gst_sip_message_is_request (message) ||
      gst_sip_message_get_method (message) == GST_SIP_METHOD_ACK)
    return;

  response = gst_sip_core_new_response (self, message, status, NULL, NULL);
  gst_sip_core_send (self, response, NULL);
}

static void
on_received (gpointer user, guint flow, GBytes *bytes)
{
  GstSipCore *self = user;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, &error);
  guint status;

  if (message == NULL) {
    complain (self,
        "dropped %" G_GSIZE_FORMAT " bytes that are no SIP message: %s",
        g_bytes_get_size (bytes), error->message);
    return;
  }

  gst_sip_message_set_flow (message, flow);
  trace (self, "received WebSocket message:", message);
  status = gst_sip_message_check (message, &error);
  if (status != 0)
    refuse_message (self, message, status, error);
  else
    gst_sip_transactions_receive (self->transactions, message);
}

static const gchar *
via_protocol (GstSipCore *self, const GstSipServer *server)
{
  if (self->config->hack_via_tcp)
    return "TCP";
  return g_ascii_strncasecmp (server->uri, "wss:", 4) == 0 ? "WSS" : "WS";
}

const gchar *
gst_sip_core_get_protocol (GstSipCore *self, GstSipMessage *request)
{
  guint flow =
      gst_sip_core_choose_flow (self, gst_sip_message_get_flow (request));
  const GstSipServer *server = self->connection != NULL
      ? gst_sip_connection_get_flow_server (self->connection, flow)
      : NULL;

  return server != NULL ? via_protocol (self, server) : "WS";
}

static void
on_connected (gpointer user, const GstSipServer *server)
{
  GstSipCore *self = user;
  g_autofree gchar *name = gst_sip_server_make_name (server->uri);

  gst_sip_transactions_set_via (self->transactions, via_protocol (self, server),
      gst_sip_identity_get_via_host (self->identity));
  self->user->connected (self->user_data, name);
  gst_sip_request_flush (self);
}

static void
on_disconnected (gpointer user, guint flow, const GError *error)
{
  GstSipCore *self = user;

  gst_sip_transactions_fail_flow (self->transactions, flow, error);
  self->user->disconnected (self->user_data, flow, error);
}

static void
on_flow_lost (gpointer user, guint flow, const GError *error)
{
  GstSipCore *self = user;

  gst_sip_transactions_fail_flow (self->transactions, flow, error);
  self->user->flow_lost (self->user_data, flow);
  /* What waits to be sent again has a connection. */
  gst_sip_request_flush (self);
}

static gboolean
is_in_use (gpointer user, guint flow)
{
  GstSipCore *self = user;

  return gst_sip_transactions_use_flow (self->transactions, flow) ||
      gst_sip_dialogs_use_flow (self->dialogs, flow);
}

static void
on_attempt_failed (gpointer user, const GstSipServer *server,
    const GError *error)
{
  GstSipCore *self = user;

  self->user->attempt_failed (self->user_data, error);
}

const GstSipConnectionUser gst_sip_core_connection_user = {
    .connected = on_connected,
    .received = on_received,
    .disconnected = on_disconnected,
    .flow_lost = on_flow_lost,
    .is_in_use = is_in_use,
    .attempt_failed = on_attempt_failed,
};
