/* A user agent that goes back to a heavier server: what its calls, its binding
 * and its application notice
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Alice knows server0, of weight 10, and server1, of weight 1. Bob is on
 * server2. In the beginning server0 is down.
 */
#include "siptesttransport.h"

#include "gst/sip/base/gstsiperror.h"

#define SERVERS \
  "[{\"ws_uri\":\"ws://server0\",\"weight\":10}," \
  "{\"ws_uri\":\"wss://server1\",\"weight\":1}]"

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  SipTestPhone *bob;
  GstSipCall *call; /* alice's */
} Fixture;

#define advance(f, seconds) sip_test_net_advance ((f)->net, seconds)

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->alice = sip_test_net_add_phone (f->net, "alice", "ws-servers", SERVERS,
      "use-preloaded-route", TRUE, NULL);
  f->bob = sip_test_net_add_phone (f->net, "bob", "ws-servers", "ws://server2",
      NULL);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_DOWN);
  sip_test_net_start (f->net);
  g_assert_cmpuint (f->net->bindings->len, ==, 2);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  advance (f, 100);
  sip_test_net_assert_empty (f->net);
  gst_clear_object (&f->call);
  sip_test_net_free (f->net);
}

static void
call_bob (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->call = gst_sip_ua_call (f->alice->ua, "bob", NULL, &error);
  g_assert_no_error (error);
  advance (f, 0.5);
}

static void
establish (Fixture *f)
{
  call_bob (f);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 0.5);
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==,
      GST_SIP_CALL_ESTABLISHED);
}

static void
return_server (Fixture *f)
{
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 31);
  g_assert_nonnull (sip_test_net_find_connection (f->net, f->alice, 0));
}

static guint
get_end (Fixture *f, guint edge)
{
  return sip_test_transport_get_end (
      sip_test_net_find_connection (f->net, f->alice, edge));
}

/* Alice's only binding, and over which connection it is. */
static void
assert_bound (Fixture *f, guint edge)
{
  guint n = 0;

  for (guint i = 0; i < f->net->bindings->len; i++) {
    SipTestBinding *binding = f->net->bindings->pdata[i];

    if (g_strcmp0 (binding->user, "alice") != 0)
      continue;
    n++;
    g_assert_cmpuint (binding->end, ==, get_end (f, edge));
  }
  g_assert_cmpuint (n, ==, 1);
}

static void
assert_call_is_alive (Fixture *f)
{
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==,
      GST_SIP_CALL_ESTABLISHED);
  g_assert_cmpint (gst_sip_call_get_state (f->bob->call), ==,
      GST_SIP_CALL_ESTABLISHED);
}

static void
test_moves_without_a_gap (Fixture *f, gconstpointer data)
{
  return_server (f);

  g_assert_cmpuint (f->alice->n_connected, ==, 2);
  g_assert_cmpuint (f->alice->n_disconnected, ==, 0);
  g_assert_cmpuint (f->alice->n_registered, ==, 1);
  g_assert_cmpuint (f->alice->n_unregistered, ==, 0);
  assert_bound (f, 0);
  g_assert_null (sip_test_net_find_connection (f->net, f->alice, 1));

  establish (f);
  g_assert_cmpuint (f->net->last_request_end, ==, get_end (f, 0));
  gst_sip_call_hangup (f->call);
}

static void
test_call_stays (Fixture *f, gconstpointer data)
{
  guint n_received;

  establish (f);
  n_received = f->net->n_received;
  return_server (f);
  assert_bound (f, 0);
  advance (f, 200);
  assert_call_is_alive (f);
  /* One REGISTER, and nothing that troubles the call. */
  g_assert_cmpuint (f->net->n_received, ==, n_received + 1);

  gst_sip_call_hangup (f->call);
  advance (f, 0.005);
  g_assert_cmpuint (f->net->last_request_end, ==, get_end (f, 1));
  advance (f, 5);
  g_assert_cmpint (gst_sip_call_get_state (f->bob->call), ==,
      GST_SIP_CALL_ENDED);
  advance (f, 35);
  g_assert_null (sip_test_net_find_connection (f->net, f->alice, 1));
}

