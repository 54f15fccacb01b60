/* Which elements code a codec
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The other half of the codec table: for each codec, how raw media become its
 * frames and RTP packets, and back. Written as gst-launch would have it.
 */
#pragma once

#include "ext/sipua/sdp/gstsipcodec.h"

G_BEGIN_DECLS

/* As what media pass a pad. */
typedef enum
{
  GST_SIP_FORM_RAW,
  GST_SIP_FORM_ENCODED,
  GST_SIP_FORM_RTP,
} GstSipForm;

/* What a chain of elements does. */
typedef enum
{
  GST_SIP_CODER_ENCODE, /* raw to encoded */
  GST_SIP_CODER_PAY, /* encoded to RTP */
  GST_SIP_CODER_DEPAY, /* RTP to encoded */
  GST_SIP_CODER_DECODE, /* RTP to raw */
  GST_SIP_CODER_N_TASKS,
} GstSipCoderTask;

/* Name of an element that the task needs and that is not installed; NULL if
 * all are there. */
const gchar *gst_sip_coders_get_missing (const GstSipCodec *codec,
    GstSipCoderTask task);

/* Whether there is a payloader for frames with such caps. */
gboolean gst_sip_coders_can_pay (const GstSipCodec *codec,
    const GstStructure *encoded);

/* A bin with pads "sink" and "src".
 * Error: GST_SIP_ERROR_MEDIA, naming the element that is missing.
 * (transfer floating) */
GstElement *gst_sip_coders_make (const GstSipCodec *codec, GstSipCoderTask task,
    GError **error);

/* The one element in a bin of gst_sip_coders_make() that makes RTP packets.
 * (transfer full) */
GstElement *gst_sip_coders_get_payloader (GstElement *bin);

GstSipForm gst_sip_form_of_structure (const GstStructure *structure);

/* Media type of the codec's frames, "audio/x-opus". */
const gchar *gst_sip_coders_get_media_type (const GstSipCodec *codec);

G_END_DECLS
