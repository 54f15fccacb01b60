/* A WebSocket transport under test, and servers of every kind
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "websocketfixture.h"

#include <gst/sip/base/gstsiperror.h>

#define PATIENCE_MS 10000

static void
on_opened (gpointer user)
{
  ((Fixture *) user)->n_opened++;
}

static void
on_received (gpointer user, GBytes *message)
{
  Fixture *fixture = user;

  g_clear_pointer (&fixture->last_message, g_bytes_unref);
  fixture->last_message = g_bytes_ref (message);
  fixture->n_received++;
}

static void
on_closed (gpointer user, const GError *error)
{
  Fixture *fixture = user;

  g_test_message ("closed: %s", error->message);
  g_assert_null (strstr (error->message, "secret"));
  g_clear_error (&fixture->last_error);
  fixture->last_error = g_error_copy (error);
  fixture->n_closed++;
}

static void
on_log (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer user_data)
{
  g_assert_null (strstr (content, "secret"));
  g_string_append_printf (((Fixture *) user_data)->records, "%d %s\n", level,
      content);
}

void
fixture_set_up (Fixture *fixture)
{
  static const GstSipTransportUser user = {.opened = on_opened,
      .received = on_received,
      .closed = on_closed};

  *fixture = (Fixture){NULL};
  fixture->records = g_string_new (NULL);
  fixture->log = gst_sip_log_new ();
  gst_sip_log_set_level (fixture->log, GST_SIP_LOG_LEVEL_DEBUG);
  gst_sip_log_set_func (fixture->log, on_log, fixture, NULL);
  fixture->transport = gst_sip_websocket_new (fixture->log);
  gst_sip_transport_set_user (fixture->transport, &user, fixture);
}

static void
on_finalized (gpointer data, GObject *where_the_object_was)
{
  *(guint *) data = 1;
}

void
fixture_tear_down (Fixture *fixture)
{
  guint finalized = 0;

  g_object_weak_ref (G_OBJECT (fixture->transport), on_finalized, &finalized);
  gst_object_unref (fixture->transport);
  g_assert_cmpuint (finalized, ==, 1);
  fixture_run (20);
  gst_sip_log_unref (fixture->log);
  g_string_free (fixture->records, TRUE);
  g_clear_pointer (&fixture->last_message, g_bytes_unref);
  g_clear_error (&fixture->last_error);
}

static gboolean
on_elapsed (gpointer elapsed)
{
  *(gboolean *) elapsed = TRUE;
  return G_SOURCE_REMOVE;
}

void
fixture_wait (Fixture *fixture, const guint *counter, guint value)
{
  gboolean elapsed = FALSE;
  guint timeout = g_timeout_add (PATIENCE_MS, on_elapsed, &elapsed);

  while (*counter < value && !elapsed)
    g_main_context_iteration (NULL, TRUE);
  if (elapsed)
    g_error ("nothing came of it; the log is:\n%s", fixture->records->str);
  g_source_remove (timeout);
}

void
fixture_run (guint milliseconds)
{
  gboolean elapsed = FALSE;

  g_timeout_add (milliseconds, on_elapsed, &elapsed);
  while (!elapsed)
    g_main_context_iteration (NULL, TRUE);
}

void
fixture_open (Fixture *fixture, const gchar *uri)
{
  guint n_opened = fixture->n_opened, n_closed = fixture->n_closed;

  gst_sip_transport_open (fixture->transport, uri);
  g_assert_cmpuint (fixture->n_opened, ==, n_opened);
  fixture_wait (fixture, &fixture->n_opened, n_opened + 1);
  g_assert_cmpuint (fixture->n_closed, ==, n_closed);
}

void
fixture_fail (Fixture *fixture, const gchar *uri)
{
  guint n_opened = fixture->n_opened, n_closed = fixture->n_closed;

  gst_sip_transport_open (fixture->transport, uri);
  g_assert_cmpuint (fixture->n_closed, ==, n_closed);
  fixture_wait (fixture, &fixture->n_closed, n_closed + 1);
  g_assert_cmpuint (fixture->n_opened, ==, n_opened);
}

void
fixture_assert_error (const Fixture *fixture, gint code, const gchar *uri,
    const gchar *expected)
{
  g_autofree gchar *name = g_strndup (uri, strcspn (uri, "?"));
  g_autofree gchar *pattern = g_strdup_printf ("%s: %s", name, expected);

  g_assert_error (fixture->last_error, GST_SIP_ERROR, code);
  if (!g_pattern_match_simple (pattern, fixture->last_error->message))
    g_error ("'%s' is not '%s'", fixture->last_error->message, pattern);
}

gchar *
make_certificate_path (const gchar *name)
{
  const gchar *directory = g_getenv ("G_TEST_SRCDIR");

  g_assert_nonnull (directory);
  return g_build_filename (directory, "certificates", name, NULL);
}

static void
on_client_message (SoupWebsocketConnection *connection, gint type,
    GBytes *message, GoodServer *self)
{
  g_clear_pointer (&self->last_message, g_bytes_unref);
  self->last_message = g_bytes_ref (message);
  self->last_type = type;
  self->n_messages++;
}

static void
on_client_closed (SoupWebsocketConnection *connection, GoodServer *self)
{
  self->n_closed++;
}

static void
note_header (const gchar *name, const gchar *value, gpointer user_data)
{
  g_string_append_printf (user_data, "%s: %s\n", name, value);
}

static void
on_client (SoupServer *server, SoupServerMessage *message, const gchar *path,
    SoupWebsocketConnection *connection, gpointer user_data)
{
  GoodServer *self = user_data;
  const gchar *query = g_uri_get_query (soup_server_message_get_uri (message));

  g_string_printf (self->request, "GET %s?%s\n", path,
      query != NULL ? query : "");
  soup_message_headers_foreach (soup_server_message_get_request_headers (
                                    message),
      note_header, self->request);
  g_set_object (&self->connection, connection);
  g_signal_connect (connection, "message", G_CALLBACK (on_client_message),
      self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_client_closed), self);
  self->n_connections++;
}

static void
use_certificate (SoupServer *server, const gchar *name)
{
  g_autofree gchar *path = make_certificate_path (name);
  g_autofree gchar *key = make_certificate_path ("key.pem");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate =
      g_tls_certificate_new_from_files (path, key, &error);

  g_assert_no_error (error);
  soup_server_set_tls_certificate (server, certificate);
}

void
good_server_start (GoodServer *self, const gchar *certificate,
    const gchar *protocol)
{
  gchar *protocols[] = {(gchar *) protocol, NULL};
  g_autoptr (GError) error = NULL;
  GSList *uris;

  *self = (GoodServer){NULL};
  self->request = g_string_new (NULL);
  self->server = soup_server_new (NULL, NULL);
  if (certificate != NULL)
    use_certificate (self->server, certificate);
  soup_server_add_websocket_handler (self->server, "/ws", NULL,
      protocol != NULL ? protocols : NULL, on_client, self, NULL);
  soup_server_listen_local (self->server, 0,
      SOUP_SERVER_LISTEN_IPV4_ONLY |
          (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0),
      &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

void
good_server_stop (GoodServer *self)
{
  soup_server_disconnect (self->server);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_object_unref (self->server);
  g_string_free (self->request, TRUE);
  g_clear_pointer (&self->last_message, g_bytes_unref);
  fixture_run (20);
}

/* Its port comes on its standard output. */
GSubprocess *
openssl_start (const gchar *name, const gchar *address, const gchar *option,
    gchar **port)
{
  g_autofree gchar *certificate = make_certificate_path (name);
  g_autofree gchar *key = make_certificate_path ("key.pem");
  g_autoptr (GSubprocess) server =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
              G_SUBPROCESS_FLAGS_STDERR_SILENCE,
          NULL, "openssl", "s_server", "-www", "-accept", address, "-cert",
          certificate, "-key", key, option, "-cipher", "ALL:@SECLEVEL=0", NULL);
  g_autoptr (GDataInputStream) output = NULL;
  gchar *line = NULL;

  if (server == NULL)
    return NULL;
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  do {
    g_free (line);
    line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  } while (line != NULL && !g_str_has_prefix (line, "ACCEPT "));
  if (line == NULL)
    return NULL;
  *port = g_strdup (strrchr (line, ':') + 1);
  g_free (line);
  return g_steal_pointer (&server);
}

