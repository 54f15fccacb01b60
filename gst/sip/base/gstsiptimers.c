/* Timers on a main loop or on a virtual clock
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All armed timers stand in one sequence, sorted by their moment; one source
 * of the main context follows its head. Timers due at the same moment expire
 * in the order in which they were armed.
 */
#include "gst/sip/base/gstsiptimers.h"

#include <time.h>

/* A busy machine is later than it should be; who is that late did not run. */
#define PAUSE_LEAST G_TIME_SPAN_SECOND
/* No machine is that busy: we may have been stopped long before the first timer
 * was due, and are taken to have been since we last did something. */
#define STOP_LEAST (5 * G_TIME_SPAN_SECOND)
/* What lies in the sockets is read in the meantime. */
#define GRACE G_TIME_SPAN_SECOND

struct _GstSipTimers
{
  GSequence *armed; /* of GstSipTimer, not owned */
  GMainContext *context; /* NULL: virtual */
  GSource *source; /* NULL: virtual */
  gint64 world; /* virtual time */
  gint64 lost; /* in pauses */
  gint64 seen; /* our time, when it was last asked for */
  gint64 untold; /* of what was lost */
  GQueue watches; /* of GstSipPauseWatch, not owned */
  gboolean running; /* a handler is being called */
  gboolean freed; /* by that handler */
};

typedef struct
{
  GSource source;
  GstSipTimers *timers;
} TimersSource;

static GstSipTimer *
get_head (GstSipTimers *self)
{
  GSequenceIter *head = g_sequence_get_begin_iter (self->armed);

  return g_sequence_iter_is_end (head) ? NULL : g_sequence_get (head);
}

/* Sleep of the machine included, which the monotonic clock leaves out. */
gint64
gst_sip_timers_read_system_clock (void)
{
#ifdef CLOCK_BOOTTIME
  struct timespec now;

  if (clock_gettime (CLOCK_BOOTTIME, &now) == 0)
    return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
#endif
  return g_get_monotonic_time ();
}

gint64
gst_sip_timers_get_world_time (GstSipTimers *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->source != NULL ? gst_sip_timers_read_system_clock ()
                              : self->world;
}

static void
follow_head (GstSipTimers *self)
{
  GstSipTimer *head;
  gint64 wait;

  /* While handlers run, the head changes with each: told once, afterwards. */
  if (self->source == NULL || self->running)
    return;

  head = get_head (self);
  if (head == NULL) {
    g_source_set_ready_time (self->source, -1);
    return;
  }
  wait = head->due + self->lost - gst_sip_timers_read_system_clock ();
  g_source_set_ready_time (self->source,
      wait > 0 ? g_get_monotonic_time () + wait : 0);
}

static void
put_off (gpointer data, gpointer by)
{
  GstSipTimer *timer = data;

  timer->due += *(gint64 *) by;
}

/* Where the first timer is overdue, it would have run if we had. */
static gint64
measure_pause (GstSipTimers *self, gint64 now)
{
  GstSipTimer *head = get_head (self);
  gint64 overdue = head != NULL ? now - MAX (head->due, self->seen) : 0;

  return overdue > STOP_LEAST ? now - self->seen : overdue;
}

/* The order of the timers stays. */
static void
notice_pause (GstSipTimers *self)
{
  gint64 world = gst_sip_timers_get_world_time (self);
  gint64 pause = measure_pause (self, world - self->lost);
  gint64 grace = GRACE;

  if (pause > PAUSE_LEAST) {
    self->lost += pause;
    self->untold += pause;
    g_sequence_foreach (self->armed, put_off, &grace);
    follow_head (self);
  }
  self->seen = world - self->lost;
}

static void
tell_pause (GstSipTimers *self)
{
  gint64 pause = self->untold;
  GList *next;

  self->untold = 0;
  for (GList *l = self->watches.head; pause > 0 && l != NULL; l = next) {
    GstSipPauseWatch *watch = l->data;

    next = l->next;
    watch->resumed (watch->owner, pause);
  }
}

static void
destroy (GstSipTimers *self)
{
  g_sequence_free (self->armed);
  if (self->source != NULL) {
    g_source_destroy (self->source);
    g_source_unref (self->source);
    g_main_context_unref (self->context);
  }
  g_free (self);
}

/* The head is taken anew each time: a handler may arm and disarm others. FALSE
 * when one has freed the timers. */
