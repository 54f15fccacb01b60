/* Peers that do odd things in the middle of a call
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestpeer.h"

#include <string.h>

static void
test_bye (SipTestPeer *f, gconstpointer data)
{
  g_autofree gchar *reason = NULL;

  sip_test_peer_establish (f);
  sip_test_peer_send (f, "BYE",
      "Reason: Q.850;cause=16;text=\"Normal call clearing\"\n", NULL);
  sip_test_peer_drop_status (f, 200);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 200);
  reason = gst_sip_call_get_reason (f->call);
  g_assert_cmpstr (reason, ==, "Normal call clearing");
  sip_test_peer_send (f, "BYE", "", NULL);
  sip_test_peer_drop_status (f, 481);
}

static void
test_old_cseq (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_establish (f);
  sip_test_peer_send (f, "OPTIONS", "", NULL);
  sip_test_peer_drop_status (f, 200);
  f->cseq = 50;
  sip_test_peer_send (f, "BYE", "", NULL);
  sip_test_peer_drop_status (f, 500);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  f->cseq = 200;
  sip_test_peer_hang_up (f);
}

static void
test_mid_call_requests (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) refused = NULL;

  sip_test_peer_establish (f);
  sip_test_peer_send (f, "INFO", "", NULL);
  sip_test_peer_drop_status (f, 200);
  sip_test_peer_send (f, "INFO", "", "a body");
  sip_test_peer_drop_status (f, 415);
  sip_test_peer_send (f, "REFER", "Refer-To: <sip:carol@example.com>\n", NULL);
  refused = sip_test_net_pop_response (f->net, 405);
  g_assert_nonnull (
      strstr (gst_sip_message_get_header (refused, GST_SIP_HEADER_ALLOW),
          "INVITE"));
  sip_test_peer_send (f, "NOTIFY", "Event: refer\n", NULL);
  sip_test_peer_drop_status (f, 405);
  sip_test_peer_send (f, "FOO", "", NULL);
  sip_test_peer_drop_status (f, 501);
  sip_test_peer_send (f, "UPDATE", "Require: 100rel\n", NULL);
  sip_test_peer_drop_status (f, 420);
  sip_test_peer_hang_up (f);
}

static void
send_ack (SipTestPeer *f, guint cseq, const gchar *body)
{
  guint next = f->cseq;

  f->cseq = cseq;
  sip_test_peer_send (f, "ACK", "", body);
  f->cseq = next;
}

static void
test_reinvite (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;

  sip_test_peer_establish (f);
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 1");
  answer = sip_test_net_pop_response (f->net, 200);
  sip_test_peer_assert_body (answer, "answer to offer bob 1");
  g_assert_nonnull (
      gst_sip_message_get_header (answer, GST_SIP_HEADER_CONTACT));
  /* It is repeated until the ACK comes. */
  sip_test_net_advance (f->net, 1.6);
  sip_test_peer_drop_status (f, 200);
  sip_test_peer_drop_status (f, 200);
  send_ack (f, 100, NULL);
  sip_test_net_advance (f->net, 40);
  sip_test_net_assert_silence (f->net);
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer bob 1");
  sip_test_peer_hang_up (f);
}

static void
test_reinvite_without_offer (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;

  sip_test_peer_establish (f);
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, NULL);
  answer = sip_test_net_pop_response (f->net, 200);
  sip_test_peer_assert_body (answer, "offer alice 2");
  send_ack (f, 100, "answer to offer alice 2");
  sip_test_net_advance (f->net, 40);
  sip_test_net_assert_silence (f->net);
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 2");
  sip_test_peer_hang_up (f);
}

static void
test_reinvite_refused (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_establish (f);
  f->alice->media->refuse = 488;
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 1");
  sip_test_peer_drop_status (f, 488);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  send_ack (f, 100, NULL);
  /* The next one may be better. */
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 2");
  sip_test_peer_drop_status (f, 200);
  send_ack (f, 101, NULL);
  sip_test_peer_hang_up (f);
}

