/* SIP messages (RFC 3261 section 7)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The value itself and what it tells of itself. Reading it from bytes, writing
 * it and changing it have files of their own.
 */
#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipmessagestruct.h"
#include "gst/sip/base/gstsiperror.h"

GST_DEFINE_MINI_OBJECT_TYPE (GstSipMessage, gst_sip_message);

/* Fields that fit in the block of a message that is made here. */
#define N_FIELDS_RESERVED 20

static void
message_free (GstMiniObject *object)
{
  GstSipMessage *self = (GstSipMessage *) object;

  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->chunk, g_string_chunk_free);
  g_free (self->own_fields);
  g_free (self);
}

GstSipMessage *
gst_sip_message_alloc (guint n_fields, gsize text_size, gchar **text)
{
  gsize fields_size = n_fields * sizeof (GstSipField);
  gchar *block = g_malloc (sizeof (GstSipMessage) + fields_size + text_size);
  GstSipMessage *self = (GstSipMessage *) block;

  memset (self, 0, sizeof *self);
  gst_mini_object_init (GST_MINI_OBJECT_CAST (self), 0, GST_TYPE_SIP_MESSAGE,
      (GstMiniObjectCopyFunction) gst_sip_message_copy, NULL, message_free);
  self->fields = (GstSipField *) (block + sizeof (GstSipMessage));
  self->n_reserved = n_fields;
  if (text != NULL)
    *text = block + sizeof (GstSipMessage) + fields_size;
  return self;
}

gchar *
gst_sip_message_keep_line (GstSipMessage *self, const gchar *text, gsize length)
{
  gchar *line;

  if (self->chunk == NULL)
    self->chunk = g_string_chunk_new (1024);
  line = g_string_chunk_insert_len (self->chunk, text, length);
  for (gsize i = 0; i < length; i++)
    if (line[i] == '\r' || line[i] == '\n')
      line[i] = ' ';
  return line;
}

static GstSipSlice
keep (GstSipMessage *self, const gchar *text)
{
  return gst_sip_slice (gst_sip_message_keep_line (self, text, strlen (text)));
}

/**
 * gst_sip_message_new_request:
 * @method: its token; not an enum, so that any method can be sent
 * @uri: the Request-URI
 *
 * Returns: (transfer full): a request without any header
 *
 * Since: 0.1
 */
GstSipMessage *
gst_sip_message_new_request (const gchar *method, const gchar *uri)
{
  GstSipMessage *self;

  g_return_val_if_fail (method != NULL && *method != '\0', NULL);
  g_return_val_if_fail (uri != NULL && *uri != '\0', NULL);

  self = gst_sip_message_alloc (N_FIELDS_RESERVED, 0, NULL);
  self->version = gst_sip_slice ("SIP/2.0");
  self->method_name = keep (self, method);
  self->method = gst_sip_method_from_string (method, strlen (method));
  self->uri = keep (self, uri);
  return self;
}

/**
 * gst_sip_message_new_response:
 * @request: the request that is answered
 * @status: 100 to 699
 * @reason: (nullable): reason phrase, or %NULL for the usual one
 *
 * Makes an answer with Via, From, To, Call-ID and CSeq of @request (RFC 3261
 * section 8.2.6.2). No To tag is added.
 *
 * Returns: (transfer full): the response
 *
 * Since: 0.1
 */
GstSipMessage *
gst_sip_message_new_response (GstSipMessage *request, guint status,
    const gchar *reason)
{
  GstSipMessage *self;

  g_return_val_if_fail (gst_sip_message_is_request (request), NULL);
  g_return_val_if_fail (status >= 100 && status <= 699, NULL);

  self = gst_sip_message_alloc (N_FIELDS_RESERVED, 0, NULL);
  self->version = gst_sip_slice ("SIP/2.0");
  self->status = status;
  self->flow = request->flow;
  self->reason = reason != NULL
      ? keep (self, reason)
      : gst_sip_slice (gst_sip_status_get_phrase (status));
  gst_sip_message_copy_headers (self, request, GST_SIP_HEADER_VIA);
  gst_sip_message_copy_headers (self, request, GST_SIP_HEADER_FROM);
  gst_sip_message_copy_headers (self, request, GST_SIP_HEADER_TO);
  gst_sip_message_copy_headers (self, request, GST_SIP_HEADER_CALL_ID);
  gst_sip_message_copy_headers (self, request, GST_SIP_HEADER_CSEQ);
  return self;
}

