/* The media of one call: the end
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Setting webrtcbin to NULL joins its streaming threads, which may be waiting
 * in a sink of the application. So this is done in a thread of GStreamer's
 * pool, and webrtcbin first: a payloader that goes before it may wait for ever.
 */
#include "ext/sipua/gstsipwebrtc-private.h"

/* event: (transfer full) */
static void
push_to_all (GstSipWebrtc *self, GstEvent *event)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (line->received != NULL)
      gst_pad_push_event (line->received, gst_event_ref (event));
  }
  gst_event_unref (event);
}

static gboolean
is_playing (GstSipWebrtc *self)
{
  return GST_STATE (self->place) == GST_STATE_PLAYING &&
      GST_STATE_TARGET (self->place) == GST_STATE_PLAYING;
}

/* A sink that is paused holds the thread that feeds it for ever. Flushing lets
 * go of it, and the sink is ready for the next call once that thread is out;
 * but one that plays would lose its state, and the pipeline with it its time.
 * Nothing follows: the outputs are shut. */
static void
end_pads (GstSipWebrtc *self)
{
  if (!is_playing (self)) {
    push_to_all (self, gst_event_new_flush_start ());
    push_to_all (self, gst_event_new_flush_stop (FALSE));
  } else if (self->settings.eos_at_end) {
    push_to_all (self, gst_event_new_eos ());
  }
}

static void
report_pads (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (line->received != NULL)
      self->user->pad_gone (self->user_data, self, line->received);
  }
}

/* The locks keep the state changes of sipuabin, and of the bin on its own way
 * down, from meeting that of webrtcbin, which would start all over. It is taken
 * out of the bin as somebody may still have a reference to that. */
static void
take_down_bin (GstSipWebrtc *self)
{
  gst_element_set_locked_state (self->bin, TRUE);
  gst_element_set_locked_state (self->webrtcbin, TRUE);
  gst_element_set_state (self->webrtcbin, GST_STATE_NULL);
  gst_element_set_state (self->bin, GST_STATE_NULL);
}

static void
end_bin (GstSipWebrtc *self)
{
  end_pads (self);
  take_down_bin (self);
  report_pads (self);
  gst_bin_remove (self->place, self->bin);
  gst_bin_remove (GST_BIN (self->bin), self->webrtcbin);
}

static void
tear_down (GstElement *element, gpointer data)
{
  GstSipWebrtc *self = data;

  if (self->bin != NULL)
    end_bin (self);

  g_ptr_array_set_size (self->lines, 0);
  self->webrtcbin = NULL;
  gst_clear_object (&self->bin);
  self->user->finished (self->user_data, self);
}

/* In the name of sipuabin: the pool keeps a reference to the element, and the
 * call's bin is to be gone when "finished" is told. */
void
gst_sip_webrtc_tear_down (GstSipWebrtc *self)
{
  gst_element_call_async (GST_ELEMENT (self->place), tear_down,
      gst_object_ref (self), gst_object_unref);
}
