/* The WebSocket transport through proxies that work, refuse or are not there
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The proxies are a few lines each, in threads of their own; which one is to
 * be used comes from a GProxyResolver, as in any program.
 */
#include "websocketfixture.h"

#include <gst/sip/base/gstsiperror.h>

#define QUERY "?KEY=secret"

/* What GIO is told: the same answer for all, and who asked. */
static gchar *proxies[2];
static GString *asked;

#define TYPE_TEST_PROXIES (test_proxies_get_type ())
G_DECLARE_FINAL_TYPE (TestProxies, test_proxies, TEST, PROXIES, GObject)

struct _TestProxies
{
  GObject parent;
};

static gchar **
answer_lookup (const gchar *uri)
{
  g_string_append_printf (asked, "%s ", uri);
  return g_strdupv (proxies);
}

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static gchar **
lookup (GProxyResolver *resolver, const gchar *uri, GCancellable *cancellable,
    GError **error)
{
  return answer_lookup (uri);
}

static void
lookup_async (GProxyResolver *resolver, const gchar *uri,
    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task =
      g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, answer_lookup (uri),
      (GDestroyNotify) g_strfreev);
}

static gchar **
lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
implement_resolver (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = lookup;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestProxies, test_proxies, G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, implement_resolver))

static void
test_proxies_class_init (TestProxiesClass *klass)
{
}

static void
test_proxies_init (TestProxies *self)
{
}

/* What the last proxy was told, and what it does. */
static gchar *told;
static const gchar *refusal;

static gpointer
pump (gpointer data)
{
  GSocket **way = data;
  gchar buffer[4096];
  gssize n;

  while ((n = g_socket_receive (way[0], buffer, sizeof buffer, NULL, NULL)) > 0)
    raw_send (way[1], buffer, (gsize) n);
  g_socket_shutdown (way[1], FALSE, TRUE, NULL);
  return NULL;
}

static void
join (GSocket *client, const gchar *target)
{
  g_autoptr (GSocketClient) connector = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GThread) back = NULL;
  GSocket *there[2] = {client}, *and_back[2] = {NULL, client};

  g_socket_client_set_enable_proxy (connector, FALSE);
  connection =
      g_socket_client_connect_to_host (connector, target, 0, NULL, NULL);
  g_assert_nonnull (connection);
  there[1] = and_back[0] = g_socket_connection_get_socket (connection);
  back = g_thread_new ("back", pump, and_back);
  pump (there);
  g_thread_join (g_steal_pointer (&back));
}

static gchar *
read_head (GSocket *socket)
{
  GString *head = g_string_new (NULL);
  gchar byte;

  while (strstr (head->str, "\r\n\r\n") == NULL &&
      g_socket_receive (socket, &byte, 1, NULL, NULL) == 1)
    g_string_append_c (head, byte);
  return g_string_free (head, FALSE);
}

/* Names of the tests' own domain are here, though only the proxy knows. */
static void
http_proxy (GSocket *socket, const gchar *accept)
{
  g_autofree gchar *head = read_head (socket);
  g_auto (GStrv) words = g_strsplit (head, " ", 3);
  const gchar *port;
  g_autofree gchar *target = NULL;

  g_free (told);
  told = g_steal_pointer (&head);
  if (refusal != NULL) {
    raw_send (socket, refusal, strlen (refusal));
    raw_wait (socket);
    return;
  }
  port = strrchr (words[1], ':') + 1;
  target = g_strdup_printf ("127.0.0.1:%s", port);
  raw_send (socket, "HTTP/1.1 200 OK\r\nVia: 1.1 test\r\n\r\n", 34);
  join (socket, target);
}

static void
hang_up (GSocket *socket, const gchar *accept)
{
  g_free (read_head (socket));
}

static void
hold (GSocket *socket, const gchar *accept)
{
  raw_wait (socket);
}

static void
receive (GSocket *socket, guint8 *buffer, gsize size)
{
  for (gsize n = 0; n < size; n++)
    g_socket_receive (socket, (gchar *) buffer + n, 1, NULL, NULL);
}

