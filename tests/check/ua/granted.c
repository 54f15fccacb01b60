/* What registrars give besides a binding: a row for each rule
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestregistrar.h"

/* Service-Route (RFC 3608): what an INVITE carries as Route. */

#define ROUTE "<sip:p1.example.com;lr>"
#define LONG_ROUTE \
  "<sip:p.example.com;lr;x=" \
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>"

static const struct
{
  const gchar *name;
  const gchar *headers;
  gboolean preloaded;
  const gchar *route;
} service_routes[] = {
    {"none",           "",                                                     FALSE, ""                              },
    {"one",            "Service-Route: " ROUTE "\n",                           FALSE, ROUTE                           },
    {"two-lines",
     "Service-Route: " ROUTE "\nService-Route: <sip:p2.example.com;lr>\n",
     FALSE,                                                                           ROUTE " <sip:p2.example.com;lr>"},
    {"folded",         "Service-Route: " ROUTE ", <sip:h;lr;x=1>;y\n",         FALSE,
     ROUTE " <sip:h;lr;x=1>;y"                                                                                        },
    {"preloaded",      "Service-Route: " ROUTE "\n",                           TRUE,
     "<sip:server;lr;transport=ws> " ROUTE                                                                            },
    {"strict",         "Service-Route: <sip:p1.example.com>\n",                FALSE, ""                              },
    {"half-strict",    "Service-Route: " ROUTE ", <sip:h>\n",                  FALSE, ROUTE                           },
    {"broken-first",   "Service-Route: <sip:>, x, " ROUTE "\n",                FALSE, ROUTE                           },
    {"broken-between", "Service-Route: " ROUTE ",<http://h/;lr>,<sip:h;lr>\n",
     FALSE,                                                                           ROUTE " <sip:h;lr>"             },
    {"not-sip",        "Service-Route: <http://h/;lr>\n",                      FALSE, ""                              },
    {"no-brackets",    "Service-Route: sip:h;lr\n",                            FALSE, ""                              },
    {"star",           "Service-Route: *\n",                                   FALSE, ""                              },
    {"too-many",
     "Service-Route: " ROUTE "," ROUTE "," ROUTE "," ROUTE "," ROUTE
        "," ROUTE "," ROUTE "," ROUTE "," ROUTE "," ROUTE "," ROUTE "\n",
     FALSE,                                                                           ""                              },
    {"too-long",
     "Service-Route: " LONG_ROUTE "," LONG_ROUTE "," LONG_ROUTE
        "," LONG_ROUTE "," LONG_ROUTE "," LONG_ROUTE "," LONG_ROUTE
        "," LONG_ROUTE "," LONG_ROUTE "\n",
     FALSE,                                                                           ""                              },
};

static void
test_service_route (SipTestRegistrar *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) invite = NULL;
  g_autofree gchar *route = NULL;

  sip_test_registrar_configure (f, "use-preloaded-route",
      service_routes[i].preloaded, NULL);
  sip_test_registrar_start (f, service_routes[i].headers);
  invite = sip_test_registrar_call (f, FALSE);
  route = sip_test_registrar_join (invite, GST_SIP_HEADER_ROUTE);
  g_assert_cmpstr (route, ==, service_routes[i].route);
}

static void
assert_route (SipTestRegistrar *f, const gchar *expected)
{
  g_autoptr (GstSipMessage) invite = sip_test_registrar_call (f, FALSE);
  g_autofree gchar *route =
      sip_test_registrar_join (invite, GST_SIP_HEADER_ROUTE);

  g_assert_cmpstr (route, ==, expected);
  sip_test_net_reply (f->net, f->alice, invite, 486, "b", NULL, NULL);
  gst_sip_message_unref (sip_test_net_pop_request (f->net, "ACK"));
}

