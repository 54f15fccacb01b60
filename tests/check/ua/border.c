/* What may pass between a peer, the application and the network
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiperror.h"
#include "siptestnet.h"

#include <string.h>

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GstSipMessage *ok; /* hers, to the INVITE of the peer */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", "register", FALSE,
      "auto-answer", TRUE, NULL);
  sip_test_net_start (f->net);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->ok, gst_sip_message_unref);
  sip_test_net_free (f->net);
}

static void
inject (Fixture *f, const gchar *method, guint cseq, const gchar *to,
    const gchar *rest)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%s%u\n"
                       "Max-Forwards: 70\nFrom: "
                       "<sip:bob@example.com>;tag=b\nTo: %s\n"
                       "Call-ID: c\nCSeq: %u %s\n%s",
          method, method, cseq, to, cseq, method, rest);

  sip_test_net_inject (f->net, f->alice, text);
}

static void
inject_in_call (Fixture *f, const gchar *method, guint cseq, const gchar *rest)
{
  inject (f, method, cseq,
      gst_sip_message_get_header (f->ok, GST_SIP_HEADER_TO), rest);
}

static void
take_call (Fixture *f, const gchar *contact)
{
  g_autofree gchar *rest =
      g_strdup_printf ("Contact: %s\n"
                       "Content-Type: application/sdp\nContent-Length: "
                       "5\n\noffer",
          contact);

  inject (f, "INVITE", 1, "<sip:alice@example.com>", rest);
  sip_test_net_advance (f->net, 0.1);
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 180));
  f->ok = sip_test_net_pop_response (f->net, 200);
  inject_in_call (f, "ACK", 1, "\n");
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ESTABLISHED);
}

/* The application hears what is wrong, the peer a plain word. */
static void
test_reason_is_ours (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
      "the certificate is AB:CD, 10.1.2.3 does not answer");
  g_autoptr (GstSipCall) call = NULL;
  g_autoptr (GstSipMessage) bye = NULL;
  g_autofree gchar *reason = NULL;

  take_call (f, "<sip:bob@peer.invalid>");
  call = gst_object_ref (f->alice->call);
  gst_sip_media_failed (GST_SIP_MEDIA (f->alice->media), error);
  sip_test_net_advance (f->net, 0.1);
  bye = sip_test_net_pop_request (f->net, "BYE");
  g_assert_cmpstr (gst_sip_message_get_header (bye, GST_SIP_HEADER_REASON), ==,
      "SIP;cause=488;text=\"Not Acceptable Here\"");
  sip_test_net_reply (f->net, f->alice, bye, 200, NULL, NULL, NULL);
  reason = gst_sip_call_get_reason (call);
  g_assert_nonnull (strstr (reason, "AB:CD"));
}

/* RFC 3261 section 19.1.1 */
static const struct
{
  const gchar *contact, *uri;
} contacts[] = {
    {"<sip:bob@h?Route=%3Csip:evil%3E&Replaces=x>",      "sip:bob@h"      },
    {"<sip:bob@h;method=REGISTER>",                      "sip:bob@h"      },
    {"<sip:bob@h;a=1;%6dethod=x;transport=ws?Reason=y>",
     "sip:bob@h;a=1;transport=ws"                                         },
    {"<sip:bob@h;lr;method;ob>",                         "sip:bob@h;lr;ob"},
    {"<sip:bob@h:5070;methods=1;transport=ws>",
     "sip:bob@h:5070;methods=1;transport=ws"                              },
};

static void
test_contact (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) bye = NULL;

  take_call (f, contacts[i].contact);
  gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 0.1);
  bye = sip_test_net_pop_request (f->net, "BYE");
  g_assert_cmpstr (gst_sip_message_get_request_uri (bye), ==, contacts[i].uri);
}

static void
assert_refused (Fixture *f, const gchar *options, const gchar *problem)
{
  g_autoptr (GstStructure) structure =
      gst_structure_from_string (options, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (structure);
  g_assert_null (gst_sip_ua_call (f->alice->ua, "bob", structure, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION);
  g_assert_nonnull (strstr (error->message, problem));
}

static void
test_options (Fixture *f, gconstpointer data)
{
  assert_refused (f, "o, display-name=(string)\"Al\\015\\012Evil: x\"",
      "display-name");
  assert_refused (f, "o, display-name=(int)1", "display-name");
  assert_refused (f,
      "o, extra-headers=(structure)\"h\\,\\ "
      "Content-Encoding=\\(string\\)gzip\\;\"",
      "Content-Encoding");
  assert_refused (f,
      "o, extra-headers=(structure)\"h\\,\\ e=\\(string\\)gzip\\;\"", "'e'");
  assert_refused (f,
      "o, extra-headers=(structure)\"h\\,\\ Route=\\(string\\)x\\;\"", "Route");
  sip_test_net_assert_silence (f->net);
}

/* RFC 6086 section 4.2.2 */
static void
test_info (Fixture *f, gconstpointer data)
{
  take_call (f, "<sip:bob@peer.invalid>");
  inject_in_call (f, "INFO", 2, "\n");
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 200));
  inject_in_call (f, "INFO", 3, "Info-Package: x\n\n");
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 469));
}

