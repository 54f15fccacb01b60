/* Calls between two user agents, through a proxy
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestnet.h"

#include "gst/sip/base/gstsiperror.h"

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  SipTestPhone *bob;
  GstSipCall *call; /* alice's */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->alice = sip_test_net_add_phone (f->net, "alice", NULL);
  f->bob = sip_test_net_add_phone (f->net, "bob", NULL);
  sip_test_net_start (f->net);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  /* Long enough for all that lingers. */
  sip_test_net_advance (f->net, 100);
  sip_test_net_assert_empty (f->net);
  gst_clear_object (&f->call);
  sip_test_net_free (f->net);
}

#define advance(f, seconds) sip_test_net_advance ((f)->net, seconds)

static void
call_bob (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->call = gst_sip_ua_call (f->alice->ua, "sip:bob@example.com", NULL, &error);
  g_assert_no_error (error);
  advance (f, 0.5);
}

static void
establish (Fixture *f)
{
  call_bob (f);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 0.5);
}

static void
assert_call (GstSipCall *call, GstSipCallState state, guint status)
{
  g_assert_cmpint (gst_sip_call_get_state (call), ==, state);
  g_assert_cmpuint (gst_sip_call_get_status (call), ==, status);
}

static void
assert_ended (Fixture *f, guint alice, guint bob)
{
  assert_call (f->call, GST_SIP_CALL_ENDED, alice);
  assert_call (f->bob->call, GST_SIP_CALL_ENDED, bob);
}

static void
test_ringing (Fixture *f, gconstpointer data)
{
  g_autofree gchar *uri = NULL;

  call_bob (f);

  assert_call (f->call, GST_SIP_CALL_RINGING, 0);
  assert_call (f->bob->call, GST_SIP_CALL_RINGING, 0);
  g_object_get (f->bob->call, "remote-uri", &uri, NULL);
  g_assert_cmpstr (uri, ==, "sip:alice@example.com");
  g_assert_cmpuint (f->bob->n_incoming, ==, 1);
  g_assert_false (f->alice->media->started);
  gst_sip_call_hangup (f->call);
}

static void
test_established (Fixture *f, gconstpointer data)
{
  guint64 duration;

  establish (f);

  assert_call (f->call, GST_SIP_CALL_ESTABLISHED, 0);
  assert_call (f->bob->call, GST_SIP_CALL_ESTABLISHED, 0);
  g_assert_true (f->alice->media->started);
  g_assert_true (f->bob->media->started);
  g_assert_cmpstr (f->alice->media->agreed, ==, "offer alice 1");
  g_assert_cmpstr (f->bob->media->agreed, ==, "offer alice 1");

  advance (f, 60);
  g_object_get (f->call, "duration", &duration, NULL);
  g_assert_cmpuint (duration / GST_SECOND, ==, 60);
  assert_call (f->call, GST_SIP_CALL_ESTABLISHED, 0);
  gst_sip_call_hangup (f->call);
}

static void
test_hangup_by_caller (Fixture *f, gconstpointer data)
{
  establish (f);
  gst_sip_call_hangup (f->call);
  advance (f, 1);

  assert_ended (f, 200, 200);
}

static void
test_hangup_by_callee (Fixture *f, gconstpointer data)
{
  establish (f);
  gst_sip_call_hangup (f->bob->call);
  advance (f, 1);

  assert_ended (f, 200, 200);
}

static void
test_hangup_by_both (Fixture *f, gconstpointer data)
{
  establish (f);
  gst_sip_call_hangup (f->call);
  gst_sip_call_hangup (f->bob->call);
  advance (f, 1);

  assert_ended (f, 200, 200);
}

/* BYE must wait for the ACK; the 2xx is on its way still. */
static void
test_hangup_before_ack (Fixture *f, gconstpointer data)
{
  call_bob (f);
  gst_sip_call_answer (f->bob->call, NULL);
  gst_sip_call_hangup (f->bob->call);
  assert_call (f->bob->call, GST_SIP_CALL_ENDING, 0);
  advance (f, 1);

  assert_ended (f, 200, 200);
}

