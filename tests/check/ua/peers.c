/* Peers that do odd things, played by the test message by message
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestnet.h"

#include <string.h>

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GstSipCall *call;
  GstSipMessage *invite; /* hers */
  guint cseq; /* of the peer */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", "register", FALSE, NULL);
  f->cseq = 100;
  sip_test_net_start (f->net);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_set_size (f->net->inbox, 0);
  sip_test_net_advance (f->net, 100);
  sip_test_net_assert_empty (f->net);
  gst_clear_object (&f->call);
  g_clear_pointer (&f->invite, gst_sip_message_unref);
  sip_test_net_free (f->net);
}

#define advance(f, seconds) sip_test_net_advance ((f)->net, seconds)
#define silence(f) sip_test_net_assert_silence ((f)->net)

static GstSipMessage *
pop (Fixture *f, const gchar *method)
{
  return sip_test_net_pop_request (f->net, method);
}

static void
pop_status (Fixture *f, guint status)
{
  gst_sip_message_unref (sip_test_net_pop_response (f->net, status));
}

static void
drop (Fixture *f, const gchar *method)
{
  gst_sip_message_unref (pop (f, method));
}

static const gchar *
header (GstSipMessage *message, GstSipHeader name)
{
  return gst_sip_message_get_header (message, name);
}

static void
assert_call (Fixture *f, GstSipCallState state, guint status)
{
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, state);
  g_assert_cmpuint (gst_sip_call_get_status (f->call), ==, status);
}

/* Alice calls out. */

#define CONTACT "Contact: <sip:bob@192.0.2.1;transport=ws>\n"

static void
call_out (Fixture *f)
{
  f->call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  advance (f, 0);
  f->invite = pop (f, "INVITE");
}

static void
reply (Fixture *f, guint status, const gchar *tag, const gchar *headers,
    const gchar *body)
{
  sip_test_net_reply (f->net, f->alice, f->invite, status, tag, headers, body);
}

static void
call_established (Fixture *f)
{
  call_out (f);
  reply (f, 200, "b", CONTACT, "answer to offer alice 1");
  drop (f, "ACK");
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
}

/* A request of the peer in the dialog of the call that alice made. */
static void
send_in_dialog (Fixture *f, const gchar *method, const gchar *headers,
    const gchar *body)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:whoever@elsewhere.invalid SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bKpeer%u\n"
                       "Max-Forwards: 70\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: %s\n"
                       "Call-ID: %s\n"
                       "CSeq: %u %s\n"
                       "%s%s"
                       "Content-Length: %" G_GSIZE_FORMAT "\n\n%s",
          method, f->cseq, header (f->invite, GST_SIP_HEADER_FROM),
          header (f->invite, GST_SIP_HEADER_CALL_ID), f->cseq, method, headers,
          body != NULL ? "Content-Type: application/sdp\n" : "",
          body != NULL ? strlen (body) : 0, body != NULL ? body : "");

  f->cseq++;
  sip_test_net_inject (f->net, f->alice, text);
}

static void
hang_up (Fixture *f)
{
  g_autoptr (GstSipMessage) bye = NULL;

  gst_sip_call_hangup (f->call);
  advance (f, 0);
  bye = pop (f, "BYE");
  sip_test_net_reply (f->net, f->alice, bye, 200, NULL, NULL, NULL);
  assert_call (f, GST_SIP_CALL_ENDED, 200);
}

static void
test_invite (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;

  call_out (f);

  g_assert_cmpstr (gst_sip_message_get_request_uri (f->invite), ==,
      "sip:bob@example.com");
  g_assert_nonnull (strstr (header (f->invite, GST_SIP_HEADER_CONTACT),
      ".invalid;transport=ws;ob>"));
  g_assert_cmpstr (header (f->invite, GST_SIP_HEADER_MAX_FORWARDS), ==, "70");
  g_assert_nonnull (
      strstr (header (f->invite, GST_SIP_HEADER_SUPPORTED), "outbound"));
  g_assert_nonnull (
      strstr (header (f->invite, GST_SIP_HEADER_ALLOW), "UPDATE"));
  g_assert_cmpstr (header (f->invite, GST_SIP_HEADER_CONTENT_TYPE), ==,
      "application/sdp");
  body = gst_sip_message_get_body (f->invite);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
      "offer alice 1", strlen ("offer alice 1"));
  reply (f, 603, "b", NULL, NULL);
  drop (f, "ACK");
  assert_call (f, GST_SIP_CALL_ENDED, 603);
}

/* Nothing comes back: 64*T1, then it is over. */
static void
test_no_response (Fixture *f, gconstpointer data)
{
  call_out (f);
  advance (f, 31.9);
  assert_call (f, GST_SIP_CALL_CALLING, 0);
  advance (f, 0.2);
  assert_call (f, GST_SIP_CALL_ENDED, 408);
}

