/* Descriptions that nobody means well with
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sdpfixture.h"

#include <string.h>
#include <time.h>

#define NUL_BYTE "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=a\0b\r\n"

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *text;
  gssize length;
  gint code;
  const gchar *error;
} refusals[] = {
    {"empty", "", 0, GST_SIP_ERROR_SYNTAX, "expected v=0, got ''"},
    {"nothing", NULL, 0, GST_SIP_ERROR_SYNTAX, "expected v=0, got ''"},
    {"no-sdp", "<html>\r\n", -1, GST_SIP_ERROR_SYNTAX, "got '<html>"},
    {"version", "v=1\r\n", -1, GST_SIP_ERROR_SYNTAX, "got 'v=1"},
    {"nul-byte", NUL_BYTE, sizeof NUL_BYTE - 1, GST_SIP_ERROR_SYNTAX,
        "a NUL byte"},
    {"no-text", "v=\xff\x01\r\n", -1, GST_SIP_ERROR_SYNTAX, "expected v=0"},
    {"mid-twice", SESSION AUDIO NEEDED "a=mid:x\r\n" VIDEO "a=mid:x\r\n", -1,
        GST_SIP_ERROR_SYNTAX, "a=mid:x of m-line 1 is there twice"},
    {"bundled-credentials", SESSION "a=group:BUNDLE a v\r\n" AUDIO NEEDED
        "a=mid:a\r\n" VIDEO DTLS MUX "a=mid:v\r\na=ice-ufrag:efgh\r\n"
        "a=ice-pwd:0123456789abcdefghijkl\r\n", -1, GST_SIP_ERROR_MEDIA,
        "m-lines 0 and 1 are bundled"},
    {"bundled-fingerprints", SESSION "a=group:BUNDLE a v\r\n" AUDIO NEEDED
        "a=mid:a\r\n" VIDEO ICE MUX "a=mid:v\r\na=fingerprint:sha-256 "
        OTHER_FINGERPRINT "\r\n", -1, GST_SIP_ERROR_MEDIA,
        "m-lines 0 and 1 are bundled"},
    {"mid-no-token", SESSION AUDIO NEEDED "a=mid:x y\r\n", -1,
        GST_SIP_ERROR_SYNTAX, "a=mid:x y of m-line 0 is no token"},
};
/* clang-format on */

static void
test_refusal (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;

  g_assert_null (gst_sip_sdp_remote_parse (refusals[row].text,
      refusals[row].length, &error));
  g_assert_error (error, GST_SIP_ERROR, refusals[row].code);
  sdp_assert_has (error->message, refusals[row].error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* --- text that repeats itself --- */

static gchar *
repeat (const gchar *head, const gchar *part, gsize size)
{
  GString *text = g_string_new (head);

  while (text->len + strlen (part) <= size)
    g_string_append (text, part);

  return g_string_free (text, FALSE);
}

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *head;
  const gchar *part;
} floods[] = {
    {"session-attributes", SESSION, "a=x\r\n"},
    {"attributes", SESSION AUDIO NEEDED, "a=y:0\r\n"},
    {"candidates", SESSION AUDIO NEEDED,
        "a=candidate:1 1 UDP 1 192.0.2.9 99 typ host\r\n"},
    {"candidate-fields", SESSION AUDIO NEEDED "a=candidate:1 1 UDP 1 ", "a "},
    {"fingerprints", SESSION AUDIO NEEDED,
        "a=fingerprint:sha-256 " SDP_FINGERPRINT "\r\n"},
    {"directions", SESSION AUDIO NEEDED, "a=sendonly\r\n"},
    {"formats", SESSION "m=audio 9 UDP/TLS/RTP/SAVPF", " 0"},
    {"rtpmaps", SESSION AUDIO NEEDED, "a=rtpmap:0 PCMU/8000\r\n"},
    {"feedback", SESSION VIDEO NEEDED, "a=rtcp-fb:* nack pli\r\n"},
    {"fmtp", SESSION VIDEO NEEDED "a=fmtp:96 ", "x;"},
    {"ssrcs", SESSION AUDIO NEEDED, "a=ssrc:1 cname:a\r\n"},
    {"ssrc-groups", SESSION AUDIO NEEDED, "a=ssrc-group:FID 1 2\r\n"},
    {"groups", SESSION, "a=group:BUNDLE a\r\n"},
    {"group-members", SESSION "a=group:BUNDLE", " a"},
    {"origin", "v=0\r\no=", "- "},
    {"times", SESSION, "t=0 0\r\nr=1 2 3\r\n"},
    {"emails", SESSION, "e=a\r\np=1\r\n"},
    {"bandwidths", SESSION AUDIO, "b=AS:1\r\n"},
    {"connections", SESSION AUDIO, "c=IN IP4 192.0.2.1\r\n"},
    {"line-feeds", SESSION, "\n"},
    {"spaces", SESSION, " "},
    {"equals", SESSION, "="},
    {"one-line", SESSION "a=", "x"},
    {"colons", SESSION AUDIO "a=", ":"},
};
/* clang-format on */

static gint64
measure (const gchar *text)
{
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 7; i++) {
    struct timespec begin, end;
    g_autoptr (GstSipSdpRemote) remote = NULL;

    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &begin);
    remote = gst_sip_sdp_remote_parse (text, -1, NULL);
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &end);
    best = MIN (best,
        (end.tv_sec - begin.tv_sec) * G_GINT64_CONSTANT (1000000000) +
            end.tv_nsec - begin.tv_nsec);
  }

  return best;
}