static void
test_busy (Fixture *f, gconstpointer data)
{
  g_autofree gchar *reason = NULL;

  call_bob (f);
  gst_sip_call_reject (f->bob->call, 486, NULL);
  advance (f, 1);

  assert_ended (f, 486, 486);
  reason = gst_sip_call_get_reason (f->call);
  g_assert_cmpstr (reason, ==, "Busy Here");
}

static void
test_cancelled (Fixture *f, gconstpointer data)
{
  call_bob (f);
  gst_sip_call_hangup (f->call);
  advance (f, 1);

  assert_ended (f, 487, 487);
  g_assert_false (f->bob->media->started);
}

static void
test_cancelled_at_once (Fixture *f, gconstpointer data)
{
  f->call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  gst_sip_call_hangup (f->call);
  advance (f, 1);

  assert_call (f->call, GST_SIP_CALL_ENDED, 487);
}

static void
test_cancelled_before_offer (Fixture *f, gconstpointer data)
{
  f->alice->media_delay = G_TIME_SPAN_SECOND;
  f->call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  gst_sip_call_hangup (f->call);
  advance (f, 5);

  assert_call (f->call, GST_SIP_CALL_ENDED, 487);
  g_assert_cmpuint (f->bob->n_incoming, ==, 0);
}

/* Picked up and given up at the same moment: both must agree that it is over. */
static void
test_cancel_crosses_answer (Fixture *f, gconstpointer data)
{
  call_bob (f);
  gst_sip_call_answer (f->bob->call, NULL);
  gst_sip_call_hangup (f->call);
  advance (f, 0.1);

  assert_call (f->call, GST_SIP_CALL_ENDED, 487);
  assert_call (f->bob->call, GST_SIP_CALL_ENDED, 200);
}

static void
test_no_answer (Fixture *f, gconstpointer data)
{
  call_bob (f);
  advance (f, 29);
  assert_call (f->call, GST_SIP_CALL_RINGING, 0);
  advance (f, 2);

  assert_ended (f, 480, 480);
}

static void
test_not_found (Fixture *f, gconstpointer data)
{
  f->call = gst_sip_ua_call (f->alice->ua, "sip:carol@example.com", NULL, NULL);
  advance (f, 1);

  assert_call (f->call, GST_SIP_CALL_ENDED, 404);
}

static void
test_codec_refused (Fixture *f, gconstpointer data)
{
  f->bob->media_refuses = 488;
  call_bob (f);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 1);

  assert_ended (f, 488, 488);
}

static void
test_before_start (Fixture *f, gconstpointer data)
{
  SipTestPhone *carol = sip_test_net_add_phone (f->net, "carol", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      gst_sip_ua_call (carol->ua, "sip:bob:secret@example.com", NULL, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE);
  g_assert_nonnull (strstr (error->message, "bob"));
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_no_media (Fixture *f, gconstpointer data)
{
  f->bob->no_media = TRUE;
  call_bob (f);

  assert_call (f->call, GST_SIP_CALL_ENDED, 488);
  g_assert_cmpuint (f->bob->n_incoming, ==, 0);
}

static void
test_slow_media (Fixture *f, gconstpointer data)
{
  f->alice->media_delay = 2 * G_TIME_SPAN_SECOND;
  f->bob->media_delay = 3 * G_TIME_SPAN_SECOND;
  call_bob (f);
  advance (f, 2);
  gst_sip_call_answer (f->bob->call, NULL);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 4);

  assert_call (f->call, GST_SIP_CALL_ESTABLISHED, 0);
  assert_call (f->bob->call, GST_SIP_CALL_ESTABLISHED, 0);
  gst_sip_call_hangup (f->call);
}

static void
test_hangup_while_answering (Fixture *f, gconstpointer data)
{
  f->bob->media_delay = 3 * G_TIME_SPAN_SECOND;
  call_bob (f);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 1);
  gst_sip_call_hangup (f->bob->call);
  advance (f, 5);

  assert_ended (f, 480, 480);
}

static void
test_media_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (GST_SIP_ERROR,
      GST_SIP_ERROR_MEDIA, "wrong \"fingerprint\"");
  g_autofree gchar *reason = NULL;

  establish (f);
  gst_sip_media_failed (GST_SIP_MEDIA (f->bob->media), error);
  advance (f, 1);

  assert_ended (f, 200, 488);
  reason = gst_sip_call_get_reason (f->call);
  /* The details stay with bob. */
  g_assert_cmpstr (reason, ==, "Not Acceptable Here");
}

