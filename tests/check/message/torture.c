/* The torture test messages of RFC 4475
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a message in itself can say: whether it is accepted, and that its parts
 * are what the RFC says. What a user agent answers (416, 420, 415 ...) is
 * tested with the user agent. Where the RFC leaves a choice ("either" in the
 * comments), the choice that is made is the one that is tested.
 */
#include "siptestmessage.h"

static void
check_wsinv (GstSipMessage *message)
{
  GstSipAddress to, from, contact;
  GstSipVia via;
  GstSipSlice value;
  GstSipValues values;
  GstSipCSeq cseq;
  guint32 hops;

  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_TO, &to, NULL));
  assert_slice (to.uri, "sip:vivekg@chair-dnrc.example.com");
  assert_slice (gst_sip_address_get_tag (&to), "1918181833n");
  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_FROM, &from, NULL));
  assert_display_name (&from, "J Rosenberg \\\"");
  assert_slice (gst_sip_address_get_tag (&from), "98asjd8");
  g_assert_true (
      gst_sip_message_get_number (message, GST_SIP_HEADER_MAX_FORWARDS, &hops));
  g_assert_cmpuint (hops, ==, 68);
  g_assert_true (gst_sip_message_get_cseq (message, &cseq, NULL));
  g_assert_cmpuint (cseq.number, ==, 9);
  g_assert_cmpint (cseq.method, ==, GST_SIP_METHOD_INVITE);

  gst_sip_values_init (&values, message, GST_SIP_HEADER_VIA);
  assert_next_via (&values, &via, "UDP", "192.0.2.2", "390skdjuw");
  g_assert_false (gst_sip_via_has_rfc3261_branch (&via));
  assert_next_via (&values, &via, "TCP", "spindle.example.com", "z9hG4bK9ikj8");
  assert_next_via (&values, &via, "UDP", "192.168.255.111", "z9hG4bK30239");
  g_assert_false (gst_sip_values_next (&values, &value));

  g_assert_cmpstr (gst_sip_message_get_header (message, GST_SIP_HEADER_SUBJECT),
      ==, "");
  g_assert_cmpstr (gst_sip_message_get_header_by_name (message,
                       "newfangledheader"),
      ==, "newfangled value continued newfangled value");
  g_assert_cmpstr (gst_sip_message_get_header_by_name (message,
                       "UnknownHeaderWithUnusualValue"),
      ==, ";;,,;;,;");
  g_assert_true (gst_sip_message_get_address (message, GST_SIP_HEADER_CONTACT,
      &contact, NULL));
  assert_display_name (&contact, "Quoted string \"\"");
  assert_param (contact.params, "newparam", "newvalue");
  assert_param (contact.params, "secondparam", NULL);
  assert_param (contact.params, "q", "0.33");
  assert_body_size (message, 150);
}

static void
check_intmeth (GstSipMessage *message)
{
  GstSipAddress to;
  GstSipUriView uri;
  g_autofree gchar *name = NULL;

  g_assert_cmpint (gst_sip_message_get_method (message), ==,
      GST_SIP_METHOD_UNKNOWN);
  g_assert_cmpstr (gst_sip_message_get_method_name (message), ==,
      "!interesting-Method0123456789_*+`.%indeed'~");
  assert_uri (&uri, gst_sip_message_get_request_uri (message));
  assert_slice (uri.user, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
  assert_slice (uri.password, "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
  assert_slice (uri.host, "example.com");

  /* The display name has a NUL, which no C string can hold. */
  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_TO, &to, NULL));
  name = gst_sip_address_dup_display_name (&to);
  g_assert_cmpstr (name, ==, "BEL:\a NUL:\357\277\275 DEL:\177");
  assert_slice (gst_sip_message_get_tag (message, GST_SIP_HEADER_FROM),
      "_token~1'+`*%!-.");
}

