/* What real peers and proxies do, and some of them wrongly
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestnet.h"

#include <string.h>

#define CONTACT "Contact: <sip:bob@192.0.2.1;transport=ws>\n"
#define FROM "From: <sip:bob@example.com>;tag=b\n"

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GstSipCall *call;
  GstSipMessage *invite; /* hers */
  GstSipMessage *ringing; /* hers, to an INVITE of bob */
  guint cseq; /* of bob */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", "register", FALSE, NULL);
  f->cseq = 1;
  sip_test_net_start (f->net);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  f->net->down = FALSE;
  if (f->call != NULL)
    gst_sip_call_hangup (f->call);
  g_ptr_array_set_size (f->net->inbox, 0);
  sip_test_net_advance (f->net, 100);
  sip_test_net_assert_empty (f->net);
  gst_clear_object (&f->call);
  g_clear_pointer (&f->invite, gst_sip_message_unref);
  g_clear_pointer (&f->ringing, gst_sip_message_unref);
  sip_test_net_free (f->net);
}

static GstSipMessage *
pop (Fixture *f, const gchar *method)
{
  return sip_test_net_pop_request (f->net, method);
}

static void
drop (Fixture *f, const gchar *method)
{
  gst_sip_message_unref (pop (f, method));
}

static GstSipMessage *
pop_status (Fixture *f, guint status)
{
  return sip_test_net_pop_response (f->net, status);
}

static void
drop_status (Fixture *f, guint status)
{
  gst_sip_message_unref (pop_status (f, status));
}

static const gchar *
header (GstSipMessage *message, GstSipHeader name)
{
  return gst_sip_message_get_header (message, name);
}

static void
assert_state (GstSipCall *call, GstSipCallState state)
{
  g_assert_cmpint (gst_sip_call_get_state (call), ==, state);
}

/* A request of bob. head: Via, From, To, Call-ID and what is odd */
static void
send (Fixture *f, const gchar *method, const gchar *head, const gchar *body)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\n"
                       "%sMax-Forwards: 70\nCSeq: %u %s\n%s"
                       "Content-Length: %" G_GSIZE_FORMAT "\n\n%s",
          method, head, f->cseq, method,
          body != NULL ? "Content-Type: application/sdp\n" : "",
          body != NULL ? strlen (body) : 0, body != NULL ? body : "");

  f->cseq++;
  sip_test_net_inject (f->net, f->alice, text);
}

/* Bob calls. */

static const struct
{
  const gchar *name;
  const gchar *head;
  const gchar *display_name; /* of the caller */
  const gchar *target; /* of requests to him */
  const gchar *route; /* NULL: none */
} rings[] = {
    {"quotes-in-name",
     "Via: SIP/2.0/WS p.invalid;branch=z9hG4bK1\n"
        "From: \"Bob \"the\" Example\" <sip:bob@example.com>;tag=b\n" CONTACT,
     "Bob \"the\" Example",                                                          "sip:bob@192.0.2.1;transport=ws", NULL                    },
    {"quotes-in-bare-name",
     "Via: SIP/2.0/WS p.invalid;branch=z9hG4bK1\n"
        "From: Bob \"the\" Example <sip:bob@example.com>;tag=b\n" CONTACT,
     "Bob \"the\" Example",                                                          "sip:bob@192.0.2.1;transport=ws", NULL                    },
    {"via",
     "Via: SIP/2.0/WS p.invalid;branch=z9hG4bK1, SIP/2.0/UDP [broken, x\n"
        "Via: y\n" FROM CONTACT,
     NULL,                                                                           "sip:bob@192.0.2.1;transport=ws", NULL                    },
    {"contact",
     "Via: SIP/2.0/WS p.invalid;branch=z9hG4bK1\n" FROM
        "Contact: <sip:>, <tel:1>, <sip:bob@192.0.2.9;transport=ws>\n",        NULL, "sip:bob@192.0.2.9;transport=ws", NULL                    },
    {"record-route",
     "Via: SIP/2.0/WS p.invalid;branch=z9hG4bK1\n" FROM CONTACT
        "Record-Route: <sip:, <sip:p.example.com;lr>\n"
        "Record-Route: : , <sip:p.example.com;lr>\n",                          NULL, "sip:bob@192.0.2.1;transport=ws", "<sip:p.example.com;lr>"},
    {"route",
     "Via: SIP/2.0/WS p.invalid;branch=z9hG4bK1\nRoute: <, x\n" FROM CONTACT,
     NULL,                                                                           "sip:bob@192.0.2.1;transport=ws", NULL                    },
};

