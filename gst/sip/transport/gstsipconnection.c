/* Which server, and when again: the connection to a group of servers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One timer serves all states, as each waits for one thing: an answer, the
 * next ping, the next round. The user is told last in each function, as it
 * may free the connection.
 */
#include "gst/sip/transport/gstsipconnection.h"

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
/* 2^16 times the least interval is above any most one. */
#define EXPONENT_MAX 16

typedef struct
{
  GstSipServer *server;
  gboolean failed; /* in this round */
} Candidate;

struct _GstSipConnection
{
  GstSipTransport *transport;
  GArray *candidates;
  guint min_interval;
  guint max_interval;
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipLog *log;
  GstSipConnectionUser user;
  gpointer user_data;

  GstSipConnectionState state;
  GstSipTimer timer;
  Candidate *current; /* tried or connected */
  guint exponent; /* of the back-off; rounds that failed since it was 0 */
  gint64 connected_at;
  guint keepalive_interval; /* seconds; 0: the usual one */
  gboolean retried; /* at once, since a connection last endured */
};

static const gchar *const state_names[] = {
    [GST_SIP_CONNECTION_CLOSED] = "closed",
    [GST_SIP_CONNECTION_CONNECTING] = "connecting",
    [GST_SIP_CONNECTION_CONNECTED] = "connected",
    [GST_SIP_CONNECTION_WAITING] = "waiting",
};

gchar *
gst_sip_server_make_name (const gchar *uri)
{
  const gchar *authority = strstr (uri, "://");
  const gchar *at;
  gsize length;

  authority = authority != NULL ? authority + 3 : uri;
  length = strcspn (authority, "/?#");
  at = g_strrstr_len (authority, length, "@");
  if (at == NULL)
    return g_strndup (uri, strcspn (uri, "?#"));

  return g_strdup_printf ("%.*s%.*s", (int) (authority - uri), uri,
      (int) strcspn (at + 1, "?#"), at + 1);
}

GstSipServer *
gst_sip_server_new (const gchar *uri, guint weight)
{
  GstSipServer *self = g_new0 (GstSipServer, 1);

  self->uri = g_strdup (uri);
  self->weight = weight;
  self->name = gst_sip_server_make_name (uri);
  return self;
}

void
gst_sip_server_free (GstSipServer *self)
{
  g_free (self->uri);
  g_free (self->name);
  g_free (self);
}

static void
clear_candidate (Candidate *candidate)
{
  gst_sip_server_free (candidate->server);
}

static void
set_state (GstSipConnection *self, GstSipConnectionState state)
{
  if (state == self->state)
    return;

  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_DEBUG,
      NULL, "%s -> %s", state_names[self->state], state_names[state]);
  self->state = state;
}

static void
forget_failures (GstSipConnection *self)
{
  for (guint i = 0; i < self->candidates->len; i++)
    g_array_index (self->candidates, Candidate, i).failed = FALSE;
}

/* The heaviest that has not failed; at random among equals, but preferred if
 * it is one of them. */
static Candidate *
choose (GstSipConnection *self, Candidate *preferred)
{
  Candidate *best = NULL;
  guint n_equal = 0;

  for (guint i = 0; i < self->candidates->len; i++) {
    Candidate *candidate = &g_array_index (self->candidates, Candidate, i);

    if (candidate->failed)
      continue;

    if (best == NULL || candidate->server->weight > best->server->weight)
      n_equal = 0;
    else if (candidate->server->weight < best->server->weight)
      continue;

    /* Each of n equals is kept with probability 1/n. */
    if (gst_sip_random_int (self->random, 0, ++n_equal) == 0)
      best = candidate;
  }

  if (preferred != NULL && !preferred->failed && best != NULL &&
      preferred->server->weight == best->server->weight)
    return preferred;
  return best;
}

static void
try_candidate (GstSipConnection *self, Candidate *candidate)
{
  self->current = candidate;
  set_state (self, GST_SIP_CONNECTION_CONNECTING);
  gst_sip_timer_arm (&self->timer, self->timers, ATTEMPT_LIMIT);
  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_DEBUG,
      NULL, "connecting to %s", candidate->server->name);
  gst_sip_transport_open (self->transport, candidate->server->uri);
}

