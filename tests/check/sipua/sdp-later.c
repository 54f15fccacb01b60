/* Later offers: hold, resume, refresh, and what needs more
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sdpfixture.h"

#include <string.h>

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *offer; /* after SESSION AUDIO NEEDED */
  GstSipSdpChange change;
  const gchar *answer; /* for what is the SAME, else NULL */
} changes[] = {
    {"refresh", SESSION AUDIO NEEDED, GST_SIP_SDP_SAME,
        "o=- 7 1 IN IP4 127.0.0.1"},
    {"hold", SESSION AUDIO NEEDED "a=sendonly\r\n", GST_SIP_SDP_SAME,
        "a=recvonly\r\n"},
    {"hold-both-ways", SESSION AUDIO NEEDED "a=inactive\r\n", GST_SIP_SDP_SAME,
        "a=inactive\r\n"},
    {"hold-is-a-new-version", SESSION AUDIO NEEDED "a=inactive\r\n",
        GST_SIP_SDP_SAME, "o=- 7 2 IN IP4 127.0.0.1"},
    {"role-stays", SESSION AUDIO NEEDED, GST_SIP_SDP_SAME,
        "a=setup:active\r\n"},
    {"new-line-refused", SESSION AUDIO NEEDED "m=image 9 udptl t38\r\n",
        GST_SIP_SDP_SAME, "m=image 0 udptl t38\r\n"},
    {"more-codecs", SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 8 0\r\n" NEEDED,
        GST_SIP_SDP_SAME, "SAVPF 0\r\n"},
    {"new-candidate",
        SESSION AUDIO NEEDED "a=candidate:1 1 UDP 1 192.0.2.9 99 typ host\r\n",
        GST_SIP_SDP_CANDIDATES, NULL},
    {"other-codec", SESSION "m=audio 9 UDP/TLS/RTP/SAVPF 8\r\n" NEEDED,
        GST_SIP_SDP_CODECS, NULL},
    {"new-video", SESSION AUDIO NEEDED VIDEO NEEDED, GST_SIP_SDP_CODECS, NULL},
    {"second-audio-is-no-news", SESSION AUDIO NEEDED AUDIO NEEDED,
        GST_SIP_SDP_SAME, "m=audio 0 "},
    {"ice-restart",
        SESSION AUDIO DTLS MUX "a=ice-ufrag:efgh\r\n"
        "a=ice-pwd:0123456789abcdefghijkl\r\n", GST_SIP_SDP_ICE_RESTART, NULL},
    {"new-peer",
        SESSION AUDIO ICE MUX "a=setup:actpass\r\na=fingerprint:sha-256 "
        OTHER_FINGERPRINT "\r\n", GST_SIP_SDP_NEW_PEER, NULL},
};
/* clang-format on */

static void
test_change (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  GstSipSdpWants wants = sdp_want_all ();
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_answer (SESSION AUDIO NEEDED, &first);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (changes[row].offer);

  g_assert_cmpint (gst_sip_sdp_session_compare (session, remote, &wants), ==,
      changes[row].change);
  if (changes[row].answer == NULL)
    return;

  g_assert_true (gst_sip_sdp_session_take_offer (session, remote, NULL, NULL));
  second = sdp_write_again (session);
  sdp_assert_has (second, changes[row].answer);
}

static void
take (GstSipSdpSession *session, const gchar *offer)
{
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (offer);

  g_assert_true (gst_sip_sdp_session_take_offer (session, remote, NULL, NULL));
}

static void
test_hold_and_resume (void)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *held = NULL;
  g_autofree gchar *resumed = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_answer (SESSION AUDIO NEEDED, &first);

  g_assert_false (gst_sip_sdp_session_is_remote_held (session));
  take (session, SESSION AUDIO NEEDED "a=sendonly\r\n");
  held = sdp_write_again (session);
  g_assert_true (gst_sip_sdp_session_is_remote_held (session));
  g_assert_cmpint (sdp_get_line (session, 0)->direction, ==,
      GST_SIP_SDP_RECVONLY);

  take (session, SESSION AUDIO NEEDED);
  resumed = sdp_write_again (session);
  g_assert_false (gst_sip_sdp_session_is_remote_held (session));
  sdp_assert_has (resumed, "o=- 7 3 IN");
  sdp_assert_has (resumed, "a=sendrecv\r\n");
  g_assert_cmpstr (strstr (resumed, "s=-"), ==, strstr (first, "s=-"));
}