static void
test_rings (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *head =
      g_strconcat ("To: <sip:alice@example.com>\nCall-ID: in\n", rings[i].head,
          NULL);
  g_autofree gchar *name = NULL;
  g_autoptr (GstSipMessage) ok = NULL;
  g_autoptr (GstSipMessage) bye = NULL;
  g_autofree gchar *ack = NULL;

  send (f, "INVITE", head, "offer bob 1");
  drop_status (f, 180);
  g_object_get (f->alice->call, "remote-display-name", &name, NULL);
  g_assert_cmpstr (name, ==, rings[i].display_name);
  gst_sip_call_answer (f->alice->call, NULL);
  sip_test_net_advance (f->net, 0);
  ok = pop_status (f, 200);
  ack = g_strdup_printf ("Via: SIP/2.0/WS p.invalid;branch=z9hG4bK2\n"
                         "From: %s\nTo: %s\nCall-ID: in\n",
      header (ok, GST_SIP_HEADER_FROM), header (ok, GST_SIP_HEADER_TO));
  f->cseq = 1;
  send (f, "ACK", ack, NULL);
  gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 0);
  bye = pop (f, "BYE");
  g_assert_cmpstr (gst_sip_message_get_request_uri (bye), ==, rings[i].target);
  g_assert_cmpstr (header (bye, GST_SIP_HEADER_ROUTE), ==, rings[i].route);
}

/* In dialogs. */

static void
call_in (Fixture *f)
{
  send (f, "INVITE",
      "Via: SIP/2.0/WS p.invalid;branch=z9hG4bK1\n" FROM CONTACT
      "To: <sip:alice@example.com>\nCall-ID: in\n",
      "offer bob 1");
  f->ringing = pop_status (f, 180);
}

static void
call_out (Fixture *f)
{
  f->call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (f->net, 0);
  f->invite = pop (f, "INVITE");
}

static void
reply (Fixture *f, guint status, const gchar *tag, const gchar *body)
{
  sip_test_net_reply (f->net, f->alice, f->invite, status, tag, CONTACT, body);
}

static void
call_out_established (Fixture *f)
{
  call_out (f);
  reply (f, 200, "b", "answer to offer alice 1");
  drop (f, "ACK");
}

/* From bob, in the dialog that the call of either has. */
static void
send_in_dialog (Fixture *f, const gchar *method, const gchar *headers,
    const gchar *body)
{
  GstSipMessage *first = f->invite != NULL ? f->invite : f->ringing;
  g_autofree gchar *head =
      g_strdup_printf ("Via: SIP/2.0/WS p.invalid;branch=z9hG4bKd%u\n" FROM
                       "To: %s\n"
                       "Call-ID: %s\n%s",
          f->cseq,
          header (first,
              f->invite != NULL ? GST_SIP_HEADER_FROM : GST_SIP_HEADER_TO),
          header (first, GST_SIP_HEADER_CALL_ID), headers);

  send (f, method, head, body);
}

static void
assert_later (Fixture *f)
{
  g_autoptr (GstSipMessage) refused = pop_status (f, 500);
  guint32 seconds;

  g_assert_true (gst_sip_message_get_number (refused,
      GST_SIP_HEADER_RETRY_AFTER, &seconds));
  g_assert_cmpuint (seconds, <=, 10);
}

static void
test_requests_while_we_ring (Fixture *f, gconstpointer data)
{
  call_in (f);
  send_in_dialog (f, "UPDATE",
      "P-Asserted-Identity: \"New\" <sip:new@example.com>\n", NULL);
  drop_status (f, 200);
  send_in_dialog (f, "INVITE", CONTACT, NULL);
  assert_later (f);
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 2");
  assert_later (f);
  send_in_dialog (f, "UPDATE", CONTACT, "offer bob 2");
  assert_later (f);
  assert_state (f->alice->call, GST_SIP_CALL_RINGING);
  gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 0);
  drop_status (f, 480);
}

static void
test_requests_while_it_rings (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) bye = NULL;

  call_out (f);
  reply (f, 180, "b", NULL);
  send_in_dialog (f, "UPDATE", "Contact: <sip:bob@192.0.2.99>\n", NULL);
  drop_status (f, 200);
  send_in_dialog (f, "UPDATE", CONTACT, "offer bob 1");
  drop_status (f, 491);
  send_in_dialog (f, "INVITE", CONTACT, "offer bob 1");
  drop_status (f, 491);
  assert_state (f->call, GST_SIP_CALL_RINGING);
  sip_test_net_reply (f->net, f->alice, f->invite, 200, "b", NULL,
      "answer to offer alice 1");
  drop (f, "ACK");
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 0);
  bye = pop (f, "BYE");
  g_assert_cmpstr (gst_sip_message_get_request_uri (bye), ==,
      "sip:bob@192.0.2.99");
}

/* The 2xx of a re-INVITE that is through comes again, while an offer of ours in
 * our 2xx to the peer's INVITE waits for its answer. */
