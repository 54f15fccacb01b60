/* URIs: their parts, when two are equal, and the boxed form
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestmessage.h"

/* clang-format off */
static const struct
{
  const gchar *name, *text;
  const gchar *user, *password, *host, *port, *params, *headers;
} good[] = {
    {"host", "sip:example.com", NULL, NULL, "example.com", NULL, NULL, NULL},
    {"all", "sips:al:pw@example.com:5061;lr;transport=ws?Subject=x&a=b", "al",
        "pw", "example.com", "5061", "lr;transport=ws", "Subject=x&a=b"},
    {"upper-case-scheme", "SIP:al@h", "al", NULL, "h", NULL, NULL, NULL},
    {"ipv4", "sip:192.0.2.1:5060", NULL, NULL, "192.0.2.1", "5060", NULL,
        NULL},
    {"ipv6", "sip:al@[2001:db8::1]", "al", NULL, "[2001:db8::1]", NULL, NULL,
        NULL},
    {"ipv6-port", "sip:[2001:db8::1]:5070;lr", NULL, NULL, "[2001:db8::1]",
        "5070", "lr", NULL},
    {"ipv6-mapped", "sip:[::ffff:192.0.2.128]", NULL, NULL,
        "[::ffff:192.0.2.128]", NULL, NULL, NULL},
    {"user-with-delimiters", "sip:a;b=c?d/e@example.com;x", "a;b=c?d/e", NULL,
        "example.com", NULL, "x", NULL},
    {"user-with-hash", "sip:*21#@example.com", "*21#", NULL, "example.com",
        NULL, NULL, NULL},
    {"empty-password", "sip:al:@h", "al", "", "h", NULL, NULL, NULL},
    {"headers-only", "sip:h?a=b", NULL, NULL, "h", NULL, NULL, "a=b"},
    {"gruu", "sip:al@h;gr=urn:uuid:5b7d5a2e", "al", NULL, "h", NULL,
        "gr=urn:uuid:5b7d5a2e", NULL},
    {"invalid-host", "sip:k3@8f1fa16a.invalid;transport=ws;ob", "k3", NULL,
        "8f1fa16a.invalid", NULL, "transport=ws;ob", NULL},
    {"utf-8", "sip:zo\303\253@h", "zo\303\253", NULL, "h", NULL, NULL, NULL},
    {"at-in-headers", "sip:al@h?Replaces=1@2", "al", NULL, "h", NULL, NULL,
        "Replaces=1@2"},
};
/* clang-format on */

static void
test_good (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipUriView view;

  assert_uri (&view, good[i].text);
  g_assert_true (gst_sip_uri_view_is_sip (&view));
  assert_slice (view.user, good[i].user);
  assert_slice (view.password, good[i].password);
  assert_slice (view.host, good[i].host);
  assert_slice (view.port, good[i].port);
  assert_slice (view.params, good[i].params);
  assert_slice (view.headers, good[i].headers);
}

/* clang-format off */
static const struct
{
  const gchar *name, *text, *error;
} bad[] = {
    {"empty", "", "expected a scheme"},
    {"no-scheme", "example.com", "expected a scheme"},
    {"no-colon", "sip", "expected a scheme"},
    {"nothing", "sip:", "expected a scheme"},
    {"digit-scheme", "1a:b", "expected a scheme"},
    {"space-in-host", "sip:exa mple.com", "expected parameters"},
    {"space-in-user", "sip:a b@h", "expected a user"},
    {"space-in-param", "sip:a@h; lr", "expected parameters"},
    {"no-user", "sip:@h", "expected a user"},
    {"no-host", "sip:a@", "expected a host"},
    {"no-host-params", "sip:a@;lr", "expected a host"},
    {"port-word", "sip:a@h:http", "expected a port"},
    {"port-empty", "sip:a@h:", "expected a port"},
    {"port-big", "sip:a@h:65536", "expected a port"},
    {"port-huge", "sip:a@h:18446744073709551617", "expected a port"},
    {"ipv6-open", "sip:[2001:db8::1", "expected a host"},
    {"ipv6-word", "sip:[hello]", "expected a host"},
    {"ipv6-short", "sip:[1:2]", "expected a host"},
    {"ipv6-tail", "sip:[::1]x", "expected parameters"},
    {"two-ats", "sip:a@b@c", "expected parameters"},
    {"bracket", "sip:<a@b>", "expected a user"},
    {"newline", "sip:a@h\r\nVia: x", "expected parameters"},
    {"open-bracket-far", "sip:a@h;a-long-parameter=<;transport=ws",
        "expected parameters"},
    {"close-bracket-far", "sip:a@h;a-long-parameter=>;transport=ws",
        "expected parameters"},
    {"quote-far", "sip:a@h;a-long-parameter=\";transport=ws",
        "expected parameters"},
    {"space-far", "sip:a@h;a-long-parameter= ;transport=ws",
        "expected parameters"},
    {"delete-far", "sip:a@h;a-long-parameter=\177;transport=ws",
        "expected parameters"},
    {"space-in-opaque", "tel:+1 234", "expected no white space"},
};
/* clang-format on */

