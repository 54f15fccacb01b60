/* The media of a call: what is sent is what arrives
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

#include "gst/sip/ua/gstsipmedia-private.h"

#include <string.h>

/* A tone of volume v has a level of 20 log v - 3 dB. */
static void
check_audio (const gchar *codec)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, codec, "");
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 10));
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 3));
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

static void
check_video (const gchar *codec)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, "", codec);
  pair->alice.settings.offer_audio = FALSE;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xffff0000));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_VIDEO, PICTURE (0xff0000ff));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 10));
  fail_unless (media_pair_run_until (pair, media_pair_sees_pictures, 10));

  media_pair_free (pair);
}

static const gchar *const video_codecs[] = {"VP8", "H264"};

GST_START_TEST (test_video)
{
  check_video (video_codecs[__i__]);
}

GST_END_TEST;

GST_START_TEST (test_audio_and_video)
{
  MediaPair *pair = media_pair_new ();

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 10));
  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 10));
  fail_unless_equals_int (pair->alice.n_pads, 2);
  fail_unless_equals_int (pair->bob.n_pads, 2);

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
alice_failed (MediaPair *pair)
{
  return pair->alice.failed;
}

/* Who plays in time has to know how late it all arrives, even if the application
 * does not read its bus. */
static gboolean
bob_knows_latency (MediaPair *pair)
{
  return pair->bob.ears[0].sink != NULL &&
      gst_base_sink_get_latency (pair->bob.ears[0].sink) >= 50 * GST_MSECOND;
}

GST_START_TEST (test_latency)
{
  MediaPair *pair = media_pair_new ();

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, bob_knows_latency, 10));

  media_pair_free (pair);
}

GST_END_TEST;

/* A pad that nobody links disturbs neither its own end nor the other. */
GST_START_TEST (test_nobody_listens)
{
  MediaPair *pair = media_pair_new ();

  pair->alice.deaf = TRUE;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 10));
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
      media_ear_sees (&pair->bob.ears[1], 255, 0, 0);
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

  fail_unless (media_pair_run_until (pair, bob_gets_it, 10));
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

  fail_unless (media_pair_run_until (pair, bob_counts_ten, 10));
  fail_unless (gst_structure_has_name (gst_caps_get_structure (ear->caps, 0),
      row->media_type));

  media_pair_free (pair);
}

GST_END_TEST;

/* A beep that starts when the media are said to be connected is heard whole. */

#define BEEP_BUFFERS 30 /* of 10 ms each */

typedef struct
{
  const gchar *what;
  gboolean answers; /* bob beeps, alice listens */
  gboolean early; /* connected long before the call is answered */
} Beeper;

static const Beeper beepers[] = {
    {"caller",                   FALSE, FALSE},
    {"callee",                   TRUE,  FALSE},
    {"caller after early media", FALSE, TRUE },
};

static gint beep_left; /* atomic: buffers of the tone that are let through */
static gdouble beep_level; /* the loudest half second */

static GstPadProbeReturn
silence_all_but_beep (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  GstBuffer *buffer = gst_buffer_make_writable (info->data);

  if (g_atomic_int_get (&beep_left) > 0)
    g_atomic_int_add (&beep_left, -1);
  else
    gst_buffer_memset (buffer, 0, 0, gst_buffer_get_size (buffer));
  info->data = buffer;
  return GST_PAD_PROBE_OK;
}

static gboolean
alice_is_connected (MediaPair *pair)
{
  return pair->alice.connected;
}

static gboolean
bob_is_connected (MediaPair *pair)
{
  return pair->bob.connected;
}

static gboolean
beep_is_over (MediaEar *ear)
{
  gdouble level = media_ear_get_level (ear);

  if (media_ear_get_share (ear, 1000) > 0.4)
    beep_level = MAX (beep_level, level);
  return beep_level > -100 && level < beep_level - 20;
}

static gboolean
alice_heard_beep (MediaPair *pair)
{
  return beep_is_over (&pair->alice.ears[0]);
}

static gboolean
bob_heard_beep (MediaPair *pair)
{
  return beep_is_over (&pair->bob.ears[0]);
}

GST_START_TEST (test_beep)
{
  const Beeper *row = &beepers[__i__];
  MediaPair *pair = media_pair_new ();
  GstSipInput *input =
      media_end_add_input (row->answers ? &pair->bob : &pair->alice,
          GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (GST_ELEMENT (input), "sink");

  beep_left = 0;
  beep_level = -100;
  pair->early = row->early;
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, silence_all_but_beep, NULL,
      NULL);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair,
      row->answers ? bob_is_connected : alice_is_connected, 10));
  if (row->early) {
    media_pair_run (pair, 0.5);
    gst_sip_media_start (pair->alice.media);
  }
  g_atomic_int_set (&beep_left, BEEP_BUFFERS);
  fail_unless (media_pair_run_until (pair,
      row->answers ? alice_heard_beep : bob_heard_beep, 10));

  /* 0.3 s of -9 dB in 0.5 s of silence; without its first 100 ms it has -13. */
  fail_unless (ABS (beep_level + 11.25) < 1.2, "%s: %.2f dB", row->what,
      beep_level);

  media_pair_free (pair);
}

GST_END_TEST;

static Suite *
media_suite (void)
{
  Suite *suite = suite_create ("media");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  tcase_add_loop_test (calls, test_audio, 0, G_N_ELEMENTS (audio_codecs));
  tcase_add_loop_test (calls, test_video, 0, G_N_ELEMENTS (video_codecs));
  tcase_add_test (calls, test_audio_and_video);
  tcase_add_loop_test (calls, test_beep, 0, G_N_ELEMENTS (beepers));
  tcase_add_test (calls, test_latency);
  tcase_add_test (calls, test_nobody_listens);
  tcase_add_loop_test (calls, test_prepared_input, 0, G_N_ELEMENTS (prepared));
  tcase_add_loop_test (calls, test_what_is_asked_for, 0, G_N_ELEMENTS (asked));
  return suite;
}

GST_CHECK_MAIN (media);
