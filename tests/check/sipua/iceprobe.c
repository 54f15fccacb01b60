/* STUN and TURN servers that answer, do not, or do worse
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The servers are real sockets of this process; the time is virtual, so that
 * three seconds of silence take none.
 */
#include "ext/sipua/ice/gstsipiceprobe.h"

#include <string.h>

#include "ext/sipua/ice/gstsipstunexchange.h"
#include "stunserver.h"

/* Iterations of the main loop that loopback packets get to arrive. */
#define ROUNDS 200

typedef struct
{
  GstSipTimers *timers;
  GstSipIceProbe *probe;
  GPtrArray *reports;
  GstSipIceWaiter waiter;
  guint n_settled;
} Fixture;

static void
on_report (const gchar *text, gpointer data)
{
  Fixture *fixture = data;

  g_ptr_array_add (fixture->reports, g_strdup (text));
}

static void
on_settled (gpointer data)
{
  ((Fixture *) data)->n_settled++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->timers = gst_sip_timers_new_virtual ();
  fixture->probe = gst_sip_ice_probe_new (fixture->timers, NULL);
  fixture->reports = g_ptr_array_new_with_free_func (g_free);
  fixture->waiter.settled = on_settled;
  fixture->waiter.owner = fixture;
  gst_sip_ice_probe_set_report (fixture->probe, on_report, fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gst_sip_ice_probe_free (fixture->probe);
  gst_sip_timers_free (fixture->timers);
  g_ptr_array_unref (fixture->reports);
}

/* What is on its way arrives. */
static void
deliver (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    g_main_context_iteration (NULL, FALSE);
}

static void
pass (Fixture *fixture, guint ms)
{
  for (guint i = 0; i < ms / 100; i++) {
    deliver ();
    gst_sip_timers_advance (fixture->timers, 100 * G_TIME_SPAN_MILLISECOND);
  }
  deliver ();
}

static void
use (Fixture *fixture, const gchar *stun, const gchar *turn)
{
  gst_sip_ice_probe_set_servers (fixture->probe, stun, turn);
  gst_sip_ice_probe_start (fixture->probe);
  deliver ();
}

static gchar *
make_uri (const StunServer *server)
{
  return g_strdup_printf ("stun:127.0.0.1:%u", server->port);
}

static void
assert_stun (Fixture *fixture, const StunServer *expected)
{
  g_autofree gchar *uri = gst_sip_ice_probe_get_stun (fixture->probe);
  g_autofree gchar *wanted = expected != NULL
      ? g_strdup_printf ("stun://127.0.0.1:%u", expected->port)
      : NULL;

  g_assert_cmpstr (uri, ==, wanted);
}

static void
assert_reports (Fixture *fixture, guint n, const gchar *last)
{
  g_assert_cmpuint (fixture->reports->len, ==, n);
  if (n > 0)
    g_assert_cmpstr (g_ptr_array_index (fixture->reports, n - 1), ==, last);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StunServer, stun_server_free)

static void
test_no_servers (Fixture *fixture, gconstpointer data)
{
  use (fixture, "none", NULL);

  g_assert_true (gst_sip_ice_probe_is_settled (fixture->probe));
  assert_stun (fixture, NULL);
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("127.0.0.1", STUN_ANSWERS);
  g_autofree gchar *list = make_uri (server);

  use (fixture, list, NULL);

  g_assert_true (gst_sip_ice_probe_is_settled (fixture->probe));
  assert_stun (fixture, server);
  pass (fixture, 10000);
  assert_reports (fixture, 0, NULL);
  g_assert_cmpuint (server->n_requests, ==, 1);
}

static void
test_ipv6 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("::1", STUN_ANSWERS);
  g_autofree gchar *list = g_strdup_printf ("stun:[::1]:%u", server->port);
  g_autofree gchar *expected =
      g_strdup_printf ("stun://[::1]:%u", server->port);
  g_autofree gchar *uri = NULL;

  use (fixture, list, NULL);
  uri = gst_sip_ice_probe_get_stun (fixture->probe);

  g_assert_cmpstr (uri, ==, expected);
}

