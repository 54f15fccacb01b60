/* Two users over a bad network: whatever it does, each request ends once
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each seed is another run: both sides send INVITE and OPTIONS at random
 * moments, answer after random times, and cancel some. A failing seed is named
 * in the message, and is the same run every time.
 */
#include "siptestloopback.h"

#include "gst/sip/transaction/gstsiptransaction.h"

#define MS G_TIME_SPAN_MILLISECOND
#define T1 (500 * MS)
#define T2 (4 * G_TIME_SPAN_SECOND)

#define N_REQUESTS 6 /* of each side */

typedef struct _World World;

typedef struct
{
  World *world;
  guint end;
  GstSipTransactions *transactions;
  GHashTable *services; /* Call-ID -> Service, of what came from the peer */
} Side;

/* A request of ours: to be started, then perhaps cancelled. */
typedef struct
{
  Side *side;
  guint number;
  gboolean invite;
  gboolean cancels;
  GstSipTimer timer;
  GstSipTransaction *transaction;
  guint n_ends;
  guint status; /* 0: it failed */
} Request;

/* A request of the peer. */
typedef struct
{
  Side *side;
  GstSipTransaction *transaction;
  GstSipTimer timer;
  guint status; /* the final answer it gets, or got */
  gboolean ringing;
  gboolean answered;
  gboolean acknowledged;
  gint64 interval; /* until a 2xx is repeated */
  gint64 give_up;
} Service;

struct _World
{
  GstSipTimers *timers;
  GstSipRandom *random;
  SipTestLoopback *network;
  Side sides[2];
  Request requests[2 * N_REQUESTS];
};

typedef struct
{
  const gchar *path;
  SipTestWeather weather;
  gboolean reliable;
  gboolean all_answered; /* nothing may fail in this weather */
} Climate;

#define CLIMATE(...) \
  { \
    __VA_ARGS__ \
  }

/* Delays stay below T1: the RFC's timers promise nothing beyond. */
static const Climate climates[] = {
    CLIMATE ("/lossy/reliable", {.max_delay = 300 * MS}, TRUE, TRUE),
    CLIMATE ("/lossy/fair", {.max_delay = 300 * MS}, FALSE, TRUE),
    CLIMATE ("/lossy/duplicating", {.duplicate = 0.5, .max_delay = 300 * MS},
        FALSE, TRUE),
    CLIMATE ("/lossy/reordering", {.reorder = 0.8, .max_delay = 450 * MS},
        FALSE, TRUE),
    CLIMATE ("/lossy/losing", {.loss = 0.3, .max_delay = 100 * MS}, FALSE,
        FALSE),
    CLIMATE ("/lossy/storm",
        {.loss = 0.5, .duplicate = 0.3, .reorder = 0.5, .max_delay = 450 * MS},
        FALSE, FALSE),
    CLIMATE ("/lossy/dead", {.loss = 1}, FALSE, FALSE),
};

static guint
choose (World *world, guint end)
{
  return gst_sip_random_int (world->random, 0, end);
}

static void
on_network (gpointer user_data, guint from, GBytes *bytes)
{
  Side *side = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, &error);

  g_assert_no_error (error);
  gst_sip_message_check (message, &error);
  g_assert_no_error (error);
  gst_sip_transactions_receive (side->transactions, message);
}

static gboolean
on_send (gpointer user, GstSipMessage *message, GError **error)
{
  Side *side = user;
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);

  sip_test_loopback_send (side->world->network, side->end, !side->end, bytes);
  return TRUE;
}

/* The server's user */

static void
answer (Service *service, guint status)
{
  service->answered = TRUE;
  service->status = status;
  gst_sip_transaction_respond_status (service->transaction, status, NULL);
}

/* RFC 3261 section 13.3.1.4: a 2xx is repeated until its ACK comes. */
static void
repeat_answer (Service *service)
{
  World *world = service->side->world;

  if (service->acknowledged ||
      gst_sip_timers_get_time (world->timers) >= service->give_up)
    return;

  gst_sip_transaction_respond (service->transaction,
      gst_sip_transaction_get_response (service->transaction));
  service->interval = MIN (2 * service->interval, T2);
  gst_sip_timer_arm (&service->timer, world->timers, service->interval);
}

