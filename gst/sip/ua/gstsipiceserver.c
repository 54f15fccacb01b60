/* STUN and TURN servers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipiceserver.h"

#include <gst/sip/base/gstsiperror.h>

static const struct
{
  const gchar *name;
  GstSipIceKind kind;
  gboolean secure;
  guint16 port; /* RFC 7064 section 3.2, RFC 7065 section 3.2 */
} schemes[] = {
    {"stun",  GST_SIP_ICE_STUN, FALSE, 3478},
    {"stuns", GST_SIP_ICE_STUN, TRUE,  5349},
    {"turn",  GST_SIP_ICE_TURN, FALSE, 3478},
    {"turns", GST_SIP_ICE_TURN, TRUE,  5349},
};

static const gchar *const transport_names[] = {
    [GST_SIP_ICE_TRANSPORT_ANY] = NULL,
    [GST_SIP_ICE_TRANSPORT_UDP] = "udp",
    [GST_SIP_ICE_TRANSPORT_TCP] = "tcp",
};

/* RFC 5389 section 15.3 */
#define MAX_USERNAME 512

/* Where the parts of a URI begin and how long they are; credentials is NULL
 * when there is no '@', port and query when there is none. */
typedef struct
{
  const gchar *scheme, *credentials, *host, *port, *query;
  gsize scheme_length, credentials_length, host_length, port_length;
} Parts;

static void
split (Parts *parts, const gchar *uri)
{
  const gchar *rest = strchr (uri, ':');
  const gchar *at;

  *parts = (Parts){.scheme = uri};
  if (rest != NULL)
    parts->scheme_length = (gsize) (rest++ - uri);
  else
    rest = uri;
  if (g_str_has_prefix (rest, "//"))
    rest += 2;

  /* The last one: a password may hold others, though it should not. */
  at = strrchr (rest, '@');
  if (at != NULL) {
    parts->credentials = rest;
    parts->credentials_length = (gsize) (at - rest);
    rest = at + 1;
  }

  parts->host = rest;
  parts->host_length =
      rest[0] == '[' ? strcspn (rest, "]") : strcspn (rest, ":?");
  rest += parts->host_length;
  if (parts->host[0] == '[' && rest[0] == ']') {
    rest++;
    parts->host_length++;
  }
  if (rest[0] == ':') {
    parts->port = rest + 1;
    parts->port_length = strcspn (parts->port, "?");
    rest = parts->port + parts->port_length;
  }
  if (rest[0] == '?')
    parts->query = rest + 1;
  else if (rest[0] != '\0')
    parts->host_length += strlen (rest); /* text after ']' */
}

static gboolean
is_number (const gchar *text, gsize length)
{
  return length > 0 && strspn (text, "0123456789") >= length;
}

/* The URI with what may be a secret replaced. A port that is no number may be
 * a password whose '@' got lost. */
static gchar *
blank (const gchar *uri)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Parts parts;

  split (&parts, uri);
  if (parts.scheme_length > 0) {
    g_string_append_len (text, uri, (gssize) parts.scheme_length + 1);
    if (g_str_has_prefix (uri + parts.scheme_length + 1, "//"))
      g_string_append (text, "//");
  }
  if (parts.credentials != NULL) {
    const gchar *colon =
        memchr (parts.credentials, ':', parts.credentials_length);

    if (colon != NULL)
      g_string_append_len (text, parts.credentials,
          colon + 1 - parts.credentials);
    g_string_append (text, "***@");
  }
  g_string_append_len (text, parts.host, (gssize) parts.host_length);
  if (parts.port != NULL)
    g_string_append_printf (text, ":%.*s",
        is_number (parts.port, parts.port_length) ? (int) parts.port_length : 3,
        is_number (parts.port, parts.port_length) ? parts.port : "***");
  if (parts.query != NULL)
    g_string_append_printf (text, "?%s", parts.query);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_scheme (GstSipIceServer *self, const Parts *parts, const gchar **reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (schemes[i].kind != self->kind ||
        strlen (schemes[i].name) != parts->scheme_length ||
        g_ascii_strncasecmp (schemes[i].name, parts->scheme,
            parts->scheme_length) != 0)
      continue;

    self->secure = schemes[i].secure;
    self->port = schemes[i].port;
    return TRUE;
  }

  *reason = self->kind == GST_SIP_ICE_STUN
      ? "expected a URI that begins with stun: or stuns:"
      : "expected a URI that begins with turn: or turns:";
  return FALSE;
}