/* The dead one first: it is passed over after a moment, and told of once it is
 * sure. */
static void
test_second_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) dead = stun_server_new ("127.0.0.1", STUN_IS_SILENT);
  g_autoptr (StunServer) living = stun_server_new ("127.0.0.1", STUN_ANSWERS);
  g_autofree gchar *list =
      g_strdup_printf ("stun:127.0.0.1:%u stun:127.0.0.1:%u", dead->port,
          living->port);
  g_autofree gchar *report =
      g_strdup_printf ("stun:127.0.0.1:%u: no answer within 3 s", dead->port);

  use (fixture, list, NULL);
  gst_sip_ice_probe_wait (fixture->probe, &fixture->waiter);
  g_assert_false (gst_sip_ice_probe_is_settled (fixture->probe));

  pass (fixture, 300);
  g_assert_cmpuint (fixture->n_settled, ==, 1);
  assert_stun (fixture, living);
  assert_reports (fixture, 0, NULL);

  pass (fixture, 3000);
  assert_reports (fixture, 1, report);
  assert_stun (fixture, living);
  g_assert_cmpuint (dead->n_requests, ==, 3);
  g_assert_cmpuint (fixture->n_settled, ==, 1);
}

static void
test_order_decides (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) slow = stun_server_new ("127.0.0.1", STUN_ANSWERS);
  g_autoptr (StunServer) quick = stun_server_new ("127.0.0.1", STUN_ANSWERS);
  g_autofree gchar *list =
      g_strdup_printf ("stun:127.0.0.1:%u stun:127.0.0.1:%u", slow->port,
          quick->port);

  slow->n_deaf = 1;
  use (fixture, list, NULL);
  pass (fixture, 300);
  assert_stun (fixture, quick);

  pass (fixture, 1000);
  assert_stun (fixture, slow);
}

/* All dead: it is known after three seconds, and calls go without. */
static void
test_none_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) dead = stun_server_new ("127.0.0.1", STUN_IS_SILENT);
  g_autofree gchar *list = make_uri (dead);

  use (fixture, list, NULL);
  pass (fixture, 2000);
  g_assert_false (gst_sip_ice_probe_is_settled (fixture->probe));
  assert_stun (fixture, dead);

  pass (fixture, 1000);
  g_assert_true (gst_sip_ice_probe_is_settled (fixture->probe));
  assert_stun (fixture, NULL);
  g_assert_cmpuint (fixture->reports->len, ==, 1);
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer data)
{
  guint16 port = stun_server_find_closed_port ();
  g_autofree gchar *list = g_strdup_printf ("stun:127.0.0.1:%u", port);
  g_autofree gchar *report =
      g_strdup_printf ("stun:127.0.0.1:%u: nothing listens on that port", port);

  use (fixture, list, NULL);
  pass (fixture, 600);

  assert_reports (fixture, 1, report);
  g_assert_true (gst_sip_ice_probe_is_settled (fixture->probe));
}

static void
test_unresolvable (Fixture *fixture, gconstpointer data)
{
  use (fixture, "stun:nowhere.invalid", NULL);
  while (fixture->reports->len == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_true (g_str_has_prefix (g_ptr_array_index (fixture->reports, 0),
      "stun:nowhere.invalid:3478: "));
  g_assert_true (gst_sip_ice_probe_is_settled (fixture->probe));
  assert_stun (fixture, NULL);
}

/* A resolver whose servers do not answer before it is told so. */

static GMutex stuck_mutex;
static GCond stuck_changed;
static gboolean is_stuck;
static guint n_lookups;

#define TEST_TYPE_STUCK_RESOLVER (test_stuck_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestStuckResolver, test_stuck_resolver, TEST,
    STUCK_RESOLVER, GResolver)

struct _TestStuckResolver
{
  GResolver parent;
};

G_DEFINE_FINAL_TYPE (TestStuckResolver, test_stuck_resolver, G_TYPE_RESOLVER)

