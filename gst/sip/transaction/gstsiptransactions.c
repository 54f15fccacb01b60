/* All transactions: which message is whose (RFC 3261 sections 9.2, 17, 18.1.2)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds the transaction of each message that arrives, and makes one for each
 * new request. CANCEL is answered here; what it means for the INVITE is for
 * the user to decide.
 */
#include "gst/sip/transaction/gstsiptransaction-private.h"

#include "gst/sip/transaction/gstsiptransactionkey.h"

/* RFC 3261 section 8.1.1.7; then 80 bits of chance */
#define BRANCH_COOKIE "z9hG4bK"
#define BRANCH_LENGTH 16

static void
complain (GstSipTransactions *self, GstSipMessage *message, const gchar *what)
{
  g_autofree gchar *label = gst_sip_transaction_label (message);
  const gchar *method = gst_sip_message_get_method_name (message);

  gst_sip_log_complain (self->log, gst_sip_timers_get_time (self->timers),
      GST_SIP_LOG_TRANSACTION, label, "%s: %s", method != NULL ? method : "?",
      what);
}

static void
release (gpointer transaction)
{
  gst_sip_transaction_unref (transaction);
}

GstSipTransactions *
gst_sip_transactions_new (GstSipTimers *timers, GstSipRandom *random,
    GstSipLog *log, const GstSipTransactionUser *user, gpointer user_data)
{
  GstSipTransactions *self;

  g_return_val_if_fail (timers != NULL && random != NULL && user != NULL, NULL);

  self = g_new0 (GstSipTransactions, 1);
  self->timers = timers;
  self->random = random;
  self->log = log != NULL ? gst_sip_log_ref (log) : NULL;
  self->user = user;
  self->user_data = user_data;
  self->reliable = TRUE;
  self->clients =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, release);
  self->servers =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, release);
  self->calls = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

/* A list that stays what it is while the table changes. */
static GPtrArray *
list_transactions (GHashTable *table)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (release);
  GHashTableIter iter;
  gpointer transaction;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &transaction))
    g_ptr_array_add (list, gst_sip_transaction_ref (transaction));
  return list;
}

static void
abandon_all (GHashTable *table)
{
  g_autoptr (GPtrArray) list = list_transactions (table);

  for (guint i = 0; i < list->len; i++)
    gst_sip_transaction_abandon (list->pdata[i]);
}

void
gst_sip_transactions_free (GstSipTransactions *self)
{
  g_return_if_fail (self != NULL);

  abandon_all (self->clients);
  abandon_all (self->servers);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->servers);
  g_hash_table_unref (self->calls);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_free (self->protocol);
  g_free (self->sent_by);
  g_free (self);
}

void
gst_sip_transactions_set_via (GstSipTransactions *self, const gchar *protocol,
    const gchar *sent_by)
{
  g_return_if_fail (self != NULL && protocol != NULL && sent_by != NULL);

  g_free (self->protocol);
  g_free (self->sent_by);
  self->protocol = g_strdup (protocol);
  self->sent_by = g_strdup (sent_by);
}

void
gst_sip_transactions_set_reliable (GstSipTransactions *self, gboolean reliable)
{
  g_return_if_fail (self != NULL);

  self->reliable = reliable;
}

guint
gst_sip_transactions_get_size (GstSipTransactions *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->clients) + g_hash_table_size (self->servers);
}

/* Only where it is this one: its key may be another's by now. */
static void
remove_from (GHashTable *table, const gchar *key, GstSipTransaction *self)
{
  if (key != NULL && g_hash_table_lookup (table, key) == self)
    g_hash_table_remove (table, key);
}

void
gst_sip_transactions_remove (GstSipTransactions *self,
    GstSipTransaction *transaction)
{
  if (transaction->finished && !transaction->is_client)
    g_queue_unlink (&self->answered, &transaction->answered);
  remove_from (self->calls, transaction->call_key, transaction);
  remove_from (transaction->is_client ? self->clients : self->servers,
      transaction->key, transaction);
}

/* Over a reliable transport nothing is lost with the oldest: there an ACK that
 * is missing brings no repetition, and that of a 2xx finds its dialog. */
void
gst_sip_transactions_note_answered (GstSipTransactions *self,
    GstSipTransaction *transaction)
{
  if (self->answered.length == GST_SIP_TRANSACTIONS_MAX_ANSWERED)
    gst_sip_transaction_abandon (g_queue_peek_head (&self->answered));
  g_queue_push_tail_link (&self->answered, &transaction->answered);
}

static gchar *
make_branch (GstSipTransactions *self)
{
  g_autofree gchar *token = gst_sip_random_token (self->random, BRANCH_LENGTH);

  return g_strconcat (BRANCH_COOKIE, token, NULL);
}

