/* Dialogs, and whose turn it is in offer and answer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/dialog/gstsipdialogs.h"
#include "gst/sip/dialog/gstsipofferanswer.h"

#include <string.h>

static GstSipMessage *
parse (const gchar *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree gchar *crlf = g_strjoinv ("\r\n", lines);
  g_autoptr (GBytes) bytes = g_bytes_new (crlf, strlen (crlf));
  g_autoptr (GError) error = NULL;
  GstSipMessage *message = gst_sip_message_parse (bytes, &error);

  g_assert_no_error (error);
  return message;
}

#define RESPONSE(headers) \
  "SIP/2.0 200 OK\n" \
  "Via: SIP/2.0/WS a.invalid;branch=z9hG4bKx\n" \
  "From: \"Alice\" <sip:alice@example.com>;tag=a\n" \
  "To: <sip:bob@example.com>;tag=b\n" \
  "Call-ID: c\n" \
  "CSeq: 7 INVITE\n" headers "\n"
#define REQUEST(method, cseq, to, headers) \
  method " sip:alice@example.com SIP/2.0\n" \
         "Via: SIP/2.0/WS b.invalid;branch=z9hG4bKy\n" \
         "From: <sip:bob@example.com>;tag=b\n" \
         "To: \"Alice\" <sip:alice@example.com>" to "\n" \
         "Call-ID: c\n" \
         "CSeq: " cseq " " method "\n" headers "\n"

static GstSipDialog *
make_client (const gchar *text)
{
  g_autoptr (GstSipMessage) response = parse (text);
  GstSipDialog *dialog = gst_sip_dialog_new_client (response, NULL);

  g_assert_nonnull (dialog);
  return dialog;
}

static GstSipDialog *
make_server (const gchar *text)
{
  g_autoptr (GstSipMessage) request = parse (text);
  GstSipDialog *dialog = gst_sip_dialog_new_server (request, "a", NULL);

  g_assert_nonnull (dialog);
  return dialog;
}

static void
assert_header (GstSipMessage *message, GstSipHeader header, const gchar *value)
{
  g_assert_cmpstr (gst_sip_message_get_header (message, header), ==, value);
}

static gchar *
join_routes (GstSipMessage *message)
{
  g_autoptr (GString) routes = g_string_new (NULL);
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_ROUTE);
  while (gst_sip_values_next (&values, &value))
    g_string_append_printf (routes, "%.*s ", (int) value.length, value.text);
  return g_strdup (routes->str);
}

/* RFC 3261 section 12.2.1.1: loose and strict routes */
static const struct
{
  const gchar *headers;
  const gchar *request_uri;
  const gchar *routes;
} route_sets[] = {
    {"Contact: <sip:bob@192.0.2.1>\n",                                      "sip:bob@192.0.2.1",   ""                                },
    {"Record-Route: <sip:p2;lr>\nRecord-Route: <sip:p1;lr>\n"
     "Contact: <sip:bob@192.0.2.1>\n",                                 "sip:bob@192.0.2.1",   "<sip:p1;lr> <sip:p2;lr> "        },
    {"Record-Route: <sip:p2;lr>, <sip:p1>\nContact: <sip:bob@192.0.2.1>\n",
     "sip:p1",                                                                                     "<sip:p2;lr> <sip:bob@192.0.2.1> "},
    {"Record-Route: <sip:p1;lr=on>\nContact: <sip:bob@192.0.2.1>\n",
     "sip:bob@192.0.2.1",                                                                          "<sip:p1;lr=on> "                 },
 /* Peers that forget Contact, or have an unusable one. */
    {"",                                                                    "sip:bob@example.com", ""                                },
    {"Contact: *\n",                                                        "sip:bob@example.com", ""                                },
    {"Contact: <tel:+1555>\n",                                              "sip:bob@example.com", ""                                },
};

static void
test_routes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (route_sets); i++) {
    g_autofree gchar *text =
        g_strdup_printf (RESPONSE ("%s"), route_sets[i].headers);
    g_autoptr (GstSipDialog) dialog = make_client (text);
    g_autoptr (GstSipMessage) bye = gst_sip_dialog_new_request (dialog, "BYE");
    g_autofree gchar *routes = join_routes (bye);

    g_assert_cmpstr (gst_sip_message_get_request_uri (bye), ==,
        route_sets[i].request_uri);
    g_assert_cmpstr (routes, ==, route_sets[i].routes);
  }
}

