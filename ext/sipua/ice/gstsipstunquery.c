/* One question to a STUN or TURN server
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The socket and the time.
 */
#include "ext/sipua/ice/gstsipstunquery.h"

#include <string.h>

#include "ext/sipua/ice/gstsipstunexchange.h"

/* What is read before others get their turn. */
#define MAX_READS 16

/* When a datagram is sent again, and when it is over, after what was before
 * (RFC 5389 section 7.2.1 with Rc 3). */
static const guint intervals[] = {500, 1000, 1500};

struct _GstSipStunQuery
{
  GInetAddress *address;
  GstSipIceTransport transport;
  GstSipTimers *timers;
  GstSipStunQueryFunc func;
  gpointer owner;

  GSocket *socket;
  GSource *source;
  GstSipTimer timer;
  guint n_waited; /* of the intervals */
  GstSipStunVerdict verdict;
  gchar *problem;

  GstSipStunExchange exchange;
  guint8 received[GST_SIP_STUN_MAX_MESSAGE];
  gsize received_length; /* of a stream: the beginning of an answer */
};

static gboolean
is_stream (GstSipStunQuery *self)
{
  return self->transport == GST_SIP_ICE_TRANSPORT_TCP;
}

static void
close_socket (GstSipStunQuery *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_object (&self->socket);
}

static void
finish (GstSipStunQuery *self, GstSipStunVerdict verdict, const gchar *problem)
{
  gst_sip_timer_disarm (&self->timer);
  close_socket (self);
  self->verdict = verdict;
  if (self->problem == NULL)
    self->problem = g_strdup (problem);
  self->func (self, self->owner);
}

static void
send_request (GstSipStunQuery *self)
{
  /* What gets lost here is sent again, or missed in time. */
  g_socket_send (self->socket, (gchar *) self->exchange.request,
      self->exchange.request_length, NULL, NULL);
}

static void
wait_for_answer (GstSipStunQuery *self)
{
  gst_sip_timer_arm (&self->timer, self->timers,
      is_stream (self) ? GST_SIP_STUN_QUERY_TIMEOUT
                       : intervals[self->n_waited] * G_TIME_SPAN_MILLISECOND);
}

/* What comes */

static void
judge (GstSipStunQuery *self, const guint8 *bytes, gsize length)
{
  switch (gst_sip_stun_exchange_judge (&self->exchange, bytes, length)) {
    case GST_SIP_STUN_CHALLENGED:
      self->n_waited = 0;
      send_request (self);
      wait_for_answer (self);
      break;
    case GST_SIP_STUN_GRANTED:
      /* An allocation that nobody uses is in the way of those of calls. */
      if (self->exchange.allocate)
        send_request (self);
      finish (self, GST_SIP_STUN_SERVES, NULL);
      break;
    case GST_SIP_STUN_REFUSED:
      finish (self, GST_SIP_STUN_REFUSES, self->exchange.problem);
      break;
    case GST_SIP_STUN_IGNORED:
    default:
      break;
  }
}

/* A stream has no ends of messages: they are found as they come. What is no
 * STUN there will not become any. */
static void
take_from_stream (GstSipStunQuery *self, gsize length)
{
  gint whole;

  self->received_length += length;
  whole = stun_message_validate_buffer_length (self->received,
      self->received_length, TRUE);
  if (length == 0 || whole == STUN_MESSAGE_BUFFER_INVALID ||
      (whole == STUN_MESSAGE_BUFFER_INCOMPLETE &&
          self->received_length == sizeof self->received)) {
    finish (self, GST_SIP_STUN_SILENT,
        length == 0 ? "closed the connection" : "does not speak TURN");
  } else if (whole > 0) {
    guint8 answer[GST_SIP_STUN_MAX_MESSAGE];

    memcpy (answer, self->received, (gsize) whole);
    self->received_length -= (gsize) whole;
    memmove (self->received, self->received + whole, self->received_length);
    judge (self, answer, (gsize) whole);
  }
}

/* Fatal errors only: what is not there yet is no error. */
static gboolean
check_error (GstSipStunQuery *self, GError *error)
{
  g_autoptr (GError) owned = error;

  if (error == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    finish (self, GST_SIP_STUN_SILENT, "nothing listens on that port");
  else
    finish (self, GST_SIP_STUN_SILENT, error->message);
  return FALSE;
}

/* FALSE if there was nothing, or if it is over. */
static gboolean
receive (GstSipStunQuery *self)
{
  g_autoptr (GSource) source = g_source_ref (self->source);
  GError *error = NULL;
  gssize length = g_socket_receive (self->socket,
      (gchar *) self->received + self->received_length,
      sizeof self->received - self->received_length, NULL, &error);

  if (length < 0) {
    check_error (self, error);
    return FALSE;
  }
  if (is_stream (self))
    take_from_stream (self, (gsize) length);
  else
    judge (self, self->received, (gsize) length);
  return !g_source_is_destroyed (source);
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer data)
{
  for (guint i = 0; i < MAX_READS; i++)
    if (!receive (data))
      break;
  return G_SOURCE_CONTINUE;
}

/* The socket */

static void
watch (GstSipStunQuery *self, GIOCondition condition, GSocketSourceFunc func)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  self->source = g_socket_create_source (self->socket, condition, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (func), self, NULL);
  g_source_attach (self->source, gst_sip_timers_get_context (self->timers));
}

