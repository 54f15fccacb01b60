/* A call that comes in and is not answered at once: how it rings, how long
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The test plays the caller, message by message.
 */
#include "siptestnet.h"

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GString *story; /* what an application heard */
} Fixture;

#define advance(f, seconds) sip_test_net_advance ((f)->net, seconds)
#define silence(f) sip_test_net_assert_silence ((f)->net)

static void
on_ended (GstSipCall *call, guint status, const gchar *reason, Fixture *f)
{
  g_string_append_printf (f->story, "ended %u %s;", status, reason);
}

static void
on_state (GstSipCall *call, GParamSpec *pspec, Fixture *f)
{
  static const gchar *const names[] = {"calling", "ringing", "established",
      "ending", "over"};

  g_string_append_printf (f->story, "%s;",
      names[gst_sip_call_get_state (call)]);
}

static void
on_incoming (GstSipUa *ua, GstSipCall *call, Fixture *f)
{
  g_string_append (f->story, "incoming;");
  g_signal_connect (call, "notify::state", G_CALLBACK (on_state), f);
  g_signal_connect (call, "ended", G_CALLBACK (on_ended), f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", "register", FALSE, NULL);
  f->story = g_string_new (NULL);
  g_signal_connect (f->alice->ua, "incoming-call", G_CALLBACK (on_incoming), f);
  sip_test_net_start (f->net);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->alice->call != NULL)
    gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 100);
  g_ptr_array_set_size (f->net->inbox, 0);
  sip_test_net_assert_empty (f->net);
  sip_test_net_free (f->net);
  g_string_free (f->story, TRUE);
}

static void
send_to (Fixture *f, const gchar *to, const gchar *method, const gchar *headers,
    const gchar *body)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bKpeer\n"
                       "Max-Forwards: 70\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: %s\n"
                       "Call-ID: from-bob\n"
                       "CSeq: 1 %s\n"
                       "Contact: <sip:bob@192.0.2.1;transport=ws>\n"
                       "%sContent-Length: %zu\n"
                       "\n%s",
          method, to, method, headers, strlen (body), body);

  sip_test_net_inject (f->net, f->alice, text);
  advance (f, 0);
}

#define send(f, method, headers, body) \
  send_to (f, "<sip:alice@example.com>", method, headers, body)

#define OFFER_TYPE "Content-Type: application/sdp\n"

static void
invite (Fixture *f, const gchar *headers)
{
  g_autofree gchar *all = g_strconcat (OFFER_TYPE, headers, NULL);

  send (f, "INVITE", all, "offer bob 1");
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

/* It is answered, and the caller knows. */
static void
drop_success (Fixture *f)
{
  g_autoptr (GstSipMessage) success = pop (f, 200);

  send_to (f, gst_sip_message_get_header (success, GST_SIP_HEADER_TO), "ACK",
      "", "");
}

static void
set_timeout (Fixture *f, guint seconds)
{
  g_object_set (f->alice->config, "no-answer-timeout", seconds, NULL);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
  advance (f, 0);
}

static void
assert_ended (Fixture *f, guint status, const gchar *reason)
{
  g_autofree gchar *got = gst_sip_call_get_reason (f->alice->call);

  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ENDED);
  g_assert_cmpuint (gst_sip_call_get_status (f->alice->call), ==, status);
  g_assert_cmpstr (got, ==, reason);
}

static void
test_not_answered (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) refusal = NULL;

  invite (f, "");
  drop (f, 180);
  advance (f, 29.9);
  silence (f);
  advance (f, 0.2);

  refusal = pop (f, 480);
  g_assert_cmpstr (gst_sip_message_get_header (refusal, GST_SIP_HEADER_REASON),
      ==, "Q.850;cause=19;text=\"no answer\"");
  silence (f);
  assert_ended (f, 480, "no answer");
  g_assert_cmpstr (f->story->str, ==, "incoming;over;ended 480 no answer;");
}

/* Proxies give up on an INVITE that is silent for three minutes. */
static void
test_rings_long (Fixture *f, gconstpointer data)
{
  set_timeout (f, 200);
  invite (f, "");
  for (guint i = 0; i < 4; i++) {
    drop (f, 180);
    silence (f);
    advance (f, i < 3 ? 60 : 20);
  }
  drop (f, 480);
}

