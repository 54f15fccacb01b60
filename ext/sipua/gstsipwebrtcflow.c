/* The media of one call: what is sent and received
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   input of sipuabin -> queue -> payloader -> webrtcbin sink_%u
 *   webrtcbin src_%u -> GstSipOutput -> ghost pad -> sipuabin
 *
 * Both begin once the call is established and its peer verified. What the
 * agreed direction forbids is not sent, and dropped if it arrives: webrtcbin is
 * shown sendrecv all the time.
 */
#include "ext/sipua/gstsipwebrtc-private.h"

#include <gst/rtp/rtp.h>
#include <gst/sip/base/gstsiperror.h>

#include "ext/sipua/gstsipcoders.h"
#include "ext/sipua/gstsipoutput.h"

/* Sending */

/* RTP that comes in has the payload type and SSRC of somebody else. */
typedef struct
{
  guint payload_type;
  guint32 ssrc;
} Identity;

static GstBuffer *
rewrite_buffer (GstBuffer *buffer, const Identity *identity)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;

  buffer = gst_buffer_make_writable (buffer);
  if (gst_rtp_buffer_map (buffer, GST_MAP_READWRITE, &rtp)) {
    gst_rtp_buffer_set_payload_type (&rtp, identity->payload_type);
    gst_rtp_buffer_set_ssrc (&rtp, identity->ssrc);
    gst_rtp_buffer_unmap (&rtp);
  }

  return buffer;
}

static gboolean
rewrite_item (GstBuffer **buffer, guint index, gpointer identity)
{
  *buffer = rewrite_buffer (*buffer, identity);
  return TRUE;
}

static GstEvent *
rewrite_caps (GstEvent *event, const Identity *identity)
{
  g_autoptr (GstCaps) caps = NULL;
  GstCaps *before;

  gst_event_parse_caps (event, &before);
  caps = gst_caps_copy (before);
  gst_caps_set_simple (caps, "payload", G_TYPE_INT, identity->payload_type,
      "ssrc", G_TYPE_UINT, identity->ssrc, NULL);
  gst_event_unref (event);
  return gst_event_new_caps (caps);
}

static GstPadProbeReturn
on_foreign_rtp (GstPad *pad, GstPadProbeInfo *info, gpointer identity)
{
  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER) != 0) {
    info->data = rewrite_buffer (info->data, identity);
  } else if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0) {
    info->data = gst_buffer_list_make_writable (info->data);
    gst_buffer_list_foreach (info->data, rewrite_item, identity);
  } else if (GST_EVENT_TYPE (info->data) == GST_EVENT_CAPS) {
    info->data = rewrite_caps (info->data, identity);
  }

  return GST_PAD_PROBE_OK;
}

static GstElement *
make_rewriter (const Identity *identity)
{
  GstElement *rewriter = gst_element_factory_make ("identity", NULL);
  g_autoptr (GstPad) src = gst_element_get_static_pad (rewriter, "src");

  g_object_set (rewriter, "silent", TRUE, NULL);
  gst_pad_add_probe (src,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST |
          GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      on_foreign_rtp, g_memdup2 (identity, sizeof *identity), g_free);
  return rewriter;
}

static GstElement *
make_payloader (const GstSipCodec *codec, const Identity *identity,
    GError **error)
{
  GstElement *bin = gst_sip_coders_make (codec, GST_SIP_CODER_PAY, error);
  g_autoptr (GstElement) payloader = NULL;

  if (bin == NULL)
    return NULL;

  payloader = gst_sip_coders_get_payloader (bin);
  g_object_set (payloader, "pt", identity->payload_type, "ssrc", identity->ssrc,
      NULL);
  return bin;
}

static GstElement *
make_send_queue (void)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);

  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "silent", TRUE, "max-size-bytes", 0, "max-size-buffers",
      0, "max-size-time", (guint64) GST_SECOND, NULL);
  return queue;
}

static GstPad *
add_ghost (GstSipWebrtc *self, const gchar *prefix, GstSipWebrtcLine *line,
    GstElement *element, const gchar *pad_name)
{
  g_autoptr (GstPad) target = gst_element_get_static_pad (element, pad_name);
  g_autofree gchar *name =
      g_strdup_printf ("%s_%u", prefix, line->line->webrtc_index);
  GstPad *ghost = gst_object_ref_sink (gst_ghost_pad_new (name, target));

  gst_pad_set_active (ghost, TRUE);
  gst_element_add_pad (self->bin, ghost);
  return ghost;
}

static void
recalculate (GstElement *bin, gpointer unused)
{
  gst_bin_recalculate_latency (GST_BIN (bin));
}

/* Sender reports (RFC 3550 section 6.4.1) need to know the latency of what is
 * sent, and the application may not care for latency messages. webrtcbin wires
 * up its RTP session with the events before the first buffer. Not here: the
 * query goes through elements of the application. */
static GstPadProbeReturn
on_first_sent (GstPad *pad, GstPadProbeInfo *info, gpointer weak)
{
  g_autoptr (GstElement) bin = g_weak_ref_get (weak);

  if (bin != NULL)
    gst_element_call_async (bin, recalculate, NULL, NULL);
  return GST_PAD_PROBE_REMOVE;
}

