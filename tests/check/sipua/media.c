/* The media of a call: what is sent is what arrives
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

#include <string.h>

#define TONE(freq, volume) \
  "audiotestsrc is-live=true samplesperbuffer=480 freq=" #freq \
  " volume=" #volume " ! capsfilter caps=audio/x-raw,rate=48000,channels=1"

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

#define PICTURE(colour) \
  "videotestsrc is-live=true pattern=solid-color foreground-color=" #colour \
  " ! capsfilter caps=video/x-raw,width=320,height=240,framerate=15/1"

static gboolean
is_colour (MediaEar *ear, gint red, gint green, gint blue)
{
  gboolean is;

  g_mutex_lock (&ear->lock);
  is = ear->n_buffers > 0 && ABS (ear->colour[0] - red) < 24 &&
      ABS (ear->colour[1] - green) < 24 && ABS (ear->colour[2] - blue) < 24;
  g_mutex_unlock (&ear->lock);
  return is;
}

static gboolean
both_see_pictures (MediaPair *pair)
{
  return is_colour (&pair->bob.ears[1], 255, 0, 0) &&
      is_colour (&pair->alice.ears[1], 0, 0, 255);
}

static void
check_video (const gchar *codec)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, "", codec);
  pair->alice.settings.offer_audio = FALSE;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xffff0000));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_VIDEO, PICTURE (0xff0000ff));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 5));
  fail_unless (media_pair_run_until (pair, both_see_pictures, 5));

  media_pair_free (pair);
}

static const gchar *const video_codecs[] = {"VP8", "H264"};

GST_START_TEST (test_video)
{
  check_video (video_codecs[__i__]);
}

GST_END_TEST;

static gboolean
all_arrives (MediaPair *pair)
{
  return both_hear_tones (pair) && both_see_pictures (pair);
}

static void
add_all_inputs (MediaPair *pair)
{
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xffff0000));
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_VIDEO, PICTURE (0xff0000ff));
}

GST_START_TEST (test_audio_and_video)
{
  MediaPair *pair = media_pair_new ();

  add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 5));
  fail_unless (media_pair_run_until (pair, all_arrives, 5));
  fail_unless_equals_int (pair->alice.n_pads, 2);
  fail_unless_equals_int (pair->bob.n_pads, 2);

  media_pair_free (pair);
}

GST_END_TEST;

/* One who has a microphone only sees the other all the same. */
GST_START_TEST (test_audio_against_both)
{
  MediaPair *pair = media_pair_new ();

  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xffff0000));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, both_hear_tones, 5));
  fail_unless (is_colour (&pair->bob.ears[1], 255, 0, 0));
  fail_unless_equals_int (pair->alice.n_pads, 1);
  fail_unless (strstr (pair->bob.description, "a=recvonly") != NULL);

  media_pair_free (pair);
}

GST_END_TEST;

GST_START_TEST (test_no_video_wanted)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->bob, NULL, "");
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xffff0000));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, both_hear_tones, 5));
  fail_unless (strstr (pair->bob.description, "m=video 0 ") != NULL);
  fail_if (pair->alice.failed);

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
bob_refused (MediaPair *pair)
{
  return pair->bob.refused != 0;
}

GST_START_TEST (test_no_common_codec)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, "PCMU", "");
  media_end_set_codecs (&pair->bob, "opus", "");
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, bob_refused, 3));
  fail_unless_equals_int (pair->bob.refused, 488);

  media_pair_free (pair);
}

GST_END_TEST;

/* Alice is shown a fingerprint that is not Bob's. */
static gchar *
forge_fingerprint (MediaPair *pair, MediaEnd *from, gchar *description)
{
  gchar *value = strstr (description, "a=fingerprint:sha-256 ");

  if (from == &pair->bob) {
    value += strlen ("a=fingerprint:sha-256 ");
    value[0] = value[0] == '0' ? '1' : '0';
  }

  return description;
}

static gboolean
alice_failed (MediaPair *pair)
{
  return pair->alice.failed;
}

