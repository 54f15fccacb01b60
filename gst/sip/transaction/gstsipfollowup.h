/* Requests that follow another on its path: the ACK of a failure, and CANCEL
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/message/gstsipmessage-private.h"

G_BEGIN_DECLS

/* RFC 3261 section 17.1.1.3. invite: as it was sent, with its Via */
GstSipMessage *gst_sip_followup_new_ack (GstSipMessage *invite,
    GstSipMessage *response);
/* RFC 3261 section 9.1. reason: (nullable): value of a Reason header */
GstSipMessage *gst_sip_followup_new_cancel (GstSipMessage *invite,
    const gchar *reason);

G_END_DECLS
