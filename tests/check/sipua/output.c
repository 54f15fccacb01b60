/* The receive side of one medium, without a peer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sources stand for webrtcbin's pads, one for each SSRC and payload type.
 */
#include <gst/check/gstcheck.h>

#include "ext/sipua/stream/gstsipoutput.h"

#define WAIT (3 * G_TIME_SPAN_SECOND)

typedef struct
{
  GstElement *pipeline;
  GstSipOutput *output;
  gint rate; /* atomic: of the caps of the last buffer */
  gint n_buffers; /* atomic */
  GstSipLog *log;
  gchar *warning; /* (nullable) atomic: the first one */
} Desk;

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Desk *desk = data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  gint rate = 0;

  gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate);
  g_atomic_int_set (&desk->rate, rate);
  g_atomic_int_inc (&desk->n_buffers);
  return GST_PAD_PROBE_OK;
}

static void
on_record (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer data)
{
  Desk *desk = data;
  gchar *text = g_strdup (content);

  if (level != GST_SIP_LOG_LEVEL_WARN ||
      !g_atomic_pointer_compare_and_exchange (&desk->warning, NULL, text))
    g_free (text);
}

static void
desk_init (Desk *desk, GstSipMediaKind kind)
{
  GstElement *output;

  memset (desk, 0, sizeof *desk);
  desk->log = gst_sip_log_new ();
  gst_sip_log_set_func (desk->log, on_record, desk, NULL);
  output = gst_sip_output_new (kind, desk->log, "test");
  desk->pipeline = gst_pipeline_new (NULL);
  desk->output = GST_SIP_OUTPUT (output);
  gst_bin_add (GST_BIN (desk->pipeline), output);
  gst_element_set_state (desk->pipeline, GST_STATE_PLAYING);
}

static GstElement *
listen (Desk *desk)
{
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (sink, "sink");

  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_bin_add (GST_BIN (desk->pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, desk, NULL);
  fail_unless (gst_element_link (GST_ELEMENT (desk->output), sink));
  return sink;
}

static GstElement *
add_source (Desk *desk, const gchar *description, const gchar *codec)
{
  GstElement *source = gst_parse_bin_from_description (description, TRUE, NULL);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");

  gst_bin_add (GST_BIN (desk->pipeline), source);
  gst_sip_output_add_source (desk->output, pad, gst_sip_codec_find (codec),
      NULL);
  gst_element_sync_state_with_parent (source);
  return source;
}

static void
desk_clear (Desk *desk)
{
  gst_sip_output_shut (desk->output);
  gst_element_set_state (desk->pipeline, GST_STATE_NULL);
  gst_object_unref (desk->pipeline);
  gst_sip_log_set_func (desk->log, NULL, NULL, NULL);
  gst_sip_log_unref (desk->log);
  g_free (desk->warning);
}

static gboolean
wait_for_rate (Desk *desk, gint rate)
{
  gint64 end = g_get_monotonic_time () + WAIT;

  while (g_atomic_int_get (&desk->rate) != rate)
    if (g_get_monotonic_time () > end)
      return FALSE;
    else
      g_usleep (5000);

  return TRUE;
}

static gboolean
wait_for_buffers (Desk *desk, gint n)
{
  gint64 end = g_get_monotonic_time () + WAIT;

  g_atomic_int_set (&desk->n_buffers, 0);
  while (g_atomic_int_get (&desk->n_buffers) < n)
    if (g_get_monotonic_time () > end)
      return FALSE;
    else
      g_usleep (5000);

  return TRUE;
}

#define PCMU(ssrc) \
  "audiotestsrc is-live=true samplesperbuffer=160 ! " \
  "capsfilter caps=audio/x-raw,rate=8000,channels=1 ! mulawenc ! " \
  "rtppcmupay ssrc=" #ssrc
#define OPUS(ssrc) \
  "audiotestsrc is-live=true samplesperbuffer=960 ! " \
  "capsfilter caps=audio/x-raw,rate=48000,channels=1 ! opusenc ! " \
  "rtpopuspay ssrc=" #ssrc

/* Music on hold comes with an SSRC, and maybe a codec, of its own; what was
 * there before just falls silent. */
GST_START_TEST (test_another_source)
{
  Desk desk;
  GstElement *first;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO);
  listen (&desk);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  first = add_source (&desk, PCMU (1), "PCMU");
  fail_unless (wait_for_rate (&desk, 8000));

  gst_element_set_state (first, GST_STATE_NULL);
  add_source (&desk, OPUS (2), "opus");
  fail_unless (wait_for_rate (&desk, 48000));
  fail_unless (wait_for_buffers (&desk, 5));

  desk_clear (&desk);
}

