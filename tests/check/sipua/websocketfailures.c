/* The WebSocket transport with servers that are not there, or not right: each
 * failure says which server and why
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "websocketfixture.h"

#include <gst/sip/base/gstsiperror.h>
#include <sys/socket.h>

#define QUERY "?KEY=secret"

static void
test_no_such_name (void)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) ignorant = test_resolver_new ();
  const gchar *uri = "wss://al:secret@sip.example.com/ws" QUERY;
  Fixture fixture;

  fixture_set_up (&fixture);
  g_resolver_set_default (ignorant);
  fixture_fail (&fixture, uri);
  g_resolver_set_default (usual);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT,
      "wss://sip.example.com/ws",
      "the host name does not resolve (Error resolving *sip.example.com*)");
  fixture_tear_down (&fixture);
}

static void
test_refused (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  RawServer server;

  fixture_set_up (&fixture);
  raw_server_start (&server, FALSE, NULL);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws" QUERY, server.port);
  raw_server_stop (&server);
  fixture_fail (&fixture, uri);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT, uri,
      "connection refused, nothing listens on port *");
  fixture_tear_down (&fixture);
}

static void
accept_and_hold (GSocket *socket, const gchar *accept)
{
  raw_accept (socket, accept);
  raw_wait (socket);
}

/* Such a mistake can be known before the first attempt. */
static void
assert_check_says_so (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      gst_sip_websocket_check (GST_SIP_WEBSOCKET (fixture->transport), &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION);
  g_assert_cmpstr (error->message, ==, fixture->last_error->message);
}

/* path: in certificates/, or absolute */
static const struct
{
  const gchar *name, *path, *expected;
} ca_files[] = {
    {"missing", "/nowhere/ca.pem", "*No such file*"          },
    {"folder",  "/",               "*irectory*"              },
    {"empty",   "/dev/null",       "no PEM certificate in it"},
    {"no-pem",  "generate",        "no PEM certificate in it"},
    {"a-key",   "key.pem",         "no PEM certificate in it"},
};

static void
test_ca_file (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *path = make_certificate_path (ca_files[i].path);
  g_autofree gchar *pattern = NULL;
  Fixture fixture;

  if (ca_files[i].path[0] == '/') {
    g_free (path);
    path = g_strdup (ca_files[i].path);
  }
  pattern =
      g_strdup_printf ("tls-ca-file '%s': %s", path, ca_files[i].expected);
  fixture_set_up (&fixture);
  g_object_set (fixture.transport, "tls-ca-file", path, NULL);
  fixture_fail (&fixture, "wss://127.0.0.1:1/");

  g_assert_error (fixture.last_error, GST_SIP_ERROR,
      GST_SIP_ERROR_CONFIGURATION);
  if (!g_pattern_match_simple (pattern, fixture.last_error->message))
    g_error ("'%s' is not '%s'", fixture.last_error->message, pattern);
  assert_check_says_so (&fixture);
  fixture_tear_down (&fixture);
}

static const struct
{
  const gchar *name, *header, *value, *expected;
} bad_headers[] = {
    {"break",    "X-Token",                "secret\r\nHost: evil",
     "http-headers: 'X-Token': its value has a line break"                                                     },
    {"reserved", "Sec-WebSocket-Protocol", "secret",
     "http-headers: 'Sec-WebSocket-Protocol': a header of the WebSocket "
        "handshake itself"                                                                                     },
    {"upgrade",  "upgrade",                "h2c",
     "http-headers: 'upgrade': a header of the WebSocket handshake itself"                                     },
    {"name",     "X Token",                "secret",               "http-headers: 'X Token': not a header name"},
};

static void
test_bad_header (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstStructure *headers = gst_structure_new ("headers", bad_headers[i].header,
      G_TYPE_STRING, bad_headers[i].value, NULL);
  Fixture fixture;

  fixture_set_up (&fixture);
  g_object_set (fixture.transport, "http-headers", headers, NULL);
  gst_structure_free (headers);
  fixture_fail (&fixture, "ws://127.0.0.1:1/");

  g_assert_error (fixture.last_error, GST_SIP_ERROR,
      GST_SIP_ERROR_CONFIGURATION);
  g_assert_cmpstr (fixture.last_error->message, ==, bad_headers[i].expected);
  assert_check_says_so (&fixture);
  fixture_tear_down (&fixture);
}