static void
test_caller_waits_less (Fixture *f, gconstpointer data)
{
  invite (f, "Expires: 10\n");
  drop (f, 180);
  advance (f, 9.9);
  silence (f);
  advance (f, 0.2);
  drop (f, 487);
  assert_ended (f, 487, "the caller waits no longer");
}

static void
test_caller_waits_longer (Fixture *f, gconstpointer data)
{
  invite (f, "Expires: 40\n");
  drop (f, 180);
  advance (f, 30.1);
  drop (f, 480);
}

/* Media take their time; nothing counts from the answer on. */
static void
test_answered_in_time (Fixture *f, gconstpointer data)
{
  f->alice->media_delay = 3 * G_TIME_SPAN_SECOND;
  invite (f, "Expires: 31\n");
  drop (f, 180);
  advance (f, 29.9);
  gst_sip_call_answer (f->alice->call, NULL);
  advance (f, 2.9);
  silence (f);
  advance (f, 0.2);
  drop_success (f);
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ESTABLISHED);
}

/* Media that take longer than proxies wait: they hear that it rings. */
static void
test_rings_while_answering (Fixture *f, gconstpointer data)
{
  f->alice->media_delay = 70 * G_TIME_SPAN_SECOND;
  invite (f, "");
  drop (f, 180);
  gst_sip_call_answer (f->alice->call, NULL);
  advance (f, 60);
  drop (f, 180);
  advance (f, 10);
  drop (f, 200);
  advance (f, 0.1);
  silence (f);
}

static void
test_cancelled_first (Fixture *f, gconstpointer data)
{
  invite (f, "");
  drop (f, 180);
  advance (f, 29.99);
  send (f, "CANCEL", "", "");
  drop (f, 200);
  drop (f, 487);
  advance (f, 40);
  assert_ended (f, 487, "withdrawn by the caller");
  g_assert_cmpstr (f->story->str, ==,
      "incoming;over;ended 487 withdrawn by the caller;");
}

/* The CANCEL has been overtaken; it is answered, and changes nothing. */
static void
test_cancelled_too_late (Fixture *f, gconstpointer data)
{
  invite (f, "");
  drop (f, 180);
  advance (f, 30);
  drop (f, 480);
  send (f, "CANCEL", "", "");
  drop (f, 200);
  silence (f);
  assert_ended (f, 480, "no answer");
  g_assert_cmpstr (f->story->str, ==, "incoming;over;ended 480 no answer;");
}

static void
test_cancelled_while_answering (Fixture *f, gconstpointer data)
{
  f->alice->media_delay = 3 * G_TIME_SPAN_SECOND;
  invite (f, "");
  drop (f, 180);
  gst_sip_call_answer (f->alice->call, NULL);
  advance (f, 1);
  send (f, "CANCEL", "", "");
  drop (f, 200);
  drop (f, 487);
  advance (f, 5);
  g_assert_true (f->alice->media->stopped);
  assert_ended (f, 487, "withdrawn by the caller");
}

static void
test_cancelled_after_answer (Fixture *f, gconstpointer data)
{
  invite (f, "");
  drop (f, 180);
  gst_sip_call_answer (f->alice->call, NULL);
  advance (f, 0);
  drop_success (f);
  send (f, "CANCEL", "", "");
  drop (f, 200);
  advance (f, 40);
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ESTABLISHED);
}

/* In the handler that hears of the end it is too late. */
static void
answer (GstSipCall *call)
{
  gst_sip_call_answer (call, NULL);
}

static void
test_answered_too_late (Fixture *f, gconstpointer data)
{
  invite (f, "");
  drop (f, 180);
  g_signal_connect (f->alice->call, "ended", G_CALLBACK (answer), NULL);
  advance (f, 31);
  drop (f, 480);
  silence (f);
  assert_ended (f, 480, "no answer");
}

static void
test_shortened (Fixture *f, gconstpointer data)
{
  invite (f, "");
  drop (f, 180);
  advance (f, 3);
  set_timeout (f, 5);
  advance (f, 1.9);
  silence (f);
  advance (f, 0.2);
  drop (f, 480);
}

static void
test_shortened_too_late (Fixture *f, gconstpointer data)
{
  invite (f, "");
  drop (f, 180);
  advance (f, 10);
  set_timeout (f, 5);
  drop (f, 480);
}

