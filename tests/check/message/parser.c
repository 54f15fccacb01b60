/* From bytes to messages: what is taken, what is answered, what is dropped
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestmessage.h"

#define START "OPTIONS sip:bob@example.com SIP/2.0\r\n"
#define VIA "Via: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\r\n"
#define FROM "From: <sip:alice@example.com>;tag=1\r\n"
#define TO "To: <sip:bob@example.com>\r\n"
#define CALL_ID "Call-ID: 1\r\n"
#define CSEQ "CSeq: 1 OPTIONS\r\n"
#define HEAD START VIA FROM TO CALL_ID CSEQ

/* Nobody could be answered. */
/* clang-format off */
static const struct
{
  const gchar *name, *text, *error;
} garbage[] = {
    {"empty", "", "expected a start line"},
    {"line-ends", "\r\n\r\n", "expected SIP/2.0"},
    {"word", "hello", "expected SIP/2.0"},
    {"http", "GET / HTTP/1.1\r\n\r\n", "got 'GET / HTTP/1.1'"},
    {"no-version", "INVITE sip:a@b\r\n\r\n", "got 'INVITE sip:a@b'"},
    {"no-uri", "INVITE SIP/2.0\r\n\r\n", "expected SIP/2.0"},
    {"method-with-colon", "a:b sip:a@b SIP/2.0\r\n\r\n", "expected SIP/2.0"},
    {"header-first", "Via: SIP/2.0/UDP h\r\n\r\n", "expected SIP/2.0"},
    {"no-status", "SIP/2.0\r\n\r\n", "expected SIP/2.0"},
    {"status-word", "SIP/2.0 abc OK\r\n\r\n", "expected SIP/2.0"},
    {"status-99", "SIP/2.0 99 OK\r\n\r\n", "expected SIP/2.0"},
    {"status-700", "SIP/2.0 700 OK\r\n\r\n", "expected SIP/2.0"},
    {"status-glued", "SIP/2.0 200OK\r\n\r\n", "expected SIP/2.0"},
};
/* clang-format on */

static void
test_garbage (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) bytes =
      g_bytes_new_static (garbage[i].text, strlen (garbage[i].text));
  g_autoptr (GError) error = NULL;

  g_assert_null (gst_sip_message_parse (bytes, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, garbage[i].error));
}

