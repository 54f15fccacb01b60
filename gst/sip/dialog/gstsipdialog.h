/* Dialogs (RFC 3261 section 12)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A dialog is what two user agents remember of each other between
 * transactions: tags, sequence numbers, route set, remote target. It sends
 * nothing: it fills in requests and judges those that arrive.
 */
#pragma once

#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/transaction/gstsiptransaction.h"

G_BEGIN_DECLS

typedef struct _GstSipDialog GstSipDialog;

/* Who is told of what arrives in a dialog. */
typedef struct
{
  /* Any request but ACK; not yet answered. */
  void (*request) (gpointer owner, GstSipDialog *dialog,
      GstSipTransaction *transaction, GstSipMessage *request);
  /* The ACK of a 2xx. */
  void (*ack) (gpointer owner, GstSipDialog *dialog, GstSipMessage *ack);
} GstSipDialogUser;

/* The dialog of a response to a request of ours, provisional or 2xx, with a To
 * tag. What the request had, the response repeats. */
GstSipDialog *gst_sip_dialog_new_client (GstSipMessage *response,
    GError **error);
/* The dialog of a request that we received and answer with that To tag. */
GstSipDialog *gst_sip_dialog_new_server (GstSipMessage *request,
    const gchar *local_tag, GError **error);
GstSipDialog *gst_sip_dialog_ref (GstSipDialog *self);
void gst_sip_dialog_unref (GstSipDialog *self);

/* user: NULL when the owner goes away */
void gst_sip_dialog_set_user (GstSipDialog *self, const GstSipDialogUser *user,
    gpointer owner);
const GstSipDialogUser *gst_sip_dialog_get_user (GstSipDialog *self,
    gpointer *owner);

const gchar *gst_sip_dialog_get_call_id (GstSipDialog *self);
const gchar *gst_sip_dialog_get_local_tag (GstSipDialog *self);
/* "" for a peer of RFC 2543, which has none. */
const gchar *gst_sip_dialog_get_remote_tag (GstSipDialog *self);
const gchar *gst_sip_dialog_get_remote_target (GstSipDialog *self);
/* Whether the peer's request made it: addresses, Call-ID, target and route set
 * are what the peer wanted them to be then. */
gboolean gst_sip_dialog_is_by_peer (GstSipDialog *self);

/* The flow by which it was made, and requests in it go; 0: any. */
guint gst_sip_dialog_get_flow (GstSipDialog *self);
void gst_sip_dialog_set_flow (GstSipDialog *self, guint flow);

/* The first hop of the route set, if it is a WebSocket server, is replaced by
 * route: nobody else can reach it, and our connection to it is gone. FALSE if
 * it is none, or that one already. */
gboolean gst_sip_dialog_take_detour (GstSipDialog *self, const gchar *route);

/* A 2xx came in an early dialog: the route set is computed anew (RFC 3261
 * section 13.2.2.4). */
void gst_sip_dialog_confirm (GstSipDialog *self, GstSipMessage *response);
/* Takes the Contact of a target refresh request or of its 2xx (RFC 3261
 * section 12.2), where there is a usable one. */
void gst_sip_dialog_refresh_target (GstSipDialog *self, GstSipMessage *message);

/* A request in the dialog with the next sequence number (RFC 3261 section
 * 12.2.1.1), without Via, Contact and body. */
GstSipMessage *gst_sip_dialog_new_request (GstSipDialog *self,
    const gchar *method);
/* The ACK of a 2xx, with number and credentials of the INVITE (RFC 3261
 * section 13.2.2.4). */
GstSipMessage *gst_sip_dialog_new_ack (GstSipDialog *self,
    GstSipMessage *invite);
/* For a request that is sent again, with credentials. */
guint32 gst_sip_dialog_next_cseq (GstSipDialog *self);

/* FALSE for a request older than one that was accepted: it is answered 500
 * (RFC 3261 section 12.2.2). */
gboolean gst_sip_dialog_accept_request (GstSipDialog *self,
    GstSipMessage *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipDialog, gst_sip_dialog_unref)

G_END_DECLS
