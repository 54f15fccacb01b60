/* Typed access to the headers that every layer reads
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipmessagestruct.h"
#include "gst/sip/message/gstsipparams.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/message/gstsipuriview.h"
#include "gst/sip/base/gstsiperror.h"

void
gst_sip_values_init (GstSipValues *values, GstSipMessage *message,
    GstSipHeader header)
{
  values->message = message;
  values->header = header;
  values->is_list = gst_sip_header_is_list (header);
  values->line = message->first[header];
  values->rest = values->line != 0
      ? gst_sip_field_get_value (&message->fields[values->line - 1])
      : GST_SIP_SLICE_NONE;
}

/* The comma that ends the value at the start of text, or its end. Commas in
 * quotes and in <> are of the value; when those are not closed, all is. */
static const gchar *
find_unquoted_comma (GstSipScanner scanner)
{
  GstSipSlice quoted;

  for (; !gst_sip_scanner_at_end (&scanner); scanner.p++) {
    if (*scanner.p == ',')
      return scanner.p;
    if (*scanner.p == '"') {
      if (!gst_sip_scanner_take_quoted (&scanner, &quoted))
        return scanner.end;
      scanner.p--;
    } else if (*scanner.p == '<') {
      scanner.p = memchr (scanner.p, '>', scanner.end - scanner.p);
      if (scanner.p == NULL)
        return scanner.end;
    }
  }
  return scanner.end;
}

/* Most values have no comma at all, and the others seldom have one in quotes:
 * the common case is not to be looked at byte by byte. */
static const gchar *
find_comma (GstSipSlice text)
{
  GstSipScanner scanner = gst_sip_scanner (text);
  const gchar *comma = memchr (text.text, ',', text.length);

  if (comma == NULL)
    return scanner.end;
  if (memchr (text.text, '"', comma - text.text) == NULL &&
      memchr (text.text, '<', comma - text.text) == NULL)
    return comma;
  return find_unquoted_comma (scanner);
}

static gboolean
next_line (GstSipValues *values)
{
  GstSipMessage *message = values->message;

  if (!gst_sip_message_is_repeated (message, values->header)) {
    values->line = 0;
    return FALSE;
  }
  /* line counts from 1, so it is the index of the line below */
  for (guint i = values->line; i < message->n_fields; i++)
    if (message->fields[i].header == values->header) {
      values->line = i + 1;
      values->rest = gst_sip_field_get_value (&message->fields[i]);
      return TRUE;
    }
  values->line = 0;
  return FALSE;
}

/* Empty values, as in "a,,b", are left out (RFC 9110 section 5.6.1). */
static void
skip_empty (GstSipValues *values)
{
  const gchar *p = values->rest.text;
  const gchar *end = gst_sip_slice_end (values->rest);

  while (p < end && (*p == ' ' || *p == '\t' || (*p == ',' && values->is_list)))
    p++;
  values->rest = (GstSipSlice){p, end - p};
}

gboolean
gst_sip_values_next (GstSipValues *values, GstSipSlice *value)
{
  while (values->line != 0) {
    const gchar *start, *end, *comma;

    skip_empty (values);
    if (values->rest.length == 0) {
      if (!next_line (values))
        return FALSE;
      continue;
    }
    start = values->rest.text;
    end = gst_sip_slice_end (values->rest);
    comma = values->is_list ? find_comma (values->rest) : end;
    *value = gst_sip_slice_trim ((GstSipSlice){start, comma - start});
    values->rest = (GstSipSlice){comma, end - comma};
    return TRUE;
  }
  return FALSE;
}

gboolean
gst_sip_values_next_address (GstSipValues *values, GstSipSlice *value,
    GstSipAddress *address)
{
  GstSipUriView uri;

  while (gst_sip_values_next (values, value))
    if (gst_sip_address_parse (address, *value, NULL) &&
        (address->is_star || gst_sip_uri_view_parse (&uri, address->uri, NULL)))
      return TRUE;
  return FALSE;
}

gboolean
gst_sip_message_has_token (GstSipMessage *self, GstSipHeader header,
    const gchar *token)
{
  GstSipSlice wanted = gst_sip_slice (token);
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, self, header);
  while (gst_sip_values_next (&values, &value)) {
    const gchar *semicolon = memchr (value.text, ';', value.length);

    if (semicolon != NULL)
      value = gst_sip_slice_trim (
          (GstSipSlice){value.text, semicolon - value.text});
    if (gst_sip_slice_equal_nocase (value, wanted))
      return TRUE;
  }
  return FALSE;
}

static gboolean
get_first (GstSipMessage *self, GstSipHeader header, GstSipSlice *value,
    GError **error)
{
  GstSipValues values;

  gst_sip_values_init (&values, self, header);
  if (gst_sip_values_next (&values, value))
    return TRUE;
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX,
      "message: expected a %s header", gst_sip_header_get_name (header));
  return FALSE;
}

gboolean
gst_sip_message_get_via (GstSipMessage *self, GstSipVia *via, GError **error)
{
  GstSipSlice value;

  return get_first (self, GST_SIP_HEADER_VIA, &value, error) &&
      gst_sip_via_parse (via, value, error);
}

gboolean
gst_sip_message_get_cseq (GstSipMessage *self, GstSipCSeq *cseq, GError **error)
{
  GstSipSlice value;

  return get_first (self, GST_SIP_HEADER_CSEQ, &value, error) &&
      gst_sip_cseq_parse (cseq, value, error);
}

gboolean
gst_sip_message_get_address (GstSipMessage *self, GstSipHeader header,
    GstSipAddress *address, GError **error)
{
  GstSipSlice value;

  return get_first (self, header, &value, error) &&
      gst_sip_address_parse (address, value, error);
}

GstSipSlice
gst_sip_message_get_tag (GstSipMessage *self, GstSipHeader header)
{
  GstSipAddress address;

  if (!gst_sip_message_get_address (self, header, &address, NULL))
    return GST_SIP_SLICE_NONE;
  return gst_sip_address_get_tag (&address);
}

gboolean
gst_sip_message_get_number (GstSipMessage *self, GstSipHeader header,
    guint32 *number)
{
  const GstSipField *field = gst_sip_message_find_field (self, header);
  GstSipScanner scanner;
  GstSipSlice digits;
  guint64 big;

  if (field == NULL)
    return FALSE;

  scanner = gst_sip_scanner (gst_sip_field_get_value (field));
  digits = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_DIGIT);
  gst_sip_scanner_skip_space (&scanner);
  if (!gst_sip_slice_get_number (digits, &big) ||
      (!gst_sip_scanner_at_end (&scanner) && *scanner.p != ';' &&
          *scanner.p != '('))
    return FALSE;
  *number = MIN (big, G_MAXUINT32);
  return TRUE;
}

void
gst_sip_message_set_to_tag (GstSipMessage *self, const gchar *tag)
{
  guint first = self->first[GST_SIP_HEADER_TO];
  g_autoptr (GString) value = NULL;
  GstSipField *field;

  g_return_if_fail (first != 0);

  if (gst_sip_message_get_tag (self, GST_SIP_HEADER_TO).text != NULL)
    return;

  /* Its display name may hold NUL (RFC 4475 section 3.1.1.2). */
  field = &self->fields[first - 1];
  value = g_string_new_len (field->value, field->value_length);
  g_string_append_printf (value, ";tag=%s", tag);
  field->value = gst_sip_message_keep_line (self, value->str, value->len);
  field->value_length = value->len;
}
