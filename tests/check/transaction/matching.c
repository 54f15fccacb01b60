/* Which message is whose (RFC 3261 sections 17.1.3, 17.2.3, 18.1.2)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestside.h"

#include "siptesttransactions.h"

/* A row of a table. */
#define CASE(...) \
  { \
    __VA_ARGS__ \
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
    CASE ("/match/response/ours", OURS "\r\n", "3 OPTIONS", 1, 0),
    CASE ("/match/response/other-case",
        "v:SIP / 2.0 / wss US.Invalid:99 ;BRANCH=%s;received=192.0.2.1\r\n",
        "3 OPTIONS", 1, 0),
    CASE ("/match/response/two-vias",
        OURS "\r\nVia: SIP/2.0/WSS other.invalid;branch=z9hG4bKx\r\n",
        "3 OPTIONS", 0, 0),
    CASE ("/match/response/two-vias-in-one-line",
        OURS ", SIP/2.0/WSS other.invalid;branch=z9hG4bKx\r\n", "3 OPTIONS", 0,
        0),
    CASE ("/match/response/other-host",
        "Via: SIP/2.0/WSS other.invalid:99;branch=%s\r\n", "3 OPTIONS", 0, 0),
    CASE ("/match/response/other-port",
        "Via: SIP/2.0/WSS us.invalid:98;branch=%s\r\n", "3 OPTIONS", 0, 0),
    CASE ("/match/response/no-port",
        "Via: SIP/2.0/WSS us.invalid;branch=%s\r\n", "3 OPTIONS", 0, 0),
    CASE ("/match/response/longer-branch", OURS "x\r\n", "3 OPTIONS", 0, 1),
    CASE ("/match/response/other-method", OURS "\r\n", "3 CANCEL", 0, 1),
};

static void
test_response (SipTestSide *side, gconstpointer data)
{
  const ResponseCase *row = data;
  g_autoptr (GstSipTransaction) client = sip_test_side_start (side, "OPTIONS");
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

  sip_test_side_receive (side, text);
  g_assert_cmpuint (side->n_responses, ==, row->n_responses);
  g_assert_cmpuint (side->n_stray, ==, row->n_stray);
}

/* A request, and the same with one thing changed: another transaction? */
typedef struct
{
  const gchar *path;
  const gchar *branch;
  const gchar *what, *changed;
  gboolean another;
} RequestCase;

#define NEW "z9hG4bK1"
#define OLD "1" /* of RFC 2543: not unique, so all else counts */

static const RequestCase request_cases[] = {
    CASE ("/match/request/same", NEW, "Timestamp: 54", "Timestamp: 55", FALSE),
    CASE ("/match/request/branch", NEW, "4bK1", "4bK2", TRUE),
    CASE ("/match/request/host", NEW, "peer.", "pear.", TRUE),
    CASE ("/match/request/host-case", NEW, "peer.", "Peer.", FALSE),
    CASE ("/match/request/port", NEW, ".com;b", ".com:81;b", TRUE),
    CASE ("/match/request/call", NEW, "ID: call", "ID: hall", FALSE),
    CASE ("/match/rfc2543/same", OLD, "Timestamp: 54", "Timestamp: 55", FALSE),
    CASE ("/match/rfc2543/branch", OLD, "branch=1", "branch=2", TRUE),
    CASE ("/match/rfc2543/request-uri", OLD, "sip:bob@example.com SIP",
        "sip:bo@example.com SIP", TRUE),
    CASE ("/match/rfc2543/call", OLD, "ID: call", "ID: hall", TRUE),
    CASE ("/match/rfc2543/from-tag", OLD, "tag=f", "tag=g", TRUE),
    CASE ("/match/rfc2543/number", OLD, "CSeq: 7", "CSeq: 8", TRUE),
};

static void
test_request (SipTestSide *side, gconstpointer data)
{
  const RequestCase *row = data;
  g_autoptr (GstSipMessage) request =
      sip_test_new_request ("OPTIONS", row->branch, NULL);
  g_autofree gchar *text = sip_test_to_text (request);
  g_auto (GStrv) parts = g_strsplit (text, row->what, 2);
  g_autofree gchar *changed =
      g_strconcat (parts[0], row->changed, parts[1], NULL);

  g_assert_nonnull (parts[1]);
  gst_sip_transactions_receive (side->transactions, request);
  sip_test_side_receive (side, changed);
  g_assert_cmpuint (side->servers->len, ==, row->another ? 2 : 1);
}

/* With RFC 2543 only the To tag tells whose ACK it is. */
static void
test_rfc2543_ack (SipTestSide *side, gconstpointer data)
{
  g_autofree gchar *tag = NULL;
  g_autoptr (GstSipMessage) other = NULL, ack = NULL;

  sip_test_side_receive_request (side, "INVITE", OLD);
  gst_sip_transaction_respond_status (side->servers->pdata[0], 486, NULL);
  tag = sip_test_dup_to_tag (sip_test_side_get_last_sent (side));

  other = sip_test_new_request ("ACK", OLD, "other");
  gst_sip_transactions_receive (side->transactions, other);
  g_assert_cmpuint (side->n_acks, ==, 1);

  ack = sip_test_new_request ("ACK", OLD, tag);
  gst_sip_transactions_receive (side->transactions, ack);
  g_assert_cmpuint (side->n_acks, ==, 1);
  gst_sip_timers_advance (side->timers, 1);
  g_assert_cmpuint (gst_sip_transactions_get_size (side->transactions), ==, 0);
}

/* What was sent under the old name is answered under it. */
static void
test_name_changes (SipTestSide *side, gconstpointer data)
{
  g_autoptr (GstSipTransaction) client = sip_test_side_start (side, "OPTIONS");
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (gst_sip_transaction_get_request (client),
          200, NULL);

  gst_sip_transactions_set_via (side->transactions, "WS", "new.invalid");
  gst_sip_transactions_receive (side->transactions, response);
  g_assert_cmpuint (side->n_responses, ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *path;
    void (*func) (SipTestSide *side, gconstpointer data);
  } cases[] = {
      {"/match/response/name-changes", test_name_changes},
      {"/match/rfc2543/ack",           test_rfc2543_ack },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (response_cases); i++)
    g_test_add (response_cases[i].path, SipTestSide, &response_cases[i],
        sip_test_side_set_up, test_response, sip_test_side_tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (request_cases); i++)
    g_test_add (request_cases[i].path, SipTestSide, &request_cases[i],
        sip_test_side_set_up, test_request, sip_test_side_tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, SipTestSide, NULL, sip_test_side_set_up,
        cases[i].func, sip_test_side_tear_down);

  return g_test_run ();
}
