/* What is asked of a STUN or TURN server, and what its answer means
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/ice/gstsipstunexchange.h"

#include <string.h>

#include <stun/usages/bind.h>
#include <stun/usages/turn.h>

/* RFC 5766 section 15; libnice has no name for it. */
#define STUN_ERROR_ALLOCATION_MISMATCH 437
/* A nonce that is stale once may be so a second time, no more. */
#define MAX_REQUESTS 3

/* What is asked */

static guint8 *
get_credential (const gchar *text, gsize *length)
{
  *length = strlen (text);
  return (guint8 *) text;
}

static StunMessage *
get_challenge (GstSipStunExchange *self)
{
  return self->challenged ? &self->challenge : NULL;
}

static gsize
make_allocation (GstSipStunExchange *self)
{
  gsize username_length, password_length;
  guint8 *username = get_credential (self->server->username, &username_length);
  guint8 *password = get_credential (self->server->password, &password_length);

  return stun_usage_turn_create (&self->agent, &self->message, self->request,
      sizeof self->request, get_challenge (self),
      STUN_USAGE_TURN_REQUEST_PORT_NORMAL, -1, -1, username, username_length,
      password, password_length, STUN_USAGE_TURN_COMPATIBILITY_RFC5766);
}

/* Of no lifetime: it gives back what there is. */
static gsize
make_refresh (GstSipStunExchange *self)
{
  gsize username_length, password_length;
  guint8 *username = get_credential (self->server->username, &username_length);
  guint8 *password = get_credential (self->server->password, &password_length);

  return stun_usage_turn_create_refresh (&self->agent, &self->message,
      self->request, sizeof self->request, get_challenge (self), 0, username,
      username_length, password, password_length,
      STUN_USAGE_TURN_COMPATIBILITY_RFC5766);
}

static gsize
make_request (GstSipStunExchange *self)
{
  self->n_requests++;
  if (self->server->kind == GST_SIP_ICE_STUN)
    return stun_usage_bind_create (&self->agent, &self->message, self->request,
        sizeof self->request);
  return self->allocate ? make_allocation (self) : make_refresh (self);
}

void
gst_sip_stun_exchange_init (GstSipStunExchange *self,
    const GstSipIceServer *server, GstSipIceTransport transport,
    gboolean allocate)
{
  self->server = server;
  self->transport = transport;
  self->allocate = allocate;
  stun_agent_init (&self->agent, STUN_ALL_KNOWN_ATTRIBUTES,
      STUN_COMPATIBILITY_RFC5389,
      server->kind == GST_SIP_ICE_TURN ? STUN_AGENT_USAGE_LONG_TERM_CREDENTIALS
                                       : STUN_AGENT_USAGE_IGNORE_CREDENTIALS);
  self->request_length = make_request (self);
}

void
gst_sip_stun_exchange_clear (GstSipStunExchange *self)
{
  g_clear_pointer (&self->problem, g_free);
}

/* What is answered */

