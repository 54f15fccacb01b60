/* Headers that an application adds
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A GstStructure with a string field for each header. What the protocol itself
 * depends on (Via, To, CSeq, ...) and what would break out of its line is
 * refused.
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"

G_BEGIN_DECLS

/* headers: may be NULL. FALSE with GST_SIP_ERROR_CONFIGURATION. */
gboolean gst_sip_extra_headers_check (const GstStructure *headers,
    GError **error);
/* Adds those that pass the check. */
void gst_sip_extra_headers_apply (const GstStructure *headers,
    GstSipMessage *message);

G_END_DECLS
