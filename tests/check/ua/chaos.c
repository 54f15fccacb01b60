/* Whatever an application and servers do to a registration, in any order
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Thousands of random lives. Nobody may trip over a state that he did not
 * foresee, the property and the signals tell the same story, and when all is
 * well again what is wanted comes about.
 */
#include "siptestnet.h"

#include "siptesttransport.h"

#include <string.h>

#define N_SEEDS 1500
#define N_STEPS 40

#define THREE \
  "[{\"ws_uri\":\"ws://server0\",\"weight\":2}," \
  "{\"ws_uri\":\"ws://server1\",\"weight\":2}," \
  "{\"ws_uri\":\"ws://server2\",\"weight\":1}]"

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  SipTestPhone *bob; /* to be called */
  GRand *rand;
  gboolean told; /* by signals */
} Fixture;

static void
configure (Fixture *f, const gchar *property, ...)
{
  va_list args;

  va_start (args, property);
  g_object_set_valist (G_OBJECT (f->alice->config), property, args);
  va_end (args);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
}

static void
on_registered (GstSipUa *ua, guint expires, Fixture *f)
{
  g_assert_false (f->told);
  f->told = TRUE;
}

static void
on_unregistered (GstSipUa *ua, guint status, const gchar *reason, Fixture *f)
{
  f->told = FALSE;
}

static void
call (Fixture *f)
{
  g_autoptr (GstSipCall) out =
      gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);

  g_assert_nonnull (out);
}

static void
change_server (Fixture *f)
{
  static const guint refusals[] = {0, 0, 0, 302, 401, 403, 404, 408, 423, 430,
      439, 480, 500, 503, 600};
  guint edge = g_rand_int_range (f->rand, 0, 3);

  switch (g_rand_int_range (f->rand, 0, 6)) {
    case 0:
      sip_test_net_set_edge (f->net, edge, g_rand_int_range (f->rand, 0, 5));
      break;
    case 1:
      f->net->useless[edge] = g_rand_boolean (f->rand);
      break;
    case 2:
      f->net->refuse_register =
          refusals[g_rand_int_range (f->rand, 0, G_N_ELEMENTS (refusals))];
      break;
    case 3:
      f->net->retry_after = g_rand_int_range (f->rand, 0, 3) * 40;
      break;
    case 4:
      f->net->grants = g_rand_int_range (f->rand, 0, 4) * 20;
      break;
    default:
      f->net->nonce++;
      f->net->max_nc = 0;
      break;
  }
}

/* While we are leaving, either is true. */
static void
check (Fixture *f)
{
  switch (gst_sip_ua_get_registration_state (f->alice->ua)) {
    case GST_SIP_REGISTRATION_REGISTERED:
      g_assert_true (f->told);
      break;
    case GST_SIP_REGISTRATION_NONE:
    case GST_SIP_REGISTRATION_FAILED:
      g_assert_false (f->told);
      break;
    default:
      break;
  }
}

static void
step (Fixture *f)
{
  static const gdouble times[] = {0, 0.005, 0.015, 0.1, 1.1, 2.1, 20, 33, 700};

  switch (g_rand_int_range (f->rand, 0, 10)) {
    case 0:
      gst_sip_ua_register (f->alice->ua);
      break;
    case 1:
      gst_sip_ua_unregister (f->alice->ua);
      break;
    case 2:
      configure (f, "password",
          g_rand_boolean (f->rand) ? SIP_TEST_PASSWORD : "wrong", NULL);
      break;
    case 3:
      configure (f, "register", g_rand_boolean (f->rand), NULL);
      break;
    case 4:
      configure (f, "register-expires", g_rand_int_range (f->rand, 1, 900),
          NULL);
      break;
    case 5:
      sip_test_net_lose (f->net, f->alice);
      break;
    case 6:
      call (f);
      break;
    case 7:
      gst_sip_ua_stop (f->alice->ua);
      break;
    default:
      change_server (f);
      break;
  }
  sip_test_net_advance (f->net,
      times[g_rand_int_range (f->rand, 0, G_N_ELEMENTS (times))]);
  gst_sip_ua_start (f->alice->ua, NULL);
  check (f);
}

static void
make_well (Fixture *f)
{
  for (guint i = 0; i < 3; i++) {
    sip_test_net_set_edge (f->net, i, SIP_TEST_EDGE_UP);
    f->net->useless[i] = FALSE;
  }
  f->net->refuse_register = 0;
  f->net->retry_after = 0;
  f->net->grants = 0;
  configure (f, "password", SIP_TEST_PASSWORD, "register", TRUE, NULL);
  sip_test_net_advance (f->net, 60);
  gst_sip_ua_start (f->alice->ua, NULL);
  gst_sip_ua_register (f->alice->ua);
  gst_sip_ua_stop (f->bob->ua);
  sip_test_net_advance (f->net, 60);
}

static guint
count_bindings (Fixture *f)
{
  guint n = 0;

  for (guint i = 0; i < f->net->bindings->len; i++) {
    SipTestBinding *binding = f->net->bindings->pdata[i];

    n += g_str_equal (binding->user, "alice");
  }
  return n;
}

static void
live (guint seed)
{
  Fixture f = {.net = sip_test_net_new (seed)};

  f.rand = g_rand_new_with_seed (seed);
  f.net->challenges_register = seed % 2;
  f.alice = sip_test_net_add_phone (f.net, "alice", "ws-servers",
      seed % 3 == 0 ? "ws://server0" : THREE, NULL);
  f.bob = sip_test_net_add_phone (f.net, "bob", "auto-answer", TRUE, NULL);
  g_signal_connect (f.alice->ua, "registered", G_CALLBACK (on_registered), &f);
  g_signal_connect (f.alice->ua, "unregistered", G_CALLBACK (on_unregistered),
      &f);
  gst_sip_ua_start (f.alice->ua, NULL);
  gst_sip_ua_start (f.bob->ua, NULL);
  for (guint i = 0; i < N_STEPS; i++)
    step (&f);

  make_well (&f);
  g_assert_cmpint (gst_sip_ua_get_registration_state (f.alice->ua), ==,
      GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (count_bindings (&f), ==, 1);
  gst_sip_ua_unregister (f.alice->ua);
  sip_test_net_advance (f.net, 2);
  g_assert_cmpuint (count_bindings (&f), ==, 0);
  gst_sip_ua_stop (f.alice->ua);
  sip_test_net_advance (f.net, 100);
  sip_test_net_assert_empty (f.net);
  sip_test_net_free (f.net);
  g_rand_free (f.rand);
}

static void
test_lives (void)
{
  const gchar *only = g_getenv ("SEED");

  if (only != NULL) {
    live ((guint) atoi (only));
    return;
  }
  for (guint seed = 1; seed <= N_SEEDS; seed++) {
    if (g_test_verbose ())
      g_test_message ("seed %u", seed);
    live (seed);
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ua/chaos/lives", test_lives);
  return g_test_run ();
}
