/* Where a key frame begins in RTP
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/gst.h>

#include "ext/sipua/sdp/gstsipcodec.h"

G_BEGIN_DECLS

/* Whether a decoder of this video codec can begin with this packet: the first
 * of a key frame, or of the parameter sets that go before it. */
gboolean gst_sip_key_frame_begins (const GstSipCodec *codec, GstBuffer *packet);

G_END_DECLS
