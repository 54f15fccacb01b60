/* The settings of a user agent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/ua/gstsipuaconfig-private.h"

#include <string.h>

/* All settings, by introspection. */

static GParamSpec **
list_settings (guint *n)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (GST_TYPE_SIP_UA_CONFIG);
  GParamSpec **pspecs =
      g_object_class_list_properties (G_OBJECT_CLASS (klass), n);
  guint kept = 0;

  for (guint i = 0; i < *n; i++) {
    if (pspecs[i]->owner_type == GST_TYPE_SIP_UA_CONFIG)
      pspecs[kept++] = pspecs[i];
  }
  *n = kept;
  return pspecs;
}

/* Another value than the default. */
static void
make_value (GParamSpec *pspec, GValue *value)
{
  g_value_init (value, pspec->value_type);
  if (G_IS_PARAM_SPEC_STRING (pspec))
    g_value_set_string (value, "another");
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    g_value_set_uint (value, G_PARAM_SPEC_UINT (pspec)->default_value + 1);
  else if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    g_value_set_boolean (value, !G_PARAM_SPEC_BOOLEAN (pspec)->default_value);
  else if (G_IS_PARAM_SPEC_ENUM (pspec))
    g_value_set_enum (value,
        g_value_get_enum (g_param_spec_get_default_value (pspec)) == 1 ? 0 : 1);
  else
    g_value_take_boxed (value,
        gst_structure_new ("headers", "X-A", G_TYPE_STRING, "b", NULL));
}

static gboolean
are_equal (GParamSpec *pspec, const GValue *a, const GValue *b)
{
  if (G_IS_PARAM_SPEC_BOXED (pspec))
    return gst_structure_is_equal (g_value_get_boxed (a),
        g_value_get_boxed (b));
  return g_param_values_cmp (pspec, a, b) == 0;
}

/* What a secret is kept in, as it cannot be read. */
static const gchar *
read_secret (GstSipUaConfig *config, const gchar *name)
{
  if (g_str_equal (name, "password"))
    return config->password;
  if (g_str_equal (name, "authorization-ha1"))
    return config->authorization_ha1;
  if (g_str_equal (name, "turn-servers"))
    return config->turn_servers;
  g_assert_cmpstr (name, ==, "http-headers");
  g_assert_nonnull (config->http_headers);
  return "another";
}

static void
check_value (GstSipUaConfig *config, GParamSpec *pspec, const GValue *value)
{
  GValue read = G_VALUE_INIT;

  if (!(pspec->flags & G_PARAM_READABLE)) {
    g_assert_cmpstr (read_secret (config, pspec->name), ==, "another");
    return;
  }
  g_value_init (&read, pspec->value_type);
  g_object_get_property (G_OBJECT (config), pspec->name, &read);
  if (!are_equal (pspec, value, &read))
    g_error ("%s is not what it was set to", pspec->name);
  g_value_unset (&read);
}

static void
test_walk (void)
{
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_new ();
  g_autoptr (GstSipUaConfig) copy = NULL;
  guint n;
  g_autofree GParamSpec **pspecs = list_settings (&n);

  g_assert_cmpuint (n, ==, 34);
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < n; i++) {
      GValue value = G_VALUE_INIT;

      make_value (pspecs[i], &value);
      if (pass == 0)
        g_object_set_property (G_OBJECT (config), pspecs[i]->name, &value);
      check_value (pass == 0 ? config : copy, pspecs[i], &value);
      g_value_unset (&value);
    }
    if (pass == 0)
      copy = gst_sip_ua_config_copy (config);
  }
}

/* gst-inspect-1.0 shows them as documentation. */
static void
test_documented (void)
{
  guint n;
  g_autofree GParamSpec **pspecs = list_settings (&n);

  for (guint i = 0; i < n; i++) {
    g_assert_cmpuint (strlen (g_param_spec_get_blurb (pspecs[i])), >, 20);
    g_assert_cmpstr (g_param_spec_get_nick (pspecs[i]), !=, pspecs[i]->name);
    g_assert_true (pspecs[i]->flags &
        (GST_PARAM_MUTABLE_READY | GST_PARAM_MUTABLE_PLAYING));
  }
}

