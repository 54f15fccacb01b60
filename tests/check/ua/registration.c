/* Registration and authentication, against a registrar
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
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
  f->alice = sip_test_net_add_phone (f->net, "alice", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gst_sip_ua_stop (f->alice->ua);
  sip_test_net_advance (f->net, 100);
  sip_test_net_assert_empty (f->net);
  sip_test_net_free (f->net);
}

#define advance(f, seconds) sip_test_net_advance ((f)->net, seconds)

static void
assert_state (Fixture *f, GstSipRegistrationState state)
{
  g_assert_cmpint (gst_sip_ua_get_registration_state (f->alice->ua), ==, state);
}

static void
start (Fixture *f)
{
  sip_test_net_start (f->net);
}

static void
configure (Fixture *f, const gchar *property, ...)
{
  va_list args;

  va_start (args, property);
  g_object_set_valist (G_OBJECT (f->alice->config), property, args);
  va_end (args);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
}

static void
assert_header (GstSipMessage *message, GstSipHeader header, const gchar *part)
{
  const gchar *value = gst_sip_message_get_header (message, header);

  g_assert_nonnull (value);
  if (strstr (value, part) == NULL)
    g_error ("'%s' is not in '%s'", part, value);
}

static void
test_registers (Fixture *f, gconstpointer data)
{
  GstSipMessage *request;

  start (f);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (f->alice->registered_for, ==, 600);
  g_assert_cmpuint (f->net->bindings->len, ==, 1);
  request = f->net->last_register;
  g_assert_cmpstr (gst_sip_message_get_request_uri (request), ==,
      "sip:example.com");
  assert_header (request, GST_SIP_HEADER_TO, "<sip:alice@example.com>");
  assert_header (request, GST_SIP_HEADER_CONTACT, ".invalid;transport=ws>");
  assert_header (request, GST_SIP_HEADER_CONTACT, ";reg-id=1");
  assert_header (request, GST_SIP_HEADER_CONTACT, ";expires=600");
  assert_header (request, GST_SIP_HEADER_CONTACT, "+sip.instance=\"<urn:uuid:");
  assert_header (request, GST_SIP_HEADER_SUPPORTED, "outbound");
  assert_header (request, GST_SIP_HEADER_SUPPORTED, "path");
  assert_header (request, GST_SIP_HEADER_SUPPORTED, "gruu");
  assert_header (request, GST_SIP_HEADER_USER_AGENT, "sipua/");
  assert_header (request, GST_SIP_HEADER_ALLOW, "INVITE");
}

/* At a random point of 50 to 90 % of what was granted, for ever. */
static void
test_renews (Fixture *f, gconstpointer data)
{
  guint n;

  f->net->grants = 100;
  start (f);
  g_assert_cmpuint (f->alice->registered_for, ==, 100);
  advance (f, 48);
  g_assert_cmpuint (f->net->n_received, ==, 1);
  advance (f, 42);
  g_assert_cmpuint (f->net->n_received, ==, 2);

  advance (f, 10000);
  n = f->net->n_received;
  g_assert_cmpuint (n, >, 112);
  g_assert_cmpuint (n, <, 202);
  g_assert_cmpuint (f->alice->n_registered, ==, 1);
}

static void
test_not_wanted (Fixture *f, gconstpointer data)
{
  configure (f, "register", FALSE, NULL);
  start (f);

  g_assert_true (gst_sip_ua_is_connected (f->alice->ua));
  g_assert_cmpuint (f->net->n_received, ==, 0);
}

static void
test_anonymous (Fixture *f, gconstpointer data)
{
  configure (f, "uri", NULL, NULL);
  start (f);

  g_assert_true (gst_sip_ua_is_connected (f->alice->ua));
  g_assert_cmpuint (f->net->n_received, ==, 0);
}