static void
test_trying_is_not_ringing (Fixture *f, gconstpointer data)
{
  call_out (f);
  reply (f, 100, NULL, NULL, NULL);
  assert_call (f, GST_SIP_CALL_CALLING, 0);
  advance (f, 100);
  assert_call (f, GST_SIP_CALL_CALLING, 0);
  reply (f, 180, "b", CONTACT, NULL);
  assert_call (f, GST_SIP_CALL_RINGING, 0);
  reply (f, 302, "b", "Contact: <sip:carol@example.com>\n", NULL);
  drop (f, "ACK");
  assert_call (f, GST_SIP_CALL_ENDED, 302);
}

/* CANCEL waits for a provisional response. */
static void
test_cancel_before_100 (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) cancel = NULL;

  call_out (f);
  gst_sip_call_hangup (f->call);
  advance (f, 1);
  silence (f);
  assert_call (f, GST_SIP_CALL_ENDING, 0);
  reply (f, 100, NULL, NULL, NULL);
  cancel = pop (f, "CANCEL");
  sip_test_net_reply (f->net, f->alice, cancel, 200, NULL, NULL, NULL);
  reply (f, 487, "b", NULL, NULL);
  drop (f, "ACK");
  assert_call (f, GST_SIP_CALL_ENDED, 487);
}

/* The proxy swallows the CANCEL and never says a word again. */
static void
test_cancel_unanswered (Fixture *f, gconstpointer data)
{
  call_out (f);
  reply (f, 180, "b", CONTACT, NULL);
  gst_sip_call_hangup (f->call);
  advance (f, 0);
  drop (f, "CANCEL");
  advance (f, 70);
  assert_call (f, GST_SIP_CALL_ENDED, 487);
}

static void
test_early_media (Fixture *f, gconstpointer data)
{
  call_out (f);
  reply (f, 183, "b", CONTACT, "answer to offer alice 1");
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 1");
  g_assert_false (f->alice->media->started);
  reply (f, 180, "b", CONTACT, NULL);
  reply (f, 200, "b", CONTACT, "answer to offer alice 1");
  drop (f, "ACK");
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  g_assert_true (f->alice->media->started);
  hang_up (f);
}

static void
assert_left (Fixture *f)
{
  g_autoptr (GstSipMessage) bye = NULL;

  drop (f, "ACK");
  bye = pop (f, "BYE");
  g_assert_true (f->alice->media->stopped);
  g_assert_false (f->alice->media->started);
  sip_test_net_reply (f->net, f->alice, bye, 200, NULL, NULL, NULL);
}

/* One fork sends early media, another one takes the call: the media must never
 * go to the first. */
static void
test_early_media_of_other_fork (Fixture *f, gconstpointer data)
{
  g_autofree gchar *reason = NULL;

  call_out (f);
  reply (f, 183, "b", CONTACT, "answer to offer alice 1, b");
  reply (f, 200, "c", CONTACT, "answer to offer alice 1, c");
  assert_left (f);
  assert_call (f, GST_SIP_CALL_ENDED, 488);
  reason = gst_sip_call_get_reason (f->call);
  g_assert_nonnull (strstr (reason, "another device"));
}

static void
test_early_media_other_fork_without_sdp (Fixture *f, gconstpointer data)
{
  call_out (f);
  reply (f, 183, "b", CONTACT, "answer to offer alice 1");
  reply (f, 200, "c", CONTACT, NULL);
  assert_left (f);
  assert_call (f, GST_SIP_CALL_ENDED, 488);
}

/* The first description of a dialog is the answer (RFC 3261 section 13.2.1). */
static void
test_early_media_then_other_sdp (Fixture *f, gconstpointer data)
{
  call_out (f);
  reply (f, 183, "b", CONTACT, "answer to offer alice 1");
  reply (f, 200, "b", CONTACT, "another description");
  drop (f, "ACK");
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  g_assert_true (f->alice->media->started);
  hang_up (f);
}

static void
note_signal (GstSipCall *call, GString *log)
{
  g_string_append_printf (log, "%s ",
      g_signal_name (g_signal_get_invocation_hint (call)->signal_id));
}

static void
note_end (GString *log)
{
  g_string_append (log, "ended ");
}

static void
follow (Fixture *f, GString *log)
{
  g_signal_connect (f->call, "established", G_CALLBACK (note_signal), log);
  g_signal_connect (f->call, "media-connected", G_CALLBACK (note_signal), log);
  g_signal_connect_swapped (f->call, "ended", G_CALLBACK (note_end), log);
}

/* What is sent before the call is answered would be lost, though the media are
 * connected: the application is told when both are so. */
static void
test_early_media_connected (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  call_out (f);
  follow (f, log);
  reply (f, 183, "b", CONTACT, "answer to offer alice 1");
  gst_sip_media_connected (GST_SIP_MEDIA (f->alice->media));
  advance (f, 1);
  g_assert_cmpstr (log->str, ==, "");

  reply (f, 200, "b", CONTACT, NULL);
  drop (f, "ACK");
  g_assert_cmpstr (log->str, ==, "established media-connected ");
  hang_up (f);
  g_assert_cmpstr (log->str, ==, "established media-connected ended ");
}

static void
test_early_media_connected_then_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  call_out (f);
  follow (f, log);
  reply (f, 183, "b", CONTACT, "answer to offer alice 1");
  gst_sip_media_connected (GST_SIP_MEDIA (f->alice->media));
  reply (f, 486, "b", NULL, NULL);
  drop (f, "ACK");
  g_assert_cmpstr (log->str, ==, "ended ");
}

