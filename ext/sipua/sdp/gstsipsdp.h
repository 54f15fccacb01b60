/* SDP between the wire and webrtcbin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a SIP peer says is not what webrtcbin takes, and what webrtcbin says is
 * not what a SIP peer should read. Three things meet here:
 *
 *   GstSipSdpRemote    what the peer said, checked and read (RFC 8866)
 *   GstSipSdpSession   what is agreed, line by line, for the life of a call
 *                      (offer/answer, RFC 3264)
 *   webrtcbin's text   two private dialects: one that it is given, one that it
 *                      gives
 *
 * As answerer:
 *
 *   remote = gst_sip_sdp_remote_parse (body)
 *   gst_sip_sdp_session_take_offer (session, remote, wants)
 *   per accepted line: request webrtcbin's pad sink_<webrtc_index> (also where
 *     we have nothing to send, see below) and set the codec-preferences of its
 *     transceiver from gst_sip_sdp_line_get_codec_preferences()
 *   set-remote-description (offer, gst_sip_sdp_session_get_remote_description)
 *   create-answer, gst_sip_sdp_session_adjust_local(), set-local-description
 *   gather; body = gst_sip_sdp_session_write (webrtcbin's local-description)
 *
 * As offerer:
 *
 *   gst_sip_sdp_session_make_offer (session, wants)
 *   pads and codec-preferences as above
 *   create-offer, gst_sip_sdp_session_adjust_local(), set-local-description
 *   gather; body = gst_sip_sdp_session_write (webrtcbin's local-description)
 *   remote = gst_sip_sdp_remote_parse (body of the answer)
 *   gst_sip_sdp_session_take_answer (session, remote)
 *   set-remote-description (answer, gst_sip_sdp_session_get_remote_description)
 *
 * A later offer of the peer:
 *
 *   change = gst_sip_sdp_session_compare (session, remote)
 *   with GST_SIP_SDP_SAME, and without touching webrtcbin:
 *     gst_sip_sdp_session_take_offer (session, remote, NULL)
 *     body = gst_sip_sdp_session_write (session, NULL)
 *
 * webrtcbin is always shown sendrecv, and each line has a sink pad, linked or
 * not: GStreamer before 1.24 cannot change a direction. What is really sent
 * and received is GstSipSdpLine.direction: the owner of the graph drops
 * buffers accordingly.
 *
 * Nothing here blocks, draws random numbers, reads a clock or knows threads; a
 * session belongs to one thread at a time.
 */
#pragma once

#include <gst/sdp/sdp.h>

#include "ext/sipua/sdp/gstsipcodec.h"

G_BEGIN_DECLS

/* A body above this is refused unread. */
#define GST_SIP_SDP_MAX_SIZE (64 * 1024)
#define GST_SIP_SDP_MAX_LINES 32 /* m-lines in a description */
#define GST_SIP_SDP_MAX_FORMATS 128 /* on an m-line */
#define GST_SIP_SDP_MAX_CANDIDATES 32 /* taken of an m-line, the rest is cut */
#define GST_SIP_SDP_MAX_SSRCS 16 /* likewise */

#define GST_SIP_SDP_N_PAYLOAD_TYPES 128

/* webrtc_index and input of a line that has none */
#define GST_SIP_SDP_NONE G_MAXUINT

/* Seen from the one who writes it. */
typedef enum
{
  GST_SIP_SDP_INACTIVE = 0,
  GST_SIP_SDP_SENDONLY = 1 << 0,
  GST_SIP_SDP_RECVONLY = 1 << 1,
  GST_SIP_SDP_SENDRECV = GST_SIP_SDP_SENDONLY | GST_SIP_SDP_RECVONLY,
} GstSipSdpDirection;

/* a=setup (RFC 4145, RFC 8842) */
typedef enum
{
  GST_SIP_SDP_SETUP_MISSING,
  GST_SIP_SDP_SETUP_ACTPASS, /* holdconn is read as this */
  GST_SIP_SDP_SETUP_ACTIVE,
  GST_SIP_SDP_SETUP_PASSIVE,
} GstSipSdpSetup;

