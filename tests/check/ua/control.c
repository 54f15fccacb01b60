/* Registering and unregistering at run time, and what crosses it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each row is played by its script; the story is what was sent and told. A
 * REGISTER is R, one that removes the binding U, with its lifetime if that is
 * not 600, and an a with credentials.
 */
#include "siptestnet.h"

#include "siptesttransport.h"

#include <string.h>

#define CHALLENGE \
  "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\n"

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GQueue unanswered; /* of GstSipMessage */
  gchar *call_id;
  guint cseq;
  gboolean may_overlap; /* there was no answer, or it is lost */
} Fixture;

/* Script:
 *   r, u, s   action register, unregister; the user agent is stopped
 *   2, 3, 5   the oldest request is answered with 200, 403, 503
 *   4         ... with a challenge
 *   n         the newest is answered with 200
 *   L         the connection is lost; it comes again at once
 *   D, C      the same, but it comes with C
 *   P, E      another password; 77 for register-expires
 *   -, +      register=false, register=true
 *   .         1.1 s, ! 33 s, # 700 s
 */
static const struct
{
  const gchar *name;
  const gchar *script;
  const gchar *story;
} rows[] = {
    {"registers",                              "2",          "R registered 600 "                              },
    {"unregisters",                            "2u2",        "R registered 600 U unregistered 200 "           },
    {"unregisters-twice",                      "2uu2",       "R registered 600 U unregistered 200 "           },
    {"unregister-when-not-registered",         "2u2u",
     "R registered 600 U unregistered 200 "                                                                   },
    {"unregister-crosses-register",            "u22",        "R U unregistered 200 "                          },
    {"unregister-crosses-challenge",           "u4",         "R unregistered 200 "                            },
    {"unregister-crosses-answer-to-challenge", "4u22",
     "R Ra Ua unregistered 200 "                                                                              },
    {"unregister-crosses-refusal",             "u3",         "R unregistered 200 "                            },
    {"unregister-crosses-silence",             "u.n",        "R U unregistered 200 "                          },
    {"unregister-crosses-renewal",             "2ru22",
     "R registered 600 R U unregistered 200 "                                                                 },
    {"unregister-challenged",                  "2u42",
     "R registered 600 U Ua unregistered 200 "                                                                },
    {"unregister-refused",                     "2u3",        "R registered 600 U unregistered 403 "           },
    {"unregister-not-answered",                "2u!",        "R registered 600 U unregistered 408 "           },
    {"unregister-after-refusal",               "3u",         "R failed 403 "                                  },
    {"unregister-after-failed-renewal",        "2r5u2",
     "R registered 600 R failed 503 unregistered 503 U unregistered 200 "                                     },
    {"unregister-before-reconnect",            "2DuC2",
     "R registered 600 unregistered 503 U unregistered 200 "                                                  },
    {"unregister-long-before-reconnect",       "2Du#C",
     "R registered 600 unregistered 503 "                                                                     },
    {"register-crosses-unregister",            "2ur22",
     "R registered 600 U unregistered 200 R registered 600 "                                                  },
    {"register-crosses-unregister-lost",       "2urL2",
     "R registered 600 U unregistered 503 R registered 600 "                                                  },
    {"register-again",                         "2r2",        "R registered 600 R "                            },
    {"register-again-in-flight",               "2rr22",      "R registered 600 R R "                          },
    {"back-and-forth-in-flight",               "ur22",       "R registered 600 R "                            },
    {"back-and-forth-challenged",              "ur42",       "R R registered 600 "                            },
    {"back-and-forth-many-times",              "urururur22", "R registered 600 R "                            },
    {"stop",                                   "2s2",        "R registered 600 U unregistered 200 "           },
    {"stop-crosses-register",                  "s22",        "R U unregistered 200 "                          },
    {"stop-crosses-challenge",                 "s4",         "R unregistered 200 "                            },
    {"stop-crosses-unregister",                "2us2",       "R registered 600 U unregistered 200 "           },
    {"stop-not-answered",                      "2s..",       "R registered 600 U unregistered 503 "           },
    {"stop-in-flight-not-answered",            "s..",        "R U unregistered 503 "                          },
    {"stop-after-refusal",                     "3s",         "R failed 403 "                                  },
    {"stop-when-down",                         "2Ds",        "R registered 600 unregistered 503 "             },
    {"lost-while-registering",                 "L2",         "R R registered 600 "                            },
    {"lost-while-registered",                  "2L2",
     "R registered 600 unregistered 503 R registered 600 "                                                    },
    {"lost-while-renewing",                    "2rL2",
     "R registered 600 R unregistered 503 R registered 600 "                                                  },
    {"lost-while-unregistering",               "2uL2",
     "R registered 600 U unregistered 503 U "                                                                 },
    {"lost-after-refusal",                     "3L",         "R failed 403 "                                  },
    {"lost-after-failure",                     "5L2",        "R failed 503 R registered 600 "                 },
    {"password-after-refusal",                 "3P2",        "R failed 403 R registered 600 "                 },
    {"password-after-wrong-one",               "44P42",
     "R Ra failed 401 R Ra registered 600 "                                                                   },
    {"password-in-flight",                     "P32",        "R R registered 600 "                            },
    {"password-when-registered",               "2P2",        "R registered 600 R "                            },
    {"password-when-not-wanted",               "2u2P",
     "R registered 600 U unregistered 200 "                                                                   },
    {"expires",                                "2E2",        "R registered 600 R77 "                          },
    {"expires-when-not-wanted",                "2u2E",       "R registered 600 U unregistered 200 "           },
    {"expires-in-flight",                      "E22",        "R registered 600 R77 "                          },
    {"property",                               "2-2+2",
     "R registered 600 U unregistered 200 R registered 600 "                                                  },
    {"property-off-then-method",               "2-2r2P2",
     "R registered 600 U unregistered 200 R registered 600 R "                                                },
    {"renewal-fails",                          "2r5",        "R registered 600 R failed 503 unregistered 503 "},
    {"renewal-not-answered",                   "2r!2",
     "R registered 600 R failed 408 unregistered 408 R registered 600 "                                       },
};

