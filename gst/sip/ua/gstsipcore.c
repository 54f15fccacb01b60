/* What holds a user agent together
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipcore-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/transport/gstsiptransport-private.h"
#include "gst/sip/ua/gstsiprequest.h"
#include "gst/sip/ua/gstsipserverlist.h"
#include "gst/sip/ua/gstsipunwanted.h"

#define TAG_LENGTH 16

/* RFC 5626 section 11.5: the edge proxy has lost the connection to us. */
#define FLOW_FAILED 430
/* 64*T1: as long as the request was not answered */
#define SILENCE (32 * G_TIME_SPAN_SECOND)

static const gchar *
none_if_empty (const gchar *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static gboolean
apply_credentials (GstSipCore *self)
{
  const gchar *user = none_if_empty (self->config->authorization_user);

  return gst_sip_auth_set_credentials (self->auth,
      user != NULL ? user : gst_sip_identity_get_user (self->identity),
      none_if_empty (self->config->password),
      none_if_empty (self->config->authorization_ha1));
}

GstSipCore *
gst_sip_core_new (GstSipUaConfig *config, GstSipTransport *transport,
    GstSipTimers *timers, GstSipRandom *random, GstSipLog *log,
    const GstSipCoreUser *user, gpointer owner)
{
  GstSipCore *self = g_atomic_rc_box_new0 (GstSipCore);
  GMainContext *context = gst_sip_timers_get_context (timers);

  self->config = gst_sip_ua_config_copy (config);
  self->timers = timers;
  self->random = random;
  self->log = log != NULL ? gst_sip_log_ref (log) : NULL;
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  self->inbox = gst_sip_inbox_new (context);
  self->transport = gst_object_ref (transport);
  self->user = user;
  self->user_data = owner;

  self->auth = gst_sip_auth_new (random);
  self->dialogs = gst_sip_dialogs_new ();
  self->signals = gst_sip_signals_new (timers, owner);
  self->transactions = gst_sip_transactions_new (timers, random, self->log,
      &gst_sip_core_transaction_user, self);
  self->unwanted = gst_sip_unwanted_new (self);
  self->requests =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_request_unref);
  return self;
}

GstSipCore *
gst_sip_core_ref (GstSipCore *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  GstSipCore *self = data;

  gst_object_unref (self->config);
  gst_object_unref (self->transport);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  gst_sip_inbox_unref (self->inbox);
  g_clear_pointer (&self->identity, gst_sip_identity_free);
  gst_sip_auth_free (self->auth);
  gst_sip_dialogs_free (self->dialogs);
  g_ptr_array_unref (self->requests);
  g_strfreev (self->service_route);
}

void
gst_sip_core_unref (GstSipCore *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
gst_sip_core_close (GstSipCore *self)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  gst_sip_inbox_close (self->inbox);
  gst_sip_core_disconnect (self);
  for (guint i = 0; i < self->requests->len; i++)
    gst_sip_request_abort (self->requests->pdata[i]);
  g_ptr_array_set_size (self->requests, 0);
  g_clear_pointer (&self->unwanted, gst_sip_unwanted_free);
  g_clear_pointer (&self->transactions, gst_sip_transactions_free);
  g_clear_pointer (&self->signals, gst_sip_signals_free);
}

gboolean
gst_sip_core_update_config (GstSipCore *self, GstSipUaConfig *config)
{
  gst_object_unref (self->config);
  self->config = gst_sip_ua_config_copy (config);
  return self->identity != NULL && apply_credentials (self);
}

gboolean
gst_sip_core_prepare (GstSipCore *self, GError **error)
{
  if (!gst_sip_transport_is_complete (self->transport, error))
    return FALSE;
  if (self->identity == NULL)
    self->identity = gst_sip_identity_new (self->config, self->random, error);
  return self->identity != NULL;
}

gboolean
gst_sip_core_connect (GstSipCore *self, GError **error)
{
  g_autoptr (GPtrArray) servers = NULL;

  if (self->connection != NULL)
    return TRUE;
  servers = gst_sip_server_list_parse_ws (self->config->ws_servers, error);
  if (servers == NULL || !gst_sip_core_prepare (self, error))
    return FALSE;
  apply_credentials (self);
  self->connection = gst_sip_connection_new (self->transport, servers,
      self->config->connection_recovery_min_interval,
      self->config->connection_recovery_max_interval, self->timers,
      self->random, self->log, &gst_sip_core_connection_user, self);
  gst_sip_connection_open (self->connection);
  return TRUE;
}

void
gst_sip_core_disconnect (GstSipCore *self)
{
  if (self->connection == NULL)
    return;
  gst_sip_connection_close (self->connection);
  g_clear_pointer (&self->connection, gst_sip_connection_free);
}

gboolean
gst_sip_core_is_connected (GstSipCore *self)
{
  return self->connection != NULL &&
      gst_sip_connection_get_state (self->connection) ==
      GST_SIP_CONNECTION_CONNECTED;
}

gboolean
gst_sip_core_is_cut_off (GstSipCore *self, gint64 time)
{
  return self->connection == NULL ||
      !gst_sip_connection_is_due_within (self->connection, time);
}

