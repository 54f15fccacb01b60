/* What the files of the transaction room share
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A transaction is counted: the set that it runs in holds it until it is
 * terminated, its user as long as it likes.
 */
#pragma once

#include <gst/sip/base/gstsiperror.h>
#include "gst/sip/transaction/gstsipmachine.h"
#include "gst/sip/transaction/gstsiptransaction.h"

G_BEGIN_DECLS

/* So many requests of peers may wait for an answer of ours at once; of more,
 * those outside our dialogs are answered 503. */
#define GST_SIP_TRANSACTIONS_MAX_SERVERS 500
/* So many that we have answered are remembered, to wait for an ACK or to
 * absorb a repetition; the oldest is forgotten for a new one. */
#define GST_SIP_TRANSACTIONS_MAX_ANSWERED 500

struct _GstSipTransactions
{
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipLog *log; /* (nullable) */
  const GstSipTransactionUser *user;
  gpointer user_data;

  gchar *protocol;
  gchar *sent_by;
  gboolean reliable;

  GHashTable *clients; /* key -> transaction, counted */
  GHashTable *servers; /* key -> transaction, counted */
  GQueue answered; /* servers with a final response, the oldest first */
  GHashTable *calls; /* call key -> the first server transaction of it */
};

struct _GstSipTransaction
{
  const GstSipMachine *machine;
  GstSipState state;
  GstSipTransactions *set; /* NULL when it runs no more */
  gboolean is_client;
  gboolean reliable;
  gboolean finished;
  gchar *key;
  gchar *label;
  GstSipMessage *request;
  GstSipMessage *response; /* (nullable): the last */
  GError *error; /* (nullable): of the transport */

  GstSipTimer retransmit;
  gint64 interval; /* with which retransmit was armed */
  GstSipTimer timeout;
  GstSipTimer linger;

  /* Clients */
  const GstSipClientHandlers *handlers; /* (nullable) */
  gpointer owner;
  gchar *sent_by;
  GstSipMessage *ack; /* (nullable): of a failed INVITE, once made */
  GstSipMessage *cancel; /* (nullable): wanted, not sent yet */
  gboolean cancelled;

  /* Servers */
  GList answered; /* link in that queue */
  gchar *call_key; /* (nullable) */
  gchar *to_tag; /* (nullable): ours, once it is needed */
};

/* request: (transfer full). Nothing is sent, no timer runs. */
GstSipTransaction *gst_sip_transaction_new (GstSipTransactions *set,
    const GstSipMachine *machine, GstSipMessage *request);
/* Enters the first state; a client sends its request. */
void gst_sip_transaction_begin (GstSipTransaction *self);

/* message: the response, or the ACK; NULL for what is not a message */
void gst_sip_transaction_handle (GstSipTransaction *self, GstSipInput input,
    GstSipMessage *message);
/* actions: of GstSipActions */
void gst_sip_transaction_perform (GstSipTransaction *self, guint actions,
    GstSipMessage *message);
/* Of a client, from the network. */
void gst_sip_transaction_receive_response (GstSipTransaction *self,
    GstSipMessage *response);
void gst_sip_transaction_fail (GstSipTransaction *self, const GError *error);
/* Stops it where it stands, without a word. */
void gst_sip_transaction_abandon (GstSipTransaction *self);

/* The To tag of our responses; NULL where the request has one. */
const gchar *gst_sip_transaction_get_to_tag (GstSipTransaction *self);

/* request: (transfer full): with its Via. Only for this room: CANCEL has the
 * branch of its INVITE. */
GstSipTransaction *gst_sip_transactions_run_client (GstSipTransactions *set,
    GstSipMessage *request, const GstSipClientHandlers *handlers,
    gpointer owner);
/* A server has sent its final response: it counts as open no more. */
void gst_sip_transactions_note_answered (GstSipTransactions *set,
    GstSipTransaction *transaction);
/* Takes it out of the tables; may free it. */
void gst_sip_transactions_remove (GstSipTransactions *set,
    GstSipTransaction *transaction);

G_END_DECLS
