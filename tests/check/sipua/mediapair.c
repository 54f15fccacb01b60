/* Two ends of a call without SIP, for tests
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

#include "gst/sip/ua/gstsipmedia-private.h"

#include <math.h>
#include <string.h>

#define RATE 8000
#define WINDOW (RATE / 2)

#define AUDIO_EAR \
  "audioconvert ! audioresample ! " \
  "audio/x-raw,format=F32LE,rate=8000,channels=1 ! " \
  "fakesink name=ear async=false sync=true"
#define VIDEO_EAR \
  "videoconvert ! video/x-raw,format=RGB ! " \
  "fakesink name=ear async=false sync=true"

/* Ears */

static void
hear (MediaEar *self, const gfloat *samples, gsize n)
{
  g_array_append_vals (self->samples, samples, n);
  if (self->samples->len > WINDOW)
    g_array_remove_range (self->samples, 0, self->samples->len - WINDOW);
}

static void
see (MediaEar *self, const GstMapInfo *map, GstPad *pad)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  gint width, height;
  gsize stride;

  if (caps == NULL ||
      !gst_structure_has_name (gst_caps_get_structure (caps, 0), "video/x-raw"))
    return;

  gst_structure_get (gst_caps_get_structure (caps, 0), "width", G_TYPE_INT,
      &width, "height", G_TYPE_INT, &height, NULL);
  stride = GST_ROUND_UP_4 (width * 3);
  memcpy (self->colour, map->data + stride * (height / 2) + 3 * (width / 2), 3);
}

static GstPadProbeReturn
on_heard (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  MediaEar *self = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  g_mutex_lock (&self->lock);
  self->n_buffers++;
  gst_clear_caps (&self->caps);
  self->caps = gst_pad_get_current_caps (pad);
  if (!self->opaque && self->kind == GST_SIP_MEDIA_AUDIO)
    hear (self, (const gfloat *) map.data, map.size / sizeof (gfloat));
  else if (!self->opaque)
    see (self, &map, pad);
  g_mutex_unlock (&self->lock);
  gst_buffer_unmap (buffer, &map);

  return GST_PAD_PROBE_OK;
}

guint
media_ear_count (MediaEar *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_buffers;
  g_mutex_unlock (&self->lock);
  return n;
}

static gdouble
get_energy (MediaEar *self)
{
  gdouble energy = 0;

  for (guint i = 0; i < self->samples->len; i++) {
    gdouble sample = g_array_index (self->samples, gfloat, i);

    energy += sample * sample;
  }

  return self->samples->len > 0 ? energy / self->samples->len : 0;
}

gdouble
media_ear_get_level (MediaEar *self)
{
  gdouble energy;

  g_mutex_lock (&self->lock);
  energy = get_energy (self);
  g_mutex_unlock (&self->lock);
  return 10 * log10 (energy + 1e-12);
}

/* Goertzel's algorithm; a sine has half of its energy in each of the two
 * halves of the spectrum. */
gdouble
media_ear_get_share (MediaEar *self, gdouble frequency)
{
  gdouble w = 2 * cos (2 * G_PI * frequency / RATE), s1 = 0, s2 = 0, power;
  guint n;

  g_mutex_lock (&self->lock);
  n = self->samples->len;
  for (guint i = 0; i < n; i++) {
    gdouble s = g_array_index (self->samples, gfloat, i) + w * s1 - s2;

    s2 = s1;
    s1 = s;
  }
  power = (s1 * s1 + s2 * s2 - w * s1 * s2) * 2 / ((gdouble) n * n);
  power /= get_energy (self) + 1e-12;
  g_mutex_unlock (&self->lock);
  return n == WINDOW ? power : 0;
}

/* One end */

static const gchar *ghost_key = "media-pair-ghost";

static GstPad *
add_ghost (MediaEnd *self, GstPad *pad)
{
  GstPad *ghost = gst_ghost_pad_new (NULL, pad);

  gst_pad_set_active (ghost, TRUE);
  gst_element_add_pad (self->place, ghost);
  g_object_set_data (G_OBJECT (pad), ghost_key, ghost);
  return ghost;
}

