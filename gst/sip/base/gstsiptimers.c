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

struct _GstSipTimers
{
  GSequence *armed; /* of GstSipTimer, not owned */
  GMainContext *context; /* NULL: virtual */
  GSource *source; /* NULL: virtual */
  gint64 now; /* virtual time */
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

static void
follow_head (GstSipTimers *self)
{
  GstSipTimer *head;

  /* While handlers run, the head changes with each: told once, afterwards. */
  if (self->source == NULL || self->running)
    return;

  head = get_head (self);
  g_source_set_ready_time (self->source, head != NULL ? head->due : -1);
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
      self->now = timer->due;
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
  /* A timer that a handler arms for now waits for the next turn, so that
   * other sources get theirs. */
  run_until (((TimersSource *) source)->timers, g_source_get_time (source));
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

  g_return_if_fail (self != NULL);

  while ((timer = get_head (self)) != NULL)
    gst_sip_timer_disarm (timer);
  if (self->running)
    self->freed = TRUE;
  else
    destroy (self);
}

gint64
gst_sip_timers_get_time (GstSipTimers *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->source != NULL ? g_get_monotonic_time () : self->now;
}

void
gst_sip_timers_advance (GstSipTimers *self, gint64 by)
{
  gint64 end;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->source == NULL);
  g_return_if_fail (by >= 0);

  end = self->now + by;
  if (run_until (self, end))
    self->now = end;
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
