/* What our messages look like, how many there may be, and who may go first
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestside.h"

#include <gst/sip/base/gstsiperror.h>
#include "siptesttransactions.h"

#define MAX_SERVERS 500

/* text: with the branch as %s */
static void
assert_last_sent (SipTestSide *side, const gchar *branch, const gchar *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "%s", 2);
  g_autofree gchar *expected = g_strconcat (parts[0], branch, parts[1], NULL);
  g_autofree gchar *sent =
      sip_test_to_text (sip_test_side_get_last_sent (side));

  g_assert_cmpstr (sent, ==, expected);
}

/* RFC 3261 section 17.1.1.3: To of the response, the rest of the INVITE. */
static void
test_ack_of_failure (SipTestSide *side, gconstpointer data)
{
  g_autoptr (GstSipTransaction) invite = sip_test_side_start (side, "INVITE");
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (gst_sip_transaction_get_request (invite),
          486, NULL);

  gst_sip_message_set_to_tag (response, "theirs");
  gst_sip_transactions_receive (side->transactions, response);
  assert_last_sent (side, gst_sip_transaction_get_id (invite),
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
test_cancel (SipTestSide *side, gconstpointer data)
{
  g_autoptr (GstSipTransaction) invite = sip_test_side_start (side, "INVITE");
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (gst_sip_transaction_get_request (invite),
          180, NULL);

  gst_sip_message_set_to_tag (response, "theirs");
  gst_sip_transactions_receive (side->transactions, response);
  gst_sip_transaction_cancel (invite, "SIP;cause=200;text=\"Elsewhere\"");
  assert_last_sent (side, gst_sip_transaction_get_id (invite),
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
test_branches_differ (SipTestSide *side, gconstpointer data)
{
  g_autoptr (GHashTable) branches =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++) {
    g_autoptr (GstSipTransaction) client =
        sip_test_side_start (side, "OPTIONS");
    const gchar *branch = gst_sip_transaction_get_id (client);

    g_assert_true (g_str_has_prefix (branch, "z9hG4bK"));
    g_assert_true (g_hash_table_add (branches, g_strdup (branch)));
  }
}

/* RFC 3261 section 8.2.6: 100 has no tag; all others have the same. */
static void
test_tags_of_answers (SipTestSide *side, gconstpointer data)
{
  GstSipTransaction *invite;
  g_autofree gchar *trying_tag = NULL, *cancel_tag = NULL;
  g_autofree gchar *ringing_tag = NULL, *final_tag = NULL;

  sip_test_side_receive_request (side, "INVITE", "z9hG4bK1");
  invite = side->servers->pdata[0];
  gst_sip_timers_advance (side->timers, 200 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (gst_sip_message_get_status (
                        sip_test_side_get_last_sent (side)),
      ==, 100);
  g_assert_cmpstr (gst_sip_message_get_header_by_name (
                       sip_test_side_get_last_sent (side), "Timestamp"),
      ==, "54");
  trying_tag = sip_test_dup_to_tag (sip_test_side_get_last_sent (side));
  g_assert_null (trying_tag);
  gst_sip_transaction_respond_status (invite, 100, "Still Trying");
  trying_tag = sip_test_dup_to_tag (sip_test_side_get_last_sent (side));
  gst_sip_transaction_respond_status (invite, 180, NULL);
  ringing_tag = sip_test_dup_to_tag (sip_test_side_get_last_sent (side));
  sip_test_side_receive_request (side, "CANCEL", "z9hG4bK1");
  cancel_tag = sip_test_dup_to_tag (sip_test_side_get_last_sent (side));
  gst_sip_transaction_respond_status (invite, 487, "Gone");
  final_tag = sip_test_dup_to_tag (sip_test_side_get_last_sent (side));

  g_assert_null (trying_tag);
  g_assert_cmpuint (strlen (ringing_tag), >=, 7); /* 32 bits and more */
  g_assert_cmpstr (cancel_tag, ==, ringing_tag);
  g_assert_cmpstr (final_tag, ==, ringing_tag);
  g_assert_cmpstr (gst_sip_message_get_reason (
                       sip_test_side_get_last_sent (side)),
      ==, "Gone");
}

/* The tag that the user chose for a dialog is that of later answers too. */
static void
test_tag_of_user (SipTestSide *side, gconstpointer data)
{
  GstSipTransaction *invite;
  g_autoptr (GstSipMessage) ringing = NULL;
  g_autofree gchar *tag = NULL;

  sip_test_side_receive_request (side, "INVITE", "z9hG4bK1");
  invite = side->servers->pdata[0];
  ringing =
      gst_sip_message_new_response (gst_sip_transaction_get_request (invite),
          180, NULL);
  gst_sip_message_set_to_tag (ringing, "dialog");
  gst_sip_transaction_respond (invite, ringing);
  sip_test_side_receive_request (side, "CANCEL", "z9hG4bK1");
  tag = sip_test_dup_to_tag (sip_test_side_get_last_sent (side));
  g_assert_cmpstr (tag, ==, "dialog");
}

static void
test_in_dialog_tag_is_kept (SipTestSide *side, gconstpointer data)
{
  g_autoptr (GstSipMessage) bye =
      sip_test_new_request ("BYE", "z9hG4bK1", "dialog");
  g_autofree gchar *tag = NULL;

  gst_sip_transactions_receive (side->transactions, bye);
  g_assert_false (gst_sip_transaction_is_merged (side->servers->pdata[0]));
  gst_sip_transaction_respond_status (side->servers->pdata[0], 200, NULL);
  tag = sip_test_dup_to_tag (sip_test_side_get_last_sent (side));
  g_assert_cmpstr (tag, ==, "dialog");
}

/* A name may hold an escaped NUL (RFC 4475 section 3.1.1.2): it is answered
 * with all that was in it. */
static void
test_nul_in_name (SipTestSide *side, gconstpointer data)
{
  static const gchar text[] =
      "BYE sip:bob@example.com SIP/2.0\r\n"
      "Via: SIP/2.0/WSS peer.example.com;branch=z9hG4bK1\r\n"
      "From: <sip:al@example.com>;tag=f\r\n"
      "To: \"NUL:\\\0\" <sip:bob@example.com>\r\n"
      "Call-ID: call\r\n"
      "CSeq: 7 BYE\r\n\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GstSipMessage) request = gst_sip_message_parse (bytes, NULL);
  GstSipAddress address;

  g_assert_nonnull (request);
  gst_sip_transactions_receive (side->transactions, request);
  gst_sip_transaction_respond_status (side->servers->pdata[0], 200, NULL);

  g_assert_true (
      gst_sip_message_get_address (sip_test_side_get_last_sent (side),
          GST_SIP_HEADER_TO, &address, NULL));
  g_assert_true (
      gst_sip_slice_equal (address.uri, gst_sip_slice ("sip:bob@example.com")));
}

/* A peer that opens more than is sensible is refused, and not for ever. */
static void
test_limit (SipTestSide *side, gconstpointer data)
{
  for (guint i = 0; i < MAX_SERVERS + 10; i++) {
    g_autofree gchar *branch = g_strdup_printf ("z9hG4bK%u", i);

    sip_test_side_receive_request (side, "INVITE", branch);
  }
  g_assert_cmpuint (side->servers->len, ==, MAX_SERVERS);
  g_assert_cmpuint (gst_sip_transactions_get_size (side->transactions), ==,
      MAX_SERVERS);
  g_assert_cmpuint (side->sent->len, ==, 10);
  g_assert_cmpuint (gst_sip_message_get_status (
                        sip_test_side_get_last_sent (side)),
      ==, 503);
  g_assert_nonnull (
      gst_sip_message_get_header (sip_test_side_get_last_sent (side),
          GST_SIP_HEADER_RETRY_AFTER));

  sip_test_side_receive_request (side, "CANCEL", "z9hG4bK0");
  g_assert_cmpuint (side->n_cancelled, ==, 1);

  for (guint i = 0; i < MAX_SERVERS; i++)
    gst_sip_transaction_respond_status (side->servers->pdata[i], 487, NULL);
  gst_sip_timers_advance (side->timers, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (gst_sip_transactions_get_size (side->transactions), ==, 0);
  sip_test_side_receive_request (side, "INVITE", "z9hG4bK0");
  g_assert_cmpuint (side->servers->len, ==, MAX_SERVERS + 1);
}

/* All at once, answered from the last to the first. */
static void
test_many (SipTestSide *side, gconstpointer data)
{
  enum
  {
    N = 2000
  };
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_sip_transaction_unref);

  for (guint i = 0; i < N; i++)
    g_ptr_array_add (clients, sip_test_side_start (side, "OPTIONS"));
  for (guint i = N; i-- > 0;) {
    g_autoptr (GstSipMessage) response =
        gst_sip_message_new_response (gst_sip_transaction_get_request (
                                          clients->pdata[i]),
            200, NULL);

    gst_sip_transactions_receive (side->transactions, response);
    g_assert_true (gst_sip_transaction_is_finished (clients->pdata[i]));
  }
  gst_sip_timers_advance (side->timers, 1);
  g_assert_cmpuint (side->n_responses, ==, N);
  g_assert_cmpuint (gst_sip_transactions_get_size (side->transactions), ==, 0);
}

/* What a handler starts when the connection breaks is not broken with it. */
static void
test_start_from_failure (SipTestSide *side, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (GST_SIP_ERROR,
      GST_SIP_ERROR_TRANSPORT, "the server is gone");

  for (guint i = 0; i < 10; i++)
    gst_sip_transaction_unref (sip_test_side_start (side, "OPTIONS"));
  side->starts_again = TRUE;
  gst_sip_transactions_fail_flow (side->transactions, 0, error);
  g_assert_cmpuint (side->n_failed, ==, 10);
  g_assert_cmpuint (gst_sip_transactions_get_size (side->transactions), ==, 10);
}

/* Users may keep what they like: it does nothing any more. */
static void
test_outliving (SipTestSide *side, gconstpointer data)
{
  g_autoptr (GstSipTransaction) invite = sip_test_side_start (side, "INVITE");
  GstSipTransaction *server;
  guint n_sent;

  sip_test_side_receive_request (side, "INVITE", "z9hG4bK1");
  server = side->servers->pdata[0];
  n_sent = side->sent->len;
  g_clear_pointer (&side->transactions, gst_sip_transactions_free);

  gst_sip_transaction_respond_status (server, 200, NULL);
  gst_sip_transaction_cancel (invite, NULL);
  gst_sip_transaction_forget (invite);
  g_assert_false (gst_sip_transaction_is_merged (server));
  gst_sip_timers_advance (side->timers, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (side->sent->len, ==, n_sent);
  g_assert_cmpuint (side->n_failed, ==, 0);
}

/* The ACK of a 2xx: a branch of its own, the same each time it is sent. */
static void
test_send_ack (SipTestSide *side, gconstpointer data)
{
  g_autoptr (GstSipMessage) ack = sip_test_side_new_request ("ACK");
  g_autofree gchar *first = NULL, *second = NULL;

  g_assert_true (gst_sip_transactions_send_ack (side->transactions, ack, NULL));
  first = sip_test_to_text (sip_test_side_get_last_sent (side));
  g_assert_true (gst_sip_transactions_send_ack (side->transactions, ack, NULL));
  second = sip_test_to_text (sip_test_side_get_last_sent (side));

  g_assert_true (g_str_has_prefix (first,
      "ACK sip:bob@example.com SIP/2.0\r\n"
      "Via: SIP/2.0/WSS us.invalid:99;branch=z9hG4bK"));
  g_assert_cmpstr (second, ==, first);
  g_assert_cmpuint (gst_sip_transactions_get_size (side->transactions), ==, 0);
}

/* A branch as long as a message may be is matched, but not printed whole. */
static void
test_long_branch (SipTestSide *side, gconstpointer data)
{
  g_autofree gchar *tail = g_strnfill (100000, 'x');
  g_autofree gchar *branch = g_strconcat ("z9hG4bK", tail, NULL);

  sip_test_side_receive_request (side, "OPTIONS", branch);
  sip_test_side_receive_request (side, "OPTIONS", branch);
  g_assert_cmpuint (side->servers->len, ==, 1);
  g_assert_cmpuint (strlen (
                        gst_sip_transaction_get_id (side->servers->pdata[0])),
      <, 100);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *path;
    void (*func) (SipTestSide *side, gconstpointer data);
  } cases[] = {
      {"/messages/ack-of-failure",        test_ack_of_failure       },
      {"/messages/cancel",                test_cancel               },
      {"/messages/branches-differ",       test_branches_differ      },
      {"/messages/tags-of-answers",       test_tags_of_answers      },
      {"/messages/tag-of-user",           test_tag_of_user          },
      {"/messages/in-dialog-tag-is-kept", test_in_dialog_tag_is_kept},
      {"/messages/nul-in-name",           test_nul_in_name          },
      {"/messages/limit",                 test_limit                },
      {"/messages/many",                  test_many                 },
      {"/messages/start-from-failure",    test_start_from_failure   },
      {"/messages/outliving",             test_outliving            },
      {"/messages/send-ack",              test_send_ack             },
      {"/messages/long-branch",           test_long_branch          },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, SipTestSide, NULL, sip_test_side_set_up,
        cases[i].func, sip_test_side_tear_down);

  return g_test_run ();
}
