/* Peers that send without end: limits are met, and few records tell of it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestnet.h"

#include <string.h>

static void
send_invite_with (SipTestNet *net, SipTestPhone *phone, guint n,
    const gchar *content)
{
  g_autofree gchar *text =
      g_strdup_printf ("INVITE sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%u\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: <sip:alice@example.com>\n"
                       "Call-ID: %u\n"
                       "CSeq: 7 INVITE\n"
                       "Contact: <sip:bob@peer.invalid>\n%s",
          n, n, content);

  sip_test_net_inject (net, phone, text);
}

static void
send_invite (SipTestNet *net, SipTestPhone *phone, guint n)
{
  send_invite_with (net, phone, n, "\n");
}

static void
send_offer (SipTestNet *net, SipTestPhone *phone, guint n)
{
  send_invite_with (net, phone, n,
      "Content-Type: application/sdp\nContent-Length: 5\n\noffer");
}

/* A thousand callers at once: a hundred ring, the others hear "busy". */
static void
test_flood (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice =
      sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);

  net->scripted = TRUE;
  sip_test_net_start (net);
  for (guint i = 0; i < 1000; i++)
    send_invite (net, alice, i);

  g_assert_cmpuint (alice->n_incoming, ==, 100);
  g_assert_cmpuint (g_list_length (alice->ua->calls), ==, 100);
  gst_sip_ua_stop (alice->ua);
  sip_test_net_advance (net, 200);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

/* A proxy that makes up forks: each answer is ended, few are remembered. */
static void
test_forks (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice =
      sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);
  g_autoptr (GstSipCall) call = NULL;
  g_autoptr (GstSipMessage) invite = NULL;

  net->scripted = TRUE;
  sip_test_net_start (net);
  call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (net, 0);
  invite = sip_test_net_pop_request (net, "INVITE");
  for (guint i = 0; i < 1000; i++) {
    g_autofree gchar *tag = g_strdup_printf ("t%u", i);

    sip_test_net_reply (net, alice, invite, 183, tag,
        "Contact: <sip:bob@peer.invalid>\n", NULL);
  }
  g_assert_cmpuint (gst_sip_dialogs_get_size (alice->ua->core->dialogs), <=,
      16);

  gst_sip_call_hangup (call);
  sip_test_net_advance (net, 200);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

static void
count_record (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer n)
{
  ++*(guint *) n;
}

/* What is wrong in different ways, and told at different places. */
static const gchar *const babble[] = {
    "rubbish",
    "INVITE sip:alice@example.com SIP/2.0\n\n",
    "SIP/2.0 200 OK\n"
    "Via: SIP/2.0/WS elsewhere.invalid;branch=z9hG4bKx\n"
    "From: <sip:alice@example.com>;tag=a\nTo: <sip:bob@example.com>;tag=b\n"
    "Call-ID: x\nCSeq: 1 INVITE\n\n",
    "SIP/2.0 200 OK\n"
    "Via: SIP/2.0/WS one.invalid;branch=z9hG4bKx, SIP/2.0/WS two.invalid\n"
    "From: <sip:alice@example.com>;tag=a\nTo: <sip:bob@example.com>;tag=b\n"
    "Call-ID: x\nCSeq: 1 INVITE\n\n",
};

/* 100,000 messages fill no disk: a handful of lines tells of them. */
static void
test_babble (void)
{
  SipTestNet *net = sip_test_net_new (1);
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  SipTestPhone *alice;
  guint n_records = 0;

  net->log = log;
  net->scripted = TRUE;
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);
  sip_test_net_start (net);
  gst_sip_log_set_func (log, count_record, &n_records, NULL);
  for (guint i = 0; i < 100000; i++)
    sip_test_net_inject (net, alice, babble[i % G_N_ELEMENTS (babble)]);
  g_assert_cmpuint (n_records, >=, 10);
  g_assert_cmpuint (n_records, <=, 30);
  g_assert_true (gst_sip_ua_is_connected (alice->ua));
  sip_test_net_free (net);
}

static void
send_change (SipTestNet *net, SipTestPhone *phone, const gchar *method,
    guint cseq, const gchar *tag)
{
  g_autofree gchar *text = g_strdup_printf (
      "%s sip:alice@example.com SIP/2.0\n"
      "Via: SIP/2.0/WS proxy.invalid;branch=z9hG4bK%s%u\n"
      "Max-Forwards: 70\nFrom: <sip:bob@example.com>;tag=b\n"
      "To: <sip:alice@example.com>%s%s\nCall-ID: x\nCSeq: %u %s\n"
      "Contact: <sip:bob@peer.invalid>\nContent-Type: application/sdp\n"
      "Content-Length: 5\n\noffer",
      method, method, cseq, tag != NULL ? ";tag=" : "", tag != NULL ? tag : "",
      cseq, method);

  sip_test_net_inject (net, phone, text);
}

