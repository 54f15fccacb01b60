/* For those who bring their own ports: tests, and sipuabin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/ua/gstsipua.h"

G_BEGIN_DECLS

/* timers and random: (transfer none), must outlive the user agent; log may be
 * NULL */
GST_SIP_API
GstSipUa *gst_sip_ua_new_full (GstSipUaConfig *config,
    GstSipTransport *transport, GstSipTimers *timers, GstSipRandom *random,
    GstSipLog *log);

/* Reads the settings as gst_sip_ua_start() will, so that calls may be made as
 * soon as that has been asked for. GST_SIP_ERROR_CONFIGURATION */
GST_SIP_API
gboolean gst_sip_ua_prepare (GstSipUa *self, GError **error);

G_END_DECLS