/* The defaults of the seed document. */
static void
test_defaults (void)
{
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_new ();
  g_autoptr (GstSipUaConfig) other = gst_sip_ua_config_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (config->uri, "sip:anonymous."));
  g_assert_true (g_str_has_suffix (config->uri, "@anonymous.invalid"));
  g_assert_cmpuint (strlen (config->uri), ==,
      strlen ("sip:anonymous.123456@anonymous.invalid"));
  g_assert_cmpstr (config->uri, !=, other->uri);
  g_assert_cmpstr (config->instance_id, !=, other->instance_id);
  g_assert_null (config->ws_servers);
  g_assert_null (config->authorization_user);
  g_assert_cmpuint (config->connection_recovery_max_interval, ==, 30);
  g_assert_cmpuint (config->connection_recovery_min_interval, ==, 2);
  g_assert_null (config->display_name);
  g_assert_false (config->hack_ip_in_contact);
  g_assert_false (config->hack_via_tcp);
  g_assert_true (config->log_builtin_enabled);
  g_assert_cmpint (config->log_level, ==, GST_SIP_LOG_LEVEL_LOG);
  g_assert_cmpuint (config->no_answer_timeout, ==, 30);
  g_assert_null (config->password);
  g_assert_true (config->register_);
  g_assert_cmpuint (config->register_expires, ==, 600);
  g_assert_null (config->registrar_server);
  g_assert_cmpstr (config->stun_servers, ==, "stun:stun.l.google.com:19302");
  g_assert_false (config->trace_sip);
  g_assert_null (config->turn_servers);
  g_assert_false (config->use_preloaded_route);
  g_assert_true (config->tls_validation);

  g_object_set (config, "ws-servers", "ws://server", NULL);
  g_assert_true (gst_sip_ua_config_validate (config, &error));
  g_assert_no_error (error);
  g_assert_true (gst_sip_ua_config_is_anonymous (config));
  g_object_set (config, "uri", "alice@example.com", NULL);
  g_assert_false (gst_sip_ua_config_is_anonymous (config));
  /* Unset is the default again. */
  g_object_set (config, "uri", NULL, NULL);
  g_assert_true (gst_sip_ua_config_is_anonymous (config));
}

