/* Who gets a digest of the password, by which algorithm, and how it is counted
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The test plays registrar, proxies and peers.
 */
#include "siptestnet.h"

#include <string.h>

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  gchar *tag; /* hers, in mallory's call */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice =
      sip_test_net_add_phone (f->net, "alice", "auto-answer", TRUE, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->tag);
  sip_test_net_free (f->net);
}

#define pop(f, method) sip_test_net_pop_request ((f)->net, method)

static void
drop (Fixture *f, const gchar *method)
{
  gst_sip_message_unref (pop (f, method));
}

static void
reply (Fixture *f, GstSipMessage *request, guint status, const gchar *headers)
{
  sip_test_net_reply (f->net, f->alice, request, status, "them", headers, NULL);
}

/* (transfer full) request: what comes instead of it */
static GstSipMessage *
challenge (Fixture *f, GstSipMessage *request, guint status,
    const gchar *headers)
{
  g_autofree gchar *method =
      g_strdup (gst_sip_message_get_method_name (request));

  reply (f, request, status, headers);
  if (g_str_equal (method, "INVITE"))
    drop (f, "ACK");
  gst_sip_message_unref (request);
  return pop (f, method);
}

/* Nothing more is said to it. */
static void
challenge_in_vain (Fixture *f, GstSipMessage *request, guint status,
    const gchar *headers)
{
  gboolean invite =
      gst_sip_message_get_method (request) == GST_SIP_METHOD_INVITE;

  reply (f, request, status, headers);
  if (invite)
    drop (f, "ACK");
  gst_sip_message_unref (request);
  sip_test_net_advance (f->net, 1);
  sip_test_net_assert_silence (f->net);
}

/* "realm/nonce/nc", both kinds one after the other. */
static void
assert_answers (GstSipMessage *request, const gchar *expected)
{
  static const GstSipHeader headers[] = {GST_SIP_HEADER_AUTHORIZATION,
      GST_SIP_HEADER_PROXY_AUTHORIZATION};
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
    GstSipValues values;
    GstSipSlice value;

    gst_sip_values_init (&values, request, headers[i]);
    while (gst_sip_values_next (&values, &value)) {
      GstSipAuthorization a;

      g_assert_true (gst_sip_authorization_parse (&a, value, NULL));
      g_string_append_printf (list, "%s%.*s/%.*s/%c", list->len > 0 ? " " : "",
          (int) a.realm.length, a.realm.text, (int) a.nonce.length,
          a.nonce.text, a.nc.length > 0 ? a.nc.text[a.nc.length - 1] : '-');
    }
  }
  g_assert_cmpstr (list->str, ==, expected);
}

/* (transfer full) request */
static void
expect (GstSipMessage *request, const gchar *answers)
{
  assert_answers (request, answers);
  gst_sip_message_unref (request);
}

#define DIGEST(realm, nonce, algorithm) \
  "-Authenticate: Digest realm=\"" realm "\", nonce=\"" nonce \
  "\", qop=\"auth\", algorithm=" algorithm
#define WWW(realm, nonce) "WWW" DIGEST (realm, nonce, "MD5")
#define PROXY(realm, nonce) "Proxy" DIGEST (realm, nonce, "MD5")
#define CONTACT "Contact: <sip:bob@host.invalid;transport=ws>\n"

/* The registrar asks for a password with this realm and nonce. */
static void
register_with (Fixture *f, const gchar *headers)
{
  GstSipMessage *request;

  sip_test_net_start (f->net);
  request = challenge (f, pop (f, "REGISTER"), 401, headers);
  reply (f, request, 200, CONTACT "Expires: 600");
  gst_sip_message_unref (request);
}

static GstSipMessage *
register_again (Fixture *f)
{
  gst_sip_ua_register (f->alice->ua);
  sip_test_net_advance (f->net, 0.001);
  return pop (f, "REGISTER");
}

static GstSipMessage *
call (Fixture *f, const gchar *target)
{
  g_autoptr (GstSipCall) out =
      gst_sip_ua_call (f->alice->ua, target, NULL, NULL);

  g_assert_nonnull (out);
  gst_object_replace ((GstObject **) &f->alice->call, GST_OBJECT (out));
  sip_test_net_advance (f->net, 0);
  return pop (f, "INVITE");
}

