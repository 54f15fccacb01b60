/* What is answered to an offer, and what webrtcbin sees of it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sdpfixture.h"

#include <string.h>

/* --- offers that cannot be used --- */

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *offer;
  const gchar *error;
} refusals[] = {
    {"no-lines",       SESSION, "it has no m-lines"},
    {"plain-rtp",
        SESSION "m=audio 4000 RTP/AVP 0 8\r\n",
        "m-line 0 (audio): no a=fingerprint to check, which DTLS-SRTP needs "
        "(profile 'RTP/AVP')"},
    {"sdes",
        SESSION "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 "
                "inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n",
        "no a=fingerprint"},
    {"md5-only",
        SESSION AUDIO ICE MUX "a=fingerprint:md5 "
                "4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B\r\n",
        "no a=fingerprint to check"},
    {"short-fingerprint",
        SESSION AUDIO ICE MUX "a=fingerprint:sha-256 4A:AD\r\n",
        "no a=fingerprint to check"},
    {"no-ice",         SESSION AUDIO DTLS MUX, "no a=ice-ufrag and a=ice-pwd"},
    {"bad-ufrag",
        SESSION AUDIO DTLS MUX
        "a=ice-ufrag:a b\"c\r\na=ice-pwd:0123456789abcdefghijkl\r\n",
        "malformed a=ice-ufrag or a=ice-pwd (ufrag 'a b\"c')"},
    {"short-pwd",
        SESSION AUDIO DTLS MUX "a=ice-ufrag:abcd\r\na=ice-pwd:0123\r\n",
        "malformed a=ice-ufrag or a=ice-pwd"},
    {"no-rtcp-mux",    SESSION AUDIO ICE DTLS, "no a=rtcp-mux"},
    {"other-proto",
        SESSION "m=audio 9 TCP/MSRP 0\r\n" NEEDED,
        "profile 'TCP/MSRP' is none of DTLS-SRTP"},
    {"port-below-zero",
        SESSION "m=audio -9 UDP/TLS/RTP/SAVPF 0\r\n" NEEDED,
        "port -9 is none"},
    {"port-too-high",
        SESSION "m=audio 65536 UDP/TLS/RTP/SAVPF 0\r\n" NEEDED,
        "port 65536 is none"},
    {"no-shared-codec",
        SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 18 13\r\n" NEEDED,
        "no codec in common (first format '18')"},
    {"h264-mode-0",
        SESSION "m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=rtpmap:97 H264/90000\r\n"
                "a=fmtp:97 profile-level-id=42e01f\r\n" NEEDED,
        "no codec in common"},
    {"opus-mono",
        SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 97\r\n"
                "a=rtpmap:97 opus/48000\r\n" NEEDED,
        "no codec in common"},
    {"only-closed",
        SESSION "m=audio 0 UDP/TLS/RTP/SAVPF 0\r\n" NEEDED,
        "closed by the peer"},
    {"only-image",
        SESSION "m=image 9 udptl t38\r\n",
        "m-line 0 (other): neither audio nor video"},
    {"audio-is-told",
        SESSION "m=image 9 udptl t38\r\n" AUDIO DTLS MUX,
        "m-line 1 (audio): no a=ice-ufrag"},
};
/* clang-format on */

static void
test_refusal (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GstSipSdpSession) session = gst_sip_sdp_session_new (7);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (refusals[row].offer);
  g_autoptr (GError) error = NULL;
  GstSipSdpWants wants = sdp_want_all ();

  g_assert_false (
      gst_sip_sdp_session_take_offer (session, remote, &wants, &error));
  g_assert_error (error, GST_SIP_STATUS, 488);
  sdp_assert_has (error->message, refusals[row].error);
  g_assert_cmpuint (session->lines->len, ==, 0);
}

