/* The media of a call: its beginning and its end
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

#include "gst/sip/ua/gstsipmedia-private.h"

#include <string.h>

/* Alice hangs up after so many milliseconds: while candidates are gathered, in
 * the middle of ICE and of DTLS, and when everything flows. */
static const guint moments[] = {0, 1, 2, 3, 5, 8, 20, 40, 60, 70, 80, 100, 150,
    200, 300};

GST_START_TEST (test_stop_at_any_moment)
{
  MediaPair *pair = media_pair_new ();

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  media_pair_run (pair, moments[__i__] / 1000.0);
  media_end_stop (&pair->alice);

  media_pair_free (pair);
}

GST_END_TEST;

/* Whoever is paused can be hung up all the same. */
GST_START_TEST (test_stop_while_paused)
{
  MediaPair *pair = media_pair_new ();

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));
  gst_element_set_state (pair->alice.pipeline, GST_STATE_PAUSED);
  gst_element_set_state (pair->bob.pipeline, GST_STATE_PAUSED);
  media_pair_run (pair, 0.3);

  media_pair_free (pair);
}

GST_END_TEST;

static GstPadProbeReturn
on_flush (GstPad *pad, GstPadProbeInfo *info, gpointer n_flushed)
{
  g_atomic_int_inc ((gint *) n_flushed);
  return GST_PAD_PROBE_OK;
}

/* The pipeline may be on its way to NULL, and a queue that is flushed while it
 * stops never does. */
GST_START_TEST (test_only_who_holds_a_thread_is_flushed)
{
  MediaPair *pair = media_pair_new ();
  gint n_flushed = 0;

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 10));
  gst_element_set_state (pair->bob.pipeline, GST_STATE_PAUSED);
  media_pair_run (pair, 1);
  for (guint i = 0; i < GST_SIP_MEDIA_N_KINDS; i++)
    gst_pad_add_probe (GST_BASE_SINK_PAD (pair->alice.ears[i].sink),
        GST_PAD_PROBE_TYPE_EVENT_FLUSH, on_flush, &n_flushed, NULL);
  gst_element_set_state (pair->alice.pipeline, GST_STATE_PAUSED);

  media_pair_free (pair);
  fail_unless_equals_int (n_flushed, 0);
}

GST_END_TEST;

/* How gst-launch-1.0 comes to its end with the call. */
static gboolean
alice_hears_the_end (MediaPair *pair)
{
  return GST_PAD_IS_EOS (GST_BASE_SINK_PAD (pair->alice.ears[0].sink)) &&
      GST_PAD_IS_EOS (GST_BASE_SINK_PAD (pair->alice.ears[1].sink));
}

GST_START_TEST (test_end_of_stream_at_end)
{
  MediaPair *pair = media_pair_new ();

  pair->alice.settings.eos_at_end = TRUE;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 10));
  media_end_stop (&pair->alice);
  fail_unless (media_pair_run_until (pair, alice_hears_the_end, 5));

  media_pair_free (pair);
}

GST_END_TEST;

static void
call_once (void)
{
  MediaPair *pair = media_pair_new ();

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 10));
  media_pair_run (pair, 0.1);
  media_pair_free (pair);
}

#define MANY 20

/* Threads that were told to end may take their time on a busy machine. */
static gboolean
falls_to (guint (*count) (void), guint limit)
{
  for (guint i = 0; i < 500 && count () > limit; i++)
    g_usleep (10000);
  return count () <= limit;
}

/* What the first calls leave behind (thread pools, caches) is all there is: not
 * one thread or descriptor for every second call. */
GST_START_TEST (test_many_calls)
{
  guint threads, descriptors;

  for (guint i = 0; i < 5; i++)
    call_once ();
  threads = media_count_threads ();
  descriptors = media_count_descriptors ();
  for (guint i = 0; i < MANY; i++)
    call_once ();

  fail_unless (falls_to (media_count_threads, threads + MANY / 2));
  fail_unless (falls_to (media_count_descriptors, descriptors + 2));
}

GST_END_TEST;

/* Webrtcbin is being told what the peer says. */

static gboolean
bob_has_answered (MediaPair *pair)
{
  return pair->bob.description != NULL;
}

/* "200" and "BYE" at once, or "183" and "486". */
static void
stop_at_the_answer (guint milliseconds)
{
  MediaPair *pair = media_pair_new ();
  g_autoptr (GBytes) answer = NULL;

  pair->hold_answer = TRUE;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, bob_has_answered, 10));
  answer = g_bytes_new (pair->bob.description, strlen (pair->bob.description));
  gst_sip_media_accept_answer (pair->alice.media, "application/sdp", answer);
  media_pair_run (pair, milliseconds / 1000.0);
  media_end_stop (&pair->alice);

  media_pair_free (pair);
}

