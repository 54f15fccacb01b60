/* Back to a heavier server, and what stays on the lighter one: one scenario a
 * test
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
  GString *events; /* "c:a" connected, "d:1" and "l:1" lost flow 1, "f:a" */
  GHashTable *in_use; /* set of flow numbers */
  const gchar *free_at; /* the event upon which the connection is freed */
} Fixture;

static void G_GNUC_PRINTF (2, 3) note (Fixture *f, const gchar *format, ...)
{
  g_autofree gchar *event = NULL;
  va_list args;

  va_start (args, format);
  event = g_strdup_vprintf (format, args);
  va_end (args);
  if (f->events->len > 0)
    g_string_append_c (f->events, ' ');
  g_string_append (f->events, event);
  if (g_strcmp0 (event, f->free_at) == 0)
    g_clear_pointer (&f->connection, gst_sip_connection_free);
}

static void
on_connected (gpointer user, const GstSipServer *server)
{
  note (user, "c:%s", server->uri + strlen ("ws://"));
}

static void
on_received (gpointer user, guint flow, GBytes *message)
{
  note (user, "r:%u", flow);
}

static void
on_disconnected (gpointer user, guint flow, const GError *error)
{
  g_assert_nonnull (error);
  note (user, "d:%u", flow);
}

static void
on_flow_lost (gpointer user, guint flow, const GError *error)
{
  g_assert_nonnull (error);
  note (user, "l:%u", flow);
}

static void
on_attempt_failed (gpointer user, const GstSipServer *server,
    const GError *error)
{
  note (user, "f:%s", server->uri + strlen ("ws://"));
}

static gboolean
is_in_use (gpointer user, guint flow)
{
  return g_hash_table_contains (((Fixture *) user)->in_use,
      GUINT_TO_POINTER (flow));
}

static const GstSipConnectionUser user_functions = {
    .connected = on_connected,
    .received = on_received,
    .disconnected = on_disconnected,
    .flow_lost = on_flow_lost,
    .attempt_failed = on_attempt_failed,
    .is_in_use = is_in_use,
};

static void
set_server (Fixture *f, const gchar *name, FakeServer state)
{
  g_autofree gchar *uri = g_strconcat ("ws://", name, NULL);

  fake_transport_set_server (f->transport, uri, state);
}

static void
lose (Fixture *f, const gchar *name)
{
  g_autofree gchar *uri = g_strconcat ("ws://", name, NULL);

  fake_transport_lose_server (f->transport, uri);
}

static void
advance (Fixture *f, gdouble seconds)
{
  gst_sip_timers_advance (f->timers, (gint64) (seconds * SECOND));
}

static void
use (Fixture *f, guint flow, gboolean use)
{
  if (use)
    g_hash_table_add (f->in_use, GUINT_TO_POINTER (flow));
  else
    g_hash_table_remove (f->in_use, GUINT_TO_POINTER (flow));
}

static void
answer (Fixture *f, const gchar *name)
{
  g_autofree gchar *uri = g_strconcat ("ws://", name, NULL);
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);

  gst_sip_transport_received (GST_SIP_TRANSPORT (
                                  fake_transport_find (f->transport, uri)),
      message);
}

/* Servers a, b, c weigh 30, 20 and 10; only the last is up, and is connected
 * to, over flow 3. */
static void
set_up (Fixture *f, guint32 seed)
{
  static const gchar *const uris[] = {"ws://a", "ws://b", "ws://c"};
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_server_free);

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    g_ptr_array_add (list, gst_sip_server_new (uris[i], 30 - 10 * i));

  *f = (Fixture){NULL};
  f->timers = gst_sip_timers_new_virtual ();
  f->random = gst_sip_random_new_seeded (seed);
  f->transport = fake_transport_new (f->timers);
  f->events = g_string_new (NULL);
  f->in_use = g_hash_table_new (NULL, NULL);
  f->connection = gst_sip_connection_new (GST_SIP_TRANSPORT (f->transport),
      list, MIN_INTERVAL, MAX_INTERVAL, f->timers, f->random, NULL,
      &user_functions, f);
  set_server (f, "c", FAKE_UP);
  gst_sip_connection_open (f->connection);
  advance (f, 0);
  g_assert_cmpstr (f->events->str, ==, "f:a f:b c:c");
  g_string_truncate (f->events, 0);
}