/* RFC 1928, no authentication, names only */
static void
socks_proxy (GSocket *socket, const gchar *accept)
{
  guint8 greeting[2], methods[255], request[5], host[256], port[2];
  g_autofree gchar *target = NULL;

  receive (socket, greeting, 2);
  receive (socket, methods, greeting[1]);
  raw_send (socket, "\x05\x00", 2);
  receive (socket, request, 5);
  g_assert_cmpuint (request[3], ==, 3);
  receive (socket, host, request[4]);
  receive (socket, port, 2);
  if (refusal != NULL) {
    raw_send (socket, refusal, 10);
    return;
  }
  raw_send (socket, "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10);
  target = g_strdup_printf ("127.0.0.1:%u", port[0] * 256 + port[1]);
  g_free (told);
  told = g_strndup ((const gchar *) host, request[4]);
  join (socket, target);
}

typedef struct
{
  Fixture fixture;
  GoodServer server;
  RawServer proxy;
  gchar *uri;
} Scene;

/* format: of the proxy's URI, with its port */
static void
scene_set_up (Scene *scene, const gchar *scheme, const gchar *host,
    const gchar *proxy_scheme, RawHandler handler)
{
  g_autofree gchar *ca_file = make_certificate_path ("ca.pem");

  fixture_set_up (&scene->fixture);
  g_object_set (scene->fixture.transport, "tls-ca-file", ca_file, NULL);
  good_server_start (&scene->server,
      g_str_equal (scheme, "wss") ? "wildcard.pem" : NULL, "sip");
  raw_server_start (&scene->proxy, FALSE, handler);
  scene->uri =
      g_strdup_printf ("%s://%s:%u/ws" QUERY, scheme, host, scene->server.port);
  g_free (proxies[0]);
  proxies[0] =
      g_strdup_printf ("%s127.0.0.1:%u", proxy_scheme, scene->proxy.port);
  g_string_truncate (asked, 0);
  g_clear_pointer (&told, g_free);
}

static void
scene_tear_down (Scene *scene)
{
  fixture_tear_down (&scene->fixture);
  good_server_stop (&scene->server);
  raw_server_stop (&scene->proxy);
  g_free (scene->uri);
}

static void
assert_says (Scene *scene, const gchar *expected)
{
  const GError *error = scene->fixture.last_error;
  g_autofree gchar *name = g_strndup (scene->uri, strcspn (scene->uri, "?"));
  g_autofree gchar *filled = g_strdup_printf ("%s: ", name);
  g_auto (GStrv) parts = g_strsplit (expected, "PORT", 2);
  g_autofree gchar *pattern = parts[1] != NULL
      ? g_strdup_printf ("%s%s%u%s", filled, parts[0], scene->proxy.port,
            parts[1])
      : g_strconcat (filled, expected, NULL);

  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("'%s' is not '%s'", error->message, pattern);
}

/* Whatever the scheme, all that the proxy sees is where to: RFC 6455 section
 * 4.1. */
static void
test_tunnel (gconstpointer scheme)
{
  GstStructure *headers =
      gst_structure_new ("headers", "Cookie", G_TYPE_STRING, "id=secret", NULL);
  g_autofree gchar *asked_for = NULL;
  g_autofree gchar *request = NULL;
  Scene scene;

  scene_set_up (&scene, scheme, "sip.example.test", "http://", http_proxy);
  g_object_set (scene.fixture.transport, "http-headers", headers, NULL);
  gst_structure_free (headers);
  fixture_open (&scene.fixture, scene.uri);
  fixture_wait (&scene.fixture, &scene.server.n_connections, 1);

  asked_for = g_strdup_printf ("%s://sip.example.test:%u ",
      g_str_equal (scheme, "wss") ? "https" : "http", scene.server.port);
  g_assert_cmpstr (asked->str, ==, asked_for);
  request = g_strdup_printf ("CONNECT sip.example.test:%u HTTP/1.1\r\n"
                             "Host: sip.example.test:%u\r\n\r\n",
      scene.server.port, scene.server.port);
  g_assert_cmpstr (told, ==, request);
  g_assert_nonnull (strstr (scene.server.request->str, "\nCookie: id=secret"));
  scene_tear_down (&scene);
}

static void
test_credentials (void)
{
  Scene scene;

  scene_set_up (&scene, "ws", "sip.example.test", "http://al:se%3Acret@",
      http_proxy);
  fixture_open (&scene.fixture, scene.uri);

  /* al:se:cret */
  g_assert_nonnull (
      strstr (told, "\r\nProxy-Authorization: Basic YWw6c2U6Y3JldA==\r\n"));
  scene_tear_down (&scene);
}

static void
test_ipv6_server (void)
{
  g_autofree gchar *start = NULL;
  Scene scene;

  scene_set_up (&scene, "ws", "[2001:db8::1]", "http://", http_proxy);
  fixture_open (&scene.fixture, scene.uri);

  start = g_strdup_printf ("CONNECT [2001:db8::1]:%u HTTP/1.1\r\n",
      scene.server.port);
  g_assert_true (g_str_has_prefix (told, start));
  scene_tear_down (&scene);
}

static void
test_socks (gconstpointer scheme)
{
  Scene scene;

  scene_set_up (&scene, scheme, "sip.example.test", "socks5://", socks_proxy);
  fixture_open (&scene.fixture, scene.uri);

  g_assert_cmpstr (told, ==, "sip.example.test");
  scene_tear_down (&scene);
}

static void
test_direct (void)
{
  Scene scene;

  scene_set_up (&scene, "ws", "127.0.0.1", "http://", http_proxy);
  g_free (proxies[0]);
  proxies[0] = g_strdup ("direct://");
  fixture_open (&scene.fixture, scene.uri);

  g_assert_null (told);
  scene_tear_down (&scene);
}

typedef struct
{
  const gchar *name, *scheme, *proxy_scheme;
  RawHandler handler;
  const gchar *refusal, *expected;
} Refusal;

#define PROXY(scheme) "the proxy " scheme "://127.0.0.1:PORT "

static const Refusal refusals[] = {
    {"403",      "ws",  "http://al:secret@",   http_proxy,
     "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",                  PROXY ("http") "refused: HTTP 403 Forbidden: it opens no tunnel *"},
    {"407",      "wss", "http://",             http_proxy,
     "HTTP/1.1 407 Log In\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", PROXY ("http") "refused: HTTP 407 Log In: it wants a user name *" },
    {"502",      "wss", "http://al:secret@",   http_proxy,
     "HTTP/1.0 502 Bad Gateway\r\n\r\n",                                     PROXY (
            "http") "refused: HTTP 502 Bad Gateway: it does not get through *"                         },
    {"no-http",  "ws",  "http://al:secret@",   http_proxy,  "SSH-2.0-x\r\n",
     PROXY ("http") "failed: what answers there is not HTTP ('SSH-2.0-x')"                                                                     },
    {"hangs-up", "ws",  "http://al:secret@",   hang_up,     NULL,
     PROXY ("http") "failed: hung up without an answer"                                                                                        },
    {"silent",   "ws",  "http://al:secret@",   hold,        NULL,
     "waited 0.3 s in vain for the proxy http://127.0.0.1:PORT"                                                                                },
    {"socks",    "ws",  "socks5://al:secret@", socks_proxy,
     "\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00",                             PROXY ("socks5") "failed: *"                                      },
    {"unknown",  "ws",  "carrier-pigeon://",   hold,        NULL,            "*carrier-pigeon*"                                                },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *row = data;
  Scene scene;

  refusal = row->refusal;
  scene_set_up (&scene, row->scheme, "sip.example.test", row->proxy_scheme,
      row->handler);
  g_object_set (scene.fixture.transport, "connect-timeout", 300, NULL);
  fixture_fail (&scene.fixture, scene.uri);

  assert_says (&scene, row->expected);
  g_assert_cmpuint (scene.server.n_connections, ==, 0);
  scene_tear_down (&scene);
  refusal = NULL;
}

static void
test_dead (void)
{
  Scene scene;

  scene_set_up (&scene, "ws", "sip.example.test", "http://", hold);
  g_free (proxies[0]);
  /* Port 1 is nobody's. */
  proxies[0] = g_strdup ("http://al:secret@127.0.0.1:1");
  fixture_fail (&scene.fixture, scene.uri);

  assert_says (&scene,
      "the proxy http://127.0.0.1:1 is not there: connection refused, nothing "
      "listens on that port");
  scene_tear_down (&scene);
}

static void
test_unknown_name (void)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) ignorant = test_resolver_new ();
  Scene scene;

  scene_set_up (&scene, "ws", "sip.example.test", "http://", hold);
  g_free (proxies[0]);
  proxies[0] = g_strdup ("http://al:secret@proxy.example.org:3128");
  g_resolver_set_default (ignorant);
  fixture_fail (&scene.fixture, scene.uri);
  g_resolver_set_default (usual);

  assert_says (&scene,
      "the name of the proxy does not resolve (*proxy.example.org*)");
  scene_tear_down (&scene);
}

