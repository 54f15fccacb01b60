/* Timers on a main loop or on a virtual clock
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Times are microseconds, on the system's clock or on a virtual clock that
 * starts at 0 and moves only in gst_sip_timers_advance(). Virtual time stands
 * at each timer's due moment while its handler runs, so that what a handler
 * arms is exact. All calls belong to one thread, that of the main context.
 *
 * Time in which we could not run counts for no timer: after a pause (the
 * process was stopped, the machine slept, a handler blocked) all of them have
 * what they had left before, and a moment more, in which what has arrived
 * meanwhile is read. So no limit runs out while its answer lies unread. What
 * other people's clocks decide is compared with the time of the world, which
 * knows no pauses.
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

/* Who has to look at what went on without us. Embed one, as a timer. */
typedef struct
{
  /* pause: how long it was at most, in microseconds. Before any timer. */
  void (*resumed) (gpointer owner, gint64 pause);
  gpointer owner;
  /*< private >*/
  GList link;
} GstSipPauseWatch;

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

/* The same clock with all pauses; the first cannot be virtual, and may be
 * called in any thread. */
GST_SIP_API
gint64 gst_sip_timers_read_system_clock (void);
GST_SIP_API
gint64 gst_sip_timers_get_world_time (GstSipTimers *self);
/* Of a virtual clock: time goes on, and nothing runs until the next advance. */
GST_SIP_API
void gst_sip_timers_pause (GstSipTimers *self, gint64 time);
GST_SIP_API
void gst_sip_timers_watch_pauses (GstSipTimers *self, GstSipPauseWatch *watch);
GST_SIP_API
void gst_sip_timers_unwatch_pauses (GstSipTimers *self,
    GstSipPauseWatch *watch);

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
