/* Peers that send what they like to a running user agent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The torture messages, and messages of a call that is under way, with bytes
 * changed, lost and doubled at random. Whatever comes, the user agent goes on
 * and forgets it in the end.
 */
#include "siptestnet.h"

#include <string.h>

#define ROUNDS 1000
#define MESSAGES_PER_ROUND 100

static GPtrArray *
load_corpus (void)
{
  GPtrArray *corpus =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GDir) dir = g_dir_open (TORTURE_DIR, 0, NULL);
  const gchar *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (TORTURE_DIR, name, NULL);
    gchar *data;
    gsize size;

    g_assert_true (g_file_get_contents (path, &data, &size, NULL));
    g_ptr_array_add (corpus, g_bytes_new_take (data, size));
  }
  g_assert_cmpuint (corpus->len, >=, 49);
  return corpus;
}

static GBytes *
mutate (GRand *rand, GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  GByteArray *changed = g_byte_array_new ();
  guint n = g_rand_int_range (rand, 0, 6);

  g_byte_array_append (changed, data, size);
  for (guint i = 0; i < n && changed->len > 1; i++) {
    guint at = g_rand_int_range (rand, 0, changed->len);
    guint wanted = g_rand_int_range (rand, 1, 40);
    guint length = MIN (wanted, changed->len - at);
    guint8 byte = (guint8) g_rand_int_range (rand, 0, 256);

    switch (g_rand_int_range (rand, 0, 4)) {
      case 0:
        changed->data[at] = byte;
        break;
      case 1:
        g_byte_array_remove_range (changed, at, length);
        break;
      case 2:
        g_byte_array_append (changed, data, MIN (length, size));
        break;
      default:
        changed->data[at] = ";:,<>\"\r\n \t%@=?"[byte % 14];
        break;
    }
  }
  return g_byte_array_free_to_bytes (changed);
}

/* What belongs to the call that is under way gets past the first checks. */
static GBytes *
make_in_dialog (GRand *rand, GstSipMessage *invite)
{
  static const gchar *const methods[] = {"INVITE", "ACK", "BYE", "UPDATE",
      "INFO", "OPTIONS", "CANCEL"};
  const gchar *method = methods[g_rand_int_range (rand, 0, 7)];
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\r\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%u\r\n"
                       "From: <sip:bob@example.com>;tag=b\r\n"
                       "To: %s\r\n"
                       "Call-ID: %s\r\n"
                       "CSeq: %d %s\r\n"
                       "Contact: <sip:bob@peer.invalid>\r\n"
                       "Content-Type: application/sdp\r\n"
                       "\r\n%s",
          method, g_rand_int (rand),
          gst_sip_message_get_header (invite, GST_SIP_HEADER_FROM),
          gst_sip_message_get_header (invite, GST_SIP_HEADER_CALL_ID),
          g_rand_int_range (rand, 1, 1000), method,
          g_rand_boolean (rand) ? "offer bob 1" : "");

  return g_bytes_new (text, strlen (text));
}

/* A response to a request of ours, right or wrong. */
static GBytes *
make_response (GRand *rand, GstSipMessage *request)
{
  g_autoptr (GstSipMessage) response = gst_sip_message_new_response (request,
      g_rand_int_range (rand, 100, 700), NULL);
  g_autofree gchar *tag =
      g_strdup_printf ("b%d", g_rand_int_range (rand, 0, 4));

  gst_sip_message_set_to_tag (response, tag);
  gst_sip_message_append_header (response, GST_SIP_HEADER_CONTACT,
      "<sip:bob@peer.invalid>");
  gst_sip_message_append_header (response, GST_SIP_HEADER_WWW_AUTHENTICATE,
      "Digest realm=\"x\", nonce=\"y\"");
  return gst_sip_message_serialize (response);
}

static GBytes *
make_message (GRand *rand, GPtrArray *corpus, GPtrArray *sent)
{
  GstSipMessage *last =
      sent->len > 0 ? sent->pdata[g_rand_int_range (rand, 0, sent->len)] : NULL;
  gdouble choice = g_rand_double (rand);

  if (last != NULL && gst_sip_message_is_request (last)) {
    if (choice < 0.3)
      return make_response (rand, last);
    if (choice < 0.6)
      return make_in_dialog (rand, last);
  }
  return g_bytes_ref (corpus->pdata[g_rand_int_range (rand, 0, corpus->len)]);
}