GST_START_TEST (test_wrong_fingerprint)
{
  MediaPair *pair = media_pair_new ();

  pair->alter = forge_fingerprint;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, alice_failed, 5));
  fail_unless (strstr (pair->alice.error->message, "certificate") != NULL);
  media_pair_run_until (pair, both_hear_tones, 0.5);
  fail_unless_equals_int (media_ear_count (&pair->alice.ears[0]), 0);
  fail_unless_equals_int (media_ear_count (&pair->bob.ears[0]), 0);

  media_pair_free (pair);
}

GST_END_TEST;

/* A pad that nobody links disturbs neither its own end nor the other. */
GST_START_TEST (test_nobody_listens)
{
  MediaPair *pair = media_pair_new ();

  pair->alice.deaf = TRUE;
  add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 5));
  media_pair_run_until (pair, alice_failed, 1);
  fail_if (pair->alice.failed);
  fail_unless (media_ear_get_share (&pair->bob.ears[0], 1000) > 0.8);
  fail_unless_equals_int (pair->alice.n_pads, 2);

  media_pair_free (pair);
}

GST_END_TEST;

typedef struct
{
  const gchar *form;
  GstSipMediaKind kind;
  const gchar *codec;
  const gchar *input;
} Prepared;

#define OPUS TONE (1000, 0.5) " ! opusenc"
#define RED PICTURE (0xffff0000)

#define G711 \
  "audiotestsrc is-live=true freq=1000 samplesperbuffer=80 ! " \
  "capsfilter caps=audio/x-raw,rate=8000,channels=1 ! alawenc"

static const Prepared prepared[] = {
    {"encoded", GST_SIP_MEDIA_AUDIO, "opus", OPUS                      },
    {"encoded", GST_SIP_MEDIA_AUDIO, "PCMA", G711                      },
    {"rtp",     GST_SIP_MEDIA_AUDIO, "opus", OPUS " ! rtpopuspay pt=99"},
    {"encoded", GST_SIP_MEDIA_VIDEO, "VP8",  RED " ! vp8enc deadline=1"},
    {"rtp",     GST_SIP_MEDIA_VIDEO, "VP8",
     RED " ! vp8enc deadline=1 ! rtpvp8pay pt=100 ssrc=7"              },
    {"encoded", GST_SIP_MEDIA_VIDEO, "H264",
     RED " ! x264enc tune=zerolatency ! "
            "capsfilter caps=video/x-h264,profile=baseline"            },
};

static gboolean
bob_gets_it (MediaPair *pair)
{
  return media_ear_get_share (&pair->bob.ears[0], 1000) > 0.8 ||
      is_colour (&pair->bob.ears[1], 255, 0, 0);
}

/* What is encoded already, or RTP already, is not encoded again; and only its
 * codec is offered. */
GST_START_TEST (test_prepared_input)
{
  const Prepared *row = &prepared[__i__];
  MediaPair *pair = media_pair_new ();

  pair->alice.settings.offer_audio = FALSE;
  media_end_add_input (&pair->alice, row->kind, row->input);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, bob_gets_it, 5));
  fail_unless (strstr (pair->alice.description, row->codec) != NULL);
  fail_unless ((strstr (pair->alice.description, "PCMU") != NULL) == FALSE);

  media_pair_free (pair);
}

GST_END_TEST;

typedef struct
{
  GstSipMediaKind kind;
  const gchar *caps;
  const gchar *media_type;
} Asked;

static const Asked asked[] = {
    {GST_SIP_MEDIA_AUDIO, "audio/x-opus",                      "audio/x-opus"     },
    {GST_SIP_MEDIA_AUDIO, "application/x-rtp",                 "application/x-rtp"},
    {GST_SIP_MEDIA_VIDEO, "video/x-vp8",                       "video/x-vp8"      },
    {GST_SIP_MEDIA_AUDIO, "audio/x-raw,rate=16000,channels=1", "audio/x-raw"      },
};

