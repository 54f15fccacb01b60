/* Enumerations that show on the element
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipuaenums.h"

GType
gst_sip_log_level_get_type (void)
{
  static GType type = 0;
  static const GEnumValue values[] = {
      {GST_SIP_LOG_LEVEL_ERROR, "What stops the user agent from working",
       "error"                                                                  },
      {GST_SIP_LOG_LEVEL_WARN,  "Also what went wrong, but is dealt with",
       "warn"                                                                   },
      {GST_SIP_LOG_LEVEL_LOG,
       "Also what a user would tell: registered, call "
          "ended, SIP traces",                                             "log"},
      {GST_SIP_LOG_LEVEL_DEBUG, "Also state changes and ignored inputs",
       "debug"                                                                  },
      {0,                       NULL,                                      NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static (g_intern_static_string ("GstSipLogLevel"),
            values));
  return type;
}

GType
gst_sip_ice_transport_policy_get_type (void)
{
  static GType type = 0;
  static const GEnumValue values[] = {
      {GST_SIP_ICE_TRANSPORT_POLICY_ALL,   "Any address: host, STUN and TURN",
       "all"                                                                       },
      {GST_SIP_ICE_TRANSPORT_POLICY_RELAY, "Addresses on a TURN server only",
       "relay"                                                                     },
      {0,                                  NULL,                               NULL},
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static (g_intern_static_string (
                                    "GstSipIceTransportPolicy"),
            values));
  return type;
}
