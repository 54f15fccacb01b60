/* How many files this process may open still
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GLib ends a process that has no descriptor left for a main context, and
 * elements that cannot open what they need do little better. So a call sets
 * aside what it will open before it begins, and there is none where too little
 * would be left. Any thread; the process has one budget.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Raises the soft limit (RLIMIT_NOFILE) to the hard one. What GLib and
 * GStreamer wait with, poll(), knows no 1024. */
void gst_sip_descriptors_raise_limit (void);

/* FALSE if not all could be opened, and some more for what runs: the error, of
 * GST_SIP_ERROR_LIMIT, says how many there are. */
gboolean gst_sip_descriptors_reserve (guint n, GError **error);
/* They are open now, or will not be. */
void gst_sip_descriptors_release (guint n);

G_END_DECLS
