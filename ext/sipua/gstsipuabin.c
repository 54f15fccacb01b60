/* sipuabin: a SIP user agent as a GstBin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Thin on purpose: settings go to GstSipUaConfig by name, SIP to GstSipUa in
 * the thread of its engine, media to one GstSipWebrtc for each call. What is
 * here is the element: its state, its class, its properties.
 */

/**
 * SECTION:element-sipuabin
 * @title: sipuabin
 *
 * A complete SIP user agent over WebSocket (RFC 7118): it registers, calls and
 * answers; audio and video go through webrtcbin with ICE and DTLS-SRTP.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 sipuabin name=ua uri=sip:alice@example.com password=secret
 *     ws-servers=wss://sip.example.com target=sip:bob@example.com
 *     audiotestsrc is-live=true ! ua.   ua. ! audioconvert ! autoaudiosink
 * ]| Calls bob with a tone and plays what he says.
 *
 * Since: 0.1
 */
#include "ext/sipua/gstsipuabin-private.h"
#include "ext/sipua/net/gstsipdescriptors.h"

#include "ext/sipua/webrtc/gstsipcertificate.h"

GST_DEBUG_CATEGORY (gst_sip_ua_bin_debug);
#define GST_CAT_DEFAULT gst_sip_ua_bin_debug

/* How long going to READY waits for BYE and un-REGISTER to be answered. */
#define FAREWELL_TIMEOUT (2 * G_TIME_SPAN_SECOND)
/* And how long, at least, for the threads of the calls' media. */
#define MEDIA_TIMEOUT (G_TIME_SPAN_SECOND / 2)

enum
{
  PROP_CONNECTED = 1000,
  PROP_REGISTERED,
  PROP_CALLS,
};

G_DEFINE_FINAL_TYPE_WITH_CODE (GstSipUaBin, gst_sip_ua_bin, GST_TYPE_BIN,
    GST_DEBUG_CATEGORY_INIT (gst_sip_ua_bin_debug, "sipuabin", 0,
        "SIP user agent element"))

GWeakRef *
gst_sip_ua_bin_weak_ref_new (gpointer object)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, object);
  return weak;
}

void
gst_sip_ua_bin_weak_ref_free (gpointer weak)
{
  g_weak_ref_clear (weak);
  g_free (weak);
}

GstSipEngine *
gst_sip_ua_bin_ref_engine (GstSipUaBin *self)
{
  GstSipEngine *engine;

  GST_OBJECT_LOCK (self);
  engine = self->engine != NULL ? gst_sip_engine_ref (self->engine) : NULL;
  GST_OBJECT_UNLOCK (self);
  return engine;
}

/* Where an error of the configuration ends up: the message names the property
 * and quotes its value. */
static void
post_settings_error (GstSipUaBin *self, const GError *error)
{
  /* A value may have been any bytes. */
  g_autofree gchar *text = g_utf8_make_valid (error->message, -1);

  GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS, ("%s", text), (NULL));
}

static gboolean
open_engine (GstSipUaBin *self)
{
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_copy (self->config);
  g_autofree gchar *name = gst_object_get_name (GST_OBJECT (self));
  g_autoptr (GError) error = NULL;
  GstSipEngine *engine = NULL;

  gst_sip_log_set_name (self->log, name);
  if (gst_sip_ua_config_validate (config, &error) &&
      gst_sip_ua_bin_check_codecs (config, &error))
    engine = gst_sip_engine_new (config, self->log, gst_sip_ua_bin_create_media,
        gst_sip_ua_bin_weak_ref_new (self), gst_sip_ua_bin_weak_ref_free,
        &error);
  if (engine == NULL) {
    post_settings_error (self, error);
    return FALSE;
  }

  GST_OBJECT_LOCK (self);
  self->engine = engine;
  GST_OBJECT_UNLOCK (self);
  self->target_state = config->target != NULL && *config->target != '\0'
      ? GST_SIP_TARGET_WAITING
      : GST_SIP_TARGET_DONE;
  self->warned = FALSE;
  self->registered = FALSE;
  gst_sip_ua_bin_watch (self, gst_sip_engine_get_ua (engine));
  gst_sip_ua_bin_watch_ice (self, gst_sip_engine_get_ice (engine));
  /* Another thread may have set something since it was read. */
  gst_sip_engine_update (engine, self->config);
  return TRUE;
}

/* One that was not started has registered nothing, and the earlier one may be
 * there still. */
static void
remember_engine (GstSipUaBin *self, GstSipEngine *engine)
{
  if (!gst_sip_engine_is_started (engine))
    return;
  g_clear_pointer (&self->earlier, gst_sip_engine_unref);
  self->earlier = gst_sip_engine_ref (engine);
}