/* sendonly <-> recvonly: what the other side sees. */
GstSipSdpDirection gst_sip_sdp_direction_mirror (GstSipSdpDirection direction);
/* "sendrecv" and so on */
const gchar *gst_sip_sdp_direction_to_string (GstSipSdpDirection direction);

/**
 * GstSipSdpFormat:
 * @payload_type: 0 to 127, of the one who describes it: what he receives
 * @remote_type: on a line, that of the peer: what we send
 * @webrtc_type: on a line, that of webrtcbin, which cannot change it
 * @codec: what it is; telephone-event is an entry of the table, too
 * @fmtp: (nullable): parameters of a=fmtp, without the payload type
 * @feedback: #GstSipFeedback of a=rtcp-fb, those that we know
 *
 * A format that we know.
 */
typedef struct
{
  guint payload_type;
  guint remote_type;
  guint webrtc_type;
  const GstSipCodec *codec;
  gchar *fmtp;
  guint feedback;
} GstSipSdpFormat;

/**
 * GstSipSdpFingerprint:
 * @algorithm: in lower case, "sha-256"
 * @value: upper-case hex with colons
 *
 * An a=fingerprint (RFC 8122) of one of the algorithms that we can check.
 */
typedef struct
{
  gchar *algorithm;
  gchar *value;
} GstSipSdpFingerprint;

/**
 * GstSipSdpMedia:
 * @index: its place among the m-lines, from 0
 * @kind: audio, video or what we never take
 * @media: first word of the m-line
 * @proto: third word of the m-line
 * @format: the first format, as written: a refusal repeats it
 * @port: as written; what is no port, such as -9, is above 65535
 * @rejected: port 0, and that is not meant as bundle-only (RFC 8843)
 * @bundle_only: a=bundle-only: refused unless it is in a BUNDLE group
 * @mid: (nullable): a=mid
 * @bundle: number of its BUNDLE group, or -1
 * @direction: the peer's
 * @formats: (element-type GstSipSdpFormat): those we know, in the peer's
 *   order, without telephone-event
 * @events: (element-type GstSipSdpFormat): telephone-event, in the peer's order
 * @ufrag: (nullable): a=ice-ufrag
 * @pwd: (nullable): a=ice-pwd
 * @candidates: (element-type utf8): values of a=candidate that are worth
 *   showing to webrtcbin, made afresh: component 1, numeric address
 * @fingerprints: (element-type GstSipSdpFingerprint): all that we can check
 * @setup: a=setup
 * @rtcp_mux: whether RTCP may come on the same port
 * @rtcp_rsize: whether reduced-size RTCP is taken
 * @ssrcs: (element-type utf8): values of a=ssrc with a cname, without those of
 *   retransmission
 * @trouble: (nullable): why the line cannot be used with DTLS-SRTP over ICE,
 *   for a person; NULL where it can. Never set on a rejected line
 *
 * One m-line of the peer. What stands at session level, or in the first line
 * of its BUNDLE group, is already in here.
 */
typedef struct
{
  guint index;
  GstSipMediaKind kind;
  gchar *media;
  gchar *proto;
  gchar *format;
  guint port;
  gboolean rejected;
  gboolean bundle_only;
  gchar *mid;
  gint bundle;
  GstSipSdpDirection direction;
  GPtrArray *formats;
  GPtrArray *events;
  gchar *ufrag;
  gchar *pwd;
  GPtrArray *candidates;
  GPtrArray *fingerprints;
  GstSipSdpSetup setup;
  gboolean rtcp_mux;
  gboolean rtcp_rsize;
  GPtrArray *ssrcs;
  gchar *trouble;
} GstSipSdpMedia;

/**
 * GstSipSdpRemote:
 * @session_id: of the o= line
 * @version: of the o= line
 * @ice_lite: whether the peer does only half of ICE, so that we control
 * @media: (element-type GstSipSdpMedia): all m-lines in their order
 *
 * A description of the peer. Immutable once parsed.
 */
typedef struct
{
  gchar *session_id;
  gchar *version;
  gboolean ice_lite;
  GPtrArray *media;
} GstSipSdpRemote;

