/* Lists of servers: every notation, every mistake
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipserverlist.h"

#include <gst/sip/base/gstsiperror.h>

typedef struct
{
  const gchar *name, *text, *expected;
} Row;

/* expected: uri=weight, separated by blanks */
static const Row ws_lists[] = {
    {"null",             NULL,                                                 ""                                                       },
    {"empty",            "",                                                   ""                                                       },
    {"blank",            " \t\n",                                              ""                                                       },
    {"empty-array",      "[]",                                                 ""                                                       },
    {"one",              "ws://sip-ws.example.com",                            "ws://sip-ws.example.com=0"                              },
    {"path-and-query",   "ws://sip-ws.example.com:8443/sip?KEY=1234",
     "ws://sip-ws.example.com:8443/sip?KEY=1234=0"                                                                                      },
    {"trimmed",          "  wss://a.example.com/ws \n",                        "wss://a.example.com/ws=0"                               },
    {"commas",           "ws://a,wss://b",                                     "ws://a=0 wss://b=0"                                     },
    {"blanks",           "ws://a wss://b\tws://c",                             "ws://a=0 wss://b=0 ws://c=0"                            },
    {"commas-blanks",    ", ws://a , ,\nwss://b,",                             "ws://a=0 wss://b=0"                                     },
    {"upper-case",       "WSS://A.Example.com",                                "WSS://A.Example.com=0"                                  },
    {"ipv4",             "ws://192.0.2.1:8080",                                "ws://192.0.2.1:8080=0"                                  },
    {"ipv6",             "ws://[2001:db8::1]:8080/x",                          "ws://[2001:db8::1]:8080/x=0"                            },
    {"json-string",      "\"ws://a\"",                                         "ws://a=0"                                               },
    {"json-strings",
     "[\"ws://sip-ws-1.example.com\", "
        "\"ws://sip-ws-2.example.com\"]",                                      "ws://sip-ws-1.example.com=0 ws://sip-ws-2.example.com=0"},
    {"json-weights",
     "[{\"ws_uri\":\"ws://a.example.com\",\"weight\":10},"
        "{\"ws_uri\":\"ws://b.example.com\",\"weight\":1}]",                   "ws://a.example.com=10 ws://b.example.com=1"             },
    {"json-mixed",       "[{\"ws_uri\":\"ws://a\",\"weight\":10},\"ws://b\"]",
     "ws://a=10 ws://b=0"                                                                                                               },
    {"json-object",      "{\"ws_uri\":\"ws://a\"}",                            "ws://a=0"                                               },
    {"json-whole-float", "{\"ws_uri\":\"ws://a\",\"weight\":10.0}",
     "ws://a=10"                                                                                                                        },
    {"json-weight-text", "[{\"ws_uri\":\"ws://a\",\"weight\":\"10\"}]",
     "ws://a=10"                                                                                                                        },
    {"js-seed",
     "[{ws_uri: \"ws://a.example.com\", weight: 10}, // First\n"
        " {ws_uri: \"ws://b.example.com\", weight: 1}]\n",                     "ws://a.example.com=10 ws://b.example.com=1"             },
    {"js-string",        "'ws://a/b?c=\\'d\\''",                               "ws://a/b?c='d'=0"                                       },
    {"js-strings",       "[ 'ws://a', 'ws://b' ]",                             "ws://a=0 ws://b=0"                                      },
    {"js-commas",        "[{'ws_uri':'ws://a',},'ws://b', // c\n]",
     "ws://a=0 ws://b=0"                                                                                                                },
    {"js-comments",
     "[/* 'x' */ 'ws://a' /* ] */, // 'ws://b',\n 'ws://c' // ]\n]",           "ws://a=0 ws://c=0"                                      },
    {"quoted-list",      "'[\"ws://a\",\"ws://b\"]'",                          "ws://a=0 ws://b=0"                                      },
    {"quoted-words",     "\"ws://a, ws://b\"",                                 "ws://a=0 ws://b=0"                                      },
    {"quoted-twice",     "'\"ws://a\"'",                                       "ws://a=0"                                               },
    {"quoted-none",      "'none'",                                             ""                                                       },
    {"js-nothing",       "[ /* none */ ]",                                     ""                                                       },
    {"json-spaces",      "\n [ \"ws://a\" ] \n",                               "ws://a=0"                                               },
};

