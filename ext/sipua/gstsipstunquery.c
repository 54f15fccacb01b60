/* One question to a STUN or TURN server
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The messages are libnice's; the socket, the time and what is made of an
 * answer are ours. What is no answer to this question (another transaction,
 * truncated, unsigned, no STUN at all) is as if it had not come.
 */
#include "ext/sipua/gstsipstunquery.h"

#include <string.h>

#include <stun/usages/bind.h>
#include <stun/usages/turn.h>

/* A request is small, an answer too (RFC 5389 section 7.1). */
#define MAX_MESSAGE STUN_MAX_MESSAGE_SIZE_IPV6
/* What is read before others get their turn. */
#define MAX_READS 16
/* A nonce that is stale once may be so a second time, no more. */
#define MAX_REQUESTS 3

/* When a datagram is sent again, and when it is over, after what was before
 * (RFC 5389 section 7.2.1 with Rc 3). */
static const guint intervals[] = {500, 1000, 1500};

struct _GstSipStunQuery
{
  const GstSipIceServer *server;
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

  StunAgent agent;
  guint n_requests;
  StunMessage message;
  guint8 request[MAX_MESSAGE];
  gsize request_length;
  guint8 received[MAX_MESSAGE];
  gsize received_length; /* of a stream: the beginning of an answer */
  StunMessage challenge; /* with realm and nonce, once there was one */
  guint8 challenge_bytes[MAX_MESSAGE];
  gboolean challenged;
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

/* What is asked */

static guint8 *
get_credential (const gchar *text, gsize *length)
{
  *length = text != NULL ? strlen (text) : 0;
  return (guint8 *) text;
}

static gsize
make_allocation (GstSipStunQuery *self)
{
  gsize username_length, password_length;
  guint8 *username = get_credential (self->server->username, &username_length);
  guint8 *password = get_credential (self->server->password, &password_length);

  return stun_usage_turn_create (&self->agent, &self->message, self->request,
      sizeof self->request, self->challenged ? &self->challenge : NULL,
      STUN_USAGE_TURN_REQUEST_PORT_NORMAL, -1, -1, username, username_length,
      password, password_length, STUN_USAGE_TURN_COMPATIBILITY_RFC5766);
}

static void
send_request (GstSipStunQuery *self)
{
  /* What gets lost here is sent again, or missed in time. */
  g_socket_send (self->socket, (gchar *) self->request, self->request_length,
      NULL, NULL);
}

static void
wait_for_answer (GstSipStunQuery *self)
{
  gst_sip_timer_arm (&self->timer, self->timers,
      is_stream (self) ? GST_SIP_STUN_QUERY_TIMEOUT
                       : intervals[self->n_waited] * G_TIME_SPAN_MILLISECOND);
}

/* FALSE if what the server wants repeated does not fit. */
static gboolean
ask (GstSipStunQuery *self)
{
  self->n_requests++;
  self->request_length = self->server->kind == GST_SIP_ICE_TURN
      ? make_allocation (self)
      : stun_usage_bind_create (&self->agent, &self->message, self->request,
            sizeof self->request);
  if (self->request_length == 0)
    return FALSE;
  send_request (self);
  return TRUE;
}

/* An allocation that nobody uses is in the way of those of calls. */
static void
release (GstSipStunQuery *self)
{
  gsize username_length, password_length;
  guint8 *username = get_credential (self->server->username, &username_length);
  guint8 *password = get_credential (self->server->password, &password_length);

  self->request_length = stun_usage_turn_create_refresh (&self->agent,
      &self->message, self->request, sizeof self->request,
      self->challenged ? &self->challenge : NULL, 0, username, username_length,
      password, password_length, STUN_USAGE_TURN_COMPATIBILITY_RFC5766);
  send_request (self);
}

/* What is answered */

static void
refuse (GstSipStunQuery *self, StunMessage *answer)
{
  g_autofree gchar *problem = NULL;
  int code = 0;

  if (stun_message_find_error (answer, &code) == STUN_MESSAGE_RETURN_SUCCESS)
    problem = g_strdup_printf ("refused with %d %s", code,
        stun_strerror ((StunError) code));
  else
    problem = g_strdup ("its answer lacks what was asked for");
  finish (self, GST_SIP_STUN_REFUSES, problem);
}

static void
judge_binding (GstSipStunQuery *self, StunMessage *answer)
{
  struct sockaddr_storage mapped, other;
  socklen_t mapped_length = sizeof mapped, other_length = sizeof other;

  switch (stun_usage_bind_process (answer, (struct sockaddr *) &mapped,
      &mapped_length, (struct sockaddr *) &other, &other_length)) {
    case STUN_USAGE_BIND_RETURN_SUCCESS:
      finish (self, GST_SIP_STUN_SERVES, NULL);
      break;
    case STUN_USAGE_BIND_RETURN_ERROR:
    case STUN_USAGE_BIND_RETURN_ALTERNATE_SERVER:
      refuse (self, answer);
      break;
    default:
      break;
  }
}

/* libnice takes quotes off both ends of a realm to make the key; where that
 * leaves nothing, it goes on before the beginning (0.1.21, and its main branch
 * in 2026). */
static gboolean
has_usable_realm (StunMessage *answer)
{
  guint16 length;
  const guint8 *realm =
      stun_message_find (answer, STUN_ATTRIBUTE_REALM, &length);

  for (guint i = 0; realm != NULL && i < length; i++)
    if (realm[i] != '"' && realm[i] != '\0')
      return TRUE;
  return FALSE;
}

/* RFC 5389 section 10.2.3: 401 to what had no credentials, 438 to an old
 * nonce. */
static gboolean
is_challenge (GstSipStunQuery *self, StunMessage *answer)
{
  int code;

  if (self->n_requests >= MAX_REQUESTS ||
      stun_message_find_error (answer, &code) != STUN_MESSAGE_RETURN_SUCCESS ||
      !has_usable_realm (answer))
    return FALSE;
  return code == STUN_ERROR_STALE_NONCE ||
      (code == STUN_ERROR_UNAUTHORIZED && !self->challenged);
}

static void
take_challenge (GstSipStunQuery *self, StunMessage *answer)
{
  self->challenge = *answer;
  memcpy (self->challenge_bytes, answer->buffer, answer->buffer_len);
  self->challenge.buffer = self->challenge_bytes;
  self->challenge.key = NULL;
  self->challenge.key_len = 0;
  self->challenged = TRUE;
  self->n_waited = 0;
  if (ask (self))
    wait_for_answer (self);
  else
    finish (self, GST_SIP_STUN_REFUSES, "its realm and nonce are too long");
}

static void
judge_allocation (GstSipStunQuery *self, StunMessage *answer)
{
  struct sockaddr_storage relayed, mapped, other;
  socklen_t relayed_length = sizeof relayed, mapped_length = sizeof mapped,
            other_length = sizeof other;
  uint32_t bandwidth, lifetime;

  switch (stun_usage_turn_process (answer, &relayed, &relayed_length, &mapped,
      &mapped_length, &other, &other_length, &bandwidth, &lifetime,
      STUN_USAGE_TURN_COMPATIBILITY_RFC5766)) {
    case STUN_USAGE_TURN_RETURN_RELAY_SUCCESS:
    case STUN_USAGE_TURN_RETURN_MAPPED_SUCCESS:
      release (self);
      finish (self, GST_SIP_STUN_SERVES, NULL);
      break;
    case STUN_USAGE_TURN_RETURN_ERROR:
      if (is_challenge (self, answer))
        take_challenge (self, answer);
      else
        refuse (self, answer);
      break;
    case STUN_USAGE_TURN_RETURN_ALTERNATE_SERVER:
      /* libnice follows it (RFC 5766 section 2.9). */
      finish (self, GST_SIP_STUN_SERVES, NULL);
      break;
    default:
      break;
  }
}

static void
judge (GstSipStunQuery *self, const guint8 *bytes, gsize length)
{
  StunMessage answer;

  if (stun_agent_validate (&self->agent, &answer, bytes, length, NULL, NULL) !=
      STUN_VALIDATION_SUCCESS)
    return;
  if (self->server->kind == GST_SIP_ICE_TURN)
    judge_allocation (self, &answer);
  else
    judge_binding (self, &answer);
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
    guint8 answer[MAX_MESSAGE];

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
    ask (self);
  }
  return G_SOURCE_REMOVE;
}

