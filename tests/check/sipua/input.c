/* The send side of a sink pad, without a peer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/check/gstcheck.h>

#include <string.h>

#include "ext/sipua/stream/gstsipinput.h"

#define WAIT (3 * G_TIME_SPAN_SECOND)

typedef struct
{
  GstElement *pipeline;
  GstSipInput *input;
} Desk;

/* One that takes encoded media, as a call does. */
typedef struct
{
  GstElement *sink;
  GstPad *pad;
  gint n_buffers; /* atomic */
  gint n_key_frames; /* atomic */
} Taker;

static void
desk_init (Desk *desk, GstSipMediaKind kind, const gchar *source)
{
  GstElement *element = gst_parse_bin_from_description (source, TRUE, NULL);

  desk->pipeline = gst_pipeline_new (NULL);
  desk->input = GST_SIP_INPUT (gst_sip_input_new (kind, NULL, NULL));
  gst_bin_add_many (GST_BIN (desk->pipeline), element,
      GST_ELEMENT (desk->input), NULL);
  fail_unless (gst_element_link (element, GST_ELEMENT (desk->input)));
  gst_element_set_state (desk->pipeline, GST_STATE_PLAYING);
}

static void
desk_clear (Desk *desk)
{
  gst_element_set_state (desk->pipeline, GST_STATE_NULL);
  gst_object_unref (desk->pipeline);
}

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Taker *taker = data;

  g_atomic_int_inc (&taker->n_buffers);
  if (!GST_BUFFER_FLAG_IS_SET (info->data, GST_BUFFER_FLAG_DELTA_UNIT))
    g_atomic_int_inc (&taker->n_key_frames);
  return GST_PAD_PROBE_OK;
}

static void
take (Desk *desk, Taker *taker, const gchar *codec)
{
  memset (taker, 0, sizeof *taker);
  taker->sink = gst_element_factory_make ("fakesink", NULL);
  taker->pad = gst_element_get_static_pad (taker->sink, "sink");
  g_object_set (taker->sink, "async", FALSE, "sync", FALSE, NULL);
  gst_pad_add_probe (taker->pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, taker,
      NULL);
  gst_bin_add (GST_BIN (desk->pipeline), taker->sink);
  gst_element_sync_state_with_parent (taker->sink);
  fail_unless (gst_sip_input_attach (desk->input, taker->pad,
      gst_sip_codec_find (codec), NULL));
}

static void
let_go (Desk *desk, Taker *taker)
{
  gst_sip_input_detach (desk->input, taker->pad);
  gst_element_set_state (taker->sink, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (desk->pipeline), taker->sink);
  gst_object_unref (taker->pad);
}

static gboolean
wait_for (gint *number, gint n)
{
  gint64 end = g_get_monotonic_time () + WAIT;

  while (g_atomic_int_get (number) < n)
    if (g_get_monotonic_time () > end)
      return FALSE;
    else
      g_usleep (5000);

  return TRUE;
}

static guint
count_elements (GstElement *bin, const gchar *factory)
{
  g_autoptr (GstIterator) iterator =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (bin), factory);
  GValue item = G_VALUE_INIT;
  guint n = 0;

  while (gst_iterator_next (iterator, &item) == GST_ITERATOR_OK) {
    n++;
    g_value_reset (&item);
  }
  g_value_unset (&item);
  return n;
}

#define TONE \
  "audiotestsrc is-live=true samplesperbuffer=480 ! " \
  "capsfilter caps=audio/x-raw,rate=48000,channels=2"
#define PICTURE \
  "videotestsrc is-live=true ! " \
  "capsfilter caps=video/x-raw,width=160,height=120,framerate=30/1"

