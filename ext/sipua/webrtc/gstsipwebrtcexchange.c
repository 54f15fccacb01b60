/* The media of one call: offers and answers, step by step
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <string.h>

#include <gst/sip/base/gstsiperror.h>

/* What is said */

void
gst_sip_webrtc_refuse (GstSipWebrtc *self, guint status, GError *error)
{
  g_autoptr (GError) owned = error;

  /* A peer may offer as often as it likes. */
  gst_sip_log_complain (self->log, g_get_monotonic_time (), GST_SIP_LOG_MEDIA,
      self->label, "%s", error->message);
  gst_sip_media_refused (GST_SIP_MEDIA (self), status, error);
}

void
gst_sip_webrtc_describe (GstSipWebrtc *self, const GstSDPMessage *local)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  gchar *text = gst_sip_sdp_session_write (self->session, local, &error);

  if (text == NULL) {
    gst_sip_webrtc_give_up (self, g_steal_pointer (&error));
    return;
  }

  body = g_bytes_new_take (text, strlen (text));
  gst_sip_media_described (GST_SIP_MEDIA (self), body);
}

/* Of one message only: a body of another type holds no description for us. */
GstSipSdpRemote *
gst_sip_webrtc_read_body (const gchar *content_type, GBytes *body,
    GError **error)
{
  gsize length;
  const gchar *text = g_bytes_get_data (body, &length);

  if (content_type != NULL &&
      g_ascii_strncasecmp (content_type, "application/sdp", 15) != 0) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "expected a body of type application/sdp, got '%s'", content_type);
    return NULL;
  }

  return gst_sip_sdp_remote_parse (text, length, error);
}

/* The first exchange */

static GstWebRTCSessionDescription *
take_description (const GstStructure *reply, const gchar *field)
{
  GstWebRTCSessionDescription *description = NULL;

  if (reply != NULL)
    gst_structure_get (reply, field, GST_TYPE_WEBRTC_SESSION_DESCRIPTION,
        &description, NULL);

  return description;
}

static void
on_local_set (GstSipWebrtc *self, const GstStructure *reply)
{
  gst_sip_webrtc_gather (self);
}

static void
set_local (GstSipWebrtc *self, const GstStructure *reply, const gchar *field)
{
  g_autoptr (GstWebRTCSessionDescription) created =
      take_description (reply, field);
  g_autoptr (GstWebRTCSessionDescription) adjusted = NULL;

  if (created == NULL) {
    gst_sip_webrtc_give_up_text (self, "webrtcbin gave no %s", field);
    return;
  }

  adjusted = gst_webrtc_session_description_new (created->type,
      gst_sip_sdp_session_adjust_local (self->session, created->sdp));
  gst_sip_webrtc_ask (self, "set-local-description", adjusted, on_local_set);
}

static void
set_remote (GstSipWebrtc *self, GstWebRTCSDPType type,
    GstSipWebrtcReplyFunc func)
{
  g_autoptr (GstWebRTCSessionDescription) remote =
      gst_webrtc_session_description_new (type,
          gst_sip_sdp_session_get_remote_description (self->session));

  gst_sip_webrtc_ask (self, "set-remote-description", remote, func);
}

/* Our own refresh, or the peer's offer that came with its ACK or right after
 * its 2xx: webrtcbin needs some ms for the answer before it. */
static void
go_on (GstSipWebrtc *self)
{
  g_autoptr (GstSipSdpRemote) offer = g_steal_pointer (&self->waiting_offer);

  if (self->phase != GST_SIP_WEBRTC_NEGOTIATED)
    return;

  if (offer != NULL) {
    gst_sip_webrtc_answer_later_offer (self, offer);
  } else if (self->owes_offer) {
    self->owes_offer = FALSE;
    gst_sip_webrtc_create_offer (GST_SIP_MEDIA (self));
  }
}

/* The preferences have done their work: what the payloaders make must not be
 * measured by them, or H.264 is not-negotiated. */
