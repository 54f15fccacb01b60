/* SIP over WebSocket (RFC 7118), by libsoup
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A connection that is being opened is a GstSipHandshake; one that is to
 * close in an orderly way is among those that leave, where libsoup gives it
 * five seconds.
 */
#include "ext/sipua/websocket/gstsipwebsocket-private.h"

#include <gst/sip/base/gstsiperror.h>
#include <gst/sip/message/gstsipmessage.h>
#include "gst/sip/transport/gstsipconnection.h"
#include "ext/sipua/websocket/gstsiphandshakeerror.h"
#include "ext/sipua/net/gstsiploop.h"

enum
{
  PROP_TLS_CA_FILE = 1,
  PROP_TLS_VALIDATION,
  PROP_HTTP_HEADERS,
  PROP_USER_AGENT,
  PROP_CONNECT_TIMEOUT,
  PROP_PONG_TIMEOUT,
};

G_DEFINE_FINAL_TYPE (GstSipWebsocket, gst_sip_websocket, GST_TYPE_SIP_TRANSPORT)

SoupWebsocketConnection *
gst_sip_websocket_detach (GstSipWebsocket *self)
{
  gst_sip_websocket_stop_asking (self);
  gst_sip_websocket_forget_backlog (self);
  g_signal_handlers_disconnect_by_data (self->connection, self);
  gst_sip_loop_let_finish (G_OBJECT (self->connection));
  return g_steal_pointer (&self->connection);
}

static void
on_gone (SoupWebsocketConnection *connection, GstSipWebsocket *self)
{
  g_ptr_array_remove_fast (self->leaving, connection);
}

static void
on_leaving_error (SoupWebsocketConnection *connection, const GError *error,
    GstSipWebsocket *self)
{
  on_gone (connection, self);
}

static void
let_leave (GstSipWebsocket *self, SoupWebsocketConnection *connection)
{
  g_signal_connect_object (connection, "closed", G_CALLBACK (on_gone), self,
      G_CONNECT_DEFAULT);
  g_signal_connect_object (connection, "error", G_CALLBACK (on_leaving_error),
      self, G_CONNECT_DEFAULT);
  g_ptr_array_add (self->leaving, connection);
}

static void
gst_sip_websocket_close (GstSipTransport *transport)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (transport);
  SoupWebsocketConnection *connection;

  g_clear_pointer (&self->handshake, gst_sip_handshake_cancel);
  if (self->connection == NULL)
    return;

  connection = gst_sip_websocket_detach (self);
  let_leave (self, connection);
  if (soup_websocket_connection_get_state (connection) ==
      SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL,
        NULL);
}

void
gst_sip_websocket_report (GstSipWebsocket *self, GstSipError code,
    const gchar *reason)
{
  g_autoptr (GError) error =
      g_error_new (GST_SIP_ERROR, code, "%s: %s", self->name, reason);

  gst_sip_transport_closed (GST_SIP_TRANSPORT (self), error);
}

void
gst_sip_websocket_report_loss (GstSipWebsocket *self, const gchar *format, ...)
{
  g_autofree gchar *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  gst_sip_websocket_report (self, GST_SIP_ERROR_TRANSPORT, reason);
}

/* The server's close frame is there; libsoup is about to answer it. */
static void
on_closing (SoupWebsocketConnection *connection, GstSipWebsocket *self)
{
  gushort code = soup_websocket_connection_get_close_code (connection);
  const gchar *data = soup_websocket_connection_get_close_data (connection);
  g_autofree gchar *reason = gst_sip_handshake_clean (data != NULL ? data : "");

  let_leave (self, gst_sip_websocket_detach (self));
  if (code == SOUP_WEBSOCKET_CLOSE_NO_STATUS)
    gst_sip_websocket_report_loss (self,
        "closed by the server, without a reason");
  else
    gst_sip_websocket_report_loss (self, "closed by the server: %u%s%s", code,
        reason[0] != '\0' ? " " : "", reason);
}

/* Dropped without a close frame: what breaks the protocol might go on doing
 * so while its answer is awaited, and what is lost will not answer. */
static void
on_error (SoupWebsocketConnection *connection, const GError *error,
    GstSipWebsocket *self)
{
  g_object_unref (gst_sip_websocket_detach (self));

  if (error->domain != SOUP_WEBSOCKET_ERROR)
    gst_sip_websocket_report_loss (self, "connection lost: %s", error->message);
  else if (error->code == SOUP_WEBSOCKET_CLOSE_TOO_BIG)
    gst_sip_websocket_report_loss (self,
        "closed: the server sent a message of more than %d kB",
        GST_SIP_MESSAGE_MAX_SIZE / 1024);
  else
    gst_sip_websocket_report_loss (self,
        "closed: the server broke the WebSocket protocol (%s)", error->message);
}

