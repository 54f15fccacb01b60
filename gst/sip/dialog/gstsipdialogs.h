/* All dialogs, found by their identifiers (RFC 3261 section 12)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/dialog/gstsipdialog.h"

G_BEGIN_DECLS

typedef struct _GstSipDialogs GstSipDialogs;

GstSipDialogs *gst_sip_dialogs_new (void);
void gst_sip_dialogs_free (GstSipDialogs *self);
void gst_sip_dialogs_add (GstSipDialogs *self, GstSipDialog *dialog);
void gst_sip_dialogs_remove (GstSipDialogs *self, GstSipDialog *dialog);
guint gst_sip_dialogs_get_size (GstSipDialogs *self);
/* Whether requests in any of them go by that flow. */
gboolean gst_sip_dialogs_use_flow (GstSipDialogs *self, guint flow);

/* (transfer none): by Call-ID, To tag and From tag of a request that was
 * received, whatever its Request-URI. NULL when there is none. */
GstSipDialog *gst_sip_dialogs_find_for_request (GstSipDialogs *self,
    GstSipMessage *request);
/* (transfer none): of a response to a request of ours. */
GstSipDialog *gst_sip_dialogs_find_for_response (GstSipDialogs *self,
    GstSipMessage *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipDialogs, gst_sip_dialogs_free)

G_END_DECLS
