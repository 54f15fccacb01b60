/* The WebSocket transport and the addresses that a name leads to: slow ones,
 * dead ones, none
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "websocketfixture.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gst/sip/base/gstsiperror.h>
#include "ext/sipua/net/gstsiploop.h"

#define N_LIVES 300
/* Far above what it takes, far below any time limit that could be hit. */
#define AT_ONCE G_TIME_SPAN_SECOND

/* A resolver that answers when it is told to, and with what. */
static GMutex mutex;
static GCond changed;
static gboolean is_silent;
static guint n_lookups;
static const gchar *addresses[3];

#define TYPE_SLOW_RESOLVER (slow_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SlowResolver, slow_resolver, SLOW, RESOLVER, GResolver)

struct _SlowResolver
{
  GResolver parent;
};

G_DEFINE_FINAL_TYPE (SlowResolver, slow_resolver, G_TYPE_RESOLVER)

/* As getaddrinfo(): nothing interrupts it. */
static GList *
lookup_by_name (GResolver *resolver, const gchar *name,
    GCancellable *cancellable, GError **error)
{
  GList *list = NULL;

  g_mutex_lock (&mutex);
  n_lookups++;
  while (is_silent)
    g_cond_wait (&changed, &mutex);
  g_mutex_unlock (&mutex);

  for (guint i = 0; addresses[i] != NULL; i++)
    list = g_list_append (list, g_inet_address_new_from_string (addresses[i]));
  if (list == NULL)
    g_set_error_literal (error, G_RESOLVER_ERROR,
        G_RESOLVER_ERROR_TEMPORARY_FAILURE, "no name server answers");
  return list;
}

static void
slow_resolver_class_init (SlowResolverClass *klass)
{
  G_RESOLVER_CLASS (klass)->lookup_by_name = lookup_by_name;
}

static void
slow_resolver_init (SlowResolver *self)
{
}

static void
set_silent (gboolean silent)
{
  g_mutex_lock (&mutex);
  is_silent = silent;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&mutex);
}

static guint
get_n_lookups (void)
{
  guint n;

  g_mutex_lock (&mutex);
  n = n_lookups;
  g_mutex_unlock (&mutex);
  return n;
}

static guint
count_entries (const gchar *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* As an element is started and stopped: with a thread of its own. */
typedef struct
{
  GstSipTransport *transport;
  const gchar *uri;
} Life;

static void
begin_life (gpointer user_data)
{
  Life *life = user_data;

  life->transport = gst_sip_websocket_new (NULL);
  gst_sip_transport_open (life->transport, life->uri);
}

static void
end_life (gpointer user_data)
{
  Life *life = user_data;

  gst_sip_transport_close (life->transport);
  g_clear_object (&life->transport);
}

/* Returns how long the end took, in microseconds. */
static gint64
live (const gchar *uri, guint milliseconds)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  Life life = {NULL, uri};
  gint64 ended_at;

  g_assert_true (
      gst_sip_loop_invoke_and_wait (loop, begin_life, &life, NULL, -1));
  g_usleep (milliseconds * 1000);
  ended_at = g_get_monotonic_time ();
  g_assert_true (
      gst_sip_loop_invoke_and_wait (loop, end_life, &life, NULL, -1));
  g_assert_true (gst_sip_loop_stop (loop, -1));
  return g_get_monotonic_time () - ended_at;
}

/* No thread, no descriptor and no waiting is left of each. */
static void
test_lives_with_a_silent_name_server (void)
{
  guint n_threads, n_descriptors, n_before = get_n_lookups ();
  gint64 longest = 0;

  set_silent (TRUE);
  live ("wss://slow.example.test/", 20);
  n_threads = count_entries ("/proc/self/task");
  n_descriptors = count_entries ("/proc/self/fd");
  for (guint i = 0; i < N_LIVES; i++)
    longest = MAX (longest, live ("wss://slow.example.test/", i % 3));

  g_test_message ("the longest end took %" G_GINT64_FORMAT " us", longest);
  g_assert_cmpint (longest, <, AT_ONCE);
  g_assert_cmpuint (get_n_lookups (), ==, n_before + 1);
  g_assert_cmpuint (count_entries ("/proc/self/task"), <=, n_threads + 3);
  g_assert_cmpuint (count_entries ("/proc/self/fd"), <=, n_descriptors + 3);
  set_silent (FALSE);
  fixture_run (50);
}

/* All who wait are told. */
static void
test_one_lookup_for_two (void)
{
  guint n_before = get_n_lookups ();
  g_autofree gchar *uri = NULL;
  Fixture one, two;
  GoodServer server;

  addresses[0] = "127.0.0.1";
  addresses[1] = NULL;
  set_silent (TRUE);
  fixture_set_up (&one);
  fixture_set_up (&two);
  good_server_start (&server, NULL, "sip");
  uri = g_strdup_printf ("ws://two.example.test:%u/ws", server.port);
  gst_sip_transport_open (one.transport, uri);
  gst_sip_transport_open (two.transport, uri);
  fixture_run (50);
  g_assert_cmpuint (server.n_connections, ==, 0);
  set_silent (FALSE);
  fixture_wait (&one, &one.n_opened, 1);
  fixture_wait (&two, &two.n_opened, 1);

  g_assert_cmpuint (get_n_lookups (), ==, n_before + 1);
  fixture_tear_down (&one);
  fixture_tear_down (&two);
  good_server_stop (&server);
}

