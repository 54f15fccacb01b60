/* Lives of sipuabin that an application ends, or holds up, when it likes
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each of these is one order of events between the application's threads and
 * that of the element. No server is needed. What hangs is ended by the time
 * limit of the test.
 */
#include <gst/check/gstcheck.h>

/* Nobody listens there: port 1 is never ours. */
#define DEAD_SERVER "ws://127.0.0.1:1"
#define LIMIT (20 * G_TIME_SPAN_SECOND)

static GstElement *
make_phone (void)
{
  GstElement *ua = gst_element_factory_make ("sipuabin", "ua");

  fail_unless (ua != NULL);
  g_object_set (ua, "uri", "sip:alice@example.test", "password", "secret",
      "ws-servers", DEAD_SERVER, "stun-servers", "", "log-builtin-enabled",
      FALSE, "log-level", 3, "connection-recovery-min-interval", 1,
      "connection-recovery-max-interval", 1, NULL);
  return ua;
}

/* The thread of an element bears its name. */
static guint
count_ua_threads (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const gchar *id;
  guint n = 0;

  while (tasks != NULL && (id = g_dir_read_name (tasks)) != NULL) {
    g_autofree gchar *path =
        g_build_filename ("/proc/self/task", id, "comm", NULL);
    g_autofree gchar *name = NULL;

    if (g_file_get_contents (path, &name, NULL, NULL) &&
        g_strcmp0 (g_strstrip (name), "sipua") == 0)
      n++;
  }
  return n;
}

static void
wait_for_ua_threads (void)
{
  gint64 end = g_get_monotonic_time () + LIMIT;

  while (count_ua_threads () > 0) {
    fail_unless (g_get_monotonic_time () < end, "the thread does not end");
    g_usleep (10 * G_TIME_SPAN_MILLISECOND);
  }
}

typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean closed; /* whoever comes, waits */
  gboolean waiting; /* somebody does */
} Gate;

static void
gate_pass (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  while (gate->closed) {
    gate->waiting = TRUE;
    g_cond_broadcast (&gate->changed);
    g_cond_wait (&gate->changed, &gate->lock);
  }
  g_mutex_unlock (&gate->lock);
}

static void
gate_close_and_wait (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->closed = TRUE;
  while (!gate->waiting)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
gate_open (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->closed = FALSE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}

static void
on_log_at_gate (GstElement *ua, const gchar *level, const gchar *category,
    const gchar *label, const gchar *content, Gate *gate)
{
  gate_pass (gate);
}

/* A handler takes its time, for longer than NULL waits; by then the element is
 * gone, and what was asked of it is still in the queue. */
GST_START_TEST (test_handler_outlasts_the_element)
{
  GstElement *ua = make_phone ();
  Gate gate = {.closed = FALSE};
  GObject *call = NULL;

  g_signal_connect (ua, "log", G_CALLBACK (on_log_at_gate), &gate);
  gst_element_set_state (ua, GST_STATE_PLAYING);
  gate_close_and_wait (&gate);
  g_signal_emit_by_name (ua, "register");
  g_signal_emit_by_name (ua, "call", "sip:bob@example.test", NULL, &call);
  fail_unless (call != NULL);
  g_object_set (ua, "display-name", "Alice", NULL);
  gst_element_set_state (ua, GST_STATE_NULL);
  gst_object_unref (ua);

  gate_open (&gate);
  wait_for_ua_threads ();
  g_object_unref (call);
}
GST_END_TEST;

typedef struct
{
  GstElement *ua; /* the last reference */
  gint gone; /* atomic */
} Owner;

static gpointer
call_bob (gpointer ua)
{
  GObject *call = NULL;

  g_signal_emit_by_name (ua, "call", "sip:bob@example.test", NULL, &call);
  return call;
}

static void
on_gone (gpointer data, GObject *ua)
{
  g_atomic_int_set ((gint *) data, 1);
}

/* Another thread calls just before a handler lets go of the element. */
static void
on_log_let_go (GstElement *ua, const gchar *level, const gchar *category,
    const gchar *label, const gchar *content, Owner *owner)
{
  g_autoptr (GThread) caller = NULL;
  g_autoptr (GObject) call = NULL;

  if (owner->ua == NULL || strstr (content, "connect") == NULL)
    return;
  owner->ua = NULL;
  caller = g_thread_new ("caller", call_bob, ua);
  call = g_thread_join (g_steal_pointer (&caller));
  gst_element_set_state (ua, GST_STATE_NULL);
  gst_object_unref (ua);
}

GST_START_TEST (test_last_reference_goes_in_a_handler)
{
  Owner owner = {.ua = make_phone ()};
  GstElement *ua = owner.ua;

  g_object_weak_ref (G_OBJECT (ua), on_gone, &owner.gone);
  g_signal_connect (ua, "log", G_CALLBACK (on_log_let_go), &owner);
  gst_element_set_state (ua, GST_STATE_PLAYING);
  wait_for_ua_threads ();
  fail_unless (g_atomic_int_get (&owner.gone));
}
GST_END_TEST;

static void
on_log_set_state (GstElement *ua, const gchar *level, const gchar *category,
    const gchar *label, const gchar *content, gpointer count)
{
  if (g_atomic_int_get ((gint *) count) > 0)
    return;
  gst_element_set_state (ua, GST_STATE_PLAYING);
  g_atomic_int_inc ((gint *) count);
}

static void
on_log_get_state (GstElement *ua, const gchar *level, const gchar *category,
    const gchar *label, const gchar *content, gpointer count)
{
  g_atomic_int_inc ((gint *) count);
  gst_element_get_state (ua, NULL, NULL, GST_CLOCK_TIME_NONE);
}

static void
on_log_sync (GstElement *ua, const gchar *level, const gchar *category,
    const gchar *label, const gchar *content, gpointer count)
{
  g_atomic_int_inc ((gint *) count);
  gst_element_sync_state_with_parent (ua);
}

static const GCallback state_handlers[] = {
    G_CALLBACK (on_log_set_state),
    G_CALLBACK (on_log_get_state),
    G_CALLBACK (on_log_sync),
};

/* Records come at any time, also while the state changes. */
GST_START_TEST (test_state_in_a_log_handler)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *ua = make_phone ();
  gint64 end = g_get_monotonic_time () + LIMIT;
  gint count = 0;

  gst_bin_add (GST_BIN (pipeline), ua);
  g_signal_connect (ua, "log", state_handlers[__i__], &count);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  g_object_set (ua, "display-name", "Alice", "password", "other", NULL);
  fail_unless_equals_int (gst_element_set_state (pipeline, GST_STATE_PLAYING),
      GST_STATE_CHANGE_SUCCESS);
  while (g_atomic_int_get (&count) == 0 && g_get_monotonic_time () < end)
    g_thread_yield ();
  fail_unless (g_atomic_int_get (&count) > 0);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  wait_for_ua_threads ();
}
GST_END_TEST;