static void
test_old_answer (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) again = NULL;

  call_out_established (f);
  sip_test_net_lose (f->net, f->alice);
  sip_test_net_advance (f->net, 5);
  again = pop (f, "INVITE");
  sip_test_net_reply (f->net, f->alice, again, 200, NULL, CONTACT,
      "answer to offer alice 2");
  drop (f, "ACK");
  send_in_dialog (f, "INVITE", CONTACT, NULL);
  drop_status (f, 200);
  for (guint i = 0; i < 2; i++) {
    sip_test_net_reply (f->net, f->alice, again, 200, NULL, CONTACT,
        "answer to offer alice 2");
    drop (f, "ACK");
  }
  assert_state (f->call, GST_SIP_CALL_ESTABLISHED);
  f->cseq--;
  send_in_dialog (f, "ACK", "", "answer to offer alice 3");
  assert_state (f->call, GST_SIP_CALL_ESTABLISHED);
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 3");
}

/* We hang up while our own re-INVITE is open: what comes of it is none of the
 * media's business any more (those of the test would object). */
static void
test_media_after_stop (Fixture *f, gconstpointer data)
{
  guint status = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) again = NULL;

  call_out_established (f);
  sip_test_net_lose (f->net, f->alice);
  sip_test_net_advance (f->net, 5);
  again = pop (f, "INVITE");
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 0);
  drop (f, "BYE");
  g_assert_true (f->alice->media->stopped);
  f->alice->media->rolled_back = FALSE;
  sip_test_net_reply (f->net, f->alice, again, status, NULL, CONTACT,
      status == 200 ? "answer to offer alice 2" : NULL);
  drop (f, "ACK");
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 1");
  g_assert_false (f->alice->media->rolled_back);
}

/* A re-INVITE that the peer takes its time for, when it hangs up: nothing is
 * left of it, which is seen at the end. */
static void
test_reinvite_after_end (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) again = NULL;

  call_out_established (f);
  sip_test_net_lose (f->net, f->alice);
  sip_test_net_advance (f->net, 5);
  again = pop (f, "INVITE");
  sip_test_net_reply (f->net, f->alice, again, 100, NULL, NULL, NULL);
  send_in_dialog (f, "BYE", "", NULL);
  drop_status (f, 200);
  assert_state (f->call, GST_SIP_CALL_ENDED);
  drop (f, "CANCEL");
}

/* The connection breaks while the media work on a description: the call is
 * found back as soon as they are done. */
static void
test_found_back_by_busy_media (Fixture *f, gconstpointer data)
{
  call_out_established (f);
  f->alice->media->refuse = 491;
  sip_test_net_lose (f->net, f->alice);
  sip_test_net_advance (f->net, 10);
  g_assert_cmpuint (f->alice->media->refuse, ==, 0);
  drop (f, "INVITE");
}

/* Bob rings, his connection breaks and is replaced, he answers. The ACK goes by
 * the old one, as with an edge that routes by connection. */
static void
test_answered_after_loss (Fixture *f, gconstpointer data)
{
  const gchar *method = data;
  gboolean by_update = g_str_equal (method, "UPDATE");
  g_autoptr (GstSipMessage) refresh = NULL;
  g_autofree gchar *head = g_strdup_printf (
      "Via: SIP/2.0/WS p.invalid;branch=z9hG4bK1\n" FROM CONTACT
      "To: <sip:alice@example.com>\nCall-ID: in\nAllow: INVITE, %s\n",
      method);

  send (f, "INVITE", head, "offer bob 1");
  f->ringing = pop_status (f, 180);
  sip_test_net_lose (f->net, f->alice);
  sip_test_net_advance (f->net, 5);
  gst_sip_call_answer (f->alice->call, NULL);
  sip_test_net_advance (f->net, 0);
  drop_status (f, 200);
  refresh = pop (f, method);
  sip_test_net_reply (f->net, f->alice, refresh, 200, NULL, CONTACT,
      by_update ? NULL : "answer to offer alice 1");
  if (!by_update)
    drop (f, "ACK");
  sip_test_net_advance (f->net, 60);
  assert_state (f->alice->call, GST_SIP_CALL_ESTABLISHED);
  gst_sip_call_hangup (f->alice->call);
}

/* Credentials that the INVITE had are those of each ACK. */
static void
test_ack_has_credentials (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) ack = NULL;
  g_autoptr (GstSipMessage) fork = NULL;
  const gchar *sent;

  call_out (f);
  sip_test_net_reply (f->net, f->alice, f->invite, 407, "p",
      "Proxy-Authenticate: Digest realm=\"example.com\", nonce=\"1\", "
      "qop=\"auth\"\n",
      NULL);
  drop (f, "ACK");
  gst_sip_message_unref (f->invite);
  f->invite = pop (f, "INVITE");
  sent = header (f->invite, GST_SIP_HEADER_PROXY_AUTHORIZATION);
  g_assert_nonnull (sent);
  reply (f, 200, "b", "answer to offer alice 1");
  ack = pop (f, "ACK");
  g_assert_cmpstr (header (ack, GST_SIP_HEADER_PROXY_AUTHORIZATION), ==, sent);
  reply (f, 200, "c", "answer to offer alice 1");
  fork = pop (f, "ACK");
  g_assert_cmpstr (header (fork, GST_SIP_HEADER_PROXY_AUTHORIZATION), ==, sent);
  drop (f, "BYE");
}