static void
close_engine (GstSipUaBin *self)
{
  GstSipEngine *engine;
  gint64 deadline;
  gboolean ended;

  GST_OBJECT_LOCK (self);
  engine = g_steal_pointer (&self->engine);
  GST_OBJECT_UNLOCK (self);
  if (engine == NULL)
    return;
  deadline = g_get_monotonic_time () + FAREWELL_TIMEOUT;
  ended = gst_sip_engine_stop (engine, FAREWELL_TIMEOUT);
  gst_sip_ua_bin_unwatch (self, gst_sip_engine_get_ua (engine));
  if (!gst_sip_engine_is_current (engine))
    gst_sip_ua_bin_wait_for_legs (self,
        MAX (deadline - g_get_monotonic_time (), MEDIA_TIMEOUT));
  if (!ended)
    remember_engine (self, engine);
  gst_sip_engine_unref (engine);
  g_clear_object (&self->target_call);
}

static void
find_sinks (GstSipUaBin *self)
{
  GstSipSinks *sinks = gst_sip_sinks_find (GST_ELEMENT (self));

  GST_OBJECT_LOCK (self);
  self->sinks = sinks;
  GST_OBJECT_UNLOCK (self);
}

static void
settle_sinks (GstSipUaBin *self)
{
  g_autoptr (GstSipSinks) sinks = gst_sip_ua_bin_ref_sinks (self);

  if (sinks != NULL)
    gst_sip_sinks_settle (sinks);
}

static void
release_sinks (GstSipUaBin *self)
{
  GstSipSinks *sinks;

  GST_OBJECT_LOCK (self);
  sinks = g_steal_pointer (&self->sinks);
  GST_OBJECT_UNLOCK (self);
  g_clear_pointer (&sinks, gst_sip_sinks_release);
}

/* GstBin stops the pads that are left, and for that waits for their threads. We
 * have waited for the calls to take theirs back, unless a handler of ours is
 * what sets the state, or holds up the calls' end: then a sink that is paused
 * would keep the thread that feeds it, and us, for ever. */
static GstStateChangeReturn
stop_children (GstSipUaBin *self)
{
  GPtrArray *flushed = gst_sip_ua_bin_flush_src_pads (self);
  GstStateChangeReturn result =
      GST_ELEMENT_CLASS (gst_sip_ua_bin_parent_class)
          ->change_state (GST_ELEMENT (self), GST_STATE_CHANGE_PAUSED_TO_READY);

  gst_sip_ua_bin_stop_flushing (flushed);
  return result;
}

static GstStateChangeReturn
gst_sip_ua_bin_change_state (GstElement *element, GstStateChange transition)
{
  GstSipUaBin *self = GST_SIP_UA_BIN (element);
  GstStateChangeReturn result;

  switch (transition) {
    case GST_STATE_CHANGE_NULL_TO_READY:
      gst_sip_certificate_prepare ();
      find_sinks (self);
      break;
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      settle_sinks (self);
      if (!open_engine (self))
        return GST_STATE_CHANGE_FAILURE;
      break;
    case GST_STATE_CHANGE_PAUSED_TO_READY:
      close_engine (self);
      return stop_children (self);
    default:
      break;
  }

  result = GST_ELEMENT_CLASS (gst_sip_ua_bin_parent_class)
               ->change_state (element, transition);

  switch (transition) {
    case GST_STATE_CHANGE_READY_TO_PAUSED:
      if (result == GST_STATE_CHANGE_FAILURE)
        close_engine (self);
      else
        result = GST_STATE_CHANGE_NO_PREROLL;
      break;
    case GST_STATE_CHANGE_PAUSED_TO_PLAYING:
      if (result != GST_STATE_CHANGE_FAILURE)
        gst_sip_engine_start (self->engine, g_steal_pointer (&self->earlier));
      break;
    case GST_STATE_CHANGE_READY_TO_NULL:
      gst_sip_certificate_wait ();
      release_sinks (self);
      break;
    case GST_STATE_CHANGE_PLAYING_TO_PAUSED:
      if (result != GST_STATE_CHANGE_FAILURE)
        result = GST_STATE_CHANGE_NO_PREROLL;
      break;
    default:
      break;
  }
  return result;
}

/* Whether a setting may still be changed, by the flags it was declared with. */
static gboolean
may_change (GParamSpec *pspec, GError **error)
{
  if ((pspec->flags & GST_PARAM_MUTABLE_PLAYING) != 0)
    return TRUE;
  g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
      "%s: can be changed in NULL or READY state only", pspec->name);
  return FALSE;
}

/* The settings as they would be, found good. */
static gboolean
check_change (GstSipUaBin *self, GParamSpec *pspec, const GValue *value,
    GError **error)
{
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_copy (self->config);

  g_object_set_property (G_OBJECT (config), pspec->name, value);
  return gst_sip_ua_config_validate (config, error) &&
      gst_sip_ua_bin_check_codecs (config, error);
}

static void
gst_sip_ua_bin_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GstSipUaBin *self = GST_SIP_UA_BIN (object);
  g_autoptr (GstSipEngine) engine = gst_sip_ua_bin_ref_engine (self);
  g_autoptr (GError) error = NULL;

  if (engine != NULL &&
      (!may_change (pspec, &error) ||
          !check_change (self, pspec, value, &error))) {
    g_autofree gchar *text = g_utf8_make_valid (error->message, -1);

    GST_ELEMENT_WARNING (self, RESOURCE, SETTINGS,
        ("%s; it stays as it is", text), (NULL));
    return;
  }
  g_object_set_property (G_OBJECT (self->config), pspec->name, value);
  if (engine != NULL)
    gst_sip_engine_update (engine, self->config);
}

