/* A server of the group that is connected to
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/transport/gstsipserver.h"

gchar *
gst_sip_server_make_name (const gchar *uri)
{
  const gchar *authority = strstr (uri, "://");
  const gchar *at;
  gsize length;

  authority = authority != NULL ? authority + 3 : uri;
  length = strcspn (authority, "/?#");
  at = g_strrstr_len (authority, length, "@");
  if (at == NULL)
    return g_strndup (uri, strcspn (uri, "?#"));

  return g_strdup_printf ("%.*s%.*s", (int) (authority - uri), uri,
      (int) strcspn (at + 1, "?#"), at + 1);
}

GstSipServer *
gst_sip_server_new (const gchar *uri, guint weight)
{
  GstSipServer *self = g_new0 (GstSipServer, 1);

  self->uri = g_strdup (uri);
  self->weight = weight;
  self->name = gst_sip_server_make_name (uri);
  return self;
}

void
gst_sip_server_free (GstSipServer *self)
{
  g_free (self->uri);
  g_free (self->name);
  g_free (self);
}
