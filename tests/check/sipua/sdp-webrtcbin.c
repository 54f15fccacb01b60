/* Whether webrtcbin takes what the SDP layer makes of real peers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Nothing but descriptions: no media flows. Two of them connect for real, to
 * see that candidates, credentials and fingerprints arrive.
 */
#include "ext/sipua/sdp/gstsipsdp.h"

#include <string.h>

#include <gst/webrtc/webrtc.h>

#include "sdpsamples.h"

#define TIMEOUT (10 * G_TIME_SPAN_SECOND)

typedef struct
{
  GstElement *pipeline;
  GstElement *webrtc;
  GstSipSdpSession *session;
} Peer;

static void
switch_upnp_off (GstElement *webrtc)
{
  GObject *ice = NULL;
  GObject *agent = NULL;

  g_object_get (webrtc, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  g_object_set (agent, "upnp", FALSE, NULL);
  g_object_set (ice, "ice-tcp", FALSE, NULL);
  g_object_unref (agent);
  g_object_unref (ice);
}

static Peer *
peer_new (gboolean bundle)
{
  Peer *self = g_new0 (Peer, 1);

  self->pipeline = gst_pipeline_new (NULL);
  self->webrtc = gst_element_factory_make ("webrtcbin", NULL);
  g_assert_nonnull (self->webrtc);
  gst_util_set_object_arg (G_OBJECT (self->webrtc), "bundle-policy",
      bundle ? "max-bundle" : "none");
  gst_bin_add (GST_BIN (self->pipeline), self->webrtc);
  switch_upnp_off (self->webrtc);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  self->session = gst_sip_sdp_session_new (4611686018427387903);
  return self;
}

static void
peer_free (Peer *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  gst_sip_sdp_session_free (self->session);
  g_free (self);
}

/* first: the lines before have theirs */
static void
request_pads (Peer *self, guint first)
{
  for (guint i = first; i < self->session->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->session->lines, i);
    g_autofree gchar *name = g_strdup_printf ("sink_%u", line->webrtc_index);
    g_autoptr (GstPad) pad = NULL;
    g_autoptr (GObject) transceiver = NULL;
    g_autoptr (GstCaps) caps = NULL;

    if (!line->accepted)
      continue;
    pad = gst_element_request_pad_simple (self->webrtc, name);
    g_assert_nonnull (pad);
    g_object_get (pad, "transceiver", &transceiver, NULL);
    caps = gst_sip_sdp_line_get_codec_preferences (line, 1000 + i);
    g_object_set (transceiver, "codec-preferences", caps, NULL);
  }
}

static void
assert_no_error (GstPromise *promise)
{
  const GstStructure *reply;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (gst_promise_wait (promise), ==, GST_PROMISE_RESULT_REPLIED);
  reply = gst_promise_get_reply (promise);
  if (reply != NULL && gst_structure_has_field (reply, "error"))
    gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL);
  g_assert_no_error (error);
}

static void
set_description (Peer *self, const gchar *signal, GstWebRTCSDPType type,
    GstSDPMessage *message)
{
  g_autoptr (GstPromise) promise = gst_promise_new ();
  g_autoptr (GstWebRTCSessionDescription) description =
      gst_webrtc_session_description_new (type, message);

  g_signal_emit_by_name (self->webrtc, signal, description, promise);
  assert_no_error (promise);
}

static void
create (Peer *self, const gchar *what)
{
  g_autoptr (GstPromise) promise = gst_promise_new ();
  g_autoptr (GstWebRTCSessionDescription) created = NULL;
  g_autofree gchar *signal = g_strconcat ("create-", what, NULL);

  g_signal_emit_by_name (self->webrtc, signal, NULL, promise);
  assert_no_error (promise);
  gst_structure_get (gst_promise_get_reply (promise), what,
      GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &created, NULL);
  g_assert_nonnull (created);
  set_description (self, "set-local-description", created->type,
      gst_sip_sdp_session_adjust_local (self->session, created->sdp));
}

static GObject *
get_transport (Peer *self, guint index)
{
  g_autoptr (GObject) transceiver = NULL;
  g_autoptr (GObject) sender = NULL;
  GObject *transport = NULL;

  g_signal_emit_by_name (self->webrtc, "get-transceiver", (gint) index,
      &transceiver);
  g_object_get (transceiver, "sender", &sender, NULL);
  g_object_get (sender, "transport", &transport, NULL);
  return transport;
}

