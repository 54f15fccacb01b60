/* Which message is whose, what they look like, and limits
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptesttransactions.h"

#include <gst/sip/base/gstsiperror.h>

#define MAX_SERVERS 500

/* One side, which writes everything down. */
typedef struct
{
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipTransactions *transactions;
  GPtrArray *sent; /* of GstSipMessage */
  GPtrArray *servers; /* of GstSipTransaction */
  guint n_responses, n_failed, n_acks, n_cancelled, n_stray;
  gboolean starts_again; /* when one fails */
} Fixture;

static gboolean
on_send (gpointer user, GstSipMessage *message, GError **error)
{
  Fixture *fixture = user;

  g_ptr_array_add (fixture->sent, gst_sip_message_ref (message));
  return TRUE;
}

static void
on_request (gpointer user, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  Fixture *fixture = user;

  g_ptr_array_add (fixture->servers, gst_sip_transaction_ref (transaction));
}

static void
on_ack (gpointer user, GstSipMessage *ack)
{
  ((Fixture *) user)->n_acks++;
}

static void
on_cancelled (gpointer user, GstSipTransaction *invite, GstSipMessage *cancel)
{
  ((Fixture *) user)->n_cancelled++;
}

static void
on_server_failed (gpointer user, GstSipTransaction *transaction,
    const GError *error)
{
}

static void
on_stray_response (gpointer user, GstSipMessage *response)
{
  ((Fixture *) user)->n_stray++;
}

static const GstSipTransactionUser user = {
    .send = on_send,
    .request = on_request,
    .ack = on_ack,
    .cancelled = on_cancelled,
    .server_failed = on_server_failed,
    .stray_response = on_stray_response,
};

static GstSipTransaction *start (Fixture *fixture, const gchar *method);

static void
on_response (gpointer owner, GstSipTransaction *transaction,
    GstSipMessage *response)
{
  ((Fixture *) owner)->n_responses++;
}

static void
on_failed (gpointer owner, GstSipTransaction *transaction, const GError *error)
{
  Fixture *fixture = owner;

  fixture->n_failed++;
  if (fixture->starts_again)
    gst_sip_transaction_unref (start (fixture, "OPTIONS"));
}

static const GstSipClientHandlers handlers = {on_response, on_failed};

static GstSipMessage *
make_request (const gchar *method)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:bob@example.com SIP/2.0\r\n"
                       "Route: <sip:one.example.com;lr>\r\n"
                       "Max-Forwards: 69\r\n"
                       "From: \"Al\" <sip:al@example.com>;tag=ours\r\n"
                       "To: <sip:bob@example.com>\r\n"
                       "Route: <sip:two.example.com;lr>,<sip:three;lr>\r\n"
                       "Call-ID: one@us\r\n"
                       "CSeq: 3 %s\r\n"
                       "Require: 100rel\r\n"
                       "Subject: a call\r\n"
                       "Content-Length: 0\r\n\r\n",
          method, method);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return gst_sip_message_parse (bytes, NULL);
}

static GstSipTransaction *
start (Fixture *fixture, const gchar *method)
{
  return gst_sip_transactions_start (fixture->transactions,
      make_request (method), &handlers, fixture);
}

static GstSipMessage *
get_last_sent (Fixture *fixture)
{
  g_assert_cmpuint (fixture->sent->len, >, 0);
  return fixture->sent->pdata[fixture->sent->len - 1];
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->timers = gst_sip_timers_new_virtual ();
  fixture->random = gst_sip_random_new_seeded (1);
  fixture->sent =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_message_unref);
  fixture->servers = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_sip_transaction_unref);
  fixture->transactions = gst_sip_transactions_new (fixture->timers,
      fixture->random, NULL, &user, fixture);
  gst_sip_transactions_set_via (fixture->transactions, "WSS", "us.invalid:99");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->transactions, gst_sip_transactions_free);
  g_ptr_array_unref (fixture->servers);
  g_ptr_array_unref (fixture->sent);
  gst_sip_random_free (fixture->random);
  gst_sip_timers_free (fixture->timers);
}

