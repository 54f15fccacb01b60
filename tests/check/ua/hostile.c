/* Peers that send what they like to a running user agent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The torture messages, and messages of a call that is under way, with bytes
 * changed, lost and doubled at random. Whatever comes, the user agent goes on
 * and forgets it in the end. Floods meet limits.
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

static void
send_invite_with (SipTestNet *net, SipTestPhone *phone, guint n,
    const gchar *content)
{
  g_autofree gchar *text =
      g_strdup_printf ("INVITE sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%u\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: <sip:alice@example.com>\n"
                       "Call-ID: %u\n"
                       "CSeq: 7 INVITE\n"
                       "Contact: <sip:bob@peer.invalid>\n%s",
          n, n, content);

  sip_test_net_inject (net, phone, text);
}

static void
send_invite (SipTestNet *net, SipTestPhone *phone, guint n)
{
  send_invite_with (net, phone, n, "\n");
}

static void
send_offer (SipTestNet *net, SipTestPhone *phone, guint n)
{
  send_invite_with (net, phone, n,
      "Content-Type: application/sdp\nContent-Length: 5\n\noffer");
}

/* A thousand callers at once: a hundred ring, the others hear "busy". */
static void
test_flood (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice =
      sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);

  net->scripted = TRUE;
  sip_test_net_start (net);
  for (guint i = 0; i < 1000; i++)
    send_invite (net, alice, i);

  g_assert_cmpuint (alice->n_incoming, ==, 100);
  g_assert_cmpuint (g_list_length (alice->ua->calls), ==, 100);
  gst_sip_ua_stop (alice->ua);
  sip_test_net_advance (net, 200);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

/* A proxy that makes up forks: each answer is ended, few are remembered. */
static void
test_forks (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice =
      sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);
  g_autoptr (GstSipCall) call = NULL;
  g_autoptr (GstSipMessage) invite = NULL;

  net->scripted = TRUE;
  sip_test_net_start (net);
  call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (net, 0);
  invite = sip_test_net_pop_request (net, "INVITE");
  for (guint i = 0; i < 1000; i++) {
    g_autofree gchar *tag = g_strdup_printf ("t%u", i);

    sip_test_net_reply (net, alice, invite, 183, tag,
        "Contact: <sip:bob@peer.invalid>\n", NULL);
  }
  g_assert_cmpuint (gst_sip_dialogs_get_size (alice->ua->core->dialogs), <=,
      16);

  gst_sip_call_hangup (call);
  sip_test_net_advance (net, 200);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

static void
count_record (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer n)
{
  ++*(guint *) n;
}

/* What is wrong in different ways, and told at different places. */
static const gchar *const babble[] = {
    "rubbish",
    "INVITE sip:alice@example.com SIP/2.0\n\n",
    "SIP/2.0 200 OK\n"
    "Via: SIP/2.0/WS elsewhere.invalid;branch=z9hG4bKx\n"
    "From: <sip:alice@example.com>;tag=a\nTo: <sip:bob@example.com>;tag=b\n"
    "Call-ID: x\nCSeq: 1 INVITE\n\n",
    "SIP/2.0 200 OK\n"
    "Via: SIP/2.0/WS one.invalid;branch=z9hG4bKx, SIP/2.0/WS two.invalid\n"
    "From: <sip:alice@example.com>;tag=a\nTo: <sip:bob@example.com>;tag=b\n"
    "Call-ID: x\nCSeq: 1 INVITE\n\n",
};

/* 100,000 messages fill no disk: a handful of lines tells of them. */
static void
test_babble (void)
{
  SipTestNet *net = sip_test_net_new (1);
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  SipTestPhone *alice;
  guint n_records = 0;

  net->log = log;
  net->scripted = TRUE;
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);
  sip_test_net_start (net);
  gst_sip_log_set_func (log, count_record, &n_records, NULL);
  for (guint i = 0; i < 100000; i++)
    sip_test_net_inject (net, alice, babble[i % G_N_ELEMENTS (babble)]);
  g_assert_cmpuint (n_records, >=, 10);
  g_assert_cmpuint (n_records, <=, 30);
  g_assert_true (gst_sip_ua_is_connected (alice->ua));
  sip_test_net_free (net);
}

