/* The connection to a group of servers: what is being tried, two at most
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A server that takes a connection and then says nothing, or whose packets get
 * lost, must not hold up the return of another. So a second attempt is begun
 * beside one that is silent, as RFC 8305 section 5 does for addresses; the
 * first that opens wins. Servers that answer in time are still taken by weight.
 */
#include "gst/sip/transport/gstsipconnection-private.h"

#include <gst/sip/base/gstsiperror.h>

/* RFC 8305 waits 250 ms at most before the next address. To take another
 * server costs more: this one may be of more weight, and answer by TLS over a
 * slow network. */
#define SILENCE_LIMIT (1500 * G_TIME_SPAN_MILLISECOND)

/* (transfer full) (nullable) */
static GstSipTransport *
take_transport (GstSipConnection *self)
{
  if (self->idle->len > 0)
    return g_ptr_array_steal_index (self->idle, self->idle->len - 1);
  return gst_sip_transport_make (self->kind);
}

/* Whether a second one can be had. */
static gboolean
have_transport (GstSipConnection *self)
{
  GstSipTransport *transport = NULL;

  if (self->older != NULL)
    return TRUE;
  transport = take_transport (self);
  if (transport == NULL)
    return FALSE;
  g_ptr_array_add (self->idle, transport);
  return TRUE;
}

/* Makes room for one more. Returns the server of the one that had to go. */
static GstSipCandidate *
drop_older (GstSipConnection *self)
{
  GstSipCandidate *candidate = NULL;

  if (self->older == NULL)
    return NULL;
  candidate = gst_sip_flow_get_candidate (self->older);
  gst_sip_connection_drop (self, &self->older);
  return candidate;
}

static void
report_dropped (GstSipConnection *self, GstSipCandidate *dropped)
{
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT,
      "%s: no answer yet, left for the next server", dropped->server->name);

  if (self->state == GST_SIP_CONNECTION_CONNECTED) {
    gst_sip_connection_log (self, GST_SIP_LOG_LEVEL_DEBUG, error->message);
    return;
  }
  gst_sip_connection_log (self, GST_SIP_LOG_LEVEL_WARN, error->message);
  self->user.attempt_failed (self->user_data, dropped->server, error);
}

void
gst_sip_connection_try (GstSipConnection *self, GstSipCandidate *candidate)
{
  GstSipCandidate *dropped = drop_older (self);
  GstSipTransport *transport = take_transport (self);

  if (transport == NULL)
    return;
  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_DEBUG,
      NULL, "connecting to %s%s", candidate->server->name,
      self->attempt != NULL ? ", beside one that does not answer" : "");
  self->older = self->attempt;
  self->attempt = gst_sip_flow_new (&self->context, ++self->last_number,
      transport, candidate);
  gst_sip_timer_arm (&self->silence, self->timers, SILENCE_LIMIT);
  if (dropped != NULL)
    report_dropped (self, dropped);
}

gboolean
gst_sip_connection_is_trying_anew (GstSipConnection *self)
{
  return gst_sip_timer_is_armed (&self->silence);
}

void
gst_sip_connection_look_beside (GstSipConnection *self)
{
  if (!gst_sip_timer_is_armed (&self->silence))
    gst_sip_timer_arm (&self->silence, self->timers, 0);
}

static void
on_silent (gpointer owner)
{
  GstSipConnection *self = owner;

  if (!have_transport (self))
    return;
  if (self->state == GST_SIP_CONNECTION_CONNECTED)
    gst_sip_connection_climb_on (self);
  else
    gst_sip_connection_advance_beside (self);
}

void
gst_sip_connection_init_attempts (GstSipConnection *self)
{
  self->silence = (GstSipTimer){.expired = on_silent, .owner = self};
}

/* It is one of those that are tried. */
static void
take_out (GstSipConnection *self, GstSipFlow *flow)
{
  if (flow == self->older) {
    self->older = NULL;
    return;
  }
  gst_sip_timer_disarm (&self->silence);
  self->attempt = g_steal_pointer (&self->older);
}

void
gst_sip_connection_drop_attempts (GstSipConnection *self)
{
  gst_sip_timer_disarm (&self->silence);
  gst_sip_connection_drop (self, &self->older);
  gst_sip_connection_drop (self, &self->attempt);
}

void
gst_sip_connection_settle (GstSipConnection *self, GstSipFlow *winner)
{
  take_out (self, winner);
  gst_sip_flow_get_candidate (winner)->failed = FALSE;
  gst_sip_connection_drop_attempts (self);
}

void
gst_sip_connection_fail_attempt (GstSipConnection *self, GstSipFlow *flow,
    const GError *error)
{
  GstSipCandidate *failed = gst_sip_flow_get_candidate (flow);
  gboolean is_climb = self->state == GST_SIP_CONNECTION_CONNECTED;

  gst_sip_connection_log (self,
      is_climb ? GST_SIP_LOG_LEVEL_DEBUG : GST_SIP_LOG_LEVEL_WARN,
      error->message);
  take_out (self, flow);
  gst_sip_connection_drop (self, &flow);
  if (is_climb) {
    if (!gst_sip_connection_is_trying_anew (self))
      gst_sip_connection_climb_on (self);
    return;
  }
  failed->failed = TRUE;
  if (!gst_sip_connection_is_trying_anew (self))
    gst_sip_connection_advance_after_failure (self);
  self->user.attempt_failed (self->user_data, failed->server, error);
}
