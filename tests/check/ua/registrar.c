/* What registrars may say: a row for each rule
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestregistrar.h"

#include "gst/sip/ua/gstsipregistration-private.h"

/* Which contact is ours (RFC 3261 section 10.2.4, RFC 5626 section 4.2), and
 * for how long we are registered: 0 when it is none. */
static const struct
{
  const gchar *name;
  const gchar *headers;
  guint expires;
} bindings[] = {
    {"as-sent",                 "Contact: " OURS ";reg-id=1;" INSTANCE ";expires=100\n", 100},
    {"instance-in-capitals",
     "Contact: <sip:x@y>;+SIP.INSTANCE=\"<$INSTANCE>\";EXPIRES=100\n"
        "Contact: <sip:z@y>;expires=7\n",                                                100},
    {"without-instance",
     "Contact: <sip:z@y>;expires=7\nContact: " OURS ";expires=100\n",                    100},
    {"rewritten",               "Contact: <sip:alice@192.0.2.1:4711;ob>;expires=100\n",  100},
    {"alias",
     "Contact: <sip:$USER@a.invalid;alias=1~2~3>;expires=100, "
        "<sip:z@y>;expires=7\n",                                                         100},
    {"folded",
     "Contact: <sip:z@y>;expires=7, \"x, y\" <sip:a@b>;expires=8, " OURS
        ";" INSTANCE ";expires=100\n",
     100                                                                                    },
    {"other-instance-our-user",
     "Contact: " OURS ";" OTHER ";expires=7\n"
        "Contact: " OURS ";" INSTANCE ";expires=100\n",
     100                                                                                    },
    {"other-flow",
     "Contact: " OURS ";reg-id=2;" INSTANCE ";expires=7\n"
        "Contact: " OURS ";reg-id=1;" INSTANCE ";expires=100\n",
     100                                                                                    },
    {"before-our-restart",
     "Contact: <sip:old@b.invalid>;" INSTANCE ";expires=7\n"
        "Contact: " OURS ";" INSTANCE ";expires=100\n",
     100                                                                                    },
    {"bad-contacts",
     "Contact: *\nContact: <sip:\nContact: ;;;\nContact: \"\nContact: "
        "<sip:$USER>\n"
        "Contact: " OURS ";" INSTANCE ";expires=100\n",
     100                                                                                    },
    {"broken-display-name",
     "Contact: "
        "<sip:other@198.51.100.4:5060;transport=udp>;expires=390,: " OURS
        ";expires=100\n",                                                                100},
    {"broken-beside-only-one",
     "Contact: : x y, <sip:alice@192.0.2.1:4711;ob>;expires=100\n",                      100},
    {"expires-header",          "Contact: " OURS "\nExpires: 100\n",                     100},
    {"expires-both",            "Contact: " OURS ";expires=100\nExpires: 7\n",           100},
    {"expires-is-no-number",    "Contact: " OURS ";expires=soon\nExpires: 100\n",
     100                                                                                    },
    {"expires-is-negative",     "Contact: " OURS ";expires=-5\n",                        600},
    {"expires-is-empty",        "Contact: " OURS ";expires=\n",                          600},
    {"expires-is-huge",         "Contact: " OURS ";expires=99999999999999999999999\n",
     G_MAXINT                                                                               },
    {"says-nothing",            "Contact: " OURS "\n",                                   600},
    {"no-contact-at-all",       NULL,                                                    600},
    {"path-echoed",
     "Path: <sip:edge.example.com;lr;ob>\nContact: " OURS ";expires=100\n"
        "Supported: path\nRequire: outbound\n",                                          100},
    {"ours-is-gone",            "Contact: <sip:z@y>;" OTHER ";expires=7\n",              0  },
    {"ours-is-gone-of-many",
     "Contact: <sip:z@y>;expires=7\nContact: <sip:x@y>;expires=8\n",                     0  },
    {"ours-ends",               "Contact: " OURS ";expires=0\n",                         0  },
    {"only-other-flow",         "Contact: " OURS ";" INSTANCE ";reg-id=2;expires=7\n",
     0                                                                                      },
};

