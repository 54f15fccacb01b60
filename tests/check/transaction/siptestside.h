/* One side's transactions, which write down all that they send and tell
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A fixture for g_test_add(), on a virtual clock, over a reliable transport.
 * What is not told in words of scenarios is looked at here.
 */
#pragma once

#include "gst/sip/transaction/gstsiptransaction.h"

G_BEGIN_DECLS

typedef struct
{
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipTransactions *transactions;
  GPtrArray *sent; /* of GstSipMessage */
  GPtrArray *servers; /* of GstSipTransaction */
  guint n_responses, n_failed, n_acks, n_cancelled, n_stray;
  gboolean starts_again; /* when one fails */
} SipTestSide;

void sip_test_side_set_up (SipTestSide *side, gconstpointer data);
void sip_test_side_tear_down (SipTestSide *side, gconstpointer data);

/* A request of ours without a Via, and with two Route lines. */
GstSipMessage *sip_test_side_new_request (const gchar *method);
/* (transfer full) */
GstSipTransaction *sip_test_side_start (SipTestSide *side, const gchar *method);

void sip_test_side_receive (SipTestSide *side, const gchar *text);
/* sip_test_new_request(), received */
void sip_test_side_receive_request (SipTestSide *side, const gchar *method,
    const gchar *branch);

/* (transfer none) */
GstSipMessage *sip_test_side_get_last_sent (SipTestSide *side);

gchar *sip_test_to_text (GstSipMessage *message);
gchar *sip_test_dup_to_tag (GstSipMessage *message);

G_END_DECLS
