/* The media of a call: sources that are slow to tell what they give, and those
 * that the peer does not take
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

#include "gst/sip/ua/gstsipmedia-private.h"

#include <string.h>

/* concat tells nothing of what it will give. */
#define LATE_H264 \
  PICTURE (0xffff0000) \
  " ! x264enc tune=zerolatency ! " \
  "capsfilter caps=video/x-h264,profile=baseline ! concat name=late"

typedef struct
{
  GMutex lock;
  GString *text;
  GstSipLog *log;
} Records;

static void
on_record (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer data)
{
  Records *records = data;

  g_mutex_lock (&records->lock);
  if (level == GST_SIP_LOG_LEVEL_WARN)
    g_string_append_printf (records->text, "%s\n", content);
  g_mutex_unlock (&records->lock);
}

static void
records_init (Records *self)
{
  g_mutex_init (&self->lock);
  self->text = g_string_new (NULL);
  self->log = gst_sip_log_new ();
  gst_sip_log_set_func (self->log, on_record, self, NULL);
}

static void
records_clear (Records *self)
{
  gst_sip_log_unref (self->log);
  g_string_free (self->text, TRUE);
  g_mutex_clear (&self->lock);
}

static guint
records_count (Records *self, const gchar *part)
{
  guint n = 0;

  g_mutex_lock (&self->lock);
  for (const gchar *at = self->text->str; (at = strstr (at, part)) != NULL;
       at += strlen (part))
    n++;
  g_mutex_unlock (&self->lock);
  return n;
}

/* Nothing comes out of a source for half a second. */

typedef struct
{
  GstPad *pad;
  gulong block;
} Gate;

static GstPadProbeReturn
hold (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  return GST_PAD_PROBE_OK;
}

static gboolean
open_gate (gpointer data)
{
  Gate *gate = data;

  gst_pad_remove_probe (gate->pad, gate->block);
  return G_SOURCE_REMOVE;
}

static void
gate_free (gpointer data)
{
  Gate *gate = data;

  gst_object_unref (gate->pad);
  g_free (gate);
}

static void
hold_for_a_while (MediaEnd *end)
{
  g_autoptr (GstElement) late =
      gst_bin_get_by_name (GST_BIN (end->place), "late");
  Gate *gate = g_new0 (Gate, 1);

  gate->pad = gst_element_get_static_pad (late, "src");
  gate->block = gst_pad_add_probe (gate->pad,
      GST_PAD_PROBE_TYPE_BLOCK_DOWNSTREAM, hold, NULL, NULL);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 500, open_gate, gate, gate_free);
}

static gboolean
bob_sees_red (MediaPair *pair)
{
  return media_ear_sees (&pair->bob.ears[1], 255, 0, 0);
}

static gboolean
alice_sees_red (MediaPair *pair)
{
  return media_ear_sees (&pair->alice.ears[1], 255, 0, 0);
}

GST_START_TEST (test_offer_waits_for_caps)
{
  MediaPair *pair = media_pair_new ();

  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, LATE_H264);
  hold_for_a_while (&pair->alice);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, bob_sees_red, 10));
  fail_unless (strstr (pair->alice.description, "H264") != NULL);
  fail_unless (strstr (pair->alice.description, "VP8") == NULL);

  media_pair_free (pair);
}

GST_END_TEST;

/* Bob's phone would rather have VP8, which his camera does not give. */
GST_START_TEST (test_answer_waits_for_caps)
{
  MediaPair *pair = media_pair_new ();

  media_end_set_codecs (&pair->alice, NULL, "VP8,H264");
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, PICTURE (0xff0000ff));
  media_end_add_input (&pair->bob, GST_SIP_MEDIA_VIDEO, LATE_H264);
  hold_for_a_while (&pair->bob);
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, alice_sees_red, 10));

  media_pair_free (pair);
}

GST_END_TEST;

static gboolean
alice_describes (MediaPair *pair)
{
  return pair->alice.n_described > 0;
}

/* What never comes does not hold up the call for ever, and an end in the
 * meantime is one. */