/* The latest answer says which it is, and none once we are not registered. */
static void
test_service_route_life (SipTestRegistrar *f, gconstpointer data)
{
  sip_test_registrar_start (f, "Service-Route: " ROUTE "\n");
  assert_route (f, ROUTE);
  gst_sip_ua_register (f->alice->ua);
  sip_test_registrar_advance (f, 0);
  sip_test_registrar_pop_register (f);
  g_assert_null (gst_sip_message_get_header (f->request, GST_SIP_HEADER_ROUTE));
  assert_route (f, ROUTE);
  sip_test_registrar_answer (f, 200,
      "Service-Route: <sip:p3.example.com;lr>\n");
  assert_route (f, "<sip:p3.example.com;lr>");

  gst_sip_ua_register (f->alice->ua);
  sip_test_registrar_advance (f, 0);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, 200, "");
  assert_route (f, "");

  gst_sip_ua_register (f->alice->ua);
  sip_test_registrar_advance (f, 0);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, 200, "Service-Route: " ROUTE "\n");
  gst_sip_ua_register (f->alice->ua);
  sip_test_registrar_advance (f, 0);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, 403, "");
  assert_route (f, "");
}

static void
test_service_route_ends (SipTestRegistrar *f, gconstpointer data)
{
  sip_test_registrar_start (f, "Service-Route: " ROUTE "\n");
  gst_sip_ua_unregister (f->alice->ua);
  sip_test_registrar_advance (f, 0);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, 200, "");
  assert_route (f, "");
}

/* Until the registrar has answered over the next connection, or the binding has
 * lapsed. */
static void
test_service_route_lost (SipTestRegistrar *f, gconstpointer data)
{
  gboolean lapses = GPOINTER_TO_UINT (data);

  sip_test_registrar_start (f,
      "Service-Route: " ROUTE "\nContact: " OURS ";expires=60\n");
  f->net->down = TRUE;
  sip_test_net_lose (f->net, f->alice);
  sip_test_registrar_advance (f, lapses ? 61 : 1);
  f->net->down = FALSE;
  sip_test_registrar_wait_register (f, 0.1);
  assert_route (f, lapses ? "" : ROUTE);
}

/* A CANCEL goes the way of its INVITE (RFC 3261 section 9.1). */
static void
test_service_route_cancel (SipTestRegistrar *f, gconstpointer data)
{
  g_autoptr (GstSipCall) out = NULL;
  g_autoptr (GstSipMessage) invite = NULL;
  g_autoptr (GstSipMessage) cancel = NULL;

  sip_test_registrar_start (f, "Service-Route: " ROUTE "\n");
  out = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  sip_test_registrar_advance (f, 0);
  invite = sip_test_net_pop_request (f->net, "INVITE");
  sip_test_net_reply (f->net, f->alice, invite, 180, "b", NULL, NULL);
  gst_sip_call_hangup (out);
  sip_test_registrar_advance (f, 0);
  cancel = sip_test_net_pop_request (f->net, "CANCEL");

  g_assert_cmpstr (gst_sip_message_get_header (cancel, GST_SIP_HEADER_ROUTE),
      ==, ROUTE);
}

/* Flow-Timer (RFC 5626 section 4.4.1): pings in a quarter of an hour. */
static const struct
{
  const gchar *name;
  const gchar *headers;
  guint least;
  guint most;
} flow_timers[] = {
    {"none", "",                  28, 40 },
    {"ten",  "Flow-Timer: 10\n",  88, 115},
    {"long", "Flow-Timer: 300\n", 28, 40 },
    {"bad",  "Flow-Timer: x\n",   28, 40 },
};

static void
test_flow_timer (SipTestRegistrar *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *headers =
      g_strdup_printf ("Contact: " OURS ";expires=7200\n%s",
          flow_timers[i].headers);

  sip_test_registrar_start (f, headers);
  sip_test_registrar_advance (f, 900);

  g_assert_cmpuint (f->alice->n_pings, >=, flow_timers[i].least);
  g_assert_cmpuint (f->alice->n_pings, <=, flow_timers[i].most);
}

/* GRUU (RFC 5627): the Contact of a call. */
#define TEMP "temp-gruu=\"sip:tgruu.1@example.com;gr\""
#define ANONYMOUS "<sip:anonymous@anonymous.invalid;transport=ws;ob>"