/* Nothing goes while it is being told of. */
static void
stop_at_pad (MediaEnd *self)
{
  media_end_stop (self);
  g_usleep (200 * G_TIME_SPAN_MILLISECOND);
  fail_unless_equals_int (g_atomic_int_get (&self->n_gone), 0);
  fail_if (g_atomic_int_get (&self->finished));
}

static void
on_pad_ready (gpointer user, GstSipWebrtc *media, GstPad *pad,
    GstSipMediaKind kind, const gchar *mid)
{
  MediaEnd *self = user;
  const gchar *caps = self->listen[kind];
  g_autofree gchar *description = NULL;
  g_autoptr (GstElement) ear = NULL;
  g_autoptr (GstPad) sink = NULL;
  GstElement *bin;

  self->n_pads++;
  if (self->deaf)
    return;

  if (caps == NULL)
    description =
        g_strdup (kind == GST_SIP_MEDIA_AUDIO ? AUDIO_EAR : VIDEO_EAR);
  else
    description = g_strdup_printf (
        "capsfilter caps=%s ! fakesink name=ear async=false sync=true", caps);
  bin = gst_parse_bin_from_description (description, TRUE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), bin);
  self->ears[kind].opaque = caps != NULL;
  ear = gst_bin_get_by_name (GST_BIN (bin), "ear");
  self->ears[kind].sink = GST_BASE_SINK (ear);
  sink = gst_element_get_static_pad (ear, "sink");
  gst_pad_add_probe (sink, GST_PAD_PROBE_TYPE_BUFFER, on_heard,
      &self->ears[kind], NULL);
  gst_element_sync_state_with_parent (bin);
  fail_unless_equals_int (gst_pad_link (add_ghost (self, pad),
                              GST_PAD (bin->sinkpads->data)),
      GST_PAD_LINK_OK);
  if (self->stops_at_pad)
    stop_at_pad (self);
}

static void
on_pad_gone (gpointer user, GstSipWebrtc *media, GstPad *pad)
{
  MediaEnd *self = user;
  GstPad *ghost = g_object_steal_data (G_OBJECT (pad), ghost_key);

  if (ghost != NULL) {
    gst_pad_set_active (ghost, FALSE);
    gst_element_remove_pad (self->place, ghost);
  }
  g_atomic_int_inc (&self->n_gone);
}

static void
on_finished (gpointer user, GstSipWebrtc *media)
{
  MediaEnd *self = user;

  g_atomic_int_set (&self->finished, TRUE);
  g_main_context_wakeup (NULL);
}

static const GstSipWebrtcUser pads_user = {on_pad_ready, on_pad_gone,
    on_finished};

typedef struct
{
  MediaEnd *to;
  GBytes *body;
} Letter;

static gboolean
deliver (gpointer data)
{
  Letter *letter = data;
  MediaEnd *to = letter->to;
  MediaPair *pair = to->pair;

  if (to->media == NULL)
    return G_SOURCE_REMOVE;

  if (to == &pair->bob) {
    gst_sip_media_create_answer (to->media, "application/sdp", letter->body);
  } else {
    gst_sip_media_accept_answer (to->media, "application/sdp", letter->body);
    if (!pair->early)
      gst_sip_media_start (to->media);
    if (pair->bob.media != NULL)
      gst_sip_media_start (pair->bob.media);
  }

  return G_SOURCE_REMOVE;
}

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_bytes_unref (letter->body);
  g_free (letter);
}

static void
on_described (gpointer user, GBytes *description)
{
  MediaEnd *self = user;
  MediaPair *pair = self->pair;
  gsize length;
  const gchar *data = g_bytes_get_data (description, &length);
  gchar *text = g_strndup (data, length);
  Letter *letter;

  self->n_described++;
  g_free (self->description);
  self->description = g_strdup (text);
  GST_DEBUG ("%s describes\n%s", self->name, text);
  if (pair->alter != NULL)
    text = pair->alter (pair, self, text);
  if (pair->hold_answer && self == &pair->bob) {
    g_free (text);
    return;
  }

  letter = g_new0 (Letter, 1);
  letter->to = self == &pair->alice ? &pair->bob : &pair->alice;
  letter->body = g_bytes_new_take (text, strlen (text));
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, letter, letter_free);
}

static void
on_refused (gpointer user, guint status, const GError *error)
{
  MediaEnd *self = user;

  GST_DEBUG ("%s refuses: %u %s", self->name, status, error->message);
  self->refused = status;
  self->error = g_error_copy (error);
}

