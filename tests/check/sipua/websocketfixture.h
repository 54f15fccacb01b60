/* A WebSocket transport under test, and servers of every kind
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Real sockets on loopback. Good servers are libsoup's; bad ones are a few
 * lines over a raw TCP socket, in threads of their own. Whatever is told or
 * logged must be free of the word "secret".
 */
#pragma once

#include <libsoup/soup.h>
#include "gst/sip/transport/gstsiptransport-private.h"
#include "ext/sipua/websocket/gstsipwebsocket.h"

typedef struct
{
  GstSipTransport *transport;
  GstSipLog *log;
  GString *records; /* all that was logged */
  guint n_opened, n_received, n_closed;
  GBytes *last_message;
  GError *last_error;
} Fixture;

void fixture_set_up (Fixture *fixture);
/* Lets what is under way come to its end, and so to light. */
void fixture_tear_down (Fixture *fixture);

/* Runs the main context until *counter is at least value; fails after 10 s. */
void fixture_wait (Fixture *fixture, const guint *counter, guint value);
void fixture_run (guint milliseconds);
/* Opens and waits for success. */
void fixture_open (Fixture *fixture, const gchar *uri);
/* Opens and waits for failure. */
void fixture_fail (Fixture *fixture, const gchar *uri);

/* That the last error is of this server, and says so; expected may hold * for
 * what differs from run to run. */
void fixture_assert_error (const Fixture *fixture, gint code, const gchar *uri,
    const gchar *expected);

/* A WebSocket server of libsoup's, and what came of its clients. */
typedef struct
{
  SoupServer *server;
  guint port;
  SoupWebsocketConnection *connection; /* the last one */
  GString *request; /* path, query and headers of the last handshake */
  guint n_connections, n_messages, n_closed;
  gint last_type;
  GBytes *last_message;
} GoodServer;

/* certificate: name in certificates/, or NULL for ws; protocol: NULL for no
 * sub-protocol */
void good_server_start (GoodServer *self, const gchar *certificate,
    const gchar *protocol);
void good_server_stop (GoodServer *self);

/* (transfer full): a web server of OpenSSL's, NULL if that is not there.
 * certificate: name in certificates/; address: with port 0; option: which TLS;
 * it answers everything with 200, which is no WebSocket. */
GSubprocess *openssl_start (const gchar *certificate, const gchar *address,
    const gchar *option, gchar **port);
void openssl_stop (GSubprocess *server);

/* A TCP server: handle is called in a thread for each client. accept is the
 * value of Sec-WebSocket-Accept if the client sent a handshake and
 * read_handshake is set, else NULL. */
typedef void (*RawHandler) (GSocket *socket, const gchar *accept);

typedef struct
{
  GSocketService *service;
  guint port;
  RawHandler handler;
  gboolean read_handshake;
} RawServer;

void raw_server_start (RawServer *self, gboolean read_handshake,
    RawHandler handler);
void raw_server_stop (RawServer *self);
void raw_send (GSocket *socket, const gchar *data, gsize size);
/* The answer that opens the WebSocket. */
void raw_accept (GSocket *socket, const gchar *accept);
/* Until the client hangs up. */
void raw_wait (GSocket *socket);

/* What such a server is, and what comes of it. */
typedef struct
{
  const gchar *name, *scheme;
  gboolean read_handshake;
  RawHandler handler;
  gint code; /* GstSipError */
  const gchar *expected;
} RawRow;

gchar *make_certificate_path (const gchar *name);

/* (transfer full): a resolver that knows no name but those of example.test,
 * which are here; addresses do not come to it. */
GResolver *test_resolver_new (void);