static GstPadProbeReturn
on_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer count)
{
  g_atomic_int_inc ((gint *) count);
  return GST_PAD_PROBE_OK;
}

/* PAUSED, with the thread of the source inside and a buffer in its hand */
static GstElement *
make_waiting (const gchar *source, GstElement **ua, GstPad **pad)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *src = gst_parse_launch (source, NULL);
  gint64 end = g_get_monotonic_time () + LIMIT;
  gint count = 0;
  gulong probe;

  *ua = make_phone ();
  gst_bin_add_many (GST_BIN (pipeline), src, *ua, NULL);
  *pad = gst_element_request_pad_simple (*ua, "audio_sink_%u");
  fail_unless (gst_element_link_pads (src, NULL, *ua, GST_PAD_NAME (*pad)));
  probe = gst_pad_add_probe (*pad, GST_PAD_PROBE_TYPE_BUFFER, on_buffer, &count,
      NULL);
  gst_element_set_state (pipeline, GST_STATE_PAUSED);
  while (g_atomic_int_get (&count) == 0) {
    fail_unless (g_get_monotonic_time () < end);
    g_usleep (G_TIME_SPAN_MILLISECOND);
  }
  /* From there to the clock is a matter of microseconds. */
  g_usleep (50 * G_TIME_SPAN_MILLISECOND);
  gst_pad_remove_probe (*pad, probe);
  return pipeline;
}

GST_START_TEST (test_release_a_pad_in_paused)
{
  GstElement *ua;
  GstPad *pad;
  GstElement *pipeline = make_waiting ("audiotestsrc", &ua, &pad);

  gst_element_release_request_pad (ua, pad);
  gst_object_unref (pad);
  fail_unless_equals_int (ua->numsinkpads, 0);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* A picture every hour: nobody waits for the next one. */
GST_START_TEST (test_release_a_pad_while_playing)
{
  GstElement *ua;
  GstPad *pad;
  GstElement *pipeline =
      make_waiting ("audiotestsrc timestamp-offset=3600000000000", &ua, &pad);

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  gst_element_release_request_pad (ua, pad);
  gst_object_unref (pad);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}
GST_END_TEST;

static GstEvent *
make_event (guint i)
{
  switch (i) {
    case 0:
      return gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "x", NULL));
    case 1:
      return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
          gst_structure_new_empty ("x"));
    case 2:
      return gst_event_new_custom (GST_EVENT_CUSTOM_BOTH,
          gst_structure_new_empty ("x"));
    case 3:
      return gst_event_new_gap (0, GST_SECOND);
    default:
      return gst_event_new_eos ();
  }
}

GST_START_TEST (test_send_an_event_in_paused)
{
  GstElement *ua;
  GstPad *pad;
  GstElement *pipeline = make_waiting ("audiotestsrc", &ua, &pad);

  fail_unless (gst_element_send_event (ua, make_event (__i__)));
  fail_unless_equals_int (gst_element_set_state (pipeline, GST_STATE_PLAYING),
      GST_STATE_CHANGE_SUCCESS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pad);
  gst_object_unref (pipeline);
}
GST_END_TEST;

