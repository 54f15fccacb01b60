/* A network for tests that loses, delays, duplicates and reorders
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestloopback.h"

#include "gst/sip/base/gstsiprandom.h"

typedef struct
{
  SipTestReceived received;
  gpointer user_data;
  gboolean connected;
} End;

/* A message under way. */
typedef struct
{
  SipTestLoopback *network;
  GstSipTimer timer;
  guint from, to;
  GBytes *bytes;
} Packet;

struct _SipTestLoopback
{
  GstSipTimers *timers;
  GstSipRandom *random;
  GArray *ends; /* of End */
  GHashTable *packets; /* set of Packet, owned */
  GHashTable *arrivals; /* "from, to" -> when the last in order arrives */
  SipTestWeather weather;
  SipTestLoopbackCounts counts;
};

static void
packet_free (gpointer data)
{
  Packet *packet = data;

  gst_sip_timer_disarm (&packet->timer);
  g_bytes_unref (packet->bytes);
  g_free (packet);
}

SipTestLoopback *
sip_test_loopback_new (GstSipTimers *timers, guint32 seed)
{
  SipTestLoopback *self = g_new0 (SipTestLoopback, 1);

  self->timers = timers;
  self->random = gst_sip_random_new_seeded (seed);
  self->ends = g_array_new (FALSE, FALSE, sizeof (End));
  self->packets = g_hash_table_new_full (NULL, NULL, packet_free, NULL);
  self->arrivals =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

void
sip_test_loopback_free (SipTestLoopback *self)
{
  g_hash_table_unref (self->packets);
  g_hash_table_unref (self->arrivals);
  g_array_unref (self->ends);
  gst_sip_random_free (self->random);
  g_free (self);
}

static End *
get_end (SipTestLoopback *self, guint number)
{
  g_assert_cmpuint (number, <, self->ends->len);
  return &g_array_index (self->ends, End, number);
}

guint
sip_test_loopback_add_end (SipTestLoopback *self, SipTestReceived received,
    gpointer user_data)
{
  End end = {received, user_data, TRUE};

  g_array_append_val (self->ends, end);
  return self->ends->len - 1;
}

void
sip_test_loopback_set_weather (SipTestLoopback *self,
    const SipTestWeather *weather)
{
  g_assert_cmpint (weather->min_delay, <=, weather->max_delay);
  self->weather = *weather;
}

static gboolean
happens (SipTestLoopback *self, gdouble share)
{
  return share > 0 && gst_sip_random_double (self->random, 0, 1) < share;
}

/* When the last message in order from one end to the other arrives. */
static gint64 *
get_arrival (SipTestLoopback *self, guint from, guint to)
{
  gint64 key = (gint64) from << 32 | to;
  gint64 *arrival = g_hash_table_lookup (self->arrivals, &key);

  if (arrival == NULL) {
    arrival = g_new0 (gint64, 1);
    g_hash_table_insert (self->arrivals, g_memdup2 (&key, sizeof key), arrival);
  }
  return arrival;
}

static gint64
choose_delay (SipTestLoopback *self, guint from, guint to)
{
  const SipTestWeather *weather = &self->weather;
  gint64 now = gst_sip_timers_get_time (self->timers);
  gint64 spread = weather->max_delay - weather->min_delay;
  gint64 delay = weather->min_delay;
  gint64 *arrival;

  if (spread > 0)
    delay += gst_sip_random_double (self->random, 0, spread);
  if (happens (self, weather->reorder))
    return delay;

  arrival = get_arrival (self, from, to);
  *arrival = MAX (*arrival, now + delay);
  return *arrival - now;
}

static void
on_arrival (gpointer owner)
{
  Packet *packet = owner;
  SipTestLoopback *self = packet->network;
  End *end = get_end (self, packet->to);

  self->counts.delivered++;
  g_hash_table_steal (self->packets, packet);
  end->received (end->user_data, packet->from, packet->bytes);
  packet_free (packet);
}

static void
launch (SipTestLoopback *self, guint from, guint to, GBytes *bytes)
{
  Packet *packet = g_new0 (Packet, 1);

  packet->network = self;
  packet->timer.expired = on_arrival;
  packet->timer.owner = packet;
  packet->from = from;
  packet->to = to;
  packet->bytes = g_bytes_ref (bytes);
  g_hash_table_add (self->packets, packet);
  gst_sip_timer_arm (&packet->timer, self->timers,
      choose_delay (self, from, to));
}

void
sip_test_loopback_send (SipTestLoopback *self, guint from, guint to,
    GBytes *bytes)
{
  self->counts.sent++;
  if (!get_end (self, from)->connected || !get_end (self, to)->connected ||
      happens (self, self->weather.loss)) {
    self->counts.lost++;
    return;
  }
  launch (self, from, to, bytes);
  if (happens (self, self->weather.duplicate)) {
    self->counts.duplicated++;
    launch (self, from, to, bytes);
  }
}

void
sip_test_loopback_set_connected (SipTestLoopback *self, guint number,
    gboolean connected)
{
  GHashTableIter iter;
  gpointer key;

  get_end (self, number)->connected = connected;
  if (connected)
    return;

  g_hash_table_iter_init (&iter, self->packets);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    Packet *packet = key;

    if (packet->from == number || packet->to == number) {
      self->counts.lost++;
      g_hash_table_iter_remove (&iter);
    }
  }
}

guint
sip_test_loopback_get_n_under_way (SipTestLoopback *self)
{
  return g_hash_table_size (self->packets);
}

const SipTestLoopbackCounts *
sip_test_loopback_get_counts (SipTestLoopback *self)
{
  return &self->counts;
}
