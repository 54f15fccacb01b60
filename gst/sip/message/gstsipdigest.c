/* Digest access authentication (RFC 7616, RFC 8760, RFC 3261 section 22)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipdigest.h"
#include "gst/sip/message/gstsipdigesthash.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/base/gstsiperror.h"

struct _GstSipDigestSession
{
  GstSipDigestAlgorithm algorithm;
  gboolean session;
  GstSipDigestQop qop;
  /* As the server wrote them, without the quotes around them. */
  gchar *written_realm;
  gchar *written_nonce;
  gchar *opaque;
  gchar *algorithm_name;
  /* With the backslashes undone. */
  gchar *realm;

  GstSipNonces *nonces;
  GstSipNonce *nonce;
  /* The key of a -sess algorithm is made once, with the nonce of the challenge
   * and the first cnonce (RFC 7616 section 3.4.2). Servers that make it anew
   * from each request agree as long as both stay. */
  gchar *session_nonce;
  gchar *session_cnonce;
};

static void
set_nonce (GstSipDigestSession *self, GstSipSlice written)
{
  g_autofree gchar *text = gst_sip_slice_undo_backslashes (written, NULL);

  g_free (self->written_nonce);
  self->written_nonce = gst_sip_slice_dup (written);
  g_clear_pointer (&self->nonce, gst_sip_nonce_unref);
  self->nonce = gst_sip_nonces_get (self->nonces, text);
}

GstSipDigestSession *
gst_sip_digest_session_new (const GstSipChallenge *challenge,
    GstSipNonces *nonces)
{
  GstSipDigestSession *self = g_rc_box_new0 (GstSipDigestSession);

  self->nonces =
      nonces != NULL ? gst_sip_nonces_ref (nonces) : gst_sip_nonces_new ();
  self->algorithm = challenge->algorithm;
  self->session = challenge->session;
  self->qop = challenge->qop;
  self->written_realm = gst_sip_slice_dup (challenge->realm);
  self->opaque = gst_sip_slice_dup (challenge->opaque);
  self->algorithm_name = gst_sip_slice_dup (challenge->algorithm_name);
  self->realm = gst_sip_slice_undo_backslashes (challenge->realm, NULL);
  set_nonce (self, challenge->nonce);
  self->session_nonce = g_strdup (self->nonce->text);
  return self;
}

GstSipDigestSession *
gst_sip_digest_session_ref (GstSipDigestSession *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  GstSipDigestSession *self = data;

  g_free (self->written_realm);
  g_free (self->written_nonce);
  g_free (self->opaque);
  g_free (self->algorithm_name);
  g_free (self->realm);
  gst_sip_nonce_unref (self->nonce);
  gst_sip_nonces_unref (self->nonces);
  g_free (self->session_nonce);
  g_free (self->session_cnonce);
}

void
gst_sip_digest_session_unref (GstSipDigestSession *self)
{
  g_rc_box_release_full (self, clear);
}

const gchar *
gst_sip_digest_session_get_realm (GstSipDigestSession *self)
{
  return self->realm;
}

GstSipDigestAlgorithm
gst_sip_digest_session_get_algorithm (GstSipDigestSession *self)
{
  return self->algorithm;
}

const gchar *
gst_sip_digest_session_get_nonce (GstSipDigestSession *self)
{
  return self->nonce->text;
}

gboolean
gst_sip_digest_session_is_for (GstSipDigestSession *self,
    const GstSipChallenge *challenge)
{
  return self->algorithm == challenge->algorithm &&
      self->session == challenge->session && self->qop == challenge->qop &&
      gst_sip_slice_equal (gst_sip_slice (self->written_realm),
          challenge->realm) &&
      gst_sip_slice_equal (gst_sip_slice (self->written_nonce),
          challenge->nonce) &&
      gst_sip_slice_equal (gst_sip_slice (self->opaque), challenge->opaque);
}

static gchar *
make_ha1 (GstSipDigestSession *self, const GstSipCredentials *credentials,
    const gchar *cnonce)
{
  g_autofree gchar *ha1 = NULL;

  if (credentials->password != NULL)
    ha1 = gst_sip_digest_hash_parts (self->algorithm, credentials->username,
        self->realm, credentials->password, NULL);
  else
    ha1 = g_ascii_strdown (gst_sip_ha1_get_digits (credentials->ha1,
                               self->algorithm),
        -1);

  if (!self->session)
    return g_steal_pointer (&ha1);
  return gst_sip_digest_hash_parts (self->algorithm, ha1, self->session_nonce,
      cnonce, NULL);
}

/* method: "" for what a server proves (RFC 7616 section 3.5) */
static gchar *
make_ha2 (GstSipDigestSession *self, const gchar *method, const gchar *uri,
    const guint8 *body, gsize body_size)
{
  g_autofree gchar *body_hash = NULL;

  if (self->qop != GST_SIP_DIGEST_QOP_AUTH_INT)
    return gst_sip_digest_hash_parts (self->algorithm, method, uri, NULL);
  body_hash = gst_sip_digest_hash (self->algorithm,
      body_size > 0 ? body : (const guint8 *) "", body_size);
  return gst_sip_digest_hash_parts (self->algorithm, method, uri, body_hash,
      NULL);
}

static const gchar *
get_qop_name (GstSipDigestQop qop)
{
  return qop == GST_SIP_DIGEST_QOP_AUTH_INT ? "auth-int" : "auth";
}

