/* Which server is tried, and when: one scenario a test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "faketransport.h"

#include "gst/sip/transport/gstsipconnection.h"

#include <gst/sip/base/gstsiperror.h>

#define SECOND G_TIME_SPAN_SECOND
#define MIN_INTERVAL 2
#define MAX_INTERVAL 30

typedef struct
{
  GstSipTimers *timers;
  GstSipRandom *random;
  FakeTransport *transport;
  GstSipConnection *connection;
  GString *events; /* one letter each: c d f r */
  GError *last_error;
  gchar free_at; /* the event upon which the connection is freed */
} Fixture;

static void
note (Fixture *fixture, gchar event, const GError *error)
{
  g_string_append_c (fixture->events, event);
  g_clear_error (&fixture->last_error);
  if (error != NULL)
    fixture->last_error = g_error_copy (error);
  if (event == fixture->free_at)
    g_clear_pointer (&fixture->connection, gst_sip_connection_free);
}

static void
on_connected (gpointer user, const GstSipServer *server)
{
  note (user, 'c', NULL);
}

static void
on_received (gpointer user, guint flow, GBytes *message)
{
  note (user, 'r', NULL);
}

static void
on_disconnected (gpointer user, guint flow, const GError *error)
{
  note (user, 'd', error);
}

static void
on_flow_lost (gpointer user, guint flow, const GError *error)
{
  note (user, 'l', error);
}

static void
on_attempt_failed (gpointer user, const GstSipServer *server,
    const GError *error)
{
  note (user, 'f', error);
}

static const GstSipConnectionUser user_functions = {
    .connected = on_connected,
    .received = on_received,
    .disconnected = on_disconnected,
    .flow_lost = on_flow_lost,
    .attempt_failed = on_attempt_failed,
};

/* servers: "ws://a=10 ws://b=1", all down */
static void
set_up (Fixture *fixture, guint32 seed, const gchar *servers)
{
  g_auto (GStrv) words = g_strsplit (servers, " ", -1);
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_server_free);

  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (words[i], "=", 2);

    g_ptr_array_add (list,
        gst_sip_server_new (parts[0], (guint) atoi (parts[1])));
  }

  *fixture = (Fixture){NULL};
  fixture->timers = gst_sip_timers_new_virtual ();
  fixture->random = gst_sip_random_new_seeded (seed);
  fixture->transport = fake_transport_new (fixture->timers);
  fixture->events = g_string_new (NULL);
  fixture->connection =
      gst_sip_connection_new (GST_SIP_TRANSPORT (fixture->transport), list,
          MIN_INTERVAL, MAX_INTERVAL, fixture->timers, fixture->random, NULL,
          &user_functions, fixture);
}

static void
tear_down (Fixture *fixture)
{
  g_clear_pointer (&fixture->connection, gst_sip_connection_free);
  g_assert_false (gst_sip_timer_is_armed (&fixture->transport->answer));
  g_object_unref (fixture->transport);
  gst_sip_random_free (fixture->random);
  gst_sip_timers_free (fixture->timers);
  g_string_free (fixture->events, TRUE);
  g_clear_error (&fixture->last_error);
}