static void
receive (Fixture *fixture, const gchar *text)
{
  g_autoptr (GstSipMessage) message = sip_test_parse (text);

  gst_sip_transactions_receive (fixture->transactions, message);
}

/* %s is the branch of the request that was sent. */
typedef struct
{
  const gchar *path;
  const gchar *vias;
  const gchar *cseq;
  guint n_responses, n_stray;
} ResponseCase;

#define OURS "Via: SIP/2.0/WSS us.invalid:99;branch=%s"

static const ResponseCase response_cases[] = {
    {"/match/response/ours",                 OURS "\r\n",                                 "3 OPTIONS", 1, 0},
    {"/match/response/other-case",
     "v:SIP / 2.0 / wss US.Invalid:99 ;BRANCH=%s;received=192.0.2.1\r\n",                 "3 OPTIONS", 1, 0},
    {"/match/response/two-vias",
     OURS "\r\nVia: SIP/2.0/WSS other.invalid;branch=z9hG4bKx\r\n",
     "3 OPTIONS",                                                                                      0, 0},
    {"/match/response/two-vias-in-one-line",
     OURS ", SIP/2.0/WSS other.invalid;branch=z9hG4bKx\r\n",                              "3 OPTIONS", 0,
     0                                                                                                     },
    {"/match/response/other-host",
     "Via: SIP/2.0/WSS other.invalid:99;branch=%s\r\n",                                   "3 OPTIONS", 0, 0},
    {"/match/response/other-port",
     "Via: SIP/2.0/WSS us.invalid:98;branch=%s\r\n",                                      "3 OPTIONS", 0, 0},
    {"/match/response/no-port",              "Via: SIP/2.0/WSS us.invalid;branch=%s\r\n",
     "3 OPTIONS",                                                                                      0, 0},
    {"/match/response/longer-branch",        OURS "x\r\n",                                "3 OPTIONS", 0, 1},
    {"/match/response/other-method",         OURS "\r\n",                                 "3 CANCEL",  0, 1},
};

static void
test_response (Fixture *fixture, gconstpointer data)
{
  const ResponseCase *row = data;
  g_autoptr (GstSipTransaction) client = start (fixture, "OPTIONS");
  g_auto (GStrv) parts = g_strsplit (row->vias, "%s", 2);
  g_autofree gchar *text =
      g_strdup_printf ("SIP/2.0 200 OK\r\n"
                       "%s%s%s"
                       "From: <sip:al@example.com>;tag=a\r\n"
                       "To: <sip:bob@example.com>;tag=b\r\n"
                       "Call-ID: one@us\r\n"
                       "CSeq: %s\r\n"
                       "Content-Length: 0\r\n\r\n",
          parts[0], gst_sip_transaction_get_id (client), parts[1], row->cseq);

  receive (fixture, text);
  g_assert_cmpuint (fixture->n_responses, ==, row->n_responses);
  g_assert_cmpuint (fixture->n_stray, ==, row->n_stray);
}

/* What was sent under the old name is answered under it. */
static void
test_name_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GstSipTransaction) client = start (fixture, "OPTIONS");
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (gst_sip_transaction_get_request (client),
          200, NULL);

  gst_sip_transactions_set_via (fixture->transactions, "WS", "new.invalid");
  gst_sip_transactions_receive (fixture->transactions, response);
  g_assert_cmpuint (fixture->n_responses, ==, 1);
}

static gchar *
to_text (GstSipMessage *message)
{
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* text: with the branch as %s */
static void
assert_last_sent (Fixture *fixture, const gchar *branch, const gchar *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "%s", 2);
  g_autofree gchar *expected = g_strconcat (parts[0], branch, parts[1], NULL);
  g_autofree gchar *sent = to_text (get_last_sent (fixture));

  g_assert_cmpstr (sent, ==, expected);
}

