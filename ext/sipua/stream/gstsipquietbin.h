/* A bin of whose inside the pipeline hears nothing
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls come and go and may fail while the pipeline goes on. So errors stay
 * inside, where the subclass deals with them, and so do state changes and end
 * of stream; only what the pipeline needs passes: latency, clocks, contexts.
 * webrtcbin's messages also hold references to it: unread on the bus of an
 * application without main loop they would keep ended calls alive.
 */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_SIP_QUIET_BIN (gst_sip_quiet_bin_get_type ())
G_DECLARE_DERIVABLE_TYPE (GstSipQuietBin, gst_sip_quiet_bin, GST, SIP_QUIET_BIN,
    GstBin)

/**
 * GstSipQuietBinClass:
 * @failed: an element inside posted @error; called in the thread of whoever
 *   did. May be %NULL
 */
struct _GstSipQuietBinClass
{
  GstBinClass parent_class;

  void (
      *failed) (GstSipQuietBin *self, const GError *error, const gchar *debug);
};

G_END_DECLS
