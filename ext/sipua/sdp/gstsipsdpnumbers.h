/* Payload types on the way between the wire and webrtcbin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A codec has up to three payload types. Each end names the one that it wants
 * to receive (RFC 3264 section 6.1), and may name another in a later
 * description (section 8.3.2); webrtcbin keeps the first one that it heard of
 * for the whole call. So descriptions, and packets, are translated.
 *
 *   from the peer   what our descriptions say -> webrtcbin's
 *   to the peer     webrtcbin's -> what the peer's last description says
 */
#pragma once

#include "ext/sipua/sdp/gstsipsdp.h"

G_BEGIN_DECLS

/* Payload type by payload type; those that mean nothing stay what they are. */
typedef struct
{
  guint8 to[GST_SIP_SDP_N_PAYLOAD_TYPES];
} GstSipSdpNumbers;

/* Nothing is translated. */
void gst_sip_sdp_numbers_init (GstSipSdpNumbers *self);
/* lines: (element-type GstSipSdpLine): all that packets of may come */
GstSipSdpNumbers gst_sip_sdp_lines_get_received (GPtrArray *lines);
GstSipSdpNumbers gst_sip_sdp_line_get_sent (const GstSipSdpLine *line);
/* Whether there is anything to translate. */
gboolean gst_sip_sdp_numbers_differ (const GstSipSdpNumbers *self);

/* (element-type guint32): the sources that the peer has named on the line */
GArray *gst_sip_sdp_line_get_remote_ssrcs (const GstSipSdpLine *line);

G_END_DECLS
