/* The media of a call: payload types that are not the same for both ends
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

#include "gst/sip/ua/gstsipmedia-private.h"

#include <string.h>

/* Payload types of sipua, and what the middle makes of them. */
static const struct
{
  const gchar *ours;
  const gchar *theirs;
  const gchar *bundled; /* in a bundle even that of another line */
} numbers[] = {
    {"111", "98",  "96" },
    {"110", "101", "101"},
    {"126", "113", "113"},
    {"96",  "100", "100"},
    {"102", "99",  "99" },
};

static const gchar *
find_other (const gchar *number, gboolean bundled)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (numbers[i].ours, number))
      return bundled ? numbers[i].bundled : numbers[i].theirs;

  return number;
}

/* m=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 */
static gchar *
renumber_media (const gchar *line, gboolean bundled)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (guint i = 3; words[i] != NULL; i++) {
    gchar *other = g_strdup (find_other (words[i], bundled));

    g_free (words[i]);
    words[i] = other;
  }

  return g_strjoinv (" ", words);
}

/* a=rtpmap:111 opus/48000/2 */
static gchar *
renumber_attribute (const gchar *line, gboolean bundled)
{
  g_auto (GStrv) parts = g_strsplit (line, ":", 2);
  g_auto (GStrv) value = g_strsplit (parts[1], " ", 2);

  return g_strdup_printf ("%s:%s %s", parts[0], find_other (value[0], bundled),
      value[1]);
}

static gboolean
is_of_format (const gchar *line)
{
  return g_str_has_prefix (line, "a=rtpmap:") ||
      g_str_has_prefix (line, "a=fmtp:") ||
      g_str_has_prefix (line, "a=rtcp-fb:");
}

/* (transfer full) both */
static gchar *
renumber (MediaPair *pair, MediaEnd *from, gchar *description)
{
  gboolean bundled = strstr (description, "a=group:BUNDLE") != NULL;
  g_auto (GStrv) lines = g_strsplit (description, "\r\n", -1);

  g_free (description);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree gchar *line = lines[i];

    if (g_str_has_prefix (line, "m="))
      lines[i] = renumber_media (line, bundled);
    else if (is_of_format (line))
      lines[i] = renumber_attribute (line, bundled);
    else
      lines[i] = g_steal_pointer (&line);
  }

  return g_strjoinv ("\r\n", lines);
}

/* Bob is called with other payload types, and answers with them. */
static gchar *
renumber_offer (MediaPair *pair, MediaEnd *from, gchar *description)
{
  return from == &pair->alice ? renumber (pair, from, description)
                              : description;
}

static gchar *
renumber_answer (MediaPair *pair, MediaEnd *from, gchar *description)
{
  return from == &pair->bob ? renumber (pair, from, description) : description;
}

/* What is on the wire. Where it mends, the one who gets it is one who wants
 * other payload types than he sends: it becomes what he said. */
typedef struct
{
  gboolean mends;
  gint seen[128]; /* atomic */
} Wire;

static GstPadProbeReturn
on_wire (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Wire *wire = data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  guint8 byte;

  gst_buffer_extract (buffer, 1, &byte, 1);
  g_atomic_int_set (&wire->seen[byte & 0x7f], TRUE);
  for (guint i = 0; wire->mends && i < G_N_ELEMENTS (numbers); i++) {
    if ((guint) atoi (numbers[i].theirs) != (byte & 0x7fu))
      continue;
    byte = (byte & 0x80) | atoi (numbers[i].ours);
    info->data = gst_buffer_make_writable (buffer);
    gst_buffer_fill (info->data, 1, &byte, 1);
    break;
  }

  return GST_PAD_PROBE_OK;
}

