/* What asks for credentials on the way of one request
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipauthflow.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/message/gstsipscanner.h"

#define MAX_REALMS GST_SIP_AUTH_MAX_REALMS_PER_REQUEST
/* How often realms that were answered ask again with a reason. Whoever asks for
 * more is in a loop. */
#define MAX_REPEATS 3

const struct GstSipAuthKind gst_sip_auth_kinds[] = {
    {GST_SIP_HEADER_WWW_AUTHENTICATE,   GST_SIP_HEADER_AUTHORIZATION,
     GST_SIP_HEADER_AUTHENTICATION_INFO      },
    {GST_SIP_HEADER_PROXY_AUTHENTICATE, GST_SIP_HEADER_PROXY_AUTHORIZATION,
     GST_SIP_HEADER_PROXY_AUTHENTICATION_INFO},
};

/* A realm that a request has answered to. */
typedef struct
{
  GstSipHeader header;
  gchar *realm;
  gboolean passed; /* another asked then, so this one is content */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->realm);
  g_free (answer);
}

static void
read_kind (GstSipAuthQuestions *questions, const struct GstSipAuthKind *kind,
    GstSipMessage *response, const GstSipCredentials *credentials,
    const GstSipChallengeFilter *filter, GError **error)
{
  GstSipChallenge chosen[MAX_REALMS];
  guint n = gst_sip_challenges_choose (chosen, MAX_REALMS, response,
      kind->challenge, credentials, filter, error);

  for (guint i = 0; i < n; i++) {
    GstSipAuthQuestion *question = &questions->all[questions->n++];

    question->challenge = chosen[i];
    question->header = kind->answer;
    question->realm = gst_sip_slice_undo_backslashes (chosen[i].realm, NULL);
  }
}

/* Both kinds may be in one response, as a proxy collects what the branches of a
 * fork ask for (RFC 3261 section 16.7). The error is of the kind that the
 * status means. */
gboolean
gst_sip_auth_questions_read (GstSipAuthQuestions *questions,
    GstSipMessage *response, const GstSipCredentials *credentials,
    const GstSipChallengeFilter *filter, GError **error)
{
  guint first = gst_sip_message_get_status (response) == 407 ? 1 : 0;
  g_autoptr (GError) problem = NULL;

  questions->n = 0;
  read_kind (questions, &gst_sip_auth_kinds[first], response, credentials,
      filter, &problem);
  read_kind (questions, &gst_sip_auth_kinds[1 - first], response, credentials,
      filter, NULL);
  if (questions->n == 0)
    g_propagate_error (error, g_steal_pointer (&problem));
  return questions->n > 0;
}

void
gst_sip_auth_questions_clear (GstSipAuthQuestions *questions)
{
  for (guint i = 0; i < questions->n; i++)
    g_free (questions->all[i].realm);
}

void
gst_sip_auth_flow_clear (GstSipAuthFlow *flow)
{
  g_clear_pointer (&flow->answers, g_ptr_array_unref);
}

static gboolean
asks (const GstSipAuthQuestions *questions, const Answer *answer)
{
  for (guint i = 0; i < questions->n; i++)
    if (questions->all[i].header == answer->header &&
        g_str_equal (questions->all[i].realm, answer->realm))
      return TRUE;
  return FALSE;
}

/* Realms that do not ask again have let the request pass. */
void
gst_sip_auth_flow_step (GstSipAuthFlow *flow,
    const GstSipAuthQuestions *questions)
{
  if (flow->answers == NULL)
    flow->answers = g_ptr_array_new_with_free_func (answer_free);
  for (guint i = 0; i < flow->answers->len; i++) {
    Answer *answer = flow->answers->pdata[i];

    if (!asks (questions, answer))
      answer->passed = TRUE;
  }
}

static Answer *
find_answer (GstSipAuthFlow *flow, GstSipHeader header, const gchar *realm)
{
  for (guint i = 0; i < flow->answers->len; i++) {
    Answer *answer = flow->answers->pdata[i];

    if (answer->header == header && g_str_equal (answer->realm, realm))
      return answer;
  }
  return NULL;
}

static Answer *
add_answer (GstSipAuthFlow *flow, GstSipHeader header, const gchar *realm)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->header = header;
  answer->realm = g_strdup (realm);
  g_ptr_array_add (flow->answers, answer);
  return answer;
}

/* One answer for each realm; another when only the nonce was too old, or was
 * good for the first time only. */
gboolean
gst_sip_auth_flow_answer (GstSipAuthFlow *flow,
    const GstSipAuthQuestion *question, GError **error)
{
  const gchar *realm = question->realm;
  Answer *answer = find_answer (flow, question->header, realm);

  if (answer != NULL) {
    if ((question->challenge.stale || answer->passed) &&
        flow->n_repeats++ < MAX_REPEATS) {
      answer->passed = FALSE;
      return TRUE;
    }
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE,
        "the credentials are refused in realm '%s'", realm);
    return FALSE;
  }
  if (flow->answers->len == MAX_REALMS) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT,
        "more than %d realms ask for credentials, now '%s'", MAX_REALMS, realm);
    return FALSE;
  }
  add_answer (flow, question->header, realm);
  return TRUE;
}
