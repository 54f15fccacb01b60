/* Transactions (RFC 3261 section 17, RFC 6026)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One request, its answers, and their repetition. The machines are the tables
 * of gstsipmachines.c; this is one machine running, with its messages and its
 * timers. Dialogs are not known here.
 */
#pragma once

#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/message/gstsipmessage-private.h"

G_BEGIN_DECLS

typedef struct _GstSipTransaction GstSipTransaction;
typedef struct _GstSipTransactions GstSipTransactions;

/* Who started a client transaction, and hears of it. Both may be called
 * several times (forked 2xx); nothing is called after
 * gst_sip_transaction_forget(). Exactly one of the two ends a transaction: a
 * final response, or failed. A handler may do anything but free the
 * transactions. */
typedef struct
{
  /* Each provisional response but 100, each final one; an INVITE's 2xx again
   * for every fork and every repetition (RFC 6026 section 7.2). 100 is passed
   * too: it tells that the next hop lives. */
  void (*response) (gpointer owner, GstSipTransaction *transaction,
      GstSipMessage *response);
  /* GST_SIP_ERROR_TIMEOUT or GST_SIP_ERROR_TRANSPORT. */
  void (*failed) (gpointer owner, GstSipTransaction *transaction,
      const GError *error);
} GstSipClientHandlers;

/* The layer above all transactions: the core of the user agent. */
typedef struct
{
  /* Bytes go out here. FALSE is a transport error (RFC 3261 section 8.1.3.1);
   * it may also be reported later, by gst_sip_transactions_fail_flow(). */
  gboolean (*send) (gpointer user, GstSipMessage *message, GError **error);
  /* The protocol for the Via of a request of ours, by the flow that it goes.
   * May be NULL: that of gst_sip_transactions_set_via(). */
  const gchar *(*get_protocol) (gpointer user, GstSipMessage *request);
  /* Whether a request belongs to a dialog of ours. May be NULL. */
  gboolean (*is_known) (gpointer user, GstSipMessage *request);
  /* A request that opened a server transaction; not yet answered. The user
   * keeps a reference if it answers later. */
  void (*request) (gpointer user, GstSipTransaction *transaction,
      GstSipMessage *request);
  /* An ACK that no INVITE transaction takes for itself: that of a 2xx. */
  void (*ack) (gpointer user, GstSipMessage *ack);
  /* A CANCEL that matches an INVITE transaction, given as the second argument.
   * It has been answered 200 already (RFC 3261 section 9.2). */
  void (*cancelled) (gpointer user, GstSipTransaction *invite,
      GstSipMessage *cancel);
  /* A server transaction gave up: no ACK for a non-2xx final response, or our
   * user gave no final response to another request than INVITE for 64*T1 (both
   * GST_SIP_ERROR_TIMEOUT), or a final response could not be sent. After a 2xx
   * to an INVITE that could not be sent it is still there: the user may repeat
   * the 2xx on another connection. */
  void (*server_failed) (gpointer user, GstSipTransaction *transaction,
      const GError *error);
  /* Whether a response that no transaction knows is to a request that was ours
   * once; others are dropped. May be NULL. */
  gboolean (*is_own) (gpointer user, GstSipMessage *response);
  /* A response that no transaction knows, e.g. a late 2xx to an INVITE; also a
   * 2xx to an INVITE whose owner has forgotten it, which is to be ended with
   * ACK and BYE (RFC 3261 section 13.2.2.4). */
  void (*stray_response) (gpointer user, GstSipMessage *response);
} GstSipTransactionUser;

GstSipTransactions *gst_sip_transactions_new (GstSipTimers *timers,
    GstSipRandom *random, GstSipLog *log, const GstSipTransactionUser *user,
    gpointer user_data);
void gst_sip_transactions_free (GstSipTransactions *self);

/* What goes into the Via of requests: protocol as "WS", "WSS", "TCP"; sent-by
 * as "host" or "host:port". */
void gst_sip_transactions_set_via (GstSipTransactions *self,
    const gchar *protocol, const gchar *sent_by);
