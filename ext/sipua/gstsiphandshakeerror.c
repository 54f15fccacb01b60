/* Why a WebSocket did not open, in words for whoever has to mend it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/gstsiphandshakeerror.h"

#include "gst/sip/transport/gstsipconnection.h"

/* Longest text of a server that is repeated, in bytes. */
#define LONGEST_TEXT 120

const gchar *
gst_sip_handshake_describe_stage (GSocketClientEvent stage)
{
  switch (stage) {
    case G_SOCKET_CLIENT_RESOLVING:
      return "the host name to resolve";
    case G_SOCKET_CLIENT_RESOLVED:
    case G_SOCKET_CLIENT_CONNECTING:
      return "the TCP connection";
    case G_SOCKET_CLIENT_PROXY_NEGOTIATING:
    case G_SOCKET_CLIENT_PROXY_NEGOTIATED:
      return "the proxy";
    case G_SOCKET_CLIENT_TLS_HANDSHAKING:
      return "the TLS handshake";
    default:
      return "an answer to the WebSocket handshake";
  }
}

gchar *
gst_sip_handshake_clean (const gchar *text)
{
  gchar *valid =
      g_utf8_make_valid (text, (gssize) strnlen (text, LONGEST_TEXT));

  for (gchar *c = valid; *c != '\0'; c++) {
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  }
  return g_strstrip (valid);
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree gchar *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree gchar *issuer = g_tls_certificate_get_issuer_name (certificate);

  return subject != NULL && g_strcmp0 (subject, issuer) == 0;
}

static void
add_expiry (GString *text, GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) end =
      g_tls_certificate_get_not_valid_after (certificate);
  g_autofree gchar *day = end != NULL ? g_date_time_format (end, "%F") : NULL;

  g_string_append (text, "expired");
  if (day != NULL)
    g_string_append_printf (text, " on %s", day);
}

static void
add_flaw (GString *text, GTlsCertificate *certificate,
    GTlsCertificateFlags flaw)
{
  if (text->len > 0)
    g_string_append (text, ", ");

  switch (flaw) {
    case G_TLS_CERTIFICATE_UNKNOWN_CA:
      g_string_append (text,
          is_self_signed (certificate)
              ? "self-signed and not trusted (see tls-ca-file)"
              : "issued by an unknown authority (see tls-ca-file)");
      break;
    case G_TLS_CERTIFICATE_BAD_IDENTITY:
      g_string_append (text, "not issued for this host");
      break;
    case G_TLS_CERTIFICATE_NOT_ACTIVATED:
      g_string_append (text, "not valid yet");
      break;
    case G_TLS_CERTIFICATE_EXPIRED:
      add_expiry (text, certificate);
      break;
    case G_TLS_CERTIFICATE_REVOKED:
      g_string_append (text, "revoked");
      break;
    case G_TLS_CERTIFICATE_INSECURE:
      g_string_append (text, "made with an insecure algorithm");
      break;
    default:
      g_string_append (text, "not valid");
      break;
  }
}

gchar *
gst_sip_handshake_describe_certificate (GTlsCertificate *certificate,
    GTlsCertificateFlags flaws)
{
  GString *text = g_string_new (NULL);

  for (guint flaw = 1; flaw <= G_TLS_CERTIFICATE_GENERIC_ERROR; flaw <<= 1) {
    if (flaws & flaw)
      add_flaw (text, certificate, (GTlsCertificateFlags) flaw);
  }
  return g_string_free (text, FALSE);
}

static const gchar *
advise_on_status (guint status)
{
  switch (status) {
    case SOUP_STATUS_BAD_REQUEST:
      return "it takes this for no WebSocket handshake that it wants";
    case SOUP_STATUS_UNAUTHORIZED:
      return "it wants credentials (see http-headers)";
    case SOUP_STATUS_FORBIDDEN:
      return "it does not let us in (see http-headers: Origin, Cookie, "
             "Authorization)";
    case SOUP_STATUS_NOT_FOUND:
      return "no WebSocket at this path";
    case SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED:
      return "the proxy wants credentials";
    case 426:
      return "it wants another version or sub-protocol";
    default:
      if (SOUP_STATUS_IS_SUCCESSFUL (status))
        return "a web server, but no WebSocket at this path";
      if (SOUP_STATUS_IS_SERVER_ERROR (status))
        return "the server, or what is behind it, is in trouble";
      return "the WebSocket handshake is refused";
  }
}

static gchar *
explain_status (SoupMessage *message)
{
  guint status = soup_message_get_status (message);
  const gchar *reason = soup_message_get_reason_phrase (message);
  const gchar *location =
      soup_message_headers_get_one (soup_message_get_response_headers (message),
          "Location");
  g_autofree gchar *words =
      gst_sip_handshake_clean (reason != NULL ? reason : "");
  g_autofree gchar *target = NULL;

  if (!SOUP_STATUS_IS_REDIRECTION (status) || location == NULL)
    return g_strdup_printf ("HTTP %u %s: %s", status, words,
        advise_on_status (status));

  target = gst_sip_server_make_name (location);
  g_free (words);
  words = gst_sip_handshake_clean (target);
  return g_strdup_printf ("HTTP %u: redirected to %s, which is not followed",
      status, words);
}

static gchar *
explain_io_error (const GError *error)
{
  switch (error->code) {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return g_strdup ("connection refused, nothing listens on that port");
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return g_strdup_printf ("no way there (%s)", error->message);
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return g_strdup_printf ("the proxy refused (%s)", error->message);
    case G_IO_ERROR_PARTIAL_INPUT:
    case G_IO_ERROR_CONNECTION_CLOSED:
      return g_strdup (
          "the server hung up before it answered the WebSocket handshake");
    default:
      return g_strdup (error->message);
  }
}

/* A port without TLS shows as one or the other, as its answer happens to be. */
static gchar *
explain_tls_error (const GError *error)
{
  if (error->code == G_TLS_ERROR_NOT_TLS || error->code == G_TLS_ERROR_MISC)
    return g_strdup_printf (
        "TLS failed, perhaps as TLS is not spoken there (%s)", error->message);
  return g_strdup_printf ("TLS failed: %s", error->message);
}

gchar *
gst_sip_handshake_explain (SoupMessage *message, const GError *error,
    const gchar *flaws)
{
  guint status = soup_message_get_status (message);

  if (flaws != NULL)
    return g_strdup_printf ("TLS certificate refused: %s", flaws);
  if (error->domain == G_TLS_ERROR)
    return explain_tls_error (error);
  if (error->domain == G_RESOLVER_ERROR)
    return g_strdup_printf ("the host name does not resolve (%s)",
        error->message);
  if (error->domain == SOUP_SESSION_ERROR)
    return g_strdup_printf ("what answers there is not HTTP (%s)",
        error->message);
  if (error->domain == SOUP_WEBSOCKET_ERROR &&
      status != SOUP_STATUS_SWITCHING_PROTOCOLS && status != SOUP_STATUS_NONE)
    return explain_status (message);
  if (error->domain == SOUP_WEBSOCKET_ERROR)
    return g_strdup_printf ("bad WebSocket handshake (%s)", error->message);
  if (error->domain == G_IO_ERROR)
    return explain_io_error (error);
  return g_strdup (error->message);
}
