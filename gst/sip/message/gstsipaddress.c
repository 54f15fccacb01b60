/* name-addr: a display name, a URI, parameters (RFC 3261 section 20.10)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipaddress.h"
#include "gst/sip/message/gstsipscanner.h"

/* What is left after the URI: nothing, or ;params */
static gboolean
parse_params (GstSipAddress *address, GstSipScanner *scanner)
{
  gst_sip_scanner_skip_space (scanner);
  if (gst_sip_scanner_at_end (scanner))
    return TRUE;
  if (*scanner->p != ';')
    return FALSE;
  scanner->p++;
  address->params = gst_sip_scanner_rest (scanner);
  return TRUE;
}

/* The scanner is at the '<'. */
static gboolean
parse_name_addr (GstSipAddress *address, GstSipScanner *scanner, GError **error)
{
  GstSipSlice text = gst_sip_scanner_rest (scanner);
  const gchar *start = ++scanner->p;
  const gchar *close = memchr (start, '>', scanner->end - start);

  if (close == NULL)
    return gst_sip_syntax_error (error, "address: expected a closing >", text);

  address->uri = gst_sip_slice_trim ((GstSipSlice){start, close - start});
  scanner->p = close + 1;
  if (address->uri.length == 0)
    return gst_sip_syntax_error (error, "address: expected a URI", text);
  if (!parse_params (address, scanner))
    return gst_sip_syntax_error (error, "address: expected parameters after >",
        text);
  return TRUE;
}

/* Without <> what follows a ';' belongs to the header, and '?' is not allowed
 * (RFC 3261 section 20.10; RFC 4475 sections 3.1.2.13, 3.3.12). */
static gboolean
parse_addr_spec (GstSipAddress *address, GstSipSlice text, GError **error)
{
  GstSipScanner scanner = gst_sip_scanner (text);
  const gchar *semicolon = memchr (text.text, ';', text.length);
  const gchar *end = semicolon != NULL ? semicolon : scanner.end;

  address->uri = gst_sip_slice_trim ((GstSipSlice){text.text, end - text.text});
  if (memchr (address->uri.text, '?', address->uri.length) != NULL)
    return gst_sip_syntax_error (error, "address: expected <> around ?", text);
  scanner.p = end;
  return parse_params (address, &scanner);
}

/* The '<' after a display name without quotes around it; NULL when this is an
 * addr-spec, which has one at most in a quoted value of its parameters. Commas,
 * quotes and the like are taken, as they are common (RFC 4475 section 3.1.2.15
 * allows it). */
static const gchar *
find_bracket (GstSipSlice text)
{
  const gchar *bracket = memchr (text.text, '<', text.length);
  const gchar *semicolon;

  if (bracket == NULL)
    return NULL;
  semicolon = memchr (text.text, ';', bracket - text.text);
  if (semicolon != NULL &&
      memchr (text.text, ':', semicolon - text.text) != NULL)
    return NULL;
  return bracket;
}

/* Some peers forget the backslashes of quotation marks in a name: such a name
 * goes on to the '<'. */
static gboolean
parse_quoted_name (GstSipAddress *address, GstSipScanner *scanner,
    GError **error)
{
  GstSipSlice text = gst_sip_scanner_rest (scanner);
  const gchar *bracket;

  if (!gst_sip_scanner_take_quoted (scanner, &address->display))
    return gst_sip_syntax_error (error, "address: expected a closing quote",
        text);
  bracket = memchr (scanner->p, '<', scanner->end - scanner->p);
  if (bracket == NULL)
    return gst_sip_syntax_error (error,
        "address: expected < after the display name", text);
  address->display =
      gst_sip_slice_trim ((GstSipSlice){text.text, bracket - text.text});
  scanner->p = bracket;
  return parse_name_addr (address, scanner, error);
}

gboolean
gst_sip_address_parse (GstSipAddress *address, GstSipSlice text, GError **error)
{
  GstSipSlice trimmed = gst_sip_slice_trim (text);
  GstSipScanner scanner = gst_sip_scanner (trimmed);
  const gchar *bracket;

  memset (address, 0, sizeof *address);
  if (trimmed.length == 0)
    return gst_sip_syntax_error (error, "address: expected a URI", text);
  if (trimmed.length == 1 && trimmed.text[0] == '*') {
    address->is_star = TRUE;
    return TRUE;
  }
  if (*scanner.p == '<')
    return parse_name_addr (address, &scanner, error);
  if (*scanner.p == '"')
    return parse_quoted_name (address, &scanner, error);

  bracket = find_bracket (trimmed);
  if (bracket == NULL)
    return parse_addr_spec (address, trimmed, error);
  address->display =
      gst_sip_slice_trim ((GstSipSlice){scanner.p, bracket - scanner.p});
  scanner.p = bracket;
  return parse_name_addr (address, &scanner, error);
}

static gboolean
is_in_quotes (GstSipSlice name)
{
  return name.length > 1 && name.text[0] == '"' &&
      name.text[name.length - 1] == '"';
}

gchar *
gst_sip_address_dup_display_name (const GstSipAddress *address)
{
  GstSipSlice shown = address->display;
  g_autofree gchar *name = NULL;
  gsize length;

  if (!is_in_quotes (shown))
    return shown.length > 0 ? g_utf8_make_valid (shown.text, shown.length)
                            : NULL;
  shown = gst_sip_slice_strip_quotes (shown);
  if (shown.length == 0)
    return NULL;
  name = gst_sip_slice_undo_backslashes (shown, &length);
  return g_utf8_make_valid (name, length);
}

GstSipSlice
gst_sip_address_get_tag (const GstSipAddress *address)
{
  GstSipSlice tag;

  gst_sip_params_find (address->params, "tag", &tag);
  return tag;
}

static gboolean
is_uri (GstSipSlice uri)
{
  return uri.length > 0 && gst_sip_slice_is_all (uri, GST_SIP_CHAR_URI);
}

gchar *
gst_sip_address_format (const gchar *display_name, const gchar *uri,
    GError **error)
{
  GstSipSlice name = gst_sip_slice (display_name);
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  if (!is_uri (gst_sip_slice (uri))) {
    gst_sip_syntax_error (error, "address: expected a URI",
        gst_sip_slice (uri));
    return NULL;
  }
  if (name.length > 0 &&
      (!g_utf8_validate (name.text, name.length, NULL) ||
          strpbrk (name.text, "\r\n") != NULL)) {
    gst_sip_syntax_error (error, "display name: expected one line of UTF-8",
        name);
    return NULL;
  }

  text = g_string_sized_new (name.length + strlen (uri) + 8);
  if (name.length > 0) {
    g_string_append_c (text, '"');
    for (const gchar *p = name.text; *p != '\0'; p++) {
      /* quoted-pair; other controls than a tab must be one, too */
      if (*p == '"' || *p == '\\' || (g_ascii_iscntrl (*p) && *p != '\t'))
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
    g_string_append (text, "\" ");
  }
  g_string_append_printf (text, "<%s>", uri);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
