/* What an application hears of why a peer ended or refused a call
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestnet.h"

#include <string.h>

#define CALLER "withdrawn by the caller"
#define PEER "hung up by the peer"
#define NONE NULL

static const struct
{
  const gchar *name, *headers;
  const gchar *reason; /* NULL: what is said without one */
  gboolean elsewhere;
} rows[] = {
    {"none",                   "",                                                          NONE,                            FALSE},
    {"elsewhere",              "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\n",
     "Call completed elsewhere",                                                                                             TRUE },
    {"spaced",
     "Reason:  SIP ; text = \"Call completed elsewhere\" ; "
        "cause = 200\n",                                                                    "Call completed elsewhere",      TRUE },
    {"case",                   "reason: sip;CAUSE=200;TEXT=\"Elsewhere\"\n",                "Elsewhere",                     TRUE },
    {"token",                  "Reason: SIP;cause=200;text=elsewhere\n",                    "elsewhere",                     TRUE },
    {"second-value",
     "Reason: Q.850;cause=16;text=\"cleared\", "
        "SIP;cause=200;text=\"elsewhere\"\n",                                               "elsewhere",                     TRUE },
    {"second-header",
     "Reason: Q.850;cause=16;text=\"cleared\"\n"
        "Reason: SIP;cause=200;text=\"elsewhere\"\n",                                       "elsewhere",                     TRUE },
    {"second-without-text",
     "Reason: Q.850;cause=16;text=\"cleared\", SIP;cause=200\n",                            "cleared",
     TRUE                                                                                                                         },
    {"of-a-gateway",           "Reason: Q.850;cause=26;text=\"not selected\"\n",
     "not selected",                                                                                                         TRUE },
    {"two-values",
     "Reason: Q.850;cause=16;text=\"NORMAL_CLEARING\", "
        "SIP;cause=487;text=\"OK\"\n",                                                      "NORMAL_CLEARING",               FALSE},
    {"first-without-text",
     "Reason: Q.850;cause=16, SIP;cause=603;text=\"no\"\n",                                 "no",                            FALSE},
    {"escapes",                "Reason: SIP;cause=480;text=\"a \\\"b\\\" c\\\\\"\n",
     "a \"b\" c\\",                                                                                                          FALSE},
    {"separators",             "Reason: SIP;cause=480;text=\"a, b; cause=200, SIP\"\n",
     "a, b; cause=200, SIP",                                                                                                 FALSE},
    {"separators-and-escapes",
     "Reason: X;text=\"\\\", SIP;cause=200;text=\\\"no\\\"\"\n",                            "\", SIP;cause=200;text=\"no\"", FALSE},
    {"in-text-only",           "Reason: SIP;text=\"x;cause=200\"\n",                        "x;cause=200",
     FALSE                                                                                                                        },
    {"other-protocol",         "Reason: Preemption;cause=200;text=\"reserved\"\n",
     "reserved",                                                                                                             FALSE},
    {"no-protocol",            "Reason: ;cause=200;text=\"x\", SIP;text=\"y\"\n",           "y",
     FALSE                                                                                                                        },
    {"no-number",              "Reason: SIP;cause=2OO;text=\"y\"\n",                        "y",                             FALSE},
    {"huge-number",            "Reason: SIP;cause=4294967496;text=\"y\"\n",                 "y",                             FALSE},
    {"unclosed",               "Reason: SIP;cause=200;text=\"open\n",                       "open",                          TRUE },
    {"empty",                  "Reason: SIP;cause=480;text=\"\"\n",                         NONE,                            FALSE},
    {"empty-list",             "Reason: , ,\n",                                             NONE,                            FALSE},
    {"utf-8",                  "Reason: SIP;cause=480;text=\"j\xc3\xb6rg\"\n",              "j\xc3\xb6rg",
     FALSE                                                                                                                        },
    {"latin-1",                "Reason: SIP;cause=480;text=\"j\xf6rg\"\n",                  "j\xef\xbf\xbdrg",
     FALSE                                                                                                                        },
    {"control",
     "Reason: SIP;cause=480;text=\"a\tb\x01"
        "c\"\n",                                                                            "a?b?c",                         FALSE},
};

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
  f->alice = sip_test_net_add_phone (f->net, "alice", "register", FALSE, NULL);
  sip_test_net_start (f->net);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sip_test_net_free (f->net);
}

/* A request of bob; that of a call that he makes, or in it with a tag. */
static void
send (Fixture *f, const gchar *method, guint cseq, const gchar *branch,
    const gchar *tag, const gchar *headers)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%s\n"
                       "Max-Forwards: 70\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: <sip:alice@example.com>%s%s\n"
                       "Call-ID: in\n"
                       "CSeq: %u %s\n"
                       "Contact: <sip:bob@192.0.2.1;transport=ws>\n"
                       "%s\n",
          method, branch, tag != NULL ? ";tag=" : "", tag != NULL ? tag : "",
          cseq, method, headers);

  sip_test_net_inject (f->net, f->alice, text);
}

static GstSipMessage *
call_in (Fixture *f)
{
  send (f, "INVITE", 1, "1", NULL, "");
  return sip_test_net_pop_response (f->net, 180);
}

static void
assert_end (Fixture *f, guint status, const gchar *reason, gboolean elsewhere)
{
  g_autofree gchar *told = NULL;
  gboolean answered;

  g_object_get (f->alice->call, "reason", &told, "answered-elsewhere",
      &answered, NULL);
  g_assert_cmpint (gst_sip_call_get_state (f->alice->call), ==,
      GST_SIP_CALL_ENDED);
  g_assert_cmpuint (gst_sip_call_get_status (f->alice->call), ==, status);
  g_assert_cmpstr (told, ==, reason);
  g_assert_cmpint (answered, ==, elsewhere);
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  gst_sip_message_unref (call_in (f));
  send (f, "CANCEL", 1, "1", NULL, rows[i].headers);
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 200));
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 487));
  assert_end (f, 487, rows[i].reason != NULL ? rows[i].reason : CALLER,
      rows[i].elsewhere);
}

