/* The pads of sipuabin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Sink pads come on request and feed every call; source pads come with the
 * media of a call and go with it.
 */
#include "ext/sipua/stream/gstsipinput.h"
#include "ext/sipua/gstsippad.h"
#include "ext/sipua/gstsipuabin-private.h"

#define GST_CAT_DEFAULT gst_sip_ua_bin_debug

/* Names begin so, a number follows. */
static const struct
{
  const gchar *sink;
  const gchar *src;
} prefixes[GST_SIP_MEDIA_N_KINDS] = {
    [GST_SIP_MEDIA_AUDIO] = {"audio_sink_", "audio_src_"},
    [GST_SIP_MEDIA_VIDEO] = {"video_sink_", "video_src_"},
};

static GstPadTemplate *
get_template (GstSipUaBin *self, const gchar *prefix)
{
  g_autofree gchar *name = g_strconcat (prefix, "%u", NULL);

  return gst_element_get_pad_template (GST_ELEMENT (self), name);
}

static gboolean
has_pad (GstSipUaBin *self, const gchar *name)
{
  g_autoptr (GstPad) pad =
      gst_element_get_static_pad (GST_ELEMENT (self), name);

  return pad != NULL;
}

/* The first name that no pad has: when a call has ended, the next one's media
 * come out where the first one's did. */
static gchar *
make_name (GstSipUaBin *self, const gchar *prefix)
{
  for (guint i = 0;; i++) {
    g_autofree gchar *name = g_strdup_printf ("%s%u", prefix, i);

    if (!has_pad (self, name))
      return g_steal_pointer (&name);
  }
}

static GstSipMediaKind
get_kind (GstPadTemplate *template)
{
  return g_str_has_prefix (GST_PAD_TEMPLATE_NAME_TEMPLATE (template), "audio")
      ? GST_SIP_MEDIA_AUDIO
      : GST_SIP_MEDIA_VIDEO;
}

/* An input has the name of its pad, and is there before it and after it: of two
 * threads that want one name, the first to add its input has it. NULL when that
 * was another one. */
static GstElement *
add_input (GstSipUaBin *self, GstSipMediaKind kind, const gchar *name)
{
  GstElement *input = gst_sip_input_new (kind, name, self->log);

  return gst_bin_add (GST_BIN (self), input) ? input : NULL;
}

static GstElement *
add_input_of_any_name (GstSipUaBin *self, GstSipMediaKind kind)
{
  for (guint i = 0;; i++) {
    g_autofree gchar *name = g_strdup_printf ("%s%u", prefixes[kind].sink, i);
    GstElement *input =
        has_pad (self, name) ? NULL : add_input (self, kind, name);

    if (input != NULL)
      return input;
  }
}

/* No thread is in there any more, nor comes again with the pipeline's state. */
static void
stop_input (GstSipUaBin *self, GstElement *input)
{
  GST_OBJECT_LOCK (self);
  self->inputs = g_list_remove (self->inputs, input);
  GST_OBJECT_UNLOCK (self);
  gst_element_set_locked_state (input, TRUE);
  gst_element_set_state (input, GST_STATE_NULL);
}

/* A bin that is disposed of lets go of its children before its pads. */
static void
remove_input (GstSipUaBin *self, GstElement *input)
{
  if (gst_object_has_as_parent (GST_OBJECT (input), GST_OBJECT (self)))
    gst_bin_remove (GST_BIN (self), input);
}

static GstPad *
make_sink_pad (GstElement *input, GstPadTemplate *template)
{
  g_autofree gchar *name = gst_object_get_name (GST_OBJECT (input));
  g_autoptr (GstPad) target = gst_element_get_static_pad (input, "sink");
  GstPad *pad = gst_sip_pad_new (name, target, template, NULL, NULL);

  g_object_set_data_full (G_OBJECT (pad), "input", gst_object_ref (input),
      gst_object_unref);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

static GstPad *
gst_sip_ua_bin_request_new_pad (GstElement *element, GstPadTemplate *template,
    const gchar *name, const GstCaps *caps)
{
  GstSipUaBin *self = GST_SIP_UA_BIN (element);
  GstSipMediaKind kind = get_kind (template);
  GstElement *input = name != NULL ? add_input (self, kind, name)
                                   : add_input_of_any_name (self, kind);
  GstPad *pad;

  if (input == NULL) {
    GST_ELEMENT_WARNING (self, STREAM, FAILED,
        ("There is a pad %s already; another name is needed", name), (NULL));
    return NULL;
  }
  pad = make_sink_pad (input, template);
  gst_element_sync_state_with_parent (input);

  GST_OBJECT_LOCK (self);
  self->inputs = g_list_append (self->inputs, input);
  GST_OBJECT_UNLOCK (self);
  if (!gst_element_add_pad (element, pad)) {
    stop_input (self, input);
    remove_input (self, input);
    return NULL;
  }
  return pad;
}

static void
gst_sip_ua_bin_release_pad (GstElement *element, GstPad *pad)
{
  GstSipUaBin *self = GST_SIP_UA_BIN (element);
  g_autoptr (GstElement) input = g_object_steal_data (G_OBJECT (pad), "input");

  /* First: a thread that waits in there for the time of its buffer, or for the
   * clock to run, holds the stream lock of the pad. */
  stop_input (self, input);
  gst_pad_set_active (pad, FALSE);
  gst_element_remove_pad (element, pad);
  remove_input (self, input);
}

GPtrArray *
gst_sip_ua_bin_dup_inputs (GstSipUaBin *self)
{
  GPtrArray *inputs = g_ptr_array_new_with_free_func (gst_object_unref);

  GST_OBJECT_LOCK (self);
  for (GList *item = self->inputs; item != NULL; item = item->next)
    g_ptr_array_add (inputs, gst_object_ref (item->data));
  GST_OBJECT_UNLOCK (self);
  return inputs;
}

GHashTable *
gst_sip_ua_bin_new_consumers (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      gst_sip_ua_bin_weak_ref_free);
}

