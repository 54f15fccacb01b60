/* One HTTP request without a body, and the head of its answer (RFC 9112)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsiphttp.h"

#include "ext/sipua/websocket/gstsiphandshakeerror.h"

/* Of all heads of one answer, the interim ones among them. */
#define MAX_SIZE (64 * 1024)
#define PROTOCOL "HTTP/"
/* First bytes of an alert and of a handshake (RFC 8446 section 5.1). */
#define IS_TLS_RECORD(byte) ((byte) == 0x15 || (byte) == 0x16)

typedef struct
{
  GIOStream *stream;
  gchar *request;
  GString *head;
  gsize total; /* bytes received */
} Exchange;

static void
free_exchange (Exchange *self)
{
  g_object_unref (self->stream);
  g_free (self->request);
  g_string_free (self->head, TRUE);
  g_free (self);
}

void
gst_sip_http_answer_free (GstSipHttpAnswer *self)
{
  g_free (self->reason);
  soup_message_headers_unref (self->headers);
  g_free (self);
}

gchar *
gst_sip_http_make_authority (const gchar *host, gint port)
{
  g_autofree gchar *bracketed =
      strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : NULL;
  const gchar *text = bracketed != NULL ? bracketed : host;

  return port > 0 ? g_strdup_printf ("%s:%d", text, port) : g_strdup (text);
}

static void
refuse_protocol (GTask *task, const GString *head)
{
  g_autofree gchar *line = NULL;

  if (IS_TLS_RECORD ((guint8) head->str[0])) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
        "TLS is spoken there: wss://, or another port");
    return;
  }
  line = gst_sip_handshake_clean (head->str);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      "what answers there is not HTTP ('%s')", line);
}

static gboolean
is_http (const GString *head)
{
  return strncmp (head->str, PROTOCOL, MIN (head->len, strlen (PROTOCOL))) == 0;
}

static gboolean
ends_with (const GString *head, const gchar *end)
{
  gsize length = strlen (end);

  return head->len >= length &&
      memcmp (head->str + head->len - length, end, length) == 0;
}

static gboolean
is_complete (const GString *head)
{
  return ends_with (head, "\n\r\n") || ends_with (head, "\n\n");
}

static GstSipHttpAnswer *
parse (const GString *head)
{
  g_autoptr (GstSipHttpAnswer) answer = g_new0 (GstSipHttpAnswer, 1);
  SoupHTTPVersion version;
  /* Without the empty line. */
  gsize length = head->len - (ends_with (head, "\r\n") ? 2 : 1);

  answer->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  if (!soup_headers_parse_response (head->str, (int) length, answer->headers,
          &version, &answer->status, &answer->reason))
    return NULL;
  return g_steal_pointer (&answer);
}

/* Returns whether the task has got its result. */
static gboolean
take_head (GTask *task, Exchange *self)
{
  g_autoptr (GstSipHttpAnswer) answer = parse (self->head);

  if (answer == NULL) {
    refuse_protocol (task, self->head);
    return TRUE;
  }
  if (SOUP_STATUS_IS_INFORMATIONAL (answer->status) &&
      answer->status != SOUP_STATUS_SWITCHING_PROTOCOLS) {
    g_string_truncate (self->head, 0);
    return FALSE;
  }
  g_task_return_pointer (task, g_steal_pointer (&answer),
      (GDestroyNotify) gst_sip_http_answer_free);
  return TRUE;
}

/* The same. What is not HTTP may not have any line ends either. */
static gboolean
take_byte (GTask *task, Exchange *self, gchar byte)
{
  g_string_append_c (self->head, byte);
  if (++self->total > MAX_SIZE) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
        "the head of the answer has more than %d kB", MAX_SIZE / 1024);
    return TRUE;
  }
  if (byte == '\0' && is_http (self->head)) {
    refuse_protocol (task, self->head);
    return TRUE;
  }
  if (!is_http (self->head) &&
      (byte == '\n' || self->head->len >= GST_SIP_HANDSHAKE_LONGEST_TEXT ||
          IS_TLS_RECORD ((guint8) self->head->str[0]))) {
    refuse_protocol (task, self->head);
    return TRUE;
  }
  return is_complete (self->head) && take_head (task, self);
}

/* One byte at a time: the next after the head is not ours. */
static gboolean
on_readable (GObject *input, gpointer user_data)
{
  GTask *task = user_data;
  Exchange *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gchar byte;
  gssize n_read;

  do {
    n_read = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (
                                                           input),
        &byte, 1, g_task_get_cancellable (task), &error);
  } while (n_read == 1 && !take_byte (task, self, byte));

  if (n_read == 1)
    return G_SOURCE_REMOVE;
  if (n_read < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n_read < 0)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (self->head->len > 0 && !is_http (self->head))
    refuse_protocol (task, self->head);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
        self->total > 0 ? "hung up in the middle of its answer"
                        : "hung up without an answer");
  return G_SOURCE_REMOVE;
}

static void
on_written (GObject *output, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *self = g_task_get_task_data (task);
  GInputStream *input = g_io_stream_get_input_stream (self->stream);
  g_autoptr (GSource) source = NULL;
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (output), result, NULL,
          &error)) {
    g_task_return_error (task, error);
    return;
  }

  source =
      g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input),
          g_task_get_cancellable (task));
  g_source_set_callback (source, G_SOURCE_FUNC (on_readable),
      g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

void
gst_sip_http_exchange_async (GIOStream *stream, const gchar *request,
    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Exchange *self = g_new0 (Exchange, 1);

  self->stream = g_object_ref (stream);
  self->request = g_strdup (request);
  self->head = g_string_new (NULL);
  g_task_set_task_data (task, self, (GDestroyNotify) free_exchange);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream),
      self->request, strlen (self->request), G_PRIORITY_DEFAULT, cancellable,
      on_written, task);
}

GstSipHttpAnswer *
gst_sip_http_exchange_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
