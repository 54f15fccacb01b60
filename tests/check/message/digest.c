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
    {"ha1", OWN ", qop=\"auth\"",
        {"alice", NULL, "B1726872C344B6DC8365B774F8FD6412"},
        "REGISTER", "sip:example.com", "xyz", "",
        "afc7a5b58f57a9e0df0bb5a01a677cab"},
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
  return gst_sip_digest_session_new (&challenge);
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
#define OFFER(name, more) \
  "WWW-Authenticate: Digest realm=\"r\", nonce=\"" name "\"" more "\r\n"

/* chosen: the nonce of the challenge that is answered; NULL for none */
/* clang-format off */
static const struct
{
  const gchar *name, *offers, *ha1, *chosen;
} choices[] = {
    {"one", OFFER ("a", ""), NULL, "a"},
    {"strongest-last", OFFER ("a", ", algorithm=MD5") OFFER ("b",
        ", algorithm=SHA-256") OFFER ("c", ", algorithm=SHA-512-256"), NULL,
        "c"},
    {"strongest-first", OFFER ("a", ", algorithm=SHA-256") OFFER ("b", ""),
        NULL, "a"},
    {"first-of-equals", OFFER ("a", "") OFFER ("b", ""), NULL, "a"},
    {"unknown-algorithm-left-out",
        OFFER ("a", ", algorithm=SHA-3") OFFER ("b", ""), NULL, "b"},
    {"unknown-qop-left-out",
        OFFER ("a", ", algorithm=SHA-256, qop=\"x\"") OFFER ("b", ""), NULL,
        "b"},
    {"other-scheme-left-out",
        "WWW-Authenticate: Bearer realm=\"r\"\r\n" OFFER ("a", ""), NULL, "a"},
    {"ha1-decides", OFFER ("a", ", algorithm=SHA-256") OFFER ("b", ""),
        HA1_MD5, "b"},
    {"ha1-of-other-algorithm", OFFER ("a", ", algorithm=SHA-256"), HA1_MD5,
        NULL},
    {"nothing-supported", OFFER ("a", ", algorithm=SHA-3")
        "WWW-Authenticate: Bearer realm=\"r\"\r\n", NULL, NULL},
    {"nothing-offered", "", NULL, NULL},
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
  GstSipChallenge challenge;
  g_autoptr (GError) error = NULL;
  gboolean found = gst_sip_challenge_choose_for (&challenge, response,
      GST_SIP_HEADER_WWW_AUTHENTICATE, &credentials, &error);

  g_assert_cmpint (found, ==, choices[i].chosen != NULL);
  if (found)
    assert_slice (challenge.nonce, choices[i].chosen);
  else
    g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
}

static const struct
{
  const gchar *name, *algorithm;
  GstSipCredentials credentials;
} refused[] = {
    {"no-password",            "MD5",     {"alice", NULL, NULL}     },
    {"no-user",                "MD5",     {NULL, "pw", NULL}        },
    {"line-end-in-user",       "MD5",     {"al\r\nVia:", "pw", NULL}},
    {"ha1-of-other-algorithm", "SHA-256", {"alice", NULL, HA1_MD5}  },
    {"ha1-short",              "MD5",     {"alice", NULL, "b172"}   },
    {"unknown-algorithm",      "X",       {"alice", "pw", NULL}     },
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
  ADD_NAMED_ROWS (refused, "/digest/refused", test_refused);
  g_test_add_func ("/digest/names", test_names);
  return g_test_run ();
}
