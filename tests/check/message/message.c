/* Messages made and changed here, and the values of their headers
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestmessage.h"

static void
assert_text (GstSipMessage *message, const gchar *expected)
{
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
      expected, strlen (expected));
}

static GstSipMessage *
make_request (void)
{
  GstSipMessage *message =
      gst_sip_message_new_request ("INVITE", "sip:bob@example.com");

  gst_sip_message_append_header (message, GST_SIP_HEADER_FROM,
      "<sip:alice@example.com>;tag=1");
  gst_sip_message_append_header (message, GST_SIP_HEADER_TO,
      "<sip:bob@example.com>");
  gst_sip_message_append_header (message, GST_SIP_HEADER_CALL_ID, "abc");
  gst_sip_message_append_header_printf (message, GST_SIP_HEADER_CSEQ, "%u %s",
      7u, "INVITE");
  gst_sip_message_prepend_header (message, GST_SIP_HEADER_VIA,
      "SIP/2.0/WSS a.invalid;branch=z9hG4bK1");
  return message;
}

#define REQUEST_HEAD \
  "INVITE sip:bob@example.com SIP/2.0\r\n" \
  "Via: SIP/2.0/WSS a.invalid;branch=z9hG4bK1\r\n" \
  "From: <sip:alice@example.com>;tag=1\r\n" \
  "To: <sip:bob@example.com>\r\n" \
  "Call-ID: abc\r\n" \
  "CSeq: 7 INVITE\r\n"

static void
test_request (void)
{
  g_autoptr (GstSipMessage) message = make_request ();
  g_autoptr (GError) error = NULL;

  g_assert_true (gst_sip_message_is_request (message));
  g_assert_cmpuint (gst_sip_message_get_status (message), ==, 0);
  g_assert_null (gst_sip_message_get_reason (message));
  g_assert_cmpint (gst_sip_message_get_method (message), ==,
      GST_SIP_METHOD_INVITE);
  g_assert_cmpuint (gst_sip_message_check (message, &error), ==, 0);
  g_assert_no_error (error);
  assert_text (message, REQUEST_HEAD "Content-Length: 0\r\n\r\n");
}

static void
test_body (void)
{
  g_autoptr (GstSipMessage) message = make_request ();
  g_autoptr (GBytes) body = g_bytes_new_static ("v=0\r\n\0", 6);
  g_autoptr (GBytes) got = NULL;

  gst_sip_message_set_body (message, "application/sdp", body);
  got = gst_sip_message_get_body (message);
  g_assert_true (g_bytes_equal (got, body));
  g_assert_cmpstr (gst_sip_message_get_header (message,
                       GST_SIP_HEADER_CONTENT_TYPE),
      ==, "application/sdp");

  gst_sip_message_set_body (message, NULL, NULL);
  assert_text (message, REQUEST_HEAD "Content-Length: 0\r\n\r\n");
}

/* The length is right whatever was there, and stays where it was. */
static void
test_content_length (void)
{
  g_autoptr (GstSipMessage) message =
      parse_text ("SIP/2.0 200 OK\r\nl: 3\r\nX: y\r\n\r\nabc");
  g_autoptr (GBytes) body = g_bytes_new_static ("0123456789", 10);

  assert_text (message, "SIP/2.0 200 OK\r\nl: 3\r\nX: y\r\n\r\nabc");
  gst_sip_message_set_body (message, "text/plain", body);
  assert_text (message,
      "SIP/2.0 200 OK\r\nl: 10\r\nX: y\r\n"
      "Content-Type: text/plain\r\n\r\n0123456789");
  gst_sip_message_append_header (message, GST_SIP_HEADER_CONTENT_LENGTH, "77");
  assert_text (message,
      "SIP/2.0 200 OK\r\nl: 10\r\nX: y\r\n"
      "Content-Type: text/plain\r\n\r\n0123456789");
}

