/* A server of the group that is connected to
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>

G_BEGIN_DECLS

typedef struct
{
  gchar *uri; /* ws:// or wss://, as configured: path and query kept */
  guint weight;
  gchar *name; /* the uri without user info and query: for logs and errors */
} GstSipServer;

GST_SIP_API
GstSipServer *gst_sip_server_new (const gchar *uri, guint weight);
GST_SIP_API
void gst_sip_server_free (GstSipServer *self);
/* (transfer full): what may be shown of uri; keys and tokens travel in the
 * query and the user info. */
GST_SIP_API
gchar *gst_sip_server_make_name (const gchar *uri);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipServer, gst_sip_server_free)

G_END_DECLS