static void
tear_down (Fixture *f)
{
  g_clear_pointer (&f->connection, gst_sip_connection_free);
  g_assert_cmpuint (fake_transport_count_open (f->transport), ==, 0);
  g_assert_cmpuint (f->transport->others->len, ==, 1);
  g_object_unref (f->transport);
  gst_sip_random_free (f->random);
  gst_sip_timers_free (f->timers);
  g_string_free (f->events, TRUE);
  g_hash_table_unref (f->in_use);
}

#define assert_events(f, expected) \
  g_assert_cmpstr ((f)->events->str, ==, expected)

static void
test_goes_back (void)
{
  for (guint32 seed = 0; seed < 100; seed++) {
    Fixture f;

    set_up (&f, seed);
    advance (&f, 600);
    assert_events (&f, "");
    set_server (&f, "a", FAKE_UP);
    advance (&f, MAX_INTERVAL);
    assert_events (&f, "c:a");
    tear_down (&f);
  }
}

/* There is never a moment without a connection, and the old one is left in an
 * orderly way. */
static void
test_old_one_is_closed (void)
{
  Fixture f;

  set_up (&f, 1);
  set_server (&f, "a", FAKE_UP);
  advance (&f, MIN_INTERVAL);
  assert_events (&f, "c:a");
  g_assert_cmpuint (fake_transport_count_open (f.transport), ==, 2);
  answer (&f, "a");
  advance (&f, 2);
  g_assert_cmpuint (fake_transport_count_open (f.transport), ==, 1);
  g_assert_nonnull (fake_transport_find (f.transport, "ws://a"));
  advance (&f, 3600);
  assert_events (&f, "c:a r:4");
  tear_down (&f);
}

/* As long as the new one has not said anything, there is a way back. */
static void
test_old_one_stays_until_the_new_one_talks (void)
{
  Fixture f;

  set_up (&f, 1);
  set_server (&f, "a", FAKE_UP);
  advance (&f, MIN_INTERVAL + 32);
  g_assert_cmpuint (fake_transport_count_open (f.transport), ==, 2);
  gst_sip_connection_blame (f.connection, 4, "mute");
  assert_events (&f, "c:a d:4 c:c");
  advance (&f, 250);
  assert_events (&f, "c:a d:4 c:c");
  advance (&f, 100);
  assert_events (&f, "c:a d:4 c:c c:a");
  tear_down (&f);
}

static void
test_used_one_stays (void)
{
  Fixture f;

  set_up (&f, 1);
  use (&f, 3, TRUE);
  set_server (&f, "a", FAKE_UP);
  advance (&f, MIN_INTERVAL);
  answer (&f, "a");
  advance (&f, 3600);
  g_assert_nonnull (fake_transport_find (f.transport, "ws://c"));
  g_assert_cmpuint (fake_transport_find (f.transport, "ws://c")->n_pings, >=,
      120);
  answer (&f, "c");
  assert_events (&f, "c:a r:4 r:3");

  use (&f, 3, FALSE);
  advance (&f, 2);
  g_assert_null (fake_transport_find (f.transport, "ws://c"));
  assert_events (&f, "c:a r:4 r:3");
  tear_down (&f);
}