static void
set_negotiated (GstSipWebrtc *self)
{
  self->phase = GST_SIP_WEBRTC_NEGOTIATED;
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    g_object_set (line->transceiver, "codec-preferences", NULL, NULL);
  }
  gst_sip_webrtc_warn_of_idle_inputs (self);
  gst_sip_webrtc_renumber (self);
  gst_sip_webrtc_connect (self);
  go_on (self);
}

void
gst_sip_webrtc_gathered (GstSipWebrtc *self)
{
  g_autoptr (GstWebRTCSessionDescription) local = NULL;
  gboolean answering = self->phase == GST_SIP_WEBRTC_ANSWERING;

  gst_sip_webrtc_release (self);
  g_object_get (self->webrtcbin, "local-description", &local, NULL);
  if (local == NULL) {
    gst_sip_webrtc_give_up_text (self, "webrtcbin has no local description");
    return;
  }

  if (!gst_sip_webrtc_check_relay (self, local->sdp))
    return;

  gst_sip_webrtc_name_sources (self);
  gst_sip_webrtc_describe (self, local->sdp);
  if (self->phase == GST_SIP_WEBRTC_OFFERING)
    self->phase = GST_SIP_WEBRTC_OFFERED;
  else if (answering && self->phase == GST_SIP_WEBRTC_ANSWERING)
    set_negotiated (self);
}

static gboolean
build (GstSipWebrtc *self, GstWebRTCBundlePolicy bundle)
{
  GError *error = NULL;

  if (!gst_sip_webrtc_build (self, bundle, &error)) {
    gst_sip_webrtc_give_up (self, error);
    return FALSE;
  }

  gst_sip_webrtc_add_lines (self);
  return TRUE;
}

static void
on_offer_created (GstSipWebrtc *self, const GstStructure *reply)
{
  set_local (self, reply, "offer");
}

static void
build_and_offer (GstSipWebrtc *self, gpointer unused)
{
  if (build (self,
          self->settings.offer_bundle ? GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE
                                      : GST_WEBRTC_BUNDLE_POLICY_NONE))
    gst_sip_webrtc_ask (self, "create-offer", NULL, on_offer_created);
}

/* As it was: nothing has been built. */
static void
refuse_first (GstSipWebrtc *self, guint status, GError *error)
{
  self->phase = GST_SIP_WEBRTC_NEW;
  gst_sip_webrtc_refuse (self, status, error);
}

static void
offer_what_comes_in (GstSipWebrtc *self, gpointer unused)
{
  g_auto (GstSipSdpWants) wants = gst_sip_webrtc_get_wants (self, TRUE);
  GError *error = NULL;

  if (!gst_sip_sdp_session_make_offer (self->session, &wants, &error)) {
    refuse_first (self, 500, error);
    return;
  }
  if (!gst_sip_webrtc_reserve (self, self->session, &error)) {
    refuse_first (self, 503, error);
    return;
  }

  gst_sip_webrtc_choose_servers (self, build_and_offer);
}

static void
make_first_offer (GstSipWebrtc *self)
{
  self->phase = GST_SIP_WEBRTC_OFFERING;
  gst_sip_webrtc_settle_inputs (self, offer_what_comes_in);
}

static void
on_answer_created (GstSipWebrtc *self, const GstStructure *reply)
{
  set_local (self, reply, "answer");
}

static void
on_offer_taken (GstSipWebrtc *self, const GstStructure *reply)
{
  gst_sip_webrtc_ask (self, "create-answer", NULL, on_answer_created);
}

static void
build_and_answer (GstSipWebrtc *self, gpointer unused)
{
  if (build (self, GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE))
    set_remote (self, GST_WEBRTC_SDP_TYPE_OFFER, on_offer_taken);
}

static void
answer_with_what_comes_in (GstSipWebrtc *self, gpointer unused)
{
  g_autoptr (GstSipSdpRemote) remote = g_steal_pointer (&self->waiting_offer);
  g_auto (GstSipSdpWants) wants = gst_sip_webrtc_get_wants (self, FALSE);
  GError *error = NULL;

  if (!gst_sip_sdp_session_take_offer (self->session, remote, &wants, &error)) {
    refuse_first (self, 488, error);
    return;
  }
  if (!gst_sip_webrtc_reserve (self, self->session, &error)) {
    refuse_first (self, 486, error);
    return;
  }

  gst_sip_webrtc_choose_servers (self, build_and_answer);
}