static void
test_auto_answer (Fixture *f, gconstpointer data)
{
  g_object_set (f->bob->config, "auto-answer", TRUE, NULL);
  gst_sip_ua_update_config (f->bob->ua, f->bob->config);
  call_bob (f);

  assert_call (f->call, GST_SIP_CALL_ESTABLISHED, 0);
  gst_sip_call_hangup (f->call);
}

static void
test_max_calls (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipCall) second = NULL;

  g_object_set (f->bob->config, "max-calls", 1, NULL);
  gst_sip_ua_update_config (f->bob->ua, f->bob->config);
  call_bob (f);
  second = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  advance (f, 1);

  assert_call (second, GST_SIP_CALL_ENDED, 486);
  assert_call (f->call, GST_SIP_CALL_RINGING, 0);
  gst_sip_call_hangup (f->call);
}

/* The network takes a nap of five minutes; the call goes on afterwards. */
static void
test_survives_loss (Fixture *f, gconstpointer data)
{
  establish (f);
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  advance (f, 300);
  assert_call (f->call, GST_SIP_CALL_ESTABLISHED, 0);
  f->net->down = FALSE;
  advance (f, 60);

  g_assert_cmpuint (f->alice->n_registered, ==, 2);
  assert_call (f->call, GST_SIP_CALL_ESTABLISHED, 0);
  assert_call (f->bob->call, GST_SIP_CALL_ESTABLISHED, 0);
  gst_sip_call_hangup (f->bob->call);
  advance (f, 1);
  assert_ended (f, 200, 200);
}

static void
test_hangup_while_down (Fixture *f, gconstpointer data)
{
  establish (f);
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  advance (f, 1);
  gst_sip_call_hangup (f->call);
  advance (f, 5);
  assert_call (f->call, GST_SIP_CALL_ENDING, 0);
  f->net->down = FALSE;
  advance (f, 60);

  assert_ended (f, 200, 200);
}

/* The connection breaks when the BYE is on its way, and is lost with it. */
static void
test_loss_under_bye (Fixture *f, gconstpointer data)
{
  const SipTestWeather slow = {.min_delay = 100000, .max_delay = 100000};

  establish (f);
  sip_test_net_set_weather (f->net, &slow);
  gst_sip_call_hangup (f->call);
  sip_test_net_lose (f->net, f->alice);
  advance (f, 2);

  assert_ended (f, 200, 200);
}

static void
test_call_while_down (Fixture *f, gconstpointer data)
{
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  advance (f, 1);
  call_bob (f);
  advance (f, 2);
  assert_call (f->call, GST_SIP_CALL_CALLING, 0);
  f->net->down = FALSE;
  advance (f, 20);

  assert_call (f->call, GST_SIP_CALL_RINGING, 0);
  gst_sip_call_hangup (f->call);
}

static void
test_call_while_down_fails (Fixture *f, gconstpointer data)
{
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  advance (f, 1);
  call_bob (f);
  advance (f, 40);

  assert_call (f->call, GST_SIP_CALL_ENDED, 503);
  f->net->down = FALSE;
}

static void
test_stop_ends_calls (Fixture *f, gconstpointer data)
{
  establish (f);
  gst_sip_ua_stop (f->alice->ua);
  advance (f, 1);

  assert_ended (f, 200, 200);
  g_assert_cmpuint (f->alice->n_stopped, ==, 1);
  g_assert_cmpuint (f->net->bindings->len, ==, 1);
  g_assert_false (gst_sip_ua_is_connected (f->alice->ua));
}

static void
test_stop_is_bounded (Fixture *f, gconstpointer data)
{
  establish (f);
  f->net->scripted = TRUE;
  gst_sip_ua_stop (f->alice->ua);
  advance (f, 1.9);
  g_assert_cmpuint (f->alice->n_stopped, ==, 0);
  advance (f, 0.2);

  g_assert_cmpuint (f->alice->n_stopped, ==, 1);
  assert_call (f->call, GST_SIP_CALL_ENDED, 487);
  f->net->scripted = FALSE;
  gst_sip_call_hangup (f->bob->call);
}