/**
 * gst_sip_sdp_remote_parse:
 * @text: a body of type application/sdp
 * @length: in bytes, or -1 if it ends with NUL
 * @error: %GST_SIP_ERROR_SYNTAX or %GST_SIP_ERROR_LIMIT for what is no SDP:
 *   400 or 488 is the answer to that; %GST_SIP_ERROR_MEDIA where lines of a
 *   group cannot share a transport
 *
 * Reads any peer's description in time linear in @length. A single line that
 * cannot be used is no error: see GstSipSdpMedia.trouble.
 *
 * Returns: (transfer full): NULL on error
 */
GstSipSdpRemote *gst_sip_sdp_remote_parse (const gchar *text, gssize length,
    GError **error);
GstSipSdpRemote *gst_sip_sdp_remote_ref (GstSipSdpRemote *self);
void gst_sip_sdp_remote_unref (GstSipSdpRemote *self);
const GstSipSdpMedia *gst_sip_sdp_remote_get_media (const GstSipSdpRemote *self,
    guint index);

/**
 * GstSipSdpWish:
 * @codecs: (nullable): NULL-terminated, the most wanted first, see
 *   gst_sip_codec_parse_list(); none means that such lines are refused
 * @n_inputs: how many lines we have something to send on
 * @n_outputs: how many lines we want to receive on
 *
 * What we want of one kind of media.
 */
typedef struct
{
  const GstSipCodec *const *codecs;
  guint n_inputs;
  guint n_outputs;
} GstSipSdpWish;

/**
 * GstSipSdpWants:
 * @audio: audio
 * @video: video
 * @events: whether telephone-event goes with audio
 * @bundle: whether offers put all lines on one transport, as webrtcbin's
 *   bundle-policy max-bundle does. Answers do as the offer does
 * @sparing: an offered line with a transport of its own is taken only if there
 *   is an input for it, or it is the first of its kind
 *
 * What we want of a call.
 */
typedef struct
{
  GstSipSdpWish audio;
  GstSipSdpWish video;
  gboolean events;
  gboolean bundle;
  gboolean sparing;
} GstSipSdpWants;

/**
 * GstSipSdpLine:
 * @index: its place among the m-lines on the wire, from 0
 * @webrtc_index: its place among those of webrtcbin, which is also the number
 *   of the sink pad; %GST_SIP_SDP_NONE if webrtcbin never hears of it. Never
 *   changes once given
 * @kind: audio, video or other
 * @accepted: FALSE for a line refused by us or by the peer: port 0
 * @reason: (nullable): why it is not accepted, for a person
 * @input: which of our inputs of this kind feeds it, or %GST_SIP_SDP_NONE
 * @wanted: what we would do if the peer let us
 * @direction: what we do: offered until an answer is there, agreed then
 * @remote_direction: what the peer said last, sendrecv before that
 * @formats: (element-type GstSipSdpFormat): what may be received, in the order
 *   of our preference, one for each codec; the first is what we send once
 *   agreed
 * @events: (element-type GstSipSdpFormat): telephone-event, likewise
 * @mid: (nullable): a=mid on the wire
 * @webrtc_mid: (nullable): a=mid in webrtcbin's texts
 * @remote: (nullable): the peer's line, borrowed from GstSipSdpSession.remote
 *
 * One m-line of a call.
 */
typedef struct
{
  guint index;
  guint webrtc_index;
  GstSipMediaKind kind;
  gboolean accepted;
  gchar *reason;
  guint input;
  GstSipSdpDirection wanted;
  GstSipSdpDirection direction;
  GstSipSdpDirection remote_direction;
  GPtrArray *formats;
  GPtrArray *events;
  gchar *mid;
  gchar *webrtc_mid;
  const GstSipSdpMedia *remote;
  /*< private >*/
  GstSipSdpSetup setup; /* our side of DTLS once settled */
  GstSipSdpDirection agreed; /* direction when nothing is under way */
  /* What our descriptions have said of each payload type, for good */
  const GstSipCodec *meanings[GST_SIP_SDP_N_PAYLOAD_TYPES];
} GstSipSdpLine;