/* SIP.js wrote names with underscores. */
static void
test_underscores (void)
{
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_new ();

  g_object_set (config, "ws_servers", "ws://a", "no_answer_timeout", 5, NULL);
  g_assert_cmpstr (config->ws_servers, ==, "ws://a");
  g_assert_cmpuint (config->no_answer_timeout, ==, 5);
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_notify (void)
{
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_new ();
  guint n = 0;

  g_signal_connect_swapped (config, "notify::uri", G_CALLBACK (count), &n);
  g_object_set (config, "uri", "sip:a@b", NULL);
  g_assert_cmpuint (n, ==, 1);
}

/* With the one setting that has no default. */
static GstSipUaConfig *
make_config (void)
{
  GstSipUaConfig *config = gst_sip_ua_config_new ();

  g_object_set (config, "ws-servers", "ws://server", NULL);
  return config;
}

/* Values that are taken, and those that are not: what the message has to
 * name. */

typedef struct
{
  const gchar *name;
  const gchar *property;
  const gchar *value;
  const gchar *problem; /* NULL: there is none */
} Row;

static const Row rows[] = {
    {"uri",              "uri",                "sip:alice@example.com",                         NULL                           },
    {"uri-bare",         "uri",                "alice@example.com",                             NULL                           },
    {"uri-sips",         "uri",                "sips:alice@example.com",                        NULL                           },
    {"uri-odd-user",     "uri",                "sip:+1-555%20x@example.com:5080",               NULL                           },
    {"uri-no-user",      "uri",                "sip:example.com",                               "'sip:example.com' has no user"},
    {"uri-other-scheme", "uri",                "http://example.com",                            "'http://example.com'"         },
    {"uri-space",        "uri",                "sip:a lice@example.com",                        "'sip:a lice@example.com'"     },
    {"registrar",        "registrar-server",   "sip:example.com",                               NULL                           },
    {"registrar-bare",   "registrar-server",   "example.com:5070",                              NULL                           },
    {"registrar-empty",  "registrar-server",   "",                                              NULL                           },
    {"registrar-user",   "registrar-server",   "sip:bob@example.com",
     "'sip:bob@example.com' has a user part"                                                                                   },
    {"registrar-ws",     "registrar-server",   "ws://example.com",
     "expected the scheme sip or sips, got 'ws://example.com'"                                                                 },
    {"registrar-bad",    "registrar-server",   "sip:",                                          "'sip:'"                       },
    {"instance",         "instance-id",        "8f1fa16a-1165-4a96-8341-785b1ef24f12",          NULL                           },
    {"instance-uuid",    "instance-id",
     "uuid:8f1fa16a-1165-4a96-8341-785b1ef24f12",                                               NULL                           },
    {"instance-urn",     "instance-id",
     "urn:uuid:8F1FA16A-1165-4A96-8341-785B1EF24F12",                                           NULL                           },
    {"instance-short",   "instance-id",        "8f1fa16a",                                      "'8f1fa16a' is not a UUID"     },
    {"instance-letters", "instance-id",        "8f1fa16a-1165-4a96-8341-785b1ef24fxx",
     "785b1ef24fxx'"                                                                                                           },
    {"name",             "display-name",       "Alice \"¶€ĸøĸø\" \\",                    NULL                           },
    {"name-lines",       "display-name",       "Alice\r\nX: y",                                 "more than one line"           },
    {"name-bytes",       "display-name",       "Alice \xff",                                    "not UTF-8"                    },
    {"user-lines",       "authorization-user", "a\nb",                                          "more than one line"           },
    {"agent-lines",      "user-agent",         "a\nb",                                          "more than one line"           },
    {"agent-controls",   "user-agent",         "a\001b",                                        "has control characters"       },
    {"user-controls",    "authorization-user", "a\033b",                                        "has control characters"       },
    {"name-controls",    "display-name",       "a\001b",                                        NULL                           },
    {"target-empty",     "target",             "",                                              NULL                           },
    {"ha1",              "authorization-ha1",  "00112233445566778899aabbccddeeff",              NULL                           },
    {"ha1-bad",          "authorization-ha1",  "secret",                                        "not a hash"                   },
    {"ws",               "ws-servers",         "ws://a.example.com, wss://b.example.com/x?y=z", NULL                           },
    {"ws-none",          "ws-servers",         "",                                              "there is no server"           },
    {"target",           "target",             "bob",                                           NULL                           },
    {"target-uri",       "target",             "sip:bob@example.net",                           NULL                           },
    {"target-bad",       "target",             "http://x",                                      "cannot call 'http://x'"       },
    {"ws-scheme",        "ws-servers",         "http://a.example.com",                          "ws-servers: "                 },
    {"stun-scheme",      "stun-servers",       "turn:a.example.com",                            "stun-servers: "               },
    {"turn-scheme",      "turn-servers",       "stun:a.example.com",                            "turn-servers: "               },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GstSipUaConfig) config = make_config ();
  g_autoptr (GError) error = NULL;

  g_object_set (config, row->property, row->value, NULL);
  gst_sip_ua_config_validate (config, &error);

  if (row->problem == NULL) {
    g_assert_no_error (error);
    return;
  }
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION);
  g_assert_true (g_str_has_prefix (error->message, row->property));
  if (strstr (error->message, row->problem) == NULL)
    g_error ("'%s' is not in '%s'", row->problem, error->message);
}

/* A URI may have a password in it, even one that is none. */
static const struct
{
  const gchar *property, *value;
} leaky[] = {
    {"uri",              "sip:alice:topsecret@exa mple.com"  },
    {"uri",              "alice:topsecret@exa mple.com"      },
    {"uri",              "sip:alice:top secret@example.com"  },
    {"uri",              "sip:alice:top@secret@exa_mple.com" },
    {"registrar-server", "sip:alice:topsecret@example.com"   },
    {"target",           "sip:alice:topsecret@exa mple.com"  },
    {"target",           "http://alice:topsecret@example.com"},
};