static GList *
look_up (GResolver *resolver, const gchar *name, GCancellable *cancellable,
    GError **error)
{
  g_mutex_lock (&stuck_mutex);
  n_lookups++;
  while (is_stuck)
    g_cond_wait (&stuck_changed, &stuck_mutex);
  g_mutex_unlock (&stuck_mutex);
  g_set_error_literal (error, G_RESOLVER_ERROR,
      G_RESOLVER_ERROR_TEMPORARY_FAILURE, "late");
  return NULL;
}

static void
test_stuck_resolver_class_init (TestStuckResolverClass *klass)
{
  G_RESOLVER_CLASS (klass)->lookup_by_name = look_up;
}

static void
test_stuck_resolver_init (TestStuckResolver *self)
{
}

static void
set_stuck (gboolean stuck)
{
  g_mutex_lock (&stuck_mutex);
  is_stuck = stuck;
  g_cond_broadcast (&stuck_changed);
  g_mutex_unlock (&stuck_mutex);
}

static guint
get_n_lookups (void)
{
  guint n;

  g_mutex_lock (&stuck_mutex);
  n = n_lookups;
  g_mutex_unlock (&stuck_mutex);
  return n;
}

static void
test_stuck_lookup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GResolver) before = g_resolver_get_default ();
  g_autoptr (TestStuckResolver) stuck =
      g_object_new (TEST_TYPE_STUCK_RESOLVER, NULL);

  g_resolver_set_default (G_RESOLVER (stuck));
  set_stuck (TRUE);
  use (fixture, "stun:stuck.example.org", NULL);
  pass (fixture, 3100);
  assert_reports (fixture, 1,
      "stun:stuck.example.org:3478: its name is not resolved within 3 s");
  g_assert_true (gst_sip_ice_probe_is_settled (fixture->probe));

  /* A lookup that nobody can stop is not begun again beside it. */
  for (guint i = 0; i < 50; i++)
    gst_sip_ice_probe_again (fixture->probe);
  pass (fixture, 100);
  while (get_n_lookups () == 0)
    g_thread_yield ();
  g_assert_cmpuint (get_n_lookups (), ==, 1);

  /* What comes in the end is of no interest any more. */
  gst_sip_ice_probe_set_servers (fixture->probe, NULL, NULL);
  set_stuck (FALSE);
  g_usleep (20000);
  deliver ();
  assert_reports (fixture, 1,
      "stun:stuck.example.org:3478: its name is not resolved within 3 s");
  g_resolver_set_default (before);
}

static void
test_error_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server =
      stun_server_new ("127.0.0.1", STUN_ERROR_ANSWER);
  g_autofree gchar *list = make_uri (server);
  g_autofree gchar *report =
      g_strdup_printf ("stun:127.0.0.1:%u: refused with 400 Bad request",
          server->port);

  use (fixture, list, NULL);

  assert_reports (fixture, 1, report);
  assert_stun (fixture, NULL);
}

static const struct
{
  const gchar *name;
  StunBehaviour behaviour;
} hostile[] = {
    {"other-transaction", STUN_OTHER_TRANSACTION},
    {"other-method",      STUN_OTHER_METHOD     },
    {"truncated",         STUN_TRUNCATED        },
    {"too-long",          STUN_TOO_LONG         },
    {"huge",              STUN_HUGE             },
    {"empty",             STUN_EMPTY            },
    {"rubbish",           STUN_RUBBISH          },
    {"echo",              STUN_ECHO             },
};

/* It is as if it had not come: the right answer is still taken. */
static void
test_hostile (Fixture *fixture, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr (StunServer) server =
      stun_server_new ("127.0.0.1", hostile[index].behaviour);
  g_autofree gchar *list = make_uri (server);

  use (fixture, list, NULL);
  g_assert_false (gst_sip_ice_probe_is_settled (fixture->probe));
  g_assert_cmpuint (fixture->reports->len, ==, 0);
  g_assert_cmpuint (server->n_requests, ==, 1);

  server->behaviour = STUN_ANSWERS;
  pass (fixture, 600);
  g_assert_cmpuint (server->n_requests, ==, 2);
  assert_stun (fixture, server);
  g_assert_true (gst_sip_ice_probe_is_settled (fixture->probe));
}

