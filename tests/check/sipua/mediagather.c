/* The media of a call: candidates that are gathered, or do not come
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
/* unshare() */
#define _GNU_SOURCE
#include "tests/check/sipua/mediapair.h"

#include <sched.h>
#include <string.h>

static gboolean
knows_servers (MediaPair *pair)
{
  return gst_sip_ice_probe_is_settled (pair->ice);
}

/* How long it takes, in microseconds, until both hear each other. */
static gint64
time_call (const gchar *server, guint gathering_timeout, gboolean wait)
{
  MediaPair *pair = media_pair_new ();
  gint64 before, after;

  media_pair_use_stun (pair, server);
  if (wait)
    fail_unless (media_pair_run_until (pair, knows_servers, 10));
  pair->alice.settings.gathering_timeout = gathering_timeout;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  before = g_get_monotonic_time ();
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 20));
  after = g_get_monotonic_time ();

  media_pair_free (pair);
  return after - before;
}

/* A busy machine may be slow now and then, not each time. */
static gboolean
is_ever_quick (const gchar *server, guint gathering_timeout, gboolean wait)
{
  for (guint i = 0; i < 4; i++)
    if (time_call (server, gathering_timeout, wait) < 2 * G_TIME_SPAN_SECOND)
      return TRUE;
  return FALSE;
}

/* An address that no resolver knows (RFC 6761). */
GST_START_TEST (test_unresolvable_stun)
{
  fail_unless (is_ever_quick ("stun:nowhere.invalid", 10000, FALSE));
}

GST_END_TEST;

/* What does not listen is waited for as long as the gathering timeout; libnice
 * alone gives up after three seconds. */
GST_START_TEST (test_dead_stun)
{
  fail_unless (is_ever_quick ("stun:192.0.2.77", 300, FALSE));
}

GST_END_TEST;

/* Nor does a call wait once it is known. */
GST_START_TEST (test_stun_known_to_be_dead)
{
  fail_unless (is_ever_quick ("stun:192.0.2.77", 10000, TRUE));
}

GST_END_TEST;

static gboolean
alice_has_described (MediaPair *pair)
{
  return pair->alice.n_described > 0;
}

static void
count_complaint (GstSipLogLevel level, const gchar *category,
    const gchar *label, const gchar *content, gpointer user_data)
{
  if (strstr (content, "there is no network") != NULL)
    g_atomic_int_inc ((gint *) user_data);
  fail_unless (strstr (content, "does not answer") == NULL, "%s", content);
}

/* A namespace of its own has none; not every machine lets us have one. */
GST_START_TEST (test_no_network)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  gint n_complaints = 0;
  MediaPair *pair;

  if (unshare (CLONE_NEWUSER | CLONE_NEWNET) != 0)
    return;
  pair = media_pair_new ();
  gst_sip_log_set_func (log, count_complaint, &n_complaints, NULL);
  pair->alice.log = log;
  pair->alice.settings.gathering_timeout = 30000;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, alice_has_described, 10));
  fail_unless_equals_int (g_atomic_int_get (&n_complaints), 1);
  media_pair_free (pair);
  gst_sip_log_set_func (log, NULL, NULL, NULL);
}

GST_END_TEST;

static Suite *
mediagather_suite (void)
{
  Suite *suite = suite_create ("mediagather");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  tcase_add_test (calls, test_unresolvable_stun);
  tcase_add_test (calls, test_dead_stun);
  tcase_add_test (calls, test_stun_known_to_be_dead);
  tcase_add_test (calls, test_no_network);
  return suite;
}

GST_CHECK_MAIN (mediagather);