/* Exponential and random, as the configuration document's, but kept within
 * the bounds where that one starts again from the least. */
static guint
draw_interval (GstSipConnection *self)
{
  guint64 factor =
      1 + gst_sip_random_int (self->random, 0, 1u << self->exponent);

  return (guint) MIN (factor * self->min_interval, self->max_interval);
}

static void
wait_for_next_round (GstSipConnection *self)
{
  guint interval = draw_interval (self);

  forget_failures (self);
  self->current = NULL;
  set_state (self, GST_SIP_CONNECTION_WAITING);
  gst_sip_timer_arm (&self->timer, self->timers, interval * G_TIME_SPAN_SECOND);
  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_WARN,
      NULL, "no server can be reached, next attempt in %u s", interval);
}

static void
advance (GstSipConnection *self, Candidate *preferred)
{
  Candidate *candidate = choose (self, preferred);

  if (candidate != NULL)
    try_candidate (self, candidate);
  else
    wait_for_next_round (self);
}

static void
fail_attempt (GstSipConnection *self, const GError *error)
{
  Candidate *failed = self->current;

  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_WARN,
      NULL, "%s", error->message);
  failed->failed = TRUE;
  advance (self, NULL);
  self->user.attempt_failed (self->user_data, failed->server, error);
}

/* The server that was lost is tried again at once, if none is better: it
 * holds our binding. One that takes connections only to drop them gets that
 * once; from then on it counts as failed, or the two would never rest. */
static void
recover (GstSipConnection *self, const GError *error)
{
  Candidate *lost = self->current;
  gint64 age = gst_sip_timers_get_time (self->timers) - self->connected_at;

  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_WARN,
      NULL, "%s", error->message);

  if (age >= self->min_interval * G_TIME_SPAN_SECOND) {
    self->exponent = 0;
    self->retried = FALSE;
  }

  if (self->retried) {
    lost->failed = TRUE;
  } else {
    forget_failures (self);
    self->retried = TRUE;
  }

  advance (self, lost);
  self->user.disconnected (self->user_data, error);
}

static void
on_attempt_timeout (GstSipConnection *self)
{
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT,
      "%s: not connected after %d s", self->current->server->name,
      (int) (ATTEMPT_LIMIT / G_TIME_SPAN_SECOND));

  gst_sip_transport_close (self->transport);
  fail_attempt (self, error);
}

static void
arm_ping (GstSipConnection *self)
{
  gint64 longest = PING_INTERVAL_MAX;

  if (self->keepalive_interval != 0)
    longest = CLAMP (self->keepalive_interval * G_TIME_SPAN_SECOND,
        PING_INTERVAL_LEAST, PING_INTERVAL_MAX);
  gst_sip_timer_arm (&self->timer, self->timers,
      (gint64) gst_sip_random_double (self->random, 0.8 * longest, longest));
}

static void
on_ping_due (GstSipConnection *self)
{
  arm_ping (self);
  gst_sip_transport_ping (self->transport);
}

static void
on_round_due (GstSipConnection *self)
{
  self->exponent = MIN (self->exponent + 1, EXPONENT_MAX);
  advance (self, NULL);
}

static void
on_timer (gpointer owner)
{
  static void (*const due[]) (GstSipConnection *) = {
      [GST_SIP_CONNECTION_CONNECTING] = on_attempt_timeout,
      [GST_SIP_CONNECTION_CONNECTED] = on_ping_due,
      [GST_SIP_CONNECTION_WAITING] = on_round_due,
  };
  GstSipConnection *self = owner;

  due[self->state](self);
}

static void
on_opened (gpointer user)
{
  GstSipConnection *self = user;

  if (self->state != GST_SIP_CONNECTION_CONNECTING)
    return;

  set_state (self, GST_SIP_CONNECTION_CONNECTED);
  self->keepalive_interval = 0;
  self->connected_at = gst_sip_timers_get_time (self->timers);
  arm_ping (self);
  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_LOG,
      NULL, "connected to %s", self->current->server->name);
  self->user.connected (self->user_data, self->current->server);
}

static void
on_received (gpointer user, GBytes *message)
{
  GstSipConnection *self = user;

  if (self->state == GST_SIP_CONNECTION_CONNECTED)
    self->user.received (self->user_data, message);
}

