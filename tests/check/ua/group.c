/* A user agent with a call, and a group of servers that live and die in any
 * order for an hour of virtual time
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each seed is another group, other bounds and another fate. What an
 * application would want to be true is checked all along, and more when the
 * servers have come to rest.
 */
#include "siptesttransport.h"

#define SECOND G_TIME_SPAN_SECOND
#define N_SEEDS 1000
#define MAX_GROUP 5
/* Bob's, which nothing happens to. */
#define QUIET_EDGE 7
#define ATTEMPT_LIMIT 15
/* How long a server is avoided that was mute. */
#define SHUN_TIME 300
/* For noticing that a connection is dead: the longest ping interval and the
 * time for the pong; and for REGISTER without an answer. */
#define NOTICE_TIME 40
#define NO_ANSWER_TIME 33

typedef struct
{
  GRand *fate;
  SipTestNet *net;
  SipTestPhone *alice;
  SipTestPhone *bob;
  GstSipCall *call;
  guint n_servers;
  guint weights[MAX_GROUP];
  guint min_interval, max_interval;
  GstSipTimer blow;
  guint n_blows;
} World;

static gint32
draw (World *world, gint32 begin, gint32 end)
{
  return g_rand_int_range (world->fate, begin, end);
}

static GstSipConnection *
get_connection (World *world)
{
  return world->alice->ua->core->connection;
}

static void
arm_blow (World *world)
{
  gint64 pause = g_rand_boolean (world->fate) ? draw (world, 0, 2 * SECOND)
                                              : draw (world, 0, 150 * SECOND);

  gst_sip_timer_arm (&world->blow, world->net->timers, pause);
}

/* There is always a connection, or an attempt, or a time for the next. */
static void
check_that_it_tries (World *world)
{
  GstSipConnection *connection = get_connection (world);

  switch (gst_sip_connection_get_state (connection)) {
    case GST_SIP_CONNECTION_CONNECTED:
      g_assert_true (gst_sip_ua_is_connected (world->alice->ua));
      g_assert_cmpuint (gst_sip_connection_get_flow (connection), !=, 0);
      break;
    case GST_SIP_CONNECTION_CONNECTING:
      g_assert_nonnull (gst_sip_connection_get_server (connection));
      break;
    case GST_SIP_CONNECTION_WAITING:
      g_assert_null (gst_sip_connection_get_server (connection));
      break;
    default:
      g_assert_not_reached ();
  }
}

/* Whatever befell the servers, the call goes on. */
static void
check_call (World *world)
{
  g_assert_cmpint (gst_sip_call_get_state (world->call), ==,
      GST_SIP_CALL_ESTABLISHED);
  g_assert_cmpint (gst_sip_call_get_state (world->bob->call), ==,
      GST_SIP_CALL_ESTABLISHED);
}

static void
on_blow (gpointer owner)
{
  World *world = owner;
  guint edge = (guint) draw (world, 0, (gint32) world->n_servers);

  check_that_it_tries (world);
  check_call (world);
  world->n_blows++;
  arm_blow (world);
  switch (draw (world, 0, 10)) {
    case 0:
      sip_test_net_lose (world->net, world->alice);
      break;
    case 1:
      gst_sip_ua_network_changed (world->alice->ua);
      break;
    case 2:
    case 3:
    case 4:
      sip_test_net_set_edge (world->net, edge, SIP_TEST_EDGE_UP);
      break;
    default:
      sip_test_net_set_edge (world->net, edge,
          (SipTestEdge) draw (world, SIP_TEST_EDGE_DOWN,
              SIP_TEST_EDGE_DROPPING + 1));
      break;
  }
}

static gchar *
make_group (World *world)
{
  GString *list = g_string_new ("[");

  world->n_servers = (guint) draw (world, 1, MAX_GROUP + 1);
  for (guint i = 0; i < world->n_servers; i++) {
    world->weights[i] = (guint) draw (world, 0, 4);
    g_string_append_printf (list,
        "%s{\"ws_uri\":\"ws://server%u\",\"weight\":%u}", i > 0 ? "," : "", i,
        world->weights[i]);
  }
  g_string_append_c (list, ']');
  return g_string_free (list, FALSE);
}

