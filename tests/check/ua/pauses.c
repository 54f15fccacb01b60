/* A process that is stopped in the middle of something, and goes on
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The clock jumps, and no time limit of ours may have run out by that. The test
 * plays the server and the peer, message by message.
 */
#include "siptestnet.h"

#include "siptesttransport.h"

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GstSipCall *call; /* that she made */
} Fixture;

#define advance(f, seconds) sip_test_net_advance ((f)->net, seconds)

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", "register", FALSE, NULL);
  sip_test_net_start (f->net);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  GList *calls = gst_sip_ua_get_calls (f->alice->ua);

  for (GList *l = calls; l != NULL; l = l->next)
    gst_sip_call_hangup (l->data);
  g_list_free_full (calls, gst_object_unref);
  advance (f, 100);
  g_ptr_array_set_size (f->net->inbox, 0);
  sip_test_net_assert_empty (f->net);
  gst_clear_object (&f->call);
  sip_test_net_free (f->net);
}

static void
stop_process (Fixture *f, guint seconds)
{
  gst_sip_timers_pause (f->net->timers, seconds * G_TIME_SPAN_SECOND);
}

/* What has arrived while she was stopped is read some time after she wakes. */
static void
receive (Fixture *f, const gchar *method, const gchar *to, guint cseq,
    const gchar *body)
{
  SipTestTransport *transport =
      sip_test_net_find_connection (f->net, f->alice, 0);
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\r\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%s%u\r\n"
                       "Max-Forwards: 70\r\n"
                       "From: <sip:bob@example.com>;tag=b\r\n"
                       "To: %s\r\n"
                       "Call-ID: from-bob\r\n"
                       "CSeq: %u %s\r\n"
                       "Contact: <sip:bob@192.0.2.1;transport=ws>\r\n"
                       "Content-Type: application/sdp\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
          method, g_str_equal (method, "CANCEL") ? "INVITE" : method, cseq, to,
          cseq, method, strlen (body), body);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  gst_sip_transport_received (GST_SIP_TRANSPORT (transport), bytes);
  advance (f, 0);
}

static GstSipMessage *
pop (Fixture *f, guint status)
{
  return sip_test_net_pop_response (f->net, status);
}

static void
drop (Fixture *f, guint status)
{
  gst_sip_message_unref (pop (f, status));
}

static void
ring (Fixture *f)
{
  receive (f, "INVITE", "<sip:alice@example.com>", 1, "offer bob 1");
  drop (f, 180);
}

/* (transfer full): the To of the answer, for the requests that follow */
static gchar *
answer (Fixture *f)
{
  g_autoptr (GstSipMessage) success = NULL;

  ring (f);
  gst_sip_call_answer (f->alice->call, NULL);
  advance (f, 0.1);
  success = pop (f, 200);
  return g_strdup (gst_sip_message_get_header (success, GST_SIP_HEADER_TO));
}

static gchar *
establish (Fixture *f)
{
  gchar *to = answer (f);

  receive (f, "ACK", to, 1, "");
  advance (f, 1);
  return to;
}

static void
assert_lives (GstSipCall *call, GstSipCallState state)
{
  g_assert_cmpint (gst_sip_call_get_state (call), ==, state);
  g_assert_cmpuint (gst_sip_call_get_status (call), ==, 0);
}

/* 64*T1 are over for everybody but us; the peer has waited in vain, too, and
 * takes what comes. */
static void
test_answer_without_ack (Fixture *f, gconstpointer data)
{
  g_autofree gchar *to = answer (f);

  stop_process (f, 60);
  advance (f, 1.5);
  assert_lives (f->alice->call, GST_SIP_CALL_ESTABLISHED);
  drop (f, 200);
  receive (f, "ACK", to, 1, "");
  advance (f, 60);
  assert_lives (f->alice->call, GST_SIP_CALL_ESTABLISHED);
  sip_test_net_assert_silence (f->net);
}

