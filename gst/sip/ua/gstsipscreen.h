/* Which requests a user agent takes (RFC 3261 section 8.2)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Method, Request-URI, extensions and content are looked at in the order of
 * the RFC; the first that cannot be served decides. What the user agent can do
 * is written down here, and nowhere else.
 */
#pragma once

#include "gst/sip/ua/gstsipcore.h"

G_BEGIN_DECLS

/* NULL when the request may be processed; else (transfer full) the response
 * that refuses it. */
GstSipMessage *gst_sip_screen_request (GstSipCore *core, GstSipMessage *request,
    gboolean in_dialog);

/* The session description in a message; NULL when there is none, or only what
 * may be ignored. (transfer full) */
GBytes *gst_sip_screen_get_sdp (GstSipMessage *message);

/* Allow, Accept and Supported, as the answer to OPTIONS. */
void gst_sip_screen_add_capabilities (GstSipMessage *message);
/* Allow alone, as in a REGISTER: registrars choose among contacts by it. */
void gst_sip_screen_add_methods (GstSipMessage *message);
/* Allow and Supported, as in an INVITE and its 2xx. */
void gst_sip_screen_add_allow (GstSipMessage *message);

G_END_DECLS
