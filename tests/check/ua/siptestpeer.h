/* A test that plays the peer, message by message
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "siptestnet.h"

G_BEGIN_DECLS

#define SIP_TEST_PEER_CONTACT "Contact: <sip:bob@192.0.2.1;transport=ws>\n"

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GstSipCall *call;
  GstSipMessage *invite; /* hers */
  guint cseq; /* of the peer */
} SipTestPeer;

typedef void (*SipTestPeerFunc) (SipTestPeer *f, gconstpointer data);

/* A row of tests. */
typedef struct
{
  const gchar *name;
  SipTestPeerFunc test;
} SipTestPeerRow;

void sip_test_peer_add (const gchar *name, gsize data, SipTestPeerFunc test);

/* (transfer full): a request of alice's */
GstSipMessage *sip_test_peer_pop (SipTestPeer *f, const gchar *method);
void sip_test_peer_drop (SipTestPeer *f, const gchar *method);
/* A response of hers. */
void sip_test_peer_drop_status (SipTestPeer *f, guint status);

/* Alice calls bob. */
void sip_test_peer_call (SipTestPeer *f);
/* To her INVITE. */
void sip_test_peer_reply (SipTestPeer *f, guint status, const gchar *tag,
    const gchar *headers, const gchar *body);
/* Alice calls, and bob answers. */
void sip_test_peer_establish (SipTestPeer *f);
/* A request of the peer in the dialog of the call that alice made. */
void sip_test_peer_send (SipTestPeer *f, const gchar *method,
    const gchar *headers, const gchar *body);
/* Alice ends it. */
void sip_test_peer_hang_up (SipTestPeer *f);
void sip_test_peer_assert_call (SipTestPeer *f, GstSipCallState state,
    guint status);
void sip_test_peer_assert_body (GstSipMessage *message, const gchar *text);

G_END_DECLS
