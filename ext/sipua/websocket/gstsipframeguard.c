/* Limits on what one WebSocket message, and what waits to be sent, may grow to
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsipframeguard.h"

#include <gst/sip/base/gstsiperror.h>
#include <gst/sip/message/gstsipmessage.h>

#define GUARD_NAME "x-gst-sip-frame-guard"
#define LAST_FRAME 0x80
#define CONTROL_FRAME 0x08
/* Each fragment costs more than its payload, the empty ones too. */
#define FRAME_COST 16
#define OPCODE 0x0f
#define OPCODE_CLOSE 0x08

#define GST_TYPE_SIP_FRAME_GUARD (gst_sip_frame_guard_get_type ())
G_DECLARE_FINAL_TYPE (GstSipFrameGuard, gst_sip_frame_guard, GST,
    SIP_FRAME_GUARD, SoupWebsocketExtension)

struct _GstSipFrameGuard
{
  SoupWebsocketExtension parent;

  gsize size; /* of the message that is being put together */
  GstSipBacklog *backlog;
  gboolean is_full; /* which is said once */
};

G_DEFINE_FINAL_TYPE (GstSipFrameGuard, gst_sip_frame_guard,
    SOUP_TYPE_WEBSOCKET_EXTENSION)

static GBytes *
process_incoming_message (SoupWebsocketExtension *extension, guint8 *header,
    GBytes *payload, GError **error)
{
  GstSipFrameGuard *self = GST_SIP_FRAME_GUARD (extension);

  if (header[0] & CONTROL_FRAME)
    return payload;

  self->size += g_bytes_get_size (payload);
  if (self->size > GST_SIP_MESSAGE_MAX_SIZE) {
    g_bytes_unref (payload);
    g_set_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
        "a message of more than %d bytes", GST_SIP_MESSAGE_MAX_SIZE);
    return NULL;
  }

  self->size = header[0] & LAST_FRAME ? 0 : self->size + FRAME_COST;
  return payload;
}

/* RFC 6455 section 5.2: what a client puts before the payload */
static gsize
get_header_size (gsize payload)
{
  return 6 + (payload > 125 ? 2 : 0) + (payload > G_MAXUINT16 ? 6 : 0);
}

static GBytes *
process_outgoing_message (SoupWebsocketExtension *extension, guint8 *header,
    GBytes *payload, GError **error)
{
  GstSipFrameGuard *self = GST_SIP_FRAME_GUARD (extension);
  gsize size = g_bytes_get_size (payload);

  gst_sip_backlog_add (self->backlog, get_header_size (size) + size);
  /* With the close frame, the error itself would come here again. */
  if (self->is_full || (header[0] & OPCODE) == OPCODE_CLOSE ||
      gst_sip_backlog_get_size (self->backlog) <= GST_SIP_BACKLOG_MAX)
    return payload;

  self->is_full = TRUE;
  g_bytes_unref (payload);
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
      "the server has stopped reading, and %d kB wait for it",
      GST_SIP_BACKLOG_MAX / 1024);
  return NULL;
}

static void
gst_sip_frame_guard_finalize (GObject *object)
{
  g_object_unref (GST_SIP_FRAME_GUARD (object)->backlog);

  G_OBJECT_CLASS (gst_sip_frame_guard_parent_class)->finalize (object);
}

static void
gst_sip_frame_guard_class_init (GstSipFrameGuardClass *klass)
{
  SoupWebsocketExtensionClass *extension_class =
      SOUP_WEBSOCKET_EXTENSION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_sip_frame_guard_finalize;
  extension_class->name = GUARD_NAME;
  extension_class->process_incoming_message = process_incoming_message;
  extension_class->process_outgoing_message = process_outgoing_message;
}

static void
gst_sip_frame_guard_init (GstSipFrameGuard *self)
{
}

SoupWebsocketExtension *
gst_sip_frame_guard_new (GstSipBacklog *backlog)
{
  GstSipFrameGuard *self = g_object_new (GST_TYPE_SIP_FRAME_GUARD, NULL);

  self->backlog = g_object_ref (backlog);
  return SOUP_WEBSOCKET_EXTENSION (self);
}
