/* What goes on the wire for each setting
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestnet.h"

#include "gst/sip/base/gstsiperror.h"

#include <string.h>

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GString *log;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", NULL);
  f->log = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sip_test_net_free (f->net);
  g_string_free (f->log, TRUE);
}

/* The REGISTER that is sent with that setting. */
static GstSipMessage *
start (Fixture *f, const gchar *property, ...)
{
  va_list args;

  va_start (args, property);
  g_object_set_valist (G_OBJECT (f->alice->config), property, args);
  va_end (args);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
  sip_test_net_start (f->net);
  return sip_test_net_pop_request (f->net, "REGISTER");
}

static GstSipMessage *
call (Fixture *f, const gchar *target, const GstStructure *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipCall) out =
      gst_sip_ua_call (f->alice->ua, target, options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (out);
  sip_test_net_advance (f->net, 0);
  return sip_test_net_pop_request (f->net, "INVITE");
}

static void
assert_has (GstSipMessage *message, GstSipHeader header, const gchar *part)
{
  const gchar *value = gst_sip_message_get_header (message, header);

  g_assert_nonnull (value);
  if (strstr (value, part) == NULL)
    g_error ("'%s' is not in '%s'", part, value);
}

static void
test_display_name (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request =
      start (f, "display-name", "Alice \"¶€ĸøĸø\" \\", NULL);

  assert_has (request, GST_SIP_HEADER_FROM,
      "\"Alice \\\"¶€ĸøĸø\\\" \\\\\" <sip:alice@example.com>;tag=");
}

/* How uri is written, and what becomes of it: the registrar that is asked, and
 * who is registered there. */
typedef struct
{
  const gchar *name, *uri, *registrar, *aor;
} Notation;

static const Notation notations[] = {
    {"plain",       "sip:alice@example.net",                            "sip:example.net",
     "<sip:alice@example.net>"                                                                                             },
    {"bare",        "alice@example.net",                                "sip:example.net",        "<sip:alice@example.net>"},
    {"port",        "sip:alice@example.net:5070",                       "sip:example.net:5070",
     "<sip:alice@example.net:5070>"                                                                                        },
    {"params",      "sip:alice@example.net;transport=tcp;lr?Subject=x",
     "sip:example.net",                                                                           "<sip:alice@example.net>"},
    {"password",    "sip:alice:secret@example.net",                     "sip:example.net",
     "<sip:alice@example.net>"                                                                                             },
    {"ipv4",        "sip:alice@192.0.2.7",                              "sip:192.0.2.7",          "<sip:alice@192.0.2.7>"  },
    {"ipv6",        "sip:alice@[2001:db8::1]:5070",                     "sip:[2001:db8::1]:5070",
     "<sip:alice@[2001:db8::1]:5070>"                                                                                      },
    {"escaped",     "sip:al%20ice%40home@example.net",                  "sip:example.net",
     "<sip:al%20ice%40home@example.net>"                                                                                   },
    {"number",      "sip:+1-555-0100@example.net;user=phone",           "sip:example.net",
     "<sip:+1-555-0100@example.net>"                                                                                       },
    {"scheme-case", "SIP:alice@Example.NET",                            "sip:Example.NET",
     "<sip:alice@Example.NET>"                                                                                             },
};

static void
test_notation (Fixture *f, gconstpointer data)
{
  const Notation *notation = data;
  g_autoptr (GstSipMessage) request = start (f, "uri", notation->uri, NULL);

  g_assert_cmpstr (gst_sip_message_get_request_uri (request), ==,
      notation->registrar);
  g_assert_cmpstr (gst_sip_message_get_header (request, GST_SIP_HEADER_TO), ==,
      notation->aor);
  assert_has (request, GST_SIP_HEADER_FROM, notation->aor);
}

static void
test_hack_ip (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request =
      start (f, "hack-ip-in-contact", TRUE, NULL);

  assert_has (request, GST_SIP_HEADER_CONTACT, "@192.0.2.");
  assert_has (request, GST_SIP_HEADER_VIA, "SIP/2.0/WS 192.0.2.");
}

static void
test_hack_tcp (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request = start (f, "hack-via-tcp", TRUE, NULL);

  assert_has (request, GST_SIP_HEADER_VIA, "SIP/2.0/TCP ");
  assert_has (request, GST_SIP_HEADER_CONTACT, ";transport=ws>");
}

static void
test_wss (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request =
      start (f, "ws-servers", "wss://server", NULL);

  assert_has (request, GST_SIP_HEADER_VIA, "SIP/2.0/WSS ");
  assert_has (request, GST_SIP_HEADER_CONTACT, ";transport=ws>");
}

