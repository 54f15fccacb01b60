/* Which STUN and TURN servers serve
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All servers of both lists are resolved and asked at the same time; what they
 * say is kept for the calls, which thus never wait for a server that is not
 * there. Such a server is reported once, and again only when it fails in
 * another way, or after it served in between.
 *
 * It belongs to the thread of its timers.
 */
#pragma once

#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/base/gstsiptimers.h"

G_BEGIN_DECLS

typedef struct _GstSipIceProbe GstSipIceProbe;

/* text: "stun:stun.example.org:3478: no answer within 3 s", without
 * credentials */
typedef void (*GstSipIceProbeFunc) (const gchar *text, gpointer user_data);

/* Embed one in what waits; unwait before it goes. */
typedef struct
{
  void (*settled) (gpointer owner);
  gpointer owner;
} GstSipIceWaiter;

/* log: (nullable). Asks nobody before gst_sip_ice_probe_start().
 * (transfer full) */
GstSipIceProbe *gst_sip_ice_probe_new (GstSipTimers *timers, GstSipLog *log);
void gst_sip_ice_probe_free (GstSipIceProbe *self);

/* For what is worth a warning; before it is started. */
void gst_sip_ice_probe_set_report (GstSipIceProbe *self,
    GstSipIceProbeFunc report, gpointer user_data, GDestroyNotify notify);

/* The lists as the properties carry them. One that cannot be parsed is reported
 * and taken for empty. Other servers than before are asked, once started. */
void gst_sip_ice_probe_set_servers (GstSipIceProbe *self, const gchar *stun,
    const gchar *turn);
void gst_sip_ice_probe_start (GstSipIceProbe *self);
/* Nobody is asked any more, nor told anything. */
void gst_sip_ice_probe_stop (GstSipIceProbe *self);
/* The network changed: what was known is forgotten. */
void gst_sip_ice_probe_again (GstSipIceProbe *self);
/* It may be out of date: all are asked again, soon, unless they just were. */
void gst_sip_ice_probe_doubt (GstSipIceProbe *self);
/* A call got no relay: TURN servers are asked for one to hear why. */
void gst_sip_ice_probe_miss_relay (GstSipIceProbe *self);
/* Likewise, but only where failures are known that are not new. */
void gst_sip_ice_probe_refresh (GstSipIceProbe *self);

/* Whether it is known what a call is to use. */
gboolean gst_sip_ice_probe_is_settled (GstSipIceProbe *self);
/* Until then. Told once, and not at once. */
void gst_sip_ice_probe_wait (GstSipIceProbe *self, GstSipIceWaiter *waiter);
void gst_sip_ice_probe_unwait (GstSipIceProbe *self, GstSipIceWaiter *waiter);

/* As webrtcbin takes it, with an address in place of a name: the first in the
 * list that serves; before it is settled, the first that may.
 * (transfer full) (nullable) */
gchar *gst_sip_ice_probe_get_stun (GstSipIceProbe *self);
/* Likewise all that do or may; desperate: also those that did not answer. They
 * hold passwords. (transfer full) */
GStrv gst_sip_ice_probe_get_turn (GstSipIceProbe *self, gboolean desperate);

G_END_DECLS
