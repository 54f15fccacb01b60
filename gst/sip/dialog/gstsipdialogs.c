/* All dialogs, found by their identifiers (RFC 3261 section 12)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/dialog/gstsipdialogs.h"

struct _GstSipDialogs
{
  GHashTable *by_id; /* Call-ID, local tag, remote tag on lines of a string */
};

/* No header value has a line break, so the three cannot run together. */
static gchar *
make_id (const gchar *call_id, GstSipSlice local, GstSipSlice remote)
{
  return g_strdup_printf ("%s\n" GST_SIP_SLICE_FORMAT "\n" GST_SIP_SLICE_FORMAT,
      call_id, GST_SIP_SLICE_ARGS (local), GST_SIP_SLICE_ARGS (remote));
}

static gchar *
make_dialog_id (GstSipDialog *dialog)
{
  return make_id (gst_sip_dialog_get_call_id (dialog),
      gst_sip_slice (gst_sip_dialog_get_local_tag (dialog)),
      gst_sip_slice (gst_sip_dialog_get_remote_tag (dialog)));
}

GstSipDialogs *
gst_sip_dialogs_new (void)
{
  GstSipDialogs *self = g_new0 (GstSipDialogs, 1);

  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) gst_sip_dialog_unref);
  return self;
}

void
gst_sip_dialogs_free (GstSipDialogs *self)
{
  g_hash_table_unref (self->by_id);
  g_free (self);
}

void
gst_sip_dialogs_add (GstSipDialogs *self, GstSipDialog *dialog)
{
  g_hash_table_replace (self->by_id, make_dialog_id (dialog),
      gst_sip_dialog_ref (dialog));
}

void
gst_sip_dialogs_remove (GstSipDialogs *self, GstSipDialog *dialog)
{
  g_autofree gchar *id = make_dialog_id (dialog);

  if (g_hash_table_lookup (self->by_id, id) == dialog)
    g_hash_table_remove (self->by_id, id);
}

guint
gst_sip_dialogs_get_size (GstSipDialogs *self)
{
  return g_hash_table_size (self->by_id);
}

gboolean
gst_sip_dialogs_use_flow (GstSipDialogs *self, guint flow)
{
  GHashTableIter iter;
  gpointer dialog;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &dialog)) {
    if (gst_sip_dialog_get_flow (dialog) == flow)
      return TRUE;
  }
  return FALSE;
}

static GstSipDialog *
find (GstSipDialogs *self, GstSipMessage *message, GstSipHeader local,
    GstSipHeader remote)
{
  const gchar *call_id =
      gst_sip_message_get_header (message, GST_SIP_HEADER_CALL_ID);
  g_autofree gchar *id = NULL;

  if (call_id == NULL)
    return NULL;
  id = make_id (call_id, gst_sip_message_get_tag (message, local),
      gst_sip_message_get_tag (message, remote));
  return g_hash_table_lookup (self->by_id, id);
}

GstSipDialog *
gst_sip_dialogs_find_for_request (GstSipDialogs *self, GstSipMessage *request)
{
  return find (self, request, GST_SIP_HEADER_TO, GST_SIP_HEADER_FROM);
}

GstSipDialog *
gst_sip_dialogs_find_for_response (GstSipDialogs *self, GstSipMessage *response)
{
  return find (self, response, GST_SIP_HEADER_FROM, GST_SIP_HEADER_TO);
}
