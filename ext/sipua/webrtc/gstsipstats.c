/* The statistics of a call, from those of webrtcbin
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/webrtc/gstsipstats.h"

#include <gst/webrtc/webrtc.h>

/* Every video codec's, and no audio codec's. */
#define VIDEO_CLOCK_RATE 90000

typedef struct
{
  guint64 packets_sent, bytes_sent;
  guint64 packets_received, bytes_received;
  gint64 packets_lost;
  gdouble jitter, round_trip_time;
} Counts;

typedef struct
{
  const GstStructure *report;
  const GstStructure *pair;
  Counts counts[GST_SIP_MEDIA_N_KINDS];
} Walk;

/* webrtcbin before 1.26 calls all media of a bundle by the kind of the first;
 * the clock of the RTP source does not lie. */
static GstSipMediaKind
get_kind (const GstStructure *stats)
{
  g_autoptr (GstStructure) source = NULL;
  gint clock_rate = 0;

  if (gst_structure_get (stats, "gst-rtpsource-stats", GST_TYPE_STRUCTURE,
          &source, NULL))
    gst_structure_get_int (source, "clock-rate", &clock_rate);
  return clock_rate == VIDEO_CLOCK_RATE ? GST_SIP_MEDIA_VIDEO
                                        : GST_SIP_MEDIA_AUDIO;
}

static void
add_uint64 (const GstStructure *stats, const gchar *field, guint64 *sum)
{
  guint64 value;

  if (gst_structure_get_uint64 (stats, field, &value))
    *sum += value;
}

static void
take_inbound (Walk *walk, const GstStructure *stats)
{
  Counts *counts = &walk->counts[get_kind (stats)];
  gint64 lost;

  add_uint64 (stats, "packets-received", &counts->packets_received);
  add_uint64 (stats, "bytes-received", &counts->bytes_received);
  gst_structure_get_double (stats, "jitter", &counts->jitter);
  /* Repetitions make it negative (RFC 3550 section 6.4.1). */
  if (gst_structure_get_int64 (stats, "packets-lost", &lost))
    counts->packets_lost += MAX (lost, 0);
}

static void
take_outbound (Walk *walk, const GstStructure *stats)
{
  Counts *counts = &walk->counts[get_kind (stats)];

  add_uint64 (stats, "packets-sent", &counts->packets_sent);
  add_uint64 (stats, "bytes-sent", &counts->bytes_sent);
}

/* The peer's reports on what it gets from us. They stand beside the outbound
 * stream that they are about, whose source tells the kind. */
static void
take_remote_inbound (Walk *walk, const GstStructure *stats)
{
  const gchar *local = gst_structure_get_string (stats, "local-id");
  g_autoptr (GstStructure) outbound = NULL;

  if (local != NULL &&
      gst_structure_get (walk->report, local, GST_TYPE_STRUCTURE, &outbound,
          NULL))
    gst_structure_get_double (stats, "round-trip-time",
        &walk->counts[get_kind (outbound)].round_trip_time);
}

static gboolean
take (GQuark field, const GValue *value, gpointer data)
{
  Walk *walk = data;
  const GstStructure *stats;
  GstWebRTCStatsType type;

  if (!GST_VALUE_HOLDS_STRUCTURE (value))
    return TRUE;
  stats = gst_value_get_structure (value);
  if (!gst_structure_get (stats, "type", GST_TYPE_WEBRTC_STATS_TYPE, &type,
          NULL))
    return TRUE;
  switch (type) {
    case GST_WEBRTC_STATS_INBOUND_RTP:
      take_inbound (walk, stats);
      break;
    case GST_WEBRTC_STATS_OUTBOUND_RTP:
      take_outbound (walk, stats);
      break;
    case GST_WEBRTC_STATS_REMOTE_INBOUND_RTP:
      take_remote_inbound (walk, stats);
      break;
    case GST_WEBRTC_STATS_CANDIDATE_PAIR:
      walk->pair = stats;
      break;
    default:
      break;
  }
  return TRUE;
}

/* "host 192.0.2.1:5000" */
static void
set_candidate (GstStructure *stats, const gchar *field, const Walk *walk,
    const gchar *id_field)
{
  const gchar *id = gst_structure_get_string (walk->pair, id_field);
  g_autoptr (GstStructure) candidate = NULL;
  g_autofree gchar *address = NULL, *type = NULL, *text = NULL;
  guint port;

  if (id == NULL ||
      !gst_structure_get (walk->report, id, GST_TYPE_STRUCTURE, &candidate,
          NULL))
    return;
  if (!gst_structure_get (candidate, "address", G_TYPE_STRING, &address, "port",
          G_TYPE_UINT, &port, "candidate-type", G_TYPE_STRING, &type, NULL))
    return;
  text = g_strdup_printf (strchr (address, ':') != NULL ? "%s [%s]:%u"
                                                        : "%s %s:%u",
      type, address, port);
  gst_structure_set (stats, field, G_TYPE_STRING, text, NULL);
}

static GstStructure *
make_media (const GstSipSdpLine *line, const Counts *counts)
{
  const GstSipSdpFormat *format = gst_sip_sdp_line_get_format (line);

  return gst_structure_new ("media", "codec", G_TYPE_STRING,
      format != NULL ? format->codec->name : NULL, "direction", G_TYPE_STRING,
      gst_sip_sdp_direction_to_string (line->direction), "packets-sent",
      G_TYPE_UINT64, counts->packets_sent, "bytes-sent", G_TYPE_UINT64,
      counts->bytes_sent, "packets-received", G_TYPE_UINT64,
      counts->packets_received, "bytes-received", G_TYPE_UINT64,
      counts->bytes_received, "packets-lost", G_TYPE_INT64,
      counts->packets_lost, "jitter", G_TYPE_DOUBLE, counts->jitter,
      "round-trip-time", G_TYPE_DOUBLE, counts->round_trip_time, NULL);
}

GstStructure *
gst_sip_stats_make (const GstStructure *report, const GstSipSdpSession *session)
{
  GstStructure *stats = gst_structure_new_empty ("sip-call-stats");
  Walk walk = {.report = report};

  gst_structure_foreach (report, take, &walk);
  if (walk.pair != NULL) {
    set_candidate (stats, "ice-local", &walk, "local-candidate-id");
    set_candidate (stats, "ice-remote", &walk, "remote-candidate-id");
  }
  for (guint i = 0; i < session->lines->len; i++) {
    const GstSipSdpLine *line = g_ptr_array_index (session->lines, i);
    const gchar *kind = gst_sip_media_kind_to_string (line->kind);

    if (line->accepted && !gst_structure_has_field (stats, kind)) {
      g_autoptr (GstStructure) media =
          make_media (line, &walk.counts[line->kind]);

      gst_structure_set (stats, kind, GST_TYPE_STRUCTURE, media, NULL);
    }
  }
  return stats;
}
