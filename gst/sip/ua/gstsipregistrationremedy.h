/* What to do about a REGISTER that failed, and when
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * RFC 5626 sections 4.4 and 4.5, RFC 3263 section 4.3. Sends nothing.
 */
#pragma once

#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/message/gstsipmessage.h"

G_BEGIN_DECLS

typedef enum
{
  /* The same credentials would be refused again, and too many tries lock an
   * account: nothing, until the application or a new connection changes
   * something. */
  GST_SIP_REMEDY_GIVE_UP,
  /* Trying again here, after a growing time. */
  GST_SIP_REMEDY_WAIT,
  /* The same, but from the longest time on: it takes a person to change it. */
  GST_SIP_REMEDY_WAIT_LONG,
  /* This server is of no use: another one at once, where there is one; else
   * trying again here. */
  GST_SIP_REMEDY_MOVE,
  /* The flow is dead, the server may be well: another connection. */
  GST_SIP_REMEDY_RECONNECT,
} GstSipRemedy;

/* status: of a final answer. Where there is none, that is RECONNECT. */
GstSipRemedy gst_sip_remedy_choose (guint status);
/* In seconds. n_failures: those before; response: (nullable): may ask for a
 * time, then *asked is set. */
gdouble gst_sip_remedy_get_delay (GstSipRemedy remedy, guint n_failures,
    GstSipMessage *response, GstSipRandom *random, gboolean *asked);

G_END_DECLS
