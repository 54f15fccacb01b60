/* Thousands of calls over bad networks
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whatever is lost, late, doubled or overtaken: every call ends, both sides
 * agree how, and nothing of it stays. The seed of a run that fails is in its
 * test path and message.
 */
#include "siptestnet.h"

#include <string.h>

#define RUNS 1000

typedef struct
{
  const gchar *name;
  SipTestWeather weather;
  gdouble breaks; /* chance that a connection breaks, each tenth of a second */
} Climate;

static const Climate climates[] = {
    {"fair",       {0}                                                        },
    {"slow",       {.min_delay = 100000, .max_delay = 2000000}                },
    {"lossy",      {.loss = 0.1, .min_delay = 10000, .max_delay = 50000}      },
    {"doubling",   {.duplicate = 0.3, .min_delay = 10000, .max_delay = 300000}},
    {"disorderly", {.reorder = 0.5, .min_delay = 10000, .max_delay = 900000}  },
    {"awful",
     {.loss = 0.2,
            .duplicate = 0.2,
            .reorder = 0.5,
            .min_delay = 1000,
            .max_delay = 1500000}                                             },
};

static const Climate stormy = {
    "stormy", {.min_delay = 10000, .max_delay = 200000},
     0.01
};

/* What the people do, drawn from the seed. */
typedef struct
{
  gdouble answer_after; /* s; below 0: never */
  gdouble reject_after;
  gdouble cancel_after;
  gdouble talk; /* s, then one of them hangs up */
  gboolean caller_hangs_up;
  gboolean both_hang_up;
} Plot;

static Plot
make_plot (GRand *rand)
{
  Plot plot = {-1, -1, -1, g_rand_double_range (rand, 0, 20), TRUE, FALSE};
  gdouble choice = g_rand_double (rand);
  gdouble when = g_rand_double_range (rand, 0, 5);

  if (choice < 0.6)
    plot.answer_after = when;
  else if (choice < 0.75)
    plot.reject_after = when;
  if (g_rand_double (rand) < 0.25)
    plot.cancel_after = g_rand_double_range (rand, 0, 6);
  plot.caller_hangs_up = g_rand_boolean (rand);
  plot.both_hang_up = g_rand_double (rand) < 0.2;
  return plot;
}

/* Every now and then a connection breaks, or the server is away for a while. */
static void
storm (SipTestNet *net, GRand *rand, gdouble breaks)
{
  for (guint i = 0; i < net->phones->len; i++) {
    SipTestPhone *phone = net->phones->pdata[i];

    if (g_rand_double (rand) < breaks && gst_sip_ua_is_connected (phone->ua))
      sip_test_net_lose (net, phone);
  }
  if (g_rand_double (rand) < breaks / 2)
    net->down = !net->down;
}

static void
play_storm (SipTestNet *net, GRand *rand, gdouble breaks, gdouble seconds)
{
  for (gdouble now = 0; now < seconds; now += 0.1) {
    storm (net, rand, breaks);
    sip_test_net_advance (net, 0.1);
  }
}

static void
play (SipTestNet *net, SipTestPhone *bob, GstSipCall *call, const Plot *plot)
{
  const gdouble step = 0.1;
  gdouble rang = -1;

  for (gdouble now = 0; now < 45; now += step) {
    sip_test_net_advance (net, step);
    if (bob->call != NULL && rang < 0)
      rang = now;
    if (rang >= 0 && plot->answer_after >= 0 &&
        now >= rang + plot->answer_after)
      gst_sip_call_answer (bob->call, NULL);
    if (rang >= 0 && plot->reject_after >= 0 &&
        now >= rang + plot->reject_after &&
        gst_sip_call_get_state (bob->call) == GST_SIP_CALL_RINGING)
      gst_sip_call_reject (bob->call, 486, NULL);
    if (plot->cancel_after >= 0 && now >= plot->cancel_after &&
        gst_sip_call_get_state (call) < GST_SIP_CALL_ESTABLISHED)
      gst_sip_call_hangup (call);
  }
}

static void
hang_up (SipTestNet *net, SipTestPhone *bob, GstSipCall *call, const Plot *plot)
{
  sip_test_net_advance (net, plot->talk);
  if (plot->caller_hangs_up || plot->both_hang_up || bob->call == NULL)
    gst_sip_call_hangup (call);
  if (bob->call != NULL && (!plot->caller_hangs_up || plot->both_hang_up))
    gst_sip_call_hangup (bob->call);
  /* A call of which only one side knows is found out by the other's timers:
   * 2xx without ACK, INVITE without answer, nobody picks up. */
  sip_test_net_advance (net, 40);
  gst_sip_call_hangup (call);
  if (bob->call != NULL)
    gst_sip_call_hangup (bob->call);
  sip_test_net_advance (net, 200);
}

/* How many runs ended how: a test that never gets through says nothing. */
typedef struct
{
  guint talked;
  guint refused;
  guint withdrawn;
} Tally;

static gboolean
has_talked (GstSipCall *call)
{
  guint64 duration = 0;

  if (call != NULL)
    g_object_get (call, "duration", &duration, NULL);
  return duration > 0;
}