static void
test_at_run_time (Fixture *f, gconstpointer data)
{
  start (f);
  gst_sip_ua_unregister (f->alice->ua);
  advance (f, 1);
  assert_state (f, GST_SIP_REGISTRATION_NONE);
  g_assert_cmpuint (f->net->bindings->len, ==, 0);
  g_assert_cmpuint (f->alice->n_unregistered, ==, 1);
  advance (f, 1000);
  g_assert_cmpuint (f->net->n_received, ==, 2);

  gst_sip_ua_register (f->alice->ua);
  advance (f, 1);
  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (f->alice->n_registered, ==, 2);

  configure (f, "register", FALSE, NULL);
  advance (f, 1);
  assert_state (f, GST_SIP_REGISTRATION_NONE);
  configure (f, "register", TRUE, "register-expires", 77, NULL);
  advance (f, 1);
  g_assert_cmpuint (f->alice->registered_for, ==, 77);
}

static void
test_interval_too_brief (Fixture *f, gconstpointer data)
{
  f->net->min_expires = 1800;
  start (f);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (f->alice->registered_for, ==, 1800);
  g_assert_cmpuint (f->net->n_received, ==, 2);
  g_assert_cmpuint (f->alice->n_registration_failed, ==, 0);
}

/* A registrar that is never content is not asked for ever. */
static void
test_endless_423 (Fixture *f, gconstpointer data)
{
  f->net->min_expires = G_MAXINT;
  start (f);

  g_assert_cmpuint (f->alice->failed_status, ==, 423);
  g_assert_cmpuint (f->net->n_received, ==, 1);
  f->net->min_expires = 0;
}

static void
test_challenged (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  start (f);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (f->net->n_challenges, ==, 1);
  assert_header (f->net->last_register, GST_SIP_HEADER_AUTHORIZATION,
      "\"alice\"");
  /* It is another request, and the next one another again. */
  assert_header (f->net->last_register, GST_SIP_HEADER_CSEQ, "2 REGISTER");
  gst_sip_ua_register (f->alice->ua);
  advance (f, 1);
  assert_header (f->net->last_register, GST_SIP_HEADER_CSEQ, "3 REGISTER");
}

/* Later requests use the nonce that is known: no second round. */
static void
test_nonce_reuse (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  f->net->grants = 100;
  start (f);
  advance (f, 1000);

  g_assert_cmpuint (f->net->n_challenges, ==, 1);
  g_assert_cmpuint (f->net->n_authorized, >, 10);
  g_assert_false (f->net->nc_went_back);
}

static void
test_stale_nonce (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  f->net->forgets_stale = GPOINTER_TO_INT (data);
  f->net->grants = 100;
  start (f);
  f->net->nonce++;
  f->net->max_nc = 0;
  advance (f, 100);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (f->net->n_challenges, ==, 2);
  g_assert_cmpuint (f->alice->n_registration_failed, ==, 0);
}

/* One try, one failure, and no hammering: that would lock the account. */
static void
test_wrong_password (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  configure (f, "password", "wrong", NULL);
  start (f);

  assert_state (f, GST_SIP_REGISTRATION_FAILED);
  g_assert_cmpuint (f->alice->failed_status, ==, 401);
  advance (f, 24 * 60 * 60);
  g_assert_cmpuint (f->net->n_received, ==, 2);
  g_assert_cmpuint (f->alice->n_registration_failed, ==, 1);
  configure (f, "trace-sip", TRUE, NULL);
  advance (f, 1);
  g_assert_cmpuint (f->net->n_received, ==, 2);

  configure (f, "password", SIP_TEST_PASSWORD, NULL);
  advance (f, 1);
  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
}

static void
test_no_password (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  configure (f, "password", NULL, NULL);
  start (f);

  g_assert_cmpuint (f->alice->failed_status, ==, 401);
  g_assert_cmpuint (f->net->n_received, ==, 1);
}

static void
test_authorization_user (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  configure (f, "authorization-user", "alice123", NULL);
  start (f);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  assert_header (f->net->last_register, GST_SIP_HEADER_AUTHORIZATION,
      "username=\"alice123\"");
}

static void
test_ha1 (Fixture *f, gconstpointer data)
{
  g_autofree gchar *ha1 = g_compute_checksum_for_string (G_CHECKSUM_MD5,
      "alice:example.com:" SIP_TEST_PASSWORD, -1);

  f->net->challenges_register = TRUE;
  configure (f, "password", NULL, "authorization-ha1", ha1, NULL);
  start (f);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
}

