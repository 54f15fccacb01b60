/* Payload types that are not the same for both ends
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sdpfixture.h"

#include "ext/sipua/sdp/gstsipsdpnumbers.h"

#define MAX_PAIRS 6
#define END \
  { \
    -1, -1 \
  }

/* One payload type and what becomes of it. */
typedef gint Pair[2];

#define AUDIO_OF(formats) "m=audio 9 UDP/TLS/RTP/SAVPF " formats "\r\n" NEEDED
#define VIDEO_OF(formats) "m=video 9 UDP/TLS/RTP/SAVPF " formats "\r\n" NEEDED
#define OPUS(n) "a=rtpmap:" #n " opus/48000/2\r\n"
#define PCMU(n) "a=rtpmap:" #n " PCMU/8000\r\n"
#define G722(n) "a=rtpmap:" #n " G722/8000\r\n"
#define VP8(n) "a=rtpmap:" #n " VP8/90000\r\n"
#define EVENT(n) "a=rtpmap:" #n " telephone-event/48000\r\n"
#define EVENT_8000(n) "a=rtpmap:" #n " telephone-event/8000\r\n"
#define H264(n, profile) \
  "a=rtpmap:" #n " H264/90000\r\na=fmtp:" #n \
  " packetization-mode=1;profile-level-id=" #profile "\r\n"

static void
check_pairs (const Pair *pairs, const GstSipSdpNumbers *numbers)
{
  for (guint i = 0; pairs[i][0] >= 0; i++) {
    g_test_message ("%d -> %d", pairs[i][0], pairs[i][1]);
    g_assert_cmpuint (numbers->to[pairs[i][0]], ==, pairs[i][1]);
  }
}

static void
check_numbers (const GstSipSdpLine *line, const Pair *sent,
    const Pair *received)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  GstSipSdpNumbers numbers = gst_sip_sdp_line_get_sent (line);

  check_pairs (sent, &numbers);
  g_ptr_array_add (lines, (gpointer) line);
  numbers = gst_sip_sdp_lines_get_received (lines);
  check_pairs (received, &numbers);
}

/* Our offers have opus 111, PCMU 0, PCMA 8, events 110 and 126; VP8 96 and H264
 * 102. What is sent and received goes from and to webrtcbin, which has those. */

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *answer;
  guint line;
  const gchar *webrtc, *not_webrtc;
  Pair sent[MAX_PAIRS], received[MAX_PAIRS];
} answers[] = {
    {"same", SESSION AUDIO_OF ("111 110") OPUS (111) EVENT (110), 0,
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 110\r\n", NULL,
        {{111, 111}, {110, 110}, END}, {{111, 111}, {96, 96}, END}},
    {"opus", SESSION AUDIO_OF ("96") OPUS (96), 0,
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "rtpmap:96",
        {{111, 96}, END}, {{111, 111}, {96, 111}, END}},
    {"events", SESSION AUDIO_OF ("111 101 113")
        OPUS (111) EVENT (101) EVENT_8000 (113), 0,
        "a=rtpmap:110 telephone-event/48000\r\n", "rtpmap:101",
        {{111, 111}, {110, 101}, {126, 113}, END},
        {{110, 110}, {101, 110}, {113, 126}, END}},
    {"event-by-rate", SESSION AUDIO_OF ("0 110") EVENT_8000 (110), 0,
        "a=rtpmap:126 telephone-event/8000\r\n", "rtpmap:110",
        {{126, 110}, END}, {{110, 126}, {126, 126}, END}},
    {"static-codec", SESSION AUDIO_OF ("97") PCMU (97), 0,
        "a=rtpmap:0 PCMU/8000\r\n", "rtpmap:97",
        {{0, 97}, END}, {{97, 0}, {0, 0}, END}},
    {"by-codec", SESSION AUDIO_OF ("111") PCMU (111), 0,
        "a=rtpmap:0 PCMU/8000\r\n", "opus",
        {{0, 111}, END}, {{111, 0}, END}},
    {"by-codec-of-several", SESSION AUDIO_OF ("8 111") PCMU (111), 0,
        "m=audio 9 UDP/TLS/RTP/SAVPF 8 0\r\n", "opus",
        {{8, 8}, {0, 111}, END}, {{8, 8}, {111, 0}, END}},
    {"swapped", SESSION AUDIO_OF ("111") OPUS (111)
        VIDEO_OF ("96 102") H264 (96, 42e01f) VP8 (102), 1,
        "m=video 9 UDP/TLS/RTP/SAVPF 102 96\r\n", NULL,
        {{102, 96}, {96, 102}, END}, {{96, 96}, {102, 102}, END}},
    {"video", SESSION AUDIO_OF ("111") OPUS (111)
        VIDEO_OF ("100 99") VP8 (100) H264 (99, 42e01f), 1,
        "m=video 9 UDP/TLS/RTP/SAVPF 96 102\r\n", "rtpmap:100",
        {{96, 100}, {102, 99}, END}, {{100, 96}, {99, 102}, {96, 96}, END}},
    {"profile", SESSION AUDIO_OF ("111") OPUS (111)
        VIDEO_OF ("102 103") H264 (102, 4d001f) H264 (103, 42E00D), 1,
        "m=video 9 UDP/TLS/RTP/SAVPF 102\r\n", NULL,
        {{102, 103}, END}, {{103, 102}, {102, 102}, END}},
    {"twice", SESSION AUDIO_OF ("112 111") OPUS (112) OPUS (111), 0,
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", NULL,
        {{111, 111}, END}, {{111, 111}, {112, 111}, END}},
    {"not-offered", SESSION AUDIO_OF ("111") G722 (111) VIDEO_OF ("96")
        VP8 (96), 0,
        "m=audio 0 ", "G722", {END}, {END}},
};
/* clang-format on */

