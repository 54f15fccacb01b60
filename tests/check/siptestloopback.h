/* A network for tests that loses, delays, duplicates and reorders
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Carries whole messages between ends that it numbers, on a virtual clock:
 *
 *     timers = gst_sip_timers_new_virtual ();
 *     net = sip_test_loopback_new (timers, seed);
 *     alice = sip_test_loopback_add_end (net, on_received, a);
 *     bob = sip_test_loopback_add_end (net, on_received, b);
 *     sip_test_loopback_send (net, alice, bob, bytes);
 *     gst_sip_timers_advance (timers, G_TIME_SPAN_SECOND);
 *
 * Nothing arrives from within a send. The same seed gives the same weather for
 * the same sends. Ends know nothing of SIP.
 */
#pragma once

#include "gst/sip/base/gstsiptimers.h"

G_BEGIN_DECLS

/* How bad the network is. All zero: each message arrives once, in order, and
 * at once. */
typedef struct
{
  gdouble loss; /* share of messages that never arrive, 0 to 1 */
  gdouble duplicate; /* share that arrives twice, each copy with its delay */
  gdouble reorder; /* share that may overtake others; the rest keeps order */
  gint64 min_delay; /* microseconds */
  gint64 max_delay;
} SipTestWeather;

typedef struct
{
  guint sent;
  guint lost; /* by the weather, or by a cut */
  guint duplicated;
  guint delivered;
} SipTestLoopbackCounts;

typedef struct _SipTestLoopback SipTestLoopback;
typedef void (*SipTestReceived) (gpointer user_data, guint from, GBytes *bytes);

/* timers: must outlive the network */
SipTestLoopback *sip_test_loopback_new (GstSipTimers *timers, guint32 seed);
void sip_test_loopback_free (SipTestLoopback *self);

/* Returns: the number of the end: 0, 1, ... */
guint sip_test_loopback_add_end (SipTestLoopback *self,
    SipTestReceived received, gpointer user_data);

/* For what is sent from now on. */
void sip_test_loopback_set_weather (SipTestLoopback *self,
    const SipTestWeather *weather);

void sip_test_loopback_send (SipTestLoopback *self, guint from, guint to,
    GBytes *bytes);

/* FALSE: what is under way to or from this end is lost, and what is sent
 * until it is TRUE again. */
void sip_test_loopback_set_connected (SipTestLoopback *self, guint end,
    gboolean connected);

guint sip_test_loopback_get_n_under_way (SipTestLoopback *self);
const SipTestLoopbackCounts *sip_test_loopback_get_counts (
    SipTestLoopback *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipTestLoopback, sip_test_loopback_free)

G_END_DECLS
