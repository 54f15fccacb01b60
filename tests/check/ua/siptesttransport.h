/* The connections of phones to the edges of the server, in virtual time
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each transport is an end of the loopback network of its own. The server has
 * several edges, "ws://server0", "ws://server1" and so on ("ws://server" is the
 * first): the same registrar and proxy is behind all of them, but each of them
 * lives and dies for itself.
 */
#pragma once

#include <gst/sip/transport/gstsiptransport.h>
#include "siptestnet.h"

G_BEGIN_DECLS

#define SIP_TEST_TYPE_TRANSPORT (sip_test_transport_get_type ())
G_DECLARE_FINAL_TYPE (SipTestTransport, sip_test_transport, SIP_TEST, TRANSPORT,
    GstSipTransport)

GstSipTransport *sip_test_transport_new (SipTestPhone *phone);
/* The connection breaks, if there is one. */
void sip_test_transport_lose (SipTestTransport *self);
/* The phone goes away, though not everything of its user agent. */
void sip_test_transport_forget_phone (SipTestTransport *self);
guint sip_test_transport_get_edge (SipTestTransport *self);
guint sip_test_transport_get_end (SipTestTransport *self);
gboolean sip_test_transport_is_open (SipTestTransport *self);

G_END_DECLS