static void
test_answer (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree gchar *offer = NULL;
  g_autofree gchar *webrtc = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (FALSE, &offer);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (answers[row].answer);
  g_autoptr (GError) error = NULL;
  const GstSipSdpLine *line = sdp_get_line (session, answers[row].line);

  gst_sip_sdp_session_take_answer (session, remote, &error);
  g_assert_no_error (error);
  webrtc = sdp_show_webrtc (session);
  sdp_check_part (webrtc, answers[row].webrtc, answers[row].not_webrtc);
  if (line->accepted)
    check_numbers (line, answers[row].sent, answers[row].received);
  else
    sdp_assert_has (line->reason, "no codec in common (first format '111')");

  /* What we want stays what we said (RFC 3264 section 8.3.2). */
  for (guint i = 0; line->accepted && i < line->formats->len; i++) {
    const GstSipSdpFormat *format = g_ptr_array_index (line->formats, i);

    g_assert_cmpuint (format->payload_type, ==, format->codec->payload_type);
  }
}

static void
test_nothing_but_others (void)
{
  g_autofree gchar *offer = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (FALSE, &offer);
  g_autoptr (GstSipSdpRemote) remote =
      sdp_parse (SESSION AUDIO_OF ("111") G722 (111));
  g_autoptr (GError) error = NULL;

  g_assert_false (gst_sip_sdp_session_take_answer (session, remote, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA);
  sdp_assert_has (error->message, "no codec in common (first format '111')");
}

/* Later offers of the peer, to whose first we have answered. webrtcbin has the
 * payload types of that. */

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *first;
  const gchar *later;
  const gchar *answer, *not_answer;
  guint line;
  Pair sent[MAX_PAIRS], received[MAX_PAIRS];
} offers[] = {
    {"asterisk",
        SESSION AUDIO_OF ("111 0 8 110 126")
        OPUS (111) EVENT (110) EVENT_8000 (126),
        SESSION AUDIO_OF ("111 0 8 101 113")
        OPUS (111) EVENT (101) EVENT_8000 (113),
        "m=audio 4444 UDP/TLS/RTP/SAVPF 111 0 8 101 113\r\n", "rtpmap:110", 0,
        {{111, 111}, {110, 101}, {126, 113}, END},
        {{110, 110}, {101, 110}, {126, 126}, {113, 126}, END}},
    {"opus",
        SESSION AUDIO_OF ("96") OPUS (96), SESSION AUDIO_OF ("111") OPUS (111),
        "a=rtpmap:111 opus/48000/2\r\n", "rtpmap:96", 0,
        {{96, 111}, END}, {{96, 96}, {111, 96}, END}},
    {"video",
        SESSION AUDIO NEEDED VIDEO_OF ("96 102") VP8 (96) H264 (102, 42e01f),
        SESSION AUDIO NEEDED VIDEO_OF ("100 99") VP8 (100) H264 (99, 42e01f),
        " UDP/TLS/RTP/SAVPF 100 99\r\n", "rtpmap:102", 1,
        {{96, 100}, {102, 99}, END}, {{99, 102}, {100, 96}, {96, 96}, END}},
    {"taken-by-another-codec",
        SESSION AUDIO NEEDED VIDEO_OF ("96 97") VP8 (96) H264 (97, 42e01f),
        SESSION AUDIO NEEDED VIDEO_OF ("97 96") VP8 (97) H264 (96, 42e01f),
        "a=rtpmap:96 VP8/90000\r\n", "rtpmap:97 VP8", 1,
        {{96, 97}, {97, 96}, END}, {{96, 96}, {97, 97}, END}},
    {"taken-by-a-dropped-codec",
        SESSION AUDIO_OF ("96 97") OPUS (96) PCMU (97),
        SESSION AUDIO_OF ("97") OPUS (97),
        "a=rtpmap:96 opus/48000/2\r\n", "rtpmap:97", 0,
        {{96, 97}, END}, {{96, 96}, {97, 96}, END}},
    {"taken-in-the-bundle",
        SESSION "a=group:BUNDLE a v\r\n" AUDIO_OF ("111") OPUS (111)
        "a=mid:a\r\n" VIDEO_OF ("96") VP8 (96) "a=mid:v\r\n",
        SESSION "a=group:BUNDLE a v\r\n" AUDIO_OF ("96") OPUS (96)
        "a=mid:a\r\n" VIDEO_OF ("100") VP8 (100) "a=mid:v\r\n",
        "a=rtpmap:111 opus/48000/2\r\n", "rtpmap:96", 0,
        {{111, 96}, END}, {{111, 111}, {96, 111}, END}},
    {"free-on-a-line-of-its-own",
        SESSION AUDIO_OF ("111") OPUS (111) VIDEO_OF ("96") VP8 (96),
        SESSION AUDIO_OF ("96") OPUS (96) VIDEO_OF ("100") VP8 (100),
        "a=rtpmap:96 opus/48000/2\r\n", "rtpmap:111", 0,
        {{111, 96}, END}, {{111, 111}, {96, 111}, END}},
    {"profile-moves",
        SESSION AUDIO NEEDED VIDEO_OF ("102 103") H264 (102, 4d001f)
        H264 (103, 42e01f),
        SESSION AUDIO NEEDED VIDEO_OF ("103 104") H264 (103, 4d001f)
        H264 (104, 42e01f),
        "a=rtpmap:104 H264/90000\r\n", "4d001f", 1,
        {{103, 104}, END}, {{103, 103}, {104, 103}, END}},
    {"one-event-for-a-rate",
        SESSION AUDIO_OF ("0 101 102") EVENT_8000 (101) EVENT_8000 (102),
        SESSION AUDIO_OF ("0 102 101") EVENT_8000 (102) EVENT_8000 (101),
        "SAVPF 0 101\r\n", "rtpmap:102", 0,
        {{101, 101}, END}, {{101, 101}, {102, 101}, END}},
};
/* clang-format on */

