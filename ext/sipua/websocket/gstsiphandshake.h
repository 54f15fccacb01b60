/* Opening one WebSocket for SIP (RFC 7118 section 4)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From a URI to an open connection with sub-protocol "sip", or to an error
 * that says which server and why. Runs in the thread-default main context of
 * the caller. Redirections are not followed, cookies not kept.
 */
#pragma once

#include <libsoup/soup.h>
#include "gst/sip/base/gstsiplog.h"

G_BEGIN_DECLS

/* What a handshake is to be like; all that is pointed to is borrowed. */
typedef struct
{
  const gchar *tls_ca_file; /* NULL for the authorities of the system */
  gboolean tls_validation;
  const GstStructure *headers; /* more of HTTP; may be NULL */
  const gchar *user_agent; /* may be NULL */
  guint timeout; /* milliseconds */
  GstSipLog *log;
} GstSipHandshakeSettings;

typedef struct _GstSipHandshake GstSipHandshake;

/* connection: (transfer full) (nullable); if NULL, error is set. Afterwards
 * the handshake is gone. */
typedef void (*GstSipHandshakeFunc) (SoupWebsocketConnection *connection,
    const GError *error, gpointer user_data);

/* name: the URI as it may be shown. func is called later, once. */
GstSipHandshake *gst_sip_handshake_new (const gchar *uri, const gchar *name,
    const GstSipHandshakeSettings *settings, GstSipHandshakeFunc func,
    gpointer user_data);
/* func is not called any more; the handshake is gone. */
void gst_sip_handshake_cancel (GstSipHandshake *self);
/* Whether headers and tls_ca_file can be used, without a handshake. */
gboolean gst_sip_handshake_check (const GstSipHandshakeSettings *settings,
    GError **error);

G_END_DECLS
