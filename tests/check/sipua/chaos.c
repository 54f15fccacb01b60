/* Elements that call each other while anything else happens to them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Four threads do what applications do, in an order that nobody foresees, to
 * three phones that are at one server; handlers of the phones' signals do the
 * same, and the server is silent or gone now and then. Nothing may crash, hang
 * or complain, and in the end nothing may be left.
 *
 *     SIPUA_STRESS_SECONDS=600 build/tests/check/sipua/test-sipua-chaos
 *
 * SIPUA_STRESS_SEED repeats the decisions of each thread; how the threads meet
 * is up to the machine.
 */
#include "tests/check/sipua/chaosdeeds.h"
#include "tests/check/sipua/mediacount.h"
#include "tests/check/sipua/sipproxy.h"

#include <gst/check/gstcheck.h>
#include <stdlib.h>

#define SECONDS 30
#define N_WORKERS 4
/* A busy machine, a sanitizer, and three phones that stop one after the other,
 * each with a server that does not answer. */
#define WATCHDOG (60 * G_TIME_SPAN_SECOND)
#define PATIENCE (30 * G_TIME_SPAN_SECOND)

/* What is said on the terminal */

/* Faults of others, which nothing here can keep from happening. */
static const gchar *const known[] = {
    /* libsoup, of a client that has left before its handshake is answered. */
    "*could not get remote address*",
    NULL,
};

static void
on_complaint (const gchar *domain, GLogLevelFlags level, const gchar *message,
    gpointer unused)
{
  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0) {
    g_log_default_handler (domain, level, message, NULL);
    return;
  }
  for (guint i = 0; known[i] != NULL; i++)
    if (g_pattern_match_simple (known[i], message))
      return;
  g_printerr ("%s: %s\n", domain != NULL ? domain : "", message);
  stress_print_stacks ();
  abort ();
}

/* In place of those of the check library, which do not tell where it is. */
static void
listen_for_complaints (void)
{
  static const gchar *const domains[] = {NULL, "GStreamer", "GLib-GObject",
      "GLib-GIO", "GLib"};

  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    g_log_set_handler (domains[i], G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING,
        on_complaint, NULL);
  g_log_set_default_handler (on_complaint, NULL);
}

/* One call in peace: it loads what stays, such as plugins and the certificate */

typedef gboolean (*Condition) (Phone *phone);

static void
wait_for (Phone *phone, Condition condition, const gchar *what)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (!condition (phone)) {
    fail_unless (g_get_monotonic_time () < end, "no phone is %s", what);
    g_usleep (10 * G_TIME_SPAN_MILLISECOND);
  }
}

static gboolean
is_registered (Phone *phone)
{
  gboolean registered;

  g_object_get (phone->ua, "registered", &registered, NULL);
  return registered;
}

static gboolean
is_talking (Phone *phone)
{
  return get_n_connected () >= 2;
}

static void
call_in_peace (void)
{
  Phone *phones[] = {seat_use (0), seat_use (1)};
  g_autofree gchar *uri = make_address (1);
  g_autoptr (GstSipCall) call = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (phones); i++) {
    g_object_set (phones[i]->ua, "auto-answer", TRUE, NULL);
    gst_element_set_state (phones[i]->pipeline, GST_STATE_PLAYING);
    wait_for (phones[i], is_registered, "registered");
  }
  g_signal_emit_by_name (phones[0]->ua, "call", uri, NULL, &call);
  fail_unless (call != NULL);
  wait_for (phones[0], is_talking, "in a call");
  for (guint i = 0; i < G_N_ELEMENTS (phones); i++) {
    seat_leave (phones[i]);
    phone_release (phones[i]);
  }
}

/* The end */

/* Threads of pools and sockets of ended calls go a little later. */
static void
expect_nothing_left (const MediaCensus *before)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  g_autofree gchar *left = NULL;

  while ((left = media_census_compare (before)) != NULL &&
      g_get_monotonic_time () < end) {
    g_free (left);
    g_usleep (100 * G_TIME_SPAN_MILLISECOND);
  }
  if (left != NULL) {
    stress_print_stacks ();
    media_print_descriptors ();
  }
  fail_unless (left == NULL, "left: %s", left);
}

/* Until two looks at it, a second apart, see the same. */
static MediaCensus *
take_census (void)
{
  MediaCensus *census = NULL;

  do {
    g_clear_pointer (&census, media_census_free);
    census = media_census_new ();
    g_usleep (G_TIME_SPAN_SECOND);
  } while (media_census_has_changed (census));
  return census;
}

/* The chaos */

typedef struct
{
  GThread *thread;
  GRand *random;
  gint64 end;
} Worker;

static gpointer
work (gpointer data)
{
  Worker *self = data;

  while (g_get_monotonic_time () < self->end) {
    g_autoptr (GRand) random = make_branch_of (self->random);
    Phone *phone = seat_use ((guint) g_rand_int_range (random, 0, N_SEATS));

    do_deed (phone, random);
    phone_release (phone);
    g_usleep ((gulong) g_rand_int_range (random, 0, 40000));
  }
  return NULL;
}

static void
run_workers (guint seed)
{
  gint64 end = stress_get_end (SECONDS);
  Worker workers[N_WORKERS];

  for (guint i = 0; i < N_WORKERS; i++) {
    workers[i].random = g_rand_new_with_seed (seed + N_SEATS + i);
    workers[i].end = end;
    workers[i].thread = g_thread_new ("worker", work, &workers[i]);
  }
  for (guint i = 0; i < N_WORKERS; i++) {
    g_thread_join (workers[i].thread);
    g_rand_free (workers[i].random);
  }
}

GST_START_TEST (test_chaos)
{
  guint seed = stress_get_seed ();
  SipProxy *proxy = sip_proxy_new ();
  g_autoptr (MediaCensus) base = NULL;

  g_thread_pool_set_max_unused_threads (0);
  listen_for_complaints ();
  stress_watch (WATCHDOG);
  media_census_start ();
  seats_init (sip_proxy_get_uri (proxy), seed);
  call_in_peace ();
  pocket_clear ();
  base = take_census ();

  sip_proxy_start_trouble (proxy, seed);
  phones_start_trouble ();
  run_workers (seed);
  seats_clear ();
  pocket_clear ();
  print_deeds ();
  print_calls ();
  /* One would do in which every deed fails at once. */
  fail_unless (get_n_established () > 2 && get_n_connected () > 2,
      "no call but the first has come about");
  expect_nothing_left (base);
  sip_proxy_free (proxy);
}

GST_END_TEST;

static Suite *
chaos_suite (void)
{
  Suite *suite = suite_create ("chaos");
  TCase *lives = tcase_create ("lives");

  suite_add_tcase (suite, lives);
  /* The watchdog knows better. */
  tcase_set_timeout (lives, 0);
  tcase_add_test (lives, test_chaos);
  return suite;
}

GST_CHECK_MAIN (chaos);
