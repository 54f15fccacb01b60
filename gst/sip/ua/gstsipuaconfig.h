/* What a user agent can be told: its properties, declared and stored once
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The properties are those of the seed document and those of design.md section
 * 4. sipuabin offers the same list and forwards by name, so that each is
 * written down here only.
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_UA_CONFIG (gst_sip_ua_config_get_type ())
GST_SIP_API
G_DECLARE_FINAL_TYPE (GstSipUaConfig, gst_sip_ua_config, GST, SIP_UA_CONFIG,
    GstObject)

GST_SIP_API
GstSipUaConfig *gst_sip_ua_config_new (void);
/* (transfer full): with everything, secrets too */
GST_SIP_API
GstSipUaConfig *gst_sip_ua_config_copy (GstSipUaConfig *self);
/* Whether the values make sense together; names the property and quotes the
 * value (GST_SIP_ERROR_CONFIGURATION). */
GST_SIP_API
gboolean gst_sip_ua_config_validate (GstSipUaConfig *self, GError **error);

/* Any thread. */
GST_SIP_API
gboolean gst_sip_ua_config_is_anonymous (GstSipUaConfig *self);

/**
 * gst_sip_ua_config_install_properties: (skip)
 * @klass: a class that hands set_property and get_property on
 *
 * Installs every setting on @klass: on the configuration itself, and on an
 * element that offers the same settings and forwards them by name.
 *
 * Returns: the first property id that is free afterwards
 *
 * Since: 0.1
 */
GST_SIP_API
guint gst_sip_ua_config_install_properties (GObjectClass *klass);

G_END_DECLS
