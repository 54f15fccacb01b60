/* The request of a WebSocket handshake for SIP, and whether the answer fits
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsiphandshakerequest.h"

#include <gst/sip/base/gstsiperror.h>
#include "ext/sipua/websocket/gstsiphandshakeerror.h"

#define SUB_PROTOCOL "sip"
#define KEY_SIZE 16
#define SHA1_SIZE 20
/* RFC 6455 section 1.3 */
#define ACCEPT_SUFFIX "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* What the handshake itself says, or what would make it something else. */
static gboolean
is_reserved (const gchar *name)
{
  static const gchar *const reserved[] = {"Host", "Connection", "Upgrade",
      "Content-Length", "Transfer-Encoding", "Trailer", "TE", "Expect"};

  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++) {
    if (g_ascii_strcasecmp (name, reserved[i]) == 0)
      return TRUE;
  }
  return g_ascii_strncasecmp (name, "Sec-WebSocket-", 14) == 0;
}

/* RFC 9110 section 5.6.2 */
static gboolean
is_token (const gchar *name)
{
  for (const gchar *c = name; *c != '\0'; c++) {
    if (!g_ascii_isalnum (*c) && strchr ("!#$%&'*+-.^_`|~", *c) == NULL)
      return FALSE;
  }
  return name[0] != '\0';
}

static const gchar *
find_fault_with_text (const GValue *value)
{
  const gchar *text;

  if (!G_VALUE_HOLDS_STRING (value) || g_value_get_string (value) == NULL)
    return "its value is not a (string)";

  text = g_value_get_string (value);
  if (strpbrk (text, "\r\n") != NULL)
    return "its value has a line break";
  for (; *text != '\0'; text++) {
    if (g_ascii_iscntrl (*text) && *text != '\t')
      return "its value has a control character";
  }
  return NULL;
}

/* func: called with each string of value until it returns something. */
static const gchar *
for_each_text (const GValue *value,
    const gchar *(*func) (const GValue *text, gpointer user_data),
    gpointer user_data)
{
  const gchar *result = NULL;

  if (GST_VALUE_HOLDS_LIST (value)) {
    for (guint i = 0; i < gst_value_list_get_size (value) && !result; i++)
      result = func (gst_value_list_get_value (value, i), user_data);
    return result;
  }
  if (GST_VALUE_HOLDS_ARRAY (value)) {
    for (guint i = 0; i < gst_value_array_get_size (value) && !result; i++)
      result = func (gst_value_array_get_value (value, i), user_data);
    return result;
  }
  return func (value, user_data);
}

static const gchar *
find_fault (const GValue *text, gpointer user_data)
{
  return find_fault_with_text (text);
}

/* Values are not repeated in errors: most of them are secret. */
static gboolean
check_header (GQuark field, const GValue *value, gpointer user_data)
{
  const gchar *name = g_quark_to_string (field);
  const gchar *fault;

  if (!is_token (name))
    fault = "not a header name";
  else if (is_reserved (name))
    fault = "a header of the WebSocket handshake itself";
  else
    fault = for_each_text (value, find_fault, NULL);
  if (fault == NULL)
    return TRUE;

  g_set_error ((GError **) user_data, GST_SIP_ERROR,
      GST_SIP_ERROR_CONFIGURATION, "http-headers: '%s': %s", name, fault);
  return FALSE;
}

gboolean
gst_sip_handshake_check_headers (const GstStructure *headers, GError **error)
{
  return headers == NULL ||
      gst_structure_foreach (headers, check_header, error);
}

typedef struct
{
  GString *request;
  const gchar *name;
  gboolean has_begun;
} AddHeader;

/* One line each, but cookies are one line (RFC 6265 section 5.4). */
static const gchar *
add_text (const GValue *text, gpointer user_data)
{
  AddHeader *add = user_data;
  g_autofree gchar *value = g_strstrip (g_value_dup_string (text));

  if (add->has_begun && g_ascii_strcasecmp (add->name, "Cookie") == 0) {
    g_string_truncate (add->request, add->request->len - 2);
    g_string_append_printf (add->request, "; %s\r\n", value);
  } else {
    g_string_append_printf (add->request, "%s: %s\r\n", add->name, value);
  }
  add->has_begun = TRUE;
  return NULL;
}

static gboolean
add_header (GQuark field, const GValue *value, gpointer user_data)
{
  AddHeader add = {user_data, g_quark_to_string (field), FALSE};

  for_each_text (value, add_text, &add);
  return TRUE;
}

static gboolean
find_header (GQuark field, const GValue *value, gpointer name)
{
  return g_ascii_strcasecmp (g_quark_to_string (field), name) != 0;
}

static gboolean
has_header (const GstStructure *headers, const gchar *name)
{
  return headers != NULL &&
      !gst_structure_foreach (headers, find_header, (gpointer) name);
}

/* RFC 6455 section 3 has no credentials in a URI; browsers and most other
 * clients take them all the same, for Basic authentication (RFC 7617). */
static void
add_credentials (GString *request, GUri *uri)
{
  g_autofree gchar *user = g_uri_unescape_string (g_uri_get_user (uri), NULL);
  g_autofree gchar *password =
      g_uri_unescape_string (g_uri_get_password (uri) != NULL
              ? g_uri_get_password (uri)
              : "",
          NULL);
  g_autofree gchar *plain = g_strdup_printf ("%s:%s", user != NULL ? user : "",
      password != NULL ? password : "");
  g_autofree gchar *encoded =
      g_base64_encode ((const guchar *) plain, strlen (plain));

  g_string_append_printf (request, "Authorization: Basic %s\r\n", encoded);
}

