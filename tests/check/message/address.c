/* Addresses, Via and CSeq
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestmessage.h"

/* clang-format off */
static const struct
{
  const gchar *name, *text;
  const gchar *display, *uri, *params;
} good[] = {
    {"addr-spec", "sip:bob@example.com", NULL, "sip:bob@example.com", NULL},
    {"addr-spec-params", "sip:bob@example.com;tag=1 ; x", NULL,
        "sip:bob@example.com", "tag=1 ; x"},
    {"addr-spec-quoted-param", "sip:bob@h;x=\"<sip:a@b>\"", NULL, "sip:bob@h",
        "x=\"<sip:a@b>\""},
    {"brackets", "<sip:bob@h;lr>;tag=1", NULL, "sip:bob@h;lr", "tag=1"},
    {"headers", "<sip:bob@h?Subject=x>", NULL, "sip:bob@h?Subject=x", NULL},
    {"spaces-inside", "< sip:bob@h >", NULL, "sip:bob@h", NULL},
    {"tokens", "Bob Example <sip:bob@h>", "Bob Example", "sip:bob@h", NULL},
    {"no-space", "Bob<sip:bob@h>", "Bob", "sip:bob@h", NULL},
    {"quoted", "\"Bob\"<sip:bob@h>", "Bob", "sip:bob@h", NULL},
    {"quoted-empty", "\"\" <sip:bob@h>", NULL, "sip:bob@h", NULL},
    {"escapes", "\"a \\\"b\\\" \\\\ <c>, d\" <sip:bob@h>;q=1",
        "a \"b\" \\ <c>, d", "sip:bob@h", "q=1"},
    {"utf-8", "\"Alice \302\266\342\202\254\" <sip:a@h>",
        "Alice \302\266\342\202\254", "sip:a@h", NULL},
    {"utf-8-bare", "Zo\303\253 <sip:a@h>", "Zo\303\253", "sip:a@h", NULL},
    {"not-utf-8", "\"Zo\353\" <sip:a@h>", "Zo\357\277\275", "sip:a@h", NULL},
    {"comma-bare", "Bell, A. <sip:a@h>", "Bell, A.", "sip:a@h", NULL},
    {"quotes-inside", "\"Bob \"the\" Example\" <sip:bob@h>;tag=1",
        "Bob \"the\" Example", "sip:bob@h", "tag=1"},
    {"quotes-at-the-end", "\"Bob \"the\"\" <sip:bob@h>", "Bob \"the\"",
        "sip:bob@h", NULL},
    {"quotes-bare", "Bob \"the\" Example <sip:bob@h>;tag=1",
        "Bob \"the\" Example", "sip:bob@h", "tag=1"},
    {"quotes-on-first", "\"Bob\" Example <sip:bob@h>", "\"Bob\" Example",
        "sip:bob@h", NULL},
    {"quote-odd", "\"5\" screen\" <sip:bob@h>", "5\" screen", "sip:bob@h", NULL},
    {"quote-bare-odd", "5\" screen <sip:bob@h>", "5\" screen", "sip:bob@h",
        NULL},
    {"colon-bare", ": <sip:bob@h;x=y>;q=1", ":", "sip:bob@h;x=y", "q=1"},
    {"semicolon-in-name", "Bob; home <sip:bob@h>", "Bob; home", "sip:bob@h",
        NULL},
    {"other-scheme", "<tel:+1-23>;x", NULL, "tel:+1-23", "x"},
    {"other-scheme-bare", "isbn:2983792873", NULL, "isbn:2983792873", NULL},
    {"space-before-params", "<sip:a@h>   ;x=y", NULL, "sip:a@h", "x=y"},
    {"trailing-semicolons", "<sip:a@h>;;;;", NULL, "sip:a@h", ";;;"},
    {"around", "  <sip:a@h>\t", NULL, "sip:a@h", NULL},
};
/* clang-format on */

static void
test_good (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipAddress address;
  g_autoptr (GError) error = NULL;

  gst_sip_address_parse (&address, gst_sip_slice (good[i].text), &error);
  g_assert_no_error (error);
  g_assert_false (address.is_star);
  assert_display_name (&address, good[i].display);
  assert_slice (address.uri, good[i].uri);
  assert_slice (address.params, good[i].params);
}

