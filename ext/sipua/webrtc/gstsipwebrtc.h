/* The media of one call, over webrtcbin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A GstSipWebrtc has a bin of its own inside sipuabin: webrtcbin, a payloader
 * for each medium sent, depayloader and decoder for each received. It
 * translates between the offers and answers of a call and webrtcbin, verifies
 * the peer's certificate before anything passes in either direction, and keeps
 * the time where webrtcbin does not: gathering, connecting, silence.
 *
 * All of it lives in the thread of its timers' context. The end of a call, too,
 * begins there, but what may have to wait for streaming threads is done by a
 * thread of GStreamer's pool, which says so by GstSipWebrtcUser.finished.
 * Nothing that happens inside reaches the pipeline: neither errors nor state
 * changes; errors end the call.
 */
#pragma once

#include <gst/webrtc/webrtc.h>

#include <gst/sip/base/gstsiplog.h>
#include <gst/sip/base/gstsiptimers.h>
#include <gst/sip/ua/gstsipmedia.h>

#include "ext/sipua/sdp/gstsipcodec.h"
#include "ext/sipua/ice/gstsipiceprobe.h"
#include "ext/sipua/stream/gstsipinput.h"

G_BEGIN_DECLS

#define GST_TYPE_SIP_WEBRTC (gst_sip_webrtc_get_type ())
G_DECLARE_FINAL_TYPE (GstSipWebrtc, gst_sip_webrtc, GST, SIP_WEBRTC,
    GstSipMedia)

/**
 * GstSipWebrtcSettings:
 * @audio_codecs: NULL-terminated, the most wanted first, see
 *   gst_sip_codec_parse_list(); those that this machine cannot code are left
 *   out by GstSipWebrtc
 * @video_codecs: likewise
 * @offer_audio: whether our offers ask for audio even without an input
 * @offer_video: likewise for video
 * @offer_bundle: whether our offers put all media on one transport (RFC 8843).
 *   A peer that does not know that is left with audio alone, as webrtcbin
 *   cannot turn back when it sees the answer; unbundled offers are for all
 * @latency: of the jitter buffer, in ms
 * @caps_timeout: for the first offer or answer to wait until it is known what
 *   comes in at each input, in ms: what is not known then is taken for raw
 * @gathering_timeout: for servers to be known and candidates to be there, in
 *   ms: what is there then is sent
 * @connect_timeout: from the answer until ICE and DTLS are up, in ms
 * @silence_timeout: without RTP, RTCP and answers to ICE checks until the call
 *   is given up, in ms; 0 is never
 * @ice_policy: all candidates or relayed ones only
 * @ice: (nullable): knows the STUN and TURN servers; must outlive "finished"
 * @eos_at_end: whether received pads end with EOS, or just go
 *
 * What a call is made with; copied.
 */
typedef struct
{
  const GstSipCodec *const *audio_codecs;
  const GstSipCodec *const *video_codecs;
  gboolean offer_audio;
  gboolean offer_video;
  gboolean offer_bundle;
  guint latency;
  guint caps_timeout;
  guint gathering_timeout;
  guint connect_timeout;
  guint silence_timeout;
  GstWebRTCICETransportPolicy ice_policy;
  GstSipIceProbe *ice;
  gboolean eos_at_end;
} GstSipWebrtcSettings;

/* Usual times; every other member has to be given. */
#define GST_SIP_WEBRTC_SETTINGS_INIT \
  { \
    .offer_audio = TRUE, .latency = 200, .caps_timeout = 2000, \
    .gathering_timeout = 2000, .connect_timeout = 20000, \
    .silence_timeout = 30000 \
  }

/**
 * GstSipWebrtcUser:
 * @pad_ready: media of a line begin to arrive. @pad is a src pad of the call's
 *   bin, to be ghosted by the bin around it: active, and with its sticky
 *   events to come. It stays until the call ends, whatever the peer does.
 *   Called in the thread of the call
 * @pad_gone: the call is over, nothing comes out of @pad any more: remove its
 *   ghost. EOS was sent before if so set. Called in a thread of the pool
 * @finished: the call's bin is NULL and out of its parent, the last that is
 *   heard. Called in a thread of the pool, exactly once after
 *   gst_sip_media_stop(), also if no webrtcbin was ever made. No member may be
 *   NULL
 *
 * Who owns the pads: sipuabin.
 */
typedef struct
{
  void (*pad_ready) (gpointer user, GstSipWebrtc *self, GstPad *pad,
      GstSipMediaKind kind, const gchar *mid);
  void (*pad_gone) (gpointer user, GstSipWebrtc *self, GstPad *pad);
  void (*finished) (gpointer user, GstSipWebrtc *self);
} GstSipWebrtcUser;

/**
 * gst_sip_webrtc_new:
 * @parent: the bin (sipuabin) that gets a bin for the call, at the first offer
 *   or answer
 * @label: of the call, for logs and element names
 * @timers: in whose context all is done; must outlive @self
 * @log: (nullable):
 * @inputs: (element-type GstSipInput): what is there to be sent, all of them
 *   in the order of their pads; children of @parent. Copied
 *
 * @parent is to be PAUSED or PLAYING from the first offer or answer on.
 *
 * Returns: (transfer full):
 */
GstSipMedia *gst_sip_webrtc_new (GstBin *parent, const gchar *label,
    GstSipTimers *timers, GstSipLog *log, const GstSipWebrtcSettings *settings,
    GPtrArray *inputs);

/* user: a static struct; user_data has to stay until "finished". To be called
 * before anything else. */
void gst_sip_webrtc_set_user (GstSipWebrtc *self, const GstSipWebrtcUser *user,
    gpointer user_data);

/* (transfer full) (nullable): the call's webrtcbin, for applications that want
 * to look into it and for statistics */
GstElement *gst_sip_webrtc_get_webrtcbin (GstSipWebrtc *self);

G_END_DECLS
