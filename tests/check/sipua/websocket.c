/* The WebSocket transport with servers that do what they should
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "websocketfixture.h"

#include <gst/sip/base/gstsiperror.h>
#include "ext/sipua/net/gstsiploop.h"

#define OPTIONS "OPTIONS sip:example.com SIP/2.0\r\n\r\n"
#define NOT_UTF8 "OPTIONS sip:example.com SIP/2.0\r\nSubject: \xff\r\n\r\n"

static void
open_at (Fixture *fixture, GoodServer *server)
{
  g_autofree gchar *uri =
      g_strdup_printf ("ws://127.0.0.1:%u/ws", server->port);

  fixture_open (fixture, uri);
  fixture_wait (fixture, &server->n_connections, 1);
}

static void
send_text (Fixture *fixture, const gchar *text)
{
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  gst_sip_transport_send (fixture->transport, message, &error);
  g_assert_no_error (error);
}

static void
assert_bytes (GBytes *bytes, const gchar *text)
{
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
      text, strlen (text));
}

static void
test_send (gconstpointer text)
{
  gint expected = g_utf8_validate (text, -1, NULL) ? SOUP_WEBSOCKET_DATA_TEXT
                                                   : SOUP_WEBSOCKET_DATA_BINARY;
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  open_at (&fixture, &server);
  send_text (&fixture, text);
  fixture_wait (&fixture, &server.n_messages, 1);

  assert_bytes (server.last_message, text);
  g_assert_cmpint (server.last_type, ==, expected);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
test_receive (gconstpointer data)
{
  SoupWebsocketDataType type = GPOINTER_TO_INT (data);
  g_autoptr (GBytes) message = g_bytes_new_static (OPTIONS, strlen (OPTIONS));
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  open_at (&fixture, &server);
  soup_websocket_connection_send_message (server.connection, type, message);
  fixture_wait (&fixture, &fixture.n_received, 1);

  assert_bytes (fixture.last_message, OPTIONS);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
send_in_fragments (GSocket *socket, const gchar *accept)
{
  static const gchar frames[] = "\x01\x05OPTIO\x00\x00\x89\x00\x80\x01N";

  raw_accept (socket, accept);
  raw_send (socket, frames, sizeof frames - 1);
  raw_wait (socket);
}

static void
test_fragments (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  RawServer server;

  fixture_set_up (&fixture);
  raw_server_start (&server, TRUE, send_in_fragments);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/", server.port);
  fixture_open (&fixture, uri);
  fixture_wait (&fixture, &fixture.n_received, 1);

  assert_bytes (fixture.last_message, "OPTION");
  fixture_tear_down (&fixture);
  raw_server_stop (&server);
}

static void
test_keepalive_is_answered (void)
{
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  open_at (&fixture, &server);
  soup_websocket_connection_send_text (server.connection, "\r\n");
  soup_websocket_connection_send_text (server.connection, "");
  soup_websocket_connection_send_text (server.connection, "\r\n\r\n");
  fixture_wait (&fixture, &server.n_messages, 1);

  assert_bytes (server.last_message, "\r\n");
  fixture_run (20);
  g_assert_cmpuint (server.n_messages, ==, 1);
  g_assert_cmpuint (fixture.n_received, ==, 0);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

/* The whole URL goes into the handshake, and what the user adds. */
static void
test_handshake (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;
  GstStructure *headers = gst_structure_new ("headers", "Origin", G_TYPE_STRING,
      "https://example.com", "Cookie", G_TYPE_STRING, "id=secret",
      "Authorization", G_TYPE_STRING, "Bearer secret", NULL);

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  g_object_set (fixture.transport, "http-headers", headers, "user-agent",
      "phone/1.0", NULL);
  gst_structure_free (headers);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws/a%%20b?KEY=secret&x=%%2F",
      server.port);
  fixture_open (&fixture, uri);
  fixture_wait (&fixture, &server.n_connections, 1);

  g_test_message ("%s", server.request->str);
  g_assert_nonnull (
      strstr (server.request->str, "GET /ws/a b?KEY=secret&x=%2F\n"));
  g_assert_nonnull (
      strstr (server.request->str, "\nOrigin: https://example.com\n"));
  g_assert_nonnull (strstr (server.request->str, "\nCookie: id=secret\n"));
  g_assert_nonnull (
      strstr (server.request->str, "\nAuthorization: Bearer secret\n"));
  g_assert_nonnull (strstr (server.request->str, "\nUser-Agent: phone/1.0\n"));
  g_assert_nonnull (
      strstr (server.request->str, "\nSec-WebSocket-Protocol: sip\n"));
  g_assert_null (strstr (server.request->str, "Sec-WebSocket-Extensions"));
  g_assert_null (strstr (server.request->str, "Accept-Encoding"));
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
test_close (void)
{
  Fixture fixture;
  GoodServer server;
  g_autoptr (GBytes) message = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  open_at (&fixture, &server);
  send_text (&fixture, OPTIONS);
  gst_sip_transport_close (fixture.transport);
  gst_sip_transport_close (fixture.transport);
  g_assert_false (gst_sip_transport_send (fixture.transport, message, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT);
  fixture_wait (&fixture, &server.n_closed, 1);

  /* What was sent before arrives. */
  assert_bytes (server.last_message, OPTIONS);
  g_assert_cmpint (soup_websocket_connection_get_close_code (server.connection),
      ==, SOUP_WEBSOCKET_CLOSE_NORMAL);
  g_assert_cmpuint (fixture.n_closed, ==, 0);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
close_from_within (gpointer user, GBytes *message)
{
  Fixture *fixture = user;

  fixture->n_received++;
  gst_sip_transport_close (fixture->transport);
}

static void
test_close_from_within (void)
{
  static const GstSipTransportUser user = {.received = close_from_within};
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  open_at (&fixture, &server);
  gst_sip_transport_set_user (fixture.transport, &user, &fixture);
  for (guint i = 0; i < 5; i++)
    soup_websocket_connection_send_text (server.connection, OPTIONS);
  fixture_wait (&fixture, &server.n_closed, 1);

  g_assert_cmpuint (fixture.n_received, ==, 1);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
test_open_anew (void)
{
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  open_at (&fixture, &server);
  open_at (&fixture, &server);
  fixture_wait (&fixture, &server.n_closed, 1);

  g_assert_cmpuint (server.n_connections, ==, 2);
  g_assert_cmpuint (fixture.n_closed, ==, 0);
  send_text (&fixture, OPTIONS);
  fixture_wait (&fixture, &server.n_messages, 1);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

/* Given up at whichever point: nothing is heard of it any more. */
static void
test_close_while_connecting (void)
{
  g_autofree gchar *ca_file = make_certificate_path ("ca.pem");
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, "good.pem", "sip");
  g_object_set (fixture.transport, "tls-ca-file", ca_file, NULL);
  uri = g_strdup_printf ("wss://localhost:%u/ws", server.port);
  for (guint n_steps = 0; fixture.n_opened == 0; n_steps++) {
    gst_sip_transport_open (fixture.transport, uri);
    for (guint i = 0; i < n_steps && fixture.n_opened == 0; i++)
      g_main_context_iteration (NULL, TRUE);
    if (fixture.n_opened > 0)
      break;
    gst_sip_transport_close (fixture.transport);
    fixture_run (5);
    g_assert_cmpuint (fixture.n_opened, ==, 0);
  }

  g_assert_cmpuint (fixture.n_closed, ==, 0);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
test_dispose_while_connecting (void)
{
  Fixture fixture;
  GoodServer server;
  g_autofree gchar *uri = NULL;

  good_server_start (&server, NULL, "sip");
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws", server.port);
  for (guint n_steps = 0; n_steps < 12; n_steps++) {
    fixture_set_up (&fixture);
    gst_sip_transport_open (fixture.transport, uri);
    for (guint i = 0; i < n_steps; i++)
      g_main_context_iteration (NULL, FALSE);
    fixture_tear_down (&fixture);
  }
  good_server_stop (&server);
}

/* The server's libsoup answers pings by itself. */
static void
test_pong_keeps_open (void)
{
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  g_object_set (fixture.transport, "pong-timeout", 2500, NULL);
  open_at (&fixture, &server);
  gst_sip_transport_ping (fixture.transport);
  fixture_run (2700);

  g_assert_cmpuint (fixture.n_closed, ==, 0);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

/* The process was stopped: nobody could read the pong. */
static void
test_pong_after_pause (void)
{
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  g_object_set (fixture.transport, "pong-timeout", 1000, NULL);
  open_at (&fixture, &server);
  gst_sip_transport_ping (fixture.transport);
  g_usleep (2100 * 1000);
  fixture_run (1500);

  g_assert_cmpuint (fixture.n_closed, ==, 0);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
test_message_is_a_sign_of_life (void)
{
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  g_object_set (fixture.transport, "pong-timeout", 100, NULL);
  open_at (&fixture, &server);
  gst_sip_transport_ping (fixture.transport);
  soup_websocket_connection_send_text (server.connection, OPTIONS);
  fixture_run (200);

  g_assert_cmpuint (fixture.n_closed, ==, 0);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

/* A second one connects as the first would. */
static void
test_make (void)
{
  Fixture fixture;
  g_autoptr (GstSipTransport) other = NULL;
  g_autofree gchar *ca_file = NULL;
  g_autofree gchar *user_agent = NULL;
  gboolean validation;
  guint connect_timeout, pong_timeout;

  fixture_set_up (&fixture);
  g_object_set (fixture.transport, "tls-ca-file", "ca.pem", "tls-validation",
      FALSE, "user-agent", "phone/1", "connect-timeout", 123, "pong-timeout",
      456, NULL);
  other = gst_sip_transport_make (fixture.transport);
  g_assert_nonnull (other);
  g_assert_true (other != fixture.transport);
  g_assert_false (g_object_is_floating (other));
  g_object_get (other, "tls-ca-file", &ca_file, "tls-validation", &validation,
      "user-agent", &user_agent, "connect-timeout", &connect_timeout,
      "pong-timeout", &pong_timeout, NULL);
  g_assert_cmpstr (ca_file, ==, "ca.pem");
  g_assert_cmpstr (user_agent, ==, "phone/1");
  g_assert_false (validation);
  g_assert_cmpuint (connect_timeout, ==, 123);
  g_assert_cmpuint (pong_timeout, ==, 456);
  fixture_tear_down (&fixture);
}

/* Which cannot be read. */
static void
test_make_with_headers (void)
{
  g_autoptr (GstStructure) headers =
      gst_structure_new ("headers", "X-Token", G_TYPE_STRING, "token", NULL);
  Fixture fixture;
  GoodServer server;
  g_autoptr (GstSipTransport) other = NULL;
  g_autofree gchar *uri = NULL;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  g_object_set (fixture.transport, "http-headers", headers, NULL);
  other = gst_sip_transport_make (fixture.transport);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws", server.port);
  gst_sip_transport_open (other, uri);
  fixture_wait (&fixture, &server.n_connections, 1);
  g_assert_nonnull (strstr (server.request->str, "X-Token: token\n"));
  gst_sip_transport_close (other);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

/* As an element uses it: a loop that is stopped at whichever moment. */
typedef struct
{
  GstSipTransport *transport;
  gchar *uri, *ca_file;
} Life;

static void
begin_life (gpointer user_data)
{
  Life *life = user_data;

  life->transport = gst_sip_websocket_new (NULL);
  g_object_set (life->transport, "tls-ca-file", life->ca_file, NULL);
  gst_sip_transport_open (life->transport, life->uri);
}

static void
end_life (gpointer user_data)
{
  Life *life = user_data;

  gst_sip_transport_close (life->transport);
  g_clear_object (&life->transport);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* server: to be reached before the end, or NULL */
static void
live_once (Life *life, guint milliseconds, const GoodServer *server)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  guint n_connections = server != NULL ? server->n_connections : 0;

  gst_sip_loop_invoke (loop, begin_life, life, NULL);
  fixture_run (milliseconds);
  while (server != NULL && server->n_connections == n_connections)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gst_sip_loop_invoke_and_wait (loop, end_life, life, NULL, -1));
  g_assert_true (gst_sip_loop_stop (loop, -1));
}

static void
test_lives_in_loops (void)
{
  GoodServer server;
  Life life = {NULL};
  guint n_descriptors = 0;

  good_server_start (&server, "good.pem", "sip");
  life.uri = g_strdup_printf ("wss://localhost:%u/ws", server.port);
  life.ca_file = make_certificate_path ("ca.pem");
  for (guint i = 0; i < 60; i++) {
    live_once (&life, i % 20, i % 20 == 19 ? &server : NULL);
    /* The first few fill the pools of GIO's threads. */
    if (i == 20) {
      fixture_run (50);
      n_descriptors = count_descriptors ();
    }
  }
  fixture_run (50);

  g_assert_cmpuint (count_descriptors (), <=, n_descriptors + 3);
  good_server_stop (&server);
  g_free (life.uri);
  g_free (life.ca_file);
}

static void
test_own_authority (void)
{
  g_autofree gchar *ca_file = make_certificate_path ("ca.pem");
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, "good.pem", "sip");
  g_object_set (fixture.transport, "tls-ca-file", ca_file, NULL);
  g_assert_true (
      gst_sip_websocket_check (GST_SIP_WEBSOCKET (fixture.transport), NULL));
  uri = g_strdup_printf ("wss://localhost:%u/ws", server.port);
  fixture_open (&fixture, uri);
  send_text (&fixture, OPTIONS);
  fixture_wait (&fixture, &server.n_messages, 1);

  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  /* The server's libsoup warns of clients that are gone before it looks. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);

  g_test_add_data_func ("/websocket/send/text", OPTIONS, test_send);
  g_test_add_data_func ("/websocket/send/binary", NOT_UTF8, test_send);
  g_test_add_data_func ("/websocket/receive/text",
      GINT_TO_POINTER (SOUP_WEBSOCKET_DATA_TEXT), test_receive);
  g_test_add_data_func ("/websocket/receive/binary",
      GINT_TO_POINTER (SOUP_WEBSOCKET_DATA_BINARY), test_receive);
#define ADD(path, function) g_test_add_func ("/websocket/" path, function)
  ADD ("receive/fragments", test_fragments);
  ADD ("keepalive", test_keepalive_is_answered);
  ADD ("handshake", test_handshake);
  ADD ("close", test_close);
  ADD ("close/from-within", test_close_from_within);
  ADD ("close/while-connecting", test_close_while_connecting);
  ADD ("dispose/while-connecting", test_dispose_while_connecting);
  ADD ("open-anew", test_open_anew);
  ADD ("make/settings", test_make);
  ADD ("make/headers", test_make_with_headers);
  ADD ("ping/pong", test_pong_keeps_open);
  ADD ("ping/after-pause", test_pong_after_pause);
  ADD ("ping/message", test_message_is_a_sign_of_life);
  ADD ("lives-in-loops", test_lives_in_loops);
  ADD ("tls/own-authority", test_own_authority);
#undef ADD

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
