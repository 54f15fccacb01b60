/* The media of a call: with peers of all kinds
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

#include "gst/sip/ua/gstsipmedia-private.h"

#include <string.h>

/* One who has a microphone only sees the other all the same. */
GST_START_TEST (test_audio_against_both)
{
  MediaPair *pair = media_pair_new ();

  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xffff0000));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));
  fail_unless (media_ear_sees (&pair->bob.ears[1], 255, 0, 0));
  fail_unless_equals_int (pair->alice.n_pads, 1);
  fail_unless (strstr (pair->bob.description, "a=recvonly") != NULL);

  media_pair_free (pair);
}

GST_END_TEST;

GST_START_TEST (test_no_video_wanted)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->bob, NULL, "");
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xffff0000));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));
  fail_unless (strstr (pair->bob.description, "m=video 0 ") != NULL);
  fail_if (pair->alice.failed);

  media_pair_free (pair);
}

GST_END_TEST;

/* A peer that does not know BUNDLE (RFC 8843). */
static gchar *
remove_bundle (MediaPair *pair, MediaEnd *from, gchar *description)
{
  GString *text = g_string_new (description);

  g_string_replace (text, "a=group:BUNDLE", "a=x-group:BUNDLE", 0);
  g_free (description);
  return g_string_free (text, FALSE);
}

static gchar *
remove_bundle_of_answer (MediaPair *pair, MediaEnd *from, gchar *description)
{
  return from == &pair->bob ? remove_bundle (pair, from, description)
                            : description;
}

/* Both on one transport; and with a peer that does not know of that, audio. */
GST_START_TEST (test_bundle)
{
  MediaPair *pair = media_pair_new ();

  pair->alice.settings.offer_bundle = TRUE;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 10));
  fail_unless (strstr (pair->bob.description, "a=group:BUNDLE ") != NULL);

  media_pair_free (pair);
}

GST_END_TEST;

GST_START_TEST (test_bundle_refused)
{
  MediaPair *pair = media_pair_new ();

  pair->alice.settings.offer_bundle = TRUE;
  pair->alter = remove_bundle_of_answer;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));
  fail_if (pair->alice.failed || pair->bob.failed);

  media_pair_free (pair);
}

GST_END_TEST;

GST_START_TEST (test_no_bundle)
{
  MediaPair *pair = media_pair_new ();

  pair->alter = remove_bundle;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 10));
  fail_if (pair->alice.failed || pair->bob.failed);

  media_pair_free (pair);
}

GST_END_TEST;

/* Alice is shown a fingerprint that is not Bob's. */
static gchar *
forge_fingerprint (MediaPair *pair, MediaEnd *from, gchar *description)
{
  gchar *value = strstr (description, "a=fingerprint:sha-256 ");

  if (from == &pair->bob) {
    value += strlen ("a=fingerprint:sha-256 ");
    value[0] = value[0] == '0' ? '1' : '0';
  }

  return description;
}

static gboolean
bob_is_held (MediaPair *pair)
{
  return pair->bob.n_described == 2;
}

/* Alice puts Bob on hold with a description of its own making, as a phone does:
 * he goes on sending nothing, and takes up again when asked to. */
static void
offer_direction (MediaPair *pair, const gchar *direction)
{
  GString *offer = g_string_new (pair->alice.description);

  g_string_replace (offer, "a=sendrecv", direction, 0);
  g_string_replace (offer, " 1 IN IP4", " 2 IN IP4", 1);
  pair->hold_answer = TRUE;
  media_end_take_offer (&pair->bob, offer->str);
  g_string_free (offer, TRUE);
}

static gboolean
alice_hears_nothing (MediaPair *pair)
{
  guint before = media_ear_count (&pair->alice.ears[0]);

  media_pair_run (pair, 0.2);
  return media_ear_count (&pair->alice.ears[0]) == before;
}

static gboolean
alice_hears_more (MediaPair *pair)
{
  static guint before = 0;
  guint now = media_ear_count (&pair->alice.ears[0]);
  gboolean more = before > 0 && now > before + 5;

  if (before == 0)
    before = now;
  return more;
}

GST_START_TEST (test_held)
{
  MediaPair *pair = media_pair_new ();

  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));

  offer_direction (pair, "a=sendonly");
  fail_unless (media_pair_run_until (pair, bob_is_held, 1));
  fail_unless (strstr (pair->bob.description, "a=recvonly") != NULL);
  fail_unless (media_pair_run_until (pair, alice_hears_nothing, 2));

  offer_direction (pair, "a=sendrecv");
  fail_unless (strstr (pair->bob.description, "a=sendrecv") != NULL);
  fail_unless (media_pair_run_until (pair, alice_hears_more, 2));

  media_pair_free (pair);
}

GST_END_TEST;