static gsize
get_text_size (GstSipMessage *self)
{
  gsize size = self->version.length + self->method_name.length +
      self->uri.length + self->reason.length + self->defect_text.length + 5;

  for (guint i = 0; i < self->n_fields; i++)
    size += self->fields[i].name_length + self->fields[i].value_length + 2;
  return size;
}

static GstSipSlice
copy_text (gchar **to, GstSipSlice from)
{
  gchar *start = *to;

  if (from.text == NULL)
    return GST_SIP_SLICE_NONE;
  memcpy (start, from.text, from.length);
  start[from.length] = '\0';
  *to = start + from.length + 1;
  return (GstSipSlice){start, from.length};
}

/**
 * gst_sip_message_copy:
 * @self: a message
 *
 * Returns: (transfer full): a deep copy, which may be changed
 *
 * Since: 0.1
 */
GstSipMessage *
gst_sip_message_copy (GstSipMessage *self)
{
  gchar *text;
  GstSipMessage *copy =
      gst_sip_message_alloc (self->n_fields + 4, get_text_size (self), &text);

  copy->method = self->method;
  copy->status = self->status;
  copy->flow = self->flow;
  copy->version = copy_text (&text, self->version);
  copy->method_name = copy_text (&text, self->method_name);
  copy->uri = copy_text (&text, self->uri);
  copy->reason = copy_text (&text, self->reason);
  copy->defect = self->defect;
  copy->defect_text = copy_text (&text, self->defect_text);

  copy->n_fields = self->n_fields;
  memcpy (copy->first, self->first, sizeof copy->first);
  copy->repeated = self->repeated;
  for (guint i = 0; i < self->n_fields; i++) {
    const GstSipField *from = &self->fields[i];
    GstSipField *to = &copy->fields[i];

    *to = *from;
    to->name =
        copy_text (&text, (GstSipSlice){from->name, from->name_length}).text;
    to->value = copy_text (&text, gst_sip_field_get_value (from)).text;
  }
  if (self->body != NULL)
    copy->body = g_bytes_ref (self->body);
  copy->body_offset = self->body_offset;
  copy->body_size = self->body_size;
  return copy;
}

/**
 * gst_sip_message_is_request:
 * @self: a message
 *
 * Returns: whether this is a request; else it is a response
 *
 * Since: 0.1
 */
gboolean
gst_sip_message_is_request (GstSipMessage *self)
{
  return self->status == 0;
}

/**
 * gst_sip_message_get_method:
 * @self: a message
 *
 * Returns: the method of a request; of a response, that of its CSeq
 *
 * Since: 0.1
 */
GstSipMethod
gst_sip_message_get_method (GstSipMessage *self)
{
  GstSipCSeq cseq;

  if (gst_sip_message_is_request (self))
    return self->method;
  return gst_sip_message_get_cseq (self, &cseq, NULL) ? cseq.method
                                                      : GST_SIP_METHOD_UNKNOWN;
}

/**
 * gst_sip_message_get_method_name:
 * @self: a message
 *
 * Returns: (nullable): as gst_sip_message_get_method(), as written; %NULL for
 *   a response without a good CSeq
 *
 * Since: 0.1
 */
const gchar *
gst_sip_message_get_method_name (GstSipMessage *self)
{
  GstSipCSeq cseq;

  if (gst_sip_message_is_request (self))
    return self->method_name.text;
  /* The method ends the value, and a NUL ends both. */
  return gst_sip_message_get_cseq (self, &cseq, NULL) ? cseq.method_name.text
                                                      : NULL;
}

/**
 * gst_sip_message_get_request_uri:
 * @self: a message
 *
 * Returns: (nullable): the Request-URI; %NULL for a response
 *
 * Since: 0.1
 */
const gchar *
gst_sip_message_get_request_uri (GstSipMessage *self)
{
  return self->uri.text;
}

/**
 * gst_sip_message_set_request_uri:
 * @self: a request
 * @uri: the new Request-URI
 *
 * Since: 0.1
 */
void
gst_sip_message_set_request_uri (GstSipMessage *self, const gchar *uri)
{
  g_return_if_fail (gst_sip_message_is_request (self));
  g_return_if_fail (uri != NULL && *uri != '\0');

  self->uri = keep (self, uri);
}