static gboolean
make_sender (GstSipWebrtc *self, GstSipWebrtcLine *line,
    const GstSipSdpFormat *format, GstSipInput *input, GError **error)
{
  const Identity identity = {format->payload_type, line->ssrc};
  GstElement *last = gst_sip_input_gives_rtp (input)
      ? make_rewriter (&identity)
      : make_payloader (format->codec, &identity, error);
  g_autoptr (GstPad) src = NULL;
  GstElement *queue;

  if (last == NULL)
    return FALSE;

  queue = make_send_queue ();
  gst_bin_add_many (GST_BIN (self->bin), queue, last, NULL);
  gst_element_link (queue, last);
  src = gst_element_get_static_pad (last, "src");
  if (GST_PAD_LINK_FAILED (gst_pad_link (src, line->webrtc_sink))) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "webrtcbin does not take %s", format->codec->name);
    return FALSE;
  }

  gst_element_sync_state_with_parent (last);
  gst_element_sync_state_with_parent (queue);
  line->send_sink = add_ghost (self, "send", line, queue, "sink");
  gst_pad_add_probe (line->webrtc_sink,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_first_sent,
      gst_sip_webrtc_weak_new (self->bin), gst_sip_webrtc_weak_free);
  return TRUE;
}

static GstSipInput *
find_input (GstSipWebrtc *self, const GstSipWebrtcLine *line)
{
  guint n = line->line->input;

  for (guint i = 0; i < self->inputs->len; i++) {
    GstSipInput *input = g_ptr_array_index (self->inputs, i);

    if (gst_sip_input_get_kind (input) == line->line->kind && n-- == 0)
      return input;
  }

  return NULL;
}

static void
start_sending (GstSipWebrtc *self, GstSipWebrtcLine *line, GstSipInput *input)
{
  const GstSipSdpFormat *format = gst_sip_sdp_line_get_format (line->line);
  GError *error = NULL;

  if (format == NULL)
    return;

  if ((line->send_sink == NULL &&
          !make_sender (self, line, format, input, &error)) ||
      !gst_sip_input_attach (input, line->send_sink, format->codec, &error)) {
    gst_sip_webrtc_give_up (self, error);
    return;
  }

  line->input = gst_object_ref (input);
  gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_DEBUG, "sending %s from %s",
      format->codec->name, GST_OBJECT_NAME (input));
}

static void
stop_sending (GstSipWebrtcLine *line)
{
  if (line->input == NULL)
    return;

  gst_sip_input_detach (line->input, line->send_sink);
  gst_clear_object (&line->input);
}

static gboolean
may_flow (GstSipWebrtc *self, GstSipWebrtcLine *line,
    GstSipSdpDirection direction)
{
  return self->started && line->verified && line->line->accepted &&
      (line->line->direction & direction) != 0;
}

static void
update_sending (GstSipWebrtc *self, GstSipWebrtcLine *line)
{
  GstSipInput *input = find_input (self, line);

  if (!may_flow (self, line, GST_SIP_SDP_SENDONLY) || input == NULL)
    stop_sending (line);
  else if (line->input == NULL)
    start_sending (self, line, input);
}

/* Receiving */

static void
announce (GstSipWebrtc *self, GstSipWebrtcLine *line)
{
  line->received = add_ghost (self, "recv", line, line->output, "src");
  self->user->pad_ready (self->user_data, self, line->received,
      line->line->kind, line->line->mid);
  gst_element_post_message (self->bin,
      gst_message_new_latency (GST_OBJECT (self->bin)));
}

static void
update_receiving (GstSipWebrtc *self, GstSipWebrtcLine *line)
{
  gboolean open = may_flow (self, line, GST_SIP_SDP_RECVONLY);

  if (line->output == NULL)
    return;

  if (open && line->received == NULL)
    announce (self, line);
  gst_sip_output_set_open (GST_SIP_OUTPUT (line->output), open);
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
    if (((GstSipSdpFormat *) g_ptr_array_index (formats, i))->payload_type ==
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
    const GstSipCodec *codec)
{
  if (line->output == NULL) {
    line->output =
        gst_sip_output_new (line->line->kind, self->log, self->label);
    gst_bin_add (GST_BIN (self->bin), line->output);
    gst_element_sync_state_with_parent (line->output);
  }

  gst_sip_output_add_source (GST_SIP_OUTPUT (line->output), pad, codec);
  update_receiving (self, line);
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

/* A pad that was added, with the probe that holds it until it is dealt with. */
typedef struct
{
  GstPad *pad;
  gulong probe;
} Arrival;

static void
arrival_free (gpointer data)
{
  Arrival *arrival = data;

  gst_object_unref (arrival->pad);
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
    return;
  }

  feed_output (self, line, arrival->pad, codec);
  gst_pad_remove_probe (arrival->pad, arrival->probe);
}

static GstPadProbeReturn
drop (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
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
  arrival->probe = gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, drop, NULL,
      NULL);
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

/* Both */

void
gst_sip_webrtc_update_flow (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    update_sending (self, line);
    if (self->phase == GST_SIP_WEBRTC_OVER)
      return;

    update_receiving (self, line);
  }
}

void
gst_sip_webrtc_stop_flow (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    stop_sending (line);
    if (line->output != NULL)
      gst_sip_output_shut (GST_SIP_OUTPUT (line->output));
  }
}
