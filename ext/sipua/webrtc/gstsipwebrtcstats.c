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

  self->asked_stats = FALSE;
  if (reply == NULL)
    return;

  stats = gst_sip_stats_make (reply, self->session);
  gst_structure_set (stats, "dtls", G_TYPE_STRING,
      "connected, fingerprint verified", NULL);
  gst_sip_media_take_stats (GST_SIP_MEDIA (self), stats);
}

/* The media go on without. */
static void
on_no_stats (GstSipWebrtc *self, const GError *error)
{
  self->asked_stats = FALSE;
  gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_DEBUG,
      "webrtcbin gave no statistics: %s", error->message);
}

/* One at a time: where webrtcbin is slow, questions do not pile up. */
static void
on_stats_timeout (gpointer owner)
{
  GstSipWebrtc *self = owner;

  if (!self->asked_stats) {
    self->asked_stats = TRUE;
    gst_sip_webrtc_ask_whether (self, "get-stats", NULL, on_stats, on_no_stats);
  }
  gst_sip_webrtc_arm (self, &self->stats_timer, INTERVAL);
}

/* From when DTLS is up, so that every report has a verified peer. */
void
gst_sip_webrtc_start_stats (GstSipWebrtc *self)
{
  gst_sip_webrtc_arm (self, &self->stats_timer, INTERVAL);
}

void
gst_sip_webrtc_init_stats_timer (GstSipWebrtc *self)
{
  self->stats_timer.expired = on_stats_timeout;
  self->stats_timer.owner = self;
}
