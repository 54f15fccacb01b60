/* The media of one call: what comes in, and what of it the call takes
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The first offer or answer names the codecs, and webrtcbin cannot change them
 * later. A call that comes before the source has told what it gives, as one that
 * is made as soon as the pipeline runs, waits for that.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

static GstPad *
get_pad (GstSipWebrtc *self, guint i)
{
  return gst_element_get_static_pad (g_ptr_array_index (self->inputs, i),
      "sink");
}

static gboolean
are_settled (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->inputs->len; i++)
    if (!gst_sip_input_is_settled (g_ptr_array_index (self->inputs, i)))
      return FALSE;

  return TRUE;
}

static void
go_on (GstSipWebrtc *self)
{
  GstSipWebrtcFunc then = self->settling.then;

  gst_sip_webrtc_stop_settling (self);
  then (self, NULL);
}

static void
check (GstSipWebrtc *self, gpointer unused)
{
  if (self->settling.then != NULL && are_settled (self))
    go_on (self);
}

void
gst_sip_webrtc_settle_inputs (GstSipWebrtc *self, GstSipWebrtcFunc then)
{
  GstSipWebrtcSettling *settling = &self->settling;

  if (are_settled (self)) {
    then (self, NULL);
    return;
  }

  settling->then = then;
  settling->handlers = g_array_new (FALSE, FALSE, sizeof (gulong));
  gst_sip_webrtc_arm (self, &settling->timer,
      self->settings.caps_timeout * G_TIME_SPAN_MILLISECOND);
  for (guint i = 0; i < self->inputs->len; i++) {
    g_autoptr (GstPad) pad = get_pad (self, i);
    gulong handler = gst_sip_webrtc_watch (self, pad, "notify::caps", check);

    g_array_append_val (settling->handlers, handler);
  }
  /* They may have come before we listened. */
  check (self, NULL);
}

/* The inputs stay when the call goes. */
void
gst_sip_webrtc_stop_settling (GstSipWebrtc *self)
{
  GstSipWebrtcSettling *settling = &self->settling;

  gst_sip_timer_disarm (&settling->timer);
  settling->then = NULL;
  for (guint i = 0; settling->handlers != NULL && i < settling->handlers->len;
       i++) {
    g_autoptr (GstPad) pad = get_pad (self, i);

    g_signal_handler_disconnect (pad,
        g_array_index (settling->handlers, gulong, i));
  }
  g_clear_pointer (&settling->handlers, g_array_unref);
}

static void
on_settling_timeout (gpointer owner)
{
  GstSipWebrtc *self = owner;

  for (guint i = 0; i < self->inputs->len; i++) {
    GstSipInput *input = g_ptr_array_index (self->inputs, i);

    if (!gst_sip_input_is_settled (input))
      gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN,
          "%s has no caps after %u ms: going on as if raw media came in",
          GST_OBJECT_NAME (input), self->settings.caps_timeout);
  }
  go_on (self);
}

void
gst_sip_webrtc_init_settling (GstSipWebrtc *self)
{
  self->settling.timer.expired = on_settling_timeout;
  self->settling.timer.owner = self;
}

/* What the call takes */

static guint
count_lines (GstSipWebrtc *self, GstSipMediaKind kind)
{
  guint n = 0;

  for (guint i = 0; i < self->session->lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (self->session->lines, i);

    if (line->kind == kind && line->accepted)
      n++;
  }

  return n;
}

static gboolean
is_taken (GstSipWebrtc *self, GstSipMediaKind kind, guint number)
{
  for (guint i = 0; i < self->session->lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (self->session->lines, i);

    if (line->kind == kind && line->accepted && line->input == number)
      return TRUE;
  }

  return FALSE;
}

/* A peer without video is no surprise; two cameras of which one is not seen
 * are. */
void
gst_sip_webrtc_warn_of_idle_inputs (GstSipWebrtc *self)
{
  guint n[GST_SIP_MEDIA_N_KINDS] = {0};

  for (guint i = 0; i < self->inputs->len; i++) {
    GstSipInput *input = g_ptr_array_index (self->inputs, i);
    GstSipMediaKind kind = gst_sip_input_get_kind (input);
    guint number = n[kind]++;

    if (number > 0 && !is_taken (self, kind, number))
      gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN,
          "%s is not sent in this call: the peer takes %u of our %s",
          GST_OBJECT_NAME (input), count_lines (self, kind),
          kind == GST_SIP_MEDIA_AUDIO ? "audio streams" : "video streams");
  }
}
