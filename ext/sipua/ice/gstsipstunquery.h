/* One question to a STUN or TURN server
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asks one address whether it serves: a STUN server by a Binding request
 * (RFC 5389), a TURN server (RFC 5766) by a refresh of an allocation that there
 * is not, which tells whether it takes the credentials; or by an allocation,
 * given back at once, which counts against quotas for a second or so. Resolves
 * no names, and speaks no TLS.
 */
#pragma once

#include <gio/gio.h>

#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/ua/gstsipiceserver.h"

G_BEGIN_DECLS

/* How long an answer is waited for, in microseconds. */
#define GST_SIP_STUN_QUERY_TIMEOUT (3 * G_TIME_SPAN_SECOND)

typedef struct _GstSipStunQuery GstSipStunQuery;

typedef enum
{
  GST_SIP_STUN_PENDING,
  GST_SIP_STUN_SERVES,
  GST_SIP_STUN_REFUSES, /* it answers, but not with what was asked for */
  GST_SIP_STUN_SILENT, /* it is not there, or does not speak STUN */
} GstSipStunVerdict;

/* May free the query. */
typedef void (*GstSipStunQueryFunc) (GstSipStunQuery *self, gpointer owner);

/* func is called once, later, in the thread of timers, unless the query is
 * freed before. server: valid as long as the query. transport: UDP or TCP.
 * allocate: of TURN servers. (transfer full) */
GstSipStunQuery *gst_sip_stun_query_new (const GstSipIceServer *server,
    GInetAddress *address, GstSipIceTransport transport, gboolean allocate,
    GstSipTimers *timers, GstSipStunQueryFunc func, gpointer owner);
void gst_sip_stun_query_free (GstSipStunQuery *self);

GstSipStunVerdict gst_sip_stun_query_get_verdict (GstSipStunQuery *self);
/* (nullable): what is wrong with it */
/* libnice must not talk to this server */
gboolean gst_sip_stun_query_is_harmful (GstSipStunQuery *self);
const gchar *gst_sip_stun_query_get_problem (GstSipStunQuery *self);
GInetAddress *gst_sip_stun_query_get_address (GstSipStunQuery *self);
GstSipIceTransport gst_sip_stun_query_get_transport (GstSipStunQuery *self);

G_END_DECLS
