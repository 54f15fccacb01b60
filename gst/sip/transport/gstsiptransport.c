/* The port through which SIP messages leave and arrive
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Joins a subclass to the one that listens. Nothing here decides anything.
 */
#include "gst/sip/transport/gstsiptransport-private.h"

#include "gst/sip/base/gstsiperror.h"

typedef struct
{
  GstSipTransportUser user;
  gpointer user_data;
} GstSipTransportPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (GstSipTransport, gst_sip_transport,
    GST_TYPE_OBJECT)

static void
gst_sip_transport_class_init (GstSipTransportClass *klass)
{
}

static void
gst_sip_transport_init (GstSipTransport *self)
{
}

static GstSipTransportPrivate *
get_private (GstSipTransport *self)
{
  return gst_sip_transport_get_instance_private (self);
}

/**
 * gst_sip_transport_set_user: (skip)
 * @self: the transport
 * @user: (nullable): who listens from now on; %NULL for nobody
 * @user_data: handed to each function of @user
 */
void
gst_sip_transport_set_user (GstSipTransport *self,
    const GstSipTransportUser *user, gpointer user_data)
{
  const GstSipTransportUser nobody = {NULL};
  GstSipTransportPrivate *priv;

  g_return_if_fail (GST_IS_SIP_TRANSPORT (self));

  priv = get_private (self);
  priv->user = user != NULL ? *user : nobody;
  priv->user_data = user_data;
}

gboolean
gst_sip_transport_is_complete (GstSipTransport *self, GError **error)
{
  GstSipTransportClass *klass = GST_SIP_TRANSPORT_GET_CLASS (self);
  const gchar *missing = klass->open == NULL ? "open"
      : klass->close == NULL                 ? "close"
      : klass->send == NULL                  ? "send"
                                             : NULL;

  if (missing != NULL)
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "the transport %s does not implement %s()", G_OBJECT_TYPE_NAME (self),
        missing);
  return missing == NULL;
}

/**
 * gst_sip_transport_open:
 * @self: the transport
 * @uri: where to, such as wss://sip.example.com/ws
 *
 * Starts to connect; see #GstSipTransportClass for how that ends.
 *
 * Since: 0.1
 */
void
gst_sip_transport_open (GstSipTransport *self, const gchar *uri)
{
  g_return_if_fail (GST_IS_SIP_TRANSPORT (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (GST_SIP_TRANSPORT_GET_CLASS (self)->open != NULL);

  GST_SIP_TRANSPORT_GET_CLASS (self)->open (self, uri);
}

/**
 * gst_sip_transport_close:
 * @self: the transport
 *
 * Closes in an orderly way, or gives up connecting. Nothing is reported
 * afterwards.
 *
 * Since: 0.1
 */
void
gst_sip_transport_close (GstSipTransport *self)
{
  g_return_if_fail (GST_IS_SIP_TRANSPORT (self));
  g_return_if_fail (GST_SIP_TRANSPORT_GET_CLASS (self)->close != NULL);

  GST_SIP_TRANSPORT_GET_CLASS (self)->close (self);
}

/**
 * gst_sip_transport_send:
 * @self: the transport
 * @message: one SIP message
 * @error: (nullable): return location
 *
 * Returns: whether @message was handed over, which is not to say that it
 *   arrives; if not, %GST_SIP_ERROR_TRANSPORT
 *
 * Since: 0.1
 */
gboolean
gst_sip_transport_send (GstSipTransport *self, GBytes *message, GError **error)
{
  g_return_val_if_fail (GST_IS_SIP_TRANSPORT (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);

  if (!gst_sip_transport_is_complete (self, error))
    return FALSE;
  if (GST_SIP_TRANSPORT_GET_CLASS (self)->send (self, message, error))
    return TRUE;
  /* A transport written in a language with exceptions may give no error. */
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "the transport did not take the message");
  return FALSE;
}

/**
 * gst_sip_transport_ping:
 * @self: the transport
 *
 * Asks the peer for a sign of life. A transport that gets none closes itself
 * with an error; one that cannot ask does nothing.
 *
 * Since: 0.1
 */
void
gst_sip_transport_ping (GstSipTransport *self)
{
  GstSipTransportClass *klass;

  g_return_if_fail (GST_IS_SIP_TRANSPORT (self));

  klass = GST_SIP_TRANSPORT_GET_CLASS (self);
  if (klass->ping != NULL)
    klass->ping (self);
}

/**
 * gst_sip_transport_check:
 * @self: the transport
 * @milliseconds: the time limit
 *
 * Asks the peer for a sign of life at once. A transport that gets none in that
 * time closes itself with an error; one that cannot ask does nothing.
 *
 * Since: 0.1
 */
void
gst_sip_transport_check (GstSipTransport *self, guint milliseconds)
{
  GstSipTransportClass *klass;

  g_return_if_fail (GST_IS_SIP_TRANSPORT (self));

  klass = GST_SIP_TRANSPORT_GET_CLASS (self);
  if (klass->check != NULL)
    klass->check (self, milliseconds);
}

/**
 * gst_sip_transport_make:
 * @self: the transport
 *
 * Returns: (transfer full) (nullable): another one of the same kind with the
 *   same settings, closed; %NULL where this kind knows no way to make one
 *
 * Since: 0.1
 */
GstSipTransport *
gst_sip_transport_make (GstSipTransport *self)
{
  GstSipTransportClass *klass;
  GstSipTransport *other;

  g_return_val_if_fail (GST_IS_SIP_TRANSPORT (self), NULL);

  klass = GST_SIP_TRANSPORT_GET_CLASS (self);
  if (klass->make == NULL)
    return NULL;
  other = klass->make (self);
  /* One that was made just now is the caller's. */
  if (other != NULL && g_object_is_floating (other))
    gst_object_ref_sink (other);
  return other;
}

/**
 * gst_sip_transport_opened:
 * @self: the transport
 *
 * For subclasses: the connection is there.
 *
 * Since: 0.1
 */
void
gst_sip_transport_opened (GstSipTransport *self)
{
  GstSipTransportPrivate *priv;

  g_return_if_fail (GST_IS_SIP_TRANSPORT (self));

  priv = get_private (self);
  if (priv->user.opened != NULL)
    priv->user.opened (priv->user_data);
}

/**
 * gst_sip_transport_received:
 * @self: the transport
 * @message: (transfer none): one whole message
 *
 * For subclasses: a message came.
 *
 * Since: 0.1
 */
void
gst_sip_transport_received (GstSipTransport *self, GBytes *message)
{
  GstSipTransportPrivate *priv;

  g_return_if_fail (GST_IS_SIP_TRANSPORT (self));
  g_return_if_fail (message != NULL);

  priv = get_private (self);
  if (priv->user.received != NULL)
    priv->user.received (priv->user_data, message);
}

/**
 * gst_sip_transport_closed:
 * @self: the transport
 * @error: (transfer none): why, naming server and reason
 *
 * For subclasses: connecting failed, or the connection is lost. @self is
 * closed by then, and may be opened again from within.
 *
 * Since: 0.1
 */
void
gst_sip_transport_closed (GstSipTransport *self, const GError *error)
{
  GstSipTransportPrivate *priv;

  g_return_if_fail (GST_IS_SIP_TRANSPORT (self));
  g_return_if_fail (error != NULL);

  priv = get_private (self);
  if (priv->user.closed != NULL)
    priv->user.closed (priv->user_data, error);
}