static const struct
{
  const gchar *name, *text, *error;
} bad[] = {
    {"empty",          "",                    "expected a URI"          },
    {"spaces",         "   ",                 "expected a URI"          },
    {"empty-brackets", "<>",                  "expected a URI"          },
    {"open-bracket",   "<sip:bob@h",          "expected a closing >"    },
    {"open-quote",     "\"Bob <sip:bob@h>",   "expected a closing quote"},
    {"escaped-quote",  "\"Bob\\\" <sip:b@h>", "expected a closing quote"},
    {"only-name",      "\"Bob\"",             "expected <"              },
    {"name-and-spec",  "\"Bob\" sip:bob@h",   "expected <"              },
    {"tail",           "<sip:bob@h> x",       "expected parameters"     },
    {"question-mark",  "sip:bob@h?a=b",       "expected <> around ?"    },
};

static void
test_bad (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipAddress address;
  g_autoptr (GError) error = NULL;

  g_assert_false (
      gst_sip_address_parse (&address, gst_sip_slice (bad[i].text), &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, bad[i].error));
}

static void
test_star (void)
{
  GstSipAddress address;

  g_assert_true (gst_sip_address_parse (&address, gst_sip_slice (" * "), NULL));
  g_assert_true (address.is_star);
}

static void
test_tag (void)
{
  GstSipAddress address;

  g_assert_true (gst_sip_address_parse (&address,
      gst_sip_slice ("<sip:a@h;tag=no>;x;Tag=yes"), NULL));
  assert_slice (gst_sip_address_get_tag (&address), "yes");
  g_assert_true (
      gst_sip_address_parse (&address, gst_sip_slice ("<sip:a@h>"), NULL));
  g_assert_null (gst_sip_address_get_tag (&address).text);
}

/* clang-format off */
static const struct
{
  const gchar *name, *display, *uri;
  const gchar *result; /* NULL when it is refused */
} formats[] = {
    {"none", NULL, "sip:a@h", "<sip:a@h>"},
    {"empty", "", "sip:a@h", "<sip:a@h>"},
    {"plain", "Alice", "sip:a@h", "\"Alice\" <sip:a@h>"},
    {"seed", "Alice \302\266\342\202\254\304\270\303\270\304\270\303\270",
        "sip:a@h",
        "\"Alice \302\266\342\202\254\304\270\303\270\304\270\303\270\" "
        "<sip:a@h>"},
    {"quotes", "The \"A\" \\ team", "sip:a@h",
        "\"The \\\"A\\\" \\\\ team\" <sip:a@h>"},
    {"controls", "Al\tice \001\033[2J\177", "sip:a@h",
        "\"Al\tice \\\001\\\033[2J\\\177\" <sip:a@h>"},
    {"line-end", "Alice\r\nVia: x", "sip:a@h", NULL},
    {"newline", "Alice\nB", "sip:a@h", NULL},
    {"not-utf-8", "Zo\353", "sip:a@h", NULL},
    {"bracket-in-uri", "Alice", "sip:a@h>;x=<", NULL},
    {"line-end-in-uri", "Alice", "sip:a@h\r\n", NULL},
    {"no-uri", "Alice", "", NULL},
};
/* clang-format on */

/* What is written can be read again. */
static void
test_format (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text =
      gst_sip_address_format (formats[i].display, formats[i].uri, &error);
  GstSipAddress address;

  g_assert_cmpstr (text, ==, formats[i].result);
  if (text == NULL) {
    g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
    return;
  }
  g_assert_true (
      gst_sip_address_parse (&address, gst_sip_slice (text), &error));
  g_assert_no_error (error);
  assert_slice (address.uri, formats[i].uri);
  assert_display_name (&address,
      formats[i].display != NULL && *formats[i].display != '\0'
          ? formats[i].display
          : NULL);
}