static void
test_lengthened (Fixture *f, gconstpointer data)
{
  invite (f, "");
  drop (f, 180);
  advance (f, 10);
  set_timeout (f, 50);
  advance (f, 39);
  silence (f);
  advance (f, 2);
  drop (f, 480);
}

/* What has been answered does not ring again. */
static void
test_changed_while_answering (Fixture *f, gconstpointer data)
{
  f->alice->media_delay = 3 * G_TIME_SPAN_SECOND;
  invite (f, "");
  drop (f, 180);
  advance (f, 10);
  gst_sip_call_answer (f->alice->call, NULL);
  set_timeout (f, 1);
  advance (f, 4);
  drop (f, 200);
}

/* Nobody is rung up for a call that could not be taken. */
static void
refuse_offer (Fixture *f, guint status)
{
  f->alice->takes_no_offer = status;
  invite (f, "");
  drop (f, status);
  silence (f);
  g_assert_cmpuint (f->alice->n_incoming, ==, 0);
  g_assert_cmpuint (f->alice->n_added, ==, 0);
  g_assert_true (f->alice->media->stopped);
}

static void
test_unusable_offer (Fixture *f, gconstpointer data)
{
  refuse_offer (f, 488);
}

/* The caller hears why, where the reason is in its offer: bounded, and no
 * quotation mark ends it early (RFC 3261 section 20.43). */
static void
test_unusable_offer_in_words (Fixture *f, gconstpointer data)
{
  g_autofree gchar *filler = g_strnfill (1000, 'x');
  g_autofree gchar *why =
      g_strconcat ("neither end sends \"\\\r\n ", filler, NULL);
  g_autoptr (GstSipMessage) refusal = NULL;
  const gchar *warning;

  f->alice->takes_no_offer = 488;
  f->alice->tells_caller = why;
  invite (f, "");
  refusal = pop (f, 488);
  warning = gst_sip_message_get_header (refusal, GST_SIP_HEADER_WARNING);
  g_assert_nonnull (warning);
  g_assert_true (g_str_has_prefix (warning,
      "399 sipua \"neither end sends \\\"\\\\?? xxx"));
  g_assert_true (g_str_has_suffix (warning, "x...\""));
  g_assert_cmpuint (strlen (warning), <, 300);
  silence (f);
}

/* Our own troubles are not for the caller. */
static void
test_unusable_offer_without_words (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) refusal = NULL;

  f->alice->takes_no_offer = 488;
  invite (f, "");
  refusal = pop (f, 488);
  g_assert_null (gst_sip_message_get_header (refusal, GST_SIP_HEADER_WARNING));
}

/* What media have no room for now may well be taken later. */
static void
test_no_room (Fixture *f, gconstpointer data)
{
  refuse_offer (f, 486);
}

static void
test_connection_lost (Fixture *f, gconstpointer data)
{
  invite (f, "");
  drop (f, 180);
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  advance (f, 120);
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ENDED);
}

static const struct
{
  const gchar *name;
  void (*test) (Fixture *f, gconstpointer data);
} tests[] = {
    {"not-answered",                 test_not_answered                },
    {"rings-long",                   test_rings_long                  },
    {"caller-waits-less",            test_caller_waits_less           },
    {"caller-waits-longer",          test_caller_waits_longer         },
    {"answered-in-time",             test_answered_in_time            },
    {"rings-while-answering",        test_rings_while_answering       },
    {"cancelled-first",              test_cancelled_first             },
    {"cancelled-too-late",           test_cancelled_too_late          },
    {"cancelled-while-answering",    test_cancelled_while_answering   },
    {"cancelled-after-answer",       test_cancelled_after_answer      },
    {"answered-too-late",            test_answered_too_late           },
    {"shortened",                    test_shortened                   },
    {"shortened-too-late",           test_shortened_too_late          },
    {"lengthened",                   test_lengthened                  },
    {"changed-while-answering",      test_changed_while_answering     },
    {"unusable-offer",               test_unusable_offer              },
    {"unusable-offer-in-words",      test_unusable_offer_in_words     },
    {"unusable-offer-without-words", test_unusable_offer_without_words},
    {"no-room",                      test_no_room                     },
    {"connection-lost",              test_connection_lost             },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/ringing/%s", tests[i].name);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
