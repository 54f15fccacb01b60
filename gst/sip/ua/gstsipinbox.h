/* What other threads ask of the user agent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Done in the thread that runs a main context, in the order in which it was
 * asked, and nowhere else: where no thread runs the context it waits. Once
 * closed, what waits is dropped, and so is what still comes.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _GstSipInbox GstSipInbox;

/* context: NULL on a virtual clock, where all is done at once */
GstSipInbox *gst_sip_inbox_new (GMainContext *context);
GstSipInbox *gst_sip_inbox_ref (GstSipInbox *self);
void gst_sip_inbox_unref (GstSipInbox *self);

/* At once in the thread of the context. data is freed in any case. Any thread.
 * What func returns does not matter. */
void gst_sip_inbox_invoke (GstSipInbox *self, GSourceFunc func, gpointer data,
    GDestroyNotify notify);
void gst_sip_inbox_close (GstSipInbox *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipInbox, gst_sip_inbox_unref)

G_END_DECLS
