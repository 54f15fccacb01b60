/* The media of one call: when media may flow, and when not any more
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * webrtcbin before 1.28.5 takes any certificate, and before 1.24 it never
 * notices that a peer is gone; without candidates it does not even fail to
 * connect. So all three are watched here.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <gst/sip/base/gstsiperror.h>

/* Silence */

static gint
now_ms (void)
{
  return (gint) (g_get_monotonic_time () / 1000);
}

/* Everything that the peer sends but STUN passes here. */
static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_autoptr (GstSipWebrtc) self = g_weak_ref_get (data);

  if (self != NULL)
    g_atomic_int_set (&self->last_heard, now_ms ());

  return GST_PAD_PROBE_OK;
}

static void
listen (const GValue *item, gpointer data)
{
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (g_value_get_object (item), "src");

  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packet,
      gst_sip_webrtc_weak_new (data), gst_sip_webrtc_weak_free);
}

/* A phone that rings need not send early media. */
static gboolean
expects_media (GstSipWebrtc *self)
{
  if (!self->started)
    return FALSE;

  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (line->line->accepted &&
        (line->line->direction & GST_SIP_SDP_RECVONLY) != 0)
      return TRUE;
  }

  return FALSE;
}

static void
on_silence_timeout (gpointer owner)
{
  GstSipWebrtc *self = owner;
  guint limit = self->settings.silence_timeout;
  guint silent = now_ms () - g_atomic_int_get (&self->last_heard);

  if (!expects_media (self)) {
    gst_sip_timer_arm (&self->silence_timer, self->timers,
        limit * G_TIME_SPAN_MILLISECOND);
    return;
  }
  if (silent < limit) {
    gst_sip_timer_arm (&self->silence_timer, self->timers,
        (limit - silent) * G_TIME_SPAN_MILLISECOND);
    return;
  }

  gst_sip_webrtc_give_up_text (self,
      "nothing received from the peer for %.1f s", silent / 1000.0);
}

static void
listen_for_silence (GstSipWebrtc *self)
{
  g_autoptr (GstIterator) iterator = NULL;

  if (self->settings.silence_timeout == 0)
    return;

  iterator =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (self->webrtcbin),
          "nicesrc");
  gst_iterator_foreach (iterator, listen, self);
  g_atomic_int_set (&self->last_heard, now_ms ());
  gst_sip_timer_arm (&self->silence_timer, self->timers,
      self->settings.silence_timeout * G_TIME_SPAN_MILLISECOND);
}

/* Connecting */

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
  listen_for_silence (self);
  gst_sip_webrtc_update_flow (self);
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
  gst_sip_timer_arm (&self->connect_timer, self->timers,
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
gst_sip_webrtc_init_connect_timers (GstSipWebrtc *self)
{
  self->connect_timer.expired = on_connect_timeout;
  self->connect_timer.owner = self;
  self->silence_timer.expired = on_silence_timeout;
  self->silence_timer.owner = self;
}