static void
add_via (GstSipTransactions *self, GstSipMessage *request)
{
  g_autofree gchar *branch = make_branch (self);
  const gchar *protocol = self->user->get_protocol != NULL
      ? self->user->get_protocol (self->user_data, request)
      : self->protocol;
  g_autofree gchar *via = g_strdup_printf ("SIP/2.0/%s %s;branch=%s", protocol,
      self->sent_by, branch);

  gst_sip_message_prepend_header (request, GST_SIP_HEADER_VIA, via);
}

GstSipTransaction *
gst_sip_transactions_run_client (GstSipTransactions *self,
    GstSipMessage *request, const GstSipClientHandlers *handlers,
    gpointer owner)
{
  gboolean invite =
      gst_sip_message_get_method (request) == GST_SIP_METHOD_INVITE;
  GstSipTransaction *transaction = gst_sip_transaction_new (self,
      invite ? &gst_sip_invite_client_machine : &gst_sip_client_machine,
      request);

  transaction->key =
      gst_sip_transaction_key_of_own_request (transaction->label, request);
  transaction->sent_by = g_strdup (self->sent_by);
  transaction->handlers = handlers;
  transaction->owner = owner;
  g_hash_table_replace (self->clients, transaction->key,
      gst_sip_transaction_ref (transaction));
  gst_sip_transaction_begin (transaction);
  return transaction;
}

GstSipTransaction *
gst_sip_transactions_start (GstSipTransactions *self, GstSipMessage *request,
    const GstSipClientHandlers *handlers, gpointer owner)
{
  g_return_val_if_fail (self != NULL && self->sent_by != NULL, NULL);
  g_return_val_if_fail (request != NULL, NULL);

  add_via (self, request);
  return gst_sip_transactions_run_client (self, request, handlers, owner);
}

gboolean
gst_sip_transactions_send_ack (GstSipTransactions *self, GstSipMessage *ack,
    GError **error)
{
  g_return_val_if_fail (self != NULL && self->sent_by != NULL, FALSE);
  g_return_val_if_fail (ack != NULL, FALSE);

  if (gst_sip_message_get_header (ack, GST_SIP_HEADER_VIA) == NULL)
    add_via (self, ack);
  return self->user->send (self->user_data, ack, error);
}

static gboolean
is_on_flow (GstSipTransaction *transaction, guint flow)
{
  return gst_sip_message_get_flow (transaction->request) == flow;
}

void
gst_sip_transactions_fail_flow (GstSipTransactions *self, guint flow,
    const GError *error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_if_fail (self != NULL && error != NULL);

  list = list_transactions (self->clients);
  for (guint i = 0; i < list->len; i++) {
    if (is_on_flow (list->pdata[i], flow))
      gst_sip_transaction_fail (list->pdata[i], error);
  }
}

static gboolean
table_uses_flow (GHashTable *table, guint flow)
{
  GHashTableIter iter;
  gpointer transaction;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &transaction)) {
    if (is_on_flow (transaction, flow))
      return TRUE;
  }
  return FALSE;
}

gboolean
gst_sip_transactions_use_flow (GstSipTransactions *self, guint flow)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return table_uses_flow (self->clients, flow) ||
      table_uses_flow (self->servers, flow);
}

/* Broken ones are nobody's. */
static gboolean
has_one_via (GstSipMessage *message)
{
  GstSipValues values;
  GstSipSlice value;
  GstSipVia via;
  guint n = 0;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_VIA);
  while (gst_sip_values_next (&values, &value) && n < 2)
    n += gst_sip_via_parse (&via, value, NULL) ? 1 : 0;
  return n == 1;
}

static void
receive_response (GstSipTransactions *self, GstSipMessage *response)
{
  g_autofree gchar *key = gst_sip_transaction_key_of_response (response);
  GstSipTransaction *client =
      key != NULL ? g_hash_table_lookup (self->clients, key) : NULL;

  if (!has_one_via (response))
    complain (self, response, "response dropped, it has not exactly one Via");
  else if (!gst_sip_transaction_is_sent_by (response,
               client != NULL ? client->sent_by : self->sent_by))
    complain (self, response,
        "response dropped, the sent-by of its Via is not ours");
  else if (client != NULL)
    gst_sip_transaction_receive_response (client, response);
  else if (self->user->is_own != NULL &&
      !self->user->is_own (self->user_data, response))
    complain (self, response, "response dropped, it is to no request of ours");
  else
    self->user->stray_response (self->user_data, response);
}

static GstSipTransaction *
find_server (GstSipTransactions *self, GstSipMessage *request,
    const gchar *method)
{
  g_autofree gchar *key = gst_sip_transaction_key_of_request (request, method);

  return key != NULL ? g_hash_table_lookup (self->servers, key) : NULL;
}