GST_END_TEST;

GST_START_TEST (test_same_codec_again)
{
  Desk desk;
  GstElement *first;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO);
  listen (&desk);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  first = add_source (&desk, OPUS (1), "opus");
  fail_unless (wait_for_rate (&desk, 48000));

  gst_element_set_state (first, GST_STATE_NULL);
  add_source (&desk, OPUS (2), "opus");
  fail_unless (wait_for_buffers (&desk, 5));

  desk_clear (&desk);
}

GST_END_TEST;

/* Who sends beside the one that is heard does not cut in. */
GST_START_TEST (test_intruder)
{
  Desk desk;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO);
  listen (&desk);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  add_source (&desk, OPUS (1), "opus");
  fail_unless (wait_for_rate (&desk, 48000));

  add_source (&desk, PCMU (2), "PCMU");
  fail_unless (wait_for_buffers (&desk, 20));
  fail_unless_equals_int (g_atomic_int_get (&desk.rate), 48000);

  desk_clear (&desk);
}

GST_END_TEST;

GST_START_TEST (test_closed)
{
  Desk desk;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO);
  listen (&desk);
  add_source (&desk, PCMU (1), "PCMU");
  g_usleep (200000);
  fail_unless_equals_int (g_atomic_int_get (&desk.n_buffers), 0);

  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  fail_unless (wait_for_buffers (&desk, 3));

  desk_clear (&desk);
}

GST_END_TEST;

/* Linked late, unlinked while it plays, linked again. */
GST_START_TEST (test_linked_late)
{
  Desk desk;
  GstElement *sink;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  add_source (&desk, PCMU (1), "PCMU");
  g_usleep (100000);

  for (guint i = 0; i < 3; i++) {
    sink = listen (&desk);
    fail_unless (wait_for_buffers (&desk, 3));
    gst_element_unlink (GST_ELEMENT (desk.output), sink);
    gst_element_set_state (sink, GST_STATE_NULL);
    gst_bin_remove (GST_BIN (desk.pipeline), sink);
  }

  desk_clear (&desk);
}

GST_END_TEST;

/* A filter that the media do not fit: both sides of it are told. */
GST_START_TEST (test_filter_that_does_not_fit)
{
  Desk desk;
  GstElement *filter;
  gint64 end = g_get_monotonic_time () + WAIT;
  const gchar *warning;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO);
  filter = gst_parse_bin_from_description (
      "capsfilter caps=audio/x-vorbis ! fakesink async=false", TRUE, NULL);
  gst_bin_add (GST_BIN (desk.pipeline), filter);
  gst_element_sync_state_with_parent (filter);
  fail_unless (gst_element_link (GST_ELEMENT (desk.output), filter));
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  add_source (&desk, PCMU (1), "PCMU");

  while ((warning = g_atomic_pointer_get (&desk.warning)) == NULL &&
      g_get_monotonic_time () < end)
    g_usleep (5000);
  fail_unless (warning != NULL);
  fail_unless (strstr (warning,
                   "audio: not-negotiated: the pad gives audio/x-raw"),
      "%s", warning);
  fail_unless (strstr (warning, "downstream takes audio/x-vorbis"), "%s",
      warning);
  fail_unless (strlen (warning) < 1000);

  desk_clear (&desk);
}

GST_END_TEST;

static gboolean
is_there (GstElement *bin, const gchar *factory)
{
  g_autoptr (GstIterator) iterator =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (bin), factory);
  GValue item = G_VALUE_INIT;
  gboolean there = gst_iterator_next (iterator, &item) == GST_ITERATOR_OK;

  g_value_unset (&item);
  return there;
}

/* Nothing is decoded that nobody hears. */
GST_START_TEST (test_no_decoder_for_nobody)
{
  Desk desk;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  add_source (&desk, OPUS (1), "opus");
  g_usleep (100000);
  fail_if (is_there (desk.pipeline, "opusdec"));

  listen (&desk);
  fail_unless (wait_for_buffers (&desk, 3));
  fail_unless (is_there (desk.pipeline, "opusdec"));

  desk_clear (&desk);
}

