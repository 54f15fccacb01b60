/* The queue that loses the oldest, with a thread that is late
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A tracer holds the queue's thread with an event in hand: on a busy machine it
 * stands there for as long as others run.
 */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/gsttracer.h>

#include "ext/sipua/stream/gstsipleakyqueue.h"

#define FRAME (GST_SECOND / 15)
#define CAPS "video/x-raw,format=I420,width=16,height=16,framerate=15/1"
#define OTHER_CAPS "video/x-raw,format=I420,width=32,height=32,framerate=15/1"

/* The tracer */

static GMutex lock;
static GCond changed;
static GstEventType held_type; /* at which the thread is held, or 0 */
static gboolean is_held;

typedef GstTracer Holder;
typedef GstTracerClass HolderClass;

GType holder_get_type (void);
G_DEFINE_TYPE (Holder, holder, GST_TYPE_TRACER)

static void
on_push (GObject *tracer, GstClockTime time, GstPad *pad, GstEvent *event)
{
  g_autoptr (GstElement) element = gst_pad_get_parent_element (pad);

  if (element == NULL || g_strcmp0 (GST_OBJECT_NAME (element), "late") != 0)
    return;

  g_mutex_lock (&lock);
  if (GST_EVENT_TYPE (event) == held_type) {
    is_held = TRUE;
    g_cond_broadcast (&changed);
    while (held_type != 0)
      g_cond_wait (&changed, &lock);
  }
  g_mutex_unlock (&lock);
}

static void
holder_class_init (HolderClass *klass)
{
}

static void
holder_init (Holder *self)
{
  gst_tracing_register_hook (GST_TRACER (self), "pad-push-event-pre",
      G_CALLBACK (on_push));
}

static void
wait_until_held (void)
{
  g_mutex_lock (&lock);
  while (!is_held)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

static void
let_go (void)
{
  g_mutex_lock (&lock);
  held_type = 0;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

/* A queue whose thread is held at its first event of the type. */

typedef struct
{
  GstElement *queue;
  GstHarness *harness;
} Fixture;

static void
fixture_init (Fixture *self, GstElement *queue, GstEventType type)
{
  held_type = type;
  is_held = FALSE;
  /* Its hook stays for good, and so does the tracer. */
  gst_object_ref_sink (g_object_new (holder_get_type (), NULL));
  gst_object_set_name (GST_OBJECT (queue), "late");
  self->queue = gst_object_ref_sink (queue);
  self->harness = gst_harness_new_with_element (queue, "sink", "src");
  gst_harness_set_src_caps_str (self->harness, CAPS);
  wait_until_held ();
}

static void
fixture_clear (Fixture *self)
{
  gst_harness_teardown (self->harness);
  gst_object_unref (self->queue);
}

static void
push (Fixture *self, guint from, guint n)
{
  for (guint i = from; i < from + n; i++) {
    GstBuffer *buffer = gst_buffer_new_and_alloc (16 * 24);

    /* The pipeline has run for a while. */
    GST_BUFFER_PTS (buffer) = 10 * GST_SECOND + i * FRAME;
    GST_BUFFER_DURATION (buffer) = FRAME;
    GST_BUFFER_OFFSET (buffer) = i;
    fail_unless_equals_int (gst_harness_push (self->harness, buffer),
        GST_FLOW_OK);
  }
}

static void
assert_pulls (Fixture *self, guint from, guint n)
{
  for (guint i = from; i < from + n; i++) {
    g_autoptr (GstBuffer) buffer = gst_harness_pull (self->harness);

    fail_unless (buffer != NULL);
    fail_unless_equals_uint64 (GST_BUFFER_OFFSET (buffer), i);
  }
}

static void
assert_next_event (Fixture *self, GstEventType type)
{
  g_autoptr (GstEvent) event = gst_harness_pull_event (self->harness);

  fail_unless_equals_int (GST_EVENT_TYPE (event), type);
}

static const GstEventType types[] = {GST_EVENT_STREAM_START, GST_EVENT_CAPS,
    GST_EVENT_SEGMENT};

/* Without a warning, too. */
GST_START_TEST (test_events_stay_in_order)
{
  Fixture fixture;

  fixture_init (&fixture, gst_sip_leaky_queue_new (3, 0), types[__i__]);
  push (&fixture, 0, 10);
  let_go ();
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    assert_next_event (&fixture, types[i]);
  assert_pulls (&fixture, 7, 3);
  fixture_clear (&fixture);
}

GST_END_TEST;

/* What is sent begins with a key frame, at any time of the pipeline. */
GST_START_TEST (test_first_of_many_stays)
{
  Fixture fixture;

  fixture_init (&fixture, gst_sip_leaky_queue_new (20, 0), GST_EVENT_SEGMENT);
  push (&fixture, 0, 15);
  let_go ();
  assert_pulls (&fixture, 0, 15);
  fixture_clear (&fixture);
}

GST_END_TEST;

static void
assert_caps (Fixture *self, const gchar *expected)
{
  g_autoptr (GstPad) src = gst_element_get_static_pad (self->queue, "src");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (src);
  g_autoptr (GstCaps) wanted = gst_caps_from_string (expected);

  fail_unless (gst_caps_is_equal (caps, wanted));
}

/* Caps that change are those of the buffers behind them only. */
GST_START_TEST (test_other_caps)
{
  Fixture fixture;

  fixture_init (&fixture, gst_sip_leaky_queue_new (3, 0), GST_EVENT_SEGMENT);
  push (&fixture, 0, 2);
  gst_harness_set_src_caps_str (fixture.harness, OTHER_CAPS);
  push (&fixture, 2, 1);
  assert_caps (&fixture, CAPS);
  let_go ();
  assert_pulls (&fixture, 0, 3);
  assert_caps (&fixture, OTHER_CAPS);
  fixture_clear (&fixture);
}

GST_END_TEST;

static Suite *
leakyqueue_suite (void)
{
  Suite *suite = suite_create ("leakyqueue");
  TCase *order = tcase_create ("order");

  suite_add_tcase (suite, order);
  tcase_add_loop_test (order, test_events_stay_in_order, 0,
      G_N_ELEMENTS (types));
  tcase_add_test (order, test_first_of_many_stays);
  tcase_add_test (order, test_other_caps);
  return suite;
}

GST_CHECK_MAIN (leakyqueue);
