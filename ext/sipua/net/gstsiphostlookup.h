/* Names to addresses, one lookup at a time for each name
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calls back in the thread-default main context of the caller: with what the
 * default resolver says, or at once when cancelled, though the lookup itself
 * goes on. */
void gst_sip_host_lookup_async (const gchar *host, GCancellable *cancellable,
    GAsyncReadyCallback callback, gpointer user_data);
/* (transfer full) (element-type GInetAddress): see
 * g_resolver_free_addresses() */
GList *gst_sip_host_lookup_finish (GAsyncResult *result, GError **error);

G_END_DECLS