static void
set_servers (Fixture *fixture, FakeServer state, const gchar *uris)
{
  g_auto (GStrv) words = g_strsplit (uris, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    fake_transport_set_server (fixture->transport, words[i], state);
}

static void
open_and_settle (Fixture *fixture)
{
  gst_sip_connection_open (fixture->connection);
  gst_sip_timers_advance (fixture->timers, 0);
}

static void
assert_opened (Fixture *fixture, const gchar *expected)
{
  g_autofree gchar *opened = NULL;

  g_ptr_array_add (fixture->transport->opened, NULL);
  opened = g_strjoinv (" ", (gchar **) fixture->transport->opened->pdata);
  g_ptr_array_set_size (fixture->transport->opened,
      fixture->transport->opened->len - 1);
  g_assert_cmpstr (opened, ==, expected);
}

static void
assert_server (Fixture *fixture, const gchar *expected)
{
  const GstSipServer *server =
      gst_sip_connection_get_server (fixture->connection);

  g_assert_nonnull (server);
  g_assert_cmpstr (server->uri, ==, expected);
}

static void
assert_state (Fixture *fixture, GstSipConnectionState expected)
{
  g_assert_cmpint (gst_sip_connection_get_state (fixture->connection), ==,
      expected);
}

static void
test_heaviest_first (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1 ws://b=10 ws://c=0 ws://d=5");
  open_and_settle (&fixture);

  assert_opened (&fixture, "ws://b ws://d ws://a ws://c");
  assert_state (&fixture, GST_SIP_CONNECTION_WAITING);
  g_assert_null (gst_sip_connection_get_server (fixture.connection));
  g_assert_cmpstr (fixture.events->str, ==, "ffff");
  tear_down (&fixture);
}

static void
test_failover_without_delay (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=10 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://b");
  open_and_settle (&fixture);

  assert_server (&fixture, "ws://b");
  assert_state (&fixture, GST_SIP_CONNECTION_CONNECTED);
  g_assert_cmpint (gst_sip_timers_get_time (fixture.timers), ==, 0);
  g_assert_cmpstr (fixture.events->str, ==, "fc");
  tear_down (&fixture);
}

static void
test_random_among_equals (void)
{
  const gchar *names[] = {"ws://a", "ws://b", "ws://c"};
  guint hits[3] = {0};

  for (guint32 seed = 0; seed < 3000; seed++) {
    Fixture fixture;

    set_up (&fixture, seed, "ws://a=7 ws://low=1 ws://b=7 ws://c=7");
    set_servers (&fixture, FAKE_UP, "ws://a ws://b ws://c ws://low");
    open_and_settle (&fixture);
    for (guint i = 0; i < 3; i++)
      hits[i] += g_str_equal (names[i],
          gst_sip_connection_get_server (fixture.connection)->uri);
    tear_down (&fixture);
  }

  g_assert_cmpuint (hits[0] + hits[1] + hits[2], ==, 3000);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpuint (hits[i], >, 850);
    g_assert_cmpuint (hits[i], <, 1150);
  }
}

static void
test_lost_is_retried_at_once (void)
{
  for (guint32 seed = 0; seed < 20; seed++) {
    Fixture fixture;
    g_autofree gchar *first = NULL;

    set_up (&fixture, seed, "ws://a=1 ws://b=1 ws://c=1");
    set_servers (&fixture, FAKE_UP, "ws://a ws://b ws://c");
    open_and_settle (&fixture);
    first = g_strdup (gst_sip_connection_get_server (fixture.connection)->uri);
    gst_sip_timers_advance (fixture.timers, 60 * SECOND);
    fake_transport_lose (fixture.transport);

    g_assert_cmpuint (fixture.transport->opened->len, ==, 2);
    g_assert_cmpint (g_array_index (fixture.transport->opened_at, gint64, 1),
        ==, 60 * SECOND);
    assert_server (&fixture, first);
    g_assert_cmpstr (fixture.events->str, ==, "cd");
    gst_sip_timers_advance (fixture.timers, 0);
    g_assert_cmpstr (fixture.events->str, ==, "cdc");
    tear_down (&fixture);
  }
}

static void
test_lost_goes_to_heavier (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=10 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://b");
  open_and_settle (&fixture);
  set_servers (&fixture, FAKE_UP, "ws://a");
  fake_transport_lose (fixture.transport);
  gst_sip_timers_advance (fixture.timers, 0);

  assert_opened (&fixture, "ws://a ws://b ws://a");
  assert_state (&fixture, GST_SIP_CONNECTION_CONNECTED);
  tear_down (&fixture);
}

/* A proxy without a backend takes each connection only to drop it. */
static void
test_flapping_server_is_not_hammered (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  open_and_settle (&fixture);
  for (guint i = 0; i < 36000; i++) {
    fake_transport_lose (fixture.transport);
    gst_sip_timers_advance (fixture.timers, SECOND / 10);
  }

  g_assert_cmpuint (fixture.transport->opened->len, >, 3600 / MAX_INTERVAL);
  g_assert_cmpuint (fixture.transport->opened->len, <, 150);
  tear_down (&fixture);
}

static void
test_silent_server_is_given_up (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=10 ws://b=1");
  set_servers (&fixture, FAKE_SILENT, "ws://a");
  set_servers (&fixture, FAKE_UP, "ws://b");
  open_and_settle (&fixture);
  fixture.transport->single = TRUE;
  gst_sip_timers_advance (fixture.timers, 14 * SECOND);
  assert_server (&fixture, "ws://a");
  gst_sip_timers_advance (fixture.timers, SECOND);

  assert_server (&fixture, "ws://b");
  g_assert_cmpstr (fixture.events->str, ==, "fc");
  tear_down (&fixture);
}

