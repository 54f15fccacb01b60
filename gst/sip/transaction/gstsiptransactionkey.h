/* Which transaction a message belongs to (RFC 3261 sections 17.1.3, 17.2.3)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Messages of one transaction have the same key, a string to be looked up. The
 * branch decides; requests of RFC 2543, whose branch is not unique, are told
 * apart by what that RFC compares.
 */
#pragma once

#include "gst/sip/message/gstsipmessage-private.h"

G_BEGIN_DECLS

/* All return (transfer full) (nullable): NULL when the message lacks what the
 * key is made of. */

/* method: that of the transaction, i.e. INVITE for an ACK, and for a CANCEL
 * when that which it cancels is sought */
gchar *gst_sip_transaction_key_of_request (GstSipMessage *request,
    const gchar *method);
gchar *gst_sip_transaction_key_of_response (GstSipMessage *response);
/* What a response to a request of ours will have. */
gchar *gst_sip_transaction_key_of_own_request (const gchar *branch,
    GstSipMessage *request);
/* The same for each path that one request outside a dialog took (RFC 3261
 * section 8.2.2.2); NULL inside a dialog. */
gchar *gst_sip_transaction_key_of_call (GstSipMessage *request);

/* What log records call it: the branch, cut where it is overlong. */
gchar *gst_sip_transaction_label (GstSipMessage *message);

/* Whether the sent-by of the topmost Via is this. */
gboolean gst_sip_transaction_is_sent_by (GstSipMessage *message,
    const gchar *sent_by);

G_END_DECLS
