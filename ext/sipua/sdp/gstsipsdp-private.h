/* What the files of the SDP layer share
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ext/sipua/sdp/gstsipsdp.h"

G_BEGIN_DECLS

/* Attributes that count once: the first one does. */
typedef enum
{
  GST_SIP_SDP_KEY_BUNDLE_ONLY,
  GST_SIP_SDP_KEY_ICE_LITE,
  GST_SIP_SDP_KEY_ICE_PWD,
  GST_SIP_SDP_KEY_ICE_UFRAG,
  GST_SIP_SDP_KEY_MID,
  GST_SIP_SDP_KEY_RTCP_MUX,
  GST_SIP_SDP_KEY_RTCP_RSIZE,
  GST_SIP_SDP_KEY_SETUP,
  GST_SIP_SDP_N_KEYS,
} GstSipSdpKey;

/* The attributes of the session or of an m-line, read in one pass. */
typedef struct
{
  const gchar *values[GST_SIP_SDP_N_KEYS]; /* "" if it has none */
  gint direction; /* -1: not said */
  GPtrArray *fingerprints;
} GstSipSdpLevel;

GstSipSdpLevel *gst_sip_sdp_level_new (const GArray *attributes);
void gst_sip_sdp_level_free (GstSipSdpLevel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipSdpLevel, gst_sip_sdp_level_free)

/* An m-line before the session, whose attributes stand in for missing ones. */
typedef struct
{
  const GstSDPMedia *media;
  const GstSipSdpLevel *own;
  const GstSipSdpLevel *session;
} GstSipSdpSource;

const gchar *gst_sip_sdp_source_get (const GstSipSdpSource *source,
    GstSipSdpKey key);

/* Text of the peer, fit for an error message. */
gchar *gst_sip_sdp_quote (const gchar *text);
/* An unsigned number at the start of *text, which is moved behind it; FALSE if
 * there is none or it is above max. */
gboolean gst_sip_sdp_scan_number (const gchar **text, guint64 max,
    guint64 *number);

GstSipSdpFormat *gst_sip_sdp_format_new (guint payload_type,
    const GstSipCodec *codec);
GstSipSdpFormat *gst_sip_sdp_format_copy (const GstSipSdpFormat *self);
void gst_sip_sdp_format_free (GstSipSdpFormat *self);
GPtrArray *gst_sip_sdp_formats_new (void);
/* The first of this codec, or NULL. */
GstSipSdpFormat *gst_sip_sdp_formats_find_codec (GPtrArray *formats,
    const GstSipCodec *codec);
/* a=fmtp parameter, (transfer full), or NULL */
gchar *gst_sip_sdp_fmtp_get (const gchar *fmtp, const gchar *name);

GstSipSdpFingerprint *gst_sip_sdp_fingerprint_parse (const gchar *text);
void gst_sip_sdp_fingerprint_free (GstSipSdpFingerprint *self);
/* The one that counts: the first of the strongest algorithm. NULL if empty. */
const GstSipSdpFingerprint *gst_sip_sdp_fingerprints_get_best (
    GPtrArray *fingerprints);
/* The one for webrtcbin: the first of the strongest algorithm that it can
 * compute. NULL if empty. */
const GstSipSdpFingerprint *gst_sip_sdp_fingerprints_get_shown (
    GPtrArray *fingerprints);
/* Whether webrtcbin compares the certificate itself, with a single one. */
gboolean gst_sip_sdp_fingerprints_are_compared (void);
/* Why such a webrtcbin could keep the right peer out, for a person, or NULL.
 * RFC 8122 section 5 lets the peer have several certificates, and which one it
 * will show is not known before. */
gchar *gst_sip_sdp_fingerprints_find_trouble (GPtrArray *fingerprints,
    gboolean compared);
gboolean gst_sip_sdp_fingerprints_overlap (GPtrArray *a, GPtrArray *b);

/* Fields of a=candidate (RFC 8839 section 5.1). */
enum
{
  GST_SIP_SDP_CANDIDATE_FOUNDATION,
  GST_SIP_SDP_CANDIDATE_COMPONENT,
  GST_SIP_SDP_CANDIDATE_TRANSPORT,
  GST_SIP_SDP_CANDIDATE_PRIORITY,
  GST_SIP_SDP_CANDIDATE_ADDRESS,
  GST_SIP_SDP_CANDIDATE_PORT,
  GST_SIP_SDP_CANDIDATE_TYP,
  GST_SIP_SDP_CANDIDATE_TYPE,
  GST_SIP_SDP_CANDIDATE_N_FIELDS,
};

/* value of a=candidate -> the same made afresh, or NULL for one that is not
 * worth showing to webrtcbin */
gchar *gst_sip_sdp_candidate_filter (const gchar *text);

void gst_sip_sdp_media_free (GstSipSdpMedia *self);
/* Fills formats and events from rtpmap, fmtp and rtcp-fb. */
void gst_sip_sdp_media_read_formats (GstSipSdpMedia *self,
    const GstSDPMedia *media);
/* Fills what ICE and DTLS need. */
void gst_sip_sdp_media_read_transport (GstSipSdpMedia *self,
    const GstSipSdpSource *source);