/* Whoever gives up does not take the others with him. */
static void
test_one_of_two_gives_up (void)
{
  g_autofree gchar *uri = NULL;
  Fixture one, two;
  GoodServer server;

  addresses[0] = "127.0.0.1";
  addresses[1] = NULL;
  set_silent (TRUE);
  fixture_set_up (&one);
  fixture_set_up (&two);
  good_server_start (&server, NULL, "sip");
  uri = g_strdup_printf ("ws://two.example.test:%u/ws", server.port);
  gst_sip_transport_open (one.transport, uri);
  gst_sip_transport_open (two.transport, uri);
  fixture_run (20);
  gst_sip_transport_close (one.transport);
  fixture_run (20);
  set_silent (FALSE);
  fixture_wait (&two, &two.n_opened, 1);

  g_assert_cmpuint (one.n_opened + one.n_closed, ==, 0);
  fixture_tear_down (&one);
  fixture_tear_down (&two);
  good_server_stop (&server);
}

static void
test_silent_name_server (void)
{
  Fixture fixture;

  set_silent (TRUE);
  fixture_set_up (&fixture);
  g_object_set (fixture.transport, "connect-timeout", 100, NULL);
  fixture_fail (&fixture, "ws://slow.example.test/");

  g_assert_cmpstr (fixture.last_error->message, ==,
      "ws://slow.example.test/: waited 0.1 s in vain for the host name to "
      "resolve");
  set_silent (FALSE);
  fixture_tear_down (&fixture);
}

static void
test_no_answer (void)
{
  Fixture fixture;

  addresses[0] = NULL;
  fixture_set_up (&fixture);
  fixture_fail (&fixture, "ws://none.example.test/");

  g_assert_cmpstr (fixture.last_error->message, ==,
      "ws://none.example.test/: the host name does not resolve (no name server "
      "answers)");
  fixture_tear_down (&fixture);
}

/* A listener at 127.0.0.2 that is full: to whoever else comes, it is as if the
 * packets were lost. */
typedef struct
{
  int listener;
  int clients[8];
} FullServer;

static void
full_server_start (FullServer *self, guint port)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
      .sin_port = htons ((guint16) port),
      .sin_addr.s_addr = htonl (INADDR_LOOPBACK + 1)};

  self->listener = socket (AF_INET, SOCK_STREAM, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address,
                       sizeof address),
      ==, 0);
  g_assert_cmpint (listen (self->listener, 0), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (self->clients); i++) {
    self->clients[i] = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    (void) !connect (self->clients[i], (struct sockaddr *) &address,
        sizeof address);
  }
}

static void
full_server_stop (FullServer *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->clients); i++)
    close (self->clients[i]);
  close (self->listener);
}

static const struct
{
  const gchar *name, *first;
} dead_addresses[] = {
    {"refused",      "127.0.0.3"},
    {"refused-ipv6", "::1"      },
    {"silent",       "127.0.0.2"},
};

/* The second address is not long in coming (RFC 8305). */
static void
test_dead_address (gconstpointer data)
{
  gint64 began_at = g_get_monotonic_time ();
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;
  FullServer full;

  addresses[0] = data;
  addresses[1] = "127.0.0.1";
  addresses[2] = NULL;
  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  full_server_start (&full, server.port);
  uri = g_strdup_printf ("ws://two.example.test:%u/ws", server.port);
  fixture_open (&fixture, uri);

  g_assert_cmpint (g_get_monotonic_time () - began_at, <, AT_ONCE);
  fixture_tear_down (&fixture);
  full_server_stop (&full);
  good_server_stop (&server);
}

static void
test_only_silent_addresses (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;
  FullServer full;

  addresses[0] = "127.0.0.2";
  addresses[1] = NULL;
  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  full_server_start (&full, server.port);
  g_object_set (fixture.transport, "connect-timeout", 200, NULL);
  uri = g_strdup_printf ("ws://two.example.test:%u/ws", server.port);
  fixture_fail (&fixture, uri);

  g_assert_nonnull (strstr (fixture.last_error->message,
      ": waited 0.2 s in vain for the TCP connection"));
  fixture_tear_down (&fixture);
  full_server_stop (&full);
  good_server_stop (&server);
}

static void
hold (GSocket *socket, const gchar *accept)
{
  raw_wait (socket);
}

/* Whatever is being waited for, nobody has to wait for the end. */
static void
test_end_while_waiting (gconstpointer scheme)
{
  g_autofree gchar *uri = NULL;
  RawServer server;

  raw_server_start (&server, FALSE, hold);
  uri = g_strdup_printf ("%s://127.0.0.1:%u/", (const gchar *) scheme,
      server.port);
  g_assert_cmpint (live (uri, 50), <, AT_ONCE / 2);
  raw_server_stop (&server);
}

int
main (int argc, char **argv)
{
  g_autoptr (GResolver) usual = NULL;
  g_autoptr (GResolver) resolver = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  usual = g_resolver_get_default ();
  resolver = g_object_new (TYPE_SLOW_RESOLVER, NULL);
  g_resolver_set_default (resolver);

#define ADD(path, function) g_test_add_func ("/websocket/names/" path, function)
  ADD ("lives", test_lives_with_a_silent_name_server);
  ADD ("one-lookup-for-two", test_one_lookup_for_two);
  ADD ("one-of-two-gives-up", test_one_of_two_gives_up);
  ADD ("silent-name-server", test_silent_name_server);
  ADD ("no-answer", test_no_answer);
  for (gsize i = 0; i < G_N_ELEMENTS (dead_addresses); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/websocket/names/dead-address/%s",
            dead_addresses[i].name);

    g_test_add_data_func (path, dead_addresses[i].first, test_dead_address);
  }
  ADD ("only-silent-addresses", test_only_silent_addresses);
#undef ADD
  g_test_add_data_func ("/websocket/names/end-while-waiting/answer", "ws",
      test_end_while_waiting);
  g_test_add_data_func ("/websocket/names/end-while-waiting/tls", "wss",
      test_end_while_waiting);

  result = g_test_run ();
  g_resolver_set_default (usual);
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
