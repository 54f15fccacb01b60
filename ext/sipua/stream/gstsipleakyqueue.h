/* A queue that loses the oldest of what waits, and nothing else
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Limits of 0 are none. */
GstElement *gst_sip_leaky_queue_new (guint max_buffers, GstClockTime max_time);

G_END_DECLS
