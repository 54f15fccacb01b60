/* Offers of the peer: which lines, which formats, which way
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <gst/sip/base/gstsiperror.h>

/* What is there to judge a line by. */
typedef struct
{
  const GstSipSdpSession *session;
  GPtrArray *lines;
  const GstSipSdpWants *wants;
} Judgement;

static const GstSipSdpWish *
get_wish (const Judgement *judgement, GstSipMediaKind kind)
{
  return kind == GST_SIP_MEDIA_AUDIO ? &judgement->wants->audio
                                     : &judgement->wants->video;
}

/* How many lines of its kind are received on, this one included. */
static guint
get_n_outputs (const Judgement *judgement, const GstSipSdpLine *line)
{
  const GstSipSdpWish *wish = get_wish (judgement, line->kind);

  if (!judgement->wants->sparing ||
      gst_sip_sdp_lines_share_transport (judgement->lines, line))
    return wish->n_outputs;
  return MIN (wish->n_outputs, MAX (wish->n_inputs, 1));
}

/* Gives a new line the next of our inputs and outputs. */
static void
assign (const Judgement *judgement, GstSipSdpLine *line)
{
  const GstSipSdpWish *wish = get_wish (judgement, line->kind);
  guint n_inputs = 0, n_outputs = 0;

  for (guint i = 0; i < judgement->lines->len; i++) {
    const GstSipSdpLine *other = g_ptr_array_index (judgement->lines, i);

    if (other == line || !other->accepted || other->kind != line->kind)
      continue;
    if (other->wanted & GST_SIP_SDP_SENDONLY)
      n_inputs = MAX (n_inputs, other->input + 1);
    if (other->wanted & GST_SIP_SDP_RECVONLY)
      n_outputs++;
  }

  line->wanted = GST_SIP_SDP_INACTIVE;
  if (n_inputs < wish->n_inputs) {
    line->input = n_inputs;
    line->wanted |= GST_SIP_SDP_SENDONLY;
  }
  if (n_outputs < get_n_outputs (judgement, line))
    line->wanted |= GST_SIP_SDP_RECVONLY;
}

static void
accept_new (const Judgement *judgement, GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  const GstSipSdpWish *wish = get_wish (judgement, line->kind);

  assign (judgement, line);
  if (wish->codecs == NULL || line->wanted == GST_SIP_SDP_INACTIVE) {
    gst_sip_sdp_line_refuse (line,
        "nothing to send on it, and nothing wanted from it");
    return;
  }

  g_ptr_array_unref (line->formats);
  g_ptr_array_unref (line->events);
  line->formats = gst_sip_sdp_formats_choose (media, wish->codecs);
  line->events = judgement->wants->events ? gst_sip_sdp_events_choose (media)
                                          : gst_sip_sdp_formats_new ();
  if (line->formats->len == 0) {
    gst_sip_sdp_line_refuse_formats (line, media);
    return;
  }

  line->accepted = TRUE;
  g_clear_pointer (&line->reason, g_free);
  gst_sip_sdp_line_note_meanings (line);
}

/* The line stays as it is as long as what we send is still taken. */
static void
accept_again (const Judgement *judgement, GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  const GstSipSdpFormat *first = gst_sip_sdp_line_get_format (line);

  if (first != NULL && gst_sip_sdp_formats_match (media->formats, first)) {
    gst_sip_sdp_formats_keep_shared (line->formats, media->formats);
    gst_sip_sdp_formats_keep_shared (line->events, media->events);
    gst_sip_sdp_line_follow_offer (line, judgement->lines);
  } else if (judgement->wants != NULL) {
    accept_new (judgement, line, media);
  } else {
    gst_sip_sdp_line_refuse_formats (line, media);
  }
}

static void
direct (const Judgement *judgement, GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  GstSipSdpDirection possible =
      gst_sip_sdp_direction_mirror (media->direction) & line->wanted;

  line->remote_direction = media->direction;
  line->direction =
      possible & gst_sip_sdp_session_get_wish (judgement->session, line);

  if (line->agreed == GST_SIP_SDP_INACTIVE &&
      line->webrtc_index == GST_SIP_SDP_NONE)
    gst_sip_sdp_line_refuse_useless (line, media);
}