static void
wait_until (gint *count)
{
  gint64 end = g_get_monotonic_time () + LIMIT;

  while (g_atomic_int_get (count) == 0) {
    fail_unless (g_get_monotonic_time () < end, "it does not come");
    g_usleep (G_TIME_SPAN_MILLISECOND);
  }
}

/* In place of what a call has inside: a source to GstBin, with a pad that is
 * taken for as long as the call is paused. */
static GstElement *
add_call (GstElement *ua, GstPad **pad)
{
  GstElement *call = gst_parse_bin_from_description ("fakesink", TRUE, NULL);

  GST_OBJECT_FLAG_SET (call, GST_ELEMENT_FLAG_SOURCE);
  gst_bin_add (GST_BIN (ua), call);
  gst_element_sync_state_with_parent (call);
  *pad = gst_element_get_static_pad (call, "sink");
  return call;
}

/* It comes in by the sink pads, whatever calls do, and holds no lock of them,
 * which each change of the latency wants. */
GST_START_TEST (test_send_an_event_with_a_call_in_paused)
{
  GstElement *ua = make_phone ();
  GstPad *pad = gst_element_request_pad_simple (ua, "audio_sink_%u");
  g_autoptr (GstPad) taken = NULL;
  GstElement *call;
  gint count = 0;

  gst_element_set_state (ua, GST_STATE_PAUSED);
  call = add_call (ua, &taken);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_buffer,
      &count, NULL);
  GST_PAD_STREAM_LOCK (taken);
  fail_unless (gst_element_send_event (ua, make_event (__i__)));
  wait_until (&count);
  gst_element_send_event (call, gst_event_new_latency (0));
  GST_PAD_STREAM_UNLOCK (taken);
  gst_element_set_state (ua, GST_STATE_NULL);
  gst_object_unref (pad);
  gst_object_unref (ua);
}
GST_END_TEST;

/* As when another thread asks for a pad in the middle. */
static void
request_another (GstBin *ua, GstBin *bin, GstElement *input, gpointer pad)
{
  g_signal_handlers_disconnect_by_func (ua, request_another, pad);
  *(GstPad **) pad =
      gst_element_request_pad_simple (GST_ELEMENT (ua), "audio_sink_%u");
}

GST_START_TEST (test_two_ask_for_a_name)
{
  GstElement *ua = make_phone ();
  GstPad *pad, *other = NULL;

  g_signal_connect (ua, "deep-element-added", G_CALLBACK (request_another),
      &other);
  pad = gst_element_request_pad_simple (ua, "audio_sink_%u");
  fail_unless (pad != NULL && other != NULL);
  fail_unless_equals_string (GST_PAD_NAME (pad), "audio_sink_0");
  fail_unless_equals_string (GST_PAD_NAME (other), "audio_sink_1");
  gst_object_unref (pad);
  gst_object_unref (other);
  gst_object_unref (ua);
}
GST_END_TEST;

/* The second is refused in words, and the first goes on. */
GST_START_TEST (test_one_name_twice)
{
  GstElement *ua = make_phone ();
  GstBus *bus = gst_bus_new ();
  GstPad *pad = gst_element_request_pad_simple (ua, "audio_sink_%u");
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_element_set_bus (ua, bus);
  fail_unless_equals_string (GST_PAD_NAME (pad), "audio_sink_0");
  /* GStreamer 1.22 says that it does not know what will happen. */
  ASSERT_CRITICAL (fail_unless (
      gst_element_request_pad_simple (ua, "audio_sink_0") == NULL));
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING);
  fail_unless (message != NULL);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless (strstr (error->message, "audio_sink_0") != NULL, "got '%s'",
      error->message);
  fail_unless_equals_int (ua->numsinkpads, 1);
  gst_element_release_request_pad (ua, pad);
  gst_object_unref (pad);
  gst_element_set_bus (ua, NULL);
  gst_object_unref (bus);
  gst_object_unref (ua);
}
GST_END_TEST;

static Suite *
lives_suite (void)
{
  Suite *suite = suite_create ("lives");
  TCase *engine = tcase_create ("engine");
  TCase *pads = tcase_create ("pads");

  suite_add_tcase (suite, engine);
  tcase_add_test (engine, test_handler_outlasts_the_element);
  tcase_add_test (engine, test_last_reference_goes_in_a_handler);
  tcase_add_loop_test (engine, test_state_in_a_log_handler, 0,
      G_N_ELEMENTS (state_handlers));

  suite_add_tcase (suite, pads);
  tcase_add_test (pads, test_release_a_pad_in_paused);
  tcase_add_test (pads, test_release_a_pad_while_playing);
  tcase_add_loop_test (pads, test_send_an_event_in_paused, 0, 5);
  /* All but EOS, which does not come in. */
  tcase_add_loop_test (pads, test_send_an_event_with_a_call_in_paused, 0, 4);
  tcase_add_test (pads, test_two_ask_for_a_name);
  tcase_add_test (pads, test_one_name_twice);
  return suite;
}

GST_CHECK_MAIN (lives);