static void
test_reinvite_refused_in_words (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) refusal = NULL;

  sip_test_peer_establish (f);
  f->alice->media->refuse = 488;
  f->alice->media->tells_caller = "neither end sends";
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 1");
  refusal = sip_test_net_pop_response (f->net, 488);
  g_assert_cmpstr (gst_sip_message_get_header (refusal, GST_SIP_HEADER_WARNING),
      ==, "399 sipua \"neither end sends\"");
  send_ack (f, 100, NULL);
  sip_test_peer_hang_up (f);
}

static void
test_reinvite_unconfirmed (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_establish (f);
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 1");
  sip_test_net_advance (f->net, 33);
  while (f->net->inbox->len > 1)
    g_ptr_array_remove_index (f->net->inbox, 0);
  sip_test_peer_drop (f, "BYE");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDING, 0);
}

/* The peer may not offer again before our answer is there. */
static void
test_overlapping_offers (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) refused = NULL;
  guint32 seconds;

  sip_test_peer_establish (f);
  f->alice->media->delay = G_TIME_SPAN_SECOND;
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 1");
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 2");
  refused = sip_test_net_pop_response (f->net, 500);
  g_assert_true (gst_sip_message_get_number (refused,
      GST_SIP_HEADER_RETRY_AFTER, &seconds));
  g_assert_cmpuint (seconds, <=, 10);
  sip_test_net_advance (f->net, 1);
  sip_test_peer_drop_status (f, 100);
  sip_test_peer_drop_status (f, 200);
  send_ack (f, 100, NULL);
  sip_test_peer_hang_up (f);
}

/* Nor while we still think about an offer that it asked for. */
static void
test_overlapping_requests (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_establish (f);
  f->alice->media->delay = G_TIME_SPAN_SECOND / 10;
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, NULL);
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 1");
  sip_test_peer_drop_status (f, 500);
  sip_test_net_advance (f->net, 0.1);
  sip_test_peer_drop_status (f, 200);
  send_ack (f, 100, "answer to offer alice 2");
  sip_test_peer_hang_up (f);
}

static void
test_update (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;

  sip_test_peer_establish (f);
  sip_test_peer_send (f, "UPDATE", "Contact: <sip:bob@192.0.2.99>\n",
      "offer bob 1");
  answer = sip_test_net_pop_response (f->net, 200);
  sip_test_peer_assert_body (answer, "answer to offer bob 1");
  sip_test_net_advance (f->net, 40);
  sip_test_net_assert_silence (f->net);
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 0);
  g_clear_pointer (&answer, gst_sip_message_unref);
  answer = sip_test_peer_pop (f, "BYE");
  /* It also said where the peer is now. */
  g_assert_cmpstr (gst_sip_message_get_request_uri (answer), ==,
      "sip:bob@192.0.2.99");
}

static void
test_bye_during_reinvite (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_establish (f);
  f->alice->media->delay = G_TIME_SPAN_SECOND;
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 1");
  sip_test_peer_send (f, "BYE", "", NULL);
  sip_test_peer_drop_status (f, 200);
  sip_test_peer_drop_status (f, 487);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 200);
}

/* Our own re-INVITE, after a loss of the connection. */

static void
reconnect (SipTestPeer *f)
{
  sip_test_net_lose (f->net, f->alice);
  sip_test_net_advance (f->net, 1);
}

static void
test_refresh_by_update (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) update = NULL;

  sip_test_peer_call (f);
  sip_test_peer_reply (f, 200, "b",
      "Allow: INVITE, UPDATE\n" SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_drop (f, "ACK");
  reconnect (f);
  update = sip_test_peer_pop (f, "UPDATE");
  g_assert_nonnull (
      gst_sip_message_get_header (update, GST_SIP_HEADER_CONTACT));
  sip_test_net_reply (f->net, f->alice, update, 200, NULL,
      SIP_TEST_PEER_CONTACT, NULL);
  sip_test_net_advance (f->net, 10);
  sip_test_net_assert_silence (f->net);
  sip_test_peer_hang_up (f);
}