/* RFC 3261 section 17.1.1.3: To of the response, the rest of the INVITE. */
static void
test_ack_of_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GstSipTransaction) invite = start (fixture, "INVITE");
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (gst_sip_transaction_get_request (invite),
          486, NULL);

  gst_sip_message_set_to_tag (response, "theirs");
  gst_sip_transactions_receive (fixture->transactions, response);
  assert_last_sent (fixture, gst_sip_transaction_get_id (invite),
      "ACK sip:bob@example.com SIP/2.0\r\n"
      "Via: SIP/2.0/WSS us.invalid:99;branch=%s\r\n"
      "Route: <sip:one.example.com;lr>\r\n"
      "Route: <sip:two.example.com;lr>,<sip:three;lr>\r\n"
      "Max-Forwards: 70\r\n"
      "From: \"Al\" <sip:al@example.com>;tag=ours\r\n"
      "To: <sip:bob@example.com>;tag=theirs\r\n"
      "Call-ID: one@us\r\n"
      "CSeq: 3 ACK\r\n"
      "Content-Length: 0\r\n\r\n");
}

/* RFC 3261 section 9.1: as the INVITE, without Require; RFC 3326. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GstSipTransaction) invite = start (fixture, "INVITE");
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (gst_sip_transaction_get_request (invite),
          180, NULL);

  gst_sip_message_set_to_tag (response, "theirs");
  gst_sip_transactions_receive (fixture->transactions, response);
  gst_sip_transaction_cancel (invite, "SIP;cause=200;text=\"Elsewhere\"");
  assert_last_sent (fixture, gst_sip_transaction_get_id (invite),
      "CANCEL sip:bob@example.com SIP/2.0\r\n"
      "Via: SIP/2.0/WSS us.invalid:99;branch=%s\r\n"
      "Route: <sip:one.example.com;lr>\r\n"
      "Route: <sip:two.example.com;lr>,<sip:three;lr>\r\n"
      "Max-Forwards: 70\r\n"
      "From: \"Al\" <sip:al@example.com>;tag=ours\r\n"
      "To: <sip:bob@example.com>\r\n"
      "Call-ID: one@us\r\n"
      "CSeq: 3 CANCEL\r\n"
      "Reason: SIP;cause=200;text=\"Elsewhere\"\r\n"
      "Content-Length: 0\r\n\r\n");
}

static void
test_branches_differ (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) branches =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++) {
    g_autoptr (GstSipTransaction) client = start (fixture, "OPTIONS");
    const gchar *branch = gst_sip_transaction_get_id (client);

    g_assert_true (g_str_has_prefix (branch, "z9hG4bK"));
    g_assert_true (g_hash_table_add (branches, g_strdup (branch)));
  }
}

static void
receive_request (Fixture *fixture, const gchar *method, const gchar *branch)
{
  g_autoptr (GstSipMessage) request =
      sip_test_new_request (method, branch, NULL);

  gst_sip_transactions_receive (fixture->transactions, request);
}

static gchar *
dup_to_tag (GstSipMessage *message)
{
  return gst_sip_slice_dup (
      gst_sip_message_get_tag (message, GST_SIP_HEADER_TO));
}

/* RFC 3261 section 8.2.6: 100 has no tag; all others have the same. */
static void
test_tags_of_answers (Fixture *fixture, gconstpointer data)
{
  GstSipTransaction *invite;
  g_autofree gchar *trying_tag = NULL, *cancel_tag = NULL;
  g_autofree gchar *ringing_tag = NULL, *final_tag = NULL;

  receive_request (fixture, "INVITE", "z9hG4bK1");
  invite = fixture->servers->pdata[0];
  gst_sip_timers_advance (fixture->timers, 200 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (gst_sip_message_get_status (get_last_sent (fixture)), ==,
      100);
  g_assert_cmpstr (gst_sip_message_get_header_by_name (get_last_sent (fixture),
                       "Timestamp"),
      ==, "54");
  trying_tag = dup_to_tag (get_last_sent (fixture));
  gst_sip_transaction_respond_status (invite, 180, NULL);
  ringing_tag = dup_to_tag (get_last_sent (fixture));
  receive_request (fixture, "CANCEL", "z9hG4bK1");
  cancel_tag = dup_to_tag (get_last_sent (fixture));
  gst_sip_transaction_respond_status (invite, 487, "Gone");
  final_tag = dup_to_tag (get_last_sent (fixture));

  g_assert_null (trying_tag);
  g_assert_cmpuint (strlen (ringing_tag), >=, 7); /* 32 bits and more */
  g_assert_cmpstr (cancel_tag, ==, ringing_tag);
  g_assert_cmpstr (final_tag, ==, ringing_tag);
  g_assert_cmpstr (gst_sip_message_get_reason (get_last_sent (fixture)), ==,
      "Gone");
}

/* The tag that the user chose for a dialog is that of later answers too. */
static void
test_tag_of_user (Fixture *fixture, gconstpointer data)
{
  GstSipTransaction *invite;
  g_autoptr (GstSipMessage) ringing = NULL;
  g_autofree gchar *tag = NULL;

  receive_request (fixture, "INVITE", "z9hG4bK1");
  invite = fixture->servers->pdata[0];
  ringing =
      gst_sip_message_new_response (gst_sip_transaction_get_request (invite),
          180, NULL);
  gst_sip_message_set_to_tag (ringing, "dialog");
  gst_sip_transaction_respond (invite, ringing);
  receive_request (fixture, "CANCEL", "z9hG4bK1");
  tag = dup_to_tag (get_last_sent (fixture));
  g_assert_cmpstr (tag, ==, "dialog");
}

static void
test_in_dialog_tag_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GstSipMessage) bye =
      sip_test_new_request ("BYE", "z9hG4bK1", "dialog");
  g_autofree gchar *tag = NULL;

  gst_sip_transactions_receive (fixture->transactions, bye);
  g_assert_false (gst_sip_transaction_is_merged (fixture->servers->pdata[0]));
  gst_sip_transaction_respond_status (fixture->servers->pdata[0], 200, NULL);
  tag = dup_to_tag (get_last_sent (fixture));
  g_assert_cmpstr (tag, ==, "dialog");
}

