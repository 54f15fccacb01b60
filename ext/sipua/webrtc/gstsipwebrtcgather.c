/* The media of one call: when the candidates are complete
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SIP peers get all candidates with the description (no trickling, RFC 8840).
 * webrtcbin's own ice-gathering-state is of no use here: it is stale for a
 * second transport, and never completes with a server that does not resolve.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

static void
finish (GstSipWebrtc *self)
{
  if (!self->gathering)
    return;

  self->gathering = FALSE;
  gst_sip_timer_disarm (&self->gathering_timer);
  gst_sip_webrtc_gathered (self);
}

static void
on_flushed (GstSipWebrtc *self, const GstStructure *reply)
{
  finish (self);
}

static gboolean
is_complete (const GstSipWebrtcLine *line)
{
  g_autoptr (GstWebRTCICETransport) ice = gst_sip_webrtc_line_get_ice (line);
  GstWebRTCICEGatheringState state;

  if (ice == NULL)
    return TRUE;

  g_object_get (ice, "gathering-state", &state, NULL);
  return state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE;
}

/* A task of webrtcbin's merges the candidates into the description; statistics
 * queue up behind it. */
static void
check (GstSipWebrtc *self, gpointer unused)
{
  if (!self->gathering)
    return;

  for (guint i = 0; i < self->lines->len; i++)
    if (!is_complete (g_ptr_array_index (self->lines, i)))
      return;

  gst_sip_webrtc_ask (self, "get-stats", NULL, on_flushed);
}

/* libnice never says that it has found nothing. Servers cannot be asked, either,
 * and a network that comes later is of no use to this call. */
static void
go_without_candidates (GstSipWebrtc *self)
{
  if (self->log != NULL)
    gst_sip_log_complain (self->log, gst_sip_timers_get_time (self->timers),
        GST_SIP_LOG_MEDIA, self->label,
        "there is no network: this machine has no address besides the "
        "loopback's, and the call has no candidates");
  gst_sip_webrtc_ask (self, "get-stats", NULL, on_flushed);
}

void
gst_sip_webrtc_gather (GstSipWebrtc *self)
{
  gint64 timeout = self->settings.gathering_timeout * G_TIME_SPAN_MILLISECOND;

  self->gathering = TRUE;
  if (gst_sip_webrtc_count_addresses () == 0) {
    go_without_candidates (self);
    return;
  }
  gst_sip_webrtc_arm (self, &self->gathering_timer,
      MAX (timeout - self->waited, 0));

  for (guint i = 0; i < self->lines->len; i++) {
    g_autoptr (GstWebRTCICETransport) ice =
        gst_sip_webrtc_line_get_ice (g_ptr_array_index (self->lines, i));

    if (ice != NULL)
      gst_sip_webrtc_watch (self, ice, "notify::gathering-state", check);
  }
  check (self, NULL);
}

static void
on_gathering_timeout (gpointer owner)
{
  GstSipWebrtc *self = owner;

  gboolean asked = self->stun_server != NULL ||
      (self->turn_servers != NULL && self->turn_servers[0] != NULL);

  gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN,
      "candidates are not complete after %u ms (%s): going on with those that "
      "are there",
      self->settings.gathering_timeout,
      asked ? "a STUN or TURN server does not answer" : "the machine is busy");
  if (self->settings.ice != NULL)
    gst_sip_ice_probe_doubt (self->settings.ice);
  finish (self);
}

void
gst_sip_webrtc_init_gathering_timer (GstSipWebrtc *self)
{
  self->gathering_timer.expired = on_gathering_timeout;
  self->gathering_timer.owner = self;
}