static void
make_world (World *world, guint32 seed)
{
  g_autofree gchar *group = NULL;

  *world = (World){.fate = g_rand_new_with_seed (seed)};
  world->net = sip_test_net_new (seed);
  world->blow = (GstSipTimer){.expired = on_blow, .owner = world};
  world->min_interval = (guint) draw (world, 1, 5);
  world->max_interval = (guint) draw (world, (gint32) world->min_interval, 61);
  group = make_group (world);
  world->alice = sip_test_net_add_phone (world->net, "alice", "ws-servers",
      group, "connection-recovery-max-interval", world->max_interval,
      "connection-recovery-min-interval", world->min_interval, NULL);
  world->bob = sip_test_net_add_phone (world->net, "bob", "ws-servers",
      "ws://server7", NULL);
  sip_test_net_start (world->net);
  world->call = gst_sip_ua_call (world->alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (world->net, 0.5);
  gst_sip_call_answer (world->bob->call, NULL);
  sip_test_net_advance (world->net, 0.5);
  check_call (world);
}

static void
end_world (World *world)
{
  gst_clear_object (&world->call);
  sip_test_net_free (world->net);
  g_rand_free (world->fate);
}

static guint
get_weight (World *world)
{
  const GstSipServer *server =
      gst_sip_connection_get_server (get_connection (world));

  g_assert_nonnull (server);
  return server->weight;
}

/* Returns: the weight of the heaviest that is up: at least one is. */
static guint
settle_servers (World *world)
{
  static const SipTestEdge states[] = {SIP_TEST_EDGE_UP, SIP_TEST_EDGE_DOWN,
      SIP_TEST_EDGE_HUNG};
  guint survivor = (guint) draw (world, 0, (gint32) world->n_servers);
  guint heaviest = 0;

  gst_sip_timer_disarm (&world->blow);
  for (guint i = 0; i < world->n_servers; i++) {
    SipTestEdge state = states[draw (world, 0, G_N_ELEMENTS (states))];

    if (i == survivor)
      state = SIP_TEST_EDGE_UP;
    if (state == SIP_TEST_EDGE_UP)
      heaviest = MAX (heaviest, world->weights[i]);
    sip_test_net_set_edge (world->net, i, state);
  }
  return heaviest;
}

static guint
get_current_end (World *world)
{
  const gchar *uri =
      gst_sip_connection_get_server (get_connection (world))->uri;

  return sip_test_transport_get_end (sip_test_net_find_connection (world->net,
      world->alice, (guint) atoi (uri + strlen ("ws://server"))));
}

/* Alice has one binding, over the current connection. */
static void
check_binding (World *world)
{
  guint n = 0;

  g_assert_cmpint (gst_sip_ua_get_registration_state (world->alice->ua), ==,
      GST_SIP_REGISTRATION_REGISTERED);
  for (guint i = 0; i < world->net->bindings->len; i++) {
    SipTestBinding *binding = world->net->bindings->pdata[i];

    if (g_str_equal (binding->user, "bob"))
      continue;
    n++;
    g_assert_cmpuint (binding->end, ==, get_current_end (world));
  }
  g_assert_cmpuint (n, ==, 1);
}

static guint
count_connections (World *world)
{
  guint n = 0;

  for (guint i = 0; i < world->n_servers; i++)
    n += sip_test_net_find_connection (world->net, world->alice, i) != NULL;
  return n;
}

/* The servers have come to rest: in time, all is as if nothing had been. */
static void
check_recovery (World *world)
{
  guint heaviest = settle_servers (world);
  guint round = world->max_interval + world->n_servers * ATTEMPT_LIMIT;
  guint n_attempts;

  sip_test_net_advance (world->net, NOTICE_TIME + 2 * round);
  g_assert_true (gst_sip_ua_is_connected (world->alice->ua));
  check_call (world);

  sip_test_net_advance (world->net, SHUN_TIME + 2 * round + NO_ANSWER_TIME);
  g_assert_cmpuint (get_weight (world), ==, heaviest);
  check_call (world);
  check_binding (world);

  /* And so it stays: attempts at heavier ones, at their pace, are all. */
  n_attempts = world->alice->n_attempts;
  world->alice->n_connected = 0;
  sip_test_net_advance (world->net, 3600);
  g_assert_cmpuint (world->alice->n_connected, ==, 0);
  g_assert_cmpuint (world->alice->n_attempts - n_attempts, <=,
      world->n_servers * (3600 / world->max_interval * 2 + 20));
  g_assert_cmpuint (count_connections (world), <=, 3);
  check_call (world);
}

/* Both can still say what they want to, and nothing is left of it all. */
static void
check_end (World *world)
{
  gst_sip_call_hangup (
      g_rand_boolean (world->fate) ? world->call : world->bob->call);
  sip_test_net_advance (world->net, 1);
  g_assert_cmpint (gst_sip_call_get_state (world->call), ==,
      GST_SIP_CALL_ENDED);
  g_assert_cmpint (gst_sip_call_get_state (world->bob->call), ==,
      GST_SIP_CALL_ENDED);
  sip_test_net_advance (world->net, 100);
  g_assert_cmpuint (count_connections (world), ==, 1);
  sip_test_net_assert_empty (world->net);

  gst_sip_ua_stop (world->alice->ua);
  sip_test_net_advance (world->net, 3);
  g_assert_cmpuint (world->alice->n_stopped, ==, 1);
  g_assert_cmpuint (count_connections (world), ==, 0);
  g_assert_cmpuint (world->net->bindings->len, ==, 1);
}

static void
live_through (guint32 seed, guint *n_connected)
{
  World world;

  make_world (&world, seed);
  arm_blow (&world);
  sip_test_net_advance (world.net, 3600);
  /* No hurry, whatever happens: a round a least interval, and what each blow
   * makes worth an attempt. */
  g_assert_cmpuint (world.alice->n_attempts, <=,
      world.n_servers * (3600 / world.min_interval + 4 * world.n_blows));
  *n_connected += world.alice->n_connected;
  check_recovery (&world);
  check_end (&world);
  end_world (&world);
}

static void
test_hour_of_blows (void)
{
  const gchar *seed = g_getenv ("SIPUA_TEST_SEED");
  guint n_connected = 0;

  if (seed != NULL) {
    live_through ((guint32) atoi (seed), &n_connected);
    return;
  }
  for (guint32 i = 0; i < N_SEEDS; i++) {
    g_test_message ("seed %u", i);
    live_through (i, &n_connected);
  }
  g_test_message ("%u connections", n_connected);
  g_assert_cmpuint (n_connected, >, 10 * N_SEEDS);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/ua/group/hour-of-blows", test_hour_of_blows);
  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
