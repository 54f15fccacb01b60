/* What a refusal says beside its status (RFC 3261 section 20.43)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"

G_BEGIN_DECLS

/* Tells the peer why its offer cannot be used, where error (nullable) is 488 of
 * GST_SIP_STATUS; the text of any other error stays here. */
void gst_sip_message_append_warning (GstSipMessage *self, const GError *error);
/* Returns: (transfer full) (nullable): the words of the first Warning that has
 * some; of one line, in UTF-8, cut when they are long */
gchar *gst_sip_message_dup_warning_text (GstSipMessage *self);

G_END_DECLS
