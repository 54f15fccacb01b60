/* The receive side of one medium of a call
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A GstSipOutput is a bin with one pad "src" for the life of the call. Of
 * webrtcbin's src pads, one for each SSRC and payload type, the one that
 * delivers feeds it. What comes out is what is linked to it: raw media, or the
 * codec's frames or RTP where only that is taken downstream. With nothing
 * linked, or before media may flow, what arrives is held, see GstSipHeld;
 * nothing is decoded until somebody listens. Errors downstream and in the
 * decoder stop nothing: a peer may send rubbish.
 *
 *   webrtcbin src_0 -> |
 *   webrtcbin src_3 -> | sink -> [depayloader, decoder] -> src
 */
#pragma once

#include <gst/sip/base/gstsiplog.h>

#include "ext/sipua/sdp/gstsipcodec.h"
#include "ext/sipua/stream/gstsipheld.h"
#include "ext/sipua/stream/gstsipquietbin.h"

G_BEGIN_DECLS

#define GST_TYPE_SIP_OUTPUT (gst_sip_output_get_type ())
G_DECLARE_FINAL_TYPE (GstSipOutput, gst_sip_output, GST, SIP_OUTPUT,
    GstSipQuietBin)

/* What becomes of the media that arrive. */
typedef enum
{
  GST_SIP_FLOW_WAIT, /* they are held until it is known */
  GST_SIP_FLOW_CLOSED, /* they are dropped, at once */
  GST_SIP_FLOW_OPEN,
} GstSipFlow;

/* (transfer floating); label: of the call, for logs */
GstElement *gst_sip_output_new (GstSipMediaKind kind, GstSipLog *log,
    const gchar *label);

/* Feeds RTP of this codec, from a pad that is not linked, after what is
 * held of it; from now on the pad that delivers is the one that is heard. held:
 * (nullable): what it gave so far. Call it in one thread only. */
void gst_sip_output_add_source (GstSipOutput *self, GstPad *pad,
    const GstSipCodec *codec, GstSipHeld *held);

/* It waits to begin with. From any thread; counts from the next buffer on. */
void gst_sip_output_set_flow (GstSipOutput *self, GstSipFlow flow);

/* Closes it for good: afterwards no element is added or removed inside. */
void gst_sip_output_shut (GstSipOutput *self);

/* Whether no streaming thread is in it, nor in what is linked to it. Once it is
 * shut and idle, nothing goes downstream any more. */
gboolean gst_sip_output_is_idle (GstSipOutput *self);

G_END_DECLS
