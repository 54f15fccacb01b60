/* Answers to challenges (RFC 3261 section 22, RFC 8760)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipauth.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/message/gstsipuriview.h"
#include "gst/sip/ua/gstsiphomerealms.h"

#include <string.h>

#define CNONCE_LENGTH 16

/* Whose challenges are remembered at a time. */
#define MAX_REALMS 32

/* The challenge of one realm of a proxy or of a final recipient. */
typedef struct
{
  GstSipHeader header; /* of the answer */
  /* Of the request that was challenged. */
  gchar *request_uri;
  gchar *call_id;
  gboolean in_peers_dialog;
  gboolean home; /* a proxy's that other calls take their way through */
  GstSipDigestSession *session;
} GstSipRealm;

struct _GstSipAuth
{
  GstSipRandom *random;
  gchar *username;
  gchar *password;
  gchar *ha1;
  GPtrArray *realms; /* of GstSipRealm */
  GstSipHomeRealms *home;
  GstSipNonces *nonces;
};

static void
realm_free (gpointer data)
{
  GstSipRealm *realm = data;

  g_free (realm->request_uri);
  g_free (realm->call_id);
  gst_sip_digest_session_unref (realm->session);
  g_free (realm);
}

GstSipAuth *
gst_sip_auth_new (GstSipRandom *random)
{
  GstSipAuth *self = g_new0 (GstSipAuth, 1);

  self->random = random;
  self->realms = g_ptr_array_new_with_free_func (realm_free);
  self->home = gst_sip_home_realms_new ();
  self->nonces = gst_sip_nonces_new ();
  return self;
}

static void
clear_secret (gchar **secret)
{
  if (*secret == NULL)
    return;
  explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

void
gst_sip_auth_free (GstSipAuth *self)
{
  g_ptr_array_unref (self->realms);
  gst_sip_home_realms_free (self->home);
  gst_sip_nonces_unref (self->nonces);
  g_free (self->username);
  clear_secret (&self->password);
  clear_secret (&self->ha1);
  g_free (self);
}

gboolean
gst_sip_auth_set_credentials (GstSipAuth *self, const gchar *username,
    const gchar *password, const gchar *ha1)
{
  if (g_strcmp0 (username, self->username) == 0 &&
      g_strcmp0 (password, self->password) == 0 &&
      g_strcmp0 (ha1, self->ha1) == 0)
    return FALSE;

  g_ptr_array_set_size (self->realms, 0);
  gst_sip_home_realms_forget_strength (self->home);
  g_free (self->username);
  self->username = g_strdup (username);
  clear_secret (&self->password);
  self->password = g_strdup (password);
  clear_secret (&self->ha1);
  self->ha1 = g_strdup (ha1);
  return TRUE;
}

static gboolean
is_of_call (const GstSipRealm *realm, GstSipMessage *request)
{
  return g_strcmp0 (realm->call_id,
             gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID)) == 0;
}

/* A digest is food for a dictionary attack, so it is shown to those only who
 * asked for it. What a callee asked for: to that callee, there and in its
 * calls. What a proxy asked for: in that call, and in others where the proxy is
 * ours (RFC 3261 section 22.3). In a dialog, the peer has chosen the
 * Request-URI: it may be the registrar's. A dialog that the peer began is shown
 * only what a proxy asked for there. */
static gboolean
concerns (const GstSipRealm *realm, const GstSipAuthFlow *flow,
    GstSipMessage *request)
{
  if (realm->in_peers_dialog != (flow->place == GST_SIP_AUTH_IN_PEERS_DIALOG))
    return FALSE;
  return realm->home || is_of_call (realm, request) ||
      (realm->header == GST_SIP_HEADER_AUTHORIZATION &&
          flow->place == GST_SIP_AUTH_OUTSIDE &&
          g_str_equal (realm->request_uri,
              gst_sip_message_get_request_uri (request)));
}

/* One server that asks for registrations as a registrar and for calls as a
 * proxy, in one realm, is told once. */