static guint
count_attempts (Fixture *fixture)
{
  guint n = 0;

  for (guint i = 0; i < fixture->transport->others->len; i++) {
    const FakeTransport *transport = fixture->transport->others->pdata[i];

    n += transport->uri != NULL;
  }
  return n;
}

/* What takes connections and says nothing holds up no other. */
static void
test_silent_does_not_delay_next (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=10 ws://b=1");
  set_servers (&fixture, FAKE_SILENT, "ws://a");
  set_servers (&fixture, FAKE_UP, "ws://b");
  open_and_settle (&fixture);
  gst_sip_timers_advance (fixture.timers, SECOND);
  assert_opened (&fixture, "ws://a");
  gst_sip_timers_advance (fixture.timers, SECOND);

  assert_server (&fixture, "ws://b");
  assert_opened (&fixture, "ws://a ws://b");
  g_assert_cmpuint (count_attempts (&fixture), ==, 1);
  g_assert_cmpstr (fixture.events->str, ==, "c");
  tear_down (&fixture);
}

/* Of two that answer in time, the weight decides, not who is faster. */
static void
test_weight_counts_in_time (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=10 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://a ws://b");
  fixture.transport->latency = SECOND;
  gst_sip_connection_open (fixture.connection);
  gst_sip_timers_advance (fixture.timers, 2 * SECOND);

  assert_server (&fixture, "ws://a");
  assert_opened (&fixture, "ws://a");
  tear_down (&fixture);
}

/* It is slow, but the other one is slower: it has not been given up. */
static void
test_slow_wins (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=10 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  set_servers (&fixture, FAKE_SILENT, "ws://b");
  fixture.transport->latency = 5 * SECOND;
  gst_sip_connection_open (fixture.connection);
  gst_sip_timers_advance (fixture.timers, 2 * SECOND);
  g_assert_cmpuint (count_attempts (&fixture), ==, 2);
  gst_sip_timers_advance (fixture.timers, 3 * SECOND);

  assert_server (&fixture, "ws://a");
  g_assert_cmpuint (count_attempts (&fixture), ==, 1);
  g_assert_cmpstr (fixture.events->str, ==, "c");
  tear_down (&fixture);
}

/* One that was down returns while another is frozen: no later than if that one
 * were down too, whichever of the two weighs more. */
static void
test_return_beside_silent (gconstpointer data)
{
  for (guint32 seed = 0; seed < 50; seed++) {
    Fixture fixture;

    set_up (&fixture, seed, data);
    set_servers (&fixture, FAKE_SILENT, "ws://frozen");
    open_and_settle (&fixture);
    gst_sip_timers_advance (fixture.timers, 2 * SECOND);
    set_servers (&fixture, FAKE_UP, "ws://back");
    gst_sip_timers_advance (fixture.timers, (MIN_INTERVAL + 1) * SECOND);

    assert_state (&fixture, GST_SIP_CONNECTION_CONNECTED);
    assert_server (&fixture, "ws://back");
    tear_down (&fixture);
  }
}

/* The only one was frozen, and what we sent there is lost: it is asked again
 * before our first attempt ends, but only once. */
static void
test_silence_of_the_only_one_asked_again (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_SILENT, "ws://a");
  open_and_settle (&fixture);
  gst_sip_timers_advance (fixture.timers, SECOND);
  set_servers (&fixture, FAKE_UP, "ws://a");
  gst_sip_timers_advance (fixture.timers, SECOND);

  assert_state (&fixture, GST_SIP_CONNECTION_CONNECTED);
  assert_opened (&fixture, "ws://a ws://a");
  g_assert_cmpuint (count_attempts (&fixture), ==, 1);
  tear_down (&fixture);
}