/* One encoder a codec, and none that nobody needs. */
GST_START_TEST (test_encoders_are_shared)
{
  Desk desk;
  Taker alice, bob, carol;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  fail_unless_equals_int (count_elements (desk.pipeline, "opusenc"), 0);

  take (&desk, &alice, "opus");
  take (&desk, &bob, "opus");
  take (&desk, &carol, "PCMA");
  fail_unless (wait_for (&alice.n_buffers, 3));
  fail_unless (wait_for (&bob.n_buffers, 3));
  fail_unless (wait_for (&carol.n_buffers, 3));
  fail_unless_equals_int (count_elements (desk.pipeline, "opusenc"), 1);
  fail_unless_equals_int (count_elements (desk.pipeline, "alawenc"), 1);

  let_go (&desk, &alice);
  g_atomic_int_set (&bob.n_buffers, 0);
  fail_unless (wait_for (&bob.n_buffers, 3));
  let_go (&desk, &bob);
  fail_unless_equals_int (count_elements (desk.pipeline, "opusenc"), 0);
  let_go (&desk, &carol);

  desk_clear (&desk);
}

GST_END_TEST;

/* Who joins late sees a picture at once. */
GST_START_TEST (test_key_frame_for_the_late)
{
  Desk desk;
  Taker alice, bob;

  desk_init (&desk, GST_SIP_MEDIA_VIDEO, PICTURE);
  take (&desk, &alice, "VP8");
  fail_unless (wait_for (&alice.n_buffers, 5));
  take (&desk, &bob, "VP8");
  fail_unless (wait_for (&bob.n_buffers, 5));
  fail_unless (g_atomic_int_get (&bob.n_key_frames) > 0);
  let_go (&desk, &alice);
  let_go (&desk, &bob);

  desk_clear (&desk);
}

GST_END_TEST;

/* A thread that has left the tee when a call ends comes to the branch when that
 * is gone. */
GST_START_TEST (test_late_for_a_branch)
{
  Desk desk;
  Taker taker;
  g_autoptr (GstPad) ghost = NULL;
  g_autoptr (GstPad) inside = NULL;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  take (&desk, &taker, "opus");
  fail_unless (wait_for (&taker.n_buffers, 3));
  ghost = gst_pad_get_peer (taker.pad);
  inside = GST_PAD (gst_proxy_pad_get_internal (GST_PROXY_PAD (ghost)));
  let_go (&desk, &taker);
  gst_clear_object (&ghost);
  fail_unless_equals_int (gst_pad_chain (inside, gst_buffer_new ()),
      GST_FLOW_FLUSHING);

  desk_clear (&desk);
}

GST_END_TEST;

static gboolean
has_width (GstPad *pad, gint wanted)
{
  gint64 end = g_get_monotonic_time () + WAIT;

  while (g_get_monotonic_time () < end) {
    g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
    gint width = 0;

    if (caps != NULL)
      gst_structure_get_int (gst_caps_get_structure (caps, 0), "width", &width);
    if (width == wanted)
      return TRUE;
    g_usleep (5000);
  }

  return FALSE;
}

/* A camera that changes its size in mid-call. */
GST_START_TEST (test_other_size)
{
  Desk desk;
  Taker taker;
  g_autoptr (GstElement) filter = NULL;
  g_autoptr (GstCaps) caps =
      gst_caps_from_string ("video/x-raw,width=320,height=240,framerate=30/1");

  desk_init (&desk, GST_SIP_MEDIA_VIDEO,
      "videotestsrc is-live=true ! capsfilter name=filter "
      "caps=video/x-raw,width=160,height=120,framerate=30/1");
  take (&desk, &taker, "VP8");
  fail_unless (wait_for (&taker.n_buffers, 3));
  fail_unless (has_width (taker.pad, 160));

  filter = gst_bin_get_by_name (GST_BIN (desk.pipeline), "filter");
  g_object_set (filter, "caps", caps, NULL);
  fail_unless (has_width (taker.pad, 320));
  let_go (&desk, &taker);

  desk_clear (&desk);
}

GST_END_TEST;