static void
test_send_goes_by_the_flow (void)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);
  Fixture f;

  set_up (&f, 1);
  use (&f, 3, TRUE);
  set_server (&f, "a", FAKE_UP);
  advance (&f, MIN_INTERVAL);
  for (guint i = 0; i < 3; i++)
    g_assert_true (gst_sip_connection_send (f.connection, 3, message, NULL));
  g_assert_cmpuint (fake_transport_find (f.transport, "ws://c")->n_sent, ==, 3);
  g_assert_true (gst_sip_connection_send (f.connection, 0, message, NULL));
  g_assert_true (gst_sip_connection_send (f.connection, 4, message, NULL));
  g_assert_true (gst_sip_connection_send (f.connection, 99, message, NULL));
  g_assert_cmpuint (fake_transport_find (f.transport, "ws://a")->n_sent, ==, 3);

  g_assert_cmpstr (gst_sip_connection_get_flow_server (f.connection, 3)->uri,
      ==, "ws://c");
  g_assert_cmpstr (gst_sip_connection_get_flow_server (f.connection, 4)->uri,
      ==, "ws://a");
  g_assert_null (gst_sip_connection_get_flow_server (f.connection, 0));
  g_assert_null (gst_sip_connection_get_flow_server (f.connection, 1));
  tear_down (&f);
}

static void
test_used_one_dies (void)
{
  Fixture f;

  set_up (&f, 1);
  use (&f, 3, TRUE);
  set_server (&f, "a", FAKE_UP);
  advance (&f, MIN_INTERVAL);
  lose (&f, "c");
  assert_events (&f, "c:a l:3");
  advance (&f, 3600);
  assert_events (&f, "c:a l:3");
  tear_down (&f);
}

/* The new one dies first: the old one is there, and no time is lost. */
static void
test_new_one_dies (void)
{
  Fixture f;

  set_up (&f, 1);
  set_server (&f, "a", FAKE_UP);
  advance (&f, MIN_INTERVAL);
  set_server (&f, "a", FAKE_DOWN);
  lose (&f, "a");
  assert_events (&f, "c:a d:4 c:c");
  g_assert_cmpint (gst_sip_connection_get_state (f.connection), ==,
      GST_SIP_CONNECTION_CONNECTED);
  g_assert_cmpuint (gst_sip_connection_get_flow (f.connection), ==, 3);
  set_server (&f, "a", FAKE_UP);
  advance (&f, MAX_INTERVAL);
  assert_events (&f, "c:a d:4 c:c c:a");
  tear_down (&f);
}

/* One that takes connections only to drop them is gone back to ever more
 * seldom. */
static void
test_flapping (void)
{
  Fixture f;
  guint before;

  set_up (&f, 1);
  use (&f, 3, TRUE);
  set_server (&f, "a", FAKE_UP);
  before = f.transport->opened->len;
  for (guint i = 0; i < 36000; i++) {
    if (i % 40 == 0)
      lose (&f, "a");
    advance (&f, 0.1);
  }
  g_assert_cmpuint (f.transport->opened->len - before, <, 300);
  g_assert_cmpuint (f.transport->opened->len - before, >, 60);
  tear_down (&f);
}

/* The pace: at once never, then within [min, max], one round of all that are
 * heavier a time. */
static void
test_pace (void)
{
  for (guint32 seed = 0; seed < 200; seed++) {
    Fixture f;
    gint64 last = 0;
    const gint64 *at;

    set_up (&f, seed);
    advance (&f, 3600);
    at = (const gint64 *) f.transport->opened_at->data;
    g_assert_cmpuint (f.transport->opened->len, >, 3 + 2 * 3600 / MAX_INTERVAL);
    for (guint i = 3; i + 1 < f.transport->opened->len; i += 2) {
      g_assert_cmpstr (f.transport->opened->pdata[i], ==, "ws://a");
      g_assert_cmpstr (f.transport->opened->pdata[i + 1], ==, "ws://b");
      g_assert_cmpint (at[i], ==, at[i + 1]);
      g_assert_cmpint (at[i] - last, >=, MIN_INTERVAL * SECOND);
      g_assert_cmpint (at[i] - last, <=, MAX_INTERVAL * SECOND);
      last = at[i];
    }
    assert_events (&f, "");
    tear_down (&f);
  }
}