static void
send_change (SipTestNet *net, SipTestPhone *phone, const gchar *method,
    guint cseq, const gchar *tag)
{
  g_autofree gchar *text = g_strdup_printf (
      "%s sip:alice@example.com SIP/2.0\n"
      "Via: SIP/2.0/WS proxy.invalid;branch=z9hG4bK%s%u\n"
      "Max-Forwards: 70\nFrom: <sip:bob@example.com>;tag=b\n"
      "To: <sip:alice@example.com>%s%s\nCall-ID: x\nCSeq: %u %s\n"
      "Contact: <sip:bob@peer.invalid>\nContent-Type: application/sdp\n"
      "Content-Length: 5\n\noffer",
      method, method, cseq, tag != NULL ? ";tag=" : "", tag != NULL ? tag : "",
      cseq, method);

  sip_test_net_inject (net, phone, text);
}

/* A callee is not written about as often as the caller likes. */
static void
test_bad_changes (void)
{
  SipTestNet *net = sip_test_net_new (1);
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GstSipMessage) ok = NULL;
  g_autofree gchar *tag = NULL;
  SipTestPhone *alice;
  guint n_records = 0;

  net->log = log;
  net->scripted = TRUE;
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE,
      "auto-answer", TRUE, NULL);
  sip_test_net_start (net);
  send_change (net, alice, "INVITE", 1, NULL);
  sip_test_net_advance (net, 0.1);
  gst_sip_message_unref (sip_test_net_pop_response (net, 180));
  ok = sip_test_net_pop_response (net, 200);
  tag = gst_sip_slice_dup (gst_sip_message_get_tag (ok, GST_SIP_HEADER_TO));
  send_change (net, alice, "ACK", 1, tag);

  gst_sip_log_set_func (log, count_record, &n_records, NULL);
  for (guint i = 2; i < 1000; i++) {
    alice->media->refuse = 488;
    send_change (net, alice, "UPDATE", i, tag);
    gst_sip_message_unref (sip_test_net_pop_response (net, 488));
  }
  g_assert_cmpuint (n_records, >=, 1);
  g_assert_cmpuint (n_records, <=, 30);
  gst_sip_log_set_func (log, NULL, NULL, NULL);
  sip_test_net_free (net);
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

static void
send_in_call (SipTestNet *net, SipTestPhone *phone, const gchar *method,
    guint call, guint cseq, GstSipMessage *ok)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:alice@example.com SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bK%s%u\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: %s\n"
                       "Call-ID: %u\n"
                       "CSeq: %u %s\n\n",
          method, method, call,
          gst_sip_message_get_header (ok, GST_SIP_HEADER_TO), call, cseq,
          method);

  sip_test_net_inject (net, phone, text);
}

/* (transfer full): the 200 to the INVITE */
static GstSipMessage *
run_call (SipTestNet *net, SipTestPhone *phone, guint n)
{
  GstSipMessage *ok;

  send_offer (net, phone, n);
  sip_test_net_advance (net, 0.01);
  gst_sip_message_unref (sip_test_net_pop_response (net, 180));
  ok = sip_test_net_pop_response (net, 200);
  send_in_call (net, phone, "ACK", n, 7, ok);
  return ok;
}

/* Half a minute of calls that end at once: none is refused, and the call that
 * was there before ends when its peer says so. */
static void
test_short_calls (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice = sip_test_net_add_phone (net, "alice", "register", FALSE,
      "auto-answer", TRUE, NULL);
  g_autoptr (GstSipMessage) first = NULL;
  g_autoptr (GstSipCall) call = NULL;

  net->scripted = TRUE;
  sip_test_net_start (net);
  first = run_call (net, alice, 0);
  call = gst_object_ref (alice->call);
  for (guint i = 1; i <= 1500; i++) {
    g_autoptr (GstSipMessage) ok = run_call (net, alice, i);

    send_in_call (net, alice, "BYE", i, 8, ok);
    g_ptr_array_set_size (net->inbox, 0);
  }
  g_assert_cmpuint (gst_sip_transactions_get_size (
                        alice->ua->core->transactions),
      <=, 1000);
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ESTABLISHED);
  send_in_call (net, alice, "BYE", 0, 8, first);
  gst_sip_message_unref (sip_test_net_pop_response (net, 200));
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  gst_sip_ua_stop (alice->ua);
  sip_test_net_advance (net, 200);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

/* Callers that wait, and refusals that are never acknowledged: who talks with
 * us is still heard. */
