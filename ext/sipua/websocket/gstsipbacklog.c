/* A stream that knows how much of what it is to carry still waits
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsipbacklog.h"

/* The side that is written to. */

#define GST_TYPE_SIP_BACKLOG_OUTPUT (gst_sip_backlog_output_get_type ())
G_DECLARE_FINAL_TYPE (GstSipBacklogOutput, gst_sip_backlog_output, GST,
    SIP_BACKLOG_OUTPUT, GFilterOutputStream)

struct _GstSipBacklogOutput
{
  GFilterOutputStream parent;

  gsize size; /* that waits */
};

static void gst_sip_backlog_output_pollable_init (
    GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GstSipBacklogOutput, gst_sip_backlog_output,
    G_TYPE_FILTER_OUTPUT_STREAM,
    G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
        gst_sip_backlog_output_pollable_init))

static GPollableOutputStream *
get_base (gpointer self)
{
  return G_POLLABLE_OUTPUT_STREAM (
      g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (self)));
}

static gssize
count (gpointer self, gssize written)
{
  GstSipBacklogOutput *output = self;

  if (written > 0)
    output->size -= MIN (output->size, (gsize) written);
  return written;
}

static gssize
gst_sip_backlog_output_write (GOutputStream *stream, const void *data,
    gsize size, GCancellable *cancellable, GError **error)
{
  return count (stream,
      g_output_stream_write (G_OUTPUT_STREAM (get_base (stream)), data, size,
          cancellable, error));
}

static gssize
gst_sip_backlog_output_write_nonblocking (GPollableOutputStream *stream,
    const void *data, gsize size, GError **error)
{
  return count (stream,
      g_pollable_output_stream_write_nonblocking (get_base (stream), data, size,
          NULL, error));
}

static gboolean
gst_sip_backlog_output_can_poll (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_can_poll (get_base (stream));
}

static gboolean
gst_sip_backlog_output_is_writable (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_is_writable (get_base (stream));
}

static GSource *
gst_sip_backlog_output_create_source (GPollableOutputStream *stream,
    GCancellable *cancellable)
{
  g_autoptr (GSource) base =
      g_pollable_output_stream_create_source (get_base (stream), NULL);

  return g_pollable_source_new_full (stream, base, cancellable);
}

static void
gst_sip_backlog_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->can_poll = gst_sip_backlog_output_can_poll;
  iface->is_writable = gst_sip_backlog_output_is_writable;
  iface->create_source = gst_sip_backlog_output_create_source;
  iface->write_nonblocking = gst_sip_backlog_output_write_nonblocking;
}

static void
gst_sip_backlog_output_class_init (GstSipBacklogOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = gst_sip_backlog_output_write;
}

static void
gst_sip_backlog_output_init (GstSipBacklogOutput *self)
{
}

/* The whole. */

struct _GstSipBacklog
{
  GIOStream parent;

  GIOStream *base;
  GstSipBacklogOutput *output;
};

G_DEFINE_FINAL_TYPE (GstSipBacklog, gst_sip_backlog, G_TYPE_IO_STREAM)

static GInputStream *
gst_sip_backlog_get_input_stream (GIOStream *stream)
{
  return g_io_stream_get_input_stream (GST_SIP_BACKLOG (stream)->base);
}

static GOutputStream *
gst_sip_backlog_get_output_stream (GIOStream *stream)
{
  return G_OUTPUT_STREAM (GST_SIP_BACKLOG (stream)->output);
}

static gboolean
gst_sip_backlog_close (GIOStream *stream, GCancellable *cancellable,
    GError **error)
{
  return g_io_stream_close (GST_SIP_BACKLOG (stream)->base, cancellable, error);
}

static void
on_closed (GObject *base, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_io_stream_close_finish (G_IO_STREAM (base), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
gst_sip_backlog_close_async (GIOStream *stream, int priority,
    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_io_stream_close_async (GST_SIP_BACKLOG (stream)->base, priority,
      cancellable, on_closed, task);
}

static gboolean
gst_sip_backlog_close_finish (GIOStream *stream, GAsyncResult *result,
    GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
gst_sip_backlog_finalize (GObject *object)
{
  GstSipBacklog *self = GST_SIP_BACKLOG (object);

  g_object_unref (self->output);
  g_object_unref (self->base);

  G_OBJECT_CLASS (gst_sip_backlog_parent_class)->finalize (object);
}

static void
gst_sip_backlog_class_init (GstSipBacklogClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_sip_backlog_finalize;
  stream_class->get_input_stream = gst_sip_backlog_get_input_stream;
  stream_class->get_output_stream = gst_sip_backlog_get_output_stream;
  stream_class->close_fn = gst_sip_backlog_close;
  stream_class->close_async = gst_sip_backlog_close_async;
  stream_class->close_finish = gst_sip_backlog_close_finish;
}

static void
gst_sip_backlog_init (GstSipBacklog *self)
{
}

GstSipBacklog *
gst_sip_backlog_new (GIOStream *base)
{
  GstSipBacklog *self = g_object_new (GST_TYPE_SIP_BACKLOG, NULL);

  self->base = g_object_ref (base);
  self->output = g_object_new (GST_TYPE_SIP_BACKLOG_OUTPUT, "base-stream",
      g_io_stream_get_output_stream (base), "close-base-stream", FALSE, NULL);
  return self;
}

void
gst_sip_backlog_add (GstSipBacklog *self, gsize size)
{
  self->output->size += size;
}

gsize
gst_sip_backlog_get_size (GstSipBacklog *self)
{
  return self->output->size;
}