/* Where packets of the session leave SRTP. */
static void
tap (MediaEnd *end, guint session, Wire *wire)
{
  g_autoptr (GstElement) webrtcbin =
      gst_sip_webrtc_get_webrtcbin (GST_SIP_WEBRTC (end->media));
  g_autoptr (GstElement) rtpbin =
      gst_bin_get_by_name (GST_BIN (webrtcbin), "rtpbin");
  g_autofree gchar *name = g_strdup_printf ("recv_rtcp_sink_%u", session);
  g_autoptr (GstPad) rtcp = gst_element_get_static_pad (rtpbin, name);
  g_autoptr (GstPad) peer = gst_pad_get_peer (rtcp);
  g_autoptr (GstElement) transport = gst_pad_get_parent_element (peer);
  g_autoptr (GstPad) pad = gst_element_get_static_pad (transport, "rtp_src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, on_wire, wire, NULL);
}

static gboolean
bob_has_described (MediaPair *pair)
{
  return pair->bob.description != NULL;
}

/* Alice sends what the answer asks for, and receives what she has offered (RFC
 * 3264 section 6.1). */
GST_START_TEST (test_answer)
{
  MediaPair *pair = media_pair_new ();
  Wire wires[2] = {{.mends = TRUE}, {.mends = TRUE}};

  pair->alter = renumber_answer;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, bob_has_described, 10));
  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    tap (&pair->bob, i, &wires[i]);

  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 10));
  fail_unless (g_atomic_int_get (&wires[0].seen[98]));
  fail_unless (g_atomic_int_get (&wires[1].seen[100]));
  fail_if (g_atomic_int_get (&wires[0].seen[111]));
  fail_if (g_atomic_int_get (&wires[1].seen[96]));

  media_pair_free (pair);
}

GST_END_TEST;

/* A peer that sends by the payload types of its own answer. */
GST_START_TEST (test_own_numbers)
{
  MediaPair *pair = media_pair_new ();

  pair->alice.settings.offer_bundle = __i__ == 1;
  pair->alter = renumber_offer;
  media_pair_add_all_inputs (pair);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 10));
  fail_if (pair->alice.failed || pair->bob.failed);
  fail_unless (strstr (pair->bob.description, "a=rtpmap:100 VP8") != NULL);

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
bob_has_answered_again (MediaPair *pair)
{
  return pair->bob.n_described == 2;
}

/* Everything of before is forgotten by the ears. */
static void
forget (MediaEar *ear)
{
  g_mutex_lock (&ear->lock);
  g_array_set_size (ear->samples, 0);
  memset (ear->colour, 0x80, sizeof ear->colour);
  g_mutex_unlock (&ear->lock);
}

static void
forget_all (MediaPair *pair)
{
  for (guint i = 0; i < GST_SIP_MEDIA_N_KINDS; i++) {
    forget (&pair->alice.ears[i]);
    forget (&pair->bob.ears[i]);
  }
}

/* Asterisk's re-INVITEs have other payload types than its answer. Bob follows,
 * and so does alice when she reads his answer. */
GST_START_TEST (test_reinvite)
{
  MediaPair *pair = media_pair_new ();
  Wire wires[2] = {0};
  g_autofree gchar *offer = NULL;

  media_pair_add_all_inputs (pair);
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, bob_has_described, 10));
  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    tap (&pair->alice, i, &wires[i]);
  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 10));
  fail_unless (g_atomic_int_get (&wires[0].seen[111]));

  offer = renumber (pair, &pair->alice, g_strdup (pair->alice.description));
  media_end_take_offer (&pair->bob, offer);
  fail_unless_equals_int (pair->bob.refused, 0);
  fail_unless (media_pair_run_until (pair, bob_has_answered_again, 5));
  fail_unless (strstr (pair->bob.description, "a=rtpmap:98 opus") != NULL);
  fail_unless (
      strstr (pair->bob.description, "a=rtpmap:101 telephone-event") != NULL);
  media_pair_run (pair, 0.3);

  forget_all (pair);
  fail_unless (media_pair_run_until (pair, media_pair_gets_all, 5));
  fail_unless (g_atomic_int_get (&wires[0].seen[98]));
  fail_unless (g_atomic_int_get (&wires[1].seen[100]));
  fail_if (pair->alice.failed || pair->bob.failed);

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
alice_failed (MediaPair *pair)
{
  return pair->alice.failed;
}

static gchar *
answer_another_codec (MediaPair *pair, MediaEnd *from, gchar *description)
{
  GString *text = g_string_new (description);

  if (from == &pair->bob)
    g_string_replace (text, "opus/48000/2", "L16/48000/2", 0);
  g_free (description);
  return g_string_free (text, FALSE);
}

/* A payload type of ours for a codec that we did not offer. */
GST_START_TEST (test_another_codec)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, "opus", "");
  pair->alter = answer_another_codec;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, alice_failed, 5));
  fail_unless (strstr (pair->alice.error->message, "no codec in common"));

  media_pair_free (pair);
}

GST_END_TEST;

static Suite *
medianumbers_suite (void)
{
  Suite *suite = suite_create ("medianumbers");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  tcase_add_test (calls, test_answer);
  tcase_add_loop_test (calls, test_own_numbers, 0, 2);
  tcase_add_test (calls, test_reinvite);
  tcase_add_test (calls, test_another_codec);
  return suite;
}

GST_CHECK_MAIN (medianumbers);