static const Row ws_errors[] = {
    {"no-scheme",        "example.com",
     "ws-servers: 'example.com': expected a URI that begins with ws:// or "
        "wss://"                                                                                                  },
    {"http",             "http://example.com",
     "ws-servers: 'http://example.com': expected a URI that begins with "
        "ws:// or wss://"                                                                                         },
    {"second",           "ws://a, sip:b",
     "ws-servers: 'sip:b': expected a URI that begins with ws:// or wss://"                                       },
    {"no-host",          "ws://",                                        "ws-servers: 'ws://': no host"           },
    {"no-slashes",       "ws:example.com",                               "ws-servers: 'ws:example.com': no host"  },
    {"port-word",        "ws://a:http/",
     "ws-servers: 'ws://a:http/': expected a port from 1 to 65535"                                                },
    {"port-zero",        "ws://a:0",
     "ws-servers: 'ws://a:0': expected a port from 1 to 65535"                                                    },
    {"port-large",       "ws://a:65536",
     "ws-servers: 'ws://a:65536': expected a port from 1 to 65535"                                                },
    {"fragment",         "ws://a/b#c",
     "ws-servers: 'ws://a/b': a WebSocket URI takes no '#'"                                                       },
    {"bad-host-blank",   "[\"ws://a b/\"]",
     "ws-servers: 'ws://a b/': bad host name"                                                                     },
    {"bad-host-dots",    "ws://a..b",                                    "ws-servers: 'ws://a..b': bad host name" },
    {"bad-host-zone",    "ws://[fe80::1%25eth0]",
     "ws-servers: 'ws://[fe80::1%25eth0]': bad host name"                                                         },
    {"bad-ipv6",         "ws://[::1/",                                   "ws-servers: 'ws://[::1/': bad host name"},
    {"secrets-blanked",  "http://al:secret@a/b?KEY=1234",
     "ws-servers: 'http://a/b': expected a URI that begins with ws:// or "
        "wss://"                                                                                                  },
    {"json-broken",      "[\"ws://a\"",
     "ws-servers: not JSON from line 1, character 9 on"                                                           },
    {"json-blank",       "[\"ws://a/b c\"]",
     "ws-servers: 'ws://a/b c': a URI has no blanks and no control "
        "characters"                                                                                              },
    {"json-line-end",    "[\"ws://a/\\r\\nX: y\"]",
     "ws-servers: 'ws://a/  X: y': a URI has no blanks and no control "
        "characters"                                                                                              },
    {"js-bare-uri",      "[ws://a]",
     "ws-servers: not JSON from line 1, character 4 on"                                                           },
    {"js-open-string",   "['ws://a]",
     "ws-servers: not JSON from line 1, character 10 on"                                                          },
    {"js-open-comment",  "['ws://a' /* ]",
     "ws-servers: not JSON from line 1, character 9 on"                                                           },
    {"js-second-line",   "[ // one\n {ws_uri: 'ws://a' weight: 1}]",
     "ws-servers: not JSON from line 2, character 18 on"                                                          },
    {"js-two-commas",    "['ws://a',,'ws://b']",
     "ws-servers: not JSON from line 1, character 11 on"                                                          },
    {"json-number",      "[7]",                                          "ws-servers: expected a URI or an object"},
    {"json-nested",      "[[\"ws://a\"]]",
     "ws-servers: expected a URI or an object"                                                                    },
    {"json-null",        "[null]",                                       "ws-servers: expected a URI or an object"},
    {"json-typing",      "[{\"ws_uri\":\"ws://a\",\"wieght\":10}]",
     "ws-servers: unknown member \"wieght\", there are ws_uri, weight"                                            },
    {"json-no-uri",      "[{\"weight\":10}]",
     "ws-servers: an object without \"ws_uri\""                                                                   },
    {"json-uri-number",  "[{\"ws_uri\":5}]",
     "ws-servers: \"ws_uri\" is not a string"                                                                     },
    {"json-bad-uri",     "[{\"ws_uri\":\"wx://a\"}]",
     "ws-servers: 'wx://a': expected a URI that begins with ws:// or "
        "wss://"                                                                                                  },
    {"json-weight-word", "[{\"ws_uri\":\"ws://a\",\"weight\":\"ten\"}]",
     "ws-servers: 'ws://a': \"weight\" is \"ten\", not a whole number from "
        "0 on"                                                                                                    },
    {"json-weight-list", "[{\"ws_uri\":\"ws://a\",\"weight\":[1]}]",
     "ws-servers: 'ws://a': \"weight\" is [1], not a whole number from 0 "
        "on"                                                                                                      },
    {"json-weight-less", "[{\"ws_uri\":\"ws://a?k=v\",\"weight\":-1}]",
     "ws-servers: 'ws://a': \"weight\" is -1, not a whole number from 0 on"                                       },
    {"json-weight-half", "[{\"ws_uri\":\"ws://a\",\"weight\":1.5}]",
     "ws-servers: 'ws://a': \"weight\" is 1.5, not a whole number from 0 "
        "on"                                                                                                      },
    {"json-weight-huge", "[{\"ws_uri\":\"ws://a\",\"weight\":1e300}]",
     "ws-servers: 'ws://a': \"weight\" is 1.0000000000000001e+300, not a "
        "whole number from 0 on"                                                                                  },
};

