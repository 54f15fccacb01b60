/* ;name=value lists, of URIs and of headers (RFC 3261 sections 7.3.1, 19.1.1)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipparams.h"
#include "gst/sip/message/gstsipscanner.h"

/* The end of a parameter whose value starts at p. */
static const gchar *
find_end_of_value (const gchar *p, const gchar *end)
{
  GstSipScanner scanner = {p, end};
  GstSipSlice quoted;
  const gchar *semicolon;

  gst_sip_scanner_skip_space (&scanner);
  if (scanner.p < end && *scanner.p == '"' &&
      !gst_sip_scanner_take_quoted (&scanner, &quoted))
    return end;
  semicolon = memchr (scanner.p, ';', end - scanner.p);
  return semicolon != NULL ? semicolon : end;
}

gboolean
gst_sip_params_next (GstSipSlice *params, GstSipParam *param)
{
  const gchar *start = params->text;
  const gchar *end = gst_sip_slice_end (*params);
  const gchar *p = start;

  if (params->text == NULL)
    return FALSE;

  while (p < end && *p != '=' && *p != ';')
    p++;
  param->name = gst_sip_slice_trim ((GstSipSlice){start, p - start});
  param->value = GST_SIP_SLICE_NONE;
  if (p < end && *p == '=') {
    start = p + 1;
    p = find_end_of_value (start, end);
    param->value = gst_sip_slice_trim ((GstSipSlice){start, p - start});
  }

  *params = p < end ? (GstSipSlice){p + 1, end - p - 1} : GST_SIP_SLICE_NONE;
  return TRUE;
}

static gboolean
decode_hex (const gchar *p, const gchar *end, guchar *byte)
{
  if (end - p < 3 || !gst_sip_char_is (p[1], GST_SIP_CHAR_HEX) ||
      !gst_sip_char_is (p[2], GST_SIP_CHAR_HEX))
    return FALSE;
  *byte = g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]);
  return TRUE;
}

/* Compares a parameter's name as written with a plain one. */
static gboolean
name_matches (GstSipSlice written, const gchar *name, gsize length)
{
  const gchar *p = written.text;
  const gchar *end = gst_sip_slice_end (written);

  if (written.length == length)
    return gst_sip_slice_is_literal (written, name, length);

  for (; p < end && length > 0; p++, name++, length--) {
    guchar byte = *p;

    if (byte == '%' && decode_hex (p, end, &byte))
      p += 2;
    if (g_ascii_tolower (byte) != g_ascii_tolower (*name))
      return FALSE;
  }
  return p == end && length == 0;
}

gboolean
gst_sip_params_find (GstSipSlice params, const gchar *name, GstSipSlice *value)
{
  gsize length = strlen (name);
  GstSipParam param;

  while (gst_sip_params_next (&params, &param)) {
    /* An escape only makes a name longer. */
    if (param.name.length < length || !name_matches (param.name, name, length))
      continue;
    if (value != NULL)
      *value = param.value;
    return TRUE;
  }
  if (value != NULL)
    *value = GST_SIP_SLICE_NONE;
  return FALSE;
}

gchar *
gst_sip_unescape (GstSipSlice text, gsize *length)
{
  const gchar *p = text.text;
  const gchar *end = gst_sip_slice_end (text);
  gchar *result = g_malloc (text.length + 1);
  gsize n = 0;

  for (; p < end; p++) {
    guchar byte = *p;

    if (byte == '%' && decode_hex (p, end, &byte))
      p += 2;
    result[n++] = byte;
  }
  result[n] = '\0';
  if (length != NULL)
    *length = n;
  return result;
}

gchar *
gst_sip_escape_user (const gchar *text)
{
  GString *result = g_string_sized_new (strlen (text) + 8);

  for (; *text != '\0'; text++) {
    if (gst_sip_char_is (*text, GST_SIP_CHAR_USER))
      g_string_append_c (result, *text);
    else
      g_string_append_printf (result, "%%%02X", (guchar) *text);
  }
  return g_string_free (result, FALSE);
}
