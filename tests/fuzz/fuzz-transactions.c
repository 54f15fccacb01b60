/* Any messages of a peer, one after another, as time passes
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Messages are separated by a line with a tilde. The first byte of each
 * says how much time passes before it, and how our user answers. Beside
 * crashes: what is sent can be read, no more is held than is allowed, and all
 * of it ends.
 */
#include "gst/sip/transaction/gstsiptransaction.h"

#include <gst/sip/base/gstsiperror.h>

#include <stdint.h>

#define SEPARATOR "\r\n~\r\n"
#define MAX_SERVERS 500

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef struct
{
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipTransactions *transactions;
  guint8 mood;
} World;

static gboolean
on_send (gpointer user, GstSipMessage *message, GError **error)
{
  World *world = user;
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);
  g_autoptr (GstSipMessage) received = gst_sip_message_parse (bytes, NULL);

  g_assert_nonnull (received);
  g_assert_cmpuint (gst_sip_message_check (received, NULL), ==, 0);
  if ((world->mood & 7) != 7)
    return TRUE;

  g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT, "cut");
  return FALSE;
}

static void
on_request (gpointer user, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  static const guint statuses[] = {0, 100, 180, 200, 486, 603};
  World *world = user;
  guint status = statuses[world->mood % G_N_ELEMENTS (statuses)];

  if (gst_sip_transaction_is_merged (transaction))
    gst_sip_transaction_respond_status (transaction, 482, NULL);
  else if (status != 0)
    gst_sip_transaction_respond_status (transaction, status, NULL);
}

static void
on_message (gpointer user, GstSipMessage *message)
{
}

static void
on_cancelled (gpointer user, GstSipTransaction *invite, GstSipMessage *cancel)
{
  gst_sip_transaction_respond_status (invite, 487, NULL);
}

static void
on_server_failed (gpointer user, GstSipTransaction *transaction,
    const GError *error)
{
}

static const GstSipTransactionUser user = {
    .send = on_send,
    .request = on_request,
    .ack = on_message,
    .cancelled = on_cancelled,
    .server_failed = on_server_failed,
    .stray_response = on_message,
};

static void
on_response (gpointer owner, GstSipTransaction *transaction,
    GstSipMessage *response)
{
  if (gst_sip_message_get_status (response) < 200)
    gst_sip_transaction_cancel (transaction, NULL);
}

static void
on_failed (gpointer owner, GstSipTransaction *transaction, const GError *error)
{
}

static const GstSipClientHandlers handlers = {on_response, on_failed};

/* Branches come from the seed, so that an input can hit them. */
static void
start (World *world, const gchar *method)
{
  GstSipMessage *request = gst_sip_message_new_request (method, "sip:b@c");

  gst_sip_message_append_header (request, GST_SIP_HEADER_FROM,
      "<sip:a@c>;tag=1");
  gst_sip_message_append_header (request, GST_SIP_HEADER_TO, "<sip:b@c>");
  gst_sip_message_append_header (request, GST_SIP_HEADER_CALL_ID, "1");
  gst_sip_message_append_header_printf (request, GST_SIP_HEADER_CSEQ, "1 %s",
      method);
  gst_sip_transaction_unref (gst_sip_transactions_start (world->transactions,
      request, &handlers, world));
}

static void
receive (World *world, const gchar *text, gsize size)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GstSipMessage) message = NULL;

  if (size == 0)
    return;

  world->mood = text[0];
  gst_sip_timers_advance (world->timers,
      (gint64) world->mood * 10 * G_TIME_SPAN_MILLISECOND);
  bytes = g_bytes_new (text + 1, size - 1);
  message = gst_sip_message_parse (bytes, NULL);
  if (message != NULL && gst_sip_message_check (message, NULL) == 0)
    gst_sip_transactions_receive (world->transactions, message);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const gchar *text = (const gchar *) data;
  World world = {gst_sip_timers_new_virtual (), gst_sip_random_new_seeded (1)};

  world.transactions = gst_sip_transactions_new (world.timers, world.random,
      NULL, &user, &world);
  gst_sip_transactions_set_via (world.transactions, "WSS", "us.invalid");
  gst_sip_transactions_set_reliable (world.transactions,
      size > 0 && data[0] % 2 == 0);
  start (&world, "INVITE");
  start (&world, "OPTIONS");

  while (size > 0) {
    const gchar *end = g_strstr_len (text, size, SEPARATOR);
    gsize used = end != NULL ? (gsize) (end - text) : size;
    gsize skip = end != NULL ? used + strlen (SEPARATOR) : size;

    receive (&world, text, used);
    text += skip;
    size -= skip;
  }
  world.mood = 0;
  gst_sip_timers_advance (world.timers, 5 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (gst_sip_transactions_get_size (world.transactions), <=,
      MAX_SERVERS + 2);

  gst_sip_transactions_free (world.transactions);
  gst_sip_random_free (world.random);
  gst_sip_timers_free (world.timers);
  return 0;
}
