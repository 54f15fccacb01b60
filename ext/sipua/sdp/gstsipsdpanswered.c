/* Answers of the peer: what is left of our offer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <gst/sip/base/gstsiperror.h>

/* The peer's order says what it would rather be sent (RFC 3264 section 7). */
static void
sort_like (GPtrArray *formats, GPtrArray *theirs)
{
  guint n_sorted = 0;

  for (guint i = 0; i < theirs->len; i++) {
    const GstSipSdpFormat *format =
        gst_sip_sdp_formats_match (formats, g_ptr_array_index (theirs, i));
    guint index;

    if (format == NULL || !g_ptr_array_find (formats, format, &index) ||
        index < n_sorted)
      continue;
    g_ptr_array_insert (formats, (gint) n_sorted++,
        g_ptr_array_steal_index (formats, index));
  }
}

/* The peer took the line onto the transport that we offered for it. */
static gboolean
is_on_transport (const GstSipSdpSession *self, const GstSipSdpMedia *media,
    const GstSipSdpMedia *first)
{
  return !self->bundle || first == NULL ||
      (media->bundle >= 0 && media->bundle == first->bundle);
}

static void
judge_answered (const GstSipSdpSession *self, GstSipSdpLine *line,
    const GstSipSdpMedia *media, const GstSipSdpMedia *first)
{
  if (media == NULL)
    gst_sip_sdp_line_refuse (line, "left out of the answer");
  else if (media->rejected || media->kind != line->kind)
    gst_sip_sdp_line_refuse (line, "refused by the peer");
  else if (media->trouble != NULL)
    gst_sip_sdp_line_refuse (line, media->trouble);
  else if (!is_on_transport (self, media, first))
    gst_sip_sdp_line_refuse (line, "not bundled by the peer");
  if (!line->accepted)
    return;

  gst_sip_sdp_formats_keep_shared (line->formats, media->formats);
  gst_sip_sdp_formats_keep_shared (line->events, media->events);
  if (line->formats->len == 0) {
    gst_sip_sdp_line_refuse_formats (line, media);
    return;
  }

  line->remote_direction = media->direction;
  line->direction &= gst_sip_sdp_direction_mirror (media->direction);
  /* In a later exchange one of us holds, and what is sent goes on. */
  if (self->remote == NULL) {
    sort_like (line->formats, media->formats);
    gst_sip_sdp_line_refuse_useless (line, media);
  }
  if (line->setup != GST_SIP_SDP_SETUP_MISSING)
    return;
  line->setup = media->setup == GST_SIP_SDP_SETUP_PASSIVE
      ? GST_SIP_SDP_SETUP_ACTIVE
      : GST_SIP_SDP_SETUP_PASSIVE;
}

static GPtrArray *
judge_answer (GstSipSdpSession *self, const GstSipSdpRemote *remote)
{
  GPtrArray *lines = gst_sip_sdp_lines_copy (self->lines);
  const GstSipSdpMedia *first = NULL;

  for (guint i = 0; i < lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (lines, i);
    const GstSipSdpMedia *media = gst_sip_sdp_remote_get_media (remote, i);

    line->remote = media;
    if (!line->accepted)
      continue;
    judge_answered (self, line, media, first);
    if (line->accepted && first == NULL)
      first = media;
  }

  return lines;
}

gboolean
gst_sip_sdp_session_take_answer (GstSipSdpSession *self,
    GstSipSdpRemote *remote, GError **error)
{
  g_autoptr (GPtrArray) lines = judge_answer (self, remote);

  if (!gst_sip_sdp_lines_is_any_accepted (lines)) {
    g_autofree gchar *why = gst_sip_sdp_lines_explain (lines);

    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "the answer cannot be used: %s", why);
    return FALSE;
  }

  gst_sip_sdp_session_commit (self, lines, remote);
  return TRUE;
}
