/* The WebSocket transport with servers that answer its handshake otherwise than
 * they should: each refusal says what is wrong, none costs much
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "websocketfixture.h"

#include <gst/sip/base/gstsiperror.h>

#define QUERY "?KEY=secret"

static void
send_garbage (GSocket *socket, const gchar *accept)
{
  raw_send (socket, "220 mail ESMTP\r\n\r\n", 18);
  raw_wait (socket);
}

static void
hang_up (GSocket *socket, const gchar *accept)
{
}

static void
hold (GSocket *socket, const gchar *accept)
{
  raw_wait (socket);
}

static void
accept_wrongly (GSocket *socket, const gchar *accept)
{
  raw_accept (socket, "wrong");
  raw_wait (socket);
}

static void
answer_404 (GSocket *socket, const gchar *accept)
{
  static const gchar answer[] =
      "HTTP/1.1 404 Not\x1b[31m Found\r\nContent-Length: 0\r\n\r\n";

  raw_send (socket, answer, sizeof answer - 1);
  raw_wait (socket);
}

static void
answer_without_upgrade (GSocket *socket, const gchar *accept)
{
  static const gchar answer[] = "HTTP/1.1 101 Fine\r\n\r\n";

  raw_send (socket, answer, sizeof answer - 1);
  raw_wait (socket);
}

static void
answer_with_extension (GSocket *socket, const gchar *accept)
{
  g_autofree gchar *answer =
      g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                       "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Protocol: sip\r\n"
                       "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                       "Sec-WebSocket-Accept: %s\r\n\r\n",
          accept);

  raw_send (socket, answer, strlen (answer));
  raw_wait (socket);
}

/* Interim answers come first (RFC 9110 section 15.2). */
static void
answer_twice (GSocket *socket, const gchar *accept)
{
  static const gchar answer[] = "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"
                                "HTTP/1.1 403 No\r\n\r\n";

  raw_send (socket, answer, sizeof answer - 1);
  raw_wait (socket);
}

static void
send_for_ever (GSocket *socket, const gchar *text)
{
  gsize size = strlen (text);

  while (g_socket_send (socket, text, size, NULL, NULL) > 0)
    continue;
}

static void
answer_without_end (GSocket *socket, const gchar *accept)
{
  static const gchar start[] = "HTTP/1.1 101 Switching Protocols\r\n";

  raw_send (socket, start, sizeof start - 1);
  send_for_ever (socket, "X-Fill: 0123456789abcdef0123456789abcdef\r\n");
}

static void
answer_without_line_end (GSocket *socket, const gchar *accept)
{
  raw_send (socket, "HTTP/1.1 101 ", 13);
  send_for_ever (socket, "0123456789abcdef0123456789abcdef");
}

static void
answer_interim_for_ever (GSocket *socket, const gchar *accept)
{
  send_for_ever (socket, "HTTP/1.1 100 Continue\r\n\r\n");
}

static void
send_nothing_readable (GSocket *socket, const gchar *accept)
{
  send_for_ever (socket, "0123456789abcdef0123456789abcdef");
}

/* Never silent for long, and never done. */
static void
answer_byte_by_byte (GSocket *socket, const gchar *accept)
{
  static const gchar start[] = "HTTP/1.1 101 Switching Protocols\r\nX: ";

  raw_send (socket, start, sizeof start - 1);
  while (g_socket_send (socket, "x", 1, NULL, NULL) > 0)
    g_usleep (10 * 1000);
}

static void
answer_other_protocol (GSocket *socket, const gchar *accept)
{
  g_autofree gchar *answer =
      g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\n"
                       "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Protocol: chat\r\n"
                       "Sec-WebSocket-Accept: %s\r\n\r\n",
          accept);

  raw_send (socket, answer, strlen (answer));
  raw_wait (socket);
}