static void
play_round (GPtrArray *corpus, guint32 seed)
{
  SipTestNet *net = sip_test_net_new (seed);
  SipTestPhone *alice = sip_test_net_add_phone (net, "user", "register",
      seed % 2 == 0, "auto-answer", TRUE, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  net->scripted = TRUE;
  sip_test_net_start (net);
  for (guint i = 0; i < MESSAGES_PER_ROUND; i++) {
    g_autoptr (GBytes) message = make_message (rand, corpus, net->inbox);
    g_autoptr (GBytes) changed = mutate (rand, message);

    if (i % 20 == 0)
      gst_object_unref (gst_sip_ua_call (alice->ua, "bob", NULL, NULL));
    sip_test_net_inject_bytes (net, alice, changed);
    if (g_rand_double (rand) < 0.1)
      sip_test_net_advance (net, g_rand_double_range (rand, 0, 40));
  }
  /* A connection over which nothing was answered may just have been left. */
  for (guint i = 0; i < 10 && !gst_sip_ua_is_connected (alice->ua); i++)
    sip_test_net_advance (net, 1);
  g_assert_true (gst_sip_ua_is_connected (alice->ua));

  gst_sip_ua_stop (alice->ua);
  sip_test_net_advance (net, 200);
  g_assert_cmpuint (alice->n_stopped, ==, 1);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

static void
test_mutations (void)
{
  g_autoptr (GPtrArray) corpus = load_corpus ();

  for (guint32 seed = 0; seed < ROUNDS; seed++) {
    g_test_message ("seed %u", seed);
    play_round (corpus, seed);
  }
}

/* What a property, a signal and a field of a message may hold. */
static void
assert_presentable (gpointer object, const gchar *property)
{
  g_autofree gchar *text = NULL;

  g_object_get (object, property, &text, NULL);
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), <=, 2000);
  for (const gchar *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));
}

static void
check_record (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer n)
{
  g_assert_true (g_utf8_validate (content, -1, NULL));
  g_assert_cmpuint (strlen (content), <=, 4000);
  g_assert_cmpuint (label != NULL ? strlen (label) : 0, <=, 1000);
  ++*(guint *) n;
}

/* Bytes of any kind, and of any length, as the names, identifiers and reasons
 * of a call. */
static void
test_text (void)
{
  SipTestNet *net = sip_test_net_new (1);
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autofree gchar *padding = g_strnfill (50000, 'x');
  g_autofree gchar *invite = NULL, *bye = NULL, *ack = NULL;
  g_autoptr (GstSipMessage) ok = NULL;
  g_autoptr (GstSipCall) call = NULL;
  SipTestPhone *alice;
  guint n_records = 0;
  const gchar *head = "Max-Forwards: 70\n"
                      "From: \"J\xf6rg\x1b[31m\xc2\x9b\" "
                      "<sip:j\xf6rg%s@example.test>;tag=b\n"
                      "Call-ID: c\xff\xfe%s\n";
  g_autofree gchar *both = g_strdup_printf (head, padding, padding);

  net->log = log;
  net->scripted = TRUE;
  gst_sip_log_set_level (log, GST_SIP_LOG_LEVEL_DEBUG);
  gst_sip_log_set_func (log, check_record, &n_records, NULL);
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE,
      "auto-answer", TRUE, NULL);
  sip_test_net_start (net);
  invite = g_strdup_printf ("INVITE sip:alice@example.com SIP/2.0\n"
                            "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bKi\n%s"
                            "To: <sip:alice@example.com>\nCSeq: 1 INVITE\n"
                            "Contact: <sip:bob@peer.invalid>\nContent-Type: "
                            "application/sdp\n"
                            "Content-Length: 5\n\noffer",
      both);
  sip_test_net_inject (net, alice, invite);
  sip_test_net_advance (net, 0.1);
  g_assert_nonnull (alice->call);
  call = gst_object_ref (alice->call);
  gst_sip_message_unref (sip_test_net_pop_response (net, 180));
  ok = sip_test_net_pop_response (net, 200);
  ack = g_strdup_printf ("ACK sip:alice@example.com SIP/2.0\n"
                         "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bKa\n%s"
                         "To: %s\nCSeq: 1 ACK\n\n",
      both, gst_sip_message_get_header (ok, GST_SIP_HEADER_TO));
  sip_test_net_inject (net, alice, ack);
  bye =
      g_strdup_printf ("BYE sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bKb\n%s"
                       "To: %s\nCSeq: 2 BYE\n"
                       "Reason: Q.850;cause=16;text=\"go\xe9 \x1b[31m%s\"\n\n",
          both, gst_sip_message_get_header (ok, GST_SIP_HEADER_TO), padding);
  sip_test_net_inject (net, alice, bye);
  sip_test_net_advance (net, 0.1);
  /* The identifiers still work as the bytes that they are. */
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  assert_presentable (call, "call-id");
  assert_presentable (call, "remote-uri");
  assert_presentable (call, "remote-display-name");
  assert_presentable (call, "reason");
  g_assert_cmpuint (n_records, >=, 3);
  gst_sip_log_set_func (log, NULL, NULL, NULL);
  sip_test_net_free (net);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ua/hostile/mutations", test_mutations);
  g_test_add_func ("/ua/hostile/text", test_text);
  return g_test_run ();
}
