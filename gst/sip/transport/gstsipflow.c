/* One connection to one server, from the first attempt to its end
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One timer does: at first it limits the attempt, then it says when to ping.
 */
#include "gst/sip/transport/gstsipflow.h"

#include <gst/sip/base/gstsiperror.h>

#include "gst/sip/transport/gstsiptransport-private.h"

/* For a transport that neither opens nor fails; a good one has a shorter time
 * limit of its own, and can say what it waited for. */
#define ATTEMPT_LIMIT (15 * G_TIME_SPAN_SECOND)
/* Not above the 30 s after which the busier routers forget a connection. It is
 * drawn from 80 to 100 % of that, as RFC 5626 section 4.4.1 asks. */
#define PING_INTERVAL_MAX (30 * G_TIME_SPAN_SECOND)
/* More often than this nobody needs to be asked. */
#define PING_INTERVAL_LEAST (2 * G_TIME_SPAN_SECOND)

typedef enum
{
  OPENING,
  OPEN,
  CLOSED,
} State;

struct _GstSipFlow
{
  GstSipFlowContext context;
  guint number;
  GstSipTransport *transport;
  GstSipCandidate *candidate;

  State state;
  GstSipTimer timer;
  gint64 opened_at;
  guint keepalive_interval; /* seconds; 0: the usual one */
  gint64 heard_at; /* a message; -1: none yet */
};

static void
close_with (GstSipFlow *self, const GError *error)
{
  self->state = CLOSED;
  gst_sip_timer_disarm (&self->timer);
  self->context.user->closed (self->context.user_data, self, error);
}

static void
arm_ping (GstSipFlow *self)
{
  gint64 longest = PING_INTERVAL_MAX;

  if (self->keepalive_interval != 0)
    longest = CLAMP (self->keepalive_interval * G_TIME_SPAN_SECOND,
        PING_INTERVAL_LEAST, PING_INTERVAL_MAX);
  gst_sip_timer_arm (&self->timer, self->context.timers,
      (gint64) gst_sip_random_double (self->context.random, 0.8 * longest,
          longest));
}

static void
on_attempt_timeout (GstSipFlow *self)
{
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT,
      "%s: not connected after %d s", self->candidate->server->name,
      (int) (ATTEMPT_LIMIT / G_TIME_SPAN_SECOND));

  gst_sip_transport_close (self->transport);
  close_with (self, error);
}

static void
on_timer (gpointer owner)
{
  GstSipFlow *self = owner;

  if (self->state == OPENING) {
    on_attempt_timeout (self);
    return;
  }
  arm_ping (self);
  gst_sip_transport_ping (self->transport);
}

static void
on_opened (gpointer user)
{
  GstSipFlow *self = user;

  if (self->state != OPENING)
    return;

  self->state = OPEN;
  self->opened_at = gst_sip_timers_get_time (self->context.timers);
  arm_ping (self);
  self->context.user->opened (self->context.user_data, self);
}

static void
on_received (gpointer user, GBytes *message)
{
  GstSipFlow *self = user;

  if (self->state != OPEN)
    return;

  self->heard_at = gst_sip_timers_get_time (self->context.timers);
  self->context.user->received (self->context.user_data, self, message);
}

static void
on_closed (gpointer user, const GError *error)
{
  GstSipFlow *self = user;

  if (self->state != CLOSED)
    close_with (self, error);
}

GstSipFlow *
gst_sip_flow_new (const GstSipFlowContext *context, guint number,
    GstSipTransport *transport, GstSipCandidate *candidate)
{
  static const GstSipTransportUser transport_user = {
      .opened = on_opened,
      .received = on_received,
      .closed = on_closed,
  };
  GstSipFlow *self = g_new0 (GstSipFlow, 1);

  self->context = *context;
  self->number = number;
  self->transport = transport;
  self->candidate = candidate;
  self->heard_at = -1;
  self->timer = (GstSipTimer){.expired = on_timer, .owner = self};
  gst_sip_transport_set_user (transport, &transport_user, self);
  gst_sip_timer_arm (&self->timer, context->timers, ATTEMPT_LIMIT);
  gst_sip_transport_open (transport, candidate->server->uri);
  return self;
}

GstSipTransport *
gst_sip_flow_free (GstSipFlow *self)
{
  GstSipTransport *transport = self->transport;

  gst_sip_timer_disarm (&self->timer);
  gst_sip_transport_set_user (transport, NULL, NULL);
  if (self->state != CLOSED)
    gst_sip_transport_close (transport);
  g_free (self);
  return transport;
}

gboolean
gst_sip_flow_send (GstSipFlow *self, GBytes *message, GError **error)
{
  return gst_sip_transport_send (self->transport, message, error);
}

void
gst_sip_flow_check (GstSipFlow *self, gint64 limit)
{
  gst_sip_transport_check (self->transport,
      (guint) (limit / G_TIME_SPAN_MILLISECOND));
}

void
gst_sip_flow_set_keepalive_interval (GstSipFlow *self, guint seconds)
{
  if (seconds == self->keepalive_interval)
    return;

  self->keepalive_interval = seconds;
  arm_ping (self);
}

guint
gst_sip_flow_get_number (GstSipFlow *self)
{
  return self->number;
}

GstSipCandidate *
gst_sip_flow_get_candidate (GstSipFlow *self)
{
  return self->candidate;
}

const GstSipServer *
gst_sip_flow_get_server (GstSipFlow *self)
{
  return self != NULL ? self->candidate->server : NULL;
}

gint64
gst_sip_flow_get_age (GstSipFlow *self)
{
  return gst_sip_timers_get_time (self->context.timers) - self->opened_at;
}

gboolean
gst_sip_flow_is_proven (GstSipFlow *self)
{
  return self->heard_at >= 0;
}

gint64
gst_sip_flow_get_silence (GstSipFlow *self)
{
  return gst_sip_timers_get_time (self->context.timers) -
      MAX (self->heard_at, self->opened_at);
}
