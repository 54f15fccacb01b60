/* Servers that take connections but no registrations
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RFC 5626 section 4.4, RFC 3263 section 4.3: another server if there is one;
 * and nobody is asked without a pause.
 */
#include "siptestnet.h"

#include "siptesttransport.h"

#define THREE \
  "[{\"ws_uri\":\"ws://server0\",\"weight\":3}," \
  "{\"ws_uri\":\"ws://server1\",\"weight\":2}," \
  "{\"ws_uri\":\"ws://server2\",\"weight\":1}]"
#define HOUR 3600

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->alice = sip_test_net_add_phone (f->net, "alice",
      data != NULL ? "ws-servers" : NULL, data, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gst_sip_ua_stop (f->alice->ua);
  sip_test_net_advance (f->net, 100);
  sip_test_net_assert_empty (f->net);
  sip_test_net_free (f->net);
}

#define advance(f, seconds) sip_test_net_advance ((f)->net, seconds)

static void
assert_registered_at (Fixture *f, guint edge)
{
  g_assert_cmpint (gst_sip_ua_get_registration_state (f->alice->ua), ==,
      GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (sip_test_net_get_edge (f->net, f->alice), ==, edge);
}

static void
set_useless (Fixture *f, gboolean zero, gboolean one, gboolean two)
{
  f->net->useless[0] = zero;
  f->net->useless[1] = one;
  f->net->useless[2] = two;
}

static void
test_mute_from_the_start (Fixture *f, gconstpointer data)
{
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_MUTE);
  sip_test_net_start (f->net);
  advance (f, 33);

  assert_registered_at (f, 1);
  g_assert_cmpstr (f->alice->story->str, ==, "failed 408 registered 600 ");
}

static void
test_mute_later (Fixture *f, gconstpointer data)
{
  sip_test_net_start (f->net);
  advance (f, HOUR);
  assert_registered_at (f, 0);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_MUTE);
  gst_sip_ua_register (f->alice->ua);
  advance (f, 33);

  assert_registered_at (f, 1);
  g_assert_cmpstr (f->alice->story->str, ==,
      "registered 600 failed 408 unregistered 408 registered 600 ");
}

static SipTestBinding *
get_binding (Fixture *f)
{
  g_assert_cmpuint (f->net->bindings->len, ==, 1);
  return f->net->bindings->pdata[0];
}

/* The server wakes up when we are registered elsewhere, and what it held up
 * takes our binding back to where we are no more. */
static void
test_late_register (Fixture *f, gconstpointer data)
{
  const guint nowhere = 1000;
  guint end, n_received;

  sip_test_net_start (f->net);
  advance (f, 60);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_HUNG);
  gst_sip_ua_register (f->alice->ua);
  advance (f, 60);
  assert_registered_at (f, 1);

  end = get_binding (f)->end;
  for (guint i = 0; i < 2; i++) {
    get_binding (f)->end = nowhere;
    advance (f, 41);
    g_assert_cmpuint (get_binding (f)->end, ==, end);
  }
  /* Not for ever. */
  advance (f, 200);
  n_received = f->net->n_received;
  advance (f, HOUR);
  g_assert_cmpuint (f->net->n_received - n_received, <, 15);
}

static void
test_useless (Fixture *f, gconstpointer data)
{
  set_useless (f, TRUE, TRUE, FALSE);
  sip_test_net_start (f->net);

  assert_registered_at (f, 2);
  g_assert_cmpstr (f->alice->story->str, ==,
      "failed 503 failed 503 registered 600 ");
}

/* It is gone back to when it is of use again. */
static void
test_useless_for_a_while (Fixture *f, gconstpointer data)
{
  set_useless (f, TRUE, FALSE, FALSE);
  sip_test_net_start (f->net);
  assert_registered_at (f, 1);
  advance (f, HOUR);
  /* Tried each few minutes. */
  g_assert_cmpuint (f->alice->n_registration_failed, <, 20);
  set_useless (f, FALSE, FALSE, FALSE);
  advance (f, 400);

  assert_registered_at (f, 0);
}

static void
test_all_useless (Fixture *f, gconstpointer data)
{
  set_useless (f, TRUE, TRUE, TRUE);
  sip_test_net_start (f->net);
  advance (f, HOUR);
  g_assert_cmpuint (f->net->n_received, >, 6);
  g_assert_cmpuint (f->net->n_received, <, 80);
  set_useless (f, TRUE, FALSE, TRUE);
  advance (f, 1900);

  assert_registered_at (f, 1);
}

