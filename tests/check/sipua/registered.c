/* What an application hears of the registration: signals, bus, property
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The element out of the plugin, and a registrar of a few lines behind a
 * WebSocket of libsoup's.
 */
#include <gst/check/gstcheck.h>
#include <libsoup/soup.h>

#define LIMIT (10 * G_TIME_SPAN_SECOND)

typedef struct
{
  SoupServer *server;
  GPtrArray *connections; /* the latest one last */
  const gchar *answer; /* status line */
  guint expires; /* of the last REGISTER */
  guint n_requests;
  gboolean is_slow; /* challenges removals, and takes its time to do so */
  GString *story; /* (nullable): Expires of all REGISTERs, in order */
} Registrar;

typedef struct
{
  Registrar registrar;
  GstElement *pipeline;
  GstElement *ua;
  GString *story; /* of the bus */
  GMutex lock;
  GString *signals;
} Fixture;

/* Its lines that an answer repeats. */
static gchar *
find_line (const gchar *request, const gchar *name)
{
  g_autofree gchar *start = g_strdup_printf ("\r\n%s: ", name);
  const gchar *line = strstr (request, start);

  fail_unless (line != NULL, "no %s in %s", name, request);
  line += 2;
  return g_strndup (line, strcspn (line, "\r"));
}

typedef struct
{
  SoupWebsocketConnection *connection;
  gchar *text;
} Answer;

static gboolean
send_answer (gpointer user_data)
{
  Answer *answer = user_data;

  soup_websocket_connection_send_text (answer->connection, answer->text);
  return G_SOURCE_REMOVE;
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_object_unref (answer->connection);
  g_free (answer->text);
  g_free (answer);
}

/* Longer than it takes to connect and to register. */
#define SLOW 500

static void
answer_slowly (SoupWebsocketConnection *connection, const gchar *text)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->connection = g_object_ref (connection);
  answer->text = g_strdup (text);
  g_timeout_add_full (G_PRIORITY_DEFAULT, SLOW, send_answer, answer,
      answer_free);
}

static void
on_message (SoupWebsocketConnection *connection, gint type, GBytes *message,
    Registrar *self)
{
  g_autofree gchar *request =
      g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  static const gchar *const names[] = {"Via", "From", "To", "Call-ID", "CSeq",
      "Contact", "Expires"};
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autofree gchar *expires = NULL;
  gboolean is_challenged;

  fail_unless (g_str_has_prefix (request, "REGISTER "));
  self->n_requests++;
  expires = find_line (request, "Expires");
  self->expires = (guint) atoi (expires + strlen ("Expires: "));
  if (self->story != NULL)
    g_string_append_printf (self->story, "%u ", self->expires);
  is_challenged = self->is_slow && self->expires == 0 &&
      strstr (request, "\r\nAuthorization: ") == NULL;
  g_string_printf (answer, "SIP/2.0 %s\r\nContent-Length: 0\r\n",
      is_challenged ? "401 Who?" : self->answer);
  if (is_challenged)
    g_string_append (answer,
        "WWW-Authenticate: Digest realm=\"r\",nonce=\"n\"\r\n");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *line = find_line (request, names[i]);

    g_string_append_printf (answer, "%s%s\r\n", line,
        g_str_equal (names[i], "To") ? ";tag=r" : "");
  }
  g_string_append (answer, "\r\n");
  if (is_challenged)
    answer_slowly (connection, answer->str);
  else
    soup_websocket_connection_send_text (connection, answer->str);
}

static void
on_client (SoupServer *server, SoupServerMessage *message, const gchar *path,
    SoupWebsocketConnection *connection, gpointer user_data)
{
  Registrar *self = user_data;

  g_ptr_array_add (self->connections, g_object_ref (connection));
  g_signal_connect (connection, "message", G_CALLBACK (on_message), self);
}

