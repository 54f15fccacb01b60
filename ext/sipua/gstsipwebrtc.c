/* The media of one call: offers and answers, step by step
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/gstsipwebrtc-private.h"

#include <string.h>

#include <gst/sip/base/gstsiperror.h>

#include "ext/sipua/gstsipcoders.h"

G_DEFINE_FINAL_TYPE (GstSipWebrtc, gst_sip_webrtc, GST_TYPE_SIP_MEDIA)

/* Lines of one kind in the offer of a peer that we take. */
#define MAX_TAKEN 4

void
gst_sip_webrtc_log (GstSipWebrtc *self, GstSipLogLevel level,
    const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  gst_sip_log_write (self->log, GST_SIP_LOG_MEDIA, level, self->label, "%s",
      text);
}

static gboolean
owes_description (GstSipWebrtc *self)
{
  return self->phase == GST_SIP_WEBRTC_OFFERING ||
      self->phase == GST_SIP_WEBRTC_ANSWERING;
}

void
gst_sip_webrtc_give_up (GstSipWebrtc *self, GError *error)
{
  g_autoptr (GError) owned = error;
  gboolean refuse = owes_description (self);

  if (self->phase == GST_SIP_WEBRTC_OVER)
    return;

  self->phase = GST_SIP_WEBRTC_OVER;
  gst_sip_webrtc_disarm (self);
  gst_sip_webrtc_stop_flow (self);
  gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN, "%s", error->message);
  if (refuse)
    gst_sip_media_refused (GST_SIP_MEDIA (self), 500, error);
  else
    gst_sip_media_failed (GST_SIP_MEDIA (self), error);
}

void
gst_sip_webrtc_give_up_text (GstSipWebrtc *self, const gchar *format, ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = g_error_new_valist (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA, format,
      arguments);
  va_end (arguments);
  gst_sip_webrtc_give_up (self, error);
}

void
gst_sip_webrtc_disarm (GstSipWebrtc *self)
{
  gst_sip_webrtc_stop_resolving (self);
  gst_sip_timer_disarm (&self->gathering_timer);
  gst_sip_timer_disarm (&self->connect_timer);
  gst_sip_timer_disarm (&self->stats_timer);
  gst_sip_timer_disarm (&self->silence_timer);
}

/* What this machine and what comes in allow of what is configured */

static gboolean
can_code (GstSipWebrtc *self, const GstSipCodec *codec)
{
  const gchar *missing =
      gst_sip_coders_get_missing (codec, GST_SIP_CODER_DECODE);

  if (missing != NULL) {
    gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN,
        "%s is left out: element '%s' is not installed", codec->name, missing);
    return FALSE;
  }

  for (guint i = 0; i < self->inputs->len; i++) {
    GstSipInput *input = g_ptr_array_index (self->inputs, i);

    if (gst_sip_input_get_kind (input) == codec->kind &&
        !gst_sip_input_can_send (input, codec)) {
      gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_DEBUG,
          "%s is left out: %s cannot send it", codec->name,
          GST_OBJECT_NAME (input));
      return FALSE;
    }
  }

  return TRUE;
}

/* (transfer container) */
static const GstSipCodec **
choose_codecs (GstSipWebrtc *self, const GstSipCodec *const *configured)
{
  GPtrArray *codecs = g_ptr_array_new ();

  for (; configured != NULL && *configured != NULL; configured++)
    if (can_code (self, *configured))
      g_ptr_array_add (codecs, (gpointer) *configured);

  g_ptr_array_add (codecs, NULL);
  return (const GstSipCodec **) g_ptr_array_free (codecs, FALSE);
}

static guint
count_inputs (GstSipWebrtc *self, GstSipMediaKind kind)
{
  guint n = 0;

  for (guint i = 0; i < self->inputs->len; i++)
    if (gst_sip_input_get_kind (g_ptr_array_index (self->inputs, i)) == kind)
      n++;

  return n;
}

/* Answers bundle as the offer does, whatever bundle says. */
static GstSipSdpWants
get_wants (GstSipWebrtc *self, gboolean offering)
{
  GstSipSdpWants wants = {.events = TRUE,
      .bundle = self->settings.offer_bundle};
  guint n_audio = count_inputs (self, GST_SIP_MEDIA_AUDIO);
  guint n_video = count_inputs (self, GST_SIP_MEDIA_VIDEO);

  wants.audio.codecs = choose_codecs (self, self->settings.audio_codecs);
  wants.audio.n_inputs = n_audio;
  wants.audio.n_outputs = offering
      ? MAX (n_audio, self->settings.offer_audio ? 1u : 0u)
      : MAX_TAKEN;
  wants.video.codecs = choose_codecs (self, self->settings.video_codecs);
  wants.video.n_inputs = n_video;
  wants.video.n_outputs = offering
      ? MAX (n_video, self->settings.offer_video ? 1u : 0u)
      : MAX_TAKEN;
  return wants;
}