/* Another peer in mid-call is refused, and the call goes on. */
GST_START_TEST (test_other_peer)
{
  MediaPair *pair = media_pair_new ();
  gchar *offer;

  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));

  offer =
      forge_fingerprint (pair, &pair->bob, g_strdup (pair->alice.description));
  media_end_take_offer (&pair->bob, offer);
  g_free (offer);
  fail_unless_equals_int (pair->bob.refused, 488);
  fail_unless (media_pair_run_until (pair, alice_hears_more, 2));
  fail_if (pair->bob.failed);

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
bob_refused (MediaPair *pair)
{
  return pair->bob.refused != 0;
}

GST_START_TEST (test_no_common_codec)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, "PCMU", "");
  media_end_set_codecs (&pair->bob, "opus", "");
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, bob_refused, 3));
  fail_unless_equals_int (pair->bob.refused, 488);

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
alice_failed (MediaPair *pair)
{
  return pair->alice.failed;
}

GST_START_TEST (test_wrong_fingerprint)
{
  MediaPair *pair = media_pair_new ();

  pair->alter = forge_fingerprint;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, alice_failed, 5));
  fail_unless (strstr (pair->alice.error->message, "certificate") != NULL);
  media_pair_run_until (pair, media_pair_hears_tones, 0.5);
  fail_unless_equals_int (media_ear_count (&pair->alice.ears[0]), 0);
  fail_unless_equals_int (media_ear_count (&pair->bob.ears[0]), 0);

  media_pair_free (pair);
}

GST_END_TEST;

/* What the peer sends before the call is answered is heard; nobody hears us. */
static gboolean
alice_hears_bob (MediaPair *pair)
{
  return media_ear_get_share (&pair->alice.ears[0], 440) > 0.8;
}

GST_START_TEST (test_early_media)
{
  MediaPair *pair = media_pair_new ();

  pair->early = TRUE;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, alice_hears_bob, 10));
  media_pair_run (pair, 0.3);
  fail_unless_equals_int (media_ear_count (&pair->bob.ears[0]), 0);

  gst_sip_media_start (pair->alice.media);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 5));
  fail_unless_equals_int (pair->alice.n_pads, 1);

  media_pair_free (pair);
}

GST_END_TEST;

/* Answers that come when media flow. */

static gchar *
change_credentials (gchar *description)
{
  for (gchar *p = description; (p = strstr (p, "a=ice-ufrag:")) != NULL; p++)
    memcpy (p + strlen ("a=ice-ufrag:"), "FORK", 4);

  return description;
}

static gchar *
send_only (gchar *description)
{
  GString *text = g_string_new (description);

  g_string_replace (text, "a=sendrecv", "a=sendonly", 0);
  g_free (description);
  return g_string_free (text, FALSE);
}

typedef enum
{
  TO_OUR_OFFER,
  IN_SAME_DIALOG,
  IN_OTHER_DIALOG,
} Occasion;

static const struct
{
  Occasion occasion;
  gboolean other_certificate;
  gboolean other_credentials;
  const gchar *reason; /* the call ends, and says so; NULL: it goes on */
} later_answers[] = {
    {TO_OUR_OFFER,    TRUE,  FALSE, "certificate"    },
    {TO_OUR_OFFER,    FALSE, TRUE,  "ICE credentials"},
    {TO_OUR_OFFER,    FALSE, FALSE, NULL             },
    {IN_SAME_DIALOG,  TRUE,  FALSE, "certificate"    },
    {IN_SAME_DIALOG,  FALSE, TRUE,  "ICE credentials"},
    {IN_SAME_DIALOG,  FALSE, FALSE, NULL             },
    {IN_OTHER_DIALOG, TRUE,  FALSE, "another device" },
    {IN_OTHER_DIALOG, FALSE, TRUE,  "another device" },
    {IN_OTHER_DIALOG, FALSE, FALSE, NULL             },
};

static void
take_answer (MediaPair *pair, Occasion occasion, const gchar *answer)
{
  g_autoptr (GBytes) body = g_bytes_new (answer, strlen (answer));

  if (occasion == TO_OUR_OFFER)
    gst_sip_media_accept_answer (pair->alice.media, "application/sdp", body);
  else
    gst_sip_media_confirm_answer (pair->alice.media, "application/sdp", body,
        occasion == IN_SAME_DIALOG);
}

static gboolean
bob_hears_nothing (MediaPair *pair)
{
  guint before = media_ear_count (&pair->bob.ears[0]);

  media_pair_run (pair, 0.3);
  return media_ear_count (&pair->bob.ears[0]) == before;
}

/* Our media go to nobody but the peer that the answer names: those of before
 * stop at once. */