static void
on_connected (gpointer user)
{
  ((MediaEnd *) user)->connected = TRUE;
}

static void
on_failed (gpointer user, const GError *error)
{
  MediaEnd *self = user;

  GST_DEBUG ("%s fails: %s", self->name, error->message);
  self->failed = TRUE;
  self->error = g_error_copy (error);
  if (self->stops)
    media_end_stop (self);
}

static void
on_stats (gpointer user)
{
}

static const GstSipMediaUser media_user = {
    .described = on_described,
    .refused = on_refused,
    .connected = on_connected,
    .stats_changed = on_stats,
    .failed = on_failed,
};

void
media_end_set_codecs (MediaEnd *self, const gchar *audio, const gchar *video)
{
  g_free ((gpointer) self->settings.audio_codecs);
  g_free ((gpointer) self->settings.video_codecs);
  self->settings.audio_codecs =
      gst_sip_codec_parse_list (GST_SIP_MEDIA_AUDIO, audio, NULL);
  self->settings.video_codecs =
      gst_sip_codec_parse_list (GST_SIP_MEDIA_VIDEO, video, NULL);
}

GstSipInput *
media_end_add_input (MediaEnd *self, GstSipMediaKind kind,
    const gchar *description)
{
  GstElement *input = gst_sip_input_new (kind, NULL, NULL);
  GstElement *source;

  gst_bin_add (GST_BIN (self->place), input);
  g_ptr_array_add (self->inputs, input);
  if (description != NULL) {
    source = gst_parse_bin_from_description (description, TRUE, NULL);
    gst_bin_add (GST_BIN (self->place), source);
    fail_unless (gst_element_link (source, input));
  }

  return GST_SIP_INPUT (input);
}

static void
media_end_init (MediaEnd *self, MediaPair *pair, const gchar *name)
{
  const GstSipWebrtcSettings settings = GST_SIP_WEBRTC_SETTINGS_INIT;

  self->pair = pair;
  self->name = name;
  self->pipeline = gst_pipeline_new (name);
  self->place = gst_bin_new (NULL);
  gst_bin_add (GST_BIN (self->pipeline), self->place);
  self->inputs = g_ptr_array_new ();
  g_weak_ref_init (&self->webrtcbin, NULL);
  self->settings = settings;
  self->settings.latency = 50;
  for (guint i = 0; i < GST_SIP_MEDIA_N_KINDS; i++) {
    g_mutex_init (&self->ears[i].lock);
    self->ears[i].kind = i;
    self->ears[i].samples = g_array_new (FALSE, FALSE, sizeof (gfloat));
  }
  media_end_set_codecs (self, NULL, NULL);
}

void
media_end_stop (MediaEnd *self)
{
  g_autoptr (GstElement) webrtcbin = NULL;

  if (self->media == NULL)
    return;

  webrtcbin = gst_sip_webrtc_get_webrtcbin (GST_SIP_WEBRTC (self->media));
  g_weak_ref_set (&self->webrtcbin, webrtcbin);
  gst_sip_media_stop (self->media);
  gst_clear_object (&self->media);
}

static gboolean
is_gone (MediaEnd *self)
{
  g_autoptr (GstElement) webrtcbin = g_weak_ref_get (&self->webrtcbin);

  return webrtcbin == NULL;
}

static gboolean
are_gone (MediaPair *pair)
{
  return is_gone (&pair->alice) && is_gone (&pair->bob);
}

void
media_end_take_offer (MediaEnd *self, const gchar *offer)
{
  g_autoptr (GBytes) body = g_bytes_new (offer, strlen (offer));

  gst_sip_media_create_answer (self->media, "application/sdp", body);
}

static void
media_end_clear (MediaEnd *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  g_ptr_array_unref (self->inputs);
  g_free ((gpointer) self->settings.audio_codecs);
  g_free ((gpointer) self->settings.video_codecs);
  g_free (self->description);
  g_clear_error (&self->error);
  g_weak_ref_clear (&self->webrtcbin);
  for (guint i = 0; i < GST_SIP_MEDIA_N_KINDS; i++) {
    g_mutex_clear (&self->ears[i].lock);
    g_array_unref (self->ears[i].samples);
    gst_clear_caps (&self->ears[i].caps);
  }
}