/* --- what we answer, and what webrtcbin is shown --- */

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *offer;
  const gchar *body;       /* part of our answer */
  const gchar *not_body;   /* nowhere in it */
  const gchar *webrtc;     /* part of what webrtcbin gets */
  const gchar *not_webrtc; /* nowhere in it */
} answers[] = {
    {"default-candidate", SESSION AUDIO NEEDED,
        "m=audio 4444 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 203.0.113.5\r\n",
        "fe80::1", "m=audio 9 ", "trickle"},
    {"candidates-kept", SESSION AUDIO NEEDED,
        "a=candidate:2 1 UDP 2015363327 2001:db8::1 3333 typ host\r\n"
        "a=candidate:3 1 UDP 1677729535 203.0.113.5 4444 typ srflx raddr "
        "192.168.0.2 rport 1111\r\n",
        "trickle", NULL, NULL},
    {"no-trickle", SESSION AUDIO NEEDED,
        "5555 typ host\r\na=end-of-candidates\r\n", NULL, NULL, NULL},
    {"no-mid", SESSION AUDIO NEEDED, "a=sendrecv\r\n", "a=mid",
        "a=mid:audio0\r\n",
        "a=group"},
    {"closed-line-mid-no-token", SESSION "a=group:BUNDLE audio video\r\n" AUDIO
        NEEDED "a=mid:audio\r\nm=video 0 RTP/AVP 120 97\r\n"
        "c=IN IP4 192.0.2.5\r\na=mid:(null)\r\n",
        "m=video 0 RTP/AVP 120\r\n", "(null)",
        "a=mid:audio\r\n", "m=video"},
    {"closed-line-mid-twice", SESSION "m=video 0 RTP/AVP 97\r\na=mid:x\r\n"
        AUDIO NEEDED "a=mid:x\r\n",
        "m=video 0 RTP/AVP 97\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\nm=audio",
        NULL, "a=mid:x\r\n", "m=video"},
    {"closed-line-in-group-with-other-credentials",
        SESSION "a=group:BUNDLE a v\r\n" AUDIO NEEDED "a=mid:a\r\n"
        "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\na=ice-ufrag:wxyz\r\n"
        "a=ice-pwd:0123456789abcdefghijkl\r\n",
        "m=video 0 ", NULL, "a=ice-ufrag:abcd\r\n", "wxyz"},
    {"sha-256-shown", SESSION AUDIO ICE MUX "a=setup:actpass\r\n"
        "a=fingerprint:sha-384 " SDP_FINGERPRINT ":"
        "4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B\r\n"
        "a=fingerprint:sha-256 " SDP_FINGERPRINT "\r\n",
        NULL, NULL, "a=fingerprint:sha-256 " SDP_FINGERPRINT, "sha-384"},
    {"ssrc-0", SESSION AUDIO NEEDED
        "a=ssrc:0 cname:x\r\na=ssrc:00 cname:x\r\na=ssrc:7 cname:x\r\n",
        NULL, NULL, "a=ssrc:7 cname:x\r\n", "a=ssrc:0"},
    {"invented-mid-is-free", SESSION AUDIO NEEDED VIDEO NEEDED
        "a=mid:audio0\r\n",
        "a=mid:audio0\r\n", NULL, "a=mid:audio0_\r\n", NULL},
    {"no-direction", SESSION AUDIO NEEDED, "a=sendrecv\r\n", NULL,
        "a=sendrecv\r\n",
        NULL},
    {"sendonly", SESSION AUDIO NEEDED "a=sendonly\r\n", "a=recvonly\r\n",
        "a=sendrecv", "a=sendrecv\r\n", "a=sendonly"},
    {"recvonly", SESSION AUDIO NEEDED "a=recvonly\r\n", "a=sendonly\r\n",
        "a=sendrecv", "a=sendrecv\r\n", "a=recvonly"},
    {"inactive", SESSION AUDIO NEEDED "a=inactive\r\n", "a=inactive\r\n",
        "a=sendrecv", "a=sendrecv\r\n", "a=inactive"},
    {"session-direction", SESSION "a=sendonly\r\n" AUDIO NEEDED,
        "a=recvonly\r\n", NULL, "a=sendrecv\r\n", "a=sendonly"},
    {"line-before-session", SESSION "a=inactive\r\n" AUDIO NEEDED
        "a=sendonly\r\n",
        "a=recvonly\r\n", NULL, NULL, NULL},
    {"direction-twice", SESSION AUDIO NEEDED "a=recvonly\r\na=sendrecv\r\n",
        "a=sendonly\r\n", NULL, "a=sendrecv\r\n", "a=recvonly"},
    {"session-level", SESSION NEEDED AUDIO, "a=setup:active\r\n", NULL,
        "a=mid:audio0\r\na=sendrecv\r\na=setup:actpass\r\na=ice-ufrag:abcd\r\n",
        NULL},
    {"holdconn", SESSION AUDIO ICE MUX
        "a=setup:holdconn\r\na=fingerprint:sha-256 "
        SDP_FINGERPRINT "\r\n", NULL, "holdconn", "a=setup:actpass\r\n",
        "holdconn"},
    {"no-setup", SESSION AUDIO ICE MUX "a=fingerprint:sha-256 "
        SDP_FINGERPRINT "\r\n", NULL, NULL, "a=setup:actpass\r\n", NULL},
    {"passive", SESSION AUDIO ICE MUX
        "a=setup:passive\r\na=fingerprint:sha-256 "
        SDP_FINGERPRINT "\r\n", NULL, NULL, "a=setup:passive\r\n", NULL},
    {"fingerprint-case", SESSION AUDIO ICE MUX "a=fingerprint:SHA-256 "
        "4a:ad:b9:b1:3f:82:18:3b:54:02:12:df:3e:5d:49:6b:"
        "19:e5:7c:ab:4a:ad:b9:b1:3f:82:18:3b:54:02:12:df\r\n", NULL, NULL,
        "a=fingerprint:sha-256 " SDP_FINGERPRINT "\r\n", NULL},
    {"strongest-fingerprint", sdp_rtpengine, NULL, "sha-1",
        "a=fingerprint:sha-256 ", "sha-1"},
    {"ice-lite", sdp_rtpengine, NULL, "ice-lite", "a=ice-lite\r\n", NULL},
    {"proto-is-repeated", sdp_rtpengine, " RTP/SAVPF 0 8 101\r\n", NULL,
        " UDP/TLS/RTP/SAVPF 0 8 101\r\n", NULL},
    {"no-feedback-in-savp", sdp_jssip, "m=video 4444 UDP/TLS/RTP/SAVP 100\r\n",
        "rtcp-fb", NULL, "crypto"},
    {"codec-order", sdp_freeswitch, " 102 0 8 103 101\r\n", "CN", NULL, "CN"},
    {"fmtp-not-shown", sdp_freeswitch,
        "a=fmtp:102 minptime=10;useinbandfec=1\r\n",
        "sprop", NULL, "fmtp:102"},
    {"events", sdp_chrome,
        "a=rtpmap:110 telephone-event/48000\r\na=fmtp:110 0-15\r\n"
        "a=rtpmap:126 telephone-event/8000\r\na=fmtp:126 0-15\r\n", NULL,
        "a=rtpmap:126 telephone-event/8000\r\n", NULL},
    {"constrained-baseline", sdp_chrome, " 96 106\r\n", "AV1",
        "a=rtpmap:106 H264/90000\r\n", "rtx"},
    {"h264-answer", sdp_chrome,
        "a=fmtp:106 packetization-mode=1;level-asymmetry-allowed=1;"
        "profile-level-id=42e01f\r\n", NULL, NULL, "profile-level-id"},
    {"feedback", sdp_chrome,
        "a=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 ccm fir\r\n",
        "goog-remb", "a=rtcp-fb:96 nack pli\r\n", "transport-cc"},
    {"no-rsize", SESSION AUDIO NEEDED, NULL, "rtcp-rsize", NULL, "rtcp-rsize"},
    {"rsize", SESSION AUDIO NEEDED "a=rtcp-rsize\r\n", "a=rtcp-rsize\r\n",
        NULL, "a=rtcp-rsize\r\n", NULL},
    {"format-twice",
        SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 0 101 0 101\r\n"
        "a=rtpmap:101 telephone-event/8000\r\n" NEEDED,
        "SAVPF 0 101\r\n", NULL, "SAVPF 0 101\r\n", NULL},
    {"credentials-twice", SESSION AUDIO NEEDED "a=ice-ufrag:second\r\n", NULL,
        NULL, "a=ice-ufrag:abcd\r\n", "second"},
    {"feedback-for-all", SESSION VIDEO NEEDED "a=rtcp-fb:* ccm fir\r\n",
        "a=rtcp-fb:96 ccm fir\r\n", "nack", NULL, NULL},
    {"no-extmap", sdp_chrome, NULL, "extmap", NULL, "extmap"},
    {"bundle", sdp_chrome, "a=group:BUNDLE 0 1\r\n", NULL,
        "a=group:BUNDLE 0 1\r\n",
        NULL},
    {"bundle-only", sdp_firefox, "a=mid:1\r\na=sendrecv\r\n", "m=video 0",
        "m=video 9 ", "bundle-only"},
    {"bundle-shares-transport",
        SESSION "a=group:BUNDLE a v\r\n" AUDIO NEEDED "a=mid:a\r\n" VIDEO
        "a=mid:v\r\n", "a=group:BUNDLE a v\r\n", NULL,
        "a=mid:v\r\na=sendrecv\r\na=setup:actpass\r\na=ice-ufrag:abcd\r\n",
        NULL},
    {"bundle-without-refused",
        SESSION "a=group:BUNDLE a x v\r\n" AUDIO NEEDED "a=mid:a\r\n"
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:x\r\n" VIDEO
        "a=mid:v\r\n",
        "a=group:BUNDLE a v\r\n",
        "m=application 4", "a=group:BUNDLE a v\r\n", "application"},
    {"bundle-of-a-refused-line",
        SESSION "a=group:BUNDLE x a\r\n"
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:x\r\n" NEEDED
        AUDIO "a=mid:a\r\n",
        "a=group:BUNDLE a\r\n", NULL, "a=ice-ufrag:abcd\r\n", NULL},
    {"bundle-with-closed",
        SESSION "a=group:BUNDLE a v\r\n" AUDIO NEEDED "a=mid:a\r\n"
        "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n"
        "a=mid:v\r\n",
        "a=group:BUNDLE a\r\n", "m=video 4", "a=group:BUNDLE a\r\n", "m=video"},
    {"refused-is-repeated", sdp_jssip,
        "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"
        "c=IN IP4 0.0.0.0\r\n"
        "a=inactive\r\na=mid:data\r\n", NULL, NULL, "application"},
    {"closed-in-advance", sdp_freeswitch, "m=video 0 UDP/TLS/RTP/SAVPF 19\r\n",
        NULL, NULL, "m=video"},
    {"second-audio", SESSION AUDIO NEEDED AUDIO NEEDED,
        "m=audio 0 UDP/TLS/RTP/SAVPF 0\r\n", NULL, NULL, "audio1"},
    {"candidates-shown", sdp_asterisk, NULL, NULL,
        "a=candidate:Hc6336414 1 UDP 2130706431 198.51.100.20 14236 typ "
        "host\r\n",
        "14237"},
    {"mdns-not-shown", sdp_chrome, NULL, NULL,
        "a=candidate:842163049 1 UDP 1677729535 203.0.113.7 54609 typ "
        "srflx\r\n",
        ".local"},
    {"tcp-shown", sdp_firefox, NULL, NULL,
        "a=candidate:1 1 TCP 2105524479 192.168.1.50 9 typ host "
        "tcptype active\r\n",
        NULL},
    {"bad-candidates",
        SESSION AUDIO NEEDED "a=candidate:\r\n"
        "a=candidate:1 1 UDP 1 239.1.2.3 99 typ host\r\n"
        "a=candidate:1 1 UDP 1 0.0.0.0 99 typ host\r\n"
        "a=candidate:1 1 UDP 1 192.0.2.9 0 typ host\r\n"
        "a=candidate:1 1 UDP 1 192.0.2.9 65536 typ host\r\n"
        "a=candidate:1 1 UDP 99999999999 192.0.2.9 99 typ host\r\n"
        "a=candidate:1 1 UDP 1 example.com 99 typ host\r\n"
        "a=candidate:1 1 SCTP 1 192.0.2.9 99 typ host\r\n"
        "a=candidate:1 1 TCP 1 192.0.2.9 99 typ host\r\n"
        "a=candidate:? 1 UDP 1 192.0.2.9 99 typ host\r\n"
        "a=candidate:1 1 UDP 1 192.0.2.9 99 typ wild\r\n",
        NULL, NULL, "a=mid:audio0\r\n", "a=candidate"},
    {"ssrc-shown", sdp_chrome, NULL, NULL,
        "a=ssrc:1834902011 cname:ZhTIXGdkiHfZP3Lf\r\n", "3926442781"},
    {"ssrc-once", SESSION AUDIO NEEDED,
        " audio0\r\na=ssrc:100 cname:user\r\na=candidate", NULL, NULL, NULL},
    {"msid", SESSION AUDIO NEEDED,
        "a=msid:sipua-7 audio0\r\na=ssrc:100 cname:user\r\n",
        "msid:user", NULL, NULL},
    {"one-stream", sdp_chrome, "a=msid:sipua-7 video1\r\n", NULL, NULL, NULL},
    {"parameter-sets",
        SESSION "m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=rtpmap:97 H264/90000\r\n"
        "a=fmtp:97 packetization-mode=1; profile-level-id=64001f; "
        "sprop-parameter-sets=Z0LgH9o=,aM4xUg==\r\n" NEEDED,
        "a=fmtp:97 packetization-mode=1;profile-level-id=64001f\r\n",
        "level-asymmetry-allowed",
        "a=fmtp:97 sprop-parameter-sets=Z0LgH9o=,aM4xUg==\r\n", NULL},
    {"origin", SESSION AUDIO NEEDED, "v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\n",
        NULL,
        NULL, NULL},
    {"bare-line-feeds",
        "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n" AUDIO NEEDED,
        "a=sendrecv\r\n", NULL, NULL, NULL},
    {"last-line-open",
        SESSION AUDIO ICE DTLS "a=rtcp-mux", "a=sendrecv\r\n", NULL, NULL,
        NULL},
};
/* clang-format on */

