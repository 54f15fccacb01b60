/* The statistics of a call, from those of webrtcbin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * webrtcbin reports as browsers do, in a heap of structures that point to each
 * other; an application wants to know who talks to whom, by which codec, and
 * how well. Pure functions.
 */
#pragma once

#include "ext/sipua/sdp/gstsipsdp.h"

G_BEGIN_DECLS

/**
 * gst_sip_stats_make:
 * @report: what webrtcbin's get-stats replied
 * @session: what is agreed in the call
 *
 * "ice-local" and "ice-remote" (strings: type, address, port of the selected
 * pair), and for each kind of media that is agreed, "audio" and "video", a
 * structure with "codec" (string), "direction" (string, seen from us),
 * "packets-sent", "bytes-sent", "packets-received", "bytes-received" (guint64),
 * "packets-lost" (gint64), "jitter" and "round-trip-time" (gdouble, seconds).
 * What is not known yet is zero, or left out where it is text.
 *
 * Returns: (transfer full): the statistics
 */
GstStructure *gst_sip_stats_make (const GstStructure *report,
    const GstSipSdpSession *session);

G_END_DECLS
