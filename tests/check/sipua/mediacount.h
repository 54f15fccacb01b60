/* What a process has, for tests that look for what is left behind
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

guint media_count_threads (void);
guint media_count_descriptors (void);
/* Each, and which addresses a socket has, to stderr */
void media_print_descriptors (void);

/* How many there are of elements, pads, buses and objects of ours that were
 * made since the start, of descriptors and of threads. */
typedef struct _MediaCensus MediaCensus;
void media_census_start (void);
MediaCensus *media_census_new (void);
void media_census_free (MediaCensus *self);
/* (transfer full) (nullable): what there is more of than in self, in words */
gchar *media_census_compare (const MediaCensus *self);
gboolean media_census_has_changed (const MediaCensus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MediaCensus, media_census_free)