static void
get_calls (GstSipUaBin *self, GValue *value)
{
  g_autoptr (GstSipEngine) engine = gst_sip_ua_bin_ref_engine (self);
  GList *calls = engine == NULL
      ? NULL
      : gst_sip_ua_get_calls (gst_sip_engine_get_ua (engine));

  for (GList *item = calls; item != NULL; item = item->next) {
    GValue call = G_VALUE_INIT;

    g_value_init (&call, GST_TYPE_SIP_CALL);
    g_value_take_object (&call, item->data);
    gst_value_array_append_and_take_value (value, &call);
  }
  g_list_free (calls);
}

static void
gst_sip_ua_bin_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GstSipUaBin *self = GST_SIP_UA_BIN (object);
  g_autoptr (GstSipEngine) engine = gst_sip_ua_bin_ref_engine (self);
  GstSipUa *ua = engine != NULL ? gst_sip_engine_get_ua (engine) : NULL;

  switch (id) {
    case PROP_CONNECTED:
      g_value_set_boolean (value, ua != NULL && gst_sip_ua_is_connected (ua));
      break;
    case PROP_REGISTERED:
      g_value_set_boolean (value,
          ua != NULL &&
              gst_sip_ua_get_registration_state (ua) ==
                  GST_SIP_REGISTRATION_REGISTERED);
      break;
    case PROP_CALLS:
      get_calls (self, value);
      break;
    default:
      g_object_get_property (G_OBJECT (self->config), pspec->name, value);
  }
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  gst_sip_ua_config_install_properties (klass);

  /**
   * GstSipUaBin:connected:
   *
   * Whether there is a connection to one of the servers.
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_CONNECTED,
      g_param_spec_boolean ("connected", "Connected",
          "Whether there is a connection to one of ws-servers", FALSE, flags));
  /**
   * GstSipUaBin:registered:
   *
   * Whether the registrar has granted a binding that is still valid.
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_REGISTERED,
      g_param_spec_boolean ("registered", "Registered",
          "Whether the registrar has granted a binding (RFC 3261 section 10)",
          FALSE, flags));
  /**
   * GstSipUaBin:calls:
   *
   * The calls there are, ringing ones too, as #GstSipCall.
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_CALLS,
      gst_param_spec_array ("calls", "Calls", "All calls that have not ended",
          g_param_spec_object ("call", "Call", "A call", GST_TYPE_SIP_CALL,
              flags),
          flags));
}

static void
on_config_notify (GstSipUaConfig *config, GParamSpec *pspec, GObject *bin)
{
  g_object_notify (bin, pspec->name);
}

static void
gst_sip_ua_bin_finalize (GObject *object)
{
  GstSipUaBin *self = GST_SIP_UA_BIN (object);

  g_clear_pointer (&self->earlier, gst_sip_engine_unref);
  g_list_free (self->inputs);
  g_hash_table_unref (self->consumers);
  gst_object_unref (self->config);
  gst_sip_log_unref (self->log);
  g_mutex_clear (&self->legs_lock);
  g_cond_clear (&self->legs_changed);
  G_OBJECT_CLASS (gst_sip_ua_bin_parent_class)->finalize (object);
}

static void
gst_sip_ua_bin_class_init (GstSipUaBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  gst_sip_descriptors_raise_limit ();
  object_class->set_property = gst_sip_ua_bin_set_property;
  object_class->get_property = gst_sip_ua_bin_get_property;
  object_class->finalize = gst_sip_ua_bin_finalize;
  element_class->change_state = gst_sip_ua_bin_change_state;

  install_properties (object_class);
  gst_sip_ua_bin_install_signals (klass);
  gst_sip_ua_bin_install_pads (element_class);
  gst_sip_ua_bin_install_bus (klass);
  gst_element_class_set_static_metadata (element_class, "SIP user agent",
      "Generic/Bin/Network/WebRTC/SIP",
      "Registers, calls and answers by SIP over WebSocket (RFC 7118); media "
      "through webrtcbin",
      "The sipua authors");
}

static void
gst_sip_ua_bin_init (GstSipUaBin *self)
{
  self->config = gst_sip_ua_config_new ();
  self->consumers = gst_sip_ua_bin_new_consumers ();
  g_mutex_init (&self->legs_lock);
  g_cond_init (&self->legs_changed);
  self->target_state = GST_SIP_TARGET_DONE;
  g_signal_connect_object (self->config, "notify",
      G_CALLBACK (on_config_notify), self, G_CONNECT_DEFAULT);
  gst_sip_ua_bin_init_log (self);

  /* What is inside comes and goes with the calls; to the pipeline this is one
   * element that takes and gives media, and whose end is part of its EOS. */
  gst_bin_set_suppressed_flags (GST_BIN (self),
      GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);
}
