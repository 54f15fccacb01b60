/* A URI read where it stands (RFC 3261 section 19.1)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipuriview.h"
#include "gst/sip/message/gstsipscanner.h"

/* user[:password]@; the scanner stays where it is when there is no '@'. Users
 * hold ';' and '?' unescaped, so what is before the '@' decides first (RFC 4475
 * section 3.1.1.9). */
static gboolean
parse_userinfo (GstSipUriView *view, GstSipScanner *scanner)
{
  const gchar *at = memchr (scanner->p, '@', scanner->end - scanner->p);
  const gchar *colon;

  if (at == NULL)
    return TRUE;

  colon = memchr (scanner->p, ':', at - scanner->p);
  if (colon != NULL) {
    view->user = (GstSipSlice){scanner->p, colon - scanner->p};
    view->password = (GstSipSlice){colon + 1, at - colon - 1};
  } else {
    view->user = (GstSipSlice){scanner->p, at - scanner->p};
  }
  scanner->p = at + 1;
  return view->user.length > 0 && gst_sip_slice_is_visible (view->user) &&
      gst_sip_slice_is_visible (view->password);
}

/* ;params?headers */
static gboolean
parse_tail (GstSipUriView *view, GstSipScanner *scanner)
{
  const gchar *question;

  if (gst_sip_scanner_at_end (scanner))
    return TRUE;
  if (!gst_sip_slice_is_visible (gst_sip_scanner_rest (scanner)))
    return FALSE;

  question = memchr (scanner->p, '?', scanner->end - scanner->p);
  if (question != NULL) {
    view->headers = (GstSipSlice){question + 1, scanner->end - question - 1};
    scanner->end = question;
  }
  if (gst_sip_scanner_at_end (scanner))
    return TRUE;
  if (*scanner->p != ';')
    return FALSE;
  scanner->p++;
  view->params = gst_sip_scanner_rest (scanner);
  return TRUE;
}

static gboolean
parse_sip (GstSipUriView *view, GstSipSlice text, GError **error)
{
  GstSipScanner scanner = gst_sip_scanner (view->opaque);

  if (!parse_userinfo (view, &scanner))
    return gst_sip_syntax_error (error, "URI: expected a user before @", text);
  if (!gst_sip_scanner_take_host (&scanner, &view->host))
    return gst_sip_syntax_error (error, "URI: expected a host", text);
  if (!gst_sip_scanner_at_end (&scanner) && *scanner.p == ':') {
    scanner.p++;
    if (!gst_sip_scanner_take_port (&scanner, &view->port))
      return gst_sip_syntax_error (error, "URI: expected a port", text);
  }
  if (!parse_tail (view, &scanner))
    return gst_sip_syntax_error (error,
        "URI: expected parameters after the host", text);
  return TRUE;
}

static gboolean
is_sip_scheme (GstSipSlice scheme)
{
  return gst_sip_slice_is (scheme, "sip") || gst_sip_slice_is (scheme, "sips");
}

static gboolean
parse_scheme (GstSipUriView *view, GstSipScanner *scanner)
{
  /* Nearly all of them, told by one comparison. */
  if (scanner->end - scanner->p > 4 && memcmp (scanner->p, "sip:", 4) == 0) {
    view->scheme = (GstSipSlice){scanner->p, 3};
    scanner->p += 4;
    view->opaque = gst_sip_scanner_rest (scanner);
    return TRUE;
  }

  view->scheme = gst_sip_scanner_take (scanner, GST_SIP_CHAR_SCHEME);
  if (view->scheme.length == 0 || !g_ascii_isalpha (view->scheme.text[0]) ||
      gst_sip_scanner_at_end (scanner) || *scanner->p != ':')
    return FALSE;
  scanner->p++;
  view->opaque = gst_sip_scanner_rest (scanner);
  return view->opaque.length > 0;
}

gboolean
gst_sip_uri_view_parse (GstSipUriView *view, GstSipSlice text, GError **error)
{
  GstSipScanner scanner = gst_sip_scanner (text);

  memset (view, 0, sizeof *view);
  if (!parse_scheme (view, &scanner))
    return gst_sip_syntax_error (error,
        "URI: expected a scheme and what follows it", text);
  if (is_sip_scheme (view->scheme))
    return parse_sip (view, text, error);
  if (!gst_sip_slice_is_visible (view->opaque))
    return gst_sip_syntax_error (error,
        "URI: expected no white space, quotes or brackets", text);
  return TRUE;
}

gboolean
gst_sip_uri_view_is_sip (const GstSipUriView *view)
{
  return is_sip_scheme (view->scheme);
}

guint16
gst_sip_uri_view_get_port (const GstSipUriView *view)
{
  guint64 port;

  return gst_sip_slice_get_number (view->port, &port) ? port : 0;
}