static gboolean
on_connected (GSocket *socket, GIOCondition condition, gpointer data)
{
  GstSipStunQuery *self = data;
  GError *error = NULL;

  g_socket_check_connect_result (socket, &error);
  if (check_error (self, error)) {
    watch (self, G_IO_IN, on_readable);
    send_request (self);
  }
  return G_SOURCE_REMOVE;
}

/* A connected socket takes datagrams of the server only, and hears of a port
 * where nobody listens. */
static gboolean
open_socket (GstSipStunQuery *self, GError **error)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new (self->address, self->exchange.server->port);
  g_autoptr (GError) pending = NULL;

  self->socket = g_socket_new (g_inet_address_get_family (self->address),
      is_stream (self) ? G_SOCKET_TYPE_STREAM : G_SOCKET_TYPE_DATAGRAM,
      G_SOCKET_PROTOCOL_DEFAULT, error);
  if (self->socket == NULL)
    return FALSE;

  g_socket_set_blocking (self->socket, FALSE);
  if (!g_socket_connect (self->socket, address, NULL, &pending) &&
      !g_error_matches (pending, G_IO_ERROR, G_IO_ERROR_PENDING)) {
    g_propagate_error (error, g_steal_pointer (&pending));
    return FALSE;
  }
  return TRUE;
}

/* A server may have nothing to say to the refresh of what is not there. */
static void
time_out (GstSipStunQuery *self)
{
  if (self->exchange.challenged && !self->exchange.allocate)
    finish (self, GST_SIP_STUN_SERVES, NULL);
  else
    finish (self, GST_SIP_STUN_SILENT, "no answer within 3 s");
}

static void
on_timer (gpointer owner)
{
  GstSipStunQuery *self = owner;

  if (self->problem != NULL) {
    finish (self, GST_SIP_STUN_SILENT, NULL);
  } else if (is_stream (self) || ++self->n_waited == G_N_ELEMENTS (intervals)) {
    time_out (self);
  } else {
    send_request (self);
    wait_for_answer (self);
  }
}

static void
start (GstSipStunQuery *self)
{
  g_autoptr (GError) error = NULL;

  if (!open_socket (self, &error)) {
    self->problem = g_strdup (error->message);
    gst_sip_timer_arm (&self->timer, self->timers, 0);
    return;
  }

  if (is_stream (self)) {
    watch (self, G_IO_OUT, on_connected);
  } else {
    watch (self, G_IO_IN, on_readable);
    send_request (self);
  }
  wait_for_answer (self);
}

GstSipStunQuery *
gst_sip_stun_query_new (const GstSipIceServer *server, GInetAddress *address,
    GstSipIceTransport transport, gboolean allocate, GstSipTimers *timers,
    GstSipStunQueryFunc func, gpointer owner)
{
  GstSipStunQuery *self = g_new0 (GstSipStunQuery, 1);

  self->address = g_object_ref (address);
  self->transport = transport;
  self->timers = timers;
  self->func = func;
  self->owner = owner;
  self->timer.expired = on_timer;
  self->timer.owner = self;
  gst_sip_stun_exchange_init (&self->exchange, server, transport, allocate);
  start (self);
  return self;
}

void
gst_sip_stun_query_free (GstSipStunQuery *self)
{
  gst_sip_timer_disarm (&self->timer);
  close_socket (self);
  gst_sip_stun_exchange_clear (&self->exchange);
  g_object_unref (self->address);
  g_free (self->problem);
  g_free (self);
}

GstSipStunVerdict
gst_sip_stun_query_get_verdict (GstSipStunQuery *self)
{
  return self->verdict;
}

gboolean
gst_sip_stun_query_is_harmful (GstSipStunQuery *self)
{
  return self->exchange.harmful;
}

const gchar *
gst_sip_stun_query_get_problem (GstSipStunQuery *self)
{
  return self->problem;
}

GInetAddress *
gst_sip_stun_query_get_address (GstSipStunQuery *self)
{
  return self->address;
}

GstSipIceTransport
gst_sip_stun_query_get_transport (GstSipStunQuery *self)
{
  return self->transport;
}