static void
judge_offered (const Judgement *judgement, GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  g_free (line->mid);
  line->mid = g_strdup (media->mid);
  line->remote = media;

  if (media->rejected)
    gst_sip_sdp_line_refuse (line, "closed by the peer");
  else if (media->kind == GST_SIP_MEDIA_OTHER)
    gst_sip_sdp_line_refuse (line, "neither audio nor video");
  else if (media->trouble != NULL)
    gst_sip_sdp_line_refuse (line, media->trouble);
  else if (line->accepted && line->kind != media->kind)
    gst_sip_sdp_line_refuse (line, "turned from audio to video, or back");
  else if (line->accepted)
    accept_again (judgement, line, media);
  else if (judgement->wants != NULL && line->webrtc_index == GST_SIP_SDP_NONE)
    accept_new (judgement, line, media);
  else
    gst_sip_sdp_line_refuse (line, "no new line is taken now");

  if (line->accepted)
    direct (judgement, line, media);
  line->kind = media->kind;
}

static gboolean
is_mid_taken (GPtrArray *lines, const gchar *mid)
{
  for (guint i = 0; i < lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (lines, i);

    if (g_strcmp0 (line->webrtc_mid, mid) == 0 ||
        g_strcmp0 (line->mid, mid) == 0)
      return TRUE;
  }

  return FALSE;
}

/* webrtcbin before 1.28 refuses lines without a=mid. */
static gchar *
invent_mid (GPtrArray *lines, const GstSipSdpLine *line)
{
  gchar *mid = g_strdup_printf ("%s%u",
      gst_sip_media_kind_to_string (line->kind), line->index);

  while (is_mid_taken (lines, mid)) {
    gchar *longer = g_strconcat (mid, "_", NULL);

    g_free (mid);
    mid = longer;
  }

  return mid;
}

/* Shows webrtcbin the accepted lines, and only those. */
static void
show_lines (GstSipSdpSession *self, GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    GstSipSdpLine *line = g_ptr_array_index (lines, i);

    if (!line->accepted || line->webrtc_index != GST_SIP_SDP_NONE)
      continue;
    line->webrtc_index = self->n_webrtc_lines++;
    line->webrtc_mid =
        line->mid != NULL ? g_strdup (line->mid) : invent_mid (lines, line);
  }
}

GPtrArray *
gst_sip_sdp_session_judge_offer (const GstSipSdpSession *self,
    const GstSipSdpRemote *remote, const GstSipSdpWants *wants)
{
  GPtrArray *lines = gst_sip_sdp_lines_copy (self->lines);
  Judgement judgement = {self, lines, wants};

  for (guint i = 0; i < remote->media->len; i++) {
    const GstSipSdpMedia *media = gst_sip_sdp_remote_get_media (remote, i);

    if (i >= lines->len)
      g_ptr_array_add (lines, gst_sip_sdp_line_new (i, media->kind));
    judge_offered (&judgement, g_ptr_array_index (lines, i), media);
  }

  return lines;
}

gboolean
gst_sip_sdp_session_take_offer (GstSipSdpSession *self, GstSipSdpRemote *remote,
    const GstSipSdpWants *wants, GError **error)
{
  g_autoptr (GPtrArray) lines = NULL;

  if (remote->media->len < self->lines->len) {
    g_set_error (error, GST_SIP_STATUS, 488,
        "the offer has %u m-lines, and there were %u before",
        remote->media->len, self->lines->len);
    return FALSE;
  }

  lines = gst_sip_sdp_session_judge_offer (self, remote, wants);
  if (!gst_sip_sdp_lines_is_any_accepted (lines)) {
    g_autofree gchar *why = gst_sip_sdp_lines_explain (lines);

    g_set_error (error, GST_SIP_STATUS, 488, "the offer cannot be used: %s",
        why);
    return FALSE;
  }

  show_lines (self, lines);
  self->offering = FALSE;
  gst_sip_sdp_session_commit (self, lines, remote);
  return TRUE;
}
