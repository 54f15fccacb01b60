/* Where a server is: its name, looked up once however many ask
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A GSocketConnectable as GNetworkAddress is one, with two differences. A
 * lookup cannot be interrupted, only left behind in its thread: so there is
 * one at a time for each name in the process, which all who ask for it share,
 * and who gives up and comes again waits for the same one. And proxies are
 * looked for as for a web page of that server, as no configuration of proxies
 * knows ws and wss.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_HOST_ADDRESS (gst_sip_host_address_get_type ())
G_DECLARE_FINAL_TYPE (GstSipHostAddress, gst_sip_host_address, GST,
    SIP_HOST_ADDRESS, GObject)

/* (transfer full); host: a name in ASCII, or an IP address without brackets.
 * Fails to be enumerated with GST_SIP_ERROR_TRANSPORT, in words that can be
 * shown, when the name does not resolve. Asynchronous enumeration only. */
GSocketConnectable *gst_sip_host_address_new (const gchar *host, guint16 port,
    gboolean is_secure);

G_END_DECLS