GstSipSinks *
gst_sip_ua_bin_ref_sinks (GstSipUaBin *self)
{
  GstSipSinks *sinks;

  GST_OBJECT_LOCK (self);
  sinks = self->sinks != NULL ? gst_sip_sinks_ref (self->sinks) : NULL;
  GST_OBJECT_UNLOCK (self);
  return sinks;
}

static void
remember_consumer (GstSipUaBin *self, GstPad *pad)
{
  g_autoptr (GstPad) consumer = gst_pad_get_peer (pad);
  g_autoptr (GstSipSinks) sinks = gst_sip_ua_bin_ref_sinks (self);

  if (consumer != NULL && sinks != NULL)
    gst_sip_sinks_add_head (sinks, consumer);
  GST_OBJECT_LOCK (self);
  g_hash_table_replace (self->consumers, gst_pad_get_name (pad),
      gst_sip_ua_bin_weak_ref_new (consumer));
  GST_OBJECT_UNLOCK (self);
}

static GstPad *
find_consumer (GstSipUaBin *self, GstPad *pad)
{
  GstPad *consumer = NULL;
  GWeakRef *weak;

  GST_OBJECT_LOCK (self);
  weak = g_hash_table_lookup (self->consumers, GST_PAD_NAME (pad));
  if (weak != NULL)
    consumer = g_weak_ref_get (weak);
  GST_OBJECT_UNLOCK (self);
  return consumer;
}

/* "ua.audio_src_0 ! ..." of gst_parse_launch() waits for one pad only, but who
 * listened to the last call wants to hear the next one as well. Not where the
 * application has linked the pad, or the old consumer, by itself. */
static void
link_again (GstSipUaBin *self, GstPad *pad)
{
  g_autoptr (GstPad) consumer = find_consumer (self, pad);

  if (consumer != NULL && !gst_pad_is_linked (consumer) &&
      !gst_pad_is_linked (pad))
    gst_pad_link (pad, consumer);
}

GstPad *
gst_sip_ua_bin_add_src_pad (GstSipUaBin *self, GstPad *target,
    GstSipMediaKind kind, GstSipCall *call, const gchar *mid)
{
  const gchar *prefix = prefixes[kind].src;
  g_autofree gchar *name = make_name (self, prefix);
  GstPad *pad =
      gst_sip_pad_new (name, target, get_template (self, prefix), call, mid);

  gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (GST_ELEMENT (self), pad);
  link_again (self, pad);
  return pad;
}

void
gst_sip_ua_bin_remove_src_pad (GstSipUaBin *self, GstPad *pad)
{
  remember_consumer (self, pad);
  gst_pad_set_active (pad, FALSE);
  gst_element_remove_pad (GST_ELEMENT (self), pad);
}

static void
flush_src_pad (const GValue *item, gpointer peers)
{
  GstPad *pad = g_value_get_object (item);
  GstPad *peer = gst_pad_get_peer (pad);

  if (peer == NULL)
    return;
  g_ptr_array_add (peers, peer);
  gst_pad_push_event (pad, gst_event_new_flush_start ());
}

/* Again after a change of the pads: a sink that is told twice minds as little
 * as one that is told once. */
GPtrArray *
gst_sip_ua_bin_flush_src_pads (GstSipUaBin *self)
{
  GPtrArray *peers = g_ptr_array_new_with_free_func (gst_object_unref);
  g_autoptr (GstIterator) pads =
      gst_element_iterate_src_pads (GST_ELEMENT (self));

  while (
      gst_iterator_foreach (pads, flush_src_pad, peers) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (pads);
  return peers;
}

void
gst_sip_ua_bin_stop_flushing (GPtrArray *peers)
{
  for (guint i = 0; i < peers->len; i++)
    gst_pad_send_event (g_ptr_array_index (peers, i),
        gst_event_new_flush_stop (FALSE));
  g_ptr_array_unref (peers);
}

static void
add_template (GstElementClass *klass, const gchar *prefix,
    GstPadDirection direction, GstPadPresence presence, GstSipMediaKind kind)
{
  g_autofree gchar *name = g_strconcat (prefix, "%u", NULL);
  g_autoptr (GstCaps) caps = gst_sip_input_get_template_caps (kind);

  gst_element_class_add_pad_template (klass,
      gst_pad_template_new_with_gtype (name, direction, presence, caps,
          GST_TYPE_SIP_PAD));
}

void
gst_sip_ua_bin_install_pads (GstElementClass *klass)
{
  for (guint kind = 0; kind < GST_SIP_MEDIA_N_KINDS; kind++) {
    add_template (klass, prefixes[kind].sink, GST_PAD_SINK, GST_PAD_REQUEST,
        kind);
    add_template (klass, prefixes[kind].src, GST_PAD_SRC, GST_PAD_SOMETIMES,
        kind);
  }
  klass->request_new_pad = gst_sip_ua_bin_request_new_pad;
  klass->release_pad = gst_sip_ua_bin_release_pad;
  gst_type_mark_as_plugin_api (GST_TYPE_SIP_PAD, 0);
}
