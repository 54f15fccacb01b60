/* The media of one call: the end
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Setting webrtcbin to NULL holds its state lock and joins its streaming
 * threads. One of those may be waiting in a sink that waits for the pipeline to
 * play, while the pipeline holds its own state lock and waits for that of
 * webrtcbin: GStreamer hands out latency, and all events, so. Therefore first
 * the threads leave the application's elements, without a lock held; then the
 * call's bin leaves the pipeline; and only then is it stopped, webrtcbin first:
 * a payloader that goes before it may wait for ever. All this is done in a
 * thread of GStreamer's pool.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <nice/agent.h>

#include "ext/sipua/stream/gstsipoutput.h"

/* How often is looked whether the threads are out. */
#define THREADS_INTERVAL (5 * G_TIME_SPAN_MILLISECOND)
/* So many times a thread is held by what does not play, and it is flushed. */
#define HELD_LIMIT 10
/* webrtcbin takes some 10 ms for a description; a certificate takes it 150. */
#define ANSWERS_LIMIT (3 * G_TIME_SPAN_SECOND)

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

static gboolean
are_idle (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (line->output != NULL &&
        !gst_sip_output_is_idle (GST_SIP_OUTPUT (line->output)))
      return FALSE;
  }

  return TRUE;
}

/* A sink that is paused holds the thread that feeds it for ever, and it may be
 * paused at any moment, before sipuabin is, or for itself alone. Flushing lets
 * go of it, and the sink is ready for the next call once that thread is out;
 * but one that plays lets go by itself and would lose its state, and the
 * pipeline with it its time. Nothing follows: the outputs are shut. The flush
 * stops when the threads are out, which would push behind it what they have in
 * hand, without a segment.
 *
 * A pipeline on its way to NULL stops its sinks first, and they let go by
 * themselves: they get the time for that. A queue (up to 1.28) that gets a whole
 * flush between the two halves of its stop runs again, and the pipeline waits
 * for it for ever. */
static void
leave_sinks (GstSipWebrtc *self)
{
  guint n_held = 0;

  if (is_playing (self) && self->settings.eos_at_end)
    push_to_all (self, gst_event_new_eos ());

  while (!are_idle (self)) {
    if (n_held < HELD_LIMIT && !is_playing (self) && ++n_held == HELD_LIMIT)
      push_to_all (self, gst_event_new_flush_start ());
    g_usleep (THREADS_INTERVAL);
  }

  if (n_held == HELD_LIMIT)
    push_to_all (self, gst_event_new_flush_stop (FALSE));
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
 * down, from meeting that of webrtcbin, which would start all over. */
static void
lock_states (GstSipWebrtc *self)
{
  gst_element_set_locked_state (self->bin, TRUE);
  gst_element_set_locked_state (self->webrtcbin, TRUE);
}

/* webrtcbin is taken out of the bin as somebody may still have a reference to
 * that. */
static void
take_down_bin (GstSipWebrtc *self)
{
  gst_element_set_state (self->webrtcbin, GST_STATE_NULL);
  gst_element_set_state (self->bin, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (self->bin), self->webrtcbin);
}

/* Relays. libnice gives them back when it is told to only, and webrtcbin does
 * not tell it (1.22, libnice 0.1.21): they would stay with the server for ten
 * minutes, and count against quotas. */

#define RELEASE_TIMEOUT 1000 /* ms, for servers that do not answer any more */
#define RELEASE_FIRST_TIMEOUT 150
#define RELEASE_RETRANSMISSIONS 2

static void
on_released (GObject *agent, GAsyncResult *result, gpointer done)
{
  *(gboolean *) done = TRUE;
}

static gboolean
on_late (gpointer late)
{
  *(gboolean *) late = TRUE;
  return G_SOURCE_REMOVE;
}

/* libnice answers in the context that is the thread's default. */
static void
close_agent (NiceAgent *agent)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new (RELEASE_TIMEOUT);
  gboolean done = FALSE, late = FALSE;

  g_source_set_callback (timeout, on_late, &late, NULL);
  g_source_attach (timeout, context);
  g_main_context_push_thread_default (context);
  nice_agent_close_async (agent, on_released, &done);
  while (!done && !late)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_source_destroy (timeout);
}

static void
release_relays (GstSipWebrtc *self)
{
  g_autoptr (GObject) ice = NULL;
  g_autoptr (GObject) agent = NULL;

  if (self->turn_servers == NULL || self->turn_servers[0] == NULL)
    return;

  g_object_get (self->webrtcbin, "ice-agent", &ice, NULL);
  if (ice != NULL)
    g_object_get (ice, "agent", &agent, NULL);
  if (agent == NULL)
    return;

  g_object_set (agent, "stun-initial-timeout", RELEASE_FIRST_TIMEOUT,
      "stun-max-retransmissions", RELEASE_RETRANSMISSIONS, NULL);
  close_agent (NICE_AGENT (agent));
}

/* webrtcbin and its bins that send and receive listen to transports that may
 * live longer, and ICE has a thread of its own. A change of state after the stop
 * makes the bin that receives block its pad once more, with a reference to itself
 * that keeps it and its sockets for good; one after they are freed crashes (1.22,
 * and nothing in newer ones mends it; mediatransports.c). */
static void
deafen (GstSipWebrtc *self, gpointer listener)
{
  for (guint i = 0; i < self->lines->len; i++) {
    const GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);
    g_autoptr (GstWebRTCDTLSTransport) dtls =
        gst_sip_webrtc_line_get_dtls (line);
    g_autoptr (GstWebRTCICETransport) ice = gst_sip_webrtc_line_get_ice (line);

    if (dtls != NULL)
      g_signal_handlers_disconnect_by_data (dtls, listener);
    if (ice != NULL)
      g_signal_handlers_disconnect_by_data (ice, listener);
  }
}

static void
deafen_bin (GstSipWebrtc *self, GstElement *element)
{
  g_autoptr (GstObject) bin = gst_object_get_parent (GST_OBJECT (element));

  if (bin != NULL)
    deafen (self, bin);
}

static void
deafen_all (GstSipWebrtc *self)
{
  deafen (self, self->webrtcbin);
  gst_sip_webrtc_for_each_element (self, "nicesrc", deafen_bin);
  gst_sip_webrtc_for_each_element (self, "nicesink", deafen_bin);
}

static void
end_bin (GstSipWebrtc *self)
{
  lock_states (self);
  leave_sinks (self);
  report_pads (self);
  gst_bin_remove (self->place, self->bin);
  /* What webrtcbin makes while it goes down, it leaves behind (1.22): the ICE
   * streams of a description that it is being told. */
  gst_sip_webrtc_await_answers (self, ANSWERS_LIMIT);
  release_relays (self);
  deafen_all (self);
  take_down_bin (self);
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