static void
wants_clear (GstSipSdpWants *wants)
{
  g_free ((gpointer) wants->audio.codecs);
  g_free ((gpointer) wants->video.codecs);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GstSipSdpWants, wants_clear)

/* What is said */

static void
refuse (GstSipWebrtc *self, guint status, GError *error)
{
  g_autoptr (GError) owned = error;

  gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN, "%s", error->message);
  gst_sip_media_refused (GST_SIP_MEDIA (self), status, error);
}

static void
describe (GstSipWebrtc *self, const GstSDPMessage *local)
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
static GstSipSdpRemote *
read_body (const gchar *content_type, GBytes *body, GError **error)
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
  gst_sip_webrtc_connect (self);
}

void
gst_sip_webrtc_gathered (GstSipWebrtc *self)
{
  g_autoptr (GstWebRTCSessionDescription) local = NULL;
  gboolean answering = self->phase == GST_SIP_WEBRTC_ANSWERING;

  g_object_get (self->webrtcbin, "local-description", &local, NULL);
  if (local == NULL) {
    gst_sip_webrtc_give_up_text (self, "webrtcbin has no local description");
    return;
  }

  describe (self, local->sdp);
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

static void
make_first_offer (GstSipWebrtc *self)
{
  g_auto (GstSipSdpWants) wants = get_wants (self, TRUE);
  GError *error = NULL;

  if (!gst_sip_sdp_session_make_offer (self->session, &wants, &error)) {
    refuse (self, 500, error);
    return;
  }

  self->phase = GST_SIP_WEBRTC_OFFERING;
  gst_sip_webrtc_resolve (self, build_and_offer);
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
answer_first_offer (GstSipWebrtc *self, GstSipSdpRemote *remote)
{
  g_auto (GstSipSdpWants) wants = get_wants (self, FALSE);
  GError *error = NULL;

  if (!gst_sip_sdp_session_take_offer (self->session, remote, &wants, &error)) {
    refuse (self, 488, error);
    return;
  }

  self->phase = GST_SIP_WEBRTC_ANSWERING;
  gst_sip_webrtc_resolve (self, build_and_answer);
}

static void
on_answer_taken (GstSipWebrtc *self, const GstStructure *reply)
{
  set_negotiated (self);
}

/* Later exchanges */

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

static void
answer_later_offer (GstSipWebrtc *self, GstSipSdpRemote *remote)
{
  GstSipSdpChange change =
      gst_sip_sdp_session_compare (self->session, remote, NULL);
  GError *error = judge_change (change);

  if (error != NULL ||
      !gst_sip_sdp_session_take_offer (self->session, remote, NULL, &error)) {
    refuse (self, 488, error);
    return;
  }

  if (change == GST_SIP_SDP_CANDIDATES)
    add_new_candidates (self);
  gst_sip_webrtc_update_flow (self);
  describe (self, NULL);
}

/* GstSipMedia */

static void
gst_sip_webrtc_create_offer (GstSipMedia *media)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);

  if (self->phase == GST_SIP_WEBRTC_NEW) {
    make_first_offer (self);
  } else if (self->phase == GST_SIP_WEBRTC_NEGOTIATED) {
    gst_sip_sdp_session_offer_again (self->session);
    describe (self, NULL);
  } else {
    refuse (self, 500,
        g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_STATE,
            "an exchange of descriptions is under way"));
  }
}

static void
gst_sip_webrtc_create_answer (GstSipMedia *media, const gchar *content_type,
    GBytes *offer)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);
  GError *error = NULL;
  g_autoptr (GstSipSdpRemote) remote = read_body (content_type, offer, &error);

  if (remote == NULL)
    refuse (self, 488, error);
  else if (self->phase == GST_SIP_WEBRTC_NEW)
    answer_first_offer (self, remote);
  else if (self->phase == GST_SIP_WEBRTC_NEGOTIATED)
    answer_later_offer (self, remote);
  else
    refuse (self, 491,
        g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_STATE,
            "an exchange of descriptions is under way"));
}

static void
gst_sip_webrtc_accept_answer (GstSipMedia *media, const gchar *content_type,
    GBytes *answer)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);
  GError *error = NULL;
  g_autoptr (GstSipSdpRemote) remote = read_body (content_type, answer, &error);

  if (remote == NULL ||
      !gst_sip_sdp_session_take_answer (self->session, remote, &error)) {
    gst_sip_webrtc_give_up (self, error);
    return;
  }

  if (self->phase == GST_SIP_WEBRTC_OFFERED) {
    self->phase = GST_SIP_WEBRTC_ACCEPTING;
    set_remote (self, GST_WEBRTC_SDP_TYPE_ANSWER, on_answer_taken);
  } else if (self->phase == GST_SIP_WEBRTC_NEGOTIATED) {
    gst_sip_webrtc_update_flow (self);
  }
}

