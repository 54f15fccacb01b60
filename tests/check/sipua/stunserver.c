/* A STUN server that does as a test wants
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "stunserver.h"

#include <string.h>

#include <stun/usages/bind.h>

#define HUGE_LENGTH 60000

static gsize
make_challenge (StunAgent *agent, StunMessage *asked, const gchar *realm,
    guint8 *answer, gsize size)
{
  StunMessage said;

  stun_agent_init_error (agent, &said, answer, size, asked,
      STUN_ERROR_UNAUTHORIZED);
  stun_message_append_string (&said, STUN_ATTRIBUTE_REALM, realm);
  stun_message_append_string (&said, STUN_ATTRIBUTE_NONCE, "nonce");
  return stun_agent_finish_message (agent, &said, NULL, 0);
}

static gsize
make_answer (StunServer *self, const guint8 *request, gsize length,
    const struct sockaddr_storage *from, guint8 *answer, gsize size)
{
  StunAgent agent;
  StunMessage asked, said;

  stun_agent_init (&agent, STUN_ALL_KNOWN_ATTRIBUTES,
      STUN_COMPATIBILITY_RFC5389, STUN_AGENT_USAGE_IGNORE_CREDENTIALS);
  g_assert_cmpint (stun_agent_validate (&agent, &asked, request, length, NULL,
                       NULL),
      ==, STUN_VALIDATION_SUCCESS);

  if (self->behaviour == STUN_CHALLENGES)
    return make_challenge (&agent, &asked, "here", answer, size);
  if (self->behaviour == STUN_QUOTED_REALM)
    return make_challenge (&agent, &asked, "\"\"", answer, size);
  if (self->behaviour == STUN_ERROR_ANSWER)
    stun_agent_init_error (&agent, &said, answer, size, &asked,
        STUN_ERROR_BAD_REQUEST);
  else
    stun_agent_init_response (&agent, &said, answer, size, &asked);
  if (self->behaviour != STUN_LACKS_ADDRESS &&
      self->behaviour != STUN_ERROR_ANSWER)
    stun_message_append_xor_addr (&said, STUN_ATTRIBUTE_XOR_MAPPED_ADDRESS,
        from, sizeof *from);
  return stun_agent_finish_message (&agent, &said, NULL, 0);
}

gsize
stun_server_make_challenge (const guint8 *request, gsize length, guint8 *answer,
    gsize size)
{
  StunAgent agent;
  StunMessage asked;

  stun_agent_init (&agent, STUN_ALL_KNOWN_ATTRIBUTES,
      STUN_COMPATIBILITY_RFC5389, STUN_AGENT_USAGE_IGNORE_CREDENTIALS);
  g_assert_cmpint (stun_agent_validate (&agent, &asked, request, length, NULL,
                       NULL),
      ==, STUN_VALIDATION_SUCCESS);
  return make_challenge (&agent, &asked, "\"here\"", answer, size);
}

gsize
stun_server_make_alternate (const guint8 *request, gsize length, guint8 *answer,
    gsize size)
{
  StunAgent agent;
  StunMessage asked, said;
  struct sockaddr_in other = {.sin_family = AF_INET,
      .sin_port = htons (3478),
      .sin_addr.s_addr = INADDR_BROADCAST};

  stun_agent_init (&agent, STUN_ALL_KNOWN_ATTRIBUTES,
      STUN_COMPATIBILITY_RFC5389, STUN_AGENT_USAGE_IGNORE_CREDENTIALS);
  g_assert_cmpint (stun_agent_validate (&agent, &asked, request, length, NULL,
                       NULL),
      ==, STUN_VALIDATION_SUCCESS);
  stun_agent_init_error (&agent, &said, answer, size, &asked,
      STUN_ERROR_TRY_ALTERNATE);
  stun_message_append_addr (&said, STUN_ATTRIBUTE_ALTERNATE_SERVER,
      (struct sockaddr *) &other, sizeof other);
  return stun_agent_finish_message (&agent, &said, NULL, 0);
}

/* Makes of a good answer what the test wants. */
static gsize
spoil (StunServer *self, guint8 *answer, gsize length)
{
  switch (self->behaviour) {
    case STUN_OTHER_TRANSACTION:
      answer[19] ^= 1;
      return length;
    case STUN_OTHER_METHOD:
      answer[1] ^= 2; /* Binding to Allocate */
      return length;
    case STUN_TRUNCATED:
      return length - 4;
    case STUN_TOO_LONG:
      memset (answer + length, 0, 4);
      return length + 4;
    case STUN_HUGE:
      memset (answer + length, 'x', HUGE_LENGTH - length);
      answer[2] = (HUGE_LENGTH - 20) >> 8;
      answer[3] = (HUGE_LENGTH - 20) & 0xff;
      return HUGE_LENGTH;
    case STUN_EMPTY:
      return 0;
    case STUN_RUBBISH:
      memset (answer, 0xff, 100);
      return 100;
    default:
      return length;
  }
}

static void
answer (StunServer *self, const guint8 *request, gsize length,
    GSocketAddress *from)
{
  struct sockaddr_storage address;
  guint8 said[HUGE_LENGTH];
  gsize said_length;

  g_socket_address_to_native (from, &address, sizeof address, NULL);
  said_length =
      make_answer (self, request, length, &address, said, sizeof said);
  said_length = spoil (self, said, said_length);
  if (self->behaviour == STUN_ECHO)
    g_socket_send_to (self->socket, from, (gchar *) request, length, NULL,
        NULL);
  else
    g_socket_send_to (self->socket, from, (gchar *) said, said_length, NULL,
        NULL);
}

static gboolean
on_request (GSocket *socket, GIOCondition condition, gpointer data)
{
  StunServer *self = data;
  g_autoptr (GSocketAddress) from = NULL;
  guint8 request[2000];
  gssize length = g_socket_receive_from (socket, &from, (gchar *) request,
      sizeof request, NULL, NULL);

  if (length <= 0)
    return G_SOURCE_CONTINUE;
  self->n_requests++;
  if (self->n_requests > self->n_deaf && self->behaviour != STUN_IS_SILENT &&
      (self->behaviour != STUN_CHALLENGES || self->n_requests == 1))
    answer (self, request, (gsize) length, from);
  return G_SOURCE_CONTINUE;
}

static GSocket *
open_socket (const gchar *host, guint16 *port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (host, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GSocket *socket = g_socket_new (g_socket_address_get_family (address),
      G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_bind (socket, address, FALSE, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return socket;
}

StunServer *
stun_server_new (const gchar *host, StunBehaviour behaviour)
{
  StunServer *self = g_new0 (StunServer, 1);

  self->behaviour = behaviour;
  self->socket = open_socket (host, &self->port);
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_request), self, NULL);
  g_source_attach (self->source, NULL);
  return self;
}

void
stun_server_free (StunServer *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_object_unref (self->socket);
  g_free (self);
}

guint16
stun_server_find_closed_port (void)
{
  guint16 port;
  g_autoptr (GSocket) socket = open_socket ("127.0.0.1", &port);

  return port;
}
