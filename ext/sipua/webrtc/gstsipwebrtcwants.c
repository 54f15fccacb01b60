/* The media of one call: what it asks for
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What this machine and what comes in allow of what is configured.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include "ext/sipua/stream/gstsipcoders.h"

/* Lines of one kind in the offer of a peer that we take. Those that share a
 * transport cost little; one that has its own is taken if there is a use for
 * it: something to send on it, or nothing else that is received. */
#define MAX_TAKEN 4

static gboolean
can_code (GstSipWebrtc *self, const GstSipCodec *codec)
{
  const gchar *missing =
      gst_sip_coders_get_missing (codec, GST_SIP_CODER_DECODE);

  if (missing != NULL) {
    if (!self->told_wants)
      gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN,
          "%s is left out: element '%s' is not installed", codec->name,
          missing);
    return FALSE;
  }

  for (guint i = 0; i < self->inputs->len; i++) {
    GstSipInput *input = g_ptr_array_index (self->inputs, i);

    if (gst_sip_input_get_kind (input) == codec->kind &&
        !gst_sip_input_can_send (input, codec)) {
      if (!self->told_wants)
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
GstSipSdpWants
gst_sip_webrtc_get_wants (GstSipWebrtc *self, gboolean offering)
{
  GstSipSdpWants wants = {.events = TRUE,
      .bundle = self->settings.offer_bundle,
      .sparing = TRUE};
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
  /* An offer is looked at when it comes, and when it is answered. */
  self->told_wants = TRUE;
  return wants;
}

void
gst_sip_webrtc_clear_wants (GstSipSdpWants *wants)
{
  g_free ((gpointer) wants->audio.codecs);
  g_free ((gpointer) wants->video.codecs);
}