static void
test_later_offer (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_answer (offers[row].first, &first);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (offers[row].later);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (gst_sip_sdp_session_compare (session, remote, NULL), ==,
      GST_SIP_SDP_SAME);
  gst_sip_sdp_session_take_offer (session, remote, NULL, &error);
  g_assert_no_error (error);
  second = sdp_write_again (session);
  sdp_check_part (second, offers[row].answer, offers[row].not_answer);
  check_numbers (sdp_get_line (session, offers[row].line), offers[row].sent,
      offers[row].received);
}

/* webrtcbin cannot follow: what it is shown stays. */
static void
test_webrtc_stays (void)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *before = NULL;
  g_autofree gchar *after = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_answer (SESSION AUDIO_OF ("111 101") OPUS (111) EVENT (101), &first);
  g_autoptr (GstSipSdpRemote) remote =
      sdp_parse (SESSION AUDIO_OF ("96 97") OPUS (96) EVENT (97));
  const GstSipSdpFormat *format = NULL;

  before = sdp_show_webrtc (session);
  g_assert_true (gst_sip_sdp_session_take_offer (session, remote, NULL, NULL));
  after = sdp_show_webrtc (session);
  g_assert_cmpstr (before, ==, after);
  g_assert_nonnull (gst_sip_sdp_session_find_payload_type (session,
      GST_SIP_MEDIA_AUDIO, 111, &format));
  g_assert_cmpstr (format->codec->name, ==, "opus");
  g_assert_null (gst_sip_sdp_session_find_payload_type (session,
      GST_SIP_MEDIA_AUDIO, 96, NULL));
}

