/* The way that a registrar wants our requests to take (RFC 3608)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the values of Service-Route in the answer to a
 * REGISTER that can be used, in order. One that is broken is left out: the
 * proxies that the others name still want to see our requests. Too many of them
 * are no way at all. complaint: (out) (transfer full) (nullable): the first
 * value that is not used, and why, to be logged. */
GStrv gst_sip_service_route_read (GstSipMessage *response, gchar **complaint);

G_END_DECLS
