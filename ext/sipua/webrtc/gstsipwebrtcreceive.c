/* The media of one call: what is received
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include "ext/sipua/stream/gstsipoutput.h"

static GstSipFlow
get_flow (GstSipWebrtc *self, GstSipWebrtcLine *line)
{
  if (gst_sip_webrtc_may_flow (self, line, GST_SIP_SDP_RECVONLY))
    return GST_SIP_FLOW_OPEN;

  return line->line->accepted &&
          (line->line->direction & GST_SIP_SDP_RECVONLY) != 0
      ? GST_SIP_FLOW_WAIT
      : GST_SIP_FLOW_CLOSED;
}

/* The application hears of the pad in here and may end the call, which then
 * waits for us. */
static void
add_pad (GstSipWebrtc *self, GstSipWebrtcLine *line)
{
  line->received =
      gst_sip_webrtc_add_ghost (self, "recv", line, line->output, "src");
  self->adding_pad = TRUE;
  self->user->pad_ready (self->user_data, self, line->received,
      line->line->kind, line->line->mid);
  self->adding_pad = FALSE;
  if (self->stopped)
    gst_sip_webrtc_tear_down (self);
}

static void
announce (GstSipWebrtc *self, gpointer data)
{
  GstSipWebrtcLine *line = data;

  if (line->received != NULL || get_flow (self, line) != GST_SIP_FLOW_OPEN)
    return;

  add_pad (self, line);
  if (self->phase == GST_SIP_WEBRTC_OVER)
    return;

  gst_element_post_message (self->bin,
      gst_message_new_latency (GST_OBJECT (self->bin)));
  gst_sip_output_set_flow (GST_SIP_OUTPUT (line->output),
      get_flow (self, line));
}

/* A new pad is announced with nothing else under way that could trip over the
 * end of the call; until then the output holds what comes. */
void
gst_sip_webrtc_update_receiving (GstSipWebrtc *self, GstSipWebrtcLine *line)
{
  GstSipFlow flow = get_flow (self, line);

  if (line->output == NULL)
    return;

  if (flow == GST_SIP_FLOW_OPEN && line->received == NULL)
    gst_sip_webrtc_post (self, announce, line, NULL);
  else
    gst_sip_output_set_flow (GST_SIP_OUTPUT (line->output), flow);
}

static GstSipWebrtcLine *
find_line (GstSipWebrtc *self, const GstSipSdpLine *sdp)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (line->line == sdp)
      return line;
  }

  return NULL;
}

static gboolean
knows (GPtrArray *formats, guint payload_type)
{
  for (guint i = 0; i < formats->len; i++)
    if (((GstSipSdpFormat *) g_ptr_array_index (formats, i))->webrtc_type ==
        payload_type)
      return TRUE;

  return FALSE;
}

/* The line that webrtcbin puts the pad to, if that can be: before 1.26 it may
 * be any. */
static GstSipSdpLine *
find_line_by_pad (GstSipWebrtc *self, GstPad *pad, GstSipMediaKind kind,
    guint payload_type)
{
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;
  GstSipSdpLine *line;
  guint mline;

  g_object_get (pad, "transceiver", &transceiver, NULL);
  if (transceiver == NULL)
    return NULL;

  g_object_get (transceiver, "mlineindex", &mline, NULL);
  line = gst_sip_sdp_session_get_webrtc_line (self->session, mline);
  if (line == NULL || line->kind != kind ||
      !knows (line->formats, payload_type))
    return NULL;

  return line;
}

static void
feed_output (GstSipWebrtc *self, GstSipWebrtcLine *line, GstPad *pad,
    const GstSipCodec *codec, GstSipHeld *held)
{
  if (line->output == NULL) {
    line->output =
        gst_sip_output_new (line->line->kind, self->log, self->label);
    gst_bin_add (GST_BIN (self->bin), line->output);
    gst_element_sync_state_with_parent (line->output);
  }

  gst_sip_output_add_source (GST_SIP_OUTPUT (line->output), pad, codec, held);
  gst_sip_webrtc_update_receiving (self, line);
}

