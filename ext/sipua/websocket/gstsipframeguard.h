/* Limits on what one WebSocket message, and what waits to be sent, may grow to
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * libsoup limits the size of a frame, but up to 3.6 not that of a message,
 * which is put together from any number of frames (RFC 6455 section 5.4): a
 * server could fill the memory. An extension of libsoup's sees each frame and
 * so can count. It changes nothing and is not negotiated. What is sent, answers
 * to pings included, is counted into a backlog.
 */
#pragma once

#include <libsoup/soup.h>
#include "ext/sipua/websocket/gstsipbacklog.h"

G_BEGIN_DECLS

/* (transfer full): for soup_websocket_connection_new() */
SoupWebsocketExtension *gst_sip_frame_guard_new (GstSipBacklog *backlog);

G_END_DECLS