static void
test_peer_hangs_up (Fixture *f, gconstpointer data)
{
  establish (f);
  return_server (f);
  gst_sip_call_hangup (f->bob->call);
  advance (f, 0.5);

  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, GST_SIP_CALL_ENDED);
  g_assert_cmpuint (f->net->last_response_end, ==, get_end (f, 1));
}

/* Bob's phone rings on both sides of the move. */
static void
test_outgoing_goes_on_ringing (Fixture *f, gconstpointer data)
{
  call_bob (f);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 20);
  g_assert_cmpuint (f->alice->n_connected, ==, 2);
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, GST_SIP_CALL_RINGING);
  gst_sip_call_answer (f->bob->call, NULL);
  advance (f, 0.5);

  assert_call_is_alive (f);
  g_assert_cmpuint (f->net->last_request_end, ==, get_end (f, 1));
  gst_sip_call_hangup (f->call);
}

/* Nobody has answered yet, so there is no dialog. */
static void
test_outgoing_goes_on_trying (Fixture *f, gconstpointer data)
{
  sip_test_loopback_set_connected (f->net->loopback, f->bob->end, FALSE);
  call_bob (f);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 20);
  g_assert_cmpuint (f->alice->n_connected, ==, 2);
  g_assert_nonnull (sip_test_net_find_connection (f->net, f->alice, 1));
  advance (f, 20);
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, GST_SIP_CALL_ENDED);
  g_assert_null (sip_test_net_find_connection (f->net, f->alice, 1));
}

static void
test_incoming_goes_on_ringing (Fixture *f, gconstpointer data)
{
  f->call = gst_sip_ua_call (f->bob->ua, "alice", NULL, NULL);
  advance (f, 1);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 20);
  g_assert_cmpuint (f->alice->n_connected, ==, 2);
  gst_sip_call_answer (f->alice->call, NULL);
  advance (f, 0.5);

  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ESTABLISHED);
  g_assert_cmpuint (f->net->last_response_end, ==, get_end (f, 1));
  gst_sip_call_hangup (f->call);
}

/* The call is cancelled over the flow that it was made over. */
static void
test_cancel_stays (Fixture *f, gconstpointer data)
{
  call_bob (f);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_UP);
  advance (f, 20);
  gst_sip_call_hangup (f->call);
  advance (f, 0.5);

  g_assert_cmpint (gst_sip_call_get_state (f->bob->call), ==,
      GST_SIP_CALL_ENDED);
  g_assert_cmpuint (f->net->last_request_end, ==, get_end (f, 1));
}

/* The old server dies: its call moves, after the REGISTER. */
static void
test_old_server_dies (Fixture *f, gconstpointer data)
{
  establish (f);
  return_server (f);
  sip_test_net_set_edge (f->net, 1, SIP_TEST_EDGE_DOWN);
  advance (f, 1);

  g_assert_cmpuint (f->alice->n_connected, ==, 2);
  g_assert_cmpuint (f->alice->n_disconnected, ==, 0);
  assert_call_is_alive (f);
  gst_sip_call_hangup (f->bob->call);
  advance (f, 1);
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, GST_SIP_CALL_ENDED);
}

/* It is told that its flow has failed: that is no reason to doubt the other. */
static void
test_old_flow_failed (Fixture *f, gconstpointer data)
{
  guint flow;

  establish (f);
  flow = gst_sip_connection_get_flow (f->alice->ua->core->connection);
  return_server (f);
  gst_sip_core_judge_flow (f->alice->ua->core, flow, 430);
  advance (f, 1);

  g_assert_cmpuint (f->alice->n_disconnected, ==, 0);
  g_assert_null (sip_test_net_find_connection (f->net, f->alice, 1));
  assert_call_is_alive (f);
  gst_sip_call_hangup (f->call);
}

static void
test_new_server_dies (Fixture *f, gconstpointer data)
{
  establish (f);
  return_server (f);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_DOWN);
  advance (f, 1);

  g_assert_true (gst_sip_ua_is_connected (f->alice->ua));
  g_assert_cmpint (gst_sip_ua_get_registration_state (f->alice->ua), ==,
      GST_SIP_REGISTRATION_REGISTERED);
  assert_bound (f, 1);
  assert_call_is_alive (f);
  gst_sip_call_hangup (f->call);
}

