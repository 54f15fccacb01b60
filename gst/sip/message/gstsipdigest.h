/* Digest access authentication (RFC 7616, RFC 8760, RFC 3261 section 22)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A challenge and credentials give a header value. What was challenged before,
 * and how often a nonce was used, is kept in GstSipDigestSession. Nothing here
 * is sent, and no randomness is drawn.
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipnonce.h"
#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

typedef enum
{
  GST_SIP_DIGEST_UNSUPPORTED,
  GST_SIP_DIGEST_MD5,
  GST_SIP_DIGEST_SHA_256,
  GST_SIP_DIGEST_SHA_512_256,
} GstSipDigestAlgorithm;

typedef enum
{
  GST_SIP_DIGEST_QOP_NONE,
  GST_SIP_DIGEST_QOP_AUTH,
  GST_SIP_DIGEST_QOP_AUTH_INT,
} GstSipDigestQop;

/* Slices point into the header value; they are without the quotes around them,
 * and with the backslashes in them. */
typedef struct
{
  GstSipSlice realm;
  GstSipSlice nonce;
  GstSipSlice opaque;
  GstSipSlice algorithm_name; /* as the server wrote it */
  GstSipDigestAlgorithm algorithm;
  gboolean session; /* -sess */
  GstSipDigestQop qop; /* auth where it is offered: bodies change on the way */
  gboolean qop_unsupported; /* qop was given, with none that we know */
  gboolean stale;
} GstSipChallenge;

/* value: of WWW-Authenticate or Proxy-Authenticate */
gboolean gst_sip_challenge_parse (GstSipChallenge *challenge, GstSipSlice value,
    GError **error);

typedef struct
{
  const gchar *username;
  const gchar *password; /* or */
  /* H(username:realm:password) in hex. Its algorithm may stand before it with a
   * colon; else the number of digits says it, as far as it can. */
  const gchar *ha1;
} GstSipCredentials;

/* The digits of an HA1, or NULL when it is none, or none of that algorithm;
 * UNSUPPORTED: of any. */
const gchar *gst_sip_ha1_get_digits (const gchar *ha1,
    GstSipDigestAlgorithm algorithm);

/* Which challenges may be answered at all; the error says why one may not. */
typedef struct
{
  gboolean (*allows) (gpointer data, GstSipHeader header,
      const GstSipChallenge *challenge, GError **error);
  gpointer data;
} GstSipChallengeFilter;

/* The challenges to answer, max at most: the topmost of each realm that is
 * supported (RFC 8760 section 2.4: the server has the preferred one first) and
 * passes filter (may be NULL), with an algorithm that fits ha1 where
 * credentials (may be NULL) have no password. Returns their number; for 0, the
 * error is what the filter says, or what was offered. */
guint gst_sip_challenges_choose (GstSipChallenge *chosen, guint max,
    GstSipMessage *response, GstSipHeader header,
    const GstSipCredentials *credentials, const GstSipChallengeFilter *filter,
    GError **error);

/* What is remembered of one realm's challenge, to answer the next request
 * without being asked, with nc increasing. */
typedef struct _GstSipDigestSession GstSipDigestSession;

/* nonces: (nullable): where sessions that get one nonce count its uses */
GstSipDigestSession *
gst_sip_digest_session_new (const GstSipChallenge *challenge,
    GstSipNonces *nonces);
GstSipDigestSession *gst_sip_digest_session_ref (GstSipDigestSession *self);
void gst_sip_digest_session_unref (GstSipDigestSession *self);
/* Unquoted. */
const gchar *gst_sip_digest_session_get_realm (GstSipDigestSession *self);
GstSipDigestAlgorithm gst_sip_digest_session_get_algorithm (
    GstSipDigestSession *self);
const gchar *gst_sip_digest_session_get_nonce (GstSipDigestSession *self);
/* Whether it is what the session was made of, which goes on then. */
gboolean gst_sip_digest_session_is_for (GstSipDigestSession *self,
    const GstSipChallenge *challenge);

/* The value of Authorization or Proxy-Authorization; each call counts nc up.
 * cnonce: fresh randomness from the caller */
gchar *gst_sip_digest_session_authorize (GstSipDigestSession *self,
    const GstSipCredentials *credentials, const gchar *cnonce,
    const gchar *method, const gchar *uri, const guint8 *body, gsize body_size,
    GError **error);

/* Authorization values read back: for tests, benchmarks and servers. Slices are
 * as in GstSipChallenge. */
typedef struct
{
  GstSipSlice username, realm, nonce, uri, response, algorithm, cnonce, opaque,
      qop, nc;
} GstSipAuthorization;

gboolean gst_sip_authorization_parse (GstSipAuthorization *authorization,
    GstSipSlice value, GError **error);

/* Authentication-Info; slices as above. */
typedef struct
{
  GstSipSlice nextnonce, rspauth;
} GstSipAuthenticationInfo;

gboolean gst_sip_authentication_info_parse (GstSipAuthenticationInfo *info,
    GstSipSlice value, GError **error);

/* The value of Authentication-Info in the answer to a request with that
 * Authorization (RFC 7616 section 3.5), and the body of that answer: takes the
 * nonce for the next request. FALSE when the server shows that it does not know
 * the password; then nothing is taken. */
gboolean gst_sip_digest_session_take_info (GstSipDigestSession *self,
    const GstSipCredentials *credentials, GstSipSlice authorization,
    GstSipSlice info, const guint8 *body, gsize body_size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipDigestSession,
    gst_sip_digest_session_unref)

G_END_DECLS
