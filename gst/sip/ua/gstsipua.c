/* The user agent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How it comes and goes. What its parts tell it is in gstsipualisten.c, the
 * methods for any thread are in gstsipuaapi.c.
 */
#include "gst/sip/ua/gstsipuastruct.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/gstsip-enumtypes.h"
#include "gst/sip/ua/gstsipcall-private.h"

/* Stopping waits this long for answers to BYE and un-REGISTER. */
#define STOP_TIME (2 * G_TIME_SPAN_SECOND)

G_DEFINE_FINAL_TYPE (GstSipUa, gst_sip_ua, GST_TYPE_OBJECT)

enum
{
  PROP_REGISTRATION_STATE = 1,
};

void
gst_sip_ua_set_connected (GstSipUa *self, gboolean connected)
{
  GST_OBJECT_LOCK (self);
  self->connected = connected;
  GST_OBJECT_UNLOCK (self);
}

/* A copy, as a call may leave while it is dealt with. */
static GList *
copy_calls (GstSipUa *self)
{
  return gst_sip_ua_get_calls (self);
}

static void
free_calls (GList *calls)
{
  g_list_free_full (calls, gst_object_unref);
}

/* The end: nothing of SIP is left that anybody waits for. */

static void
finish_stop (GstSipUa *self)
{
  gst_sip_timer_disarm (&self->stop_timer);
  self->running = FALSE;
  self->stopping = FALSE;
  gst_sip_registration_disconnected (self->registration,
      "the user agent was stopped");
  gst_sip_core_disconnect (self->core);
  gst_sip_ua_set_connected (self, FALSE);
  gst_sip_signals_emit (self->core->signals, self,
      gst_sip_ua_signals[GST_SIP_UA_SIGNAL_STOPPED]);
}

void
gst_sip_ua_check_stop (GstSipUa *self)
{
  if (!self->stopping || self->calls != NULL)
    return;
  if (gst_sip_registration_get_state (self->registration) !=
      GST_SIP_REGISTRATION_UNREGISTERING)
    finish_stop (self);
}

static void
stop_at_once (GstSipUa *self)
{
  GList *calls = copy_calls (self);

  self->stopping = FALSE;
  for (GList *l = calls; l != NULL; l = l->next)
    gst_sip_call_end (l->data, 487, "the user agent was stopped");
  free_calls (calls);
  finish_stop (self);
}

static void
on_stop_timer (gpointer owner)
{
  GstSipUa *self = owner;

  gst_sip_log_write (self->core->log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_WARN,
      NULL, "stopped without waiting for all answers");
  stop_at_once (self);
}

/* Without a connection no answer will come. */
void
gst_sip_ua_go_on_stopping (GstSipUa *self)
{
  if (self->stopping && !gst_sip_core_is_connected (self->core))
    stop_at_once (self);
  else
    gst_sip_ua_check_stop (self);
}

GstSipUa *
gst_sip_ua_new_full (GstSipUaConfig *config, GstSipTransport *transport,
    GstSipTimers *timers, GstSipRandom *random, GstSipLog *log)
{
  GstSipUa *self = gst_object_ref_sink (g_object_new (GST_TYPE_SIP_UA, NULL));

  self->core = gst_sip_core_new (config, transport, timers, random, log,
      &gst_sip_ua_core_user, self);
  self->pauses =
      (GstSipPauseWatch){.resumed = gst_sip_ua_resume, .owner = self};
  gst_sip_timers_watch_pauses (timers, &self->pauses);
  return self;
}

/**
 * gst_sip_ua_new:
 * @config: the settings; a copy is taken
 * @transport: carries the messages
 *
 * Makes a user agent that lives in the thread-default main context of the
 * calling thread.
 *
 * Returns: (transfer full): the user agent
 *
 * Since: 0.1
 */
GstSipUa *
gst_sip_ua_new (GstSipUaConfig *config, GstSipTransport *transport)
{
  GstSipTimers *timers =
      gst_sip_timers_new (g_main_context_get_thread_default ());
  GstSipRandom *random = gst_sip_random_new ();
  GstSipUa *self =
      gst_sip_ua_new_full (config, transport, timers, random, NULL);

  self->own_timers = timers;
  self->own_random = random;
  return self;
}

/**
 * gst_sip_ua_set_media_factory:
 * @self: a user agent
 * @factory: (scope notified) (closure user_data) (destroy notify): makes the
 *   media of each call, in the thread of the user agent
 * @user_data: for @factory
 * @notify: (nullable): for @user_data
 *
 * Since: 0.1
 */
void
gst_sip_ua_set_media_factory (GstSipUa *self, GstSipMediaFactory factory,
    gpointer user_data, GDestroyNotify notify)
{
  if (self->factory_notify != NULL)
    self->factory_notify (self->factory_data);
  self->factory = factory;
  self->factory_data = user_data;
  self->factory_notify = notify;
}

static gboolean
registers (GstSipUa *self)
{
  return self->core->config->register_ &&
      !gst_sip_ua_config_is_anonymous (self->core->config);
}

gboolean
gst_sip_ua_prepare (GstSipUa *self, GError **error)
{
  return gst_sip_ua_config_validate (self->core->config, error) &&
      gst_sip_core_prepare (self->core, error);
}

/**
 * gst_sip_ua_start:
 * @self: a user agent
 * @error: return location: %GST_SIP_ERROR_CONFIGURATION, or
 *   %GST_SIP_ERROR_STATE before #GstSipUa::stopped
 *
 * Connects, and registers when it is so configured. In the thread of the user
 * agent.
 *
 * Returns: whether the configuration can be used
 *
 * Since: 0.1
 */
