/* What asks for credentials on the way of one request
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads the challenges of a response, and says which of them may be answered:
 * each realm once, and again where that has a reason. The answers are made in
 * gstsipauth.h.
 */
#pragma once

#include "gst/sip/message/gstsipdigest.h"

G_BEGIN_DECLS

#define GST_SIP_AUTH_MAX_REALMS_PER_REQUEST 4
#define GST_SIP_AUTH_N_KINDS 2

/* Where challenges are, where their answers go, and where the server tells what
 * comes after these. */
extern const struct GstSipAuthKind
{
  GstSipHeader challenge;
  GstSipHeader answer;
  GstSipHeader info;
} gst_sip_auth_kinds[GST_SIP_AUTH_N_KINDS];

/* A challenge, and where its answer goes. */
typedef struct
{
  GstSipChallenge challenge;
  GstSipHeader header;
  gchar *realm;
} GstSipAuthQuestion;

typedef struct
{
  GstSipAuthQuestion
      all[GST_SIP_AUTH_N_KINDS * GST_SIP_AUTH_MAX_REALMS_PER_REQUEST];
  guint n;
} GstSipAuthQuestions;

/* FALSE when there is nothing that can be answered with credentials. The
 * response must live as long as questions. */
gboolean gst_sip_auth_questions_read (GstSipAuthQuestions *questions,
    GstSipMessage *response, const GstSipCredentials *credentials,
    const GstSipChallengeFilter *filter, GError **error);
void gst_sip_auth_questions_clear (GstSipAuthQuestions *questions);

/* Where a request goes. */
typedef enum
{
  GST_SIP_AUTH_OUTSIDE, /* of dialogs, to where we want it */
  GST_SIP_AUTH_IN_OWN_DIALOG,
  GST_SIP_AUTH_IN_PEERS_DIALOG, /* to where the peer wants it */
} GstSipAuthPlace;

/* What one request has been through so far; lives as long as it. */
typedef struct
{
  GstSipAuthPlace place;
  GPtrArray *answers; /* to realms */
  guint n_repeats;
} GstSipAuthFlow;

void gst_sip_auth_flow_clear (GstSipAuthFlow *flow);
/* Another response with challenges. */
void gst_sip_auth_flow_step (GstSipAuthFlow *flow,
    const GstSipAuthQuestions *questions);
/* Whether to answer; once it is so, it counts as answered. */
gboolean gst_sip_auth_flow_answer (GstSipAuthFlow *flow,
    const GstSipAuthQuestion *question, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GstSipAuthQuestions,
    gst_sip_auth_questions_clear)

G_END_DECLS
