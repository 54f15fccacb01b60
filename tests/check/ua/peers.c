/* Peers that do odd things when alice calls them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestpeer.h"

#include <string.h>

static void
test_invite (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GBytes) body = NULL;

  sip_test_peer_call (f);

  g_assert_cmpstr (gst_sip_message_get_request_uri (f->invite), ==,
      "sip:bob@example.com");
  g_assert_nonnull (
      strstr (gst_sip_message_get_header (f->invite, GST_SIP_HEADER_CONTACT),
          ".invalid;transport=ws;ob>"));
  g_assert_cmpstr (gst_sip_message_get_header (f->invite,
                       GST_SIP_HEADER_MAX_FORWARDS),
      ==, "70");
  g_assert_nonnull (
      strstr (gst_sip_message_get_header (f->invite, GST_SIP_HEADER_SUPPORTED),
          "outbound"));
  g_assert_nonnull (
      strstr (gst_sip_message_get_header (f->invite, GST_SIP_HEADER_ALLOW),
          "UPDATE"));
  g_assert_cmpstr (gst_sip_message_get_header (f->invite,
                       GST_SIP_HEADER_CONTENT_TYPE),
      ==, "application/sdp");
  body = gst_sip_message_get_body (f->invite);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
      "offer alice 1", strlen ("offer alice 1"));
  sip_test_peer_reply (f, 603, "b", NULL, NULL);
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 603);
}

/* Nothing comes back: 64*T1, then it is over. */
static void
test_no_response (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_call (f);
  sip_test_net_advance (f->net, 31.9);
  sip_test_peer_assert_call (f, GST_SIP_CALL_CALLING, 0);
  sip_test_net_advance (f->net, 0.2);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 408);
}

static void
test_trying_is_not_ringing (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_call (f);
  sip_test_peer_reply (f, 100, NULL, NULL, NULL);
  sip_test_peer_assert_call (f, GST_SIP_CALL_CALLING, 0);
  sip_test_net_advance (f->net, 100);
  sip_test_peer_assert_call (f, GST_SIP_CALL_CALLING, 0);
  sip_test_peer_reply (f, 180, "b", SIP_TEST_PEER_CONTACT, NULL);
  sip_test_peer_assert_call (f, GST_SIP_CALL_RINGING, 0);
  sip_test_peer_reply (f, 302, "b", "Contact: <sip:carol@example.com>\n", NULL);
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 302);
}

/* CANCEL waits for a provisional response. */
static void
test_cancel_before_100 (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) cancel = NULL;

  sip_test_peer_call (f);
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 1);
  sip_test_net_assert_silence (f->net);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDING, 0);
  sip_test_peer_reply (f, 100, NULL, NULL, NULL);
  cancel = sip_test_peer_pop (f, "CANCEL");
  sip_test_net_reply (f->net, f->alice, cancel, 200, NULL, NULL, NULL);
  sip_test_peer_reply (f, 487, "b", NULL, NULL);
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 487);
}

/* The proxy swallows the CANCEL and never says a word again. */
static void
test_cancel_unanswered (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_call (f);
  sip_test_peer_reply (f, 180, "b", SIP_TEST_PEER_CONTACT, NULL);
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 0);
  sip_test_peer_drop (f, "CANCEL");
  sip_test_net_advance (f->net, 70);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 487);
}