/* Early media of one fork, the call with another: it has no media. */
static void
test_early_media_connected_with_other (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  call_out (f);
  follow (f, log);
  reply (f, 183, "b", CONTACT, "answer to offer alice 1");
  gst_sip_media_connected (GST_SIP_MEDIA (f->alice->media));
  reply (f, 200, "c", CONTACT, NULL);
  assert_left (f);
  g_assert_cmpstr (log->str, ==, "established ended ");
}

/* Some servers leave the description out of the 2xx when a 183 had it. */
static void
test_early_media_only (Fixture *f, gconstpointer data)
{
  call_out (f);
  reply (f, 183, "b", CONTACT, "answer to offer alice 1");
  reply (f, 200, "b", CONTACT, NULL);
  drop (f, "ACK");
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  hang_up (f);
}

/* A body of another kind is none of ours. */
static void
test_early_text (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) progress = NULL;
  g_autoptr (GBytes) text = g_bytes_new_static ("please wait", 11);

  call_out (f);
  progress = gst_sip_message_new_response (f->invite, 183, NULL);
  gst_sip_message_set_to_tag (progress, "b");
  gst_sip_message_set_body (progress, "text/plain", text);
  sip_test_server_send (f->net, f->alice->end, progress);
  advance (f, 0);
  g_assert_null (f->alice->media->agreed);
  reply (f, 200, "b", CONTACT, "answer to offer alice 1");
  drop (f, "ACK");
  hang_up (f);
}

static void
test_answer_without_sdp (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) bye = NULL;

  call_out (f);
  reply (f, 200, "b", CONTACT, NULL);
  drop (f, "ACK");
  bye = pop (f, "BYE");
  g_assert_nonnull (
      strstr (header (bye, GST_SIP_HEADER_REASON), "SIP;cause=488"));
  sip_test_net_reply (f->net, f->alice, bye, 200, NULL, NULL, NULL);
  assert_call (f, GST_SIP_CALL_ENDED, 488);
}

/* What the media cannot use: the peer gets its ACK first. */
static void
test_answer_to_nothing (Fixture *f, gconstpointer data)
{
  call_out (f);
  reply (f, 200, "b", CONTACT, "answer to offer carol 7");
  drop (f, "ACK");
  drop (f, "BYE");
  assert_call (f, GST_SIP_CALL_ENDING, 0);
}

static void
test_repeated_answer (Fixture *f, gconstpointer data)
{
  call_established (f);
  for (guint i = 0; i < 3; i++) {
    reply (f, 200, "b", CONTACT, "answer to offer alice 1");
    drop (f, "ACK");
  }
  silence (f);
  hang_up (f);
  /* Also when the call is over. */
  reply (f, 200, "b", CONTACT, "answer to offer alice 1");
  drop (f, "ACK");
  silence (f);
}

/* Two phones are picked up: the second is hung up at once. */
static void
test_forked_answer (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) ack = NULL;
  g_autoptr (GstSipMessage) bye = NULL;

  call_out (f);
  reply (f, 180, "b", CONTACT, NULL);
  reply (f, 180, "c", CONTACT, NULL);
  reply (f, 200, "b", CONTACT, "answer to offer alice 1");
  drop (f, "ACK");
  reply (f, 200, "c", "Contact: <sip:carol@192.0.2.3>\n",
      "answer to offer alice 1");
  ack = pop (f, "ACK");
  bye = pop (f, "BYE");
  g_assert_cmpstr (gst_sip_message_get_request_uri (bye), ==,
      "sip:carol@192.0.2.3");
  g_assert_nonnull (strstr (header (bye, GST_SIP_HEADER_TO), "tag=c"));
  reply (f, 200, "c", "Contact: <sip:carol@192.0.2.3>\n", NULL);
  drop (f, "ACK");
  silence (f);
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  hang_up (f);
}

/* A fork that answers when the call is over already. */
static void
test_late_fork (Fixture *f, gconstpointer data)
{
  call_established (f);
  hang_up (f);
  reply (f, 200, "c", CONTACT, "answer to offer alice 1");
  drop (f, "ACK");
  drop (f, "BYE");
  silence (f);
}

static void
test_route_set (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) ack = NULL;
  GstSipValues values;
  GstSipSlice value;

  call_out (f);
  reply (f, 200, "b",
      "Record-Route: <sip:p2.example.com;lr>, <sip:p1.example.com;lr>\n"
      "Contact: <sip:bob@192.0.2.1>\n",
      "answer to offer alice 1");
  ack = pop (f, "ACK");
  g_assert_cmpstr (gst_sip_message_get_request_uri (ack), ==,
      "sip:bob@192.0.2.1");
  gst_sip_values_init (&values, ack, GST_SIP_HEADER_ROUTE);
  g_assert_true (gst_sip_values_next (&values, &value));
  g_assert_cmpmem (value.text, value.length, "<sip:p1.example.com;lr>", 23);
  g_assert_true (gst_sip_values_next (&values, &value));
  g_assert_cmpmem (value.text, value.length, "<sip:p2.example.com;lr>", 23);
  hang_up (f);
}

