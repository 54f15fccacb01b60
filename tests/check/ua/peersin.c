/* Peers that do odd things when they call alice
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestpeer.h"

#include <string.h>

#define CALL_IN(uri, branch, headers, body) \
  "INVITE " uri " SIP/2.0\n" \
  "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK" branch "\n" \
  "Max-Forwards: 70\n" \
  "From: \"Bob \\\"the\\\" ø\" <sip:bob@example.com>;tag=b\n" \
  "To: <sip:alice@example.com>\n" \
  "Call-ID: in\n" \
  "CSeq: 7 INVITE\n" SIP_TEST_PEER_CONTACT headers "\n" body
#define OFFER "Content-Type: application/sdp\nContent-Length: 11\n"

static void
call_in (SipTestPeer *f, const gchar *text)
{
  sip_test_net_inject (f->net, f->alice, text);
  f->call = f->alice->call != NULL ? gst_object_ref (f->alice->call) : NULL;
}

static void
send_in (SipTestPeer *f, const gchar *method, guint cseq, const gchar *branch,
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
call_in_parts (SipTestPeer *f, const gchar *head, const gchar *headers,
    const gchar *body)
{
  g_autofree gchar *text = g_strconcat (head, headers, "\n", body, NULL);

  call_in (f, text);
}

static void
test_multipart (SipTestPeer *f, gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *text =
      g_strconcat (CALL_IN ("sip:alice@example.com", "1", "", ""), NULL);

  text[strlen (text) - 1] = '\0';
  call_in_parts (f, text, multiparts[row].headers, multiparts[row].body);
  sip_test_peer_drop_status (f, multiparts[row].status);
  if (multiparts[row].status >= 300) {
    g_assert_null (f->call);
    return;
  }

  gst_sip_call_answer (f->call, NULL);
  sip_test_net_advance (f->net, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  sip_test_peer_assert_body (answer, "answer to offer bob 1");
}

static void
test_incoming (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) ringing = NULL;
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *tag = NULL;
  g_autofree gchar *name = NULL;

  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  ringing = sip_test_net_pop_response (f->net, 180);
  g_assert_nonnull (
      gst_sip_message_get_header (ringing, GST_SIP_HEADER_CONTACT));
  g_object_get (f->call, "remote-display-name", &name, NULL);
  g_assert_cmpstr (name, ==, "Bob \"the\" ø");

  gst_sip_call_answer (f->call, NULL);
  sip_test_net_advance (f->net, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  sip_test_peer_assert_body (answer, "answer to offer bob 1");
  tag = dup_to_tag (answer);
  sip_test_net_advance (f->net, 3.6);
  for (guint i = 0; i < 3; i++)
    sip_test_peer_drop_status (f, 200);
  send_in (f, "ACK", 7, "2", tag, NULL);
  sip_test_net_advance (f->net, 40);
  sip_test_net_assert_silence (f->net);
  send_in (f, "BYE", 8, "3", tag, NULL);
  sip_test_peer_drop_status (f, 200);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 200);
}

/* The proxies that want to stay in the path say so once: in the INVITE. */
static void
test_record_route (SipTestPeer *f, gconstpointer data)
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
  g_assert_cmpstr (gst_sip_message_get_header (ringing,
                       GST_SIP_HEADER_RECORD_ROUTE),
      ==, "<sip:p1.example.com;lr>");
  gst_sip_call_answer (f->call, NULL);
  sip_test_net_advance (f->net, 0);
  answer = sip_test_net_pop_response (f->net, 200);
  g_assert_cmpstr (gst_sip_message_get_header (answer,
                       GST_SIP_HEADER_RECORD_ROUTE),
      ==, "<sip:p1.example.com;lr>");
  tag = dup_to_tag (answer);
  send_in (f, "ACK", 7, "2", tag, NULL);
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 0);
  bye = sip_test_peer_pop (f, "BYE");
  g_assert_cmpstr (gst_sip_message_get_header (bye, GST_SIP_HEADER_ROUTE), ==,
      "<sip:p1.example.com;lr>");
}

static void
test_no_ack (SipTestPeer *f, gconstpointer data)
{
  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  gst_sip_call_answer (f->call, NULL);
  sip_test_net_advance (f->net, 33);
  while (f->net->inbox->len > 1)
    g_ptr_array_remove_index (f->net->inbox, 0);
  sip_test_peer_drop (f, "BYE");
  sip_test_net_advance (f->net, 33);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 408);
}

/* A callee must not hang up before the ACK is there. */
static void
test_hangup_before_ack (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *tag = NULL;

  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  sip_test_peer_drop_status (f, 180);
  gst_sip_call_answer (f->call, NULL);
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 0.1);
  answer = sip_test_net_pop_response (f->net, 200);
  sip_test_net_assert_silence (f->net);
  tag = dup_to_tag (answer);
  send_in (f, "ACK", 7, "2", tag, NULL);
  sip_test_peer_drop (f, "BYE");
}

/* (transfer full): the 200 to the INVITE */
static GstSipMessage *
answer_ringing (SipTestPeer *f)
{
  sip_test_peer_drop_status (f, 180);
  gst_sip_call_answer (f->call, NULL);
  sip_test_net_advance (f->net, 0);
  return sip_test_net_pop_response (f->net, 200);
}

static void
test_late_offer (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *tag = NULL;

  call_in (f, CALL_IN ("sip:alice@example.com", "1", "", ""));
  answer = answer_ringing (f);
  sip_test_peer_assert_body (answer, "offer alice 1");
  g_assert_false (f->alice->media->started);
  tag = dup_to_tag (answer);
  send_in (f, "ACK", 7, "2", tag, "answer to offer alice 1");
  g_assert_true (f->alice->media->started);
  sip_test_peer_hang_up (f);
}