/**
 * GstSipSdpSession:
 * @lines: (element-type GstSipSdpLine): all m-lines in their order
 * @remote: (nullable): the peer's last description
 * @held: whether we hold the peer, see gst_sip_sdp_session_set_held()
 *
 * What is agreed in a call. Read the fields; the functions below change them.
 */
typedef struct
{
  GPtrArray *lines;
  GstSipSdpRemote *remote;
  gboolean held;
  /*< private >*/
  gboolean offering; /* the last offer was ours */
  gboolean bundle;
  guint n_webrtc_lines;
  guint64 id;
  guint64 version;
  gchar *written; /* last body after its o= line */
  GstSDPMessage *local; /* last description of webrtcbin that was written */
} GstSipSdpSession;

/* id: of our o= line, unpredictable and below 2^62 (RFC 9429 section 5.2.1) */
GstSipSdpSession *gst_sip_sdp_session_new (guint64 id);
void gst_sip_sdp_session_free (GstSipSdpSession *self);

/* How we offer: audio lines first, then video lines; each input and each
 * output has a line. Call it once; for a later offer the lines are there:
 * gst_sip_sdp_session_offer_again().
 * Error: GST_SIP_ERROR_MEDIA if there is nothing to offer. */
gboolean gst_sip_sdp_session_make_offer (GstSipSdpSession *self,
    const GstSipSdpWants *wants, GError **error);

/* Into how many transports the accepted lines are bundled (RFC 8843). */
guint gst_sip_sdp_session_count_transports (const GstSipSdpSession *self);

/* Begins an offer of the same lines, for hold, resume and session refresh:
 * gst_sip_sdp_session_write (self, NULL) is its body. */
void gst_sip_sdp_session_offer_again (GstSipSdpSession *self);

/* The peer refused our offer: what was agreed before stands again. A hold that
 * it asked for is to be set back by the caller. */
void gst_sip_sdp_session_rollback (GstSipSdpSession *self);

/**
 * gst_sip_sdp_session_take_offer:
 * @remote: the peer's offer; a reference is kept
 * @wants: (nullable): what we want; NULL in a later offer to accept no line
 *   that is not agreed already
 * @error: %GST_SIP_STATUS, 488, naming what lacks, if no line can be taken; the
 *   session is then as before
 *
 * Decides on each line of an offer. Lines already agreed stay with their
 * codecs as long as the peer still offers them; new ones are judged by @wants.
 */
gboolean gst_sip_sdp_session_take_offer (GstSipSdpSession *self,
    GstSipSdpRemote *remote, const GstSipSdpWants *wants, GError **error);

/**
 * gst_sip_sdp_session_take_answer:
 * @remote: the peer's answer; a reference is kept
 * @error: %GST_SIP_ERROR_MEDIA, naming what lacks, if no line is usable; the
 *   session is then as before
 *
 * Narrows what we offered to what the peer took.
 */
gboolean gst_sip_sdp_session_take_answer (GstSipSdpSession *self,
    GstSipSdpRemote *remote, GError **error);

/**
 * GstSipSdpChange:
 * @GST_SIP_SDP_SAME: at most directions, lines that go and lines that we do not
 *   take differ: answered without webrtcbin
 * @GST_SIP_SDP_CANDIDATES: as SAME, but with candidates that were not there
 * @GST_SIP_SDP_CODECS: codecs or lines that we have to negotiate anew
 * @GST_SIP_SDP_ICE_RESTART: same peer, new ICE credentials (RFC 8839 section
 *   4.4.1.1.1)
 * @GST_SIP_SDP_NEW_PEER: another DTLS fingerprint: needs a new webrtcbin
 *
 * How much of the media a later offer moves, the least first.
 */
typedef enum
{
  GST_SIP_SDP_SAME,
  GST_SIP_SDP_CANDIDATES,
  GST_SIP_SDP_CODECS,
  GST_SIP_SDP_ICE_RESTART,
  GST_SIP_SDP_NEW_PEER,
} GstSipSdpChange;

