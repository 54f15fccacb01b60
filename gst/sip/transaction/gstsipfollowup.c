/* Requests that follow another on its path: the ACK of a failure, and CANCEL
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/transaction/gstsipfollowup.h"

/* Same Via, Request-URI, Route, From, Call-ID and number: so each hop finds the
 * INVITE that is meant, and the request takes its way. */
static GstSipMessage *
new_followup (GstSipMessage *invite, const gchar *method, GstSipMessage *to)
{
  GstSipMessage *followup = gst_sip_message_new_request (method,
      gst_sip_message_get_request_uri (invite));
  GstSipCSeq cseq = {0};

  gst_sip_message_set_flow (followup, gst_sip_message_get_flow (invite));
  gst_sip_message_copy_headers (followup, invite, GST_SIP_HEADER_VIA);
  gst_sip_message_copy_headers (followup, invite, GST_SIP_HEADER_ROUTE);
  gst_sip_message_append_header (followup, GST_SIP_HEADER_MAX_FORWARDS, "70");
  gst_sip_message_copy_headers (followup, invite, GST_SIP_HEADER_FROM);
  gst_sip_message_copy_headers (followup, to, GST_SIP_HEADER_TO);
  gst_sip_message_copy_headers (followup, invite, GST_SIP_HEADER_CALL_ID);
  gst_sip_message_get_cseq (invite, &cseq, NULL);
  gst_sip_message_append_header_printf (followup, GST_SIP_HEADER_CSEQ, "%u %s",
      cseq.number, method);
  return followup;
}

GstSipMessage *
gst_sip_followup_new_ack (GstSipMessage *invite, GstSipMessage *response)
{
  return new_followup (invite, "ACK", response);
}

GstSipMessage *
gst_sip_followup_new_cancel (GstSipMessage *invite, const gchar *reason)
{
  GstSipMessage *cancel = new_followup (invite, "CANCEL", invite);

  if (reason != NULL)
    gst_sip_message_append_header (cancel, GST_SIP_HEADER_REASON, reason);
  return cancel;
}