static void
take (Fixture *f, GstSipMessage *request)
{
  const gchar *call_id =
      gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID);
  gboolean authorized = gst_sip_message_get_header (request,
                            GST_SIP_HEADER_AUTHORIZATION) != NULL;
  guint32 expires = 0;
  GstSipCSeq cseq = {0};

  if (f->call_id == NULL)
    f->call_id = g_strdup (call_id);
  g_assert_cmpstr (call_id, ==, f->call_id);
  gst_sip_message_get_cseq (request, &cseq, NULL);
  g_assert_cmpuint (cseq.number, >, f->cseq);
  f->cseq = cseq.number;
  /* RFC 3261 section 10.2 */
  g_assert_true (f->unanswered.length == 0 || f->may_overlap);

  gst_sip_message_get_number (request, GST_SIP_HEADER_EXPIRES, &expires);
  g_string_append (f->alice->story, expires == 0 ? "U" : "R");
  if (expires != 0 && expires != 600)
    g_string_append_printf (f->alice->story, "%u", expires);
  g_string_append (f->alice->story, authorized ? "a " : " ");
  g_queue_push_tail (&f->unanswered, gst_sip_message_ref (request));
}

static void
advance (Fixture *f, gdouble seconds)
{
  sip_test_net_advance (f->net, seconds);
  while (f->net->inbox->len > 0) {
    g_autoptr (GstSipMessage) request =
        sip_test_net_pop_request (f->net, "REGISTER");

    take (f, request);
  }
}

static void
answer (Fixture *f, GstSipMessage *request, guint status)
{
  const gchar *contact =
      gst_sip_message_get_header (request, GST_SIP_HEADER_CONTACT);
  g_autofree gchar *headers = g_strdup_printf ("Contact: %s\n", contact);

  sip_test_net_reply (f->net, f->alice, request, status, "r",
      status == 401 ? CHALLENGE : headers, NULL);
  gst_sip_message_unref (request);
}

static void
answer_oldest (Fixture *f, guint status)
{
  g_assert_cmpuint (f->unanswered.length, >, 0);
  answer (f, g_queue_pop_head (&f->unanswered), status);
}

static void
forget_unanswered (Fixture *f)
{
  g_queue_clear_full (&f->unanswered, (GDestroyNotify) gst_sip_message_unref);
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
lose (Fixture *f, gboolean down)
{
  f->net->down = down;
  sip_test_net_lose (f->net, f->alice);
  forget_unanswered (f);
}

static void
wait (Fixture *f, gdouble seconds)
{
  f->may_overlap = TRUE;
  advance (f, seconds);
  if (seconds > 2)
    f->may_overlap = FALSE;
}

static void
step (Fixture *f, gchar what)
{
  switch (what) {
    case 'r':
      gst_sip_ua_register (f->alice->ua);
      break;
    case 'u':
      gst_sip_ua_unregister (f->alice->ua);
      break;
    case 's':
      gst_sip_ua_stop (f->alice->ua);
      break;
    case '2':
      answer_oldest (f, 200);
      break;
    case '3':
      answer_oldest (f, 403);
      break;
    case '4':
      answer_oldest (f, 401);
      break;
    case '5':
      answer_oldest (f, 503);
      break;
    case 'n':
      answer (f, g_queue_pop_tail (&f->unanswered), 200);
      break;
    case 'L':
      lose (f, FALSE);
      break;
    case 'D':
      lose (f, TRUE);
      break;
    case 'C':
      f->net->down = FALSE;
      for (guint i = 0; i < 80 && f->unanswered.length == 0; i++)
        advance (f, 0.5);
      break;
    case 'P':
      configure (f, "password", "another", NULL);
      break;
    case 'E':
      configure (f, "register-expires", 77, NULL);
      break;
    case '-':
      configure (f, "register", FALSE, NULL);
      break;
    case '+':
      configure (f, "register", TRUE, NULL);
      break;
    case '.':
      wait (f, 1.1);
      break;
    case '!':
      forget_unanswered (f);
      wait (f, 33);
      break;
    case '#':
      wait (f, 700);
      break;
    default:
      g_assert_not_reached ();
  }
  advance (f, 0.05);
}

static void
test_row (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fixture f = {.net = sip_test_net_new (i + 1)};
  GstSipUa *ua;

  f.net->scripted = TRUE;
  f.alice = sip_test_net_add_phone (f.net, "alice", NULL);
  ua = f.alice->ua;
  g_assert_true (gst_sip_ua_start (ua, NULL));
  advance (&f, 0.05);
  for (const gchar *c = rows[i].script; *c != '\0'; c++)
    step (&f, *c);
  g_assert_cmpstr (f.alice->story->str, ==, rows[i].story);
  if (strchr (rows[i].script, 's') != NULL)
    g_assert_cmpuint (f.alice->n_stopped, ==, 1);

  forget_unanswered (&f);
  g_free (f.call_id);
  sip_test_net_free (f.net);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/control/%s", rows[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
  }
  return g_test_run ();
}
