/* The receive side of one medium of a call
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/stream/gstsipoutput-private.h"

/* Another source is heard once the one before is silent for this long, so that
 * two that send at once do not alternate packet by packet. */
#define HANDOVER (100 * G_TIME_SPAN_MILLISECOND)

static GstStaticPadTemplate rtp_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));

/* One of webrtcbin's pads */
typedef struct
{
  GstSipOutput *output; /* owned */
  const GstSipCodec *codec;
  GstSipHeld *held; /* owned */
} Source;

G_DEFINE_FINAL_TYPE (GstSipOutput, gst_sip_output, GST_TYPE_SIP_QUIET_BIN)

/* Which source is heard */

static void
source_free (gpointer data)
{
  Source *source = data;
  GstSipOutput *self = source->output;

  g_mutex_lock (&self->source_lock);
  if (self->active == source)
    self->active = NULL;
  g_mutex_unlock (&self->source_lock);

  gst_object_unref (self);
  gst_sip_held_unref (source->held);
  g_free (source);
}

static void
switch_to (GstSipOutput *self, Source *source, GstPad *pad)
{
  g_autoptr (GstPad) before = gst_pad_get_peer (self->sink);

  if (before != NULL)
    gst_pad_unlink (before, self->sink);
  self->active = source;
  self->codec = source->codec;
  g_clear_pointer (&self->held, gst_sip_held_unref);
  self->held = gst_sip_held_ref (source->held);
  gst_pad_link_full (pad, self->sink, GST_PAD_LINK_CHECK_NOTHING);
  gst_sip_log_write (self->log, GST_SIP_LOG_MEDIA, GST_SIP_LOG_LEVEL_DEBUG,
      self->label, "receiving %s from %s", source->codec->name,
      GST_PAD_NAME (pad));
}

/* A blocking probe: only after those are the sticky events sent that a new
 * link is in need of. */
static GstPadProbeReturn
on_source_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Source *source = data;
  GstSipOutput *self = source->output;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->source_lock);
  gint64 now = g_get_monotonic_time ();

  if (self->active != source) {
    if (self->active != NULL && now - self->last < HANDOVER)
      return GST_PAD_PROBE_DROP;

    switch_to (self, source, pad);
  }
  self->last = now;

  return GST_PAD_PROBE_PASS;
}

void
gst_sip_output_add_source (GstSipOutput *self, GstPad *pad,
    const GstSipCodec *codec, GstSipHeld *held)
{
  Source *source = g_new0 (Source, 1);

  source->output = gst_object_ref (self);
  source->codec = codec;
  source->held = held != NULL ? gst_sip_held_ref (held) : gst_sip_held_new ();
  gst_sip_held_set_codec (source->held, codec);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER |
          GST_PAD_PROBE_TYPE_BUFFER_LIST,
      on_source_buffer, source, source_free);
}

static const GstSipCodec *
get_codec (GstSipOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->source_lock);

  return self->codec;
}

/* (transfer full) */
static GstSipHeld *
ref_held (GstSipOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->source_lock);

  return self->held != NULL ? gst_sip_held_ref (self->held)
                            : gst_sip_held_new ();
}

/* Who listens */

/* The pad that is linked at last, through the ghost pads of the bins around.
 * (transfer full) */
static GstPad *
find_consumer (GstSipOutput *self)
{
  GstPad *peer = gst_pad_get_peer (self->src);

  while (peer != NULL && GST_IS_PROXY_PAD (peer) && !GST_IS_GHOST_PAD (peer)) {
    g_autoptr (GstPad) inside = peer;
    g_autoptr (GstPad) ghost =
        GST_PAD (gst_proxy_pad_get_internal (GST_PROXY_PAD (inside)));

    peer = ghost != NULL ? gst_pad_get_peer (ghost) : NULL;
  }

  return peer;
}

