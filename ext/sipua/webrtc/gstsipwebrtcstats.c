/* The media of one call: how it does, once a second
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include "ext/sipua/webrtc/gstsipstats.h"

#define INTERVAL G_TIME_SPAN_SECOND

static void
on_stats (GstSipWebrtc *self, const GstStructure *reply)
{
  GstStructure *stats;

  if (reply == NULL)
    return;

  stats = gst_sip_stats_make (reply, self->session);
  gst_structure_set (stats, "dtls", G_TYPE_STRING,
      "connected, fingerprint verified", NULL);
  gst_sip_media_take_stats (GST_SIP_MEDIA (self), stats);
}

static void
on_stats_timeout (gpointer owner)
{
  GstSipWebrtc *self = owner;

  gst_sip_webrtc_ask (self, "get-stats", NULL, on_stats);
  gst_sip_timer_arm (&self->stats_timer, self->timers, INTERVAL);
}

/* From when DTLS is up, so that every report has a verified peer. */
void
gst_sip_webrtc_start_stats (GstSipWebrtc *self)
{
  gst_sip_timer_arm (&self->stats_timer, self->timers, INTERVAL);
}

void
gst_sip_webrtc_init_stats_timer (GstSipWebrtc *self)
{
  self->stats_timer.expired = on_stats_timeout;
  self->stats_timer.owner = self;
}