static void
hang_up (GstSipCall *call)
{
  gst_sip_call_hangup (call);
}

/* Signal handlers may do anything. */
static void
test_handler_hangs_up (Fixture *f, gconstpointer data)
{
  call_bob (f);
  g_signal_connect (f->call, "established", G_CALLBACK (hang_up), NULL);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 1);

  assert_ended (f, 200, 200);
}

static void
note (GstSipCall *call, GString *log)
{
  g_string_append_printf (log, "%d", gst_sip_call_get_state (call));
}

static void
test_signal_order (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  f->call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  g_signal_connect (f->call, "ringing", G_CALLBACK (note), log);
  g_signal_connect (f->call, "established", G_CALLBACK (note), log);
  advance (f, 1);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 1);

  g_assert_cmpstr (log->str, ==, "12");
  gst_sip_call_hangup (f->call);
}

/* The application may send from then on, so it comes last, and once. */
static void
note_media_connected (GstSipCall *call, GString *log)
{
  g_string_append_printf (log, "m%d", gst_sip_call_get_state (call));
}

static void
follow (GstSipCall *call, GString *log)
{
  g_signal_connect (call, "established", G_CALLBACK (note), log);
  g_signal_connect (call, "media-connected", G_CALLBACK (note_media_connected),
      log);
}

static void
test_media_connected (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) alice = g_string_new (NULL);
  g_autoptr (GString) bob = g_string_new (NULL);

  call_bob (f);
  follow (f->call, alice);
  follow (f->bob->call, bob);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 0.5);
  g_assert_cmpstr (alice->str, ==, "2");
  g_assert_cmpstr (bob->str, ==, "2");

  gst_sip_media_connected (GST_SIP_MEDIA (f->alice->media));
  gst_sip_media_connected (GST_SIP_MEDIA (f->bob->media));
  advance (f, 1);
  gst_sip_media_connected (GST_SIP_MEDIA (f->alice->media));
  advance (f, 1);
  g_assert_cmpstr (alice->str, ==, "2m2");
  g_assert_cmpstr (bob->str, ==, "2m2");

  gst_sip_call_hangup (f->call);
  advance (f, 1);
  g_assert_cmpstr (alice->str, ==, "2m2");
}

static const struct
{
  const gchar *name;
  void (*test) (Fixture *f, gconstpointer data);
} tests[] = {
    {"ringing",                test_ringing               },
    {"established",            test_established           },
    {"hangup-by-caller",       test_hangup_by_caller      },
    {"hangup-by-callee",       test_hangup_by_callee      },
    {"hangup-by-both",         test_hangup_by_both        },
    {"hangup-before-ack",      test_hangup_before_ack     },
    {"busy",                   test_busy                  },
    {"cancelled",              test_cancelled             },
    {"cancelled-at-once",      test_cancelled_at_once     },
    {"cancelled-before-offer", test_cancelled_before_offer},
    {"cancel-crosses-answer",  test_cancel_crosses_answer },
    {"no-answer",              test_no_answer             },
    {"not-found",              test_not_found             },
    {"codec-refused",          test_codec_refused         },
    {"before-start",           test_before_start          },
    {"no-media",               test_no_media              },
    {"slow-media",             test_slow_media            },
    {"hangup-while-answering", test_hangup_while_answering},
    {"media-fails",            test_media_fails           },
    {"auto-answer",            test_auto_answer           },
    {"max-calls",              test_max_calls             },
    {"survives-loss",          test_survives_loss         },
    {"hangup-while-down",      test_hangup_while_down     },
    {"loss-under-bye",         test_loss_under_bye        },
    {"call-while-down",        test_call_while_down       },
    {"call-while-down-fails",  test_call_while_down_fails },
    {"stop-ends-calls",        test_stop_ends_calls       },
    {"stop-is-bounded",        test_stop_is_bounded       },
    {"handler-hangs-up",       test_handler_hangs_up      },
    {"signal-order",           test_signal_order          },
    {"media-connected",        test_media_connected       },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/call/%s", tests[i].name);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  return g_test_run ();
}
