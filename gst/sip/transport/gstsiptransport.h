/* The port through which SIP messages leave and arrive
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A transport carries whole messages to and from one server at a time. It
 * knows nothing of SIP but that; choosing a server and coming back after a
 * loss is the work of GstSipConnection.
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_TRANSPORT (gst_sip_transport_get_type ())
GST_SIP_API
G_DECLARE_DERIVABLE_TYPE (GstSipTransport, gst_sip_transport, GST,
    SIP_TRANSPORT, GstObject)

/**
 * GstSipTransportClass:
 * @open: starts to connect to @uri; ends, never from within the call itself,
 *   in gst_sip_transport_opened() or gst_sip_transport_closed(). An earlier
 *   connection is closed first, without a word.
 * @close: closes in an orderly way, or gives up connecting; nothing is
 *   reported afterwards. Does nothing when closed.
 * @send: hands over one message
 * @ping: asks the peer for a sign of life; a transport that gets none closes
 *   itself with %GST_SIP_ERROR_TIMEOUT. May be %NULL.
 * @check: as @ping, but at once, and a sign of life has to come within so many
 *   milliseconds. May be %NULL.
 * @make: another one of the same kind with the same settings, closed. May be
 *   %NULL; then there is only ever one connection, and a server of more weight
 *   is gone back to when that one is lost.
 *
 * All are called in, and the helpers below belong to, the thread of the
 * context in which the user agent lives.
 *
 * Since: 0.1
 */
struct _GstSipTransportClass
{
  GstObjectClass parent_class;

  void (*open) (GstSipTransport *self, const gchar *uri);
  void (*close) (GstSipTransport *self);
  gboolean (*send) (GstSipTransport *self, GBytes *message, GError **error);
  void (*ping) (GstSipTransport *self);
  void (*check) (GstSipTransport *self, guint milliseconds);
  GstSipTransport *(*make) (GstSipTransport *self);

  gpointer _gst_reserved[GST_PADDING];
};

GST_SIP_API
void gst_sip_transport_open (GstSipTransport *self, const gchar *uri);
GST_SIP_API
void gst_sip_transport_close (GstSipTransport *self);
GST_SIP_API
gboolean gst_sip_transport_send (GstSipTransport *self, GBytes *message,
    GError **error);
GST_SIP_API
void gst_sip_transport_ping (GstSipTransport *self);
GST_SIP_API
void gst_sip_transport_check (GstSipTransport *self, guint milliseconds);
GST_SIP_API
GstSipTransport *gst_sip_transport_make (GstSipTransport *self);

/* For subclasses. */
GST_SIP_API
void gst_sip_transport_opened (GstSipTransport *self);
GST_SIP_API
void gst_sip_transport_received (GstSipTransport *self, GBytes *message);
GST_SIP_API
void gst_sip_transport_closed (GstSipTransport *self, const GError *error);

G_END_DECLS
