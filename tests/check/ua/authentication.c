/* Credentials on their way through proxies, request after request
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The test plays the server; whether a response is right is checked in
 * message/digest.c, and with real servers in interop/test_authentication.py.
 */
#include "siptestnet.h"

#include <string.h>

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sip_test_net_free (f->net);
}

static void
configure (Fixture *f, const gchar *property, const gchar *value)
{
  g_object_set (f->alice->config, property, value, NULL);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
  sip_test_net_advance (f->net, 0.001);
}

#define pop(f, method) sip_test_net_pop_request ((f)->net, method)

static void
reply (Fixture *f, GstSipMessage *request, guint status, const gchar *headers)
{
  sip_test_net_reply (f->net, f->alice, request, status, "them", headers, NULL);
}

/* Registration or not, the first request is answered with these headers; this
 * is the next. */
static GstSipMessage *
challenge (Fixture *f, GstSipMessage *request, guint status,
    const gchar *headers)
{
  g_autofree gchar *method =
      g_strdup (gst_sip_message_get_method_name (request));

  reply (f, request, status, headers);
  if (g_str_equal (method, "INVITE"))
    gst_sip_message_unref (pop (f, "ACK"));
  gst_sip_message_unref (request);
  return pop (f, method);
}

static GstSipMessage *
start (Fixture *f)
{
  sip_test_net_start (f->net);
  return pop (f, "REGISTER");
}

static GstSipMessage *
call (Fixture *f, const gchar *target)
{
  g_autoptr (GstSipCall) out = NULL;

  if (!gst_sip_ua_is_connected (f->alice->ua)) {
    g_object_set (f->alice->config, "register", FALSE, NULL);
    gst_sip_ua_update_config (f->alice->ua, f->alice->config);
    sip_test_net_start (f->net);
  }
  out = gst_sip_ua_call (f->alice->ua, target, NULL, NULL);
  g_assert_nonnull (out);
  gst_object_replace ((GstObject **) &f->alice->call, GST_OBJECT (out));
  sip_test_net_advance (f->net, 0);
  return pop (f, "INVITE");
}

/* "realm/nonce/nc realm/nonce/nc", in the order of the headers. */
static gchar *
list_answers (GstSipMessage *request, GstSipHeader header)
{
  GString *list = g_string_new (NULL);
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, request, header);
  while (gst_sip_values_next (&values, &value)) {
    GstSipAuthorization a;

    g_assert_true (gst_sip_authorization_parse (&a, value, NULL));
    g_string_append_printf (list, "%s%.*s/%.*s/%.*s", list->len > 0 ? " " : "",
        (int) a.realm.length, a.realm.text, (int) a.nonce.length, a.nonce.text,
        a.nc.length > 0 ? 1 : 0,
        a.nc.length > 0 ? a.nc.text + a.nc.length - 1 : "");
  }
  return g_string_free (list, FALSE);
}

static void
assert_answers (GstSipMessage *request, const gchar *www, const gchar *proxy)
{
  g_autofree gchar *to_www =
      list_answers (request, GST_SIP_HEADER_AUTHORIZATION);
  g_autofree gchar *to_proxy =
      list_answers (request, GST_SIP_HEADER_PROXY_AUTHORIZATION);

  g_assert_cmpstr (to_www, ==, www);
  g_assert_cmpstr (to_proxy, ==, proxy);
}

#define WWW(realm, nonce) \
  "WWW-Authenticate: Digest realm=\"" realm "\", nonce=\"" nonce \
  "\", qop=\"auth\""
#define PROXY(realm, nonce) \
  "Proxy-Authenticate: Digest realm=\"" realm "\", nonce=\"" nonce \
  "\", qop=\"auth\""

/* Two proxies and a registrar, one behind the other. */
static void
test_chain (Fixture *f, gconstpointer data)
{
  GstSipMessage *request = start (f);

  request = challenge (f, request, 407, PROXY ("a", "1"));
  assert_answers (request, "", "a/1/1");
  request = challenge (f, request, 407, PROXY ("b", "2"));
  assert_answers (request, "", "a/1/2 b/2/1");
  request = challenge (f, request, 401, WWW ("c", "3"));
  assert_answers (request, "c/3/1", "a/1/3 b/2/2");
  reply (f, request, 200, NULL);
  gst_sip_message_unref (request);

  /* All of them know us by now. */
  gst_sip_ua_register (f->alice->ua);
  sip_test_net_advance (f->net, 0.001);
  request = pop (f, "REGISTER");
  assert_answers (request, "c/3/2", "a/1/4 b/2/3");
  gst_sip_message_unref (request);
}

/* Proxies whose nonces are good for one request ask again, and need not say
 * that the nonce was stale. */