static void
test_lacks_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server =
      stun_server_new ("127.0.0.1", STUN_LACKS_ADDRESS);
  g_autofree gchar *list = make_uri (server);

  use (fixture, list, NULL);

  g_assert_cmpuint (fixture->reports->len, ==, 1);
  assert_stun (fixture, NULL);
}

/* Once, and again only after a change. */
static void
test_reported_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("127.0.0.1", STUN_IS_SILENT);
  g_autofree gchar *list = make_uri (server);

  use (fixture, list, NULL);
  pass (fixture, 3100);
  g_assert_cmpuint (fixture->reports->len, ==, 1);

  gst_sip_ice_probe_again (fixture->probe);
  pass (fixture, 3100);
  g_assert_cmpuint (fixture->reports->len, ==, 1);

  server->behaviour = STUN_ANSWERS;
  gst_sip_ice_probe_again (fixture->probe);
  pass (fixture, 300);
  assert_stun (fixture, server);

  server->behaviour = STUN_IS_SILENT;
  gst_sip_ice_probe_again (fixture->probe);
  pass (fixture, 3100);
  g_assert_cmpuint (fixture->reports->len, ==, 2);
  assert_stun (fixture, NULL);
}

/* What a call finds failing is asked again, but not all the time. */
static void
test_doubt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("127.0.0.1", STUN_ANSWERS);
  g_autofree gchar *list = make_uri (server);

  use (fixture, list, NULL);
  gst_sip_ice_probe_doubt (fixture->probe);
  pass (fixture, 100);
  g_assert_cmpuint (server->n_requests, ==, 1);

  pass (fixture, 60000);
  gst_sip_ice_probe_refresh (fixture->probe);
  pass (fixture, 100);
  g_assert_cmpuint (server->n_requests, ==, 1);

  gst_sip_ice_probe_doubt (fixture->probe);
  assert_stun (fixture, server);
  pass (fixture, 100);
  g_assert_cmpuint (server->n_requests, ==, 2);
}

static void
test_old_failure (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("127.0.0.1", STUN_IS_SILENT);
  g_autofree gchar *list = make_uri (server);

  use (fixture, list, NULL);
  pass (fixture, 10000);
  server->behaviour = STUN_ANSWERS;
  gst_sip_ice_probe_refresh (fixture->probe);
  pass (fixture, 100);
  assert_stun (fixture, NULL);

  pass (fixture, 25000);
  gst_sip_ice_probe_refresh (fixture->probe);
  pass (fixture, 300);
  assert_stun (fixture, server);
}

static void
test_other_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) before = stun_server_new ("127.0.0.1", STUN_ANSWERS);
  g_autoptr (StunServer) after = stun_server_new ("127.0.0.1", STUN_ANSWERS);
  g_autofree gchar *first = make_uri (before);
  g_autofree gchar *second = make_uri (after);

  use (fixture, first, NULL);
  assert_stun (fixture, before);
  gst_sip_ice_probe_set_servers (fixture->probe, second, NULL);
  deliver ();
  assert_stun (fixture, after);

  /* The same list is no news. */
  gst_sip_ice_probe_set_servers (fixture->probe, second, NULL);
  deliver ();
  g_assert_cmpuint (after->n_requests, ==, 1);
  gst_sip_ice_probe_set_servers (fixture->probe, "", NULL);
  assert_stun (fixture, NULL);
  g_assert_cmpuint (before->n_requests, ==, 1);
}

static void
test_bad_list (Fixture *fixture, gconstpointer data)
{
  use (fixture, "http://example.org", NULL);

  assert_reports (fixture, 1,
      "stun-servers: 'http://example.org': expected a URI that begins with "
      "stun: or stuns:");
  g_assert_true (gst_sip_ice_probe_is_settled (fixture->probe));
}

