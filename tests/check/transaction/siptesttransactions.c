/* Scenarios of transactions, written as a script and told as a story
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptesttransactions.h"

#include <gst/sip/base/gstsiperror.h>

typedef struct
{
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipTransactions *transactions;
  GString *story;
  gboolean down;
  GHashTable *sent; /* method -> last request of ours */
  GstSipTransaction *client; /* the last */
  GstSipTransaction *server; /* the one that is to be answered */
} Stage;

GstSipMessage *
sip_test_parse (const gchar *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  GstSipMessage *message = gst_sip_message_parse (bytes, &error);

  g_assert_no_error (error);
  gst_sip_message_check (message, &error);
  g_assert_no_error (error);
  return message;
}

GstSipMessage *
sip_test_new_request (const gchar *method, const gchar *branch,
    const gchar *to_tag)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:bob@example.com SIP/2.0\r\n"
                       "Via: SIP/2.0/WSS peer.example.com"
                       ";branch=%s\r\n"
                       "Max-Forwards: 70\r\n"
                       "From: <sip:al@example.com>;tag=f\r\n"
                       "To: <sip:bob@example.com>%s%s\r\n"
                       "Call-ID: call\r\n"
                       "Timestamp: 54\r\n"
                       "CSeq: 7 %s\r\n"
                       "Content-Length: 0\r\n\r\n",
          method, branch, to_tag != NULL ? ";tag=" : "",
          to_tag != NULL ? to_tag : "", method);

  return sip_test_parse (text);
}

static void tell (Stage *stage, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (Stage *stage, const gchar *format, ...)
{
  va_list args;

  g_string_append_printf (stage->story, "%s%" G_GINT64_FORMAT " ",
      stage->story->len > 0 ? " " : "",
      gst_sip_timers_get_time (stage->timers) / G_TIME_SPAN_MILLISECOND);
  va_start (args, format);
  g_string_append_vprintf (stage->story, format, args);
  va_end (args);
}

static const gchar *
get_kind (const GError *error)
{
  if (g_error_matches (error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT))
    return "timeout";
  if (g_error_matches (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT))
    return "transport";
  g_assert_not_reached ();
}

static gboolean
on_send (gpointer user, GstSipMessage *message, GError **error)
{
  Stage *stage = user;
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);
  g_autofree gchar *text =
      g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GstSipMessage) received = sip_test_parse (text);

  if (gst_sip_message_is_request (received)) {
    const gchar *method = gst_sip_message_get_method_name (message);

    tell (stage, ">%s", method);
    g_hash_table_replace (stage->sent, g_strdup (method),
        gst_sip_message_ref (message));
  } else {
    tell (stage, ">%u", gst_sip_message_get_status (message));
  }
  if (stage->down)
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "the cable is cut");
  return !stage->down;
}

static void
on_request (gpointer user, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  Stage *stage = user;

  g_assert_true (gst_sip_transaction_get_request (transaction) == request);
  tell (stage, "%s:%s",
      gst_sip_transaction_is_merged (transaction) ? "merged" : "request",
      gst_sip_message_get_method_name (request));
  if (stage->server == NULL)
    stage->server = gst_sip_transaction_ref (transaction);
}

static void
on_ack (gpointer user, GstSipMessage *ack)
{
  tell (user, "ack");
}

static void
on_cancelled (gpointer user, GstSipTransaction *invite, GstSipMessage *cancel)
{
  Stage *stage = user;

  g_assert_true (invite == stage->server);
  tell (stage, "cancelled");
}

static void
on_server_failed (gpointer user, GstSipTransaction *transaction,
    const GError *error)
{
  g_assert_true (gst_sip_transaction_is_finished (transaction));
  tell (user, "server:%s", get_kind (error));
}

static void
on_stray_response (gpointer user, GstSipMessage *response)
{
  tell (user, "stray:%u", gst_sip_message_get_status (response));
}

static const GstSipTransactionUser user = {
    .send = on_send,
    .request = on_request,
    .ack = on_ack,
    .cancelled = on_cancelled,
    .server_failed = on_server_failed,
    .stray_response = on_stray_response,
};

static void
on_response (gpointer owner, GstSipTransaction *transaction,
    GstSipMessage *response)
{
  guint status = gst_sip_message_get_status (response);
  g_autofree gchar *tag =
      gst_sip_slice_dup (gst_sip_message_get_tag (response, GST_SIP_HEADER_TO));

  g_assert_cmpint (gst_sip_transaction_is_finished (transaction), ==,
      status >= 200);
  g_assert_true (gst_sip_transaction_get_response (transaction) == response);
  if (g_strcmp0 (tag, "a") == 0)
    tell (owner, "%u", status);
  else
    tell (owner, "%u/%s", status, tag);
}

static void
on_failed (gpointer owner, GstSipTransaction *transaction, const GError *error)
{
  g_assert_true (gst_sip_transaction_is_finished (transaction));
  tell (owner, "failed:%s", get_kind (error));
}

static const GstSipClientHandlers handlers = {on_response, on_failed};

