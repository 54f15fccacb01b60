/* How much of the media a later description of the peer moves
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Hold, resume and session refresh (RFC 4028) come as whole offers, and most
 * of them change nothing that webrtcbin would have to know.
 */
#include "ext/sipua/gstsipsdp-private.h"

static gboolean
has_new_candidate (const GstSipSdpMedia *before, const GstSipSdpMedia *after)
{
  for (guint i = 0; i < after->candidates->len; i++)
    if (!g_ptr_array_find_with_equal_func (before->candidates,
            g_ptr_array_index (after->candidates, i), g_str_equal, NULL))
      return TRUE;

  return FALSE;
}

static gboolean
would_take (const GstSipSdpMedia *media, const GstSipSdpWants *wants)
{
  const GstSipSdpWish *wish;
  g_autoptr (GPtrArray) formats = NULL;

  if (wants == NULL || media->rejected || media->trouble != NULL ||
      media->kind == GST_SIP_MEDIA_OTHER)
    return FALSE;

  wish = media->kind == GST_SIP_MEDIA_AUDIO ? &wants->audio : &wants->video;
  formats = gst_sip_sdp_formats_choose (media, wish->codecs);
  return formats->len > 0 && MAX (wish->n_inputs, wish->n_outputs) > 0;
}

static GstSipSdpChange
compare_line (const GstSipSdpLine *line, const GstSipSdpMedia *after)
{
  const GstSipSdpMedia *before = line->remote;
  const GstSipSdpFormat *format = gst_sip_sdp_line_get_format (line);

  if (after->rejected || after->trouble != NULL || before == NULL ||
      after->kind != line->kind)
    return GST_SIP_SDP_SAME;

  if (!gst_sip_sdp_fingerprints_overlap (before->fingerprints,
          after->fingerprints))
    return GST_SIP_SDP_NEW_PEER;
  if (g_strcmp0 (before->ufrag, after->ufrag) != 0 ||
      g_strcmp0 (before->pwd, after->pwd) != 0)
    return GST_SIP_SDP_ICE_RESTART;
  if (format == NULL ||
      gst_sip_sdp_formats_find (after->formats, format) == NULL)
    return GST_SIP_SDP_CODECS;
  return has_new_candidate (before, after) ? GST_SIP_SDP_CANDIDATES
                                           : GST_SIP_SDP_SAME;
}

/* How many lines of a kind are agreed: more than we have use for are no news.
 */
static gboolean
has_room (const GstSipSdpSession *self, GstSipMediaKind kind,
    const GstSipSdpWants *wants)
{
  const GstSipSdpWish *wish =
      kind == GST_SIP_MEDIA_AUDIO ? &wants->audio : &wants->video;
  guint n_lines = 0;

  for (guint i = 0; i < self->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (line->accepted && line->kind == kind)
      n_lines++;
  }

  return n_lines < MAX (wish->n_inputs, wish->n_outputs);
}

GstSipSdpChange
gst_sip_sdp_session_compare (const GstSipSdpSession *self,
    const GstSipSdpRemote *remote, const GstSipSdpWants *wants)
{
  GstSipSdpChange change = GST_SIP_SDP_SAME;

  for (guint i = 0; i < remote->media->len; i++) {
    const GstSipSdpMedia *media = gst_sip_sdp_remote_get_media (remote, i);
    const GstSipSdpLine *line =
        i < self->lines->len ? g_ptr_array_index (self->lines, i) : NULL;

    if (line != NULL && line->accepted)
      change = MAX (change, compare_line (line, media));
    else if ((line == NULL || line->webrtc_index == GST_SIP_SDP_NONE) &&
        would_take (media, wants) && has_room (self, media->kind, wants))
      change = MAX (change, GST_SIP_SDP_CODECS);
  }

  return change;
}
