/* A call (RFC 3261 sections 13 to 15)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The application's handle on one INVITE session. Methods may be called from
 * any thread and return at once: they are carried out in the thread of the
 * user agent. Signals are emitted there.
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>
#include <gst/sip/ua/gstsipmedia.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_CALL (gst_sip_call_get_type ())
GST_SIP_API
G_DECLARE_FINAL_TYPE (GstSipCall, gst_sip_call, GST, SIP_CALL, GstObject)

/* options: (nullable): "extra-headers" (GstStructure) */
GST_SIP_API
void gst_sip_call_answer (GstSipCall *self, const GstStructure *options);
/* status: 300 to 699; reason: (nullable) */
GST_SIP_API
void gst_sip_call_reject (GstSipCall *self, guint status, const gchar *reason);
/* Whatever the state: CANCEL, a refusal, or BYE. */
GST_SIP_API
void gst_sip_call_hangup (GstSipCall *self);

GST_SIP_API
GstSipCallState gst_sip_call_get_state (GstSipCall *self);
GST_SIP_API
GstSipCallDirection gst_sip_call_get_direction (GstSipCall *self);
/* The final status: 200 for a call that was established and ended as usual;
 * 0 while there is none. */
GST_SIP_API
guint gst_sip_call_get_status (GstSipCall *self);
/* (transfer full) (nullable) */
GST_SIP_API
gchar *gst_sip_call_get_reason (GstSipCall *self);
/* (transfer full): a label that is unique in the process, the Call-ID */
GST_SIP_API
gchar *gst_sip_call_get_call_id (GstSipCall *self);
/* (transfer full) (nullable) */
GST_SIP_API
GstSipMedia *gst_sip_call_get_media (GstSipCall *self);

G_END_DECLS