/* What users write without a scheme. */
static void
test_bad_settings (void)
{
  Scene scene;

  scene_set_up (&scene, "ws", "sip.example.test", "http://", hold);
  g_free (proxies[0]);
  proxies[0] = g_strdup ("proxy.example.org:3128");
  g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_WARNING, "Invalid proxy URI*");
  fixture_fail (&scene.fixture, scene.uri);

  g_test_assert_expected_messages ();
  assert_says (&scene,
      "the proxy settings of this machine cannot be used (*): see http_proxy "
      "and https_proxy");
  scene_tear_down (&scene);
}

static void
on_soup_done (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_assert_null (soup_session_websocket_connect_finish (SOUP_SESSION (session),
      result, NULL));
  *(guint *) user_data = 1;
}

/* What ext/sipua/websocket/gstsipdial.c is there for. */
static void
test_libsoup_has_no_tunnel_for_ws (void)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = NULL;
  guint done = 0;
  Scene scene;

  refusal = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
  scene_set_up (&scene, "ws", "sip.example.test", "http://", http_proxy);
  message = soup_message_new (SOUP_METHOD_GET, scene.uri);
  soup_session_websocket_connect_async (session, message, NULL, NULL,
      G_PRIORITY_DEFAULT, NULL, on_soup_done, &done);
  fixture_wait (&scene.fixture, &done, 1);

  g_test_message ("%s", told);
  if (g_str_has_prefix (told, "CONNECT "))
    g_test_incomplete ("libsoup opens tunnels for ws now: once that is the "
                       "oldest version supported, gstsipdial.c may go");
  scene_tear_down (&scene);
  refusal = NULL;
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  asked = g_string_new (NULL);
  /* Makes GIO know of its extension points. */
  g_type_ensure (G_TYPE_PROXY_ADDRESS_ENUMERATOR);
  g_object_unref (g_socket_client_new ());
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME,
      TYPE_TEST_PROXIES, "test", 1000);
  g_assert_true (TEST_IS_PROXIES (g_proxy_resolver_get_default ()));

  g_test_add_data_func ("/websocket/proxy/tunnel/ws", "ws", test_tunnel);
  g_test_add_data_func ("/websocket/proxy/tunnel/wss", "wss", test_tunnel);
  g_test_add_func ("/websocket/proxy/credentials", test_credentials);
  g_test_add_func ("/websocket/proxy/ipv6-server", test_ipv6_server);
  g_test_add_data_func ("/websocket/proxy/socks/ws", "ws", test_socks);
  g_test_add_data_func ("/websocket/proxy/socks/wss", "wss", test_socks);
  g_test_add_func ("/websocket/proxy/direct", test_direct);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/websocket/proxy/refusal/%s", refusals[i].name);

    g_test_add_data_func (path, &refusals[i], test_refusal);
  }
  g_test_add_func ("/websocket/proxy/libsoup-has-no-tunnel-for-ws",
      test_libsoup_has_no_tunnel_for_ws);
  g_test_add_func ("/websocket/proxy/dead", test_dead);
  g_test_add_func ("/websocket/proxy/bad-settings", test_bad_settings);
  g_test_add_func ("/websocket/proxy/unknown-name", test_unknown_name);

  result = g_test_run ();
  g_free (proxies[0]);
  g_free (told);
  g_string_free (asked, TRUE);
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