/* While data flow, over and over. */
GST_START_TEST (test_come_and_go)
{
  Desk desk;
  Taker taker;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  for (guint i = 0; i < 30; i++) {
    take (&desk, &taker, i % 2 == 0 ? "opus" : "PCMU");
    g_usleep (i * 1000);
    let_go (&desk, &taker);
  }
  take (&desk, &taker, "opus");
  fail_unless (wait_for (&taker.n_buffers, 3));
  let_go (&desk, &taker);

  desk_clear (&desk);
}

GST_END_TEST;

/* Links tell upstream to look at its caps again. */
static GstPadProbeReturn
dawdle (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  if (GST_EVENT_TYPE (info->data) == GST_EVENT_RECONFIGURE)
    g_usleep (100000);
  return GST_PAD_PROBE_OK;
}

/* The thread that makes the links is held up after each, as on a busy machine,
 * while the encoder gives already. */
GST_START_TEST (test_come_slowly)
{
  Desk desk;
  Taker alice, bob;
  g_autoptr (GstPad) sink = NULL;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  sink = gst_element_get_static_pad (GST_ELEMENT (desk.input), "sink");
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, dawdle, NULL,
      NULL);
  take (&desk, &alice, "opus");
  fail_unless (wait_for (&alice.n_buffers, 3));
  take (&desk, &bob, "opus");
  fail_unless (wait_for (&bob.n_buffers, 3));
  let_go (&desk, &alice);
  let_go (&desk, &bob);

  desk_clear (&desk);
}

GST_END_TEST;

static GstFlowReturn
refuse (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  gst_buffer_unref (buffer);
  return GST_FLOW_ERROR;
}

/* The others neither miss anything nor lose their encoder. */
GST_START_TEST (test_one_call_fails)
{
  Desk desk;
  Taker alice, bob;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  take (&desk, &alice, "opus");
  gst_pad_set_chain_function (alice.pad, refuse);
  take (&desk, &bob, "opus");
  fail_unless (wait_for (&alice.n_buffers, 3));
  g_atomic_int_set (&bob.n_buffers, 0);
  fail_unless (wait_for (&bob.n_buffers, 10));
  let_go (&desk, &alice);
  g_atomic_int_set (&bob.n_buffers, 0);
  fail_unless (wait_for (&bob.n_buffers, 3));
  let_go (&desk, &bob);

  desk_clear (&desk);
}

GST_END_TEST;

static GstPadProbeReturn
block (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  return GST_PAD_PROBE_OK;
}

/* Until it is connected, or plays: what waits in front of it holds up neither
 * the others nor the thread that brings them. */
GST_START_TEST (test_one_call_waits)
{
  Desk desk;
  Taker alice;
  GstElement *queue = gst_element_factory_make ("queue", NULL);
  g_autoptr (GstPad) src = gst_element_get_static_pad (queue, "src");
  g_autoptr (GstPad) sink = gst_element_get_static_pad (queue, "sink");

  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  g_object_set (queue, "leaky", 2, NULL);
  gst_pad_add_probe (src, GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, block, NULL,
      NULL);
  gst_bin_add (GST_BIN (desk.pipeline), queue);
  gst_element_sync_state_with_parent (queue);
  fail_unless (gst_sip_input_attach (desk.input, sink,
      gst_sip_codec_find ("PCMA"), NULL));
  take (&desk, &alice, "PCMA");
  fail_unless (wait_for (&alice.n_buffers, 10));
  let_go (&desk, &alice);
  gst_sip_input_detach (desk.input, sink);

  desk_clear (&desk);
}

GST_END_TEST;

/* The bin around goes through its children anew in the middle of a change of
 * state, or it would warn of a loop. */
GST_START_TEST (test_links_are_known)
{
  Desk desk;
  Taker taker;
  GValue item = G_VALUE_INIT;
  g_autoptr (GstIterator) children = NULL;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  take (&desk, &taker, "PCMU");
  children = gst_bin_iterate_sorted (GST_BIN (desk.pipeline));
  fail_unless_equals_int (gst_iterator_next (children, &item), GST_ITERATOR_OK);
  g_value_reset (&item);
  gst_sip_input_detach (desk.input, taker.pad);
  fail_unless_equals_int (gst_iterator_next (children, &item),
      GST_ITERATOR_RESYNC);
  g_value_unset (&item);
  let_go (&desk, &taker);

  desk_clear (&desk);
}