/* In mid-call. */

static void
test_bye (Fixture *f, gconstpointer data)
{
  g_autofree gchar *reason = NULL;

  call_established (f);
  send_in_dialog (f, "BYE",
      "Reason: Q.850;cause=16;text=\"Normal call clearing\"\n", NULL);
  pop_status (f, 200);
  assert_call (f, GST_SIP_CALL_ENDED, 200);
  reason = gst_sip_call_get_reason (f->call);
  g_assert_cmpstr (reason, ==, "Normal call clearing");
  send_in_dialog (f, "BYE", "", NULL);
  pop_status (f, 481);
}

static void
test_old_cseq (Fixture *f, gconstpointer data)
{
  call_established (f);
  send_in_dialog (f, "OPTIONS", "", NULL);
  pop_status (f, 200);
  f->cseq = 50;
  send_in_dialog (f, "BYE", "", NULL);
  pop_status (f, 500);
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  f->cseq = 200;
  hang_up (f);
}

static void
test_mid_call_requests (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) refused = NULL;

  call_established (f);
  send_in_dialog (f, "INFO", "", NULL);
  pop_status (f, 200);
  send_in_dialog (f, "INFO", "", "a body");
  pop_status (f, 415);
  send_in_dialog (f, "REFER", "Refer-To: <sip:carol@example.com>\n", NULL);
  refused = sip_test_net_pop_response (f->net, 405);
  g_assert_nonnull (strstr (header (refused, GST_SIP_HEADER_ALLOW), "INVITE"));
  send_in_dialog (f, "NOTIFY", "Event: refer\n", NULL);
  pop_status (f, 405);
  send_in_dialog (f, "FOO", "", NULL);
  pop_status (f, 501);
  send_in_dialog (f, "UPDATE", "Require: 100rel\n", NULL);
  pop_status (f, 420);
  hang_up (f);
}

static void
expect_body (GstSipMessage *message, const gchar *text)
{
  g_autoptr (GBytes) body = gst_sip_message_get_body (message);

  g_assert_nonnull (body);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), text,
      strlen (text));
}

static void
send_ack (Fixture *f, guint cseq, const gchar *body)
{
  guint next = f->cseq;

  f->cseq = cseq;
  send_in_dialog (f, "ACK", "", body);
  f->cseq = next;
}

static void
test_reinvite (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;

  call_established (f);
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  answer = sip_test_net_pop_response (f->net, 200);
  expect_body (answer, "answer to offer bob 1");
  g_assert_nonnull (header (answer, GST_SIP_HEADER_CONTACT));
  /* It is repeated until the ACK comes. */
  advance (f, 1.6);
  pop_status (f, 200);
  pop_status (f, 200);
  send_ack (f, 100, NULL);
  advance (f, 40);
  silence (f);
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer bob 1");
  hang_up (f);
}

static void
test_reinvite_without_offer (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;

  call_established (f);
  send_in_dialog (f, "INVITE", CONTACT, NULL);
  answer = sip_test_net_pop_response (f->net, 200);
  expect_body (answer, "offer alice 2");
  send_ack (f, 100, "answer to offer alice 2");
  advance (f, 40);
  silence (f);
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 2");
  hang_up (f);
}

static void
test_reinvite_refused (Fixture *f, gconstpointer data)
{
  call_established (f);
  f->alice->media->refuse = 488;
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  pop_status (f, 488);
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  send_ack (f, 100, NULL);
  /* The next one may be better. */
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 2");
  pop_status (f, 200);
  send_ack (f, 101, NULL);
  hang_up (f);
}

static void
test_reinvite_refused_in_words (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) refusal = NULL;

  call_established (f);
  f->alice->media->refuse = 488;
  f->alice->media->tells_caller = "neither end sends";
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  refusal = sip_test_net_pop_response (f->net, 488);
  g_assert_cmpstr (header (refusal, GST_SIP_HEADER_WARNING), ==,
      "399 sipua \"neither end sends\"");
  send_ack (f, 100, NULL);
  hang_up (f);
}

static void
test_reinvite_unconfirmed (Fixture *f, gconstpointer data)
{
  call_established (f);
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  advance (f, 33);
  while (f->net->inbox->len > 1)
    g_ptr_array_remove_index (f->net->inbox, 0);
  drop (f, "BYE");
  assert_call (f, GST_SIP_CALL_ENDING, 0);
}

/* The peer may not offer again before our answer is there. */
static void
test_overlapping_offers (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) refused = NULL;
  guint32 seconds;

  call_established (f);
  f->alice->media->delay = G_TIME_SPAN_SECOND;
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 2");
  refused = sip_test_net_pop_response (f->net, 500);
  g_assert_true (gst_sip_message_get_number (refused,
      GST_SIP_HEADER_RETRY_AFTER, &seconds));
  g_assert_cmpuint (seconds, <=, 10);
  advance (f, 1);
  pop_status (f, 100);
  pop_status (f, 200);
  send_ack (f, 100, NULL);
  hang_up (f);
}