void
openssl_stop (GSubprocess *server)
{
  g_subprocess_force_exit (server);
  g_subprocess_wait (server, NULL, NULL);
}

static gchar *
read_handshake (GSocket *socket)
{
  g_autoptr (GString) request = g_string_new (NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_auto (GStrv) parts = NULL;
  guint8 digest[20];
  gsize size = sizeof digest;
  gchar byte;

  while (strstr (request->str, "\r\n\r\n") == NULL) {
    if (g_socket_receive (socket, &byte, 1, NULL, NULL) <= 0)
      return NULL;
    g_string_append_c (request, byte);
  }

  parts = g_strsplit (request->str, "Sec-WebSocket-Key: ", 2);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  *strchr (parts[1], '\r') = '\0';
  g_checksum_update (checksum, (const guchar *) parts[1], -1);
  g_checksum_update (checksum,
      (const guchar *) "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

static gboolean
on_raw_client (GThreadedSocketService *service, GSocketConnection *connection,
    GObject *source, gpointer user_data)
{
  RawServer *self = user_data;
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autofree gchar *accept = NULL;

  if (self->read_handshake)
    accept = read_handshake (socket);
  if (!self->read_handshake || accept != NULL)
    self->handler (socket, accept);
  return TRUE;
}

void
raw_server_start (RawServer *self, gboolean read_handshake_first,
    RawHandler handler)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback =
      g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  self->service = g_threaded_socket_service_new (10);
  self->handler = handler;
  self->read_handshake = read_handshake_first;
  g_signal_connect (self->service, "run", G_CALLBACK (on_raw_client), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port =
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_socket_service_start (self->service);
}

void
raw_server_stop (RawServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  fixture_run (20);
}

void
raw_send (GSocket *socket, const gchar *data, gsize size)
{
  gssize sent;

  for (; size > 0; data += sent, size -= (gsize) sent) {
    sent = g_socket_send (socket, data, size, NULL, NULL);
    if (sent <= 0)
      return;
  }
}

void
raw_accept (GSocket *socket, const gchar *accept)
{
  g_autofree gchar *answer =
      g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                       "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Protocol: sip\r\n"
                       "Sec-WebSocket-Accept: %s\r\n\r\n",
          accept);

  raw_send (socket, answer, strlen (answer));
}

void
raw_wait (GSocket *socket)
{
  gchar buffer[1024];

  while (g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL) > 0)
    continue;
}

#define TYPE_TEST_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static GList *
lookup_by_name (GResolver *resolver, const gchar *name,
    GCancellable *cancellable, GError **error)
{
  if (g_str_has_suffix (name, ".example.test"))
    return g_list_prepend (NULL,
        g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));
  g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
      "Error resolving \"%s\": Name or service not known", name);
  return NULL;
}

static void
lookup_by_name_async (GResolver *resolver, const gchar *name,
    GResolverNameLookupFlags flags, GCancellable *cancellable,
    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task =
      g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GList *addresses = lookup_by_name (resolver, name, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, addresses,
        (GDestroyNotify) g_resolver_free_addresses);
}

static GList *
lookup_by_name_finish (GResolver *resolver, GAsyncResult *result,
    GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The proxy's name is GIO's to look up, which it does in this way. */
static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name = lookup_by_name;
  resolver_class->lookup_by_name_with_flags_async = lookup_by_name_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_by_name_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

GResolver *
test_resolver_new (void)
{
  return g_object_new (TYPE_TEST_RESOLVER, NULL);
}