/* (transfer none): NULL when the request has no key */
static GstSipTransaction *
open_server (GstSipTransactions *self, GstSipMessage *request)
{
  const gchar *method = gst_sip_message_get_method_name (request);
  gboolean invite =
      gst_sip_message_get_method (request) == GST_SIP_METHOD_INVITE;
  g_autofree gchar *key = gst_sip_transaction_key_of_request (request, method);
  GstSipTransaction *server;

  if (key == NULL) {
    complain (self, request, "no Via to answer to");
    return NULL;
  }
  server = gst_sip_transaction_new (self,
      invite ? &gst_sip_invite_server_machine : &gst_sip_server_machine,
      gst_sip_message_ref (request));
  server->key = g_steal_pointer (&key);
  server->call_key = gst_sip_transaction_key_of_call (request);
  g_hash_table_replace (self->servers, server->key, server);
  if (server->call_key != NULL &&
      !g_hash_table_contains (self->calls, server->call_key))
    g_hash_table_insert (self->calls, server->call_key, server);
  gst_sip_transaction_begin (server);
  return server;
}

/* The branch says so; with RFC 2543 the To tag does (RFC 3261 section
 * 17.2.3). */
static gboolean
acknowledges (GstSipMessage *ack, GstSipTransaction *invite)
{
  GstSipVia via;

  if (gst_sip_message_get_via (ack, &via, NULL) &&
      gst_sip_via_has_rfc3261_branch (&via))
    return TRUE;

  return invite->response != NULL &&
      gst_sip_slice_equal (gst_sip_message_get_tag (ack, GST_SIP_HEADER_TO),
          gst_sip_message_get_tag (invite->response, GST_SIP_HEADER_TO));
}

static void
receive_ack (GstSipTransactions *self, GstSipMessage *ack)
{
  GstSipTransaction *invite = find_server (self, ack, "INVITE");

  if (invite != NULL && acknowledges (ack, invite))
    gst_sip_transaction_handle (invite, ON_ACK, ack);
  else
    self->user->ack (self->user_data, ack);
}

static void
receive_cancel (GstSipTransactions *self, GstSipMessage *cancel)
{
  GstSipTransaction *invite = find_server (self, cancel, "INVITE");
  GstSipTransaction *server = open_server (self, cancel);

  if (server == NULL)
    return;
  if (invite == NULL) {
    gst_sip_transaction_respond_status (server, 481, NULL);
    return;
  }
  server->to_tag = g_strdup (gst_sip_transaction_get_to_tag (invite));
  gst_sip_transaction_respond_status (server, 200, NULL);
  if (!invite->finished)
    self->user->cancelled (self->user_data, invite, cancel);
}

/* Without a transaction: what is refused must cost little. */
static void
refuse (GstSipTransactions *self, GstSipMessage *request)
{
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (request, 503, NULL);
  g_autofree gchar *tag = gst_sip_random_token (self->random, 10);

  complain (self, request, "answered 503, too many requests are open");
  gst_sip_message_set_to_tag (response, tag);
  gst_sip_message_append_header (response, GST_SIP_HEADER_RETRY_AFTER, "32");
  self->user->send (self->user_data, response, NULL);
}

/* What belongs to a dialog of ours is dealt with whatever else comes: a BYE
 * above all. Dialogs bound how many wait for an answer. */
static gboolean
is_too_much (GstSipTransactions *self, GstSipMessage *request)
{
  guint open =
      g_hash_table_size (self->servers) - g_queue_get_length (&self->answered);

  return open >= GST_SIP_TRANSACTIONS_MAX_SERVERS &&
      (self->user->is_known == NULL ||
          !self->user->is_known (self->user_data, request));
}

static void
receive_request (GstSipTransactions *self, GstSipMessage *request)
{
  GstSipTransaction *server =
      find_server (self, request, gst_sip_message_get_method_name (request));

  if (server != NULL) {
    gst_sip_transaction_handle (server, ON_REQUEST, NULL);
    return;
  }
  if (gst_sip_message_get_method (request) == GST_SIP_METHOD_CANCEL) {
    receive_cancel (self, request);
    return;
  }
  if (is_too_much (self, request)) {
    refuse (self, request);
    return;
  }
  server = open_server (self, request);
  if (server != NULL)
    self->user->request (self->user_data, server, request);
}

void
gst_sip_transactions_receive (GstSipTransactions *self, GstSipMessage *message)
{
  g_return_if_fail (self != NULL && message != NULL);

  if (!gst_sip_message_is_request (message))
    receive_response (self, message);
  else if (gst_sip_message_get_method (message) == GST_SIP_METHOD_ACK)
    receive_ack (self, message);
  else
    receive_request (self, message);
}
