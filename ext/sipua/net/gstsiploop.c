/* The thread in which all of SIP lives
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/net/gstsiploop.h"

#define FINISH_LIMIT_MS 1000
/* What is due in the end may make more due, but not for ever. */
#define LAST_ITERATIONS 1000

typedef enum
{
  CLOSURE_WAITING, /* in the queue */
  CLOSURE_RUNNING, /* func is being called */
  CLOSURE_DONE, /* func has returned */
  CLOSURE_DROPPED, /* func will not be called */
} ClosureState;

typedef struct
{
  GstSipLoopFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  ClosureState state; /* guarded by the loop's mutex */
} Closure;

struct _GstSipLoop
{
  GMainContext *context;
  GThread *thread;
  gint n_unfinished; /* atomic: objects given up and not yet finalized */
  gpointer resident;
  GstSipLoopFunc leave;
  GDestroyNotify release;

  GMutex mutex; /* guards what follows */
  GCond changed;
  GQueue closures;
  GSource *wakeup;
  gboolean stopping;
  gboolean ended;
};

static GPrivate current_loop;

static void
clear_closure (Closure *closure)
{
  if (closure->destroy != NULL)
    closure->destroy (closure->user_data);
}

static void
unref_closure (Closure *closure)
{
  g_atomic_rc_box_release_full (closure, (GDestroyNotify) clear_closure);
}

static Closure *
make_closure (GstSipLoopFunc func, gpointer user_data, GDestroyNotify destroy)
{
  Closure *closure = g_atomic_rc_box_new0 (Closure);

  closure->func = func;
  closure->user_data = user_data;
  closure->destroy = destroy;
  return closure;
}

static void
set_closure_state (GstSipLoop *self, Closure *closure, ClosureState state)
{
  g_mutex_lock (&self->mutex);
  closure->state = state;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
}

/* NULL when there is none to be run. */
static Closure *
take_closure (GstSipLoop *self)
{
  Closure *closure;

  g_mutex_lock (&self->mutex);
  closure = self->stopping ? NULL : g_queue_pop_head (&self->closures);
  if (closure != NULL)
    closure->state = CLOSURE_RUNNING;
  g_mutex_unlock (&self->mutex);
  return closure;
}

