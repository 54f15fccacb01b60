/* Values of the SDP layer: words, formats, m-lines
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include "gst/sip/base/gstsiptext.h"

#include <string.h>

/* Enough to recognise it, too little to flood a log. */
#define QUOTE_SIZE 80

GstSipSdpDirection
gst_sip_sdp_direction_mirror (GstSipSdpDirection direction)
{
  GstSipSdpDirection mirrored = GST_SIP_SDP_INACTIVE;

  if (direction & GST_SIP_SDP_SENDONLY)
    mirrored |= GST_SIP_SDP_RECVONLY;
  if (direction & GST_SIP_SDP_RECVONLY)
    mirrored |= GST_SIP_SDP_SENDONLY;

  return mirrored;
}

const gchar *
gst_sip_sdp_direction_to_string (GstSipSdpDirection direction)
{
  static const gchar *const words[] = {
      [GST_SIP_SDP_INACTIVE] = "inactive",
      [GST_SIP_SDP_SENDONLY] = "sendonly",
      [GST_SIP_SDP_RECVONLY] = "recvonly",
      [GST_SIP_SDP_SENDRECV] = "sendrecv",
  };

  return words[direction & GST_SIP_SDP_SENDRECV];
}

gchar *
gst_sip_sdp_quote (const gchar *text)
{
  return gst_sip_text_mend (text, (gssize) strnlen (text, QUOTE_SIZE),
      QUOTE_SIZE);
}

gboolean
gst_sip_sdp_scan_number (const gchar **text, guint64 max, guint64 *number)
{
  const gchar *p = *text;
  guint64 value = 0;

  for (; g_ascii_isdigit (*p); p++) {
    value = value * 10 + (guint64) (*p - '0');
    if (value > max)
      return FALSE;
  }
  if (p == *text)
    return FALSE;

  *text = p;
  *number = value;
  return TRUE;
}

GstSipSdpFormat *
gst_sip_sdp_format_new (guint payload_type, const GstSipCodec *codec)
{
  GstSipSdpFormat *self = g_new0 (GstSipSdpFormat, 1);

  self->payload_type = payload_type;
  self->remote_type = payload_type;
  self->webrtc_type = payload_type;
  self->codec = codec;
  return self;
}

GstSipSdpFormat *
gst_sip_sdp_format_copy (const GstSipSdpFormat *self)
{
  GstSipSdpFormat *copy = g_memdup2 (self, sizeof *self);

  copy->fmtp = g_strdup (self->fmtp);
  return copy;
}

void
gst_sip_sdp_format_free (GstSipSdpFormat *self)
{
  g_free (self->fmtp);
  g_free (self);
}

GPtrArray *
gst_sip_sdp_formats_new (void)
{
  return g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_sip_sdp_format_free);
}

GstSipSdpFormat *
gst_sip_sdp_formats_find_codec (GPtrArray *formats, const GstSipCodec *codec)
{
  for (guint i = 0; i < formats->len; i++) {
    GstSipSdpFormat *format = g_ptr_array_index (formats, i);

    if (format->codec == codec)
      return format;
  }

  return NULL;
}

void
gst_sip_sdp_media_free (GstSipSdpMedia *self)
{
  g_free (self->media);
  g_free (self->proto);
  g_free (self->format);
  g_free (self->mid);
  g_ptr_array_unref (self->formats);
  g_ptr_array_unref (self->events);
  g_free (self->ufrag);
  g_free (self->pwd);
  g_ptr_array_unref (self->candidates);
  g_ptr_array_unref (self->fingerprints);
  g_ptr_array_unref (self->ssrcs);
  g_free (self->trouble);
  g_free (self);
}

static void
remote_clear (GstSipSdpRemote *self)
{
  g_free (self->session_id);
  g_free (self->version);
  g_ptr_array_unref (self->media);
}

GstSipSdpRemote *
gst_sip_sdp_remote_ref (GstSipSdpRemote *self)
{
  return g_rc_box_acquire (self);
}

void
gst_sip_sdp_remote_unref (GstSipSdpRemote *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) remote_clear);
}

const GstSipSdpMedia *
gst_sip_sdp_remote_get_media (const GstSipSdpRemote *self, guint index)
{
  return index < self->media->len ? g_ptr_array_index (self->media, index)
                                  : NULL;
}
