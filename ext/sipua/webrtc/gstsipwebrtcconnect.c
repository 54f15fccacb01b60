/* The media of one call: when media may flow
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * webrtcbin before 1.28.5 takes any certificate, and without candidates it does
 * not even fail to connect. So both are watched here.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <gst/sip/base/gstsiperror.h>

static GstWebRTCDTLSTransportState
get_dtls_state (const GstSipWebrtcLine *line)
{
  g_autoptr (GstWebRTCDTLSTransport) dtls = gst_sip_webrtc_line_get_dtls (line);
  GstWebRTCDTLSTransportState state = GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW;

  if (dtls != NULL)
    g_object_get (dtls, "state", &state, NULL);

  return state;
}

/* RFC 8122 section 5, RFC 5763 section 5 */
static gboolean
verify (const GstSipWebrtcLine *line, GPtrArray *fingerprints, GError **error)
{
  g_autoptr (GstWebRTCDTLSTransport) dtls = gst_sip_webrtc_line_get_dtls (line);
  g_autofree gchar *pem = NULL;

  g_object_get (dtls, "remote-certificate", &pem, NULL);
  return gst_sip_sdp_check_certificate (fingerprints, pem, error);
}

gboolean
gst_sip_webrtc_verify_again (GstSipWebrtc *self, const GstSipSdpRemote *remote,
    GError **error)
{
  for (guint i = 0; i < self->lines->len; i++) {
    const GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);
    const GstSipSdpMedia *media =
        gst_sip_sdp_remote_get_media (remote, line->line->index);

    if (line->verified && line->line->accepted && media != NULL &&
        !media->rejected && media->trouble == NULL &&
        !verify (line, media->fingerprints, error))
      return FALSE;
  }

  return TRUE;
}

static void
set_connected (GstSipWebrtc *self)
{
  self->connected = TRUE;
  gst_sip_timer_disarm (&self->connect_timer);
  gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_DEBUG,
      "media connected, fingerprint verified");
  gst_sip_webrtc_watch_silence (self);
  gst_sip_webrtc_update_flow (self);
  if (self->phase == GST_SIP_WEBRTC_OVER)
    return;
  gst_sip_webrtc_start_stats (self);
  gst_sip_media_connected (GST_SIP_MEDIA (self));
}

/* FALSE if the call is over. */
static gboolean
check_line (GstSipWebrtc *self, GstSipWebrtcLine *line)
{
  GError *error = NULL;

  switch (get_dtls_state (line)) {
    case GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED:
      line->verified = verify (line, line->line->remote->fingerprints, &error);
      if (!line->verified)
        gst_sip_webrtc_give_up (self, error);
      return line->verified;
    case GST_WEBRTC_DTLS_TRANSPORT_STATE_FAILED:
      gst_sip_webrtc_give_up_text (self, "the DTLS handshake failed");
      return FALSE;
    default:
      return TRUE;
  }
}

static void
check_connection (GstSipWebrtc *self, gpointer unused)
{
  gboolean all = TRUE;

  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (!line->line->accepted || line->verified)
      continue;
    if (!check_line (self, line))
      return;
    all = all && line->verified;
  }

  if (all && !self->connected)
    set_connected (self);
  else if (self->connected)
    gst_sip_webrtc_update_flow (self);
}

static GstWebRTCICEConnectionState
get_ice_state (GstSipWebrtc *self)
{
  GstWebRTCICEConnectionState state;

  g_object_get (self->webrtcbin, "ice-connection-state", &state, NULL);
  return state;
}

static void
check_ice (GstSipWebrtc *self, gpointer unused)
{
  if (get_ice_state (self) == GST_WEBRTC_ICE_CONNECTION_STATE_FAILED)
    gst_sip_webrtc_give_up_text (self,
        self->connected ? "ICE lost the peer"
                        : "ICE failed: the peer is reached on none of its "
                          "candidates");
}

static const gchar *
why_not_connected (GstSipWebrtc *self)
{
  switch (get_ice_state (self)) {
    case GST_WEBRTC_ICE_CONNECTION_STATE_NEW:
      return "ICE never started: the peer gave no candidate that can be used";
    case GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED:
    case GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED:
      return "ICE is connected, but the DTLS handshake does not end";
    default:
      return "ICE finds no way to the peer";
  }
}

static gboolean
has_verified_line (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (((GstSipWebrtcLine *) g_ptr_array_index (self->lines, i))->verified)
      return TRUE;

  return FALSE;
}

static void
on_connect_timeout (gpointer owner)
{
  GstSipWebrtc *self = owner;

  if (has_verified_line (self)) {
    gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN,
        "not all media are connected after %u ms: going on with the others",
        self->settings.connect_timeout);
    set_connected (self);
    return;
  }

  gst_sip_webrtc_give_up_text (self, "no media after %.1f s: %s",
      self->settings.connect_timeout / 1000.0, why_not_connected (self));
}

void
gst_sip_webrtc_connect (GstSipWebrtc *self)
{
  gst_sip_webrtc_arm (self, &self->connect_timer,
      self->settings.connect_timeout * G_TIME_SPAN_MILLISECOND);
  gst_sip_webrtc_watch (self, self->webrtcbin, "notify::ice-connection-state",
      check_ice);

  for (guint i = 0; i < self->lines->len; i++) {
    g_autoptr (GstWebRTCDTLSTransport) dtls =
        gst_sip_webrtc_line_get_dtls (g_ptr_array_index (self->lines, i));

    if (dtls != NULL)
      gst_sip_webrtc_watch (self, dtls, "notify::state", check_connection);
  }
  check_connection (self, NULL);
}

void
gst_sip_webrtc_init_connect_timer (GstSipWebrtc *self)
{
  self->connect_timer.expired = on_connect_timeout;
  self->connect_timer.owner = self;
}