static void
gst_sip_webrtc_start (GstSipMedia *media)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);

  self->started = TRUE;
  if (self->phase == GST_SIP_WEBRTC_NEGOTIATED)
    gst_sip_webrtc_update_flow (self);
}

static void
gst_sip_webrtc_rollback (GstSipMedia *media)
{
  gst_sip_sdp_session_rollback (GST_SIP_WEBRTC (media)->session);
}

static void
gst_sip_webrtc_stop (GstSipMedia *media)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (media);

  if (self->stopped)
    return;

  self->stopped = TRUE;
  self->phase = GST_SIP_WEBRTC_OVER;
  gst_sip_webrtc_disarm (self);
  gst_sip_webrtc_stop_asking (self);
  gst_sip_webrtc_stop_flow (self);
  gst_sip_webrtc_tear_down (self);
}

/* The object */

static const GstSipCodec *const *
copy_codecs (const GstSipCodec *const *codecs)
{
  guint n = 0;

  while (codecs != NULL && codecs[n] != NULL)
    n++;

  return codecs == NULL ? NULL : g_memdup2 (codecs, (n + 1) * sizeof codecs[0]);
}

static void
copy_settings (GstSipWebrtc *self, const GstSipWebrtcSettings *settings)
{
  self->settings = *settings;
  self->settings.audio_codecs = copy_codecs (settings->audio_codecs);
  self->settings.video_codecs = copy_codecs (settings->video_codecs);
  self->settings.stun_servers =
      (const gchar *const *) g_strdupv ((gchar **) settings->stun_servers);
  self->settings.turn_servers =
      (const gchar *const *) g_strdupv ((gchar **) settings->turn_servers);
}

GstSipMedia *
gst_sip_webrtc_new (GstBin *parent, const gchar *label, GstSipTimers *timers,
    GstSipLog *log, const GstSipWebrtcSettings *settings, GPtrArray *inputs)
{
  GstSipWebrtc *self =
      gst_object_ref_sink (g_object_new (GST_TYPE_SIP_WEBRTC, NULL));

  self->place = gst_object_ref (parent);
  self->label = g_strdup (label);
  self->timers = timers;
  self->context = g_main_context_ref (gst_sip_timers_get_context (timers));
  if (log != NULL)
    self->log = gst_sip_log_ref (log);
  copy_settings (self, settings);
  for (guint i = 0; i < inputs->len; i++)
    g_ptr_array_add (self->inputs,
        gst_object_ref (g_ptr_array_index (inputs, i)));
  return GST_SIP_MEDIA (self);
}

void
gst_sip_webrtc_set_user (GstSipWebrtc *self, const GstSipWebrtcUser *user,
    gpointer user_data)
{
  self->user = user;
  self->user_data = user_data;
}

GstElement *
gst_sip_webrtc_get_webrtcbin (GstSipWebrtc *self)
{
  return self->webrtcbin != NULL ? gst_object_ref (self->webrtcbin) : NULL;
}

static void
gst_sip_webrtc_finalize (GObject *object)
{
  GstSipWebrtc *self = GST_SIP_WEBRTC (object);

  gst_sip_webrtc_disarm (self);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->promises);
  gst_sip_sdp_session_free (self->session);
  gst_clear_object (&self->bin);
  gst_clear_object (&self->place);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_main_context_unref (self->context);
  g_free (self->label);
  g_free (self->stun_server);
  g_free ((gpointer) self->settings.audio_codecs);
  g_free ((gpointer) self->settings.video_codecs);
  g_strfreev ((gchar **) self->settings.stun_servers);
  g_strfreev ((gchar **) self->settings.turn_servers);

  G_OBJECT_CLASS (gst_sip_webrtc_parent_class)->finalize (object);
}

static void
gst_sip_webrtc_class_init (GstSipWebrtcClass *klass)
{
  GstSipMediaClass *media_class = GST_SIP_MEDIA_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_sip_webrtc_finalize;
  media_class->create_offer = gst_sip_webrtc_create_offer;
  media_class->create_answer = gst_sip_webrtc_create_answer;
  media_class->accept_answer = gst_sip_webrtc_accept_answer;
  media_class->start = gst_sip_webrtc_start;
  media_class->rollback = gst_sip_webrtc_rollback;
  media_class->stop = gst_sip_webrtc_stop;
}

/* RFC 9429 section 5.2.1 wants the number unpredictable and below 2^62. */
static void
gst_sip_webrtc_init (GstSipWebrtc *self)
{
  guint64 id = ((guint64) g_random_int () << 30) | (g_random_int () >> 2);

  self->session = gst_sip_sdp_session_new (id);
  self->lines = g_ptr_array_new_with_free_func (gst_sip_webrtc_line_free);
  self->inputs = g_ptr_array_new_with_free_func (gst_object_unref);
  self->promises =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_promise_unref);
  gst_sip_webrtc_init_gathering_timer (self);
  gst_sip_webrtc_init_connect_timers (self);
  gst_sip_webrtc_init_stats_timer (self);
}
