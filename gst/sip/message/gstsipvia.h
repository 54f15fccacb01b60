/* Via and CSeq (RFC 3261 sections 20.42, 20.16)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/base/gstsipenums.h"
#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

typedef struct
{
  GstSipSlice protocol; /* of SIP/2.0/WSS: WSS */
  GstSipSlice host;
  GstSipSlice port;
  GstSipSlice branch;
  GstSipSlice received;
  gboolean has_rport;
  GstSipSlice rport;
  GstSipSlice params;
} GstSipVia;

gboolean gst_sip_via_parse (GstSipVia *via, GstSipSlice text, GError **error);
/* Whether the branch starts with z9hG4bK and has more than that. */
gboolean gst_sip_via_has_rfc3261_branch (const GstSipVia *via);

typedef struct
{
  guint32 number;
  GstSipMethod method;
  GstSipSlice method_name;
} GstSipCSeq;

gboolean gst_sip_cseq_parse (GstSipCSeq *cseq, GstSipSlice text,
    GError **error);

G_END_DECLS