/* Server0 takes the connection and says nothing, so far as SIP goes. */
static void
test_new_server_is_mute (Fixture *f, gconstpointer data)
{
  establish (f);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_MUTE);
  advance (f, 100);

  g_assert_true (gst_sip_ua_is_connected (f->alice->ua));
  g_assert_cmpint (gst_sip_ua_get_registration_state (f->alice->ua), ==,
      GST_SIP_REGISTRATION_REGISTERED);
  assert_bound (f, 1);
  assert_call_is_alive (f);
  gst_sip_call_hangup (f->call);
}

/* Both at once: the one that comes back first gets the call. */
static void
test_both_die (Fixture *f, gconstpointer data)
{
  establish (f);
  return_server (f);
  sip_test_net_set_edge (f->net, 0, SIP_TEST_EDGE_DOWN);
  sip_test_net_set_edge (f->net, 1, SIP_TEST_EDGE_DOWN);
  advance (f, 300);
  sip_test_net_set_edge (f->net, 1, SIP_TEST_EDGE_UP);
  advance (f, 32);

  assert_call_is_alive (f);
  assert_bound (f, 1);
  gst_sip_call_hangup (f->bob->call);
  advance (f, 1);
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, GST_SIP_CALL_ENDED);
}

/* The proxies of the call's path are not there yet when we are. */
static void
test_path_comes_back_later (gconstpointer status, Fixture *f)
{
  establish (f);
  f->net->refuse_in_dialog = GPOINTER_TO_UINT (status);
  sip_test_net_lose (f->net, f->alice);
  advance (f, 60);
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==,
      GST_SIP_CALL_ESTABLISHED);
  f->net->refuse_in_dialog = 0;
  advance (f, 31);

  assert_call_is_alive (f);
  gst_sip_call_hangup (f->bob->call);
  advance (f, 1);
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, GST_SIP_CALL_ENDED);
}

static void
test_path_408 (Fixture *f, gconstpointer data)
{
  test_path_comes_back_later (GUINT_TO_POINTER (408), f);
}

static void
test_path_477 (Fixture *f, gconstpointer data)
{
  test_path_comes_back_later (GUINT_TO_POINTER (477), f);
}

/* It does not: nobody waits for ever. */
static void
test_path_never_comes_back (Fixture *f, gconstpointer data)
{
  establish (f);
  f->net->refuse_in_dialog = 408;
  sip_test_net_lose (f->net, f->alice);
  advance (f, 600);
  f->net->refuse_in_dialog = 0;

  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, GST_SIP_CALL_ENDED);
  gst_sip_call_hangup (f->bob->call);
}

static gchar *
get_via_protocol (GstSipMessage *message)
{
  GstSipVia via;

  g_assert_true (gst_sip_message_get_via (message, &via, NULL));
  return gst_sip_slice_dup (via.protocol);
}

/* What names the server names that to which the message goes. */
static void
test_via_and_route (Fixture *f, gconstpointer data)
{
  g_autofree gchar *before = get_via_protocol (f->net->last_register);
  g_autofree gchar *after = NULL;
  g_autofree gchar *old = NULL;
  g_autoptr (GstSipMessage) request = NULL;

  g_assert_cmpstr (before, ==, "WSS");
  establish (f);
  return_server (f);
  after = get_via_protocol (f->net->last_register);
  g_assert_cmpstr (after, ==, "WS");
  g_assert_cmpstr (gst_sip_message_get_header (f->net->last_register,
                       GST_SIP_HEADER_ROUTE),
      ==, "<sip:server0;lr;transport=ws>");

  f->net->scripted = TRUE;
  gst_sip_call_hangup (f->call);
  advance (f, 0.1);
  request = sip_test_net_pop_request (f->net, "BYE");
  old = get_via_protocol (request);
  g_assert_cmpstr (old, ==, "WSS");
  f->net->scripted = FALSE;
  gst_sip_call_hangup (f->bob->call);
}

/* Without media there is no offer, and with a peer that takes no UPDATE no way
 * to tell it where we are: it is not asked again and again. */
