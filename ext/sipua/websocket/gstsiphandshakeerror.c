/* Why a WebSocket did not open, in words for whoever has to mend it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsiphandshakeerror.h"

#include <gst/sip/base/gstsiperror.h>
#include "gst/sip/transport/gstsipconnection.h"

#define UPGRADE_REQUIRED 426

gchar *
gst_sip_handshake_clean (const gchar *text)
{
  gchar *valid = g_utf8_make_valid (text,
      (gssize) strnlen (text, GST_SIP_HANDSHAKE_LONGEST_TEXT));

  for (gchar *c = valid; *c != '\0'; c++) {
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  }
  return g_strstrip (valid);
}

static gboolean
is_at_proxy (const GstSipDialStory *story)
{
  return story->proxy != NULL &&
      story->stage < G_SOCKET_CLIENT_PROXY_NEGOTIATED;
}

gchar *
gst_sip_handshake_describe_stage (const GstSipDialStory *story)
{
  if (is_at_proxy (story))
    return g_strdup_printf ("the proxy %s", story->proxy);

  switch (story->stage) {
    case G_SOCKET_CLIENT_RESOLVING:
      return g_strdup ("the host name to resolve");
    case G_SOCKET_CLIENT_RESOLVED:
    case G_SOCKET_CLIENT_CONNECTING:
      return g_strdup ("the TCP connection");
    case G_SOCKET_CLIENT_TLS_HANDSHAKING:
      return g_strdup ("the TLS handshake (is TLS spoken there at all?)");
    default:
      return g_strdup ("an answer to the WebSocket handshake");
  }
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
    case UPGRADE_REQUIRED:
      return "it wants another version or sub-protocol";
    default:
      if (SOUP_STATUS_IS_SUCCESSFUL (status))
        return "a web server, but no WebSocket at this path";
      if (SOUP_STATUS_IS_SERVER_ERROR (status))
        return "the server, or what is behind it, is in trouble";
      return "the WebSocket handshake is refused";
  }
}

/* "HTTP 404 Not Found" */
static gchar *
name_status (const GstSipHttpAnswer *answer)
{
  g_autofree gchar *reason = gst_sip_handshake_clean (answer->reason);

  return g_strdup_printf ("HTTP %u%s%s", answer->status,
      reason[0] != '\0' ? " " : "", reason);
}

static gchar *
explain_redirection (const GstSipHttpAnswer *answer)
{
  const gchar *location =
      soup_message_headers_get_one (answer->headers, "Location");
  g_autofree gchar *target =
      gst_sip_server_make_name (location != NULL ? location : "nowhere");
  g_autofree gchar *words = gst_sip_handshake_clean (target);

  return g_strdup_printf ("HTTP %u: redirected to %s, which is not followed",
      answer->status, words);
}

gchar *
gst_sip_handshake_explain_status (const GstSipHttpAnswer *answer)
{
  const gchar *later =
      soup_message_headers_get_one (answer->headers, "Retry-After");
  g_autofree gchar *name = name_status (answer);
  g_autofree gchar *when = NULL;

  if (SOUP_STATUS_IS_REDIRECTION (answer->status))
    return explain_redirection (answer);
  if (later == NULL)
    return g_strdup_printf ("%s: %s", name, advise_on_status (answer->status));

  when = gst_sip_handshake_clean (later);
  return g_strdup_printf ("%s: %s (Retry-After: %s)", name,
      advise_on_status (answer->status), when);
}

gchar *
gst_sip_handshake_explain_proxy_status (const GstSipHttpAnswer *answer)
{
  g_autofree gchar *name = name_status (answer);
  const gchar *advice;

  if (answer->status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    advice = "it wants a user name and password, or others, and takes them "
             "from its own URI (http://user:password@proxy)";
  else if (answer->status == SOUP_STATUS_FORBIDDEN ||
      answer->status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    advice = "it opens no tunnel to this host and port";
  else
    advice = "it does not get through to the server";
  return g_strdup_printf ("%s: %s", name, advice);
}

static gchar *
explain_proxy_error (const GstSipDialStory *story, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf ("the proxy %s is not there: connection refused, "
                            "nothing listens on "
                            "that port",
        story->proxy);
  return g_strdup_printf ("the proxy %s failed: %s", story->proxy,
      error->message);
}

static gchar *
explain_io_error (const GstSipDialStory *story, const GError *error)
{
  const gchar *hint =
      story->is_secure ? "" : " (is it wss:// that is spoken there?)";

  switch (error->code) {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return g_strdup_printf ("connection refused, nothing listens on port %u",
          story->port);
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return g_strdup_printf ("no way there (%s)", error->message);
    case G_IO_ERROR_PARTIAL_INPUT:
      return g_strdup_printf ("the server %s%s", error->message, hint);
    case G_IO_ERROR_CONNECTION_CLOSED:
      return g_strdup_printf ("no answer to the WebSocket handshake: %s%s",
          error->message, hint);
    default:
      return g_strdup (error->message);
  }
}

static gchar *
explain_tls_error (const GstSipDialStory *story, const GError *error)
{
  if (story->wants_certificate)
    return g_strdup_printf ("TLS failed (%s): the server wants a certificate "
                            "of ours, and there is "
                            "no way to give it one",
        error->message);
  return g_strdup_printf ("TLS failed (%s): is TLS spoken there at all, and of "
                          "a version from 1.2 "
                          "on?",
      error->message);
}

gchar *
gst_sip_handshake_explain_error (const GstSipDialStory *story,
    const GError *error)
{
  if (error->domain == GST_SIP_ERROR)
    return g_strdup (error->message);
  if (story->flaws != NULL)
    return g_strdup_printf ("TLS certificate refused: %s", story->flaws);
  if (is_at_proxy (story))
    return explain_proxy_error (story, error);
  if (error->domain == G_TLS_ERROR)
    return explain_tls_error (story, error);
  /* The server's own name fails in other words. */
  if (error->domain == G_RESOLVER_ERROR)
    return g_strdup_printf ("the name of the proxy does not resolve (%s)",
        error->message);
  /* The server's own name, again, has other words; and nothing else comes
   * before the first address. */
  if (error->domain == G_IO_ERROR && story->stage == G_SOCKET_CLIENT_RESOLVING)
    return g_strdup_printf ("the proxy settings of this machine cannot be used "
                            "(%s): see http_proxy and https_proxy",
        error->message);
  if (error->domain == G_IO_ERROR)
    return explain_io_error (story, error);
  return g_strdup (error->message);
}