/**
 * gst_sip_message_get_status:
 * @self: a message
 *
 * Returns: the status of a response, 100 to 699; 0 for a request
 *
 * Since: 0.1
 */
guint
gst_sip_message_get_status (GstSipMessage *self)
{
  return self->status;
}

/**
 * gst_sip_message_get_reason:
 * @self: a message
 *
 * Returns: (nullable): the reason phrase of a response, which may be empty;
 *   %NULL for a request
 *
 * Since: 0.1
 */
const gchar *
gst_sip_message_get_reason (GstSipMessage *self)
{
  return self->reason.text;
}

/**
 * gst_sip_message_get_n_headers:
 * @self: a message
 *
 * Returns: how many header lines there are
 *
 * Since: 0.1
 */
guint
gst_sip_message_get_n_headers (GstSipMessage *self)
{
  return self->n_fields;
}

/**
 * gst_sip_message_get_nth_header:
 * @self: a message
 * @n: index of a header line, from the top, 0 for the first
 * @header: (out) (optional): which header it is
 * @name: (out) (optional) (transfer none): its name as written, which may be a
 *   compact form
 * @value: (out) (optional) (transfer none): its value, unfolded and without
 *   surrounding white space
 *
 * Since: 0.1
 */
void
gst_sip_message_get_nth_header (GstSipMessage *self, guint n,
    GstSipHeader *header, const gchar **name, const gchar **value)
{
  g_return_if_fail (n < self->n_fields);

  if (header != NULL)
    *header = self->fields[n].header;
  if (name != NULL)
    *name = self->fields[n].name;
  if (value != NULL)
    *value = self->fields[n].value;
}

GstSipSlice
gst_sip_message_get_nth_value (GstSipMessage *self, guint n)
{
  g_return_val_if_fail (n < self->n_fields, GST_SIP_SLICE_NONE);

  return gst_sip_field_get_value (&self->fields[n]);
}

/**
 * gst_sip_message_get_header:
 * @self: a message
 * @header: a header other than %GST_SIP_HEADER_OTHER
 *
 * Returns: (nullable): the value of the first line of that name, unfolded;
 *   %NULL when there is none
 *
 * Since: 0.1
 */
const gchar *
gst_sip_message_get_header (GstSipMessage *self, GstSipHeader header)
{
  const GstSipField *field;

  g_return_val_if_fail (header > GST_SIP_HEADER_OTHER &&
          header < GST_SIP_HEADER_N_KNOWN,
      NULL);

  field = gst_sip_message_find_field (self, header);
  return field != NULL ? field->value : NULL;
}

/**
 * gst_sip_message_get_header_by_name:
 * @self: a message
 * @name: name of any header, in any case, full or compact
 *
 * Returns: (nullable): the value of the first line of that name, unfolded;
 *   %NULL when there is none
 *
 * Since: 0.1
 */
const gchar *
gst_sip_message_get_header_by_name (GstSipMessage *self, const gchar *name)
{
  gsize length;
  GstSipHeader header;

  g_return_val_if_fail (name != NULL, NULL);

  length = strlen (name);
  header = gst_sip_header_from_name (name, length);
  if (header != GST_SIP_HEADER_OTHER)
    return gst_sip_message_get_header (self, header);

  for (guint i = 0; i < self->n_fields; i++) {
    const GstSipField *field = &self->fields[i];

    if (field->name_length == length &&
        g_ascii_strncasecmp (field->name, name, length) == 0)
      return field->value;
  }
  return NULL;
}

/**
 * gst_sip_message_get_body_data:
 * @self: a message
 * @size: (out): its size in bytes
 *
 * Returns: (transfer none) (nullable) (array length=size): the body, valid as
 *   long as the message is not changed; %NULL when it is empty
 *
 * Since: 0.1
 */
const guint8 *
gst_sip_message_get_body_data (GstSipMessage *self, gsize *size)
{
  const guint8 *data;

  *size = self->body_size;
  if (self->body_size == 0)
    return NULL;
  data = g_bytes_get_data (self->body, NULL);
  return data + self->body_offset;
}

/**
 * gst_sip_message_get_body:
 * @self: a message
 *
 * Returns: (transfer full) (nullable): the body, or %NULL when it is empty
 *
 * Since: 0.1
 */
GBytes *
gst_sip_message_get_body (GstSipMessage *self)
{
  if (self->body_size == 0)
    return NULL;
  return g_bytes_new_from_bytes (self->body, self->body_offset,
      self->body_size);
}