static void
test_binding (SipTestRegistrar *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  sip_test_registrar_start (f,
      bindings[i].headers != NULL ? bindings[i].headers : "");
  if (bindings[i].expires == 0) {
    g_assert_cmpstr (f->alice->story->str, ==, "failed 500 ");
    sip_test_registrar_advance (f, 31);
    sip_test_registrar_pop_register (f);
    sip_test_registrar_answer (f, 200, "Contact: " OURS ";expires=100\n");
    g_assert_cmpstr (f->alice->story->str, ==, "failed 500 registered 100 ");
    return;
  }
  g_assert_cmpuint (f->alice->registered_for, ==, bindings[i].expires);
  g_assert_cmpuint (f->alice->n_registration_failed, ==, 0);
}

/* The devices of a whole department. */
static void
test_hundreds (SipTestRegistrar *f, gconstpointer data)
{
  g_autoptr (GString) headers = g_string_new (NULL);

  for (guint i = 0; i < 800; i++)
    g_string_append_printf (headers, "%s<sip:u%u@h>;expires=%u%s%s",
        i % 8 == 0 ? "Contact: " : "", i, i + 1, i % 2 == 0 ? ";" OTHER : "",
        i % 8 == 7 ? "\n" : ", ");
  g_string_append (headers, "Contact: " OURS ";" INSTANCE ";expires=5000\n");
  sip_test_registrar_start (f, headers->str);

  g_assert_cmpuint (f->alice->registered_for, ==, 5000);
}

#define ROUNDS 200

/* At a random point of 50 to 90 % of any grant; that nobody answers at once
 * does not turn it into a loop. */
static void
test_refresh (SipTestRegistrar *f, gconstpointer data)
{
  guint expires = GPOINTER_TO_UINT (data);
  g_autofree gchar *headers =
      g_strdup_printf ("Contact: " OURS ";expires=%u\n", expires);
  gdouble sum = 0, least = 1, most = 0;

  sip_test_registrar_start (f, headers);
  for (guint i = 0; i < ROUNDS; i++) {
    gint64 then = gst_sip_timers_get_time (f->net->timers);
    gdouble share;

    sip_test_registrar_wait_register (f, MIN (expires / 1000.0, 20));
    share = (gst_sip_timers_get_time (f->net->timers) - then) /
        (gdouble) G_TIME_SPAN_SECOND / expires;
    least = MIN (least, share);
    most = MAX (most, share);
    sum += share;
    sip_test_registrar_answer (f, 200, headers);
    sip_test_net_assert_silence (f->net);
  }
  g_assert_cmpfloat (least, >=, 0.499);
  g_assert_cmpfloat (least, <, 0.54);
  g_assert_cmpfloat (most, >, 0.86);
  g_assert_cmpfloat (most, <=, 0.902);
  g_assert_cmpfloat (sum / ROUNDS, >, 0.66);
  g_assert_cmpfloat (sum / ROUNDS, <, 0.74);
  g_assert_cmpuint (f->alice->n_registered, ==, 1);
}

static void
test_grant_changes (SipTestRegistrar *f, gconstpointer data)
{
  sip_test_registrar_start (f, "Contact: " OURS ";expires=1000\n");
  sip_test_registrar_wait_register (f, 1);
  sip_test_registrar_answer (f, 200, "Contact: " OURS ";expires=10\n");
  sip_test_registrar_advance (f, 4);
  sip_test_net_assert_silence (f->net);
  sip_test_registrar_advance (f, 5.1);

  sip_test_registrar_pop_register (f);
}

/* Failures: when the next REGISTER comes, in seconds. 0, 0: not within a day;
 * moves: at once at the other server, where there is one. */
