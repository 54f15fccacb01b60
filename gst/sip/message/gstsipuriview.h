/* A URI read where it stands (RFC 3261 section 19.1)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parts are slices of the text that was read; nothing is copied, unescaped
 * or resolved.
 */
#pragma once

#include "gst/sip/message/gstsipparams.h"
#include "gst/sip/message/gstsipuri.h"

G_BEGIN_DECLS

/* All parts as written, escapes kept. Other schemes than sip and sips (tel,
 * urn, ...) have scheme and opaque only. */
typedef struct
{
  GstSipSlice scheme;
  GstSipSlice user; /* without the password */
  GstSipSlice password;
  GstSipSlice host; /* an IPv6 reference keeps its brackets */
  GstSipSlice port; /* digits */
  GstSipSlice params; /* after the first ';', without it */
  GstSipSlice headers; /* after '?', without it */
  GstSipSlice opaque; /* what follows the scheme and its ':' */
} GstSipUriView;

gboolean gst_sip_uri_view_parse (GstSipUriView *view, GstSipSlice text,
    GError **error);
/* Whether the scheme is sip or sips. */
gboolean gst_sip_uri_view_is_sip (const GstSipUriView *view);
/* 0 when none is given. */
guint16 gst_sip_uri_view_get_port (const GstSipUriView *view);
/* RFC 3261 section 19.1.4. */
gboolean gst_sip_uri_view_equal (const GstSipUriView *a,
    const GstSipUriView *b);

/* The view into this URI's own text. */
const GstSipUriView *gst_sip_uri_get_view (GstSipUri *self);

G_END_DECLS
