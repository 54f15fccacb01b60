/* URIs of WebSockets (RFC 6455 section 3)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whether a text is one. What is wrong is told without quoting it, as GUri does:
 * parts of it may be secret.
 */
#pragma once

#include <gst/sip/base/gstsipprelude.h>

G_BEGIN_DECLS

/* NULL: none. Static text, for a person. */
const gchar *gst_sip_ws_uri_find_fault (const gchar *text);

G_END_DECLS