static guint
registrar_start (Registrar *self)
{
  gchar *protocols[] = {(gchar *) "sip", NULL};
  GSList *uris;
  guint port;

  self->answer = "200 OK";
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (self->server, NULL, NULL, protocols,
      on_client, self, NULL);
  fail_unless (soup_server_listen_local (self->server, 0,
      SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (self->server);
  port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}

static void
tell (Fixture *f, const gchar *format, ...)
{
  va_list args;

  g_mutex_lock (&f->lock);
  va_start (args, format);
  g_string_append_vprintf (f->signals, format, args);
  va_end (args);
  g_mutex_unlock (&f->lock);
}

static void
on_registered (GstElement *ua, Fixture *f)
{
  tell (f, "registered ");
}

static void
on_unregistered (GstElement *ua, guint status, const gchar *reason, Fixture *f)
{
  g_assert_nonnull (reason);
  tell (f, "unregistered %u ", status);
}

static void
on_failed (GstElement *ua, guint status, const gchar *reason, Fixture *f)
{
  tell (f, "failed %u %s ", status, reason);
}

static void
on_notify (GstElement *ua, GParamSpec *pspec, Fixture *f)
{
  gboolean registered;

  g_object_get (ua, "registered", &registered, NULL);
  tell (f, registered ? "[yes] " : "[no] ");
}

static void
note_element (Fixture *f, const GstStructure *structure)
{
  guint number;

  if (!g_str_has_prefix (gst_structure_get_name (structure), "sip-") ||
      gst_structure_has_name (structure, "sip-connected") ||
      gst_structure_has_name (structure, "sip-disconnected"))
    return;
  g_string_append_printf (f->story, "%s ", gst_structure_get_name (structure));
  if (gst_structure_get_uint (structure, "expires", &number) ||
      gst_structure_get_uint (structure, "status", &number))
    g_string_append_printf (f->story, "%u ", number);
}

static void
note_progress (Fixture *f, GstMessage *message)
{
  g_autofree gchar *code = NULL;
  GstProgressType type;

  gst_message_parse_progress (message, &type, &code, NULL);
  fail_unless_equals_string (code, "register");
  g_string_append_printf (f->story, "%s ",
      type == GST_PROGRESS_TYPE_START          ? "start"
          : type == GST_PROGRESS_TYPE_COMPLETE ? "complete"
                                               : "error");
}

static void
read_bus (Fixture *f)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (f->pipeline);
  GstMessage *message;

  while ((message = gst_bus_pop (bus)) != NULL) {
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_PROGRESS)
      note_progress (f, message);
    else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT)
      note_element (f, gst_message_get_structure (message));
    gst_message_unref (message);
  }
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Until the bus has told that, and no more than that. */
static void
expect (Fixture *f, const gchar *story, const gchar *signals)
{
  gint64 end = g_get_monotonic_time () + LIMIT;

  while (f->story->len < strlen (story) && g_get_monotonic_time () < end) {
    g_main_context_iteration (NULL, TRUE);
    read_bus (f);
  }
  fail_unless_equals_string (f->story->str, story);
  g_mutex_lock (&f->lock);
  fail_unless_equals_string (f->signals->str, signals);
  g_string_truncate (f->signals, 0);
  g_mutex_unlock (&f->lock);
  g_string_truncate (f->story, 0);
}

static void
set_up (Fixture *f)
{
  g_autofree gchar *server =
      g_strdup_printf ("ws://127.0.0.1:%u", registrar_start (&f->registrar));

  f->story = g_string_new (NULL);
  f->signals = g_string_new (NULL);
  g_mutex_init (&f->lock);
  f->pipeline = gst_pipeline_new (NULL);
  f->ua = gst_element_factory_make ("sipuabin", NULL);
  fail_unless (f->ua != NULL);
  g_object_set (f->ua, "uri", "sip:alice@example.test", "ws-servers", server,
      "stun-servers", "", "log-builtin-enabled", FALSE, NULL);
  gst_bin_add (GST_BIN (f->pipeline), f->ua);
  g_signal_connect (f->ua, "registered", G_CALLBACK (on_registered), f);
  g_signal_connect (f->ua, "unregistered", G_CALLBACK (on_unregistered), f);
  g_signal_connect (f->ua, "registration-failed", G_CALLBACK (on_failed), f);
  g_signal_connect (f->ua, "notify::registered", G_CALLBACK (on_notify), f);
}