static void
test_our_hold (void)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *held = NULL;
  g_autofree gchar *answer_again = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_answer (SESSION AUDIO NEEDED, &first);

  gst_sip_sdp_session_set_held (session, TRUE);
  gst_sip_sdp_session_offer_again (session);
  held = sdp_write_again (session);
  sdp_assert_has (held, "a=sendonly\r\n");
  sdp_assert_has (held, "a=setup:actpass\r\n");

  gst_sip_sdp_session_rollback (session);
  g_assert_cmpint (sdp_get_line (session, 0)->direction, ==,
      GST_SIP_SDP_SENDRECV);

  /* A refresh of the peer does not end our hold. */
  take (session, SESSION AUDIO NEEDED);
  answer_again = sdp_write_again (session);
  sdp_assert_has (answer_again, "a=sendonly\r\n");
  sdp_assert_has (answer_again, "a=setup:active\r\n");
}

/* The peer closes the video, and that line stays where it is. */
static void
test_line_closed (void)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;
  g_autofree gchar *webrtc = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_answer (SESSION "a=group:BUNDLE a v\r\n" AUDIO NEEDED
                          "a=mid:a\r\n" VIDEO NEEDED "a=mid:v\r\n",
          &first);
  GstSipSdpLine *video = sdp_get_line (session, 1);

  take (session,
      SESSION "a=group:BUNDLE a v\r\n" AUDIO NEEDED "a=mid:a\r\n"
              "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\n");
  second = sdp_write_again (session);
  sdp_assert_has (second, "m=video 0 UDP/TLS/RTP/SAVPF 96\r\n");
  sdp_assert_has (second, "a=group:BUNDLE a\r\n");
  g_assert_true (video == sdp_get_line (session, 1));
  g_assert_false (video->accepted);
  webrtc = sdp_show_webrtc (session);
  sdp_assert_has (webrtc, "m=video 0 ");
  sdp_assert_has (webrtc, "a=group:BUNDLE a\r\n");
}

#define GET_MEDIA(message) g_array_index (message->medias, GstSDPMedia, 0)

/* webrtcbin's text after a later offer has no candidates. */
static void
test_candidates_stay (void)
{
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_answer (SESSION AUDIO NEEDED, &first);
  g_autoptr (GstSDPMessage) local = NULL;

  gst_sdp_message_copy (session->local, &local);
  for (guint i = gst_sdp_media_attributes_len (&GET_MEDIA (local)); i > 0; i--)
    if (g_str_equal (gst_sdp_media_get_attribute (&GET_MEDIA (local), i - 1)
                         ->key,
            "candidate"))
      gst_sdp_media_remove_attribute (&GET_MEDIA (local), i - 1);

  take (session, SESSION AUDIO NEEDED);
  second = gst_sip_sdp_session_write (session, local, NULL);
  g_assert_cmpstr (second, ==, first);
}

static void
test_lines_vanish (void)
{
  g_autofree gchar *first = NULL;
  g_autoptr (GstSipSdpSession) session =
      sdp_answer (SESSION AUDIO NEEDED VIDEO NEEDED, &first);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (SESSION AUDIO NEEDED);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      gst_sip_sdp_session_take_offer (session, remote, NULL, &error));
  g_assert_error (error, GST_SIP_STATUS, 488);
  g_assert_true (sdp_get_line (session, 1)->accepted);
}

int
main (int argc, char **argv)
{
  sdp_init (&argc, &argv);

  ADD_ROWS ("change", changes, test_change);
  g_test_add_func ("/sdp/later/hold-and-resume", test_hold_and_resume);
  g_test_add_func ("/sdp/later/our-hold", test_our_hold);
  g_test_add_func ("/sdp/later/line-closed", test_line_closed);
  g_test_add_func ("/sdp/later/candidates-stay", test_candidates_stay);
  g_test_add_func ("/sdp/later/lines-vanish", test_lines_vanish);

  return g_test_run ();
}
