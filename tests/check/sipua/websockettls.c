/* The WebSocket transport over TLS: certificates right and wrong, each taken
 * or refused as a browser does it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "websocketfixture.h"

#include <gst/sip/base/gstsiperror.h>

#define QUERY "?KEY=secret"
#define REFUSED "TLS certificate refused: "
#define UNKNOWN REFUSED "issued by an unknown authority "

/* expected: what the failure says, * for anything; NULL for success */
typedef struct
{
  const gchar *name, *certificate, *ca_file, *host, *expected;
} Row;

static const Row rows[] = {
    {"good",              "good.pem",        "ca.pem",          "localhost",        NULL},
    {"good-address",      "good.pem",        "ca.pem",          "127.0.0.1",        NULL},
    {"good-upper-case",   "good.pem",        "ca.pem",          "LOCALHOST",        NULL},
    {"wildcard",          "wildcard.pem",    "ca.pem",          "sip.example.test", NULL},
    {"chain",             "chain.pem",       "ca.pem",          "localhost",        NULL},
    {"own-self-signed",   "self-signed.pem", "self-signed.pem", "localhost",
     NULL                                                                               },
    {"self-signed",       "self-signed.pem", "ca.pem",          "localhost",
     REFUSED "self-signed and not trusted (see tls-ca-file)"                            },
    {"unknown-authority", "good.pem",        NULL,              "localhost",
     UNKNOWN
        "(CN=sipua test authority, whose certificate is neither trusted "
        "nor sent along: see tls-ca-file, or is an intermediate certificate "
        "missing on the server?)"                                                       },
    {"no-intermediate",   "no-chain.pem",    "ca.pem",          "localhost",
     UNKNOWN
        "(CN=sipua test intermediate, whose certificate is neither * or "
        "is an intermediate certificate missing on the server?)"                        },
    {"unknown-chain",     "chain.pem",       NULL,              "localhost",
     UNKNOWN "(CN=sipua test intermediate; see tls-ca-file)"                            },
    {"by-server",         "by-server.pem",   "ca.pem",          "localhost",
     UNKNOWN "(CN=localhost, *)"                                                        },
    {"wrong-host",        "wrong-host.pem",  "ca.pem",          "localhost",
     REFUSED "not issued for this host but for other.example"                           },
    {"wrong-wildcard",    "wildcard.pem",    "ca.pem",          "a.b.example.test",
     REFUSED "not issued for this host but for *.example.test"                          },
    {"name-for-address",  "name-only.pem",   "ca.pem",          "127.0.0.1",
     REFUSED "not issued for this host but for localhost"                               },
    {"common-name",       "common-name.pem", "ca.pem",          "localhost",
     REFUSED "not issued for this host: what stands in its common name does "
                "not count, only subjectAltName does"                                   },
    {"expired",           "expired.pem",     "ca.pem",          "localhost",
     REFUSED "expired on 2020-02-02"                                                    },
    {"expired-unknown",   "expired.pem",     NULL,              "localhost",
     UNKNOWN "(*), expired on 2020-02-02"                                               },
    {"not-yet-valid",     "not-yet.pem",     "ca.pem",          "localhost",
     REFUSED "not valid before 2119-01-01 (or is the clock here wrong?)"                },
    {"client-only",       "client-only.pem", "ca.pem",          "localhost",
     REFUSED "not issued for servers (*)"                                               },
    {"sha1",              "sha1.pem",        "ca.pem",          "localhost",
     REFUSED "made with an insecure algorithm or key"                                   },
};

static void
use_ca_file (Fixture *fixture, const gchar *name)
{
  g_autofree gchar *path = make_certificate_path (name);

  g_object_set (fixture->transport, "tls-ca-file", path, NULL);
}

static void
test_certificate (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) resolver = test_resolver_new ();
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, row->certificate, "sip");
  if (row->ca_file != NULL)
    use_ca_file (&fixture, row->ca_file);
  uri = g_strdup_printf ("wss://%s:%u/ws" QUERY, row->host, server.port);
  if (strstr (row->host, "example") != NULL)
    g_resolver_set_default (resolver);

  if (row->expected == NULL) {
    fixture_open (&fixture, uri);
    fixture_wait (&fixture, &server.n_connections, 1);
  } else {
    fixture_fail (&fixture, uri);
    fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT, uri,
        row->expected);
    g_assert_cmpuint (server.n_connections, ==, 0);
  }
  g_resolver_set_default (usual);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
test_client_certificate (gconstpointer data)
{
  GTlsAuthenticationMode mode = GPOINTER_TO_INT (data);
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, "good.pem", "sip");
  soup_server_set_tls_auth_mode (server.server, mode);
  use_ca_file (&fixture, "ca.pem");
  uri = g_strdup_printf ("wss://localhost:%u/ws" QUERY, server.port);

  if (mode == G_TLS_AUTHENTICATION_REQUESTED) {
    fixture_open (&fixture, uri);
  } else {
    fixture_fail (&fixture, uri);
    fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT, uri,
        "TLS failed (*): the server wants a certificate of ours, and there is "
        "no way to give it one");
  }
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

