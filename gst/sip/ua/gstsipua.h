/* The user agent
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Owns everything that SIP needs: the connection, transactions, dialogs, the
 * registration, the calls. Lives in the thread of one GMainContext, that which
 * is thread default where it is made; methods marked so may be called from any
 * thread, signals are emitted in its own.
 */
#pragma once

#include <gst/sip/transport/gstsiptransport.h>
#include <gst/sip/ua/gstsipcall.h>
#include <gst/sip/ua/gstsipuaconfig.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_UA (gst_sip_ua_get_type ())
GST_SIP_API
G_DECLARE_FINAL_TYPE (GstSipUa, gst_sip_ua, GST, SIP_UA, GstObject)

/**
 * GstSipMediaFactory:
 * @call: a new call
 * @user_data: as given
 *
 * Returns: (transfer full) (nullable): the media of @call; without any, calls
 *   have no session description and incoming ones are refused with 488
 *
 * Since: 0.1
 */
typedef GstSipMedia *(
    *GstSipMediaFactory) (GstSipCall *call, gpointer user_data);

/* Takes its own copy of the configuration; real time, real randomness. */
GST_SIP_API
GstSipUa *gst_sip_ua_new (GstSipUaConfig *config, GstSipTransport *transport);
GST_SIP_API
void gst_sip_ua_set_media_factory (GstSipUa *self, GstSipMediaFactory factory,
    gpointer user_data, GDestroyNotify notify);

/* Connects, registers when it is so configured. */
GST_SIP_API
gboolean gst_sip_ua_start (GstSipUa *self, GError **error);
/* Ends calls, un-registers, disconnects; then emits ::stopped. */
GST_SIP_API
void gst_sip_ua_stop (GstSipUa *self);

/* (transfer full) (nullable): any thread. options: (nullable):
 * "extra-headers" (GstStructure), "display-name", "anonymous". NULL with an
 * error when the target cannot be called. */
GST_SIP_API
GstSipCall *gst_sip_ua_call (GstSipUa *self, const gchar *target,
    const GstStructure *options, GError **error);
/* Any thread. */
GST_SIP_API
void gst_sip_ua_register (GstSipUa *self);
/* Any thread. */
GST_SIP_API
void gst_sip_ua_unregister (GstSipUa *self);
/* (transfer full) (element-type GstSipCall): any thread */
GST_SIP_API
GList *gst_sip_ua_get_calls (GstSipUa *self);
/* Any thread. */
GST_SIP_API
gboolean gst_sip_ua_is_connected (GstSipUa *self);
/* Any thread. */
GST_SIP_API
GstSipRegistrationState gst_sip_ua_get_registration_state (GstSipUa *self);
/* A setting that may change while running takes effect; own thread. */
GST_SIP_API
void gst_sip_ua_update_config (GstSipUa *self, GstSipUaConfig *config);

/* The system has other addresses or routes than before; own thread. */
GST_SIP_API
void gst_sip_ua_network_changed (GstSipUa *self);

G_END_DECLS