static void
test_bad (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipUriView view;
  g_autoptr (GError) error = NULL;

  g_assert_false (
      gst_sip_uri_view_parse (&view, gst_sip_slice (bad[i].text), &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, bad[i].error));
}

/* RFC 3261 section 19.1.4, all of its examples, and some more */
/* clang-format off */
static const struct
{
  const gchar *a, *b;
  gboolean equal;
} pairs[] = {
    {"sip:%61lice@atlanta.com;transport=TCP",
        "sip:alice@AtLanTa.CoM;Transport=tcp", TRUE},
    {"sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", TRUE},
    {"sip:carol@chicago.com", "sip:carol@chicago.com;security=on", TRUE},
    {"sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on",
        TRUE},
    {"sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
        "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        TRUE},
    {"sip:alice@atlanta.com?subject=project%20x&priority=urgent",
        "sip:alice@atlanta.com?priority=urgent&subject=project%20x", TRUE},
    {"SIP:ALICE@AtLanTa.CoM;Transport=udp",
        "sip:alice@AtLanTa.CoM;Transport=UDP", FALSE},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", FALSE},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", FALSE},
    {"sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", FALSE},
    {"sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting",
        FALSE},
    {"sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", FALSE},
    {"sip:carol@chicago.com;security=off", "sip:carol@chicago.com;security=on",
        FALSE},
    {"sip:a@h", "sips:a@h", FALSE},
    {"sip:h", "sip:a@h", FALSE},
    {"sip:a:b@h", "sip:a@h", FALSE},
    {"sip:a@h:05060", "sip:a@h:5060", TRUE},
    {"sip:a@h:0", "sip:a@h", FALSE},
    {"sip:a%3Bb@h", "sip:a;b@h", FALSE},
    {"sip:a%3bb@h", "sip:a%3Bb@h", TRUE},
    {"sip:%00@h", "sip:%00%00@h", FALSE},
    {"sip:a@h;user=phone", "sip:a@h", FALSE},
    {"sip:a@h;maddr=192.0.2.1", "sip:a@h", FALSE},
    {"sip:a@h;ttl=1", "sip:a@h;ttl=1;x", TRUE},
    {"sip:a@h;%6Cr=1", "sip:a@h;lr=2", FALSE},
    {"sip:a@[2001:DB8::1]", "sip:a@[2001:db8::1]", TRUE},
    {"tel:+1234", "tel:+1234", TRUE},
    {"tel:+1234", "tel:+1235", FALSE},
    {"tel:+1234", "sip:+1234@h", FALSE},
};
/* clang-format on */

static void
test_equal (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipUriView a, b;

  assert_uri (&a, pairs[i].a);
  assert_uri (&b, pairs[i].b);
  g_assert_cmpint (gst_sip_uri_view_equal (&a, &b), ==, pairs[i].equal);
  g_assert_cmpint (gst_sip_uri_view_equal (&b, &a), ==, pairs[i].equal);
  g_assert_true (gst_sip_uri_view_equal (&a, &a));
}

