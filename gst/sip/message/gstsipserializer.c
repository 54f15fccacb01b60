/* From a message to bytes (RFC 3261 section 7)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Content-Length is written anew, where it stands or below the other headers;
 * all else is written as it is kept. The size is known before the first byte is
 * written.
 */
#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipmessagestruct.h"

#define CONTENT_LENGTH "Content-Length: "
#define MAX_DIGITS 20

static inline gchar *
put (gchar *to, const gchar *text, gsize length)
{
  memcpy (to, text, length);
  return to + length;
}

static inline gchar *
put_crlf (gchar *to)
{
  to[0] = '\r';
  to[1] = '\n';
  return to + 2;
}

static gchar *
put_number (gchar *to, gsize number)
{
  gchar digits[MAX_DIGITS];
  gchar *p = digits + sizeof digits;

  do {
    *--p = '0' + number % 10;
    number /= 10;
  } while (number > 0);
  return put (to, p, digits + sizeof digits - p);
}

/* No less than what is written. */
static gsize
get_size_bound (GstSipMessage *self)
{
  gsize size = self->version.length + self->method_name.length +
      self->uri.length + self->reason.length + self->body_size +
      sizeof CONTENT_LENGTH + 3 * MAX_DIGITS;

  for (guint i = 0; i < self->n_fields; i++)
    size += self->fields[i].name_length + self->fields[i].value_length + 4;
  return size + MAX_DIGITS;
}

static gchar *
put_start_line (GstSipMessage *self, gchar *to)
{
  if (gst_sip_message_is_request (self)) {
    to = put (to, self->method_name.text, self->method_name.length);
    *to++ = ' ';
    to = put (to, self->uri.text, self->uri.length);
    *to++ = ' ';
    to = put (to, self->version.text, self->version.length);
  } else {
    to = put (to, self->version.text, self->version.length);
    *to++ = ' ';
    to = put_number (to, self->status);
    *to++ = ' ';
    to = put (to, self->reason.text, self->reason.length);
  }
  return put_crlf (to);
}

static gchar *
put_headers (GstSipMessage *self, gchar *to)
{
  guint content_length = self->first[GST_SIP_HEADER_CONTENT_LENGTH];

  for (guint i = 0; i < self->n_fields; i++) {
    const GstSipField *field = &self->fields[i];
    gboolean is_length = field->header == GST_SIP_HEADER_CONTENT_LENGTH;

    if (is_length && i + 1 != content_length)
      continue;
    to = put (to, field->name, field->name_length);
    *to++ = ':';
    *to++ = ' ';
    if (is_length)
      to = put_number (to, self->body_size);
    else
      to = put (to, field->value, field->value_length);
    to = put_crlf (to);
  }
  if (content_length != 0)
    return put_crlf (to);

  to = put (to, CONTENT_LENGTH, sizeof CONTENT_LENGTH - 1);
  to = put_number (to, self->body_size);
  return put_crlf (put_crlf (to));
}

/**
 * gst_sip_message_serialize:
 * @self: a message
 *
 * Returns: (transfer full): the message as it goes on the wire, with a
 *   Content-Length that is right
 *
 * Since: 0.1
 */
GBytes *
gst_sip_message_serialize (GstSipMessage *self)
{
  gsize size;
  const guint8 *body = gst_sip_message_get_body_data (self, &size);
  gchar *text = g_malloc (get_size_bound (self));
  gchar *end = put_headers (self, put_start_line (self, text));

  if (size > 0)
    end = put (end, (const gchar *) body, size);
  return g_bytes_new_take (text, end - text);
}