static void
test_step_by_step (void)
{
  Fixture f;

  set_up (&f, 1);
  set_server (&f, "b", FAKE_UP);
  advance (&f, MIN_INTERVAL);
  assert_events (&f, "c:b");
  answer (&f, "b");
  set_server (&f, "a", FAKE_UP);
  advance (&f, MAX_INTERVAL);
  assert_events (&f, "c:b r:5 c:a");
  advance (&f, 60);
  g_assert_cmpuint (fake_transport_count_open (f.transport), ==, 1);
  tear_down (&f);
}

/* A call on each of four: when there are more flows than are kept, the oldest
 * goes, but not before what was on it has somewhere to go. */
static void
test_too_many (void)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_server_free);
  const gchar *const others[] = {"c", "b", "a"};
  Fixture f;

  g_ptr_array_add (list, gst_sip_server_new ("ws://a", 4));
  g_ptr_array_add (list, gst_sip_server_new ("ws://b", 3));
  g_ptr_array_add (list, gst_sip_server_new ("ws://c", 2));
  g_ptr_array_add (list, gst_sip_server_new ("ws://d", 1));
  set_up (&f, 1);
  gst_sip_connection_free (f.connection);
  f.connection = gst_sip_connection_new (GST_SIP_TRANSPORT (f.transport), list,
      MIN_INTERVAL, MAX_INTERVAL, f.timers, f.random, NULL, &user_functions,
      &f);
  for (guint i = 0; i < 100; i++)
    use (&f, i, TRUE);
  set_server (&f, "c", FAKE_DOWN);
  set_server (&f, "d", FAKE_UP);
  gst_sip_connection_open (f.connection);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    advance (&f, MAX_INTERVAL);
    set_server (&f, others[i], FAKE_UP);
  }
  advance (&f, MAX_INTERVAL);

  g_assert_true (g_str_has_suffix (f.events->str, " c:a l:4"));
  g_assert_null (fake_transport_find (f.transport, "ws://d"));
  g_assert_cmpuint (fake_transport_count_open (f.transport), ==, 3);
  tear_down (&f);
}

static void
test_three_in_turn (void)
{
  Fixture f;

  set_up (&f, 1);
  for (guint i = 0; i < 100; i++)
    use (&f, i, TRUE);
  set_server (&f, "b", FAKE_UP);
  advance (&f, MIN_INTERVAL);
  assert_events (&f, "c:b");
  set_server (&f, "a", FAKE_UP);
  advance (&f, MAX_INTERVAL);
  assert_events (&f, "c:b c:a");
  g_assert_cmpuint (fake_transport_count_open (f.transport), ==, 3);

  /* a breaks, b is current again, a comes back: still three. */
  lose (&f, "a");
  advance (&f, MAX_INTERVAL);
  g_assert_cmpuint (fake_transport_count_open (f.transport), ==, 3);
  g_assert_true (g_str_has_suffix (f.events->str, "c:b c:a"));

  /* All but c are gone, and c is current again. */
  set_server (&f, "a", FAKE_DOWN);
  set_server (&f, "b", FAKE_DOWN);
  lose (&f, "a");
  lose (&f, "b");
  g_assert_true (g_str_has_suffix (f.events->str, "c:c"));
  g_assert_cmpuint (gst_sip_connection_get_flow (f.connection), ==, 3);
  tear_down (&f);
}

static void
test_single_transport_stays (void)
{
  Fixture f;

  set_up (&f, 1);
  f.transport->single = TRUE;
  set_server (&f, "a", FAKE_UP);
  advance (&f, 3600);
  assert_events (&f, "");
  lose (&f, "c");
  advance (&f, 0);
  assert_events (&f, "d:3 c:a");
  tear_down (&f);
}

