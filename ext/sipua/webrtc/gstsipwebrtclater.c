/* The media of one call: later offers and answers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * webrtcbin took part in the first exchange only. What comes later is compared
 * with that: most of it changes directions.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <gst/sip/base/gstsiperror.h>

#include "gst/sip/ua/gstsipmedia-private.h"

static void
add_candidates (GstSipWebrtc *self, const GstSipSdpLine *line)
{
  for (guint i = 0; i < line->remote->candidates->len; i++) {
    g_autofree gchar *candidate = g_strdup_printf ("candidate:%s",
        (const gchar *) g_ptr_array_index (line->remote->candidates, i));

    g_signal_emit_by_name (self->webrtcbin, "add-ice-candidate",
        line->webrtc_index, candidate);
  }
}

static void
add_new_candidates (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (line->line->accepted && line->line->remote != NULL)
      add_candidates (self, line->line);
  }
}

static GError *
judge_change (GstSipSdpChange change)
{
  switch (change) {
    case GST_SIP_SDP_SAME:
    case GST_SIP_SDP_CANDIDATES:
      return NULL;
    case GST_SIP_SDP_CODECS:
      return g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
          "other codecs or more media in mid-call are not supported");
    case GST_SIP_SDP_ICE_RESTART:
      return g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
          "an ICE restart in mid-call is not supported");
    case GST_SIP_SDP_NEW_PEER:
    default:
      return g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
          "another DTLS peer in mid-call is not supported");
  }
}

void
gst_sip_webrtc_answer_later_offer (GstSipWebrtc *self, GstSipSdpRemote *remote)
{
  GstSipSdpChange change =
      gst_sip_sdp_session_compare (self->session, remote, NULL);
  GError *error = judge_change (change);

  if (error != NULL || !gst_sip_webrtc_verify_again (self, remote, &error) ||
      !gst_sip_sdp_session_take_offer (self->session, remote, NULL, &error)) {
    gst_sip_webrtc_refuse (self, 488, error);
    return;
  }

  if (change == GST_SIP_SDP_CANDIDATES)
    add_new_candidates (self);
  gst_sip_webrtc_renumber (self);
  gst_sip_webrtc_update_flow (self);
  gst_sip_webrtc_describe (self, NULL);
}

/* Answers. The peer connection of the call cannot move: an answer of anyone
 * but the peer that it leads to stops the media at once, and ends the call. */

static GError *
judge_answer (GstSipWebrtc *self, const GstSipSdpRemote *remote,
    GstSipSdpChange change)
{
  GError *error = NULL;

  if (change == GST_SIP_SDP_NEW_PEER)
    error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "the answer promises another certificate than the one of the peer that "
        "has the media");
  else if (change == GST_SIP_SDP_ICE_RESTART)
    error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "the answer has other ICE credentials than those that are in use");
  else
    gst_sip_webrtc_verify_again (self, remote, &error);

  return error;
}

void
gst_sip_webrtc_accept_later_answer (GstSipWebrtc *self, GstSipSdpRemote *remote)
{
  GstSipSdpChange change =
      gst_sip_sdp_session_compare (self->session, remote, NULL);
  GError *error = judge_answer (self, remote, change);

  if (error != NULL ||
      !gst_sip_sdp_session_take_answer (self->session, remote, &error)) {
    gst_sip_webrtc_give_up (self, error);
    return;
  }

  if (change == GST_SIP_SDP_CANDIDATES)
    add_new_candidates (self);
  gst_sip_webrtc_renumber (self);
  gst_sip_webrtc_update_flow (self);
}

/* The first description of a dialog is the answer, and what follows is ignored
 * (RFC 3261 section 13.2.1), unless it shows that the peer has moved: a server
 * may take the same certificate to several places. */
static void
confirm_same (GstSipWebrtc *self, GstSipSdpRemote *remote)
{
  GstSipSdpChange change =
      gst_sip_sdp_session_compare (self->session, remote, NULL);
  GError *error;

  if (change == GST_SIP_SDP_ICE_RESTART && !self->connected)
    change = GST_SIP_SDP_SAME;
  error = judge_answer (self, remote, change);
  if (error != NULL)
    gst_sip_webrtc_give_up (self, error);
}

/* The answer of another fork counts if it leads to the same place, as that of a
 * server which anchors all of them does. */
static void
confirm_other (GstSipWebrtc *self, GstSipSdpRemote *remote)
{
  GstSipSdpChange change =
      gst_sip_sdp_session_compare (self->session, remote, NULL);
  GError *error = judge_answer (self, remote, change);

  if (error == NULL)
    error = judge_change (change);
  if (error != NULL ||
      !gst_sip_sdp_session_take_answer (self->session, remote, &error)) {
    g_prefix_error (&error, GST_SIP_MEDIA_OTHER_DEVICE ": ");
    gst_sip_webrtc_give_up (self, error);
    return;
  }

  gst_sip_webrtc_renumber (self);
  gst_sip_webrtc_update_flow (self);
}

void
gst_sip_webrtc_confirm_answer (GstSipMedia *media, const gchar *content_type,
    GBytes *answer, gboolean same_dialog)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);
  GError *error = NULL;
  g_autoptr (GstSipSdpRemote) remote = NULL;

  if (self->phase == GST_SIP_WEBRTC_OVER)
    return;

  remote = gst_sip_webrtc_read_body (content_type, answer, &error);
  if (remote == NULL)
    gst_sip_webrtc_give_up (self, error);
  else if (same_dialog)
    confirm_same (self, remote);
  else
    confirm_other (self, remote);
}