/* Eight times the text, at most twice eight times the work (and a bit, as the
 * small one is quick): a square would be sixty-four. */
static void
test_flood (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autofree gchar *small =
      repeat (floods[row].head, floods[row].part, GST_SIP_SDP_MAX_SIZE / 8);
  g_autofree gchar *big =
      repeat (floods[row].head, floods[row].part, GST_SIP_SDP_MAX_SIZE);
  gint64 small_time = measure (small);
  gint64 big_time = measure (big);

  g_test_message ("%s: %" G_GINT64_FORMAT " us, %" G_GINT64_FORMAT " us",
      floods[row].name, small_time / 1000, big_time / 1000);
  g_assert_cmpint (big_time, <, 16 * small_time + 500000);
}

static void
test_too_big (void)
{
  g_autofree gchar *text =
      repeat (SESSION, "a=x:12\r\n", GST_SIP_SDP_MAX_SIZE + 100);
  g_autoptr (GError) error = NULL;

  g_assert_null (gst_sip_sdp_remote_parse (text, -1, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT);
}

static void
test_too_many_lines (void)
{
  g_autofree gchar *text =
      repeat (SESSION, "m=audio 0 RTP/AVP 0\r\n", GST_SIP_SDP_MAX_SIZE);
  g_autoptr (GError) error = NULL;

  g_assert_null (gst_sip_sdp_remote_parse (text, -1, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT);
  sdp_assert_has (error->message, "m-lines, at most 32 are taken");
}

/* As many as are taken, and our answer refuses all but two, in their order. */
static void
test_many_lines (void)
{
  g_autofree gchar *offer =
      repeat (SESSION NEEDED AUDIO VIDEO, "m=audio 9 UDP/TLS/RTP/SAVPF 8\r\n",
          strlen (SESSION NEEDED AUDIO VIDEO) +
              (GST_SIP_SDP_MAX_LINES - 2) *
                  strlen ("m=audio 9 UDP/TLS/RTP/SAVPF 8\r\n"));
  g_autofree gchar *body = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_answer (offer, &body);

  g_assert_cmpuint (session->lines->len, ==, GST_SIP_SDP_MAX_LINES);
  for (guint i = 0; i < session->lines->len; i++)
    g_assert_true (sdp_get_line (session, i)->accepted == (i < 2));
}

/* What is cut, not refused. */
static void
test_limits (void)
{
  g_autoptr (GString) text = g_string_new (SESSION AUDIO NEEDED);
  g_autoptr (GstSipSdpRemote) remote = NULL;
  const GstSipSdpMedia *media;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text,
        "a=candidate:1 1 UDP 1 192.0.2.9 %u typ host\r\n"
        "a=ssrc:%u cname:x\r\n",
        i + 1, i);

  remote = sdp_parse (text->str);
  media = gst_sip_sdp_remote_get_media (remote, 0);
  g_assert_cmpuint (media->candidates->len, ==, GST_SIP_SDP_MAX_CANDIDATES);
  g_assert_cmpuint (media->ssrcs->len, ==, GST_SIP_SDP_MAX_SSRCS);
}

/* A peer's words do not become lines of ours, or of what webrtcbin is shown. */
static void
test_no_injection (void)
{
  g_autofree gchar *body = NULL;
  g_autofree gchar *webrtc = NULL;
  g_autoptr (GstSipSdpSession) session = sdp_answer (SESSION AUDIO NEEDED
      "a=ssrc:1 cname:a b\r\n"
      "a=candidate:1 1 UDP 1 192.0.2.9 99 typ host a=evil evil\r\n"
      "m=audio 9 evil\x01/AVP ev\til\r\n",
      &body);

  webrtc = sdp_show_webrtc (session);
  sdp_assert_has_not (webrtc, "evil");
  sdp_assert_has_not (webrtc, "cname");
  sdp_assert_has_not (body, "\x01");
}

int
main (int argc, char **argv)
{
  sdp_init (&argc, &argv);

  ADD_ROWS ("hostile", refusals, test_refusal);
  ADD_ROWS ("flood", floods, test_flood);
  g_test_add_func ("/sdp/hostile/too-big", test_too_big);
  g_test_add_func ("/sdp/hostile/too-many-lines", test_too_many_lines);
  g_test_add_func ("/sdp/hostile/many-lines", test_many_lines);
  g_test_add_func ("/sdp/hostile/limits", test_limits);
  g_test_add_func ("/sdp/hostile/no-injection", test_no_injection);

  return g_test_run ();
}