static const struct
{
  const gchar *name;
  const gchar *headers;
  gboolean anonymous;
  const gchar *contact; /* $USER: the contact of the binding, with ob */
} gruus[] = {
    {"none",               "Contact: " OURS "\n",                                    FALSE, "$USER"  },
    {"public",             "Contact: " OURS ";" PUB "\n",                            FALSE,
     "<sip:alice@example.com;gr=x>"                                                                  },
    {"public-outbound",    "Require: outbound\nContact: " OURS ";" PUB "\n",         FALSE,
     "<sip:alice@example.com;gr=x>"                                                                  },
    {"of-another-device",
     "Contact: <sip:z@y>;" OTHER ";" PUB "\nContact: " OURS ";" INSTANCE
        "\n",                                                                        FALSE, "$USER"  },
    {"both",               "Contact: " OURS ";" TEMP ";" PUB "\n",                   FALSE,
     "<sip:alice@example.com;gr=x>"                                                                  },
    {"temporary",          "Contact: " OURS ";" TEMP ";" PUB "\n",                   TRUE,
     "<sip:tgruu.1@example.com;gr>"                                                                  },
    {"temporary-outbound",
     "Require: outbound\nContact: " OURS ";" TEMP ";" PUB "\n",                      TRUE,
     "<sip:tgruu.1@example.com;gr>"                                                                  },
    {"no-temporary",       "Contact: " OURS ";" PUB "\n",                            TRUE,  ANONYMOUS},
    {"anonymous",          "Contact: " OURS "\n",                                    TRUE,  ANONYMOUS},
    {"without-gr",         "Contact: " OURS ";pub-gruu=\"sip:alice@example.com\"\n",
     FALSE,                                                                                 "$USER"  },
    {"not-sip",            "Contact: " OURS ";pub-gruu=\"http://x;gr\"\n",           FALSE, "$USER"  },
    {"empty",              "Contact: " OURS ";pub-gruu=\"\"\n",                      FALSE, "$USER"  },
    {"no-value",           "Contact: " OURS ";pub-gruu\n",                           FALSE, "$USER"  },
    {"breaks-out",         "Contact: " OURS ";pub-gruu=\"sip:a@b;gr=x>;q=0;<\"\n",
     FALSE,                                                                                 "$USER"  },
    {"space",              "Contact: " OURS ";pub-gruu=\"sip:a@b;gr=x y\"\n",        FALSE,
     "$USER"                                                                                         },
    {"backslash",          "Contact: " OURS ";pub-gruu=\"sip:a@b;gr=x\\\\y\"\n",     FALSE,
     "$USER"                                                                                         },
    {"less",               "Contact: " OURS ";pub-gruu=\"sip:a@b;gr=<x\"\n",         FALSE, "$USER"  },
    {"greater",            "Contact: " OURS ";pub-gruu=\"sip:a@b;gr=>x\"\n",         FALSE,
     "$USER"                                                                                         },
    {"quote",              "Contact: " OURS ";pub-gruu=\"sip:a@b;gr=\\\"x\"\n",      FALSE,
     "$USER"                                                                                         },
    {"with-headers",       "Contact: " OURS ";pub-gruu=\"sip:a@b;gr=x?Route=y\"\n",
     FALSE,                                                                                 "$USER"  },
};

static void
test_gruu (SipTestRegistrar *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) invite = NULL;
  g_autofree gchar *contact = NULL;

  sip_test_registrar_start (f, gruus[i].headers);
  g_assert_cmpuint (f->alice->n_registered, ==, 1);
  invite = sip_test_registrar_call (f, gruus[i].anonymous);
  contact = sip_test_registrar_join (invite, GST_SIP_HEADER_CONTACT);
  if (g_str_equal (gruus[i].contact, "$USER")) {
    g_autofree gchar *user = sip_test_registrar_get_contact_user (f->request);

    g_assert_true (g_str_has_suffix (contact, ".invalid;transport=ws;ob>"));
    g_assert_nonnull (strstr (contact, user));
  } else {
    g_assert_cmpstr (contact, ==, gruus[i].contact);
  }
  if (!gruus[i].anonymous)
    return;
  /* Nothing tells who calls but what the own proxy takes out. */
  g_assert_null (
      strstr (gst_sip_message_get_header (invite, GST_SIP_HEADER_FROM),
          "alice"));
  g_assert_null (strstr (contact, "alice"));
  g_assert_cmpstr (gst_sip_message_get_header (invite, GST_SIP_HEADER_PRIVACY),
      ==, "id");
}