/* Whoever says that they have talked is right, and both know of a refusal. */
static void
check_agreement (GstSipCall *call, GstSipCall *other, Tally *tally)
{
  guint status = gst_sip_call_get_status (call);
  guint other_status = other != NULL ? gst_sip_call_get_status (other) : 0;

  if (status == 200) {
    g_assert_nonnull (other);
    g_assert_true (other_status == 200 || other_status == 408);
    tally->talked++;
  } else if (status == 486) {
    g_assert_cmpuint (other_status, ==, 486);
    tally->refused++;
  } else {
    /* It was withdrawn, or nobody heard of it in time; a callee that picked
     * up has been told, or has given up waiting for the ACK. */
    g_assert_true (status == 487 || status == 408 || status == 480);
    tally->withdrawn++;
  }
  if (other != NULL && has_talked (other) && other_status == 200)
    g_assert_true (status == 200 || status == 487 || status == 408);
}

static void
check (SipTestNet *net, SipTestPhone *alice, SipTestPhone *bob,
    GstSipCall *call, Tally *tally)
{
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  sip_test_net_assert_empty (net);
  /* Never two calls of one INVITE. */
  g_assert_cmpuint (bob->n_incoming, <=, 1);
  /* Where media was agreed, it is the same on both sides. */
  if (alice->media->started && bob->media != NULL && bob->media->started)
    g_assert_cmpstr (alice->media->agreed, ==, bob->media->agreed);
  check_agreement (call, bob->call, tally);
}

static void
run (const SipTestWeather *weather, guint32 seed, Tally *tally)
{
  SipTestNet *net = sip_test_net_new (seed);
  SipTestPhone *alice = sip_test_net_add_phone (net, "alice", NULL);
  SipTestPhone *bob = sip_test_net_add_phone (net, "bob", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GstSipCall) call = NULL;
  Plot plot = make_plot (rand);

  net->grants = 100000; /* nothing is renewed meanwhile */
  sip_test_net_start (net);
  sip_test_net_set_weather (net, weather);
  call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
  play (net, bob, call, &plot);
  hang_up (net, bob, call, &plot);
  check (net, alice, bob, call, tally);
  sip_test_net_free (net);
}

/* Connections break at any time, and the server goes away; calls that are
 * established live on. The outcome is not the same on both sides always, but
 * there is one. */
static void
run_storm (guint32 seed, guint *survived, guint *known)
{
  SipTestNet *net = sip_test_net_new (seed);
  SipTestPhone *alice = sip_test_net_add_phone (net, "alice", NULL);
  SipTestPhone *bob =
      sip_test_net_add_phone (net, "bob", "auto-answer", TRUE, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GstSipCall) call = NULL;

  net->grants = 100000;
  sip_test_net_start (net);
  sip_test_loopback_set_weather (net->loopback, &stormy.weather);
  call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
  play_storm (net, rand, stormy.breaks, 60);
  if (gst_sip_call_get_state (call) == GST_SIP_CALL_ESTABLISHED)
    (*survived)++;
  gst_sip_call_hangup (call);
  play_storm (net, rand, stormy.breaks, 60);
  net->down = FALSE;
  sip_test_net_advance (net, 200);

  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  if (gst_sip_call_get_status (call) == 200 && bob->call != NULL &&
      gst_sip_call_get_state (bob->call) == GST_SIP_CALL_ENDED)
    (*known)++;
  if (bob->call != NULL)
    gst_sip_call_hangup (bob->call);
  sip_test_net_advance (net, 200);
  g_assert_true (gst_sip_ua_is_connected (alice->ua));
  g_assert_cmpint (gst_sip_ua_get_registration_state (alice->ua), ==,
      GST_SIP_REGISTRATION_REGISTERED);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

static void
test_storm (void)
{
  guint survived = 0;
  guint known = 0;

  for (guint32 seed = 0; seed < RUNS; seed++) {
    g_test_message ("seed %u", seed);
    run_storm (seed, &survived, &known);
  }
  g_test_message ("in call after a minute: %u; both know of its end: %u",
      survived, known);
  /* The others never got through: their INVITE met a break. */
  g_assert_cmpuint (survived, >, RUNS * 0.8);
  g_assert_cmpuint (known, >=, survived);
}

static void
test_climate (gconstpointer data)
{
  const Climate *climate = data;
  Tally tally = {0};

  for (guint32 seed = 0; seed < RUNS; seed++) {
    g_test_message ("seed %u", seed);
    run (&climate->weather, seed, &tally);
  }
  g_test_message ("talked %u, refused %u, withdrawn %u", tally.talked,
      tally.refused, tally.withdrawn);
  g_assert_cmpuint (tally.talked, >, RUNS / 3);
  g_assert_cmpuint (tally.refused, >, RUNS / 20);
  g_assert_cmpuint (tally.withdrawn, >, RUNS / 10);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (climates); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/lossy/%s", climates[i].name);

    g_test_add_data_func (path, &climates[i], test_climate);
  }
  g_test_add_func ("/ua/lossy/stormy", test_storm);
  return g_test_run ();
}
