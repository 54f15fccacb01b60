/* sipuabin: a SIP user agent as a GstBin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_UA_BIN (gst_sip_ua_bin_get_type ())
G_DECLARE_FINAL_TYPE (GstSipUaBin, gst_sip_ua_bin, GST, SIP_UA_BIN, GstBin)

G_END_DECLS
