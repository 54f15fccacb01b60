/* The request of a WebSocket handshake, letter by letter
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsiphandshakerequest.h"

#include <gst/sip/base/gstsiperror.h>

#define URI_FLAGS (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED)

/* (transfer full): what is asked of uri, the key blanked */
static gchar *
make_request (const gchar *text, const gchar *headers)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (text, URI_FLAGS, &error);
  g_autoptr (GstStructure) structure =
      headers != NULL ? gst_structure_from_string (headers, NULL) : NULL;
  g_autofree gchar *key = NULL;
  g_autofree gchar *request = NULL;
  GString *blanked;

  g_assert_no_error (error);
  g_assert_true (headers == NULL || structure != NULL);
  g_assert_true (gst_sip_handshake_check_headers (structure, &error));
  request =
      gst_sip_handshake_make_request (text, uri, structure, "sipua/0.1", &key);
  g_assert_cmpuint (strlen (key), ==, 24);
  blanked = g_string_new (request);
  g_assert_cmpuint (g_string_replace (blanked, key, "KEY", 0), ==, 1);
  return g_string_free (blanked, FALSE);
}

static void
test_whole (void)
{
  g_autofree gchar *request = make_request ("ws://example.org/ws", NULL);

  g_assert_cmpstr (request, ==,
      "GET /ws HTTP/1.1\r\n"
      "Host: example.org\r\n"
      "Upgrade: websocket\r\n"
      "Connection: Upgrade\r\n"
      "Sec-WebSocket-Key: KEY\r\n"
      "Sec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Protocol: sip\r\n"
      "User-Agent: sipua/0.1\r\n\r\n");
}

/* user-agent="" is none. */
static void
test_no_user_agent (void)
{
  g_autoptr (GUri) uri = g_uri_parse ("ws://a/", URI_FLAGS, NULL);
  g_autofree gchar *key = NULL;
  g_autofree gchar *request =
      gst_sip_handshake_make_request ("ws://a/", uri, NULL, "", &key);

  g_assert_null (strstr (request, "User-Agent"));
}

static void
test_keys_differ (void)
{
  g_autoptr (GUri) uri = g_uri_parse ("ws://a/", URI_FLAGS, NULL);
  g_autofree gchar *one = NULL, *other = NULL;

  g_free (gst_sip_handshake_make_request ("ws://a/", uri, NULL, NULL, &one));
  g_free (gst_sip_handshake_make_request ("ws://a/", uri, NULL, NULL, &other));
  g_assert_cmpstr (one, !=, other);
}

static const struct
{
  const gchar *name, *uri, *target, *host;
} uris[] = {
    {"no-path",     "ws://example.org",          "/",                   "example.org"          },
    {"default-ws",  "ws://example.org:80/",      "/",                   "example.org"          },
    {"default-wss", "wss://example.org:443/",    "/",                   "example.org"          },
    {"crossed",     "wss://example.org:80/",     "/",                   "example.org:80"       },
    {"seed",        "ws://a:8443/sip?KEY=1234",  "/sip?KEY=1234",       "a:8443"               },
    {"query-only",  "ws://a?KEY=1234&x=",        "/?KEY=1234&x=",       "a"                    },
    {"encoded",     "ws://a/x%20y/%2F?z=%26%3f", "/x%20y/%2F?z=%26%3f", "a"                    },
    {"as-written",  "ws://a/%3f%61?%3F=%c3%bc",  "/%3f%61?%3F=%c3%bc",  "a"                    },
    {"blank",       "ws://a/x y?z=\"",           "/x%20y?z=%22",        "a"                    },
    {"utf-8",       "ws://a/\xc3\xbc?\xc3\xb6",  "/%C3%BC?%C3%B6",      "a"                    },
    {"dots",        "ws://a/b/../c;d=e",         "/b/../c;d=e",         "a"                    },
    {"ipv4",        "ws://192.0.2.1:81/",        "/",                   "192.0.2.1:81"         },
    {"ipv6",        "ws://[2001:DB8::1]/",       "/",                   "[2001:DB8::1]"        },
    {"ipv6-port",   "ws://[2001:db8::1]:81/",    "/",                   "[2001:db8::1]:81"     },
    {"upper-case",  "WSS://Example.ORG/Ws",      "/Ws",                 "Example.ORG"          },
    {"idn",
     "ws://b\xc3\xbc"
        "cher.example",                          "/",                   "xn--bcher-kva.example"},
};

static void
test_uri (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *request = make_request (uris[i].uri, NULL);
  g_autofree gchar *start = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: %s\r\n",
      uris[i].target, uris[i].host);

  g_test_message ("%s", request);
  g_assert_true (g_str_has_prefix (request, start));
}