static void
check_esc01 (GstSipMessage *message)
{
  GstSipAddress address;
  GstSipUriView uri, same;
  g_autofree gchar *user = NULL;
  g_autoptr (GstSipUri) contact = NULL;
  g_autofree gchar *contact_text = NULL;
  g_autofree gchar *name = NULL;

  assert_uri (&uri, gst_sip_message_get_request_uri (message));
  user = gst_sip_unescape (uri.user, NULL);
  g_assert_cmpstr (user, ==, "sips:user@example.com");

  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_TO, &address, NULL));
  g_assert_true (gst_sip_uri_view_parse (&uri, address.uri, NULL));
  assert_uri (&same, "sip:user@example.com");
  g_assert_true (gst_sip_uri_view_equal (&uri, &same));

  g_assert_true (gst_sip_message_get_address (message, GST_SIP_HEADER_CONTACT,
      &address, NULL));
  contact_text = gst_sip_slice_dup (address.uri);
  contact = gst_sip_uri_parse (contact_text, NULL);
  g_assert_cmpstr (gst_sip_uri_get_user (contact), ==, "caller");
  g_assert_true (
      gst_sip_params_find (gst_sip_uri_get_view (contact)->params, "lr", NULL));
  name = gst_sip_uri_get_param (contact, "name");
  g_assert_cmpstr (name, ==, "value%41");
}

static void
check_escnull (GstSipMessage *message)
{
  GstSipValues values;
  GstSipSlice value;
  GstSipAddress address;
  GstSipUriView first, second;
  gsize length;
  g_autofree gchar *user = NULL;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_CONTACT);
  g_assert_true (gst_sip_values_next (&values, &value));
  g_assert_true (gst_sip_address_parse (&address, value, NULL));
  g_assert_true (gst_sip_uri_view_parse (&first, address.uri, NULL));
  g_assert_true (gst_sip_values_next (&values, &value));
  g_assert_true (gst_sip_address_parse (&address, value, NULL));
  g_assert_true (gst_sip_uri_view_parse (&second, address.uri, NULL));

  g_assert_false (gst_sip_uri_view_equal (&first, &second));
  user = gst_sip_unescape (second.user, &length);
  g_assert_cmpuint (length, ==, 2);
}

static void
check_esc02 (GstSipMessage *message)
{
  GstSipAddress to;

  g_assert_cmpint (gst_sip_message_get_method (message), ==,
      GST_SIP_METHOD_UNKNOWN);
  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_TO, &to, NULL));
  assert_display_name (&to, "%Z%45");
  assert_n_values (message, GST_SIP_HEADER_CONTACT, 2);
  g_assert_cmpstr (gst_sip_message_get_header_by_name (message, "C%6Fntact"),
      ==, "<sip:alias2@host2.example.com>");
}

static void
check_lwsdisp (GstSipMessage *message)
{
  GstSipAddress from;

  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_FROM, &from, NULL));
  assert_display_name (&from, "caller");
  assert_slice (from.uri, "sip:caller@example.com");
}

static void
check_longreq (GstSipMessage *message)
{
  assert_n_values (message, GST_SIP_HEADER_VIA, 34);
  g_assert_cmpuint (strlen (gst_sip_message_get_header (message,
                        GST_SIP_HEADER_FROM)),
      ==, 590);
  assert_body_size (message, 150);
}

static void
check_dblreq (GstSipMessage *message)
{
  g_assert_cmpint (gst_sip_message_get_method (message), ==,
      GST_SIP_METHOD_REGISTER);
  assert_body_size (message, 0);
}

static void
check_semiuri (GstSipMessage *message)
{
  GstSipUriView uri;
  g_autofree gchar *user = NULL;

  assert_uri (&uri, gst_sip_message_get_request_uri (message));
  user = gst_sip_unescape (uri.user, NULL);
  g_assert_cmpstr (user, ==, "user;par=u@example.net");
  g_assert_null (uri.params.text);
  assert_n_values (message, GST_SIP_HEADER_ACCEPT, 6);
}

