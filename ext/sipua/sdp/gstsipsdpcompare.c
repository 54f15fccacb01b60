/* How much of the media a later description of the peer moves
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Hold, resume and session refresh (RFC 4028) come as whole offers, and most
 * of them change nothing that webrtcbin would have to know.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

static gboolean
has_new_candidate (const GstSipSdpMedia *before, const GstSipSdpMedia *after)
{
  for (guint i = 0; i < after->candidates->len; i++)
    if (!g_ptr_array_find_with_equal_func (before->candidates,
            g_ptr_array_index (after->candidates, i), g_str_equal, NULL))
      return TRUE;

  return FALSE;
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
      gst_sip_sdp_formats_match (after->formats, format) == NULL)
    return GST_SIP_SDP_CODECS;
  return has_new_candidate (before, after) ? GST_SIP_SDP_CANDIDATES
                                           : GST_SIP_SDP_SAME;
}

/* Whether a line would be taken that webrtcbin does not know yet. */
static gboolean
has_new_line (const GstSipSdpSession *self, const GstSipSdpRemote *remote,
    const GstSipSdpWants *wants)
{
  g_autoptr (GPtrArray) lines =
      gst_sip_sdp_session_judge_offer (self, remote, wants);

  for (guint i = 0; i < lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (lines, i);

    if (line->accepted && line->webrtc_index == GST_SIP_SDP_NONE)
      return TRUE;
  }

  return FALSE;
}

GstSipSdpChange
gst_sip_sdp_session_compare (const GstSipSdpSession *self,
    const GstSipSdpRemote *remote, const GstSipSdpWants *wants)
{
  GstSipSdpChange change = has_new_line (self, remote, wants)
      ? GST_SIP_SDP_CODECS
      : GST_SIP_SDP_SAME;
  guint n_lines = MIN (self->lines->len, remote->media->len);

  for (guint i = 0; i < n_lines; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->lines, i);

    if (line->accepted)
      change = MAX (change,
          compare_line (line, gst_sip_sdp_remote_get_media (remote, i)));
  }

  return change;
}
