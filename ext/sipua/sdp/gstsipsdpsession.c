/* What is agreed in a call, and our offers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <gst/sip/base/gstsiperror.h>

GstSipSdpSession *
gst_sip_sdp_session_new (guint64 id)
{
  GstSipSdpSession *self = g_new0 (GstSipSdpSession, 1);

  self->id = id;
  self->lines =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_sdp_line_free);
  return self;
}

void
gst_sip_sdp_session_free (GstSipSdpSession *self)
{
  g_ptr_array_unref (self->lines);
  g_clear_pointer (&self->remote, gst_sip_sdp_remote_unref);
  g_clear_pointer (&self->local, gst_sdp_message_free);
  g_free (self->written);
  g_free (self);
}

/* Hold is "do not send to me": what we send may go on (RFC 3264 section
 * 8.4). */
GstSipSdpDirection
gst_sip_sdp_session_get_wish (const GstSipSdpSession *self,
    const GstSipSdpLine *line)
{
  return self->held ? line->wanted & GST_SIP_SDP_SENDONLY : line->wanted;
}

static void
offer_codec (GPtrArray *formats, const GstSipCodec *codec)
{
  GstSipSdpFormat *format = gst_sip_sdp_format_new (codec->payload_type, codec);

  format->fmtp = g_strdup (codec->fmtp);
  format->feedback = codec->feedback;
  g_ptr_array_add (formats, format);
}

/* An event has to have the clock rate of the audio beside it (RFC 4733 section
 * 2.1), so each rate needs one of its own. */
static void
offer_events (GstSipSdpLine *line)
{
  for (guint i = 0; i < line->formats->len; i++) {
    const GstSipSdpFormat *format = g_ptr_array_index (line->formats, i);
    const GstSipCodec *event =
        gst_sip_codec_get_event (format->codec->clock_rate);
    if (event != NULL &&
        gst_sip_sdp_formats_find_codec (line->events, event) == NULL)
      offer_codec (line->events, event);
  }
}

static void
offer_line (GstSipSdpSession *self, GstSipMediaKind kind,
    const GstSipSdpWish *wish, guint number, gboolean events)
{
  GstSipSdpLine *line = gst_sip_sdp_line_new (self->lines->len, kind);

  line->webrtc_index = self->n_webrtc_lines++;
  line->accepted = TRUE;
  if (number < wish->n_inputs) {
    line->input = number;
    line->wanted |= GST_SIP_SDP_SENDONLY;
  }
  if (number < wish->n_outputs)
    line->wanted |= GST_SIP_SDP_RECVONLY;
  line->direction = gst_sip_sdp_session_get_wish (self, line);
  line->agreed = line->direction;

  for (guint i = 0; wish->codecs[i] != NULL; i++)
    offer_codec (line->formats, wish->codecs[i]);
  if (events && kind == GST_SIP_MEDIA_AUDIO)
    offer_events (line);
  gst_sip_sdp_line_note_meanings (line);

  g_ptr_array_add (self->lines, line);
}

static void
offer_kind (GstSipSdpSession *self, GstSipMediaKind kind,
    const GstSipSdpWish *wish, gboolean events)
{
  guint n_lines = MAX (wish->n_inputs, wish->n_outputs);

  if (wish->codecs == NULL || wish->codecs[0] == NULL)
    return;

  for (guint i = 0; i < n_lines && self->lines->len < GST_SIP_SDP_MAX_LINES;
       i++)
    offer_line (self, kind, wish, i, events);
}

gboolean
gst_sip_sdp_lines_share_transport (GPtrArray *lines, const GstSipSdpLine *line)
{
  for (guint i = 0; i < line->index; i++) {
    const GstSipSdpLine *other = g_ptr_array_index (lines, i);

    if (other->accepted && other->remote != NULL && line->remote != NULL &&
        line->remote->bundle >= 0 &&
        other->remote->bundle == line->remote->bundle)
      return TRUE;
  }
  return FALSE;
}

guint
gst_sip_sdp_session_count_transports (const GstSipSdpSession *self)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (line->accepted &&
        !gst_sip_sdp_lines_share_transport (self->lines, line))
      n++;
  }
  return self->offering && self->bundle ? MIN (n, 1) : n;
}

gboolean
gst_sip_sdp_session_make_offer (GstSipSdpSession *self,
    const GstSipSdpWants *wants, GError **error)
{
  g_return_val_if_fail (self->lines->len == 0, FALSE);

  self->offering = TRUE;
  self->bundle = wants->bundle;
  offer_kind (self, GST_SIP_MEDIA_AUDIO, &wants->audio, wants->events);
  offer_kind (self, GST_SIP_MEDIA_VIDEO, &wants->video, FALSE);
  if (self->lines->len > 0)
    return TRUE;

  g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
      "nothing to offer: no input, no output, or no codec for them");
  return FALSE;
}

void
gst_sip_sdp_session_offer_again (GstSipSdpSession *self)
{
  self->offering = TRUE;

  for (guint i = 0; i < self->lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (line->accepted)
      line->direction = gst_sip_sdp_session_get_wish (self, line);
  }
}

void
gst_sip_sdp_session_rollback (GstSipSdpSession *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    line->direction = line->agreed;
  }
}

void
gst_sip_sdp_session_set_held (GstSipSdpSession *self, gboolean held)
{
  self->held = held;
}

gboolean
gst_sip_sdp_session_is_remote_held (const GstSipSdpSession *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (!line->accepted)
      continue;
    if (line->remote_direction & GST_SIP_SDP_RECVONLY)
      return FALSE;
    any = TRUE;
  }

  return any;
}

GstSipSdpLine *
gst_sip_sdp_session_get_webrtc_line (const GstSipSdpSession *self,
    guint webrtc_index)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (line->accepted && line->webrtc_index == webrtc_index)
      return line;
  }

  return NULL;
}

static const GstSipSdpFormat *
find_payload_type (const GstSipSdpLine *line, guint payload_type)
{
  GPtrArray *lists[] = {line->formats, line->events};

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    for (guint j = 0; j < lists[i]->len; j++) {
      const GstSipSdpFormat *format = g_ptr_array_index (lists[i], j);

      if (format->webrtc_type == payload_type)
        return format;
    }
  }

  return NULL;
}

GstSipSdpLine *
gst_sip_sdp_session_find_payload_type (const GstSipSdpSession *self,
    GstSipMediaKind kind, guint payload_type, const GstSipSdpFormat **format)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (self->lines, i);
    const GstSipSdpFormat *found;

    if (!line->accepted || line->kind != kind)
      continue;
    found = find_payload_type (line, payload_type);
    if (found == NULL)
      continue;
    if (format != NULL)
      *format = found;
    return line;
  }

  return NULL;
}