static gchar *
make_response (GstSipDigestSession *self, const gchar *ha1, const gchar *ha2,
    const gchar *cnonce, const gchar *nc)
{
  if (self->qop == GST_SIP_DIGEST_QOP_NONE)
    return gst_sip_digest_hash_parts (self->algorithm, ha1, self->nonce->text,
        ha2, NULL);
  return gst_sip_digest_hash_parts (self->algorithm, ha1, self->nonce->text, nc,
      cnonce, get_qop_name (self->qop), ha2, NULL);
}

static gboolean
check_credentials (GstSipDigestSession *self,
    const GstSipCredentials *credentials, GError **error)
{
  if (self->algorithm == GST_SIP_DIGEST_UNSUPPORTED)
    return gst_sip_syntax_error (error,
        "digest: expected an algorithm that is supported",
        gst_sip_slice (self->algorithm_name));
  if (credentials->username == NULL ||
      strpbrk (credentials->username, "\r\n") != NULL) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "digest: expected a user name of one line for realm '%s'", self->realm);
    return FALSE;
  }
  if (credentials->password == NULL &&
      (credentials->ha1 == NULL ||
          gst_sip_ha1_get_digits (credentials->ha1, self->algorithm) == NULL)) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "digest: expected a password, or an HA1 of algorithm %s, for realm "
        "'%s'",
        self->algorithm_name != NULL ? self->algorithm_name : "MD5",
        self->realm);
    return FALSE;
  }
  return TRUE;
}

static void
append_quoted (GString *value, const gchar *name, const gchar *text)
{
  g_string_append_printf (value, "%s=", name);
  gst_sip_append_quoted (value, text);
  g_string_append (value, ", ");
}

/* RFC 7616 section 3.4 and RFC 3261 section 25.1 say what is quoted. */
static gchar *
format_value (GstSipDigestSession *self, const gchar *username,
    const gchar *uri, const gchar *response, const gchar *cnonce,
    const gchar *nc)
{
  GString *value = g_string_new ("Digest ");

  append_quoted (value, "username", username);
  g_string_append_printf (value, "realm=\"%s\", nonce=\"%s\", ",
      self->written_realm, self->written_nonce);
  append_quoted (value, "uri", uri);
  g_string_append_printf (value, "response=\"%s\"", response);
  if (self->algorithm_name != NULL)
    g_string_append_printf (value, ", algorithm=%s", self->algorithm_name);
  if (self->opaque != NULL)
    g_string_append_printf (value, ", opaque=\"%s\"", self->opaque);
  if (self->qop != GST_SIP_DIGEST_QOP_NONE)
    g_string_append_printf (value, ", qop=%s, nc=%s", get_qop_name (self->qop),
        nc);
  if (self->qop != GST_SIP_DIGEST_QOP_NONE || self->session)
    g_string_append_printf (value, ", cnonce=\"%s\"", cnonce);
  return g_string_free (value, FALSE);
}

gchar *
gst_sip_digest_session_authorize (GstSipDigestSession *self,
    const GstSipCredentials *credentials, const gchar *cnonce,
    const gchar *method, const gchar *uri, const guint8 *body, gsize body_size,
    GError **error)
{
  gchar nc[sizeof "00000000"];
  g_autofree gchar *ha1 = NULL;
  g_autofree gchar *ha2 = NULL;
  g_autofree gchar *response = NULL;

  if (!check_credentials (self, credentials, error))
    return NULL;

  if (self->session_cnonce == NULL)
    self->session_cnonce = g_strdup (cnonce);
  if (self->session)
    cnonce = self->session_cnonce;

  self->nonce->count++;
  g_snprintf (nc, sizeof nc, "%08x", self->nonce->count);
  ha1 = make_ha1 (self, credentials, cnonce);
  ha2 = make_ha2 (self, method, uri, body, body_size);
  response = make_response (self, ha1, ha2, cnonce, nc);
  return format_value (self, credentials->username, uri, response, cnonce, nc);
}

static gboolean
proves_password (GstSipDigestSession *self,
    const GstSipCredentials *credentials,
    const GstSipAuthorization *authorization, GstSipSlice rspauth,
    const guint8 *body, gsize body_size)
{
  g_autofree gchar *uri =
      gst_sip_slice_undo_backslashes (authorization->uri, NULL);
  g_autofree gchar *nc = gst_sip_slice_dup (authorization->nc);
  g_autofree gchar *cnonce =
      gst_sip_slice_undo_backslashes (authorization->cnonce, NULL);
  g_autofree gchar *ha1 = make_ha1 (self, credentials, cnonce);
  g_autofree gchar *ha2 = make_ha2 (self, "", uri, body, body_size);
  g_autofree gchar *expected = make_response (self, ha1, ha2, cnonce, nc);

  return gst_sip_slice_equal_nocase (rspauth, gst_sip_slice (expected));
}

gboolean
gst_sip_digest_session_take_info (GstSipDigestSession *self,
    const GstSipCredentials *credentials, GstSipSlice authorization,
    GstSipSlice info, const guint8 *body, gsize body_size, GError **error)
{
  GstSipAuthorization answered;
  GstSipAuthenticationInfo parsed;

  if (!check_credentials (self, credentials, error) ||
      !gst_sip_authorization_parse (&answered, authorization, error) ||
      !gst_sip_authentication_info_parse (&parsed, info, error))
    return FALSE;
  /* There is another nonce by now: this is of an earlier request. */
  if (!gst_sip_slice_equal (answered.nonce,
          gst_sip_slice (self->written_nonce)))
    return TRUE;
  if (parsed.rspauth.length > 0 &&
      !proves_password (self, credentials, &answered, parsed.rspauth, body,
          body_size)) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE,
        "the server of realm '%s' does not prove that it knows the password",
        self->realm);
    return FALSE;
  }
  if (parsed.nextnonce.length > 0)
    set_nonce (self, parsed.nextnonce);
  return TRUE;
}
