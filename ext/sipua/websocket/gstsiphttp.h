/* One HTTP request without a body, and the head of its answer (RFC 9112)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a WebSocket handshake and a tunnel through a proxy need, and no more:
 * no body is read, and of what follows the head not a byte, as it belongs to
 * whoever uses the stream next.
 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct
{
  guint status;
  gchar *reason; /* as the server wrote it */
  SoupMessageHeaders *headers;
} GstSipHttpAnswer;

void gst_sip_http_answer_free (GstSipHttpAnswer *self);

/* (transfer full): host:port as it is written in requests; port 0: host */
gchar *gst_sip_http_make_authority (const gchar *host, gint port);

/* request: whole, with the empty line in the end. stream must be pollable. */
void gst_sip_http_exchange_async (GIOStream *stream, const gchar *request,
    GCancellable *cancellable, GAsyncReadyCallback callback,
    gpointer user_data);
/* (transfer full): the answer, interim ones (1xx) skipped except 101; else
 * NULL with a GIOError in words that can be shown:
 * G_IO_ERROR_PARTIAL_INPUT when there was none, _MESSAGE_TOO_LARGE,
 * _INVALID_DATA when it is not HTTP, or what the stream says. */
GstSipHttpAnswer *gst_sip_http_exchange_finish (GAsyncResult *result,
    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipHttpAnswer, gst_sip_http_answer_free)

G_END_DECLS
