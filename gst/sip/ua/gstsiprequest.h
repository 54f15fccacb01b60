/* A request that we send, with all that it takes to get an answer
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * It waits for a connection when there is none, for a bounded time, and it is
 * repeated with credentials when a proxy or the recipient asks for them. Its
 * owner sees one request and its responses.
 */
#pragma once

#include "gst/sip/ua/gstsipcore.h"

G_BEGIN_DECLS

typedef struct _GstSipRequest GstSipRequest;

/* Neither is called from within gst_sip_request_send(), nor after
 * gst_sip_request_drop(). Exactly one of the two ends a request. */
typedef struct
{
  /* As that of GstSipClientHandlers; a 401 or 407 only when it is final. */
  void (*response) (gpointer owner, GstSipRequest *request,
      GstSipMessage *response);
  void (*failed) (gpointer owner, GstSipRequest *request, const GError *error);
} GstSipRequestHandlers;

/* message: (transfer full); dialog: (nullable): whose sequence numbers count;
 * handlers: (nullable): nobody waits for an answer.
 *
 * Returns: (transfer full): the caller's reference */
GstSipRequest *gst_sip_request_send (GstSipCore *core, GstSipMessage *message,
    GstSipDialog *dialog, const GstSipRequestHandlers *handlers,
    gpointer owner);
GstSipRequest *gst_sip_request_ref (GstSipRequest *self);
void gst_sip_request_unref (GstSipRequest *self);
/* The owner goes away, or waits no more: gives up its reference, and the request
 * runs on. NULL afterwards, and may be before. */
void gst_sip_request_drop (GstSipRequest **self);
/* Of an INVITE: sends a CANCEL as soon as that is allowed. One that still
 * waits for a connection fails with GST_SIP_ERROR_STATE. */
void gst_sip_request_cancel (GstSipRequest *self);

/* As it was sent last, but without Via. */
GstSipMessage *gst_sip_request_get_message (GstSipRequest *self);
guint32 gst_sip_request_get_cseq (GstSipRequest *self);

/* For the core: there is a connection; it is closed for good. */
void gst_sip_request_flush (GstSipCore *core);
void gst_sip_request_abort (GstSipRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipRequest, gst_sip_request_unref)

G_END_DECLS
