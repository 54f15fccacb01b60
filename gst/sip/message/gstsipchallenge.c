/* Digest challenges and credentials as they stand in headers (RFC 7616)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipdigest.h"
#include "gst/sip/message/gstsipdigesthash.h"
#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/base/gstsiperror.h"

/* Realm and nonce are repeated in each request from then on. */
#define MAX_CHALLENGE (16 * 1024)

#define NAME(text) text, sizeof (text) - 1

static const struct
{
  const gchar *name;
  gsize length;
  GstSipDigestAlgorithm algorithm;
  gboolean session;
} algorithms[] = {
    {NAME ("MD5"),              GST_SIP_DIGEST_MD5,         FALSE},
    {NAME ("MD5-sess"),         GST_SIP_DIGEST_MD5,         TRUE },
    {NAME ("SHA-256"),          GST_SIP_DIGEST_SHA_256,     FALSE},
    {NAME ("SHA-256-sess"),     GST_SIP_DIGEST_SHA_256,     TRUE },
    {NAME ("SHA-512-256"),      GST_SIP_DIGEST_SHA_512_256, FALSE},
    {NAME ("SHA-512-256-sess"), GST_SIP_DIGEST_SHA_512_256, TRUE },
};

const gchar *
gst_sip_ha1_get_digits (const gchar *ha1, GstSipDigestAlgorithm algorithm)
{
  const gchar *colon = strchr (ha1, ':');
  const gchar *digits = colon != NULL ? colon + 1 : ha1;
  gsize length = strlen (digits);

  if (strspn (digits, "0123456789abcdefABCDEF") != length)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    GstSipDigestAlgorithm own = algorithms[i].algorithm;
    GstSipSlice name = {ha1, colon != NULL ? (gsize) (colon - ha1) : 0};

    if ((algorithm == GST_SIP_DIGEST_UNSUPPORTED || algorithm == own) &&
        length == gst_sip_digest_get_hex_size (own) &&
        (colon == NULL ||
            gst_sip_slice_is_literal (name, algorithms[i].name,
                algorithms[i].length)))
      return digits;
  }
  return NULL;
}

static gboolean
take_scheme (GstSipScanner *scanner)
{
  GstSipSlice scheme;

  gst_sip_scanner_skip_space (scanner);
  scheme = gst_sip_scanner_take (scanner, GST_SIP_CHAR_TOKEN);
  return gst_sip_slice_is (scheme, "Digest");
}

/* More than a token, as nonces in base64 are seen without quotes. A backslash
 * could not be written back between quotes. */
static GstSipSlice
take_unquoted (GstSipScanner *scanner)
{
  const gchar *start = scanner->p;
  const gchar *p = start;

  while (p < scanner->end && *p != ',' && *p != '"' && *p != '\\' &&
      *p != ' ' && *p != '\t')
    p++;
  scanner->p = p;
  return (GstSipSlice){start, p - start};
}

static void
skip_commas (GstSipScanner *scanner)
{
  const gchar *p = scanner->p;

  while (p < scanner->end && (*p == ',' || *p == ' ' || *p == '\t'))
    p++;
  scanner->p = p;
}

/* "value" without a backslash, which is how nearly all are. */
static gboolean
take_plain_quoted (GstSipScanner *scanner, GstSipSlice *value)
{
  const gchar *start = scanner->p + 1;
  const gchar *close;

  if (scanner->end - scanner->p < 2 || *scanner->p != '"')
    return FALSE;
  close = memchr (start, '"', scanner->end - start);
  if (close == NULL || close[-1] == '\\')
    return FALSE;
  *value = (GstSipSlice){start, close - start};
  scanner->p = close + 1;
  return TRUE;
}

/* One name=value or name="value", and the commas before it. FALSE at the end,
 * and at what is none; then the scanner is not at its end. */
static inline gboolean
take_param (GstSipScanner *scanner, GstSipSlice *name, GstSipSlice *value)
{
  skip_commas (scanner);
  *name = gst_sip_scanner_take (scanner, GST_SIP_CHAR_TOKEN);
  if (name->length == 0 || !gst_sip_scanner_take_separator (scanner, '='))
    return FALSE;
  if (!take_plain_quoted (scanner, value)) {
    if (gst_sip_scanner_take_quoted (scanner, value))
      *value = gst_sip_slice_strip_quotes (*value);
    else
      *value = take_unquoted (scanner);
  }
  gst_sip_scanner_skip_space (scanner);
  return gst_sip_scanner_at_end (scanner) || *scanner->p == ',';
}

static void
read_algorithm (GstSipChallenge *challenge)
{
  if (challenge->algorithm_name.text == NULL) {
    challenge->algorithm = GST_SIP_DIGEST_MD5;
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (gst_sip_slice_is_literal (challenge->algorithm_name, algorithms[i].name,
            algorithms[i].length)) {
      challenge->algorithm = algorithms[i].algorithm;
      challenge->session = algorithms[i].session;
      return;
    }
}

/* qop="auth,auth-int" */
static void
read_qop (GstSipChallenge *challenge, GstSipSlice list)
{
  GstSipScanner scanner = gst_sip_scanner (list);
  GstSipDigestQop best = GST_SIP_DIGEST_QOP_NONE;
  gboolean any = FALSE;

  while (!gst_sip_scanner_at_end (&scanner)) {
    GstSipSlice qop = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_TOKEN);

    if (gst_sip_slice_is (qop, "auth"))
      best = GST_SIP_DIGEST_QOP_AUTH;
    else if (gst_sip_slice_is (qop, "auth-int") &&
        best == GST_SIP_DIGEST_QOP_NONE)
      best = GST_SIP_DIGEST_QOP_AUTH_INT;
    any |= qop.length > 0;
    if (qop.length == 0)
      scanner.p++;
  }
  challenge->qop = best;
  challenge->qop_unsupported = any && best == GST_SIP_DIGEST_QOP_NONE;
}