static void
test_early_media (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_call (f);
  sip_test_peer_reply (f, 183, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 1");
  g_assert_false (f->alice->media->started);
  sip_test_peer_reply (f, 180, "b", SIP_TEST_PEER_CONTACT, NULL);
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  g_assert_true (f->alice->media->started);
  sip_test_peer_hang_up (f);
}

static void
assert_left (SipTestPeer *f)
{
  g_autoptr (GstSipMessage) bye = NULL;

  sip_test_peer_drop (f, "ACK");
  bye = sip_test_peer_pop (f, "BYE");
  g_assert_true (f->alice->media->stopped);
  g_assert_false (f->alice->media->started);
  sip_test_net_reply (f->net, f->alice, bye, 200, NULL, NULL, NULL);
}

/* One fork sends early media, another one takes the call: the media must never
 * go to the first. */
static void
test_early_media_of_other_fork (SipTestPeer *f, gconstpointer data)
{
  g_autofree gchar *reason = NULL;

  sip_test_peer_call (f);
  sip_test_peer_reply (f, 183, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1, b");
  sip_test_peer_reply (f, 200, "c", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1, c");
  assert_left (f);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 488);
  reason = gst_sip_call_get_reason (f->call);
  g_assert_nonnull (strstr (reason, "another device"));
}

static void
test_early_media_other_fork_without_sdp (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_call (f);
  sip_test_peer_reply (f, 183, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_reply (f, 200, "c", SIP_TEST_PEER_CONTACT, NULL);
  assert_left (f);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 488);
}

/* The first description of a dialog is the answer (RFC 3261 section 13.2.1). */
static void
test_early_media_then_other_sdp (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_call (f);
  sip_test_peer_reply (f, 183, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT,
      "another description");
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  g_assert_true (f->alice->media->started);
  sip_test_peer_hang_up (f);
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
follow (SipTestPeer *f, GString *log)
{
  g_signal_connect (f->call, "established", G_CALLBACK (note_signal), log);
  g_signal_connect (f->call, "media-connected", G_CALLBACK (note_signal), log);
  g_signal_connect_swapped (f->call, "ended", G_CALLBACK (note_end), log);
}

/* What is sent before the call is answered would be lost, though the media are
 * connected: the application is told when both are so. */
static void
test_early_media_connected (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  sip_test_peer_call (f);
  follow (f, log);
  sip_test_peer_reply (f, 183, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  gst_sip_media_connected (GST_SIP_MEDIA (f->alice->media));
  sip_test_net_advance (f->net, 1);
  g_assert_cmpstr (log->str, ==, "");

  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT, NULL);
  sip_test_peer_drop (f, "ACK");
  g_assert_cmpstr (log->str, ==, "established media-connected ");
  sip_test_peer_hang_up (f);
  g_assert_cmpstr (log->str, ==, "established media-connected ended ");
}

static void
test_early_media_connected_then_refused (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  sip_test_peer_call (f);
  follow (f, log);
  sip_test_peer_reply (f, 183, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  gst_sip_media_connected (GST_SIP_MEDIA (f->alice->media));
  sip_test_peer_reply (f, 486, "b", NULL, NULL);
  sip_test_peer_drop (f, "ACK");
  g_assert_cmpstr (log->str, ==, "ended ");
}

/* Early media of one fork, the call with another: it has no media. */
static void
test_early_media_connected_with_other (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  sip_test_peer_call (f);
  follow (f, log);
  sip_test_peer_reply (f, 183, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  gst_sip_media_connected (GST_SIP_MEDIA (f->alice->media));
  sip_test_peer_reply (f, 200, "c", SIP_TEST_PEER_CONTACT, NULL);
  assert_left (f);
  g_assert_cmpstr (log->str, ==, "established ended ");
}

/* Some servers leave the description out of the 2xx when a 183 had it. */
static void
test_early_media_only (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_call (f);
  sip_test_peer_reply (f, 183, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT, NULL);
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  sip_test_peer_hang_up (f);
}

/* A body of another kind is none of ours. */
static void
test_early_text (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) progress = NULL;
  g_autoptr (GBytes) text = g_bytes_new_static ("please wait", 11);

  sip_test_peer_call (f);
  progress = gst_sip_message_new_response (f->invite, 183, NULL);
  gst_sip_message_set_to_tag (progress, "b");
  gst_sip_message_set_body (progress, "text/plain", text);
  sip_test_server_send (f->net, f->alice->end, progress);
  sip_test_net_advance (f->net, 0);
  g_assert_null (f->alice->media->agreed);
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_hang_up (f);
}

static void
test_answer_without_sdp (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) bye = NULL;

  sip_test_peer_call (f);
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT, NULL);
  sip_test_peer_drop (f, "ACK");
  bye = sip_test_peer_pop (f, "BYE");
  g_assert_nonnull (
      strstr (gst_sip_message_get_header (bye, GST_SIP_HEADER_REASON),
          "SIP;cause=488"));
  sip_test_net_reply (f->net, f->alice, bye, 200, NULL, NULL, NULL);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 488);
}

/* What the media cannot use: the peer gets its ACK first. */
static void
test_answer_to_nothing (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_call (f);
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer carol 7");
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_drop (f, "BYE");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDING, 0);
}