static void
test_bye_in_flood (void)
{
  SipTestNet *net = sip_test_net_new (1);
  SipTestPhone *alice = sip_test_net_add_phone (net, "alice", "register", FALSE,
      "max-calls", 600, NULL);
  g_autoptr (GstSipMessage) ok = NULL;
  g_autoptr (GstSipCall) call = NULL;

  net->scripted = TRUE;
  sip_test_net_start (net);
  send_offer (net, alice, 0);
  sip_test_net_advance (net, 0.01);
  gst_sip_call_answer (alice->call, NULL);
  call = gst_object_ref (alice->call);
  sip_test_net_advance (net, 0.01);
  gst_sip_message_unref (sip_test_net_pop_response (net, 180));
  ok = sip_test_net_pop_response (net, 200);
  send_in_call (net, alice, "ACK", 0, 7, ok);

  for (guint i = 1; i <= 1200; i++)
    send_invite (net, alice, i);
  g_assert_cmpuint (alice->n_incoming, ==, 501);
  g_ptr_array_set_size (net->inbox, 0);
  send_in_call (net, alice, "INFO", 0, 8, ok);
  gst_sip_message_unref (sip_test_net_pop_response (net, 200));
  send_in_call (net, alice, "BYE", 0, 9, ok);
  gst_sip_message_unref (sip_test_net_pop_response (net, 200));
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  gst_sip_ua_stop (alice->ua);
  sip_test_net_advance (net, 200);
  sip_test_net_assert_empty (net);
  sip_test_net_free (net);
}

static guint
count_sent (SipTestNet *net)
{
  guint n = net->inbox->len;

  g_ptr_array_set_size (net->inbox, 0);
  return n;
}

/* A server that makes up answers gets few of ours, and little of our memory. */
static void
test_stray_answers (void)
{
  SipTestNet *net = sip_test_net_new (1);
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GstSipCall) call = NULL;
  g_autoptr (GstSipMessage) invite = NULL;
  SipTestPhone *alice;
  guint n_records = 0;

  net->log = log;
  net->scripted = TRUE;
  alice = sip_test_net_add_phone (net, "alice", "register", FALSE, NULL);
  sip_test_net_start (net);
  call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (net, 0);
  invite = sip_test_net_pop_request (net, "INVITE");
  sip_test_net_reply (net, alice, invite, 486, "busy", NULL, NULL);
  gst_sip_message_unref (sip_test_net_pop_request (net, "ACK"));
  gst_sip_log_set_func (log, count_record, &n_records, NULL);

  /* One that is late is acknowledged and ended. */
  sip_test_net_reply (net, alice, invite, 200, "late",
      "Contact: <sip:bob@peer.invalid>\r\n", NULL);
  gst_sip_message_unref (sip_test_net_pop_request (net, "ACK"));
  gst_sip_message_unref (sip_test_net_pop_request (net, "BYE"));

  for (guint i = 0; i < 20000; i++) {
    g_autofree gchar *tag = g_strdup_printf ("t%u", i);

    sip_test_net_reply (net, alice, invite, 200, tag,
        "Contact: <sip:bob@peer.invalid>\r\n", NULL);
  }
  g_assert_cmpuint (count_sent (net), <=, 200);
  g_assert_cmpuint (gst_sip_transactions_get_size (
                        alice->ua->core->transactions),
      <=, 100);

  gst_sip_message_set_header (invite, GST_SIP_HEADER_CALL_ID, "never-ours");
  sip_test_net_reply (net, alice, invite, 200, "x",
      "Contact: <sip:bob@peer.invalid>\r\n", NULL);
  sip_test_net_assert_silence (net);
  g_assert_cmpuint (n_records, <=, 30);
  gst_sip_log_set_func (log, NULL, NULL, NULL);
  sip_test_net_free (net);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ua/hostile/mutations", test_mutations);
  g_test_add_func ("/ua/hostile/flood", test_flood);
  g_test_add_func ("/ua/hostile/forks", test_forks);
  g_test_add_func ("/ua/hostile/babble", test_babble);
  g_test_add_func ("/ua/hostile/bad-changes", test_bad_changes);
  g_test_add_func ("/ua/hostile/text", test_text);
  g_test_add_func ("/ua/hostile/short-calls", test_short_calls);
  g_test_add_func ("/ua/hostile/bye-in-flood", test_bye_in_flood);
  g_test_add_func ("/ua/hostile/stray-answers", test_stray_answers);
  return g_test_run ();
}