static const RawRow handshake_failures[] = {
    {"garbage",         "ws",  TRUE,  send_garbage,            GST_SIP_ERROR_TRANSPORT,
     "what answers there is not HTTP ('220 mail ESMTP')"                                                                                                    },
    {"hangs-up",        "ws",  TRUE,  hang_up,                 GST_SIP_ERROR_TRANSPORT,
     "the server hung up without an answer (is it wss:// *)"                                                                                                },
    {"silent",          "ws",  TRUE,  hold,                    GST_SIP_ERROR_TIMEOUT,
     "waited 0.2 s in vain for an answer to the WebSocket handshake"                                                                                        },
    {"silent-tls",      "wss", FALSE, hold,                    GST_SIP_ERROR_TIMEOUT,
     "waited 0.2 s in vain for the TLS handshake (is TLS spoken there at "
        "all?)"                                                                                                                                             },
    {"hangs-up-tls",    "wss", FALSE, hang_up,                 GST_SIP_ERROR_TRANSPORT,
     "TLS failed*"                                                                                                                                          },
    {"no-tls",          "wss", FALSE, send_garbage,            GST_SIP_ERROR_TRANSPORT,
     "TLS failed (*): is TLS spoken there at all, *"                                                                                                        },
    {"wrong-accept",    "ws",  TRUE,  accept_wrongly,          GST_SIP_ERROR_TRANSPORT,
     "bad WebSocket handshake (Sec-WebSocket-Accept is not the one for this "
        "request: is there a cache in between?)"                                                                                                            },
    {"no-upgrade",      "ws",  TRUE,  answer_without_upgrade,  GST_SIP_ERROR_TRANSPORT,
     "bad WebSocket handshake (no 'Upgrade: websocket' in the answer)"                                                                                      },
    {"extension",       "ws",  TRUE,  answer_with_extension,   GST_SIP_ERROR_TRANSPORT,
     "bad WebSocket handshake (an extension that was not asked for)"                                                                                        },
    {"interim",         "ws",  TRUE,  answer_twice,            GST_SIP_ERROR_TRANSPORT,
     "HTTP 403 No: it does not let us in *"                                                                                                                 },
    {"endless-head",    "ws",  TRUE,  answer_without_end,      GST_SIP_ERROR_TRANSPORT,
     "the head of the answer has more than 64 kB"                                                                                                           },
    {"endless-line",    "ws",  TRUE,  answer_without_line_end,
     GST_SIP_ERROR_TRANSPORT,                                                           "the head of the answer has more than 64 kB"                        },
    {"endless-interim", "ws",  TRUE,  answer_interim_for_ever,
     GST_SIP_ERROR_TRANSPORT,                                                           "the head of the answer has more than 64 kB"                        },
    {"endless-garbage", "ws",  TRUE,  send_nothing_readable,
     GST_SIP_ERROR_TRANSPORT,                                                           "what answers there is not HTTP (*)"                                },
    {"slow",            "ws",  TRUE,  answer_byte_by_byte,     GST_SIP_ERROR_TIMEOUT,
     "waited 0.2 s in vain for an answer to the WebSocket handshake"                                                                                        },
    {"control-chars",   "ws",  TRUE,  answer_404,              GST_SIP_ERROR_TRANSPORT,
     "HTTP 404 Not [31m Found: no WebSocket at this path"                                                                                                   },
    {"other-protocol",  "ws",  TRUE,  answer_other_protocol,
     GST_SIP_ERROR_TRANSPORT,                                                           "a WebSocket, but not for SIP (sub-protocol 'chat' in its answer *)"},
};

static void
test_handshake_failure (gconstpointer data)
{
  const RawRow *row = data;
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  RawServer server;

  fixture_set_up (&fixture);
  raw_server_start (&server, row->read_handshake, row->handler);
  g_object_set (fixture.transport, "connect-timeout", 200, NULL);
  uri =
      g_strdup_printf ("%s://127.0.0.1:%u/ws" QUERY, row->scheme, server.port);
  fixture_fail (&fixture, uri);

  fixture_assert_error (&fixture, row->code, uri, row->expected);
  fixture_tear_down (&fixture);
  raw_server_stop (&server);
}

static const struct
{
  guint status;
  const gchar *location; /* or Retry-After */
  const gchar *expected;
} http_failures[] = {
    {200, NULL,                                        "HTTP 200 OK: a web server, but no WebSocket at this path"},
    {301, "https://secret@example.com/sip?KEY=secret",
     "HTTP 301: redirected to https://example.com/sip, which is not "
        "followed"                                                                                               },
    {400, NULL,
     "HTTP 400 Bad Request: it takes this for no WebSocket handshake that "
        "it "
        "wants"                                                                                                  },
    {401, NULL,
     "HTTP 401 Unauthorized: it wants credentials (see http-headers)"                                            },
    {403, NULL,
     "HTTP 403 Forbidden: it does not let us in (see http-headers: Origin, "
        "Cookie, Authorization)"                                                                                 },
    {404, NULL,                                        "HTTP 404 Not Found: no WebSocket at this path"           },
    {418, NULL,                                        "HTTP 418 *: the WebSocket handshake is refused"          },
    {503, NULL,
     "HTTP 503 Service Unavailable: the server, or what is behind it, is in "
        "trouble"                                                                                                },
    {502, "120",
     "HTTP 502 Bad Gateway: the server, or what is behind it, is in trouble "
        "(Retry-After: 120)"                                                                                     },
};

static void
answer_http (SoupServer *server, SoupServerMessage *message, const char *path,
    GHashTable *query, gpointer user_data)
{
  guint i = GPOINTER_TO_UINT (user_data);

  soup_server_message_set_status (message, http_failures[i].status, NULL);
  if (http_failures[i].location != NULL)
    soup_message_headers_append (soup_server_message_get_response_headers (
                                     message),
        http_failures[i].status < 400 ? "Location" : "Retry-After",
        http_failures[i].location);
}

static void
test_http_failure (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, "sip");
  soup_server_add_handler (server.server, "/other", answer_http,
      (gpointer) data, NULL);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/other" QUERY, server.port);
  fixture_fail (&fixture, uri);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT, uri,
      http_failures[i].expected);
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

static void
test_no_sub_protocol (void)
{
  g_autofree gchar *uri = NULL;
  Fixture fixture;
  GoodServer server;

  fixture_set_up (&fixture);
  good_server_start (&server, NULL, NULL);
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws" QUERY, server.port);
  fixture_fail (&fixture, uri);

  fixture_assert_error (&fixture, GST_SIP_ERROR_TRANSPORT, uri,
      "a WebSocket, but not for SIP (no sub-protocol 'sip' in its answer)");
  fixture_tear_down (&fixture);
  good_server_stop (&server);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  for (gsize i = 0; i < G_N_ELEMENTS (handshake_failures); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/websocket/handshake/%s", handshake_failures[i].name);

    g_test_add_data_func (path, &handshake_failures[i], test_handshake_failure);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (http_failures); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/websocket/http/%u", http_failures[i].status);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_http_failure);
  }
  g_test_add_func ("/websocket/no-sub-protocol", test_no_sub_protocol);

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