static const struct
{
  guint status;
  const gchar *headers;
  guint least;
  guint most;
  gboolean moves;
} failures[] = {
    {301, "Contact: <sip:elsewhere>\n",         15,    30,    TRUE },
    {302, "Contact: <sip:elsewhere>\n",         15,    30,    TRUE },
    {305, "Contact: <sip:elsewhere>\n",         15,    30,    TRUE },
    {400, "",                                   900,   1800,  FALSE},
    {401, "",                                   0,     0,     FALSE},
    {403, "",                                   0,     0,     FALSE},
    {403, "Retry-After: 5\n",                   0,     0,     FALSE},
    {404, "",                                   900,   1800,  FALSE},
    {405, "",                                   900,   1800,  FALSE},
    {407, "",                                   0,     0,     FALSE},
    {408, "",                                   15,    30,    TRUE },
    {410, "",                                   900,   1800,  FALSE},
    {416, "",                                   900,   1800,  FALSE},
    {420, "Unsupported: path\n",                900,   1800,  FALSE},
    {421, "Require: sec-agree\n",               900,   1800,  FALSE},
    {423, "",                                   900,   1800,  FALSE},
    {423, "Min-Expires: 600\n",                 900,   1800,  FALSE},
    {423, "Min-Expires: 4000000000\n",          900,   1800,  FALSE},
    {429, "",                                   15,    30,    FALSE},
    {480, "",                                   15,    30,    FALSE},
    {480, "Retry-After: 100\n",                 100,   100,   FALSE},
    {480, "Retry-After: 0\n",                   1,     1,     FALSE},
    {480, "Retry-After: x\n",                   15,    30,    FALSE},
    {480, "Retry-After: 4000000000\n",          86400, 86400, FALSE},
    {483, "",                                   900,   1800,  FALSE},
    {486, "",                                   15,    30,    FALSE},
    {494, "",                                   900,   1800,  FALSE},
    {500, "",                                   15,    30,    TRUE },
    {500, "Retry-After: 7 (soon);duration=9\n", 7,     7,     TRUE },
    {501, "",                                   900,   1800,  FALSE},
    {502, "",                                   15,    30,    TRUE },
    {503, "",                                   15,    30,    TRUE },
    {503, "Retry-After: 60\n",                  60,    60,    TRUE },
    {504, "",                                   15,    30,    TRUE },
    {505, "",                                   900,   1800,  FALSE},
    {580, "",                                   15,    30,    TRUE },
    {600, "",                                   900,   1800,  FALSE},
    {603, "",                                   900,   1800,  FALSE},
    {699, "",                                   900,   1800,  FALSE},
};

static void
test_failure (SipTestRegistrar *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  sip_test_registrar_configure (f, "password", NULL, NULL);
  sip_test_net_start (f->net);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, failures[i].status, failures[i].headers);
  g_assert_cmpuint (f->alice->n_registration_failed, ==, 1);
  g_assert_cmpuint (f->alice->failed_status, ==, failures[i].status);
  g_assert_cmpint (gst_sip_ua_get_registration_state (f->alice->ua), ==,
      GST_SIP_REGISTRATION_FAILED);

  if (failures[i].most == 0) {
    sip_test_registrar_advance (f, 24 * 60 * 60);
    sip_test_net_assert_silence (f->net);
  } else {
    gint64 then = gst_sip_timers_get_time (f->net->timers);
    gdouble waited;

    sip_test_registrar_wait_register (f, 0.1);
    waited = (gst_sip_timers_get_time (f->net->timers) - then) /
        (gdouble) G_TIME_SPAN_SECOND;
    g_assert_cmpfloat (waited, >=, failures[i].least - 0.1);
    g_assert_cmpfloat (waited, <=, failures[i].most + 0.1);
    sip_test_registrar_answer (f, 200, "");
    g_assert_cmpuint (f->alice->n_registered, ==, 1);
  }
  g_assert_cmpuint (f->alice->n_disconnected, ==, 0);
}