/* What remote, a later offer or answer of the peer, would change. A new line
 * counts as GST_SIP_SDP_CODECS only if wants (nullable) would take it. */
GstSipSdpChange gst_sip_sdp_session_compare (const GstSipSdpSession *self,
    const GstSipSdpRemote *remote, const GstSipSdpWants *wants);

/* Holds or resumes: counts for the next offer and answer that are written. */
void gst_sip_sdp_session_set_held (GstSipSdpSession *self, gboolean held);

/* Whether the peer wants nothing from us on any accepted line. The old way,
 * c=0.0.0.0, does not count: with ICE it only means "not known yet". */
gboolean gst_sip_sdp_session_is_remote_held (const GstSipSdpSession *self);

/* Accepted line of webrtcbin's m-line, or NULL. */
GstSipSdpLine *
gst_sip_sdp_session_get_webrtc_line (const GstSipSdpSession *self,
    guint webrtc_index);
/* Line whose formats or events have this payload type of webrtcbin, or NULL:
 * how to tell to which line one of its src pads belongs. The format goes to
 * format (nullable), borrowed. */
GstSipSdpLine *
gst_sip_sdp_session_find_payload_type (const GstSipSdpSession *self,
    GstSipMediaKind kind, guint payload_type, const GstSipSdpFormat **format);

/* What we send: the first format; NULL on a line that is not accepted. */
const GstSipSdpFormat *gst_sip_sdp_line_get_format (const GstSipSdpLine *line);
/* The telephone-event of the same clock rate as what we send, or NULL: then
 * tones have to go by INFO. */
const GstSipSdpFormat *gst_sip_sdp_line_get_event (const GstSipSdpLine *line);
/* For the transceiver of the line; ssrc: what the payloader will send. */
GstCaps *gst_sip_sdp_line_get_codec_preferences (const GstSipSdpLine *line,
    guint32 ssrc);

/* The peer's offer or answer as webrtcbin takes it. (transfer full) */
GstSDPMessage *gst_sip_sdp_session_get_remote_description (
    const GstSipSdpSession *self);

/**
 * gst_sip_sdp_session_adjust_local:
 * @created: what create-offer or create-answer gave
 *
 * Makes what set-local-description is given: with all formats of each line,
 * which webrtcbin before 1.28 leaves out of answers, and feedback. Always call
 * it: this is where the session learns webrtcbin's mids.
 *
 * Returns: (transfer full): to be given to set-local-description
 */
GstSDPMessage *gst_sip_sdp_session_adjust_local (GstSipSdpSession *self,
    const GstSDPMessage *created);

/**
 * gst_sip_sdp_session_write:
 * @local: (nullable): webrtcbin's local-description after gathering; NULL for
 *   the one of last time. Taken from it are ICE credentials, candidates,
 *   fingerprint, setup, ssrc with cname; everything else is ours. Candidates
 *   that it tells only once are remembered
 * @error: %GST_SIP_ERROR_MEDIA if @local lacks what a line needs
 *
 * Writes the body to send. The version in its o= line is that of the body
 * before, plus one if anything differs (RFC 3264 section 8).
 *
 * Returns: (transfer full): NULL on error
 */
gchar *gst_sip_sdp_session_write (GstSipSdpSession *self,
    const GstSDPMessage *local, GError **error);

/**
 * gst_sip_sdp_check_certificate:
 * @fingerprints: (element-type GstSipSdpFingerprint): of GstSipSdpMedia
 * @pem: the certificate that DTLS saw, as webrtcbin's
 *   GstWebRTCDTLSTransport:remote-certificate gives it
 * @error: %GST_SIP_ERROR_MEDIA, telling what was expected and what was seen
 *
 * Whether the peer of the media is the peer of the call (RFC 8122 section 5):
 * the certificate has to match one of the fingerprints of the strongest
 * algorithm that is there, and of the one that webrtcbin was shown.
 */
gboolean gst_sip_sdp_check_certificate (GPtrArray *fingerprints,
    const gchar *pem, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipSdpRemote, gst_sip_sdp_remote_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipSdpSession, gst_sip_sdp_session_free)

G_END_DECLS
