/* Any bytes as the SDP of a peer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The whole way of an offer and of an answer, with what webrtcbin would give
 * made up. Beside crashes: what we write has to be readable for ourselves, and
 * what webrtcbin is shown has to have as many m-lines as it was promised.
 */
#include "ext/sipua/sdp/gstsipsdp.h"

#include <stdint.h>

#define FINGERPRINT \
  "sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:" \
  "19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GstSipSdpWants
make_wants (void)
{
  static const GstSipCodec **audio, **video;

  if (audio == NULL) {
    audio = gst_sip_codec_parse_list (GST_SIP_MEDIA_AUDIO,
        "opus,PCMU,PCMA,G722", NULL);
    video = gst_sip_codec_parse_list (GST_SIP_MEDIA_VIDEO, NULL, NULL);
  }

  return (GstSipSdpWants){
      {audio, 1, 2},
      {video, 1, 1},
      TRUE, TRUE
  };
}

static GstSDPMessage *
make_local (void)
{
  g_autoptr (GString) text =
      g_string_new ("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
                    "a=group:BUNDLE audio0 video1\r\n");
  GstSDPMessage *message = NULL;

  for (guint i = 0; i < GST_SIP_SDP_MAX_LINES; i++)
    g_string_append_printf (text,
        "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:%s%u\r\na=setup:active\r\n"
        "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdefghijkl\r\n"
        "a=fingerprint:" FINGERPRINT "\r\n"
        "a=candidate:1 1 UDP 1 192.0.2.1 1 typ host\r\n",
        i == 0 ? "audio" : "video", i);

  gst_sdp_message_new_from_text (text->str, &message);
  return message;
}

static void
write_and_read (GstSipSdpSession *session)
{
  g_autoptr (GstSDPMessage) local = make_local ();
  g_autoptr (GstSDPMessage) adjusted =
      gst_sip_sdp_session_adjust_local (session, local);
  g_autoptr (GstSDPMessage) shown =
      gst_sip_sdp_session_get_remote_description (session);
  g_autofree gchar *body = gst_sip_sdp_session_write (session, local, NULL);
  g_autoptr (GstSipSdpRemote) read = gst_sip_sdp_remote_parse (body, -1, NULL);

  g_assert_nonnull (adjusted);
  g_assert_cmpuint (gst_sdp_message_medias_len (shown), ==,
      session->n_webrtc_lines);
  g_assert_nonnull (read);
  g_assert_cmpuint (read->media->len, ==, session->lines->len);
}

static void
test_offer (GstSipSdpRemote *remote)
{
  g_autoptr (GstSipSdpSession) session = gst_sip_sdp_session_new (1);
  GstSipSdpWants wants = make_wants ();

  if (!gst_sip_sdp_session_take_offer (session, remote, &wants, NULL))
    return;

  write_and_read (session);
  g_assert_cmpint (gst_sip_sdp_session_compare (session, remote, &wants), ==,
      GST_SIP_SDP_SAME);
  g_assert_true (gst_sip_sdp_session_take_offer (session, remote, NULL, NULL));
  write_and_read (session);
}

static void
test_answer (GstSipSdpRemote *remote)
{
  g_autoptr (GstSipSdpSession) session = gst_sip_sdp_session_new (1);
  g_autoptr (GstSDPMessage) local = make_local ();
  g_autoptr (GstSDPMessage) adjusted = NULL;
  GstSipSdpWants wants = make_wants ();

  gst_sip_sdp_session_make_offer (session, &wants, NULL);
  adjusted = gst_sip_sdp_session_adjust_local (session, local);
  if (gst_sip_sdp_session_take_answer (session, remote, NULL))
    write_and_read (session);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GstSipSdpRemote) remote =
      gst_sip_sdp_remote_parse ((const gchar *) data, (gssize) size, NULL);

  make_wants ();
  if (remote == NULL)
    return 0;

  test_offer (remote);
  test_answer (remote);
  return 0;
}
