/* sipuabin as an element: properties, pads, states; no server needed
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/base/gstbasesink.h>
#include <gst/check/gstcheck.h>

/* Nobody listens there: port 1 is never ours. */
#define DEAD_SERVER "ws://127.0.0.1:1"
/* More than the farewell may take, less than any SIP timer. */
#define BOUND (3 * G_TIME_SPAN_SECOND)

/* Valgrind takes its time. */
static gint64
get_bound (void)
{
  const gchar *slowness = g_getenv ("CK_TIMEOUT_MULTIPLIER");

  return BOUND * (slowness != NULL ? atoi (slowness) : 1);
}

static GstElement *
make_phone (void)
{
  GstElement *ua = gst_element_factory_make ("sipuabin", "ua");

  fail_unless (ua != NULL);
  g_object_set (ua, "uri", "sip:alice@example.test", "password", "secret",
      "ws-servers", DEAD_SERVER, "stun-servers", "", "log-builtin-enabled",
      FALSE, NULL);
  return ua;
}

static GstElement *
make_pipeline (const gchar *description)
{
  g_autofree gchar *full =
      g_strdup_printf ("sipuabin name=ua uri=sip:alice@example.test "
                       "password=secret ws-servers=" DEAD_SERVER
                       " stun-servers=\"\" log-builtin-enabled=false %s",
          description);
  g_autoptr (GError) error = NULL;
  GstElement *phone = gst_parse_bin_from_description (full, FALSE, &error);
  GstElement *pipeline = gst_pipeline_new (NULL);

  g_assert_no_error (error);
  gst_bin_add (GST_BIN (pipeline), phone);
  return pipeline;
}

static void
stop (GstElement *element)
{
  gint64 start = g_get_monotonic_time ();

  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless (g_get_monotonic_time () - start < get_bound ());
}

/* (transfer full) the text of the one error on the bus */
static gchar *
wait_for_error (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message =
      gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND, GST_MESSAGE_ERROR);
  g_autoptr (GError) error = NULL;

  fail_unless (message != NULL, "no error came");
  gst_message_parse_error (message, &error, NULL);
  return g_strdup (error->message);
}

