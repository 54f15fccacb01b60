/* An open stream to a server: TCP, through a proxy where there is one, TLS
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * libsoup (up to 3.7 at least) opens a tunnel through an HTTP proxy for https
 * and wss only: for ws it asks the proxy itself for the page, and no proxy
 * upgrades that to a WebSocket. As libsoup can neither be told otherwise nor
 * be given a stream to begin with, all of this is done here, on GIO: a name
 * that resolves to several addresses, SOCKS proxies and which proxy there is
 * are GIO's work; the CONNECT request is ours, as GIO's own leaves out the
 * brackets of IPv6 addresses and hides what the proxy said.
 */
#pragma once

#include <gio/gio.h>
#include "gst/sip/base/gstsiplog.h"

G_BEGIN_DECLS

typedef struct
{
  const gchar *name; /* of the server, as it may be shown */
  const gchar *host; /* in ASCII, an IPv6 address without brackets */
  guint16 port;
  gboolean is_secure;
  GTlsDatabase *database; /* NULL for the authorities of the system */
  gboolean tls_validation;
  GstSipLog *log; /* may be NULL */
} GstSipDialSettings;

/* What is known of an attempt so far, for those who have to say why it
 * failed. */
typedef struct
{
  GSocketClientEvent stage;
  guint16 port;
  gboolean is_secure;
  gchar *proxy; /* as it may be shown; NULL for none */
  gchar *flaws; /* of the certificate, in words; NULL for none */
  gboolean wants_certificate; /* the server asked for one of ours */
} GstSipDialStory;

void gst_sip_dial_story_clear (GstSipDialStory *self);

/* All that settings point to is borrowed until the call returns, except for
 * story, which is written to until callback is called. */
void gst_sip_dial_async (const GstSipDialSettings *settings,
    GstSipDialStory *story, GCancellable *cancellable,
    GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full): a pollable stream. Errors in words that can be shown are
 * GST_SIP_ERROR_TRANSPORT, others as GIO has them. */
GIOStream *gst_sip_dial_finish (GAsyncResult *result, GError **error);

G_END_DECLS
