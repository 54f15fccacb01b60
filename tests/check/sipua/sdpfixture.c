/* What the tests of the SDP layer share
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sdpfixture.h"

#include <string.h>

const GstSipCodec *sdp_audio_codecs[7];
const GstSipCodec *sdp_video_codecs[7];

static void
read_codecs (GstSipMediaKind kind, const gchar *text, const GstSipCodec **to)
{
  g_autoptr (GError) error = NULL;
  g_autofree const GstSipCodec **codecs =
      gst_sip_codec_parse_list (kind, text, &error);

  g_assert_no_error (error);
  for (guint i = 0; codecs[i] != NULL; i++)
    to[i] = codecs[i];
}

/* As a phone with camera: one audio and one video line, both ways. */
GstSipSdpWants
sdp_want_all (void)
{
  return (GstSipSdpWants){
      {sdp_audio_codecs, 1, 1},
      {sdp_video_codecs, 1, 1},
      TRUE, TRUE
  };
}

GstSipSdpRemote *
sdp_parse (const gchar *text)
{
  g_autoptr (GError) error = NULL;
  GstSipSdpRemote *remote = gst_sip_sdp_remote_parse (text, -1, &error);

  g_assert_no_error (error);
  return remote;
}

void
sdp_assert_has (const gchar *text, const gchar *part)
{
  if (strstr (text, part) == NULL)
    g_error ("'%s' is missing in\n%s", part, text);
}

void
sdp_assert_has_not (const gchar *text, const gchar *part)
{
  if (strstr (text, part) != NULL)
    g_error ("'%s' is too much in\n%s", part, text);
}

GstSipSdpLine *
sdp_get_line (const GstSipSdpSession *session, guint index)
{
  g_assert_cmpuint (index, <, session->lines->len);
  return g_ptr_array_index (session->lines, index);
}

/* What webrtcbin 1.22 gives for as many lines, gathered. */
static GstSDPMessage *
make_local (const GstSipSdpSession *session, const gchar *setup)
{
  g_autoptr (GString) text = g_string_new (SESSION);
  g_autoptr (GString) group = g_string_new ("a=group:BUNDLE");
  GstSDPMessage *message = NULL;

  for (guint i = 0; gst_sip_sdp_session_get_webrtc_line (session, i); i++) {
    const GstSipSdpLine *line =
        gst_sip_sdp_session_get_webrtc_line (session, i);
    const gchar *kind = gst_sip_media_kind_to_string (line->kind);
    g_autofree gchar *mid = line->webrtc_mid != NULL
        ? g_strdup (line->webrtc_mid)
        : g_strdup_printf ("%s%u", kind, i);

    g_string_append_printf (group, " %s", mid);
    g_string_append_printf (text,
        "m=%s 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\n"
        "a=mid:%s\r\na=setup:%s\r\n"
        "a=ice-ufrag:local\r\na=ice-pwd:0123456789abcdefghijklmn\r\n"
        "a=ice-options:trickle\r\n"
        "a=fingerprint:sha-256 " SDP_FINGERPRINT "\r\n"
        "a=rtcp-fb:0 transport-cc\r\na=sendrecv\r\n"
        "a=ssrc:%u msid:user stream\r\na=ssrc:%u cname:user\r\n"
        "a=ssrc:%u cname:user\r\n",
        kind, mid, setup, 100 + i, 100 + i, 100 + i);
    if (i == 0)
      g_string_append (text,
          "a=candidate:1 1 UDP 2015363327 192.168.0.2 1111 typ host\r\n"
          "a=candidate:2 1 UDP 2015363327 fe80::1 2222 typ host\r\n"
          "a=candidate:2 1 UDP 2015363327 2001:db8::1 3333 typ host\r\n"
          "a=candidate:3 1 UDP 1677729535 203.0.113.5 4444 typ srflx raddr "
          "192.168.0.2 rport 1111\r\n"
          "a=candidate:4 1 UDP 2015363327 192.168.0.3 5555 typ host\r\n");
  }

  if (session->remote == NULL ||
      gst_sip_sdp_remote_get_media (session->remote, 0)->bundle >= 0) {
    g_string_append (group, "\r\n");
    g_string_insert (text, strlen (SESSION), group->str);
  }
  gst_sdp_message_new_from_text (text->str, &message);
  return message;
}

/* Adjusts and writes, as after create-offer or create-answer. */
gchar *
sdp_write_first (GstSipSdpSession *session, const gchar *setup)
{
  g_autoptr (GstSDPMessage) local = make_local (session, setup);
  g_autoptr (GstSDPMessage) adjusted =
      gst_sip_sdp_session_adjust_local (session, local);
  g_autoptr (GError) error = NULL;
  gchar *body = gst_sip_sdp_session_write (session, local, &error);

  g_assert_nonnull (adjusted);
  g_assert_no_error (error);
  return body;
}

gchar *
sdp_write_again (GstSipSdpSession *session)
{
  g_autoptr (GError) error = NULL;
  gchar *body = gst_sip_sdp_session_write (session, NULL, &error);

  g_assert_no_error (error);
  return body;
}

GstSipSdpSession *
sdp_answer (const gchar *offer, gchar **body)
{
  GstSipSdpSession *session = gst_sip_sdp_session_new (7);
  GstSipSdpWants wants = sdp_want_all ();
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (offer);
  g_autoptr (GError) error = NULL;

  gst_sip_sdp_session_take_offer (session, remote, &wants, &error);
  g_assert_no_error (error);
  *body = sdp_write_first (session, "active");
  return session;
}

gchar *
sdp_show_webrtc (const GstSipSdpSession *session)
{
  g_autoptr (GstSDPMessage) message =
      gst_sip_sdp_session_get_remote_description (session);

  return gst_sdp_message_as_text (message);
}

GstSipSdpSession *
sdp_offer (gboolean bundle, gchar **body)
{
  GstSipSdpSession *session = gst_sip_sdp_session_new (7);
  GstSipSdpWants wants = sdp_want_all ();
  g_autoptr (GError) error = NULL;

  wants.bundle = bundle;
  gst_sip_sdp_session_make_offer (session, &wants, &error);
  g_assert_no_error (error);
  *body = sdp_write_first (session, "active");
  return session;
}

void
sdp_check_part (const gchar *text, const gchar *part, const gchar *not_part)
{
  if (part != NULL)
    sdp_assert_has (text, part);
  if (not_part != NULL)
    sdp_assert_has_not (text, not_part);
}

void
sdp_add_rows (const gchar *prefix, const gchar *const *names, gsize size,
    gsize n_rows, GTestDataFunc func)
{
  for (gsize i = 0; i < n_rows; i++) {
    const gchar *name =
        *(const gchar *const *) ((const gchar *) names + i * size);
    g_autofree gchar *path = g_strconcat ("/sdp/", prefix, "/", name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), func);
  }
}

void
sdp_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  gst_init (argc, argv);
  read_codecs (GST_SIP_MEDIA_AUDIO, NULL, sdp_audio_codecs);
  read_codecs (GST_SIP_MEDIA_VIDEO, NULL, sdp_video_codecs);
}
