/* The port through which a call gets its session description and its media
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipmedia-private.h"

#include "gst/sip/base/gstsiperror.h"

typedef struct
{
  const GstSipMediaUser *user;
  gpointer user_data;
  GstStructure *stats; /* the last, under the object lock */
} GstSipMediaPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (GstSipMedia, gst_sip_media,
    GST_TYPE_OBJECT)

static void
gst_sip_media_finalize (GObject *object)
{
  GstSipMediaPrivate *priv =
      gst_sip_media_get_instance_private (GST_SIP_MEDIA (object));

  g_clear_pointer (&priv->stats, gst_structure_free);
  G_OBJECT_CLASS (gst_sip_media_parent_class)->finalize (object);
}

static void
gst_sip_media_class_init (GstSipMediaClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_sip_media_finalize;
}

static void
gst_sip_media_init (GstSipMedia *self)
{
}

void
gst_sip_media_set_user (GstSipMedia *self, const GstSipMediaUser *user,
    gpointer user_data)
{
  GstSipMediaPrivate *priv = gst_sip_media_get_instance_private (self);

  priv->user = user;
  priv->user_data = user_data;
}

gboolean
gst_sip_media_check_offer (GstSipMedia *self, const gchar *content_type,
    GBytes *offer, GError **error)
{
  GstSipMediaClass *klass = GST_SIP_MEDIA_GET_CLASS (self);

  return klass->check_offer == NULL ||
      klass->check_offer (self, content_type, offer, error);
}

/* (transfer full): of a subclass, in another language perhaps */
static GError *
new_missing_error (GstSipMedia *self, const gchar *function)
{
  return g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "the media %s do not implement %s()", G_OBJECT_TYPE_NAME (self),
      function);
}

void
gst_sip_media_create_offer (GstSipMedia *self)
{
  GstSipMediaClass *klass = GST_SIP_MEDIA_GET_CLASS (self);
  g_autoptr (GError) error = NULL;

  if (klass->create_offer != NULL) {
    klass->create_offer (self);
    return;
  }
  error = new_missing_error (self, "create_offer");
  gst_sip_media_refused (self, 500, error);
}

void
gst_sip_media_create_answer (GstSipMedia *self, const gchar *content_type,
    GBytes *offer)
{
  GstSipMediaClass *klass = GST_SIP_MEDIA_GET_CLASS (self);
  g_autoptr (GError) error = NULL;

  if (klass->create_answer != NULL) {
    klass->create_answer (self, content_type, offer);
    return;
  }
  error = new_missing_error (self, "create_answer");
  gst_sip_media_refused (self, 500, error);
}

void
gst_sip_media_accept_answer (GstSipMedia *self, const gchar *content_type,
    GBytes *answer)
{
  GstSipMediaClass *klass = GST_SIP_MEDIA_GET_CLASS (self);
  g_autoptr (GError) error = NULL;

  if (klass->accept_answer != NULL) {
    klass->accept_answer (self, content_type, answer);
    return;
  }
  error = new_missing_error (self, "accept_answer");
  gst_sip_media_failed (self, error);
}

void
gst_sip_media_confirm_answer (GstSipMedia *self, const gchar *content_type,
    GBytes *answer, gboolean same_dialog)
{
  GstSipMediaClass *klass = GST_SIP_MEDIA_GET_CLASS (self);
  g_autoptr (GError) error = NULL;

  if (klass->confirm_answer != NULL) {
    klass->confirm_answer (self, content_type, answer, same_dialog);
  } else if (!same_dialog) {
    error = g_error_new_literal (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        GST_SIP_MEDIA_OTHER_DEVICE);
    gst_sip_media_failed (self, error);
  }
}

void
gst_sip_media_start (GstSipMedia *self)
{
  GstSipMediaClass *klass = GST_SIP_MEDIA_GET_CLASS (self);

  if (klass->start != NULL)
    klass->start (self);
}

void
gst_sip_media_rollback (GstSipMedia *self)
{
  GstSipMediaClass *klass = GST_SIP_MEDIA_GET_CLASS (self);

  if (klass->rollback != NULL)
    klass->rollback (self);
}

void
gst_sip_media_stop (GstSipMedia *self)
{
  GstSipMediaClass *klass = GST_SIP_MEDIA_GET_CLASS (self);

  gst_sip_media_set_user (self, NULL, NULL);
  if (klass->stop != NULL)
    klass->stop (self);
}

/**
 * gst_sip_media_described:
 * @self: the media of a call
 * @description: the description that was asked for, application/sdp
 *
 * Since: 0.1
 */
void
gst_sip_media_described (GstSipMedia *self, GBytes *description)
{
  GstSipMediaPrivate *priv = gst_sip_media_get_instance_private (self);

  if (priv->user != NULL)
    priv->user->described (priv->user_data, description);
}

/**
 * gst_sip_media_refused:
 * @self: the media of a call
 * @status: what the caller is told: 488 for an offer that cannot be met, 500
 *   for a failure of our own
 * @error: why
 *
 * Tells that there is no description.
 *
 * Since: 0.1
 */
void
gst_sip_media_refused (GstSipMedia *self, guint status, const GError *error)
{
  GstSipMediaPrivate *priv = gst_sip_media_get_instance_private (self);

  if (priv->user != NULL)
    priv->user->refused (priv->user_data, status, error);
}

/**
 * gst_sip_media_connected:
 * @self: the media of a call
 *
 * Tells that ICE and DTLS are up and that the peer is who it claims to be.
 *
 * Since: 0.1
 */
void
gst_sip_media_connected (GstSipMedia *self)
{
  GstSipMediaPrivate *priv = gst_sip_media_get_instance_private (self);

  if (priv->user != NULL)
    priv->user->connected (priv->user_data);
}

/**
 * gst_sip_media_failed:
 * @self: the media of a call
 * @error: why
 *
 * Tells that there is no media, or no more: the call ends with @error as its
 * reason.
 *
 * Since: 0.1
 */
void
gst_sip_media_failed (GstSipMedia *self, const GError *error)
{
  GstSipMediaPrivate *priv = gst_sip_media_get_instance_private (self);

  if (priv->user != NULL)
    priv->user->failed (priv->user_data, error);
}

/**
 * gst_sip_media_take_stats:
 * @self: the media of a call
 * @stats: (transfer full): how the media does now; fields as the
 *   implementation documents them
 *
 * Tells the call its new statistics, now and then as they change.
 *
 * Since: 0.1
 */
void
gst_sip_media_take_stats (GstSipMedia *self, GstStructure *stats)
{
  GstSipMediaPrivate *priv = gst_sip_media_get_instance_private (self);
  GstStructure *previous;

  GST_OBJECT_LOCK (self);
  previous = priv->stats;
  priv->stats = stats;
  GST_OBJECT_UNLOCK (self);
  g_clear_pointer (&previous, gst_structure_free);
  if (priv->user != NULL)
    priv->user->stats_changed (priv->user_data);
}

/**
 * gst_sip_media_get_stats:
 * @self: the media of a call
 *
 * Returns: (transfer full) (nullable): the last statistics, kept after the end
 *   of the call; %NULL before there are any. From any thread
 *
 * Since: 0.1
 */
GstStructure *
gst_sip_media_get_stats (GstSipMedia *self)
{
  GstSipMediaPrivate *priv = gst_sip_media_get_instance_private (self);
  GstStructure *stats;

  GST_OBJECT_LOCK (self);
  stats = priv->stats != NULL ? gst_structure_copy (priv->stats) : NULL;
  GST_OBJECT_UNLOCK (self);
  return stats;
}