/* A peer that opens more than is sensible is refused, and not for ever. */
static void
test_limit (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < MAX_SERVERS + 10; i++) {
    g_autofree gchar *branch = g_strdup_printf ("z9hG4bK%u", i);

    receive_request (fixture, "INVITE", branch);
  }
  g_assert_cmpuint (fixture->servers->len, ==, MAX_SERVERS);
  g_assert_cmpuint (gst_sip_transactions_get_size (fixture->transactions), ==,
      MAX_SERVERS);
  g_assert_cmpuint (fixture->sent->len, ==, 10);
  g_assert_cmpuint (gst_sip_message_get_status (get_last_sent (fixture)), ==,
      503);
  g_assert_nonnull (gst_sip_message_get_header (get_last_sent (fixture),
      GST_SIP_HEADER_RETRY_AFTER));

  receive_request (fixture, "CANCEL", "z9hG4bK0");
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);

  for (guint i = 0; i < MAX_SERVERS; i++)
    gst_sip_transaction_respond_status (fixture->servers->pdata[i], 487, NULL);
  gst_sip_timers_advance (fixture->timers, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (gst_sip_transactions_get_size (fixture->transactions), ==,
      0);
  receive_request (fixture, "INVITE", "z9hG4bK0");
  g_assert_cmpuint (fixture->servers->len, ==, MAX_SERVERS + 1);
}

/* All at once, answered from the last to the first. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 2000
  };
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_sip_transaction_unref);

  for (guint i = 0; i < N; i++)
    g_ptr_array_add (clients, start (fixture, "OPTIONS"));
  for (guint i = N; i-- > 0;) {
    g_autoptr (GstSipMessage) response =
        gst_sip_message_new_response (gst_sip_transaction_get_request (
                                          clients->pdata[i]),
            200, NULL);

    gst_sip_transactions_receive (fixture->transactions, response);
    g_assert_true (gst_sip_transaction_is_finished (clients->pdata[i]));
  }
  gst_sip_timers_advance (fixture->timers, 1);
  g_assert_cmpuint (fixture->n_responses, ==, N);
  g_assert_cmpuint (gst_sip_transactions_get_size (fixture->transactions), ==,
      0);
}

/* What a handler starts when the connection breaks is not broken with it. */
static void
test_start_from_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (GST_SIP_ERROR,
      GST_SIP_ERROR_TRANSPORT, "the server is gone");

  for (guint i = 0; i < 10; i++)
    gst_sip_transaction_unref (start (fixture, "OPTIONS"));
  fixture->starts_again = TRUE;
  gst_sip_transactions_fail_all (fixture->transactions, error);
  g_assert_cmpuint (fixture->n_failed, ==, 10);
  g_assert_cmpuint (gst_sip_transactions_get_size (fixture->transactions), ==,
      10);
}

