/* What stress tests share: a seed, a length, and a watchdog
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SIPUA_STRESS_SECONDS is how long a test goes on, SIPUA_STRESS_SEED makes it
 * take the same decisions again.
 */
#pragma once

#include <gst/gst.h>

/* Printed, so that a failure can be repeated. */
guint stress_get_seed (void);
/* (out): monotonic time; otherwise: seconds, where the environment says
 * nothing */
gint64 stress_get_end (guint otherwise);

/* Ends the process, after the stacks of all threads, when one deed takes longer
 * than limit microseconds. */
void stress_watch (gint64 limit);
void stress_print_stacks (void);

/* A deed is whatever must come to an end. what: static */
typedef struct _StressDeed StressDeed;
StressDeed *stress_begin (const gchar *what);
void stress_end (StressDeed *deed);
