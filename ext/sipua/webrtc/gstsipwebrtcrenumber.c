/* The media of one call: the payload types of packets
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * webrtcbin keeps the payload types of the first exchange for the whole call
 * (1.22 to 1.28). Where those on the wire are others, packets change on their
 * way, outside of all that goes by them: beyond rtpbin, and before SRTP. RTCP
 * says nothing of payload types. Where they are the same nothing is installed.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include "ext/sipua/sdp/gstsipsdpnumbers.h"

#define RTP_HEADER_SIZE 12
#define RTP_MARKER 0x80

/* What packets of a pad become. Lines of a bundle share a pad, but each may have
 * payload types of its own: the SSRC tells whose a packet is. */
typedef struct
{
  GHashTable *by_ssrc; /* (element-type guint32 GstSipSdpNumbers) */
  GstSipSdpNumbers others; /* for sources that have no entry */
} Table;

static Table *
table_new (void)
{
  Table *self = g_new0 (Table, 1);

  self->by_ssrc =
      g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  gst_sip_sdp_numbers_init (&self->others);
  return self;
}

static void
table_free (Table *self)
{
  g_hash_table_unref (self->by_ssrc);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

static void
table_set (Table *self, guint32 ssrc, const GstSipSdpNumbers *numbers)
{
  g_hash_table_insert (self->by_ssrc, GUINT_TO_POINTER (ssrc),
      g_memdup2 (numbers, sizeof *numbers));
}

static guint
table_look_up (const Table *self, guint32 ssrc, guint payload_type)
{
  const GstSipSdpNumbers *numbers =
      g_hash_table_lookup (self->by_ssrc, GUINT_TO_POINTER (ssrc));

  return (numbers != NULL ? numbers : &self->others)->to[payload_type];
}

static gboolean
table_changes_anything (const Table *self)
{
  GHashTableIter iter;
  gpointer numbers;

  g_hash_table_iter_init (&iter, self->by_ssrc);
  while (g_hash_table_iter_next (&iter, NULL, &numbers))
    if (gst_sip_sdp_numbers_differ (numbers))
      return TRUE;

  return gst_sip_sdp_numbers_differ (&self->others);
}

/* lines: (element-type GstSipWebrtcLine), of one RTP session */
static Table *
make_sent (GPtrArray *lines)
{
  Table *self = table_new ();

  for (guint i = 0; i < lines->len; i++) {
    const GstSipWebrtcLine *line = g_ptr_array_index (lines, i);
    GstSipSdpNumbers numbers = gst_sip_sdp_line_get_sent (line->line);

    table_set (self, line->ssrc, &numbers);
  }

  return self;
}

static void
add_named_sources (Table *self, GstSipSdpLine *line)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (GArray) ssrcs = gst_sip_sdp_line_get_remote_ssrcs (line);
  GstSipSdpNumbers numbers;

  g_ptr_array_add (alone, line);
  numbers = gst_sip_sdp_lines_get_received (alone);
  for (guint i = 0; i < ssrcs->len; i++)
    table_set (self, g_array_index (ssrcs, guint32, i), &numbers);
}

static Table *
make_received (GPtrArray *lines)
{
  Table *self = table_new ();
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < lines->len; i++) {
    const GstSipWebrtcLine *line = g_ptr_array_index (lines, i);

    g_ptr_array_add (all, line->line);
    add_named_sources (self, line->line);
  }
  self->others = gst_sip_sdp_lines_get_received (all);
  return self;
}

/* Packets */

typedef struct
{
  GMutex lock; /* of what follows: packets pass in streaming threads */
  Table *table;
} Renumbering;

static void
renumbering_free (gpointer data)
{
  Renumbering *self = data;

  table_free (self->table);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static guint
choose (Renumbering *self, guint32 ssrc, guint payload_type)
{
  guint chosen;

  g_mutex_lock (&self->lock);
  chosen = table_look_up (self->table, ssrc, payload_type);
  g_mutex_unlock (&self->lock);
  return chosen;
}

static GstBuffer *
renumber_buffer (GstBuffer *buffer, Renumbering *self)
{
  guint8 header[RTP_HEADER_SIZE];
  guint8 byte;

  if (gst_buffer_extract (buffer, 0, header, sizeof header) != sizeof header)
    return buffer;

  byte = (header[1] & RTP_MARKER) |
      choose (self, GST_READ_UINT32_BE (header + 8), header[1] & ~RTP_MARKER);
  if (byte == header[1])
    return buffer;

  buffer = gst_buffer_make_writable (buffer);
  gst_buffer_fill (buffer, 1, &byte, 1);
  return buffer;
}

static gboolean
renumber_item (GstBuffer **buffer, guint index, gpointer self)
{
  *buffer = renumber_buffer (*buffer, self);
  return TRUE;
}

static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer self)
{
  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0) {
    info->data = gst_buffer_list_make_writable (info->data);
    gst_buffer_list_foreach (info->data, renumber_item, self);
  } else {
    info->data = renumber_buffer (info->data, self);
  }

  return GST_PAD_PROBE_OK;
}

