/* An open stream to a server: TCP, through a proxy where there is one, TLS
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsipdial.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <gst/sip/base/gstsiperror.h>
#include "gst/sip/transport/gstsipconnection.h"
#include "ext/sipua/websocket/gstsipservercertificate.h"
#include "ext/sipua/net/gstsiptlsquestion.h"
#include "ext/sipua/websocket/gstsiphandshakeerror.h"
#include "ext/sipua/net/gstsiphostaddress.h"
#include "ext/sipua/websocket/gstsiphttp.h"

typedef struct
{
  gchar *name;
  gchar *host;
  guint16 port;
  gboolean is_secure;
  GTlsDatabase *database;
  gboolean tls_validation;
  GstSipLog *log;
  GstSipDialStory *story; /* no longer ours after the callback */

  GSocketClient *client;
  GIOStream *stream; /* as far as it is built */
} Dial;

void
gst_sip_dial_story_clear (GstSipDialStory *self)
{
  g_clear_pointer (&self->proxy, g_free);
  g_clear_pointer (&self->flaws, g_free);
}

static void
free_dial (Dial *self)
{
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_object_unref (self->client);
  g_clear_object (&self->stream);
  g_clear_object (&self->database);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_free (self->name);
  g_free (self->host);
  g_free (self);
}

/* Of what is connected to: NULL if that is the server itself. */
static GProxyAddress *
get_proxy (GIOStream *connection)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (!G_IS_SOCKET_CONNECTION (connection))
    return NULL;
  address =
      g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection),
          NULL);
  if (!G_IS_PROXY_ADDRESS (address))
    return NULL;
  return G_PROXY_ADDRESS (g_steal_pointer (&address));
}

static void
on_event (GSocketClient *client, GSocketClientEvent event,
    GSocketConnectable *connectable, GIOStream *connection, Dial *self)
{
  g_autoptr (GProxyAddress) proxy = NULL;

  if (event == G_SOCKET_CLIENT_COMPLETE)
    return;
  self->story->stage = event;
  if (event != G_SOCKET_CLIENT_CONNECTING)
    return;

  proxy = get_proxy (connection);
  g_clear_pointer (&self->story->proxy, g_free);
  if (proxy != NULL)
    self->story->proxy =
        gst_sip_server_make_name (g_proxy_address_get_uri (proxy));
}

/* Of a session that begins anew. A certificate that is let through here is told
 * of by check_session(). */
static gboolean
on_accept_certificate (GTlsConnection *connection, GTlsCertificate *certificate,
    GTlsCertificateFlags flaws, Dial *self)
{
  if (!self->tls_validation)
    return TRUE;
  g_free (self->story->flaws);
  self->story->flaws = gst_sip_certificate_describe_flaws (certificate, flaws);
  return FALSE;
}

/* What GnuTLS lets pass and no browser does. Flaws that the backend itself finds
 * are still there only where it did not ask: with tls-validation off, and in a
 * session that it resumes. It keeps sessions by host and port for the whole
 * process, so another element, with other settings, may have begun this one. */
static gchar *
find_flaws (Dial *self, GTlsConnection *connection)
{
  GTlsCertificate *certificate =
      g_tls_connection_get_peer_certificate (connection);
  GTlsCertificateFlags flaws =
      g_tls_connection_get_peer_certificate_errors (connection);

  if (certificate == NULL)
    return g_strdup ("not there: the server showed none");
  if (flaws != 0)
    return gst_sip_certificate_describe_flaws (certificate, flaws);
  if (!self->tls_validation)
    return NULL;
  return gst_sip_certificate_find_fault (certificate, self->host);
}

static gboolean
check_session (Dial *self, GTlsConnection *connection, GError **error)
{
  g_autofree gchar *flaws = find_flaws (self, connection);

  if (!self->tls_validation) {
    if (flaws != NULL && self->log != NULL)
      gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT,
          GST_SIP_LOG_LEVEL_LOG, NULL,
          "%s: certificate taken although it is %s, as tls-validation is off",
          self->name, flaws);
    return TRUE;
  }

  if (g_tls_connection_get_protocol_version (connection) <
      G_TLS_PROTOCOL_VERSION_TLS_1_2) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "TLS failed: the server speaks none newer than 1.1, which is broken");
    return FALSE;
  }
  if (flaws == NULL)
    return TRUE;

  g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "%s", flaws);
  g_free (self->story->flaws);
  self->story->flaws = g_steal_pointer (&flaws);
  return FALSE;
}

static void
on_tls_shaken (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Dial *self = g_task_get_task_data (task);
  GTlsConnection *connection = G_TLS_CONNECTION (source);
  GError *error = NULL;

  g_signal_handlers_disconnect_by_data (connection, self);
  self->story->wants_certificate = gst_sip_tls_question_was_asked (connection);
  if (!g_tls_connection_handshake_finish (connection, result, &error) ||
      !check_session (self, connection, &error)) {
    g_task_return_error (task, error);
    return;
  }
  self->story->stage = G_SOCKET_CLIENT_TLS_HANDSHAKED;
  g_task_return_pointer (task, g_steal_pointer (&self->stream), g_object_unref);
}