/* expected: as webrtcbin wants them */
static const Row stun_lists[] = {
    {"null",        NULL,                                            ""                                 },
    {"none",        "none",                                          ""                                 },
    {"empty",       "",                                              ""                                 },
    {"default",     "stun:stun.l.google.com:19302",
     "stun://stun.l.google.com:19302"                                                                   },
    {"no-port",     "stun:example.org",                              "stun://example.org:3478"          },
    {"tls",         "stuns:example.org",                             "stuns://example.org:5349"         },
    {"slashes",     "stun://example.org",                            "stun://example.org:3478"          },
    {"several",     "stun:a,stun:b:1 stuns:c",
     "stun://a:3478 stun://b:1 stuns://c:5349"                                                          },
    {"upper-case",  "STUN:Example.org",                              "stun://example.org:3478"          },
    {"ipv4",        "stun:192.0.2.1",                                "stun://192.0.2.1:3478"            },
    {"ipv6",        "stun:[2001:db8::1]",                            "stun://[2001:db8::1]:3478"        },
    {"ipv6-port",   "stun:[2001:db8::1]:5000",                       "stun://[2001:db8::1]:5000"        },
    {"idn",
     "stun:b\xc3\xbc"
        "cher.example",                                              "stun://xn--bcher-kva.example:3478"},
    {"json",        "[\"stun:example.org\", \"stuns:example.org\"]",
     "stun://example.org:3478 stuns://example.org:5349"                                                 },
    {"json-object", "{\"urls\":\"stun:a\"}",                         "stun://a:3478"                    },
};

static const Row stun_errors[] = {
    {"bare",         "stun.example.org:3478",
     "stun-servers: 'stun.example.org:3478': expected a URI that begins "
        "with "
        "stun: or stuns:"                                                                                      },
    {"turn",         "turn:a",
     "stun-servers: 'turn:a': expected a URI that begins with stun: or "
        "stuns:"                                                                                               },
    {"no-host",      "stun:",                                       "stun-servers: 'stun:': no host"           },
    {"only-port",    "stun::3478",                                  "stun-servers: 'stun::3478': no host"      },
    {"bad-host",     "stun:a_b/c",                                  "stun-servers: 'stun:a_b/c': bad host name"},
    {"port-zero",    "stun:a:0",
     "stun-servers: 'stun:a:0': expected a port from 1 to 65535"                                               },
    {"port-large",   "stun:a:65536",
     "stun-servers: 'stun:a:65536': expected a port from 1 to 65535"                                           },
    {"port-huge",    "stun:a:99999999999999999999999",
     "stun-servers: 'stun:a:99999999999999999999999': expected a port from "
        "1 "
        "to 65535"                                                                                             },
    {"port-word",    "stun:a:b",
     "stun-servers: 'stun:a:***': expected a port from 1 to 65535"                                             },
    {"port-empty",   "stun:a:",
     "stun-servers: 'stun:a:***': expected a port from 1 to 65535"                                             },
    {"ipv6-bare",    "stun:2001:db8::1",
     "stun-servers: 'stun:2001:***': expected a port from 1 to 65535"                                          },
    {"ipv6-open",    "stun:[2001:db8::1",
     "stun-servers: 'stun:[2001:db8::1': expected an IPv6 address between "
        "brackets"                                                                                             },
    {"ipv6-no",      "stun:[example.org]",
     "stun-servers: 'stun:[example.org]': expected an IPv6 address between "
        "brackets"                                                                                             },
    {"ipv6-trailer", "stun:[::1]x",
     "stun-servers: 'stun:[::1]x': expected an IPv6 address between "
        "brackets"                                                                                             },
    {"credentials",  "stun:al:secret@a",
     "stun-servers: 'stun:al:***@a': a STUN server takes no credentials"                                       },
    {"query",        "stun:a?transport=udp",
     "stun-servers: 'stun:a?transport=udp': a STUN URI takes no '?'"                                           },
    {"json-secret",  "[{\"urls\":\"stun:a\",\"username\":\"al\"}]",
     "stun-servers: unknown member \"username\", there are urls, url"                                          },
};