static void
on_service_timer (gpointer owner)
{
  Service *service = owner;
  World *world = service->side->world;
  gboolean invite =
      gst_sip_message_get_method (gst_sip_transaction_get_request (
          service->transaction)) == GST_SIP_METHOD_INVITE;

  if (service->answered) {
    repeat_answer (service);
    return;
  }
  if (invite && !service->ringing) {
    service->ringing = TRUE;
    gst_sip_transaction_respond_status (service->transaction, 180, NULL);
    gst_sip_timer_arm (&service->timer, world->timers,
        choose (world, 5000) * MS);
    return;
  }
  answer (service, service->status);
  if (invite && service->status < 300) {
    service->interval = T1;
    service->give_up = gst_sip_timers_get_time (world->timers) + 64 * T1;
    gst_sip_timer_arm (&service->timer, world->timers, T1);
  }
}

static void
service_free (gpointer data)
{
  Service *service = data;

  gst_sip_timer_disarm (&service->timer);
  gst_sip_transaction_unref (service->transaction);
  g_free (service);
}

static Service *
find_service (Side *side, GstSipMessage *message)
{
  return g_hash_table_lookup (side->services,
      gst_sip_message_get_header (message, GST_SIP_HEADER_CALL_ID));
}

static void
on_request (gpointer user, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  Side *side = user;
  World *world = side->world;
  Service *service = g_new0 (Service, 1);

  /* Once, whatever the network did. */
  g_assert_null (find_service (side, request));
  g_assert_false (gst_sip_transaction_is_merged (transaction));

  service->side = side;
  service->transaction = gst_sip_transaction_ref (transaction);
  service->timer = (GstSipTimer){on_service_timer, service};
  service->status = choose (world, 2) == 0 ? 200 : 486;
  g_hash_table_insert (side->services,
      g_strdup (gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID)),
      service);
  gst_sip_timer_arm (&service->timer, world->timers, choose (world, 400) * MS);
}

static void
on_ack (gpointer user, GstSipMessage *ack)
{
  Service *service = find_service (user, ack);

  g_assert_nonnull (service);
  service->acknowledged = TRUE;
}

static void
on_cancelled (gpointer user, GstSipTransaction *invite, GstSipMessage *cancel)
{
  Service *service = find_service (user, cancel);

  g_assert_true (service->transaction == invite);
  g_assert_false (service->answered);
  gst_sip_timer_disarm (&service->timer);
  answer (service, 487);
}

static void
on_server_failed (gpointer user, GstSipTransaction *transaction,
    const GError *error)
{
  g_assert_true (gst_sip_transaction_is_finished (transaction));
}

/* Only answers to what has failed already. */
static void
on_stray_response (gpointer user, GstSipMessage *response)
{
  Side *side = user;

  for (guint i = 0; i < G_N_ELEMENTS (side->world->requests); i++) {
    Request *request = &side->world->requests[i];
    g_autofree gchar *call_id = g_strdup_printf ("%u", request->number);

    if (g_str_equal (call_id,
            gst_sip_message_get_header (response, GST_SIP_HEADER_CALL_ID)))
      g_assert_cmpuint (request->n_ends, ==, 1);
  }
}

static const GstSipTransactionUser user = {
    .send = on_send,
    .request = on_request,
    .ack = on_ack,
    .cancelled = on_cancelled,
    .server_failed = on_server_failed,
    .stray_response = on_stray_response,
};

/* The client's user */

static GstSipMessage *
make_request (Request *self, const gchar *method)
{
  GstSipMessage *request =
      gst_sip_message_new_request (method, "sip:bob@example.com");

  gst_sip_message_append_header (request, GST_SIP_HEADER_MAX_FORWARDS, "70");
  gst_sip_message_append_header (request, GST_SIP_HEADER_FROM,
      "<sip:al@example.com>;tag=ours");
  gst_sip_message_append_header (request, GST_SIP_HEADER_TO,
      "<sip:bob@example.com>");
  gst_sip_message_append_header_printf (request, GST_SIP_HEADER_CALL_ID, "%u",
      self->number);
  gst_sip_message_append_header_printf (request, GST_SIP_HEADER_CSEQ, "1 %s",
      method);
  return request;
}

static void
on_response (gpointer owner, GstSipTransaction *transaction,
    GstSipMessage *response)
{
  Request *request = owner;
  guint status = gst_sip_message_get_status (response);

  g_assert_true (
      request->transaction == NULL || request->transaction == transaction);
  if (status < 200) {
    g_assert_cmpuint (request->n_ends, ==, 0);
    return;
  }
  if (request->invite && status < 300) {
    g_autoptr (GstSipMessage) ack = make_request (request, "ACK");

    gst_sip_transactions_send_ack (request->side->transactions, ack, NULL);
    if (request->n_ends > 0)
      return;
  }
  request->n_ends++;
  request->status = status;
}

static void
on_failed (gpointer owner, GstSipTransaction *transaction, const GError *error)
{
  Request *request = owner;

  g_assert_cmpuint (request->n_ends, ==, 0);
  request->n_ends++;
}

