/* What other threads ask of the user agent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Not g_main_context_invoke(): it runs its function in the thread that calls,
 * if nobody runs the context at that moment; and a source that is attached to a
 * context that has seen its last turn keeps what it holds for ever.
 */
#include "gst/sip/ua/gstsipinbox.h"

typedef struct
{
  GSourceFunc func;
  gpointer data;
  GDestroyNotify notify;
} Request;

struct _GstSipInbox
{
  GMainContext *context; /* (nullable) */
  GSource *source; /* (nullable) */

  GMutex lock; /* guards what follows */
  GQueue requests;
  gboolean closed;
};

static void
request_free (Request *request)
{
  if (request->notify != NULL)
    request->notify (request->data);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static gboolean
is_closed (GstSipInbox *self)
{
  gboolean closed;

  g_mutex_lock (&self->lock);
  closed = self->closed;
  g_mutex_unlock (&self->lock);
  return closed;
}

static Request *
take (GstSipInbox *self)
{
  Request *request;

  g_mutex_lock (&self->lock);
  request = g_queue_pop_head (&self->requests);
  g_mutex_unlock (&self->lock);
  return request;
}

static gboolean
on_requests (gpointer user_data)
{
  g_autoptr (GstSipInbox) self = gst_sip_inbox_ref (user_data);
  guint n_left;

  g_mutex_lock (&self->lock);
  g_source_set_ready_time (self->source, -1);
  n_left = g_queue_get_length (&self->requests);
  g_mutex_unlock (&self->lock);

  /* What these ask for waits for the next turn: other sources get theirs. */
  for (; n_left > 0; n_left--) {
    g_autoptr (Request) request = take (self);

    if (request == NULL)
      break;
    request->func (request->data);
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = {.dispatch = dispatch};

GstSipInbox *
gst_sip_inbox_new (GMainContext *context)
{
  GstSipInbox *self = g_atomic_rc_box_new0 (GstSipInbox);

  g_mutex_init (&self->lock);
  g_queue_init (&self->requests);
  if (context == NULL)
    return self;
  self->context = g_main_context_ref (context);
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "GstSipInbox");
  g_source_set_callback (self->source, on_requests, self, NULL);
  g_source_attach (self->source, context);
  return self;
}

GstSipInbox *
gst_sip_inbox_ref (GstSipInbox *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
inbox_clear (gpointer data)
{
  GstSipInbox *self = data;

  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
}

void
gst_sip_inbox_unref (GstSipInbox *self)
{
  g_atomic_rc_box_release_full (self, inbox_clear);
}

/* FALSE when it is closed. */
static gboolean
put (GstSipInbox *self, Request *request)
{
  gboolean taken;

  g_mutex_lock (&self->lock);
  taken = !self->closed;
  if (taken) {
    g_queue_push_tail (&self->requests, request);
    g_source_set_ready_time (self->source, 0);
  }
  g_mutex_unlock (&self->lock);
  return taken;
}

void
gst_sip_inbox_invoke (GstSipInbox *self, GSourceFunc func, gpointer data,
    GDestroyNotify notify)
{
  g_autoptr (Request) request = g_new0 (Request, 1);

  *request = (Request){func, data, notify};
  if (self->context != NULL && !g_main_context_is_owner (self->context)) {
    if (put (self, request))
      g_steal_pointer (&request);
  } else if (!is_closed (self)) {
    func (data);
  }
}

void
gst_sip_inbox_close (GstSipInbox *self)
{
  Request *request;

  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);
  if (self->source != NULL)
    g_source_destroy (self->source);
  while ((request = take (self)) != NULL)
    request_free (request);
}
