/* The sinks downstream of sipuabin, and those that wait for its pads
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A sink asks its pipeline to wait until it has a first buffer, and while one
 * sink waits, GStreamer lets no other play, distributes no latency and posts no
 * EOS. Our sinks may wait for a call, or for a video that never comes. They are
 * as live as the element, so they start without a preroll; what ends in a pad
 * that nothing is linked to yet still answers for its latency and ends with all
 * others.
 *
 * "ua.audio_src_0 ! ..." of gst_parse_launch() is such a branch: it is in the
 * pipeline from the start, and linked when the pad appears.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _GstSipSinks GstSipSinks;

/* Searches the pipeline around the element for sinks that get their data from
 * it, or from nothing so far, and lets them start without a preroll. Before
 * they go to PAUSED. (transfer full) */
GstSipSinks *gst_sip_sinks_find (GstElement *element);
/* No more sinks are to come out of elements that choose theirs in READY, as
 * autovideosink does. */
void gst_sip_sinks_settle (GstSipSinks *self);
/* What was changed is changed back; others may still hold a reference. */
void gst_sip_sinks_release (GstSipSinks *self);

GstSipSinks *gst_sip_sinks_ref (GstSipSinks *self);
void gst_sip_sinks_unref (GstSipSinks *self);

/* A sink pad that was linked to one of ours, which is gone. Any thread. */
void gst_sip_sinks_add_head (GstSipSinks *self, GstPad *pad);

/* EOS to all that nothing is linked to, and to the sinks that it cannot reach.
 * Waits for paused sinks. The event is kept. */
void gst_sip_sinks_end (GstSipSinks *self, GstEvent *eos);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipSinks, gst_sip_sinks_unref)

G_END_DECLS