static void
test_retries (Fixture *f, gconstpointer data)
{
  f->net->refuse_register = 503;
  start (f);
  assert_state (f, GST_SIP_REGISTRATION_FAILED);
  g_assert_cmpuint (f->alice->failed_status, ==, 503);
  advance (f, 24 * 60 * 60);
  /* Half an hour between tries in the end: about 48 to 96 a day. */
  g_assert_cmpuint (f->net->n_received, >, 45);
  g_assert_cmpuint (f->net->n_received, <, 110);
  f->net->refuse_register = 0;
  advance (f, 1800);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
}

static void
test_retry_after (Fixture *f, gconstpointer data)
{
  f->net->refuse_register = 503;
  f->net->retry_after = 300;
  start (f);
  advance (f, 298);
  g_assert_cmpuint (f->net->n_received, ==, 1);
  f->net->refuse_register = 0;
  advance (f, 3);

  g_assert_cmpuint (f->net->n_received, ==, 2);
  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
}

static void
test_no_answer (Fixture *f, gconstpointer data)
{
  f->net->scripted = TRUE;
  start (f);
  advance (f, 33);

  g_assert_cmpuint (f->alice->failed_status, ==, 408);
  f->net->scripted = FALSE;
}

static void
test_after_loss (Fixture *f, gconstpointer data)
{
  start (f);
  sip_test_net_lose (f->net, f->alice);
  advance (f, 0);
  assert_state (f, GST_SIP_REGISTRATION_NONE);
  g_assert_cmpuint (f->alice->n_unregistered, ==, 1);
  advance (f, 1);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (f->alice->n_registered, ==, 2);
  g_assert_cmpuint (f->alice->n_disconnected, ==, 1);
}

static void
test_unregisters (Fixture *f, gconstpointer data)
{
  start (f);
  gst_sip_ua_stop (f->alice->ua);
  advance (f, 1);

  g_assert_cmpuint (f->net->bindings->len, ==, 0);
  g_assert_cmpuint (f->alice->n_stopped, ==, 1);
  assert_header (f->net->last_register, GST_SIP_HEADER_CONTACT, ";expires=0");
}

static void
test_unregisters_at_once (Fixture *f, gconstpointer data)
{
  f->net->challenges_register = TRUE;
  gst_sip_ua_start (f->alice->ua, NULL);
  advance (f, 0.01);
  gst_sip_ua_stop (f->alice->ua);
  advance (f, 40);

  g_assert_cmpuint (f->net->bindings->len, ==, 0);
  g_assert_cmpuint (f->alice->n_stopped, ==, 1);
}

static void
test_again (Fixture *f, gconstpointer data)
{
  start (f);
  gst_sip_ua_stop (f->alice->ua);
  g_assert_false (gst_sip_ua_start (f->alice->ua, NULL));
  advance (f, 1);
  start (f);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (f->alice->n_registered, ==, 2);
}

/* Two devices of one user: each reads its own lifetime, none removes the
 * other. */
static void
test_two_devices (Fixture *f, gconstpointer data)
{
  SipTestPhone *other = sip_test_net_add_phone (f->net, "alice", NULL);

  start (f);
  g_assert_cmpuint (f->alice->registered_for, ==, 600);
  g_assert_cmpuint (other->registered_for, ==, 600);
  gst_sip_ua_stop (other->ua);
  advance (f, 1);

  g_assert_cmpuint (f->net->bindings->len, ==, 1);
}

/* A registrar behind a proxy that knows nothing of RFC 5626. */
static void
test_without_outbound (Fixture *f, gconstpointer data)
{
  f->net->refuses_outbound = TRUE;
  start (f);

  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
  g_assert_cmpuint (f->alice->n_registration_failed, ==, 0);
  g_assert_null (strstr (gst_sip_message_get_header (f->net->last_register,
                             GST_SIP_HEADER_CONTACT),
      "reg-id"));
  assert_header (f->net->last_register, GST_SIP_HEADER_CONTACT,
      "+sip.instance");
}

/* The edge proxy says that the flow is dead: another one is made. */
static void
test_flow_failed (Fixture *f, gconstpointer data)
{
  start (f);
  f->net->refuse_register = 430;
  gst_sip_ua_register (f->alice->ua);
  advance (f, 0.001);
  f->net->refuse_register = 0;
  advance (f, 2);

  g_assert_cmpuint (f->alice->n_disconnected, ==, 1);
  assert_state (f, GST_SIP_REGISTRATION_REGISTERED);
}

