/* The sinks downstream of sipuabin, and those that wait for its pads
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/gstsipsinks.h"

#include <gst/base/gstbasesink.h>

/* No branch that an application builds is longer; a loop in the graph is. */
#define MAX_DEPTH 256

/* A sink pad at which a branch begins. */
typedef struct
{
  GWeakRef pad;
  gulong probe;
} Head;

/* A sink of ours. */
typedef struct
{
  GWeakRef sink;
  gboolean was_async;
} Sink;

struct _GstSipSinks
{
  GMutex lock;
  GPtrArray *heads;
  GPtrArray *sinks;
  GstElement *element; /* borrowed, for as long as added is connected */
  GWeakRef top;
  gulong added; /* "deep-element-added" */
};

/* One walk from a sink upstream. */
typedef struct
{
  GstElement *element;
  GPtrArray *heads; /* (element-type GstPad) */
  gboolean is_fed; /* by another source */
} Walk;

static void
head_free (gpointer data)
{
  Head *head = data;
  g_autoptr (GstPad) pad = g_weak_ref_get (&head->pad);

  if (pad != NULL)
    gst_pad_remove_probe (pad, head->probe);
  g_weak_ref_clear (&head->pad);
  g_free (head);
}

static void
sink_free (gpointer data)
{
  Sink *sink = data;

  g_weak_ref_clear (&sink->sink);
  g_free (sink);
}

/* A sink that is synchronised fails the latency query where nothing is linked,
 * and one failure keeps GstBin from configuring any sink. */
static GstPadProbeReturn
answer_latency (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);

  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY || gst_pad_is_linked (pad))
    return GST_PAD_PROBE_OK;

  gst_query_set_latency (query, TRUE, 0, GST_CLOCK_TIME_NONE);
  return GST_PAD_PROBE_HANDLED;
}

static gboolean
has_head (GstSipSinks *self, GstPad *pad)
{
  for (guint i = 0; i < self->heads->len; i++) {
    Head *head = g_ptr_array_index (self->heads, i);
    g_autoptr (GstPad) known = g_weak_ref_get (&head->pad);

    if (known == pad)
      return TRUE;
  }

  return FALSE;
}

void
gst_sip_sinks_add_head (GstSipSinks *self, GstPad *pad)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Head *head;

  if (has_head (self, pad))
    return;

  head = g_new0 (Head, 1);
  g_weak_ref_init (&head->pad, pad);
  head->probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_UPSTREAM,
      answer_latency, NULL, NULL);
  g_ptr_array_add (self->heads, head);
}

/* All sinks of the pipeline */
typedef struct
{
  GstElement *element;
  GstSipSinks *found;
} Search;

/* Where a sink's data come from */

static void walk_upstream (Walk *walk, GstPad *pad, guint depth);

static gboolean
is_source (GstPad *pad)
{
  g_autoptr (GstElement) parent = gst_pad_get_parent_element (pad);

  return parent == NULL ||
      GST_OBJECT_FLAG_IS_SET (parent, GST_ELEMENT_FLAG_SOURCE);
}

/* From a source pad, or the outside of a ghost pad, on to what feeds it. */
static void
walk_inside (Walk *walk, GstPad *pad, guint depth)
{
  g_autoptr (GstIterator) links = gst_pad_iterate_internal_links (pad);
  GValue item = G_VALUE_INIT;
  gboolean has_any = FALSE;
  GstIteratorResult result = GST_ITERATOR_DONE;

  while (links != NULL && !walk->is_fed &&
      (result = gst_iterator_next (links, &item)) != GST_ITERATOR_DONE &&
      result != GST_ITERATOR_ERROR) {
    if (result == GST_ITERATOR_RESYNC) {
      gst_iterator_resync (links);
      continue;
    }
    has_any = TRUE;
    walk_upstream (walk, g_value_get_object (&item), depth + 1);
    g_value_reset (&item);
  }
  g_value_unset (&item);

  if (!has_any && is_source (pad))
    walk->is_fed = TRUE;
}

