/* How often each nonce was used (RFC 7616 section 3.4, nc)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A server may give one nonce to several askers, such as REGISTER and INVITE.
 * It sees one count then, whatever realm, opaque and header went with it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *text; /* without quotes and backslashes */
  guint32 count;
} GstSipNonce;

typedef struct _GstSipNonces GstSipNonces;

GstSipNonces *gst_sip_nonces_new (void);
GstSipNonces *gst_sip_nonces_ref (GstSipNonces *self);
void gst_sip_nonces_unref (GstSipNonces *self);
/* The nonce with that text, whose count goes on if it is known. */
GstSipNonce *gst_sip_nonces_get (GstSipNonces *self, const gchar *text);

void gst_sip_nonce_unref (GstSipNonce *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipNonces, gst_sip_nonces_unref)

G_END_DECLS