static void
test_answer (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_answer (answers[row].offer, &body);
  g_autofree gchar *webrtc = sdp_show_webrtc (session);

  sdp_check_part (body, answers[row].body, answers[row].not_body);
  sdp_check_part (webrtc, answers[row].webrtc, answers[row].not_webrtc);
}

/* --- what we have decides the direction --- */

static const struct
{
  const gchar *name;
  const gchar *direction; /* of the peer */
  guint n_inputs, n_outputs;
  const gchar *answer; /* NULL: 488 */
  const gchar *error;
} plans[] = {
    {"both",               "sendrecv", 1,          1,                    "a=sendrecv\r\n"           },
    {"only-hear",          "sendrecv", 0,          1,                    "a=recvonly\r\n"           },
    {"only-speak",         "sendrecv", 1,          0,                    "a=sendonly\r\n"           },
    {"neither",            "sendrecv", 0,          0,                    NULL,                        "nothing to send on it"},
    {"both-mute",                    "recvonly",                    0, 1, NULL,                           "neither end sends"},
    {"both-deaf", "sendonly",           1,           0,                     NULL,           "neither end receives"},
    {"starts-on-hold",                "inactive",    0,              1,"a=inactive\r\n"},
    {"music-on-hold",                   "sendonly",             1,          1,                  "a=recvonly\r\n"                          },
};

