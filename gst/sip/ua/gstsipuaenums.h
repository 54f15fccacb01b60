/* Enumerations that show on the element
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * gst-inspect-1.0 prints the names of enumeration values, so these types are
 * registered by hand, with sentences for names.
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_LOG_LEVEL (gst_sip_log_level_get_type ())
GST_SIP_API
GType gst_sip_log_level_get_type (void);

/**
 * GstSipIceTransportPolicy:
 * @GST_SIP_ICE_TRANSPORT_POLICY_ALL: candidates of every kind
 * @GST_SIP_ICE_TRANSPORT_POLICY_RELAY: only candidates on a TURN server, which
 *   hides the own addresses from the peer
 *
 * Which addresses media may use.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_SIP_ICE_TRANSPORT_POLICY_ALL,
  GST_SIP_ICE_TRANSPORT_POLICY_RELAY,
} GstSipIceTransportPolicy;

#define GST_TYPE_SIP_ICE_TRANSPORT_POLICY \
  (gst_sip_ice_transport_policy_get_type ())
GST_SIP_API
GType gst_sip_ice_transport_policy_get_type (void);

G_END_DECLS