static gboolean
alice_has_offered (MediaPair *pair)
{
  return pair->alice.description != NULL;
}

/* CANCEL soon after the INVITE, answered by itself. */
static void
stop_at_the_offer (guint milliseconds)
{
  MediaPair *pair = media_pair_new ();

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, alice_has_offered, 10),
      "no offer: %s",
      pair->alice.error != NULL ? pair->alice.error->message : "no error");
  media_pair_run (pair, milliseconds / 1000.0);
  media_end_stop (&pair->bob);

  media_pair_free (pair);
}

static void (*const stops[]) (
    guint milliseconds) = {stop_at_the_answer, stop_at_the_offer};

GST_START_TEST (test_many_stops_at_a_description)
{
  guint threads, descriptors;

  for (guint i = 0; i < 5; i++)
    stops[__i__](i);
  threads = media_count_threads ();
  descriptors = media_count_descriptors ();
  for (guint i = 0; i < MANY; i++)
    stops[__i__](i % 6);

  fail_unless (falls_to (media_count_descriptors, descriptors + 2),
      "%u descriptors before, %u after %u calls", descriptors,
      media_count_descriptors (), MANY);
  fail_unless (falls_to (media_count_threads, threads + 2),
      "%u threads before, %u after %u calls", threads, media_count_threads (),
      MANY);
}

GST_END_TEST;

/* A loop that has ended keeps what is posted to it, and webrtcbin has something
 * to say while it goes. */
GST_START_TEST (test_media_go_without_a_loop)
{
  MediaPair *pair = media_pair_new ();
  guint n_looks = 0;
  GWeakRef media;
  gpointer left;

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));
  g_weak_ref_init (&media, pair->alice.media);
  media_end_stop (&pair->alice);
  for (guint i = 0; i < 500 && !g_atomic_int_get (&pair->alice.finished); i++)
    g_usleep (10000);
  /* GStreamer's pool lets go of it in its own time. */
  while ((left = g_weak_ref_get (&media)) != NULL) {
    g_object_unref (left);
    fail_unless (++n_looks < 500, "the media are still there");
    g_usleep (10000);
  }

  g_weak_ref_clear (&media);
  media_pair_free (pair);
}

GST_END_TEST;

/* Statistics */

static void
refuse_stats (GstElement *webrtcbin, GstPad *pad, GstPromise *promise,
    gpointer n_asked)
{
  g_autoptr (GError) error =
      g_error_new (GST_CORE_ERROR, GST_CORE_ERROR_FAILED, "no statistics");

  g_atomic_int_inc ((gint *) n_asked);
  g_signal_stop_emission_by_name (webrtcbin, "get-stats");
  gst_promise_reply (promise,
      gst_structure_new ("application/x-gst-promise", "error", G_TYPE_ERROR,
          error, NULL));
}

GST_START_TEST (test_call_goes_on_without_statistics)
{
  MediaPair *pair = media_pair_new ();
  g_autoptr (GstElement) webrtcbin = NULL;
  gint n_asked = 0;

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 10));
  webrtcbin = gst_sip_webrtc_get_webrtcbin (GST_SIP_WEBRTC (pair->alice.media));
  g_signal_connect (webrtcbin, "get-stats", G_CALLBACK (refuse_stats),
      &n_asked);
  media_pair_run (pair, 2.5);
  fail_unless (g_atomic_int_get (&n_asked) >= 2, "asked once, never again");
  fail_if (pair->alice.failed);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 5));

  media_end_stop (&pair->alice);
  n_asked = 0;
  media_pair_run (pair, 1.5);
  fail_unless_equals_int (n_asked, 0);
  g_clear_object (&webrtcbin);
  media_pair_free (pair);
}

GST_END_TEST;

/* Latency */

static void
recalculate (GstElement *pipeline, gpointer done)
{
  gst_bin_recalculate_latency (GST_BIN (pipeline));
  g_atomic_int_set ((gint *) done, TRUE);
}

/* The thread of what alice hears waits in a sink that is paused, and cannot be
 * joined. Meanwhile the pipeline must be free: it is by its locks that the sink
 * plays again. */
GST_START_TEST (test_pipeline_is_free_while_a_call_ends)
{
  MediaPair *pair = media_pair_new ();
  GstElement *sink;
  gint done = FALSE;

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));
  sink = GST_ELEMENT (pair->alice.ears[0].sink);
  gst_element_set_locked_state (sink, TRUE);
  gst_element_set_state (sink, GST_STATE_PAUSED);
  media_pair_run (pair, 0.2);
  media_end_stop (&pair->alice);
  media_pair_run (pair, 0.3);
  gst_element_call_async (pair->alice.pipeline, recalculate, &done, NULL);
  for (guint i = 0; i < 500 && !g_atomic_int_get (&done); i++)
    g_usleep (10000);
  fail_unless (g_atomic_int_get (&done), "latency waits for the call's end");

  gst_element_set_locked_state (sink, FALSE);
  gst_element_set_state (sink, GST_STATE_PLAYING);
  media_pair_free (pair);
}

