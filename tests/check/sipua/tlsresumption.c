/* Elements that trust different servers share no trust, although they share
 * the TLS sessions of the process
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Without g_test_init(): after that glib-networking resumes no session, and all
 * of this would pass by itself. So the lines of TAP are written here,
 * and not by g_print(): GLib 2.84 makes a comment of what that prints.
 */
#include "websocketfixture.h"

#include <gst/sip/base/gstsiperror.h>
#include <stdio.h>

#define UNKNOWN \
  "TLS certificate refused: issued by an unknown authority (CN=sipua test " \
  "authority, *)"
#define WRONG_HOST \
  "TLS certificate refused: not issued for this host but for other.example"

/* What an element is set to; ca: NULL for the system's */
typedef struct
{
  gboolean validation;
  const gchar *ca;
} Trust;

/* The first is let in, the second must say expected, NULL where it is let in,
 * too. */
typedef struct
{
  const gchar *name, *certificate;
  Trust first, second;
  const gchar *expected;
} Row;

static const Row rows[] = {
    {"validation off, then on",         "good.pem",        {FALSE, NULL},    {TRUE, NULL},
     UNKNOWN                                                                                             },
    {"validation off, then another CA", "good.pem",        {FALSE, NULL},
     {TRUE, "self-signed.pem"},                                                                UNKNOWN   },
    {"a CA, then the system's",         "good.pem",        {TRUE, "ca.pem"}, {TRUE, NULL},
     UNKNOWN                                                                                             },
    {"a CA, then another",              "good.pem",        {TRUE, "ca.pem"},
     {TRUE, "self-signed.pem"},                                                                UNKNOWN   },
    {"validation off, then wrong host", "wrong-host.pem",  {FALSE, NULL},
     {TRUE, "ca.pem"},                                                                         WRONG_HOST},
    {"validation off, then the CA",     "good.pem",        {FALSE, NULL},    {TRUE, "ca.pem"},
     NULL                                                                                                },
    {"the CA twice",                    "good.pem",        {TRUE, "ca.pem"}, {TRUE, "ca.pem"}, NULL      },
    {"the CA, then validation off",     "good.pem",        {TRUE, "ca.pem"}, {FALSE, NULL},
     NULL                                                                                                },
    {"validation off twice",            "self-signed.pem", {FALSE, NULL},    {FALSE, NULL},
     NULL                                                                                                },
};

static guint n_tests;

static void
set_trust (GstSipTransport *transport, const Trust *trust)
{
  g_autofree gchar *path =
      trust->ca != NULL ? make_certificate_path (trust->ca) : NULL;

  g_object_set (transport, "tls-validation", trust->validation, "tls-ca-file",
      path, NULL);
}

/* The server is no WebSocket server: one whose certificate is taken is asked,
 * and answers. Its answer brings the ticket of the session, too. */
static void
expect (Fixture *fixture, const Trust *trust, const gchar *uri,
    const gchar *refusal)
{
  set_trust (fixture->transport, trust);
  fixture_fail (fixture, uri);
  fixture_assert_error (fixture, GST_SIP_ERROR_TRANSPORT, uri,
      refusal != NULL ? refusal : "HTTP 200 *");
}

/* again: the element of the first connection makes the second one. */
static void
check_row (const Row *row, const gchar *version, gboolean again)
{
  g_autofree gchar *port = NULL;
  g_autofree gchar *uri = NULL;
  g_autoptr (GSubprocess) server =
      openssl_start (row->certificate, "127.0.0.1:0", version, &port);
  Fixture fixtures[2], *second = &fixtures[again ? 0 : 1];

  if (server == NULL) {
    printf ("ok %u # SKIP no openssl\n", ++n_tests);
    return;
  }
  uri = g_strdup_printf ("wss://localhost:%s/ws", port);
  fixture_set_up (&fixtures[0]);
  fixture_set_up (&fixtures[1]);

  expect (&fixtures[0], &row->first, uri, NULL);
  g_string_truncate (second->records, 0);
  /* Whatever a refusal leaves behind of the session. */
  for (guint i = 0; i < 3; i++)
    expect (second, &row->second, uri, row->expected);
  if (!row->second.validation)
    g_assert_nonnull (strstr (second->records->str, "certificate taken"));

  fixture_tear_down (&fixtures[0]);
  fixture_tear_down (&fixtures[1]);
  openssl_stop (server);
  printf ("ok %u - %s (%s%s)\n", ++n_tests, row->name, version + 1,
      again ? ", reconfigured" : "");
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);

  printf ("1..%u\n", (guint) G_N_ELEMENTS (rows) * 4);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    check_row (&rows[i], "-tls1_3", FALSE);
    check_row (&rows[i], "-tls1_3", TRUE);
    check_row (&rows[i], "-tls1_2", FALSE);
    check_row (&rows[i], "-tls1_2", TRUE);
  }
  gst_deinit ();
  return 0;
}