/* A first hop that only its own connection leads to, which is gone. */
static const struct
{
  const gchar *record_routes; /* the last is the first hop of the caller */
  const gchar *expected; /* NULL: it stays as it is */
} detours[] = {
    {"<sip:p;lr>, <sip:a:1;transport=ws;lr>",                           "<sip:b:2;lr> <sip:p;lr> "},
    {"<sip:a:1;lr;transport=WSS>",                                      "<sip:b:2;lr> "           },
    {"<sip:p;lr>, <sip:a:9;r2=on;lr>, <sip:a:1;transport=ws;r2=on;lr>",
     "<sip:b:2;lr> <sip:p;lr> "                                                                   },
    {"<sip:a:1;transport=ws;r2=on;lr>",                                 "<sip:b:2;lr> "           },
    {"<sip:p;lr>, <sip:a:1;lr>",                                        NULL                      },
    {"<sip:p;lr>, <sip:a:1;transport=tcp;lr>",                          NULL                      },
    {"<sip:p;lr>, <sip:B:2;transport=ws;lr>",                           NULL                      },
    {"<sip:p;lr>, <nonsense>",                                          NULL                      },
};

static void
test_detours (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (detours); i++) {
    g_autofree gchar *text = g_strdup_printf (RESPONSE ("Contact: <sip:bob@c>\n"
                                                        "Record-Route: %s\n"),
        detours[i].record_routes);
    g_autoptr (GstSipDialog) dialog = make_client (text);
    g_autoptr (GstSipMessage) before =
        gst_sip_dialog_new_request (dialog, "BYE");
    g_autofree gchar *usual = join_routes (before);
    gboolean expected = detours[i].expected != NULL;
    g_autoptr (GstSipMessage) bye = NULL;
    g_autofree gchar *routes = NULL;

    g_assert_true (
        gst_sip_dialog_take_detour (dialog, "<sip:b:2;lr>") == expected);
    bye = gst_sip_dialog_new_request (dialog, "BYE");
    routes = join_routes (bye);
    g_assert_cmpstr (routes, ==, expected ? detours[i].expected : usual);
  }
}

static void
test_client (void)
{
  g_autoptr (GstSipDialog) dialog =
      make_client (RESPONSE ("Contact: <sip:bob@192.0.2.1>\n"));
  g_autoptr (GstSipMessage) bye = gst_sip_dialog_new_request (dialog, "BYE");
  g_autoptr (GstSipMessage) next = gst_sip_dialog_new_request (dialog, "INFO");

  assert_header (bye, GST_SIP_HEADER_FROM,
      "\"Alice\" <sip:alice@example.com>;tag=a");
  assert_header (bye, GST_SIP_HEADER_TO, "<sip:bob@example.com>;tag=b");
  assert_header (bye, GST_SIP_HEADER_CALL_ID, "c");
  assert_header (bye, GST_SIP_HEADER_CSEQ, "8 BYE");
  assert_header (next, GST_SIP_HEADER_CSEQ, "9 INFO");
}

static void
test_server (void)
{
  g_autoptr (GstSipDialog) dialog = make_server (REQUEST ("INVITE", "7", "",
      "Record-Route: <sip:p1;lr>, <sip:p2;lr>\n"
      "Contact: <sip:bob@192.0.2.1>\n"));
  g_autoptr (GstSipMessage) bye = gst_sip_dialog_new_request (dialog, "BYE");
  g_autofree gchar *routes = join_routes (bye);

  g_assert_cmpstr (gst_sip_message_get_request_uri (bye), ==,
      "sip:bob@192.0.2.1");
  assert_header (bye, GST_SIP_HEADER_FROM,
      "\"Alice\" <sip:alice@example.com>;tag=a");
  assert_header (bye, GST_SIP_HEADER_TO, "<sip:bob@example.com>;tag=b");
  g_assert_cmpstr (routes, ==, "<sip:p1;lr> <sip:p2;lr> ");
}

/* A strict order of requests; gaps are no matter. */
static void
test_cseq (void)
{
  static const struct
  {
    const gchar *text;
    gboolean accepted;
  } requests[] = {
      {REQUEST ("INFO", "7",          ";tag=a", ""), FALSE},
      {REQUEST ("INFO", "8",          ";tag=a", ""), TRUE },
      {REQUEST ("INFO", "8",          ";tag=a", ""), FALSE},
      {REQUEST ("BYE",  "4294967295", ";tag=a", ""), TRUE },
      {REQUEST ("BYE",  "9",          ";tag=a", ""), FALSE},
  };
  g_autoptr (GstSipDialog) dialog = make_server (
      REQUEST ("INVITE", "7", "", "Contact: <sip:bob@192.0.2.1>\n"));

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_autoptr (GstSipMessage) request = parse (requests[i].text);

    g_assert_cmpint (gst_sip_dialog_accept_request (dialog, request), ==,
        requests[i].accepted);
  }
}

