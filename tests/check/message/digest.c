/* Digest authentication: challenges, the choice among them, responses
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Responses are those of RFC 2617 section 3.5 and RFC 7616 section 3.9.1; the
 * others were made with OpenSSL. That of RFC 7616 section 3.9.2 is not used: it
 * was made with SHA-512 cut to 256 bits, not with SHA-512/256.
 */
#include "siptestmessage.h"

#define NONCE_7616 "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
#define CNONCE_7616 "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
#define REQUEST_HASH "afc7a5b58f57a9e0df0bb5a01a677cab"
#define OWN "Digest realm=\"example.com\", nonce=\"abc\""

typedef struct
{
  const gchar *name, *challenge;
  GstSipCredentials credentials;
  const gchar *method, *uri, *cnonce, *body;
  const gchar *response;
} ResponseCase;

#define ALICE \
  { \
    "alice", "secret", NULL \
  }
#define MUFASA \
  { \
    "Mufasa", "Circle of Life", NULL \
  }

/* clang-format off */
static const ResponseCase responses[] = {
    {"rfc-2617",
        "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", "
        "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
        "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
        {"Mufasa", "Circle Of Life", NULL},
        "GET", "/dir/index.html", "0a4f113b", "",
        "6629fae49393a05397450978507c4ef1"},
    {"rfc-7616-md5",
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
        "algorithm=MD5, nonce=\"" NONCE_7616 "\"", MUFASA,
        "GET", "/dir/index.html", CNONCE_7616, "",
        "8ca523f5e9506fed4657c9700eebdbec"},
    {"rfc-7616-sha-256",
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
        "algorithm=SHA-256, nonce=\"" NONCE_7616 "\"", MUFASA,
        "GET", "/dir/index.html", CNONCE_7616, "",
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
    {"sha-512-256",
        "Digest realm=\"api@example.org\", qop=\"auth\", "
        "algorithm=SHA-512-256, "
        "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\"",
        {"J\303\244s\303\270n Doe", "Secret, or not?", NULL},
        "GET", "/doe.json", "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm", "",
        "7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c"},
    {"no-qop", OWN, ALICE, "REGISTER", "sip:example.com", "xyz", "",
        "dbe98f00688a08a2dbda0b12e8c71319"},
    {"auth-int", OWN ", qop=\"auth-int\", algorithm=SHA-256", ALICE,
        "MESSAGE", "sip:example.com", "xyz", "hello",
        "c5030929d18dc39842787b404e5768fae66d848e6f418f466d2671c8a5f51ba0"},
    {"auth-int-no-body", OWN ", qop=auth-int", ALICE,
        "REGISTER", "sip:example.com", "xyz", "",
        "b97fb4cf89d8b56533db60406f981bd2"},
    {"md5-sess", OWN ", qop=\"auth\", algorithm=MD5-sess", ALICE,
        "REGISTER", "sip:example.com", "xyz", "",
        "8e799fe75b884b4edc570c1d5505dafe"},
    {"md5-sess-no-qop", OWN ", algorithm=md5-SESS", ALICE,
        "REGISTER", "sip:example.com", "xyz", "",
        "ca8250c4a13032212f6181d999751d65"},
    {"sha-256-sess", OWN ", qop=\"auth\", algorithm=\"SHA-256-sess\"", ALICE,
        "REGISTER", "sip:example.com", "xyz", "",
        "093bcf4b6fe395d9fa39bd9793972473d1fb486feaee9db625198998642e1b14"},
    {"sha-512-256-sess", OWN ", qop=\"auth\", algorithm=SHA-512-256-sess",
        ALICE, "REGISTER", "sip:example.com", "xyz", "",
        "0241c27f3a3e04359043096041584316b3b5034f933f67c3c6d97be9fd33b865"},
    {"quotes-and-backslashes",
        "Digest realm=\"ex\\\"am\\\\ple\", nonce=\"abc\", qop=\"auth\"",
        {"al\"i\\ce", "p\"w", NULL},
        "REGISTER", "sip:example.com", "xyz", "",
        "e336817585cfe5130c5097cce033f262"},
    {"utf-8", "Digest realm=\"caf\303\251 \342\202\254\", nonce=\"abc\", "
        "qop=\"auth\", algorithm=SHA-256",
        {"\304\270\303\270", "p\303\244\303\237", NULL},
        "REGISTER", "sip:example.com", "xyz", "",
        "8e0b5a0ba8e352447c58c67d48c751f8b2c35f7d303c9ee1c4a896ae04d67cfb"},
    {"backslashes-everywhere", "Digest realm=\"a\\b\", nonce=\"n\\\"o\", "
        "opaque=\"q\\\\\", qop=\"auth\"", ALICE,
        "REGISTER", "sip:example.com", "xyz", "",
        "95db835ae0b6f57c899de956c47f6db7"},
    {"empty-nonce", "Digest realm=\"\", nonce=\"\", qop=\"auth\"", ALICE,
        "REGISTER", "sip:example.com", "xyz", "",
        "fdd1d12085d8f7401cf8183f5d9745f0"},
    {"sha-512-256-auth-int", OWN ", qop=\"auth-int\", algorithm=SHA-512-256",
        ALICE, "INVITE", "sip:example.com", "xyz", "v=0",
        "9916c42cf534fc9bf72278b5675c934748acfd39bb847dee4f16be596fe3b7af"},
    {"ha1", OWN ", qop=\"auth\"",
        {"alice", NULL, "B1726872C344B6DC8365B774F8FD6412"},
        "REGISTER", "sip:example.com", "xyz", "",
        REQUEST_HASH},
    {"named-ha1", OWN ", qop=\"auth\"",
        {"alice", NULL, "MD5:b1726872c344b6dc8365b774f8fd6412"},
        "REGISTER", "sip:example.com", "xyz", "", REQUEST_HASH},
};
/* clang-format on */

static gchar *
authorize (GstSipDigestSession *session, const ResponseCase *row,
    GError **error)
{
  return gst_sip_digest_session_authorize (session, &row->credentials,
      row->cnonce, row->method, row->uri, (const guint8 *) row->body,
      strlen (row->body), error);
}

static GstSipDigestSession *
make_session (const gchar *value)
{
  GstSipChallenge challenge;
  g_autoptr (GError) error = NULL;

  gst_sip_challenge_parse (&challenge, gst_sip_slice (value), &error);
  g_assert_no_error (error);
  return gst_sip_digest_session_new (&challenge, NULL);
}

static void
test_response (gconstpointer data)
{
  const ResponseCase *row = &responses[GPOINTER_TO_UINT (data)];
  g_autoptr (GstSipDigestSession) session = make_session (row->challenge);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *value = authorize (session, row, &error);
  GstSipAuthorization authorization;

  g_assert_no_error (error);
  g_assert_true (gst_sip_authorization_parse (&authorization,
      gst_sip_slice (value), NULL));
  assert_slice (authorization.response, row->response);
  assert_slice (authorization.uri, row->uri);
}

/* What is quoted and what is not, byte for byte. */
static void
test_format (void)
{
  g_autoptr (GstSipDigestSession) full = make_session (
      "Digest realm=\"ex\\\"am\\\\ple\", nonce=\"abc\", opaque=\"o\", "
      "algorithm=\"MD5\", qop=\"auth\", stale=TRUE");
  g_autoptr (GstSipDigestSession) bare = make_session (OWN);
  GstSipCredentials quoted = {"al\"i\\ce", "p\"w", NULL};
  GstSipCredentials plain = ALICE;
  g_autofree gchar *full_value = gst_sip_digest_session_authorize (full,
      &quoted, "xyz", "REGISTER", "sip:example.com", NULL, 0, NULL);
  g_autofree gchar *bare_value = gst_sip_digest_session_authorize (bare, &plain,
      "xyz", "REGISTER", "sip:example.com", NULL, 0, NULL);

  g_assert_cmpstr (full_value, ==,
      "Digest username=\"al\\\"i\\\\ce\", realm=\"ex\\\"am\\\\ple\", "
      "nonce=\"abc\", uri=\"sip:example.com\", "
      "response=\"e336817585cfe5130c5097cce033f262\", algorithm=MD5, "
      "opaque=\"o\", qop=auth, nc=00000001, cnonce=\"xyz\"");
  g_assert_cmpstr (bare_value, ==,
      "Digest username=\"alice\", realm=\"example.com\", nonce=\"abc\", "
      "uri=\"sip:example.com\", "
      "response=\"dbe98f00688a08a2dbda0b12e8c71319\"");
}

/* The same nonce again: nc counts up. */
static void
test_nonce_count (void)
{
  g_autoptr (GstSipDigestSession) session = make_session (OWN ", qop=auth");
  GstSipCredentials alice = ALICE;
  g_autofree gchar *first = gst_sip_digest_session_authorize (session, &alice,
      "xyz", "REGISTER", "sip:example.com", NULL, 0, NULL);
  g_autofree gchar *second = gst_sip_digest_session_authorize (session, &alice,
      "uvw", "INVITE", "sip:example.com", NULL, 0, NULL);
  GstSipAuthorization authorization;

  g_assert_true (gst_sip_authorization_parse (&authorization,
      gst_sip_slice (first), NULL));
  assert_slice (authorization.nc, "00000001");
  g_assert_true (gst_sip_authorization_parse (&authorization,
      gst_sip_slice (second), NULL));
  assert_slice (authorization.nc, "00000002");
  assert_slice (authorization.cnonce, "uvw");
  assert_slice (authorization.response, "2ceca28c04a8423ec1c8ea4046fad8e1");
}

/* The key of a session has the first cnonce in it, so that one stays. */
static void
test_session_cnonce (void)
{
  g_autoptr (GstSipDigestSession) session =
      make_session (OWN ", qop=auth, algorithm=MD5-sess");
  GstSipCredentials alice = ALICE;
  g_autofree gchar *first = gst_sip_digest_session_authorize (session, &alice,
      "xyz", "REGISTER", "sip:example.com", NULL, 0, NULL);
  g_autofree gchar *second = gst_sip_digest_session_authorize (session, &alice,
      "uvw", "INVITE", "sip:example.com", NULL, 0, NULL);
  GstSipAuthorization authorization;

  g_assert_nonnull (strstr (first, "cnonce=\"xyz\""));
  g_assert_true (gst_sip_authorization_parse (&authorization,
      gst_sip_slice (second), NULL));
  assert_slice (authorization.cnonce, "xyz");
}

/* clang-format off */
static const struct
{
  const gchar *name, *value;
  GstSipDigestAlgorithm algorithm;
  gboolean session;
  GstSipDigestQop qop;
  gboolean qop_unsupported, stale;
} challenges[] = {
    {"plain", OWN, GST_SIP_DIGEST_MD5, FALSE, GST_SIP_DIGEST_QOP_NONE, FALSE,
        FALSE},
    {"no-spaces", "Digest realm=\"a\",nonce=\"b\",qop=\"auth\",stale=true",
        GST_SIP_DIGEST_MD5, FALSE, GST_SIP_DIGEST_QOP_AUTH, FALSE, TRUE},
    {"spaces", "digest  realm = \"a\" , , nonce = \"b\" , stale = \"TRUE\"",
        GST_SIP_DIGEST_MD5, FALSE, GST_SIP_DIGEST_QOP_NONE, FALSE, TRUE},
    {"both-qops", OWN ", qop=\"auth-int,auth\", stale=false",
        GST_SIP_DIGEST_MD5, FALSE, GST_SIP_DIGEST_QOP_AUTH, FALSE, FALSE},
    {"no-qop-at-all", OWN ", qop=\"\"", GST_SIP_DIGEST_MD5, FALSE,
        GST_SIP_DIGEST_QOP_NONE, FALSE, FALSE},
    {"other-qop", OWN ", qop=\"token\"", GST_SIP_DIGEST_MD5, FALSE,
        GST_SIP_DIGEST_QOP_NONE, TRUE, FALSE},
    {"unknown-algorithm", OWN ", algorithm=AKAv1-MD5",
        GST_SIP_DIGEST_UNSUPPORTED, FALSE, GST_SIP_DIGEST_QOP_NONE, FALSE,
        FALSE},
    {"sess", OWN ", algorithm=SHA-512-256-sess", GST_SIP_DIGEST_SHA_512_256,
        TRUE, GST_SIP_DIGEST_QOP_NONE, FALSE, FALSE},
};
/* clang-format on */

static void
test_challenge (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipChallenge challenge;
  g_autoptr (GError) error = NULL;

  gst_sip_challenge_parse (&challenge, gst_sip_slice (challenges[i].value),
      &error);
  g_assert_no_error (error);
  g_assert_cmpint (challenge.algorithm, ==, challenges[i].algorithm);
  g_assert_cmpint (challenge.session, ==, challenges[i].session);
  g_assert_cmpint (challenge.qop, ==, challenges[i].qop);
  g_assert_cmpint (challenge.qop_unsupported, ==,
      challenges[i].qop_unsupported);
  g_assert_cmpint (challenge.stale, ==, challenges[i].stale);
}

static const gchar *const bad_challenges[] = {
    "",
    "Basic realm=\"a\"",
    "Digest",
    "Digest realm=\"a\"",
    "Digest nonce=\"a\"",
    "Digest realm=\"a, nonce=\"b\"",
    "Digest realm=\"a\" nonce=\"b\"",
    "Digest realm=\"a\", nonce=\"b\", =c",
};

static void
test_bad_challenge (gconstpointer data)
{
  GstSipChallenge challenge;
  g_autoptr (GError) error = NULL;

  g_assert_false (
      gst_sip_challenge_parse (&challenge, gst_sip_slice (data), &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
}

#define HA1_MD5 "b1726872c344b6dc8365b774f8fd6412"
#define HA1_SHA \
  "ed8925b20f9a77b8f8f8d5f8e4467fe32b866f7208ab9e4b20595e9821a0fdee"
#define NAMED(realm, name, more) \
  "Digest realm=\"" realm "\", nonce=\"" name "\"" more
#define OFFER(name, more) "WWW-Authenticate: " NAMED ("r", name, more) "\r\n"

/* chosen: the nonces of the challenges that are answered; "" for none */
/* clang-format off */
static const struct
{
  const gchar *name, *offers, *ha1, *chosen;
} choices[] = {
    {"one", OFFER ("a", ""), NULL, "a"},
    {"order-is-the-servers", OFFER ("a", ", algorithm=MD5") OFFER ("b",
        ", algorithm=SHA-256") OFFER ("c", ", algorithm=SHA-512-256"), NULL,
        "a"},
    {"strongest-first", OFFER ("a", ", algorithm=SHA-256") OFFER ("b", ""),
        NULL, "a"},
    {"unknown-algorithm-left-out",
        OFFER ("a", ", algorithm=SHA-3") OFFER ("b", ""), NULL, "b"},
    {"unknown-qop-left-out",
        OFFER ("a", ", algorithm=SHA-256, qop=\"x\"") OFFER ("b", ""), NULL,
        "b"},
    {"other-schemes-left-out",
        "WWW-Authenticate: Bearer realm=\"r\", scope=\"a, b\"\r\n"
        "WWW-Authenticate: Basic realm=\"r\"\r\n"
        "WWW-Authenticate: NTLM\r\n"
        "WWW-Authenticate: Negotiate YII==\r\n" OFFER ("a", ""), NULL, "a"},
    {"bad-one-left-out",
        "WWW-Authenticate: Digest realm=\"r\"\r\n" OFFER ("a", ""), NULL, "a"},
    {"control-character-left-out", OFFER ("a\rVia: x", "") OFFER ("b", ""),
        NULL, "b"},
    {"each-realm", "WWW-Authenticate: " NAMED ("p", "a", "") "\r\n"
        OFFER ("b", ", algorithm=SHA-256") OFFER ("c", "")
        "WWW-Authenticate: " NAMED ("q", "d", "") "\r\n", NULL, "a b d"},
    {"four-realms", "WWW-Authenticate: " NAMED ("p", "a", "") "\r\n"
        "WWW-Authenticate: " NAMED ("q", "b", "") "\r\n"
        "WWW-Authenticate: " NAMED ("r", "c", "") "\r\n"
        "WWW-Authenticate: " NAMED ("s", "d", "") "\r\n"
        "WWW-Authenticate: " NAMED ("t", "e", "") "\r\n", NULL, "a b c d"},
    {"on-one-line", "WWW-Authenticate: " NAMED ("p", "a",
        ", algorithm=SHA-3") ", " NAMED ("p", "b", ", qop=\"auth,auth-int\"")
        " ,, Digest nonce = c,realm=q\r\n", NULL, "b c"},
    {"other-schemes-on-one-line", "WWW-Authenticate: Bearer realm=\"Digest\", "
        "error=\"a, Digest\", NTLM, Negotiate YII==, " NAMED ("r", "a", "")
        ", Basic realm=\"b\"\r\n", NULL, "a"},
    {"open-quote-on-one-line", "WWW-Authenticate: Bearer realm=\"x, "
        "Digest realm=r, nonce=a\r\n", NULL, ""},
    {"ha1-decides", OFFER ("a", ", algorithm=SHA-256") OFFER ("b", ""),
        HA1_MD5, "b"},
    {"long-ha1-decides", OFFER ("a", "") OFFER ("b",
        ", algorithm=SHA-512-256") OFFER ("c", ", algorithm=SHA-256"),
        HA1_SHA, "b"},
    {"named-ha1-decides", OFFER ("a", "") OFFER ("b",
        ", algorithm=SHA-512-256") OFFER ("c", ", algorithm=SHA-256"),
        "sha-256:" HA1_SHA, "c"},
    {"ha1-of-other-algorithm", OFFER ("a", ", algorithm=SHA-256"), HA1_MD5,
        ""},
    {"nothing-supported", OFFER ("a", ", algorithm=SHA-3")
        "WWW-Authenticate: Bearer realm=\"r\"\r\n", NULL, ""},
    {"nothing-offered", "", NULL, ""},
};
/* clang-format on */

static void
test_choice (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *text = g_strconcat ("SIP/2.0 401 Unauthorized\r\n",
      choices[i].offers, "\r\n", NULL);
  g_autoptr (GstSipMessage) response = parse_text (text);
  GstSipCredentials credentials = {"alice",
      choices[i].ha1 == NULL ? "secret" : NULL, choices[i].ha1};
  g_autoptr (GString) nonces = g_string_new (NULL);
  GstSipChallenge chosen[4];
  g_autoptr (GError) error = NULL;
  guint n = gst_sip_challenges_choose (chosen, G_N_ELEMENTS (chosen), response,
      GST_SIP_HEADER_WWW_AUTHENTICATE, &credentials, NULL, &error);

  for (guint j = 0; j < n; j++)
    g_string_append_printf (nonces, "%s" GST_SIP_SLICE_FORMAT, j > 0 ? " " : "",
        GST_SIP_SLICE_ARGS (chosen[j].nonce));
  g_assert_cmpstr (nonces->str, ==, choices[i].chosen);
  if (n > 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
}

/* It says what was wanted and what was there. */
static void
test_choice_problem (void)
{
  g_autoptr (GstSipMessage) response = parse_text (
      "SIP/2.0 401 Unauthorized\r\n" OFFER ("a", ", algorithm=SHA-256") "\r\n");
  GstSipCredentials credentials = {"alice", NULL, HA1_MD5};
  GstSipChallenge chosen;
  g_autoptr (GError) error = NULL;

  gst_sip_challenges_choose (&chosen, 1, response,
      GST_SIP_HEADER_WWW_AUTHENTICATE, &credentials, NULL, &error);
  g_assert_nonnull (strstr (error->message, "authorization-ha1"));
  g_assert_nonnull (strstr (error->message, "SHA-256"));
  g_assert_null (strstr (error->message, HA1_MD5));
}

/* Some nonces are long; none may be so long that no request gets through. */
static void
test_long_nonce (void)
{
  g_autofree gchar *nonce = g_strnfill (10000, 'n');
  g_autofree gchar *fits =
      g_strdup_printf ("Digest realm=\"r\", nonce=\"%s\"", nonce);
  g_autofree gchar *too_long =
      g_strdup_printf ("Digest realm=\"r\", nonce=\"%s%s\"", nonce, nonce);
  GstSipChallenge challenge;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      gst_sip_challenge_parse (&challenge, gst_sip_slice (fits), NULL));
  assert_slice (challenge.nonce, nonce);
  g_assert_false (
      gst_sip_challenge_parse (&challenge, gst_sip_slice (too_long), &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT);
}

/* Authentication-Info after REGISTER sip:example.com with nonce abc, cnonce
 * xyz. nonce: of the next request; NULL: it is an error */
/* clang-format off */
static const struct
{
  const gchar *name, *challenge, *info, *body, *nonce;
} infos[] = {
    {"next-nonce", OWN ", qop=auth", "nextnonce=\"def\"", "", "def"},
    {"nothing-new", OWN ", qop=auth", "qop=auth, nc=00000001", "", "abc"},
    {"empty", OWN ", qop=auth", "nextnonce=\"\"", "", "abc"},
    {"proof", OWN ", qop=auth", "nextnonce=\"def\", qop=auth, rspauth="
        "\"3d91eb085b6be8d9fe67bd2ee0c2584c\", cnonce=\"xyz\", nc=00000001",
        "", "def"},
    {"proof-no-qop", OWN,
        "rspauth=\"24d4540b6995ba0ae2e4348727bfce23\", nextnonce=def", "",
        "def"},
    {"proof-auth-int", OWN ", qop=auth-int, algorithm=SHA-256", "rspauth=\""
        "7d75755d7d709c5b842fd507eb9d9af9a95c1ad2decef6e341d5ee42b50a4a82\", nextnonce=def",
        "hello", "def"},
    {"proof-sess", OWN ", qop=auth, algorithm=SHA-512-256-sess", "rspauth=\""
        "a24438c461262a435a378b7d7d9a68f37aa4393b6b762a9efb38f5fa73c316a7\", nextnonce=def",
        "", "def"},
    {"wrong-proof", OWN ", qop=auth", "nextnonce=\"def\", qop=auth, "
        "rspauth=\"" REQUEST_HASH "\"", "", NULL},
    {"no-parameters", OWN ", qop=auth", "=def", "", NULL},
    {"control-character", OWN ", qop=auth", "nextnonce=\"d\re\"", "", NULL},
};
/* clang-format on */

static void
test_info (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipDigestSession) session = make_session (infos[i].challenge);
  GstSipCredentials alice = ALICE;
  g_autofree gchar *first = gst_sip_digest_session_authorize (session, &alice,
      "xyz", "REGISTER", "sip:example.com", NULL, 0, NULL);
  g_autofree gchar *second = NULL;
  g_autoptr (GError) error = NULL;
  gboolean taken = gst_sip_digest_session_take_info (session, &alice,
      gst_sip_slice (first), gst_sip_slice (infos[i].info),
      (const guint8 *) infos[i].body, strlen (infos[i].body), &error);
  GstSipAuthorization authorization;

  g_assert_cmpint (taken, ==, infos[i].nonce != NULL);
  g_assert_cmpint (taken, ==, error == NULL);
  second = gst_sip_digest_session_authorize (session, &alice, "uvw", "INVITE",
      "sip:example.com", NULL, 0, NULL);
  g_assert_true (gst_sip_authorization_parse (&authorization,
      gst_sip_slice (second), NULL));
  assert_slice (authorization.nonce,
      infos[i].nonce != NULL ? infos[i].nonce : "abc");
  if (authorization.nc.length > 0)
    assert_slice (authorization.nc,
        g_strcmp0 (infos[i].nonce, "def") == 0 ? "00000001" : "00000002");
}

/* What an older request is told is not for the nonce of today. */
static void
test_late_info (void)
{
  g_autoptr (GstSipDigestSession) session = make_session (OWN ", qop=auth");
  GstSipCredentials alice = ALICE;
  g_autofree gchar *value = gst_sip_digest_session_authorize (session, &alice,
      "xyz", "REGISTER", "sip:example.com", NULL, 0, NULL);
  static const gchar *const nonces[] = {"def", "ghi"};

  for (guint i = 0; i < G_N_ELEMENTS (nonces); i++) {
    g_autofree gchar *info = g_strdup_printf ("nextnonce=%s", nonces[i]);

    g_assert_true (gst_sip_digest_session_take_info (session, &alice,
        gst_sip_slice (value), gst_sip_slice (info), NULL, 0, NULL));
  }
  g_assert_cmpstr (gst_sip_digest_session_get_nonce (session), ==, "def");
}

static const struct
{
  const gchar *name, *algorithm;
  GstSipCredentials credentials;
} refused[] = {
    {"no-password",            "MD5",     {"alice", NULL, NULL}              },
    {"no-user",                "MD5",     {NULL, "pw", NULL}                 },
    {"line-end-in-user",       "MD5",     {"al\r\nVia:", "pw", NULL}         },
    {"ha1-of-other-algorithm", "SHA-256", {"alice", NULL, HA1_MD5}           },
    {"ha1-short",              "MD5",     {"alice", NULL, "b172"}            },
    {"ha1-called-other",       "MD5",     {"alice", NULL, "SHA-256:" HA1_MD5}},
    {"unknown-algorithm",      "X",       {"alice", "pw", NULL}              },
};

static void
test_refused (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *text =
      g_strconcat (OWN ", algorithm=", refused[i].algorithm, NULL);
  g_autoptr (GstSipDigestSession) session = make_session (text);
  g_autoptr (GError) error = NULL;

  g_assert_null (gst_sip_digest_session_authorize (session,
      &refused[i].credentials, "c", "REGISTER", "sip:h", NULL, 0, &error));
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "pw"));
}

static void
test_names (void)
{
  g_autoptr (GstSipDigestSession) session =
      make_session ("Digest realm=\"a \\\"b\\\"\", nonce=\"n\\\\o\"");

  g_assert_cmpstr (gst_sip_digest_session_get_realm (session), ==, "a \"b\"");
  g_assert_cmpstr (gst_sip_digest_session_get_nonce (session), ==, "n\\o");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_NAMED_ROWS (responses, "/digest/response", test_response);
  g_test_add_func ("/digest/format", test_format);
  g_test_add_func ("/digest/nonce-count", test_nonce_count);
  g_test_add_func ("/digest/session-cnonce", test_session_cnonce);
  ADD_NAMED_ROWS (challenges, "/digest/challenge", test_challenge);
  for (guint i = 0; i < G_N_ELEMENTS (bad_challenges); i++) {
    g_autofree gchar *path = g_strdup_printf ("/digest/bad-challenge/%u", i);

    g_test_add_data_func (path, bad_challenges[i], test_bad_challenge);
  }
  ADD_NAMED_ROWS (choices, "/digest/choice", test_choice);
  g_test_add_func ("/digest/choice-problem", test_choice_problem);
  g_test_add_func ("/digest/long-nonce", test_long_nonce);
  ADD_NAMED_ROWS (infos, "/digest/info", test_info);
  g_test_add_func ("/digest/late-info", test_late_info);
  ADD_NAMED_ROWS (refused, "/digest/refused", test_refused);
  g_test_add_func ("/digest/names", test_names);
  return g_test_run ();
}
