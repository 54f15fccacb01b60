/* From bytes to a message (RFC 3261 sections 7 and 18.3)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * First the lines are found in the received bytes, then the message is made in
 * one block with a copy of them. Only what is no SIP at all is refused here;
 * what can be answered becomes a message, and gst_sip_message_check() tells
 * what is wrong with it.
 */
#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipmessagestruct.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/base/gstsiperror.h"

typedef struct
{
  const gchar *start; /* of the start line */
  const gchar *end; /* of all */
  const gchar *head_end;
  const gchar *body;
  GstSipSlice method, uri, version, reason;
  guint status;
  const gchar *defect;
  GstSipSlice defect_text;
  guint n_fields;
  GstSipField fields[GST_SIP_MESSAGE_MAX_HEADERS]; /* into the bytes */
} Layout;

/* The line from p on, without its end. next: behind its end */
static GstSipSlice
take_line (const gchar *p, const gchar *end, const gchar **next)
{
  const gchar *newline = memchr (p, '\n', end - p);
  const gchar *line_end = newline != NULL ? newline : end;

  *next = newline != NULL ? newline + 1 : end;
  if (line_end > p && line_end[-1] == '\r')
    line_end--;
  return (GstSipSlice){p, line_end - p};
}

static inline gboolean
is_white (gchar c)
{
  return c == ' ' || c == '\r' || c == '\n' || c == '\t';
}

static gboolean
is_version (GstSipSlice text)
{
  return text.length > 4 &&
      gst_sip_slice_is (((GstSipSlice){text.text, 4}), "SIP/");
}

/* INVITE sip:bob@example.com SIP/2.0, with more spaces where they do no harm
 * (RFC 4475 sections 3.1.2.9 and 3.1.2.10). What is in the middle is the URI,
 * even where white space shows that it is none. */
static gboolean
parse_request_line (Layout *layout, GstSipSlice line)
{
  GstSipScanner scanner = gst_sip_scanner (line);
  const gchar *space = scanner.end;

  layout->method = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_TOKEN);
  if (layout->method.length == 0 || gst_sip_scanner_at_end (&scanner) ||
      *scanner.p != ' ')
    return FALSE;
  while (*--space != ' ')
    ;

  layout->version = (GstSipSlice){space + 1, scanner.end - space - 1};
  layout->uri =
      gst_sip_slice_trim ((GstSipSlice){scanner.p, space - scanner.p});
  return is_version (layout->version) && layout->uri.length > 0;
}

/* SIP/2.0 200 OK; the phrase may be missing, and its space too. */
static gboolean
parse_status_line (Layout *layout, GstSipSlice line)
{
  GstSipScanner scanner = gst_sip_scanner (line);
  const gchar *space = memchr (line.text, ' ', line.length);
  GstSipSlice digits;
  guint64 status;

  if (space == NULL)
    return FALSE;

  layout->version = (GstSipSlice){line.text, space - line.text};
  scanner.p = space;
  gst_sip_scanner_skip_space (&scanner);
  digits = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_DIGIT);
  if (!gst_sip_slice_get_number (digits, &status) || status < 100 ||
      status > 699)
    return FALSE;
  layout->status = status;
  if (!gst_sip_scanner_at_end (&scanner) && *scanner.p != ' ')
    return FALSE;
  layout->reason = gst_sip_slice_trim (gst_sip_scanner_rest (&scanner));
  return TRUE;
}

static gboolean
parse_start_line (Layout *layout, const gchar **next, GError **error)
{
  GstSipSlice line;

  while (layout->start < layout->end &&
      (*layout->start == '\r' || *layout->start == '\n'))
    layout->start++;

  line = gst_sip_slice_trim (take_line (layout->start, layout->end, next));
  layout->start = line.text;
  if (is_version (line) ? parse_status_line (layout, line)
                        : parse_request_line (layout, line))
    return TRUE;
  return gst_sip_syntax_error (error,
      "start line: expected SIP/2.0 request or response", line);
}

static void
set_defect (Layout *layout, const gchar *defect, GstSipSlice text)
{
  if (layout->defect != NULL)
    return;
  layout->defect = defect;
  layout->defect_text = text;
}