/* Both */

MediaPair *
media_pair_new (void)
{
  MediaPair *self = g_new0 (MediaPair, 1);

  g_thread_pool_set_max_unused_threads (0);
  self->timers = gst_sip_timers_new (NULL);
  media_end_init (&self->alice, self, "alice");
  media_end_init (&self->bob, self, "bob");
  return self;
}

static void
make_media (MediaEnd *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  self->media = gst_sip_webrtc_new (GST_BIN (self->place), self->name,
      self->pair->timers, self->log, &self->settings, self->inputs);
  gst_sip_webrtc_set_user (GST_SIP_WEBRTC (self->media), &pads_user, self);
  gst_sip_media_set_user (self->media, &media_user, self);
}

void
media_pair_call (MediaPair *self)
{
  make_media (&self->alice);
  make_media (&self->bob);
  gst_sip_media_create_offer (self->alice.media);
}

static gboolean
wake_up (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

gboolean
media_pair_run_until (MediaPair *self, MediaCondition condition,
    gdouble seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
  guint tick = g_timeout_add (10, wake_up, NULL);
  gboolean held;

  while (!(held = condition (self)) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (tick);
  return held;
}

static gboolean
never (MediaPair *self)
{
  return FALSE;
}

void
media_pair_run (MediaPair *self, gdouble seconds)
{
  media_pair_run_until (self, never, seconds);
}

gboolean
media_pair_is_connected (MediaPair *self)
{
  return self->alice.connected && self->bob.connected;
}

gboolean
media_pair_is_alice_finished (MediaPair *self)
{
  return g_atomic_int_get (&self->alice.finished);
}

gboolean
media_pair_is_finished (MediaPair *self)
{
  return media_pair_is_alice_finished (self) &&
      g_atomic_int_get (&self->bob.finished);
}

void
media_pair_use_stun (MediaPair *self, const gchar *servers)
{
  self->ice = gst_sip_ice_probe_new (self->timers, NULL);
  gst_sip_ice_probe_set_servers (self->ice, servers, NULL);
  gst_sip_ice_probe_start (self->ice);
  self->alice.settings.ice = self->ice;
}

void
media_pair_free (MediaPair *self)
{
  media_end_stop (&self->alice);
  media_end_stop (&self->bob);
  fail_unless (media_pair_run_until (self, media_pair_is_finished, 20));
  fail_unless (media_pair_run_until (self, are_gone, 1), "webrtcbin leaks");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  media_end_clear (&self->alice);
  media_end_clear (&self->bob);
  g_clear_pointer (&self->ice, gst_sip_ice_probe_free);
  gst_sip_timers_free (self->timers);
  g_free (self);
}

gboolean
media_ear_sees (MediaEar *ear, gint red, gint green, gint blue)
{
  gboolean is;

  g_mutex_lock (&ear->lock);
  is = ear->n_buffers > 0 && ABS (ear->colour[0] - red) < 24 &&
      ABS (ear->colour[1] - green) < 24 && ABS (ear->colour[2] - blue) < 24;
  g_mutex_unlock (&ear->lock);
  return is;
}

gboolean
media_pair_hears_tones (MediaPair *pair)
{
  return media_ear_get_share (&pair->bob.ears[0], 1000) > 0.8 &&
      media_ear_get_share (&pair->alice.ears[0], 440) > 0.8;
}

gboolean
media_pair_sees_pictures (MediaPair *pair)
{
  return media_ear_sees (&pair->bob.ears[1], 255, 0, 0) &&
      media_ear_sees (&pair->alice.ears[1], 0, 0, 255);
}

gboolean
media_pair_gets_all (MediaPair *pair)
{
  return media_pair_hears_tones (pair) && media_pair_sees_pictures (pair);
}

void
media_pair_add_all_inputs (MediaPair *pair)
{
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xffff0000));
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_VIDEO, PICTURE (0xff0000ff));
}

/* This one and that of the system clock stay. OpenSSL (3.0) frees the data of a
 * thread twice if that ends while the process does. */
void
media_wait_for_threads (void)
{
  for (guint i = 0; i < 300 && media_count_threads () > 2; i++)
    g_usleep (10000);
}
