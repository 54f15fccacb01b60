/* Groups of servers that die in any order, for an hour of virtual time
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each seed is another group, other bounds and another fate. A watch at the
 * port judges each attempt as it is made. There is one transport only: see
 * failback.c for what is done with more.
 */
#include "faketransport.h"

#include "gst/sip/transport/gstsipconnection.h"

#define SECOND G_TIME_SPAN_SECOND
#define HOUR (3600 * SECOND)
#define N_SEEDS 2000
#define MAX_SERVERS 5
#define LONGEST_ATTEMPT (15 * SECOND)

typedef struct
{
  gchar uri[16];
  guint weight;
  gboolean failed; /* in this round */
} Member;

typedef struct
{
  GRand *fate;
  GstSipTimers *timers;
  GstSipRandom *random;
  FakeTransport *transport;
  GstSipConnection *connection;
  GstSipTimer blow; /* of fate */
  gint64 min_interval, max_interval;
  Member members[MAX_SERVERS];
  guint n_members;

  gint64 failed_at; /* the last failure or loss; -1: none yet */
  gint64 opened_at;
  gboolean retried; /* since a connection lasted for min_interval */
  guint exponent;
  guint n_connected, n_waits;
  gboolean closed;
} World;

static Member *
find_member (World *world, const gchar *uri)
{
  for (guint i = 0; i < world->n_members; i++) {
    if (g_str_equal (world->members[i].uri, uri))
      return &world->members[i];
  }
  g_assert_not_reached ();
}

static void
forget_failures (World *world)
{
  for (guint i = 0; i < world->n_members; i++)
    world->members[i].failed = FALSE;
}

static gboolean
have_all_failed (World *world)
{
  for (guint i = 0; i < world->n_members; i++) {
    if (!world->members[i].failed)
      return FALSE;
  }
  return TRUE;
}

static void
check_wait (World *world, gint64 wait)
{
  gint64 longest = world->min_interval << MIN (world->exponent, 16);

  g_assert_true (have_all_failed (world));
  g_assert_cmpint (wait, >=, world->min_interval);
  g_assert_cmpint (wait, <=, MIN (longest, world->max_interval));
  g_assert_true (
      wait == world->max_interval || wait % world->min_interval == 0);
  world->exponent++;
  world->n_waits++;
  forget_failures (world);
}

static void
on_opening (World *world, FakeTransport *transport)
{
  Member *tried = find_member (world, transport->uri);
  gint64 now = gst_sip_timers_get_time (world->timers);

  g_assert_false (world->closed);
  if (world->failed_at >= 0 && (world->failed_at < now))
    check_wait (world, now - world->failed_at);
  g_assert_false (tried->failed);
  for (guint i = 0; i < world->n_members; i++) {
    if (world->members[i].weight > tried->weight)
      g_assert_true (world->members[i].failed);
  }
  world->opened_at = now;
}

static void
on_lost (World *world, Member *lost, gint64 age)
{
  if (age >= world->min_interval) {
    world->exponent = 0;
    world->retried = FALSE;
  }

  if (world->retried)
    lost->failed = TRUE;
  else
    forget_failures (world);
  world->retried = TRUE;
}

static void
watch (FakeTransport *transport, FakeEvent event, gpointer user_data)
{
  World *world = user_data;
  gint64 now = gst_sip_timers_get_time (world->timers);

  if (event == FAKE_OPENING) {
    on_opening (world, transport);
    return;
  }
  if (transport->uri == NULL)
    return;

  if (event == FAKE_CLOSED && transport->open)
    on_lost (world, find_member (world, transport->uri),
        now - world->opened_at - transport->latency);
  else
    find_member (world, transport->uri)->failed = TRUE;
  if (event == FAKE_CLOSING && !world->closed)
    g_assert_cmpint (now - world->opened_at, ==, LONGEST_ATTEMPT);
  world->failed_at = now;
}

static void
on_connected (gpointer user, const GstSipServer *server)
{
  World *world = user;

  g_assert_false (world->closed);
  g_assert_true (world->transport->open);
  world->n_connected++;
}

static void
on_disconnected (gpointer user, guint flow, const GError *error)
{
  g_assert_false (((World *) user)->closed);
}

static void
on_attempt_failed (gpointer user, const GstSipServer *server,
    const GError *error)
{
  g_assert_false (((World *) user)->closed);
}

static void
arm_blow (World *world)
{
  gint64 pause = g_rand_boolean (world->fate)
      ? g_rand_int_range (world->fate, 0, 2 * SECOND)
      : g_rand_int_range (world->fate, 0, 200 * SECOND);

  gst_sip_timer_arm (&world->blow, world->timers, pause);
}

/* One server dies, falls silent or returns, or the connection breaks. */
static void
on_blow (gpointer owner)
{
  World *world = owner;
  FakeTransport *transport = world->transport;
  Member *member = &world->members[g_rand_int_range (world->fate, 0,
      (gint32) world->n_members)];
  FakeServer server = (FakeServer) g_rand_int_range (world->fate, 0, 3);

  arm_blow (world);
  fake_transport_set_server (transport, member->uri, server);
  if (server == FAKE_DOWN && g_strcmp0 (transport->uri, member->uri) == 0)
    fake_transport_lose (transport);
  if (g_rand_int_range (world->fate, 0, 5) == 0)
    fake_transport_lose (transport);
}