GST_END_TEST;

/* One key frame, and no other whatever it is asked: the encoder never hears. */
#define STUBBORN \
  "videotestsrc is-live=true ! capsfilter " \
  "caps=video/x-raw,format=I420,width=160,height=120,framerate=30/1 ! "
#define STUBBORN_VP8 \
  STUBBORN "vp8enc deadline=1 keyframe-mode=disabled ! " \
           "rtpvp8pay picture-id-mode=15-bit name=pay"
#define STUBBORN_H264 \
  STUBBORN "x264enc tune=zerolatency key-int-max=100000 ! " \
           "rtph264pay aggregate-mode=zero-latency name=pay"

static GstPadProbeReturn
ignore (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  return GST_EVENT_TYPE (info->data) == GST_EVENT_CUSTOM_UPSTREAM
      ? GST_PAD_PROBE_DROP
      : GST_PAD_PROBE_OK;
}

static GstElement *
add_stubborn (Desk *desk, const gchar *description, const gchar *codec)
{
  GstElement *source = add_source (desk, description, codec);
  g_autoptr (GstElement) pay = gst_bin_get_by_name (GST_BIN (source), "pay");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (pay, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, ignore, NULL,
      NULL);
  return source;
}

/* The pad is linked, or media may flow, long after the key frame came. */
static void
assert_pictures (const gchar *description, const gchar *codec)
{
  Desk desk;

  desk_init (&desk, GST_SIP_MEDIA_VIDEO);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  add_stubborn (&desk, description, codec);
  g_usleep (500000);
  listen (&desk);
  fail_unless (wait_for_buffers (&desk, 10));
  desk_clear (&desk);

  desk_init (&desk, GST_SIP_MEDIA_VIDEO);
  listen (&desk);
  add_stubborn (&desk, description, codec);
  g_usleep (500000);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  fail_unless (wait_for_buffers (&desk, 10));
  desk_clear (&desk);
}

GST_START_TEST (test_first_key_frame_is_kept)
{
  assert_pictures (STUBBORN_VP8, "VP8");
  assert_pictures (STUBBORN_H264, "H264");
}

GST_END_TEST;

/* Old sound is late sound. */
GST_START_TEST (test_newest_audio_is_kept)
{
  Desk desk;
  gint n;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  add_source (&desk, PCMU (1), "PCMU");
  g_usleep (800000);
  listen (&desk);
  g_usleep (100000);
  n = g_atomic_int_get (&desk.n_buffers);
  fail_unless (n >= 10 && n < 20, "%d", n);

  desk_clear (&desk);
}

GST_END_TEST;

/* What the direction forbids is not there when it is allowed again. */
GST_START_TEST (test_nothing_is_kept_while_closed)
{
  Desk desk;

  desk_init (&desk, GST_SIP_MEDIA_VIDEO);
  listen (&desk);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_CLOSED);
  add_stubborn (&desk, STUBBORN_VP8, "VP8");
  g_usleep (300000);
  gst_sip_output_set_flow (desk.output, GST_SIP_FLOW_OPEN);
  g_usleep (300000);
  fail_unless_equals_int (g_atomic_int_get (&desk.n_buffers), 0);

  desk_clear (&desk);
}

GST_END_TEST;

static Suite *
output_suite (void)
{
  Suite *suite = suite_create ("output");
  TCase *sources = tcase_create ("sources");

  suite_add_tcase (suite, sources);
  tcase_add_test (sources, test_another_source);
  tcase_add_test (sources, test_same_codec_again);
  tcase_add_test (sources, test_intruder);
  tcase_add_test (sources, test_closed);
  tcase_add_test (sources, test_linked_late);
  tcase_add_test (sources, test_filter_that_does_not_fit);
  tcase_add_test (sources, test_no_decoder_for_nobody);
  tcase_add_test (sources, test_first_key_frame_is_kept);
  tcase_add_test (sources, test_newest_audio_is_kept);
  tcase_add_test (sources, test_nothing_is_kept_while_closed);
  return suite;
}

GST_CHECK_MAIN (output);