GST_START_TEST (test_later_answer)
{
  MediaPair *pair = media_pair_new ();
  gchar *answer;

  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));

  answer = g_strdup (pair->bob.description);
  if (later_answers[__i__].other_certificate)
    answer = forge_fingerprint (pair, &pair->bob, answer);
  if (later_answers[__i__].other_credentials)
    answer = change_credentials (answer);
  take_answer (pair, later_answers[__i__].occasion, answer);
  g_free (answer);

  if (later_answers[__i__].reason == NULL) {
    fail_if (pair->alice.failed);
    fail_if (bob_hears_nothing (pair));
  } else {
    fail_unless (pair->alice.failed);
    fail_unless (strstr (pair->alice.error->message,
                     later_answers[__i__].reason) != NULL);
    fail_unless (media_pair_run_until (pair, bob_hears_nothing, 3));
  }

  media_pair_free (pair);
}

GST_END_TEST;

/* The first description of a dialog counts (RFC 3261 section 13.2.1): what the
 * 200 says of codecs and directions is ignored. */
GST_START_TEST (test_first_answer_counts)
{
  MediaPair *pair = media_pair_new ();
  gchar *answer;

  pair->early = TRUE;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, alice_hears_bob, 10));

  answer = send_only (g_strdup (pair->bob.description));
  take_answer (pair, IN_SAME_DIALOG, answer);
  gst_sip_media_start (pair->alice.media);
  g_free (answer);
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 5));

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
bob_has_described (MediaPair *pair)
{
  return pair->bob.description != NULL;
}

static gboolean
alice_has_described_twice (MediaPair *pair)
{
  return pair->alice.n_described == 2;
}

/* Bob's re-INVITE comes while webrtcbin is being told his first answer. */
GST_START_TEST (test_offer_right_after_answer)
{
  MediaPair *pair = media_pair_new ();

  pair->hold_answer = TRUE;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, bob_has_described, 10));

  take_answer (pair, TO_OUR_OFFER, pair->bob.description);
  media_end_take_offer (&pair->alice, pair->bob.description);
  fail_unless_equals_int (pair->alice.refused, 0);
  gst_sip_media_start (pair->alice.media);
  gst_sip_media_start (pair->bob.media);
  fail_unless (media_pair_run_until (pair, alice_has_described_twice, 5));
  fail_unless (media_pair_run_until (pair, media_pair_hears_tones, 10));

  media_pair_free (pair);
}

GST_END_TEST;

/* So does our own. */
GST_START_TEST (test_own_offer_right_after_answer)
{
  MediaPair *pair = media_pair_new ();

  pair->hold_answer = TRUE;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, bob_has_described, 10));

  take_answer (pair, TO_OUR_OFFER, pair->bob.description);
  gst_sip_media_create_offer (pair->alice.media);
  fail_unless_equals_int (pair->alice.refused, 0);
  fail_unless (media_pair_run_until (pair, alice_has_described_twice, 5));

  media_pair_free (pair);
}

GST_END_TEST;

static void
assert_own_source (MediaEnd *end, guint id)
{
  g_autoptr (GstElement) webrtcbin =
      gst_sip_webrtc_get_webrtcbin (GST_SIP_WEBRTC (end->media));
  g_autoptr (GstElement) rtpbin =
      gst_bin_get_by_name (GST_BIN (webrtcbin), "rtpbin");
  g_autoptr (GObject) session = NULL;
  g_autofree gchar *line = NULL;
  guint ssrc;

  g_signal_emit_by_name (rtpbin, "get-internal-session", id, &session);
  g_object_get (session, "internal-ssrc", &ssrc, NULL);
  line = g_strdup_printf ("a=ssrc:%u ", ssrc);
  fail_unless (strstr (end->description, line) != NULL, "%u", ssrc);
}

/* Some peers heed RTCP only that comes from the SSRC of our media: key frames
 * are asked for in its name, even before anything is sent. */
GST_START_TEST (test_one_source)
{
  MediaPair *pair = media_pair_new ();

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 10));
  for (guint i = 0; i < 2; i++) {
    assert_own_source (&pair->alice, i);
    assert_own_source (&pair->bob, i);
  }

  media_pair_free (pair);
}

GST_END_TEST;

static Suite *
mediapeers_suite (void)
{
  Suite *suite = suite_create ("mediapeers");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  tcase_add_test (calls, test_audio_against_both);
  tcase_add_test (calls, test_no_video_wanted);
  tcase_add_test (calls, test_one_source);
  tcase_add_test (calls, test_bundle);
  tcase_add_test (calls, test_bundle_refused);
  tcase_add_test (calls, test_no_bundle);
  tcase_add_test (calls, test_held);
  tcase_add_test (calls, test_other_peer);
  tcase_add_test (calls, test_no_common_codec);
  tcase_add_test (calls, test_wrong_fingerprint);
  tcase_add_test (calls, test_early_media);
  tcase_add_loop_test (calls, test_later_answer, 0,
      G_N_ELEMENTS (later_answers));
  tcase_add_test (calls, test_first_answer_counts);
  tcase_add_test (calls, test_offer_right_after_answer);
  tcase_add_test (calls, test_own_offer_right_after_answer);
  return suite;
}

GST_CHECK_MAIN (mediapeers);
