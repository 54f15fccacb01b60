/* Calls that end while everything else happens to their pipeline
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Latency is handed out, sinks and the pipeline are paused and play again, EOS
 * comes, sink pads come and are released, also those that the call sends from,
 * and source pads are unlinked, each from a thread of its own, at random moments
 * around the end of a call. A watchdog tells where all threads are if that takes
 * too long.
 */
#include "tests/check/sipua/mediapair.h"
#include "tests/check/sipua/stress.h"

#define SECONDS 20
/* A busy machine needs two for a call. */
#define WATCHDOG (45 * G_TIME_SPAN_SECOND)

/* What else happens */

typedef void (*MakeTrouble) (MediaEnd *end, GRand *random);

static void
hand_out_latency (MediaEnd *end, GRand *random)
{
  gst_bin_recalculate_latency (GST_BIN (end->pipeline));
}

static void
pause_pipeline (MediaEnd *end, GRand *random)
{
  gst_element_set_state (end->pipeline, GST_STATE_PAUSED);
  g_usleep (g_rand_int_range (random, 0, 20000));
  gst_element_set_state (end->pipeline, GST_STATE_PLAYING);
}

static void
pause_place (MediaEnd *end, GRand *random)
{
  gst_element_set_state (end->place, GST_STATE_PAUSED);
  g_usleep (g_rand_int_range (random, 0, 5000));
  gst_element_set_state (end->place, GST_STATE_PLAYING);
}

/* For itself, and at that moment latency is handed out. */
static void
pause_sink (MediaEnd *end, GRand *random)
{
  GstBaseSink *sink = end->ears[g_rand_int_range (random, 0, 2)].sink;

  if (sink == NULL)
    return;

  gst_element_set_state (GST_ELEMENT (sink), GST_STATE_PAUSED);
  g_usleep (g_rand_int_range (random, 0, 20000));
  hand_out_latency (end, random);
  gst_element_set_state (GST_ELEMENT (sink), GST_STATE_PLAYING);
}

static void
query_and_send (MediaEnd *end, GRand *random)
{
  g_autoptr (GstQuery) query = gst_query_new_latency ();

  gst_element_query (end->pipeline, query);
  gst_element_send_event (end->pipeline,
      gst_event_new_qos (GST_QOS_TYPE_OVERFLOW, 1.0, 0, 0));
}

static void
end_stream (MediaEnd *end, GRand *random)
{
  GstElement *input =
      g_ptr_array_index (end->inputs, g_rand_int_range (random, 0, 2));
  g_autoptr (GstPad) sink = gst_element_get_static_pad (input, "sink");

  if (g_rand_int_range (random, 0, 20) == 0)
    gst_pad_send_event (sink, gst_event_new_eos ());
}

/* As sipuabin does when a sink pad is released. */
static void
release_input (MediaEnd *end, GstElement *input, GstPad *pad)
{
  gst_element_set_locked_state (input, TRUE);
  gst_element_set_state (input, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (end->place), input);
  if (pad != NULL) {
    gst_pad_set_active (pad, FALSE);
    gst_element_remove_pad (end->place, pad);
  }
}

static void
remove_source (MediaEnd *end, GstElement *source)
{
  gst_element_set_locked_state (source, TRUE);
  gst_element_set_state (source, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (end->pipeline), source);
}

static void
request_and_release (MediaEnd *end, GRand *random)
{
  GstSipMediaKind kind = g_rand_int_range (random, 0, GST_SIP_MEDIA_N_KINDS);
  GstElement *source =
      gst_parse_bin_from_description (kind == GST_SIP_MEDIA_AUDIO
              ? TONE (1000, 0.5)
              : PICTURE (0xffff0000),
          TRUE, NULL);
  GstElement *input = gst_sip_input_new (kind, NULL, NULL);
  g_autoptr (GstPad) target = gst_element_get_static_pad (input, "sink");
  g_autoptr (GstPad) src = gst_element_get_static_pad (source, "src");
  GstPad *pad;

  gst_bin_add (GST_BIN (end->place), input);
  pad = gst_ghost_pad_new (NULL, target);
  gst_pad_set_active (pad, TRUE);
  gst_element_sync_state_with_parent (input);
  gst_element_add_pad (end->place, pad);
  gst_bin_add (GST_BIN (end->pipeline), source);
  gst_pad_link (src, pad);
  gst_element_sync_state_with_parent (source);
  g_usleep (g_rand_int_range (random, 0, 20000));
  release_input (end, input, pad);
  remove_source (end, source);
}

static const gchar *in_use = "mediaends-in-use";