static gboolean
is_gathered (Peer *self)
{
  for (guint i = 0; i < self->session->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->session->lines, i);
    g_autoptr (GObject) dtls = NULL;
    g_autoptr (GObject) ice = NULL;
    GstWebRTCICEGatheringState state;

    if (!line->accepted)
      continue;
    dtls = get_transport (self, line->webrtc_index);
    g_object_get (dtls, "transport", &ice, NULL);
    g_object_get (ice, "gathering-state", &state, NULL);
    if (state != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE)
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_connected (Peer *self)
{
  GstWebRTCPeerConnectionState state;

  g_object_get (self->webrtc, "connection-state", &state, NULL);
  return state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED;
}

static void
wait_until (Peer *self, gboolean (*done) (Peer *))
{
  gint64 end = g_get_monotonic_time () + TIMEOUT;

  while (!done (self)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_usleep (2000);
  }
}

/* Candidates reach the description by webrtcbin's own queue. */
static void
flush_queue (Peer *self)
{
  g_autoptr (GstPromise) promise = gst_promise_new ();

  g_signal_emit_by_name (self->webrtc, "get-stats", NULL, promise);
  gst_promise_wait (promise);
}

static gchar *
write_body (Peer *self)
{
  g_autoptr (GstWebRTCSessionDescription) local = NULL;
  g_autoptr (GError) error = NULL;
  gchar *body;

  wait_until (self, is_gathered);
  flush_queue (self);
  g_object_get (self->webrtc, "local-description", &local, NULL);
  body = gst_sip_sdp_session_write (self->session, local->sdp, &error);
  g_assert_no_error (error);
  return body;
}

static gchar *
answer (Peer *self, const gchar *offer, const GstSipSdpWants *wants)
{
  guint n_lines = self->session->lines->len;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipSdpRemote) remote =
      gst_sip_sdp_remote_parse (offer, -1, &error);

  g_assert_no_error (error);
  gst_sip_sdp_session_take_offer (self->session, remote, wants, &error);
  g_assert_no_error (error);
  request_pads (self, n_lines);
  set_description (self, "set-remote-description", GST_WEBRTC_SDP_TYPE_OFFER,
      gst_sip_sdp_session_get_remote_description (self->session));
  create (self, "answer");
  return write_body (self);
}

static gchar *
offer (Peer *self, const GstSipSdpWants *wants)
{
  g_autoptr (GError) error = NULL;

  gst_sip_sdp_session_make_offer (self->session, wants, &error);
  g_assert_no_error (error);
  request_pads (self, 0);
  create (self, "offer");
  return write_body (self);
}

static void
take_answer (Peer *self, const gchar *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipSdpRemote) remote =
      gst_sip_sdp_remote_parse (body, -1, &error);

  g_assert_no_error (error);
  gst_sip_sdp_session_take_answer (self->session, remote, &error);
  g_assert_no_error (error);
  set_description (self, "set-remote-description", GST_WEBRTC_SDP_TYPE_ANSWER,
      gst_sip_sdp_session_get_remote_description (self->session));
}

static GstSipSdpWants
make_wants (guint n_inputs, gboolean bundle)
{
  static const GstSipCodec *audio[7], *video[7];
  GstSipSdpWants wants = {
      {audio, n_inputs, 1},
      {video, n_inputs, 1},
      TRUE, bundle
  };
  g_autofree const GstSipCodec **codecs =
      gst_sip_codec_parse_list (GST_SIP_MEDIA_AUDIO, NULL, NULL);

  for (guint i = 0; codecs[i] != NULL; i++)
    audio[i] = codecs[i];
  video[0] = gst_sip_codec_find ("VP8");
  video[1] = gst_sip_codec_find ("H264");
  return wants;
}

/* What stands in the answer, in this order and without anything between. */
static const struct
{
  const gchar *name;
  const gchar *offer;
  const gchar *parts[6];
} answers[] = {
    {"chrome",     sdp_chrome,
     {"a=group:BUNDLE 0 1\r\n", " UDP/TLS/RTP/SAVPF 111 0 8 110 126\r\n",
            "a=mid:0\r\na=sendrecv\r\n", "a=setup:active\r\n",
            " UDP/TLS/RTP/SAVPF 96 106\r\n"}                       },
    {"firefox",    sdp_firefox,
     {"a=group:BUNDLE 0 1\r\n", " UDP/TLS/RTP/SAVPF 109 0 8 101\r\n",
            "a=rtpmap:101 telephone-event/8000\r\n",
            " UDP/TLS/RTP/SAVPF 120 126\r\n"}                      },
    {"asterisk",   sdp_asterisk,
     {"t=0 0\r\nm=audio ", " UDP/TLS/RTP/SAVPF 107 0 8 101 102\r\n",
            "a=sendrecv\r\n"}                                      },
    {"freeswitch", sdp_freeswitch,
     {" UDP/TLS/RTP/SAVPF 102 0 8 103 101\r\n", "a=sendrecv\r\n",
            "m=video 0 UDP/TLS/RTP/SAVPF 19\r\n"}                  },
    {"rtpengine",  sdp_rtpengine,
     {" RTP/SAVPF 0 8 101\r\n", "a=mid:audio\r\na=sendrecv\r\n"}   },
    {"jssip",      sdp_jssip,
     {" UDP/TLS/RTP/SAVP 0 8 101\r\n", " UDP/TLS/RTP/SAVP 100\r\n",
            "a=sendonly\r\n",
            "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"}},
};

