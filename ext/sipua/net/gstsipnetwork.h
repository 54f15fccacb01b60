/* Changes of the system's network
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tells when addresses or routes have changed and have come to rest. Changes
 * come in bursts, and GIO repeats each of them a second later; what is told
 * here are the bursts.
 */
#pragma once

#include <gio/gio.h>
#include "gst/sip/base/gstsiptimers.h"

G_BEGIN_DECLS

typedef struct _GstSipNetwork GstSipNetwork;

typedef void (*GstSipNetworkFunc) (gpointer user_data);

/* monitor: (nullable) (transfer none): NULL for one of its own, which lives in
 * the thread-default main context of the caller; where the system has none,
 * nothing is ever told. */
GstSipNetwork *gst_sip_network_new (GNetworkMonitor *monitor,
    GstSipTimers *timers, GstSipNetworkFunc func, gpointer user_data);
void gst_sip_network_free (GstSipNetwork *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipNetwork, gst_sip_network_free)

G_END_DECLS