static void
test_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("127.0.0.1", STUN_ANSWERS);
  g_autofree gchar *list =
      g_strdup_printf ("stun:127.0.0.1:%u stun:127.0.0.1:%u", server->port,
          server->port);

  use (fixture, list, NULL);

  g_assert_cmpuint (server->n_requests, ==, 1);
}

static void
test_unwait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("127.0.0.1", STUN_IS_SILENT);
  g_autofree gchar *list = make_uri (server);

  use (fixture, list, NULL);
  gst_sip_ice_probe_wait (fixture->probe, &fixture->waiter);
  gst_sip_ice_probe_unwait (fixture->probe, &fixture->waiter);
  pass (fixture, 4000);

  g_assert_cmpuint (fixture->n_settled, ==, 0);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("127.0.0.1", STUN_IS_SILENT);
  g_autofree gchar *list = make_uri (server);

  use (fixture, list, NULL);
  gst_sip_ice_probe_stop (fixture->probe);
  pass (fixture, 4000);

  g_assert_cmpuint (fixture->reports->len, ==, 0);
  g_assert_cmpuint (server->n_requests, ==, 1);
}

static const struct
{
  const gchar *name, *stun, *turn, *report;
} unusable[] = {
    {"stuns",       "stuns:127.0.0.1", NULL,
     "stuns:127.0.0.1:5349: cannot be used: libnice has no TLS to STUN "
        "servers, and without TLS it is not used"                          },
    {"turns",       NULL,              "turns:al:secret@127.0.0.1",
     "turns:127.0.0.1:5349: cannot be used: libnice has no TLS to TURN "
        "servers, and without TLS it is not used"                          },
    {"quoted",      NULL,              "turn:al:%22secret@127.0.0.1",
     "turn:127.0.0.1:3478: cannot be used: libnice takes no user name or "
        "password that begins or ends with a quotation mark"               },
    {"quoted-user", NULL,              "turn:al%22:secret@127.0.0.1",
     "turn:127.0.0.1:3478: cannot be used: libnice takes no user name or "
        "password that begins or ends with a quotation mark"               },
    {"empty",       NULL,              "turn:al:@127.0.0.1",
     "turn:127.0.0.1:3478: cannot be used: libnice takes no empty password"},
};

/* Neither asked nor handed to a call. */
static void
test_unusable (Fixture *fixture, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_auto (GStrv) turn = NULL;

  use (fixture, unusable[index].stun, unusable[index].turn);
  turn = gst_sip_ice_probe_get_turn (fixture->probe, TRUE);

  assert_reports (fixture, 1, unusable[index].report);
  assert_stun (fixture, NULL);
  g_assert_cmpuint (g_strv_length (turn), ==, 0);
}

/* In a call only where there is nothing else. Without a transport in its URI
 * it is asked by TCP too. */
static void
test_dead_turn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server = stun_server_new ("127.0.0.1", STUN_IS_SILENT);
  g_autofree gchar *list =
      g_strdup_printf ("turn:al:secret@127.0.0.1:%u", server->port);
  g_autofree gchar *report =
      g_strdup_printf ("turn:127.0.0.1:%u: no answer within 3 s", server->port);
  g_autofree gchar *uri =
      g_strdup_printf ("turn://al:secret@127.0.0.1:%u", server->port);
  g_auto (GStrv) early = NULL, late = NULL, desperate = NULL;

  use (fixture, NULL, list);
  early = gst_sip_ice_probe_get_turn (fixture->probe, FALSE);
  pass (fixture, 3100);
  late = gst_sip_ice_probe_get_turn (fixture->probe, FALSE);
  desperate = gst_sip_ice_probe_get_turn (fixture->probe, TRUE);

  assert_reports (fixture, 1, report);
  g_assert_cmpstr (early[0], ==, uri);
  g_assert_null (late[0]);
  g_assert_cmpstr (desperate[0], ==, uri);
}

/* Some have nothing to say to the refresh of what is not there; but they are
 * there. */
