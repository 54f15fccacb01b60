/* Does a registration last? Hours of bad weather, over a thousand seeds
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In front of the registrar of the test network there is one that is strict: it
 * tells retransmissions by their branch and answers them as before, and accepts
 * nothing that is not as RFC 3261 section 10.2, RFC 5626 and RFC 7616 want it.
 * As long as it answers, the binding never lapses.
 */
#include "siptestnet.h"

#include "siptesttransport.h"

#include <string.h>

#define SECOND G_TIME_SPAN_SECOND

/* What befalls a phone; in seconds, on average. */
typedef struct
{
  const gchar *name;
  guint n_seeds;
  guint hours;
  guint grants[4]; /* one of them each time */
  SipTestWeather weather;
  gdouble between_losses; /* of the connection */
  gdouble longest_outage;
  gdouble between_wishes; /* register() is called */
  gdouble nonce_life;
  gdouble refusals; /* share of requests that is answered 503 */
} Climate;

static const Climate climates[] = {
    {"fair",             200, 6, {10, 60, 600, 3600},     {0}, 0,    0, 0,    0,   0  },
    {"nonces",           200, 6, {10, 60, 600, 3600},     {0}, 0,    0, 0,    40,  0  },
    {"reordered",        200, 6, {30, 60, 600, 3600},
     {.duplicate = 0.2, .reorder = 0.5, .max_delay = SECOND},  0,    0, 100,  200,
     0                                                                                },
    {"lossy",            200, 6, {900, 1800, 3600, 7200},
     {.loss = 0.2,
            .duplicate = 0.1,
            .reorder = 0.3,
            .max_delay = SECOND / 2},
     0,                                                              0, 1000, 500, 0  },
    {"lost-connections", 200, 6, {300, 600, 1800, 3600},
     {.max_delay = SECOND / 10},                               200,  8, 300,  300, 0  },
    {"refusals",         200, 6, {900, 1800, 3600, 3600}, {0}, 1000, 5, 1000, 300, 0.1},
};

typedef struct
{
  const Climate *climate;
  SipTestNet *net;
  SipTestPhone *alice;
  GRand *rand;

  GHashTable
      *answers; /* branch -> GstSipMessage, or NULL while there is none */
  gchar *call_id;
  gchar *instance;
  guint32 cseq;
  gint64 bound_until; /* 0: not yet */
  guint grant; /* of the REGISTER that is being answered */
  guint n_requests;
  guint n_provoked;
} Registrar;

static gchar *
dup_branch (GstSipMessage *message)
{
  GstSipVia via;

  g_assert_true (gst_sip_message_get_via (message, &via, NULL));
  return gst_sip_slice_dup (via.branch);
}

static gint64
get_time (Registrar *self)
{
  return gst_sip_timers_get_time (self->net->timers);
}

static void
assert_same (gchar **first, const gchar *value)
{
  if (*first == NULL)
    *first = g_strdup (value);
  g_assert_cmpstr (value, ==, *first);
}

static void
check_contact (Registrar *self, GstSipMessage *request)
{
  GstSipAddress contact;
  GstSipSlice value;
  g_autofree gchar *instance = NULL;
  g_autofree gchar *expires = NULL;

  g_assert_true (gst_sip_message_get_address (request, GST_SIP_HEADER_CONTACT,
      &contact, NULL));
  g_assert_true (gst_sip_params_find (contact.params, "+sip.instance", &value));
  instance = gst_sip_slice_dup (value);
  assert_same (&self->instance, instance);
  g_assert_true (gst_sip_params_find (contact.params, "reg-id", &value));
  g_assert_true (gst_sip_slice_equal (value, gst_sip_slice ("1")));
  g_assert_true (gst_sip_params_find (contact.params, "expires", &value));
  expires = gst_sip_slice_dup (value);
  g_assert_cmpstr (expires, ==,
      gst_sip_message_get_header (request, GST_SIP_HEADER_EXPIRES));
}

static void
check_request (Registrar *self, GstSipMessage *request)
{
  GstSipCSeq cseq;

  g_assert_true (gst_sip_message_get_cseq (request, &cseq, NULL));
  g_assert_cmpuint (cseq.number, >, self->cseq);
  self->cseq = cseq.number;
  assert_same (&self->call_id,
      gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID));
  check_contact (self, request);
  g_assert_cmpuint (gst_sip_message_get_tag (request, GST_SIP_HEADER_TO).length,
      ==, 0);
  g_assert_cmpuint (gst_sip_message_get_tag (request, GST_SIP_HEADER_FROM)
                        .length,
      >, 0);
  g_assert_true (gst_sip_message_has_token (request, GST_SIP_HEADER_SUPPORTED,
      "outbound"));
}

