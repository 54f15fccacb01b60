/* What a user agent can be told: its properties, declared and stored once
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A new setting is a field in gstsipuaconfig-private.h, a line in the enum and
 * in the table of fields here, and a row in gstsipuaconfigproperties.c.
 */
#include "gst/sip/ua/gstsipuaconfigproperties.h"

#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/message/gstsippasswords.h"

#define ANONYMOUS_TOKEN_LENGTH 6

G_DEFINE_FINAL_TYPE (GstSipUaConfig, gst_sip_ua_config, GST_TYPE_OBJECT)

#define FIELD(name) G_STRUCT_OFFSET (GstSipUaConfig, name)

/* Where each setting is stored; its kind is that of its GParamSpec. */
static const gsize fields[GST_SIP_UA_CONFIG_N_PROPERTIES] = {
    [GST_SIP_UA_CONFIG_URI] = FIELD (uri),
    [GST_SIP_UA_CONFIG_WS_SERVERS] = FIELD (ws_servers),
    [GST_SIP_UA_CONFIG_AUTHORIZATION_USER] = FIELD (authorization_user),
    [GST_SIP_UA_CONFIG_AUTHORIZATION_HA1] = FIELD (authorization_ha1),
    [GST_SIP_UA_CONFIG_CONNECTION_RECOVERY_MAX_INTERVAL] =
        FIELD (connection_recovery_max_interval),
    [GST_SIP_UA_CONFIG_CONNECTION_RECOVERY_MIN_INTERVAL] =
        FIELD (connection_recovery_min_interval),
    [GST_SIP_UA_CONFIG_DISPLAY_NAME] = FIELD (display_name),
    [GST_SIP_UA_CONFIG_HACK_IP_IN_CONTACT] = FIELD (hack_ip_in_contact),
    [GST_SIP_UA_CONFIG_HACK_VIA_TCP] = FIELD (hack_via_tcp),
    [GST_SIP_UA_CONFIG_INSTANCE_ID] = FIELD (instance_id),
    [GST_SIP_UA_CONFIG_LOG_BUILTIN_ENABLED] = FIELD (log_builtin_enabled),
    [GST_SIP_UA_CONFIG_LOG_LEVEL] = FIELD (log_level),
    [GST_SIP_UA_CONFIG_NO_ANSWER_TIMEOUT] = FIELD (no_answer_timeout),
    [GST_SIP_UA_CONFIG_PASSWORD] = FIELD (password),
    [GST_SIP_UA_CONFIG_REGISTER] = FIELD (register_),
    [GST_SIP_UA_CONFIG_REGISTER_EXPIRES] = FIELD (register_expires),
    [GST_SIP_UA_CONFIG_REGISTRAR_SERVER] = FIELD (registrar_server),
    [GST_SIP_UA_CONFIG_STUN_SERVERS] = FIELD (stun_servers),
    [GST_SIP_UA_CONFIG_TRACE_SIP] = FIELD (trace_sip),
    [GST_SIP_UA_CONFIG_TURN_SERVERS] = FIELD (turn_servers),
    [GST_SIP_UA_CONFIG_USE_PRELOADED_ROUTE] = FIELD (use_preloaded_route),
    [GST_SIP_UA_CONFIG_TARGET] = FIELD (target),
    [GST_SIP_UA_CONFIG_AUTO_ANSWER] = FIELD (auto_answer),
    [GST_SIP_UA_CONFIG_MAX_CALLS] = FIELD (max_calls),
    [GST_SIP_UA_CONFIG_AUDIO_CODECS] = FIELD (audio_codecs),
    [GST_SIP_UA_CONFIG_VIDEO_CODECS] = FIELD (video_codecs),
    [GST_SIP_UA_CONFIG_LATENCY] = FIELD (latency),
    [GST_SIP_UA_CONFIG_ICE_TRANSPORT_POLICY] = FIELD (ice_transport_policy),
    [GST_SIP_UA_CONFIG_ICE_GATHERING_TIMEOUT] = FIELD (ice_gathering_timeout),
    [GST_SIP_UA_CONFIG_TLS_CA_FILE] = FIELD (tls_ca_file),
    [GST_SIP_UA_CONFIG_TLS_VALIDATION] = FIELD (tls_validation),
    [GST_SIP_UA_CONFIG_HTTP_HEADERS] = FIELD (http_headers),
    [GST_SIP_UA_CONFIG_USER_AGENT] = FIELD (user_agent),
    [GST_SIP_UA_CONFIG_EXTRA_HEADERS] = FIELD (extra_headers),
};

/* The settings among the properties of the class; a GstObject has others. */
static GParamSpec *
find_setting (guint id)
{
  static GParamSpec *settings[GST_SIP_UA_CONFIG_N_PROPERTIES];
  static gsize ready = 0;

  if (g_once_init_enter (&ready)) {
    g_autoptr (GTypeClass) klass = g_type_class_ref (GST_TYPE_SIP_UA_CONFIG);
    guint n_pspecs;
    g_autofree GParamSpec **pspecs =
        g_object_class_list_properties (G_OBJECT_CLASS (klass), &n_pspecs);

    for (guint i = 0; i < n_pspecs; i++) {
      if (pspecs[i]->owner_type == GST_TYPE_SIP_UA_CONFIG)
        settings[pspecs[i]->param_id] = pspecs[i];
    }
    g_once_init_leave (&ready, 1);
  }
  return settings[id];
}

static void
store_string (gchar **field, const GValue *value)
{
  g_free (*field);
  *field = g_value_dup_string (value);
}