static GstSipStunOutcome
refuse (GstSipStunExchange *self, StunMessage *answer)
{
  int code = 0;

  if (stun_message_find_error (answer, &code) == STUN_MESSAGE_RETURN_SUCCESS)
    self->problem = g_strdup_printf ("refused with %d %s", code,
        stun_strerror ((StunError) code));
  else
    self->problem = g_strdup ("its answer lacks what was asked for");
  return GST_SIP_STUN_REFUSED;
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
is_challenge (GstSipStunExchange *self, StunMessage *answer, int code)
{
  if (self->n_requests >= MAX_REQUESTS || !has_usable_realm (answer))
    return FALSE;
  return code == STUN_ERROR_STALE_NONCE ||
      (code == STUN_ERROR_UNAUTHORIZED && !self->challenged);
}

static GstSipStunOutcome
take_challenge (GstSipStunExchange *self, StunMessage *answer)
{
  self->challenge = *answer;
  memcpy (self->challenge_bytes, answer->buffer, answer->buffer_len);
  self->challenge.buffer = self->challenge_bytes;
  self->challenge.key = NULL;
  self->challenge.key_len = 0;
  self->challenged = TRUE;
  self->request_length = make_request (self);
  if (self->request_length > 0)
    return GST_SIP_STUN_CHALLENGED;

  self->problem = g_strdup ("its realm and nonce are too long");
  return GST_SIP_STUN_REFUSED;
}

/* libnice follows to an alternate server (RFC 5766 section 2.9). Over TCP it
 * ends the process if the connection to that cannot be begun, as where there is
 * no route to it: nice_component_attach_socket() asserts that there is a socket
 * (0.1.21, and its main branch in 2026). Nothing in a 300 is authenticated, so
 * whoever is on the way can send it. */
static GstSipStunOutcome
judge_alternate (GstSipStunExchange *self)
{
  if (self->transport != GST_SIP_ICE_TRANSPORT_TCP)
    return GST_SIP_STUN_GRANTED;
  self->harmful = TRUE;
  self->problem = g_strdup ("left out: it refers to another server (300 Try "
                            "Alternate), which libnice cannot follow over TCP");
  return GST_SIP_STUN_REFUSED;
}

static GstSipStunOutcome
judge_turn_error (GstSipStunExchange *self, StunMessage *answer)
{
  int code = 0;

  stun_message_find_error (answer, &code);
  if (code == STUN_ERROR_TRY_ALTERNATE)
    return judge_alternate (self);
  if (code == STUN_ERROR_ALLOCATION_MISMATCH && !self->allocate)
    return GST_SIP_STUN_GRANTED;
  return is_challenge (self, answer, code) ? take_challenge (self, answer)
                                           : refuse (self, answer);
}

static GstSipStunOutcome
judge_allocation (GstSipStunExchange *self, StunMessage *answer)
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
      self->request_length = make_refresh (self);
      return GST_SIP_STUN_GRANTED;
    case STUN_USAGE_TURN_RETURN_ERROR:
    case STUN_USAGE_TURN_RETURN_ALTERNATE_SERVER:
      return judge_turn_error (self, answer);
    default:
      return GST_SIP_STUN_IGNORED;
  }
}

static GstSipStunOutcome
judge_refresh (GstSipStunExchange *self, StunMessage *answer)
{
  uint32_t lifetime;

  switch (stun_usage_turn_refresh_process (answer, &lifetime,
      STUN_USAGE_TURN_COMPATIBILITY_RFC5766)) {
    case STUN_USAGE_TURN_RETURN_RELAY_SUCCESS:
      return GST_SIP_STUN_GRANTED;
    case STUN_USAGE_TURN_RETURN_ERROR:
      return judge_turn_error (self, answer);
    default:
      return GST_SIP_STUN_IGNORED;
  }
}

static GstSipStunOutcome
judge_binding (GstSipStunExchange *self, StunMessage *answer)
{
  struct sockaddr_storage mapped, other;
  socklen_t mapped_length = sizeof mapped, other_length = sizeof other;

  switch (stun_usage_bind_process (answer, (struct sockaddr *) &mapped,
      &mapped_length, (struct sockaddr *) &other, &other_length)) {
    case STUN_USAGE_BIND_RETURN_SUCCESS:
      return GST_SIP_STUN_GRANTED;
    case STUN_USAGE_BIND_RETURN_ERROR:
    case STUN_USAGE_BIND_RETURN_ALTERNATE_SERVER:
      return refuse (self, answer);
    default:
      return GST_SIP_STUN_IGNORED;
  }
}

GstSipStunOutcome
gst_sip_stun_exchange_judge (GstSipStunExchange *self, const guint8 *bytes,
    gsize length)
{
  StunMessage answer;

  if (length > GST_SIP_STUN_MAX_MESSAGE ||
      stun_agent_validate (&self->agent, &answer, bytes, length, NULL, NULL) !=
          STUN_VALIDATION_SUCCESS)
    return GST_SIP_STUN_IGNORED;
  if (self->server->kind == GST_SIP_ICE_STUN)
    return judge_binding (self, &answer);
  return self->allocate ? judge_allocation (self, &answer)
                        : judge_refresh (self, &answer);
}