static void
test_ack_is_there (Fixture *f, gconstpointer data)
{
  g_autofree gchar *to = answer (f);

  advance (f, 31.3);
  g_ptr_array_set_size (f->net->inbox, 0);
  stop_process (f, 60);
  advance (f, 0.5);
  receive (f, "ACK", to, 1, "");
  advance (f, 60);
  assert_lives (f->alice->call, GST_SIP_CALL_ESTABLISHED);
  sip_test_net_assert_silence (f->net);
}

/* A peer that is gone is noticed a little later, that is all. */
static void
test_no_ack_at_all (Fixture *f, gconstpointer data)
{
  g_autofree gchar *to = answer (f);

  stop_process (f, 60);
  advance (f, 31);
  assert_lives (f->alice->call, GST_SIP_CALL_ESTABLISHED);
  advance (f, 3);
  g_assert_cmpuint (gst_sip_call_get_state (f->alice->call), >,
      GST_SIP_CALL_ESTABLISHED);
}

static void
test_rings_on (Fixture *f, gconstpointer data)
{
  ring (f);
  advance (f, 10);
  stop_process (f, 60);
  advance (f, 19);
  assert_lives (f->alice->call, GST_SIP_CALL_RINGING);
  gst_sip_call_answer (f->alice->call, NULL);
  advance (f, 0.1);
  drop (f, 200);
}

/* What the caller has done meanwhile counts, not what our clock says. */
static void
test_cancelled_meanwhile (Fixture *f, gconstpointer data)
{
  g_autofree gchar *reason = NULL;

  ring (f);
  stop_process (f, 60);
  advance (f, 0.5);
  receive (f, "CANCEL", "<sip:alice@example.com>", 1, "");
  advance (f, 0.1);
  drop (f, 200);
  drop (f, 487);
  reason = gst_sip_call_get_reason (f->alice->call);
  g_assert_cmpstr (reason, ==, "withdrawn by the caller");
}

static void
call_bob (Fixture *f)
{
  f->call = gst_sip_ua_call (f->alice->ua, "sip:bob@example.com", NULL, NULL);
  advance (f, 0.1);
}

static void
test_invite_is_answered_late (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) invite = NULL;
  g_autoptr (GstSipMessage) ack = NULL;

  call_bob (f);
  invite = sip_test_net_pop_request (f->net, "INVITE");
  advance (f, 25);
  stop_process (f, 60);
  advance (f, 0.5);
  assert_lives (f->call, GST_SIP_CALL_CALLING);
  sip_test_net_reply (f->net, f->alice, invite, 200, "b",
      "Contact: <sip:bob@192.0.2.1>\n", "answer to offer alice 1");
  ack = sip_test_net_pop_request (f->net, "ACK");
  assert_lives (f->call, GST_SIP_CALL_ESTABLISHED);
}

/* A refresh that is under way is no reason to end the call, either. */
static void
test_stops_again_and_again (Fixture *f, gconstpointer data)
{
  g_autofree gchar *to = answer (f);

  for (guint i = 0; i < 10; i++) {
    stop_process (f, 60);
    advance (f, 1.2);
  }
  assert_lives (f->alice->call, GST_SIP_CALL_ESTABLISHED);
  g_ptr_array_set_size (f->net->inbox, 0);
  receive (f, "ACK", to, 1, "");
}

static GstSipMessage *
wake_and_look (Fixture *f)
{
  g_autofree gchar *to = establish (f);

  stop_process (f, 60);
  advance (f, 0.1);
  return sip_test_net_pop_request (f->net, "OPTIONS");
}

static void
test_peer_is_there (Fixture *f, gconstpointer data)
{
  const guint *status = data;
  g_autoptr (GstSipMessage) options = wake_and_look (f);

  if (*status != 0)
    sip_test_net_reply (f->net, f->alice, options, *status, NULL, NULL, NULL);
  advance (f, 100);
  assert_lives (f->alice->call, GST_SIP_CALL_ESTABLISHED);
}