/* Pads */

/* It goes with the pad, and so with webrtcbin. table: (transfer full) */
static void
install (GstPad *pad, GQuark key, Table *table)
{
  Renumbering *self = g_new0 (Renumbering, 1);

  g_mutex_init (&self->lock);
  self->table = table;
  g_object_set_qdata_full (G_OBJECT (pad), key, self, renumbering_free);
  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packet,
      self, NULL);
}

/* table: (transfer full) */
static void
renumber_pad (GstPad *pad, Table *table)
{
  GQuark key = g_quark_from_static_string ("gst-sip-webrtc-renumbering");
  Renumbering *self = g_object_get_qdata (G_OBJECT (pad), key);
  g_autoptr (Table) unused = table;

  if (self == NULL) {
    if (table_changes_anything (table))
      install (pad, key, g_steal_pointer (&unused));
    return;
  }

  g_mutex_lock (&self->lock);
  unused = self->table;
  self->table = table;
  g_mutex_unlock (&self->lock);
}

/* The pad for RTP of webrtcbin's element that has that for RTCP. Unlike those of
 * rtpbin it is there before the first packet. */
static GstPad *
find_pad (GstElement *rtpbin, const gchar *rtcp_format, guint session,
    const gchar *rtp_name)
{
  g_autofree gchar *rtcp_name = g_strdup_printf (rtcp_format, session);
  g_autoptr (GstPad) rtcp = gst_element_get_static_pad (rtpbin, rtcp_name);
  g_autoptr (GstPad) peer = rtcp != NULL ? gst_pad_get_peer (rtcp) : NULL;
  g_autoptr (GstElement) transport =
      peer != NULL ? gst_pad_get_parent_element (peer) : NULL;

  return transport != NULL ? gst_element_get_static_pad (transport, rtp_name)
                           : NULL;
}

static void
renumber_session (GstElement *rtpbin, guint session, GPtrArray *lines)
{
  g_autoptr (GstPad) sent =
      find_pad (rtpbin, "send_rtcp_src_%u", session, "rtp_sink");
  g_autoptr (GstPad) received =
      find_pad (rtpbin, "recv_rtcp_sink_%u", session, "rtp_src");

  if (sent != NULL)
    renumber_pad (sent, make_sent (lines));
  if (received != NULL)
    renumber_pad (received, make_received (lines));
}

/* RTP sessions */

static void
add_to_session (GHashTable *sessions, GstSipWebrtcLine *line)
{
  g_autoptr (GstWebRTCDTLSTransport) dtls = gst_sip_webrtc_line_get_dtls (line);
  GPtrArray *lines;
  guint session;

  if (dtls == NULL)
    return;

  g_object_get (dtls, "session-id", &session, NULL);
  lines = g_hash_table_lookup (sessions, GUINT_TO_POINTER (session));
  if (lines == NULL) {
    lines = g_ptr_array_new ();
    g_hash_table_insert (sessions, GUINT_TO_POINTER (session), lines);
  }
  g_ptr_array_add (lines, line);
}

void
gst_sip_webrtc_renumber (GstSipWebrtc *self)
{
  g_autoptr (GstElement) rtpbin =
      gst_bin_get_by_name (GST_BIN (self->webrtcbin), "rtpbin");
  g_autoptr (GHashTable) sessions = g_hash_table_new_full (g_direct_hash,
      g_direct_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  GHashTableIter iter;
  gpointer session, lines;

  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (line->line->accepted)
      add_to_session (sessions, line);
  }

  g_hash_table_iter_init (&iter, sessions);
  while (rtpbin != NULL && g_hash_table_iter_next (&iter, &session, &lines))
    renumber_session (rtpbin, GPOINTER_TO_UINT (session), lines);
}