static void
tear_down (Fixture *f)
{
  gst_object_unref (f->pipeline);
  soup_server_disconnect (f->registrar.server);
  g_ptr_array_unref (f->registrar.connections);
  g_object_unref (f->registrar.server);
  g_string_free (f->story, TRUE);
  g_string_free (f->signals, TRUE);
  g_mutex_clear (&f->lock);
}

#define REGISTERED "start sip-registered 600 complete "

GST_START_TEST (test_events)
{
  Fixture f = {{NULL}};
  guint tick = g_timeout_add (10, on_tick, NULL);

  set_up (&f);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  expect (&f, REGISTERED, "[yes] registered ");

  f.registrar.answer = "503 Full";
  g_signal_emit_by_name (f.ua, "register");
  expect (&f, "sip-registration-failed 503 error sip-unregistered 503 ",
      "[no] failed 503 Full unregistered 503 ");

  f.registrar.answer = "200 OK";
  g_signal_emit_by_name (f.ua, "register");
  expect (&f, REGISTERED, "[yes] registered ");

  g_object_set (f.ua, "register", FALSE, NULL);
  expect (&f, "sip-unregistered 200 ", "[no] unregistered 200 ");
  fail_unless_equals_int (f.registrar.expires, 0);
  g_object_set (f.ua, "register", TRUE, NULL);
  expect (&f, REGISTERED, "[yes] registered ");

  g_signal_emit_by_name (f.ua, "unregister");
  expect (&f, "sip-unregistered 200 ", "[no] unregistered 200 ");
  g_object_set (f.ua, "register-expires", 77, NULL);
  g_signal_emit_by_name (f.ua, "register");
  expect (&f, "start sip-registered 77 complete ", "[yes] registered ");

  soup_websocket_connection_close (f.registrar.connections->pdata[0], 1001,
      NULL);
  expect (&f, "sip-unregistered 503 start sip-registered 77 complete ",
      "[no] unregistered 503 [yes] registered ");

  /* NULL blocks the thread in which the registrar would answer. */
  g_signal_emit_by_name (f.ua, "unregister");
  expect (&f, "sip-unregistered 200 ", "[no] unregistered 200 ");
  fail_unless_equals_int (gst_element_set_state (f.pipeline, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  g_source_remove (tick);
  tear_down (&f);
}
GST_END_TEST;

static void
restart_once (GstElement *ua, Fixture *f)
{
  g_signal_handlers_disconnect_by_func (ua, restart_once, f);
  gst_element_set_state (ua, GST_STATE_READY);
  gst_element_set_state (ua, GST_STATE_PLAYING);
}

/* A registrar knows the element by its instance-id, before and after (RFC 5626
 * section 6): the farewell of the one must not remove the binding of the
 * other. */
GST_START_TEST (test_restart_in_a_handler)
{
  Fixture f = {{NULL}};
  guint tick = g_timeout_add (10, on_tick, NULL);
  gint64 end = g_get_monotonic_time () + LIMIT;

  set_up (&f);
  f.registrar.is_slow = TRUE;
  f.registrar.story = g_string_new (NULL);
  g_object_set (f.ua, "password", "secret", "instance-id",
      "8f1fa16a-1165-4a96-8341-785b1ef24f12", NULL);
  g_signal_connect (f.ua, "registered", G_CALLBACK (restart_once), &f);
  gst_element_set_state (f.pipeline, GST_STATE_PLAYING);
  while (f.registrar.n_requests < 4 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  fail_unless_equals_string (f.registrar.story->str, "600 0 0 600 ");

  f.registrar.is_slow = FALSE;
  g_signal_emit_by_name (f.ua, "unregister");
  while (f.registrar.n_requests < 5 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  gst_element_set_state (f.pipeline, GST_STATE_NULL);
  g_source_remove (tick);
  g_string_free (f.registrar.story, TRUE);
  tear_down (&f);
}
GST_END_TEST;

static Suite *
registered_suite (void)
{
  Suite *suite = suite_create ("registered");
  TCase *events = tcase_create ("events");

  suite_add_tcase (suite, events);
  tcase_add_test (events, test_events);
  tcase_add_test (events, test_restart_in_a_handler);
  return suite;
}

GST_CHECK_MAIN (registered);
