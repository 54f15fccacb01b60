/* The plugin sipua
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/gstsipuabin.h"
#include "gst/sip/base/gstsiplog.h"

#define PACKAGE "sipua"

static gboolean
plugin_init (GstPlugin *plugin)
{
  gst_sip_log_register_categories ();
  return gst_element_register (plugin, "sipuabin", GST_RANK_NONE,
      GST_TYPE_SIP_UA_BIN);
}

GST_PLUGIN_DEFINE (GST_VERSION_MAJOR, GST_VERSION_MINOR, sipua,
    "SIP user agent over WebSocket with WebRTC media", plugin_init,
    PACKAGE_VERSION, "LGPL", PACKAGE, "https://www.rfc-editor.org/rfc/rfc7118")