static void
test_plan (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree gchar *offer =
      g_strconcat (SESSION AUDIO NEEDED "a=", plans[row].direction, "\r\n",
          NULL);
  g_autoptr (GstSipSdpSession) session = gst_sip_sdp_session_new (7);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (offer);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *body = NULL;
  GstSipSdpWants wants = {
      {sdp_audio_codecs, plans[row].n_inputs, plans[row].n_outputs}
  };

  gst_sip_sdp_session_take_offer (session, remote, &wants, &error);
  if (plans[row].answer == NULL) {
    g_assert_error (error, GST_SIP_STATUS, 488);
    sdp_assert_has (error->message, plans[row].error);
    return;
  }

  g_assert_no_error (error);
  body = sdp_write_first (session, "active");
  sdp_assert_has (body, plans[row].answer);
  g_assert_cmpuint (strstr (body, "a=msid:") != NULL, ==, plans[row].n_inputs);
  g_assert_cmpuint (sdp_get_line (session, 0)->input == 0, ==,
      plans[row].n_inputs);
}

int
main (int argc, char **argv)
{
  sdp_init (&argc, &argv);

  ADD_ROWS ("refusal", refusals, test_refusal);
  ADD_ROWS ("answer", answers, test_answer);
  ADD_ROWS ("plan", plans, test_plan);

  return g_test_run ();
}