GST_START_TEST (test_caps_that_never_come)
{
  MediaPair *pair = media_pair_new ();
  Records records;

  records_init (&records);
  pair->alice.log = records.log;
  pair->alice.settings.caps_timeout = 300;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, "appsrc");
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, alice_describes, 10));
  fail_unless_equals_int (records_count (&records, "no caps after 300 ms"), 1);

  media_pair_free (pair);
  records_clear (&records);
}

GST_END_TEST;

GST_START_TEST (test_end_while_waiting)
{
  MediaPair *pair = media_pair_new ();

  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, LATE_H264);
  hold_for_a_while (&pair->alice);
  media_pair_call (pair);
  media_pair_run (pair, 0.1);
  fail_unless_equals_int (pair->alice.n_described, 0);
  media_end_stop (&pair->alice);
  media_pair_run (pair, 0.7);
  fail_unless_equals_int (pair->alice.n_described, 0);

  media_pair_free (pair);
}

GST_END_TEST;

/* Pads without a source, and sources that give one thing only, are not waited
 * for. */
GST_START_TEST (test_no_wait_without_need)
{
  MediaPair *pair = media_pair_new ();
  Records records;

  records_init (&records);
  pair->alice.log = records.log;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, NULL);
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO,
      "appsrc ! capsfilter caps=video/x-vp8");
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, alice_describes, 10));
  fail_unless_equals_int (records_count (&records, "no caps"), 0);

  media_pair_free (pair);
  records_clear (&records);
}

GST_END_TEST;

static gboolean
bob_describes (MediaPair *pair)
{
  return pair->bob.description != NULL;
}

static gboolean
alice_fails (MediaPair *pair)
{
  return pair->alice.failed;
}

/* VP8 is offered and taken, then H.264 comes: the call ends at the moment in
 * which it is connected, and nothing is asked of webrtcbin any more. */
GST_START_TEST (test_caps_that_come_too_late)
{
  MediaPair *pair = media_pair_new ();
  g_autoptr (GstSipMedia) media = NULL;
  g_autoptr (GBytes) answer = NULL;

  pair->hold_answer = TRUE;
  pair->alice.stops = TRUE;
  pair->alice.settings.caps_timeout = 100;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_VIDEO, LATE_H264);
  hold_for_a_while (&pair->alice);
  media_pair_call (pair);
  media = gst_object_ref (pair->alice.media);
  fail_unless (media_pair_run_until (pair, bob_describes, 10));
  media_pair_run (pair, 1);
  answer = g_bytes_new (pair->bob.description, strlen (pair->bob.description));
  gst_sip_media_accept_answer (media, "application/sdp", answer);
  gst_sip_media_start (media);
  gst_sip_media_start (pair->bob.media);
  fail_unless (media_pair_run_until (pair, alice_fails, 10));
  /* Statistics come each second. */
  media_pair_run (pair, 1.5);

  media_pair_free (pair);
}

GST_END_TEST;

/* Of three microphones the peer takes one: the others are told, once each. */
GST_START_TEST (test_input_that_is_not_taken)
{
  MediaPair *pair = media_pair_new ();
  GstSipInput *inputs[3];
  Records records;

  records_init (&records);
  pair->bob.log = records.log;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    inputs[i] =
        media_end_add_input (&pair->bob, GST_SIP_MEDIA_AUDIO, TONE (440, 0.25));
  media_pair_call (pair);

  fail_unless (media_pair_run_until (pair, media_pair_is_connected, 10));
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++) {
    g_autofree gchar *told =
        g_strdup_printf ("%s is not sent", GST_OBJECT_NAME (inputs[i]));

    fail_unless_equals_int (records_count (&records, told), i > 0);
  }

  media_pair_free (pair);
  records_clear (&records);
}

GST_END_TEST;

static Suite *
mediainputs_suite (void)
{
  Suite *suite = suite_create ("mediainputs");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  tcase_add_test (calls, test_offer_waits_for_caps);
  tcase_add_test (calls, test_answer_waits_for_caps);
  tcase_add_test (calls, test_caps_that_never_come);
  tcase_add_test (calls, test_caps_that_come_too_late);
  tcase_add_test (calls, test_end_while_waiting);
  tcase_add_test (calls, test_no_wait_without_need);
  tcase_add_test (calls, test_input_that_is_not_taken);
  return suite;
}

GST_CHECK_MAIN (mediainputs);