/* With hack-ip-in-contact there is no name in it. */
static void
test_gruu_hack_ip (SipTestRegistrar *f, gconstpointer data)
{
  g_autoptr (GstSipMessage) invite = NULL;

  sip_test_registrar_configure (f, "hack-ip-in-contact", TRUE, NULL);
  sip_test_registrar_start (f, "");
  invite = sip_test_registrar_call (f, TRUE);
  g_assert_true (g_str_has_prefix (gst_sip_message_get_header (invite,
                                       GST_SIP_HEADER_CONTACT),
      "<sip:anonymous@192.0.2."));
}

static guint
ask (SipTestRegistrar *f, const gchar *uri)
{
  static guint n;
  g_autofree gchar *request = g_strdup_printf (
      "OPTIONS %s SIP/2.0\n"
      "Via: SIP/2.0/WS p;branch=z9hG4bK%u\nFrom: <sip:b@b>;tag=1\n"
      "To: <%s>\nCall-ID: c%u\nCSeq: 1 OPTIONS\nMax-Forwards: 70\n"
      "Content-Length: 0\n\n",
      uri, n, uri, n);
  g_autoptr (GstSipMessage) response = NULL;

  n++;
  sip_test_net_inject (f->net, f->alice, request);
  g_assert_cmpuint (f->net->inbox->len, ==, 1);
  response = gst_sip_message_ref (f->net->inbox->pdata[0]);
  g_ptr_array_remove_index (f->net->inbox, 0);
  return gst_sip_message_get_status (response);
}

/* All temporary ones hold as long as the binding (section 3.2). */
static void
test_addressed (SipTestRegistrar *f, gconstpointer data)
{
  sip_test_registrar_start (f,
      "Contact: " OURS ";pub-gruu=\"sip:x1@example.com;gr=x\";" TEMP "\n");
  gst_sip_ua_register (f->alice->ua);
  sip_test_registrar_advance (f, 0);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, 200,
      "Contact: " OURS ";pub-gruu=\"sip:x1@example.com;gr=x\""
      ";temp-gruu=\"sip:tgruu.2@example.com;gr\"\n");

  g_assert_cmpuint (ask (f, "sip:x1@example.com;gr=x"), ==, 200);
  g_assert_cmpuint (ask (f, "sip:tgruu.1@example.com;gr"), ==, 200);
  g_assert_cmpuint (ask (f, "sip:tgruu.2@EXAMPLE.com;gr;ob"), ==, 200);
  g_assert_cmpuint (ask (f, "sip:tgruu.3@example.com;gr"), ==, 404);
  g_assert_cmpuint (ask (f, "sip:TGRUU.1@example.com;gr"), ==, 404);
  g_assert_cmpuint (ask (f, "sip:tgruu.1@example.net;gr"), ==, 404);

  gst_sip_ua_unregister (f->alice->ua);
  sip_test_registrar_advance (f, 0);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, 200, "");
  g_assert_cmpuint (ask (f, "sip:tgruu.1@example.com;gr"), ==, 404);
}

#define ADD_ROWS(path, rows, test) \
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) \
  sip_test_registrar_add (path, rows[i].name, i, test)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  ADD_ROWS ("service-route", service_routes, test_service_route);
  sip_test_registrar_add ("service-route", "latest-counts", 0,
      test_service_route_life);
  sip_test_registrar_add ("service-route", "ends", 0, test_service_route_ends);
  sip_test_registrar_add ("service-route", "lost", FALSE,
      test_service_route_lost);
  sip_test_registrar_add ("service-route", "lapsed", TRUE,
      test_service_route_lost);
  sip_test_registrar_add ("service-route", "cancel", 0,
      test_service_route_cancel);
  ADD_ROWS ("flow-timer", flow_timers, test_flow_timer);
  ADD_ROWS ("gruu", gruus, test_gruu);
  sip_test_registrar_add ("gruu", "hack-ip-in-contact", 0, test_gruu_hack_ip);
  sip_test_registrar_add ("gruu", "addressed", 0, test_addressed);
  return g_test_run ();
}