guint
gst_sip_core_choose_flow (GstSipCore *self, guint wanted)
{
  if (self->connection == NULL)
    return 0;
  return gst_sip_connection_get_flow_server (self->connection, wanted) != NULL
      ? wanted
      : gst_sip_connection_get_flow (self->connection);
}

/* A server that never said a word is left. One that did may be well, and the
 * recipient of the request be gone. */
static void
judge_silence (GstSipCore *self, guint flow)
{
  gboolean is_silent =
      gst_sip_connection_get_silence (self->connection, flow) >= SILENCE;

  gst_sip_connection_blame (self->connection, flow,
      "connected, but no request is answered");
  /* Who is told of a lost flow may have stopped for good. */
  if (is_silent && self->connection != NULL &&
      gst_sip_connection_get_flow (self->connection) == flow)
    self->user->doubted (self->user_data);
}

void
gst_sip_core_judge_flow (GstSipCore *self, guint flow, guint status)
{
  if (self->connection == NULL)
    return;
  if (status == FLOW_FAILED)
    gst_sip_connection_give_up (self->connection, flow, "430 Flow Failed");
  else if (status == 408)
    judge_silence (self, flow);
}

void
gst_sip_core_leave_server (GstSipCore *self, guint flow, gboolean dead,
    const gchar *reason)
{
  if (self->connection != NULL &&
      !gst_sip_connection_leave (self->connection, flow, reason) && dead)
    gst_sip_connection_give_up (self->connection, flow, reason);
}

void
gst_sip_core_shun_server (GstSipCore *self, gint64 time)
{
  if (self->connection != NULL)
    gst_sip_connection_shun (self->connection, time);
}

void
gst_sip_core_network_changed (GstSipCore *self)
{
  if (self->connection != NULL)
    gst_sip_connection_network_changed (self->connection);
}

void
gst_sip_core_check_connection (GstSipCore *self)
{
  if (self->connection != NULL)
    gst_sip_connection_check (self->connection);
}

void
gst_sip_core_set_keepalive_interval (GstSipCore *self, guint seconds)
{
  if (self->connection != NULL)
    gst_sip_connection_set_keepalive_interval (self->connection, seconds);
}

GstSipMessage *
gst_sip_core_new_request (GstSipCore *self, const gchar *method,
    const gchar *request_uri, const gchar *from, const gchar *to,
    const gchar *call_id, guint32 cseq)
{
  GstSipMessage *request = gst_sip_message_new_request (method, request_uri);

  gst_sip_message_append_header (request, GST_SIP_HEADER_MAX_FORWARDS, "70");
  gst_sip_message_append_header (request, GST_SIP_HEADER_FROM, from);
  gst_sip_message_append_header (request, GST_SIP_HEADER_TO, to);
  gst_sip_message_append_header (request, GST_SIP_HEADER_CALL_ID, call_id);
  gst_sip_message_append_header_printf (request, GST_SIP_HEADER_CSEQ, "%u %s",
      cseq, method);
  return request;
}

/* The answer that makes a dialog takes the route set back to the one who asked
 * (RFC 3261 section 12.1.1). */
static gboolean
forms_dialog (GstSipMessage *request, guint status)
{
  return status > 100 && status < 300 &&
      gst_sip_message_get_method (request) == GST_SIP_METHOD_INVITE;
}

static void
copy_record_route (GstSipMessage *from, GstSipMessage *to)
{
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, from, GST_SIP_HEADER_RECORD_ROUTE);
  while (gst_sip_values_next (&values, &value))
    gst_sip_message_append_header_printf (to, GST_SIP_HEADER_RECORD_ROUTE,
        GST_SIP_SLICE_FORMAT, GST_SIP_SLICE_ARGS (value));
}

/* A request that is refused may be one without To. */
static void
add_to_tag (GstSipCore *self, GstSipMessage *response, const gchar *tag)
{
  g_autofree gchar *any = NULL;

  if (gst_sip_message_get_header (response, GST_SIP_HEADER_TO) == NULL)
    return;
  if (tag == NULL)
    tag = any = gst_sip_random_token (self->random, TAG_LENGTH);
  gst_sip_message_set_to_tag (response, tag);
}

GstSipMessage *
gst_sip_core_new_response (GstSipCore *self, GstSipMessage *request,
    guint status, const gchar *reason, const gchar *to_tag)
{
  GstSipMessage *response =
      gst_sip_message_new_response (request, status, reason);
  const gchar *server = none_if_empty (self->config->user_agent);

  if (forms_dialog (request, status))
    copy_record_route (request, response);
  add_to_tag (self, response, to_tag);
  if (server != NULL)
    gst_sip_message_append_header (response, GST_SIP_HEADER_SERVER, server);
  return response;
}

void
gst_sip_core_respond (GstSipCore *self, GstSipTransaction *transaction,
    guint status)
{
  g_autoptr (GstSipMessage) response = gst_sip_core_new_response (self,
      gst_sip_transaction_get_request (transaction), status, NULL, NULL);

  gst_sip_transaction_respond (transaction, response);
}

void
gst_sip_core_invoke (GstSipCore *self, GSourceFunc func, gpointer data,
    GDestroyNotify notify)
{
  gst_sip_inbox_invoke (self->inbox, func, data, notify);
}
