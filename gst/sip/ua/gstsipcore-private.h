/* The two sides of the core: what comes from below
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/ua/gstsipcore.h"

G_BEGIN_DECLS

/* gstsipcoreconnection.c: bytes. The data is the core. */
extern const GstSipConnectionUser gst_sip_core_connection_user;

const gchar *gst_sip_core_get_protocol (GstSipCore *self,
    GstSipMessage *request);
/* Sends a message that belongs to no transaction, or to one. */
gboolean gst_sip_core_send (GstSipCore *self, GstSipMessage *message,
    GError **error);

/* gstsipcoreincoming.c: requests. The data is the core. */
extern const GstSipTransactionUser gst_sip_core_transaction_user;

G_END_DECLS