static void
test_target_refresh (void)
{
  g_autoptr (GstSipDialog) dialog =
      make_client (RESPONSE ("Contact: <sip:bob@192.0.2.1>\n"));
  g_autoptr (GstSipMessage) moved = parse (
      REQUEST ("UPDATE", "8", ";tag=a", "Contact: <sip:bob@192.0.2.2>\n"));
  g_autoptr (GstSipMessage) silent =
      parse (REQUEST ("UPDATE", "9", ";tag=a", ""));

  gst_sip_dialog_refresh_target (dialog, moved);
  gst_sip_dialog_refresh_target (dialog, silent);
  g_assert_cmpstr (gst_sip_dialog_get_remote_target (dialog), ==,
      "sip:bob@192.0.2.2");
}

static void
test_ack (void)
{
  g_autoptr (GstSipMessage) invite = parse (REQUEST ("INVITE", "7", "",
      "Proxy-Authorization: Digest username=\"a\"\n"));
  g_autoptr (GstSipDialog) dialog =
      make_client (RESPONSE ("Contact: <sip:bob@192.0.2.1>\n"));
  g_autoptr (GstSipMessage) ack = gst_sip_dialog_new_ack (dialog, invite);

  assert_header (ack, GST_SIP_HEADER_CSEQ, "7 ACK");
  assert_header (ack, GST_SIP_HEADER_PROXY_AUTHORIZATION,
      "Digest username=\"a\"");
}

static void
test_lookup (void)
{
  g_autoptr (GstSipDialogs) dialogs = gst_sip_dialogs_new ();
  g_autoptr (GstSipDialog) dialog =
      make_client (RESPONSE ("Contact: <sip:bob@192.0.2.1>\n"));
  g_autoptr (GstSipMessage) ours = parse (REQUEST ("BYE", "8", ";tag=a", ""));
  g_autoptr (GstSipMessage) other = parse (REQUEST ("BYE", "8", ";tag=A", ""));
  g_autoptr (GstSipMessage) response = parse (RESPONSE (""));

  gst_sip_dialogs_add (dialogs, dialog);
  g_assert_true (gst_sip_dialogs_find_for_request (dialogs, ours) == dialog);
  g_assert_null (gst_sip_dialogs_find_for_request (dialogs, other));
  g_assert_true (
      gst_sip_dialogs_find_for_response (dialogs, response) == dialog);
  gst_sip_dialogs_remove (dialogs, dialog);
  gst_sip_dialogs_remove (dialogs, dialog);
  g_assert_cmpuint (gst_sip_dialogs_get_size (dialogs), ==, 0);
}

/* From each state, what each event gives: RFC 6337. */
static void
test_offer_answer (void)
{
  static const guint refusals[][5] = {
  /* offer sent, received; answer sent, received; withdrawn */
      [GST_SIP_OFFER_ANSWER_STABLE] = {0,   0,   488, 488, 0},
      [GST_SIP_OFFER_ANSWER_LOCAL_OFFER] = {491, 491, 488, 0,   0},
      [GST_SIP_OFFER_ANSWER_REMOTE_OFFER] = {491, 500, 0,   488, 0},
  };

  for (guint state = 0; state < G_N_ELEMENTS (refusals); state++) {
    for (guint event = 0; event < G_N_ELEMENTS (refusals[0]); event++) {
      GstSipOfferAnswer after = state;

      g_assert_cmpuint (gst_sip_offer_answer_step (&after, event), ==,
          refusals[state][event]);
      if (refusals[state][event] != 0)
        g_assert_cmpint (after, ==, state);
      else if (state != GST_SIP_OFFER_ANSWER_STABLE)
        g_assert_cmpint (after, ==, GST_SIP_OFFER_ANSWER_STABLE);
    }
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dialog/routes", test_routes);
  g_test_add_func ("/dialog/detours", test_detours);
  g_test_add_func ("/dialog/client", test_client);
  g_test_add_func ("/dialog/server", test_server);
  g_test_add_func ("/dialog/cseq", test_cseq);
  g_test_add_func ("/dialog/target-refresh", test_target_refresh);
  g_test_add_func ("/dialog/ack", test_ack);
  g_test_add_func ("/dialog/lookup", test_lookup);
  g_test_add_func ("/dialog/offer-answer", test_offer_answer);
  return g_test_run ();
}