/* Nor while we still think about an offer that it asked for. */
static void
test_overlapping_requests (Fixture *f, gconstpointer data)
{
  call_established (f);
  f->alice->media->delay = G_TIME_SPAN_SECOND / 10;
  send_in_dialog (f, "INVITE", CONTACT, NULL);
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  pop_status (f, 500);
  advance (f, 0.1);
  pop_status (f, 200);
  send_ack (f, 100, "answer to offer alice 2");
  hang_up (f);
}

static void
test_update (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;

  call_established (f);
  send_in_dialog (f, "UPDATE", "Contact: <sip:bob@192.0.2.99>\n",
      "offer bob 1");
  answer = sip_test_net_pop_response (f->net, 200);
  expect_body (answer, "answer to offer bob 1");
  advance (f, 40);
  silence (f);
  gst_sip_call_hangup (f->call);
  advance (f, 0);
  g_clear_pointer (&answer, gst_sip_message_unref);
  answer = pop (f, "BYE");
  /* It also said where the peer is now. */
  g_assert_cmpstr (gst_sip_message_get_request_uri (answer), ==,
      "sip:bob@192.0.2.99");
}

static void
test_bye_during_reinvite (Fixture *f, gconstpointer data)
{
  call_established (f);
  f->alice->media->delay = G_TIME_SPAN_SECOND;
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  send_in_dialog (f, "BYE", "", NULL);
  pop_status (f, 200);
  pop_status (f, 487);
  assert_call (f, GST_SIP_CALL_ENDED, 200);
}

/* Our own re-INVITE, after a loss of the connection. */

static void
reconnect (Fixture *f)
{
  sip_test_net_lose (f->net, f->alice);
  advance (f, 1);
}

static void
test_refresh_by_update (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) update = NULL;

  call_out (f);
  reply (f, 200, "b", "Allow: INVITE, UPDATE\n" CONTACT,
      "answer to offer alice 1");
  drop (f, "ACK");
  reconnect (f);
  update = pop (f, "UPDATE");
  g_assert_nonnull (header (update, GST_SIP_HEADER_CONTACT));
  sip_test_net_reply (f->net, f->alice, update, 200, NULL, CONTACT, NULL);
  advance (f, 10);
  silence (f);
  hang_up (f);
}

static void
test_refresh_by_reinvite (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) reinvite = NULL;

  call_established (f);
  reconnect (f);
  reinvite = pop (f, "INVITE");
  expect_body (reinvite, "offer alice 2");
  for (guint i = 0; i < 2; i++) {
    sip_test_net_reply (f->net, f->alice, reinvite, 200, NULL, CONTACT,
        "answer to offer alice 2");
    drop (f, "ACK");
  }
  silence (f);
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 2");
  hang_up (f);
}

/* Both offer at once: 491 for the peer, and when we get one, we try again. */
static void
test_glare (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) reinvite = NULL;
  g_autoptr (GstSipMessage) again = NULL;

  call_established (f);
  reconnect (f);
  reinvite = pop (f, "INVITE");
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  pop_status (f, 491);
  sip_test_net_reply (f->net, f->alice, reinvite, 491, NULL, NULL, NULL);
  drop (f, "ACK");
  g_assert_true (f->alice->media->rolled_back);
  advance (f, 2);
  silence (f);
  advance (f, 2.1);
  again = pop (f, "INVITE");
  expect_body (again, "offer alice 3");
  sip_test_net_reply (f->net, f->alice, again, 200, NULL, CONTACT,
      "answer to offer alice 3");
  drop (f, "ACK");
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  hang_up (f);
}

static void
test_refresh_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) reinvite = NULL;

  call_established (f);
  reconnect (f);
  reinvite = pop (f, "INVITE");
  sip_test_net_reply (f->net, f->alice, reinvite, 488, NULL, NULL, NULL);
  drop (f, "ACK");
  advance (f, 60);
  silence (f);
  assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  hang_up (f);
}

static void
test_peer_forgot_call (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) reinvite = NULL;

  call_established (f);
  reconnect (f);
  reinvite = pop (f, "INVITE");
  sip_test_net_reply (f->net, f->alice, reinvite, 481, NULL, NULL, NULL);
  drop (f, "ACK");
  drop (f, "BYE");
  advance (f, 40);
  assert_call (f, GST_SIP_CALL_ENDED, 481);
}

/* Somebody calls alice. */

#define CALL_IN(uri, branch, headers, body) \
  "INVITE " uri " SIP/2.0\n" \
  "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK" branch "\n" \
  "Max-Forwards: 70\n" \
  "From: \"Bob \\\"the\\\" ø\" <sip:bob@example.com>;tag=b\n" \
  "To: <sip:alice@example.com>\n" \
  "Call-ID: in\n" \
  "CSeq: 7 INVITE\n" CONTACT headers "\n" body
#define OFFER "Content-Type: application/sdp\nContent-Length: 11\n"

static void
call_in (Fixture *f, const gchar *text)
{
  sip_test_net_inject (f->net, f->alice, text);
  f->call = f->alice->call != NULL ? gst_object_ref (f->alice->call) : NULL;
}

