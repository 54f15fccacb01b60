/* The media of the calls of sipuabin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes a GstSipWebrtc for each call and gives its received media pads on the
 * element. A leg is what the element remembers of one call's media: it keeps
 * the element and the engine alive until the last thread has let go of it.
 */
#include "ext/sipua/gstsipuabin-private.h"
#include "ext/sipua/webrtc/gstsipwebrtc.h"

#define GST_CAT_DEFAULT gst_sip_ua_bin_debug

typedef struct
{
  GstSipUaBin *bin;
  GstSipEngine *engine;
  GstSipCall *call;
} Leg;

static const gchar *ghost_key = "gst-sip-ua-bin-ghost";

static void
on_pad_ready (gpointer user, GstSipWebrtc *media, GstPad *pad,
    GstSipMediaKind kind, const gchar *mid)
{
  Leg *leg = user;
  GstPad *ghost =
      gst_sip_ua_bin_add_src_pad (leg->bin, pad, kind, leg->call, mid);

  g_object_set_data (G_OBJECT (pad), ghost_key, ghost);
}

static void
on_pad_gone (gpointer user, GstSipWebrtc *media, GstPad *pad)
{
  Leg *leg = user;
  GstPad *ghost = g_object_steal_data (G_OBJECT (pad), ghost_key);

  gst_sip_ua_bin_remove_src_pad (leg->bin, ghost);
}

static void
on_finished (gpointer user, GstSipWebrtc *media)
{
  Leg *leg = user;

  g_mutex_lock (&leg->bin->legs_lock);
  leg->bin->n_legs--;
  g_cond_broadcast (&leg->bin->legs_changed);
  g_mutex_unlock (&leg->bin->legs_lock);
  gst_object_unref (leg->call);
  gst_sip_engine_unref (leg->engine);
  gst_object_unref (leg->bin);
  g_free (leg);
}

static const GstSipWebrtcUser webrtc_user = {
    .pad_ready = on_pad_ready,
    .pad_gone = on_pad_gone,
    .finished = on_finished,
};

static Leg *
leg_new (GstSipUaBin *self, GstSipEngine *engine, GstSipCall *call)
{
  Leg *leg = g_new0 (Leg, 1);

  leg->bin = gst_object_ref (self);
  leg->engine = gst_sip_engine_ref (engine);
  leg->call = gst_object_ref (call);
  g_mutex_lock (&self->legs_lock);
  self->n_legs++;
  g_mutex_unlock (&self->legs_lock);
  return leg;
}

gboolean
gst_sip_ua_bin_wait_for_legs (GstSipUaBin *self, gint64 timeout)
{
  gint64 deadline = g_get_monotonic_time () + timeout;
  gboolean done = TRUE;

  g_mutex_lock (&self->legs_lock);
  while (done && self->n_legs > 0)
    done = g_cond_wait_until (&self->legs_changed, &self->legs_lock, deadline);
  g_mutex_unlock (&self->legs_lock);
  return done;
}

/* Both lists were found good when the element went to PAUSED, but may have
 * been changed since. */
static void
warn_of (GstSipUaBin *self, const GError *error)
{
  if (error != NULL)
    GST_ELEMENT_WARNING (self, RESOURCE, SETTINGS, ("%s", error->message),
        (NULL));
}

static const GstSipCodec **
parse_codecs (GstSipUaBin *self, GstSipMediaKind kind, const gchar *text)
{
  g_autoptr (GError) error = NULL;
  const GstSipCodec **codecs = gst_sip_codec_parse_list (kind, text, &error);

  warn_of (self, error);
  return codecs != NULL ? codecs : gst_sip_codec_parse_list (kind, NULL, NULL);
}

static gboolean
has_input (GPtrArray *inputs, GstSipMediaKind kind)
{
  for (guint i = 0; i < inputs->len; i++)
    if (gst_sip_input_get_kind (g_ptr_array_index (inputs, i)) == kind)
      return TRUE;
  return FALSE;
}

static GstSipMedia *
create_media (GstSipUaBin *self, GstSipEngine *engine, GstSipCall *call)
{
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_copy (self->config);
  g_autoptr (GPtrArray) inputs = gst_sip_ua_bin_dup_inputs (self);
  g_autofree gchar *label = gst_sip_call_get_call_id (call);
  g_autofree const GstSipCodec **audio =
      parse_codecs (self, GST_SIP_MEDIA_AUDIO, config->audio_codecs);
  g_autofree const GstSipCodec **video =
      parse_codecs (self, GST_SIP_MEDIA_VIDEO, config->video_codecs);
  GstSipWebrtcSettings settings = GST_SIP_WEBRTC_SETTINGS_INIT;
  GstSipMedia *media;

  settings.audio_codecs = audio;
  settings.video_codecs = video;
  /* A phone hears whether or not it has something to say; to be shown
   * something it asks when it shows something, or has nothing to send. */
  settings.offer_video =
      inputs->len == 0 || has_input (inputs, GST_SIP_MEDIA_VIDEO);
  settings.latency = config->latency;
  settings.gathering_timeout = config->ice_gathering_timeout;
  settings.ice_policy =
      config->ice_transport_policy == GST_SIP_ICE_TRANSPORT_POLICY_RELAY
      ? GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY
      : GST_WEBRTC_ICE_TRANSPORT_POLICY_ALL;
  settings.ice = gst_sip_engine_get_ice (engine);
  settings.eos_at_end = gst_sip_ua_bin_is_calling_target (self);
  media = gst_sip_webrtc_new (GST_BIN (self), label,
      gst_sip_engine_get_timers (engine), self->log, &settings, inputs);
  gst_sip_webrtc_set_user (GST_SIP_WEBRTC (media), &webrtc_user,
      leg_new (self, engine, call));
  return media;
}

/* The element may be gone, or run again with another engine, while a call of
 * this one is on its way. */
GstSipMedia *
gst_sip_ua_bin_create_media (GstSipCall *call, gpointer weak)
{
  g_autoptr (GstSipUaBin) self = g_weak_ref_get (weak);
  g_autoptr (GstSipEngine) engine =
      self != NULL ? gst_sip_ua_bin_ref_engine (self) : NULL;

  if (engine == NULL || !gst_sip_engine_is_current (engine))
    return NULL;
  return create_media (self, engine, call);
}

static void
on_ice_problem (const gchar *text, gpointer weak)
{
  g_autoptr (GstSipUaBin) self = g_weak_ref_get (weak);

  if (self != NULL)
    GST_ELEMENT_WARNING (self, RESOURCE, OPEN_READ_WRITE, ("%s", text), (NULL));
}

void
gst_sip_ua_bin_watch_ice (GstSipUaBin *self, GstSipIceProbe *ice)
{
  gst_sip_ice_probe_set_report (ice, on_ice_problem,
      gst_sip_ua_bin_weak_ref_new (self), gst_sip_ua_bin_weak_ref_free);
}

static gboolean
check_codecs (GstSipMediaKind kind, const gchar *property, const gchar *text,
    GError **error)
{
  g_autofree const GstSipCodec **codecs =
      gst_sip_codec_parse_list (kind, text, error);

  if (codecs == NULL)
    g_prefix_error (error, "%s: ", property);
  return codecs != NULL;
}

gboolean
gst_sip_ua_bin_check_codecs (GstSipUaConfig *config, GError **error)
{
  return check_codecs (GST_SIP_MEDIA_AUDIO, "audio-codecs",
             config->audio_codecs, error) &&
      check_codecs (GST_SIP_MEDIA_VIDEO, "video-codecs", config->video_codecs,
          error);
}
