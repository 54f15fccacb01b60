/* A limit on what one WebSocket message may grow to
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/gstsipframeguard.h"

#include <gst/sip/message/gstsipmessage.h>

#define GUARD_NAME "x-gst-sip-frame-guard"
#define LAST_FRAME 0x80
#define CONTROL_FRAME 0x08
/* Each fragment costs more than its payload, the empty ones too. */
#define FRAME_COST 16

#define GST_TYPE_SIP_FRAME_GUARD (gst_sip_frame_guard_get_type ())
G_DECLARE_FINAL_TYPE (GstSipFrameGuard, gst_sip_frame_guard, GST,
    SIP_FRAME_GUARD, SoupWebsocketExtension)

struct _GstSipFrameGuard
{
  SoupWebsocketExtension parent;

  gsize size; /* of the message that is being put together */
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

static void
gst_sip_frame_guard_class_init (GstSipFrameGuardClass *klass)
{
  SoupWebsocketExtensionClass *extension_class =
      SOUP_WEBSOCKET_EXTENSION_CLASS (klass);

  extension_class->name = GUARD_NAME;
  extension_class->process_incoming_message = process_incoming_message;
}

static void
gst_sip_frame_guard_init (GstSipFrameGuard *self)
{
}

SoupWebsocketExtension *
gst_sip_frame_guard_new (void)
{
  return g_object_new (GST_TYPE_SIP_FRAME_GUARD, NULL);
}
