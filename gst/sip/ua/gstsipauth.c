/* Answers to challenges (RFC 3261 section 22, RFC 8760)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipauth.h"

#include "gst/sip/base/gstsiperror.h"

#include <string.h>

#define CNONCE_LENGTH 16

/* How many realms one request, and a user agent, is asked by; how often a
 * nonce may be stale in a row. Whoever asks for more is in a loop. */
#define MAX_REALMS_PER_REQUEST 4
#define MAX_REALMS 16
#define MAX_STALE 3

/* The challenge of one realm of a proxy or of a final recipient. */
typedef struct
{
  GstSipHeader header; /* of the answer */
  gchar *request_uri; /* NULL for a proxy */
  GstSipDigestSession *session;
} GstSipRealm;

struct _GstSipAuth
{
  GstSipRandom *random;
  gchar *username;
  gchar *password;
  gchar *ha1;
  GPtrArray *realms; /* of GstSipRealm */
};

static void
realm_free (gpointer data)
{
  GstSipRealm *realm = data;

  g_free (realm->request_uri);
  gst_sip_digest_session_free (realm->session);
  g_free (realm);
}

GstSipAuth *
gst_sip_auth_new (GstSipRandom *random)
{
  GstSipAuth *self = g_new0 (GstSipAuth, 1);

  self->random = random;
  self->realms = g_ptr_array_new_with_free_func (realm_free);
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
  g_free (self->username);
  self->username = g_strdup (username);
  clear_secret (&self->password);
  self->password = g_strdup (password);
  clear_secret (&self->ha1);
  self->ha1 = g_strdup (ha1);
  return TRUE;
}

void
gst_sip_auth_flow_clear (GstSipAuthFlow *flow)
{
  g_clear_pointer (&flow->answered, g_ptr_array_unref);
}

/* What a callee asked for is shown to that callee only: a digest is food for
 * a dictionary attack. */
static gboolean
concerns (const GstSipRealm *realm, GstSipMessage *request)
{
  return realm->request_uri == NULL ||
      g_str_equal (realm->request_uri,
          gst_sip_message_get_request_uri (request));
}

void
gst_sip_auth_apply (GstSipAuth *self, GstSipMessage *request)
{
  GstSipCredentials credentials = {self->username, self->password, self->ha1};
  gsize size;
  const guint8 *body = gst_sip_message_get_body_data (request, &size);

  gst_sip_message_remove_header (request, GST_SIP_HEADER_AUTHORIZATION);
  gst_sip_message_remove_header (request, GST_SIP_HEADER_PROXY_AUTHORIZATION);

  for (guint i = 0; i < self->realms->len; i++) {
    GstSipRealm *realm = self->realms->pdata[i];
    g_autofree gchar *cnonce = NULL;
    g_autofree gchar *value = NULL;

    if (!concerns (realm, request))
      continue;
    cnonce = gst_sip_random_token (self->random, CNONCE_LENGTH);
    value = gst_sip_digest_session_authorize (realm->session, &credentials,
        cnonce, gst_sip_message_get_method_name (request),
        gst_sip_message_get_request_uri (request), body, size, NULL);
    if (value != NULL)
      gst_sip_message_append_header (request, realm->header, value);
  }
}

static void
remember (GstSipAuth *self, GstSipHeader header, const gchar *request_uri,
    GstSipDigestSession *session)
{
  const gchar *name = gst_sip_digest_session_get_realm (session);
  GstSipRealm *realm = g_new0 (GstSipRealm, 1);

  realm->header = header;
  realm->request_uri = g_strdup (request_uri);
  realm->session = session;

  for (guint i = 0; i < self->realms->len; i++) {
    GstSipRealm *old = self->realms->pdata[i];

    if (old->header == header &&
        g_strcmp0 (old->request_uri, request_uri) == 0 &&
        g_str_equal (gst_sip_digest_session_get_realm (old->session), name)) {
      g_ptr_array_remove_index (self->realms, i);
      break;
    }
  }
  if (self->realms->len == MAX_REALMS)
    g_ptr_array_remove_index (self->realms, 0);
  g_ptr_array_add (self->realms, realm);
}

/* One answer for each realm; another when only the nonce was too old. */
static gboolean
may_answer (GstSipAuthFlow *flow, GstSipHeader header, const gchar *realm,
    gboolean stale, GError **error)
{
  g_autofree gchar *key = g_strdup_printf ("%d %s", header, realm);

  if (flow->answered == NULL)
    flow->answered = g_ptr_array_new_with_free_func (g_free);

  if (g_ptr_array_find_with_equal_func (flow->answered, key, g_str_equal,
          NULL)) {
    if (stale && flow->n_stale++ < MAX_STALE)
      return TRUE;
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE,
        "the credentials are refused in realm '%s'", realm);
    return FALSE;
  }
  if (flow->answered->len == MAX_REALMS_PER_REQUEST) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT,
        "more than %d realms ask for credentials, now '%s'",
        MAX_REALMS_PER_REQUEST, realm);
    return FALSE;
  }
  g_ptr_array_add (flow->answered, g_steal_pointer (&key));
  return TRUE;
}

gboolean
gst_sip_auth_learn (GstSipAuth *self, GstSipAuthFlow *flow,
    GstSipMessage *request, GstSipMessage *response, GError **error)
{
  gboolean proxy = gst_sip_message_get_status (response) == 407;
  GstSipHeader answer =
      proxy ? GST_SIP_HEADER_PROXY_AUTHORIZATION : GST_SIP_HEADER_AUTHORIZATION;
  g_autoptr (GstSipDigestSession) session = NULL;
  GstSipChallenge challenge;

  if (!gst_sip_challenge_choose (&challenge, response,
          proxy ? GST_SIP_HEADER_PROXY_AUTHENTICATE
                : GST_SIP_HEADER_WWW_AUTHENTICATE,
          error))
    return FALSE;

  session = gst_sip_digest_session_new (&challenge);
  if (self->username == NULL || (self->password == NULL && self->ha1 == NULL)) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "realm '%s' asks for credentials, and there is no password",
        gst_sip_digest_session_get_realm (session));
    return FALSE;
  }
  if (!may_answer (flow, answer, gst_sip_digest_session_get_realm (session),
          challenge.stale, error))
    return FALSE;

  remember (self, answer,
      proxy ? NULL : gst_sip_message_get_request_uri (request),
      g_steal_pointer (&session));
  return TRUE;
}