static gboolean
read_credentials (GstSipIceServer *self, const Parts *parts,
    const gchar **reason)
{
  const gchar *end, *colon;

  if (parts->credentials == NULL)
    return TRUE;

  *reason = "a STUN server takes no credentials";
  if (self->kind == GST_SIP_ICE_STUN)
    return FALSE;

  *reason = "expected user:password before '@'";
  end = parts->credentials + parts->credentials_length;
  colon = memchr (parts->credentials, ':', parts->credentials_length);
  if (colon == NULL || colon == parts->credentials)
    return FALSE;

  *reason = "bad percent-encoding in the credentials";
  self->username = g_uri_unescape_segment (parts->credentials, colon, NULL);
  self->password = g_uri_unescape_segment (colon + 1, end, NULL);
  return self->username != NULL && self->password != NULL;
}

static gboolean
is_host_name (const gchar *host)
{
  return host[0] != '\0' &&
      strspn (host,
          "0123456789-._"
          "abcdefghijklmnopqrstuvwxyz"
          "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen (host);
}

static gboolean
read_host (GstSipIceServer *self, const Parts *parts, const gchar **reason)
{
  g_autofree gchar *host = NULL;

  *reason = "no host";
  if (parts->host_length == 0)
    return FALSE;

  if (parts->host[0] == '[') {
    *reason = "expected an IPv6 address between brackets";
    if (parts->host[parts->host_length - 1] != ']')
      return FALSE;
    self->host = g_strndup (parts->host + 1, parts->host_length - 2);
    return strchr (self->host, ':') != NULL &&
        g_hostname_is_ip_address (self->host);
  }

  *reason = "bad host name";
  host = g_strndup (parts->host, parts->host_length);
  self->host = g_hostname_to_ascii (host);
  return self->host != NULL && is_host_name (self->host);
}

static gboolean
read_port (GstSipIceServer *self, const Parts *parts, const gchar **reason)
{
  guint64 port;

  if (parts->port == NULL)
    return TRUE;

  *reason = "expected a port from 1 to 65535";
  port = g_ascii_strtoull (parts->port, NULL, 10);
  self->port = (guint16) port;
  return is_number (parts->port, parts->port_length) && port >= 1 &&
      port <= G_MAXUINT16;
}

static gboolean
read_transport (GstSipIceServer *self, const Parts *parts, const gchar **reason)
{
  const gchar *name;

  if (parts->query == NULL)
    return TRUE;

  *reason = "a STUN URI takes no '?'";
  if (self->kind == GST_SIP_ICE_STUN)
    return FALSE;

  *reason = "expected ?transport=udp or ?transport=tcp";
  if (g_ascii_strncasecmp (parts->query, "transport=", 10) != 0)
    return FALSE;

  name = parts->query + 10;
  for (guint i = GST_SIP_ICE_TRANSPORT_UDP; i < G_N_ELEMENTS (transport_names);
       i++) {
    if (g_ascii_strcasecmp (name, transport_names[i]) == 0)
      self->transport = (GstSipIceTransport) i;
  }
  return self->transport != GST_SIP_ICE_TRANSPORT_ANY;
}

GstSipIceServer *
gst_sip_ice_server_parse (const gchar *uri, GstSipIceKind kind, GError **error)
{
  g_autoptr (GstSipIceServer) self = g_new0 (GstSipIceServer, 1);
  g_autofree gchar *quoted = NULL;
  const gchar *reason;
  Parts parts;

  self->kind = kind;
  split (&parts, uri);
  if (read_scheme (self, &parts, &reason) &&
      read_credentials (self, &parts, &reason) &&
      read_host (self, &parts, &reason) && read_port (self, &parts, &reason) &&
      read_transport (self, &parts, &reason))
    return g_steal_pointer (&self);

  quoted = blank (uri);
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION, "'%s': %s",
      quoted, reason);
  return NULL;
}

