/* Our offers, the answers to them, and webrtcbin's own text
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sdpfixture.h"

#define ANSWER_AUDIO \
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 110\r\na=rtpmap:111 opus/48000/2\r\n" \
  "a=rtpmap:110 telephone-event/48000\r\n" ICE MUX \
  "a=fingerprint:sha-256 " SDP_FINGERPRINT "\r\na=setup:active\r\n"
#define ANSWER_VIDEO \
  VIDEO ICE MUX "a=fingerprint:sha-256 " SDP_FINGERPRINT \
                "\r\na=setup:active\r\n"

/* clang-format off */
static const struct
{
  const gchar *name;
  gboolean bundle;
  const gchar *answer;
  const gchar *reasons[2]; /* why audio and video are refused */
  const gchar *webrtc;
  const gchar *not_webrtc;
} answered[] = {
    {"all", TRUE,
        SESSION "a=group:BUNDLE audio0 video1\r\n" ANSWER_AUDIO
        "a=mid:audio0\r\n" ANSWER_VIDEO "a=mid:video1\r\n",
        {NULL, NULL}, "a=group:BUNDLE audio0 video1\r\n", "actpass"},
    {"apart", FALSE, SESSION ANSWER_AUDIO ANSWER_VIDEO,
        {NULL, NULL}, "a=mid:video1\r\n", "a=group"},
    {"not-bundled", TRUE, SESSION ANSWER_AUDIO ANSWER_VIDEO,
        {NULL, "not bundled by the peer"}, "m=video 0 ", "a=group"},
    {"video-refused", TRUE,
        SESSION "a=group:BUNDLE audio0\r\n" ANSWER_AUDIO "a=mid:audio0\r\n"
        "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n",
        {NULL, "refused by the peer"},
        "m=video 0 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\na=mid:video1\r\n"
        "a=inactive\r\na=setup:active\r\na=ice-ufrag:abcd\r\n", NULL},
    {"audio-refused", TRUE,
        SESSION "a=group:BUNDLE video1\r\n"
        "m=audio 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:audio0\r\n"
        ANSWER_VIDEO "a=mid:video1\r\n",
        {"refused by the peer", NULL}, "a=group:BUNDLE video1\r\n", NULL},
    {"too-short", FALSE, SESSION ANSWER_AUDIO,
        {NULL, "left out of the answer"}, "m=video 0 ", NULL},
    {"other-codec", FALSE,
        SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 18\r\n" NEEDED ANSWER_VIDEO,
        {"no codec in common (first format '18')", NULL}, "m=audio 0 ", NULL},
    {"without-dtls", FALSE,
        SESSION "m=audio 9 RTP/AVP 0\r\n" ANSWER_VIDEO,
        {"no a=fingerprint to check, which DTLS-SRTP needs (profile "
         "'RTP/AVP')", NULL}, "m=audio 0 ", NULL},
    {"actpass-is-active", FALSE, SESSION AUDIO NEEDED ANSWER_VIDEO,
        {NULL, NULL}, "a=setup:active\r\n", "actpass"},
};
/* clang-format on */