/* Name and value of one header line, which may go over several. */
static void
parse_header_line (Layout *layout, GstSipSlice text, gboolean folded)
{
  GstSipField *field = &layout->fields[layout->n_fields];
  const gchar *colon = memchr (text.text, ':', text.length);
  const gchar *end = text.text + text.length;
  const gchar *value;
  GstSipSlice name;

  if (colon == NULL) {
    set_defect (layout, "header: expected a colon", text);
    return;
  }
  name = (GstSipSlice){text.text, colon - text.text};
  while (name.length > 0 && is_white (name.text[name.length - 1]))
    name.length--;
  field->header = gst_sip_header_from_name (name.text, name.length);
  if (field->header == GST_SIP_HEADER_OTHER &&
      (name.length == 0 || !gst_sip_slice_is_all (name, GST_SIP_CHAR_TOKEN))) {
    set_defect (layout, "header: expected a name", text);
    return;
  }

  value = colon + 1;
  while (value < end && is_white (*value))
    value++;
  while (end > value && is_white (end[-1]))
    end--;
  field->name = name.text;
  field->name_length = name.length;
  field->value = value;
  field->value_length = end - value;
  field->folded = folded;
  layout->n_fields++;
}

/* One header, with the lines that continue it. */
static GstSipSlice
take_header (const gchar *p, const gchar *end, const gchar **next,
    gboolean *folded)
{
  GstSipSlice line = take_line (p, end, next);

  *folded = FALSE;
  while (*next < end && gst_sip_char_is (**next, GST_SIP_CHAR_SPACE)) {
    GstSipSlice more = take_line (*next, end, next);

    line.length = more.text + more.length - p;
    *folded = TRUE;
  }
  return line;
}

static gboolean
parse_headers (Layout *layout, const gchar *p, GError **error)
{
  while (p < layout->end) {
    const gchar *next;
    gboolean folded;
    GstSipSlice line = take_header (p, layout->end, &next, &folded);

    if (line.length == 0) {
      layout->head_end = p;
      layout->body = next;
      return TRUE;
    }
    if (layout->n_fields == GST_SIP_MESSAGE_MAX_HEADERS) {
      g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT,
          "message: more than %d headers", GST_SIP_MESSAGE_MAX_HEADERS);
      return FALSE;
    }
    parse_header_line (layout, line, folded);
    p = next;
  }

  layout->head_end = layout->body = layout->end;
  set_defect (layout, "message: expected an empty line after the headers",
      GST_SIP_SLICE_NONE);
  return TRUE;
}

/* Undoes the line ends in a value: each becomes one space, with the white space
 * around it (RFC 3261 section 7.3.1). Returns the new length. */
static guint32
unfold (gchar *text, guint32 length)
{
  guint32 n = 0;

  for (guint32 i = 0; i < length; i++) {
    if (text[i] != '\r' && text[i] != '\n') {
      text[n++] = text[i];
      continue;
    }
    while (n > 0 && gst_sip_char_is (text[n - 1], GST_SIP_CHAR_SPACE))
      n--;
    while (i + 1 < length && is_white (text[i + 1]))
      i++;
    text[n++] = ' ';
  }
  return n;
}

/* The piece of the copy that stands where the slice stands in the original. */
static GstSipSlice
move_slice (const Layout *layout, gchar *text, GstSipSlice slice)
{
  gchar *moved;

  if (slice.text == NULL)
    return slice;
  moved = text + (slice.text - layout->start);
  moved[slice.length] = '\0';
  return (GstSipSlice){moved, slice.length};
}

/* As move_slice(), for all names and values. */
static void
move_fields (GstSipMessage *self, const Layout *layout, gchar *text)
{
  const gchar *start = layout->start;

  memcpy (self->fields, layout->fields,
      layout->n_fields * sizeof *self->fields);
  for (guint i = 0; i < layout->n_fields; i++) {
    GstSipField *field = &self->fields[i];
    gchar *name = text + (field->name - start);
    gchar *value = text + (field->value - start);

    if (field->folded)
      field->value_length = unfold (value, field->value_length);
    name[field->name_length] = '\0';
    value[field->value_length] = '\0';
    field->name = name;
    field->value = value;
    gst_sip_message_index_field (self, i);
  }
  self->n_fields = layout->n_fields;
}

