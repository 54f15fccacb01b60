/* Opening one WebSocket for SIP (RFC 7118 section 4)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each handshake has a session of its own: nothing is left over from an
 * earlier one, and settings may change between two.
 */
#include "ext/sipua/gstsiphandshake.h"

#include <gst/sip/base/gstsiperror.h>
#include "ext/sipua/gstsipframeguard.h"
#include "ext/sipua/gstsiphandshakeerror.h"
#include "ext/sipua/gstsiploop.h"

#define SUB_PROTOCOL "sip"

struct _GstSipHandshake
{
  gchar *name;
  SoupSession *session; /* NULL when it could not even begin */
  SoupMessage *message;
  GCancellable *cancellable;
  GSource *timer; /* the time limit, or a failure to be reported later */
  GError *failure;
  GSocketClientEvent stage;
  gchar *flaws; /* of the certificate, in words */
  gboolean tls_validation;
  guint timeout;
  GstSipLog *log;
  GstSipHandshakeFunc func; /* NULL when nobody wants to know any more */
  gpointer user_data;
};

static void
free_handshake (GstSipHandshake *self)
{
  g_clear_pointer (&self->timer, g_source_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_free (self->flaws);
  g_free (self->name);
  g_free (self);
}

static void
arm (GstSipHandshake *self, guint delay, GSourceFunc func)
{
  self->timer = g_timeout_source_new (delay);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
disarm (GstSipHandshake *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

/* What libsoup has begun ends in on_done, which frees. */
void
gst_sip_handshake_cancel (GstSipHandshake *self)
{
  self->func = NULL;
  disarm (self);
  if (self->session == NULL) {
    free_handshake (self);
    return;
  }

  gst_sip_loop_let_finish (G_OBJECT (self->message));
  g_cancellable_cancel (self->cancellable);
}

static gboolean
on_failed_to_begin (gpointer user_data)
{
  GstSipHandshake *self = user_data;

  self->func (NULL, self->failure, self->user_data);
  free_handshake (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_timeout (gpointer user_data)
{
  GstSipHandshake *self = user_data;
  GstSipHandshakeFunc func = self->func;
  gpointer func_data = self->user_data;
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT,
      "%s: waited %g s in vain for %s", self->name, self->timeout / 1000.0,
      gst_sip_handshake_describe_stage (self->stage));

  gst_sip_handshake_cancel (self);
  func (NULL, error, func_data);
  return G_SOURCE_REMOVE;
}

static void
on_network_event (SoupMessage *message, GSocketClientEvent event,
    GIOStream *stream, GstSipHandshake *self)
{
  self->stage = event;
}

static gboolean
on_accept_certificate (SoupMessage *message, GTlsCertificate *certificate,
    GTlsCertificateFlags flaws, GstSipHandshake *self)
{
  g_autofree gchar *words =
      gst_sip_handshake_describe_certificate (certificate, flaws);

  if (self->tls_validation) {
    g_free (self->flaws);
    self->flaws = g_steal_pointer (&words);
    return FALSE;
  }

  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_WARN,
      NULL, "%s: certificate taken although it is %s, as tls-validation is off",
      self->name, words);
  return TRUE;
}

/* RFC 7118 section 4.1: a server that does not say "sip" is none. */
static gboolean
check_sub_protocol (GstSipHandshake *self, SoupWebsocketConnection *connection,
    GError **error)
{
  const gchar *protocol = soup_websocket_connection_get_protocol (connection);

  if (protocol != NULL && g_ascii_strcasecmp (protocol, SUB_PROTOCOL) == 0)
    return TRUE;

  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
      "%s: a WebSocket, but not for SIP (no sub-protocol '" SUB_PROTOCOL
      "' in its answer)",
      self->name);
  return FALSE;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GstSipHandshake *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) explained = NULL;
  g_autofree gchar *reason = NULL;
  g_autoptr (SoupWebsocketConnection) connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result,
          &error);

  disarm (self);
  if (connection == NULL && self->func != NULL) {
    reason = gst_sip_handshake_explain (self->message, error, self->flaws);
    explained = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT, "%s: %s",
        self->name, reason);
  } else if (connection != NULL &&
      (self->func == NULL ||
          !check_sub_protocol (self, connection, &explained))) {
    gst_sip_loop_let_finish (G_OBJECT (connection));
    g_clear_object (&connection);
  }

  if (self->func != NULL)
    self->func (g_steal_pointer (&connection), explained, self->user_data);
  free_handshake (self);
}

