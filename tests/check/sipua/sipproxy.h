/* A SIP server over WebSocket in the process of a test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Registrar and stateless proxy (RFC 3261 section 16.11) behind a WebSocket of
 * libsoup's, in a thread of its own. It knows where everybody is by what came
 * from there: the address that was registered, and every Contact.
 */
#pragma once

#include <glib.h>

typedef struct _SipProxy SipProxy;

SipProxy *sip_proxy_new (void);
void sip_proxy_free (SipProxy *self);
/* ws://... */
const gchar *sip_proxy_get_uri (SipProxy *self);

/* From here on it is silent now and then, or gone, or hangs up on one of its
 * clients. */
void sip_proxy_start_trouble (SipProxy *self, guint seed);
