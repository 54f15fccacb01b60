/* The port through which a call gets its session description and its media
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The library carries session descriptions (RFC 3264) and does not read them.
 * Whoever makes calls with media derives from GstSipMedia, one object for each
 * call: it is asked for an offer or an answer, and tells when media flows or
 * fails. sipuabin has one over webrtcbin; tests have one that makes up text.
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_MEDIA (gst_sip_media_get_type ())
GST_SIP_API
G_DECLARE_DERIVABLE_TYPE (GstSipMedia, gst_sip_media, GST, SIP_MEDIA, GstObject)

/**
 * GstSipMediaClass:
 * @check_offer: whether an offer could be answered, asked before the call rings;
 *   looks at the text, and may set aside what the answer will take. The error is
 *   for logs; the status of one of %GST_SIP_STATUS is what the caller is told,
 *   and the text of a 488 too, in a Warning. Any other error is 488. May be
 *   %NULL: any can.
 * @create_offer: asks for a description of what we can do; ends in
 *   gst_sip_media_described() or gst_sip_media_refused()
 * @create_answer: hands over the peer's offer, asks for the answer; ends
 *   likewise. Also for offers in mid-call.
 * @accept_answer: hands over the peer's answer to our last offer. What cannot
 *   be used ends in gst_sip_media_failed().
 *   Before @start it is that of a provisional response: early media may be
 *   received, but nothing is sent until somebody takes the call.
 * @confirm_answer: the call is answered after @accept_answer got the
 *   description of a provisional response: hands over what the final response
 *   says. In one dialog the first description counts (RFC 3261 section
 *   13.2.1). A description of anyone but the peer that has the media ends in
 *   gst_sip_media_failed(). May be %NULL: then one of another dialog ends the
 *   call.
 * @start: the call is established: media may flow in both directions.
 * @rollback: our offer was refused; the state before it holds again.
 *   May be %NULL.
 * @stop: the call is over; nothing is called, and nothing reported, afterwards
 *
 * All are called in, and the helpers below belong to, the thread of the
 * context in which the user agent lives. The helpers may be called from within
 * the virtual functions.
 *
 * Since: 0.1
 */
struct _GstSipMediaClass
{
  GstObjectClass parent_class;

  gboolean (*check_offer) (GstSipMedia *self, const gchar *content_type,
      GBytes *offer, GError **error);
  void (*create_offer) (GstSipMedia *self);
  void (*create_answer) (GstSipMedia *self, const gchar *content_type,
      GBytes *offer);
  void (*accept_answer) (GstSipMedia *self, const gchar *content_type,
      GBytes *answer);
  void (*confirm_answer) (GstSipMedia *self, const gchar *content_type,
      GBytes *answer, gboolean same_dialog);
  void (*start) (GstSipMedia *self);
  void (*rollback) (GstSipMedia *self);
  void (*stop) (GstSipMedia *self);

  gpointer _gst_reserved[GST_PADDING_LARGE];
};

/* For subclasses. The description asked for is there, application/sdp. */
GST_SIP_API
void gst_sip_media_described (GstSipMedia *self, GBytes *description);
/* No description: status is what a caller is told, 488 or 500 as a rule. */
GST_SIP_API
void gst_sip_media_refused (GstSipMedia *self, guint status,
    const GError *error);
/* ICE and DTLS are up, the peer is who it claims to be. */
GST_SIP_API
void gst_sip_media_connected (GstSipMedia *self);
/* No media, or no more: the call ends with the error as its reason. */
GST_SIP_API
void gst_sip_media_failed (GstSipMedia *self, const GError *error);
/* New statistics. stats: (transfer full) */
GST_SIP_API
void gst_sip_media_take_stats (GstSipMedia *self, GstStructure *stats);
/* (transfer full) (nullable): the last there were; any thread */
GST_SIP_API
GstStructure *gst_sip_media_get_stats (GstSipMedia *self);

G_END_DECLS