/* clang-format off */
static const struct
{
  const gchar *name, *text;
  const gchar *protocol, *host, *port, *branch, *received;
  gboolean has_rport;
  const gchar *rport;
} vias[] = {
    {"plain", "SIP/2.0/WSS 3gqf.invalid;branch=z9hG4bK77", "WSS",
        "3gqf.invalid", NULL, "z9hG4bK77", NULL, FALSE, NULL},
    {"port", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport", "UDP",
        "192.0.2.1", "5060", "z9hG4bK1", NULL, TRUE, NULL},
    {"filled-in",
        "SIP/2.0/WS h;rport=51734;received=203.0.113.17;branch=z9hG4bKx", "WS",
        "h", NULL, "z9hG4bKx", "203.0.113.17", TRUE, "51734"},
    {"ipv6", "SIP/2.0/TCP [2001:db8::9]:5070;received=[2001:db8::8]", "TCP",
        "[2001:db8::9]", "5070", NULL, "[2001:db8::8]", FALSE, NULL},
    {"spaces", "SIP / 2.0 / UDP  h : 5060 ; Branch = x ", "UDP", "h", "5060",
        "x", NULL, FALSE, NULL},
    {"other-version", "SIP/7.0/UDP c.example.com;branch=z9hG4bKkd", "UDP",
        "c.example.com", NULL, "z9hG4bKkd", NULL, FALSE, NULL},
    {"quoted-comma", "SIP/2.0/UDP h;x=\"a;branch=b\";branch=c", "UDP", "h",
        NULL, "c", NULL, FALSE, NULL},
};
/* clang-format on */

static void
test_via (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipVia via;
  g_autoptr (GError) error = NULL;

  gst_sip_via_parse (&via, gst_sip_slice (vias[i].text), &error);
  g_assert_no_error (error);
  assert_slice (via.protocol, vias[i].protocol);
  assert_slice (via.host, vias[i].host);
  assert_slice (via.port, vias[i].port);
  assert_slice (via.branch, vias[i].branch);
  assert_slice (via.received, vias[i].received);
  g_assert_cmpint (via.has_rport, ==, vias[i].has_rport);
  assert_slice (via.rport, vias[i].rport);
}

static const gchar *const bad_vias[] = {
    "",
    "SIP/2.0",
    "SIP/2.0/",
    "SIP/2.0/UDP",
    "SIP/2.0/UDP ;branch=x",
    "SIP/2.0/UDP h:x",
    "SIP/2.0/UDP h:99999",
    "SIP/2.0/UDP h branch=x",
    "SIP/2.0/UDP h;;branch=x",
    "SIP/2.0/UDP h;",
    "SIP/2.0/UDP [::1;branch=x",
};

static void
test_bad_via (gconstpointer data)
{
  GstSipVia via;
  g_autoptr (GError) error = NULL;

  g_assert_false (gst_sip_via_parse (&via, gst_sip_slice (data), &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
}

static const struct
{
  const gchar *text;
  guint32 number;
  const gchar *method; /* NULL when it is refused */
} cseqs[] = {
    {"1 REGISTER",                        1,          "REGISTER"},
    {"0009  INVITE",                      9,          "INVITE"  },
    {"4294967295 NEW",                    4294967295, "NEW"     },
    {"4294967296 INVITE",                 0,          NULL      },
    {"99999999999999999999999999 INVITE", 0,          NULL      },
    {"abc INVITE",                        0,          NULL      },
    {"-1 INVITE",                         0,          NULL      },
    {"1",                                 0,          NULL      },
    {"1INVITE",                           0,          NULL      },
    {"1 INVITE x",                        0,          NULL      },
    {"",                                  0,          NULL      },
};

static void
test_cseq (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipCSeq cseq;
  g_autoptr (GError) error = NULL;

  if (cseqs[i].method == NULL) {
    g_assert_false (
        gst_sip_cseq_parse (&cseq, gst_sip_slice (cseqs[i].text), &error));
    g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
    return;
  }
  gst_sip_cseq_parse (&cseq, gst_sip_slice (cseqs[i].text), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cseq.number, ==, cseqs[i].number);
  assert_slice (cseq.method_name, cseqs[i].method);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_NAMED_ROWS (good, "/address/good", test_good);
  ADD_NAMED_ROWS (bad, "/address/bad", test_bad);
  g_test_add_func ("/address/star", test_star);
  g_test_add_func ("/address/tag", test_tag);
  ADD_NAMED_ROWS (formats, "/address/format", test_format);
  ADD_NAMED_ROWS (vias, "/via/good", test_via);
  for (guint i = 0; i < G_N_ELEMENTS (bad_vias); i++) {
    g_autofree gchar *path = g_strdup_printf ("/via/bad/%u", i);

    g_test_add_data_func (path, bad_vias[i], test_bad_via);
  }
  ADD_ROWS (cseqs, "/cseq", test_cseq);
  return g_test_run ();
}