/* Once; the call goes on with the others. */
static void
release_used (MediaEnd *end, GRand *random)
{
  GstElement *input =
      g_ptr_array_index (end->inputs, g_rand_int_range (random, 0, 2));

  if (g_rand_int_range (random, 0, 20) == 0 &&
      g_object_steal_data (G_OBJECT (input), in_use) != NULL)
    release_input (end, input, NULL);
}

static void
unlink_and_link (const GValue *item, gpointer random)
{
  GstPad *pad = g_value_get_object (item);
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

  if (peer == NULL)
    return;

  gst_pad_unlink (pad, peer);
  g_usleep (g_rand_int_range (random, 0, 5000));
  gst_pad_link (pad, peer);
}

static void
unlink_ears (MediaEnd *end, GRand *random)
{
  g_autoptr (GstIterator) pads = gst_element_iterate_src_pads (end->place);

  gst_iterator_foreach (pads, unlink_and_link, random);
}

static const MakeTrouble troubles[] = {hand_out_latency, hand_out_latency,
    pause_pipeline, pause_place, pause_sink, query_and_send, end_stream,
    request_and_release, request_and_release, release_used, unlink_ears};

typedef struct
{
  MediaEnd *end;
  MakeTrouble make;
  GRand *random;
  gint *over;
} Troublemaker;

static gpointer
make_trouble (gpointer data)
{
  Troublemaker *self = data;

  while (!g_atomic_int_get (self->over)) {
    self->make (self->end, self->random);
    g_usleep (g_rand_int_range (self->random, 0, 3000));
  }
  g_rand_free (self->random);
  g_free (self);
  return NULL;
}

static GThread *
start_trouble (MediaEnd *end, GRand *random, gint *over)
{
  Troublemaker *self = g_new0 (Troublemaker, 1);

  self->end = end;
  self->make = troubles[g_rand_int_range (random, 0, G_N_ELEMENTS (troubles))];
  self->random = g_rand_new_with_seed (g_rand_int (random));
  self->over = over;
  return g_thread_new ("trouble", make_trouble, self);
}

#define N_THREADS 6

/* Also those that are released. */
static void
keep_inputs (MediaEnd *end)
{
  for (guint i = 0; i < end->inputs->len; i++)
    g_object_set_data (gst_object_ref (g_ptr_array_index (end->inputs, i)),
        in_use, end);
  g_ptr_array_set_free_func (end->inputs, gst_object_unref);
}

static void
call_in_trouble (GRand *random)
{
  MediaPair *pair = media_pair_new ();
  GThread *threads[N_THREADS];
  gint over = FALSE;

  media_pair_add_all_inputs (pair);
  keep_inputs (&pair->alice);
  keep_inputs (&pair->bob);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 20));
  media_pair_run (pair, g_rand_double_range (random, 0, 0.3));
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] =
        start_trouble (i % 2 == 0 ? &pair->alice : &pair->bob, random, &over);
  media_pair_run (pair, g_rand_double_range (random, 0, 0.1));
  media_end_stop (&pair->alice);
  media_pair_run (pair, g_rand_double_range (random, 0, 0.05));
  media_end_stop (&pair->bob);
  fail_unless (media_pair_run_until (pair, media_pair_is_finished, 30));
  g_atomic_int_set (&over, TRUE);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  media_pair_free (pair);
}

/* An application hangs up in "pad-added". */
GST_START_TEST (test_ends_as_a_pad_comes)
{
  MediaPair *pair = media_pair_new ();

  media_pair_add_all_inputs (pair);
  pair->alice.stops_at_pad = TRUE;
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_is_alice_finished, 20));
  fail_unless_equals_int (pair->alice.n_pads, 1);
  fail_unless_equals_int (g_atomic_int_get (&pair->alice.n_gone), 1);
  media_pair_free (pair);
}

GST_END_TEST;

GST_START_TEST (test_ends_in_trouble)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (stress_get_seed ());
  gint64 end = stress_get_end (SECONDS);
  guint n = 0;

  stress_watch (WATCHDOG);
  while (g_get_monotonic_time () < end) {
    StressDeed *deed = stress_begin ("a call");

    call_in_trouble (random);
    stress_end (deed);
    n++;
  }
  g_printerr ("%u calls\n", n);
}

GST_END_TEST;

static Suite *
mediaends_suite (void)
{
  Suite *suite = suite_create ("mediaends");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  /* The watchdog knows better. */
  tcase_set_timeout (calls, 0);
  tcase_add_test (calls, test_ends_as_a_pad_comes);
  tcase_add_test (calls, test_ends_in_trouble);
  return suite;
}

GST_CHECK_MAIN (mediaends);
