/* SIP URIs (RFC 3261 section 19.1)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GstSipUri is what an application holds: it owns its text. It resolves
 * nothing. Inside the library a GstSipUriView reads a URI where it stands.
 */
#pragma once

#include <gst/sip/base/gstsipprelude.h>

G_BEGIN_DECLS

/**
 * GstSipUri:
 *
 * A sip or sips URI. It never changes, so that it may be shared by threads.
 *
 * Since: 0.1
 */
typedef struct _GstSipUri GstSipUri;

#define GST_TYPE_SIP_URI (gst_sip_uri_get_type ())
GST_SIP_API
GType gst_sip_uri_get_type (void);

GST_SIP_API
GstSipUri *gst_sip_uri_parse (const gchar *text, GError **error);
GST_SIP_API
GstSipUri *gst_sip_uri_ref (GstSipUri *self);
GST_SIP_API
void gst_sip_uri_unref (GstSipUri *self);
GST_SIP_API
const gchar *gst_sip_uri_get_scheme (GstSipUri *self);
GST_SIP_API
const gchar *gst_sip_uri_get_user (GstSipUri *self);
GST_SIP_API
const gchar *gst_sip_uri_get_host (GstSipUri *self);
GST_SIP_API
guint gst_sip_uri_get_port (GstSipUri *self);
GST_SIP_API
gchar *gst_sip_uri_get_param (GstSipUri *self, const gchar *name);
GST_SIP_API
gboolean gst_sip_uri_equal (GstSipUri *a, GstSipUri *b);
GST_SIP_API
const gchar *gst_sip_uri_to_string (GstSipUri *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipUri, gst_sip_uri_unref)

G_END_DECLS