/* What is too much to compare part by part is compared as it is written. */
static void
test_equal_many_params (void)
{
  GString *many = g_string_new ("sip:a@h");
  g_autofree gchar *text = NULL;
  g_autofree gchar *other = NULL;
  GstSipUriView a, b;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (many, ";p%u", i);
  text = g_string_free (many, FALSE);
  other = g_strconcat (text, ";more", NULL);
  assert_uri (&a, text);
  assert_uri (&b, other);
  g_assert_true (gst_sip_uri_view_equal (&a, &a));
  g_assert_false (gst_sip_uri_view_equal (&a, &b));
}

static void
test_boxed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipUri) uri =
      gst_sip_uri_parse ("SIPS:al%20ice@Example.com:443;transport=ws;lr;x=%41",
          &error);
  g_autoptr (GstSipUri) again = NULL;
  g_autofree gchar *transport = gst_sip_uri_get_param (uri, "Transport");
  g_autofree gchar *lr = gst_sip_uri_get_param (uri, "lr");
  g_autofree gchar *x = gst_sip_uri_get_param (uri, "x");

  g_assert_no_error (error);
  g_assert_cmpstr (gst_sip_uri_get_scheme (uri), ==, "sips");
  g_assert_cmpstr (gst_sip_uri_get_user (uri), ==, "al ice");
  g_assert_cmpstr (gst_sip_uri_get_host (uri), ==, "Example.com");
  g_assert_cmpuint (gst_sip_uri_get_port (uri), ==, 443);
  g_assert_cmpstr (transport, ==, "ws");
  g_assert_cmpstr (lr, ==, "");
  g_assert_cmpstr (x, ==, "A");
  g_assert_null (gst_sip_uri_get_param (uri, "maddr"));
  g_assert_cmpstr (gst_sip_uri_to_string (uri), ==,
      "SIPS:al%20ice@Example.com:443;transport=ws;lr;x=%41");
  again = g_boxed_copy (GST_TYPE_SIP_URI, uri);
  g_assert_true (gst_sip_uri_equal (uri, again));
}

static const struct
{
  const gchar *text, *result; /* NULL when it is refused */
} typed[] = {
    {"bob@example.com",         "sip:bob@example.com"          },
    {"example.com",             "sip:example.com"              },
    {"example.com:5060",        "sip:example.com:5060"         },
    {"bob@[2001:db8::1]:5060",  "sip:bob@[2001:db8::1]:5060"   },
    {"sips:bob@example.com",    "sips:bob@example.com"         },
    {"böb@example.com",        "sip:b%C3%B6b@example.com"     },
    {"sip:ĸ:ø@example.com",   "sip:%C4%B8:%C3%B8@example.com"},
    {"bob@exämple.com",        NULL                           },
    {"",                        NULL                           },
    {"TEL:1234",                NULL                           },
    {"tel:+1234",               NULL                           },
    {"mailto:bob@example.com",  NULL                           },
    {"bob smith@example.com",   NULL                           },
    {"urn:uuid:5b7d5a2e",       NULL                           },
    {"bob@example.com\r\nX: y", NULL                           },
    {"bob\377@example.com",     NULL                           },
};

static void
test_typed (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipUri) uri = gst_sip_uri_parse (typed[i].text, &error);

  if (typed[i].result == NULL) {
    g_assert_null (uri);
    g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpstr (gst_sip_uri_to_string (uri), ==, typed[i].result);
}

/* A user that no C string can hold keeps its escapes. */
static void
test_user_with_nul (void)
{
  g_autoptr (GstSipUri) one = gst_sip_uri_parse ("sip:%00@h", NULL);
  g_autoptr (GstSipUri) two = gst_sip_uri_parse ("sip:%00%00@h", NULL);

  g_assert_cmpstr (gst_sip_uri_get_user (one), ==, "%00");
  g_assert_cmpstr (gst_sip_uri_get_user (two), ==, "%00%00");
}

/* An error is logged: it quotes what is wrong, but no password. */
static const gchar *const with_passwords[] = {
    "sip:alice:secret@exa mple.com",
    "sip:alice:sec ret@example.com",
    "sip:alice:sec@ret@example.com:x",
    "SIPS:alice:secret@:",
    "alice:secret@example.com",
    "mailto:secret@example.com",
    "sip:alice:"
    "secretsecretsecretsecretsecretsecretsecretsecretsecretsecretsecretsecret"
    "secretsecret@",
};