/* By its caps: which m-line it belongs to webrtcbin may not know. Telephone
 * events have a pad of their own. */
static gboolean
find_home (GstSipWebrtc *self, GstPad *pad, GstCaps *caps,
    const GstSipCodec **codec, GstSipWebrtcLine **line)
{
  const GstStructure *rtp = gst_caps_get_structure (caps, 0);
  const gchar *media = gst_structure_get_string (rtp, "media");
  GstSipMediaKind kind = g_strcmp0 (media, "video") == 0 ? GST_SIP_MEDIA_VIDEO
                                                         : GST_SIP_MEDIA_AUDIO;
  const GstSipSdpFormat *format = NULL;
  GstSipSdpLine *sdp, *better;
  gint payload_type;

  if (!gst_structure_get_int (rtp, "payload", &payload_type))
    return FALSE;

  sdp = gst_sip_sdp_session_find_payload_type (self->session, kind,
      payload_type, &format);
  if (sdp == NULL || gst_sip_codec_is_event (format->codec))
    return FALSE;

  better = find_line_by_pad (self, pad, kind, payload_type);
  *codec = format->codec;
  *line = find_line (self, better != NULL ? better : sdp);
  return *line != NULL;
}

/* A pad that was added, with the probe that holds what it gives until it is
 * dealt with. */
typedef struct
{
  GstPad *pad;
  gulong probe;
  GstSipHeld *held;
} Arrival;

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  gst_object_unref (arrival->pad);
  gst_sip_held_unref (arrival->held);
  g_free (arrival);
}

/* What belongs nowhere keeps its probe and is never heard of. */
static void
on_arrival (GstSipWebrtc *self, gpointer data)
{
  Arrival *arrival = data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (arrival->pad);
  const GstSipCodec *codec;
  GstSipWebrtcLine *line;

  if (caps == NULL)
    caps = gst_pad_query_caps (arrival->pad, NULL);
  if (gst_caps_is_any (caps) || gst_caps_is_empty (caps) ||
      !find_home (self, arrival->pad, caps, &codec, &line)) {
    gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_DEBUG, "not decoding %s",
        GST_PAD_NAME (arrival->pad));
    gst_sip_held_close (arrival->held);
    return;
  }

  feed_output (self, line, arrival->pad, codec, arrival->held);
  gst_pad_remove_probe (arrival->pad, arrival->probe);
}

static GstPadProbeReturn
hold (GstPad *pad, GstPadProbeInfo *info, gpointer held)
{
  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0)
    gst_sip_held_add_list (held, GST_PAD_PROBE_INFO_BUFFER_LIST (info));
  else
    gst_sip_held_add (held, GST_PAD_PROBE_INFO_BUFFER (info));

  return GST_PAD_PROBE_DROP;
}

/* In a streaming thread */
static void
on_pad_added (GstElement *webrtcbin, GstPad *pad, gpointer data)
{
  g_autoptr (GstSipWebrtc) self = g_weak_ref_get (data);
  Arrival *arrival;

  if (self == NULL || GST_PAD_IS_SINK (pad))
    return;

  arrival = g_new0 (Arrival, 1);
  arrival->pad = gst_object_ref (pad);
  arrival->held = gst_sip_held_new ();
  arrival->probe = gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, hold,
      gst_sip_held_ref (arrival->held), (GDestroyNotify) gst_sip_held_unref);
  gst_sip_webrtc_post (self, on_arrival, arrival, arrival_free);
}

static void
free_weak (gpointer weak, GClosure *closure)
{
  gst_sip_webrtc_weak_free (weak);
}

void
gst_sip_webrtc_watch_pads (GstSipWebrtc *self)
{
  g_signal_connect_data (self->webrtcbin, "pad-added",
      G_CALLBACK (on_pad_added), gst_sip_webrtc_weak_new (self), free_weak, 0);
}