static void
send_in (Fixture *f, const gchar *method, guint cseq, const gchar *branch,
    const gchar *to_tag, const gchar *body)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%s\n"
                       "Max-Forwards: 70\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: <sip:alice@example.com>%s%s\n"
                       "Call-ID: in\n"
                       "CSeq: %u %s\n"
                       "%s\n%s",
          method, branch, to_tag != NULL ? ";tag=" : "",
          to_tag != NULL ? to_tag : "", cseq, method,
          body != NULL ? "Content-Type: application/sdp\n" : "",
          body != NULL ? body : "");

  sip_test_net_inject (f->net, f->alice, text);
}

static gchar *
dup_to_tag (GstSipMessage *message)
{
  return gst_sip_slice_dup (
      gst_sip_message_get_tag (message, GST_SIP_HEADER_TO));
}

/* Bodies of several parts. */

#define MIXED(boundary) "Content-Type: multipart/mixed;boundary=" boundary "\n"
#define SDP_PART(boundary, text) \
  "--" boundary "\nContent-Type: application/sdp\n\n" text "\n"
#define PIDF_PART(boundary, headers) \
  "--" boundary "\nContent-Type: application/pidf+xml\n" headers \
  "\n<presence/>\n"

/* clang-format off */
static const struct
{
  const gchar *headers;
  const gchar *body;
  guint status; /* of our first response */
} multiparts[] = {
    {MIXED ("x"), SDP_PART ("x", "offer bob 1") "--x--\n", 180},
    {MIXED ("\"x y\""), SDP_PART ("x y", "offer bob 1") "--x y--\n", 180},
    {MIXED ("x"), "preamble\n" PIDF_PART ("x",
        "Content-Disposition: render;handling=optional\n")
        SDP_PART ("x", "offer bob 1") "--x--\nepilogue", 180},
    {MIXED ("x"), SDP_PART ("x", "offer bob 1") PIDF_PART ("x", "") "--x--",
        180},
    {MIXED ("x"), "--x\n" MIXED ("in") "\n"
        SDP_PART ("in", "offer bob 1") "--in--\n--x--\n", 180},
    {MIXED ("x"), "--x\nContent-Type: application/sdp\n"
        "Content-Disposition: early-session\n\nanother\n"
        SDP_PART ("x", "offer bob 1") "--x--\n", 180},
    {MIXED ("x"), SDP_PART ("x", "offer bob 1") PIDF_PART ("x",
        "Content-Disposition: render;handling=required\n") "--x--\n", 415},
    {MIXED ("x"), PIDF_PART ("x", "") "--x--\n", 415},
    {"Content-Type: multipart/mixed\n", SDP_PART ("x", "offer bob 1")
        "--x--\n", 415},
    {MIXED ("x"), "--y\n--x", 415},
};
/* clang-format on */

static void
call_in_parts (Fixture *f, const gchar *head, const gchar *headers,
    const gchar *body)
{
  g_autofree gchar *text = g_strconcat (head, headers, "\n", body, NULL);

  call_in (f, text);
}

