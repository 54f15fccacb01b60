/* Answers every call with a tone, and says who called and for how long
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * usage: answer URI PASSWORD WS_SERVER
 */
#include <gst/sip/sip.h>

static const gchar *description =
    "sipuabin name=ua "
    "audiotestsrc is-live=true freq=440 volume=0.3 ! ua. "
    "ua.audio_src_0 ! audioconvert ! audioresample ! autoaudiosink";

static void
on_ended (GstSipCall *call, guint status, const gchar *reason, gpointer data)
{
  g_autofree gchar *remote = NULL;
  GstClockTime duration;

  g_object_get (call, "remote-uri", &remote, "duration", &duration, NULL);
  g_print ("call with %s ended after %" G_GUINT64_FORMAT " s: %u %s\n", remote,
      duration / GST_SECOND, status, reason);
}

/* In the thread of the user agent: quick, or not here. */
static void
on_incoming_call (GstElement *ua, GstSipCall *call, gpointer user_data)
{
  g_autofree gchar *remote = NULL;

  g_object_get (call, "remote-uri", &remote, NULL);
  g_print ("call from %s\n", remote);
  g_signal_connect (call, "ended", G_CALLBACK (on_ended), NULL);
  gst_sip_call_answer (call, NULL);
}

static gboolean
on_message (GstBus *bus, GstMessage *message, gpointer loop)
{
  g_autoptr (GError) error = NULL;

  switch (GST_MESSAGE_TYPE (message)) {
    case GST_MESSAGE_ERROR:
      gst_message_parse_error (message, &error, NULL);
      g_printerr ("%s\n", error->message);
      g_main_loop_quit (loop);
      break;
    case GST_MESSAGE_EOS:
      g_main_loop_quit (loop);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (GstElement) pipeline = NULL, ua = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GError) error = NULL;

  gst_init (&argc, &argv);
  if (argc != 4) {
    g_printerr ("usage: %s URI PASSWORD WS_SERVER\n", argv[0]);
    return 2;
  }

  pipeline = gst_parse_launch (description, &error);
  if (pipeline == NULL) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  loop = g_main_loop_new (NULL, FALSE);
  bus = gst_element_get_bus (pipeline);
  gst_bus_add_watch (bus, on_message, loop);

  ua = gst_bin_get_by_name (GST_BIN (pipeline), "ua");
  g_object_set (ua, "uri", argv[1], "password", argv[2], "ws-servers", argv[3],
      NULL);
  g_signal_connect (ua, "incoming-call", G_CALLBACK (on_incoming_call), NULL);

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  g_main_loop_run (loop);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_bus_remove_watch (bus);
  return 0;
}
