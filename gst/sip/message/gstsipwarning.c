/* What a refusal says beside its status (RFC 3261 section 20.43)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipwarning.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/base/gstsiptext.h"
#include "gst/sip/message/gstsipscanner.h"

/* It may repeat a word of the offer, which can be of any length. */
#define MAX_TEXT 256

void
gst_sip_message_append_warning (GstSipMessage *self, const GError *error)
{
  g_autofree gchar *text = NULL;
  g_autoptr (GString) quoted = NULL;

  if (!g_error_matches (error, GST_SIP_STATUS, 488))
    return;

  text = gst_sip_text_mend (error->message, -1, MAX_TEXT);
  quoted = g_string_new (NULL);
  gst_sip_append_quoted (quoted, text);

  /* 399 is for a person to read; the name of the agent may be made up. */
  gst_sip_message_append_header_printf (self, GST_SIP_HEADER_WARNING,
      "399 sipua %s", quoted->str);
}
