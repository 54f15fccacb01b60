/* Whether the server at the other end of a WebSocket lives: it answers pings,
 * and reads what it is sent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsipwebsocket-private.h"

#include "ext/sipua/websocket/gstsipbacklog.h"

/* Seconds; libsoup (up to 3.6 at least) pings at intervals only, and at once
 * in none of its versions. */
#define PING_INTERVAL 1
/* Who hears that late that time is up did not run, and has read no pong. */
#define LATE G_TIME_SPAN_SECOND
/* RFC 6455 section 5.2 */
#define FRAME_HEADER_MAX 14

static GSource *
arm (GstSipWebsocket *self, guint milliseconds, GSourceFunc func)
{
  GSource *timer = g_timeout_source_new (milliseconds);

  g_source_set_callback (timer, func, self, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
  return timer;
}

static void
disarm (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

void
gst_sip_websocket_stop_asking (GstSipWebsocket *self)
{
  if (self->pong_timer == NULL)
    return;

  disarm (&self->pong_timer);
  if (self->connection != NULL)
    soup_websocket_connection_set_keepalive_interval (self->connection, 0);
}

static void
expect_pong (GstSipWebsocket *self)
{
  self->pong_due =
      g_get_monotonic_time () + self->pong_limit * G_TIME_SPAN_MILLISECOND;
}

static gboolean
on_no_pong (gpointer user_data)
{
  g_autoptr (GstSipWebsocket) self = g_object_ref (user_data);
  g_autofree gchar *reason = NULL;

  if (g_get_monotonic_time () - self->pong_due > LATE) {
    expect_pong (self);
    return G_SOURCE_CONTINUE;
  }
  reason =
      g_strdup_printf ("connection lost: no sign of life for %g s after a ping",
          self->pong_limit / 1000.0);
  gst_sip_transport_close (GST_SIP_TRANSPORT (self));
  gst_sip_websocket_report (self, GST_SIP_ERROR_TIMEOUT, reason);
  return G_SOURCE_REMOVE;
}

/* A question that is open already stays, with the stricter time limit. */
void
gst_sip_websocket_check_life (GstSipTransport *transport, guint milliseconds)
{
  GstSipWebsocket *self = GST_SIP_WEBSOCKET (transport);
  gint64 due = g_get_monotonic_time () + milliseconds * (gint64) 1000;

  if (self->connection == NULL ||
      (self->pong_timer != NULL &&
          g_source_get_ready_time (self->pong_timer) <= due))
    return;

  gst_sip_websocket_stop_asking (self);
  soup_websocket_connection_set_keepalive_interval (self->connection,
      PING_INTERVAL);
  self->pong_limit = milliseconds;
  expect_pong (self);
  self->pong_timer = arm (self, milliseconds, on_no_pong);
}

void
gst_sip_websocket_ping (GstSipTransport *transport)
{
  gst_sip_websocket_check_life (transport,
      GST_SIP_WEBSOCKET (transport)->pong_timeout);
}

/* The keepalive of RFC 5626 section 3.5.1, which some servers send over
 * WebSocket too: two line ends ask, one answers. */
gboolean
gst_sip_websocket_take_keepalive (GstSipWebsocket *self, GBytes *message)
{
  gsize size;
  const gchar *data = g_bytes_get_data (message, &size);

  if (size == 4 && memcmp (data, "\r\n\r\n", 4) == 0) {
    soup_websocket_connection_send_text (self->connection, "\r\n");
    return TRUE;
  }
  return size == 0 || (size == 2 && memcmp (data, "\r\n", 2) == 0);
}

/* Later: whoever sends does not expect the connection to go meanwhile. */
static gboolean
on_full (gpointer user_data)
{
  g_autoptr (GstSipWebsocket) self = g_object_ref (user_data);

  g_object_unref (gst_sip_websocket_detach (self));
  gst_sip_websocket_report_loss (self,
      "connection lost: the server has stopped reading, and %d kB wait for it",
      GST_SIP_BACKLOG_MAX / 1024);
  return G_SOURCE_REMOVE;
}

gboolean
gst_sip_websocket_check_backlog (GstSipWebsocket *self, gsize size,
    GError **error)
{
  GstSipBacklog *backlog = GST_SIP_BACKLOG (
      soup_websocket_connection_get_io_stream (self->connection));

  if (gst_sip_backlog_get_size (backlog) + size + FRAME_HEADER_MAX <=
      GST_SIP_BACKLOG_MAX)
    return TRUE;

  if (self->full_timer == NULL)
    self->full_timer = arm (self, 0, on_full);
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
      "%s: the server has stopped reading", self->name);
  return FALSE;
}

void
gst_sip_websocket_forget_backlog (GstSipWebsocket *self)
{
  disarm (&self->full_timer);
}
