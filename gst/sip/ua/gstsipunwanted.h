/* 2xx to an INVITE that nobody wants, and those that come again
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A proxy may fork an INVITE, and two phones may be picked up; a CANCEL may
 * come too late. Each such answer is confirmed and ended at once: ACK and BYE
 * (RFC 3261 section 13.2.2.4). As the 2xx is repeated until its ACK gets
 * through, each ACK is kept as long as that may be.
 */
#pragma once

#include "gst/sip/ua/gstsipcore.h"

G_BEGIN_DECLS

GstSipUnwanted *gst_sip_unwanted_new (GstSipCore *core);
void gst_sip_unwanted_free (GstSipUnwanted *self);

/* Ends what this 2xx of ours has started, or repeats the ACK. invite: as sent
 * last, whose credentials the ACK has (RFC 3261 section 13.2.2.4); NULL when it
 * is gone */
void gst_sip_unwanted_refuse (GstSipUnwanted *self, GstSipMessage *response,
    GstSipMessage *invite);
/* A call is over; should its 2xx come again, this is its ACK. */
void gst_sip_unwanted_keep_ack (GstSipUnwanted *self, GstSipDialog *dialog,
    GstSipMessage *ack);

G_END_DECLS
