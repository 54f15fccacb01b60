/* A test that plays the peer, message by message
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestpeer.h"

#include <string.h>

static void
set_up (SipTestPeer *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", "register", FALSE, NULL);
  f->cseq = 100;
  sip_test_net_start (f->net);
}

static void
tear_down (SipTestPeer *f, gconstpointer data)
{
  g_ptr_array_set_size (f->net->inbox, 0);
  sip_test_net_advance (f->net, 100);
  sip_test_net_assert_empty (f->net);
  gst_clear_object (&f->call);
  g_clear_pointer (&f->invite, gst_sip_message_unref);
  sip_test_net_free (f->net);
}

GstSipMessage *
sip_test_peer_pop (SipTestPeer *f, const gchar *method)
{
  return sip_test_net_pop_request (f->net, method);
}

void
sip_test_peer_drop_status (SipTestPeer *f, guint status)
{
  gst_sip_message_unref (sip_test_net_pop_response (f->net, status));
}

void
sip_test_peer_drop (SipTestPeer *f, const gchar *method)
{
  gst_sip_message_unref (sip_test_peer_pop (f, method));
}

void
sip_test_peer_assert_call (SipTestPeer *f, GstSipCallState state, guint status)
{
  g_assert_cmpint (gst_sip_call_get_state (f->call), ==, state);
  g_assert_cmpuint (gst_sip_call_get_status (f->call), ==, status);
}

void
sip_test_peer_call (SipTestPeer *f)
{
  f->call = gst_sip_ua_call (f->alice->ua, "bob", NULL, NULL);
  sip_test_net_advance (f->net, 0);
  f->invite = sip_test_peer_pop (f, "INVITE");
}

void
sip_test_peer_reply (SipTestPeer *f, guint status, const gchar *tag,
    const gchar *headers, const gchar *body)
{
  sip_test_net_reply (f->net, f->alice, f->invite, status, tag, headers, body);
}

void
sip_test_peer_establish (SipTestPeer *f)
{
  sip_test_peer_call (f);
  sip_test_peer_reply (f, 200, "b", SIP_TEST_PEER_CONTACT,
      "answer to offer alice 1");
  sip_test_peer_drop (f, "ACK");
  sip_test_peer_assert_call (f, GST_SIP_CALL_ESTABLISHED, 0);
}

void
sip_test_peer_send (SipTestPeer *f, const gchar *method, const gchar *headers,
    const gchar *body)
{
  g_autofree gchar *text =
      g_strdup_printf ("%s sip:whoever@elsewhere.invalid SIP/2.0\n"
                       "Via: SIP/2.0/WS peer.invalid;branch=z9hG4bKpeer%u\n"
                       "Max-Forwards: 70\n"
                       "From: <sip:bob@example.com>;tag=b\n"
                       "To: %s\n"
                       "Call-ID: %s\n"
                       "CSeq: %u %s\n"
                       "%s%s"
                       "Content-Length: %" G_GSIZE_FORMAT "\n\n%s",
          method, f->cseq,
          gst_sip_message_get_header (f->invite, GST_SIP_HEADER_FROM),
          gst_sip_message_get_header (f->invite, GST_SIP_HEADER_CALL_ID),
          f->cseq, method, headers,
          body != NULL ? "Content-Type: application/sdp\n" : "",
          body != NULL ? strlen (body) : 0, body != NULL ? body : "");

  f->cseq++;
  sip_test_net_inject (f->net, f->alice, text);
}

void
sip_test_peer_hang_up (SipTestPeer *f)
{
  g_autoptr (GstSipMessage) bye = NULL;

  gst_sip_call_hangup (f->call);
  sip_test_net_advance (f->net, 0);
  bye = sip_test_peer_pop (f, "BYE");
  sip_test_net_reply (f->net, f->alice, bye, 200, NULL, NULL, NULL);
  sip_test_peer_assert_call (f, GST_SIP_CALL_ENDED, 200);
}

void
sip_test_peer_assert_body (GstSipMessage *message, const gchar *text)
{
  g_autoptr (GBytes) body = gst_sip_message_get_body (message);

  g_assert_nonnull (body);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), text,
      strlen (text));
}

void
sip_test_peer_add (const gchar *name, gsize data, SipTestPeerFunc test)
{
  g_autofree gchar *path = g_strdup_printf ("/ua/peers/%s", name);

  g_test_add (path, SipTestPeer, GSIZE_TO_POINTER (data), set_up, test,
      tear_down);
}
