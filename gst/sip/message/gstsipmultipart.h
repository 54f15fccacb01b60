/* Bodies of several parts (RFC 2046 section 5.1, RFC 5621)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A session description may have company: a location, the ISUP of a gateway,
 * what a recorder should know.
 */
#pragma once

#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

/* "application/sdp ;charset=utf-8" is application/sdp. */
gboolean gst_sip_is_media_type (GstSipSlice value, const gchar *type);
gboolean gst_sip_is_multipart (GstSipSlice content_type);

typedef struct
{
  GstSipSlice content; /* of the part that was looked for */
  gboolean found;
  gboolean refused; /* another part must be understood: handling=required */
} GstSipMultipart;

/* Looks for a part of this type that describes the session, in parts of parts
 * too. All is borrowed from body. */
GstSipMultipart gst_sip_multipart_find (GstSipSlice content_type,
    GstSipSlice body, const gchar *type);

G_END_DECLS