GST_END_TEST;

/* Upstream of the pad nobody notices that nobody takes: it goes on in real
 * time, live or not. */
GST_START_TEST (test_nobody_takes)
{
  Desk desk;
  g_autoptr (GstPad) sink = NULL;
  Taker counter = {NULL, NULL, 0, 0};

  desk_init (&desk, GST_SIP_MEDIA_AUDIO,
      "audiotestsrc samplesperbuffer=480 ! "
      "capsfilter caps=audio/x-raw,rate=48000,channels=1");
  sink = gst_element_get_static_pad (GST_ELEMENT (desk.input), "sink");
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, &counter,
      NULL);
  g_usleep (500000);
  fail_unless (g_atomic_int_get (&counter.n_buffers) > 30);
  fail_unless (g_atomic_int_get (&counter.n_buffers) < 70);

  desk_clear (&desk);
}

GST_END_TEST;

/* A call never hears of an end of stream: webrtcbin would never send again. */
GST_START_TEST (test_end_of_stream_stays_out)
{
  Desk desk;
  g_autoptr (GstPad) sink = NULL;
  Taker taker;

  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  sink = gst_element_get_static_pad (GST_ELEMENT (desk.input), "sink");
  take (&desk, &taker, "PCMU");
  fail_unless (wait_for (&taker.n_buffers, 3));
  gst_pad_send_event (sink, gst_event_new_eos ());
  g_usleep (50000);
  fail_if (GST_PAD_IS_EOS (taker.pad));
  let_go (&desk, &taker);

  desk_clear (&desk);
}

GST_END_TEST;

typedef struct
{
  GstSipMediaKind kind;
  const gchar *caps; /* of the source */
  const gchar *can;
  const gchar *cannot;
} Judgement;

static const Judgement judgements[] = {
    {GST_SIP_MEDIA_AUDIO, "audio/x-raw",                                  "opus PCMU PCMA", "VP8"      },
    {GST_SIP_MEDIA_AUDIO, "audio/x-opus",                                 "opus",           "PCMU"     },
    {GST_SIP_MEDIA_AUDIO, "audio/x-alaw,rate=8000,channels=1",            "PCMA",           "PCMU"     },
    {GST_SIP_MEDIA_VIDEO, "video/x-raw",                                  "VP8 H264",       "opus"     },
    {GST_SIP_MEDIA_VIDEO, "video/x-h264,stream-format=avc,alignment=au",  "H264",
     "VP8"                                                                                             },
    {GST_SIP_MEDIA_AUDIO,
     "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000", "opus",           "PCMU"     },
    {GST_SIP_MEDIA_AUDIO, "application/x-rtp,media=audio",                "",               "opus PCMU"},
};

static void
judge (GstSipInput *input, const gchar *names, gboolean can)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);

  for (guint i = 0; list[i] != NULL && list[i][0] != '\0'; i++)
    fail_unless_equals_int (gst_sip_input_can_send (input,
                                gst_sip_codec_find (list[i])),
        can);
}

GST_START_TEST (test_can_send)
{
  const Judgement *row = &judgements[__i__];
  g_autofree gchar *source =
      g_strdup_printf ("appsrc ! capsfilter caps=%s", row->caps);
  Desk desk;

  desk_init (&desk, row->kind, source);
  judge (desk.input, row->can, TRUE);
  judge (desk.input, row->cannot, FALSE);
  desk_clear (&desk);
}

GST_END_TEST;

typedef struct
{
  const gchar *source; /* NULL: nothing is linked */
  gboolean is_settled;
} Settling;