/* No value can become a header of its own. */
static void
test_injection (void)
{
  g_autoptr (GstSipMessage) message =
      gst_sip_message_new_request ("MESSAGE", "sip:bob@h\r\nX: y");

  gst_sip_message_append_header (message, GST_SIP_HEADER_SUBJECT,
      "a\r\nVia: b\nc");
  gst_sip_message_append_header_by_name (message, "X-Mine", "\r\n\r\nbody");
  assert_text (message,
      "MESSAGE sip:bob@h  X: y SIP/2.0\r\n"
      "Subject: a  Via: b c\r\nX-Mine:     body\r\n"
      "Content-Length: 0\r\n\r\n");
}

static void
test_edit (void)
{
  g_autoptr (GstSipMessage) message =
      gst_sip_message_new_request ("OPTIONS", "sip:h");

  gst_sip_message_append_header (message, GST_SIP_HEADER_ROUTE, "<sip:a>");
  gst_sip_message_append_header (message, GST_SIP_HEADER_SUBJECT, "s");
  gst_sip_message_append_header (message, GST_SIP_HEADER_ROUTE, "<sip:b>");
  gst_sip_message_append_header_by_name (message, "k", "path");
  gst_sip_message_set_header (message, GST_SIP_HEADER_ROUTE, "<sip:c>");
  gst_sip_message_set_header (message, GST_SIP_HEADER_EXPIRES, "60");
  gst_sip_message_prepend_header (message, GST_SIP_HEADER_VIA, "v");
  gst_sip_message_set_request_uri (message, "sip:other");
  assert_text (message,
      "OPTIONS sip:other SIP/2.0\r\nVia: v\r\n"
      "Route: <sip:c>\r\nSubject: s\r\nk: path\r\n"
      "Expires: 60\r\nContent-Length: 0\r\n\r\n");
  g_assert_true (
      gst_sip_message_has_token (message, GST_SIP_HEADER_SUPPORTED, "path"));

  gst_sip_message_remove_header (message, GST_SIP_HEADER_ROUTE);
  gst_sip_message_remove_header (message, GST_SIP_HEADER_ROUTE);
  gst_sip_message_remove_header (message, GST_SIP_HEADER_VIA);
  g_assert_null (gst_sip_message_get_header (message, GST_SIP_HEADER_ROUTE));
  g_assert_cmpstr (gst_sip_message_get_header (message, GST_SIP_HEADER_EXPIRES),
      ==, "60");
  g_assert_cmpuint (gst_sip_message_get_n_headers (message), ==, 3);
}

/* More lines than a new message has room for. */
static void
test_growth (void)
{
  g_autoptr (GstSipMessage) message =
      gst_sip_message_new_request ("OPTIONS", "sip:h");
  g_autoptr (GstSipMessage) copy = NULL;

  for (guint i = 0; i < 300; i++)
    gst_sip_message_append_header_printf (message, GST_SIP_HEADER_ROUTE,
        "<sip:%u>", i);
  assert_n_values (message, GST_SIP_HEADER_ROUTE, 300);
  copy = gst_sip_message_copy (message);
  gst_sip_message_prepend_header (copy, GST_SIP_HEADER_ROUTE, "<sip:first>");
  assert_n_values (copy, GST_SIP_HEADER_ROUTE, 301);
  g_assert_cmpstr (gst_sip_message_get_header (copy, GST_SIP_HEADER_ROUTE), ==,
      "<sip:first>");
  g_assert_cmpstr (gst_sip_message_get_header (message, GST_SIP_HEADER_ROUTE),
      ==, "<sip:0>");
}

