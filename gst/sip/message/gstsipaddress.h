/* name-addr: a display name, a URI, parameters (RFC 3261 section 20.10)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The form of From, To, Contact, Route, Record-Route, Refer-To and others. The
 * URI is found, not read: gst_sip_uri_view_parse() does that.
 */
#pragma once

#include "gst/sip/message/gstsipuriview.h"

G_BEGIN_DECLS

typedef struct
{
  GstSipSlice display; /* as written: quotes and backslashes kept */
  GstSipSlice uri; /* without <> */
  GstSipSlice params; /* header parameters, after the first ';' */
  gboolean is_star; /* Contact: * */
} GstSipAddress;

gboolean gst_sip_address_parse (GstSipAddress *address, GstSipSlice text,
    GError **error);
/* UTF-8, quotes and backslashes undone; NULL when there is none. What is not
 * UTF-8, or NUL, becomes U+FFFD. */
gchar *gst_sip_address_dup_display_name (const GstSipAddress *address);
/* ;tag, or GST_SIP_SLICE_NONE. */
GstSipSlice gst_sip_address_get_tag (const GstSipAddress *address);

/* "Alice \"the\" Example" <uri>; display_name NULL or empty: <uri>. Fails on
 * what no quoting can carry: CR, LF, bytes that are not UTF-8. */
gchar *gst_sip_address_format (const gchar *display_name, const gchar *uri,
    GError **error);

G_END_DECLS