/* Whether what arrives now is of use to anybody. */
static gboolean
prepare (GstSipOutput *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GstPad) consumer = NULL;
  const GstSipCodec *codec;

  if (g_atomic_int_get (&self->flow) != GST_SIP_FLOW_OPEN)
    return FALSE;

  locker = g_mutex_locker_new (&self->chain_lock);
  consumer = find_consumer (self);
  codec = get_codec (self);
  if (self->shut || consumer == NULL || codec == NULL) {
    self->consumer = NULL;
    return FALSE;
  }
  if (consumer == self->consumer && codec == self->chain_codec)
    return TRUE;

  if (!gst_sip_output_set_up_chain (self, codec, consumer))
    return FALSE;

  gst_sip_output_ask_for_key_frame (self);
  return TRUE;
}

/* Latency */

static void
recalculate (GstElement *pipeline, gpointer unused)
{
  gst_bin_recalculate_latency (GST_BIN (pipeline));
}

/* (transfer full) */
static GstObject *
find_top (GstObject *object)
{
  GstObject *top = gst_object_ref (object);
  GstObject *parent;

  while ((parent = gst_object_get_parent (top)) != NULL) {
    gst_object_unref (top);
    top = parent;
  }

  return top;
}

/* The sink that is linked now plays too early by the jitter buffer's latency,
 * and drops pictures as late, until that is told. Applications should do so on
 * the message, but few in Python do. */
static void
distribute_latency (GstSipOutput *self)
{
  g_autoptr (GstObject) top = find_top (GST_OBJECT (self));

  if (GST_IS_PIPELINE (top))
    gst_element_call_async (GST_ELEMENT (top), recalculate, NULL, NULL);
}

/* The sink pad */

static GstFlowReturn
to_upstream (GstSipOutput *self, GstFlowReturn ret)
{
  if (self->unheard) {
    self->unheard = FALSE;
    distribute_latency (self);
  }

  if (ret < GST_FLOW_EOS && g_atomic_int_add (&self->n_errors, 1) == 0)
    gst_sip_output_tell_drop (self, ret);

  if (ret == GST_FLOW_FLUSHING && GST_PAD_IS_FLUSHING (self->sink))
    return ret;

  return GST_FLOW_OK;
}

/* What is held goes before what arrives. */
static GstFlowReturn
deliver_held (GstSipOutput *self, GstPad *pad, GstSipHeld *held)
{
  GstFlowReturn ret = GST_FLOW_OK;
  GstBuffer *buffer;

  while (ret == GST_FLOW_OK && (buffer = gst_sip_held_pop (held)) != NULL)
    ret = to_upstream (self,
        gst_proxy_pad_chain_default (pad, GST_OBJECT (self), buffer));

  return ret;
}

static gboolean
may_hold (GstSipOutput *self)
{
  return g_atomic_int_get (&self->flow) != GST_SIP_FLOW_CLOSED;
}

static GstFlowReturn
on_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstSipOutput *self = GST_SIP_OUTPUT (parent);
  g_autoptr (GstSipHeld) held = ref_held (self);

  if (!prepare (self)) {
    if (may_hold (self))
      gst_sip_held_add (held, buffer);
    else
      gst_sip_held_clear (held);
    gst_buffer_unref (buffer);
    return GST_FLOW_OK;
  }

  deliver_held (self, pad, held);
  return to_upstream (self, gst_proxy_pad_chain_default (pad, parent, buffer));
}

static GstFlowReturn
on_buffer_list (GstPad *pad, GstObject *parent, GstBufferList *list)
{
  GstSipOutput *self = GST_SIP_OUTPUT (parent);
  g_autoptr (GstSipHeld) held = ref_held (self);

  if (!prepare (self)) {
    if (may_hold (self))
      gst_sip_held_add_list (held, list);
    else
      gst_sip_held_clear (held);
    gst_buffer_list_unref (list);
    return GST_FLOW_OK;
  }

  deliver_held (self, pad, held);
  return to_upstream (self,
      gst_proxy_pad_chain_list_default (pad, parent, list));
}

/* FALSE if nothing passes any more. */
static gboolean
fit_chain (GstSipOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->chain_lock);

  if (!self->shut && get_codec (self) != self->chain_codec)
    gst_sip_output_drop_chain (self);
  return !self->shut;
}

