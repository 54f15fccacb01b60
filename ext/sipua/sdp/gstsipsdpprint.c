/* Formats as the words of a description
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

static const struct
{
  guint flag;
  const gchar *text;
} feedback_words[] = {
    {GST_SIP_FEEDBACK_NACK_PLI, "nack pli"},
    {GST_SIP_FEEDBACK_CCM_FIR,  "ccm fir" },
};

guint
gst_sip_sdp_feedback_from_string (const gchar *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (feedback_words); i++)
    if (g_str_equal (text, feedback_words[i].text))
      return feedback_words[i].flag;

  return GST_SIP_FEEDBACK_NONE;
}

void
gst_sip_sdp_append_attribute (const gchar *key, const gchar *value,
    gpointer text)
{
  g_string_append_printf (text, "a=%s:%s\r\n", key, value);
}

guint
gst_sip_sdp_format_get_payload_type (const GstSipSdpFormat *format,
    GstSipSdpReader reader)
{
  return reader == GST_SIP_SDP_FOR_WEBRTC ? format->webrtc_type
                                          : format->payload_type;
}

void
gst_sip_sdp_append_payload_types (GString *text, GPtrArray *formats,
    GstSipSdpReader reader)
{
  for (guint i = 0; i < formats->len; i++)
    g_string_append_printf (text, " %u",
        gst_sip_sdp_format_get_payload_type (g_ptr_array_index (formats, i),
            reader));
}

static gchar *
describe_rtpmap (guint payload_type, const GstSipCodec *codec)
{
  if (codec->channels > 0)
    return g_strdup_printf ("%u %s/%u/%u", payload_type, codec->name,
        codec->clock_rate, codec->channels);
  return g_strdup_printf ("%u %s/%u", payload_type, codec->name,
      codec->clock_rate);
}

/* webrtcbin compares caps field by field with those of the payloader, so that
 * each parameter is one more way to fail. Parameter sets are another matter:
 * the depayloader needs them where the stream does not repeat them. */
static gchar *
describe_fmtp (const GstSipSdpFormat *format, GstSipSdpReader reader)
{
  g_autofree gchar *sets = NULL;

  if (reader == GST_SIP_SDP_FOR_WIRE || gst_sip_codec_is_event (format->codec))
    return g_strdup (format->fmtp);

  sets = gst_sip_sdp_fmtp_get (format->fmtp, "sprop-parameter-sets");
  return sets != NULL ? g_strconcat ("sprop-parameter-sets=", sets, NULL)
                      : NULL;
}

static void
describe_format (const GstSipSdpFormat *format, GstSipSdpReader reader,
    gboolean feedback, GstSipSdpAttributeFunc func, gpointer user_data)
{
  guint payload_type = gst_sip_sdp_format_get_payload_type (format, reader);
  g_autofree gchar *rtpmap = describe_rtpmap (payload_type, format->codec);
  g_autofree gchar *fmtp = describe_fmtp (format, reader);

  func ("rtpmap", rtpmap, user_data);
  if (fmtp != NULL) {
    g_autofree gchar *value = g_strdup_printf ("%u %s", payload_type, fmtp);

    func ("fmtp", value, user_data);
  }

  for (guint i = 0; feedback && i < G_N_ELEMENTS (feedback_words); i++) {
    g_autofree gchar *value =
        g_strdup_printf ("%u %s", payload_type, feedback_words[i].text);

    if (format->feedback & feedback_words[i].flag)
      func ("rtcp-fb", value, user_data);
  }
}

void
gst_sip_sdp_formats_describe (GPtrArray *formats, GstSipSdpReader reader,
    gboolean feedback, GstSipSdpAttributeFunc func, gpointer user_data)
{
  for (guint i = 0; i < formats->len; i++)
    describe_format (g_ptr_array_index (formats, i), reader, feedback, func,
        user_data);
}