GST_START_TEST (test_is_live)
{
  GstElement *ua = make_phone ();

  fail_unless_equals_int (gst_element_set_state (ua, GST_STATE_PAUSED),
      GST_STATE_CHANGE_NO_PREROLL);
  fail_unless_equals_int (gst_element_set_state (ua, GST_STATE_PLAYING),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (gst_element_set_state (ua, GST_STATE_PAUSED),
      GST_STATE_CHANGE_NO_PREROLL);
  stop (ua);
  gst_object_unref (ua);
}
GST_END_TEST;

/* Nothing was said to anybody, so there is no farewell to wait for. */
GST_START_TEST (test_paused_only)
{
  GstElement *ua = make_phone ();
  gint64 start;

  fail_unless_equals_int (gst_element_set_state (ua, GST_STATE_PAUSED),
      GST_STATE_CHANGE_NO_PREROLL);
  start = g_get_monotonic_time ();
  stop (ua);
  fail_unless (g_get_monotonic_time () - start < G_TIME_SPAN_SECOND);
  gst_object_unref (ua);
}
GST_END_TEST;

/* Each of these leaves the pipeline usable: set right, it runs. */
static const struct
{
  const gchar *property, *value, *error;
} bad_settings[] = {
    {"uri",              "sip:",                   "uri"             },
    {"uri",              "http://alice",           "uri"             },
    {"ws-servers",       "http://example.test",    "ws-servers"      },
    {"ws-servers",       "[{\"weight\":1}]",       "ws-servers"      },
    {"registrar-server", "sip:bob@example.test",   "registrar-server"},
    {"audio-codecs",     "opus,mp3",               "audio-codecs"    },
    {"video-codecs",     "mpeg2",                  "'mpeg2'"         },
    {"target",           "sip:a b@c",              "target"          },
    {"tls-ca-file",      "no-such.pem",            "no-such.pem"     },
    {"turn-servers",     "turn://",                "turn-servers"    },
    {"stun-servers",     "http://example.test",    "stun-servers"    },
    {"instance-id",      "not-a-uuid",             "instance-id"     },
    {"audio-codecs",     "opus,\xff",              "audio-codecs"    },
    {"uri",              "sip:\xff@example.test ", "uri"             },
    {"tls-ca-file",      "no-such-\xff.pem",       "no-such-"        },
};

GST_START_TEST (test_bad_setting)
{
  GstElement *ua = make_phone ();
  GstElement *pipeline = gst_pipeline_new (NULL);
  g_autofree gchar *text = NULL;
  GValue good = G_VALUE_INIT;

  g_value_init (&good, G_TYPE_STRING);
  if (g_strcmp0 (bad_settings[__i__].property, "turn-servers") != 0)
    g_object_get_property (G_OBJECT (ua), bad_settings[__i__].property, &good);
  gst_bin_add (GST_BIN (pipeline), ua);
  g_object_set (ua, bad_settings[__i__].property, bad_settings[__i__].value,
      NULL);

  fail_unless_equals_int (gst_element_set_state (pipeline, GST_STATE_PLAYING),
      GST_STATE_CHANGE_FAILURE);
  text = wait_for_error (pipeline);
  fail_unless (strstr (text, bad_settings[__i__].error) != NULL,
      "'%s' does not name '%s'", text, bad_settings[__i__].error);
  fail_unless (g_utf8_validate (text, -1, NULL));

  stop (pipeline);
  g_object_set_property (G_OBJECT (ua), bad_settings[__i__].property, &good);
  fail_if (gst_element_set_state (pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE);
  stop (pipeline);
  g_value_unset (&good);
  gst_object_unref (pipeline);
}
GST_END_TEST;

GST_START_TEST (test_needs_a_server)
{
  GstElement *ua = make_phone ();
  g_autofree gchar *text = NULL;
  GstElement *pipeline = gst_pipeline_new (NULL);

  g_object_set (ua, "ws-servers", NULL, NULL);
  gst_bin_add (GST_BIN (pipeline), ua);
  fail_unless_equals_int (gst_element_set_state (pipeline, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  text = wait_for_error (pipeline);
  fail_unless (strstr (text, "ws-servers") != NULL, "got '%s'", text);
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* (transfer full) the text of the next warning that is not of the server, which
 * is not there */
static gchar *
wait_for_refusal (GstBus *bus)
{
  for (;;) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND, GST_MESSAGE_WARNING);
    g_autoptr (GError) error = NULL;

    fail_unless (message != NULL, "no warning came");
    gst_message_parse_warning (message, &error, NULL);
    if (strstr (error->message, DEAD_SERVER) == NULL)
      return g_strdup (error->message);
  }
}

/* Each is refused while it runs, in words that say which and why. */
static const struct
{
  const gchar *property, *value, *problem;
} refused_changes[] = {
    {"uri",               "sip:bob@example.test",                 "NULL or READY state only"},
    {"ws-servers",        "ws://b",                               "NULL or READY state only"},
    {"instance-id",       "8f1fa16a-1165-4a96-8341-785b1ef24f12",
     "NULL or READY state only"                                                             },
    {"display-name",      "Alice\r\nX-Injected: yes",             "more than one line"      },
    {"display-name",      "Alice \xff",                           "not UTF-8"               },
    {"stun-servers",      "http://example.test",                  "'http://example.test'"   },
    {"turn-servers",      "turn:example.test",                    "turn:example.test"       },
    {"audio-codecs",      "mp3",                                  "'mp3'"                   },
    {"authorization-ha1", "1234",                                 "not a hash"              },
};

GST_START_TEST (test_change_is_refused_while_running)
{
  GstElement *ua = make_phone ();
  GstElement *pipeline = gst_pipeline_new (NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  const gchar *property = refused_changes[__i__].property;
  GParamSpec *pspec =
      g_object_class_find_property (G_OBJECT_GET_CLASS (ua), property);
  g_autofree gchar *before = NULL, *after = NULL, *text = NULL;

  gst_bin_add (GST_BIN (pipeline), ua);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  if (pspec->flags & G_PARAM_READABLE)
    g_object_get (ua, property, &before, NULL);
  g_object_set (ua, property, refused_changes[__i__].value, NULL);
  text = wait_for_refusal (bus);
  fail_unless (g_str_has_prefix (text, property), "got '%s'", text);
  fail_unless (strstr (text, refused_changes[__i__].problem) != NULL,
      "got '%s'", text);
  if (pspec->flags & G_PARAM_READABLE)
    g_object_get (ua, property, &after, NULL);
  fail_unless_equals_string (after, before);
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* The flags say which settings these are. */
GST_START_TEST (test_settings_are_fixed_by_their_flags)
{
  GstElement *ua = make_phone ();
  guint n, n_fixed = 0;
  g_autofree GParamSpec **pspecs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (ua), &n);
  GstElement *pipeline = gst_pipeline_new (NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  gst_bin_add (GST_BIN (pipeline), ua);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *text = NULL;

    if (pspecs[i]->owner_type != G_OBJECT_TYPE (ua) ||
        !(pspecs[i]->flags & GST_PARAM_MUTABLE_READY))
      continue;
    n_fixed++;
    g_object_set_property (G_OBJECT (ua), pspecs[i]->name,
        g_param_spec_get_default_value (pspecs[i]));
    text = wait_for_refusal (bus);
    fail_unless (g_str_has_prefix (text, pspecs[i]->name), "got '%s'", text);
  }
  fail_unless (n_fixed > 10);
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer count)
{
  ++*(guint *) count;
}

GST_START_TEST (test_one_notify_for_one_change)
{
  GstElement *ua = make_phone ();
  guint count = 0;

  g_signal_connect (ua, "notify::display-name", G_CALLBACK (count_notify),
      &count);
  g_object_set (ua, "display-name", "Alice", NULL);
  fail_unless_equals_int (count, 1);
  gst_object_unref (ua);
}
GST_END_TEST;

/* A server that is not there is no error: it may come back. It is said once. */
GST_START_TEST (test_dead_server_is_a_warning)
{
  GstElement *pipeline = make_pipeline ("");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND,
      GST_MESSAGE_ERROR | GST_MESSAGE_WARNING);
  fail_unless (message != NULL);
  fail_unless_equals_int (GST_MESSAGE_TYPE (message), GST_MESSAGE_WARNING);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless (strstr (error->message, "127.0.0.1:1") != NULL, "got '%s'",
      error->message);
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* What is sent to a phone without a call is dropped, in every form. */
static const gchar *const inputs[] = {
    "audiotestsrc is-live=true num-buffers=20 ! ua.audio_sink_0",
    "audiotestsrc is-live=true num-buffers=20 ! mulawenc ! ua.audio_sink_3",
    "audiotestsrc is-live=true num-buffers=20 ! alawenc ! rtppcmapay ! "
    "ua.audio_sink_0",
    "videotestsrc is-live=true num-buffers=20 ! ua.video_sink_0",
    "videotestsrc is-live=true num-buffers=20 ! vp8enc deadline=1 ! ua.",
    "audiotestsrc is-live=true num-buffers=20 ! ua. "
    "videotestsrc is-live=true num-buffers=20 ! ua.",
    "videotestsrc is-live=true num-buffers=20 ! ua. "
    "audiotestsrc is-live=true num-buffers=20 ! ua. "
    "audiotestsrc is-live=true num-buffers=20 ! ua.",
};

static GstPadProbeReturn
on_eos (GstPad *pad, GstPadProbeInfo *info, gpointer count)
{
  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) == GST_EVENT_EOS)
    g_atomic_int_inc ((gint *) count);
  return GST_PAD_PROBE_OK;
}

static void
watch_sink_pad (GstElement *ua, GstPad *pad, gpointer count)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_eos, count,
      NULL);
}