/* Sticky events of another codec must not meet the elements of this one. They
 * stay at the ghost pad and reach the next chain with its first buffer. */
static gboolean
on_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstSipOutput *self = GST_SIP_OUTPUT (parent);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS ||
      (GST_EVENT_IS_SERIALIZED (event) && !fit_chain (self))) {
    gst_event_unref (event);
    return TRUE;
  }

  gst_pad_event_default (pad, parent, event);
  return TRUE;
}

static gboolean
answer_caps_query (GstQuery *query)
{
  g_autoptr (GstCaps) caps = gst_static_pad_template_get_caps (&rtp_template);

  gst_query_set_caps_result (query, caps);
  return TRUE;
}

/* With nobody there, upstream need not know what they would take. */
static gboolean
on_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_ACCEPT_CAPS:
      gst_query_set_accept_caps_result (query, TRUE);
      return TRUE;
    case GST_QUERY_CAPS:
      return answer_caps_query (query);
    case GST_QUERY_ALLOCATION:
      return FALSE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

static void
make_pads (GstSipOutput *self)
{
  self->sink = gst_ghost_pad_new_no_target ("sink", GST_PAD_SINK);
  gst_pad_set_chain_function (self->sink, on_buffer);
  gst_pad_set_chain_list_function (self->sink, on_buffer_list);
  gst_pad_set_event_function (self->sink, on_event);
  gst_pad_set_query_function (self->sink, on_query);
  gst_pad_set_active (self->sink, TRUE);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);

  self->src = gst_ghost_pad_new_no_target ("src", GST_PAD_SRC);
  gst_pad_set_active (self->src, TRUE);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
}

GstElement *
gst_sip_output_new (GstSipMediaKind kind, GstSipLog *log, const gchar *label)
{
  GstSipOutput *self = g_object_new (GST_TYPE_SIP_OUTPUT, NULL);

  self->kind = kind;
  self->label = g_strdup (label);
  if (log != NULL)
    self->log = gst_sip_log_ref (log);
  return GST_ELEMENT (self);
}

void
gst_sip_output_set_flow (GstSipOutput *self, GstSipFlow flow)
{
  g_atomic_int_set (&self->flow, flow);
}

void
gst_sip_output_shut (GstSipOutput *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->chain_lock);
  g_autoptr (GstSipHeld) held = ref_held (self);

  gst_sip_output_set_flow (self, GST_SIP_FLOW_CLOSED);
  gst_sip_held_close (held);
  self->shut = TRUE;
}

gboolean
gst_sip_output_is_idle (GstSipOutput *self)
{
  GRecMutex *lock = GST_PAD_GET_STREAM_LOCK (self->sink);
  gboolean idle = g_rec_mutex_trylock (lock);

  if (idle)
    g_rec_mutex_unlock (lock);
  return idle;
}

static void
gst_sip_output_failed (GstSipQuietBin *bin, const GError *error,
    const gchar *debug)
{
  GstSipOutput *self = GST_SIP_OUTPUT (bin);

  GST_WARNING_OBJECT (bin, "%s (%s)", error->message, debug);
  gst_sip_log_write (self->log, GST_SIP_LOG_MEDIA, GST_SIP_LOG_LEVEL_WARN,
      self->label, "%s", error->message);
}

static void
gst_sip_output_finalize (GObject *object)
{
  GstSipOutput *self = GST_SIP_OUTPUT (object);

  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_clear_pointer (&self->held, gst_sip_held_unref);
  g_free (self->label);
  g_mutex_clear (&self->source_lock);
  g_mutex_clear (&self->chain_lock);

  G_OBJECT_CLASS (gst_sip_output_parent_class)->finalize (object);
}

static void
gst_sip_output_class_init (GstSipOutputClass *klass)
{
  GST_SIP_QUIET_BIN_CLASS (klass)->failed = gst_sip_output_failed;
  G_OBJECT_CLASS (klass)->finalize = gst_sip_output_finalize;
}

static void
gst_sip_output_init (GstSipOutput *self)
{
  g_mutex_init (&self->source_lock);
  g_mutex_init (&self->chain_lock);
  make_pads (self);
}
