/* Timers on a main loop or on a virtual clock
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Times are microseconds, on the monotonic clock or on a virtual clock that
 * starts at 0 and moves only in gst_sip_timers_advance(). Virtual time stands
 * at each timer's due moment while its handler runs, so that what a handler
 * arms is exact. All calls belong to one thread, that of the main context.
 */
#pragma once

#include <gst/sip/base/gstsipprelude.h>

G_BEGIN_DECLS

typedef struct _GstSipTimers GstSipTimers;

/* Embed one in the object that it wakes; disarm it in that object's dispose. */
typedef struct
{
  void (*expired) (gpointer owner);
  gpointer owner;
  /*< private >*/
  GstSipTimers *timers; /* set while armed */
  gint64 due;
  GSequenceIter *iter;
} GstSipTimer;

/* context: NULL for the thread-default one */
GST_SIP_API
GstSipTimers *gst_sip_timers_new (GMainContext *context);
GST_SIP_API
GstSipTimers *gst_sip_timers_new_virtual (void);
/* May be called by a handler of theirs, as its last deed with them. */
GST_SIP_API
void gst_sip_timers_free (GstSipTimers *self);
GST_SIP_API
gint64 gst_sip_timers_get_time (GstSipTimers *self);
GST_SIP_API
void gst_sip_timers_advance (GstSipTimers *self, gint64 by);

/* The context whose thread owns these timers; NULL for a virtual clock. */
GST_SIP_API
GMainContext *gst_sip_timers_get_context (GstSipTimers *self);

/* Arms, or moves a timer that is armed already. */
GST_SIP_API
void gst_sip_timer_arm (GstSipTimer *timer, GstSipTimers *timers, gint64 delay);
GST_SIP_API
void gst_sip_timer_disarm (GstSipTimer *timer);
GST_SIP_API
gboolean gst_sip_timer_is_armed (const GstSipTimer *timer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipTimers, gst_sip_timers_free)

G_END_DECLS