static void
test_peer_is_gone (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) options = wake_and_look (f);
  g_autofree gchar *reason = NULL;

  sip_test_net_reply (f->net, f->alice, options, 481, NULL, NULL, NULL);
  gst_sip_message_unref (sip_test_net_pop_request (f->net, "BYE"));
  advance (f, 33);
  g_assert_cmpuint (gst_sip_call_get_status (f->alice->call), ==, 481);
  reason = gst_sip_call_get_reason (f->alice->call);
  g_assert_cmpstr (reason, ==,
      "the peer has ended the call while we were paused");
}

/* The BYE lay in the socket. */
static void
test_peer_has_hung_up (Fixture *f, gconstpointer data)
{
  g_autofree gchar *to = establish (f);

  stop_process (f, 60);
  receive (f, "BYE", to, 2, "");
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ENDED);
  g_assert_cmpuint (gst_sip_call_get_status (f->alice->call), ==, 200);
}

/* A busy machine is late at times: nothing is asked for that. */
static void
test_short_pause (Fixture *f, gconstpointer data)
{
  g_autofree gchar *to = establish (f);

  for (guint i = 0; i < 20; i++) {
    gst_sip_timers_pause (f->net->timers, 3 * G_TIME_SPAN_SECOND);
    advance (f, 0.1);
  }
  sip_test_net_assert_silence (f->net);
}

static void
test_connection_has_died (Fixture *f, gconstpointer data)
{
  g_autofree gchar *to = establish (f);

  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_HUNG);
  stop_process (f, 60);
  advance (f, 5.5);
  g_assert_cmpuint (f->alice->n_disconnected, ==, 1);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 30);
  g_assert_cmpuint (f->alice->n_connected, ==, 2);
  assert_lives (f->alice->call, GST_SIP_CALL_ESTABLISHED);
}

/* The registrar's clock is not ours: a binding lapses while we sleep. */
static void
test_binding (gconstpointer data)
{
  const struct
  {
    guint pause;
    const gchar *story;
  } *lives = data, *life;

  for (life = lives; life->pause != 0; life++) {
    SipTestNet *net = sip_test_net_new (1);
    SipTestPhone *alice = sip_test_net_add_phone (net, "alice", NULL);
    guint n_requests;

    sip_test_net_start (net);
    n_requests = net->n_received;
    gst_sip_timers_pause (net->timers, life->pause * G_TIME_SPAN_SECOND);
    sip_test_net_advance (net, 0.1);
    g_assert_cmpstr (alice->story->str, ==, life->story);
    sip_test_net_advance (net, 545 - MIN (life->pause, 540));
    g_assert_cmpuint (net->n_received, >, n_requests);
    sip_test_net_free (net);
  }
}

static const struct
{
  guint pause;
  const gchar *story;
} binding_lives[] = {
    {60,   "registered 600 "                                },
    {290,  "registered 600 "                                },
    {601,  "registered 600 unregistered 408 registered 600 "},
    {3600, "registered 600 unregistered 408 registered 600 "},
    {0,    NULL                                             },
};

static const guint tolerated[] = {0, 200, 405, 408, 480, 500, 501, 503};

#define add(name, func) \
  g_test_add ("/ua/pauses/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  add ("answer-without-ack", test_answer_without_ack);
  add ("ack-is-there", test_ack_is_there);
  add ("no-ack-at-all", test_no_ack_at_all);
  add ("rings-on", test_rings_on);
  add ("cancelled-meanwhile", test_cancelled_meanwhile);
  add ("invite-is-answered-late", test_invite_is_answered_late);
  add ("stops-again-and-again", test_stops_again_and_again);
  add ("peer-is-gone", test_peer_is_gone);
  add ("peer-has-hung-up", test_peer_has_hung_up);
  add ("short-pause", test_short_pause);
  add ("connection-has-died", test_connection_has_died);
  for (gsize i = 0; i < G_N_ELEMENTS (tolerated); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/pauses/peer-is-there/%u", tolerated[i]);

    g_test_add (path, Fixture, &tolerated[i], set_up, test_peer_is_there,
        tear_down);
  }
  g_test_add_data_func ("/ua/pauses/binding", binding_lives, test_binding);
  return g_test_run ();
}
