/* URIs of WebSockets (RFC 6455 section 3)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipwsuri.h"

#include <string.h>

static gboolean
is_ws_scheme (const gchar *scheme)
{
  return g_strcmp0 (scheme, "ws") == 0 || g_strcmp0 (scheme, "wss") == 0;
}

/* GUri's own messages quote parts that may be secret. */
static const gchar *
explain_bad_uri (const GError *error)
{
  switch (error->code) {
    case G_URI_ERROR_BAD_HOST:
      return "bad host name";
    case G_URI_ERROR_BAD_PORT:
      return "expected a port from 1 to 65535";
    default:
      return "not a URI";
  }
}

/* An IP address, or a name in ASCII, which GUri has made of any other. */
static gboolean
is_host (const gchar *host)
{
  if (strchr (host, ':') != NULL)
    return g_hostname_is_ip_address (host) && strchr (host, '%') == NULL;

  for (const gchar *c = host; *c != '\0'; c++) {
    if (!g_ascii_isalnum (*c) && strchr ("-._", *c) == NULL)
      return FALSE;
  }
  return host[0] != '.' && strstr (host, "..") == NULL;
}

static gboolean
has_blanks (const gchar *text)
{
  for (; *text != '\0'; text++) {
    if (g_ascii_isspace (*text) || g_ascii_iscntrl (*text))
      return TRUE;
  }
  return FALSE;
}

const gchar *
gst_sip_ws_uri_find_fault (const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;
  const gchar *scheme = g_uri_peek_scheme (text);

  if (scheme == NULL || !is_ws_scheme (scheme))
    return "expected a URI that begins with ws:// or wss://";

  uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED,
      &error);
  if (uri == NULL)
    return explain_bad_uri (error);
  if (g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return "no host";
  if (!is_host (g_uri_get_host (uri)))
    return "bad host name";
  if (has_blanks (text))
    return "a URI has no blanks and no control characters";
  if (g_uri_get_port (uri) == 0)
    return "expected a port from 1 to 65535";
  /* RFC 6455 section 3 */
  if (g_uri_get_fragment (uri) != NULL)
    return "a WebSocket URI takes no '#'";
  return NULL;
}
