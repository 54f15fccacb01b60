/* Text of a peer, made fit to be shown
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A property, a signal, a message on the bus and a log record take valid UTF-8
 * only; a terminal obeys control characters. Text of a peer passes here before
 * it reaches any of them. What the protocol compares or sends back stays bytes.
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>

G_BEGIN_DECLS

/* No text that a person reads needs to be longer, in bytes. */
#define GST_SIP_TEXT_MAX 1024

/* (transfer full) (nullable): NULL for NULL. length: -1 where text ends with
 * NUL. Bytes that are not UTF-8 become U+FFFD, control characters '?'; what is
 * longer than max bytes is cut, and ends with "...". */
GST_SIP_API
gchar *gst_sip_text_mend (const gchar *text, gssize length, gsize max);
/* The same, but tabs and line ends stay. */
GST_SIP_API
gchar *gst_sip_text_mend_lines (const gchar *text, gssize length, gsize max);

G_END_DECLS
