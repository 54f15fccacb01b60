/* A user agent and the thread it lives in
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The members belong to the loop's thread once it runs, and that thread holds a
 * reference until its last act: it may be held up in a handler of the
 * application for as long as that likes, while everybody else has gone on. The
 * farewell is one path, whoever asks for it: it begins in the loop, and ends
 * there, and the loop with it, when the user agent says that it has stopped or
 * when time is up.
 */
#include "ext/sipua/gstsipengine.h"
#include "ext/sipua/net/gstsiploop.h"
#include "ext/sipua/net/gstsipnetwork.h"
#include "ext/sipua/websocket/gstsipwebsocket.h"
#include "gst/sip/ua/gstsipua-private.h"
#include "gst/sip/ua/gstsipuaconfig-private.h"

/* What a loop that is busy may take beyond what was agreed. */
#define SLACK (G_TIME_SPAN_SECOND / 2)

struct _GstSipEngine
{
  gatomicrefcount references;

  GstSipLoop *loop;
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipLog *log;
  GstSipUa *ua;
  GstSipIceProbe *ice;
  GstSipNetwork *network;

  gint started; /* atomic */
  gboolean running; /* in the loop: the user agent was started */
  gboolean ending;
  GstSipTimer farewell; /* how long the user agent may take to stop */
  gint64 farewell_time;
};

typedef struct
{
  GstSipEngine *engine;
  GstSipUaConfig *config;
  GstSipMediaFactory factory;
  gpointer factory_data;
  GDestroyNotify factory_notify;
  GError *error;
} Setup;

/* The loop was stopped: outside of any timer and signal, so that all may go.
 * What else is due finds nothing that it could do. */
static void
leave (gpointer data)
{
  GstSipEngine *self = data;

  gst_sip_timer_disarm (&self->farewell);
  g_clear_pointer (&self->network, gst_sip_network_free);
  if (self->ice != NULL)
    gst_sip_ice_probe_stop (self->ice);
  if (self->ua == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->ua, self);
  g_object_run_dispose (G_OBJECT (self->ua));
}

static void
on_stopped (GstSipEngine *self)
{
  gst_sip_timer_disarm (&self->farewell);
  gst_sip_loop_stop (self->loop, 0);
}

static void
on_farewell_expired (gpointer owner)
{
  GstSipEngine *self = owner;

  gst_sip_log_write (self->log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_WARN, NULL,
      "stopped without the answers to BYE or un-REGISTER: waited %.1f s",
      (gdouble) self->farewell_time / G_TIME_SPAN_SECOND);
  on_stopped (self);
}

/* Back after a loss, perhaps in another network. */
static void
on_connected (GstSipEngine *self)
{
  gst_sip_ice_probe_doubt (self->ice);
}

static void
on_network_changed (gpointer user_data)
{
  GstSipEngine *self = user_data;

  gst_sip_ice_probe_again (self->ice);
  gst_sip_ua_network_changed (self->ua);
}

static void
begin_farewell (gpointer data)
{
  GstSipEngine *self = data;

  if (self->ending)
    return;
  self->ending = TRUE;
  if (!self->running) {
    on_stopped (self);
    return;
  }
  g_signal_connect_swapped (self->ua, "stopped", G_CALLBACK (on_stopped), self);
  gst_sip_timer_arm (&self->farewell, self->timers, self->farewell_time);
  gst_sip_ua_stop (self->ua);
}

static GstSipTransport *
make_transport (GstSipUaConfig *config, GstSipLog *log)
{
  GstSipTransport *transport = gst_sip_websocket_new (log);

  g_object_set (transport, "tls-ca-file", config->tls_ca_file, "tls-validation",
      config->tls_validation, "http-headers", config->http_headers,
      "user-agent", config->user_agent, NULL);
  return transport;
}

/* In the loop, which is where libsoup and all timers will run. */
static void
make_ua (gpointer data)
{
  Setup *setup = data;
  GstSipEngine *self = setup->engine;
  g_autoptr (GstSipTransport) transport =
      make_transport (setup->config, self->log);

  if (!gst_sip_websocket_check (GST_SIP_WEBSOCKET (transport), &setup->error))
    return;
  self->timers = gst_sip_timers_new (gst_sip_loop_get_context (self->loop));
  self->random = gst_sip_random_new ();
  self->ua = gst_sip_ua_new_full (setup->config, transport, self->timers,
      self->random, self->log);
  if (!gst_sip_ua_prepare (self->ua, &setup->error))
    return;
  gst_sip_ua_set_media_factory (self->ua, setup->factory, setup->factory_data,
      g_steal_pointer (&setup->factory_notify));
  self->ice = gst_sip_ice_probe_new (self->timers, self->log);
  gst_sip_ice_probe_set_servers (self->ice, setup->config->stun_servers,
      setup->config->turn_servers);
  g_signal_connect_swapped (self->ua, "connected", G_CALLBACK (on_connected),
      self);
  self->network =
      gst_sip_network_new (NULL, self->timers, on_network_changed, self);
}

