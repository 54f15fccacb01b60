/* The codecs that sipua speaks
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/sdp/gstsipcodec.h"

#include <string.h>

#include <gst/sip/base/gstsiperror.h>

#define VIDEO_FEEDBACK (GST_SIP_FEEDBACK_NACK_PLI | GST_SIP_FEEDBACK_CCM_FIR)

/* H.264 is constrained baseline at level 3.1: what every browser takes (RFC
 * 7742 section 6.2). Payload types are those of Chrome, as some gateways know
 * no others. */
static const GstSipCodec codecs[] = {
    {"opus", "OPUS", GST_SIP_MEDIA_AUDIO, 48000, 2, 111,
     "minptime=10;useinbandfec=1",                             0             },
    {"PCMU", "PCMU", GST_SIP_MEDIA_AUDIO, 8000,  0, 0,   NULL, 0             },
    {"PCMA", "PCMA", GST_SIP_MEDIA_AUDIO, 8000,  0, 8,   NULL, 0             },
    {"G722", "G722", GST_SIP_MEDIA_AUDIO, 8000,  0, 9,   NULL, 0             },
    {"VP8",  "VP8",  GST_SIP_MEDIA_VIDEO, 90000, 0, 96,  NULL, VIDEO_FEEDBACK},
    {"H264", "H264", GST_SIP_MEDIA_VIDEO, 90000, 0, 102,
     "level-asymmetry-allowed=1;packetization-mode=1;"
        "profile-level-id=42e01f",                             VIDEO_FEEDBACK},
};

static const GstSipCodec events[] = {
    {"telephone-event", "TELEPHONE-EVENT", GST_SIP_MEDIA_AUDIO, 48000, 0, 110,
     "0-15", 0},
    {"telephone-event", "TELEPHONE-EVENT", GST_SIP_MEDIA_AUDIO, 8000,  0, 126,
     "0-15", 0},
};

const GstSipCodec *
gst_sip_codec_find (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (g_ascii_strcasecmp (codecs[i].name, name) == 0)
      return &codecs[i];

  return NULL;
}

const GstSipCodec *
gst_sip_codec_find_rtpmap (GstSipMediaKind kind, const gchar *name,
    guint clock_rate, guint channels)
{
  const GstSipCodec *codec = gst_sip_codec_find (name);

  if (codec == NULL && kind == GST_SIP_MEDIA_AUDIO &&
      g_ascii_strcasecmp (name, events[0].name) == 0)
    return gst_sip_codec_get_event (clock_rate);

  if (codec == NULL || codec->kind != kind || codec->clock_rate != clock_rate)
    return NULL;

  return MAX (codec->channels, 1) == MAX (channels, 1) ? codec : NULL;
}

const GstSipCodec *
gst_sip_codec_find_static (GstSipMediaKind kind, guint payload_type)
{
  if (payload_type >= 96)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (codecs[i].payload_type == payload_type && codecs[i].kind == kind)
      return &codecs[i];

  return NULL;
}

const GstSipCodec *
gst_sip_codec_get_event (guint clock_rate)
{
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (events[i].clock_rate == clock_rate)
      return &events[i];

  return NULL;
}

gboolean
gst_sip_codec_is_event (const GstSipCodec *codec)
{
  return codec >= events && codec < events + G_N_ELEMENTS (events);
}

static gboolean
add_named (GPtrArray *list, GstSipMediaKind kind, const gchar *name,
    GError **error)
{
  const GstSipCodec *codec = gst_sip_codec_find (name);

  if (codec == NULL || codec->kind != kind) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "'%s' is no %s codec that sipua speaks", name,
        gst_sip_media_kind_to_string (kind));
    return FALSE;
  }

  if (!g_ptr_array_find (list, codec, NULL))
    g_ptr_array_add (list, (gpointer) codec);
  return TRUE;
}

const GstSipCodec **
gst_sip_codec_parse_list (GstSipMediaKind kind, const gchar *text,
    GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (kind < GST_SIP_MEDIA_N_KINDS, NULL);

  if (text == NULL)
    text = kind == GST_SIP_MEDIA_AUDIO ? GST_SIP_DEFAULT_AUDIO_CODECS
                                       : GST_SIP_DEFAULT_VIDEO_CODECS;
  names = g_strsplit_set (text, ", \t\r\n", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0' && !add_named (list, kind, names[i], error))
      return NULL;

  g_ptr_array_add (list, NULL);
  return (const GstSipCodec **) g_ptr_array_steal (list, NULL);
}

const gchar *
gst_sip_media_kind_to_string (GstSipMediaKind kind)
{
  static const gchar *const words[] = {
      [GST_SIP_MEDIA_AUDIO] = "audio",
      [GST_SIP_MEDIA_VIDEO] = "video",
      [GST_SIP_MEDIA_OTHER] = "other",
  };

  return words[kind];
}

GstStructure *
gst_sip_codec_to_structure (const GstSipCodec *codec, guint payload_type,
    guint32 ssrc)
{
  GstStructure *structure = gst_structure_new ("application/x-rtp", "media",
      G_TYPE_STRING, gst_sip_media_kind_to_string (codec->kind),
      "encoding-name", G_TYPE_STRING, codec->encoding_name, "clock-rate",
      G_TYPE_INT, (gint) codec->clock_rate, "payload", G_TYPE_INT,
      (gint) payload_type, NULL);

  if (codec->channels > 0) {
    g_autofree gchar *channels = g_strdup_printf ("%u", codec->channels);

    gst_structure_set (structure, "encoding-params", G_TYPE_STRING, channels,
        NULL);
  }
  if (ssrc != 0)
    gst_structure_set (structure, "ssrc", G_TYPE_UINT, ssrc, NULL);

  return structure;
}