static gboolean
is_reserved (const gchar *name)
{
  return g_ascii_strcasecmp (name, "Connection") == 0 ||
      g_ascii_strcasecmp (name, "Upgrade") == 0 ||
      g_ascii_strncasecmp (name, "Sec-WebSocket-", 14) == 0;
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

typedef struct
{
  SoupMessageHeaders *headers;
  GError **error;
} AddHeader;

/* Values are not repeated in errors: most of them are secret. */
static gboolean
add_header (GQuark field, const GValue *value, gpointer user_data)
{
  AddHeader *add = user_data;
  const gchar *name = g_quark_to_string (field);
  const gchar *fault = NULL;

  if (!is_token (name))
    fault = "not a header name";
  else if (is_reserved (name))
    fault = "a header of the WebSocket handshake itself";
  else if (!G_VALUE_HOLDS_STRING (value) || g_value_get_string (value) == NULL)
    fault = "its value is not a (string)";
  else if (strpbrk (g_value_get_string (value), "\r\n") != NULL)
    fault = "its value has a line break";

  if (fault == NULL) {
    soup_message_headers_replace (add->headers, name,
        g_value_get_string (value));
    return TRUE;
  }
  g_set_error (add->error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "http-headers: '%s': %s", name, fault);
  return FALSE;
}

static SoupMessage *
make_message (const gchar *uri, const gchar *name, const GstStructure *headers,
    GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);
  AddHeader add = {NULL, error};

  if (message == NULL) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "%s: not a WebSocket URI", name);
    return NULL;
  }

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  add.headers = soup_message_get_request_headers (message);
  if (headers != NULL && !gst_structure_foreach (headers, add_header, &add))
    return NULL;
  return g_steal_pointer (&message);
}

static gboolean
use_ca_file (SoupSession *session, const gchar *path, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree gchar *absolute = NULL;

  if (path == NULL)
    return TRUE;

  /* glib-networking takes no other, and says so on the terminal only. */
  absolute = g_canonicalize_filename (path, NULL);
  database = g_tls_file_database_new (absolute, &cause);
  if (database != NULL) {
    soup_session_set_tls_database (session, database);
    return TRUE;
  }
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "tls-ca-file '%s': %s", path, cause->message);
  return FALSE;
}

/* No time limits of the session's own: one would end an open connection. */
static SoupSession *
make_session (const GstSipHandshakeSettings *settings, GError **error)
{
  g_autoptr (SoupSession) session =
      soup_session_new_with_options ("timeout", 0, "idle-timeout", 0, NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_set_user_agent (session, settings->user_agent);
  if (!use_ca_file (session, settings->tls_ca_file, error))
    return NULL;
  return g_steal_pointer (&session);
}

static void
begin (GstSipHandshake *self)
{
  static gchar *protocols[] = {(gchar *) SUB_PROTOCOL, NULL};

  self->cancellable = g_cancellable_new ();
  g_signal_connect (self->message, "network-event",
      G_CALLBACK (on_network_event), self);
  g_signal_connect (self->message, "accept-certificate",
      G_CALLBACK (on_accept_certificate), self);
  gst_sip_frame_guard_prepare (self->session, self->message);
  soup_session_websocket_connect_async (self->session, self->message, NULL,
      protocols, G_PRIORITY_DEFAULT, self->cancellable, on_done, self);
  gst_sip_frame_guard_hide (self->message);
  arm (self, self->timeout, on_timeout);
}

GstSipHandshake *
gst_sip_handshake_new (const gchar *uri, const gchar *name,
    const GstSipHandshakeSettings *settings, GstSipHandshakeFunc func,
    gpointer user_data)
{
  GstSipHandshake *self = g_new0 (GstSipHandshake, 1);

  self->name = g_strdup (name);
  self->tls_validation = settings->tls_validation;
  self->timeout = settings->timeout;
  self->func = func;
  self->user_data = user_data;
  if (settings->log != NULL)
    self->log = gst_sip_log_ref (settings->log);

  self->message = make_message (uri, name, settings->headers, &self->failure);
  if (self->message != NULL)
    self->session = make_session (settings, &self->failure);
  if (self->session != NULL)
    begin (self);
  else
    arm (self, 0, on_failed_to_begin);
  return self;
}

gboolean
gst_sip_handshake_check (const GstSipHandshakeSettings *settings,
    GError **error)
{
  g_autoptr (SoupMessage) message =
      make_message ("ws://localhost/", "ws", settings->headers, error);
  g_autoptr (SoupSession) session =
      message != NULL ? make_session (settings, error) : NULL;

  return session != NULL;
}
