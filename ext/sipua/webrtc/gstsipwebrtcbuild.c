/* The media of one call: its bin, webrtcbin and what it is told
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <gst/sip/base/gstsiperror.h>

#include "ext/sipua/stream/gstsipquietbin.h"

/* The bin: tells the call of errors inside. */

#define GST_TYPE_SIP_CALL_BIN (gst_sip_call_bin_get_type ())
G_DECLARE_FINAL_TYPE (GstSipCallBin, gst_sip_call_bin, GST, SIP_CALL_BIN,
    GstSipQuietBin)

struct _GstSipCallBin
{
  GstSipQuietBin parent;

  GWeakRef media;
};

G_DEFINE_FINAL_TYPE (GstSipCallBin, gst_sip_call_bin, GST_TYPE_SIP_QUIET_BIN)

static void
on_error (GstSipWebrtc *self, gpointer text)
{
  gst_sip_webrtc_give_up_text (self, "%s", (const gchar *) text);
}

static void
gst_sip_call_bin_failed (GstSipQuietBin *bin, const GError *error,
    const gchar *debug)
{
  g_autoptr (GstSipWebrtc) media =
      g_weak_ref_get (&GST_SIP_CALL_BIN (bin)->media);

  GST_WARNING_OBJECT (bin, "%s (%s)", error->message, debug);
  if (media != NULL)
    gst_sip_webrtc_post (media, on_error, g_strdup (error->message), g_free);
}

static void
gst_sip_call_bin_finalize (GObject *object)
{
  g_weak_ref_clear (&GST_SIP_CALL_BIN (object)->media);
  G_OBJECT_CLASS (gst_sip_call_bin_parent_class)->finalize (object);
}

static void
gst_sip_call_bin_class_init (GstSipCallBinClass *klass)
{
  GST_SIP_QUIET_BIN_CLASS (klass)->failed = gst_sip_call_bin_failed;
  G_OBJECT_CLASS (klass)->finalize = gst_sip_call_bin_finalize;
}

static void
gst_sip_call_bin_init (GstSipCallBin *self)
{
  g_weak_ref_init (&self->media, NULL);
}

/* webrtcbin */

/* UPnP costs 200 ms each time candidates are gathered, a thread and a dozen
 * descriptors; ICE-TCP helps against no NAT that TURN does not. */
static void
configure_ice (GstElement *webrtcbin)
{
  g_autoptr (GObject) ice = NULL;
  g_autoptr (GObject) agent = NULL;

  g_object_get (webrtcbin, "ice-agent", &ice, NULL);
  if (ice == NULL)
    return;

  g_object_set (ice, "ice-tcp", FALSE, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  if (agent != NULL)
    g_object_set (agent, "upnp", FALSE, NULL);
}

/* webrtcbin knows one STUN server and any number of TURN servers. */
static void
configure_servers (GstSipWebrtc *self, GstElement *webrtcbin)
{
  GStrv turn = self->turn_servers;

  if (self->stun_server != NULL)
    g_object_set (webrtcbin, "stun-server", self->stun_server, NULL);

  for (; turn != NULL && *turn != NULL; turn++) {
    gboolean taken = FALSE;

    g_signal_emit_by_name (webrtcbin, "add-turn-server", *turn, &taken);
    if (!taken)
      gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN,
          "webrtcbin does not take a TURN server as it is written");
  }
}

static GstElement *
make_webrtcbin (GstSipWebrtc *self, GstWebRTCBundlePolicy bundle,
    GError **error)
{
  GstElement *webrtcbin = gst_element_factory_make ("webrtcbin", NULL);

  if (webrtcbin == NULL) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "element 'webrtcbin' is not installed");
    return NULL;
  }

  g_object_set (webrtcbin, "bundle-policy", bundle, "latency",
      self->settings.latency, "ice-transport-policy", self->settings.ice_policy,
      NULL);
  configure_ice (webrtcbin);
  configure_servers (self, webrtcbin);
  return webrtcbin;
}