static void
on_closed (SoupWebsocketConnection *connection, GstSipWebsocket *self)
{
  g_object_unref (gst_sip_websocket_detach (self));
  gst_sip_websocket_report_loss (self,
      "connection lost: the server hung up without a word");
}

static void
on_pong (SoupWebsocketConnection *connection, GBytes *payload,
    GstSipWebsocket *self)
{
  gst_sip_websocket_stop_asking (self);
}

/* A SIP message comes in a text or a binary frame (RFC 7118 section 4.2). */
static void
on_message (SoupWebsocketConnection *connection, gint type, GBytes *message,
    GstSipWebsocket *self)
{
  gst_sip_websocket_stop_asking (self);
  if (!gst_sip_websocket_take_keepalive (self, message))
    gst_sip_transport_received (GST_SIP_TRANSPORT (self), message);
}

static void
adopt (GstSipWebsocket *self, SoupWebsocketConnection *connection)
{
  self->connection = connection;
  soup_websocket_connection_set_max_incoming_payload_size (connection,
      GST_SIP_MESSAGE_MAX_SIZE);
  g_signal_connect_object (connection, "message", G_CALLBACK (on_message), self,
      G_CONNECT_DEFAULT);
  g_signal_connect_object (connection, "pong", G_CALLBACK (on_pong), self,
      G_CONNECT_DEFAULT);
  g_signal_connect_object (connection, "closing", G_CALLBACK (on_closing), self,
      G_CONNECT_DEFAULT);
  g_signal_connect_object (connection, "error", G_CALLBACK (on_error), self,
      G_CONNECT_DEFAULT);
  g_signal_connect_object (connection, "closed", G_CALLBACK (on_closed), self,
      G_CONNECT_DEFAULT);
}

static void
on_handshake_done (SoupWebsocketConnection *connection, const GError *error,
    gpointer user_data)
{
  g_autoptr (GstSipWebsocket) self = g_object_ref (user_data);

  self->handshake = NULL;
  if (connection == NULL) {
    gst_sip_transport_closed (GST_SIP_TRANSPORT (self), error);
    return;
  }

  adopt (self, connection);
  gst_sip_transport_opened (GST_SIP_TRANSPORT (self));
}

static GstSipHandshakeSettings
get_settings (GstSipWebsocket *self)
{
  return (GstSipHandshakeSettings){
      .tls_ca_file = self->tls_ca_file,
      .tls_validation = self->tls_validation,
      .headers = self->http_headers,
      .user_agent = self->user_agent,
      .timeout = self->connect_timeout,
      .log = self->log,
  };
}

static void
gst_sip_websocket_open (GstSipTransport *transport, const gchar *uri)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (transport);
  const GstSipHandshakeSettings settings = get_settings (self);

  gst_sip_websocket_close (transport);
  g_free (self->name);
  self->name = gst_sip_server_make_name (uri);
  self->handshake = gst_sip_handshake_new (uri, self->name, &settings,
      on_handshake_done, self);
}

gboolean
gst_sip_websocket_check (GstSipWebsocket *self, GError **error)
{
  const GstSipHandshakeSettings settings = get_settings (self);

  if (!self->tls_validation && self->log != NULL)
    gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_WARN,
        NULL,
        "tls-validation is off: whoever is on the way to a wss server "
        "can read and change everything");
  return gst_sip_handshake_check (&settings, error);
}

static gboolean
gst_sip_websocket_send (GstSipTransport *transport, GBytes *message,
    GError **error)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (transport);
  gsize size;
  const gchar *data = g_bytes_get_data (message, &size);

  if (self->connection == NULL ||
      soup_websocket_connection_get_state (self->connection) !=
          SOUP_WEBSOCKET_STATE_OPEN) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "%s: not connected", self->name != NULL ? self->name : "WebSocket");
    return FALSE;
  }

  if (!gst_sip_websocket_check_backlog (self, size, error))
    return FALSE;

  /* RFC 6455 section 8.1: text is UTF-8, or the peer hangs up. */
  soup_websocket_connection_send_message (self->connection,
      g_utf8_validate (data, (gssize) size, NULL) ? SOUP_WEBSOCKET_DATA_TEXT
                                                  : SOUP_WEBSOCKET_DATA_BINARY,
      message);
  return TRUE;
}

static GstSipTransport *
gst_sip_websocket_make (GstSipTransport *transport)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (transport);
  GstSipTransport *other = gst_sip_websocket_new (self->log);

  g_object_set (other, "tls-ca-file", self->tls_ca_file, "tls-validation",
      self->tls_validation, "http-headers", self->http_headers, "user-agent",
      self->user_agent, "connect-timeout", self->connect_timeout,
      "pong-timeout", self->pong_timeout, NULL);
  return other;
}