gboolean
gst_sip_ua_start (GstSipUa *self, GError **error)
{
  g_return_val_if_fail (GST_IS_SIP_UA (self), FALSE);

  if (self->stopping) {
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE,
        "the user agent is being stopped");
    return FALSE;
  }
  if (self->running)
    return TRUE;
  if (!gst_sip_ua_config_validate (self->core->config, error) ||
      !gst_sip_core_connect (self->core, error))
    return FALSE;
  if (self->registration == NULL)
    self->registration = gst_sip_registration_new (self->core,
        &gst_sip_ua_registration_user, self);
  self->running = TRUE;
  if (registers (self))
    gst_sip_registration_start (self->registration);
  return TRUE;
}

/**
 * gst_sip_ua_stop:
 * @self: a user agent
 *
 * Ends all calls, un-registers, disconnects, and emits #GstSipUa::stopped. That
 * takes two seconds at most, and no time without a connection. In the thread of
 * the user agent.
 *
 * Since: 0.1
 */
void
gst_sip_ua_stop (GstSipUa *self)
{
  GList *calls;

  g_return_if_fail (GST_IS_SIP_UA (self));

  if (!self->running || self->stopping)
    return;
  self->stopping = TRUE;
  gst_sip_timer_arm (&self->stop_timer, self->core->timers, STOP_TIME);
  calls = copy_calls (self);
  for (GList *l = calls; l != NULL; l = l->next)
    gst_sip_call_hangup (l->data);
  free_calls (calls);
  gst_sip_registration_stop (self->registration);
  gst_sip_ua_go_on_stopping (self);
}

static void
update_calls (GstSipUa *self)
{
  for (GList *l = self->calls; l != NULL; l = l->next)
    gst_sip_call_update_no_answer (l->data);
}

/**
 * gst_sip_ua_update_config:
 * @self: a user agent
 * @config: the settings; a copy is taken
 *
 * Settings that may change while running take effect. In the thread of the
 * user agent.
 *
 * Since: 0.1
 */
void
gst_sip_ua_update_config (GstSipUa *self, GstSipUaConfig *config)
{
  gboolean was_configured = registers (self);
  guint expires = self->core->config->register_expires;
  gboolean changed = gst_sip_core_update_config (self->core, config);

  changed |= self->core->config->register_expires != expires;
  if (!self->running || self->stopping)
    return;
  update_calls (self);
  /* What the application asked for by method is not undone by a setting that
   * has nothing to do with it. */
  if (registers (self) && !was_configured)
    gst_sip_registration_start (self->registration);
  else if (!registers (self) && was_configured)
    gst_sip_registration_stop (self->registration);
  else if (changed && gst_sip_registration_is_wanted (self->registration))
    gst_sip_registration_start (self->registration);
}

static void
gst_sip_ua_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GstSipUa *self = GST_SIP_UA (object);

  if (id == PROP_REGISTRATION_STATE)
    g_value_set_enum (value, gst_sip_ua_get_registration_state (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/**
 * gst_sip_ua_network_changed:
 * @self: a user agent
 *
 * Says that the system has other addresses or routes than before. A connection
 * is asked for a sign of life, which has to come within five seconds; where
 * there is none, the servers are tried at once. In the thread of the user
 * agent.
 *
 * Since: 0.1
 */
void
gst_sip_ua_network_changed (GstSipUa *self)
{
  g_return_if_fail (GST_IS_SIP_UA (self));

  gst_sip_core_network_changed (self->core);
}

static void
gst_sip_ua_dispose (GObject *object)
{
  GstSipUa *self = GST_SIP_UA (object);

  gst_sip_timer_disarm (&self->stop_timer);
  if (self->core != NULL)
    gst_sip_timers_unwatch_pauses (self->core->timers, &self->pauses);
  self->stopping = FALSE;
  while (self->calls != NULL)
    gst_sip_call_end (self->calls->data, 487, "the user agent is gone");
  g_clear_pointer (&self->registration, gst_sip_registration_free);
  if (self->core != NULL)
    gst_sip_core_close (self->core);
  gst_sip_ua_set_media_factory (self, NULL, NULL, NULL);
  G_OBJECT_CLASS (gst_sip_ua_parent_class)->dispose (object);
}

static void
gst_sip_ua_finalize (GObject *object)
{
  GstSipUa *self = GST_SIP_UA (object);

  gst_sip_core_unref (self->core);
  g_clear_pointer (&self->own_timers, gst_sip_timers_free);
  g_clear_pointer (&self->own_random, gst_sip_random_free);
  G_OBJECT_CLASS (gst_sip_ua_parent_class)->finalize (object);
}

static void
gst_sip_ua_init (GstSipUa *self)
{
  self->stop_timer = (GstSipTimer){.expired = on_stop_timer, .owner = self};
}

static void
gst_sip_ua_class_init (GstSipUaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = gst_sip_ua_get_property;
  object_class->dispose = gst_sip_ua_dispose;
  object_class->finalize = gst_sip_ua_finalize;
  gst_sip_ua_install_signals ();

  /**
   * GstSipUa:registration-state:
   *
   * How the registration stands.
   *
   * Since: 0.1
   */
  g_object_class_install_property (object_class, PROP_REGISTRATION_STATE,
      g_param_spec_enum ("registration-state", "Registration state",
          "How the registration stands.", GST_TYPE_SIP_REGISTRATION_STATE,
          GST_SIP_REGISTRATION_NONE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}