static void
test_answered (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_offer (answered[row].bundle, &body);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (answered[row].answer);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *webrtc = NULL;

  gst_sip_sdp_session_take_answer (session, remote, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (sdp_get_line (session, i)->reason, ==,
        answered[row].reasons[i]);
  webrtc = sdp_show_webrtc (session);
  sdp_check_part (webrtc, answered[row].webrtc, answered[row].not_webrtc);
}

static void
test_offer (void)
{
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (TRUE, &body);

  sdp_assert_has (body, "a=group:BUNDLE audio0 video1\r\n");
  sdp_assert_has (body, "m=audio 4444 UDP/TLS/RTP/SAVPF 111 0 8 110 126\r\n");
  sdp_assert_has (body, "m=video 4444 UDP/TLS/RTP/SAVPF 96 102\r\n");
  sdp_assert_has (body, "a=setup:actpass\r\n");
  sdp_assert_has_not (body, "a=setup:active");
  sdp_assert_has_not (body, "trickle");
  sdp_assert_has (body, "a=rtcp-rsize\r\n");
  sdp_assert_has (body,
      "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;"
      "profile-level-id=42e01f\r\n");
}

static void
test_offer_of_nothing (void)
{
  g_autoptr (GstSipSdpSession) session = gst_sip_sdp_session_new (7);
  g_autoptr (GError) error = NULL;
  GstSipSdpWants wants = {0};

  g_assert_false (gst_sip_sdp_session_make_offer (session, &wants, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA);
}

static void
test_answered_by_nothing (void)
{
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (TRUE, &body);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (SESSION AUDIO DTLS MUX);
  g_autoptr (GError) error = NULL;

  g_assert_false (gst_sip_sdp_session_take_answer (session, remote, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA);
  sdp_assert_has (error->message, "m-line 0 (audio): no a=ice-ufrag");
  g_assert_true (sdp_get_line (session, 0)->accepted);
}

/* The peer only hears. */
static void
test_answered_direction (void)
{
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (FALSE, &body);
  g_autoptr (GstSipSdpRemote) remote =
      sdp_parse (SESSION ANSWER_AUDIO "a=recvonly\r\n" ANSWER_VIDEO);

  gst_sip_sdp_session_take_answer (session, remote, NULL);
  g_assert_cmpint (sdp_get_line (session, 0)->direction, ==,
      GST_SIP_SDP_SENDONLY);
  g_assert_cmpint (sdp_get_line (session, 1)->direction, ==,
      GST_SIP_SDP_SENDRECV);
}

/* We have one half only, and the peer, against RFC 3264 section 6.1, has the
 * same. */
static const struct
{
  const gchar *name;
  guint n_inputs, n_outputs;
  const gchar *direction; /* of the answer */
  const gchar *error; /* NULL: none */
} halves[] = {
    {"both-mute", 0, 1, "recvonly", "neither end sends"   },
    {"both-deaf", 1, 0, "sendonly", "neither end receives"},
    {"heard",     0, 1, "sendonly", NULL                  },
    {"on-hold",   0, 1, "inactive", NULL                  },
};

static void
test_half (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GstSipSdpSession) session = gst_sip_sdp_session_new (7);
  g_autofree gchar *answer =
      g_strconcat (SESSION AUDIO NEEDED "a=", halves[row].direction, "\r\n",
          NULL);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (answer);
  g_autoptr (GError) error = NULL;
  GstSipSdpWants wants = {
      {sdp_audio_codecs, halves[row].n_inputs, halves[row].n_outputs}
  };

  g_assert_true (gst_sip_sdp_session_make_offer (session, &wants, NULL));
  if (gst_sip_sdp_session_take_answer (session, remote, &error)) {
    g_assert_null (halves[row].error);
    return;
  }
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA);
  sdp_assert_has (error->message, halves[row].error);
}

/* Who is client of DTLS is settled once; the peer was, so we are not. */
static void
test_role_stays (void)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (FALSE, &first);
  g_autoptr (GstSipSdpRemote) active =
      sdp_parse (SESSION ANSWER_AUDIO ANSWER_VIDEO);
  g_autoptr (GstSipSdpRemote) passive =
      sdp_parse (SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
                         "a=rtpmap:111 opus/48000/2\r\n" ICE MUX
                         "a=fingerprint:sha-256 " SDP_FINGERPRINT
                         "\r\na=setup:passive\r\n" ANSWER_VIDEO);

  gst_sip_sdp_session_take_answer (session, active, NULL);
  gst_sip_sdp_session_offer_again (session);
  gst_sip_sdp_session_take_answer (session, passive, NULL);
  gst_sip_sdp_session_take_offer (session, active, NULL, NULL);
  second = sdp_write_again (session);
  sdp_assert_has_not (second, "a=setup:active\r\n");
}

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *candidates;
  const gchar *media;
} addresses[] = {
    {"none", "",
        "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\n"},
    {"ipv4-first",
        "a=candidate:1 1 UDP 1 2001:db8::1 1 typ host\r\n"
        "a=candidate:2 1 UDP 1 192.0.2.1 2 typ host\r\n",
        "m=audio 2 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 192.0.2.1\r\n"},
    {"ipv6-only", "a=candidate:1 1 UDP 1 2001:db8::1 1 typ host\r\n",
        "m=audio 1 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP6 2001:db8::1\r\n"},
    {"relay",
        "a=candidate:1 1 UDP 1 192.0.2.1 1 typ host\r\n"
        "a=candidate:2 1 UDP 1 192.0.2.2 2 typ relay\r\n"
        "a=candidate:3 1 UDP 1 192.0.2.3 3 typ srflx\r\n",
        "m=audio 2 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 192.0.2.2\r\n"},
    {"tcp-last",
        "a=candidate:1 1 TCP 9 192.0.2.1 9 typ relay tcptype active\r\n"
        "a=candidate:2 1 UDP 1 192.0.2.2 2 typ host\r\n",
        "m=audio 2 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 192.0.2.2\r\n"},
    {"component-2",
        "a=candidate:1 2 UDP 1 192.0.2.1 1 typ relay\r\n"
        "a=candidate:2 1 UDP 1 192.0.2.2 2 typ host\r\n",
        "m=audio 2 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 192.0.2.2\r\n"},
};
/* clang-format on */

static void
test_address (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree gchar *first = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_answer (SESSION AUDIO NEEDED, &first);
  g_autofree gchar *text =
      g_strconcat (SESSION AUDIO NEEDED, addresses[row].candidates, NULL);
  g_autoptr (GstSDPMessage) local = NULL;
  g_autofree gchar *body = NULL;

  gst_sdp_message_new_from_text (text, &local);
  body = gst_sip_sdp_session_write (session, local, NULL);
  sdp_assert_has (body, addresses[row].media);
}