/* However many are frozen: two at once at most, all in turn, without haste. */
static void
test_all_silent (gconstpointer data)
{
  const gint64 *at;
  Fixture fixture;

  set_up (&fixture, 1, data);
  set_servers (&fixture, FAKE_SILENT, "ws://a ws://b ws://c ws://d");
  open_and_settle (&fixture);
  for (guint i = 0; i < 36000; i++) {
    gst_sip_timers_advance (fixture.timers, SECOND / 10);
    g_assert_cmpuint (count_attempts (&fixture), <=, 2);
  }
  at = (const gint64 *) fixture.transport->opened_at->data;
  for (guint i = 1; i < fixture.transport->opened_at->len; i++)
    g_assert_cmpint (at[i] - at[i - 1], >=, SECOND);
  g_assert_cmpuint (fixture.transport->opened->len, >, 2 * 3600 / 60);

  set_servers (&fixture, FAKE_UP, "ws://a");
  gst_sip_timers_advance (fixture.timers, (MAX_INTERVAL + 15) * SECOND);
  assert_state (&fixture, GST_SIP_CONNECTION_CONNECTED);
  assert_server (&fixture, "ws://a");
  tear_down (&fixture);
}

/* Closed while two are being tried. */
static void
test_close_beside_silent (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=10 ws://b=1");
  set_servers (&fixture, FAKE_SILENT, "ws://a ws://b");
  open_and_settle (&fixture);
  gst_sip_timers_advance (fixture.timers, 2 * SECOND);
  g_assert_cmpuint (count_attempts (&fixture), ==, 2);
  gst_sip_connection_close (fixture.connection);
  g_assert_cmpuint (count_attempts (&fixture), ==, 0);
  gst_sip_timers_advance (fixture.timers, 3600 * SECOND);
  assert_opened (&fixture, "ws://a ws://b");
  g_assert_cmpstr (fixture.events->str, ==, "");
  tear_down (&fixture);
}

static void
test_silent_server_is_named (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_SILENT, "ws://a");
  open_and_settle (&fixture);
  gst_sip_timers_advance (fixture.timers, 15 * SECOND);

  g_assert_error (fixture.last_error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT);
  g_assert_cmpstr (fixture.last_error->message, ==,
      "ws://a: not connected after 15 s");
  tear_down (&fixture);
}

static void
test_pings (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  open_and_settle (&fixture);
  gst_sip_timers_advance (fixture.timers, 3600 * SECOND);

  g_assert_cmpuint (fixture.transport->n_pings, >=, 120);
  g_assert_cmpuint (fixture.transport->n_pings, <=, 150);
  gst_sip_connection_close (fixture.connection);
  gst_sip_timers_advance (fixture.timers, 3600 * SECOND);
  g_assert_cmpuint (fixture.transport->n_pings, <=, 150);
  g_assert_cmpstr (fixture.events->str, ==, "c");
  tear_down (&fixture);
}

/* The pings of an hour, with what the server said of its own patience. */
static const struct
{
  const gchar *name;
  guint seconds, min, max;
} keepalives[] = {
    {"none",      0,         120,  150 },
    {"ten",       10,        360,  450 },
    {"longer",    120,       120,  150 },
    {"tiny",      1,         1800, 2250},
    {"senseless", G_MAXUINT, 120,  150 },
};

static void
test_keepalive (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  open_and_settle (&fixture);
  gst_sip_connection_set_keepalive_interval (fixture.connection,
      keepalives[i].seconds);
  gst_sip_timers_advance (fixture.timers, 3600 * SECOND);

  g_assert_cmpuint (fixture.transport->n_pings, >=, keepalives[i].min);
  g_assert_cmpuint (fixture.transport->n_pings, <=, keepalives[i].max + 1);

  /* What one connection was told means nothing for the next. */
  fake_transport_lose (fixture.transport);
  gst_sip_timers_advance (fixture.timers, 0);
  fixture.transport->n_pings = 0;
  gst_sip_timers_advance (fixture.timers, 3600 * SECOND);
  g_assert_cmpuint (fixture.transport->n_pings, >=, 120);
  g_assert_cmpuint (fixture.transport->n_pings, <=, 151);
  tear_down (&fixture);
}

/* What works is asked, not torn down. */
static void
test_network_when_connected (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://a ws://b");
  open_and_settle (&fixture);
  gst_sip_connection_network_changed (fixture.connection);
  gst_sip_timers_advance (fixture.timers, 60 * SECOND);

  g_assert_cmpuint (fixture.transport->n_checks, ==, 1);
  g_assert_cmpuint (fixture.transport->check_limit, ==, 5000);
  g_assert_cmpstr (fixture.events->str, ==, "c");
  tear_down (&fixture);
}