static void
test_only_one_mute (Fixture *f, gconstpointer data)
{
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_MUTE);
  sip_test_net_start (f->net);
  advance (f, 2 * HOUR);
  /* A new connection for each try, and the tries grow rare. */
  g_assert_cmpuint (f->alice->n_attempts, >, 3);
  g_assert_cmpuint (f->alice->n_attempts, <, 40);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 1900);

  assert_registered_at (f, 0);
}

/* Media do not go by the server: a call goes on, and hears of each move. */
static void
test_call_goes_on (Fixture *f, gconstpointer data)
{
  SipTestPhone *bob =
      sip_test_net_add_phone (f->net, "bob", "auto-answer", TRUE, NULL);
  g_autoptr (GstSipCall) call = NULL;

  sip_test_net_start (f->net);
  call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  advance (f, 1);
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ESTABLISHED);
  set_useless (f, TRUE, TRUE, FALSE);
  gst_sip_ua_register (f->alice->ua);
  advance (f, 2);
  assert_registered_at (f, 2);
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ESTABLISHED);

  gst_sip_call_hangup (bob->call);
  advance (f, 1);
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  gst_sip_ua_stop (bob->ua);
}

/* The time that a server asks for holds over a new connection to it. */
static void
test_retry_after_reconnect (Fixture *f, gconstpointer data)
{
  f->net->refuse_register = 503;
  f->net->retry_after = 300;
  sip_test_net_start (f->net);
  advance (f, 9);
  sip_test_net_lose (f->net, f->alice);
  advance (f, 280);
  g_assert_cmpuint (f->alice->n_connected, ==, 2);
  g_assert_cmpuint (f->net->n_received, ==, 1);
  f->net->refuse_register = 0;
  advance (f, 12);

  assert_registered_at (f, 0);
}

/* A heavier server that asked for time does not take us away from one whose
 * answer is on its way. */
static void
test_retry_after_elsewhere (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request = NULL;

  f->net->refuse_register = 480;
  f->net->retry_after = 600;
  sip_test_net_start (f->net);
  f->net->scripted = TRUE;
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_DOWN);
  advance (f, 1);
  request = sip_test_net_pop_request (f->net, "REGISTER");
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 20);
  sip_test_net_reply (f->net, f->alice, request, 200, "t", "Expires: 3600\r\n",
      NULL);
  advance (f, 1);
  assert_registered_at (f, 1);
  advance (f, 500);
  assert_registered_at (f, 1);
  f->net->scripted = FALSE;
  f->net->refuse_register = 0;
  advance (f, 200);

  assert_registered_at (f, 0);
}

/* The time that it asked for is longer than one that is of no use is left
 * alone anyway. */
static void
test_retry_after_while_elsewhere (Fixture *f, gconstpointer data)
{
  set_useless (f, TRUE, FALSE, FALSE);
  f->net->retry_after = 1200;
  sip_test_net_start (f->net);
  assert_registered_at (f, 1);
  advance (f, 1190);
  g_assert_cmpuint (f->alice->n_registration_failed, ==, 1);
  set_useless (f, FALSE, FALSE, FALSE);
  advance (f, 45);

  assert_registered_at (f, 0);
}

/* A server that hangs up with its refusal does not make us lock the account. */
static void
test_refused_and_flapping (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  g_object_set (f->alice->config, "password", "wrong", NULL);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
  sip_test_net_start (f->net);
  for (guint i = 0; i < 300; i++) {
    sip_test_net_lose (f->net, f->alice);
    advance (f, 5);
  }
  g_assert_cmpuint (f->net->n_received, ==, 2);
  g_assert_cmpuint (f->alice->n_connected, >, 50);

  /* Half an hour later a new connection is a reason to try once more. */
  advance (f, 400);
  sip_test_net_lose (f->net, f->alice);
  advance (f, 5);
  g_assert_cmpuint (f->net->n_received, >, 2);
  g_assert_cmpuint (f->net->n_received, <, 5);
}

