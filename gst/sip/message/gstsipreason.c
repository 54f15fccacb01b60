/* Why a request was sent (RFC 3326)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipreason.h"

#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipparams.h"
#include "gst/sip/message/gstsipscanner.h"

/* RFC 3326 section 3.1: a proxy that forks puts this into the CANCEL for the
 * other devices, once one has answered. */
#define SIP_ANSWERED 200
/* ITU-T Q.850, non-selected user clearing: a gateway or PBX says the same. */
#define Q850_NOT_SELECTED 26

/* In bytes. */
#define MAX_TEXT 256

gboolean
gst_sip_reason_parse (GstSipReason *reason, GstSipSlice value)
{
  GstSipScanner scanner = gst_sip_scanner (value);
  GstSipSlice params = GST_SIP_SLICE_NONE;
  GstSipSlice cause;
  guint64 number;

  reason->protocol = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_TOKEN);
  gst_sip_scanner_skip_space (&scanner);
  if (reason->protocol.length == 0 ||
      (!gst_sip_scanner_at_end (&scanner) && *scanner.p != ';'))
    return FALSE;

  if (!gst_sip_scanner_at_end (&scanner))
    params = (GstSipSlice){scanner.p + 1, scanner.end - scanner.p - 1};
  gst_sip_params_find (params, "text", &reason->text);
  reason->cause = 0;
  if (gst_sip_params_find (params, "cause", &cause) &&
      gst_sip_slice_get_number (cause, &number))
    reason->cause = MIN (number, G_MAXUINT);
  return TRUE;
}

static gboolean
is_answered_elsewhere (const GstSipReason *reason)
{
  if (gst_sip_slice_equal_nocase (reason->protocol, gst_sip_slice ("SIP")))
    return reason->cause == SIP_ANSWERED;
  return reason->cause == Q850_NOT_SELECTED &&
      gst_sip_slice_equal_nocase (reason->protocol, gst_sip_slice ("Q.850"));
}

gboolean
gst_sip_message_tells_answered_elsewhere (GstSipMessage *self)
{
  GstSipValues values;
  GstSipSlice value;
  GstSipReason reason;

  gst_sip_values_init (&values, self, GST_SIP_HEADER_REASON);
  while (gst_sip_values_next (&values, &value))
    if (gst_sip_reason_parse (&reason, value) &&
        is_answered_elsewhere (&reason))
      return TRUE;
  return FALSE;
}

gchar *
gst_sip_message_dup_reason_text (GstSipMessage *self)
{
  g_autofree gchar *found = NULL;
  GstSipValues values;
  GstSipSlice value;
  GstSipReason reason;

  gst_sip_values_init (&values, self, GST_SIP_HEADER_REASON);
  while (gst_sip_values_next (&values, &value)) {
    g_autofree gchar *text = NULL;

    if (!gst_sip_reason_parse (&reason, value))
      continue;
    text = gst_sip_slice_dup_words (reason.text, MAX_TEXT);
    if (*text == '\0')
      continue;
    if (is_answered_elsewhere (&reason))
      return g_steal_pointer (&text);
    if (found == NULL)
      found = g_steal_pointer (&text);
  }
  return g_steal_pointer (&found);
}
