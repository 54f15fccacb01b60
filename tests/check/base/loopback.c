/* The network that other tests stand on: it must do what it says
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestloopback.h"

#define MS G_TIME_SPAN_MILLISECOND
#define N_SENT 200

typedef struct
{
  GstSipTimers *timers;
  SipTestLoopback *network;
  guint alice, bob;
  guint seen[N_SENT]; /* how often each number arrived */
  guint n_received;
  guint n_overtaken;
  guint last;
  gint64 latest;
} Fixture;

static void
on_received (gpointer user_data, guint from, GBytes *bytes)
{
  Fixture *fixture = user_data;
  guint number = *(const guint *) g_bytes_get_data (bytes, NULL);

  g_assert_cmpuint (from, ==, fixture->alice);
  fixture->seen[number]++;
  if (fixture->n_received++ > 0 && number < fixture->last)
    fixture->n_overtaken++;
  fixture->last = number;
  fixture->latest = gst_sip_timers_get_time (fixture->timers);
}

static void
on_nothing (gpointer user_data, guint from, GBytes *bytes)
{
  g_assert_not_reached ();
}

static void
set_up (Fixture *fixture, gconstpointer weather)
{
  fixture->timers = gst_sip_timers_new_virtual ();
  fixture->network = sip_test_loopback_new (fixture->timers, 7);
  fixture->alice =
      sip_test_loopback_add_end (fixture->network, on_nothing, NULL);
  fixture->bob =
      sip_test_loopback_add_end (fixture->network, on_received, fixture);
  if (weather != NULL)
    sip_test_loopback_set_weather (fixture->network, weather);
}

static void
tear_down (Fixture *fixture, gconstpointer weather)
{
  sip_test_loopback_free (fixture->network);
  gst_sip_timers_free (fixture->timers);
}

static void
send_all (Fixture *fixture)
{
  for (guint i = 0; i < N_SENT; i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (&i, sizeof i);

    sip_test_loopback_send (fixture->network, fixture->alice, fixture->bob,
        bytes);
    g_assert_cmpuint (fixture->n_received, ==, 0);
  }
  gst_sip_timers_advance (fixture->timers, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (sip_test_loopback_get_n_under_way (fixture->network), ==,
      0);
}

static void
test_fair (Fixture *fixture, gconstpointer weather)
{
  send_all (fixture);
  for (guint i = 0; i < N_SENT; i++)
    g_assert_cmpuint (fixture->seen[i], ==, 1);
  g_assert_cmpuint (fixture->n_overtaken, ==, 0);
  g_assert_cmpint (fixture->latest, ==, 0);
}

static const SipTestWeather slow = {.min_delay = 20 * MS, .max_delay = 90 * MS};

static void
test_slow (Fixture *fixture, gconstpointer weather)
{
  send_all (fixture);
  g_assert_cmpuint (fixture->n_received, ==, N_SENT);
  g_assert_cmpuint (fixture->n_overtaken, ==, 0);
  g_assert_cmpint (fixture->latest, >, 20 * MS);
  g_assert_cmpint (fixture->latest, <, 90 * MS);
}

static const SipTestWeather mixed = {.reorder = 0.5,
    .min_delay = 0,
    .max_delay = 90 * MS};

static void
test_reordering (Fixture *fixture, gconstpointer weather)
{
  send_all (fixture);
  g_assert_cmpuint (fixture->n_received, ==, N_SENT);
  g_assert_cmpuint (fixture->n_overtaken, >, N_SENT / 10);
}

static const SipTestWeather bad = {.loss = 0.25, .duplicate = 0.25};

static void
test_bad (Fixture *fixture, gconstpointer weather)
{
  const SipTestLoopbackCounts *counts;

  send_all (fixture);
  counts = sip_test_loopback_get_counts (fixture->network);
  g_assert_cmpuint (counts->sent, ==, N_SENT);
  g_assert_cmpuint (counts->lost, >, N_SENT / 8);
  g_assert_cmpuint (counts->lost, <, N_SENT / 2);
  g_assert_cmpuint (counts->duplicated, >, N_SENT / 8);
  g_assert_cmpuint (counts->delivered, ==, fixture->n_received);
  g_assert_cmpuint (counts->delivered, ==,
      N_SENT - counts->lost + counts->duplicated);
}

static void
test_cut (Fixture *fixture, gconstpointer weather)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\0\0", 4);

  sip_test_loopback_send (fixture->network, fixture->alice, fixture->bob,
      bytes);
  sip_test_loopback_set_connected (fixture->network, fixture->bob, FALSE);
  sip_test_loopback_send (fixture->network, fixture->alice, fixture->bob,
      bytes);
  gst_sip_timers_advance (fixture->timers, G_TIME_SPAN_SECOND);
  g_assert_cmpuint (fixture->n_received, ==, 0);

  sip_test_loopback_set_connected (fixture->network, fixture->bob, TRUE);
  sip_test_loopback_send (fixture->network, fixture->alice, fixture->bob,
      bytes);
  gst_sip_timers_advance (fixture->timers, G_TIME_SPAN_SECOND);
  g_assert_cmpuint (fixture->n_received, ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *path;
    const SipTestWeather *weather;
    void (*func) (Fixture *fixture, gconstpointer weather);
  } cases[] = {
      {"/loopback/fair",       NULL,   test_fair      },
      {"/loopback/slow",       &slow,  test_slow      },
      {"/loopback/reordering", &mixed, test_reordering},
      {"/loopback/bad",        &bad,   test_bad       },
      {"/loopback/cut",        &slow,  test_cut       },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, Fixture, cases[i].weather, set_up, cases[i].func,
        tear_down);

  return g_test_run ();
}