static void
set_challenge_param (GstSipChallenge *challenge, GstSipSlice name,
    GstSipSlice value)
{
  if (gst_sip_slice_is (name, "realm"))
    challenge->realm = value;
  else if (gst_sip_slice_is (name, "nonce"))
    challenge->nonce = value;
  else if (gst_sip_slice_is (name, "opaque"))
    challenge->opaque = value;
  else if (gst_sip_slice_is (name, "algorithm"))
    challenge->algorithm_name = value;
  else if (gst_sip_slice_is (name, "qop"))
    read_qop (challenge, value);
  else if (gst_sip_slice_is (name, "stale"))
    challenge->stale = gst_sip_slice_is (value, "true");
}

/* Much of it is in each answer, which is one line and a C string. */
static gboolean
is_one_line (GstSipSlice value)
{
  for (gsize i = 0; i < value.length; i++)
    if (g_ascii_iscntrl (value.text[i]) && value.text[i] != '\t')
      return FALSE;
  return TRUE;
}

gboolean
gst_sip_challenge_parse (GstSipChallenge *challenge, GstSipSlice value,
    GError **error)
{
  GstSipScanner scanner = gst_sip_scanner (value);
  GstSipSlice name, param;

  memset (challenge, 0, sizeof *challenge);
  if (value.length > MAX_CHALLENGE) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT,
        "challenge: %" G_GSIZE_FORMAT " bytes are more than %d", value.length,
        MAX_CHALLENGE);
    return FALSE;
  }
  if (!is_one_line (value))
    return gst_sip_syntax_error (error,
        "challenge: expected no control characters in it", value);
  if (!take_scheme (&scanner))
    return gst_sip_syntax_error (error, "challenge: expected the scheme Digest",
        value);
  while (take_param (&scanner, &name, &param))
    set_challenge_param (challenge, name, param);
  if (!gst_sip_scanner_at_end (&scanner))
    return gst_sip_syntax_error (error, "challenge: expected name=value",
        gst_sip_scanner_rest (&scanner));
  if (challenge->realm.text == NULL || challenge->nonce.text == NULL)
    return gst_sip_syntax_error (error,
        "challenge: expected a realm and a nonce", value);
  read_algorithm (challenge);
  return TRUE;
}

static void
set_authorization_param (GstSipAuthorization *authorization, GstSipSlice name,
    GstSipSlice value)
{
  if (gst_sip_slice_is (name, "username"))
    authorization->username = value;
  else if (gst_sip_slice_is (name, "realm"))
    authorization->realm = value;
  else if (gst_sip_slice_is (name, "nonce"))
    authorization->nonce = value;
  else if (gst_sip_slice_is (name, "uri"))
    authorization->uri = value;
  else if (gst_sip_slice_is (name, "response"))
    authorization->response = value;
  else if (gst_sip_slice_is (name, "algorithm"))
    authorization->algorithm = value;
  else if (gst_sip_slice_is (name, "cnonce"))
    authorization->cnonce = value;
  else if (gst_sip_slice_is (name, "opaque"))
    authorization->opaque = value;
  else if (gst_sip_slice_is (name, "qop"))
    authorization->qop = value;
  else if (gst_sip_slice_is (name, "nc"))
    authorization->nc = value;
}

gboolean
gst_sip_authorization_parse (GstSipAuthorization *authorization,
    GstSipSlice value, GError **error)
{
  GstSipScanner scanner = gst_sip_scanner (value);
  GstSipSlice name, param;

  memset (authorization, 0, sizeof *authorization);
  if (!take_scheme (&scanner))
    return gst_sip_syntax_error (error,
        "credentials: expected the scheme Digest", value);
  while (take_param (&scanner, &name, &param))
    set_authorization_param (authorization, name, param);
  if (!gst_sip_scanner_at_end (&scanner))
    return gst_sip_syntax_error (error, "credentials: expected name=value",
        gst_sip_scanner_rest (&scanner));
  return TRUE;
}

gboolean
gst_sip_authentication_info_parse (GstSipAuthenticationInfo *info,
    GstSipSlice value, GError **error)
{
  GstSipScanner scanner = gst_sip_scanner (value);
  GstSipSlice name, param;

  memset (info, 0, sizeof *info);
  if (!is_one_line (value) || value.length > MAX_CHALLENGE)
    return gst_sip_syntax_error (error,
        "Authentication-Info: expected one short line", value);
  while (take_param (&scanner, &name, &param)) {
    if (gst_sip_slice_is (name, "nextnonce"))
      info->nextnonce = param;
    else if (gst_sip_slice_is (name, "rspauth"))
      info->rspauth = param;
  }
  if (!gst_sip_scanner_at_end (&scanner))
    return gst_sip_syntax_error (error,
        "Authentication-Info: expected name=value",
        gst_sip_scanner_rest (&scanner));
  return TRUE;
}
