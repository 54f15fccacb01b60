/* Offers and answers of the peer: which lines, which formats, which way
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A whole description is judged on copies of the lines first; they replace
 * what was agreed only if the call can go on with them.
 */
#include "ext/sipua/gstsipsdp-private.h"

#include <gst/sip/base/gstsiperror.h>

static void
refuse (GstSipSdpLine *line, const gchar *reason)
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

/* Lines keep their addresses: others point at them. */
static void
commit (GstSipSdpSession *self, GPtrArray *lines, GstSipSdpRemote *remote)
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

static gboolean
is_any_accepted (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    if (((GstSipSdpLine *) g_ptr_array_index (lines, i))->accepted)
      return TRUE;

  return FALSE;
}

/* The line that the caller cares for most: the first audio line. */
static gchar *
explain (GPtrArray *lines)
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

static void
keep_shared (GPtrArray *formats, GPtrArray *theirs)
{
  for (guint i = formats->len; i > 0; i--) {
    GstSipSdpFormat *format = g_ptr_array_index (formats, i - 1);
    const GstSipSdpFormat *other = gst_sip_sdp_formats_find (theirs, format);

    if (other == NULL)
      g_ptr_array_remove_index (formats, i - 1);
    else
      format->feedback &= other->feedback;
  }
}

static void
share_nothing (GstSipSdpLine *line, const GstSipSdpMedia *media)
{
  g_autofree gchar *reason =
      g_strdup_printf ("no codec in common (first format '%s')", media->format);

  refuse (line, reason);
}

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
  if (n_outputs < wish->n_outputs)
    line->wanted |= GST_SIP_SDP_RECVONLY;
}

static void
accept_new (const Judgement *judgement, GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  const GstSipSdpWish *wish = get_wish (judgement, line->kind);

  assign (judgement, line);
  if (wish->codecs == NULL || line->wanted == GST_SIP_SDP_INACTIVE) {
    refuse (line, "nothing to send on it, and nothing wanted from it");
    return;
  }

  g_ptr_array_unref (line->formats);
  g_ptr_array_unref (line->events);
  line->formats = gst_sip_sdp_formats_choose (media, wish->codecs);
  line->events = judgement->wants->events ? gst_sip_sdp_events_choose (media)
                                          : gst_sip_sdp_formats_new ();
  if (line->formats->len == 0) {
    share_nothing (line, media);
    return;
  }

  line->accepted = TRUE;
  g_clear_pointer (&line->reason, g_free);
}

/* The line stays as it is as long as what we send is still taken. */
static void
accept_again (const Judgement *judgement, GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  const GstSipSdpFormat *first = gst_sip_sdp_line_get_format (line);

  if (first != NULL && gst_sip_sdp_formats_find (media->formats, first)) {
    keep_shared (line->formats, media->formats);
    keep_shared (line->events, media->events);
  } else if (judgement->wants != NULL) {
    accept_new (judgement, line, media);
  } else {
    share_nothing (line, media);
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

  /* A line that starts inactive is on hold; one on which nothing could ever
   * flow is useless. */
  if (line->agreed == GST_SIP_SDP_INACTIVE && possible == 0 &&
      media->direction != GST_SIP_SDP_INACTIVE &&
      line->webrtc_index == GST_SIP_SDP_NONE)
    refuse (line,
        line->wanted & GST_SIP_SDP_SENDONLY
            ? "the peer only sends, and nothing is wanted from it"
            : "the peer only receives, and there is nothing to send");
}

static void
judge_offered (const Judgement *judgement, GstSipSdpLine *line,
    const GstSipSdpMedia *media)
{
  g_free (line->mid);
  line->mid = g_strdup (media->mid);
  line->remote = media;

  if (media->rejected)
    refuse (line, "closed by the peer");
  else if (media->kind == GST_SIP_MEDIA_OTHER)
    refuse (line, "neither audio nor video");
  else if (media->trouble != NULL)
    refuse (line, media->trouble);
  else if (line->accepted && line->kind != media->kind)
    refuse (line, "turned from audio to video, or back");
  else if (line->accepted)
    accept_again (judgement, line, media);
  else if (judgement->wants != NULL && line->webrtc_index == GST_SIP_SDP_NONE)
    accept_new (judgement, line, media);
  else
    refuse (line, "no new line is taken now");

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
  GPtrArray *lines = g_ptr_array_copy (self->lines, copy_line, NULL);
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
  if (!is_any_accepted (lines)) {
    g_autofree gchar *why = explain (lines);

    g_set_error (error, GST_SIP_STATUS, 488, "the offer cannot be used: %s",
        why);
    return FALSE;
  }

  show_lines (self, lines);
  self->offering = FALSE;
  commit (self, lines, remote);
  return TRUE;
}

/* The peer's order says what it would rather be sent (RFC 3264 section 7). */
static void
sort_like (GPtrArray *formats, GPtrArray *theirs)
{
  guint n_sorted = 0;

  for (guint i = 0; i < theirs->len; i++) {
    const GstSipSdpFormat *format =
        gst_sip_sdp_formats_find (formats, g_ptr_array_index (theirs, i));
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
    refuse (line, "left out of the answer");
  else if (media->rejected || media->kind != line->kind)
    refuse (line, "refused by the peer");
  else if (media->trouble != NULL)
    refuse (line, media->trouble);
  else if (!is_on_transport (self, media, first))
    refuse (line, "not bundled by the peer");
  if (!line->accepted)
    return;

  keep_shared (line->formats, media->formats);
  keep_shared (line->events, media->events);
  if (line->formats->len == 0) {
    share_nothing (line, media);
    return;
  }

  sort_like (line->formats, media->formats);
  line->remote_direction = media->direction;
  line->direction &= gst_sip_sdp_direction_mirror (media->direction);
  if (line->setup != GST_SIP_SDP_SETUP_MISSING)
    return;
  line->setup = media->setup == GST_SIP_SDP_SETUP_PASSIVE
      ? GST_SIP_SDP_SETUP_ACTIVE
      : GST_SIP_SDP_SETUP_PASSIVE;
}

static GPtrArray *
judge_answer (GstSipSdpSession *self, const GstSipSdpRemote *remote)
{
  GPtrArray *lines = g_ptr_array_copy (self->lines, copy_line, NULL);
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

  if (!is_any_accepted (lines)) {
    g_autofree gchar *why = explain (lines);

    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "the answer cannot be used: %s", why);
    return FALSE;
  }

  commit (self, lines, remote);
  return TRUE;
}