static void
check_transports (GstSipMessage *message)
{
  static const gchar *const expected[] = {"UDP", "SCTP", "TLS", "UNKNOWN",
      "TCP"};
  GstSipValues values;
  GstSipSlice value;
  GstSipVia via;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_VIA);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_assert_true (gst_sip_values_next (&values, &value));
    g_assert_true (gst_sip_via_parse (&via, value, NULL));
    assert_slice (via.protocol, expected[i]);
  }
}

static void
check_mpart01 (GstSipMessage *message)
{
  gsize size;
  const guint8 *body = gst_sip_message_get_body_data (message, &size);
  static const gchar end[] = "\r\n--7a9cbec02ceef655--\r\n";
  g_autofree gchar *sum = NULL;

  g_assert_cmpuint (size, ==, 553);
  g_assert_cmpmem (body + size - strlen (end), strlen (end), end, strlen (end));
  sum = g_compute_checksum_for_data (G_CHECKSUM_MD5, body, size);
  g_assert_cmpstr (sum, ==, "3f59f7ffaec934308e30a28f8e929a08");
}

static void
check_unreason (GstSipMessage *message)
{
  g_assert_cmpuint (gst_sip_message_get_status (message), ==, 200);
  g_assert_cmpstr (gst_sip_message_get_reason (message), ==,
      "= 2**3 * 5**2 но сто девяносто девять - простое");
}

static void
check_noreason (GstSipMessage *message)
{
  g_assert_cmpuint (gst_sip_message_get_status (message), ==, 100);
  g_assert_cmpstr (gst_sip_message_get_reason (message), ==, "");
}

/* Either: spaces are ignored. */
static void
check_badaspec (GstSipMessage *message)
{
  GstSipAddress to;

  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_TO, &to, NULL));
  assert_slice (to.uri, "sip:t.watson@example.org");
}

/* Either: the quotes that are missing are inferred. */
static void
check_baddn (GstSipMessage *message)
{
  GstSipAddress from;

  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_FROM, &from, NULL));
  assert_display_name (&from, "Bell, Alexander");
  assert_slice (from.uri, "sip:a.g.bell@example.com");
}

/* Either: matched as RFC 2543 says, by the transaction layer. */
static void
check_badbranch (GstSipMessage *message)
{
  GstSipVia via;

  g_assert_true (gst_sip_message_get_via (message, &via, NULL));
  assert_slice (via.branch, "z9hG4bK");
  g_assert_false (gst_sip_via_has_rfc3261_branch (&via));
}

/* Either: what is in the Request-URI never becomes a header. */
static void
check_escruri (GstSipMessage *message)
{
  GstSipUriView uri;

  g_assert_null (gst_sip_message_get_header (message, GST_SIP_HEADER_ROUTE));
  assert_uri (&uri, gst_sip_message_get_request_uri (message));
  assert_slice (uri.headers, "Route=%3Csip:example.com%3E");
  assert_slice (uri.host, "example.com");
}

/* Either: the spaces that are too many are ignored. */
static void
check_lwsstart (GstSipMessage *message)
{
  g_assert_cmpstr (gst_sip_message_get_request_uri (message), ==,
      "sip:user@example.com");
}

static void
check_trws (GstSipMessage *message)
{
  g_assert_cmpstr (gst_sip_message_get_request_uri (message), ==,
      "sip:remote-target@example.com");
}

static void
check_unkscm (GstSipMessage *message)
{
  GstSipUriView uri;

  assert_uri (&uri, gst_sip_message_get_request_uri (message));
  g_assert_false (gst_sip_uri_view_is_sip (&uri));
  assert_slice (uri.scheme, "nobodyKnowsThisScheme");
  assert_slice (uri.opaque, "totallyopaquecontent");
}