static const Row turn_lists[] = {
    {"none",         "none",                                                     ""                                                               },
    {"null",         NULL,                                                       ""                                                               },
    {"webrtcbin",    "turn://user:pass@host:3478?transport=tcp",
     "turn://user:pass@host:3478?transport=tcp"                                                                                                   },
    {"no-slashes",   "turn:user:pass@host",                                      "turn://user:pass@host:3478"                                     },
    {"tls",          "turns:user:pass@host",                                     "turns://user:pass@host:5349"                                    },
    {"ipv6",         "turn:user:pass@[2001:db8::1]:1?transport=udp",
     "turn://user:pass@[2001:db8::1]:1?transport=udp"                                                                                             },
    {"escaped",      "turn://al%40home:p%3Aa%2Fs%20s%25@host",
     "turn://al%40home:p%3Aa%2Fs%20s%25@host:3478"                                                                                                },
    {"at-in-secret", "turn://al:p@ss@host",                                      "turn://al:p%40ss@host:3478"                                     },
    {"colon-secret", "turn://1700000000:al:b64+/=@host",
     "turn://1700000000:al%3Ab64%2B%2F%3D@host:3478"                                                                                              },
    {"upper-case",   "TURN:u:p@h?TRANSPORT=UDP",
     "turn://u:p@h:3478?transport=udp"                                                                                                            },
    {"several",      "turn:u:p@a, turn:u:p@b",
     "turn://u:p@a:3478 turn://u:p@b:3478"                                                                                                        },
    {"object",
     "{ \"urls\":\"turn:exam.org\", \"username\":\"alice\", "
        "\"password\":\"racecar\"}",                                             "turn://alice:racecar@exam.org:3478"                             },
    {"object-urls",
     "{\"urls\":[\"turn:a\",\"turn:b\"], "
        "\"username\":\"Al\", \"password\":\"yo\"}",                             "turn://Al:yo@a:3478 turn://Al:yo@b:3478"                        },
    {"array",
     "[{\"urls\":\"turn:a\",\"username\":\"alice\","
        "\"password\":\"racecar\"},{\"urls\":\"turn:a?transport=udp\","
        "\"username\":\"bob\",\"password\":\"dog\"}]",                           "turn://alice:racecar@a:3478 turn://bob:dog@a:3478?transport=udp"},
    {"seed",
     "{urls:[\"turn:exam.org\",\"turn:exam.org\"], username:\"Al\", "
        "password:\"yo\"}",                                                      "turn://Al:yo@exam.org:3478 turn://Al:yo@exam.org:3478"          },
    {"seed-array",
     "[\n{ urls:\"turn:a\", username:\"alice\", password:\"b\" },\n"
        "{ urls:\"turn:a?transport=udp\", username:\"bob\", password:\"dog\"}]", "turn://alice:b@a:3478 turn://bob:dog@a:3478?transport=udp"      },
    {"js-secret",    "{urls:'turn:a', username:'a//b', password:'x\\'y\"z,]'}",
     "turn://a%2F%2Fb:x%27y%22z%2C%5D@a:3478"                                                                                                     },
    {"browser",
     "{\"url\":\"turn:a\",\"username\":\"u\","
        "\"credential\":\"@:/?\"}",                                              "turn://u:%40%3A%2F%3F@a:3478"                                   },
    {"array-mixed",
     "[\"turn:u:p@a\",{\"urls\":\"turn:b\",\"username\":\"u\","
        "\"password\":\"p\"}]",                                                  "turn://u:p@a:3478 turn://u:p@b:3478"                            },
    {"utf-8",
     "{\"urls\":\"turn:a\",\"username\":\"\xc3\xb8\","
        "\"password\":\"\xe2\x82\xac\"}",                                        "turn://%C3%B8:%E2%82%AC@a:3478"                                 },
    {"empty-secret", "turn://u:@h",                                              "turn://u:@h:3478"                                               },
};

