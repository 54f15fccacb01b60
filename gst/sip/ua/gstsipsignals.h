/* What the application is told, in order, after the work is done
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A handler of the application may call anything, or drop the last reference.
 * So nothing is emitted while an input is being processed: signals wait here,
 * and a timer without delay emits them from one place.
 */
#pragma once

#include "gst/sip/base/gstsiptimers.h"

G_BEGIN_DECLS

typedef struct _GstSipSignals GstSipSignals;

/* owner: the object that frees this; it is not kept alive by what waits, other
 * emitters are. */
GstSipSignals *gst_sip_signals_new (GstSipTimers *timers, gpointer owner);
/* What waits is dropped. */
void gst_sip_signals_free (GstSipSignals *self);

/* The values of the signal's parameters follow. */
void gst_sip_signals_emit (GstSipSignals *self, gpointer object,
    guint signal_id, ...);
void gst_sip_signals_notify (GstSipSignals *self, gpointer object,
    const gchar *property);

G_END_DECLS