static gboolean
is_told_already (GstSipAuth *self, const GstSipRealm *realm,
    const GstSipAuthFlow *flow, GstSipMessage *request)
{
  const gchar *name = gst_sip_digest_session_get_realm (realm->session);

  if (realm->header != GST_SIP_HEADER_PROXY_AUTHORIZATION ||
      is_of_call (realm, request))
    return FALSE;
  for (guint i = 0; i < self->realms->len; i++) {
    GstSipRealm *other = self->realms->pdata[i];

    if (other->header == GST_SIP_HEADER_AUTHORIZATION &&
        concerns (other, flow, request) &&
        g_str_equal (gst_sip_digest_session_get_realm (other->session), name))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_register (GstSipMessage *request)
{
  return gst_sip_message_get_method (request) == GST_SIP_METHOD_REGISTER;
}

static gboolean
get_host (GstSipSlice uri, GstSipSlice *host)
{
  GstSipUriView view;

  if (!gst_sip_uri_view_parse (&view, uri, NULL))
    return FALSE;
  *host = view.host;
  return host->length > 0;
}

/* Whether who asks is of our own domain, as far as can be seen. */
static gboolean
is_home (GstSipMessage *request, const gchar *realm)
{
  GstSipAddress from;
  GstSipSlice own, target;

  if (is_register (request))
    return TRUE;
  if (!gst_sip_message_get_address (request, GST_SIP_HEADER_FROM, &from,
          NULL) ||
      !get_host (from.uri, &own))
    return FALSE;
  return gst_sip_slice_equal_nocase (own, gst_sip_slice (realm)) ||
      (get_host (gst_sip_slice (gst_sip_message_get_request_uri (request)),
           &target) &&
          gst_sip_slice_equal_nocase (own, target));
}

static GstSipCredentials
get_credentials (GstSipAuth *self)
{
  return (GstSipCredentials){self->username, self->password, self->ha1};
}

void
gst_sip_auth_apply (GstSipAuth *self, const GstSipAuthFlow *flow,
    GstSipMessage *request)
{
  GstSipCredentials credentials = get_credentials (self);
  gsize size;
  const guint8 *body = gst_sip_message_get_body_data (request, &size);

  gst_sip_message_remove_header (request, GST_SIP_HEADER_AUTHORIZATION);
  gst_sip_message_remove_header (request, GST_SIP_HEADER_PROXY_AUTHORIZATION);

  for (guint i = 0; i < self->realms->len; i++) {
    GstSipRealm *realm = self->realms->pdata[i];
    g_autofree gchar *cnonce = NULL;
    g_autofree gchar *value = NULL;

    if (!concerns (realm, flow, request) ||
        is_told_already (self, realm, flow, request))
      continue;
    cnonce = gst_sip_random_token (self->random, CNONCE_LENGTH);
    value = gst_sip_digest_session_authorize (realm->session, &credentials,
        cnonce, gst_sip_message_get_method_name (request),
        gst_sip_message_get_request_uri (request), body, size, NULL);
    if (value != NULL)
      gst_sip_message_append_header (request, realm->header, value);
  }
}

/* The same challenge may be that of several requests: the key of a -sess
 * algorithm is that of the first then. */
static GstSipDigestSession *
make_session (GstSipAuth *self, const GstSipChallenge *challenge)
{
  for (guint i = 0; i < self->realms->len; i++) {
    GstSipRealm *realm = self->realms->pdata[i];

    if (gst_sip_digest_session_is_for (realm->session, challenge))
      return gst_sip_digest_session_ref (realm->session);
  }
  return gst_sip_digest_session_new (challenge, self->nonces);
}

static GstSipRealm *
make_realm (GstSipAuth *self, const GstSipAuthFlow *flow, GstSipHeader header,
    GstSipMessage *request, const GstSipChallenge *challenge)
{
  GstSipRealm *realm = g_new0 (GstSipRealm, 1);
  const gchar *name;

  realm->header = header;
  realm->in_peers_dialog = flow->place == GST_SIP_AUTH_IN_PEERS_DIALOG;
  realm->request_uri = g_strdup (gst_sip_message_get_request_uri (request));
  realm->call_id =
      g_strdup (gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID));
  realm->session = make_session (self, challenge);
  name = gst_sip_digest_session_get_realm (realm->session);
  realm->home = header == GST_SIP_HEADER_PROXY_AUTHORIZATION &&
      !realm->in_peers_dialog && is_home (request, name);
  return realm;
}

/* In the place of what the request was answered with before. */
static void
remember (GstSipAuth *self, const GstSipAuthFlow *flow, GstSipHeader header,
    GstSipMessage *request, const GstSipChallenge *challenge)
{
  GstSipRealm *realm = make_realm (self, flow, header, request, challenge);
  const gchar *name = gst_sip_digest_session_get_realm (realm->session);

  for (guint i = self->realms->len; i > 0; i--) {
    GstSipRealm *old = self->realms->pdata[i - 1];

    if (old->header == header && concerns (old, flow, request) &&
        g_str_equal (gst_sip_digest_session_get_realm (old->session), name))
      g_ptr_array_remove_index (self->realms, i - 1);
  }
  if (self->realms->len == MAX_REALMS)
    g_ptr_array_remove_index (self->realms, 0);
  g_ptr_array_add (self->realms, realm);
  if (realm->home || is_register (request))
    gst_sip_home_realms_note (self->home, name, is_register (request),
        challenge->algorithm);
}

/* The request that was challenged. */
typedef struct
{
  GstSipAuth *auth;
  const GstSipAuthFlow *flow;
  GstSipMessage *request;
} Challenged;

/* Whether a better algorithm than MD5 was asked for there. */
static gboolean
was_strong (const Challenged *challenged, const gchar *name)
{
  GstSipAuth *self = challenged->auth;

  for (guint i = 0; i < self->realms->len; i++) {
    GstSipRealm *realm = self->realms->pdata[i];

    if (!realm->home &&
        concerns (realm, challenged->flow, challenged->request) &&
        gst_sip_digest_session_get_algorithm (realm->session) >
            GST_SIP_DIGEST_MD5 &&
        g_str_equal (gst_sip_digest_session_get_realm (realm->session), name))
      return TRUE;
  }
  return gst_sip_home_realms_are_strong (self->home, name,
      is_register (challenged->request));
}

/* A peer that calls us has chosen where our requests go. It may have a digest
 * of what our proxies ask for at most, and it is none of them where it says so
 * itself, with a 401. */
static gboolean
may_ask (const Challenged *challenged, GstSipHeader header, const gchar *name)
{
  return challenged->flow->place != GST_SIP_AUTH_IN_PEERS_DIALOG ||
      (header == GST_SIP_HEADER_PROXY_AUTHENTICATE &&
          gst_sip_home_realms_have (challenged->auth->home, name));
}

static gboolean
may_answer (gpointer data, GstSipHeader header,
    const GstSipChallenge *challenge, GError **error)
{
  const Challenged *challenged = data;
  g_autofree gchar *name =
      gst_sip_slice_undo_backslashes (challenge->realm, NULL);
  g_autofree gchar *shown = gst_sip_slice_dup_shown (gst_sip_slice (name));

  if (!may_ask (challenged, header, name)) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE,
        "no digest for realm '%s': the peer began this call, and may not be "
        "our proxy",
        shown);
    return FALSE;
  }
  if (challenge->algorithm == GST_SIP_DIGEST_MD5 &&
      was_strong (challenged, name)) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE,
        "no digest of MD5 for realm '%s', which has used a better algorithm",
        shown);
    return FALSE;
  }
  return TRUE;
}