static void
test_give_up (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://a ws://b");
  open_and_settle (&fixture);
  gst_sip_connection_give_up (fixture.connection,
      gst_sip_connection_get_flow (fixture.connection), "430 Flow Failed");

  g_assert_cmpstr (fixture.events->str, ==, "cd");
  g_assert_true (
      g_str_has_suffix (fixture.last_error->message, ": 430 Flow Failed"));
  gst_sip_timers_advance (fixture.timers, 0);
  g_assert_cmpstr (fixture.events->str, ==, "cdc");
  tear_down (&fixture);
}

/* A proxy that says so each time is not asked without a pause. */
static void
test_give_up_again_and_again (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  open_and_settle (&fixture);
  for (guint i = 0; i < 36000; i++) {
    gst_sip_connection_give_up (fixture.connection,
        gst_sip_connection_get_flow (fixture.connection), "430 Flow Failed");
    gst_sip_timers_advance (fixture.timers, SECOND / 10);
  }

  g_assert_cmpuint (fixture.transport->opened->len, <, 150);
  tear_down (&fixture);
}

/* It takes connections and answers nothing: the others are better. */
static void
test_blame (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=2 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://a ws://b");
  open_and_settle (&fixture);
  gst_sip_timers_advance (fixture.timers, 32 * SECOND);
  gst_sip_connection_blame (fixture.connection,
      gst_sip_connection_get_flow (fixture.connection), "mute");
  gst_sip_timers_advance (fixture.timers, 200 * SECOND);

  assert_server (&fixture, "ws://b");
  g_assert_cmpstr (fixture.events->str, ==, "cdc");
  gst_sip_timers_advance (fixture.timers, 200 * SECOND);
  assert_server (&fixture, "ws://a");
  tear_down (&fixture);
}

/* It takes long to find out that nobody is there: others come first. */
static void
test_silence (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=2 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://a ws://b");
  open_and_settle (&fixture);
  gst_sip_timers_advance (fixture.timers, 60 * SECOND);
  fake_transport_fall_silent (fixture.transport, "ws://a");
  gst_sip_timers_advance (fixture.timers, 0);

  assert_server (&fixture, "ws://b");
  g_assert_cmpstr (fixture.events->str, ==, "cdc");
  tear_down (&fixture);
}

static void
test_silence_of_the_only_one (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  open_and_settle (&fixture);
  gst_sip_timers_advance (fixture.timers, 60 * SECOND);
  fake_transport_fall_silent (fixture.transport, "ws://a");
  /* To requests, only their own time limits are a timeout. */
  g_assert_error (fixture.last_error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT);
  gst_sip_timers_advance (fixture.timers, 0);

  assert_state (&fixture, GST_SIP_CONNECTION_CONNECTED);
  tear_down (&fixture);
}

/* One request without an answer says little of a server that talks. */
static void
test_blame_of_one_that_talks (void)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=2 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://a ws://b");
  open_and_settle (&fixture);
  gst_sip_transport_received (GST_SIP_TRANSPORT (fixture.transport), message);
  gst_sip_connection_blame (fixture.connection,
      gst_sip_connection_get_flow (fixture.connection), "mute");

  assert_server (&fixture, "ws://a");
  g_assert_cmpstr (fixture.events->str, ==, "cr");
  tear_down (&fixture);
}

/* Each server says that it is of no use: all are tried, each once, and the last
 * one is stayed with until the first may be better again. */
static void
test_leave (void)
{
  Fixture fixture;
  guint flow;

  set_up (&fixture, 1, "ws://a=3 ws://b=2 ws://c=1");
  set_servers (&fixture, FAKE_UP, "ws://a ws://b ws://c");
  open_and_settle (&fixture);
  for (guint i = 0; i < 2; i++) {
    flow = gst_sip_connection_get_flow (fixture.connection);
    g_assert_true (
        gst_sip_connection_leave (fixture.connection, flow, "useless"));
    g_assert_false (
        gst_sip_connection_leave (fixture.connection, flow, "useless"));
    gst_sip_timers_advance (fixture.timers, 40 * SECOND);
  }
  assert_server (&fixture, "ws://c");
  flow = gst_sip_connection_get_flow (fixture.connection);
  g_assert_false (
      gst_sip_connection_leave (fixture.connection, flow, "useless"));
  g_assert_cmpstr (fixture.events->str, ==, "cdcdc");

  gst_sip_timers_advance (fixture.timers, 400 * SECOND);
  assert_server (&fixture, "ws://a");
  tear_down (&fixture);
}