static void
test_answer (gconstpointer data)
{
  const gchar *const *part = answers[GPOINTER_TO_SIZE (data)].parts;
  Peer *peer = peer_new (TRUE);
  GstSipSdpWants wants = make_wants (1, TRUE);
  g_autofree gchar *body =
      answer (peer, answers[GPOINTER_TO_SIZE (data)].offer, &wants);

  g_test_message ("%s", body);
  for (const gchar *rest = body; *part != NULL; part++) {
    rest = strstr (rest, *part);
    if (rest == NULL)
      g_error ("'%s' is not where it should be in\n%s", *part, body);
  }
  peer_free (peer);
}

static void
assert_same_peer (Peer *self)
{
  for (guint i = 0; i < self->session->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (self->session->lines, i);
    g_autoptr (GObject) dtls = get_transport (self, line->webrtc_index);
    g_autofree gchar *pem = NULL;
    g_autoptr (GError) error = NULL;

    g_object_get (dtls, "remote-certificate", &pem, NULL);
    gst_sip_sdp_check_certificate (line->remote->fingerprints, pem, &error);
    g_assert_no_error (error);
  }
}

/* Audio and video, one way of bundling each side, inputs on one side only. */
static const struct
{
  const gchar *name;
  gboolean bundle;
  guint n_caller_inputs;
  guint n_callee_inputs;
  const gchar *direction;
} calls[] = {
    {"bundled",           TRUE,  1, 1, "a=sendrecv\r\n"},
    {"apart",             FALSE, 1, 1, "a=sendrecv\r\n"},
    {"callee-only-hears", TRUE,  1, 0, "a=recvonly\r\n"},
    {"caller-only-hears", TRUE,  0, 1, "a=sendonly\r\n"},
};

static void
test_call (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  gboolean bundle = calls[row].bundle;
  Peer *caller = peer_new (bundle);
  Peer *callee = peer_new (TRUE);
  GstSipSdpWants caller_wants = make_wants (calls[row].n_caller_inputs, bundle);
  GstSipSdpWants callee_wants = make_wants (calls[row].n_callee_inputs, TRUE);
  g_autofree gchar *offered = offer (caller, &caller_wants);
  g_autofree gchar *answered = answer (callee, offered, &callee_wants);

  g_test_message ("%s\n%s", offered, answered);
  g_assert_nonnull (strstr (answered, calls[row].direction));
  g_assert_true (bundle == (strstr (answered, "a=group:BUNDLE") != NULL));
  take_answer (caller, answered);
  wait_until (caller, is_connected);
  wait_until (callee, is_connected);
  assert_same_peer (caller);
  assert_same_peer (callee);
  peer_free (caller);
  peer_free (callee);
}

/* The peer takes the audio and refuses the video. */
static void
test_refused_line (void)
{
  Peer *caller = peer_new (TRUE);
  Peer *callee = peer_new (TRUE);
  GstSipSdpWants caller_wants = make_wants (1, TRUE);
  GstSipSdpWants callee_wants = make_wants (1, TRUE);
  g_autofree gchar *offered = offer (caller, &caller_wants);
  g_autofree gchar *answered = NULL;

  callee_wants.video.codecs = NULL;
  answered = answer (callee, offered, &callee_wants);
  g_assert_nonnull (strstr (answered, "m=video 0 "));
  take_answer (caller, answered);
  wait_until (caller, is_connected);
  peer_free (caller);
  peer_free (callee);
}

/* The peer adds video, and tells its candidates again; webrtcbin does not. */
static void
test_video_added (void)
{
  const gchar *video = strstr (sdp_chrome, "m=video");
  g_autofree gchar *audio_only =
      g_strndup (sdp_chrome, (gsize) (video - sdp_chrome));
  Peer *peer = peer_new (TRUE);
  GstSipSdpWants wants = make_wants (1, TRUE);
  g_autofree gchar *first = answer (peer, audio_only, &wants);
  g_autofree gchar *second = answer (peer, sdp_chrome, &wants);
  const gchar *line = strstr (second, "m=video");

  g_test_message ("%s\n%s", first, second);
  g_assert_nonnull (strstr (first, "a=group:BUNDLE 0\r\n"));
  g_assert_nonnull (strstr (second, "a=group:BUNDLE 0 1\r\n"));
  g_assert_nonnull (strstr (second, "o=- 4611686018427387903 2 IN"));
  g_assert_nonnull (line);
  g_assert_nonnull (strstr (line, "a=candidate:"));
  g_assert_true (strstr (second, "a=candidate:") < line);
  peer_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree gchar *path =
        g_strconcat ("/sdp-webrtcbin/answer/", answers[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_answer);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++) {
    g_autofree gchar *path =
        g_strconcat ("/sdp-webrtcbin/call/", calls[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_call);
  }
  g_test_add_func ("/sdp-webrtcbin/call/refused-line", test_refused_line);
  g_test_add_func ("/sdp-webrtcbin/video-added", test_video_added);

  return g_test_run ();
}