/* expected: all lines from User-Agent on, or what stands in its place */
static const struct
{
  const gchar *name, *uri, *headers, *expected;
} headers[] = {
    {"origin",                 "ws://a",                  "h, Origin=(string)\"https://example.com\"",
     "User-Agent: sipua/0.1\r\nOrigin: https://example.com\r\n\r\n"                                                                                                    },
    {"bearer",                 "ws://a",                  "h, Authorization=(string)\"Bearer a.b-c\"",
     "User-Agent: sipua/0.1\r\nAuthorization: Bearer a.b-c\r\n\r\n"                                                                                                    },
    {"user-agent",             "ws://a",                  "h, user-agent=(string)phone",
     "user-agent: phone\r\n\r\n"                                                                                                                                       },
    {"list",                   "ws://a",                  "h, X-A=(string){ b, c }",
     "User-Agent: sipua/0.1\r\nX-A: b\r\nX-A: c\r\n\r\n"                                                                                                               },
    {"array",                  "ws://a",                  "h, X-A=(string)< b, c >",
     "User-Agent: sipua/0.1\r\nX-A: b\r\nX-A: c\r\n\r\n"                                                                                                               },
    {"cookies",                "ws://a",                  "h, cookie=(string){ \"a=1\", \"b=2\", \"c=3\" }",
     "User-Agent: sipua/0.1\r\ncookie: a=1; b=2; c=3\r\n\r\n"                                                                                                          },
    {"trimmed",                "ws://a",                  "h, X-A=(string)\" b \"",
     "User-Agent: sipua/0.1\r\nX-A: b\r\n\r\n"                                                                                                                         },
    {"credentials",            "ws://al:wonder%20land@a", NULL,
     "User-Agent: sipua/0.1\r\n"
        "Authorization: Basic YWw6d29uZGVyIGxhbmQ=\r\n\r\n"                                                                                                            },
    {"user",                   "ws://al@a",               NULL,
     "User-Agent: sipua/0.1\r\nAuthorization: Basic YWw6\r\n\r\n"                                                                                                      },
    {"credentials-and-header", "ws://al:b@a",
     "h, authorization=(string)\"Bearer c\"",                                                                "User-Agent: sipua/0.1\r\nauthorization: Bearer c\r\n\r\n"},
};

static void
test_header (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *request = make_request (headers[i].uri, headers[i].headers);

  g_test_message ("%s", request);
  g_assert_true (g_str_has_suffix (request, headers[i].expected));
}

/* Values are secret: an error names the header alone. */
static const struct
{
  const gchar *name, *header, *value, *fault;
} faults[] = {
    {"line-break", "X-A",                    "secret\r\nHost: evil", "its value has a line break"       },
    {"line-feed",  "X-A",                    "secret\n",             "its value has a line break"       },
    {"control",    "X-A",                    "secret\x01",           "its value has a control character"},
    {"name",       "X A",                    "secret",               "not a header name"                },
    {"colon",      "X-A:",                   "secret",               "not a header name"                },
    {"host",       "host",                   "secret",               NULL                               },
    {"upgrade",    "Upgrade",                "secret",               NULL                               },
    {"connection", "Connection",             "secret",               NULL                               },
    {"key",        "Sec-WebSocket-Key",      "secret",               NULL                               },
    {"protocol",   "sec-websocket-protocol", "secret",               NULL                               },
    {"length",     "Content-Length",         "12",                   NULL                               },
    {"encoding",   "Transfer-Encoding",      "chunked",              NULL                               },
    {"no-value",   "X-A",                    NULL,                   "its value is not a (string)"      },
};

static void
assert_fault (const GstStructure *structure, const gchar *header,
    const gchar *fault)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *expected =
      g_strdup_printf ("http-headers: '%s': %s", header,
          fault != NULL ? fault : "a header of the WebSocket handshake itself");

  g_assert_false (gst_sip_handshake_check_headers (structure, &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
test_fault (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GstStructure) structure =
      gst_structure_new ("h", "Accept", G_TYPE_STRING, "*/*", faults[i].header,
          G_TYPE_STRING, faults[i].value, NULL);

  assert_fault (structure, faults[i].header, faults[i].fault);
}

static void
test_fault_in_list (void)
{
  g_autoptr (GstStructure) structure =
      gst_structure_from_string ("h, X-A=(string){ b, \"c\\012d\" }", NULL);
  g_autoptr (GstStructure) number =
      gst_structure_from_string ("h, X-A=5", NULL);

  assert_fault (structure, "X-A", "its value has a line break");
  assert_fault (number, "X-A", "its value is not a (string)");
}

#define ADD(prefix, rows, function) \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) { \
    g_autofree gchar *path = \
        g_strdup_printf ("/websocket/request/" prefix "/%s", rows[i].name); \
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), function); \
  }

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  g_test_add_func ("/websocket/request/whole", test_whole);
  g_test_add_func ("/websocket/request/no-user-agent", test_no_user_agent);
  g_test_add_func ("/websocket/request/keys-differ", test_keys_differ);
  ADD ("uri", uris, test_uri);
  ADD ("header", headers, test_header);
  ADD ("fault", faults, test_fault);
  g_test_add_func ("/websocket/request/fault-in-list", test_fault_in_list);

  result = g_test_run ();
  gst_deinit (); /* the leaks tracer reports */
  return result;
}