/* Some peers withdraw with BYE. */
static void
test_early_bye (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) ringing = call_in (f);
  g_autofree gchar *tag =
      gst_sip_slice_dup (gst_sip_message_get_tag (ringing, GST_SIP_HEADER_TO));

  send (f, "BYE", 2, "2", tag, rows[i].headers);
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 200));
  assert_end (f, 487, rows[i].reason != NULL ? rows[i].reason : CALLER,
      rows[i].elsewhere);
}

/* Nobody else has answered a call that was. */
static void
test_bye (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) ringing = call_in (f);
  g_autofree gchar *tag =
      gst_sip_slice_dup (gst_sip_message_get_tag (ringing, GST_SIP_HEADER_TO));

  gst_sip_call_answer (f->alice->call, NULL);
  sip_test_net_advance (f->net, 0.1);
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 200));
  send (f, "BYE", 2, "2", tag, rows[i].headers);
  gst_sip_message_unref (sip_test_net_pop_response (f->net, 200));
  assert_end (f, 200, rows[i].reason != NULL ? rows[i].reason : PEER, FALSE);
}

/* Without words, the cause says it. */
static void
test_without_words (Fixture *f, gconstpointer data)
{
  gst_sip_message_unref (call_in (f));
  send (f, "CANCEL", 1, "1", NULL, "Reason: SIP;cause=200\n");
  assert_end (f, 487, "answered elsewhere", TRUE);
}

static void
test_long (Fixture *f, gconstpointer data)
{
  g_autofree gchar *words = g_strnfill (5000, 'x');
  g_autofree gchar *headers =
      g_strdup_printf ("Reason: SIP;cause=480;text=\"%s\"\n", words);
  g_autofree gchar *told = NULL;

  gst_sip_message_unref (call_in (f));
  send (f, "CANCEL", 1, "1", NULL, headers);
  told = gst_sip_call_get_reason (f->alice->call);
  g_assert_cmpuint (strlen (told), <, 300);
  g_assert_cmpuint (strlen (told), >, 100);
}

/* What a refusal says beside its status (RFC 3261 section 20.43). */
static const struct
{
  const gchar *name, *headers;
  const gchar *reason;
} warnings[] = {
    {"none",       "",                                             "Not Acceptable Here"},
    {"one",        "Warning: 304 pbx \"no common codec\"\r\n",
     "Not Acceptable Here (Warning: no common codec)"                                   },
    {"port",       "Warning: 399 [::1]:5060 \"a, \\\"b\\\"\"\r\n",
     "Not Acceptable Here (Warning: a, \"b\")"                                          },
    {"second",     "Warning: 304 x \"\", 305 y \"that one\"\r\n",
     "Not Acceptable Here (Warning: that one)"                                          },
    {"no-space",   "Warning: 304 x\"words\"\r\n",
     "Not Acceptable Here (Warning: words)"                                             },
    {"no-quotes",  "Warning: 304 x some words\r\n",
     "Not Acceptable Here (Warning: some words)"                                        },
    {"unclosed",   "Warning: 304 x \"open\r\n",
     "Not Acceptable Here (Warning: open)"                                              },
    {"code-only",  "Warning: 304\r\n",                             "Not Acceptable Here"},
    {"agent-only", "Warning: 304 x\r\n",                           "Not Acceptable Here"},
    {"latin-1",    "Warning: 304 x \"j\xf6rg\x01\"\r\n",
     "Not Acceptable Here (Warning: j\xef\xbf\xbdrg?)"                                  },
};

static gchar *
get_refused (Fixture *f, const gchar *headers)
{
  g_autoptr (GstSipCall) call =
      gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  g_autoptr (GstSipMessage) invite = NULL;

  sip_test_net_advance (f->net, 0);
  invite = sip_test_net_pop_request (f->net, "INVITE");
  sip_test_net_reply (f->net, f->alice, invite, 488, "b", headers, NULL);
  gst_sip_message_unref (sip_test_net_pop_request (f->net, "ACK"));
  g_assert_cmpuint (gst_sip_call_get_status (call), ==, 488);
  return gst_sip_call_get_reason (call);
}

static void
test_warning (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *told = get_refused (f, warnings[i].headers);

  g_assert_cmpstr (told, ==, warnings[i].reason);
}

static void
test_long_warning (Fixture *f, gconstpointer data)
{
  g_autofree gchar *words = g_strnfill (5000, 'x');
  g_autofree gchar *headers =
      g_strdup_printf ("Warning: 304 x \"%s\"\r\n", words);
  g_autofree gchar *told = get_refused (f, headers);

  g_assert_cmpuint (strlen (told), <, 400);
  g_assert_nonnull (strstr (told, "(Warning: xxx"));
}

typedef void (*Test) (Fixture *f, gconstpointer data);

static void
add (const gchar *group, const gchar *name, Test test, gsize row)
{
  g_autofree gchar *path = g_strdup_printf ("/ua/reasons/%s/%s", group, name);

  g_test_add (path, Fixture, GUINT_TO_POINTER (row), set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    add ("cancel", rows[i].name, test_cancel, i);
    add ("early-bye", rows[i].name, test_early_bye, i);
    add ("bye", rows[i].name, test_bye, i);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (warnings); i++)
    add ("warning", warnings[i].name, test_warning, i);
  add ("warning", "long", test_long_warning, 0);
  add ("cancel", "without-words", test_without_words, 0);
  add ("cancel", "long", test_long, 0);
  return g_test_run ();
}