/* In a bundle one line may be answered by the payload type of another: there
 * the sources tell them apart. */
static void
test_bundle (void)
{
  g_autofree gchar *offer = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (TRUE, &offer);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (
      SESSION "a=group:BUNDLE audio0 video1\r\n" AUDIO_OF ("96") OPUS (
          96) "a=mid:audio0\r\na=ssrc:4294967295 cname:x\r\n" VIDEO_OF ("97")
          VP8 (97) "a=mid:video1\r\n");
  const Pair audio[MAX_PAIRS] = {
      {111, 111},
      {96,  111},
      END
  };
  const Pair all[MAX_PAIRS] = {
      {111, 111},
      {96,  96 },
      {97,  96 },
      END
  };
  g_autoptr (GArray) ssrcs = NULL;
  GstSipSdpNumbers numbers;

  g_assert_true (gst_sip_sdp_session_take_answer (session, remote, NULL));
  check_numbers (sdp_get_line (session, 0), audio + 2, audio);
  numbers = gst_sip_sdp_lines_get_received (session->lines);
  check_pairs (all, &numbers);
  ssrcs = gst_sip_sdp_line_get_remote_ssrcs (sdp_get_line (session, 0));
  g_assert_cmpuint (ssrcs->len, ==, 1);
  g_assert_cmpuint (g_array_index (ssrcs, guint32, 0), ==, G_MAXUINT32);
}

/* An answer may prefer another codec than that of before: what is sent already
 * goes on (RFC 3264 section 7 leaves it to us). */
static void
test_later_answer_keeps_codec (void)
{
  g_autofree gchar *offer = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_offer (FALSE, &offer);
  g_autoptr (GstSipSdpRemote) first =
      sdp_parse (SESSION AUDIO_OF ("96 0") OPUS (96));
  g_autoptr (GstSipSdpRemote) second =
      sdp_parse (SESSION AUDIO_OF ("0 97") OPUS (97));
  const GstSipSdpFormat *format;

  g_assert_true (gst_sip_sdp_session_take_answer (session, first, NULL));
  gst_sip_sdp_session_offer_again (session);
  g_assert_true (gst_sip_sdp_session_take_answer (session, second, NULL));
  format = gst_sip_sdp_line_get_format (sdp_get_line (session, 0));
  g_assert_cmpstr (format->codec->name, ==, "opus");
  g_assert_cmpuint (format->remote_type, ==, 97);
}

int
main (int argc, char **argv)
{
  sdp_init (&argc, &argv);

  ADD_ROWS ("numbers/answer", answers, test_answer);
  ADD_ROWS ("numbers/offer", offers, test_later_offer);
  g_test_add_func ("/sdp/numbers/nothing-but-others", test_nothing_but_others);
  g_test_add_func ("/sdp/numbers/webrtc-stays", test_webrtc_stays);
  g_test_add_func ("/sdp/numbers/bundle", test_bundle);
  g_test_add_func ("/sdp/numbers/later-answer-keeps-codec",
      test_later_answer_keeps_codec);

  return g_test_run ();
}