static void
test_uri_password_not_quoted (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (leaky); i++) {
    g_autoptr (GstSipUaConfig) config = make_config ();
    g_autoptr (GError) error = NULL;

    g_object_set (config, leaky[i].property, leaky[i].value, NULL);
    g_assert_false (gst_sip_ua_config_validate (config, &error));
    if (strstr (error->message, "secret") != NULL)
      g_error ("%s", error->message);
  }
}

static void
test_secret_not_quoted (void)
{
  g_autoptr (GstSipUaConfig) config = make_config ();
  g_autoptr (GError) error = NULL;

  g_object_set (config, "authorization-ha1", "topsecret", NULL);
  g_assert_false (gst_sip_ua_config_validate (config, &error));
  g_assert_null (strstr (error->message, "topsecret"));
}

static void
test_intervals (void)
{
  g_autoptr (GstSipUaConfig) config = make_config ();
  g_autoptr (GError) error = NULL;

  g_object_set (config, "connection-recovery-max-interval", 3,
      "connection-recovery-min-interval", 4, NULL);
  g_assert_false (gst_sip_ua_config_validate (config, &error));
  g_assert_true (g_str_has_prefix (error->message,
      "connection-recovery-max-interval: '3'"));
}

static void
test_extra_headers (void)
{
  static const struct
  {
    const gchar *structure;
    const gchar *problem;
  } structures[] = {
      {"headers, X-Tenant=(string)blue",          NULL                                 },
      {"headers, Via=(string)blue",               "'Via' is set by the protocol itself"},
      {"headers, t=(string)blue",                 "'t' is set by the protocol itself"  },
      {"headers, X-Number=(int)1",                "'X-Number' needs a string value"    },
      {"headers, a/b=(string)blue",               "'a/b' is not the name of a header"  },
      {"headers, X-Bell=(string)\"a\\007\"",
       "'X-Bell' needs a value of one line"                                            },
      {"headers, X-Two=(string)\"a\\015\\012b\"",
       "'X-Two' needs a value of one line"                                             },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (structures); i++) {
    g_autoptr (GstSipUaConfig) config = make_config ();
    g_autoptr (GstStructure) headers =
        gst_structure_from_string (structures[i].structure, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (headers);
    g_object_set (config, "extra-headers", headers, NULL);
    gst_sip_ua_config_validate (config, &error);
    if (structures[i].problem == NULL)
      g_assert_no_error (error);
    else
      g_assert_nonnull (strstr (error->message, structures[i].problem));
  }
}

/* One thread sets what another copies: the sanitizers would tell. */
static gpointer
keep_setting (gpointer data)
{
  for (guint i = 0; i < 2000; i++)
    g_object_set (data, "display-name", i % 2 ? "one" : "another", NULL);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (GstSipUaConfig) config = make_config ();
  GThread *thread = g_thread_new ("set", keep_setting, config);

  for (guint i = 0; i < 200; i++) {
    g_autoptr (GstSipUaConfig) copy = gst_sip_ua_config_copy (config);

    g_assert_true (copy->display_name == NULL ||
        g_str_equal (copy->display_name, "one") ||
        g_str_equal (copy->display_name, "another"));
  }
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ua/config/walk", test_walk);
  g_test_add_func ("/ua/config/documented", test_documented);
  g_test_add_func ("/ua/config/defaults", test_defaults);
  g_test_add_func ("/ua/config/underscores", test_underscores);
  g_test_add_func ("/ua/config/notify", test_notify);
  g_test_add_func ("/ua/config/secret-not-quoted", test_secret_not_quoted);
  g_test_add_func ("/ua/config/uri-password-not-quoted",
      test_uri_password_not_quoted);
  g_test_add_func ("/ua/config/intervals", test_intervals);
  g_test_add_func ("/ua/config/extra-headers", test_extra_headers);
  g_test_add_func ("/ua/config/threads", test_threads);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/config/value/%s", rows[i].name);

    g_test_add_data_func (path, &rows[i], test_row);
  }
  return g_test_run ();
}