static void
lose_at_once (GSocket *socket, const gchar *accept)
{
  raw_accept (socket, accept);
}

static void
reset (GSocket *socket, const gchar *accept)
{
  const struct linger none = {.l_onoff = 1, .l_linger = 0};

  raw_accept (socket, accept);
  g_usleep (20 * 1000);
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &none,
      sizeof none);
}

static void
close_with_reason (GSocket *socket, const gchar *accept)
{
  static const gchar frame[] = "\x88\x0e\x03\xe9going\naway!";

  raw_accept (socket, accept);
  raw_send (socket, frame, 2 + 0x0e);
  raw_wait (socket);
}

static void
close_without_reason (GSocket *socket, const gchar *accept)
{
  raw_accept (socket, accept);
  raw_send (socket, "\x88\x00", 2);
  raw_wait (socket);
}

static void
send_masked (GSocket *socket, const gchar *accept)
{
  raw_accept (socket, accept);
  raw_send (socket, "\x81\x81\x00\x00\x00\x00x", 7);
  raw_wait (socket);
}

static void
send_bad_text (GSocket *socket, const gchar *accept)
{
  raw_accept (socket, accept);
  raw_send (socket, "\x81\x01\xff", 3);
  raw_wait (socket);
}

static void
send_large_frame (GSocket *socket, const gchar *accept)
{
  raw_accept (socket, accept);
  raw_send (socket, "\x82\x7f\x00\x00\x00\x00\x00\x04\x00\x01", 10);
  raw_wait (socket);
}

/* No frame is large, and the message has no end. */
static void
send_fragments_for_ever (GSocket *socket, const gchar *accept)
{
  static const gchar first[] = "\x02\x00";
  static const gchar fragment[4 + 1024] = "\x00\x7e\x04\x00";

  raw_accept (socket, accept);
  raw_send (socket, first, 2);
  while (g_socket_send (socket, fragment, sizeof fragment, NULL, NULL) > 0)
    continue;
}

static void
send_empty_fragments_for_ever (GSocket *socket, const gchar *accept)
{
  static const gchar fragments[2048];

  raw_accept (socket, accept);
  raw_send (socket, "\x02\x00", 2);
  while (g_socket_send (socket, fragments, sizeof fragments, NULL, NULL) > 0)
    continue;
}

static const RawRow losses[] = {
    {"hang-up",         "ws", TRUE, lose_at_once,                  GST_SIP_ERROR_TRANSPORT,
     "connection lost: the server hung up without a word"                                                                                          },
    {"reset",           "ws", TRUE, reset,                         GST_SIP_ERROR_TRANSPORT,
     "connection lost: *reset by peer"                                                                                                             },
    {"close",           "ws", TRUE, close_with_reason,             GST_SIP_ERROR_TRANSPORT,
     "closed by the server: 1001 going away!"                                                                                                      },
    {"close-silently",  "ws", TRUE, close_without_reason,
     GST_SIP_ERROR_TRANSPORT,                                                               "closed by the server, without a reason"               },
    {"masked",          "ws", TRUE, send_masked,                   GST_SIP_ERROR_TRANSPORT,
     "closed: the server broke the WebSocket protocol (*)"                                                                                         },
    {"bad-text",        "ws", TRUE, send_bad_text,                 GST_SIP_ERROR_TRANSPORT,
     "closed: the server broke the WebSocket protocol (*)"                                                                                         },
    {"large-frame",     "ws", TRUE, send_large_frame,              GST_SIP_ERROR_TRANSPORT,
     "closed: the server sent a message of more than 256 kB"                                                                                       },
    {"fragments",       "ws", TRUE, send_fragments_for_ever,       GST_SIP_ERROR_TRANSPORT,
     "closed: the server sent a message of more than 256 kB"                                                                                       },
    {"empty-fragments", "ws", TRUE, send_empty_fragments_for_ever,
     GST_SIP_ERROR_TRANSPORT,                                                               "closed: the server sent a message of more than 256 kB"},
};