static void
test_response (void)
{
  g_autoptr (GstSipMessage) request =
      parse_text ("INVITE sip:bob@h SIP/2.0\r\nv: SIP/2.0/WSS a\r\nX: y\r\n"
                  "v: SIP/2.0/UDP b\r\nt: <sip:bob@h>\r\nf: <sip:a@h>;tag=1\r\n"
                  "i: abc\r\nCSeq: 3 INVITE\r\nContact: <sip:a@h>\r\n\r\n");
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (request, 486, NULL);
  g_autoptr (GstSipMessage) own =
      gst_sip_message_new_response (request, 299, "Fine, thanks");

  gst_sip_message_set_to_tag (response, "xyz");
  gst_sip_message_set_to_tag (response, "second");
  assert_text (response,
      "SIP/2.0 486 Busy Here\r\nVia: SIP/2.0/WSS a\r\n"
      "Via: SIP/2.0/UDP b\r\nFrom: <sip:a@h>;tag=1\r\n"
      "To: <sip:bob@h>;tag=xyz\r\nCall-ID: abc\r\n"
      "CSeq: 3 INVITE\r\nContent-Length: 0\r\n\r\n");
  g_assert_cmpint (gst_sip_message_get_method (response), ==,
      GST_SIP_METHOD_INVITE);
  g_assert_cmpstr (gst_sip_message_get_method_name (response), ==, "INVITE");
  g_assert_null (gst_sip_message_get_request_uri (response));
  g_assert_cmpstr (gst_sip_message_get_reason (own), ==, "Fine, thanks");
}

/* A copy outlives the message, and changes of it do not show there. */
static void
test_copy (void)
{
  g_autoptr (GstSipMessage) copy = NULL;

  {
    g_autoptr (GstSipMessage) message =
        parse_text (REQUEST_HEAD "Content-Length: 3\r\n\r\nabcd");

    copy = gst_sip_message_copy (message);
    gst_sip_message_set_header (message, GST_SIP_HEADER_CALL_ID, "other");
    gst_sip_message_set_body (message, NULL, NULL);
  }
  assert_text (copy, REQUEST_HEAD "Content-Length: 3\r\n\r\nabc");
}

/* As bindings hold it. */
static void
test_boxed (void)
{
  GstSipMessage *message = make_request ();
  GstSipMessage *again = g_boxed_copy (GST_TYPE_SIP_MESSAGE, message);

  gst_sip_message_unref (message);
  assert_text (again, REQUEST_HEAD "Content-Length: 0\r\n\r\n");
  g_boxed_free (GST_TYPE_SIP_MESSAGE, again);
}

/* values: joined by '|' */
/* clang-format off */
static const struct
{
  const gchar *name, *lines;
  GstSipHeader header;
  const gchar *values;
} lists[] = {
    {"none", "X: y\r\n", GST_SIP_HEADER_ROUTE, ""},
    {"one", "Route: <sip:a>\r\n", GST_SIP_HEADER_ROUTE, "<sip:a>"},
    {"lines", "Route: <sip:a>\r\nX: y\r\nRoute: <sip:b>, <sip:c>\r\n",
        GST_SIP_HEADER_ROUTE, "<sip:a>|<sip:b>|<sip:c>"},
    {"spaces", "Allow:  A ,\tB\r\n", GST_SIP_HEADER_ALLOW, "A|B"},
    {"empty-items", "Allow: ,A,,B,\r\nAllow:\r\nAllow: ,\r\nAllow: C\r\n",
        GST_SIP_HEADER_ALLOW, "A|B|C"},
    {"quoted-comma", "Contact: \"a, \\\"b,\" <sip:c>, <sip:d,e>;x=\",\"\r\n",
        GST_SIP_HEADER_CONTACT, "\"a, \\\"b,\" <sip:c>|<sip:d,e>;x=\",\""},
    {"open-quote", "Contact: <sip:a>, \"b, <sip:c>, <sip:d>\r\n",
        GST_SIP_HEADER_CONTACT, "<sip:a>|\"b, <sip:c>, <sip:d>"},
    {"open-bracket", "Contact: <sip:a>, <sip:b, <sip:c\r\n",
        GST_SIP_HEADER_CONTACT, "<sip:a>|<sip:b, <sip:c"},
    {"no-list", "Date: Tue, 18 Aug 2026 09:12:44 GMT\r\n", GST_SIP_HEADER_DATE,
        "Tue, 18 Aug 2026 09:12:44 GMT"},
    {"challenges", "WWW-Authenticate: Digest a=b, c=d\r\n"
        "WWW-Authenticate: Digest e=f\r\n", GST_SIP_HEADER_WWW_AUTHENTICATE,
        "Digest a=b, c=d|Digest e=f"},
};
/* clang-format on */