static void
answer_first_offer (GstSipWebrtc *self, GstSipSdpRemote *remote)
{
  self->phase = GST_SIP_WEBRTC_ANSWERING;
  self->waiting_offer = gst_sip_sdp_remote_ref (remote);
  gst_sip_webrtc_settle_inputs (self, answer_with_what_comes_in);
}

static void
on_answer_taken (GstSipWebrtc *self, const GstStructure *reply)
{
  set_negotiated (self);
}

static void
accept_first_answer (GstSipWebrtc *self, GstSipSdpRemote *remote)
{
  GError *error = NULL;

  if (!gst_sip_sdp_session_take_answer (self->session, remote, &error)) {
    gst_sip_webrtc_give_up (self, error);
    return;
  }

  self->phase = GST_SIP_WEBRTC_ACCEPTING;
  set_remote (self, GST_WEBRTC_SDP_TYPE_ANSWER, on_answer_taken);
}

/* What the call asks for */

gboolean
gst_sip_webrtc_check_offer (GstSipMedia *media, const gchar *content_type,
    GBytes *offer, GError **error)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);
  g_auto (GstSipSdpWants) wants = gst_sip_webrtc_get_wants (self, FALSE);
  g_autoptr (GstSipSdpSession) trial = gst_sip_sdp_session_new (0);
  g_autoptr (GstSipSdpRemote) remote =
      gst_sip_webrtc_read_body (content_type, offer, error);

  return remote != NULL &&
      gst_sip_sdp_session_take_offer (trial, remote, &wants, error) &&
      gst_sip_webrtc_reserve (self, trial, error);
}

void
gst_sip_webrtc_create_offer (GstSipMedia *media)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);

  if (self->phase == GST_SIP_WEBRTC_NEW) {
    make_first_offer (self);
  } else if (self->phase == GST_SIP_WEBRTC_NEGOTIATED) {
    gst_sip_sdp_session_offer_again (self->session);
    gst_sip_webrtc_describe (self, NULL);
  } else if (self->phase == GST_SIP_WEBRTC_ACCEPTING) {
    self->owes_offer = TRUE;
  } else {
    gst_sip_webrtc_refuse (self, 500,
        g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_STATE,
            "an exchange of descriptions is under way"));
  }
}

void
gst_sip_webrtc_create_answer (GstSipMedia *media, const gchar *content_type,
    GBytes *offer)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);
  GError *error = NULL;
  g_autoptr (GstSipSdpRemote) remote =
      gst_sip_webrtc_read_body (content_type, offer, &error);

  if (remote == NULL)
    gst_sip_webrtc_refuse (self, 488, error);
  else if (self->phase == GST_SIP_WEBRTC_NEW)
    answer_first_offer (self, remote);
  else if (self->phase == GST_SIP_WEBRTC_NEGOTIATED)
    gst_sip_webrtc_answer_later_offer (self, remote);
  else if (self->phase == GST_SIP_WEBRTC_ACCEPTING)
    self->waiting_offer = gst_sip_sdp_remote_ref (remote);
  else
    gst_sip_webrtc_refuse (self, 491,
        g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_STATE,
            "an exchange of descriptions is under way"));
}

void
gst_sip_webrtc_accept_answer (GstSipMedia *media, const gchar *content_type,
    GBytes *answer)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);
  GError *error = NULL;
  g_autoptr (GstSipSdpRemote) remote =
      gst_sip_webrtc_read_body (content_type, answer, &error);

  if (remote == NULL)
    gst_sip_webrtc_give_up (self, error);
  else if (self->phase == GST_SIP_WEBRTC_OFFERED)
    accept_first_answer (self, remote);
  else if (self->phase == GST_SIP_WEBRTC_NEGOTIATED)
    gst_sip_webrtc_accept_later_answer (self, remote);
}
