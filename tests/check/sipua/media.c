/* The media of a call: what is sent is what arrives
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

#define TONE(freq, volume) \
  "audiotestsrc is-live=true samplesperbuffer=480 freq=" #freq \
  " volume=" #volume " ! audio/x-raw,rate=48000,channels=1"

static gboolean
both_hear_tones (MediaPair *pair)
{
  return media_ear_get_share (&pair->bob.ears[0], 1000) > 0.8 &&
      media_ear_get_share (&pair->alice.ears[0], 440) > 0.8;
}

/* A tone of volume v has a level of 20 log v - 3 dB. */
static void
check_audio (const gchar *codec)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, codec, "");
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 5));
  fail_unless (media_pair_run_until (pair, both_hear_tones, 3));
  fail_unless (ABS (media_ear_get_level (&pair->bob.ears[0]) + 9) < 2);
  fail_unless (ABS (media_ear_get_level (&pair->alice.ears[0]) + 15) < 2);
  fail_unless_equals_int (pair->alice.n_pads, 1);
  fail_unless_equals_int (pair->bob.n_pads, 1);

  media_pair_free (pair);
}

static const gchar *const audio_codecs[] = {"opus", "PCMU", "PCMA"};

GST_START_TEST (test_audio)
{
  check_audio (audio_codecs[__i__]);
}

GST_END_TEST;

static Suite *
media_suite (void)
{
  Suite *suite = suite_create ("media");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_loop_test (calls, test_audio, 0, G_N_ELEMENTS (audio_codecs));
  return suite;
}

GST_CHECK_MAIN (media);