static void
on_closed (gpointer user, const GError *error)
{
  GstSipConnection *self = user;

  if (self->state == GST_SIP_CONNECTION_CONNECTING)
    fail_attempt (self, error);
  else if (self->state == GST_SIP_CONNECTION_CONNECTED)
    recover (self, error);
}

GstSipConnection *
gst_sip_connection_new (GstSipTransport *transport, GPtrArray *servers,
    guint min_interval, guint max_interval, GstSipTimers *timers,
    GstSipRandom *random, GstSipLog *log, const GstSipConnectionUser *user,
    gpointer user_data)
{
  static const GstSipTransportUser transport_user = {
      .opened = on_opened,
      .received = on_received,
      .closed = on_closed,
  };
  GstSipConnection *self = g_new0 (GstSipConnection, 1);

  self->transport = gst_object_ref (transport);
  self->candidates = g_array_new (FALSE, TRUE, sizeof (Candidate));
  g_array_set_clear_func (self->candidates, (GDestroyNotify) clear_candidate);
  for (guint i = 0; i < servers->len; i++) {
    const GstSipServer *server = g_ptr_array_index (servers, i);
    Candidate candidate = {gst_sip_server_new (server->uri, server->weight)};

    g_array_append_val (self->candidates, candidate);
  }

  self->min_interval = MAX (min_interval, 1);
  self->max_interval = MAX (max_interval, self->min_interval);
  self->timers = timers;
  self->random = random;
  self->log = log;
  self->user = *user;
  self->user_data = user_data;
  self->timer.expired = on_timer;
  self->timer.owner = self;
  gst_sip_transport_set_user (transport, &transport_user, self);
  return self;
}

void
gst_sip_connection_free (GstSipConnection *self)
{
  gst_sip_connection_close (self);
  gst_sip_transport_set_user (self->transport, NULL, NULL);
  gst_object_unref (self->transport);
  g_array_unref (self->candidates);
  g_free (self);
}

void
gst_sip_connection_open (GstSipConnection *self)
{
  g_return_if_fail (self->candidates->len > 0);

  if (self->state != GST_SIP_CONNECTION_CLOSED)
    return;

  forget_failures (self);
  self->exponent = 0;
  self->retried = FALSE;
  advance (self, NULL);
}

void
gst_sip_connection_close (GstSipConnection *self)
{
  if (self->state == GST_SIP_CONNECTION_CLOSED)
    return;

  gst_sip_timer_disarm (&self->timer);
  self->current = NULL;
  set_state (self, GST_SIP_CONNECTION_CLOSED);
  gst_sip_transport_close (self->transport);
}

void
gst_sip_connection_reset (GstSipConnection *self, const gchar *reason)
{
  gboolean was_connected = self->state == GST_SIP_CONNECTION_CONNECTED;
  g_autoptr (GError) error = NULL;

  if (self->state == GST_SIP_CONNECTION_CLOSED)
    return;

  gst_sip_log_write (self->log, GST_SIP_LOG_TRANSPORT, GST_SIP_LOG_LEVEL_LOG,
      NULL, "connecting anew: %s", reason);
  gst_sip_transport_close (self->transport);
  forget_failures (self);
  if (was_connected)
    error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT, "%s: %s",
        self->current->server->name, reason);
  advance (self, self->current);
  if (was_connected)
    self->user.disconnected (self->user_data, error);
}

gboolean
gst_sip_connection_send (GstSipConnection *self, GBytes *message,
    GError **error)
{
  if (self->state == GST_SIP_CONNECTION_CONNECTED)
    return gst_sip_transport_send (self->transport, message, error);

  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
      "not connected to a server");
  return FALSE;
}

void
gst_sip_connection_set_keepalive_interval (GstSipConnection *self,
    guint seconds)
{
  if (self->state != GST_SIP_CONNECTION_CONNECTED ||
      seconds == self->keepalive_interval)
    return;

  self->keepalive_interval = seconds;
  arm_ping (self);
}

GstSipConnectionState
gst_sip_connection_get_state (GstSipConnection *self)
{
  return self->state;
}

const GstSipServer *
gst_sip_connection_get_server (GstSipConnection *self)
{
  return self->current != NULL ? self->current->server : NULL;
}