static void
walk_upstream (Walk *walk, GstPad *pad, guint depth)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

  if (depth > MAX_DEPTH)
    walk->is_fed = TRUE;
  else if (peer == NULL)
    g_ptr_array_add (walk->heads, gst_object_ref (pad));
  else if (GST_OBJECT_PARENT (peer) != GST_OBJECT (walk->element))
    walk_inside (walk, peer, depth);
}

static void
take_sink (GstSipSinks *self, GstBaseSink *element)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Sink *sink = g_new0 (Sink, 1);

  g_weak_ref_init (&sink->sink, element);
  sink->was_async = gst_base_sink_is_async_enabled (element);
  gst_base_sink_set_async_enabled (element, FALSE);
  g_ptr_array_add (self->sinks, sink);
}

static gboolean
has_sink (GstSipSinks *self, GstElement *element)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->sinks->len; i++) {
    Sink *sink = g_ptr_array_index (self->sinks, i);
    g_autoptr (GstElement) known = g_weak_ref_get (&sink->sink);

    if (known == element)
      return TRUE;
  }

  return FALSE;
}

/* What is put into a bin before it is linked to the pad of the bin is fed by
 * what feeds that. */
static GstPad *
get_entry (GstElement *sink)
{
  GstObject *parent = GST_OBJECT_PARENT (sink);
  GstPad *pad = GST_BASE_SINK_PAD (sink);

  if (gst_pad_is_linked (pad) || !GST_IS_BIN (parent) ||
      GST_ELEMENT (parent)->sinkpads == NULL)
    return pad;

  return GST_ELEMENT (parent)->sinkpads->data;
}

/* In bins as well: autovideosink is one. */
static void
look_at (const GValue *item, gpointer data)
{
  Search *search = data;
  GstElement *sink = g_value_get_object (item);
  g_autoptr (GPtrArray) heads =
      g_ptr_array_new_with_free_func (gst_object_unref);
  Walk walk = {.element = search->element, .heads = heads};

  if (!GST_IS_BASE_SINK (sink) || has_sink (search->found, sink) ||
      gst_object_has_as_ancestor (GST_OBJECT (sink),
          GST_OBJECT (search->element)))
    return;

  walk_upstream (&walk, get_entry (sink), 0);
  if (walk.is_fed)
    return;

  take_sink (search->found, GST_BASE_SINK (sink));
  for (guint i = 0; i < heads->len; i++)
    gst_sip_sinks_add_head (search->found, g_ptr_array_index (heads, i));
}

/* (transfer full) */
static GstObject *
find_top (GstElement *element)
{
  GstObject *top = gst_object_ref (GST_OBJECT (element));
  GstObject *parent;

  while ((parent = gst_object_get_parent (top)) != NULL) {
    gst_object_unref (top);
    top = parent;
  }

  return top;
}

static void
on_deep_element_added (GstBin *top, GstBin *bin, GstElement *added,
    gpointer data)
{
  GstSipSinks *self = data;
  Search search = {self->element, self};
  GValue item = G_VALUE_INIT;

  if (GST_ELEMENT (bin)->sinkpads == NULL)
    return;

  g_value_init (&item, GST_TYPE_ELEMENT);
  g_value_set_object (&item, added);
  look_at (&item, &search);
  g_value_unset (&item);
}

static void
drop_ref (gpointer sinks, GClosure *closure)
{
  gst_sip_sinks_unref (sinks);
}

void
gst_sip_sinks_settle (GstSipSinks *self)
{
  g_autoptr (GObject) top = g_weak_ref_get (&self->top);

  if (top != NULL && self->added != 0)
    g_signal_handler_disconnect (top, self->added);
  self->added = 0;
}

