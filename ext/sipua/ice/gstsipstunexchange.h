/* What is asked of a STUN or TURN server, and what its answer means
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Bytes only: it sends and receives nothing and knows no time. The messages are
 * libnice's.
 */
#pragma once

#include <stun/stunagent.h>

#include "gst/sip/ua/gstsipiceserver.h"

G_BEGIN_DECLS

/* A request is small, an answer too (RFC 5389 section 7.1). */
#define GST_SIP_STUN_MAX_MESSAGE STUN_MAX_MESSAGE_SIZE_IPV6

typedef enum
{
  GST_SIP_STUN_IGNORED, /* no answer to this question: as if it had not come */
  GST_SIP_STUN_CHALLENGED, /* there is another request to be sent */
  GST_SIP_STUN_GRANTED,
  GST_SIP_STUN_REFUSED,
} GstSipStunOutcome;

typedef struct
{
  const GstSipIceServer *server;
  GstSipIceTransport transport;
  gboolean allocate;

  StunAgent agent;
  StunMessage message;
  guint8 request[GST_SIP_STUN_MAX_MESSAGE]; /* to be sent */
  gsize request_length;
  guint n_requests;

  gboolean challenged;
  StunMessage challenge; /* with realm and nonce */
  guint8 challenge_bytes[GST_SIP_STUN_MAX_MESSAGE];
  gchar *problem; /* once it is refused */
  gboolean harmful; /* libnice would not bear its answer */
} GstSipStunExchange;

/* Makes the first request. server is to stay; transport: UDP or TCP; allocate: see
 * gst_sip_stun_query_new(). */
void gst_sip_stun_exchange_init (GstSipStunExchange *self,
    const GstSipIceServer *server, GstSipIceTransport transport,
    gboolean allocate);
void gst_sip_stun_exchange_clear (GstSipStunExchange *self);

/* bytes: one message. Of an allocation that is granted, the request that gives
 * it back is made. */
GstSipStunOutcome gst_sip_stun_exchange_judge (GstSipStunExchange *self,
    const guint8 *bytes, gsize length);

G_END_DECLS