static gboolean
on_wakeup (gpointer user_data)
{
  GstSipLoop *self = user_data;
  Closure *closure;
  guint n_left;

  g_mutex_lock (&self->mutex);
  g_source_set_ready_time (self->wakeup, -1);
  n_left = g_queue_get_length (&self->closures);
  g_mutex_unlock (&self->mutex);

  /* What these hand over waits for the next turn: other sources get theirs. */
  while (n_left-- > 0 && (closure = take_closure (self)) != NULL) {
    closure->func (closure->user_data);
    set_closure_state (self, closure, CLOSURE_DONE);
    unref_closure (closure);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_wakeup (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs wakeup_funcs = {.dispatch = dispatch_wakeup};

static void
drop_closures (GstSipLoop *self)
{
  Closure *closure;

  for (;;) {
    g_mutex_lock (&self->mutex);
    closure = g_queue_pop_head (&self->closures);
    g_mutex_unlock (&self->mutex);
    if (closure == NULL)
      return;

    set_closure_state (self, closure, CLOSURE_DROPPED);
    unref_closure (closure);
  }
}

static gboolean
on_finish_limit (gpointer expired)
{
  *(gboolean *) expired = TRUE;
  return G_SOURCE_REMOVE;
}

static void
finish (GstSipLoop *self)
{
  g_autoptr (GSource) limit = g_timeout_source_new (FINISH_LIMIT_MS);
  gboolean expired = FALSE;

  g_source_set_callback (limit, on_finish_limit, &expired, NULL);
  g_source_attach (limit, self->context);
  while (g_atomic_int_get (&self->n_unfinished) > 0 && !expired)
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (limit);

  for (guint i = 0; i < LAST_ITERATIONS; i++) {
    if (!g_main_context_iteration (self->context, FALSE))
      return;
  }
}

static gboolean
is_stopping (GstSipLoop *self)
{
  gboolean stopping;

  g_mutex_lock (&self->mutex);
  stopping = self->stopping;
  g_mutex_unlock (&self->mutex);
  return stopping;
}

static gpointer
run (gpointer data)
{
  GstSipLoop *self = data;

  g_private_set (&current_loop, self);
  g_main_context_push_thread_default (self->context);
  while (!is_stopping (self))
    g_main_context_iteration (self->context, TRUE);
  drop_closures (self);
  if (self->leave != NULL)
    self->leave (self->resident);
  finish (self);
  g_source_destroy (self->wakeup);
  g_main_context_pop_thread_default (self->context);
  g_private_set (&current_loop, NULL);

  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  if (self->release != NULL)
    self->release (self->resident);
  gst_sip_loop_unref (self);
  return NULL;
}

GstSipLoop *
gst_sip_loop_new (void)
{
  return gst_sip_loop_new_for (NULL, NULL, NULL);
}

GstSipLoop *
gst_sip_loop_new_for (gpointer resident, GstSipLoopFunc leave,
    GDestroyNotify release)
{
  GstSipLoop *self = g_atomic_rc_box_new0 (GstSipLoop);

  self->resident = resident;
  self->leave = leave;
  self->release = release;
  self->context = g_main_context_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  g_queue_init (&self->closures);
  self->wakeup = g_source_new (&wakeup_funcs, sizeof (GSource));
  g_source_set_static_name (self->wakeup, "GstSipLoop");
  g_source_set_callback (self->wakeup, on_wakeup, self, NULL);
  g_source_attach (self->wakeup, self->context);
  self->thread = g_thread_new ("sipua", run, gst_sip_loop_ref (self));
  return self;
}

GstSipLoop *
gst_sip_loop_ref (GstSipLoop *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_loop (GstSipLoop *self)
{
  g_warn_if_fail (self->ended);
  /* Joined already, or about to return: no more to wait for. */
  g_clear_pointer (&self->thread, g_thread_unref);
  g_source_unref (self->wakeup);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
}

void
gst_sip_loop_unref (GstSipLoop *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_loop);
}

GMainContext *
gst_sip_loop_get_context (GstSipLoop *self)
{
  return self->context;
}

gboolean
gst_sip_loop_is_current (GstSipLoop *self)
{
  return g_private_get (&current_loop) == self;
}

/* Takes the reference; FALSE when it is dropped. */
static gboolean
hand_over (GstSipLoop *self, Closure *closure)
{
  gboolean taken;

  g_mutex_lock (&self->mutex);
  taken = !self->stopping;
  if (taken) {
    g_queue_push_tail (&self->closures, closure);
    g_source_set_ready_time (self->wakeup, 0);
  }
  g_mutex_unlock (&self->mutex);

  if (!taken)
    unref_closure (closure);
  return taken;
}

gboolean
gst_sip_loop_invoke (GstSipLoop *self, GstSipLoopFunc func, gpointer user_data,
    GDestroyNotify destroy)
{
  return hand_over (self, make_closure (func, user_data, destroy));
}

/* Called with the mutex held. */
static void
wait_for_change (GstSipLoop *self, gint64 deadline, gboolean *late)
{
  if (deadline < 0)
    g_cond_wait (&self->changed, &self->mutex);
  else
    *late = !g_cond_wait_until (&self->changed, &self->mutex, deadline);
}

static gint64
make_deadline (gint64 limit)
{
  return limit < 0 ? -1 : g_get_monotonic_time () + limit;
}

static gboolean
wait_for_closure (GstSipLoop *self, Closure *closure, gint64 limit)
{
  gint64 deadline = make_deadline (limit);
  gboolean late = FALSE, withdrawn = FALSE, done;

  g_mutex_lock (&self->mutex);
  while (closure->state < CLOSURE_DONE && !late)
    wait_for_change (self, deadline, &late);
  done = closure->state == CLOSURE_DONE;
  /* The caller will be told that it failed: then it must not happen later. */
  if (closure->state == CLOSURE_WAITING)
    withdrawn = g_queue_remove (&self->closures, closure);
  g_mutex_unlock (&self->mutex);

  if (withdrawn)
    unref_closure (closure);
  return done;
}

gboolean
gst_sip_loop_invoke_and_wait (GstSipLoop *self, GstSipLoopFunc func,
    gpointer user_data, GDestroyNotify destroy, gint64 limit)
{
  Closure *closure = make_closure (func, user_data, destroy);
  gboolean done;

  if (gst_sip_loop_is_current (self)) {
    func (user_data);
    done = TRUE;
  } else {
    done = hand_over (self, g_atomic_rc_box_acquire (closure)) &&
        wait_for_closure (self, closure, limit);
  }
  unref_closure (closure);
  return done;
}

gboolean
gst_sip_loop_stop (GstSipLoop *self, gint64 limit)
{
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_main_context_wakeup (self->context);
  g_mutex_unlock (&self->mutex);
  return gst_sip_loop_wait (self, limit);
}

gboolean
gst_sip_loop_wait (GstSipLoop *self, gint64 limit)
{
  gint64 deadline = make_deadline (limit);
  gboolean late = FALSE, ended;
  g_autoptr (GThread) thread = NULL;

  g_mutex_lock (&self->mutex);
  if (!gst_sip_loop_is_current (self)) {
    while (!self->ended && !late)
      wait_for_change (self, deadline, &late);
  }
  ended = self->ended;
  if (ended)
    thread = g_steal_pointer (&self->thread);
  g_mutex_unlock (&self->mutex);

  if (thread != NULL)
    g_thread_join (g_steal_pointer (&thread));
  return ended;
}

static void
on_finalized (gpointer data)
{
  GstSipLoop *self = data;

  g_atomic_int_add (&self->n_unfinished, -1);
  g_main_context_wakeup (self->context);
  gst_sip_loop_unref (self);
}

void
gst_sip_loop_let_finish (GObject *object)
{
  GstSipLoop *self = g_private_get (&current_loop);

  if (self == NULL)
    return;

  /* Not a weak reference: that one is told of the first dispose already. */
  g_atomic_int_inc (&self->n_unfinished);
  g_object_set_data_full (object, "gst-sip-loop-let-finish",
      gst_sip_loop_ref (self), on_finalized);
}