static void
gst_sip_websocket_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (object);

  switch (id) {
    case PROP_TLS_CA_FILE:
      g_value_set_string (value, self->tls_ca_file);
      break;
    case PROP_TLS_VALIDATION:
      g_value_set_boolean (value, self->tls_validation);
      break;
    case PROP_USER_AGENT:
      g_value_set_string (value, self->user_agent);
      break;
    case PROP_CONNECT_TIMEOUT:
      g_value_set_uint (value, self->connect_timeout);
      break;
    case PROP_PONG_TIMEOUT:
      g_value_set_uint (value, self->pong_timeout);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_sip_websocket_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (object);

  switch (id) {
    case PROP_TLS_CA_FILE:
      g_free (self->tls_ca_file);
      self->tls_ca_file = g_value_dup_string (value);
      break;
    case PROP_TLS_VALIDATION:
      self->tls_validation = g_value_get_boolean (value);
      break;
    case PROP_HTTP_HEADERS:
      g_clear_pointer (&self->http_headers, gst_structure_free);
      self->http_headers = g_value_dup_boxed (value);
      break;
    case PROP_USER_AGENT:
      g_free (self->user_agent);
      self->user_agent = g_value_dup_string (value);
      break;
    case PROP_CONNECT_TIMEOUT:
      self->connect_timeout = g_value_get_uint (value);
      break;
    case PROP_PONG_TIMEOUT:
      self->pong_timeout = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_sip_websocket_dispose (GObject *object)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (object);

  gst_sip_websocket_close (GST_SIP_TRANSPORT (self));
  for (guint i = 0; i < self->leaving->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->leaving, i),
        self);
  g_ptr_array_set_size (self->leaving, 0);

  G_OBJECT_CLASS (gst_sip_websocket_parent_class)->dispose (object);
}

static void
gst_sip_websocket_finalize (GObject *object)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (object);

  g_free (self->tls_ca_file);
  g_clear_pointer (&self->http_headers, gst_structure_free);
  g_free (self->user_agent);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_free (self->name);
  g_ptr_array_unref (self->leaving);

  G_OBJECT_CLASS (gst_sip_websocket_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (klass, PROP_TLS_CA_FILE,
      g_param_spec_string ("tls-ca-file", "TLS CA file",
          "PEM file of the authorities that are trusted, instead of the "
          "system's",
          NULL, flags));
  g_object_class_install_property (klass, PROP_TLS_VALIDATION,
      g_param_spec_boolean ("tls-validation", "TLS validation",
          "Whether a certificate that is not right is refused", TRUE, flags));
  /* Cookies and tokens are in there: it cannot be read. */
  g_object_class_install_property (klass, PROP_HTTP_HEADERS,
      g_param_spec_boxed ("http-headers", "HTTP headers",
          "More headers for the handshake, strings by name", GST_TYPE_STRUCTURE,
          G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (klass, PROP_USER_AGENT,
      g_param_spec_string ("user-agent", "User agent",
          "User-Agent header of the handshake", NULL, flags));
  g_object_class_install_property (klass, PROP_CONNECT_TIMEOUT,
      g_param_spec_uint ("connect-timeout", "Connect timeout",
          "Time limit of an attempt, in milliseconds", 1, G_MAXUINT, 10000,
          flags));
  g_object_class_install_property (klass, PROP_PONG_TIMEOUT,
      g_param_spec_uint ("pong-timeout", "Pong timeout",
          "How long a ping may stay without a sign of life, in milliseconds", 1,
          G_MAXUINT, 10000, flags));
}

static void
gst_sip_websocket_class_init (GstSipWebsocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstSipTransportClass *transport_class = GST_SIP_TRANSPORT_CLASS (klass);

  object_class->get_property = gst_sip_websocket_get_property;
  object_class->set_property = gst_sip_websocket_set_property;
  object_class->dispose = gst_sip_websocket_dispose;
  object_class->finalize = gst_sip_websocket_finalize;
  transport_class->open = gst_sip_websocket_open;
  transport_class->close = gst_sip_websocket_close;
  transport_class->send = gst_sip_websocket_send;
  transport_class->ping = gst_sip_websocket_ping;
  transport_class->check = gst_sip_websocket_check_life;
  transport_class->make = gst_sip_websocket_make;

  install_properties (object_class);
}

static void
gst_sip_websocket_init (GstSipWebsocket *self)
{
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);
}

GstSipTransport *
gst_sip_websocket_new (GstSipLog *log)
{
  GstSipWebsocket *self = g_object_new (GST_TYPE_SIP_WEBSOCKET, NULL);

  gst_object_ref_sink (self);
  if (log != NULL)
    self->log = gst_sip_log_ref (log);
  return GST_SIP_TRANSPORT (self);
}