static void
test_chain_of_one_time_nonces (Fixture *f, gconstpointer data)
{
  GstSipMessage *request = start (f);

  request = challenge (f, request, 407, PROXY ("a", "1"));
  request = challenge (f, request, 401, WWW ("c", "2"));
  request = challenge (f, request, 407, PROXY ("a", "3"));
  assert_answers (request, "c/2/2", "a/3/1");
  reply (f, request, 200, NULL);
  sip_test_net_assert_silence (f->net);
  g_assert_cmpuint (f->alice->n_registered, ==, 1);
  gst_sip_message_unref (request);
}

/* A fork's challenges in one response, of both kinds and on one line. */
static void
test_collected (Fixture *f, gconstpointer data)
{
  GstSipMessage *request = call (f, "bob");

  request = challenge (f, request, 407,
      PROXY ("a", "1") "\n" PROXY ("b", "2") "\n" WWW ("c",
          "3") ", Digest realm=d, nonce=4, qop=auth");
  assert_answers (request, "c/3/1 d/4/1", "a/1/1 b/2/1");
  /* Where the one is refused, the other goes on. */
  reply (f, request, 407, PROXY ("a", "5"));
  gst_sip_message_unref (pop (f, "ACK"));
  sip_test_net_assert_silence (f->net);
  gst_sip_message_unref (request);
}

/* 401 is no word of which kind it is. */
static void
test_other_kind (Fixture *f, gconstpointer data)
{
  GstSipMessage *request = challenge (f, start (f), 401,
      PROXY ("a", "1") "\nWWW-Authenticate: NTLM");

  assert_answers (request, "", "a/1/1");
  gst_sip_message_unref (request);
}

/* Servers that ask for ever, each in its way. Returns how often. */
static guint
ask_until_silence (Fixture *f, const gchar *const *formats, guint n_formats)
{
  guint n = 1;
  GstSipMessage *request = start (f);

  for (;; n++) {
    g_autofree gchar *headers = g_strdup_printf (formats[n % n_formats], n, n);

    g_assert_cmpuint (n, <, 20);
    reply (f, request, 401, headers);
    gst_sip_message_unref (request);
    if (f->net->inbox->len == 0)
      break;
    request = pop (f, "REGISTER");
  }
  g_assert_cmpuint (f->alice->n_registration_failed, ==, 1);
  return n;
}

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *formats[2];
  guint n_formats, limit;
} loops[] = {
    {"wrong-password", {"WWW-Authenticate: Digest realm=\"a\", nonce=\"%u\""},
        1, 2},
    {"always-stale", {"WWW-Authenticate: Digest realm=\"a\", nonce=\"%u\", "
        "stale=true"}, 1, 5},
    {"always-another-realm",
        {"WWW-Authenticate: Digest realm=\"r%u\", nonce=\"%u\""}, 1, 5},
    {"two-in-turns", {"WWW-Authenticate: Digest realm=\"a\", nonce=\"%u\"",
        "Proxy-Authenticate: Digest realm=\"b\", nonce=\"%u\""}, 2, 6},
    {"nothing-to-answer", {"WWW-Authenticate: Bearer realm=\"%u\""}, 1, 1},
    {"no-challenge", {"X-Number: %u"}, 1, 1},
    {"unknown-algorithm", {"WWW-Authenticate: Digest realm=\"a\", "
        "nonce=\"%u\", algorithm=SHA3-512"}, 1, 1},
};
/* clang-format on */

static void
test_loop (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  g_assert_cmpuint (ask_until_silence (f, loops[i].formats, loops[i].n_formats),
      ==, loops[i].limit);
}

/* RFC 7616 section 3.5: the nonce for the next request comes in advance. */
static void
test_next_nonce (Fixture *f, gconstpointer data)
{
  GstSipMessage *request = challenge (f, start (f), 401, WWW ("c", "1"));

  reply (f, request, 200, "Authentication-Info: nextnonce=\"2\"");
  gst_sip_message_unref (request);
  gst_sip_ua_register (f->alice->ua);
  sip_test_net_advance (f->net, 0.001);
  request = pop (f, "REGISTER");
  assert_answers (request, "c/2/1", "");
  reply (f, request, 200,
      "Authentication-Info: nextnonce=\"3\", rspauth=\"00\"");
  gst_sip_message_unref (request);

  /* Of a server that does not know the password nothing is taken; but what it
   * did, it has done. */
  g_assert_cmpint (gst_sip_ua_get_registration_state (f->alice->ua), ==,
      GST_SIP_REGISTRATION_REGISTERED);
  gst_sip_ua_register (f->alice->ua);
  sip_test_net_advance (f->net, 0.001);
  request = pop (f, "REGISTER");
  assert_answers (request, "c/2/2", "");
  gst_sip_message_unref (request);
}

