/* The codecs that sipua speaks
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What SDP has to know of a codec: names, payload type, fmtp, feedback. Which
 * elements encode and decode it is no business of this file.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What an m-line carries. */
typedef enum
{
  GST_SIP_MEDIA_AUDIO,
  GST_SIP_MEDIA_VIDEO,
  GST_SIP_MEDIA_OTHER, /* image, message, application: never taken */
} GstSipMediaKind;

#define GST_SIP_MEDIA_N_KINDS GST_SIP_MEDIA_OTHER

/* RTCP feedback that we give and take (RFC 4585, RFC 5104). */
typedef enum
{
  GST_SIP_FEEDBACK_NONE = 0,
  GST_SIP_FEEDBACK_NACK_PLI = 1 << 0, /* nack pli */
  GST_SIP_FEEDBACK_CCM_FIR = 1 << 1, /* ccm fir */
} GstSipFeedback;

/**
 * GstSipCodec:
 * @name: as in a=rtpmap and in the properties audio-codecs and video-codecs
 * @encoding_name: as in application/x-rtp caps
 * @kind: what it encodes
 * @clock_rate: of its RTP timestamps, in Hz
 * @channels: as a=rtpmap has to say, 0 where it is left out
 * @payload_type: the static one (RFC 3551), or above 95 the one that we offer
 * @fmtp: what our offers say in a=fmtp, or NULL
 * @feedback: what we can do with it, see #GstSipFeedback
 *
 * An entry of the codec table. Entries are static: compare their addresses.
 */
typedef struct
{
  const gchar *name;
  const gchar *encoding_name;
  GstSipMediaKind kind;
  guint clock_rate;
  guint channels;
  guint payload_type;
  const gchar *fmtp;
  guint feedback;
} GstSipCodec;

/* What audio-codecs and video-codecs are when nobody says otherwise. */
#define GST_SIP_DEFAULT_AUDIO_CODECS "opus,PCMU,PCMA"
#define GST_SIP_DEFAULT_VIDEO_CODECS "VP8,H264"

/* opus, PCMU, PCMA, G722, VP8 or H264, in any case; NULL for another name.
 * telephone-event is no codec of its own, see gst_sip_codec_get_event(). */
const GstSipCodec *gst_sip_codec_find (const gchar *name);

/* The entry for the words of an a=rtpmap, telephone-event included; channels
 * 0 and 1 are the same. NULL for what we do not speak. */
const GstSipCodec *gst_sip_codec_find_rtpmap (GstSipMediaKind kind,
    const gchar *name, guint clock_rate, guint channels);

/* The entry of a static payload type without a=rtpmap (RFC 3551 section 6), or
 * NULL. */
const GstSipCodec *gst_sip_codec_find_static (GstSipMediaKind kind,
    guint payload_type);

/* telephone-event at 8000 or 48000 Hz (RFC 4733); NULL for another rate. */
const GstSipCodec *gst_sip_codec_get_event (guint clock_rate);
gboolean gst_sip_codec_is_event (const GstSipCodec *codec);

/**
 * gst_sip_codec_parse_list:
 * @kind: audio or video
 * @text: (nullable): names separated by commas or white space, the most wanted
 *   one first; NULL means the default, "" none at all
 * @error: set to %GST_SIP_ERROR_CONFIGURATION, quoting the unknown name
 *
 * Reads the properties audio-codecs and video-codecs. A name that is there
 * twice counts where it stands first.
 *
 * Returns: (transfer container): NULL-terminated array of codecs, to be freed
 *   with g_free(); NULL on error
 */
const GstSipCodec **gst_sip_codec_parse_list (GstSipMediaKind kind,
    const gchar *text, GError **error);

/* "audio" or "video", as on an m-line and in caps; "other" is no such word. */
const gchar *gst_sip_media_kind_to_string (GstSipMediaKind kind);

/* caps of one codec for webrtcbin's codec-preferences; ssrc 0 leaves it out */
GstStructure *gst_sip_codec_to_structure (const GstSipCodec *codec,
    guint payload_type, guint32 ssrc);

G_END_DECLS