/* Users may keep what they like: it does nothing any more. */
static void
test_outliving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GstSipTransaction) invite = start (fixture, "INVITE");
  GstSipTransaction *server;
  guint n_sent;

  receive_request (fixture, "INVITE", "z9hG4bK1");
  server = fixture->servers->pdata[0];
  n_sent = fixture->sent->len;
  g_clear_pointer (&fixture->transactions, gst_sip_transactions_free);

  gst_sip_transaction_respond_status (server, 200, NULL);
  gst_sip_transaction_cancel (invite, NULL);
  gst_sip_transaction_forget (invite);
  g_assert_false (gst_sip_transaction_is_merged (server));
  gst_sip_timers_advance (fixture->timers, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (fixture->sent->len, ==, n_sent);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

/* The ACK of a 2xx: a branch of its own, the same each time it is sent. */
static void
test_send_ack (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GstSipMessage) ack = make_request ("ACK");
  g_autofree gchar *first = NULL, *second = NULL;

  g_assert_true (
      gst_sip_transactions_send_ack (fixture->transactions, ack, NULL));
  first = to_text (get_last_sent (fixture));
  g_assert_true (
      gst_sip_transactions_send_ack (fixture->transactions, ack, NULL));
  second = to_text (get_last_sent (fixture));

  g_assert_true (g_str_has_prefix (first,
      "ACK sip:bob@example.com SIP/2.0\r\n"
      "Via: SIP/2.0/WSS us.invalid:99;branch=z9hG4bK"));
  g_assert_cmpstr (second, ==, first);
  g_assert_cmpuint (gst_sip_transactions_get_size (fixture->transactions), ==,
      0);
}

/* A branch as long as a message may be is matched, but not printed whole. */
static void
test_long_branch (Fixture *fixture, gconstpointer data)
{
  g_autofree gchar *tail = g_strnfill (100000, 'x');
  g_autofree gchar *branch = g_strconcat ("z9hG4bK", tail, NULL);

  receive_request (fixture, "OPTIONS", branch);
  receive_request (fixture, "OPTIONS", branch);
  g_assert_cmpuint (fixture->servers->len, ==, 1);
  g_assert_cmpuint (strlen (gst_sip_transaction_get_id (
                        fixture->servers->pdata[0])),
      <, 100);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *path;
    void (*func) (Fixture *fixture, gconstpointer data);
  } cases[] = {
      {"/match/response/name-changes", test_name_changes         },
      {"/match/ack-of-failure",        test_ack_of_failure       },
      {"/match/cancel",                test_cancel               },
      {"/match/branches-differ",       test_branches_differ      },
      {"/match/tags-of-answers",       test_tags_of_answers      },
      {"/match/tag-of-user",           test_tag_of_user          },
      {"/match/in-dialog-tag-is-kept", test_in_dialog_tag_is_kept},
      {"/match/limit",                 test_limit                },
      {"/match/many",                  test_many                 },
      {"/match/start-from-failure",    test_start_from_failure   },
      {"/match/outliving",             test_outliving            },
      {"/match/send-ack",              test_send_ack             },
      {"/match/long-branch",           test_long_branch          },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (response_cases); i++)
    g_test_add (response_cases[i].path, Fixture, &response_cases[i], set_up,
        test_response, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, Fixture, NULL, set_up, cases[i].func, tear_down);

  return g_test_run ();
}
