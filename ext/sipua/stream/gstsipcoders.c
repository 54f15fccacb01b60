/* Which elements code a codec
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/stream/gstsipcoders.h"

#include <string.h>

#include <gst/sip/base/gstsiperror.h>

#define FROM_ANY_AUDIO "audioconvert ! audioresample ! "
#define TO_ANY_AUDIO " ! audioconvert ! audioresample"
#define TO_ANY_VIDEO " ! videoconvert"

/* Telephony's 20 ms, whatever the size of the buffers that come in. */
#define PTIME " min-ptime=20000000 max-ptime=20000000"

/* Below the path MTU of tunnels, with room for SRTP and TURN. */
#define MTU " mtu=1200"

/* A picture that cannot be decoded is asked for anew, by PLI. */
#define VIDEO_DEPAY " request-keyframe=true wait-for-keyframe=true"
#define VIDEO_DECODE " automatic-request-sync-points=true"

typedef struct
{
  const gchar *codec;
  const gchar *media_type;
  const gchar *tasks[GST_SIP_CODER_N_TASKS];
} Coder;

/* The settings for live use are those of webrtcsink. In its modes for voice,
 * which error correction needs, opus takes three times the CPU of its mode for
 * music; complexity 5 halves that and is hardly heard. A key frame each 10 s at
 * 30 Hz helps peers that cannot ask for one. */
static const Coder coders[] = {
    {"opus", "audio/x-opus",
     {FROM_ANY_AUDIO
            "audio/x-raw,rate=48000,channels=[1,2] ! "
            "opusenc audio-type=voice frame-size=20 inband-fec=true "
            "packet-loss-percentage=5 bitrate=32000 complexity=5 "
            "perfect-timestamp=true",
            "rtpopuspay name=pay" MTU, "rtpopusdepay",
            "rtpopusdepay ! opusdec use-inband-fec=true "
            "plc=true" TO_ANY_AUDIO}                                        },
    {"PCMU", "audio/x-mulaw",
     {FROM_ANY_AUDIO "audio/x-raw,rate=8000,channels=1 ! mulawenc",
            "rtppcmupay name=pay" MTU PTIME, "rtppcmudepay",
            "rtppcmudepay ! mulawdec" TO_ANY_AUDIO}                         },
    {"PCMA", "audio/x-alaw",
     {FROM_ANY_AUDIO "audio/x-raw,rate=8000,channels=1 ! alawenc",
            "rtppcmapay name=pay" MTU PTIME, "rtppcmadepay",
            "rtppcmadepay ! alawdec" TO_ANY_AUDIO}                          },
    {"G722", "audio/G722",
     {FROM_ANY_AUDIO "audio/x-raw,rate=16000,channels=1 ! avenc_g722",
            "rtpg722pay name=pay" MTU PTIME, "rtpg722depay",
            "rtpg722depay ! avdec_g722" TO_ANY_AUDIO}                       },
    {"VP8",  "video/x-vp8",
     {"videoconvert ! video/x-raw,format=I420 ! vp8enc deadline=1 "
         "cpu-used=-16 "
         "end-usage=cbr target-bitrate=1000000 lag-in-frames=0 "
         "keyframe-max-dist=300 buffer-initial-size=100 "
         "buffer-optimal-size=120 buffer-size=150 max-intra-bitrate=250",
            "rtpvp8pay name=pay picture-id-mode=15-bit" MTU,
            "rtpvp8depay" VIDEO_DEPAY,
            "rtpvp8depay" VIDEO_DEPAY " ! vp8dec" VIDEO_DECODE TO_ANY_VIDEO}},
    {"H264", "video/x-h264",
     {"videoconvert ! video/x-raw,format=I420 ! x264enc tune=zerolatency "
         "speed-preset=ultrafast bitrate=1000 key-int-max=300 b-adapt=false "
         "vbv-buf-capacity=120 ! "
         "capsfilter caps=video/x-h264,profile=constrained-baseline,"
         "stream-format=byte-stream",
            "rtph264pay name=pay aggregate-mode=zero-latency "
            "config-interval=-1" MTU,
            "rtph264depay" VIDEO_DEPAY,
            "rtph264depay" VIDEO_DEPAY
            " ! avdec_h264" VIDEO_DECODE TO_ANY_VIDEO}                      },
};