static void
test_network_change_looks_up (void)
{
  Fixture f;

  set_up (&f, 1);
  use (&f, 3, TRUE);
  advance (&f, 601);
  set_server (&f, "b", FAKE_UP);
  gst_sip_connection_network_changed (f.connection);
  advance (&f, 0);
  assert_events (&f, "c:b");
  g_assert_cmpuint (f.transport->n_checks, ==, 1);
  gst_sip_connection_network_changed (f.connection);
  g_assert_cmpuint (f.transport->n_checks, ==, 3);
  tear_down (&f);
}

/* The light one is lost while a heavier one is being tried. */
static void
test_loss_while_climbing (void)
{
  Fixture f;

  set_up (&f, 1);
  f.transport->latency = SECOND;
  set_server (&f, "a", FAKE_UP);
  advance (&f, MIN_INTERVAL + 0.5);
  lose (&f, "c");
  assert_events (&f, "d:3");
  g_assert_cmpint (gst_sip_connection_get_state (f.connection), ==,
      GST_SIP_CONNECTION_CONNECTING);
  advance (&f, 0.5);
  assert_events (&f, "d:3 c:a");
  tear_down (&f);
}

/* A heavier one is silent, and another one heavier than ours is back. */
static void
test_silence_while_climbing (void)
{
  Fixture f;

  set_up (&f, 1);
  use (&f, 3, TRUE);
  set_server (&f, "a", FAKE_SILENT);
  set_server (&f, "b", FAKE_UP);
  advance (&f, MIN_INTERVAL + 2);
  assert_events (&f, "c:b");
  g_assert_null (fake_transport_find (f.transport, "ws://a"));
  tear_down (&f);
}

/* What was tried in the background is all there is, and has long been silent
 * when the light one is lost. */
static void
test_loss_beside_silent (void)
{
  Fixture f;

  set_up (&f, 1);
  set_server (&f, "a", FAKE_SILENT);
  set_server (&f, "b", FAKE_DOWN);
  advance (&f, MIN_INTERVAL + 5);
  set_server (&f, "b", FAKE_UP);
  lose (&f, "c");
  advance (&f, 0);
  assert_events (&f, "d:3 c:b");
  tear_down (&f);
}

static void
test_free_from_within (gconstpointer data)
{
  Fixture f;

  set_up (&f, 1);
  for (guint i = 0; i < 100; i++)
    use (&f, i, TRUE);
  f.free_at = data;
  set_server (&f, "a", FAKE_UP);
  advance (&f, MAX_INTERVAL);
  if (f.connection != NULL && strchr (data, 'l') != NULL)
    lose (&f, "c");
  lose (&f, "a");
  advance (&f, 3600);

  g_assert_null (f.connection);
  g_assert_true (g_str_has_suffix (f.events->str, data));
  tear_down (&f);
}

int
main (int argc, char **argv)
{
  static const gchar *const events[] = {"c:a", "l:3", "d:4", "c:c"};
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

#define ADD(path, function) g_test_add_func ("/failback/" path, function)
  ADD ("goes-back", test_goes_back);
  ADD ("old/closed", test_old_one_is_closed);
  ADD ("old/stays-until-new-talks", test_old_one_stays_until_the_new_one_talks);
  ADD ("old/used", test_used_one_stays);
  ADD ("old/dies", test_used_one_dies);
  ADD ("new/dies", test_new_one_dies);
  ADD ("send", test_send_goes_by_the_flow);
  ADD ("flapping", test_flapping);
  ADD ("pace", test_pace);
  ADD ("step-by-step", test_step_by_step);
  ADD ("too-many", test_too_many);
  ADD ("three-in-turn", test_three_in_turn);
  ADD ("single-transport", test_single_transport_stays);
  ADD ("network-change", test_network_change_looks_up);
  ADD ("loss-while-climbing", test_loss_while_climbing);
  ADD ("silence/climbing", test_silence_while_climbing);
  ADD ("silence/loss", test_loss_beside_silent);
#undef ADD
  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/failback/free-from/%s", events[i]);

    g_test_add_data_func (path, events[i], test_free_from_within);
  }

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