/* One that cannot be reached is no better, but is tried again the next time. */
static void
test_leave_for_one_that_is_down (void)
{
  Fixture fixture;
  guint flow;

  set_up (&fixture, 1, "ws://a=1 ws://b=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  open_and_settle (&fixture);
  assert_server (&fixture, "ws://a");
  flow = gst_sip_connection_get_flow (fixture.connection);
  if (gst_sip_connection_leave (fixture.connection, flow, "useless"))
    gst_sip_timers_advance (fixture.timers, 40 * SECOND);
  assert_server (&fixture, "ws://a");
  flow = gst_sip_connection_get_flow (fixture.connection);
  g_assert_false (
      gst_sip_connection_leave (fixture.connection, flow, "useless"));

  set_servers (&fixture, FAKE_UP, "ws://b");
  g_assert_true (
      gst_sip_connection_leave (fixture.connection, flow, "useless"));
  gst_sip_timers_advance (fixture.timers, SECOND);
  assert_server (&fixture, "ws://b");
  tear_down (&fixture);
}

static void
test_network_when_waiting (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  open_and_settle (&fixture);
  assert_state (&fixture, GST_SIP_CONNECTION_WAITING);
  set_servers (&fixture, FAKE_UP, "ws://a");
  gst_sip_connection_network_changed (fixture.connection);
  gst_sip_timers_advance (fixture.timers, 0);

  assert_state (&fixture, GST_SIP_CONNECTION_CONNECTED);
  g_assert_cmpstr (fixture.events->str, ==, "fc");
  tear_down (&fixture);
}

static void
test_network_when_connecting (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=2 ws://b=1");
  set_servers (&fixture, FAKE_SILENT, "ws://b");
  open_and_settle (&fixture);
  assert_server (&fixture, "ws://b");
  set_servers (&fixture, FAKE_UP, "ws://a");
  gst_sip_connection_network_changed (fixture.connection);
  gst_sip_timers_advance (fixture.timers, 0);

  assert_server (&fixture, "ws://a");
  g_assert_cmpstr (fixture.events->str, ==, "fc");
  tear_down (&fixture);
}

/* A network that never rests does not keep us from ever connecting. */
static void
test_network_without_rest (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  fixture.transport->latency = 7 * SECOND;
  gst_sip_connection_open (fixture.connection);
  for (guint i = 0; i < 4; i++) {
    gst_sip_timers_advance (fixture.timers, 3 * SECOND);
    gst_sip_connection_network_changed (fixture.connection);
  }

  assert_state (&fixture, GST_SIP_CONNECTION_CONNECTED);
  assert_opened (&fixture, "ws://a ws://a ws://a ws://a");
  tear_down (&fixture);
}

static void
test_network_when_closed (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  gst_sip_connection_network_changed (fixture.connection);
  gst_sip_timers_advance (fixture.timers, 3600 * SECOND);

  assert_opened (&fixture, "");
  tear_down (&fixture);
}

static void
test_send (void)
{
  Fixture fixture;
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  set_up (&fixture, 1, "ws://a=1");
  g_assert_false (
      gst_sip_connection_send (fixture.connection, 0, message, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT);
  set_servers (&fixture, FAKE_UP, "ws://a");
  open_and_settle (&fixture);
  g_assert_true (
      gst_sip_connection_send (fixture.connection, 0, message, NULL));
  g_assert_cmpuint (fixture.transport->n_sent, ==, 1);
  gst_sip_transport_received (GST_SIP_TRANSPORT (fixture.transport), message);
  g_assert_cmpstr (fixture.events->str, ==, "cr");
  tear_down (&fixture);
}

static void
test_open_again (void)
{
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=1");
  set_servers (&fixture, FAKE_UP, "ws://a");
  open_and_settle (&fixture);
  gst_sip_connection_open (fixture.connection);
  gst_sip_connection_close (fixture.connection);
  gst_sip_connection_close (fixture.connection);
  open_and_settle (&fixture);

  g_assert_cmpstr (fixture.events->str, ==, "cc");
  tear_down (&fixture);
}

/* The user lets go of the connection from within whatever it is told. */
static void
test_free_from_within (gconstpointer data)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);
  Fixture fixture;

  set_up (&fixture, 1, "ws://a=2 ws://b=1");
  fixture.free_at = *(const gchar *) data;
  set_servers (&fixture, FAKE_UP, "ws://b");
  open_and_settle (&fixture);
  gst_sip_transport_received (GST_SIP_TRANSPORT (fixture.transport), message);
  gst_sip_timers_advance (fixture.timers, 10 * SECOND);
  fake_transport_lose (fixture.transport);
  gst_sip_timers_advance (fixture.timers, 3600 * SECOND);

  g_assert_null (fixture.connection);
  g_assert_cmpint (fixture.events->str[fixture.events->len - 1], ==,
      fixture.free_at);
  g_assert_null (fixture.transport->uri);
  tear_down (&fixture);
}