static const Coder *
find_coder (const GstSipCodec *codec)
{
  for (guint i = 0; i < G_N_ELEMENTS (coders); i++)
    if (strcmp (coders[i].codec, codec->name) == 0)
      return &coders[i];

  return NULL;
}

/* The name in "name property=value"; NULL for caps. */
static gchar *
get_element_name (const gchar *link)
{
  gsize length = strcspn (link, " ");

  if (memchr (link, '/', length) != NULL)
    return NULL;

  return g_strndup (link, length);
}

static gchar *
find_missing (const gchar *description)
{
  g_auto (GStrv) links = g_strsplit (description, " ! ", -1);

  for (guint i = 0; links[i] != NULL; i++) {
    g_autofree gchar *name = get_element_name (links[i]);
    g_autoptr (GstElementFactory) factory = NULL;

    if (name == NULL)
      continue;

    factory = gst_element_factory_find (name);
    if (factory == NULL)
      return g_steal_pointer (&name);
  }

  return NULL;
}

const gchar *
gst_sip_coders_get_missing (const GstSipCodec *codec, GstSipCoderTask task)
{
  const Coder *coder = find_coder (codec);
  g_autofree gchar *missing = NULL;

  if (coder == NULL)
    return codec->name;

  missing = find_missing (coder->tasks[task]);
  return missing != NULL ? g_intern_string (missing) : NULL;
}

gboolean
gst_sip_coders_can_pay (const GstSipCodec *codec, const GstStructure *encoded)
{
  const Coder *coder = find_coder (codec);
  g_autofree gchar *name = NULL;
  g_autoptr (GstElementFactory) factory = NULL;
  g_autoptr (GstCaps) caps = NULL;

  if (coder == NULL || !gst_structure_has_name (encoded, coder->media_type))
    return FALSE;

  name = get_element_name (coder->tasks[GST_SIP_CODER_PAY]);
  factory = gst_element_factory_find (name);
  caps = gst_caps_new_full (gst_structure_copy (encoded), NULL);
  return factory != NULL &&
      gst_element_factory_can_sink_any_caps (factory, caps);
}

GstElement *
gst_sip_coders_make (const GstSipCodec *codec, GstSipCoderTask task,
    GError **error)
{
  const gchar *missing = gst_sip_coders_get_missing (codec, task);
  g_autoptr (GError) why = NULL;
  GstElement *bin;

  if (missing != NULL) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "%s: element '%s' is not installed", codec->name, missing);
    return NULL;
  }

  bin = gst_parse_bin_from_description_full (find_coder (codec)->tasks[task],
      TRUE, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &why);
  if (bin == NULL)
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA, "%s: %s",
        codec->name, why->message);

  return bin;
}

GstElement *
gst_sip_coders_get_payloader (GstElement *bin)
{
  return gst_bin_get_by_name (GST_BIN (bin), "pay");
}

const gchar *
gst_sip_coders_get_media_type (const GstSipCodec *codec)
{
  const Coder *coder = find_coder (codec);

  return coder != NULL ? coder->media_type : NULL;
}

GstSipForm
gst_sip_form_of_structure (const GstStructure *structure)
{
  const gchar *name = gst_structure_get_name (structure);

  if (strcmp (name, "application/x-rtp") == 0)
    return GST_SIP_FORM_RTP;

  return g_str_has_suffix (name, "/x-raw") ? GST_SIP_FORM_RAW
                                           : GST_SIP_FORM_ENCODED;
}