static void
test_password_in_error (gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gst_sip_uri_parse (data, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
  g_assert_null (strstr (error->message, "sec"));
  g_assert_nonnull (strstr (error->message, "***@"));
}

static const struct
{
  const gchar *plain, *escaped;
} escapes[] = {
    {"alice",        "alice"          },
    {"+1(23)4;x=y?", "+1(23)4;x=y?"   },
    {"a b",          "a%20b"          },
    {"a@b:c",        "a%40b%3Ac"      },
    {"100%",         "100%25"         },
    {"zo\303\253",   "zo%C3%AB"       },
    {"<\"\\>#",      "%3C%22%5C%3E%23"},
};

static void
test_escape (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *escaped = gst_sip_escape_user (escapes[i].plain);
  g_autofree gchar *plain = gst_sip_unescape (gst_sip_slice (escaped), NULL);

  g_assert_cmpstr (escaped, ==, escapes[i].escaped);
  g_assert_cmpstr (plain, ==, escapes[i].plain);
}

/* A percent sign that escapes nothing stands for itself. */
static void
test_bad_escapes (void)
{
  g_autofree gchar *text = gst_sip_unescape (gst_sip_slice ("%Z%45%4%"), NULL);

  g_assert_cmpstr (text, ==, "%ZE%4%");
}

static const struct
{
  const gchar *name, *params, *wanted;
  gboolean found;
  const gchar *value;
} params[] = {
    {"first",             "a=1;b=2",                  "a",   TRUE,  "1"      },
    {"last",              "a=1;b=2",                  "b",   TRUE,  "2"      },
    {"case",              "TAG=x",                    "tag", TRUE,  "x"      },
    {"no-value",          "lr;a=1",                   "lr",  TRUE,  NULL     },
    {"empty-value",       "a=;b",                     "a",   TRUE,  ""       },
    {"missing",           "a=1",                      "b",   FALSE, NULL     },
    {"prefix",            "tagged=1",                 "tag", FALSE, NULL     },
    {"spaces",            " tag  =  x ; y",           "tag", TRUE,  "x"      },
    {"quoted",            "t=\"a;tag=b\\\";\";tag=c", "tag", TRUE,  "c"      },
    {"quoted-value",      "t=\"a;b\";c",              "t",   TRUE,  "\"a;b\""},
    {"open-quote",        "t=\"a;tag=c",              "tag", FALSE, NULL     },
    {"empty-items",       ";;;tag=c",                 "tag", TRUE,  "c"      },
    {"escaped-name",      "%6C%72",                   "lr",  TRUE,  NULL     },
    {"half-escaped-name", "l%72=1",                   "LR",  TRUE,  "1"      },
    {"first-wins",        "a=1;a=2",                  "a",   TRUE,  "1"      },
    {"empty",             "",                         "a",   FALSE, NULL     },
};

static void
test_param (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipSlice value;

  g_assert_cmpint (gst_sip_params_find (gst_sip_slice (params[i].params),
                       params[i].wanted, &value),
      ==, params[i].found);
  assert_slice (value, params[i].value);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_NAMED_ROWS (good, "/uri/good", test_good);
  ADD_NAMED_ROWS (bad, "/uri/bad", test_bad);
  ADD_ROWS (pairs, "/uri/equal", test_equal);
  g_test_add_func ("/uri/equal/many-params", test_equal_many_params);
  g_test_add_func ("/uri/boxed", test_boxed);
  ADD_ROWS (typed, "/uri/typed", test_typed);
  for (guint i = 0; i < G_N_ELEMENTS (with_passwords); i++) {
    g_autofree gchar *path = g_strdup_printf ("/uri/password-in-error/%u", i);

    g_test_add_data_func (path, with_passwords[i], test_password_in_error);
  }
  g_test_add_func ("/uri/user-with-nul", test_user_with_nul);
  ADD_ROWS (escapes, "/uri/escape", test_escape);
  g_test_add_func ("/uri/bad-escapes", test_bad_escapes);
  ADD_NAMED_ROWS (params, "/params", test_param);
  return g_test_run ();
}