/* A request of mallory in the call that he makes. */
static void
send (Fixture *f, const gchar *method, guint cseq, const gchar *headers,
    const gchar *body)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%s%u\n"
                       "Max-Forwards: 70\n"
                       "From: <sip:mallory@evil.example>;tag=m\n"
                       "To: <sip:alice@example.com>%s%s\n"
                       "Call-ID: evil\n"
                       "CSeq: %u %s\n%s"
                       "Content-Length: %" G_GSIZE_FORMAT "\n\n%s",
          method, method, cseq, f->tag != NULL ? ";tag=" : "",
          f->tag != NULL ? f->tag : "", cseq, method, headers, strlen (body),
          body);

  sip_test_net_inject (f->net, f->alice, text);
}

/* Mallory calls, and is answered. His Contact is what he likes. */
static void
mallory_calls (Fixture *f, const gchar *headers)
{
  g_autoptr (GstSipMessage) answer = NULL;
  g_autofree gchar *all =
      g_strconcat (headers, "Content-Type: application/sdp\n", NULL);

  send (f, "INVITE", 1, all, "offer mallory 1");
  sip_test_net_advance (f->net, 0.1);
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 180));
  answer = sip_test_net_pop_response (f->net, 200);
  f->tag =
      gst_sip_slice_dup (gst_sip_message_get_tag (answer, GST_SIP_HEADER_TO));
  send (f, "ACK", 1, "", "");
}

#define MALLORY "Contact: <sip:mallory@192.0.2.9;transport=ws>\n"

static GstSipMessage *
hang_up (Fixture *f)
{
  gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 0.001);
  return pop (f, "BYE");
}

static const struct
{
  const gchar *name;
  guint status;
  const gchar *headers;
} fishing[] = {
    {"own-realm",          401, WWW ("home",           "mallorys")        },
    {"own-domain",         401, WWW ("example.com",    "mallorys")        },
    {"own-nonce",          401, WWW ("home",           "1")               },
    {"realm-of-his",       401, WWW ("evil.example",   "x")               },
    {"as-a-proxy",         407, PROXY ("evil.example", "x")               },
    {"as-a-proxy-of-home", 407, PROXY ("example.com",  "x")               },
    {"other-kind",         407, WWW ("home",           "x")               },
    {"stale",              401, WWW ("home",           "x") ", stale=true"},
    {"proxy-with-weak",    407,
     "Proxy" DIGEST ("evil",                           "x",                 "MD5") "\n" WWW ("home", "x")},
    {"other-case-of-realm",                407,                   PROXY ("HOME",                    "x")                    },
};

/* Who calls us gets no digest for hanging up on him. */
static void
test_bye (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  register_with (f, WWW ("home", "1"));
  mallory_calls (f, MALLORY);
  challenge_in_vain (f, hang_up (f), fishing[i].status, fishing[i].headers);
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ENDED);
}

/* Nor for a re-INVITE or an UPDATE. */
static void
fish_in_refresh (Fixture *f, const gchar *method, const gchar *headers)
{
  GstSipMessage *request;

  register_with (f, WWW ("home", "1"));
  mallory_calls (f, headers);
  sip_test_net_lose (f->net, f->alice);
  sip_test_net_advance (f->net, 1);
  request = pop (f, "REGISTER");
  reply (f, request, 200, CONTACT "Expires: 600");
  gst_sip_message_unref (request);
  sip_test_net_advance (f->net, 1);
  request = pop (f, method);
  assert_answers (request, "");
  challenge_in_vain (f, request, 401, WWW ("home", "mallorys"));
}

static void
test_reinvite (Fixture *f, gconstpointer data)
{
  fish_in_refresh (f, "INVITE", MALLORY);
}

static void
test_update (Fixture *f, gconstpointer data)
{
  fish_in_refresh (f, "UPDATE", MALLORY "Allow: INVITE, UPDATE\n");
}

/* Requests to him go where he says: that may have the registrar's name. */
static void
test_contact_of_registrar (Fixture *f, gconstpointer data)
{
  register_with (f, WWW ("home", "1"));
  mallory_calls (f,
      "Contact: <sip:example.com>\nRecord-Route: <sip:evil.example;lr>\n");
  expect (hang_up (f), "");
}

/* A callee may give that Contact, too. */
static void
test_contact_of_callee (Fixture *f, gconstpointer data)
{
  GstSipMessage *invite;

  register_with (f, WWW ("home", "1"));
  invite = call (f, "sip:mallory@evil.example");
  sip_test_net_reply (f->net, f->alice, invite, 200, "m",
      "Contact: <sip:example.com>\nRecord-Route: <sip:evil.example;lr>\n",
      "answer to offer alice 1");
  gst_sip_message_unref (invite);
  expect (pop (f, "ACK"), "");
  expect (hang_up (f), "");
}