static void
test_multipart (Fixture *f, gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *text =
      g_strconcat (CALL_IN ("sip:alice@example.com", "1", "", ""), NULL);

  text[strlen (text) - 1] = '\0';
  call_in_parts (f, text, multiparts[row].headers, multiparts[row].body);
  pop_status (f, multiparts[row].status);
  if (multiparts[row].status >= 300) {
    g_assert_null (f->call);
    return;
  }

  gst_sip_call_answer (f->call, NULL);
  advance (f, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  expect_body (answer, "answer to offer bob 1");
}

static void
test_incoming (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) ringing = NULL;
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *tag = NULL;
  g_autofree gchar *name = NULL;

  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  ringing = sip_test_net_pop_response (f->net, 180);
  g_assert_nonnull (header (ringing, GST_SIP_HEADER_CONTACT));
  g_object_get (f->call, "remote-display-name", &name, NULL);
  g_assert_cmpstr (name, ==, "Bob \"the\" ø");

  gst_sip_call_answer (f->call, NULL);
  advance (f, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  expect_body (answer, "answer to offer bob 1");
  tag = dup_to_tag (answer);
  advance (f, 3.6);
  for (guint i = 0; i < 3; i++)
    pop_status (f, 200);
  send_in (f, "ACK", 7, "2", tag, NULL);
  advance (f, 40);
  silence (f);
  send_in (f, "BYE", 8, "3", tag, NULL);
  pop_status (f, 200);
  assert_call (f, GST_SIP_CALL_ENDED, 200);
}

/* The proxies that want to stay in the path say so once: in the INVITE. */
static void
test_record_route (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) ringing = NULL;
  g_autoptr (GstSipMessage) answer = NULL;
  g_autoptr (GstSipMessage) bye = NULL;
  g_autofree gchar *tag = NULL;

  call_in (f,
      CALL_IN ("sip:alice@example.com", "1",
          "Record-Route: <sip:p1.example.com;lr>, "
          "<sip:p2.example.com;lr>\n" OFFER,
          "offer bob 1"));
  ringing = sip_test_net_pop_response (f->net, 180);
  g_assert_cmpstr (header (ringing, GST_SIP_HEADER_RECORD_ROUTE), ==,
      "<sip:p1.example.com;lr>");
  gst_sip_call_answer (f->call, NULL);
  advance (f, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  g_assert_cmpstr (header (answer, GST_SIP_HEADER_RECORD_ROUTE), ==,
      "<sip:p1.example.com;lr>");
  tag = dup_to_tag (answer);
  send_in (f, "ACK", 7, "2", tag, NULL);
  gst_sip_call_hangup (f->call);
  advance (f, 0);
  bye = pop (f, "BYE");
  g_assert_cmpstr (header (bye, GST_SIP_HEADER_ROUTE), ==,
      "<sip:p1.example.com;lr>");
}

static void
test_no_ack (Fixture *f, gconstpointer data)
{
  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  gst_sip_call_answer (f->call, NULL);
  advance (f, 33);
  while (f->net->inbox->len > 1)
    g_ptr_array_remove_index (f->net->inbox, 0);
  drop (f, "BYE");
  advance (f, 33);
  assert_call (f, GST_SIP_CALL_ENDED, 408);
}

/* A callee must not hang up before the ACK is there. */
static void
test_hangup_before_ack (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *tag = NULL;

  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  pop_status (f, 180);
  gst_sip_call_answer (f->call, NULL);
  gst_sip_call_hangup (f->call);
  advance (f, 0.1);
  answer = sip_test_net_pop_response (f->net, 200);
  silence (f);
  tag = dup_to_tag (answer);
  send_in (f, "ACK", 7, "2", tag, NULL);
  drop (f, "BYE");
}

static void
test_late_offer (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *tag = NULL;

  call_in (f, CALL_IN ("sip:alice@example.com", "1", "", ""));
  pop_status (f, 180);
  gst_sip_call_answer (f->call, NULL);
  advance (f, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  expect_body (answer, "offer alice 1");
  g_assert_false (f->alice->media->started);
  tag = dup_to_tag (answer);
  send_in (f, "ACK", 7, "2", tag, "answer to offer alice 1");
  g_assert_true (f->alice->media->started);
  hang_up (f);
}

static void
test_optional_body (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;

  call_in (f,
      CALL_IN ("sip:alice@example.com", "1",
          "Content-Type: application/x-card\n"
          "Content-Disposition: render;handling=optional\n",
          "a card"));
  pop_status (f, 180);
  gst_sip_call_answer (f->call, NULL);
  advance (f, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  expect_body (answer, "offer alice 1");
}

static void
test_late_offer_unanswered (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *tag = NULL;

  call_in (f, CALL_IN ("sip:alice@example.com", "1", "", ""));
  pop_status (f, 180);
  gst_sip_call_answer (f->call, NULL);
  advance (f, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  tag = dup_to_tag (answer);
  send_in (f, "ACK", 7, "2", tag, NULL);
  drop (f, "BYE");
  assert_call (f, GST_SIP_CALL_ENDING, 0);
}

static void
test_incoming_cancelled (Fixture *f, gconstpointer data)
{
  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  pop_status (f, 180);
  send_in (f, "CANCEL", 7, "1", NULL, NULL);
  pop_status (f, 200);
  pop_status (f, 487);
  assert_call (f, GST_SIP_CALL_ENDED, 487);
}

static void
test_merged (Fixture *f, gconstpointer data)
{
  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  pop_status (f, 180);
  sip_test_net_inject (f->net, f->alice,
      CALL_IN ("sip:alice@example.com", "other", OFFER, "offer bob 1"));
  pop_status (f, 482);
  g_assert_cmpuint (f->alice->n_incoming, ==, 1);
  gst_sip_call_hangup (f->call);
}

static void
test_loop (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  f->call = gst_sip_ua_call (f->alice->ua, "alice", NULL, NULL);
  advance (f, 0);
  f->invite = pop (f, "INVITE");
  bytes = gst_sip_message_serialize (f->invite);
  sip_test_net_inject_bytes (f->net, f->alice, bytes);
  pop_status (f, 482);
  reply (f, 482, "p", NULL, NULL);
  assert_call (f, GST_SIP_CALL_ENDED, 482);
}

/* Addressed to us or not. */
static const struct
{
  const gchar *uri;
  guint status;
} addresses[] = {
    {"sip:alice@example.com",               180},
    {"sip:ALICE@example.com",               180},
    {"sip:alic%65@example.com",             180},
    {"sip:alice@elsewhere.example",         180},
    {"sips:alice@example.com",              180},
    {"sip:alice@example.com;gr=urn:uuid:1", 180},
    {"sip:192.0.2.1;transport=ws",          180},
    {"sip:bob@example.com",                 404},
    {"tel:+1555",                           416},
    {"http://example.com",                  416},
};

static void
test_addresses (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autofree gchar *text =
        g_strdup_printf ("INVITE %s SIP/2.0\n"
                         "Via: SIP/2.0/WS "
                         "peer.invalid;branch=z9hG4bKa%" G_GSIZE_FORMAT "\n"
                         "From: <sip:bob@example.com>;tag=b\n"
                         "To: <sip:alice@example.com>\n"
                         "Call-ID: in%" G_GSIZE_FORMAT "\n"
                         "CSeq: 7 INVITE\n" CONTACT "\n",
            addresses[i].uri, i, i);

    sip_test_net_inject (f->net, f->alice, text);
    pop_status (f, addresses[i].status);
  }
  advance (f, 31);
}

static void
test_strays (Fixture *f, gconstpointer data)
{
  send_in (f, "ACK", 1, "1", "none", NULL);
  silence (f);
  send_in (f, "BYE", 1, "2", "none", NULL);
  pop_status (f, 481);
  send_in (f, "BYE", 2, "3", NULL, NULL);
  pop_status (f, 481);
  send_in (f, "CANCEL", 3, "4", NULL, NULL);
  pop_status (f, 481);
  send_in (f, "MESSAGE", 4, "5", NULL, NULL);
  pop_status (f, 405);
  send_in (f, "SUBSCRIBE", 5, "6", NULL, NULL);
  pop_status (f, 405);
}

static void
test_garbage (Fixture *f, gconstpointer data)
{
  const gchar *texts[] = {"\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "x",
      "SIP/2.0 200 OK\r\n\r\n", "\xff\xfe\xfd"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (texts[i], strlen (texts[i]));

    sip_test_net_inject_bytes (f->net, f->alice, bytes);
  }
  g_ptr_array_set_size (f->net->inbox, 0);
  send_in (f, "OPTIONS", 5, "6", NULL, NULL);
  pop_status (f, 200);
}

static const struct
{
  const gchar *name;
  void (*test) (Fixture *f, gconstpointer data);
} tests[] = {
    {"out/invite",                             test_invite                    },
    {"out/no-response",                        test_no_response               },
    {"out/trying-is-not-ringing",              test_trying_is_not_ringing     },
    {"out/cancel-before-100",                  test_cancel_before_100         },
    {"out/cancel-unanswered",                  test_cancel_unanswered         },
    {"out/early-media",                        test_early_media               },
    {"out/early-media-only",                   test_early_media_only          },
    {"out/early-media-connected",              test_early_media_connected     },
    {"out/early-media-connected-then-refused",
     test_early_media_connected_then_refused                                  },
    {"out/early-media-connected-with-other",
     test_early_media_connected_with_other                                    },
    {"out/early-media-of-other-fork",          test_early_media_of_other_fork },
    {"out/early-media-other-fork-without-sdp",
     test_early_media_other_fork_without_sdp                                  },
    {"out/early-media-then-other-sdp",         test_early_media_then_other_sdp},
    {"out/early-text",                         test_early_text                },
    {"out/answer-without-sdp",                 test_answer_without_sdp        },
    {"out/answer-to-nothing",                  test_answer_to_nothing         },
    {"out/repeated-answer",                    test_repeated_answer           },
    {"out/forked-answer",                      test_forked_answer             },
    {"out/late-fork",                          test_late_fork                 },
    {"out/route-set",                          test_route_set                 },
    {"mid/bye",                                test_bye                       },
    {"mid/old-cseq",                           test_old_cseq                  },
    {"mid/requests",                           test_mid_call_requests         },
    {"mid/reinvite",                           test_reinvite                  },
    {"mid/reinvite-without-offer",             test_reinvite_without_offer    },
    {"mid/reinvite-refused",                   test_reinvite_refused          },
    {"mid/reinvite-refused-in-words",          test_reinvite_refused_in_words },
    {"mid/reinvite-unconfirmed",               test_reinvite_unconfirmed      },
    {"mid/overlapping-offers",                 test_overlapping_offers        },
    {"mid/overlapping-requests",               test_overlapping_requests      },
    {"mid/update",                             test_update                    },
    {"mid/bye-during-reinvite",                test_bye_during_reinvite       },
    {"refresh/by-update",                      test_refresh_by_update         },
    {"refresh/by-reinvite",                    test_refresh_by_reinvite       },
    {"refresh/glare",                          test_glare                     },
    {"refresh/refused",                        test_refresh_refused           },
    {"refresh/peer-forgot-call",               test_peer_forgot_call          },
    {"in/answered",                            test_incoming                  },
    {"in/record-route",                        test_record_route              },
    {"in/no-ack",                              test_no_ack                    },
    {"in/hangup-before-ack",                   test_hangup_before_ack         },
    {"in/late-offer",                          test_late_offer                },
    {"in/optional-body",                       test_optional_body             },
    {"in/late-offer-unanswered",               test_late_offer_unanswered     },
    {"in/cancelled",                           test_incoming_cancelled        },
    {"in/merged",                              test_merged                    },
    {"in/loop",                                test_loop                      },
    {"in/addresses",                           test_addresses                 },
    {"in/strays",                              test_strays                    },
    {"in/garbage",                             test_garbage                   },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/peers/%s", tests[i].name);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (multiparts); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/peers/in/multipart/%" G_GSIZE_FORMAT, i);

    g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_multipart,
        tear_down);
  }
  return g_test_run ();
}