static gboolean
bob_counts_ten (MediaPair *pair)
{
  return media_ear_count (&pair->bob.ears[0]) >= 10 ||
      media_ear_count (&pair->bob.ears[1]) >= 10;
}

/* What comes out is what downstream takes. */
GST_START_TEST (test_what_is_asked_for)
{
  const Asked *row = &asked[__i__];
  MediaPair *pair = media_pair_new ();
  MediaEar *ear = &pair->bob.ears[row->kind];

  pair->bob.listen[row->kind] = row->caps;
  pair->alice.settings.offer_audio = FALSE;
  media_end_add_input (&pair->alice, row->kind,
      row->kind == GST_SIP_MEDIA_AUDIO ? TONE (1000, 0.5) : RED);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, bob_counts_ten, 5));
  fail_unless (gst_structure_has_name (gst_caps_get_structure (ear->caps, 0),
      row->media_type));

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
never (MediaPair *pair)
{
  return FALSE;
}

/* Alice hangs up after so many milliseconds: while candidates are gathered, in
 * the middle of ICE and of DTLS, and when everything flows. */
static const guint moments[] = {0, 1, 2, 3, 5, 8, 20, 40, 60, 70, 80, 100, 150,
    200, 300};

GST_START_TEST (test_stop_at_any_moment)
{
  MediaPair *pair = media_pair_new ();

  add_all_inputs (pair);
  media_pair_call (pair);
  media_pair_run_until (pair, never, moments[__i__] / 1000.0);
  media_end_stop (&pair->alice);

  media_pair_free (pair);
}

GST_END_TEST;

static void
call_once (void)
{
  MediaPair *pair = media_pair_new ();

  add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 5));
  media_pair_run_until (pair, bob_gets_it, 0.1);
  media_pair_free (pair);
}

/* What the first calls leave behind (thread pools, caches) is all there is. */
GST_START_TEST (test_many_calls)
{
  guint threads, descriptors;

  for (guint i = 0; i < 5; i++)
    call_once ();
  threads = media_count_threads ();
  descriptors = media_count_descriptors ();
  for (guint i = 0; i < 20; i++)
    call_once ();

  fail_unless (media_count_threads () <= threads + 5);
  fail_unless (media_count_descriptors () <= descriptors + 2);
}

GST_END_TEST;

/* An address that no resolver knows (RFC 6761). */
GST_START_TEST (test_unresolvable_stun)
{
  const gchar *const servers[] = {"stun://nowhere.invalid:3478", NULL};
  MediaPair *pair = media_pair_new ();
  gint64 before;

  pair->alice.settings.stun_servers = servers;
  pair->alice.settings.gathering_timeout = 300;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  before = g_get_monotonic_time ();
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, both_hear_tones, 5));
  fail_unless (g_get_monotonic_time () - before < 2 * G_TIME_SPAN_SECOND);

  media_pair_free (pair);
}

GST_END_TEST;

static Suite *
media_suite (void)
{
  Suite *suite = suite_create ("media");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_loop_test (calls, test_audio, 0, G_N_ELEMENTS (audio_codecs));
  tcase_add_loop_test (calls, test_video, 0, G_N_ELEMENTS (video_codecs));
  tcase_add_test (calls, test_audio_and_video);
  tcase_add_test (calls, test_audio_against_both);
  tcase_add_test (calls, test_no_video_wanted);
  tcase_add_test (calls, test_no_common_codec);
  tcase_add_test (calls, test_wrong_fingerprint);
  tcase_add_test (calls, test_nobody_listens);
  tcase_add_loop_test (calls, test_prepared_input, 0, G_N_ELEMENTS (prepared));
  tcase_add_loop_test (calls, test_what_is_asked_for, 0, G_N_ELEMENTS (asked));
  tcase_add_loop_test (calls, test_stop_at_any_moment, 0,
      G_N_ELEMENTS (moments));
  tcase_add_test (calls, test_many_calls);
  tcase_add_test (calls, test_unresolvable_stun);
  return suite;
}

GST_CHECK_MAIN (media);