/* A better server is not kept waiting by one that does not answer. */
static void
test_mute_and_then_a_heavier_one (Fixture *f, gconstpointer data)
{
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_DOWN);
  sip_test_net_set_edge (f->net, 1, SIP_TEST_EDGE_MUTE);
  sip_test_net_start (f->net);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 15);

  assert_registered_at (f, 0);
}

/* Nor does another server know another password. */
static void
test_refused_and_moved (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  g_object_set (f->alice->config, "password", "wrong", NULL);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
  sip_test_net_start (f->net);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_DOWN);
  advance (f, 5);

  g_assert_cmpuint (sip_test_net_get_edge (f->net, f->alice), ==, 1);
  g_assert_true (gst_sip_ua_is_connected (f->alice->ua));
  g_assert_cmpuint (f->net->n_received, ==, 2);
}

/* The same when it is our own wait that would begin anew there. */
static void
test_flow_fails_elsewhere (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request = NULL;

  sip_test_net_set_edge (f->net, 1, SIP_TEST_EDGE_DOWN);
  sip_test_net_set_edge (f->net, 2, SIP_TEST_EDGE_DOWN);
  f->net->refuse_register = 430;
  sip_test_net_start (f->net);
  advance (f, 1);
  f->net->scripted = TRUE;
  sip_test_net_set_edge (f->net, 1, SIP_TEST_EDGE_UP);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_DOWN);
  advance (f, 1);
  request = sip_test_net_pop_request (f->net, "REGISTER");
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 15);
  sip_test_net_reply (f->net, f->alice, request, 200, "t", NULL, NULL);
  advance (f, 0.1);

  assert_registered_at (f, 1);
  f->net->scripted = FALSE;
}

static void
test_flow_fails_each_time (Fixture *f, gconstpointer data)
{
  f->net->refuse_register = 430;
  sip_test_net_start (f->net);
  advance (f, HOUR);
  g_assert_cmpuint (f->net->n_received, >, 3);
  g_assert_cmpuint (f->net->n_received, <, 20);
  f->net->refuse_register = 0;
  advance (f, 1900);

  assert_registered_at (f, 0);
}

/* What a callee's side says of the callee's flow does not end ours. */
static void
test_flow_of_a_callee_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) invite = NULL;
  g_autoptr (GstSipMessage) ack = NULL;
  g_autoptr (GstSipCall) call = NULL;

  sip_test_net_start (f->net);
  f->net->scripted = TRUE;
  call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  advance (f, 0.1);
  invite = sip_test_net_pop_request (f->net, "INVITE");
  sip_test_net_reply (f->net, f->alice, invite, 430, "t", NULL, NULL);
  advance (f, 1);
  ack = sip_test_net_pop_request (f->net, "ACK");
  f->net->scripted = FALSE;

  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  g_assert_cmpuint (f->alice->n_disconnected, ==, 0);
}

static const struct
{
  const gchar *name;
  void (*test) (Fixture *f, gconstpointer data);
  const gchar *servers;
} tests[] = {
    {"mute-from-the-start",         test_mute_from_the_start,         THREE},
    {"mute-later",                  test_mute_later,                  THREE},
    {"late-register",               test_late_register,               THREE},
    {"useless",                     test_useless,                     THREE},
    {"useless-for-a-while",         test_useless_for_a_while,         THREE},
    {"all-useless",                 test_all_useless,                 THREE},
    {"only-one-mute",               test_only_one_mute,               NULL },
    {"call-goes-on",                test_call_goes_on,                THREE},
    {"retry-after-reconnect",       test_retry_after_reconnect,       NULL },
    {"retry-after-elsewhere",       test_retry_after_elsewhere,       THREE},
    {"retry-after-while-elsewhere", test_retry_after_while_elsewhere, THREE},
    {"refused-and-flapping",        test_refused_and_flapping,        NULL },
    {"mute-and-then-a-heavier-one", test_mute_and_then_a_heavier_one, THREE},
    {"refused-and-moved",           test_refused_and_moved,           THREE},
    {"flow-fails-elsewhere",        test_flow_fails_elsewhere,        THREE},
    {"flow-of-a-callee-fails",      test_flow_of_a_callee_fails,      NULL },
    {"flow-fails-each-time",        test_flow_fails_each_time,        NULL },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/elsewhere/%s", tests[i].name);

    g_test_add (path, Fixture, tests[i].servers, set_up, tests[i].test,
        tear_down);
  }
  return g_test_run ();
}