/* A proxy of ours has its own. */
static void
test_next_nonce_of_proxy (Fixture *f, gconstpointer data)
{
  GstSipMessage *request =
      challenge (f, call (f, "bob"), 407, PROXY ("example.com", "1"));

  reply (f, request, 486, "Proxy-Authentication-Info: nextnonce=\"2\"");
  gst_sip_message_unref (pop (f, "ACK"));
  gst_sip_message_unref (request);
  request = call (f, "bob");
  assert_answers (request, "", "example.com/2/1");
  gst_sip_message_unref (request);
}

/* A server that has one nonce for all sees it counted over all requests. */
static void
test_shared_nonce (Fixture *f, gconstpointer data)
{
  GstSipMessage *request = challenge (f, start (f), 401, WWW ("c", "1"));

  assert_answers (request, "c/1/1", "");
  gst_sip_message_unref (request);
  request = challenge (f, call (f, "bob"), 401, WWW ("c", "1"));
  assert_answers (request, "c/1/2", "");
  gst_sip_message_unref (request);
  request = challenge (f, call (f, "carol"), 401, WWW ("c", "1"));
  assert_answers (request, "c/1/3", "");
  gst_sip_message_unref (request);
}

#define CONTACT "Contact: <sip:bob@host.invalid;transport=ws>"

/* A server between the two that challenges like the callee: all of the call
 * goes on without its asking again. */
static void
test_within_call (Fixture *f, gconstpointer data)
{
  GstSipMessage *invite, *ack, *bye;

  invite = challenge (f, call (f, "bob"), 401, WWW ("c", "1"));
  sip_test_net_reply (f->net, f->alice, invite, 200, "them", CONTACT,
      "answer to offer alice 1");
  ack = pop (f, "ACK");
  /* That is the INVITE's, as nobody can challenge an ACK (RFC 3261 section
   * 22.1). */
  assert_answers (ack, "c/1/1", "");
  gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 0.001);
  bye = pop (f, "BYE");
  assert_answers (bye, "c/1/2", "");
  bye = challenge (f, bye, 401, WWW ("c", "5") ", stale=true");
  assert_answers (bye, "c/5/1", "");
  gst_sip_message_unref (invite);
  gst_sip_message_unref (ack);
  gst_sip_message_unref (bye);
}

/* Nobody may ask a CANCEL for credentials (RFC 3261 section 22.1). */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  GstSipMessage *invite = challenge (f, call (f, "bob"), 407, PROXY ("a", "1"));
  g_autoptr (GstSipMessage) cancel = NULL;

  reply (f, invite, 180, NULL);
  gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 0.001);
  cancel = pop (f, "CANCEL");
  assert_answers (cancel, "", "");
  gst_sip_message_unref (invite);
}

/* What our own proxy asked for goes with each call, what one elsewhere did with
 * that call only. */
static void
test_own_and_other_proxies (Fixture *f, gconstpointer data)
{
  GstSipMessage *invite;

  invite = call (f, "sip:bob@elsewhere.net");
  invite = challenge (f, invite, 407, PROXY ("example.com", "1"));
  invite = challenge (f, invite, 407, PROXY ("elsewhere.net", "2"));
  assert_answers (invite, "", "example.com/1/2 elsewhere.net/2/1");
  gst_sip_message_unref (invite);

  invite = call (f, "sip:carol@somewhere.org");
  assert_answers (invite, "", "example.com/1/3");
  gst_sip_message_unref (invite);
}

/* One server in two parts, which it asks for in different headers. */
static void
test_registrar_is_proxy (Fixture *f, gconstpointer data)
{
  GstSipMessage *request =
      challenge (f, start (f), 401, WWW ("example.com", "1"));

  reply (f, request, 200, NULL);
  gst_sip_message_unref (request);
  request = challenge (f, call (f, "bob"), 407, PROXY ("example.com", "2"));
  assert_answers (request, "", "example.com/2/1");
  gst_sip_message_unref (request);
  gst_sip_ua_register (f->alice->ua);
  sip_test_net_advance (f->net, 0.001);
  request = pop (f, "REGISTER");
  assert_answers (request, "example.com/1/2", "");
  gst_sip_message_unref (request);
}

static void
test_changed_within_call (Fixture *f, gconstpointer data)
{
  GstSipMessage *invite, *bye;

  invite = challenge (f, call (f, "bob"), 407, PROXY ("a", "1"));
  sip_test_net_reply (f->net, f->alice, invite, 200, "them", CONTACT,
      "answer to offer alice 1");
  gst_sip_message_unref (pop (f, "ACK"));
  configure (f, "password", "another");
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ESTABLISHED);

  gst_sip_call_hangup (f->alice->call);
  sip_test_net_advance (f->net, 0.001);
  bye = pop (f, "BYE");
  assert_answers (bye, "", "");
  bye = challenge (f, bye, 407, PROXY ("a", "2"));
  assert_answers (bye, "", "a/2/1");
  gst_sip_message_unref (invite);
  gst_sip_message_unref (bye);
}

