/* Changing a message: its headers and its body
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A message is changed by its maker, before it is sent or shown to others.
 * What is replaced stays in memory as long as the message.
 */
#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipmessagestruct.h"
#include "gst/sip/message/gstsipscanner.h"

static void
reindex (GstSipMessage *self)
{
  memset (self->first, 0, sizeof self->first);
  self->repeated = 0;
  for (guint i = 0; i < self->n_fields; i++)
    gst_sip_message_index_field (self, i);
}

/* Makes room for one more field at n. */
static GstSipField *
insert_field (GstSipMessage *self, guint n)
{
  if (self->n_fields == self->n_reserved) {
    guint n_reserved = self->n_reserved * 2 + 8;
    GstSipField *fields = g_new (GstSipField, n_reserved);

    memcpy (fields, self->fields, self->n_fields * sizeof *fields);
    g_free (self->own_fields);
    self->own_fields = self->fields = fields;
    self->n_reserved = n_reserved;
  }
  memmove (&self->fields[n + 1], &self->fields[n],
      (self->n_fields - n) * sizeof *self->fields);
  self->n_fields++;
  return &self->fields[n];
}

static void
insert_header (GstSipMessage *self, guint n, GstSipHeader header,
    const gchar *name, GstSipSlice value)
{
  gboolean last = n == self->n_fields;

  g_return_if_fail (self->n_fields < G_MAXUINT16 - 1);

  *insert_field (self, n) = (GstSipField){
      .header = header,
      .name = name,
      .name_length = strlen (name),
      .value = gst_sip_message_keep_line (self, value.text, value.length),
      .value_length = value.length,
  };
  if (last)
    gst_sip_message_index_field (self, n);
  else
    reindex (self);
}

/**
 * gst_sip_message_append_header:
 * @self: a message
 * @header: a header other than %GST_SIP_HEADER_OTHER
 * @value: its value; line ends become spaces
 *
 * Adds a line below all others.
 *
 * Since: 0.1
 */
void
gst_sip_message_append_header (GstSipMessage *self, GstSipHeader header,
    const gchar *value)
{
  g_return_if_fail (
      header > GST_SIP_HEADER_OTHER && header < GST_SIP_HEADER_N_KNOWN);
  g_return_if_fail (value != NULL);

  insert_header (self, self->n_fields, header, gst_sip_header_get_name (header),
      gst_sip_slice (value));
}

/**
 * gst_sip_message_append_header_by_name:
 * @self: a message
 * @name: name of the header, a token
 * @value: its value; line ends become spaces
 *
 * Adds a line below all others.
 *
 * Since: 0.1
 */
void
gst_sip_message_append_header_by_name (GstSipMessage *self, const gchar *name,
    const gchar *value)
{
  gsize length;

  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (
      gst_sip_slice_is_all (gst_sip_slice (name), GST_SIP_CHAR_TOKEN));
  g_return_if_fail (value != NULL);

  length = strlen (name);
  insert_header (self, self->n_fields, gst_sip_header_from_name (name, length),
      gst_sip_message_keep_line (self, name, length), gst_sip_slice (value));
}

/**
 * gst_sip_message_append_header_printf: (skip)
 * @self: a message
 * @header: a header other than %GST_SIP_HEADER_OTHER
 * @format: its value, as printf() takes it
 * @...: what @format asks for
 *
 * As gst_sip_message_append_header().
 *
 * Since: 0.1
 */
void
gst_sip_message_append_header_printf (GstSipMessage *self, GstSipHeader header,
    const gchar *format, ...)
{
  g_autofree gchar *value = NULL;
  va_list args;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);
  gst_sip_message_append_header (self, header, value);
}

void
gst_sip_message_copy_headers (GstSipMessage *self, GstSipMessage *from,
    GstSipHeader header)
{
  for (guint i = 0; i < from->n_fields; i++)
    if (from->fields[i].header == header)
      insert_header (self, self->n_fields, header,
          gst_sip_header_get_name (header),
          gst_sip_field_get_value (&from->fields[i]));
}

/**
 * gst_sip_message_prepend_header:
 * @self: a message
 * @header: a header other than %GST_SIP_HEADER_OTHER
 * @value: its value; line ends become spaces
 *
 * Adds a line above all others of any name: where a Via goes.
 *
 * Since: 0.1
 */
void
gst_sip_message_prepend_header (GstSipMessage *self, GstSipHeader header,
    const gchar *value)
{
  g_return_if_fail (
      header > GST_SIP_HEADER_OTHER && header < GST_SIP_HEADER_N_KNOWN);
  g_return_if_fail (value != NULL);

  insert_header (self, 0, header, gst_sip_header_get_name (header),
      gst_sip_slice (value));
}

/* Removes the lines of that name from n on. */
static void
remove_from (GstSipMessage *self, GstSipHeader header, guint n)
{
  guint kept = n;

  for (guint i = n; i < self->n_fields; i++)
    if (self->fields[i].header != header)
      self->fields[kept++] = self->fields[i];
  self->n_fields = kept;
  reindex (self);
}

/**
 * gst_sip_message_set_header:
 * @self: a message
 * @header: a header other than %GST_SIP_HEADER_OTHER
 * @value: its value; line ends become spaces
 *
 * Puts one line in the place of all of that name, or below all others when
 * there is none.
 *
 * Since: 0.1
 */
void
gst_sip_message_set_header (GstSipMessage *self, GstSipHeader header,
    const gchar *value)
{
  GstSipField *field;
  guint first;

  g_return_if_fail (
      header > GST_SIP_HEADER_OTHER && header < GST_SIP_HEADER_N_KNOWN);
  g_return_if_fail (value != NULL);

  first = self->first[header];
  if (first == 0) {
    gst_sip_message_append_header (self, header, value);
    return;
  }
  field = &self->fields[first - 1];
  field->value_length = strlen (value);
  field->value = gst_sip_message_keep_line (self, value, field->value_length);
  remove_from (self, header, first);
}

/**
 * gst_sip_message_remove_header:
 * @self: a message
 * @header: a header other than %GST_SIP_HEADER_OTHER
 *
 * Removes all lines of that name.
 *
 * Since: 0.1
 */
void
gst_sip_message_remove_header (GstSipMessage *self, GstSipHeader header)
{
  g_return_if_fail (
      header > GST_SIP_HEADER_OTHER && header < GST_SIP_HEADER_N_KNOWN);

  if (self->first[header] != 0)
    remove_from (self, header, self->first[header] - 1);
}

/**
 * gst_sip_message_set_body:
 * @self: a message
 * @content_type: (nullable): value of Content-Type; %NULL removes the header
 * @body: (nullable): the new body; %NULL for none
 *
 * Since: 0.1
 */
void
gst_sip_message_set_body (GstSipMessage *self, const gchar *content_type,
    GBytes *body)
{
  GBytes *old = self->body;

  self->body = body != NULL ? g_bytes_ref (body) : NULL;
  self->body_offset = 0;
  self->body_size = body != NULL ? g_bytes_get_size (body) : 0;
  g_clear_pointer (&old, g_bytes_unref);

  if (content_type != NULL)
    gst_sip_message_set_header (self, GST_SIP_HEADER_CONTENT_TYPE,
        content_type);
  else
    gst_sip_message_remove_header (self, GST_SIP_HEADER_CONTENT_TYPE);
}

guint
gst_sip_message_get_flow (GstSipMessage *self)
{
  return self->flow;
}

void
gst_sip_message_set_flow (GstSipMessage *self, guint flow)
{
  self->flow = flow;
}