static void
test_turn_without_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server =
      stun_server_new ("127.0.0.1", STUN_CHALLENGES);
  g_autofree gchar *list =
      g_strdup_printf ("turn:al:secret@127.0.0.1:%u?transport=udp",
          server->port);
  g_auto (GStrv) turn = NULL;

  use (fixture, NULL, list);
  pass (fixture, 3100);
  turn = gst_sip_ice_probe_get_turn (fixture->probe, FALSE);

  g_assert_cmpuint (server->n_requests, ==, 4);
  g_assert_cmpuint (fixture->reports->len, ==, 0);
  g_assert_cmpuint (g_strv_length (turn), ==, 1);
}

/* libnice would read before the beginning of it. */
static void
test_quoted_realm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StunServer) server =
      stun_server_new ("127.0.0.1", STUN_QUOTED_REALM);
  g_autofree gchar *list =
      g_strdup_printf ("turn:al:secret@127.0.0.1:%u?transport=udp",
          server->port);
  g_autofree gchar *report = g_strdup_printf ("turn:127.0.0.1:%u?transport=udp:"
                                              " refused with 401 Unauthorized",
      server->port);

  use (fixture, NULL, list);

  g_assert_cmpuint (server->n_requests, ==, 1);
  assert_reports (fixture, 1, report);
}

static void
test_no_turn_over_tcp (Fixture *fixture, gconstpointer data)
{
  guint16 port = stun_server_find_closed_port ();
  g_autofree gchar *list =
      g_strdup_printf ("turn:al:secret@127.0.0.1:%u?transport=tcp", port);
  g_autofree gchar *report = g_strdup_printf (
      "turn:127.0.0.1:%u?transport=tcp: nothing listens on that port", port);

  use (fixture, NULL, list);

  assert_reports (fixture, 1, report);
}

static gboolean
on_tcp_client (GThreadedSocketService *service, GSocketConnection *connection,
    GObject *source, gpointer user_data)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  guint8 request[1000], answer[1000];
  gssize length;

  while ((length = g_socket_receive (socket, (gchar *) request, sizeof request,
              NULL, NULL)) > 0)
    g_socket_send (socket, (const gchar *) answer,
        stun_server_make_alternate (request, (gsize) length, answer,
            sizeof answer),
        NULL, NULL);
  return TRUE;
}

/* libnice would end the process over such an answer: no call may have it, not
 * even one that has nothing else. */
static void
test_alternate_over_tcp (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (4);
  guint16 port =
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL,
          NULL);
  g_autofree gchar *list =
      g_strdup_printf ("turn:al:secret@127.0.0.1:%u?transport=tcp", port);
  g_autofree gchar *report = g_strdup_printf (
      "turn:127.0.0.1:%u?transport=tcp: left out: it refers to another server "
      "(300 Try Alternate), which libnice cannot follow over TCP",
      port);
  g_auto (GStrv) turn = NULL, desperate = NULL;

  g_signal_connect (service, "run", G_CALLBACK (on_tcp_client), NULL);
  use (fixture, NULL, list);
  /* The server is another thread. */
  for (guint i = 0; i < 5000 && fixture->reports->len == 0; i++) {
    deliver ();
    g_usleep (1000);
  }
  assert_reports (fixture, 1, report);
  turn = gst_sip_ice_probe_get_turn (fixture->probe, FALSE);
  desperate = gst_sip_ice_probe_get_turn (fixture->probe, TRUE);
  g_assert_cmpuint (g_strv_length (turn), ==, 0);
  g_assert_cmpuint (g_strv_length (desperate), ==, 0);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
}

/* Over UDP libnice follows. */
static void
test_alternate_over_udp (void)
{
  static const GstSipIceServer server = {.kind = GST_SIP_ICE_TURN,
      .host = (gchar *) "127.0.0.1",
      .username = (gchar *) "al",
      .password = (gchar *) "secret"};
  g_autofree GstSipStunExchange *exchange = g_new0 (GstSipStunExchange, 1);
  guint8 answer[1000];
  gsize length;

  gst_sip_stun_exchange_init (exchange, &server, GST_SIP_ICE_TRANSPORT_UDP,
      TRUE);
  length = stun_server_make_alternate (exchange->request,
      exchange->request_length, answer, sizeof answer);
  g_assert_cmpint (gst_sip_stun_exchange_judge (exchange, answer, length), ==,
      GST_SIP_STUN_GRANTED);
  g_assert_false (exchange->harmful);
  gst_sip_stun_exchange_clear (exchange);
}

