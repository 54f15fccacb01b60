/* What is done to the pads of the phones of the chaos test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/chaospads.h"

#include <gst/check/gstcheck.h>

#define MAX_BRANCHES 3
#define MAX_EARS 6

static guint
draw (GRand *random, guint n)
{
  return (guint) g_rand_int_range (random, 0, (gint32) n);
}

/* Sink pads */

static const struct
{
  const gchar *template;
  const gchar *source;
} branches[] = {
    {"audio_sink_%u", "audiotestsrc is-live=true volume=0.1"          },
    {"audio_sink_%u", "audiotestsrc is-live=true volume=0.1 ! alawenc"},
    {"audio_sink_%u", "audiotestsrc volume=0.1"                       },
    {"video_sink_%u",
     "videotestsrc is-live=true ! capsfilter "
        "caps=video/x-raw,width=64,height=48,framerate=5/1"           },
};

void
pads_add_branch (Phone *phone, GRand *random)
{
  guint which = draw (random, G_N_ELEMENTS (branches));
  g_autoptr (GstPad) src = NULL;
  Branch *branch;
  guint n;

  g_mutex_lock (&phone->lock);
  n = phone->branches->len;
  g_mutex_unlock (&phone->lock);
  if (n >= MAX_BRANCHES)
    return;

  branch = g_new0 (Branch, 1);
  branch->pad =
      gst_element_request_pad_simple (phone->ua, branches[which].template);
  fail_unless (branch->pad != NULL);
  branch->source = gst_object_ref_sink (
      gst_parse_bin_from_description (branches[which].source, TRUE, NULL));
  gst_bin_add (GST_BIN (phone->pipeline), branch->source);
  src = gst_element_get_static_pad (branch->source, "src");
  fail_unless_equals_int (gst_pad_link (src, branch->pad), GST_PAD_LINK_OK);
  gst_element_sync_state_with_parent (branch->source);

  g_mutex_lock (&phone->lock);
  g_ptr_array_add (phone->branches, branch);
  g_mutex_unlock (&phone->lock);
}

static void
remove_source (Phone *phone, GstElement *source)
{
  gst_element_set_locked_state (source, TRUE);
  gst_element_set_state (source, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (phone->pipeline), source);
}

/* The pad first. A source whose thread waits in a paused element goes to NULL
 * when that plays, or flushes (post_activate of gstpad.c waits for the thread),
 * and a pipeline that is set to PAUSED meanwhile waits for the state lock of
 * the source with its own held, so that it never plays: also with fakesink in
 * our place. */
void
pads_remove_branch (Phone *phone, GRand *random)
{
  guint which = draw (random, MAX_BRANCHES);
  Branch *branch = NULL;

  g_mutex_lock (&phone->lock);
  if (which < phone->branches->len)
    branch = g_ptr_array_steal_index_fast (phone->branches, which);
  g_mutex_unlock (&phone->lock);
  if (branch == NULL)
    return;

  gst_element_release_request_pad (phone->ua, branch->pad);
  remove_source (phone, branch->source);
  gst_object_unref (branch->pad);
  gst_object_unref (branch->source);
  g_free (branch);
}

/* (transfer full) (nullable) */
static GstPad *
choose_pad (GstIterator *pads, guint which)
{
  GValue item = G_VALUE_INIT;
  GstPad *pad = NULL;

  while (pad == NULL && gst_iterator_next (pads, &item) == GST_ITERATOR_OK) {
    if (which-- == 0)
      pad = g_value_dup_object (&item);
    g_value_reset (&item);
  }
  g_value_unset (&item);
  gst_iterator_free (pads);
  return pad;
}

/* Source pads */

static void
link_to_ear (Phone *phone, GstPad *pad)
{
  GstElement *ear;
  g_autoptr (GstPad) sink = NULL;
  guint n;

  g_mutex_lock (&phone->lock);
  n = ++phone->n_ears;
  g_mutex_unlock (&phone->lock);
  if (n > MAX_EARS)
    return;

  ear = gst_element_factory_make ("fakesink", NULL);
  g_object_set (ear, "async", FALSE, "sync", n % 2 == 0, NULL);
  gst_bin_add (GST_BIN (phone->pipeline), ear);
  gst_element_sync_state_with_parent (ear);
  sink = gst_element_get_static_pad (ear, "sink");
  gst_pad_link (pad, sink);
}

