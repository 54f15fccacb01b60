/* Passwords in URIs, left out of what people read
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RFC 3261 section 19.1.1 has passwords in SIP URIs, and advises against them;
 * URIs of WebSockets may have them too.
 */
#pragma once

#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

/* Appends text of any kind; in each sip, sips, ws or wss URI in it the password
 * is blanked. */
void gst_sip_append_without_passwords (GString *text, GstSipSlice slice);

/* The same of a whole text, (transfer full); a URI that begins it may have
 * no scheme. NULL stays NULL. */
GST_SIP_API
gchar *gst_sip_dup_without_passwords (const gchar *text);

G_END_DECLS