GST_END_TEST;

/* Of peers that are reached nowhere. */
static gchar *
remove_candidates (MediaPair *pair, MediaEnd *from, gchar *description)
{
  GString *text = g_string_new (description);

  g_string_replace (text, "a=candidate:", "a=x-candidate:", 0);
  g_free (description);
  return g_string_free (text, FALSE);
}

static gboolean
alice_failed (MediaPair *pair)
{
  return pair->alice.failed;
}

GST_START_TEST (test_never_connected)
{
  MediaPair *pair = media_pair_new ();

  pair->alter = remove_candidates;
  pair->alice.settings.connect_timeout = 300;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, alice_failed, 8));
  fail_unless (strstr (pair->alice.error->message, "ICE") != NULL, "%s",
      pair->alice.error->message);
  fail_unless_equals_int (media_ear_count (&pair->alice.ears[0]), 0);

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
bob_refused (MediaPair *pair)
{
  return pair->bob.refused != 0;
}

/* Nobody waits for the call to fail to connect. */
GST_START_TEST (test_no_relay)
{
  MediaPair *pair = media_pair_new ();

  pair->bob.settings.ice_policy = GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, bob_refused, 8));
  fail_unless_equals_int (pair->bob.refused, 500);
  fail_unless_equals_string (pair->bob.error->message,
      "no TURN server gives a relay, and ice-transport-policy is 'relay'");

  media_pair_free (pair);
}

GST_END_TEST;

static GstPadProbeReturn
drop (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  return GST_PAD_PROBE_DROP;
}

static void
mute_sink (const GValue *item, gpointer unused)
{
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (g_value_get_object (item), "sink");

  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, drop, NULL,
      NULL);
}

/* Neither RTP nor RTCP; but its ICE agent answers. */
static void
mute (MediaEnd *end)
{
  g_autoptr (GstElement) webrtcbin =
      gst_sip_webrtc_get_webrtcbin (GST_SIP_WEBRTC (end->media));
  g_autoptr (GstIterator) iterator =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (webrtcbin),
          "nicesink");

  while (
      gst_iterator_foreach (iterator, mute_sink, NULL) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (iterator);
}

/* Silent is not dead. Nor is one who could not be heard, as the whole process
 * was stopped. */
GST_START_TEST (test_peer_silent)
{
  MediaPair *pair = media_pair_new ();

  pair->alice.settings.silence_timeout = 600;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));

  mute (&pair->bob);
  fail_if (media_pair_run_until (pair, alice_failed, 2));
  g_usleep (1500000);
  fail_if (media_pair_run_until (pair, alice_failed, 0.3));

  media_end_stop (&pair->bob);
  fail_unless (media_pair_run_until (pair, alice_failed, 8));
  fail_unless (strstr (pair->alice.error->message, "nothing received") != NULL);

  media_pair_free (pair);
}

GST_END_TEST;

GST_START_TEST (test_peer_gone)
{
  MediaPair *pair = media_pair_new ();

  pair->alice.settings.silence_timeout = 500;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));
  fail_if (pair->alice.failed);

  media_end_stop (&pair->bob);
  fail_unless (media_pair_run_until (pair, alice_failed, 8));
  fail_unless (strstr (pair->alice.error->message, "nothing received") != NULL);

  media_pair_free (pair);
}

GST_END_TEST;

static Suite *
medialife_suite (void)
{
  Suite *suite = suite_create ("medialife");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  tcase_add_loop_test (calls, test_stop_at_any_moment, 0,
      G_N_ELEMENTS (moments));
  tcase_add_test (calls, test_stop_while_paused);
  tcase_add_test (calls, test_only_who_holds_a_thread_is_flushed);
  tcase_add_test (calls, test_end_of_stream_at_end);
  tcase_add_test (calls, test_many_calls);
  tcase_add_loop_test (calls, test_many_stops_at_a_description, 0,
      G_N_ELEMENTS (stops));
  tcase_add_test (calls, test_media_go_without_a_loop);
  tcase_add_test (calls, test_call_goes_on_without_statistics);
  tcase_add_test (calls, test_pipeline_is_free_while_a_call_ends);
  tcase_add_test (calls, test_never_connected);
  tcase_add_test (calls, test_no_relay);
  tcase_add_test (calls, test_peer_silent);
  tcase_add_test (calls, test_peer_gone);
  return suite;
}

GST_CHECK_MAIN (medialife);