GstSipSinks *
gst_sip_sinks_find (GstElement *element)
{
  GstSipSinks *self = g_atomic_rc_box_new0 (GstSipSinks);
  Search search = {element, self};
  g_autoptr (GstObject) top = find_top (element);
  g_autoptr (GstIterator) all = gst_bin_iterate_recurse (GST_BIN (top));

  g_mutex_init (&self->lock);
  self->heads = g_ptr_array_new_with_free_func (head_free);
  self->sinks = g_ptr_array_new_with_free_func (sink_free);
  self->element = element;
  g_weak_ref_init (&self->top, top);
  self->added = g_signal_connect_data (top, "deep-element-added",
      G_CALLBACK (on_deep_element_added), gst_sip_sinks_ref (self), drop_ref,
      0);
  while (gst_iterator_foreach (all, look_at, &search) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (all);
  return self;
}

void
gst_sip_sinks_release (GstSipSinks *self)
{
  gst_sip_sinks_settle (self);
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->heads, 0);
  for (guint i = 0; i < self->sinks->len; i++) {
    Sink *sink = g_ptr_array_index (self->sinks, i);
    g_autoptr (GstBaseSink) element = g_weak_ref_get (&sink->sink);

    if (element != NULL && sink->was_async)
      gst_base_sink_set_async_enabled (element, TRUE);
  }
  g_mutex_unlock (&self->lock);
  gst_sip_sinks_unref (self);
}

GstSipSinks *
gst_sip_sinks_ref (GstSipSinks *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
sinks_clear (gpointer data)
{
  GstSipSinks *self = data;

  g_ptr_array_unref (self->heads);
  g_ptr_array_unref (self->sinks);
  g_weak_ref_clear (&self->top);
  g_mutex_clear (&self->lock);
}

void
gst_sip_sinks_unref (GstSipSinks *self)
{
  g_atomic_rc_box_release_full (self, sinks_clear);
}

/* The end */

static gboolean
has_event (GstPad *pad, GstEventType type)
{
  g_autoptr (GstEvent) event = gst_pad_get_sticky_event (pad, type, 0);

  return event != NULL;
}

static void
end_pad (GstPad *pad, GstEvent *eos)
{
  /* EOS is of a stream. */
  if (!has_event (pad, GST_EVENT_STREAM_START))
    gst_pad_send_event (pad, gst_event_new_stream_start ("sipuabin/none"));
  gst_pad_send_event (pad, gst_event_ref (eos));
}

/* (transfer full) (element-type GstPad) */
static GPtrArray *
dup_heads (GstSipSinks *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *pads = g_ptr_array_new_with_free_func (gst_object_unref);

  for (guint i = 0; i < self->heads->len; i++) {
    Head *head = g_ptr_array_index (self->heads, i);
    GstPad *pad = g_weak_ref_get (&head->pad);

    if (pad != NULL)
      g_ptr_array_add (pads, pad);
  }

  return pads;
}

/* (transfer full) (element-type GstBaseSink) */
static GPtrArray *
dup_sinks (GstSipSinks *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *sinks = g_ptr_array_new_with_free_func (gst_object_unref);

  for (guint i = 0; i < self->sinks->len; i++) {
    Sink *sink = g_ptr_array_index (self->sinks, i);
    GstBaseSink *element = g_weak_ref_get (&sink->sink);

    if (element != NULL)
      g_ptr_array_add (sinks, element);
  }

  return sinks;
}

/* A filter that the media do not fit keeps EOS as well. Without caps or segment
 * a sink has had no buffer, and none is on its way that EOS may not overtake. */
static gboolean
is_out_of_reach (GstPad *pad)
{
  return !GST_PAD_IS_EOS (pad) &&
      (!has_event (pad, GST_EVENT_CAPS) || !has_event (pad, GST_EVENT_SEGMENT));
}

void
gst_sip_sinks_end (GstSipSinks *self, GstEvent *eos)
{
  g_autoptr (GPtrArray) heads = dup_heads (self);
  g_autoptr (GPtrArray) sinks = dup_sinks (self);

  for (guint i = 0; i < heads->len; i++) {
    GstPad *pad = g_ptr_array_index (heads, i);

    if (!gst_pad_is_linked (pad))
      end_pad (pad, eos);
  }
  for (guint i = 0; i < sinks->len; i++) {
    GstPad *pad = GST_BASE_SINK_PAD (g_ptr_array_index (sinks, i));

    if (is_out_of_reach (pad))
      end_pad (pad, eos);
  }
}