static void
start (Stage *stage, const gchar *method)
{
  GstSipMessage *request =
      gst_sip_message_new_request (method, "sip:bob@example.com");

  gst_sip_message_append_header (request, GST_SIP_HEADER_MAX_FORWARDS, "70");
  gst_sip_message_append_header (request, GST_SIP_HEADER_FROM,
      "<sip:al@example.com>;tag=ours");
  gst_sip_message_append_header (request, GST_SIP_HEADER_TO,
      "<sip:bob@example.com>");
  gst_sip_message_append_header (request, GST_SIP_HEADER_CALL_ID, "ours");
  gst_sip_message_append_header_printf (request, GST_SIP_HEADER_CSEQ, "3 %s",
      method);

  g_clear_pointer (&stage->client, gst_sip_transaction_unref);
  stage->client = gst_sip_transactions_start (stage->transactions, request,
      &handlers, stage);
}

/* 180, 200/tag, 200/tag:METHOD */
static void
respond_to_us (Stage *stage, const gchar *word)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 2);
  g_auto (GStrv) what = g_strsplit (parts[0], "/", 2);
  const gchar *method = parts[1] != NULL
      ? parts[1]
      : gst_sip_message_get_method_name (
            gst_sip_transaction_get_request (stage->client));
  GstSipMessage *request = g_hash_table_lookup (stage->sent, method);
  g_autoptr (GstSipMessage) response = NULL;

  g_assert_nonnull (request);
  response = gst_sip_message_new_response (request, atoi (what[0]), NULL);
  gst_sip_message_set_to_tag (response, what[1] != NULL ? what[1] : "a");
  gst_sip_transactions_receive (stage->transactions, response);
}

/* METHOD, METHOD/branch. An ACK has the To tag of our answer. */
static void
request_of_us (Stage *stage, const gchar *word)
{
  g_auto (GStrv) parts = g_strsplit (word, "/", 2);
  g_autofree gchar *branch = NULL;
  g_autofree gchar *tag = NULL;
  g_autoptr (GstSipMessage) request = NULL;

  if (g_strcmp0 (parts[1], "old") == 0)
    branch = g_strdup ("1");
  else
    branch = g_strconcat ("z9hG4bK", parts[1] != NULL ? parts[1] : "1", NULL);
  if (g_str_equal (parts[0], "ACK") && stage->server != NULL)
    tag = gst_sip_slice_dup (
        gst_sip_message_get_tag (gst_sip_transaction_get_response (
                                     stage->server),
            GST_SIP_HEADER_TO));
  request = sip_test_new_request (parts[0], branch, tag);
  gst_sip_transactions_receive (stage->transactions, request);
}

static void
perform (Stage *stage, const gchar *word)
{
  switch (word[0]) {
    case '+':
      gst_sip_timers_advance (stage->timers,
          atoi (word + 1) * G_TIME_SPAN_MILLISECOND);
      return;
    case '<':
      respond_to_us (stage, word + 1);
      return;
    case '>':
      request_of_us (stage, word + 1);
      return;
    case '=':
      gst_sip_transaction_respond_status (stage->server, atoi (word + 1), NULL);
      return;
    default:
      start (stage, word);
  }
}

static void
perform_named (Stage *stage, const gchar *word)
{
  if (g_str_equal (word, "cancel")) {
    gst_sip_transaction_cancel (stage->client, "SIP;cause=200");
  } else if (g_str_equal (word, "forget")) {
    gst_sip_transaction_forget (stage->client);
  } else if (g_str_equal (word, "down")) {
    stage->down = TRUE;
  } else if (g_str_equal (word, "up")) {
    stage->down = FALSE;
  } else if (g_str_equal (word, "reliable")) {
    gst_sip_transactions_set_reliable (stage->transactions, TRUE);
  } else if (g_str_equal (word, "lost")) {
    g_autoptr (GError) error = g_error_new_literal (GST_SIP_ERROR,
        GST_SIP_ERROR_TRANSPORT, "the server is gone");

    gst_sip_transactions_fail_flow (stage->transactions, 0, error);
  } else {
    perform (stage, word);
  }
}

static void
stage_init (Stage *stage)
{
  *stage = (Stage){0};
  stage->timers = gst_sip_timers_new_virtual ();
  stage->random = gst_sip_random_new_seeded (1);
  stage->story = g_string_new (NULL);
  stage->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) gst_sip_message_unref);
  stage->transactions = gst_sip_transactions_new (stage->timers, stage->random,
      NULL, &user, stage);
  gst_sip_transactions_set_via (stage->transactions, "WSS", "us.invalid");
  gst_sip_transactions_set_reliable (stage->transactions, FALSE);
}

static void
stage_clear (Stage *stage)
{
  gst_sip_transactions_free (stage->transactions);
  g_clear_pointer (&stage->client, gst_sip_transaction_unref);
  g_clear_pointer (&stage->server, gst_sip_transaction_unref);
  g_hash_table_unref (stage->sent);
  g_string_free (stage->story, TRUE);
  gst_sip_random_free (stage->random);
  gst_sip_timers_free (stage->timers);
}

static void
test_scenario (gconstpointer data)
{
  const SipTestScenario *scenario = data;
  g_auto (GStrv) words = g_strsplit (scenario->script, " ", -1);
  Stage stage;

  stage_init (&stage);
  for (guint i = 0; words[i] != NULL; i++)
    perform_named (&stage, words[i]);
  g_assert_cmpstr (stage.story->str, ==, scenario->story);
  g_assert_cmpuint (gst_sip_transactions_get_size (stage.transactions), ==,
      scenario->left);
  stage_clear (&stage);
}

void
sip_test_add_scenarios (const SipTestScenario *scenarios, guint n)
{
  for (guint i = 0; i < n; i++)
    g_test_add_data_func (scenarios[i].path, &scenarios[i], test_scenario);
}
