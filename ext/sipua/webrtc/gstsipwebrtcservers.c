/* The media of one call: STUN and TURN servers that are there
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A call that comes before it is known which servers answer waits for it, but
 * not all of the time that it has for gathering candidates.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <string.h>

static gboolean
is_relayed_only (GstSipWebrtc *self)
{
  return self->settings.ice_policy == GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY;
}

/* A call that needs a relay has nothing to lose by a server that did not
 * answer before. */
static void
take_servers (GstSipWebrtc *self)
{
  GstSipIceProbe *ice = self->settings.ice;

  if (ice == NULL)
    return;

  if (!is_relayed_only (self))
    self->stun_server = gst_sip_ice_probe_get_stun (ice);
  self->turn_servers = gst_sip_ice_probe_get_turn (ice, is_relayed_only (self));
  gst_sip_ice_probe_refresh (ice);
  gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_DEBUG,
      "going with STUN server %s and %u TURN servers",
      self->stun_server != NULL ? self->stun_server : "none",
      g_strv_length (self->turn_servers));
}

static void
go_on (gpointer owner)
{
  GstSipWebrtc *self = owner;
  GstSipWebrtcFunc then = self->then;

  self->waited = gst_sip_timers_get_time (self->timers) - self->waiting_since;
  gst_sip_webrtc_stop_waiting (self);
  take_servers (self);
  then (self, NULL);
}

void
gst_sip_webrtc_choose_servers (GstSipWebrtc *self, GstSipWebrtcFunc then)
{
  self->then = then;
  self->waiting_since = gst_sip_timers_get_time (self->timers);
  if (self->settings.ice == NULL ||
      gst_sip_ice_probe_is_settled (self->settings.ice)) {
    go_on (self);
    return;
  }

  gst_sip_ice_probe_wait (self->settings.ice, &self->waiter);
  gst_sip_webrtc_arm (self, &self->servers_timer,
      self->settings.gathering_timeout * G_TIME_SPAN_MILLISECOND / 2);
}

static gboolean
line_has_relay (const GstSDPMedia *media)
{
  const gchar *candidate;

  for (guint i = 0; (candidate = gst_sdp_media_get_attribute_val_n (media,
                         "candidate", i)) != NULL;
       i++)
    if (strstr (candidate, " typ relay") != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
has_relay (const GstSDPMessage *local)
{
  for (guint i = 0; i < gst_sdp_message_medias_len (local); i++)
    if (line_has_relay (gst_sdp_message_get_media (local, i)))
      return TRUE;
  return FALSE;
}

gboolean
gst_sip_webrtc_check_relay (GstSipWebrtc *self, const GstSDPMessage *local)
{
  if (has_relay (local))
    return TRUE;

  if (self->turn_servers != NULL && self->turn_servers[0] != NULL)
    gst_sip_ice_probe_miss_relay (self->settings.ice);
  if (!is_relayed_only (self))
    return TRUE;
  gst_sip_webrtc_give_up_text (self,
      "no TURN server gives a relay, and ice-transport-policy is 'relay'");
  return FALSE;
}

/* The probe may be gone when the media is. */
void
gst_sip_webrtc_stop_waiting (GstSipWebrtc *self)
{
  gst_sip_timer_disarm (&self->servers_timer);
  if (self->then != NULL && self->settings.ice != NULL)
    gst_sip_ice_probe_unwait (self->settings.ice, &self->waiter);
  self->then = NULL;
}

void
gst_sip_webrtc_init_servers (GstSipWebrtc *self)
{
  self->waiter.settled = go_on;
  self->waiter.owner = self;
  self->servers_timer.expired = go_on;
  self->servers_timer.owner = self;
}
