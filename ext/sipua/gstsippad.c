/* The pads of sipuabin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Ghost pads that know whose media they carry, so that an application with
 * several calls can tell them apart.
 */
#include "ext/sipua/gstsippad.h"

struct _GstSipPad
{
  GstGhostPad parent_instance;

  GstSipCall *call;
  gchar *mid;
};

enum
{
  PROP_CALL = 1,
  PROP_MID,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (GstSipPad, gst_sip_pad, GST_TYPE_GHOST_PAD)

static void
gst_sip_pad_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  GstSipPad *self = GST_SIP_PAD (object);

  switch (id) {
    case PROP_CALL:
      g_value_set_object (value, self->call);
      break;
    case PROP_MID:
      g_value_set_string (value, self->mid);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
gst_sip_pad_dispose (GObject *object)
{
  GstSipPad *self = GST_SIP_PAD (object);

  g_clear_object (&self->call);
  g_clear_pointer (&self->mid, g_free);
  G_OBJECT_CLASS (gst_sip_pad_parent_class)->dispose (object);
}

static void
gst_sip_pad_class_init (GstSipPadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = gst_sip_pad_get_property;
  object_class->dispose = gst_sip_pad_dispose;

  /**
   * GstSipPad:call:
   *
   * The call whose media comes out here; %NULL on a sink pad, which serves
   * every call.
   *
   * Since: 0.1
   */
  properties[PROP_CALL] = g_param_spec_object ("call", "Call",
      "The call whose media come out here; none on a sink pad, which serves "
      "all",
      GST_TYPE_SIP_CALL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * GstSipPad:mid:
   *
   * The identification of the media line in the session description (RFC 5888).
   *
   * Since: 0.1
   */
  properties[PROP_MID] = g_param_spec_string ("mid", "Media identification",
      "The media line of the session description (RFC 5888)", NULL,
      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
gst_sip_pad_init (GstSipPad *self)
{
}

GstPad *
gst_sip_pad_new (const gchar *name, GstPad *target, GstPadTemplate *template,
    GstSipCall *call, const gchar *mid)
{
  GstSipPad *self = g_object_new (GST_TYPE_SIP_PAD, "name", name, "direction",
      GST_PAD_TEMPLATE_DIRECTION (template), "template", template, NULL);

  g_set_object (&self->call, call);
  self->mid = g_strdup (mid);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self), target);
  return GST_PAD (self);
}

GstSipCall *
gst_sip_pad_get_call (GstSipPad *self)
{
  return self->call;
}
