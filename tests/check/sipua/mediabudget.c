/* The media of a call: where files are short, what runs goes on
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each test is a process of its own, whose limit of open files it may lower.
 */
#include "tests/check/sipua/mediapair.h"

#include <string.h>
#include <sys/resource.h>

#include "ext/sipua/net/gstsipdescriptors.h"

static void
set_limit (rlim_t soft)
{
  struct rlimit limit;

  fail_unless_equals_int (getrlimit (RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = soft;
  fail_unless_equals_int (setrlimit (RLIMIT_NOFILE, &limit), 0);
}

static gboolean
is_refused (MediaPair *pair)
{
  return pair->alice.refused != 0;
}

static MediaPair *
make_audio_pair (void)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, NULL, "");
  media_end_set_codecs (&pair->bob, NULL, "");
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);
  return pair;
}

/* Calls are refused, the one that runs is heard, and when it has ended others
 * are taken again. */
GST_START_TEST (test_few_files)
{
  MediaPair *busy = media_pair_new (), *refused, *later;
  guint n_heard;

  media_pair_add_all_inputs (busy);
  media_pair_call (busy);
  fail_unless (media_pair_run_until (busy, media_pair_hears_tones, 10));

  set_limit (media_count_descriptors () + 40);
  refused = make_audio_pair ();
  fail_unless (media_pair_run_until (refused, is_refused, 5));
  fail_unless_equals_int (refused->alice.refused, 503);
  fail_unless (strstr (refused->alice.error->message, "open files") != NULL);
  media_end_take_offer (&refused->bob, busy->alice.description);
  fail_unless_equals_int (refused->bob.refused, 486);
  media_pair_free (refused);

  n_heard = media_ear_count (&busy->bob.ears[0]);
  media_pair_run (busy, 1);
  fail_unless (media_ear_count (&busy->bob.ears[0]) > n_heard + 20);
  fail_unless (media_pair_hears_tones (busy));
  media_pair_free (busy);

  later = make_audio_pair ();
  fail_unless (media_pair_run_until (later, media_pair_hears_tones, 10));
  media_pair_free (later);
}

GST_END_TEST;

static gboolean
is_up_or_refused (MediaPair *pair)
{
  return media_pair_hears_tones (pair) || is_refused (pair);
}

/* As many calls as the limit has room for come up, and none is begun that
 * would end the process. */
GST_START_TEST (test_until_none_is_left)
{
  MediaPair *pairs[32];
  guint n = 0;

  set_limit (media_count_descriptors () + 160);
  do {
    pairs[n] = make_audio_pair ();
    media_pair_run_until (pairs[n], is_up_or_refused, 15);
  } while (pairs[n]->alice.connected && ++n < G_N_ELEMENTS (pairs));

  fail_unless (n >= 2 && n < G_N_ELEMENTS (pairs));
  fail_unless (pairs[n]->alice.refused == 503 || pairs[n]->bob.refused == 486);
  for (guint i = 0; i <= n; i++)
    media_pair_free (pairs[i]);
}

GST_END_TEST;

/* What is set aside is what is opened. */
GST_START_TEST (test_estimate)
{
  MediaPair *pair = media_pair_new ();
  guint before = media_count_descriptors ();

  media_pair_add_all_inputs (pair);
  set_limit (before + 32 + 2 * 30);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));
  GST_INFO ("both ends opened %u", media_count_descriptors () - before);
  fail_unless (media_count_descriptors () - before < 2 * 30);
  media_pair_free (pair);
}

GST_END_TEST;

GST_START_TEST (test_limit_is_raised)
{
  struct rlimit limit;

  set_limit (256);
  gst_sip_descriptors_raise_limit ();
  fail_unless_equals_int (getrlimit (RLIMIT_NOFILE, &limit), 0);
  fail_unless (limit.rlim_cur == limit.rlim_max);
}

GST_END_TEST;

GST_START_TEST (test_reservations)
{
  g_autoptr (GError) error = NULL;

  set_limit (media_count_descriptors () + 32 + 100);
  fail_unless (gst_sip_descriptors_reserve (60, NULL));
  fail_if (gst_sip_descriptors_reserve (60, &error));
  fail_unless (strstr (error->message, "LimitNOFILE") != NULL);
  fail_unless (gst_sip_descriptors_reserve (40, NULL));
  gst_sip_descriptors_release (60);
  fail_unless (gst_sip_descriptors_reserve (60, NULL));
  gst_sip_descriptors_release (100);
}

GST_END_TEST;

static Suite *
mediabudget_suite (void)
{
  Suite *suite = suite_create ("mediabudget");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  tcase_add_test (calls, test_few_files);
  tcase_add_test (calls, test_until_none_is_left);
  tcase_add_test (calls, test_estimate);
  tcase_add_test (calls, test_limit_is_raised);
  tcase_add_test (calls, test_reservations);
  return suite;
}

GST_CHECK_MAIN (mediabudget);