static const Row turn_errors[] = {
    {"stun",             "stun:a",
     "turn-servers: 'stun:a': expected a URI that begins with turn: or "
        "turns:"                                                                                                      },
    {"no-credentials",   "turn:a",
     "turn-servers: 'turn:a:3478': a TURN server needs a user name and a "
        "password"                                                                                                    },
    {"no-password",      "{\"urls\":\"turn:a\",\"username\":\"al\"}",
     "turn-servers: 'turn:a:3478': a TURN server needs a user name and a "
        "password"                                                                                                    },
    {"no-user",          "turn:secret@a",
     "turn-servers: 'turn:***@a': expected user:password before '@'"                                                  },
    {"bad-escape",       "turn:al:se%zzcret@a",
     "turn-servers: 'turn:al:***@a': bad percent-encoding in the "
        "credentials"                                                                                                 },
    {"bad-host",         "turn:al:secret@",                               "turn-servers: 'turn:al:***@': no host"     },
    {"comma-in-secret",  "turn:al:sec,ret@a",
     "turn-servers: 'turn:al:***': expected a port from 1 to 65535"                                                   },
    {"no-scheme",        "al:secret@host:3478",
     "turn-servers: 'al:***@host:3478': expected a URI that begins with "
        "turn: or turns:"                                                                                             },
    {"transport-tls",    "turn:al:secret@a?transport=tls",
     "turn-servers: 'turn:al:***@a?transport=tls': expected ?transport=udp "
        "or ?transport=tcp"                                                                                           },
    {"query",            "turn:al:secret@a?x=y",
     "turn-servers: 'turn:al:***@a?x=y': expected ?transport=udp or "
        "?transport=tcp"                                                                                              },
    {"twice",
     "{\"urls\":\"turn:al:secret@a\",\"username\":\"al\","
        "\"password\":\"secret\"}",                                       "turn-servers: 'turn:a:3478': credentials both in the URI and beside "
        "it"                                                                       },
    {"json-broken",      "{\"urls\":\"turn:a\",\"password\":secret}",
     "turn-servers: not JSON from line 1, character 34 on"                                                            },
    {"json-password",
     "{\"urls\":\"turn:a\",\"username\":\"al\","
        "\"password\":1234}",                                             "turn-servers: \"password\" is not a string"},
    {"json-no-urls",     "{\"username\":\"al\",\"password\":\"secret\"}",
     "turn-servers: an object without \"urls\""                                                                       },
    {"json-urls-number", "{\"urls\":7,\"username\":\"al\"}",
     "turn-servers: \"urls\" is neither a string nor an array"                                                        },
    {"json-urls-mixed",  "{\"urls\":[7],\"username\":\"al\"}",
     "turn-servers: \"urls\" holds something that is not a string"                                                    },
    {"json-typing",      "{\"urls\":\"turn:a\",\"user\":\"al\"}",
     "turn-servers: unknown member \"user\", there are urls, url, username, "
        "password, credential"                                                                                        },
};

static const Row routes[] = {
    {"seed",         "ws://example.org/sip-ws",           "<sip:example.org;lr;transport=ws>"          },
    {"seed-wss",     "wss://example.org:8443",
     "<sip:example.org:8443;lr;transport=ws>"                                                          },
    {"default-port", "ws://example.org:80",
     "<sip:example.org:80;lr;transport=ws>"                                                            },
    {"query",        "wss://u:p@example.org/ws?KEY=1234",
     "<sip:example.org;lr;transport=ws>"                                                               },
    {"idn",
     "wss://b\xc3\xbc"
        "cher.example/",                                  "<sip:xn--bcher-kva.example;lr;transport=ws>"},
    {"ipv6-no-port", "wss://[2001:db8::1]/",
     "<sip:[2001:db8::1];lr;transport=ws>"                                                             },
    {"ipv6",         "ws://[2001:db8::1]:8080/",
     "<sip:[2001:db8::1]:8080;lr;transport=ws>"                                                        },
};

