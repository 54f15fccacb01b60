/* The media of one call: what is sent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <gst/rtp/rtp.h>
#include <gst/sip/base/gstsiperror.h>

#include "ext/sipua/stream/gstsipcoders.h"
#include "ext/sipua/stream/gstsipleakyqueue.h"

/* A second of speech, two of pictures. Counted, as GstQueue takes all time since
 * the segment began for waiting until the first buffer is out (1.22), and would
 * lose the key frame that what is sent begins with. */
#define MAX_WAITING 50
/* A picture is many packets. */
#define MAX_WAITING_RTP 1000

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

static GObject *
find_session (GstElement *rtpbin, const GstSipWebrtcLine *line)
{
  GObject *session = NULL;

  g_signal_emit_by_name (rtpbin, "get-internal-session",
      line->line->webrtc_index, &session);
  return session;
}

/* A session that has sent nothing yet makes an SSRC of its own for RTCP, and
 * may go on asking for key frames from it. Asterisk heeds requests only that
 * come from the SSRC of our media. Lines of a bundle share the first one's
 * session, in which only video asks for anything. */
void
gst_sip_webrtc_name_sources (GstSipWebrtc *self)
{
  g_autoptr (GstElement) rtpbin =
      gst_bin_get_by_name (GST_BIN (self->webrtcbin), "rtpbin");
  g_autoptr (GObject) session = NULL;

  if (rtpbin == NULL)
    return;

  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);
    g_autoptr (GObject) own = find_session (rtpbin, line);

    if (own != NULL)
      g_set_object (&session, own);
    if (session != NULL &&
        (own != NULL || line->line->kind == GST_SIP_MEDIA_VIDEO))
      g_object_set (session, "internal-ssrc", line->ssrc, NULL);
  }
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
  const Identity identity = {format->webrtc_type, line->ssrc};
  gboolean is_rtp = gst_sip_input_gives_rtp (input);
  GstElement *last = is_rtp ? make_rewriter (&identity)
                            : make_payloader (format->codec, &identity, error);
  g_autoptr (GstPad) src = NULL;
  GstElement *queue;

  if (last == NULL)
    return FALSE;

  queue = gst_sip_leaky_queue_new (is_rtp ? MAX_WAITING_RTP : MAX_WAITING, 0);
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
  line->send_sink =
      gst_sip_webrtc_add_ghost (self, "send", line, queue, "sink");
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

void
gst_sip_webrtc_stop_sending (GstSipWebrtcLine *line)
{
  if (line->input == NULL)
    return;

  gst_sip_input_detach (line->input, line->send_sink);
  gst_clear_object (&line->input);
}

void
gst_sip_webrtc_update_sending (GstSipWebrtc *self, GstSipWebrtcLine *line)
{
  GstSipInput *input = find_input (self, line);

  if (!gst_sip_webrtc_may_flow (self, line, GST_SIP_SDP_SENDONLY) ||
      input == NULL)
    gst_sip_webrtc_stop_sending (line);
  else if (line->input == NULL)
    start_sending (self, line, input);
}