/* A phrase is shown to people and never sent back, so it may be mended. */
static void
mend_reason (GstSipMessage *self)
{
  gchar *p = (gchar *) self->reason.text;
  gsize left = self->reason.length;
  const gchar *valid_end;

  for (gsize i = 0; i < left; i++)
    if (g_ascii_iscntrl (p[i]))
      p[i] = '?';

  while (left > 0 && !g_utf8_validate_len (p, left, &valid_end)) {
    left -= valid_end - p + 1;
    p = (gchar *) valid_end;
    *p++ = '?';
  }
}

/* Bytes behind Content-Length are not of this message (RFC 3261 section 18.3).
 * A number that is bad or too big is left to gst_sip_message_check(). */
static void
find_body (GstSipMessage *self, const Layout *layout, GBytes *bytes)
{
  const GstSipField *field =
      gst_sip_message_find_field (self, GST_SIP_HEADER_CONTENT_LENGTH);
  guint64 size;

  self->body_size = layout->end - layout->body;
  if (field != NULL &&
      gst_sip_slice_get_number (gst_sip_field_get_value (field), &size))
    self->body_size = MIN (size, self->body_size);
  if (self->body_size == 0)
    return;

  self->body = g_bytes_ref (bytes);
  self->body_offset =
      layout->body - (const gchar *) g_bytes_get_data (bytes, NULL);
}

static GstSipMessage *
make_message (const Layout *layout, GBytes *bytes)
{
  gsize size = layout->head_end - layout->start;
  gchar *text;
  GstSipMessage *self =
      gst_sip_message_alloc (layout->n_fields, size + 1, &text);

  memcpy (text, layout->start, size);
  text[size] = '\0';
  self->defect = layout->defect;
  self->defect_text = move_slice (layout, text, layout->defect_text);
  move_fields (self, layout, text);
  self->version = move_slice (layout, text, layout->version);
  self->method_name = move_slice (layout, text, layout->method);
  self->uri = move_slice (layout, text, layout->uri);
  self->reason = move_slice (layout, text, layout->reason);
  self->status = layout->status;
  if (self->status != 0)
    mend_reason (self);
  else
    self->method = gst_sip_method_from_string (self->method_name.text,
        self->method_name.length);
  find_body (self, layout, bytes);
  return self;
}

/**
 * gst_sip_message_parse:
 * @bytes: one whole SIP message, as a WebSocket message carries it
 * @error: (nullable): return location
 *
 * Reads a request or a response (RFC 3261 section 25). All headers are kept in
 * their order, also those that are not known. Empty lines before the message
 * are skipped, bytes behind its Content-Length ignored.
 *
 * The result may be wrong in itself: see gst_sip_message_check().
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with
 *   %GST_SIP_ERROR_SYNTAX when this is no SIP or a response that nobody can
 *   use, or %GST_SIP_ERROR_LIMIT above %GST_SIP_MESSAGE_MAX_SIZE or
 *   %GST_SIP_MESSAGE_MAX_HEADERS
 *
 * Since: 0.1
 */
GstSipMessage *
gst_sip_message_parse (GBytes *bytes, GError **error)
{
  Layout layout;
  const gchar *data, *next;
  gsize size;

  g_return_val_if_fail (bytes != NULL, NULL);

  data = g_bytes_get_data (bytes, &size);
  layout.method = layout.uri = GST_SIP_SLICE_NONE;
  layout.version = layout.reason = GST_SIP_SLICE_NONE;
  layout.status = 0;
  layout.defect = NULL;
  layout.defect_text = GST_SIP_SLICE_NONE;
  layout.n_fields = 0;

  if (size > GST_SIP_MESSAGE_MAX_SIZE) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT,
        "message: %" G_GSIZE_FORMAT " bytes are more than %d", size,
        GST_SIP_MESSAGE_MAX_SIZE);
    return NULL;
  }
  if (size == 0) {
    gst_sip_syntax_error (error, "message: expected a start line",
        GST_SIP_SLICE_NONE);
    return NULL;
  }
  layout.start = data;
  layout.end = data + size;
  if (!parse_start_line (&layout, &next, error) ||
      !parse_headers (&layout, next, error))
    return NULL;
  return make_message (&layout, bytes);
}
