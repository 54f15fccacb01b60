/* The send side of one sink pad
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A GstSipInput is a bin with a pad "sink" that takes raw, encoded or RTP
 * media; what came in is decided by its caps. Calls take the media as RTP, each
 * through a branch of its own; one encoder for each codec serves all of them
 * and exists only as long as one of them does. What nobody takes is dropped at
 * the pad: upstream is never blocked, and never hears of an error inside.
 *
 *   sink -> tee +-> queue -> encoder -> tee +-> branch of call 1
 *               |    (one for each codec)   '-> branch of call 2
 *               '-> queue -> encoder -> tee --> branch of call 3
 *
 * Its functions may be called from any thread.
 */
#pragma once

#include <gst/sip/base/gstsiplog.h>

#include "ext/sipua/sdp/gstsipcodec.h"
#include "ext/sipua/stream/gstsipquietbin.h"

G_BEGIN_DECLS

#define GST_TYPE_SIP_INPUT (gst_sip_input_get_type ())
G_DECLARE_FINAL_TYPE (GstSipInput, gst_sip_input, GST, SIP_INPUT,
    GstSipQuietBin)

/**
 * gst_sip_input_new:
 * @kind: audio or video
 * @name: (nullable): of the element
 * @log: (nullable): where missing elements and errors are told
 *
 * To be added to sipuabin and brought to its state; its pad "sink" is to be
 * ghosted. Setting it to NULL and removing it is all that its end takes:
 * branches that calls still have just go dry.
 *
 * Returns: (transfer floating):
 */
GstElement *gst_sip_input_new (GstSipMediaKind kind, const gchar *name,
    GstSipLog *log);

/* What its pad takes, of either kind of media; also for pad templates. */
GstCaps *gst_sip_input_get_template_caps (GstSipMediaKind kind);

GstSipMediaKind gst_sip_input_get_kind (GstSipInput *self);

/* Whether this codec can be sent: raw media need an encoder that is installed,
 * others have to be of that codec already. As long as no caps are known,
 * upstream is asked for them, and raw media are expected if that tells
 * nothing. */
gboolean gst_sip_input_can_send (GstSipInput *self, const GstSipCodec *codec);

/* Whether it is known what comes in: from the caps of the pad, or as upstream
 * can give one thing only. Where nothing is linked there is nothing to wait
 * for. */
gboolean gst_sip_input_is_settled (GstSipInput *self);

/* Whether branches carry RTP, which needs no payloader but the payload type and
 * SSRC of the call; encoded media otherwise. */
gboolean gst_sip_input_gives_rtp (GstSipInput *self);

/**
 * gst_sip_input_attach:
 * @sink: an unlinked sink pad of a sibling, in the same bin as @self
 * @codec: of the branch
 * @error: %GST_SIP_ERROR_MEDIA, naming the element that is missing
 *
 * Links @sink to encoded media (to RTP, if that is what comes in) and asks the
 * encoder for a key frame. Ends with gst_sip_input_detach().
 */
gboolean gst_sip_input_attach (GstSipInput *self, GstPad *sink,
    const GstSipCodec *codec, GError **error);

/* Unlinks @sink; the encoder goes with its last branch. Never waits for data
 * that flow. */
void gst_sip_input_detach (GstSipInput *self, GstPad *sink);

G_END_DECLS
