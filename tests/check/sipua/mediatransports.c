/* The media of a call: transports of webrtcbin when the call is over
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/mediapair.h"

static GstWebRTCICETransport *
get_ice (GstElement *webrtcbin)
{
  g_autoptr (GstWebRTCRTPTransceiver) transceiver = NULL;
  g_autoptr (GstWebRTCRTPSender) sender = NULL;
  g_autoptr (GstWebRTCDTLSTransport) dtls = NULL;
  GstWebRTCICETransport *ice = NULL;

  g_signal_emit_by_name (webrtcbin, "get-transceiver", 0, &transceiver);
  g_object_get (transceiver, "sender", &sender, NULL);
  g_object_get (sender, "transport", &dtls, NULL);
  g_object_get (dtls, "transport", &ice, NULL);
  return ice;
}

static GstObject *
get_receiver (GstElement *webrtcbin)
{
  g_autoptr (GstIterator) sources =
      gst_bin_iterate_all_by_element_factory_name (GST_BIN (webrtcbin),
          "nicesrc");
  GValue source = G_VALUE_INIT;
  GstObject *receiver;

  fail_unless (gst_iterator_next (sources, &source) == GST_ITERATOR_OK);
  receiver = gst_object_get_parent (g_value_get_object (&source));
  g_value_unset (&source);
  return receiver;
}

static gboolean
has_described (MediaPair *pair)
{
  return pair->alice.n_described > 0;
}

/* It has a thread of its own, in which the state changes when it likes. */
GST_START_TEST (test_ice_outlives_the_media)
{
  MediaPair *pair = media_pair_new ();
  g_autoptr (GstElement) webrtcbin = NULL;
  g_autoptr (GstWebRTCICETransport) ice = NULL;
  GstObject *receiver;

  pair->hold_answer = TRUE;
  media_end_add_input (&pair->alice, GST_SIP_MEDIA_AUDIO, TONE (1000, 0.5));
  media_pair_call (pair);
  fail_unless (media_pair_run_until (pair, has_described, 40));
  webrtcbin = gst_sip_webrtc_get_webrtcbin (GST_SIP_WEBRTC (pair->alice.media));
  ice = get_ice (webrtcbin);
  receiver = get_receiver (webrtcbin);
  g_clear_object (&webrtcbin);

  media_end_stop (&pair->alice);
  fail_unless (media_pair_run_until (pair, media_pair_is_alice_finished, 40));
  g_object_notify (G_OBJECT (ice), "state");

  g_object_add_weak_pointer (G_OBJECT (receiver), (gpointer *) &receiver);
  gst_object_unref (receiver);
  fail_unless (receiver == NULL, "the media keep themselves");

  media_pair_free (pair);
}

GST_END_TEST;

static Suite *
mediatransports_suite (void)
{
  Suite *suite = suite_create ("mediatransports");
  TCase *calls = tcase_create ("calls");

  suite_add_tcase (suite, calls);
  tcase_add_checked_fixture (calls, NULL, media_wait_for_threads);
  tcase_add_test (calls, test_ice_outlives_the_media);
  return suite;
}

GST_CHECK_MAIN (mediatransports);