/* The first format of the answer is what the peer wants to hear. */
static void
test_answered_order (void)
{
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (FALSE, &body);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (SESSION
      "m=audio 9 UDP/TLS/RTP/SAVPF 8 111 110 126\r\n"
      "a=rtpmap:111 opus/48000/2\r\na=rtpmap:110 telephone-event/48000\r\n"
      "a=rtpmap:126 telephone-event/8000\r\n" NEEDED);
  const GstSipSdpLine *line = sdp_get_line (session, 0);

  gst_sip_sdp_session_take_answer (session, remote, NULL);
  g_assert_cmpuint (gst_sip_sdp_line_get_format (line)->payload_type, ==, 8);
  g_assert_cmpuint (gst_sip_sdp_line_get_event (line)->payload_type, ==, 126);
  g_assert_cmpuint (line->formats->len, ==, 2);
}

static void
test_preferences (void)
{
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (TRUE, &body);
  g_autoptr (GstCaps) caps =
      gst_sip_sdp_line_get_codec_preferences (sdp_get_line (session, 0),
          4294967295u);
  g_autoptr (GstCaps) expected = gst_caps_from_string (
      "application/x-rtp, media=audio, encoding-name=OPUS, clock-rate=48000,"
      " payload=111, encoding-params=(string)2, ssrc=(uint)4294967295;"
      "application/x-rtp, media=audio, encoding-name=PCMU, clock-rate=8000,"
      " payload=0, ssrc=(uint)4294967295;"
      "application/x-rtp, media=audio, encoding-name=PCMA, clock-rate=8000,"
      " payload=8, ssrc=(uint)4294967295;"
      "application/x-rtp, media=audio, encoding-name=TELEPHONE-EVENT,"
      " clock-rate=48000, payload=110, ssrc=(uint)4294967295;"
      "application/x-rtp, media=audio, encoding-name=TELEPHONE-EVENT,"
      " clock-rate=8000, payload=126, ssrc=(uint)4294967295");

  g_assert_true (gst_caps_is_strictly_equal (caps, expected));
}

/* webrtcbin before 1.28 answers with one codec; it is given all. */
static void
test_adjust_local (void)
{
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_answer (sdp_chrome, &body);
  g_autoptr (GstSDPMessage) created = NULL;
  g_autoptr (GstSDPMessage) adjusted = NULL;
  g_autofree gchar *text = NULL;

  gst_sdp_message_new_from_text (SESSION
      "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"
      "a=ice-ufrag:local\r\na=rtpmap:111 OPUS/48000/2\r\n"
      "a=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10\r\n",
      &created);
  adjusted = gst_sip_sdp_session_adjust_local (session, created);
  text = gst_sdp_message_as_text (adjusted);
  sdp_assert_has (text, "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 110 126\r\n");
  sdp_assert_has (text, "a=rtpmap:126 telephone-event/8000\r\n");
  sdp_assert_has (text, "a=ice-ufrag:local\r\n");
  sdp_assert_has_not (text, "OPUS");
  sdp_assert_has_not (text, "transport-cc");
}

static void
test_find_payload_type (void)
{
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_answer (sdp_chrome, &body);
  const GstSipSdpFormat *format = NULL;

  g_assert_true (
      gst_sip_sdp_session_find_payload_type (session, GST_SIP_MEDIA_VIDEO, 106,
          &format) == sdp_get_line (session, 1));
  g_assert_cmpstr (format->codec->name, ==, "H264");
  g_assert_null (gst_sip_sdp_session_find_payload_type (session,
      GST_SIP_MEDIA_AUDIO, 106, NULL));
}

static void
test_local_without_credentials (void)
{
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_answer (sdp_asterisk, &body);
  g_autoptr (GstSDPMessage) local = NULL;
  g_autoptr (GError) error = NULL;

  gst_sdp_message_new_from_text (SESSION AUDIO, &local);
  g_assert_null (gst_sip_sdp_session_write (session, local, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA);
}

int
main (int argc, char **argv)
{
  sdp_init (&argc, &argv);

  ADD_ROWS ("address", addresses, test_address);
  ADD_ROWS ("answered", answered, test_answered);
  ADD_ROWS ("half", halves, test_half);
  g_test_add_func ("/sdp/answered/direction", test_answered_direction);
  g_test_add_func ("/sdp/answered/role-stays", test_role_stays);
  g_test_add_func ("/sdp/offer/all", test_offer);
  g_test_add_func ("/sdp/offer/nothing", test_offer_of_nothing);
  g_test_add_func ("/sdp/offer/preferences", test_preferences);
  g_test_add_func ("/sdp/answered/nothing", test_answered_by_nothing);
  g_test_add_func ("/sdp/answered/order", test_answered_order);
  g_test_add_func ("/sdp/local/adjust", test_adjust_local);
  g_test_add_func ("/sdp/local/no-credentials", test_local_without_credentials);
  g_test_add_func ("/sdp/find-payload-type", test_find_payload_type);

  return g_test_run ();
}
