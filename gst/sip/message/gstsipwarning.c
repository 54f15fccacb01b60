/* What a refusal says beside its status (RFC 3261 section 20.43)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipwarning.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/base/gstsiptext.h"
#include "gst/sip/message/gstsipmessage-private.h"
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

/* warn-code SP warn-agent SP warn-text; the agent is a host with a port, or any
 * word. */
static GstSipSlice
find_text (GstSipSlice value)
{
  GstSipScanner scanner = gst_sip_scanner (value);

  gst_sip_scanner_take (&scanner, GST_SIP_CHAR_DIGIT);
  gst_sip_scanner_skip_space (&scanner);
  while (!gst_sip_scanner_at_end (&scanner) &&
      !gst_sip_char_is (*scanner.p, GST_SIP_CHAR_SPACE) && *scanner.p != '"')
    scanner.p++;
  gst_sip_scanner_skip_space (&scanner);
  return gst_sip_scanner_rest (&scanner);
}

gchar *
gst_sip_message_dup_warning_text (GstSipMessage *self)
{
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, self, GST_SIP_HEADER_WARNING);
  while (gst_sip_values_next (&values, &value)) {
    g_autofree gchar *text =
        gst_sip_slice_dup_words (find_text (value), MAX_TEXT);

    if (*text != '\0')
      return g_steal_pointer (&text);
  }
  return NULL;
}
