/* What a user agent answers to the torture messages of RFC 4475
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each message reaches a running user agent of the user that it is addressed
 * to; the answer on the wire counts. Where the RFC leaves a choice, ours is
 * the one in the table. Messages for registrars get what a user agent that is
 * none says to a REGISTER.
 */
#include "siptestnet.h"

#include <string.h>

typedef struct
{
  const gchar *name;
  const gchar *user;
  guint status; /* of the first answer; 0: there must not be any */
  const gchar *header; /* that it has to have */
  const gchar *value;
} Row;

static const Row rows[] = {
  /* 3.1.1: valid. wsinv is for a dialog that does not exist. */
    {"wsinv",            "vivekg",       481                           },
    {"intmeth",          "x",            501,                            "Allow", "INVITE"},
    {"esc01",          "sips%3Auser%40example.com",                        180                                               },
    {"escnull",               "x",      405,"Allow", "INVITE"},
    {"esc02",               "x",                 501                                                          },
    {"lwsdisp",            "user",         200,                    "Allow", "INVITE"},
    {"longreq",          "user",       180                         },
    {"dblreq",          "x",                        405                                             },
    {"semiuri",               "user;par=u%40example.net",                       200,                     "Accept", "application/sdp"},
    {"transports",               "user",      200},
    {"mpart01",               "kumiko",405,"Allow", "INVITE"},
    {"unreason",       "x", 0                      },
    {"noreason",          "x",  0                              },
 /* 3.1.2: invalid */
    {"badinv01",          "x",                        400                                            },
    {"clerr",                 "x",                               400                             },
    {"ncl",                 "x",                              400                    },
    {"scalar02",               "x",      400},
    {"scalarlg",               "x",0},
    {"quotbal",               "user",400},
    {"ltgtruri",               "user",                        400                                                           },
    {"lwsruri",                 "user",                                 400                                                           },
    {"lwsstart",               "user",                              180                                                  },
    {"trws",               "remote-target",      200},
    {"escruri",               "user",180},
    {"baddate",               "user",180},
    {"regbadct",               "x",                        400                                                                             },
    {"badaspec",               "user",                                 200                                                                                                },
    {"baddn",               "t.watson",                              400                                                                            },
    {"badvers",               "t.watson",      505},
    {"mismatch01",               "user",400},
    {"mismatch02",               "j.user",400},
    {"bigcode",               "x",                        0                                                                                             },
 /* 3.2 to 3.4 */
    {"badbranch",               "user",                                 200                                                                                                                               },
    {"insuf",               "user",                              400                                                                                                          },
    {"unkscm",                 "x",        416},
    {"novelsc",               "x",416},
    {"unksm2",               "x",405},
    {"bext01",               "user",                      420,                                                                                                              "Unsupported",
     "nothingSupportsThis, nothingSupportsThisEither"},
    {"invut",               "user",                                 415,                                                                                                                                                                   "Accept", "application/sdp"},
    {"regaut01",               "x",                              405                                                                                                                                        },
    {"multi01",               "user",400                  },
    {"mcl01",            "user",      400},
    {"bcast", "x",               0                                   },
    {"zeromf",               "user",200},
    {"cparam01",               "x",                                   405                                        },
    {"cparam02",               "x",                        405                                               },
    {"regescrt",                 "x",                 405    },
    {"sdp01",               "user",                              406                                                                                                                                                                     },
    {"inv2543",               "UserB",180},
};

static GBytes *
load (const gchar *name)
{
  g_autofree gchar *path = g_strdup_printf (TORTURE_DIR "/%s.dat", name);
  gchar *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  return g_bytes_new_take (data, size);
}

static void
check_answer (SipTestNet *net, const Row *row)
{
  g_autoptr (GstSipMessage) answer =
      sip_test_net_pop_response (net, row->status);
  const gchar *value;

  /* A bad request may have no To that a tag could be added to. */
  if (row->status != 400)
    g_assert_cmpuint (gst_sip_message_get_tag (answer, GST_SIP_HEADER_TO)
                          .length,
        >, 0);
  if (row->header == NULL)
    return;
  value = gst_sip_message_get_header_by_name (answer, row->header);
  g_assert_nonnull (value);
  if (strstr (value, row->value) == NULL)
    g_error ("%s: %s, not %s", row->header, value, row->value);
}

static void
test_message (gconstpointer data)
{
  const Row *row = data;
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *phone = sip_test_net_add_phone (net, "alice", NULL);
  g_autofree gchar *uri = g_strdup_printf ("sip:%s@example.com", row->user);
  g_autoptr (GBytes) bytes = load (row->name);

  net->scripted = TRUE;
  g_object_set (phone->config, "uri", uri, "register", FALSE, NULL);
  gst_sip_ua_update_config (phone->ua, phone->config);
  sip_test_net_start (net);
  sip_test_net_inject_bytes (net, phone, bytes);

  if (row->status != 0)
    check_answer (net, row);
  sip_test_net_assert_silence (net);
  g_assert_true (gst_sip_ua_is_connected (phone->ua));
  sip_test_net_free (net);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *path = g_strdup_printf ("/ua/torture/%s", rows[i].name);

    g_test_add_data_func (path, &rows[i], test_message);
  }
  return g_test_run ();
}
