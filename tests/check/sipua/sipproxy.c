/* A SIP server over WebSocket in the process of a test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/sipproxy.h"

#include <gst/check/gstcheck.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

#define VIA "Via: SIP/2.0/WS proxy.invalid;branch=z9hG4bK-"

struct _SipProxy
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  gchar *uri;
  guint port;

  /* In its thread. */
  SoupServer *server; /* NULL while it is gone */
  GHashTable *clients; /* number to SoupWebsocketConnection */
  GHashTable *places; /* user@host to number of the client that is there */
  guint last_client;
  GRand *random;
};

/* Text */

/* (transfer full) (nullable): the value of the first line of that name */
static gchar *
find_value (const gchar *message, const gchar *name)
{
  g_autofree gchar *start = g_strdup_printf ("\r\n%s: ", name);
  const gchar *line = strstr (message, start);

  if (line == NULL)
    return NULL;
  line += strlen (start);
  return g_strndup (line, strcspn (line, "\r"));
}

/* (transfer full) (nullable): user@host of the first SIP URI */
static gchar *
find_place (const gchar *text)
{
  const gchar *uri = text != NULL ? strstr (text, "sip:") : NULL;

  if (uri == NULL)
    return NULL;
  uri += strlen ("sip:");
  return g_strndup (uri, strcspn (uri, ";>? \r\n"));
}

/* What every answer has of its request, and a tag. */
static gchar *
make_answer (const gchar *request, const gchar *status)
{
  static const gchar *const names[] = {"Via: ", "From: ", "To: ", "Call-ID: ",
      "CSeq: ", "Contact: ", "Expires: "};
  g_auto (GStrv) lines = g_strsplit (request, "\r\n", -1);
  GString *answer = g_string_new (NULL);

  g_string_printf (answer, "SIP/2.0 %s\r\n", status);
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    gboolean is_to = g_str_has_prefix (lines[i], "To: ");

    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      if (g_str_has_prefix (lines[i], names[j]))
        g_string_append_printf (answer, "%s%s\r\n", lines[i],
            is_to && strstr (lines[i], ";tag=") == NULL ? ";tag=p" : "");
  }
  g_string_append (answer, "Content-Length: 0\r\n\r\n");
  return g_string_free (answer, FALSE);
}

/* Clients */

static guint
get_number (SoupWebsocketConnection *client)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (client), "number"));
}

static void
send_to (SipProxy *self, guint number, const gchar *message)
{
  SoupWebsocketConnection *client =
      g_hash_table_lookup (self->clients, GUINT_TO_POINTER (number));

  if (client != NULL &&
      soup_websocket_connection_get_state (client) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (client, message);
}

static void
note_place (SipProxy *self, const gchar *text, guint number)
{
  gchar *place = find_place (text);

  if (place != NULL)
    g_hash_table_replace (self->places, place, GUINT_TO_POINTER (number));
}

static void
answer (SipProxy *self, guint number, const gchar *request, const gchar *status)
{
  g_autofree gchar *text = make_answer (request, status);

  send_to (self, number, text);
}

static void
take_register (SipProxy *self, guint number, const gchar *request)
{
  g_autofree gchar *to = find_value (request, "To");

  note_place (self, to, number);
  answer (self, number, request, "200 OK");
}

/* The branch tells the way back, and is the same for CANCEL and ACK. */
static void
forward (SipProxy *self, guint from, guint to, const gchar *request)
{
  g_autofree gchar *via = find_value (request, "Via");
  const gchar *branch = via != NULL ? strstr (via, "branch=z9hG4bK") : NULL;
  const gchar *rest = strstr (request, "\r\n") + 2;
  g_autoptr (GString) text = NULL;

  if (branch == NULL)
    return;
  branch += strlen ("branch=z9hG4bK");
  text = g_string_new_len (request, rest - request);
  g_string_append_printf (text, VIA "%u-%.*s\r\n%s", from,
      (int) strcspn (branch, ";\r"), branch, rest);
  send_to (self, to, text->str);
}

static void
take_request (SipProxy *self, guint number, const gchar *request)
{
  g_autofree gchar *place = find_place (request);
  guint to = place == NULL
      ? 0
      : GPOINTER_TO_UINT (g_hash_table_lookup (self->places, place));

  if (g_str_has_prefix (request, "REGISTER "))
    take_register (self, number, request);
  else if (to != 0)
    forward (self, number, to, request);
  else if (!g_str_has_prefix (request, "ACK "))
    answer (self, number, request, "480 Not here");
}

/* Back by our own Via, which goes. */
static void
take_response (SipProxy *self, const gchar *response)
{
  const gchar *via = strstr (response, "\r\n");
  const gchar *rest;
  g_autoptr (GString) text = NULL;

  if (via == NULL || !g_str_has_prefix (via + 2, VIA))
    return;
  rest = strstr (via + 2, "\r\n");
  text = g_string_new_len (response, via - response);
  g_string_append (text, rest);
  send_to (self, (guint) strtoul (via + 2 + strlen (VIA), NULL, 10), text->str);
}

static void
on_message (SoupWebsocketConnection *client, gint type, GBytes *message,
    SipProxy *self)
{
  g_autofree gchar *text =
      g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  g_autofree gchar *contact = find_value (text, "Contact");

  note_place (self, contact, get_number (client));
  if (g_str_has_prefix (text, "SIP/2.0 "))
    take_response (self, text);
  else if (strstr (text, "\r\n") != NULL)
    take_request (self, get_number (client), text);
}

static gboolean
is_of (gpointer place, gpointer number, gpointer gone)
{
  return number == gone;
}

static void
on_closed (SoupWebsocketConnection *client, SipProxy *self)
{
  gpointer number = GUINT_TO_POINTER (get_number (client));

  g_hash_table_foreach_remove (self->places, is_of, number);
  g_hash_table_remove (self->clients, number);
}

static void
on_client (SoupServer *server, SoupServerMessage *message, const gchar *path,
    SoupWebsocketConnection *client, gpointer user_data)
{
  SipProxy *self = user_data;
  gpointer number = GUINT_TO_POINTER (++self->last_client);

  g_object_set_data (G_OBJECT (client), "number", number);
  g_hash_table_insert (self->clients, number, g_object_ref (client));
  g_signal_connect (client, "message", G_CALLBACK (on_message), self);
  g_signal_connect (client, "closed", G_CALLBACK (on_closed), self);
}

/* The server */

/* port: 0 for any; FALSE where another process has it */
static gboolean
listen_at (SipProxy *self, guint port)
{
  gchar *protocols[] = {(gchar *) "sip", NULL};
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  GSList *uris;

  soup_server_add_websocket_handler (server, NULL, NULL, protocols, on_client,
      self, NULL);
  if (!soup_server_listen_local (server, port, SOUP_SERVER_LISTEN_IPV4_ONLY,
          NULL))
    return FALSE;
  uris = soup_server_get_uris (server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  self->server = g_steal_pointer (&server);
  return TRUE;
}

/* As when the process dies: without a word of WebSocket. */
static void
cut (gpointer number, gpointer client, gpointer unused)
{
  g_io_stream_close (soup_websocket_connection_get_io_stream (client), NULL,
      NULL);
}

static void
leave (SipProxy *self)
{
  GHashTableIter iter;
  gpointer number, client;

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, &number, &client)) {
    g_signal_handlers_disconnect_by_data (client, self);
    cut (number, client, NULL);
  }
  g_hash_table_remove_all (self->clients);
  g_hash_table_remove_all (self->places);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}