static void
test_preloaded_route (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request = start (f, "use-preloaded-route", TRUE,
      "ws-servers", "wss://example.org:8443/path", NULL);
  g_autoptr (GstSipMessage) invite = call (f, "bob", NULL);

  g_assert_cmpstr (gst_sip_message_get_header (request, GST_SIP_HEADER_ROUTE),
      ==, "<sip:example.org:8443;lr;transport=ws>");
  g_assert_cmpstr (gst_sip_message_get_header (invite, GST_SIP_HEADER_ROUTE),
      ==, "<sip:example.org:8443;lr;transport=ws>");
}

static void
test_registrar (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request =
      start (f, "registrar-server", "sip:registrar.example.net", NULL);

  g_assert_cmpstr (gst_sip_message_get_request_uri (request), ==,
      "sip:registrar.example.net");
  assert_has (request, GST_SIP_HEADER_TO, "<sip:alice@example.com>");
}

static void
test_instance (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) request = start (f, "instance-id",
      "uuid:8F1FA16A-1165-4a96-8341-785b1ef24f12", NULL);

  assert_has (request, GST_SIP_HEADER_CONTACT,
      "+sip.instance=\"<urn:uuid:8f1fa16a-1165-4a96-8341-785b1ef24f12>\"");
}

static void
test_extra_headers (Fixture *f, gconstpointer data)
{
  g_autoptr (GstStructure) all =
      gst_structure_new ("headers", "X-Tenant", G_TYPE_STRING, "blue", NULL);
  g_autoptr (GstStructure) one =
      gst_structure_new ("headers", "X-Call", G_TYPE_STRING, "red", NULL);
  g_autoptr (GstStructure) options = gst_structure_new ("options",
      "extra-headers", GST_TYPE_STRUCTURE, one, NULL);
  g_autoptr (GstSipMessage) request =
      start (f, "extra-headers", all, "user-agent", "Phone/7", NULL);
  g_autoptr (GstSipMessage) invite = call (f, "bob", options);

  g_assert_cmpstr (gst_sip_message_get_header_by_name (request, "X-Tenant"), ==,
      "blue");
  g_assert_cmpstr (gst_sip_message_get_header_by_name (invite, "X-Tenant"), ==,
      "blue");
  g_assert_cmpstr (gst_sip_message_get_header_by_name (invite, "X-Call"), ==,
      "red");
  assert_has (invite, GST_SIP_HEADER_USER_AGENT, "Phone/7");
}

static void
test_anonymous_call (Fixture *f, gconstpointer data)
{
  g_autoptr (GstStructure) options =
      gst_structure_new ("options", "anonymous", G_TYPE_BOOLEAN, TRUE, NULL);
  g_autoptr (GstSipMessage) invite = NULL;

  gst_sip_message_unref (start (f, "display-name", "Al", NULL));
  invite = call (f, "bob", options);

  assert_has (invite, GST_SIP_HEADER_FROM,
      "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=");
  assert_has (invite, GST_SIP_HEADER_PRIVACY, "id");
  assert_has (invite, GST_SIP_HEADER_P_PREFERRED_IDENTITY,
      "<sip:alice@example.com>");
}

/* What a person may type. */
static const struct
{
  const gchar *target;
  const gchar *uri; /* NULL: cannot be called */
} targets[] = {
    {"bob",                                    "sip:bob@example.com"         },
    {" bob ",                                  "sip:bob@example.com"         },
    {"+1 (555) 010-0199",                      "sip:+15550100199@example.com"},
    {"bob@example.net",                        "sip:bob@example.net"         },
    {"sip:bob@example.net:5070;transport=tcp",
     "sip:bob@example.net:5070;transport=tcp"                                },
    {"sip:bob@example.net?Subject=x",          "sip:bob@example.net"         },
    {"sip:example.net",                        "sip:example.net"             },
    {"é",                                     "sip:%C3%A9@example.com"      },
    {"*31#0123",                               "sip:*31%230123@example.com"  },
    {"sip:*31#0123@example.test",              "sip:*31%230123@example.test" },
    {"*31#0123@example.test",                  "sip:*31%230123@example.test" },
    {"sip:a^b`c{d|e}f\\g[h]@example.net",
     "sip:a%5Eb%60c%7Bd%7Ce%7Df%5Cg%5Bh%5D@example.net"                      },
    {"sip:50%@example.net",                    "sip:50%25@example.net"       },
    {"sip:*31%230123@example.net",             "sip:*31%230123@example.net"  },
    {"sip:*21#:p#w@example.net",               "sip:*21%23:p%23w@example.net"},
    {"sip:bob@example.net;user=x#y;z=[1:2]",
     "sip:bob@example.net;user=x%23y;z=[1:2]"                                },
    {"sip:bob@example.net;x=\xc3\xa9",         "sip:bob@example.net;x=%C3%A9"},
    {"sip:bob@exam#ple.net",                   NULL                          },
    {"sip:bo b@example.net",                   NULL                          },
    {"sip:bo<b@example.net",                   NULL                          },
    {"",                                       NULL                          },
    {"sip:",                                   NULL                          },
    {"http://example.com",                     NULL                          },
    {"tel:+1555",                              NULL                          },
};