/* A proxy that asks for BYE is answered, in realms that it or the registrar
 * has used. */
static void
test_bye_by_proxy (Fixture *f, gconstpointer data)
{
  GstSipMessage *bye;

  register_with (f, WWW ("home", "1"));
  mallory_calls (f, MALLORY);
  bye = hang_up (f);
  assert_answers (bye, "");
  bye = challenge (f, bye, 407, PROXY ("home", "2"));
  assert_answers (bye, "home/2/1");
  reply (f, bye, 200, NULL);
  gst_sip_message_unref (bye);
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ENDED);
}

static void
test_bye_by_proxy_of_calls (Fixture *f, gconstpointer data)
{
  GstSipMessage *request;

  register_with (f, WWW ("home", "1"));
  request = challenge (f, call (f, "bob"), 407, PROXY ("pbx", "2"));
  reply (f, request, 486, NULL);
  drop (f, "ACK");
  gst_sip_message_unref (request);

  mallory_calls (f, MALLORY);
  request = hang_up (f);
  /* What it asked for once, it may ask for again; nobody else sees it. */
  assert_answers (request, "");
  expect (challenge (f, request, 407, PROXY ("pbx", "3")), "pbx/3/1");
}

/* Better algorithms stay. */

#define SHA(realm, nonce) "WWW" DIGEST (realm, nonce, "SHA-256")

static const struct
{
  const gchar *name, *first, *then;
} downgrades[] = {
    {"md5",                 SHA ("home", "1"),                WWW ("home",      "2")                 },
    {"stale",               SHA ("home", "1"),                WWW ("home",      "2") ", stale=true"  },
    {"no-algorithm",        SHA ("home", "1"),
     "WWW-Authenticate: Digest realm=\"home\", nonce=\"2\", stale=true"       },
    {"sess", "WWW" DIGEST ("home",         "1", "SHA-512-256-sess"),
     "WWW" DIGEST ("home",                      "2", "MD5-sess") ", stale=true"},
    {"other-kind",                     SHA ("home",                     "1"),         PROXY ("home", "2") ", stale=true"                                                  },
    {"escaped",                     SHA ("home",                        "1"),            WWW ("h\\ome", "2") ", stale=true"},
};

static void
test_downgrade (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  register_with (f, downgrades[i].first);
  challenge_in_vain (f, register_again (f), 401, downgrades[i].then);
  g_assert_cmpuint (f->alice->failed_status, ==, 401);
}

/* The one that is good enough is taken, wherever it stands. */
static void
test_downgrade_on_top (Fixture *f, gconstpointer data)
{
  register_with (f, SHA ("home", "1"));
  expect (challenge (f, register_again (f), 401,
              WWW ("home", "2") ", stale=true\n" SHA ("home",
                  "3") ", stale=true"),
      "home/3/1");
}

/* In the middle of the first round, too. */
static void
test_downgrade_at_once (Fixture *f, gconstpointer data)
{
  sip_test_net_start (f->net);
  challenge_in_vain (f, challenge (f, pop (f, "REGISTER"), 401, SHA ("h", "1")),
      401, WWW ("h", "2") ", stale=true");
}

/* The registrar's algorithm is that of its realm everywhere. */
static void
test_downgrade_of_call (Fixture *f, gconstpointer data)
{
  register_with (f, SHA ("home", "1"));
  challenge_in_vain (f, call (f, "bob"), 407, PROXY ("home", "2"));
  challenge_in_vain (f, call (f, "sip:bob@elsewhere.net"), 401,
      WWW ("home", "3"));
}

/* What a callee asks for does not shut us out from our registrar. */
static void
test_upgrade_by_callee (Fixture *f, gconstpointer data)
{
  register_with (f, WWW ("home", "1"));
  gst_sip_message_unref (challenge (f, call (f, "sip:mallory@evil.example"),
      401, SHA ("home", "2")));
  gst_sip_message_unref (challenge (f, call (f, "mallory"), 407,
      "Proxy" DIGEST ("home", "2", "SHA-256")));
  expect (challenge (f, register_again (f), 401,
              WWW ("home", "3") ", stale=true"),
      "home/3/1");
}