static void
test_list (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *text =
      g_strconcat ("OPTIONS sip:h SIP/2.0\r\n", lists[i].lines, "\r\n", NULL);
  g_autoptr (GstSipMessage) message = parse_text (text);
  g_autoptr (GString) joined = g_string_new (NULL);
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, message, lists[i].header);
  while (gst_sip_values_next (&values, &value))
    g_string_append_printf (joined, "%s" GST_SIP_SLICE_FORMAT,
        joined->len > 0 ? "|" : "", GST_SIP_SLICE_ARGS (value));
  g_assert_cmpstr (joined->str, ==, lists[i].values);
}

static void
test_tokens (void)
{
  g_autoptr (GstSipMessage) message = parse_text (
      "OPTIONS sip:h SIP/2.0\r\nSupported: path, Outbound\r\nk: 100rel\r\n"
      "Accept: text/plain ;q=0.5, application/sdp\r\n\r\n");

  g_assert_true (gst_sip_message_has_token (message, GST_SIP_HEADER_SUPPORTED,
      "outbound"));
  g_assert_true (
      gst_sip_message_has_token (message, GST_SIP_HEADER_SUPPORTED, "100rel"));
  g_assert_false (
      gst_sip_message_has_token (message, GST_SIP_HEADER_SUPPORTED, "out"));
  g_assert_false (
      gst_sip_message_has_token (message, GST_SIP_HEADER_REQUIRE, "path"));
  g_assert_true (
      gst_sip_message_has_token (message, GST_SIP_HEADER_ACCEPT, "text/plain"));
}

static const struct
{
  const gchar *value;
  gboolean found;
  guint32 number;
} numbers[] = {
    {"0",                           TRUE,  0          },
    {"0068",                        TRUE,  68         },
    {"120;duration=3600",           TRUE,  120        },
    {"120 (back soon)",             TRUE,  120        },
    {"90 ; refresher=uac",          TRUE,  90         },
    {"4294967295",                  TRUE,  4294967295 },
    {"4294967296",                  TRUE,  G_MAXUINT32},
    {"949302838503028349304023988", TRUE,  G_MAXUINT32},
    {"",                            FALSE, 0          },
    {"-1",                          FALSE, 0          },
    {"12 monkeys",                  FALSE, 0          },
    {"1.5",                         FALSE, 0          },
    {"soon",                        FALSE, 0          },
};

static void
test_number (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstSipMessage) message = make_request ();
  guint32 number = 0;

  gst_sip_message_append_header (message, GST_SIP_HEADER_RETRY_AFTER,
      numbers[i].value);
  g_assert_cmpint (gst_sip_message_get_number (message,
                       GST_SIP_HEADER_RETRY_AFTER, &number),
      ==, numbers[i].found);
  g_assert_cmpuint (number, ==, numbers[i].number);
  g_assert_false (
      gst_sip_message_get_number (message, GST_SIP_HEADER_EXPIRES, &number));
}

static void
test_missing_header (void)
{
  g_autoptr (GstSipMessage) message =
      gst_sip_message_new_request ("OPTIONS", "sip:h");
  GstSipVia via;
  g_autoptr (GError) error = NULL;

  g_assert_false (gst_sip_message_get_via (message, &via, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, "Via"));
  g_assert_null (gst_sip_message_get_tag (message, GST_SIP_HEADER_TO).text);
}