/* clang-format off */
static const struct
{
  const gchar *name, *text;
  guint status;
  const gchar *error;
} judged[] = {
    {"good", HEAD "\r\n", 0, NULL},
    {"version", "OPTIONS sip:b@h SIP/3.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
        505, "got 'SIP/3.0'"},
    {"version-case",
        "OPTIONS sip:b@h sip/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", 0,
        NULL},
    {"no-empty-line", HEAD, 400, "empty line"},
    {"no-via", START FROM TO CALL_ID CSEQ "\r\n", 400, "a Via header"},
    {"no-from", START VIA TO CALL_ID CSEQ "\r\n", 400, "a From header"},
    {"no-to", START VIA FROM CALL_ID CSEQ "\r\n", 400, "a To header"},
    {"no-call-id", START VIA FROM TO CSEQ "\r\n", 400, "a Call-ID header"},
    {"empty-call-id", START VIA FROM TO "Call-ID:\r\n" CSEQ "\r\n", 400,
        "a Call-ID header"},
    {"no-cseq", START VIA FROM TO CALL_ID "\r\n", 400, "a CSeq header"},
    {"two-froms", HEAD FROM "\r\n", 400, "From: expected it once"},
    {"two-forms", HEAD "i: 2\r\n\r\n", 400, "Call-ID: expected it once"},
    {"two-servers", HEAD "Server: a\r\nServer: b\r\n\r\n", 0, NULL},
    {"no-colon", HEAD "Hello\r\n\r\n", 400, "colon, got 'Hello'"},
    {"no-name", HEAD ": x\r\n\r\n", 400, "expected a name"},
    {"space-in-name", HEAD "X Y: x\r\n\r\n", 400, "got 'X Y: x'"},
    {"fold-first", START " fold: x\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", 400,
        "expected a name"},
    {"uri", "OPTIONS sip: SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", 400,
        "URI"},
    {"uri-with-space",
        "OPTIONS sip:a @b SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", 400,
        "URI"},
    {"from-uri", START VIA "From: <bob>;tag=1\r\n" TO CALL_ID CSEQ "\r\n", 400,
        "got 'bob'"},
    {"from-star", START VIA "From: *\r\n" TO CALL_ID CSEQ "\r\n", 400, "URI"},
    {"to-open", START VIA FROM "To: <sip:b@h\r\n" CALL_ID CSEQ "\r\n", 400,
        "closing >"},
    {"first-via", START "Via: x\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", 400,
        "Via: expected SIP/2.0"},
    {"second-via", START VIA "Via: x\r\n" FROM TO CALL_ID CSEQ "\r\n", 0, NULL},
    {"second-via-value",
        START "Via: SIP/2.0/UDP h, x\r\n" FROM TO CALL_ID CSEQ "\r\n", 0,
        NULL},
    {"contact-first", HEAD "Contact: <sip:>, <sip:a@h>\r\n\r\n", 0, NULL},
    {"contact-second", HEAD "Contact: <sip:a@h>, : <\r\n\r\n", 0, NULL},
    {"contact-line", HEAD "Contact: a b\r\nContact: <sip:a@h>\r\n\r\n", 0,
        NULL},
    {"contact", HEAD "Contact: <sip:>\r\n\r\n", 400, "URI"},
    {"contact-star", HEAD "Contact: *\r\n\r\n", 0, NULL},
    {"record-route", HEAD "Record-Route: b\r\n\r\n", 400, "got 'b'"},
    {"record-route-star", HEAD "Record-Route: *\r\n\r\n", 400, "URI"},
    {"record-route-list", HEAD "Record-Route: <sip:a>, b\r\n\r\n", 0, NULL},
    {"route", HEAD "Route: b, <sip:a>\r\n\r\n", 0, NULL},
    {"length-word", HEAD "Content-Length: abc\r\n\r\n", 400, "got 'abc'"},
    {"length-big", HEAD "Content-Length: 5\r\n\r\nabcd", 400, "got '5'"},
    {"length-huge", HEAD "Content-Length: 99999999999999999999999\r\n\r\n",
        400, "Content-Length"},
    {"length-empty", HEAD "Content-Length:\r\n\r\n", 400, "Content-Length"},
    {"length-zeros",
        HEAD "Content-Length: 00000000000000000000004\r\n\r\nabcd", 0, NULL},
    /* The bindings of others, which a registrar lists. */
    {"response-contact", "SIP/2.0 200 OK\r\n" VIA FROM TO CALL_ID CSEQ
        "Contact: <sip:>\r\n\r\n", 0, NULL},
    {"response-no-to", "SIP/2.0 200 OK\r\n" VIA FROM CALL_ID CSEQ "\r\n", 400,
        "a To header"},
};
/* clang-format on */

static void
test_judged (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) message = parse_text (judged[i].text);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (gst_sip_message_check (message, &error), ==,
      judged[i].status);
  g_assert_cmpuint (gst_sip_message_check (message, NULL), ==,
      judged[i].status);
  if (judged[i].error == NULL) {
    g_assert_no_error (error);
    return;
  }
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, judged[i].error));
}

