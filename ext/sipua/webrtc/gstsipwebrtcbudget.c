/* The media of one call: the descriptors that it will open
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Set aside from the moment that the call is taken until the sockets are there:
 * calls that ring together must not find out together that they cannot be.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <nice/interfaces.h>

#include <gst/sip/base/gstsiperror.h>
#include "ext/sipua/net/gstsipdescriptors.h"

/* Counted with webrtcbin 1.22 and libnice 0.1.21: threads of webrtcbin, its
 * agent and the pool wake each other, and so do the elements of a transport,
 * which has a socket for each address as well. */
#define PER_CALL 10
#define PER_TRANSPORT 5

guint
gst_sip_webrtc_count_addresses (void)
{
  GList *addresses = nice_interfaces_get_local_ips (FALSE);
  guint n = g_list_length (addresses);

  g_list_free_full (addresses, g_free);
  return n;
}

/* Relays over TCP have a socket each, those over UDP do not. */
static guint
count_relays (GstSipWebrtc *self)
{
  g_auto (GStrv) relays = self->settings.ice != NULL
      ? gst_sip_ice_probe_get_turn (self->settings.ice, TRUE)
      : NULL;

  return relays != NULL ? g_strv_length (relays) : 0;
}

gboolean
gst_sip_webrtc_reserve (GstSipWebrtc *self, const GstSipSdpSession *session,
    GError **error)
{
  guint n_each =
      PER_TRANSPORT + gst_sip_webrtc_count_addresses () + count_relays (self);
  guint n = PER_CALL + gst_sip_sdp_session_count_transports (session) * n_each;
  g_autoptr (GError) lack = NULL;

  gst_sip_webrtc_release (self);
  if (gst_sip_descriptors_reserve (n, &lack)) {
    self->n_reserved = n;
    return TRUE;
  }

  if (self->log != NULL)
    gst_sip_log_complain (self->log, gst_sip_timers_get_time (self->timers),
        GST_SIP_LOG_MEDIA, self->label, "no call is taken: %s", lack->message);
  g_set_error_literal (error, GST_SIP_STATUS, 486, lack->message);
  return FALSE;
}

void
gst_sip_webrtc_release (GstSipWebrtc *self)
{
  gst_sip_descriptors_release (self->n_reserved);
  self->n_reserved = 0;
}