static void
test_loss (gconstpointer data)
{
  const RawRow *row = data;
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  RawServer server;

  fixture_set_up (&fixture);
  raw_server_start (&server, TRUE, row->handler);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws" QUERY, server.port);
  fixture_open (&fixture, uri);
  fixture_wait (&fixture, &fixture.n_closed, 1);

  fixture_assert_error (&fixture, row->code, uri, row->expected);
  g_assert_cmpuint (fixture.n_received, ==, 0);
  fixture_run (20);
  g_assert_cmpuint (fixture.n_closed, ==, 1);
  fixture_tear_down (&fixture);
  raw_server_stop (&server);
}

/* The network is gone in between: nobody hangs up. */
static void
test_no_pong (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  RawServer server;

  fixture_set_up (&fixture);
  raw_server_start (&server, TRUE, accept_and_hold);
  g_object_set (fixture.transport, "pong-timeout", 100, NULL);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws" QUERY, server.port);
  fixture_open (&fixture, uri);
  fixture_run (150);
  g_assert_cmpuint (fixture.n_closed, ==, 0);
  gst_sip_transport_ping (fixture.transport);
  fixture_wait (&fixture, &fixture.n_closed, 1);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TIMEOUT, uri,
      "connection lost: no sign of life for 0.1 s after a ping");
  fixture_tear_down (&fixture);
  raw_server_stop (&server);
}

/* A question that must be answered sooner than the one that is open. */
static void
test_no_pong_in_time (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  RawServer server;

  fixture_set_up (&fixture);
  raw_server_start (&server, TRUE, accept_and_hold);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws" QUERY, server.port);
  fixture_open (&fixture, uri);
  gst_sip_transport_ping (fixture.transport);
  gst_sip_transport_check (fixture.transport, 200);
  gst_sip_transport_check (fixture.transport, 60000);
  fixture_wait (&fixture, &fixture.n_closed, 1);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TIMEOUT, uri,
      "connection lost: no sign of life for 0.2 s after a ping");
  fixture_tear_down (&fixture);
  raw_server_stop (&server);
}

/* What GstSipConnection does: another server, from within. */
typedef struct
{
  GstSipTransport *transport;
  gchar *uri;
  guint n_opened, n_closed;
} Retry;

static void
on_retry_opened (gpointer user)
{
  ((Retry *) user)->n_opened++;
}

static void
on_retry_closed (gpointer user, const GError *error)
{
  Retry *retry = user;

  retry->n_closed++;
  gst_sip_transport_open (retry->transport, retry->uri);
}

static void
test_open_from_within (void)
{
  static const GstSipTransportUser user = {.opened = on_retry_opened,
      .closed = on_retry_closed};
  Fixture fixture;
  RawServer bad;
  GoodServer good;
  Retry retry = {NULL};
  g_autofree gchar *uri = NULL;

  fixture_set_up (&fixture);
  good_server_start (&good, NULL, "sip");
  raw_server_start (&bad, TRUE, lose_at_once);
  retry.transport = fixture.transport;
  retry.uri = g_strdup_printf ("ws://127.0.0.1:%u/ws", good.port);
  gst_sip_transport_set_user (fixture.transport, &user, &retry);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/", bad.port);
  gst_sip_transport_open (fixture.transport, uri);
  fixture_wait (&fixture, &retry.n_opened, 2);

  g_assert_cmpuint (retry.n_closed, ==, 1);
  fixture_wait (&fixture, &good.n_connections, 1);
  fixture_tear_down (&fixture);
  good_server_stop (&good);
  raw_server_stop (&bad);
  g_free (retry.uri);
}

#define ADD_ROWS(prefix, rows, function) \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) { \
    g_autofree gchar *path = \
        g_strdup_printf ("/websocket/" prefix "/%s", rows[i].name); \
    g_test_add_data_func (path, &rows[i], function); \
  }
#define ADD_INDICES(prefix, rows, function) \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) { \
    g_autofree gchar *path = \
        g_strdup_printf ("/websocket/" prefix "/%s", rows[i].name); \
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), function); \
  }

/* Servers that have stopped reading. */

static gint released; /* atomic */

static void
read_nothing (GSocket *socket, const gchar *accept)
{
  raw_accept (socket, accept);
  while (!g_atomic_int_get (&released))
    g_usleep (1000);
}