static void
store_structure (GstStructure **field, const GValue *value)
{
  g_clear_pointer (field, gst_structure_free);
  *field = g_value_dup_boxed (value);
}

static void
store (GstSipUaConfig *self, guint id, const GValue *value)
{
  gpointer field = G_STRUCT_MEMBER_P (self, fields[id]);

  if (G_VALUE_HOLDS_STRING (value))
    store_string (field, value);
  else if (G_VALUE_HOLDS_UINT (value))
    *(guint *) field = g_value_get_uint (value);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    *(gboolean *) field = g_value_get_boolean (value);
  else if (G_VALUE_HOLDS_ENUM (value))
    *(gint *) field = g_value_get_enum (value);
  else
    store_structure (field, value);
}

static void
load (GstSipUaConfig *self, guint id, GValue *value)
{
  gpointer field = G_STRUCT_MEMBER_P (self, fields[id]);

  if (G_VALUE_HOLDS_STRING (value))
    g_value_set_string (value, *(gchar **) field);
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, *(guint *) field);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, *(gboolean *) field);
  else if (G_VALUE_HOLDS_ENUM (value))
    g_value_set_enum (value, *(gint *) field);
  else
    g_value_set_boxed (value, *(GstStructure **) field);
}

/* The two settings whose default differs from element to element. Unsetting
 * one asks for its default again. */
static void
make_up_identity (GstSipUaConfig *self)
{
  g_autoptr (GstSipRandom) random = gst_sip_random_new ();

  if (self->uri == NULL || *self->uri == '\0') {
    g_autofree gchar *token =
        gst_sip_random_token (random, ANONYMOUS_TOKEN_LENGTH);

    g_free (self->uri);
    self->uri = g_strdup_printf ("sip:anonymous.%s@anonymous.invalid", token);
  }
  if (self->instance_id == NULL || *self->instance_id == '\0') {
    g_free (self->instance_id);
    self->instance_id = gst_sip_random_uuid (random);
  }
}

static void
gst_sip_ua_config_set_property (GObject *object, guint id, const GValue *value,
    GParamSpec *pspec)
{
  GstSipUaConfig *self = GST_SIP_UA_CONFIG (object);

  GST_OBJECT_LOCK (self);
  store (self, id, value);
  make_up_identity (self);
  GST_OBJECT_UNLOCK (self);
}

/* Graphs of pipelines show every property that can be read, so that no URI is
 * read back with its password. */
static void
gst_sip_ua_config_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  load (GST_SIP_UA_CONFIG (object), id, value);
  GST_OBJECT_UNLOCK (object);
  if (G_VALUE_HOLDS_STRING (value))
    g_value_take_string (value,
        gst_sip_dup_without_passwords (g_value_get_string (value)));
}

static void
gst_sip_ua_config_finalize (GObject *object)
{
  GValue value = G_VALUE_INIT;

  /* Storing NULL frees what is there. */
  for (guint id = 1; id < GST_SIP_UA_CONFIG_N_PROPERTIES; id++) {
    GType type = find_setting (id)->value_type;

    if (type != G_TYPE_STRING && type != GST_TYPE_STRUCTURE)
      continue;
    g_value_init (&value, type);
    store (GST_SIP_UA_CONFIG (object), id, &value);
    g_value_unset (&value);
  }
  G_OBJECT_CLASS (gst_sip_ua_config_parent_class)->finalize (object);
}

static void
gst_sip_ua_config_class_init (GstSipUaConfigClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = gst_sip_ua_config_set_property;
  object_class->get_property = gst_sip_ua_config_get_property;
  object_class->finalize = gst_sip_ua_config_finalize;

  gst_sip_ua_config_install_properties (object_class);
}

/* Each setting starts at its GParamSpec's default, so that none is written
 * down twice. */
static void
gst_sip_ua_config_init (GstSipUaConfig *self)
{
  GObjectClass *klass = G_OBJECT_GET_CLASS (self);
  guint n_pspecs;
  g_autofree GParamSpec **pspecs =
      g_object_class_list_properties (klass, &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++) {
    if (pspecs[i]->owner_type == GST_TYPE_SIP_UA_CONFIG)
      store (self, pspecs[i]->param_id,
          g_param_spec_get_default_value (pspecs[i]));
  }
  make_up_identity (self);
}

/**
 * gst_sip_ua_config_new:
 *
 * Returns: (transfer full): a configuration with every setting at its default;
 *   `uri` and `instance-id` are random
 *
 * Since: 0.1
 */
GstSipUaConfig *
gst_sip_ua_config_new (void)
{
  return gst_object_ref_sink (g_object_new (GST_TYPE_SIP_UA_CONFIG, NULL));
}

/**
 * gst_sip_ua_config_copy:
 * @self: a configuration
 *
 * Copies every setting, also those that cannot be read as properties. May be
 * called from any thread.
 *
 * Returns: (transfer full): a configuration that no one else changes
 *
 * Since: 0.1
 */
GstSipUaConfig *
gst_sip_ua_config_copy (GstSipUaConfig *self)
{
  GstSipUaConfig *copy = gst_sip_ua_config_new ();

  g_return_val_if_fail (GST_IS_SIP_UA_CONFIG (self), NULL);

  GST_OBJECT_LOCK (self);
  for (guint id = 1; id < GST_SIP_UA_CONFIG_N_PROPERTIES; id++) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, find_setting (id)->value_type);
    load (self, id, &value);
    store (copy, id, &value);
    g_value_unset (&value);
  }
  GST_OBJECT_UNLOCK (self);
  return copy;
}