/* What the trace shows in the place of a header or body. */
/* clang-format off */
static const struct
{
  const gchar *name, *given, *shown;
} traces[] = {
    {"nothing-secret", "From: <sip:a@h>;tag=1\r\n\r\n",
        "From: <sip:a@h>;tag=1\r\n\r\n"},
    {"digest", "Authorization: Digest username=\"a\", response=\"012\", nc=1, "
        "cnonce=\"xyz\" , Response = 77\r\n\r\n",
        "Authorization: Digest username=\"a\", response=\"***\", nc=1, "
        "cnonce=\"***\", Response=\"***\"\r\n\r\n"},
    {"proxy",
        "Proxy-Authorization: digest response=\"a, b\\\"c\",opaque=\"r\"\r\n"
        "\r\n",
        "Proxy-Authorization: digest response=\"***\",opaque=\"r\"\r\n\r\n"},
    {"open-quote", "Authorization: Digest response=\"abc\r\n\r\n",
        "Authorization: Digest response=\"***\"\r\n\r\n"},
    {"basic", "Authorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n",
        "Authorization: Basic ***\r\n\r\n"},
    {"bearer", "Proxy-Authorization: Bearer abc\r\n\r\n",
        "Proxy-Authorization: Bearer ***\r\n\r\n"},
    {"server-proof",
        "Authentication-Info: rspauth=\"a\", cnonce=\"b\", nc=1" "\r\n\r\n",
        "Authentication-Info: rspauth=\"***\", cnonce=\"***\", nc=1\r\n\r\n"},
    {"proof-of-proxy", "Proxy-Authentication-Info: rspauth=a\r\n\r\n",
        "Proxy-Authentication-Info: rspauth=\"***\"\r\n\r\n"},
    {"password-in-uri", "To: <sip:al:pw@h>, SIPS:b:p:w@h;x=sip:c@h\r\n\r\n",
        "To: <sip:al:***@h>, SIPS:b:***@h;x=sip:c@h\r\n\r\n"},
    {"port-is-none", "To: <sip:h:5060>;x=\"a@b\"\r\n\r\n",
        "To: <sip:h:5060>;x=\"a@b\"\r\n\r\n"},
    {"password-in-unknown", "X: see sip:al:pw@h\r\n\r\n",
        "X: see sip:al:***@h\r\n\r\n"},
    {"password-in-digest-uri",
        "Authorization: Digest uri=\"sip:a:b@h\"\r\n\r\n",
        "Authorization: Digest uri=\"sip:a:***@h\"\r\n\r\n"},
    {"sdp", "X: y\r\n\r\nv=0\r\na=ice-pwd:abc\r\na=mid:0\r\na=crypto:1 k\r\n",
        "X: y\r\n\r\nv=0\r\na=ice-pwd:***\r\na=mid:0\r\na=crypto:***\r\n"},
    {"binary-body", "X: y\r\n\r\n\377\376",
        "X: y\r\n\r\n[2 bytes of no text]"},
    {"controls", "X: a\033[31m\rb\tc\r\n\r\n\a",
        "X: a?[31m?b\tc\r\n\r\n?"},
    {"not-utf-8", "X: \377\r\n\r\n", "X: \357\277\275\r\n\r\n"},
};
/* clang-format on */

static void
test_trace (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *text =
      g_strconcat ("OPTIONS sip:u:secret@h SIP/2.0\r\n", traces[i].given, NULL);
  g_autofree gchar *expected =
      g_strconcat ("OPTIONS sip:u:***@h SIP/2.0\r\n", traces[i].shown, NULL);
  g_autoptr (GstSipMessage) message = parse_text (text);
  g_autofree gchar *trace = gst_sip_message_to_trace (message);

  g_assert_cmpstr (trace, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/request", test_request);
  g_test_add_func ("/message/body", test_body);
  g_test_add_func ("/message/content-length", test_content_length);
  g_test_add_func ("/message/injection", test_injection);
  g_test_add_func ("/message/edit", test_edit);
  g_test_add_func ("/message/growth", test_growth);
  g_test_add_func ("/message/response", test_response);
  g_test_add_func ("/message/copy", test_copy);
  g_test_add_func ("/message/boxed", test_boxed);
  ADD_NAMED_ROWS (lists, "/message/list", test_list);
  g_test_add_func ("/message/tokens", test_tokens);
  ADD_ROWS (numbers, "/message/number", test_number);
  g_test_add_func ("/message/missing-header", test_missing_header);
  ADD_NAMED_ROWS (traces, "/message/trace", test_trace);
  return g_test_run ();
}