/* A callee is not written about as often as the caller likes. */
static void
test_bad_changes (void)
{
  SipTestNet *net = sip_test_net_new (1);
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GstSipMessage) ok = NULL;
  g_autofree gchar *tag = NULL;
  SipTestPhone *alice;
  guint n_records = 0;

  net->log = log;
  net->scripted = TRUE;
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE,
      "auto-answer", TRUE, NULL);
  sip_test_net_start (net);
  send_change (net, alice, "INVITE", 1, NULL);
  sip_test_net_advance (net, 0.1);
  gst_sip_message_unref (sip_test_net_pop_response (net, 180));
  ok = sip_test_net_pop_response (net, 200);
  tag = gst_sip_slice_dup (gst_sip_message_get_tag (ok, GST_SIP_HEADER_TO));
  send_change (net, alice, "ACK", 1, tag);

  gst_sip_log_set_func (log, count_record, &n_records, NULL);
  for (guint i = 2; i < 1000; i++) {
    alice->media->refuse = 488;
    send_change (net, alice, "UPDATE", i, tag);
    gst_sip_message_unref (sip_test_net_pop_response (net, 488));
  }
  g_assert_cmpuint (n_records, >=, 1);
  g_assert_cmpuint (n_records, <=, 30);
  gst_sip_log_set_func (log, NULL, NULL, NULL);
  sip_test_net_free (net);
}

static void
send_in_call (SipTestNet *net, SipTestPhone *phone, const gchar *method,
    guint call, guint cseq, GstSipMessage *ok)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%s%u\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: %s\n"
                       "Call-ID: %u\n"
                       "CSeq: %u %s\n\n",
          method, method, call,
          gst_sip_message_get_header (ok, GST_SIP_HEADER_TO), call, cseq,
          method);

  sip_test_net_inject (net, phone, text);
}

/* (transfer full): the 200 to the INVITE */
static GstSipMessage *
run_call (SipTestNet *net, SipTestPhone *phone, guint n)
{
  GstSipMessage *ok;

  send_offer (net, phone, n);
  sip_test_net_advance (net, 0.01);
  gst_sip_message_unref (sip_test_net_pop_response (net, 180));
  ok = sip_test_net_pop_response (net, 200);
  send_in_call (net, phone, "ACK", n, 7, ok);
  return ok;
}

/* Half a minute of calls that end at once: none is refused, and the call that
 * was there before ends when its peer says so. */
static void
test_short_calls (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice = sip_test_net_add_phone (net, "alice", "register", FALSE,
      "auto-answer", TRUE, NULL);
  g_autoptr (GstSipMessage) first = NULL;
  g_autoptr (GstSipCall) call = NULL;

  net->scripted = TRUE;
  sip_test_net_start (net);
  first = run_call (net, alice, 0);
  call = gst_object_ref (alice->call);
  for (guint i = 1; i <= 1500; i++) {
    g_autoptr (GstSipMessage) ok = run_call (net, alice, i);

    send_in_call (net, alice, "BYE", i, 8, ok);
    g_ptr_array_set_size (net->inbox, 0);
  }
  g_assert_cmpuint (gst_sip_transactions_get_size (
                        alice->ua->core->transactions),
      <=, 1000);
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ESTABLISHED);
  send_in_call (net, alice, "BYE", 0, 8, first);
  gst_sip_message_unref (sip_test_net_pop_response (net, 200));
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  gst_sip_ua_stop (alice->ua);
  sip_test_net_advance (net, 200);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

/* Callers that wait, and refusals that are never acknowledged: who talks with
 * us is still heard. */