static void
test_ws_list (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = gst_sip_server_list_parse_ws (row->text, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++) {
    const GstSipServer *server = g_ptr_array_index (list, i);

    g_string_append_printf (text, "%s%s=%u", i > 0 ? " " : "", server->uri,
        server->weight);
  }
  g_assert_cmpstr (text->str, ==, row->expected);
}

static void
assert_ice_list (GPtrArray *list, const Row *row)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_nonnull (list);
  for (guint i = 0; i < list->len; i++) {
    g_autofree gchar *uri =
        gst_sip_ice_server_to_uri (g_ptr_array_index (list, i));

    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", uri);
  }
  g_assert_cmpstr (text->str, ==, row->expected);
}

static void
test_stun_list (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list =
      gst_sip_server_list_parse_stun (row->text, &error);

  g_assert_no_error (error);
  assert_ice_list (list, row);
}

static void
test_turn_list (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list =
      gst_sip_server_list_parse_turn (row->text, &error);

  g_assert_no_error (error);
  assert_ice_list (list, row);
}

static void
assert_refused (GPtrArray *(*parse) (const gchar *text, GError **error),
    const Row *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = parse (row->text, &error);

  g_assert_null (list);
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION);
  g_assert_cmpstr (error->message, ==, row->expected);
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_ws_error (gconstpointer data)
{
  assert_refused (gst_sip_server_list_parse_ws, data);
}

static void
test_stun_error (gconstpointer data)
{
  assert_refused (gst_sip_server_list_parse_stun, data);
}

static void
test_turn_error (gconstpointer data)
{
  assert_refused (gst_sip_server_list_parse_turn, data);
}

static void
test_route (gconstpointer data)
{
  const Row *row = data;
  g_autofree gchar *route = gst_sip_server_list_make_route (row->text);

  g_assert_cmpstr (route, ==, row->expected);
}

/* Whatever is pasted: a list or an error in proper text. */
static void
assert_judged (GPtrArray *(*parse) (const gchar *text, GError **error),
    const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = parse (text, &error);

  g_assert_true ((list == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_rubbish (void)
{
  static const gchar alphabet[] =
      "[[{{]]}}''\"\"\\\\//**,,::  \n\tws0_@\xc3\xb8";
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 20000; i++) {
    gsize length = (gsize) g_rand_int_range (rand, 0, 40);
    g_autofree gchar *text = g_malloc0 (length + 1);

    for (gsize j = 0; j < length; j++)
      text[j] = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];
    assert_judged (gst_sip_server_list_parse_ws, text);
    assert_judged (gst_sip_server_list_parse_stun, text);
    assert_judged (gst_sip_server_list_parse_turn, text);
  }
}

/* What libnice cannot do is said, and never done without TLS. */
static void
test_tls (void)
{
  g_autoptr (GPtrArray) stun =
      gst_sip_server_list_parse_stun ("stun:a stuns:b", NULL);
  g_autoptr (GPtrArray) turn = gst_sip_server_list_parse_turn (
      "turn:u:p@a?transport=tcp turns:u:secret@b", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (gst_sip_ice_server_check (stun->pdata[0], NULL));
  g_assert_true (gst_sip_ice_server_check (turn->pdata[0], NULL));
  g_assert_false (gst_sip_ice_server_check (stun->pdata[1], NULL));
  g_assert_false (gst_sip_ice_server_check (turn->pdata[1], &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION);
  g_assert_cmpstr (error->message, ==,
      "cannot be used: libnice has no TLS to TURN servers, and without TLS it "
      "is not used");
}

static void
add_rows (const gchar *table, const Row *rows, gsize n_rows,
    GTestDataFunc function)
{
  for (gsize i = 0; i < n_rows; i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/serverlist/%s/%s", table, rows[i].name);

    g_test_add_data_func (path, &rows[i], function);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

#define ADD(table, rows, function) \
  add_rows (table, rows, G_N_ELEMENTS (rows), function)
  ADD ("ws", ws_lists, test_ws_list);
  ADD ("ws-error", ws_errors, test_ws_error);
  ADD ("stun", stun_lists, test_stun_list);
  ADD ("stun-error", stun_errors, test_stun_error);
  ADD ("turn", turn_lists, test_turn_list);
  ADD ("turn-error", turn_errors, test_turn_error);
  ADD ("route", routes, test_route);
#undef ADD
  g_test_add_func ("/serverlist/rubbish", test_rubbish);
  g_test_add_func ("/serverlist/tls", test_tls);

  return g_test_run ();
}