/* value: of the header Subject */
static const struct
{
  const gchar *name, *lines, *value;
} lines[] = {
    {"plain",          "Subject: a b\r\n",               "a b"     },
    {"no-space",       "Subject:a b\r\n",                "a b"     },
    {"spaces",         "Subject \t:  a b \t\r\n",        "a b"     },
    {"compact",        "s: a b\r\n",                     "a b"     },
    {"case",           "SUBJECT: a b\r\n",               "a b"     },
    {"empty",          "Subject:\r\n",                   ""        },
    {"blank",          "Subject:   \r\n",                ""        },
    {"folded",         "Subject: a\r\n b\r\n",           "a b"     },
    {"folded-tab",     "Subject: a  \r\n\t  b\r\n",      "a b"     },
    {"folded-twice",   "Subject:\r\n a\r\n  b\r\n",      "a b"     },
    {"folded-blank",   "Subject: a\r\n \r\n b\r\n",      "a b"     },
    {"newline-only",   "Subject: a b\nX: y\n",           "a b"     },
    {"newline-folded", "Subject: a\n b\n",               "a b"     },
    {"lone-cr",        "Subject: a\rb\r\n",              "a\rb"    },
    {"colons",         "Subject: a: b\r\n",              "a: b"    },
    {"utf-8",          "Subject: \303\251\r\n",          "\303\251"},
    {"not-utf-8",      "Subject: \351\r\n",              "\351"    },
    {"before-bad",     "Subject: a b\r\nbad line\r\n",   "a b"     },
    {"after-bad",      "bad line\r\nSubject: a b\r\n",   "a b"     },
    {"first-of-two",   "Subject: a b\r\nSubject: c\r\n", "a b"     },
};

static void
test_line (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *text = g_strconcat (START, lines[i].lines, "\r\n", NULL);
  g_autoptr (GstSipMessage) message = parse_text (text);

  g_assert_cmpstr (gst_sip_message_get_header (message, GST_SIP_HEADER_SUBJECT),
      ==, lines[i].value);
}

static const struct
{
  const gchar *name, *text, *body;
} bodies[] = {
    {"none",              HEAD "\r\n",                            ""        },
    {"to-the-end",        HEAD "\r\nabc",                         "abc"     },
    {"exact",             HEAD "Content-Length: 3\r\n\r\nabc",    "abc"     },
    {"compact",           HEAD "l: 3\r\n\r\nabc",                 "abc"     },
    {"more-than-said",    HEAD "Content-Length: 2\r\n\r\nabc",    "ab"      },
    {"none-said",         HEAD "Content-Length: 0\r\n\r\nabc",    ""        },
    {"line-ends",         HEAD "\r\n\r\n\r\n",                    "\r\n\r\n"},
    {"newlines",          "OPTIONS sip:b@h SIP/2.0\nl: 3\n\nabc", "abc"     },
    {"leading-line-ends", "\r\n\r\n" HEAD "\r\nabc",              "abc"     },
};

static void
test_body (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) message = parse_text (bodies[i].text);
  g_autoptr (GBytes) body = gst_sip_message_get_body (message);
  gsize size;
  const guint8 *bytes = gst_sip_message_get_body_data (message, &size);

  g_assert_cmpmem (bytes, size, bodies[i].body, strlen (bodies[i].body));
  if (size == 0)
    g_assert_null (body);
  else
    g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
        bytes, size);
}

/* Order, spelling and unknown names are kept. */
static void
test_order (void)
{
  static const struct
  {
    GstSipHeader header;
    const gchar *name, *value;
  } expected[] = {
      {GST_SIP_HEADER_VIA,   "v",       "SIP/2.0/WSS a, SIP/2.0/WSS b"},
      {GST_SIP_HEADER_OTHER, "X-First", "1"                           },
      {GST_SIP_HEADER_VIA,   "VIA",     "SIP/2.0/WSS c"               },
      {GST_SIP_HEADER_OTHER, "x-first", "2"                           },
  };
  g_autoptr (GstSipMessage) message =
      parse_text (START "v: SIP/2.0/WSS a, SIP/2.0/WSS b\r\nX-First: 1\r\n"
                        "VIA: SIP/2.0/WSS c\r\nx-first:2\r\n\r\n");

  g_assert_cmpuint (gst_sip_message_get_n_headers (message), ==,
      G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    GstSipHeader header;
    const gchar *name, *value;

    gst_sip_message_get_nth_header (message, i, &header, &name, &value);
    g_assert_cmpint (header, ==, expected[i].header);
    g_assert_cmpstr (name, ==, expected[i].name);
    g_assert_cmpstr (value, ==, expected[i].value);
  }
  g_assert_cmpstr (gst_sip_message_get_header_by_name (message, "X-FIRST"), ==,
      "1");
  g_assert_null (gst_sip_message_get_header_by_name (message, "X-Second"));
}