/* A server that has changed for good: the user sets the password anew. */
static void
test_downgrade_with_new_password (Fixture *f, gconstpointer data)
{
  register_with (f, SHA ("home", "1"));
  g_object_set (f->alice->config, "password", "new", NULL);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
  sip_test_net_advance (f->net, 0.001);
  expect (challenge (f, pop (f, "REGISTER"), 401, WWW ("home", "2")),
      "home/2/1");
}

/* nc counts the uses of a nonce. */

static void
test_same_next_nonce (Fixture *f, gconstpointer data)
{
  GstSipMessage *request;

  register_with (f, WWW ("home", "1"));
  request = register_again (f);
  assert_answers (request, "home/1/2");
  reply (f, request, 200, CONTACT "Authentication-Info: nextnonce=\"1\"");
  gst_sip_message_unref (request);
  expect (register_again (f), "home/1/3");
}

/* Asterisk gives one nonce to REGISTER and INVITE, with an opaque for each. */
static void
test_nonce_of_register_and_invite (Fixture *f, gconstpointer data)
{
  GstSipMessage *request;

  register_with (f, WWW ("home", "1") ", opaque=\"a\"");
  request =
      challenge (f, call (f, "bob"), 401, WWW ("home", "1") ", opaque=\"b\"");
  assert_answers (request, "home/1/2");
  reply (f, request, 486, NULL);
  drop (f, "ACK");
  gst_sip_message_unref (request);
  request = register_again (f);
  assert_answers (request, "home/1/3");
  gst_sip_message_unref (request);
}

/* A proxy in front of the registrar, with what it got from it. */
static void
test_nonce_of_registrar_and_proxy (Fixture *f, gconstpointer data)
{
  register_with (f, WWW ("home", "1"));
  expect (challenge (f, call (f, "bob"), 407, PROXY ("home", "1")), "home/1/2");
}

static void
test_next_nonce_is_known (Fixture *f, gconstpointer data)
{
  GstSipMessage *request;

  register_with (f, WWW ("home", "1"));
  request = challenge (f, call (f, "bob"), 407, PROXY ("example.com", "2"));
  assert_answers (request, "example.com/2/1");
  reply (f, request, 486, "Proxy-Authentication-Info: nextnonce=\"1\"");
  drop (f, "ACK");
  gst_sip_message_unref (request);
  expect (call (f, "carol"), "example.com/1/2");
}

/* The nonce comes again after another one. */
static void
test_nonce_comes_back (Fixture *f, gconstpointer data)
{
  GstSipMessage *request;

  register_with (f, WWW ("home", "1"));
  request =
      challenge (f, register_again (f), 401, WWW ("home", "2") ", stale=true");
  assert_answers (request, "home/2/1");
  request = challenge (f, request, 401, WWW ("home", "1") ", stale=true");
  expect (request, "home/1/3");
}

typedef void (*Test) (Fixture *f, gconstpointer data);

static const struct
{
  const gchar *name;
  Test test;
} tests[] = {
    {"reinvite",                    test_reinvite                    },
    {"update",                      test_update                      },
    {"contact-of-registrar",        test_contact_of_registrar        },
    {"contact-of-callee",           test_contact_of_callee           },
    {"bye-by-proxy",                test_bye_by_proxy                },
    {"bye-by-proxy-of-calls",       test_bye_by_proxy_of_calls       },
    {"downgrade-on-top",            test_downgrade_on_top            },
    {"downgrade-at-once",           test_downgrade_at_once           },
    {"downgrade-of-call",           test_downgrade_of_call           },
    {"upgrade-by-callee",           test_upgrade_by_callee           },
    {"downgrade-with-new-password", test_downgrade_with_new_password },
    {"same-next-nonce",             test_same_next_nonce             },
    {"nonce/register-and-invite",   test_nonce_of_register_and_invite},
    {"nonce/registrar-and-proxy",   test_nonce_of_registrar_and_proxy},
    {"nonce/next-is-known",         test_next_nonce_is_known         },
    {"nonce/comes-back",            test_nonce_comes_back            },
};

static void
add (const gchar *group, const gchar *name, Test test, gsize row)
{
  g_autofree gchar *path = g_strdup_printf ("/ua/digests/%s%s", group, name);

  g_test_add (path, Fixture, GUINT_TO_POINTER (row), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    add ("", tests[i].name, tests[i].test, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (fishing); i++)
    add ("bye/", fishing[i].name, test_bye, i);
  for (gsize i = 0; i < G_N_ELEMENTS (downgrades); i++)
    add ("downgrade/", downgrades[i].name, test_downgrade, i);
  return g_test_run ();
}
