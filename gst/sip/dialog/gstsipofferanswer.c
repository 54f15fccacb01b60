/* Whose turn it is in offer and answer (RFC 3264, RFC 6337)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/dialog/gstsipofferanswer.h"

#define STABLE GST_SIP_OFFER_ANSWER_STABLE
#define LOCAL_OFFER GST_SIP_OFFER_ANSWER_LOCAL_OFFER
#define REMOTE_OFFER GST_SIP_OFFER_ANSWER_REMOTE_OFFER

static const struct
{
  GstSipOfferAnswer state;
  GstSipOfferAnswerEvent event;
  GstSipOfferAnswer next;
  guint refusal;
} rows[] = {
    {STABLE,       GST_SIP_OFFER_SENT,      LOCAL_OFFER,  0  },
    {STABLE,       GST_SIP_OFFER_RECEIVED,  REMOTE_OFFER, 0  },
    {STABLE,       GST_SIP_OFFER_WITHDRAWN, STABLE,       0  },
    {LOCAL_OFFER,  GST_SIP_ANSWER_RECEIVED, STABLE,       0  },
    {LOCAL_OFFER,  GST_SIP_OFFER_WITHDRAWN, STABLE,       0  },
    {LOCAL_OFFER,  GST_SIP_OFFER_RECEIVED,  LOCAL_OFFER,  491},
    {LOCAL_OFFER,  GST_SIP_OFFER_SENT,      LOCAL_OFFER,  491},
    {REMOTE_OFFER, GST_SIP_ANSWER_SENT,     STABLE,       0  },
    {REMOTE_OFFER, GST_SIP_OFFER_WITHDRAWN, STABLE,       0  },
    {REMOTE_OFFER, GST_SIP_OFFER_RECEIVED,  REMOTE_OFFER, 500},
    {REMOTE_OFFER, GST_SIP_OFFER_SENT,      REMOTE_OFFER, 491},
};

guint
gst_sip_offer_answer_step (GstSipOfferAnswer *self,
    GstSipOfferAnswerEvent event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (rows[i].state == *self && rows[i].event == event) {
      *self = rows[i].next;
      return rows[i].refusal;
    }
  }
  return 488;
}
