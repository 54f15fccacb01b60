/* One side's transactions, which write down all that they send and tell
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestside.h"

#include "siptesttransactions.h"

static gboolean
on_send (gpointer user, GstSipMessage *message, GError **error)
{
  SipTestSide *side = user;

  g_ptr_array_add (side->sent, gst_sip_message_ref (message));
  return TRUE;
}

static void
on_request (gpointer user, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  SipTestSide *side = user;

  g_ptr_array_add (side->servers, gst_sip_transaction_ref (transaction));
}

static void
on_ack (gpointer user, GstSipMessage *ack)
{
  ((SipTestSide *) user)->n_acks++;
}

static void
on_cancelled (gpointer user, GstSipTransaction *invite, GstSipMessage *cancel)
{
  ((SipTestSide *) user)->n_cancelled++;
}

static void
on_server_failed (gpointer user, GstSipTransaction *transaction,
    const GError *error)
{
}

static void
on_stray_response (gpointer user, GstSipMessage *response)
{
  ((SipTestSide *) user)->n_stray++;
}

static const GstSipTransactionUser user = {
    .send = on_send,
    .request = on_request,
    .ack = on_ack,
    .cancelled = on_cancelled,
    .server_failed = on_server_failed,
    .stray_response = on_stray_response,
};

static void
on_response (gpointer owner, GstSipTransaction *transaction,
    GstSipMessage *response)
{
  ((SipTestSide *) owner)->n_responses++;
}

static void
on_failed (gpointer owner, GstSipTransaction *transaction, const GError *error)
{
  SipTestSide *side = owner;

  side->n_failed++;
  if (side->starts_again)
    gst_sip_transaction_unref (sip_test_side_start (side, "OPTIONS"));
}

static const GstSipClientHandlers handlers = {on_response, on_failed};

GstSipMessage *
sip_test_side_new_request (const gchar *method)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:bob@example.com SIP/2.0\r\n"
                       "Route: <sip:one.example.com;lr>\r\n"
                       "Max-Forwards: 69\r\n"
                       "From: \"Al\" <sip:al@example.com>;tag=ours\r\n"
                       "To: <sip:bob@example.com>\r\n"
                       "Route: <sip:two.example.com;lr>,<sip:three;lr>\r\n"
                       "Call-ID: one@us\r\n"
                       "CSeq: 3 %s\r\n"
                       "Require: 100rel\r\n"
                       "Subject: a call\r\n"
                       "Content-Length: 0\r\n\r\n",
          method, method);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return gst_sip_message_parse (bytes, NULL);
}

GstSipTransaction *
sip_test_side_start (SipTestSide *side, const gchar *method)
{
  return gst_sip_transactions_start (side->transactions,
      sip_test_side_new_request (method), &handlers, side);
}

GstSipMessage *
sip_test_side_get_last_sent (SipTestSide *side)
{
  g_assert_cmpuint (side->sent->len, >, 0);
  return side->sent->pdata[side->sent->len - 1];
}

void
sip_test_side_set_up (SipTestSide *side, gconstpointer data)
{
  side->timers = gst_sip_timers_new_virtual ();
  side->random = gst_sip_random_new_seeded (1);
  side->sent =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_message_unref);
  side->servers = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_sip_transaction_unref);
  side->transactions =
      gst_sip_transactions_new (side->timers, side->random, NULL, &user, side);
  gst_sip_transactions_set_via (side->transactions, "WSS", "us.invalid:99");
}

void
sip_test_side_tear_down (SipTestSide *side, gconstpointer data)
{
  g_clear_pointer (&side->transactions, gst_sip_transactions_free);
  g_ptr_array_unref (side->servers);
  g_ptr_array_unref (side->sent);
  gst_sip_random_free (side->random);
  gst_sip_timers_free (side->timers);
}

void
sip_test_side_receive (SipTestSide *side, const gchar *text)
{
  g_autoptr (GstSipMessage) message = sip_test_parse (text);

  gst_sip_transactions_receive (side->transactions, message);
}

gchar *
sip_test_to_text (GstSipMessage *message)
{
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

void
sip_test_side_receive_request (SipTestSide *side, const gchar *method,
    const gchar *branch)
{
  g_autoptr (GstSipMessage) request =
      sip_test_new_request (method, branch, NULL);

  gst_sip_transactions_receive (side->transactions, request);
}

gchar *
sip_test_dup_to_tag (GstSipMessage *message)
{
  return gst_sip_slice_dup (
      gst_sip_message_get_tag (message, GST_SIP_HEADER_TO));
}