gboolean
gst_sip_webrtc_build (GstSipWebrtc *self, GstWebRTCBundlePolicy bundle,
    GError **error)
{
  GstElement *webrtcbin = make_webrtcbin (self, bundle, error);

  if (webrtcbin == NULL)
    return FALSE;

  self->bin = gst_object_ref_sink (g_object_new (GST_TYPE_SIP_CALL_BIN, NULL));
  g_weak_ref_set (&GST_SIP_CALL_BIN (self->bin)->media, self);
  self->webrtcbin = webrtcbin;
  gst_bin_add (GST_BIN (self->bin), webrtcbin);
  gst_sip_webrtc_watch_pads (self);

  if (!gst_bin_add (self->place, self->bin) ||
      !gst_element_sync_state_with_parent (self->bin)) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "webrtcbin cannot be started: is the plugin 'nice' installed?");
    return FALSE;
  }

  return TRUE;
}

/* Its m-lines */

void
gst_sip_webrtc_line_free (gpointer data)
{
  GstSipWebrtcLine *line = data;

  gst_clear_object (&line->webrtc_sink);
  gst_clear_object (&line->transceiver);
  gst_clear_object (&line->send_sink);
  gst_clear_object (&line->input);
  gst_clear_object (&line->received);
  g_free (line);
}

/* Each line gets a pad and with it a transceiver before webrtcbin hears of the
 * peer: the one order that is good for 1.22 and for 1.26. */
static void
add_line (GstSipWebrtc *self, GstSipSdpLine *sdp)
{
  g_autofree gchar *name = g_strdup_printf ("sink_%u", sdp->webrtc_index);
  g_autoptr (GstCaps) caps = NULL;
  GstSipWebrtcLine *line = g_new0 (GstSipWebrtcLine, 1);

  line->line = sdp;
  line->ssrc = g_random_int_range (1, G_MAXINT32);
  line->webrtc_sink = gst_element_request_pad_simple (self->webrtcbin, name);
  g_ptr_array_add (self->lines, line);
  if (line->webrtc_sink == NULL)
    return;

  g_object_get (line->webrtc_sink, "transceiver", &line->transceiver, NULL);
  caps = gst_sip_sdp_line_get_codec_preferences (sdp, line->ssrc);
  g_object_set (line->transceiver, "codec-preferences", caps, NULL);
}

void
gst_sip_webrtc_add_lines (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->session->lines->len; i++) {
    GstSipSdpLine *sdp = g_ptr_array_index (self->session->lines, i);

    if (sdp->webrtc_index != GST_SIP_SDP_NONE)
      add_line (self, sdp);
  }
}

GstWebRTCDTLSTransport *
gst_sip_webrtc_line_get_dtls (const GstSipWebrtcLine *line)
{
  g_autoptr (GstWebRTCRTPSender) sender = NULL;
  GstWebRTCDTLSTransport *dtls = NULL;

  g_object_get (line->transceiver, "sender", &sender, NULL);
  if (sender != NULL)
    g_object_get (sender, "transport", &dtls, NULL);

  return dtls;
}

GstWebRTCICETransport *
gst_sip_webrtc_line_get_ice (const GstSipWebrtcLine *line)
{
  g_autoptr (GstWebRTCDTLSTransport) dtls = gst_sip_webrtc_line_get_dtls (line);
  GstWebRTCICETransport *ice = NULL;

  if (dtls != NULL)
    g_object_get (dtls, "transport", &ice, NULL);

  return ice;
}

/* rtpbin may just be adding an element: then it is begun again. */
void
gst_sip_webrtc_for_each_element (GstSipWebrtc *self, const gchar *factory,
    GstSipWebrtcElementFunc func)
{
  g_autoptr (GPtrArray) elements =
      g_ptr_array_new_with_free_func (gst_object_unref);
  g_autoptr (GstIterator) iterator =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (self->webrtcbin),
          factory);
  GValue item = G_VALUE_INIT;
  GstIteratorResult result;

  while ((result = gst_iterator_next (iterator, &item)) == GST_ITERATOR_OK ||
      result == GST_ITERATOR_RESYNC) {
    if (result == GST_ITERATOR_RESYNC) {
      g_ptr_array_set_size (elements, 0);
      gst_iterator_resync (iterator);
      continue;
    }
    g_ptr_array_add (elements, g_value_dup_object (&item));
    g_value_reset (&item);
  }
  g_value_unset (&item);

  for (guint i = 0; i < elements->len; i++)
    func (self, g_ptr_array_index (elements, i));
}