static void
test_peer_takes_no_update (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) invite = NULL;
  guint n = 0;

  f->alice->no_media = TRUE;
  f->net->scripted = TRUE;
  call_bob (f);
  invite = sip_test_net_pop_request (f->net, "INVITE");
  sip_test_net_reply (f->net, f->alice, invite, 200, "t",
      "Contact: <sip:bob@b.invalid>\r\n", NULL);
  advance (f, 0.1);
  gst_sip_message_unref (sip_test_net_pop_request (f->net, "ACK"));
  sip_test_net_lose (f->net, f->alice);
  advance (f, 0.1);
  while (f->net->inbox->len > 0 && ++n < 20) {
    g_autoptr (GstSipMessage) request =
        g_ptr_array_steal_index (f->net->inbox, 0);

    sip_test_net_reply (f->net, f->alice, request,
        gst_sip_message_get_method (request) == GST_SIP_METHOD_REGISTER ? 200
                                                                        : 501,
        "t", NULL, NULL);
    advance (f, 0.1);
  }
  g_assert_cmpuint (n, ==, 2);
  f->net->scripted = FALSE;
  f->net->refuse_in_dialog = 481;
  gst_sip_call_hangup (f->call);
}

/* Calls on both flows, and all of them end properly. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipCall) second = NULL;
  g_autoptr (GstSipCall) first = NULL;

  establish (f);
  first = gst_object_ref (f->bob->call);
  return_server (f);
  second = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  advance (f, 0.5);
  gst_sip_ua_stop (f->alice->ua);
  advance (f, 1);

  g_assert_cmpuint (f->alice->n_stopped, ==, 1);
  g_assert_cmpint (gst_sip_call_get_state (first), ==, GST_SIP_CALL_ENDED);
  g_assert_cmpint (gst_sip_call_get_state (f->bob->call), ==,
      GST_SIP_CALL_ENDED);
  g_assert_null (sip_test_net_find_connection (f->net, f->alice, 0));
  g_assert_null (sip_test_net_find_connection (f->net, f->alice, 1));
  g_assert_cmpuint (f->net->bindings->len, ==, 1);
}

/* Nothing will come of waiting. */
static void
test_stop_without_connection (Fixture *f, gconstpointer data)
{
  establish (f);
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  advance (f, 1);
  gst_sip_ua_stop (f->alice->ua);
  advance (f, 0);
  g_assert_cmpuint (f->alice->n_stopped, ==, 1);
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, GST_SIP_CALL_ENDED);
  f->net->down = FALSE;
  gst_sip_call_hangup (f->bob->call);
}

static void
test_stop_loses_connection (Fixture *f, gconstpointer data)
{
  establish (f);
  gst_sip_ua_stop (f->alice->ua);
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  advance (f, 0);
  g_assert_cmpuint (f->alice->n_stopped, ==, 1);
  f->net->down = FALSE;
  advance (f, 1);
  gst_sip_call_hangup (f->bob->call);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *name;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
      {"no-gap",               test_moves_without_a_gap     },
      {"call/stays",           test_call_stays              },
      {"call/peer-hangs-up",   test_peer_hangs_up           },
      {"call/outgoing",        test_outgoing_goes_on_ringing},
      {"call/unanswered",      test_outgoing_goes_on_trying },
      {"call/incoming",        test_incoming_goes_on_ringing},
      {"call/cancelled",       test_cancel_stays            },
      {"old/dies",             test_old_server_dies         },
      {"old/430",              test_old_flow_failed         },
      {"new/dies",             test_new_server_dies         },
      {"new/mute",             test_new_server_is_mute      },
      {"path/no-update",       test_peer_takes_no_update    },
      {"both-die",             test_both_die                },
      {"path/408",             test_path_408                },
      {"path/477",             test_path_477                },
      {"path/lost",            test_path_never_comes_back   },
      {"via-and-route",        test_via_and_route           },
      {"stop/calls",           test_stop                    },
      {"stop/no-connection",   test_stop_without_connection },
      {"stop/lost-connection", test_stop_loses_connection   },
  };
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/failback/%s", tests[i].name);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
