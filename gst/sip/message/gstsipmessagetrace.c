/* A message as people may read it: without its secrets
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Blanked are what an Authorization header proves, passwords in URIs, and the
 * keys and ICE passwords of a session description. Names and realms stay, as
 * they tell what went wrong.
 */
#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipmessagestruct.h"
#include "gst/sip/message/gstsippasswords.h"
#include "gst/sip/message/gstsipscanner.h"

#define BLANK "***"

static void
append_slice (GString *text, GstSipSlice slice)
{
  g_string_append_len (text, slice.text, slice.length);
}

static gboolean
is_secret_param (GstSipSlice name)
{
  static const gchar *const secrets[] = {"response", "cnonce", "rspauth"};

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (gst_sip_slice_equal_nocase (name, gst_sip_slice (secrets[i])))
      return TRUE;
  return FALSE;
}

/* The end of name=value or name="value". */
static GstSipSlice
take_credential (GstSipScanner *scanner, GstSipSlice *name)
{
  const gchar *start = scanner->p;

  *name = gst_sip_scanner_take (scanner, GST_SIP_CHAR_TOKEN);
  gst_sip_scanner_skip_to_comma (scanner);
  return (GstSipSlice){start, scanner->p - start};
}

/* Scheme name=value, ...; of a scheme other than Digest nothing is shown. */
static void
append_credentials (GString *text, GstSipSlice value, gboolean has_scheme)
{
  GstSipScanner scanner = gst_sip_scanner (value);
  GstSipSlice scheme = GST_SIP_SLICE_NONE;

  if (has_scheme) {
    scheme = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_TOKEN);
    append_slice (text, scheme);
    if (!gst_sip_slice_is (scheme, "Digest")) {
      g_string_append (text, " " BLANK);
      return;
    }
  }
  while (!gst_sip_scanner_at_end (&scanner)) {
    GstSipSlice name, whole;
    const gchar *start = scanner.p;

    while (!gst_sip_scanner_at_end (&scanner) &&
        (*scanner.p == ' ' || *scanner.p == ',' || *scanner.p == '\t'))
      scanner.p++;
    append_slice (text, (GstSipSlice){start, scanner.p - start});
    whole = take_credential (&scanner, &name);
    if (is_secret_param (name)) {
      append_slice (text, name);
      g_string_append (text, "=\"" BLANK "\"");
    } else {
      gst_sip_append_without_passwords (text, whole);
    }
  }
}

static void
append_header (GString *text, const GstSipField *field)
{
  GstSipSlice value = gst_sip_field_get_value (field);

  append_slice (text, (GstSipSlice){field->name, field->name_length});
  g_string_append (text, ": ");
  switch (field->header) {
    case GST_SIP_HEADER_AUTHORIZATION:
    case GST_SIP_HEADER_PROXY_AUTHORIZATION:
      append_credentials (text, value, TRUE);
      break;
    case GST_SIP_HEADER_AUTHENTICATION_INFO:
    case GST_SIP_HEADER_PROXY_AUTHENTICATION_INFO:
      append_credentials (text, value, FALSE);
      break;
    default:
      gst_sip_append_without_passwords (text, value);
      break;
  }
  g_string_append (text, "\r\n");
}

/* a=ice-pwd, a=crypto (RFC 4568), k= */
static gsize
find_sdp_secret (GstSipSlice line)
{
  static const gchar *const starts[] = {"a=ice-pwd:", "a=crypto:", "k="};

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++) {
    gsize length = strlen (starts[i]);

    if (line.length > length && memcmp (line.text, starts[i], length) == 0)
      return length;
  }
  return 0;
}

static void
append_body (GString *text, GstSipSlice body)
{
  const gchar *p = body.text;
  const gchar *end = gst_sip_slice_end (body);

  if (!g_utf8_validate_len (body.text, body.length, NULL)) {
    g_string_append_printf (text, "[%" G_GSIZE_FORMAT " bytes of no text]",
        body.length);
    return;
  }
  while (p < end) {
    const gchar *newline = memchr (p, '\n', end - p);
    const gchar *line_end = newline != NULL ? newline + 1 : end;
    GstSipSlice line = {p, line_end - p};
    gsize shown = find_sdp_secret (line);

    if (shown > 0) {
      append_slice (text, (GstSipSlice){p, shown});
      g_string_append (text, BLANK "\r\n");
    } else {
      append_slice (text, line);
    }
    p = line_end;
  }
}

/* Terminals obey some of them. */
static void
mask_controls (GString *text)
{
  for (gsize i = 0; i < text->len; i++) {
    gchar c = text->str[i];

    if (g_ascii_iscntrl (c) && c != '\n' && c != '\t' &&
        !(c == '\r' && text->str[i + 1] == '\n'))
      text->str[i] = '?';
  }
}

/**
 * gst_sip_message_to_trace:
 * @self: a message
 *
 * For traces and logs: the message as it is on the wire, with its secrets
 * blanked: digest responses, credentials of other schemes, passwords in URIs,
 * media keys and ICE passwords. A body that is not text is left out, control
 * characters other than tabs and line ends become question marks.
 *
 * Returns: (transfer full): the text, in UTF-8
 *
 * Since: 0.1
 */
gchar *
gst_sip_message_to_trace (GstSipMessage *self)
{
  g_autoptr (GString) text = g_string_sized_new (1024 + self->body_size);
  gsize size;
  const guint8 *body = gst_sip_message_get_body_data (self, &size);

  if (gst_sip_message_is_request (self)) {
    g_string_append_printf (text, "%s ", self->method_name.text);
    gst_sip_append_without_passwords (text, self->uri);
    g_string_append_printf (text, " %s\r\n", self->version.text);
  } else {
    g_string_append_printf (text, "%s %u %s\r\n", self->version.text,
        self->status, self->reason.text);
  }
  for (guint i = 0; i < self->n_fields; i++)
    append_header (text, &self->fields[i]);
  g_string_append (text, "\r\n");
  if (size > 0)
    append_body (text, (GstSipSlice){(const gchar *) body, size});
  mask_controls (text);
  return g_utf8_make_valid (text->str, text->len);
}