static void
test_optional_body (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;

  call_in (f,
      CALL_IN ("sip:alice@example.com", "1",
          "Content-Type: application/x-card\n"
          "Content-Disposition: render;handling=optional\n",
          "a card"));
  answer = answer_ringing (f);
  sip_test_peer_assert_body (answer, "offer alice 1");
}

static void
test_late_offer_unanswered (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *tag = NULL;

  call_in (f, CALL_IN ("sip:alice@example.com", "1", "", ""));
  answer = answer_ringing (f);
  tag = dup_to_tag (answer);
  send_in (f, "ACK", 7, "2", tag, NULL);
  sip_test_peer_drop (f, "BYE");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDING, 0);
}

static void
test_incoming_cancelled (SipTestPeer *f, gconstpointer data)
{
  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  sip_test_peer_drop_status (f, 180);
  send_in (f, "CANCEL", 7, "1", NULL, NULL);
  sip_test_peer_drop_status (f, 200);
  sip_test_peer_drop_status (f, 487);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 487);
}

static void
test_merged (SipTestPeer *f, gconstpointer data)
{
  call_in (f, CALL_IN ("sip:alice@example.com", "1", OFFER, "offer bob 1"));
  sip_test_peer_drop_status (f, 180);
  sip_test_net_inject (f->net, f->alice,
      CALL_IN ("sip:alice@example.com", "other", OFFER, "offer bob 1"));
  sip_test_peer_drop_status (f, 482);
  g_assert_cmpuint (f->alice->n_incoming, ==, 1);
  gst_sip_call_hangup (f->call);
}

static void
test_loop (SipTestPeer *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;

  f->call = gst_sip_ua_call (f->alice->ua, "alice", NULL, NULL);
  sip_test_net_advance (f->net, 0);
  f->invite = sip_test_peer_pop (f, "INVITE");
  bytes = gst_sip_message_serialize (f->invite);
  sip_test_net_inject_bytes (f->net, f->alice, bytes);
  sip_test_peer_drop_status (f, 482);
  sip_test_peer_reply (f, 482, "p", NULL, NULL);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 482);
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
test_addresses (SipTestPeer *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autofree gchar *text =
        g_strdup_printf ("INVITE %s SIP/2.0\n"
                         "Via: SIP/2.0/WS "
                         "peer.invalid;branch=z9hG4bKa%" G_GSIZE_FORMAT "\n"
                         "From: <sip:bob@example.com>;tag=b\n"
                         "To: <sip:alice@example.com>\n"
                         "Call-ID: in%" G_GSIZE_FORMAT "\n"
                         "CSeq: 7 INVITE\n" SIP_TEST_PEER_CONTACT "\n",
            addresses[i].uri, i, i);

    sip_test_net_inject (f->net, f->alice, text);
    sip_test_peer_drop_status (f, addresses[i].status);
  }
  sip_test_net_advance (f->net, 31);
}

static void
test_strays (SipTestPeer *f, gconstpointer data)
{
  send_in (f, "ACK", 1, "1", "none", NULL);
  sip_test_net_assert_silence (f->net);
  send_in (f, "BYE", 1, "2", "none", NULL);
  sip_test_peer_drop_status (f, 481);
  send_in (f, "BYE", 2, "3", NULL, NULL);
  sip_test_peer_drop_status (f, 481);
  send_in (f, "CANCEL", 3, "4", NULL, NULL);
  sip_test_peer_drop_status (f, 481);
  send_in (f, "MESSAGE", 4, "5", NULL, NULL);
  sip_test_peer_drop_status (f, 405);
  send_in (f, "SUBSCRIBE", 5, "6", NULL, NULL);
  sip_test_peer_drop_status (f, 405);
}

static void
test_garbage (SipTestPeer *f, gconstpointer data)
{
  const gchar *texts[] = {"\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "x",
      "SIP/2.0 200 OK\r\n\r\n", "\xff\xfe\xfd"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (texts[i], strlen (texts[i]));

    sip_test_net_inject_bytes (f->net, f->alice, bytes);
  }
  g_ptr_array_set_size (f->net->inbox, 0);
  send_in (f, "OPTIONS", 5, "6", NULL, NULL);
  sip_test_peer_drop_status (f, 200);
}

int
main (int argc, char **argv)
{
  static const SipTestPeerRow tests[] = {
      {"in/answered",              test_incoming             },
      {"in/record-route",          test_record_route         },
      {"in/no-ack",                test_no_ack               },
      {"in/hangup-before-ack",     test_hangup_before_ack    },
      {"in/late-offer",            test_late_offer           },
      {"in/optional-body",         test_optional_body        },
      {"in/late-offer-unanswered", test_late_offer_unanswered},
      {"in/cancelled",             test_incoming_cancelled   },
      {"in/merged",                test_merged               },
      {"in/loop",                  test_loop                 },
      {"in/addresses",             test_addresses            },
      {"in/strays",                test_strays               },
      {"in/garbage",               test_garbage              },
  };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    sip_test_peer_add (tests[i].name, 0, tests[i].test);
  for (gsize i = 0; i < G_N_ELEMENTS (multiparts); i++) {
    g_autofree gchar *name =
        g_strdup_printf ("in/multipart/%" G_GSIZE_FORMAT, i);

    sip_test_peer_add (name, i, test_multipart);
  }
  return g_test_run ();
}