void
gst_sip_ice_server_free (GstSipIceServer *self)
{
  g_free (self->host);
  g_free (self->username);
  g_free (self->password);
  g_free (self);
}

static const gchar *
get_scheme (const GstSipIceServer *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (schemes[i].kind == self->kind && schemes[i].secure == self->secure)
      return schemes[i].name;
  }
  g_return_val_if_reached ("");
}

/* host:port and, if there is one, ?transport= */
static void
append_address (const GstSipIceServer *self, const gchar *host,
    GstSipIceTransport transport, GString *text)
{
  g_string_append_printf (text,
      strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, self->port);
  if (transport != GST_SIP_ICE_TRANSPORT_ANY)
    g_string_append_printf (text, "?transport=%s", transport_names[transport]);
}

gchar *
gst_sip_ice_server_to_uri_at (const GstSipIceServer *self, const gchar *host,
    GstSipIceTransport transport)
{
  GString *text = g_string_new (get_scheme (self));

  g_string_append (text, "://");
  if (self->kind == GST_SIP_ICE_TURN) {
    g_string_append_uri_escaped (text, self->username, NULL, FALSE);
    g_string_append_c (text, ':');
    g_string_append_uri_escaped (text, self->password, NULL, FALSE);
    g_string_append_c (text, '@');
  }
  append_address (self, host,
      self->kind == GST_SIP_ICE_TURN ? transport : GST_SIP_ICE_TRANSPORT_ANY,
      text);
  return g_string_free (text, FALSE);
}

gchar *
gst_sip_ice_server_to_uri (const GstSipIceServer *self)
{
  return gst_sip_ice_server_to_uri_at (self, self->host, self->transport);
}

gchar *
gst_sip_ice_server_describe (const GstSipIceServer *self)
{
  GString *text = g_string_new (get_scheme (self));

  g_string_append_c (text, ':');
  append_address (self, self->host, self->transport, text);
  return g_string_free (text, FALSE);
}

static gboolean
refuse (GError **error, const gchar *problem)
{
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "cannot be used: %s", problem);
  return FALSE;
}

static gboolean
is_quoted (const gchar *text)
{
  return text[0] == '"' || g_str_has_suffix (text, "\"");
}

/* What libnice (0.1.21, and its main branch in 2026) cannot do. With turns it
 * speaks plain TCP to port 5349, and it does not know of stuns. To make the key
 * of the credentials it takes quotes off both ends, and where nothing is left
 * it reads on before the beginning. */
gboolean
gst_sip_ice_server_check (const GstSipIceServer *self, GError **error)
{
  if (self->secure)
    return refuse (error,
        self->kind == GST_SIP_ICE_STUN
            ? "libnice has no TLS to STUN servers, and without TLS it is not "
              "used"
            : "libnice has no TLS to TURN servers, and without TLS it is not "
              "used");
  if (self->kind == GST_SIP_ICE_STUN)
    return TRUE;
  if (is_quoted (self->username) || is_quoted (self->password))
    return refuse (error,
        "libnice takes no user name or password that begins or ends with a "
        "quotation mark");
  if (self->password[0] == '\0')
    return refuse (error, "libnice takes no empty password");
  if (strlen (self->username) > MAX_USERNAME)
    return refuse (error, "its user name is longer than 512 bytes");
  return TRUE;
}