static void
check_novelsc (GstSipMessage *message)
{
  GstSipUriView uri;

  assert_uri (&uri, gst_sip_message_get_request_uri (message));
  g_assert_false (gst_sip_uri_view_is_sip (&uri));
  assert_slice (uri.scheme, "soap.beep");
}

static void
check_unksm2 (GstSipMessage *message)
{
  GstSipAddress to;

  g_assert_true (
      gst_sip_message_get_address (message, GST_SIP_HEADER_TO, &to, NULL));
  assert_slice (to.uri, "isbn:2983792873");
}

static void
check_bext01 (GstSipMessage *message)
{
  g_assert_true (gst_sip_message_has_token (message, GST_SIP_HEADER_REQUIRE,
      "nothingSupportsThisEither"));
  assert_n_values (message, GST_SIP_HEADER_REQUIRE, 2);
  assert_n_values (message, GST_SIP_HEADER_PROXY_REQUIRE, 2);
}

static void
check_invut (GstSipMessage *message)
{
  g_assert_cmpstr (gst_sip_message_get_header (message,
                       GST_SIP_HEADER_CONTENT_TYPE),
      ==, "application/unknownformat");
  assert_body_size (message, 40);
}

static void
check_regaut01 (GstSipMessage *message)
{
  GstSipAuthorization authorization;
  g_autoptr (GError) error = NULL;

  g_assert_false (gst_sip_authorization_parse (&authorization,
      gst_sip_slice (
          gst_sip_message_get_header (message, GST_SIP_HEADER_AUTHORIZATION)),
      &error));
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
}

static void
check_bcast (GstSipMessage *message)
{
  g_assert_cmpint (gst_sip_message_get_method (message), ==,
      GST_SIP_METHOD_INVITE);
  assert_n_values (message, GST_SIP_HEADER_VIA, 2);
}

static void
check_zeromf (GstSipMessage *message)
{
  guint32 hops = 1;

  g_assert_true (
      gst_sip_message_get_number (message, GST_SIP_HEADER_MAX_FORWARDS, &hops));
  g_assert_cmpuint (hops, ==, 0);
}

static void
check_contact (GstSipMessage *message, const gchar *uri, const gchar *param)
{
  GstSipAddress contact;

  g_assert_true (gst_sip_message_get_address (message, GST_SIP_HEADER_CONTACT,
      &contact, NULL));
  assert_slice (contact.uri, uri);
  assert_slice (contact.params, param);
}

static void
check_cparam01 (GstSipMessage *message)
{
  check_contact (message, "sip:+19725552222@gw1.example.net", "unknownparam");
}

static void
check_cparam02 (GstSipMessage *message)
{
  check_contact (message, "sip:+19725552222@gw1.example.net;unknownparam",
      NULL);
}

static void
check_regescrt (GstSipMessage *message)
{
  check_contact (message,
      "sip:user@example.com?Route=%3Csip:sip.example.com%3E", NULL);
}

static void
check_sdp01 (GstSipMessage *message)
{
  g_assert_false (gst_sip_message_has_token (message, GST_SIP_HEADER_ACCEPT,
      "application/sdp"));
}

static void
check_inv2543 (GstSipMessage *message)
{
  GstSipVia via;

  g_assert_true (gst_sip_message_get_via (message, &via, NULL));
  g_assert_null (via.branch.text);
  g_assert_null (gst_sip_message_get_tag (message, GST_SIP_HEADER_FROM).text);
  /* Without Content-Length the body goes to the end. */
  assert_body_size (message, 105);
}

static void
check_insuf (GstSipMessage *message)
{
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (message, 400, NULL);
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (response);

  g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
}

/* Date is not used, so baddate is no error. The file of baddn lacks the empty
 * line after the headers; baddn-terminated has it. scalarlg is a response: who
 * checks it drops it. */
#define DROPPED G_MAXUINT