/* More than the kernel holds, and we may. */
#define MANY_PINGS 500000

static gint n_pings;

static void
ping_and_read_nothing (GSocket *socket, const gchar *accept)
{
  gchar ping[127] = {(gchar) 0x89, 125};

  gsize offset = 0;
  gssize sent = 0;

  raw_accept (socket, accept);
  while (sent >= 0) {
    sent =
        g_socket_send (socket, ping + offset, sizeof ping - offset, NULL, NULL);
    offset = (offset + (gsize) sent) % sizeof ping;
    if (offset == 0)
      g_atomic_int_inc (&n_pings);
  }
}

static void
assert_unread (Fixture *fixture)
{
  fixture_wait (fixture, &fixture->n_closed, 1);
  g_assert_error (fixture->last_error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT);
  g_assert_nonnull (strstr (fixture->last_error->message,
      ": connection lost: the server has stopped reading, and 1024 kB wait"));
}

static void
test_unread_messages (void)
{
  Fixture fixture;
  RawServer server;
  g_autofree gchar *uri = NULL;
  g_autofree gchar *text = g_strnfill (60000, 'x');
  g_autoptr (GBytes) message = g_bytes_new_static (text, 60000);
  g_autoptr (GError) error = NULL;
  guint n_sent = 0;

  g_atomic_int_set (&released, FALSE);
  fixture_set_up (&fixture);
  raw_server_start (&server, TRUE, read_nothing);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/", server.port);
  fixture_open (&fixture, uri);
  while (gst_sip_transport_send (fixture.transport, message, &error)) {
    g_main_context_iteration (NULL, FALSE);
    /* What the kernel takes is a few megabytes. */
    g_assert_cmpuint (++n_sent, <, 1000);
  }
  /* Not from within. */
  g_assert_cmpuint (fixture.n_closed, ==, 0);
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT);
  assert_unread (&fixture);

  g_atomic_int_set (&released, TRUE);
  fixture_tear_down (&fixture);
  raw_server_stop (&server);
}

static void
ignore (const gchar *domain, GLogLevelFlags level, const gchar *text,
    gpointer user_data)
{
}

/* From 3.7.3 on, libsoup drops pongs that find too many in its queue, and the
 * connection lives. With older ones, we end it. */
static void
assert_pongs_are_few (Fixture *fixture)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("hello", 5);

  while (fixture->n_closed == 0 && g_atomic_int_get (&n_pings) < MANY_PINGS)
    g_main_context_iteration (NULL, TRUE);

  if (fixture->n_closed > 0)
    assert_unread (fixture);
  else /* there is room for more */
    g_assert_true (gst_sip_transport_send (fixture->transport, message, NULL));
}

static void
test_unread_pongs (void)
{
  /* It has something to say of each of ten thousands of pings. */
  guint handler =
      g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, ignore, NULL);
  Fixture fixture;
  RawServer server;
  g_autofree gchar *uri = NULL;

  g_atomic_int_set (&released, FALSE);
  fixture_set_up (&fixture);
  raw_server_start (&server, TRUE, ping_and_read_nothing);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/", server.port);
  fixture_open (&fixture, uri);
  assert_pongs_are_few (&fixture);

  g_atomic_int_set (&released, TRUE);
  fixture_tear_down (&fixture);
  raw_server_stop (&server);
  g_log_remove_handler ("libsoup", handler);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  g_test_add_func ("/websocket/refused", test_refused);
  g_test_add_func ("/websocket/no-such-name", test_no_such_name);
  ADD_INDICES ("ca-file", ca_files, test_ca_file);
  ADD_INDICES ("http-headers", bad_headers, test_bad_header);
  ADD_ROWS ("lost", losses, test_loss);
  g_test_add_func ("/websocket/lost/no-pong", test_no_pong);
  g_test_add_func ("/websocket/lost/no-pong-in-time", test_no_pong_in_time);
  g_test_add_func ("/websocket/unread/messages", test_unread_messages);
  g_test_add_func ("/websocket/unread/pongs", test_unread_pongs);
  g_test_add_func ("/websocket/open-from-within", test_open_from_within);

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