GstSipEngine *
gst_sip_engine_new (GstSipUaConfig *config, GstSipLog *log,
    GstSipMediaFactory factory, gpointer factory_data,
    GDestroyNotify factory_notify, GError **error)
{
  GstSipEngine *self = g_new0 (GstSipEngine, 1);
  Setup setup = {self, config, factory, factory_data, factory_notify, NULL};

  g_atomic_ref_count_init (&self->references);
  self->log = gst_sip_log_ref (log);
  self->farewell.expired = on_farewell_expired;
  self->farewell.owner = self;
  self->loop = gst_sip_loop_new_for (gst_sip_engine_ref (self), leave,
      (GDestroyNotify) gst_sip_engine_unref);
  /* Nothing else is in a new loop, so this cannot hang. */
  gst_sip_loop_invoke_and_wait (self->loop, make_ua, &setup, NULL, -1);
  if (setup.error == NULL)
    return self;

  g_propagate_error (error, setup.error);
  if (setup.factory_notify != NULL)
    setup.factory_notify (factory_data);
  gst_sip_loop_stop (self->loop, SLACK);
  gst_sip_engine_unref (self);
  return NULL;
}

GstSipEngine *
gst_sip_engine_ref (GstSipEngine *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
gst_sip_engine_unref (GstSipEngine *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  gst_clear_object (&self->ua);
  g_clear_pointer (&self->ice, gst_sip_ice_probe_free);
  g_clear_pointer (&self->timers, gst_sip_timers_free);
  g_clear_pointer (&self->random, gst_sip_random_free);
  gst_sip_log_unref (self->log);
  gst_sip_loop_unref (self->loop);
  g_free (self);
}

GstSipUa *
gst_sip_engine_get_ua (GstSipEngine *self)
{
  return self->ua;
}

GstSipTimers *
gst_sip_engine_get_timers (GstSipEngine *self)
{
  return self->timers;
}

GstSipIceProbe *
gst_sip_engine_get_ice (GstSipEngine *self)
{
  return self->ice;
}

gboolean
gst_sip_engine_is_current (GstSipEngine *self)
{
  return gst_sip_loop_is_current (self->loop);
}

typedef struct
{
  GstSipEngine *engine;
  GstSipEngine *earlier; /* (nullable) */
} Start;

/* Blocks the loop: it has nothing else to do yet, and who stops it meanwhile
 * has it end after the earlier one, too. */
static void
wait_for_end (GstSipEngine *earlier)
{
  gst_sip_loop_wait (earlier->loop, earlier->farewell_time + SLACK);
}

static void
start (gpointer data)
{
  Start *call = data;
  GstSipEngine *self = call->engine;
  g_autoptr (GError) error = NULL;

  if (call->earlier != NULL)
    wait_for_end (call->earlier);
  self->running = gst_sip_ua_start (self->ua, &error);
  if (self->running)
    gst_sip_ice_probe_start (self->ice);
  else
    gst_sip_log_write (self->log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_ERROR, NULL,
        "not started: %s", error->message);
}

static void
start_free (gpointer data)
{
  Start *call = data;

  g_clear_pointer (&call->earlier, gst_sip_engine_unref);
  gst_sip_engine_unref (call->engine);
  g_free (call);
}

void
gst_sip_engine_start (GstSipEngine *self, GstSipEngine *earlier)
{
  g_autoptr (GstSipEngine) owned = earlier;
  Start *call;

  if (!g_atomic_int_compare_and_exchange (&self->started, FALSE, TRUE))
    return;
  call = g_new0 (Start, 1);
  call->engine = gst_sip_engine_ref (self);
  call->earlier = g_steal_pointer (&owned);
  /* Without a wait: a handler of "log", which the loop calls at any time, may
   * want the lock that the caller holds. */
  gst_sip_loop_invoke (self->loop, start, call, start_free);
}

gboolean
gst_sip_engine_is_started (GstSipEngine *self)
{
  return g_atomic_int_get (&self->started);
}

typedef struct
{
  GstSipEngine *engine;
  GstSipUaConfig *config;
} Update;

static void
update (gpointer data)
{
  Update *call = data;
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_copy (call->config);

  gst_sip_ua_update_config (call->engine->ua, config);
  gst_sip_ice_probe_set_servers (call->engine->ice, config->stun_servers,
      config->turn_servers);
}

static void
update_free (gpointer data)
{
  Update *call = data;

  gst_sip_engine_unref (call->engine);
  gst_object_unref (call->config);
  g_free (call);
}

void
gst_sip_engine_update (GstSipEngine *self, GstSipUaConfig *config)
{
  Update *call = g_new0 (Update, 1);

  call->engine = gst_sip_engine_ref (self);
  /* Read when its turn comes: two threads that change it at a time leave the
   * user agent with what is there in the end. */
  call->config = gst_object_ref (config);
  gst_sip_loop_invoke (self->loop, update, call, update_free);
}

gboolean
gst_sip_engine_stop (GstSipEngine *self, gint64 timeout)
{
  self->farewell_time = timeout;
  gst_sip_loop_invoke (self->loop, begin_farewell, gst_sip_engine_ref (self),
      (GDestroyNotify) gst_sip_engine_unref);
  return gst_sip_loop_wait (self->loop, timeout + SLACK);
}
