/* Whose turn it is in offer and answer (RFC 3264, RFC 6337)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Keeps no description and reads none.
 */
#pragma once

#include "gst/sip/base/gstsipprelude.h"

G_BEGIN_DECLS

typedef enum
{
  GST_SIP_OFFER_ANSWER_STABLE, /* nothing is asked */
  GST_SIP_OFFER_ANSWER_LOCAL_OFFER, /* we owe nothing, the peer an answer */
  GST_SIP_OFFER_ANSWER_REMOTE_OFFER, /* we owe an answer */
} GstSipOfferAnswer;

typedef enum
{
  GST_SIP_OFFER_SENT, /* or being prepared */
  GST_SIP_OFFER_RECEIVED,
  GST_SIP_ANSWER_SENT,
  GST_SIP_ANSWER_RECEIVED,
  GST_SIP_OFFER_WITHDRAWN, /* the request with the offer failed, ours or the
                              peer's: what was agreed before holds */
} GstSipOfferAnswerEvent;

/* Takes a step. 0 when it is allowed; else self is unchanged and the status
 * says how a request with such an offer is refused: 491 when both sides offer
 * (RFC 3261 section 14.2), 500 when the peer's last offer is not answered yet,
 * 488 for what makes no sense. */
guint gst_sip_offer_answer_step (GstSipOfferAnswer *self,
    GstSipOfferAnswerEvent event);

G_END_DECLS
