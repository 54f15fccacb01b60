/* A stream that knows how much of what it is to carry still waits
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * libsoup queues what is sent over a WebSocket without a limit and tells
 * nobody how much that is: a server that has stopped reading could fill the
 * memory, with answers to its own pings if with nothing else. Put between
 * libsoup and the connection, this counts what gets through; what is to get
 * through is told by gst_sip_backlog_add().
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More than this nobody leaves unread who lives: sixteen of the largest
 * messages, bytes. */
#define GST_SIP_BACKLOG_MAX (1024 * 1024)

#define GST_TYPE_SIP_BACKLOG (gst_sip_backlog_get_type ())
G_DECLARE_FINAL_TYPE (GstSipBacklog, gst_sip_backlog, GST, SIP_BACKLOG,
    GIOStream)

/* base: (transfer none): with pollable streams. (transfer full) */
GstSipBacklog *gst_sip_backlog_new (GIOStream *base);
/* So many bytes are going to be written. */
void gst_sip_backlog_add (GstSipBacklog *self, gsize size);
/* How many of them have not been. */
gsize gst_sip_backlog_get_size (GstSipBacklog *self);

G_END_DECLS