static const struct
{
  const gchar *name, *uri, *user, *written;
} names[] = {
    {"of-uri",                  "sip:alice@example.com",             NULL,                "username=\"alice\""},
    {"escaped",                 "sip:%61lice%20%22b%22@example.com", NULL,
     "username=\"alice \\\"b\\\"\""                                                                           },
    {"utf-8",                   "sip:%C4%B8%C3%B8@example.com",      NULL,
     "username=\"\304\270\303\270\""                                                                          },
    {"without-password-in-uri", "sip:alice:pw@example.com",          NULL,
     "username=\"alice\""                                                                                     },
    {"own",                     "sip:alice@example.com",             "al%61\"\\\304\270",
     "username=\"al%61\\\"\\\\\304\270\""                                                                     },
    {"own-with-domain",         "sip:alice@example.com",             "alice@example.com",
     "username=\"alice@example.com\""                                                                         },
};

static void
test_name (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipMessage *request;
  const gchar *value;

  g_object_set (f->alice->config, "authorization-user", names[i].user, NULL);
  configure (f, "uri", names[i].uri);
  request = challenge (f, start (f), 401, WWW ("c", "1"));
  value = gst_sip_message_get_header (request, GST_SIP_HEADER_AUTHORIZATION);
  if (strstr (value, names[i].written) == NULL)
    g_error ("'%s' is not in '%s'", names[i].written, value);
  gst_sip_message_unref (request);
}

/* An HA1 answers what it can answer. */
static void
test_ha1 (Fixture *f, gconstpointer data)
{
  GstSipMessage *request;

  g_object_set (f->alice->config, "password", NULL, NULL);
  configure (f, "authorization-ha1", "b1726872c344b6dc8365b774f8fd6412");
  request = start (f);
  request = challenge (f, request, 401,
      WWW ("example.com", "1") ", algorithm=SHA-256\n" WWW ("example.com",
          "2"));
  assert_answers (request, "example.com/2/1", "");
  gst_sip_message_unref (request);
}

/* A registration that was refused is tried at once with another password, and
 * one under way is begun anew. */
static void
test_changed_while_refused (Fixture *f, gconstpointer data)
{
  GstSipMessage *request = challenge (f, start (f), 401, WWW ("c", "1"));

  reply (f, request, 401, WWW ("c", "2"));
  gst_sip_message_unref (request);
  sip_test_net_assert_silence (f->net);
  configure (f, "password", "better");
  request = pop (f, "REGISTER");
  assert_answers (request, "", "");

  /* One REGISTER at a time: this one answers with what is known by then. */
  configure (f, "password", "best");
  sip_test_net_assert_silence (f->net);
  request = challenge (f, request, 401, WWW ("c", "3"));
  assert_answers (request, "c/3/1", "");
  gst_sip_message_unref (request);
}

static void
test_hostile (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) headers = g_string_new (NULL);
  GstSipMessage *request = start (f);

  for (guint i = 0; i < 190; i++)
    g_string_append_printf (headers,
        "WWW-Authenticate: Digest realm=\"%u\", "
        "nonce=\"\\\"\", Digest realm=\"x%u\", nonce=n\n",
        i, i);
  request = challenge (f, request, 401, headers->str);
  assert_answers (request, "0/\\\"/ x0/n/ 1/\\\"/ x1/n/", "");
  gst_sip_message_unref (request);
}

typedef void (*Test) (Fixture *f, gconstpointer data);

static const struct
{
  const gchar *name;
  Test test;
} tests[] = {
    {"chain",                    test_chain                   },
    {"chain-of-one-time-nonces", test_chain_of_one_time_nonces},
    {"collected",                test_collected               },
    {"other-kind",               test_other_kind              },
    {"next-nonce",               test_next_nonce              },
    {"next-nonce-of-proxy",      test_next_nonce_of_proxy     },
    {"shared-nonce",             test_shared_nonce            },
    {"within-call",              test_within_call             },
    {"cancel",                   test_cancel                  },
    {"own-and-other-proxies",    test_own_and_other_proxies   },
    {"registrar-is-proxy",       test_registrar_is_proxy      },
    {"changed-within-call",      test_changed_within_call     },
    {"changed-while-refused",    test_changed_while_refused   },
    {"ha1",                      test_ha1                     },
    {"hostile",                  test_hostile                 },
};

static void
add (const gchar *group, const gchar *name, Test test, gsize row)
{
  g_autofree gchar *path =
      g_strdup_printf ("/ua/authentication/%s%s", group, name);

  g_test_add (path, Fixture, GUINT_TO_POINTER (row), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    add ("", tests[i].name, tests[i].test, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (loops); i++)
    add ("loop/", loops[i].name, test_loop, i);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    add ("name/", names[i].name, test_name, i);
  return g_test_run ();
}
