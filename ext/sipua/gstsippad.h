/* The source pads of sipuabin: which call, which media
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/ua/gstsipcall.h"

G_BEGIN_DECLS

#define GST_TYPE_SIP_PAD (gst_sip_pad_get_type ())
G_DECLARE_FINAL_TYPE (GstSipPad, gst_sip_pad, GST, SIP_PAD, GstGhostPad)

/* call and mid: of a source pad; NULL for a sink pad, which serves all calls */
GstPad *gst_sip_pad_new (const gchar *name, GstPad *target,
    GstPadTemplate *template, GstSipCall *call, const gchar *mid);

GstSipCall *gst_sip_pad_get_call (GstSipPad *self);

G_END_DECLS
