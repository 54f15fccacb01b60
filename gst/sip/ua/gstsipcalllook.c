/* Whether the peer still knows of a call (RFC 3261 section 12.2.1.2)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * After a pause of ours the peer may have ended the call, and given up telling
 * us. OPTIONS asks within the dialog, and changes nothing (section 11.2). Only
 * "no such call" counts: there are peers and proxies that do not answer it.
 */
#include "gst/sip/ua/gstsipcall-private.h"

#define NO_SUCH_CALL 481

static void
on_response (gpointer owner, GstSipRequest *request, GstSipMessage *response)
{
  GstSipCall *self = owner;
  guint status = gst_sip_message_get_status (response);

  if (status < 200)
    return;
  gst_sip_request_drop (&self->look);
  if (status == NO_SUCH_CALL)
    gst_sip_call_leave (self, status,
        "the peer has ended the call while we were paused");
}

static void
on_failed (gpointer owner, GstSipRequest *request, const GError *error)
{
  GstSipCall *self = owner;

  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_DEBUG,
      "whether the peer is there is not known: %s", error->message);
  gst_sip_request_drop (&self->look);
}

static const GstSipRequestHandlers handlers = {
    .response = on_response,
    .failed = on_failed,
};

/* A request that is under way asks the same, and so does an answer of ours that
 * is repeated. */
void
gst_sip_call_look (GstSipCall *self)
{
  GstSipMessage *options;

  if (self->state != GST_SIP_CALL_ESTABLISHED || self->is_astray ||
      self->answer != NULL || self->look != NULL ||
      gst_sip_call_is_refreshing (self) ||
      !gst_sip_core_is_connected (self->core))
    return;
  options = gst_sip_dialog_new_request (self->dialog, "OPTIONS");
  gst_sip_message_append_header (options, GST_SIP_HEADER_ACCEPT,
      GST_SIP_CALL_SDP);
  self->look =
      gst_sip_request_send (self->core, options, self->dialog, &handlers, self);
}