/* (transfer full): path and query as they were written, not as GUri spells
 * them, but for what a request line cannot take */
static gchar *
make_target (const gchar *text)
{
  const gchar *authority = strstr (text, "://") + 3;
  const gchar *rest = authority + strcspn (authority, "/?#");
  g_autofree gchar *kept = g_strndup (rest, strcspn (rest, "#"));
  g_autofree gchar *escaped =
      g_uri_escape_string (kept, "!#$%&'()*+,/:;=?@[]|", FALSE);

  return g_strconcat (escaped[0] != '/' ? "/" : "", escaped, NULL);
}

/* (transfer full): RFC 6455 section 4.1: without the port if it is the default
 * one. */
static gchar *
make_host (GUri *uri)
{
  gint port = g_uri_get_port (uri);
  gint default_port = g_str_equal (g_uri_get_scheme (uri), "wss") ? 443 : 80;

  return gst_sip_http_make_authority (g_uri_get_host (uri),
      port != default_port ? port : 0);
}

static gchar *
make_key (void)
{
  guint32 bytes[KEY_SIZE / sizeof (guint32)];

  for (gsize i = 0; i < G_N_ELEMENTS (bytes); i++)
    bytes[i] = g_random_int ();
  return g_base64_encode ((const guchar *) bytes, sizeof bytes);
}

gchar *
gst_sip_handshake_make_request (const gchar *text, GUri *uri,
    const GstStructure *headers, const gchar *user_agent, gchar **key)
{
  GString *request = g_string_new (NULL);
  g_autofree gchar *target = make_target (text);
  g_autofree gchar *authority = make_host (uri);

  *key = make_key ();
  g_string_append_printf (request,
      "GET %s HTTP/1.1\r\n"
      "Host: %s\r\n"
      "Upgrade: websocket\r\n"
      "Connection: Upgrade\r\n"
      "Sec-WebSocket-Key: %s\r\n"
      "Sec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Protocol: " SUB_PROTOCOL "\r\n",
      target, authority, *key);
  if (user_agent != NULL && user_agent[0] != '\0' &&
      !has_header (headers, "User-Agent"))
    g_string_append_printf (request, "User-Agent: %s\r\n", user_agent);
  if (g_uri_get_user (uri) != NULL && !has_header (headers, "Authorization"))
    add_credentials (request, uri);
  if (headers != NULL)
    gst_structure_foreach (headers, add_header, request);
  g_string_append (request, "\r\n");
  return g_string_free (request, FALSE);
}

/* (transfer full): of Sec-WebSocket-Accept */
static gchar *
make_accept (const gchar *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[SHA1_SIZE];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) ACCEPT_SUFFIX, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

static gboolean G_GNUC_PRINTF (2, 3)
    refuse (GError **error, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT, format,
        args);
  va_end (args);
  return FALSE;
}

/* RFC 7118 section 4.1: a server that does not say "sip" is none. */
static gboolean
check_sub_protocol (const gchar *protocol, GError **error)
{
  g_autofree gchar *clean = NULL;

  if (g_strcmp0 (protocol, SUB_PROTOCOL) == 0)
    return TRUE;
  if (protocol == NULL)
    return refuse (error,
        "a WebSocket, but not for SIP (no sub-protocol "
        "'" SUB_PROTOCOL "' in its answer)");
  clean = gst_sip_handshake_clean (protocol);
  return refuse (error,
      "a WebSocket, but not for SIP (sub-protocol '%s' in its answer instead "
      "of '" SUB_PROTOCOL "')",
      clean);
}

gboolean
gst_sip_handshake_check_answer (const GstSipHttpAnswer *answer,
    const gchar *key, GError **error)
{
  SoupMessageHeaders *headers = answer->headers;
  const gchar *upgrade = soup_message_headers_get_list (headers, "Upgrade");
  const gchar *connection =
      soup_message_headers_get_list (headers, "Connection");
  const gchar *accept =
      soup_message_headers_get_list (headers, "Sec-WebSocket-Accept");
  g_autofree gchar *expected = make_accept (key);

  if (upgrade == NULL || g_ascii_strcasecmp (upgrade, "websocket") != 0)
    return refuse (error,
        "bad WebSocket handshake (no 'Upgrade: websocket' in the answer)");
  if (connection == NULL || !soup_header_contains (connection, "Upgrade"))
    return refuse (error,
        "bad WebSocket handshake (no 'Connection: Upgrade' in the answer)");
  if (g_strcmp0 (accept, expected) != 0)
    return refuse (error,
        "bad WebSocket handshake (Sec-WebSocket-Accept is %s: is there a cache "
        "in between?)",
        accept != NULL ? "not the one for this request" : "missing");
  if (soup_message_headers_get_list (headers, "Sec-WebSocket-Extensions"))
    return refuse (error,
        "bad WebSocket handshake (an extension that was not asked for)");
  return check_sub_protocol (soup_message_headers_get_list (headers,
                                 "Sec-WebSocket-Protocol"),
      error);
}