static void
test_repeated_answer (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_establish (f);
  for (guint i = 0; i < 3; i++) {
    sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT,
        "answer to offer alice 1");
    sip_test_peer_drop (f, "ACK");
  }
  sip_test_net_assert_silence (f->net);
  sip_test_peer_hang_up (f);
  /* Also when the call is over. */
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_drop (f, "ACK");
  sip_test_net_assert_silence (f->net);
}

/* Two phones are picked up: the second is hung up at once. */
static void
test_forked_answer (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) ack = NULL;
  g_autoptr (GstSipMessage) bye = NULL;

  sip_test_peer_call (f);
  sip_test_peer_reply (f, 180, "b", SIP_TEST_PEER_CONTACT, NULL);
  sip_test_peer_reply (f, 180, "c", SIP_TEST_PEER_CONTACT, NULL);
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_reply (f, 200, "c", "Contact: <sip:carol@192.0.2.3>\n",
      "answer to offer alice 1");
  ack = sip_test_peer_pop (f, "ACK");
  bye = sip_test_peer_pop (f, "BYE");
  g_assert_cmpstr (gst_sip_message_get_request_uri (bye), ==,
      "sip:carol@192.0.2.3");
  g_assert_nonnull (
      strstr (gst_sip_message_get_header (bye, GST_SIP_HEADER_TO), "tag=c"));
  sip_test_peer_reply (f, 200, "c", "Contact: <sip:carol@192.0.2.3>\n", NULL);
  sip_test_peer_drop (f, "ACK");
  sip_test_net_assert_silence (f->net);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
  sip_test_peer_hang_up (f);
}

/* A fork that answers when the call is over already. */
static void
test_late_fork (SipTestPeer *f, gconstpointer data)
{
  sip_test_peer_establish (f);
  sip_test_peer_hang_up (f);
  sip_test_peer_reply (f, 200, "c", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_drop (f, "BYE");
  sip_test_net_assert_silence (f->net);
}

static void
test_route_set (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) ack = NULL;
  GstSipValues values;
  GstSipSlice value;

  sip_test_peer_call (f);
  sip_test_peer_reply (f, 200, "b",
      "Record-Route: <sip:p2.example.com;lr>, <sip:p1.example.com;lr>\n"
      "Contact: <sip:bob@192.0.2.1>\n",
      "answer to offer alice 1");
  ack = sip_test_peer_pop (f, "ACK");
  g_assert_cmpstr (gst_sip_message_get_request_uri (ack), ==,
      "sip:bob@192.0.2.1");
  gst_sip_values_init (&values, ack, GST_SIP_HEADER_ROUTE);
  g_assert_true (gst_sip_values_next (&values, &value));
  g_assert_cmpmem (value.text, value.length, "<sip:p1.example.com;lr>", 23);
  g_assert_true (gst_sip_values_next (&values, &value));
  g_assert_cmpmem (value.text, value.length, "<sip:p2.example.com;lr>", 23);
  sip_test_peer_hang_up (f);
}

int
main (int argc, char **argv)
{
  static const SipTestPeerRow tests[] = {
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
  };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    sip_test_peer_add (tests[i].name, 0, tests[i].test);
  return g_test_run ();
}