/* Trouble */

static void
run_after (SipProxy *self, guint milliseconds, GSourceFunc func)
{
  g_autoptr (GSource) source = g_timeout_source_new (milliseconds);

  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
}

static gboolean
come_back (gpointer data)
{
  SipProxy *self = data;

  return listen_at (self, self->port) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
hang_up_on_one (SipProxy *self, guint which)
{
  g_autoptr (GList) clients = g_hash_table_get_values (self->clients);
  guint n = g_list_length (clients);

  if (n > 0)
    cut (NULL, g_list_nth_data (clients, which % n), NULL);
}

static gboolean
make_trouble (gpointer data)
{
  SipProxy *self = data;
  guint what = (guint) g_rand_int_range (self->random, 0, 10);
  guint next = (guint) g_rand_int_range (self->random, 500, 8000);
  guint some = (guint) g_rand_int_range (self->random, 10, 1500);

  if (what == 0 && self->server != NULL) {
    leave (self);
    run_after (self, some, come_back);
  } else if (what < 4) {
    hang_up_on_one (self, some);
  } else {
    /* The kernel goes on to take connections; nothing answers. */
    g_usleep (some * (what == 4 ? 3000 : 300));
  }
  run_after (self, next, make_trouble);
  return G_SOURCE_REMOVE;
}

void
sip_proxy_start_trouble (SipProxy *self, guint seed)
{
  self->random = g_rand_new_with_seed (seed);
  run_after (self, 1000, make_trouble);
}

/* Life */

static gpointer
run (gpointer data)
{
  SipProxy *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  if (self->server != NULL)
    leave (self);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

SipProxy *
sip_proxy_new (void)
{
  SipProxy *self = g_new0 (SipProxy, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->clients = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_main_context_push_thread_default (self->context);
  fail_unless (listen_at (self, 0), "no port to listen at");
  g_main_context_pop_thread_default (self->context);
  self->uri = g_strdup_printf ("ws://127.0.0.1:%u", self->port);
  self->thread = g_thread_new ("proxy", run, self);
  return self;
}

static gboolean
quit (gpointer data)
{
  SipProxy *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

void
sip_proxy_free (SipProxy *self)
{
  run_after (self, 0, quit);
  g_thread_join (self->thread);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->places);
  g_clear_pointer (&self->random, g_rand_free);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->uri);
  g_free (self);
}

const gchar *
sip_proxy_get_uri (SipProxy *self)
{
  return self->uri;
}