/* Takes from the first line of its BUNDLE group what self does not say. */
void gst_sip_sdp_media_inherit (GstSipSdpMedia *self,
    const GstSipSdpMedia *tagged);
/* Sets trouble where the line cannot be used. */
void gst_sip_sdp_media_check (GstSipSdpMedia *self);

/* The peer's format of the same codec, whatever its payload type is, or NULL.
 * Among several the one of the same profile, and then that of before. */
const GstSipSdpFormat *gst_sip_sdp_formats_match (GPtrArray *theirs,
    const GstSipSdpFormat *format);
/* What both have of a format stays, with the feedback that both have, and is
 * sent as the peer wants it. */
void gst_sip_sdp_formats_keep_shared (GPtrArray *formats, GPtrArray *theirs);
/* Remembers what the line says of its payload types. */
void gst_sip_sdp_line_note_meanings (GstSipSdpLine *line);
/* Answers with the payload types of the offer, as far as they are free. */
void gst_sip_sdp_line_follow_offer (GstSipSdpLine *line, GPtrArray *lines);

GstSipSdpLine *gst_sip_sdp_line_new (guint index, GstSipMediaKind kind);
void gst_sip_sdp_line_free (GstSipSdpLine *self);
void gst_sip_sdp_line_refuse (GstSipSdpLine *line, const gchar *reason);
void gst_sip_sdp_line_refuse_formats (GstSipSdpLine *line,
    const GstSipSdpMedia *media);
/* Where nothing could ever flow. */
void gst_sip_sdp_line_refuse_useless (GstSipSdpLine *line,
    const GstSipSdpMedia *media);
GPtrArray *gst_sip_sdp_lines_copy (GPtrArray *lines);
gboolean gst_sip_sdp_lines_is_any_accepted (GPtrArray *lines);
/* Why none is: the reason of the line that matters most. */
gchar *gst_sip_sdp_lines_explain (GPtrArray *lines);
/* Makes lines, which were judged, what is agreed. */
void gst_sip_sdp_session_commit (GstSipSdpSession *self, GPtrArray *lines,
    GstSipSdpRemote *remote);
/* What we would do on the line now. */
GstSipSdpDirection gst_sip_sdp_session_get_wish (const GstSipSdpSession *self,
    const GstSipSdpLine *line);

/* (element-type GstSipSdpLine): the lines as an offer would leave them */
GPtrArray *gst_sip_sdp_session_judge_offer (const GstSipSdpSession *self,
    const GstSipSdpRemote *remote, const GstSipSdpWants *wants);

/* Formats of a line that we take, in our order: one for each codec, with the
 * fmtp that our answer has. */
GPtrArray *gst_sip_sdp_formats_choose (const GstSipSdpMedia *media,
    const GstSipCodec *const *codecs);
GPtrArray *gst_sip_sdp_events_choose (const GstSipSdpMedia *media);

/* What webrtcbin's text says of a line; all but address and candidates belongs
 * to that text. */
typedef struct
{
  const GstSDPMedia *media;
  const gchar *ufrag;
  const gchar *pwd;
  const gchar *fingerprint;
  const gchar *setup;
  GPtrArray *candidates; /* of utf8, those of use to a peer */
  gchar *address; /* of the default candidate, NULL without one */
  gboolean is_ipv6;
  guint port;
} GstSipSdpTransport;

gboolean gst_sip_sdp_transport_read (GstSipSdpTransport *self,
    const GstSDPMessage *local, const GstSipSdpLine *line, GError **error);
void gst_sip_sdp_transport_clear (GstSipSdpTransport *self);
/* A copy of webrtcbin's text with the candidates of the one before where it
 * has none for the same credentials: those of a transport are told once. */
GstSDPMessage *gst_sip_sdp_local_complete (const GstSDPMessage *local,
    const GstSDPMessage *before);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GstSipSdpTransport,
    gst_sip_sdp_transport_clear)

/* One flag of GstSipFeedback for the words of an a=rtcp-fb, or none */
guint gst_sip_sdp_feedback_from_string (const gchar *text);

/* "a=key:value" to a GString */
void gst_sip_sdp_append_attribute (const gchar *key, const gchar *value,
    gpointer text);

/* a=rtpmap, a=fmtp and a=rtcp-fb without "a=", for each format */
typedef void (*GstSipSdpAttributeFunc) (const gchar *key, const gchar *value,
    gpointer user_data);
typedef enum
{
  GST_SIP_SDP_FOR_WIRE,
  /* its own payload types, and no fmtp that caps would be compared by */
  GST_SIP_SDP_FOR_WEBRTC,
} GstSipSdpReader;
guint gst_sip_sdp_format_get_payload_type (const GstSipSdpFormat *format,
    GstSipSdpReader reader);
void gst_sip_sdp_append_payload_types (GString *text, GPtrArray *formats,
    GstSipSdpReader reader);
void gst_sip_sdp_formats_describe (GPtrArray *formats, GstSipSdpReader reader,
    gboolean feedback, GstSipSdpAttributeFunc func, gpointer user_data);

/* Whether one of these lines before it that are accepted is in its BUNDLE
 * group. */
gboolean gst_sip_sdp_lines_share_transport (GPtrArray *lines,
    const GstSipSdpLine *line);

G_END_DECLS