/* More than libnice takes would make it complain in each call. */
static void
test_many_turns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_auto (GStrv) turn = NULL;

  for (guint i = 1; i <= 20; i++)
    g_string_append_printf (list, "turn:al:secret@127.0.0.%u?transport=udp ",
        i);
  use (fixture, NULL, list->str);
  turn = gst_sip_ice_probe_get_turn (fixture->probe, TRUE);

  g_assert_cmpuint (g_strv_length (turn), ==, 8);
}

/* A server that answers with anything at all, but to the right question. */
static void
test_random_answers (void)
{
  static const GstSipIceServer server = {.kind = GST_SIP_ICE_TURN,
      .host = (gchar *) "127.0.0.1",
      .username = (gchar *) "al",
      .password = (gchar *) "secret"};

  guint n_challenged = 0;

  for (guint i = 0; i < 20000; i++) {
    g_autofree GstSipStunExchange *exchange = g_new0 (GstSipStunExchange, 1);
    guint8 answer[1000];
    gsize length;

    gst_sip_stun_exchange_init (exchange, &server, GST_SIP_ICE_TRANSPORT_UDP,
        g_test_rand_bit ());
    length = stun_server_make_challenge (exchange->request,
        exchange->request_length, answer, sizeof answer);
    for (gint n = g_test_rand_int_range (0, 8); n > 0; n--) {
      gsize at = (gsize) g_test_rand_int_range (20, (gint32) length);

      answer[at] = (guint8) g_test_rand_int_range (0, 256);
    }
    if (gst_sip_stun_exchange_judge (exchange, answer, length) ==
        GST_SIP_STUN_CHALLENGED)
      n_challenged++;
    gst_sip_stun_exchange_clear (exchange);
  }
  /* Those that were left as they were, and more. */
  g_assert_cmpuint (n_challenged, >, 2000);
}

#define ADD(name, function) \
  g_test_add ("/iceprobe/" name, Fixture, NULL, set_up, function, tear_down)

static void
add_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/iceprobe/hostile/%s", hostile[i].name);

    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_hostile,
        tear_down);
  }
  for (guint i = 0; i < G_N_ELEMENTS (unusable); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/iceprobe/unusable/%s", unusable[i].name);

    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_unusable,
        tear_down);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  ADD ("no-servers", test_no_servers);
  ADD ("answers", test_answers);
  ADD ("ipv6", test_ipv6);
  ADD ("second-answers", test_second_answers);
  ADD ("order-decides", test_order_decides);
  ADD ("none-answers", test_none_answers);
  ADD ("nobody-listens", test_nobody_listens);
  ADD ("unresolvable", test_unresolvable);
  ADD ("stuck-lookup", test_stuck_lookup);
  ADD ("error-answer", test_error_answer);
  ADD ("lacks-address", test_lacks_address);
  ADD ("reported-once", test_reported_once);
  ADD ("doubt", test_doubt);
  ADD ("old-failure", test_old_failure);
  ADD ("other-list", test_other_list);
  ADD ("bad-list", test_bad_list);
  ADD ("twice", test_twice);
  ADD ("unwait", test_unwait);
  ADD ("stop", test_stop);
  ADD ("dead-turn", test_dead_turn);
  ADD ("no-turn-over-tcp", test_no_turn_over_tcp);
  ADD ("turn/alternate-over-tcp", test_alternate_over_tcp);
  g_test_add_func ("/iceprobe/turn/alternate-over-udp",
      test_alternate_over_udp);
  ADD ("turn-without-words", test_turn_without_words);
  ADD ("quoted-realm", test_quoted_realm);
  ADD ("many-turns", test_many_turns);
  g_test_add_func ("/iceprobe/random-answers", test_random_answers);
  add_rows ();

  return g_test_run ();
}