static gboolean
run_until (GstSipTimers *self, gint64 limit)
{
  GstSipTimer *timer;

  g_return_val_if_fail (!self->running, TRUE);

  self->running = TRUE;
  while ((timer = get_head (self)) != NULL && timer->due <= limit) {
    if (self->source == NULL)
      self->world = MAX (self->world, timer->due + self->lost);
    gst_sip_timer_disarm (timer);
    timer->expired (timer->owner);
  }
  self->running = FALSE;
  if (self->freed) {
    destroy (self);
    return FALSE;
  }
  follow_head (self);
  return TRUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  GstSipTimers *timers = ((TimersSource *) source)->timers;
  gint64 now = gst_sip_timers_get_time (timers);

  tell_pause (timers);
  /* A timer that a handler arms for now waits for the next turn, so that
   * other sources get theirs. */
  run_until (timers, now);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = {.dispatch = dispatch};

GstSipTimers *
gst_sip_timers_new_virtual (void)
{
  GstSipTimers *self = g_new0 (GstSipTimers, 1);

  self->armed = g_sequence_new (NULL);
  return self;
}

GstSipTimers *
gst_sip_timers_new (GMainContext *context)
{
  GstSipTimers *self = gst_sip_timers_new_virtual ();

  self->context = context != NULL ? g_main_context_ref (context)
                                  : g_main_context_ref_thread_default ();
  self->source = g_source_new (&source_funcs, sizeof (TimersSource));
  ((TimersSource *) self->source)->timers = self;
  g_source_set_static_name (self->source, "GstSipTimers");
  g_source_attach (self->source, self->context);
  return self;
}

/* Those that are armed still never expire. */
void
gst_sip_timers_free (GstSipTimers *self)
{
  GstSipTimer *timer;
  GList *link;

  g_return_if_fail (self != NULL);

  while ((timer = get_head (self)) != NULL)
    gst_sip_timer_disarm (timer);
  while ((link = g_queue_pop_head_link (&self->watches)) != NULL)
    link->data = NULL;
  if (self->running)
    self->freed = TRUE;
  else
    destroy (self);
}

gint64
gst_sip_timers_get_time (GstSipTimers *self)
{
  g_return_val_if_fail (self != NULL, 0);

  notice_pause (self);
  return self->seen;
}

void
gst_sip_timers_advance (GstSipTimers *self, gint64 by)
{
  gint64 end;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->source == NULL);
  g_return_if_fail (by >= 0);

  end = gst_sip_timers_get_time (self) + by;
  tell_pause (self);
  if (run_until (self, end))
    self->world = end + self->lost;
}

void
gst_sip_timers_pause (GstSipTimers *self, gint64 time)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->source == NULL);
  g_return_if_fail (time >= 0);

  self->world += time;
}

void
gst_sip_timers_watch_pauses (GstSipTimers *self, GstSipPauseWatch *watch)
{
  g_return_if_fail (self != NULL && watch != NULL && watch->resumed != NULL);

  watch->link.data = watch;
  g_queue_push_tail_link (&self->watches, &watch->link);
}

void
gst_sip_timers_unwatch_pauses (GstSipTimers *self, GstSipPauseWatch *watch)
{
  g_return_if_fail (self != NULL && watch != NULL);

  if (watch->link.data == NULL)
    return;
  watch->link.data = NULL;
  g_queue_unlink (&self->watches, &watch->link);
}

GMainContext *
gst_sip_timers_get_context (GstSipTimers *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->context;
}

static gint
compare_due (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GstSipTimer *left = a, *right = b;

  return (left->due > right->due) - (left->due < right->due);
}

void
gst_sip_timer_arm (GstSipTimer *timer, GstSipTimers *timers, gint64 delay)
{
  gint64 now;

  g_return_if_fail (timer != NULL && timer->expired != NULL);
  g_return_if_fail (timers != NULL);

  gst_sip_timer_disarm (timer);
  now = gst_sip_timers_get_time (timers);
  timer->due = now + CLAMP (delay, 0, G_MAXINT64 - now);
  timer->timers = timers;
  timer->iter =
      g_sequence_insert_sorted (timers->armed, timer, compare_due, NULL);
  follow_head (timers);
}

void
gst_sip_timer_disarm (GstSipTimer *timer)
{
  GstSipTimers *timers;

  g_return_if_fail (timer != NULL);

  if (timer->timers == NULL)
    return;

  timers = g_steal_pointer (&timer->timers);
  g_sequence_remove (g_steal_pointer (&timer->iter));
  follow_head (timers);
}

gboolean
gst_sip_timer_is_armed (const GstSipTimer *timer)
{
  g_return_val_if_fail (timer != NULL, FALSE);

  return timer->timers != NULL;
}