void
pads_link (Phone *phone, GRand *random)
{
  g_autoptr (GstPad) pad =
      choose_pad (gst_element_iterate_src_pads (phone->ua), draw (random, 3));
  g_autoptr (GstPad) peer = pad != NULL ? gst_pad_get_peer (pad) : NULL;

  if (peer != NULL)
    gst_pad_unlink (pad, peer);
  else if (pad != NULL)
    link_to_ear (phone, pad);
}

/* Events */

static GstEvent *
make_event (GRand *random)
{
  switch (draw (random, 9)) {
    case 0:
      return gst_event_new_eos ();
    case 1:
      return gst_event_new_tag (gst_tag_list_new (GST_TAG_TITLE, "x", NULL));
    case 2:
      return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
          gst_structure_new_empty ("x"));
    case 3:
      return gst_event_new_custom (GST_EVENT_CUSTOM_BOTH,
          gst_structure_new_empty ("x"));
    case 4:
      return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_OOB,
          gst_structure_new_empty ("x"));
    case 5:
      return gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
          gst_structure_new_empty ("x"));
    case 6:
      return gst_event_new_qos (GST_QOS_TYPE_OVERFLOW, 1.0, 0, 0);
    case 7:
      return gst_event_new_latency (20 * GST_MSECOND);
    default:
      return gst_event_new_reconfigure ();
  }
}

/* A thread for an event that a paused pad holds until it plays again: a thread
 * that held the phone meanwhile would never let it do so. */
typedef struct
{
  GstPad *pad;
  GstEvent *event;
} Push;

static void
push (GstElement *ua, gpointer data)
{
  Push *self = data;
  Phone *phone = g_object_get_data (G_OBJECT (ua), "phone");

  gst_pad_send_event (self->pad, g_steal_pointer (&self->event));
  g_atomic_int_add (&phone->n_pushers, -1);
}

static void
push_free (gpointer data)
{
  Push *self = data;

  gst_object_unref (self->pad);
  g_clear_pointer (&self->event, gst_event_unref);
  g_free (self);
}

static void
push_in_a_thread (Phone *phone, GstPad *pad, GstEvent *event)
{
  Push *self = g_new0 (Push, 1);

  self->pad = gst_object_ref (pad);
  self->event = event;
  gst_element_call_async (phone->ua, push, self, push_free);
}

void
pads_send_event (Phone *phone, GRand *random)
{
  GstEvent *event = make_event (random);
  g_autoptr (GstPad) pad =
      choose_pad (gst_element_iterate_sink_pads (phone->ua), draw (random, 3));

  if (pad != NULL && GST_EVENT_IS_DOWNSTREAM (event) &&
      g_atomic_int_compare_and_exchange (&phone->n_pushers, 0, 1))
    push_in_a_thread (phone, pad, gst_event_ref (event));
  gst_event_unref (event);
}

/* No EOS for the pipeline: gst_base_src_send_event() waits for the thread of the
 * source, which a paused element holds, with the state lock of the pipeline,
 * without which that never plays: also with fakesink in our place. */
void
pads_send_event_to_element (Phone *phone, GRand *random)
{
  GstEvent *event = make_event (random);
  gboolean is_eos = GST_EVENT_TYPE (event) == GST_EVENT_EOS;

  gst_element_send_event (is_eos || draw (random, 2) == 0 ? phone->ua
                                                          : phone->pipeline,
      event);
}

/* How an application flushes: the source gives a new segment afterwards, which
 * flush events that come from elsewhere would leave the pads without. */
void
pads_seek (Phone *phone, GRand *random)
{
  gst_element_seek_simple (phone->pipeline, GST_FORMAT_TIME,
      GST_SEEK_FLAG_FLUSH, draw (random, 10) * GST_SECOND);
}

static GstQuery *
make_query (GRand *random)
{
  switch (draw (random, 6)) {
    case 0:
      return gst_query_new_latency ();
    case 1:
      return gst_query_new_position (GST_FORMAT_TIME);
    case 2:
      return gst_query_new_duration (GST_FORMAT_TIME);
    case 3:
      return gst_query_new_seeking (GST_FORMAT_TIME);
    case 4:
      return gst_query_new_caps (NULL);
    default:
      return gst_query_new_formats ();
  }
}

void
pads_query (Phone *phone, GRand *random)
{
  g_autoptr (GstQuery) query = make_query (random);
  guint where = draw (random, 4);
  g_autoptr (GstPad) pad =
      choose_pad (gst_element_iterate_pads (phone->ua), draw (random, 4));

  if (where == 0)
    gst_element_query (phone->pipeline, query);
  else if (where == 1)
    gst_element_query (phone->ua, query);
  else if (pad != NULL)
    gst_pad_query (pad, query);
}
