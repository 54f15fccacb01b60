/* Why a request was sent (RFC 3326)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

typedef struct
{
  GstSipSlice protocol;
  guint cause; /* 0: none that is a number */
  GstSipSlice text; /* with its quotes and backslashes */
} GstSipReason;

/* One value. FALSE where there is no protocol. */
gboolean gst_sip_reason_parse (GstSipReason *reason, GstSipSlice value);

/* Whether the peer withdraws because another of ours, or of those who were
 * called with us, has answered. */
gboolean gst_sip_message_tells_answered_elsewhere (GstSipMessage *self);
/* Returns: (transfer full) (nullable): the words of the Reason that has some,
 * of the one that says "answered elsewhere" before others; of one line, in
 * UTF-8, cut when they are long */
gchar *gst_sip_message_dup_reason_text (GstSipMessage *self);

G_END_DECLS