static void
begin_tls (GTask *task, Dial *self)
{
  static const gchar *const protocols[] = {"http/1.1", NULL};
  g_autoptr (GTlsInteraction) question = gst_sip_tls_question_new ();
  g_autoptr (GSocketConnectable) identity =
      g_network_address_new (self->host, self->port);
  GError *error = NULL;
  GIOStream *stream =
      g_tls_client_connection_new (self->stream, identity, &error);

  if (stream == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }

  g_object_unref (self->stream);
  self->stream = stream;
  self->story->stage = G_SOCKET_CLIENT_TLS_HANDSHAKING;
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream),
      protocols);
  /* A WebSocket has a farewell of its own. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), FALSE);
  g_tls_connection_set_interaction (G_TLS_CONNECTION (stream), question);
  if (self->database != NULL)
    g_tls_connection_set_database (G_TLS_CONNECTION (stream), self->database);
  g_signal_connect (stream, "accept-certificate",
      G_CALLBACK (on_accept_certificate), self);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (stream),
      G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_tls_shaken, task);
}

/* Takes the task: the server is at the other end of the stream. */
static void
arrive (GTask *task, Dial *self)
{
  if (self->is_secure) {
    begin_tls (task, self);
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&self->stream), g_object_unref);
  g_object_unref (task);
}

static void
on_tunnel (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Dial *self = g_task_get_task_data (task);
  g_autofree gchar *reason = NULL;
  GError *error = NULL;
  g_autoptr (GstSipHttpAnswer) answer =
      gst_sip_http_exchange_finish (result, &error);

  if (answer == NULL) {
    g_task_return_error (task, error);
  } else if (SOUP_STATUS_IS_SUCCESSFUL (answer->status)) {
    self->story->stage = G_SOCKET_CLIENT_PROXY_NEGOTIATED;
    arrive (g_steal_pointer (&task), self);
  } else {
    reason = gst_sip_handshake_explain_proxy_status (answer);
    g_task_return_new_error (task, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "the proxy %s refused: %s", self->story->proxy, reason);
  }
}

static void
add_credentials (GString *request, GProxyAddress *proxy)
{
  const gchar *user = g_proxy_address_get_username (proxy);
  const gchar *password = g_proxy_address_get_password (proxy);
  g_autofree gchar *plain = NULL;
  g_autofree gchar *encoded = NULL;

  if (user == NULL)
    return;
  plain = g_strdup_printf ("%s:%s", user, password != NULL ? password : "");
  encoded = g_base64_encode ((const guchar *) plain, strlen (plain));
  g_string_append_printf (request, "Proxy-Authorization: Basic %s\r\n",
      encoded);
}

/* RFC 9110 section 9.3.6; RFC 6455 section 4.1 asks for it with ws too. */
static void
ask_for_tunnel (GTask *task, Dial *self, GProxyAddress *proxy)
{
  g_autofree gchar *target =
      gst_sip_http_make_authority (self->host, self->port);
  g_autoptr (GString) request = g_string_new (NULL);

  g_string_printf (request, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n", target,
      target);
  add_credentials (request, proxy);
  g_string_append (request, "\r\n");
  self->story->stage = G_SOCKET_CLIENT_PROXY_NEGOTIATING;
  gst_sip_http_exchange_async (self->stream, request->str,
      g_task_get_cancellable (task), on_tunnel, task);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Dial *self = g_task_get_task_data (task);
  GError *error = NULL;
  GSocketConnection *connection =
      g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  g_autoptr (GProxyAddress) proxy = NULL;

  if (connection == NULL) {
    g_task_return_error (task, error);
    return;
  }

  self->stream = G_IO_STREAM (connection);
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP,
      TCP_NODELAY, TRUE, NULL);
  proxy = get_proxy (self->stream);
  if (proxy != NULL &&
      g_str_equal (g_proxy_address_get_protocol (proxy), "http"))
    ask_for_tunnel (g_steal_pointer (&task), self, proxy);
  else
    arrive (g_steal_pointer (&task), self);
}

void
gst_sip_dial_async (const GstSipDialSettings *settings, GstSipDialStory *story,
    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Dial *self = g_new0 (Dial, 1);
  g_autoptr (GSocketConnectable) address =
      gst_sip_host_address_new (settings->host, settings->port,
          settings->is_secure);

  self->name = g_strdup (settings->name);
  self->host = g_strdup (settings->host);
  self->port = settings->port;
  self->is_secure = settings->is_secure;
  if (settings->database != NULL)
    self->database = g_object_ref (settings->database);
  self->tls_validation = settings->tls_validation;
  if (settings->log != NULL)
    self->log = gst_sip_log_ref (settings->log);
  self->story = story;
  story->port = settings->port;
  story->is_secure = settings->is_secure;
  self->client = g_socket_client_new ();
  g_signal_connect (self->client, "event", G_CALLBACK (on_event), self);
  g_socket_client_add_application_proxy (self->client, "http");
  g_task_set_task_data (task, self, (GDestroyNotify) free_dial);
  g_socket_client_connect_async (self->client, address, cancellable,
      on_connected, task);
}

GIOStream *
gst_sip_dial_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
