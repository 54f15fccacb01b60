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

/**
 * GstSipMessage:
 *
 * A request or a response. It belongs to one thread while it is changed, which
 * is before it is sent or handed on; from then on any thread may read it.
 *
 * Header values are bytes as they were received: UTF-8 in a right message, but
 * nothing enforces that.
 *
 * Since: 0.1
 */
typedef struct _GstSipMessage GstSipMessage;

#define GST_TYPE_SIP_MESSAGE (gst_sip_message_get_type ())
GST_SIP_API
GType gst_sip_message_get_type (void);

/**
 * GST_SIP_MESSAGE_MAX_SIZE:
 *
 * Bytes that one message may have. A WebSocket message above it is refused
 * before it is read.
 *
 * Since: 0.1
 */
#define GST_SIP_MESSAGE_MAX_SIZE (256 * 1024)

/**
 * GST_SIP_MESSAGE_MAX_HEADERS:
 *
 * Header lines that one received message may have.
 *
 * Since: 0.1
 */
#define GST_SIP_MESSAGE_MAX_HEADERS 200

GST_SIP_API
GstSipMessage *gst_sip_message_parse (GBytes *bytes, GError **error);

GST_SIP_API
GstSipMessage *gst_sip_message_new_request (const gchar *method,
    const gchar *uri);
GST_SIP_API
GstSipMessage *gst_sip_message_new_response (GstSipMessage *request,
    guint status, const gchar *reason);
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

GST_SIP_API
guint gst_sip_message_check (GstSipMessage *self, GError **error);

GST_SIP_API
gboolean gst_sip_message_is_request (GstSipMessage *self);
GST_SIP_API
GstSipMethod gst_sip_message_get_method (GstSipMessage *self);
GST_SIP_API
const gchar *gst_sip_message_get_method_name (GstSipMessage *self);
GST_SIP_API
const gchar *gst_sip_message_get_request_uri (GstSipMessage *self);
GST_SIP_API
void gst_sip_message_set_request_uri (GstSipMessage *self, const gchar *uri);
GST_SIP_API
guint gst_sip_message_get_status (GstSipMessage *self);
GST_SIP_API
const gchar *gst_sip_message_get_reason (GstSipMessage *self);

GST_SIP_API
guint gst_sip_message_get_n_headers (GstSipMessage *self);
GST_SIP_API
void gst_sip_message_get_nth_header (GstSipMessage *self, guint n,
    GstSipHeader *header, const gchar **name, const gchar **value);
GST_SIP_API
const gchar *gst_sip_message_get_header (GstSipMessage *self,
    GstSipHeader header);
GST_SIP_API
const gchar *gst_sip_message_get_header_by_name (GstSipMessage *self,
    const gchar *name);

GST_SIP_API
void gst_sip_message_append_header (GstSipMessage *self, GstSipHeader header,
    const gchar *value);
GST_SIP_API
void gst_sip_message_append_header_by_name (GstSipMessage *self,
    const gchar *name, const gchar *value);
GST_SIP_API
void gst_sip_message_append_header_printf (GstSipMessage *self,
    GstSipHeader header, const gchar *format, ...) G_GNUC_PRINTF (3, 4);
GST_SIP_API
void gst_sip_message_prepend_header (GstSipMessage *self, GstSipHeader header,
    const gchar *value);
GST_SIP_API
void gst_sip_message_set_header (GstSipMessage *self, GstSipHeader header,
    const gchar *value);
GST_SIP_API
void gst_sip_message_remove_header (GstSipMessage *self, GstSipHeader header);

GST_SIP_API
const guint8 *gst_sip_message_get_body_data (GstSipMessage *self, gsize *size);
GST_SIP_API
GBytes *gst_sip_message_get_body (GstSipMessage *self);
GST_SIP_API
void gst_sip_message_set_body (GstSipMessage *self, const gchar *content_type,
    GBytes *body);

GST_SIP_API
GBytes *gst_sip_message_serialize (GstSipMessage *self);

GST_SIP_API
gchar *gst_sip_message_to_trace (GstSipMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipMessage, gst_sip_message_unref)

G_END_DECLS
