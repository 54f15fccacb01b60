/* One m-line of a call, and all of them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A description of the peer is judged on copies of the lines first; they
 * replace what was agreed only if the call can go on with them.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

GstSipSdpLine *
gst_sip_sdp_line_new (guint index, GstSipMediaKind kind)
{
  GstSipSdpLine *self = g_new0 (GstSipSdpLine, 1);

  self->index = index;
  self->kind = kind;
  self->webrtc_index = GST_SIP_SDP_NONE;
  self->input = GST_SIP_SDP_NONE;
  self->remote_direction = GST_SIP_SDP_SENDRECV;
  self->formats = gst_sip_sdp_formats_new ();
  self->events = gst_sip_sdp_formats_new ();
  return self;
}

void
gst_sip_sdp_line_free (GstSipSdpLine *self)
{
  g_free (self->reason);
  g_ptr_array_unref (self->formats);
  g_ptr_array_unref (self->events);
  g_free (self->mid);
  g_free (self->webrtc_mid);
  g_free (self);
}

void
gst_sip_sdp_line_refuse (GstSipSdpLine *line, const gchar *reason)
{
  line->accepted = FALSE;
  line->direction = GST_SIP_SDP_INACTIVE;
  line->input = GST_SIP_SDP_NONE;
  g_free (line->reason);
  line->reason = g_strdup (reason);
}

static gpointer
copy_format (gconstpointer format, gpointer user_data)
{
  return gst_sip_sdp_format_copy (format);
}

static GPtrArray *
copy_formats (GPtrArray *formats)
{
  return g_ptr_array_copy (formats, copy_format, NULL);
}

static gpointer
copy_line (gconstpointer original, gpointer user_data)
{
  const GstSipSdpLine *line = original;
  GstSipSdpLine *copy = g_memdup2 (line, sizeof *line);

  copy->reason = g_strdup (line->reason);
  copy->formats = copy_formats (line->formats);
  copy->events = copy_formats (line->events);
  copy->mid = g_strdup (line->mid);
  copy->webrtc_mid = g_strdup (line->webrtc_mid);
  return copy;
}

GPtrArray *
gst_sip_sdp_lines_copy (GPtrArray *lines)
{
  return g_ptr_array_copy (lines, copy_line, NULL);
}

/* Lines keep their addresses: others point at them. */
void
gst_sip_sdp_session_commit (GstSipSdpSession *self, GPtrArray *lines,
    GstSipSdpRemote *remote)
{
  for (guint i = 0; i < lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (lines, i);

    line->agreed = line->direction;
    if (i < self->lines->len) {
      GstSipSdpLine *old = g_ptr_array_index (self->lines, i);
      GstSipSdpLine content = *old;

      *old = *line;
      *line = content;
    } else {
      g_ptr_array_add (self->lines, copy_line (line, NULL));
    }
  }

  gst_sip_sdp_remote_ref (remote);
  g_clear_pointer (&self->remote, gst_sip_sdp_remote_unref);
  self->remote = remote;
}

gboolean
gst_sip_sdp_lines_is_any_accepted (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    if (((GstSipSdpLine *) g_ptr_array_index (lines, i))->accepted)
      return TRUE;

  return FALSE;
}

/* The line that the caller cares for most: the first audio line. */
gchar *
gst_sip_sdp_lines_explain (GPtrArray *lines)
{
  const GstSipSdpLine *worst = NULL;

  for (guint i = 0; i < lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (lines, i);

    if (worst == NULL || (line->kind < worst->kind))
      worst = line;
  }

  if (worst == NULL)
    return g_strdup ("it has no m-lines");
  return g_strdup_printf ("m-line %u (%s): %s", worst->index,
      gst_sip_media_kind_to_string (worst->kind), worst->reason);
}

void
gst_sip_sdp_line_refuse_formats (GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  g_autofree gchar *reason =
      g_strdup_printf ("no codec in common (first format '%s')", media->format);

  gst_sip_sdp_line_refuse (line, reason);
}

/* A line that starts inactive is on hold. The text goes to both ends. */
void
gst_sip_sdp_line_refuse_useless (GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  if (media->direction == GST_SIP_SDP_INACTIVE ||
      (gst_sip_sdp_direction_mirror (media->direction) & line->wanted) != 0)
    return;

  gst_sip_sdp_line_refuse (line,
      media->direction == GST_SIP_SDP_RECVONLY
          ? "neither end sends: both only receive"
          : "neither end receives: both only send");
}

const GstSipSdpFormat *
gst_sip_sdp_line_get_format (const GstSipSdpLine *line)
{
  return line->accepted && line->formats->len > 0
      ? g_ptr_array_index (line->formats, 0)
      : NULL;
}

const GstSipSdpFormat *
gst_sip_sdp_line_get_event (const GstSipSdpLine *line)
{
  const GstSipSdpFormat *format = gst_sip_sdp_line_get_format (line);

  for (guint i = 0; format != NULL && i < line->events->len; i++) {
    const GstSipSdpFormat *event = g_ptr_array_index (line->events, i);

    if (event->codec->clock_rate == format->codec->clock_rate)
      return event;
  }

  return NULL;
}

static void
append_caps (GstCaps *caps, GPtrArray *formats, guint32 ssrc)
{
  for (guint i = 0; i < formats->len; i++) {
    const GstSipSdpFormat *format = g_ptr_array_index (formats, i);

    gst_caps_append_structure (caps,
        gst_sip_codec_to_structure (format->codec, format->webrtc_type, ssrc));
  }
}

GstCaps *
gst_sip_sdp_line_get_codec_preferences (const GstSipSdpLine *line, guint32 ssrc)
{
  GstCaps *caps = gst_caps_new_empty ();

  append_caps (caps, line->formats, ssrc);
  append_caps (caps, line->events, ssrc);
  return caps;
}