/* Over a reliable transport nothing is repeated by timers A, E and G, and D, I,
 * J and K are zero (RFC 3261 section 17). TRUE to begin with. */
void gst_sip_transactions_set_reliable (GstSipTransactions *self,
    gboolean reliable);

/* A message that passed gst_sip_message_check(). Responses that were not meant
 * for us are dropped here: more than one Via (RFC 3261 section 8.1.3.3), or a
 * sent-by that is not ours (section 18.1.2). */
void gst_sip_transactions_receive (GstSipTransactions *self,
    GstSipMessage *message);

/* A flow is gone: every client transaction on it fails. Which one that is says
 * gst_sip_message_get_flow() of the request. */
void gst_sip_transactions_fail_flow (GstSipTransactions *self, guint flow,
    const GError *error);
/* Whether any transaction is on it, of whatever state. */
gboolean gst_sip_transactions_use_flow (GstSipTransactions *self, guint flow);

/* How many there are, of all states; tests watch that none stays. */
guint gst_sip_transactions_get_size (GstSipTransactions *self);

/* Adds the Via with a new branch to the request and sends it.
 *
 * request: (transfer full): not to be changed any more, though the caller may
 *   keep a reference of its own to look at it
 * handlers: (nullable): must outlive the transaction; NULL when nobody waits
 *
 * A transport error is reported from here, before it returns, through
 * handlers->failed.
 *
 * Returns: (transfer full): the caller's reference */
GstSipTransaction *gst_sip_transactions_start (GstSipTransactions *self,
    GstSipMessage *request, const GstSipClientHandlers *handlers,
    gpointer owner);

/* Sends what has no transaction: the ACK of a 2xx, which the user repeats. A
 * Via is added where there is none. */
gboolean gst_sip_transactions_send_ack (GstSipTransactions *self,
    GstSipMessage *ack, GError **error);

GstSipTransaction *gst_sip_transaction_ref (GstSipTransaction *self);
void gst_sip_transaction_unref (GstSipTransaction *self);

/* The owner of a client transaction goes away; the transaction runs on. */
void gst_sip_transaction_forget (GstSipTransaction *self);

/* Of a pending INVITE client transaction: sends a CANCEL, at once or as soon
 * as a provisional response came (RFC 3261 section 9.1); without a final
 * response 64*T1 after it the INVITE fails with GST_SIP_ERROR_TIMEOUT. Does
 * nothing when a final response has come.
 *
 * reason: (nullable): value of a Reason header for the CANCEL (RFC 3326), as
 *   "SIP;cause=200;text=\"Call completed elsewhere\"" */
void gst_sip_transaction_cancel (GstSipTransaction *self, const gchar *reason);

/* Of a server transaction: sends a response, which is not to be changed any
 * more. A 2xx to an INVITE is repeated by
 * the user, by calling this again with the same message (RFC 6026 section
 * 7.1). */
void gst_sip_transaction_respond (GstSipTransaction *self,
    GstSipMessage *response);
/* gst_sip_message_new_response(), a To tag where it lacks one, respond. The tag
 * is the same in every response of the transaction. */
void gst_sip_transaction_respond_status (GstSipTransaction *self, guint status,
    const gchar *reason);

GstSipMessage *gst_sip_transaction_get_request (GstSipTransaction *self);
/* The last that was received or sent; NULL before. */
GstSipMessage *gst_sip_transaction_get_response (GstSipTransaction *self);
/* Of a server transaction: the same request has come by another path already
 * and its transaction still lives. To be answered 482 (RFC 3261 section
 * 8.2.2.2). */
gboolean gst_sip_transaction_is_merged (GstSipTransaction *self);
/* A final response has been sent or received, or it failed. */
gboolean gst_sip_transaction_is_finished (GstSipTransaction *self);
/* The branch: the label of its log records. */
const gchar *gst_sip_transaction_get_id (GstSipTransaction *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipTransactions, gst_sip_transactions_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipTransaction, gst_sip_transaction_unref)

G_END_DECLS