static void
test_bye_in_flood (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice = sip_test_net_add_phone (net, "alice", "register", FALSE,
      "max-calls", 600, NULL);
  g_autoptr (GstSipMessage) ok = NULL;
  g_autoptr (GstSipCall) call = NULL;

  net->scripted = TRUE;
  sip_test_net_start (net);
  send_offer (net, alice, 0);
  sip_test_net_advance (net, 0.01);
  gst_sip_call_answer (alice->call, NULL);
  call = gst_object_ref (alice->call);
  sip_test_net_advance (net, 0.01);
  gst_sip_message_unref (sip_test_net_pop_response (net, 180));
  ok = sip_test_net_pop_response (net, 200);
  send_in_call (net, alice, "ACK", 0, 7, ok);

  for (guint i = 1; i <= 1200; i++)
    send_invite (net, alice, i);
  g_assert_cmpuint (alice->n_incoming, ==, 501);
  g_ptr_array_set_size (net->inbox, 0);
  send_in_call (net, alice, "INFO", 0, 8, ok);
  gst_sip_message_unref (sip_test_net_pop_response (net, 200));
  send_in_call (net, alice, "BYE", 0, 9, ok);
  gst_sip_message_unref (sip_test_net_pop_response (net, 200));
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  gst_sip_ua_stop (alice->ua);
  sip_test_net_advance (net, 200);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

static guint
count_sent (SipTestNet *net)
{
  guint n = net->inbox->len;

  g_ptr_array_set_size (net->inbox, 0);
  return n;
}

/* A server that makes up answers gets few of ours, and little of our memory. */
static void
test_stray_answers (void)
{
  SipTestNet *net = sip_test_net_new (1);
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GstSipCall) call = NULL;
  g_autoptr (GstSipMessage) invite = NULL;
  SipTestPhone *alice;
  guint n_records = 0;

  net->log = log;
  net->scripted = TRUE;
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);
  sip_test_net_start (net);
  call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (net, 0);
  invite = sip_test_net_pop_request (net, "INVITE");
  sip_test_net_reply (net, alice, invite, 486, "busy", NULL, NULL);
  gst_sip_message_unref (sip_test_net_pop_request (net, "ACK"));
  gst_sip_log_set_func (log, count_record, &n_records, NULL);

  /* One that is late is acknowledged and ended. */
  sip_test_net_reply (net, alice, invite, 200, "late",
      "Contact: <sip:bob@peer.invalid>\r\n", NULL);
  gst_sip_message_unref (sip_test_net_pop_request (net, "ACK"));
  gst_sip_message_unref (sip_test_net_pop_request (net, "BYE"));

  for (guint i = 0; i < 20000; i++) {
    g_autofree gchar *tag = g_strdup_printf ("t%u", i);

    sip_test_net_reply (net, alice, invite, 200, tag,
        "Contact: <sip:bob@peer.invalid>\r\n", NULL);
  }
  g_assert_cmpuint (count_sent (net), <=, 200);
  g_assert_cmpuint (gst_sip_transactions_get_size (
                        alice->ua->core->transactions),
      <=, 100);

  gst_sip_message_set_header (invite, GST_SIP_HEADER_CALL_ID, "never-ours");
  sip_test_net_reply (net, alice, invite, 200, "x",
      "Contact: <sip:bob@peer.invalid>\r\n", NULL);
  sip_test_net_assert_silence (net);
  g_assert_cmpuint (n_records, <=, 30);
  gst_sip_log_set_func (log, NULL, NULL, NULL);
  sip_test_net_free (net);
}

static void
count_call_record (GstSipLogLevel level, const gchar *category,
    const gchar *label, const gchar *content, gpointer user_data)
{
  guint *n = user_data;

  if (g_str_has_prefix (content, "call ") || strstr (content, " not shown"))
    n[level]++;
}

static void
ring_and_withdraw (SipTestNet *net, SipTestPhone *phone, guint i)
{
  static const gchar *const methods[] = {"INVITE", "CANCEL"};

  for (gsize m = 0; m < G_N_ELEMENTS (methods); m++) {
    g_autofree gchar *text = g_strdup_printf (
        "%s sip:alice@example.com SIP/2.0\n"
        "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bKr%u\nMax-Forwards: 70\n"
        "From: <sip:bob@example.com>;tag=b\nTo: <sip:alice@example.com>\n"
        "Call-ID: r%u\nCSeq: 1 %s\nContact: <sip:b@peer.invalid>\n\n",
        methods[m], i, i, methods[m]);

    sip_test_net_inject (net, phone, text);
  }
  g_ptr_array_set_size (net->inbox, 0);
}

/* A caller who rings a hundred times a second fills no disk, and hides no
 * caller for long. */
static void
test_flood_of_records (void)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice;
  guint n[GST_SIP_LOG_LEVEL_DEBUG + 1] = {0};

  net->scripted = TRUE;
  net->log = log;
  gst_sip_log_set_func (log, count_call_record, n, NULL);
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);
  sip_test_net_start (net);
  for (guint i = 0; i < 3000; i++) {
    ring_and_withdraw (net, alice, i);
    sip_test_net_advance (net, 0.01);
  }
  g_assert_cmpuint (n[GST_SIP_LOG_LEVEL_LOG], ==, 101);
  g_assert_cmpuint (n[GST_SIP_LOG_LEVEL_WARN], <=, 10);

  sip_test_net_advance (net, 60);
  ring_and_withdraw (net, alice, 3000);
  g_assert_cmpuint (n[GST_SIP_LOG_LEVEL_LOG], ==, 101 + 3);
  gst_sip_log_set_func (log, NULL, NULL, NULL);
  sip_test_net_free (net);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ua/floods/flood", test_flood);
  g_test_add_func ("/ua/floods/forks", test_forks);
  g_test_add_func ("/ua/floods/babble", test_babble);
  g_test_add_func ("/ua/floods/bad-changes", test_bad_changes);
  g_test_add_func ("/ua/floods/short-calls", test_short_calls);
  g_test_add_func ("/ua/floods/bye-in-flood", test_bye_in_flood);
  g_test_add_func ("/ua/floods/stray-answers", test_stray_answers);
  g_test_add_func ("/ua/floods/records", test_flood_of_records);
  return g_test_run ();
}