static const GstSipClientHandlers handlers = {on_response, on_failed};

static void
on_request_timer (gpointer owner)
{
  Request *request = owner;
  World *world = request->side->world;

  if (request->transaction != NULL) {
    gst_sip_transaction_cancel (request->transaction, NULL);
    return;
  }
  request->transaction =
      gst_sip_transactions_start (request->side->transactions,
          make_request (request, request->invite ? "INVITE" : "OPTIONS"),
          &handlers, request);
  /* Once it rings, only its user ends an INVITE that nobody answers. */
  if (request->invite)
    gst_sip_timer_arm (&request->timer, world->timers,
        request->cancels ? choose (world, 4000) * MS : G_TIME_SPAN_MINUTE);
}

static void
side_init (World *world, guint end, gboolean reliable)
{
  Side *side = &world->sides[end];

  side->world = world;
  side->end = sip_test_loopback_add_end (world->network, on_network, side);
  side->services =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, service_free);
  side->transactions = gst_sip_transactions_new (world->timers, world->random,
      NULL, &user, side);
  gst_sip_transactions_set_via (side->transactions, "UDP",
      end == 0 ? "one.invalid" : "two.invalid");
  gst_sip_transactions_set_reliable (side->transactions, reliable);
}

static void
world_init (World *world, const Climate *climate, guint32 seed)
{
  *world = (World){0};
  world->timers = gst_sip_timers_new_virtual ();
  world->random = gst_sip_random_new_seeded (seed);
  world->network = sip_test_loopback_new (world->timers, seed);
  sip_test_loopback_set_weather (world->network, &climate->weather);
  side_init (world, 0, climate->reliable);
  side_init (world, 1, climate->reliable);

  for (guint i = 0; i < G_N_ELEMENTS (world->requests); i++) {
    Request *request = &world->requests[i];

    request->side = &world->sides[i % 2];
    request->number = i;
    request->invite = choose (world, 3) > 0;
    request->cancels = choose (world, 3) == 0;
    request->timer = (GstSipTimer){on_request_timer, request};
    gst_sip_timer_arm (&request->timer, world->timers,
        choose (world, 2000) * MS);
  }
}

static void
world_clear (World *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (world->requests); i++)
    g_clear_pointer (&world->requests[i].transaction,
        gst_sip_transaction_unref);
  for (guint i = 0; i < G_N_ELEMENTS (world->sides); i++) {
    g_hash_table_unref (world->sides[i].services);
    gst_sip_transactions_free (world->sides[i].transactions);
  }
  sip_test_loopback_free (world->network);
  gst_sip_random_free (world->random);
  gst_sip_timers_free (world->timers);
}

/* Both ends tell the same of what was answered. */
static void
check_request (const Climate *climate, Request *request)
{
  Side *peer = &request->side->world->sides[!request->side->end];
  g_autofree gchar *call_id = g_strdup_printf ("%u", request->number);
  Service *service = g_hash_table_lookup (peer->services, call_id);

  g_assert_cmpuint (request->n_ends, ==, 1);
  if (request->status != 0) {
    g_assert_nonnull (service);
    g_assert_true (service->answered);
    g_assert_cmpuint (request->status, ==, service->status);
  }
  if (climate->all_answered) {
    g_assert_cmpuint (request->status, !=, 0);
    if (request->invite && request->status == 200)
      g_assert_true (service->acknowledged);
  }
}

static void
test_climate (gconstpointer data)
{
  const Climate *climate = data;
  guint n_seeds = g_test_thorough () ? 10000 : 1000;
  guint n_answered = 0;

  for (guint32 seed = 1; seed <= n_seeds; seed++) {
    World world;

    g_test_message ("seed %u", seed);
    world_init (&world, climate, seed);
    gst_sip_timers_advance (world.timers, 5 * G_TIME_SPAN_MINUTE);

    for (guint i = 0; i < G_N_ELEMENTS (world.requests); i++) {
      check_request (climate, &world.requests[i]);
      n_answered += world.requests[i].status != 0;
    }
    for (guint i = 0; i < G_N_ELEMENTS (world.sides); i++)
      g_assert_cmpuint (gst_sip_transactions_get_size (
                            world.sides[i].transactions),
          ==, 0);
    world_clear (&world);
  }
  /* Repetition is worth it: half of all messages lost, and most get through. */
  if (climate->weather.loss < 1)
    g_assert_cmpuint (n_answered, >,
        n_seeds * G_N_ELEMENTS (((World *) NULL)->requests) * 9 / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (climates); i++)
    g_test_add_data_func (climates[i].path, &climates[i], test_climate);

  return g_test_run ();
}
