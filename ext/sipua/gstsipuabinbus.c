/* sipuabin on the bus
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Outwards: everything an application may hear as a signal is an element
 * message too, and what takes time is a progress message, which gst-launch-1.0
 * prints. Inwards: nothing inside can fail the pipeline; only the
 * configuration can, and the call of the property "target".
 */
#include "ext/sipua/gstsipuabin-private.h"
#include <gst/sip/gstsip-enumtypes.h>

#define GST_CAT_DEFAULT gst_sip_ua_bin_debug

static gpointer parent_class;

void
gst_sip_ua_bin_post (GstSipUaBin *self, const gchar *name,
    const gchar *first_field, ...)
{
  GstStructure *structure = gst_structure_new_empty (name);
  va_list fields;

  va_start (fields, first_field);
  gst_structure_set_valist (structure, first_field, fields);
  va_end (fields);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self), structure));
}

void
gst_sip_ua_bin_post_call (GstSipUaBin *self, const gchar *name,
    GstSipCall *call)
{
  g_autofree gchar *call_id = gst_sip_call_get_call_id (call);
  g_autofree gchar *reason = gst_sip_call_get_reason (call);
  g_autofree gchar *remote = NULL;
  gboolean elsewhere;

  g_object_get (call, "remote-uri", &remote, "answered-elsewhere", &elsewhere,
      NULL);
  gst_sip_ua_bin_post (self, name, "call", GST_TYPE_SIP_CALL, call, "call-id",
      G_TYPE_STRING, call_id, "state", GST_TYPE_SIP_CALL_STATE,
      gst_sip_call_get_state (call), "direction", GST_TYPE_SIP_CALL_DIRECTION,
      gst_sip_call_get_direction (call), "remote-uri", G_TYPE_STRING, remote,
      "status", G_TYPE_UINT, gst_sip_call_get_status (call), "reason",
      G_TYPE_STRING, reason, "answered-elsewhere", G_TYPE_BOOLEAN, elsewhere,
      NULL);
}

void
gst_sip_ua_bin_post_progress (GstSipUaBin *self, GstProgressType type,
    const gchar *code, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_progress (GST_OBJECT (self), type, code, text));
}

/* An error inside is a warning outside: the call that it belongs to ends by
 * itself, the phone stays. */
static GstMessage *
as_warning (GstSipUaBin *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *debug = NULL;
  GstMessage *warning;

  gst_message_parse_error (message, &error, &debug);
  warning = gst_message_new_warning (GST_MESSAGE_SRC (message), error, debug);
  gst_message_unref (message);
  return warning;
}

static void
gst_sip_ua_bin_handle_message (GstBin *bin, GstMessage *message)
{
  GstSipUaBin *self = GST_SIP_UA_BIN (bin);

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR &&
      GST_MESSAGE_SRC (message) != GST_OBJECT (self))
    message = as_warning (self, message);
  GST_BIN_CLASS (parent_class)->handle_message (bin, message);
}

/* The element is a sink to its pipeline, whose EOS waits for this one. */
static void
post_eos (GstSipUaBin *self, guint32 seqnum)
{
  GstMessage *message = gst_message_new_eos (GST_OBJECT (self));

  gst_message_set_seqnum (message, seqnum);
  gst_element_post_message (GST_ELEMENT (self), message);
}

static void
end_src_pad (const GValue *item, gpointer event)
{
  gst_pad_push_event (g_value_get_object (item), gst_event_ref (event));
}

static void
end_downstream (GstElement *element, gpointer event)
{
  g_autoptr (GstSipSinks) sinks =
      gst_sip_ua_bin_ref_sinks (GST_SIP_UA_BIN (element));
  g_autoptr (GstIterator) pads = gst_element_iterate_src_pads (element);

  while (gst_iterator_foreach (pads, end_src_pad, event) == GST_ITERATOR_RESYNC)
    gst_iterator_resync (pads);
  if (sinks != NULL)
    gst_sip_sinks_end (sinks, event);
  post_eos (GST_SIP_UA_BIN (element), gst_event_get_seqnum (event));
}

/* Not in the calling thread: a paused sink lets no EOS pass before it plays
 * again or stops, and the caller may hold the lock that it takes for either. */
void
gst_sip_ua_bin_end_downstream (GstSipUaBin *self, GstEvent *eos)
{
  gst_element_call_async (GST_ELEMENT (self), end_downstream, eos,
      (GDestroyNotify) gst_event_unref);
}

static gboolean
send_to_pad (GstElement *element, GstPad *pad, gpointer event)
{
  gst_pad_send_event (pad, gst_event_ref (event));
  return TRUE;
}

static void
send_to_pads (GstElement *element, gpointer event)
{
  gst_element_foreach_sink_pad (element, send_to_pad, event);
}

/* "gst-launch-1.0 -e", and applications that end in an orderly way. Live media
 * need no draining: downstream hears EOS now. Calls end with the state.
 *
 * What else goes downstream has begun upstream: it comes in by the sink pads,
 * and never to what a call has inside, which GstBin would take for sources, and
 * would hold their state locks meanwhile. What is serialized has its turn at a
 * pad after the buffer that waits there, in PAUSED until it plays: not in the
 * calling thread, which holds the lock without which it never does. */
static gboolean
gst_sip_ua_bin_send_event (GstElement *element, GstEvent *event)
{
  if (!GST_EVENT_IS_DOWNSTREAM (event))
    return GST_ELEMENT_CLASS (parent_class)->send_event (element, event);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    gst_sip_ua_bin_end_downstream (GST_SIP_UA_BIN (element), event);
  } else if (GST_EVENT_IS_SERIALIZED (event)) {
    gst_element_call_async (element, send_to_pads, event,
        (GDestroyNotify) gst_event_unref);
  } else {
    send_to_pads (element, event);
    gst_event_unref (event);
  }
  return TRUE;
}

void
gst_sip_ua_bin_install_bus (GstSipUaBinClass *klass)
{
  parent_class = g_type_class_peek_parent (klass);
  GST_BIN_CLASS (klass)->handle_message = gst_sip_ua_bin_handle_message;
  GST_ELEMENT_CLASS (klass)->send_event = gst_sip_ua_bin_send_event;
}
