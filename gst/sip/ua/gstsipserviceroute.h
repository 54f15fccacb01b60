/* The way that a registrar wants our requests to take (RFC 3608)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"

G_BEGIN_DECLS

/* The values of Service-Route in the answer to a REGISTER, in order. NULL when
 * there is none, with an error when there is one that cannot be used: all of
 * it, as a part of a way leads nowhere. */
GStrv gst_sip_service_route_read (GstSipMessage *response, GError **error);

G_END_DECLS