static const struct
{
  const gchar *uri, *name;
} names[] = {
    {"ws://example.com",                       "ws://example.com"          },
    {"wss://example.com:8443/sip",             "wss://example.com:8443/sip"},
    {"ws://example.com:8443/sip?KEY=1234",     "ws://example.com:8443/sip" },
    {"ws://example.com?a=b/c@d",               "ws://example.com"          },
    {"wss://al:secret@example.com/ws",         "wss://example.com/ws"      },
    {"wss://al:se@cret@[::1]:80/ws?token=x#y", "wss://[::1]:80/ws"         },
    {"ws://example.com/a@b",                   "ws://example.com/a@b"      },
    {"al:secret@example.com",                  "example.com"               },
    {"",                                       ""                          },
};

static void
test_name (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *name = gst_sip_server_make_name (names[i].uri);

  g_assert_cmpstr (name, ==, names[i].name);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

#define ADD(path, function) g_test_add_func ("/connection/" path, function)
  ADD ("heaviest-first", test_heaviest_first);
  ADD ("failover-without-delay", test_failover_without_delay);
  ADD ("random-among-equals", test_random_among_equals);
  ADD ("lost/retried-at-once", test_lost_is_retried_at_once);
  ADD ("lost/goes-to-heavier", test_lost_goes_to_heavier);
  ADD ("flapping", test_flapping_server_is_not_hammered);
  ADD ("silent/given-up", test_silent_server_is_given_up);
  ADD ("silent/named", test_silent_server_is_named);
  ADD ("silent/next", test_silent_does_not_delay_next);
  ADD ("silent/weight", test_weight_counts_in_time);
  ADD ("silent/slow-wins", test_slow_wins);
  ADD ("silent/only-one", test_silence_of_the_only_one_asked_again);
  ADD ("silent/close", test_close_beside_silent);
  ADD ("pings", test_pings);
  ADD ("network/connected", test_network_when_connected);
  ADD ("give-up/once", test_give_up);
  ADD ("give-up/again-and-again", test_give_up_again_and_again);
  ADD ("blame/mute", test_blame);
  ADD ("silence", test_silence);
  ADD ("silence/only-one", test_silence_of_the_only_one);
  ADD ("blame/talks", test_blame_of_one_that_talks);
  ADD ("leave/all", test_leave);
  ADD ("leave/down", test_leave_for_one_that_is_down);
  ADD ("network/waiting", test_network_when_waiting);
  ADD ("network/connecting", test_network_when_connecting);
  ADD ("network/without-rest", test_network_without_rest);
  ADD ("network/closed", test_network_when_closed);
  ADD ("send", test_send);
  ADD ("open-again", test_open_again);
#undef ADD
  g_test_add_data_func ("/connection/silent/return/heavier",
      "ws://back=2 ws://frozen=1", test_return_beside_silent);
  g_test_add_data_func ("/connection/silent/return/lighter",
      "ws://frozen=2 ws://back=1", test_return_beside_silent);
  g_test_add_data_func ("/connection/silent/all/1", "ws://a=1",
      test_all_silent);
  g_test_add_data_func ("/connection/silent/all/2", "ws://a=1 ws://b=2",
      test_all_silent);
  g_test_add_data_func ("/connection/silent/all/4",
      "ws://a=1 ws://b=2 ws://c=3 ws://d=4", test_all_silent);
  g_test_add_data_func ("/connection/free-from/connected", "c",
      test_free_from_within);
  g_test_add_data_func ("/connection/free-from/received", "r",
      test_free_from_within);
  g_test_add_data_func ("/connection/free-from/disconnected", "d",
      test_free_from_within);
  g_test_add_data_func ("/connection/free-from/attempt-failed", "f",
      test_free_from_within);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *path = g_strdup_printf ("/connection/name/%u", i);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_name);
  }

  for (guint i = 0; i < G_N_ELEMENTS (keepalives); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/connection/keepalive/%s", keepalives[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_keepalive);
  }

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