/* The end. */

static void
test_silence_after_hangup (Fixture *f, gconstpointer data)
{
  call_out_established (f);
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 20);
  assert_state (f->call, GST_SIP_CALL_ENDING);
  /* The BYE goes out once more, over another connection. */
  sip_test_net_lose (f->net, f->alice);
  sip_test_net_advance (f->net, 11.9);
  assert_state (f->call, GST_SIP_CALL_ENDING);
  sip_test_net_advance (f->net, 0.2);
  assert_state (f->call, GST_SIP_CALL_ENDED);
  g_assert_cmpuint (gst_sip_call_get_status (f->call), ==, 200);
}

/* Who is called hangs up before the ACK has come, and it never does. */
static void
test_silence_before_ack (Fixture *f, gconstpointer data)
{
  guint n_byes = 0;

  call_in (f);
  gst_sip_call_answer (f->alice->call, NULL);
  sip_test_net_advance (f->net, 10);
  gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 32.1);
  assert_state (f->alice->call, GST_SIP_CALL_ENDED);
  for (guint i = 0; i < f->net->inbox->len; i++)
    n_byes += gst_sip_message_get_method (f->net->inbox->pdata[i]) ==
        GST_SIP_METHOD_BYE;
  g_assert_cmpuint (n_byes, ==, 1);
}

static void
test_silence_after_cancel (Fixture *f, gconstpointer data)
{
  call_out (f);
  reply (f, 180, "b", NULL);
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 32.1);
  assert_state (f->call, GST_SIP_CALL_ENDED);
  g_assert_cmpuint (gst_sip_call_get_status (f->call), ==, 487);
  /* An answer that comes all the same is ended. */
  g_ptr_array_set_size (f->net->inbox, 0);
  reply (f, 200, "b", "answer to offer alice 1");
  drop (f, "ACK");
  drop (f, "BYE");
}

/* The servers are down, and the next attempt would come too late for a BYE. */
static void
test_hangup_cut_off (Fixture *f, gconstpointer data)
{
  call_out_established (f);
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  while (gst_sip_core_is_connected (f->alice->ua->core) ||
      !gst_sip_core_is_cut_off (f->alice->ua->core, 32 * G_TIME_SPAN_SECOND))
    sip_test_net_advance (f->net, 1);
  assert_state (f->call, GST_SIP_CALL_ESTABLISHED);
  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 0);
  assert_state (f->call, GST_SIP_CALL_ENDED);
}

static void
set_up_patient (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", "register", FALSE,
      "connection-recovery-max-interval", 600, NULL);
  f->cseq = 1;
  sip_test_net_start (f->net);
}

static const struct
{
  const gchar *name;
  void (*test) (Fixture *f, gconstpointer data);
} tests[] = {
    {"requests-while-we-ring",   test_requests_while_we_ring  },
    {"requests-while-it-rings",  test_requests_while_it_rings },
    {"found-back-by-busy-media", test_found_back_by_busy_media},
    {"reinvite-after-end",       test_reinvite_after_end      },
    {"old-answer",               test_old_answer              },
    {"ack-has-credentials",      test_ack_has_credentials     },
    {"silence-after-hangup",     test_silence_after_hangup    },
    {"silence-before-ack",       test_silence_before_ack      },
    {"silence-after-cancel",     test_silence_after_cancel    },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rings); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/habits/rings/%s", rings[i].name);

    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_rings,
        tear_down);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/habits/%s", tests[i].name);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  g_test_add ("/ua/habits/answered-after-loss/update", Fixture, "UPDATE",
      set_up, test_answered_after_loss, tear_down);
  g_test_add ("/ua/habits/answered-after-loss/reinvite", Fixture, "INVITE",
      set_up, test_answered_after_loss, tear_down);
  g_test_add ("/ua/habits/media-after-stop/200", Fixture,
      GUINT_TO_POINTER (200), set_up, test_media_after_stop, tear_down);
  g_test_add ("/ua/habits/media-after-stop/487", Fixture,
      GUINT_TO_POINTER (487), set_up, test_media_after_stop, tear_down);
  g_test_add ("/ua/habits/hangup-cut-off", Fixture, NULL, set_up_patient,
      test_hangup_cut_off, tear_down);
  return g_test_run ();
}
