/* SIP messages (RFC 3261 section 7)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A message is a start line, headers in their order, and a body. Values are
 * kept as text and read on demand by the small parsers of this room.
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>
#include <gst/sip/message/gstsipheader.h>

G_BEGIN_DECLS

typedef struct _GstSipMessage GstSipMessage;

#define GST_TYPE_SIP_MESSAGE (gst_sip_message_get_type ())
GST_SIP_API
GType gst_sip_message_get_type (void);

/* What one message may have. A WebSocket message above the first is refused
 * before it is read. */
#define GST_SIP_MESSAGE_MAX_SIZE (256 * 1024)
#define GST_SIP_MESSAGE_MAX_HEADERS 200

GST_SIP_API
GstSipMessage *gst_sip_message_parse (GBytes *bytes, GError **error);

/* method: its token, so that any method can be sent */
GST_SIP_API
GstSipMessage *gst_sip_message_new_request (
    const gchar *method, const gchar *uri);
/* With Via, From, To, Call-ID and CSeq of the request (RFC 3261 section
 * 8.2.6.2); no To tag is added. reason: NULL for the usual phrase. */
GST_SIP_API
GstSipMessage *gst_sip_message_new_response (
    GstSipMessage *request, guint status, const gchar *reason);
/* A deep copy that may be changed. */
GST_SIP_API
GstSipMessage *gst_sip_message_copy (GstSipMessage *self);

static inline GstSipMessage *
gst_sip_message_ref (GstSipMessage *self)
{
  return (GstSipMessage *) gst_mini_object_ref (GST_MINI_OBJECT_CAST (self));
}

static inline void
gst_sip_message_unref (GstSipMessage *self)
{
  gst_mini_object_unref (GST_MINI_OBJECT_CAST (self));
}

/* Refuses what is well-formed enough to be answered, but not right: 0 when the
 * message may be processed, else the status with which a request is to be
 * answered (400, 505, ...; a response is to be dropped), and why. */
GST_SIP_API
guint gst_sip_message_check (GstSipMessage *self, GError **error);

GST_SIP_API
gboolean gst_sip_message_is_request (GstSipMessage *self);
/* Of a response: that of its CSeq. */
GST_SIP_API
GstSipMethod gst_sip_message_get_method (GstSipMessage *self);
GST_SIP_API
const gchar *gst_sip_message_get_method_name (GstSipMessage *self);
/* NULL for a response. */
GST_SIP_API
const gchar *gst_sip_message_get_request_uri (GstSipMessage *self);
GST_SIP_API
void gst_sip_message_set_request_uri (GstSipMessage *self, const gchar *uri);
/* 0 for a request. */
GST_SIP_API
guint gst_sip_message_get_status (GstSipMessage *self);
GST_SIP_API
const gchar *gst_sip_message_get_reason (GstSipMessage *self);

GST_SIP_API
guint gst_sip_message_get_n_headers (GstSipMessage *self);
/* (out) (transfer none): unfolded, without surrounding white space */
GST_SIP_API
void gst_sip_message_get_nth_header (GstSipMessage *self, guint n,
    GstSipHeader *header, const gchar **name, const gchar **value);
/* The value of the first line of that name; NULL when there is none. */
GST_SIP_API
const gchar *gst_sip_message_get_header (
    GstSipMessage *self, GstSipHeader header);
GST_SIP_API
const gchar *gst_sip_message_get_header_by_name (
    GstSipMessage *self, const gchar *name);

GST_SIP_API
void gst_sip_message_append_header (
    GstSipMessage *self, GstSipHeader header, const gchar *value);
GST_SIP_API
void gst_sip_message_append_header_by_name (
    GstSipMessage *self, const gchar *name, const gchar *value);
GST_SIP_API
void gst_sip_message_append_header_printf (GstSipMessage *self,
    GstSipHeader header, const gchar *format, ...) G_GNUC_PRINTF (3, 4);
/* Before all others of any name: where a Via goes. */
GST_SIP_API
void gst_sip_message_prepend_header (
    GstSipMessage *self, GstSipHeader header, const gchar *value);
/* One line in the place of all of that name. */
GST_SIP_API
void gst_sip_message_set_header (
    GstSipMessage *self, GstSipHeader header, const gchar *value);
GST_SIP_API
void gst_sip_message_remove_header (GstSipMessage *self, GstSipHeader header);

/* (transfer none): points into the message; valid as long as it is unchanged */
GST_SIP_API
const guint8 *gst_sip_message_get_body_data (GstSipMessage *self, gsize *size);
/* (transfer full) (nullable): NULL when empty */
GST_SIP_API
GBytes *gst_sip_message_get_body (GstSipMessage *self);
GST_SIP_API
void gst_sip_message_set_body (
    GstSipMessage *self, const gchar *content_type, GBytes *body);

/* With a Content-Length that is right. */
GST_SIP_API
GBytes *gst_sip_message_serialize (GstSipMessage *self);

/* For traces and logs: as text, with credentials blanked (Authorization,
 * Proxy-Authorization: response, cnonce...; passwords in URIs). */
GST_SIP_API
gchar *gst_sip_message_to_trace (GstSipMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipMessage, gst_sip_message_unref)

G_END_DECLS