static void
test_targets (Fixture *f, gconstpointer data)
{
  gst_sip_message_unref (start (f, "password", NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++) {
    g_autoptr (GstSipMessage) invite = NULL;
    g_autoptr (GError) error = NULL;

    if (targets[i].uri == NULL) {
      g_assert_null (
          gst_sip_ua_call (f->alice->ua, targets[i].target, NULL, &error));
      g_assert_nonnull (error);
      continue;
    }
    invite = call (f, targets[i].target, NULL);
    g_assert_cmpstr (gst_sip_message_get_request_uri (invite), ==,
        targets[i].uri);
  }
}

static void
test_not_started (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gst_sip_ua_call (f->alice->ua, "bob", NULL, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE);
}

static void
test_no_server (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_object_set (f->alice->config, "ws-servers", NULL, NULL);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
  g_assert_false (gst_sip_ua_start (f->alice->ua, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION);
  g_assert_true (g_str_has_prefix (error->message, "ws-servers: "));
}

static void
note (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer user_data)
{
  g_string_append_printf (user_data, "%d|%s|%s\n", level, category, content);
}

static void
watch_log (Fixture *f)
{
  f->alice->ua->core->log = gst_sip_log_new ();
  gst_sip_log_set_func (f->alice->ua->core->log, note, f->log, NULL);
  gst_sip_log_set_level (f->alice->ua->core->log, GST_SIP_LOG_LEVEL_DEBUG);
}

/* Whole messages, and no secret in them. */
static void
test_trace (Fixture *f, gconstpointer data)
{
  watch_log (f);
  f->net->scripted = FALSE;
  f->net->challenges_register = TRUE;
  g_object_set (f->alice->config, "trace-sip", TRUE, NULL);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
  sip_test_net_start (f->net);

  g_assert_nonnull (strstr (f->log->str, "2|sip.transport|sending"));
  g_assert_nonnull (strstr (f->log->str, "REGISTER sip:example.com SIP/2.0"));
  g_assert_nonnull (strstr (f->log->str, "SIP/2.0 401 Unauthorized"));
  g_assert_nonnull (strstr (f->log->str, "username=\"alice\""));
  g_assert_null (strstr (f->log->str, SIP_TEST_PASSWORD));
  g_assert_null (strstr (f->log->str, "response=\"0"));
  for (const gchar *c = f->log->str; (c = strstr (c, "response=\"")); c++)
    g_assert_false (g_ascii_isxdigit (c[strlen ("response=\"")]));
}

static void
test_no_trace (Fixture *f, gconstpointer data)
{
  watch_log (f);
  f->net->scripted = FALSE;
  sip_test_net_start (f->net);

  g_assert_null (strstr (f->log->str, "SIP/2.0"));
  g_assert_nonnull (strstr (f->log->str,
      "2|sip.registration|registered sip:alice@example.com at "
      "sip:example.com for 600 s"));
}

static const struct
{
  const gchar *name;
  void (*test) (Fixture *f, gconstpointer data);
} tests[] = {
    {"display-name",       test_display_name   },
    {"hack-ip-in-contact", test_hack_ip        },
    {"hack-via-tcp",       test_hack_tcp       },
    {"wss",                test_wss            },
    {"preloaded-route",    test_preloaded_route},
    {"registrar-server",   test_registrar      },
    {"instance-id",        test_instance       },
    {"extra-headers",      test_extra_headers  },
    {"anonymous-call",     test_anonymous_call },
    {"targets",            test_targets        },
    {"not-started",        test_not_started    },
    {"no-server",          test_no_server      },
    {"trace-sip",          test_trace          },
    {"no-trace",           test_no_trace       },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/identity/%s", tests[i].name);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (notations); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/identity/uri/%s", notations[i].name);

    g_test_add (path, Fixture, &notations[i], set_up, test_notation, tear_down);
  }
  return g_test_run ();
}