/* Any certificate is taken, but not in silence: one warning in the beginning,
 * and what is wrong with it. */
static void
test_validation_off (gconstpointer certificate)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;
  const gchar *warning;

  fixture_set_up (&fixture);
  good_server_start (&server, certificate, "sip");
  g_object_set (fixture.transport, "tls-validation", FALSE, NULL);
  g_assert_true (
      gst_sip_websocket_check (GST_SIP_WEBSOCKET (fixture.transport), NULL));
  uri = g_strdup_printf ("wss://127.0.0.1:%u/ws" QUERY, server.port);
  fixture_open (&fixture, uri);
  fixture_open (&fixture, uri);

  g_test_message ("%s", fixture.records->str);
  warning = strstr (fixture.records->str, "1 tls-validation is off");
  g_assert_nonnull (warning);
  g_assert_null (strstr (warning + 1, "1 tls-validation is off"));
  g_assert_nonnull (
      strstr (fixture.records->str, "certificate taken although"));
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

/* As web servers take what is no HTTP. */
static void
answer_400 (GSocket *socket, const gchar *accept)
{
  static const gchar answer[] = "HTTP/1.1 400 Bad Request\r\n\r\n";

  raw_send (socket, answer, sizeof answer - 1);
  raw_wait (socket);
}

/* The wrong scheme, either way. */
static void
test_wss_without_tls (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  RawServer server;

  fixture_set_up (&fixture);
  raw_server_start (&server, FALSE, answer_400);
  uri = g_strdup_printf ("wss://localhost:%u/ws" QUERY, server.port);
  fixture_fail (&fixture, uri);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT, uri,
      "TLS failed (*): is TLS spoken there at all*");
  fixture_tear_down (&fixture);
  raw_server_stop (&server);
}

static void
test_ws_with_tls (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, "good.pem", "sip");
  uri = g_strdup_printf ("ws://localhost:%u/ws" QUERY, server.port);
  fixture_fail (&fixture, uri);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT, uri, "*wss://*");
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
fail_at_openssl (const gchar *address, const gchar *option, const gchar *host,
    const gchar *expected)
{
  g_autofree gchar *port = NULL;
  g_autofree gchar *uri = NULL;
  g_autoptr (GSubprocess) server =
      openssl_start ("good.pem", address, option, &port);
  Fixture fixture;

  if (server == NULL) {
    g_test_skip ("no openssl, or no IPv6");
    return;
  }
  fixture_set_up (&fixture);
  use_ca_file (&fixture, "ca.pem");
  uri = g_strdup_printf ("wss://%s:%s/ws" QUERY, host, port);
  fixture_fail (&fixture, uri);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT, uri, expected);
  fixture_tear_down (&fixture);
  openssl_stop (server);
}

static void
test_old_version (gconstpointer option)
{
  fail_at_openssl ("127.0.0.1:0", option, "localhost",
      "TLS failed*: the server speaks none newer than 1.1, which is broken");
}

/* It is not a WebSocket server, but its certificate is taken. */
static void
test_ipv6 (void)
{
  fail_at_openssl ("[::1]:0", "-tls1_3", "[::1]", "HTTP 200 *");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  /* The server's libsoup warns of clients that are gone before it looks. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/websocket/tls/certificate/%s", rows[i].name);

    g_test_add_data_func (path, &rows[i], test_certificate);
  }
  g_test_add_data_func ("/websocket/tls/client-certificate/asked-for",
      GINT_TO_POINTER (G_TLS_AUTHENTICATION_REQUESTED),
      test_client_certificate);
  g_test_add_data_func ("/websocket/tls/client-certificate/required",
      GINT_TO_POINTER (G_TLS_AUTHENTICATION_REQUIRED), test_client_certificate);
  g_test_add_data_func ("/websocket/tls/validation-off/expired", "expired.pem",
      test_validation_off);
  g_test_add_data_func ("/websocket/tls/validation-off/self-signed",
      "self-signed.pem", test_validation_off);
  g_test_add_data_func ("/websocket/tls/validation-off/wrong-host",
      "wrong-host.pem", test_validation_off);
  g_test_add_data_func ("/websocket/tls/version/1.0", "-tls1",
      test_old_version);
  g_test_add_data_func ("/websocket/tls/version/1.1", "-tls1_1",
      test_old_version);
  g_test_add_func ("/websocket/tls/certificate/ipv6", test_ipv6);
  g_test_add_func ("/websocket/tls/none", test_wss_without_tls);
  g_test_add_func ("/websocket/tls/unexpected", test_ws_with_tls);

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