/* Not a moment without a binding since the first. */
static void
check_bound (Registrar *self)
{
  if (self->bound_until != 0)
    g_assert_cmpint (get_time (self), <=, self->bound_until);
}

static gboolean
on_request (SipTestNet *net, guint from, GstSipMessage *request)
{
  Registrar *self = net->filter_data;
  g_autofree gchar *branch = dup_branch (request);
  GstSipMessage *answer = g_hash_table_lookup (self->answers, branch);

  if (answer != NULL) {
    g_autoptr (GBytes) bytes = gst_sip_message_serialize (answer);

    sip_test_loopback_send (net->loopback, net->server, from, bytes);
    return TRUE;
  }
  self->n_requests++;
  check_bound (self);
  check_request (self, request);
  self->grant = self->climate->grants[g_rand_int_range (self->rand, 0, 4)];
  net->grants = self->grant;
  net->refuse_register =
      g_rand_double (self->rand) < self->climate->refusals ? 503 : 0;
  return FALSE;
}

static void
on_sent (SipTestNet *net, guint to, GstSipMessage *message)
{
  Registrar *self = net->filter_data;

  g_hash_table_replace (self->answers, dup_branch (message),
      gst_sip_message_ref (message));
  if (gst_sip_message_get_status (message) == 200)
    self->bound_until = get_time (self) + self->grant * SECOND;
}

static gint64
draw (Registrar *self, gdouble average)
{
  if (average == 0)
    return G_MAXINT64;
  return (gint64) (g_rand_double_range (self->rand, 0, 2 * average) * SECOND);
}

static gint64
sum (gint64 a, gint64 b)
{
  return b == G_MAXINT64 ? b : a + b;
}

static void
lose (Registrar *self)
{
  gdouble outage =
      g_rand_double_range (self->rand, 0, self->climate->longest_outage);

  self->net->down = TRUE;
  sip_test_net_lose (self->net, self->alice);
  sip_test_net_advance (self->net, outage);
  self->net->down = FALSE;
}

static void
live (Registrar *self)
{
  const Climate *c = self->climate;
  gint64 end = c->hours * 3600 * SECOND;
  gint64 loss = draw (self, c->between_losses);
  gint64 wish = draw (self, c->between_wishes);
  gint64 stale = draw (self, c->nonce_life);

  while (get_time (self) < end) {
    gint64 next = MIN (MIN (loss, wish), MIN (stale, end));
    gint64 now = get_time (self);

    gst_sip_timers_advance (self->net->timers, MAX (next - now, 0));
    if (next == loss) {
      lose (self);
      loss = sum (get_time (self), draw (self, c->between_losses));
      self->n_provoked += 3;
    } else if (next == wish) {
      gst_sip_ua_register (self->alice->ua);
      wish = sum (wish, draw (self, c->between_wishes));
      self->n_provoked++;
    } else if (next == stale) {
      self->net->nonce++;
      self->net->max_nc = 0;
      stale = sum (stale, draw (self, c->nonce_life));
      self->n_provoked++;
    }
  }
}

/* Renewed at 70 % of the grant on average; a second more for each that was
 * refused or challenged. */
static void
check_pace (Registrar *self)
{
  const guint *grants = self->climate->grants;
  gdouble mean = (grants[0] + grants[1] + grants[2] + grants[3]) / 4.0;
  gdouble expected = self->climate->hours * 3600 / (mean * 0.7);

  g_assert_cmpfloat (self->n_requests, <,
      2 * expected + 2 * self->n_provoked + 30);
}

static void
run (const Climate *climate, guint seed)
{
  Registrar self = {.climate = climate, .net = sip_test_net_new (seed)};

  self.rand = g_rand_new_with_seed (seed);
  self.answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      (GDestroyNotify) gst_sip_message_unref);
  self.net->challenges_register = TRUE;
  self.net->filter = on_request;
  self.net->sent = on_sent;
  self.net->filter_data = &self;
  self.alice = sip_test_net_add_phone (self.net, "alice", NULL);
  if (climate->weather.max_delay > 0)
    sip_test_net_set_weather (self.net, &climate->weather);
  sip_test_net_start (self.net);
  live (&self);

  check_bound (&self);
  check_pace (&self);
  g_assert_false (self.net->nc_went_back);
  sip_test_net_free (self.net);
  g_hash_table_unref (self.answers);
  g_rand_free (self.rand);
  g_free (self.call_id);
  g_free (self.instance);
}

static void
test_climate (gconstpointer data)
{
  const Climate *climate = data;

  for (guint seed = 1; seed <= climate->n_seeds; seed++)
    run (climate, seed);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (climates); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/lasting/%s", climates[i].name);

    g_test_add_data_func (path, &climates[i], test_climate);
  }
  return g_test_run ();
}
