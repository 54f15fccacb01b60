/* The media of one call: the object
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <gst/sip/base/gstsiperror.h>

G_DEFINE_FINAL_TYPE (GstSipWebrtc, gst_sip_webrtc, GST_TYPE_SIP_MEDIA)

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
gst_sip_webrtc_arm (GstSipWebrtc *self, GstSipTimer *timer, gint64 interval)
{
  if (self->phase != GST_SIP_WEBRTC_OVER)
    gst_sip_timer_arm (timer, self->timers, interval);
}

void
gst_sip_webrtc_disarm (GstSipWebrtc *self)
{
  gst_sip_webrtc_stop_settling (self);
  gst_sip_webrtc_stop_waiting (self);
  gst_sip_timer_disarm (&self->gathering_timer);
  gst_sip_timer_disarm (&self->connect_timer);
  gst_sip_timer_disarm (&self->stats_timer);
  gst_sip_timer_disarm (&self->silence.timer);
}

/* GstSipMedia */

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
  gst_sip_webrtc_release (self);
  gst_sip_webrtc_stop_flow (self);
  if (!self->adding_pad)
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
  gst_sip_webrtc_release (self);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->inputs);
  gst_sip_webrtc_questions_clear (&self->questions);
  gst_sip_sdp_session_free (self->session);
  g_clear_pointer (&self->waiting_offer, gst_sip_sdp_remote_unref);
  gst_clear_object (&self->bin);
  gst_clear_object (&self->place);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_main_context_unref (self->context);
  g_free (self->label);
  g_free (self->stun_server);
  g_free ((gpointer) self->settings.audio_codecs);
  g_free ((gpointer) self->settings.video_codecs);
  g_strfreev (self->turn_servers);

  G_OBJECT_CLASS (gst_sip_webrtc_parent_class)->finalize (object);
}

static void
gst_sip_webrtc_class_init (GstSipWebrtcClass *klass)
{
  GstSipMediaClass *media_class = GST_SIP_MEDIA_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_sip_webrtc_finalize;
  media_class->check_offer = gst_sip_webrtc_check_offer;
  media_class->create_offer = gst_sip_webrtc_create_offer;
  media_class->create_answer = gst_sip_webrtc_create_answer;
  media_class->accept_answer = gst_sip_webrtc_accept_answer;
  media_class->confirm_answer = gst_sip_webrtc_confirm_answer;
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
  gst_sip_webrtc_questions_init (&self->questions);
  gst_sip_webrtc_init_settling (self);
  gst_sip_webrtc_init_servers (self);
  gst_sip_webrtc_init_gathering_timer (self);
  gst_sip_webrtc_init_connect_timer (self);
  gst_sip_webrtc_init_silence_timer (self);
  gst_sip_webrtc_init_stats_timer (self);
}