static gboolean
has_password (GstSipAuth *self, const gchar *realm, GError **error)
{
  if (self->username != NULL && (self->password != NULL || self->ha1 != NULL))
    return TRUE;
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "realm '%s' asks for credentials, and there is no password", realm);
  return FALSE;
}

gboolean
gst_sip_auth_learn (GstSipAuth *self, GstSipAuthFlow *flow,
    GstSipMessage *request, GstSipMessage *response, GError **error)
{
  Challenged challenged = {self, flow, request};
  const GstSipChallengeFilter filter = {may_answer, &challenged};
  GstSipCredentials credentials = get_credentials (self);
  g_auto (GstSipAuthQuestions) questions = {.n = 0};
  g_autoptr (GError) problem = NULL;
  gboolean answered = FALSE;

  if (!gst_sip_auth_questions_read (&questions, response, &credentials, &filter,
          error) ||
      !has_password (self, questions.all[0].realm, error))
    return FALSE;

  gst_sip_auth_flow_step (flow, &questions);
  for (guint i = 0; i < questions.n; i++) {
    const GstSipAuthQuestion *question = &questions.all[i];

    g_clear_error (&problem);
    if (!gst_sip_auth_flow_answer (flow, question, &problem))
      continue;
    remember (self, flow, question->header, request, &question->challenge);
    answered = TRUE;
  }
  if (!answered)
    g_propagate_error (error, g_steal_pointer (&problem));
  return answered;
}

static GstSipRealm *
find_realm (GstSipAuth *self, const GstSipAuthFlow *flow, GstSipHeader header,
    GstSipMessage *request, GstSipSlice authorization)
{
  GstSipAuthorization parsed;
  g_autofree gchar *name = NULL;

  if (!gst_sip_authorization_parse (&parsed, authorization, NULL))
    return NULL;
  name = gst_sip_slice_undo_backslashes (parsed.realm, NULL);
  for (guint i = 0; i < self->realms->len; i++) {
    GstSipRealm *realm = self->realms->pdata[i];

    if (realm->header == header && concerns (realm, flow, request) &&
        g_str_equal (gst_sip_digest_session_get_realm (realm->session), name))
      return realm;
  }
  return NULL;
}

/* The one Authorization of a request: the header that comes back has no realm,
 * so that with more of them nobody knows whose it is. */
static gboolean
get_only_value (GstSipMessage *request, GstSipHeader header, GstSipSlice *value)
{
  GstSipValues values;
  GstSipSlice another;

  gst_sip_values_init (&values, request, header);
  return gst_sip_values_next (&values, value) &&
      !gst_sip_values_next (&values, &another);
}

gboolean
gst_sip_auth_take_info (GstSipAuth *self, const GstSipAuthFlow *flow,
    GstSipMessage *request, GstSipMessage *response, GError **error)
{
  GstSipCredentials credentials = get_credentials (self);
  gsize size;
  const guint8 *body = gst_sip_message_get_body_data (response, &size);

  for (guint i = 0; i < GST_SIP_AUTH_N_KINDS; i++) {
    const gchar *info =
        gst_sip_message_get_header (response, gst_sip_auth_kinds[i].info);
    GstSipSlice authorization;
    GstSipRealm *realm;

    if (info == NULL ||
        !get_only_value (request, gst_sip_auth_kinds[i].answer, &authorization))
      continue;
    realm = find_realm (self, flow, gst_sip_auth_kinds[i].answer, request,
        authorization);
    if (realm != NULL &&
        !gst_sip_digest_session_take_info (realm->session, &credentials,
            authorization, gst_sip_slice (info), body, size, error))
      return FALSE;
  }
  return TRUE;
}