static GPtrArray *
make_members (World *world)
{
  GPtrArray *servers =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_server_free);

  world->n_members = (guint) g_rand_int_range (world->fate, 1, MAX_SERVERS + 1);
  for (guint i = 0; i < world->n_members; i++) {
    Member *member = &world->members[i];

    g_snprintf (member->uri, sizeof member->uri, "ws://server%u", i);
    member->weight = (guint) g_rand_int_range (world->fate, 0, 3);
    g_ptr_array_add (servers, gst_sip_server_new (member->uri, member->weight));
    fake_transport_set_server (world->transport, member->uri,
        (FakeServer) g_rand_int_range (world->fate, 0, 3));
  }
  return servers;
}

static void
make_world (World *world, guint32 seed)
{
  static const GstSipConnectionUser user = {
      .connected = on_connected,
      .disconnected = on_disconnected,
      .attempt_failed = on_attempt_failed,
  };
  g_autoptr (GPtrArray) servers = NULL;
  guint min, max;

  *world = (World){.failed_at = -1};
  world->fate = g_rand_new_with_seed (seed);
  world->timers = gst_sip_timers_new_virtual ();
  world->random = gst_sip_random_new_seeded (seed);
  world->transport = fake_transport_new (world->timers);
  world->transport->latency = g_rand_int_range (world->fate, 0, SECOND / 2);
  world->transport->watch = watch;
  world->transport->watch_data = world;
  world->transport->single = TRUE;
  servers = make_members (world);
  min = (guint) g_rand_int_range (world->fate, 1, 5);
  max = (guint) g_rand_int_range (world->fate, (gint32) min, 61);
  world->min_interval = min * SECOND;
  world->max_interval = max * SECOND;
  world->connection =
      gst_sip_connection_new (GST_SIP_TRANSPORT (world->transport), servers,
          min, max, world->timers, world->random, NULL, &user, world);
  world->blow.expired = on_blow;
  world->blow.owner = world;
}

static void
end_world (World *world)
{
  gst_sip_connection_free (world->connection);
  g_assert_null (world->transport->uri);
  g_object_unref (world->transport);
  gst_sip_random_free (world->random);
  gst_sip_timers_free (world->timers);
  g_rand_free (world->fate);
}

/* With one server alive and the others dead, it is found before long. */
static void
check_that_it_connects (World *world)
{
  guint survivor =
      (guint) g_rand_int_range (world->fate, 0, (gint32) world->n_members);

  gst_sip_timer_disarm (&world->blow);
  for (guint i = 0; i < world->n_members; i++)
    fake_transport_set_server (world->transport, world->members[i].uri,
        i == survivor ? FAKE_UP : FAKE_SILENT);
  gst_sip_timers_advance (world->timers,
      2 * world->max_interval + 2 * world->n_members * LONGEST_ATTEMPT);

  g_assert_cmpint (gst_sip_connection_get_state (world->connection), ==,
      GST_SIP_CONNECTION_CONNECTED);
}

static void
test_hour_of_blows (void)
{
  guint n_connected = 0, n_waits = 0;

  for (guint32 seed = 0; seed < N_SEEDS; seed++) {
    World world;

    make_world (&world, seed);
    arm_blow (&world);
    gst_sip_connection_open (world.connection);
    gst_sip_timers_advance (world.timers, HOUR);
    check_that_it_connects (&world);

    world.closed = TRUE;
    gst_sip_connection_close (world.connection);
    arm_blow (&world);
    gst_sip_timers_advance (world.timers, HOUR);
    n_connected += world.n_connected;
    n_waits += world.n_waits;
    gst_sip_timer_disarm (&world.blow);
    end_world (&world);
  }

  g_test_message ("%u connections, %u waits", n_connected, n_waits);
  g_assert_cmpuint (n_connected, >, 5 * N_SEEDS);
  g_assert_cmpuint (n_waits, >, 5 * N_SEEDS);
}

/* Mean of each of the first waits over many seeds, with 2 and 30 s: the
 * back-off of the configuration document, but not its return to the least. */
static void
test_waits_grow (void)
{
  static const gdouble means[] = {2, 3, 5, 9, 16.5, 23, 26.5, 28};
  gdouble sums[G_N_ELEMENTS (means)] = {0};

  for (guint32 seed = 0; seed < N_SEEDS; seed++) {
    GstSipTimers *timers = gst_sip_timers_new_virtual ();
    g_autoptr (GstSipRandom) random = gst_sip_random_new_seeded (seed);
    FakeTransport *transport = fake_transport_new (timers);
    g_autoptr (GPtrArray) servers =
        g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_server_free);
    GstSipConnectionUser user = {.attempt_failed = on_attempt_failed};
    World world = {NULL};
    GstSipConnection *connection;

    g_ptr_array_add (servers, gst_sip_server_new ("ws://a", 0));
    connection = gst_sip_connection_new (GST_SIP_TRANSPORT (transport), servers,
        2, 30, timers, random, NULL, &user, &world);
    gst_sip_connection_open (connection);
    gst_sip_timers_advance (timers, HOUR);
    for (guint i = 0; i < G_N_ELEMENTS (means); i++) {
      const gint64 *at = (const gint64 *) transport->opened_at->data;

      sums[i] += (gdouble) (at[i + 1] - at[i]) / SECOND;
    }
    gst_sip_connection_free (connection);
    g_object_unref (transport);
    gst_sip_timers_free (timers);
  }

  for (guint i = 0; i < G_N_ELEMENTS (means); i++) {
    g_test_message ("wait %u: mean %.2f s", i + 1, sums[i] / N_SEEDS);
    g_assert_cmpfloat_with_epsilon (sums[i] / N_SEEDS, means[i], 1);
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  g_test_add_func ("/recovery/hour-of-blows", test_hour_of_blows);
  g_test_add_func ("/recovery/waits-grow", test_waits_grow);

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