static gboolean
watch_each_sink_pad (GstElement *ua, GstPad *pad, gpointer count)
{
  watch_sink_pad (ua, pad, count);
  return TRUE;
}

GST_START_TEST (test_input_without_call)
{
  GstElement *pipeline = make_pipeline (inputs[__i__]);
  g_autoptr (GstElement) ua = gst_bin_get_by_name (GST_BIN (pipeline), "ua");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  gint ended = 0;

  gst_element_foreach_sink_pad (ua, watch_each_sink_pad, &ended);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while (g_atomic_int_get (&ended) < ua->numsinkpads) {
    g_autoptr (GstMessage) message =
        gst_bus_timed_pop_filtered (bus, 20 * GST_MSECOND, GST_MESSAGE_ERROR);

    fail_if (message != NULL);
  }
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

GST_START_TEST (test_pads_come_and_go)
{
  GstElement *ua = make_phone ();
  GstPad *one, *two, *three;

  one = gst_element_request_pad_simple (ua, "audio_sink_%u");
  two = gst_element_request_pad_simple (ua, "audio_sink_%u");
  fail_unless_equals_string (GST_PAD_NAME (one), "audio_sink_0");
  fail_unless_equals_string (GST_PAD_NAME (two), "audio_sink_1");
  gst_element_set_state (ua, GST_STATE_PLAYING);
  three = gst_element_request_pad_simple (ua, "video_sink_7");
  fail_unless_equals_string (GST_PAD_NAME (three), "video_sink_7");

  gst_element_release_request_pad (ua, one);
  gst_object_unref (one);
  one = gst_element_request_pad_simple (ua, "audio_sink_%u");
  fail_unless_equals_string (GST_PAD_NAME (one), "audio_sink_0");
  stop (ua);
  gst_object_unref (one);
  gst_object_unref (two);
  gst_object_unref (three);
  gst_object_unref (ua);
}
GST_END_TEST;

/* Encoders and payloaders are linked without a word of caps or pads. */
static const struct
{
  const gchar *description; /* up to the element */
  const gchar *pad;
  const gchar *caps;
} encoded[] = {
    {"audiotestsrc is-live=true ! mulawenc",                              "audio_sink_0", "audio/x-mulaw"    },
    {"audiotestsrc is-live=true ! alawenc",                               "audio_sink_0", "audio/x-alaw"     },
    {"audiotestsrc is-live=true ! avenc_g722",                            "audio_sink_0", "audio/G722"       },
    {"audiotestsrc is-live=true ! audioresample ! mulawenc ! rtppcmupay",
     "audio_sink_0",                                                                      "application/x-rtp"},
    {"videotestsrc is-live=true ! vp8enc deadline=1 ! rtpvp8pay",
     "video_sink_0",                                                                      "application/x-rtp"},
    {"videotestsrc is-live=true ! x264enc tune=zerolatency ! rtph264pay",
     "video_sink_0",                                                                      "application/x-rtp"},
};

GST_START_TEST (test_encoded_is_linked)
{
  g_autofree gchar *line =
      g_strdup_printf ("%s ! ua.", encoded[__i__].description);
  GstElement *pipeline = make_pipeline (line);
  g_autoptr (GstElement) ua = gst_bin_get_by_name (GST_BIN (pipeline), "ua");
  g_autoptr (GstPad) pad = gst_element_get_static_pad (ua, encoded[__i__].pad);
  g_autoptr (GstCaps) caps = NULL;
  gint64 end = g_get_monotonic_time () + get_bound ();

  fail_unless (pad != NULL, "%s is linked to another pad", line);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((caps = gst_pad_get_current_caps (pad)) == NULL &&
      g_get_monotonic_time () < end)
    g_usleep (10000);
  fail_unless (caps != NULL, "%s gives nothing", line);
  fail_unless (gst_structure_has_name (gst_caps_get_structure (caps, 0),
      encoded[__i__].caps));
  if (__i__ < 2) {
    gint rate = 0;

    gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate);
    fail_unless_equals_int (rate, 8000);
  }
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* From whatever state, as often as one likes. */
GST_START_TEST (test_state_cycles)
{
  static const GstState states[] = {GST_STATE_READY, GST_STATE_PAUSED,
      GST_STATE_PLAYING};
  GstElement *pipeline = make_pipeline (
      "audiotestsrc is-live=true ! ua. videotestsrc is-live=true ! ua.");

  for (guint i = 0; i < 30; i++) {
    gst_element_set_state (pipeline, states[i % G_N_ELEMENTS (states)]);
    if (i % 2 == 0)
      stop (pipeline);
  }
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* An application may give up in the very handler that tells it why. */
static void
stop_from_handler (GObject *ua, const gchar *level, const gchar *category,
    const gchar *label, const gchar *content, gpointer done)
{
  if (g_atomic_int_get ((gint *) done))
    return;
  g_atomic_int_set ((gint *) done, 1);
  gst_element_set_state (GST_ELEMENT (ua), GST_STATE_NULL);
}

GST_START_TEST (test_null_from_a_signal_handler)
{
  GstElement *ua = make_phone ();
  gint done = 0;
  gint64 end = g_get_monotonic_time () + get_bound ();

  g_signal_connect (ua, "log", G_CALLBACK (stop_from_handler), &done);
  gst_element_set_state (ua, GST_STATE_PLAYING);
  while (GST_STATE (ua) != GST_STATE_NULL && g_get_monotonic_time () < end)
    g_thread_yield ();
  fail_unless_equals_int (GST_STATE (ua), GST_STATE_NULL);
  gst_object_unref (ua);
}
GST_END_TEST;

GST_START_TEST (test_call_when_not_running)
{
  GstElement *ua = make_phone ();
  GObject *call = NULL;

  g_signal_emit_by_name (ua, "call", "sip:bob@example.test", NULL, &call);
  fail_unless (call == NULL);
  g_signal_emit_by_name (ua, "register");
  g_signal_emit_by_name (ua, "unregister");
  gst_object_unref (ua);
}
GST_END_TEST;

/* What cannot be called is a warning, whatever it is. */
GST_START_TEST (test_call_of_nobody)
{
  static const gchar *const nobodies[] = {NULL, "", "sip:", "tel:123",
      "sip:carol:secret@exa mple", "sip:b\r\nX: y@h"};
  GstElement *ua = make_phone ();
  GstElement *pipeline = gst_pipeline_new (NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  gst_bin_add (GST_BIN (pipeline), ua);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (gsize i = 0; i < G_N_ELEMENTS (nobodies); i++) {
    g_autofree gchar *text = NULL;
    GObject *call = NULL;

    g_signal_emit_by_name (ua, "call", nobodies[i], NULL, &call);
    fail_unless (call == NULL);
    text = wait_for_refusal (bus);
    fail_unless (strstr (text, "cannot call") != NULL, "got '%s'", text);
    fail_unless (strstr (text, "secret") == NULL, "got '%s'", text);
  }
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* A phone whose only source is a call that never came says EOS when asked. */
GST_START_TEST (test_eos_on_request)
{
  GstElement *pipeline = make_pipeline ("audiotestsrc is-live=true ! ua.");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  gst_element_send_event (pipeline, gst_event_new_eos ());
  message = gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND, GST_MESSAGE_EOS);
  fail_unless (message != NULL);
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* What waits for a call that has none of its media, or has not come */
static const gchar *const idle_branches[] = {
    "ua.audio_src_0 ! fakesink sync=true",
    "ua.audio_src_0 ! audioconvert ! fakesink sync=true "
    "ua.video_src_0 ! videoconvert ! fakesink sync=true",
    "ua.audio_src_0 ! queue ! fakesink ua.audio_src_1 ! queue ! fakesink",
    "ua.audio_src_0 ! audio/x-vorbis ! fakesink sync=true",
    "ua.audio_src_0 ! audioconvert ! tee name=t t. ! queue ! fakesink "
    "t. ! queue ! opusenc ! oggmux ! fakesink",
    "ua. ! audioconvert ! autoaudiosink ua. ! videoconvert ! autovideosink",
};

GST_START_TEST (test_idle_branch_holds_up_nothing)
{
  GstElement *pipeline = make_pipeline (idle_branches[__i__]);
  GstState state;

  fail_if (gst_element_set_state (pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE);
  fail_unless_equals_int (gst_element_get_state (pipeline, &state, NULL,
                              5 * GST_SECOND),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (state, GST_STATE_PLAYING);
  fail_unless (gst_bin_recalculate_latency (GST_BIN (pipeline)),
      "no sink is told of the latency");

  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

GST_START_TEST (test_idle_branch_ends)
{
  GstElement *pipeline = make_pipeline (idle_branches[__i__]);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  gst_element_send_event (pipeline, gst_event_new_eos ());
  message = gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND, GST_MESSAGE_EOS);
  fail_unless (message != NULL, "the sinks did not hear the end");
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* A sink that something else feeds prerolls as ever, and what was changed for
 * the time of our running is as it was. */
GST_START_TEST (test_other_sinks_are_left_alone)
{
  GstElement *pipeline =
      make_pipeline ("videotestsrc is-live=true ! tee name=t t. ! queue ! ua. "
                     "t. ! queue ! fakesink name=self-view "
                     "ua.video_src_0 ! fakesink name=waiting");
  g_autoptr (GstElement) other =
      gst_bin_get_by_name (GST_BIN (pipeline), "self-view");
  g_autoptr (GstElement) ours =
      gst_bin_get_by_name (GST_BIN (pipeline), "waiting");

  gst_element_set_state (pipeline, GST_STATE_READY);
  fail_unless (gst_base_sink_is_async_enabled (GST_BASE_SINK (other)));
  fail_if (gst_base_sink_is_async_enabled (GST_BASE_SINK (ours)));
  stop (pipeline);
  fail_unless (gst_base_sink_is_async_enabled (GST_BASE_SINK (ours)));
  gst_object_unref (pipeline);
}
GST_END_TEST;

/* Whatever the order: what autovideosink chooses when it goes to READY, which
 * may be after us. */
GST_START_TEST (test_sinks_chosen_late)
{
  GstElement *pipeline = make_pipeline (
      "ua.video_src_0 ! autovideosink name=ours videotestsrc is-live=true ! "
      "autovideosink name=other");
  g_autoptr (GstElement) ua = gst_bin_get_by_name (GST_BIN (pipeline), "ua");
  const gchar *const names[] = {"ours", "other"};

  gst_element_set_state (ua, GST_STATE_READY);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GstElement) chooser =
        gst_bin_get_by_name (GST_BIN (pipeline), names[i]);
    GstElement *sink;

    gst_element_set_state (chooser, GST_STATE_READY);
    sink = GST_BIN (chooser)->children->data;
    fail_unless_equals_int (gst_base_sink_is_async_enabled (
                                GST_BASE_SINK (sink)),
        i == 1);
  }
  stop (pipeline);
  gst_object_unref (pipeline);
}
GST_END_TEST;

static Suite *
sipuabin_suite (void)
{
  Suite *suite = suite_create ("sipuabin");
  TCase *settings = tcase_create ("settings");
  TCase *pads = tcase_create ("pads");
  TCase *states = tcase_create ("states");
  TCase *sinks = tcase_create ("sinks");

  suite_add_tcase (suite, settings);
  tcase_add_loop_test (settings, test_bad_setting, 0,
      G_N_ELEMENTS (bad_settings));
  tcase_add_test (settings, test_needs_a_server);
  tcase_add_loop_test (settings, test_change_is_refused_while_running, 0,
      G_N_ELEMENTS (refused_changes));
  tcase_add_test (settings, test_settings_are_fixed_by_their_flags);
  tcase_add_test (settings, test_one_notify_for_one_change);

  suite_add_tcase (suite, pads);
  tcase_add_loop_test (pads, test_input_without_call, 0, G_N_ELEMENTS (inputs));
  tcase_add_test (pads, test_pads_come_and_go);
  tcase_add_loop_test (pads, test_encoded_is_linked, 0, G_N_ELEMENTS (encoded));

  suite_add_tcase (suite, states);
  tcase_add_test (states, test_is_live);
  tcase_add_test (states, test_paused_only);
  tcase_add_test (states, test_dead_server_is_a_warning);
  tcase_add_test (states, test_state_cycles);
  tcase_add_test (states, test_null_from_a_signal_handler);
  tcase_add_test (states, test_call_when_not_running);
  tcase_add_test (states, test_call_of_nobody);
  tcase_add_test (states, test_eos_on_request);

  suite_add_tcase (suite, sinks);
  tcase_add_loop_test (sinks, test_idle_branch_holds_up_nothing, 0,
      G_N_ELEMENTS (idle_branches));
  tcase_add_loop_test (sinks, test_idle_branch_ends, 0,
      G_N_ELEMENTS (idle_branches));
  tcase_add_test (sinks, test_other_sinks_are_left_alone);
  tcase_add_test (sinks, test_sinks_chosen_late);
  return suite;
}

GST_CHECK_MAIN (sipuabin);