/* One fork leaves, another answers. */
static void
test_bye_of_a_fork (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipCall) call =
      gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  g_autoptr (GstSipMessage) invite = NULL;
  g_autofree gchar *bye = NULL;

  sip_test_net_advance (f->net, 0);
  invite = sip_test_net_pop_request (f->net, "INVITE");
  sip_test_net_reply (f->net, f->alice, invite, 180, "x",
      "Contact: <sip:x@peer.invalid>\r\n", NULL);
  g_assert_cmpuint (gst_sip_dialogs_get_size (f->alice->ua->core->dialogs), ==,
      1);
  bye = g_strdup_printf (
      "BYE sip:alice@example.com SIP/2.0\n"
      "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bKbye\nMax-Forwards: 70\n"
      "From: <sip:bob@example.com>;tag=x\nTo: %s\nCall-ID: %s\n"
      "CSeq: 1 BYE\n\n",
      gst_sip_message_get_header (invite, GST_SIP_HEADER_FROM),
      gst_sip_message_get_header (invite, GST_SIP_HEADER_CALL_ID));
  sip_test_net_inject (f->net, f->alice, bye);
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 200));
  g_assert_cmpuint (gst_sip_dialogs_get_size (f->alice->ua->core->dialogs), ==,
      0);
  sip_test_net_reply (f->net, f->alice, invite, 200, "y",
      "Contact: <sip:y@peer.invalid>\r\n", "answer to offer alice 1");
  gst_sip_message_unref (sip_test_net_pop_request (f->net, "ACK"));
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ESTABLISHED);
}

/* A registrar that grants a second is not asked every second. */
static void
test_short_grant (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice = sip_test_net_add_phone (net, "alice", NULL);
  guint before;

  net->grants = 1;
  sip_test_net_start (net);
  g_assert_cmpuint (alice->n_registered, ==, 1);
  before = net->n_received;
  sip_test_net_advance (net, 60);
  g_assert_cmpuint (net->n_received - before, <=, 10);
  g_assert_cmpuint (net->n_received - before, >=, 3);
  sip_test_net_free (net);
}

static gboolean
lose_ack (SipTestNet *net, guint from, GstSipMessage *message)
{
  return gst_sip_message_is_request (message) &&
      gst_sip_message_get_method (message) == GST_SIP_METHOD_ACK;
}

/* A phone that changes networks while it rings; the edge knows the old way
 * only, and the ACK never comes. */
static void
test_ringing_loses_flow (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice = sip_test_net_add_phone (net, "alice", NULL);
  SipTestPhone *bob = sip_test_net_add_phone (net, "bob", NULL);
  g_autoptr (GstSipCall) call = NULL;

  sip_test_net_start (net);
  call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (net, 1);
  sip_test_net_lose (net, bob);
  sip_test_net_advance (net, 5);
  net->filter = lose_ack;
  gst_sip_call_answer (bob->call, NULL);
  sip_test_net_advance (net, 60);
  g_assert_cmpint (gst_sip_call_get_state (bob->call), ==,
      GST_SIP_CALL_ESTABLISHED);
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ESTABLISHED);
  sip_test_net_free (net);
}

/* The media have no offer at the moment when the call is to be found back. */
static void
test_busy_media (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice;
  g_autoptr (GstSipCall) call = NULL;
  g_autoptr (GstSipMessage) invite = NULL;

  net->scripted = TRUE;
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);
  sip_test_net_start (net);
  call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (net, 0);
  invite = sip_test_net_pop_request (net, "INVITE");
  sip_test_net_reply (net, alice, invite, 200, "b",
      "Contact: <sip:bob@peer.invalid>\r\n", "answer to offer alice 1");
  gst_sip_message_unref (sip_test_net_pop_request (net, "ACK"));
  alice->media->refuse = 500;
  sip_test_net_lose (net, alice);
  sip_test_net_advance (net, 30);
  gst_sip_message_unref (sip_test_net_pop_request (net, "INVITE"));
  sip_test_net_free (net);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *name;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
      {"reason-is-ours", test_reason_is_ours},
      {"options",        test_options       },
      {"info",           test_info          },
      {"bye-of-a-fork",  test_bye_of_a_fork },
  };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/border/%s", tests[i].name);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (contacts); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/border/contact/%" G_GSIZE_FORMAT, i);

    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_contact,
        tear_down);
  }
  g_test_add_func ("/ua/border/short-grant", test_short_grant);
  g_test_add_func ("/ua/border/ringing-loses-flow", test_ringing_loses_flow);
  g_test_add_func ("/ua/border/busy-media", test_busy_media);
  return g_test_run ();
}