static const struct
{
  const gchar *name;
  guint status; /* what check() says; DROPPED when there is no message */
  void (*check) (GstSipMessage *message);
} cases[] = {
    {"wsinv",            0,       check_wsinv     },
    {"intmeth",          0,       check_intmeth   },
    {"esc01",            0,       check_esc01     },
    {"escnull",          0,       check_escnull   },
    {"esc02",            0,       check_esc02     },
    {"lwsdisp",          0,       check_lwsdisp   },
    {"longreq",          0,       check_longreq   },
    {"dblreq",           0,       check_dblreq    },
    {"semiuri",          0,       check_semiuri   },
    {"transports",       0,       check_transports},
    {"mpart01",          0,       check_mpart01   },
    {"unreason",         0,       check_unreason  },
    {"noreason",         0,       check_noreason  },
    {"badinv01",         400,     NULL            },
    {"clerr",            400,     NULL            },
    {"ncl",              400,     NULL            },
    {"scalar02",         400,     NULL            },
    {"scalarlg",         400,     NULL            },
    {"quotbal",          400,     NULL            }, /* either */
    {"ltgtruri",         400,     NULL            }, /* either */
    {"lwsruri",          400,     NULL            }, /* either */
    {"lwsstart",         0,       check_lwsstart  },
    {"trws",             0,       check_trws      },
    {"escruri",          0,       check_escruri   },
    {"baddate",          0,       NULL            }, /* either */
    {"regbadct",         400,     NULL            }, /* either */
    {"badaspec",         0,       check_badaspec  },
    {"baddn",            400,     NULL            },
    {"baddn-terminated", 0,       check_baddn     },
    {"badvers",          505,     NULL            },
    {"mismatch01",       400,     NULL            },
    {"mismatch02",       400,     NULL            },
    {"bigcode",          DROPPED, NULL            },
    {"badbranch",        0,       check_badbranch },
    {"insuf",            400,     check_insuf     },
    {"unkscm",           0,       check_unkscm    },
    {"novelsc",          0,       check_novelsc   },
    {"unksm2",           0,       check_unksm2    },
    {"bext01",           0,       check_bext01    },
    {"invut",            0,       check_invut     },
    {"regaut01",         0,       check_regaut01  },
    {"multi01",          400,     NULL            },
    {"mcl01",            400,     NULL            },
    {"bcast",            0,       check_bcast     },
    {"zeromf",           0,       check_zeromf    },
    {"cparam01",         0,       check_cparam01  },
    {"cparam02",         0,       check_cparam02  },
    {"regescrt",         0,       check_regescrt  },
    {"sdp01",            0,       check_sdp01     },
    {"inv2543",          0,       check_inv2543   },
};

static void
test_message (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *file = g_strconcat (cases[i].name, ".dat", NULL);
  g_autoptr (GBytes) bytes = load_file ("torture", file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, &error);

  if (cases[i].status == DROPPED) {
    g_assert_null (message);
    g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpuint (gst_sip_message_check (message, &error), ==,
      cases[i].status);
  g_assert_true ((error != NULL) == (cases[i].status != 0));
  if (cases[i].check != NULL)
    cases[i].check (message);
}

/* Written and read again, it has the same parts. */
static void
test_round_trip (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *file = g_strconcat (cases[i].name, ".dat", NULL);
  g_autoptr (GBytes) bytes = load_file ("torture", file);
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, NULL);

  if (message == NULL || cases[i].status != 0)
    return;
  assert_round_trip (message);
  if (cases[i].check != NULL) {
    g_autoptr (GstSipMessage) copy = gst_sip_message_copy (message);

    cases[i].check (copy);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *path = g_strdup_printf ("/torture/%s", cases[i].name);
    g_autofree gchar *trip =
        g_strdup_printf ("/torture/%s/round-trip", cases[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_message);
    g_test_add_data_func (trip, GUINT_TO_POINTER (i), test_round_trip);
  }
  return g_test_run ();
}