/* A registrar that wants a little more each time is not asked for ever. */
static void
test_haggling (SipTestRegistrar *f, gconstpointer data)
{
  guint n = 0;

  sip_test_net_start (f->net);
  while (f->net->inbox->len > 0 && n < 100) {
    g_autofree gchar *more = g_strdup_printf ("Min-Expires: %u\n", 700 + ++n);

    sip_test_registrar_pop_register (f);
    sip_test_registrar_answer (f, 423, more);
    sip_test_registrar_advance (f, 0);
  }
  g_assert_cmpuint (n, <=, 5);
  g_assert_cmpuint (f->alice->failed_status, ==, 423);
}

/* A renewal that fails the same way, with another server to go to. */
static void
test_failure_moves (SipTestRegistrar *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  guint first;
  g_autofree gchar *story = NULL;

  sip_test_registrar_configure (f, "password", NULL, "ws-servers",
      "ws://server0 ws://server1", NULL);
  sip_test_registrar_start (f, "");
  first = sip_test_net_get_edge (f->net, f->alice);
  gst_sip_ua_register (f->alice->ua);
  sip_test_registrar_advance (f, 0);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, failures[i].status, failures[i].headers);
  story = g_strdup_printf ("registered 600 failed %u unregistered %u ",
      failures[i].status, failures[i].status);
  g_assert_cmpstr (f->alice->story->str, ==, story);
  sip_test_registrar_advance (f, 0.1);

  g_assert_cmpuint (f->alice->n_disconnected, ==, failures[i].moves ? 1 : 0);
  if (!failures[i].moves) {
    sip_test_net_assert_silence (f->net);
    return;
  }
  g_assert_cmpuint (sip_test_net_get_edge (f->net, f->alice), !=, first);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, 200, "");
  g_assert_cmpuint (f->alice->n_registered, ==, 2);
}

static void
add_failures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++) {
    g_autofree gchar *name = g_strdup_printf ("%u-%u", i, failures[i].status);

    sip_test_registrar_add ("failure", name, i, test_failure);
    sip_test_registrar_add ("moves", name, i, test_failure_moves);
  }
}

/* The process sleeps until the binding is no more: the clock has gone on when
 * the renewal is due. */
static void
test_lapse (SipTestRegistrar *f, gconstpointer data)
{
  sip_test_registrar_start (f, "Contact: " OURS ";expires=60\n");
  f->alice->ua->registration->granted_until =
      gst_sip_timers_get_time (f->net->timers);
  sip_test_registrar_advance (f, 60);
  sip_test_registrar_pop_register (f);
  g_assert_cmpstr (f->alice->story->str, ==, "registered 60 unregistered 408 ");
  sip_test_registrar_answer (f, 200, "Contact: " OURS ";expires=60\n");
  g_assert_cmpstr (f->alice->story->str, ==,
      "registered 60 unregistered 408 registered 60 ");
}

#define ADD_ROWS(path, rows, test) \
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) \
  sip_test_registrar_add (path, rows[i].name, i, test)

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  ADD_ROWS ("binding", bindings, test_binding);
  sip_test_registrar_add ("binding", "hundreds", 0, test_hundreds);
  sip_test_registrar_add ("refresh", "5s", 5, test_refresh);
  sip_test_registrar_add ("refresh", "9s", 9, test_refresh);
  sip_test_registrar_add ("refresh", "600s", 600, test_refresh);
  sip_test_registrar_add ("refresh", "week", 604800, test_refresh);
  sip_test_registrar_add ("refresh", "changes", 0, test_grant_changes);
  sip_test_registrar_add ("refresh", "lapse", 0, test_lapse);
  add_failures ();
  sip_test_registrar_add ("failure", "haggling", 0, test_haggling);
  return g_test_run ();
}
