/* A queue that loses the oldest of what waits, and nothing else
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/stream/gstsipleakyqueue.h"

/* Those whose order GStreamer insists on. */
static gboolean
has_a_place (GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_CAPS:
    case GST_EVENT_SEGMENT:
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
has_event (GstPad *pad, GstEventType type)
{
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, type, 0);

  return event != NULL;
}

/* The queue stores at its source pad the sticky events that it leaks, and its
 * thread may have an earlier one in hand which is not stored yet: "got 'caps'
 * before 'stream-start'" (1.22 to 1.28). So the first ones are stored as they
 * come in, where their order is certain. No buffer is in front of them; later
 * ones of their types take their places, wherever they come from. */
static GstPadProbeReturn
on_event (GstPad *sink, GstPadProbeInfo *info, gpointer unused)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  g_autoptr (GstElement) queue = gst_pad_get_parent_element (sink);
  g_autoptr (GstPad) src = NULL;

  if (queue == NULL || !has_a_place (event))
    return GST_PAD_PROBE_OK;

  src = gst_element_get_static_pad (queue, "src");
  if (!has_event (src, GST_EVENT_TYPE (event)))
    gst_pad_store_sticky_event (src, event);
  return GST_PAD_PROBE_OK;
}

GstElement *
gst_sip_leaky_queue_new (guint max_buffers, GstClockTime max_time)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);
  g_autoptr (GstPad) sink = gst_element_get_static_pad (queue, "sink");

  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "silent", TRUE, "max-size-bytes", 0, "max-size-buffers",
      max_buffers, "max-size-time", max_time, NULL);
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, NULL,
      NULL);
  return queue;
}