/* A phrase is for people, so bytes that are not UTF-8 are mended. */
static void
test_reason (void)
{
  static const gchar text[] = "SIP/2.0 486 Besetzt\377 \303(\0!\r\n\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, NULL);

  g_assert_cmpstr (gst_sip_message_get_reason (message), ==, "Besetzt? ?(?!");
}

static void
test_nul_in_value (void)
{
  static const gchar text[] = START "X: a\0b\r\n\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, NULL);
  GstSipSlice value = gst_sip_message_get_nth_value (message, 0);

  g_assert_cmpmem (value.text, value.length, "a\0b", 3);
}

static GstSipMessage *
parse_headers (guint n, GError **error)
{
  g_autoptr (GString) text = g_string_new (START);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "X-%u: %u\r\n", i, i);
  g_string_append (text, "\r\n");
  {
    g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);

    return gst_sip_message_parse (bytes, error);
  }
}

static void
test_most_headers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipMessage) most =
      parse_headers (GST_SIP_MESSAGE_MAX_HEADERS, &error);
  g_autoptr (GstSipMessage) more = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (gst_sip_message_get_n_headers (most), ==,
      GST_SIP_MESSAGE_MAX_HEADERS);
  more = parse_headers (GST_SIP_MESSAGE_MAX_HEADERS + 1, &error);
  g_assert_null (more);
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT);
}

static void
test_most_bytes (void)
{
  gsize size = GST_SIP_MESSAGE_MAX_SIZE + 1;
  gchar *text = g_malloc (size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) most = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipMessage) message = NULL;

  memset (text, 'x', size);
  memcpy (text, HEAD "\r\n", strlen (HEAD "\r\n"));
  bytes = g_bytes_new_take (text, size);
  g_assert_null (gst_sip_message_parse (bytes, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT);

  most = g_bytes_new_from_bytes (bytes, 0, size - 1);
  message = gst_sip_message_parse (most, NULL);
  g_assert_nonnull (message);
  assert_body_size (message, size - 1 - strlen (HEAD "\r\n"));
}

/* Every beginning of a message ends well. */
static void
test_cut_off (void)
{
  static const gchar text[] =
      HEAD "Contact: \"A, \\\"B\\\"\" <sip:a@[::1]:5060;lr?x=y>;q=1\r\n"
           "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"\r\n\r\nbody";

  for (gsize size = 0; size < sizeof text; size++) {
    /* Copied, so that a sanitizer sees what is read behind the end. */
    g_autoptr (GBytes) bytes = g_bytes_new (text, size);
    g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, NULL);

    if (message != NULL && size < sizeof text - sizeof "\nbody")
      g_assert_cmpuint (gst_sip_message_check (message, NULL), !=, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_NAMED_ROWS (garbage, "/parser/garbage", test_garbage);
  ADD_NAMED_ROWS (judged, "/parser/judged", test_judged);
  ADD_NAMED_ROWS (lines, "/parser/line", test_line);
  ADD_NAMED_ROWS (bodies, "/parser/body", test_body);
  g_test_add_func ("/parser/order", test_order);
  g_test_add_func ("/parser/reason", test_reason);
  g_test_add_func ("/parser/nul-in-value", test_nul_in_value);
  g_test_add_func ("/parser/most-headers", test_most_headers);
  g_test_add_func ("/parser/most-bytes", test_most_bytes);
  g_test_add_func ("/parser/cut-off", test_cut_off);
  return g_test_run ();
}
