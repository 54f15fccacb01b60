/* Opening one WebSocket for SIP (RFC 7118 section 4)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsiphandshake.h"

#include <gst/sip/base/gstsiperror.h>
#include "ext/sipua/websocket/gstsipdial.h"
#include "ext/sipua/websocket/gstsipframeguard.h"
#include "ext/sipua/websocket/gstsiphandshakeerror.h"
#include "ext/sipua/websocket/gstsiphandshakerequest.h"
#include "ext/sipua/net/gstsiploop.h"

#define SUB_PROTOCOL "sip"
#define URI_FLAGS (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED)

struct _GstSipHandshake
{
  gchar *name;
  GUri *uri; /* NULL when it could not even begin */
  gchar *request;
  gchar *key;
  GTlsDatabase *database; /* NULL for the system's */
  GIOStream *stream;
  GstSipDialStory story;
  GCancellable *cancellable;
  GSource *timer; /* the time limit, or a failure to be reported later */
  GError *failure;
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
  g_clear_pointer (&self->uri, g_uri_unref);
  g_clear_object (&self->database);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  gst_sip_dial_story_clear (&self->story);
  g_free (self->request);
  g_free (self->key);
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

/* What GIO has begun ends in end(), which frees. */
void
gst_sip_handshake_cancel (GstSipHandshake *self)
{
  self->func = NULL;
  disarm (self);
  if (self->uri == NULL) {
    free_handshake (self);
    return;
  }

  gst_sip_loop_let_finish (G_OBJECT (self->cancellable));
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
  g_autofree gchar *what = gst_sip_handshake_describe_stage (&self->story);
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT,
      "%s: waited %g s in vain for %s", self->name, self->timeout / 1000.0,
      what);

  gst_sip_handshake_cancel (self);
  func (NULL, error, func_data);
  return G_SOURCE_REMOVE;
}

/* The one end of all that has begun. connection and error are NULL when
 * nobody wants to know. */
static void
end (GstSipHandshake *self, SoupWebsocketConnection *connection,
    const GError *error)
{
  disarm (self);
  if (self->func != NULL)
    self->func (connection, error, self->user_data);
  free_handshake (self);
}

static void
fail (GstSipHandshake *self, const gchar *reason)
{
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR,
      GST_SIP_ERROR_TRANSPORT, "%s: %s", self->name, reason);

  end (self, NULL, error);
}

static void
fail_with (GstSipHandshake *self, const GError *error)
{
  g_autofree gchar *reason =
      gst_sip_handshake_explain_error (&self->story, error);

  fail (self, reason);
}

static SoupWebsocketConnection *
make_connection (GstSipHandshake *self)
{
  g_autoptr (GstSipBacklog) backlog = gst_sip_backlog_new (self->stream);
  GList *extensions = g_list_prepend (NULL, gst_sip_frame_guard_new (backlog));

  return soup_websocket_connection_new (G_IO_STREAM (backlog), self->uri,
      SOUP_WEBSOCKET_CONNECTION_CLIENT, NULL, SUB_PROTOCOL, extensions);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GstSipHandshake *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *reason = NULL;
  g_autoptr (GstSipHttpAnswer) answer =
      gst_sip_http_exchange_finish (result, &error);

  if (answer == NULL) {
    fail_with (self, error);
  } else if (answer->status != SOUP_STATUS_SWITCHING_PROTOCOLS) {
    reason = gst_sip_handshake_explain_status (answer);
    fail (self, reason);
  } else if (!gst_sip_handshake_check_answer (answer, self->key, &error)) {
    fail (self, error->message);
  } else {
    end (self, make_connection (self), NULL);
  }
}

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GstSipHandshake *self = user_data;
  g_autoptr (GError) error = NULL;

  self->stream = gst_sip_dial_finish (result, &error);
  if (self->stream == NULL) {
    fail_with (self, error);
    return;
  }
  self->story.stage = G_SOCKET_CLIENT_COMPLETE;
  gst_sip_http_exchange_async (self->stream, self->request, self->cancellable,
      on_answer, self);
}

static GUri *
parse_uri (const gchar *text, const gchar *name, GError **error)
{
  GUri *uri = g_uri_parse (text, URI_FLAGS, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL) {
    g_clear_pointer (&uri, g_uri_unref);
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "%s: not a WebSocket URI", name);
  }
  return uri;
}

/* What path holds comes into database; no path, nothing. */
static gboolean
open_ca_file (const gchar *path, GTlsDatabase **database, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree gchar *absolute = NULL;
  GList *certificates;

  if (path == NULL)
    return TRUE;

  /* glib-networking takes no other, and says so on the terminal only. */
  absolute = g_canonicalize_filename (path, NULL);
  certificates = g_tls_certificate_list_new_from_file (absolute, &cause);
  if (certificates != NULL)
    *database = g_tls_file_database_new (absolute, &cause);
  g_list_free_full (certificates, g_object_unref);
  if (*database != NULL)
    return TRUE;
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "tls-ca-file '%s': %s", path,
      cause != NULL ? cause->message : "no PEM certificate in it");
  return FALSE;
}

static void
begin (GstSipHandshake *self)
{
  gboolean is_secure = g_str_equal (g_uri_get_scheme (self->uri), "wss");
  gint port = g_uri_get_port (self->uri);
  const GstSipDialSettings dial = {
      .name = self->name,
      .host = g_uri_get_host (self->uri),
      .port = (guint16) (port > 0 ? port
              : is_secure         ? 443
                                  : 80),
      .is_secure = is_secure,
      .database = self->database,
      .tls_validation = self->tls_validation,
      .log = self->log,
  };

  self->cancellable = g_cancellable_new ();
  arm (self, self->timeout, on_timeout);
  gst_sip_dial_async (&dial, &self->story, self->cancellable, on_dialled, self);
}

/* Everything that can be wrong without a server. */
static gboolean
prepare (GstSipHandshake *self, const gchar *uri,
    const GstSipHandshakeSettings *settings, GError **error)
{
  g_autoptr (GUri) parsed = parse_uri (uri, self->name, error);

  if (parsed == NULL ||
      !gst_sip_handshake_check_headers (settings->headers, error) ||
      !open_ca_file (settings->tls_ca_file, &self->database, error))
    return FALSE;

  self->request = gst_sip_handshake_make_request (uri, parsed,
      settings->headers, settings->user_agent, &self->key);
  self->uri = g_steal_pointer (&parsed);
  return TRUE;
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

  if (prepare (self, uri, settings, &self->failure))
    begin (self);
  else
    arm (self, 0, on_failed_to_begin);
  return self;
}

gboolean
gst_sip_handshake_check (const GstSipHandshakeSettings *settings,
    GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;

  return gst_sip_handshake_check_headers (settings->headers, error) &&
      open_ca_file (settings->tls_ca_file, &database, error);
}
