/* A bin of whose inside the pipeline hears nothing
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/stream/gstsipquietbin.h"

G_DEFINE_ABSTRACT_TYPE (GstSipQuietBin, gst_sip_quiet_bin, GST_TYPE_BIN)

static void
on_error (GstSipQuietBin *self, GstMessage *message)
{
  GstSipQuietBinClass *klass = GST_SIP_QUIET_BIN_GET_CLASS (self);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  if (klass->failed != NULL)
    klass->failed (self, error, debug);
}

static void
gst_sip_quiet_bin_handle_message (GstBin *bin, GstMessage *message)
{
  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR) {
    GST_BIN_CLASS (gst_sip_quiet_bin_parent_class)
        ->handle_message (bin, message);
    return;
  }

  on_error (GST_SIP_QUIET_BIN (bin), message);
  gst_message_unref (message);
}

/* In the name of the bin around: a message that nobody reads must not keep what
 * is in here. */
static GstMessage *
rename_latency (GstElement *element, GstMessage *message)
{
  g_autoptr (GstObject) parent = gst_object_get_parent (GST_OBJECT (element));

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_LATENCY || parent == NULL)
    return message;

  gst_message_unref (message);
  return gst_message_new_latency (parent);
}

/* What comes from inside passes here, too, on its way out of the bin. The bin
 * around keeps structure changes to itself, but must know of our links: or a
 * state change meanwhile takes its children in the wrong order and warns of a
 * loop that there is not. */
static gboolean
gst_sip_quiet_bin_post_message (GstElement *element, GstMessage *message)
{
  const GstMessageType loud = GST_MESSAGE_LATENCY | GST_MESSAGE_CLOCK_PROVIDE |
      GST_MESSAGE_CLOCK_LOST | GST_MESSAGE_NEED_CONTEXT |
      GST_MESSAGE_HAVE_CONTEXT | GST_MESSAGE_ASYNC_START |
      GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_STRUCTURE_CHANGE;

  if ((GST_MESSAGE_TYPE (message) & loud) != 0)
    return GST_ELEMENT_CLASS (gst_sip_quiet_bin_parent_class)
        ->post_message (element, rename_latency (element, message));

  gst_message_unref (message);
  return TRUE;
}

static void
gst_sip_quiet_bin_class_init (GstSipQuietBinClass *klass)
{
  GST_BIN_CLASS (klass)->handle_message = gst_sip_quiet_bin_handle_message;
  GST_ELEMENT_CLASS (klass)->post_message = gst_sip_quiet_bin_post_message;
}

static void
gst_sip_quiet_bin_init (GstSipQuietBin *self)
{
  g_object_set (self, "async-handling", TRUE, NULL);
}
