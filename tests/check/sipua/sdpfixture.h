/* What the tests of the SDP layer share
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Offers are made of the shortest line that can be used, with one thing
 * changed. What webrtcbin would give is a text in the fixture.
 */
#pragma once

#include "ext/sipua/sdp/gstsipsdp.h"

#include <gst/sip/base/gstsiperror.h>

#include "sdpsamples.h"

#define SESSION "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"
#define ICE "a=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdefghijkl\r\n"
#define DTLS "a=fingerprint:sha-256 " SDP_FINGERPRINT "\r\na=setup:actpass\r\n"
#define MUX "a=rtcp-mux\r\n"
#define NEEDED ICE DTLS MUX
#define AUDIO "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
#define VIDEO "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n"
#define OTHER_FINGERPRINT \
  "00:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:" \
  "19:E5:7C:AB:4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF"

extern const GstSipCodec *sdp_audio_codecs[7];
extern const GstSipCodec *sdp_video_codecs[7];

/* GLib's and GStreamer's start, and the codec lists. */
void sdp_init (int *argc, char ***argv);
/* One test for each row of a table whose first field is the name. */
void sdp_add_rows (const gchar *prefix, const gchar *const *names, gsize size,
    gsize n_rows, GTestDataFunc func);
#define ADD_ROWS(prefix, table, func) \
  sdp_add_rows (prefix, &table[0].name, sizeof table[0], G_N_ELEMENTS (table), \
      func)

/* As a phone with camera: one audio and one video line, both ways. */
GstSipSdpWants sdp_want_all (void);

GstSipSdpRemote *sdp_parse (const gchar *text);
/* A session that has answered, or offered; webrtcbin's part is made up. */
GstSipSdpSession *sdp_answer (const gchar *offer, gchar **body);
GstSipSdpSession *sdp_offer (gboolean bundle, gchar **body);
GstSipSdpLine *sdp_get_line (const GstSipSdpSession *session, guint index);
/* The body after create-offer or create-answer, and a later one. */
gchar *sdp_write_first (GstSipSdpSession *session, const gchar *setup);
gchar *sdp_write_again (GstSipSdpSession *session);
/* What webrtcbin is shown of the peer. */
gchar *sdp_show_webrtc (const GstSipSdpSession *session);

void sdp_assert_has (const gchar *text, const gchar *part);
void sdp_assert_has_not (const gchar *text, const gchar *part);
/* Both of these; each may be NULL. */
void sdp_check_part (const gchar *text, const gchar *part,
    const gchar *not_part);