static void
test_gruu (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipCall) call = NULL;

  f->net->gives_gruu = TRUE;
  start (f);
  call = gst_sip_ua_call (f->alice->ua, "nobody", NULL, NULL);
  advance (f, 1);

  assert_header (f->net->last_invite, GST_SIP_HEADER_CONTACT,
      "<sip:alice@example.com;gr=urn:x>");
}

static void
test_invite_challenged (Fixture *f, gconstpointer data)
{
  SipTestPhone *bob =
      sip_test_net_add_phone (f->net, "bob", "auto-answer", TRUE, NULL);
  g_autoptr (GstSipCall) call = NULL;
  g_autoptr (GstSipCall) second = NULL;

  f->net->challenges_register = TRUE;
  f->net->challenges_invite = TRUE;
  start (f);
  call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  advance (f, 1);
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ESTABLISHED);
  g_assert_cmpuint (f->net->n_challenges, ==, 3);
  assert_header (f->net->last_invite, GST_SIP_HEADER_PROXY_AUTHORIZATION,
      "alice");
  /* What the registrar asked for is not for other ears. */
  g_assert_null (gst_sip_message_get_header (f->net->last_invite,
      GST_SIP_HEADER_AUTHORIZATION));

  second = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  advance (f, 1);
  g_assert_cmpint (gst_sip_call_get_state (second), ==,
      GST_SIP_CALL_ESTABLISHED);
  g_assert_cmpuint (f->net->n_challenges, ==, 3);
  g_assert_cmpuint (bob->n_incoming, ==, 2);
  gst_sip_ua_stop (bob->ua);
}

static void
test_invite_wrong_password (Fixture *f, gconstpointer data)
{
  g_autoptr (GstSipCall) call = NULL;

  f->net->challenges_invite = TRUE;
  configure (f, "password", "wrong", NULL);
  start (f);
  call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  advance (f, 1);

  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  g_assert_cmpuint (gst_sip_call_get_status (call), ==, 407);
  g_assert_cmpuint (f->net->n_challenges, ==, 2);
}

static const struct
{
  const gchar *name;
  void (*test) (Fixture *f, gconstpointer data);
  gint data;
} tests[] = {
    {"registers",               test_registers},
    {"renews",                  test_renews},
    {"not-wanted",              test_not_wanted},
    {"anonymous",               test_anonymous},
    {"at-run-time",             test_at_run_time},
    {"interval-too-brief",      test_interval_too_brief},
    {"endless-423",             test_endless_423},
    {"challenged",              test_challenged},
    {"nonce-reuse",             test_nonce_reuse},
    {"stale-nonce",             test_stale_nonce,FALSE},
    {"old-nonce-not-called-so",                         test_stale_nonce,TRUE},
    {"wrong-password",                     test_wrong_password                    },
    {"no-password",test_no_password},
    {"authorization-user",                        test_authorization_user                                                          },
    {"ha1",test_ha1},
    {"retries",                                       test_retries                                                                                                                      },
    {"retry-after",test_retry_after},
    {"no-answer",                                   test_no_answer                                                                                                                                                                                  },
    {"after-loss",test_after_loss},
    {"unregisters",                                  test_unregisters                                                                                                                                                                                                                                           },
    {"unregisters-at-once",test_unregisters_at_once},
    {"again",                          test_again                                                                                                                                                                                                                                                                                             },
    {"two-devices",test_two_devices},
    {"without-outbound",                    test_without_outbound                                                                                                                                                                                                                                                                                                                           },
    {"flow-failed",test_flow_failed},
    {"gruu",                         test_gruu                                                                                                                                                                                                                                                                                                                                                                   },
    {"invite-challenged",test_invite_challenged},
    {"invite-wrong-password",            test_invite_wrong_password                                                                                                                                                                                                                                                                                                                                                                                       },
};

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/ua/registration/%s", tests[i].name);

    g_test_add (path, Fixture, GINT_TO_POINTER (tests[i].data), set_up,
        tests[i].test, tear_down);
  }
  return g_test_run ();
}