/* A connected socket takes datagrams of the server only, and hears of a port
 * where nobody listens. */
static gboolean
open_socket (GstSipStunQuery *self, GError **error)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new (self->address, self->server->port);
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

static void
on_timer (gpointer owner)
{
  GstSipStunQuery *self = owner;

  if (self->problem != NULL) {
    finish (self, GST_SIP_STUN_SILENT, NULL);
  } else if (is_stream (self) || ++self->n_waited == G_N_ELEMENTS (intervals)) {
    finish (self, GST_SIP_STUN_SILENT, "no answer within 3 s");
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
    ask (self);
  }
  wait_for_answer (self);
}

GstSipStunQuery *
gst_sip_stun_query_new (const GstSipIceServer *server, GInetAddress *address,
    GstSipIceTransport transport, GstSipTimers *timers,
    GstSipStunQueryFunc func, gpointer owner)
{
  GstSipStunQuery *self = g_new0 (GstSipStunQuery, 1);

  self->server = server;
  self->address = g_object_ref (address);
  self->transport = transport;
  self->timers = timers;
  self->func = func;
  self->owner = owner;
  self->timer.expired = on_timer;
  self->timer.owner = self;
  stun_agent_init (&self->agent, STUN_ALL_KNOWN_ATTRIBUTES,
      STUN_COMPATIBILITY_RFC5389,
      server->kind == GST_SIP_ICE_TURN ? STUN_AGENT_USAGE_LONG_TERM_CREDENTIALS
                                       : STUN_AGENT_USAGE_IGNORE_CREDENTIALS);
  start (self);
  return self;
}

void
gst_sip_stun_query_free (GstSipStunQuery *self)
{
  gst_sip_timer_disarm (&self->timer);
  close_socket (self);
  g_object_unref (self->address);
  g_free (self->problem);
  g_free (self);
}

GstSipStunVerdict
gst_sip_stun_query_get_verdict (GstSipStunQuery *self)
{
  return self->verdict;
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