static const Settling settlings[] = {
    {NULL,                                                     TRUE },
    {"appsrc",                                                 FALSE},
    {"appsrc ! identity",                                      FALSE},
    {"appsrc ! concat",                                        FALSE},
    {"appsrc ! capsfilter caps=audio/x-opus",                  TRUE },
    {"appsrc ! capsfilter caps=\"audio/x-raw;audio/x-opus\"",  FALSE},
    {"appsrc ! capsfilter caps=application/x-rtp,media=audio", FALSE},
    {"appsrc ! rtppcmupay",                                    TRUE },
    {"audiotestsrc",                                           TRUE },
};

/* The pad of the application is one or more ghosts away. */
GST_START_TEST (test_is_settled)
{
  const Settling *row = &settlings[__i__];
  g_autoptr (GstElement) pipeline = gst_pipeline_new (NULL);
  GstElement *inner = gst_bin_new (NULL), *outer = gst_bin_new (NULL);
  GstElement *input = gst_sip_input_new (GST_SIP_MEDIA_AUDIO, NULL, NULL);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (input, "sink");
  GstPad *ghost;

  gst_bin_add (GST_BIN (pipeline), outer);
  gst_bin_add (GST_BIN (outer), inner);
  gst_bin_add (GST_BIN (inner), input);
  ghost = gst_ghost_pad_new ("sink", sink);
  gst_element_add_pad (inner, ghost);
  gst_element_add_pad (outer, gst_ghost_pad_new ("sink", ghost));
  if (row->source != NULL) {
    GstElement *source =
        gst_parse_bin_from_description (row->source, TRUE, NULL);

    gst_bin_add (GST_BIN (pipeline), source);
    fail_unless (gst_element_link (source, outer));
  }
  fail_unless_equals_int (gst_sip_input_is_settled (GST_SIP_INPUT (input)),
      row->is_settled);
}

GST_END_TEST;

/* A codec whose encoder is not installed is not offered; the others are. */
GST_START_TEST (test_missing_encoder)
{
  GstRegistry *registry = gst_registry_get ();
  g_autoptr (GstPluginFeature) encoder =
      gst_registry_lookup_feature (registry, "opusenc");
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstPad) pad = NULL;
  Desk desk;

  gst_registry_remove_feature (registry, encoder);
  desk_init (&desk, GST_SIP_MEDIA_AUDIO, TONE);
  judge (desk.input, "opus", FALSE);
  judge (desk.input, "PCMU PCMA", TRUE);

  sink = gst_object_ref_sink (gst_element_factory_make ("fakesink", NULL));
  pad = gst_element_get_static_pad (sink, "sink");
  fail_if (gst_sip_input_attach (desk.input, pad, gst_sip_codec_find ("opus"),
      &error));
  fail_unless (strstr (error->message, "opusenc") != NULL);

  desk_clear (&desk);
  gst_registry_add_feature (registry, g_steal_pointer (&encoder));
}

GST_END_TEST;

static Suite *
input_suite (void)
{
  Suite *suite = suite_create ("input");
  TCase *branches = tcase_create ("branches");

  suite_add_tcase (suite, branches);
  tcase_add_test (branches, test_encoders_are_shared);
  tcase_add_test (branches, test_key_frame_for_the_late);
  tcase_add_test (branches, test_late_for_a_branch);
  tcase_add_test (branches, test_other_size);
  tcase_add_test (branches, test_come_and_go);
  tcase_add_test (branches, test_come_slowly);
  tcase_add_test (branches, test_one_call_fails);
  tcase_add_test (branches, test_one_call_waits);
  tcase_add_test (branches, test_links_are_known);
  tcase_add_test (branches, test_nobody_takes);
  tcase_add_test (branches, test_end_of_stream_stays_out);
  tcase_add_loop_test (branches, test_can_send, 0, G_N_ELEMENTS (judgements));
  tcase_add_loop_test (branches, test_is_settled, 0, G_N_ELEMENTS (settlings));
  tcase_add_test (branches, test_missing_encoder);
  return suite;
}

GST_CHECK_MAIN (input);
