/* Media that makes up text, for tests of calls
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An offer is "offer <name> <number>", its answer "answer to <offer>". Handed
 * an answer to another offer than its last one, the media fails, as real media
 * would.
 */
#pragma once

#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/ua/gstsipmedia-private.h"

G_BEGIN_DECLS

#define SIP_TEST_TYPE_MEDIA (sip_test_media_get_type ())
G_DECLARE_FINAL_TYPE (SipTestMedia, sip_test_media, SIP_TEST, MEDIA,
    GstSipMedia)

struct _SipTestMedia
{
  GstSipMedia parent;

  GstSipTimers *timers;
  gchar *name;
  gint64 delay; /* of descriptions; 0: at once, from within the call */
  guint takes_no_offer; /* status that offers are refused with, or 0 */
  const gchar *tells_caller; /* (nullable): why, in a refusal with 488 */
  guint refuse; /* status, instead of the next description */
  GstSipTimer timer;
  gchar *description; /* that is being prepared */
  gchar *offer; /* our last */
  gchar *agreed; /* the offer that holds, of either side */
  guint n_offers;
  gboolean started;
  gboolean stopped;
  gboolean rolled_back;
};

SipTestMedia *sip_test_media_new (GstSipTimers *timers, const gchar *name);

G_END_DECLS
