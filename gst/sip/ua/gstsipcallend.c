/* How long the end of a call may take
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The user has hung up and wants to be done with it. BYE and CANCEL are
 * transactions of 32 s, but before them an ACK may be waited for, and they start
 * anew when their connection breaks: the call does not wait for all of that.
 * Requests that are on their way go on without it.
 */
#include "gst/sip/ua/gstsipcall-private.h"

/* 64*T1 (RFC 3261 section 17.1.2.2) */
#define PATIENCE (32 * G_TIME_SPAN_SECOND)

void
gst_sip_call_end_unanswered (gpointer owner)
{
  GstSipCall *self = owner;

  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_DEBUG,
      "ended without an answer of the peer");
  /* The ACK that it waits for will not come any more. */
  if (self->bye_after_ack)
    gst_sip_call_send_bye (self);
  gst_sip_call_end (self, self->end_status, self->end_reason);
}

void
gst_sip_call_await_end (GstSipCall *self)
{
  gboolean in_vain = gst_sip_core_is_cut_off (self->core, PATIENCE);

  gst_sip_timer_arm (&self->patience, self->core->timers,
      in_vain ? 0 : PATIENCE);
}

void
gst_sip_call_lose_hope (GstSipCall *self)
{
  if (self->state == GST_SIP_CALL_ENDING &&
      gst_sip_core_is_cut_off (self->core, PATIENCE))
    gst_sip_call_end_unanswered (self);
}