static void
test_refresh_by_reinvite (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) reinvite = NULL;

  sip_test_peer_establish (f);
  reconnect (f);
  reinvite = sip_test_peer_pop (f, "INVITE");
  sip_test_peer_assert_body (reinvite, "offer alice 2");
  for (guint i = 0; i < 2; i++) {
    sip_test_net_reply (f->net, f->alice, reinvite, 200, NULL,
        SIP_TEST_PEER_CONTACT, "answer to offer alice 2");
    sip_test_peer_drop (f, "ACK");
  }
  sip_test_net_assert_silence (f->net);
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 2");
  sip_test_peer_hang_up (f);
}

/* Both offer at once: 491 for the peer, and when we get one, we try again. */
static void
test_glare (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) reinvite = NULL;
  g_autoptr (GstSipMessage) again = NULL;

  sip_test_peer_establish (f);
  reconnect (f);
  reinvite = sip_test_peer_pop (f, "INVITE");
  sip_test_peer_send (f, "INVITE", SIP_TEST_PEER_CONTACT, "offer bob 1");
  sip_test_peer_drop_status (f, 491);
  sip_test_net_reply (f->net, f->alice, reinvite, 491, NULL, NULL, NULL);
  sip_test_peer_drop (f, "ACK");
  g_assert_true (f->alice->media->rolled_back);
  sip_test_net_advance (f->net, 2);
  sip_test_net_assert_silence (f->net);
  sip_test_net_advance (f->net, 2.1);
  again = sip_test_peer_pop (f, "INVITE");
  sip_test_peer_assert_body (again, "offer alice 3");
  sip_test_net_reply (f->net, f->alice, again, 200, NULL, SIP_TEST_PEER_CONTACT,
      "answer to offer alice 3");
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  sip_test_peer_hang_up (f);
}

static void
test_refresh_refused (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) reinvite = NULL;

  sip_test_peer_establish (f);
  reconnect (f);
  reinvite = sip_test_peer_pop (f, "INVITE");
  sip_test_net_reply (f->net, f->alice, reinvite, 488, NULL, NULL, NULL);
  sip_test_peer_drop (f, "ACK");
  sip_test_net_advance (f->net, 60);
  sip_test_net_assert_silence (f->net);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  sip_test_peer_hang_up (f);
}

static void
test_peer_forgot_call (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) reinvite = NULL;

  sip_test_peer_establish (f);
  reconnect (f);
  reinvite = sip_test_peer_pop (f, "INVITE");
  sip_test_net_reply (f->net, f->alice, reinvite, 481, NULL, NULL, NULL);
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_drop (f, "BYE");
  sip_test_net_advance (f->net, 40);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 481);
}

int
main (int argc, char **argv)
{
  static const SipTestPeerRow tests[] = {
      {"mid/bye",                       test_bye                      },
      {"mid/old-cseq",                  test_old_cseq                 },
      {"mid/requests",                  test_mid_call_requests        },
      {"mid/reinvite",                  test_reinvite                 },
      {"mid/reinvite-without-offer",    test_reinvite_without_offer   },
      {"mid/reinvite-refused",          test_reinvite_refused         },
      {"mid/reinvite-refused-in-words", test_reinvite_refused_in_words},
      {"mid/reinvite-unconfirmed",      test_reinvite_unconfirmed     },
      {"mid/overlapping-offers",        test_overlapping_offers       },
      {"mid/overlapping-requests",      test_overlapping_requests     },
      {"mid/update",                    test_update                   },
      {"mid/bye-during-reinvite",       test_bye_during_reinvite      },
      {"refresh/by-update",             test_refresh_by_update        },
      {"refresh/by-reinvite",           test_refresh_by_reinvite      },
      {"refresh/glare",                 test_glare                    },
      {"refresh/refused",               test_refresh_refused          },
      {"refresh/peer-forgot-call",      test_peer_forgot_call         },
  };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    sip_test_peer_add (tests[i].name, 0, tests[i].test);
  return g_test_run ();
}
