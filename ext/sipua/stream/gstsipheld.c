/* The first packets of a stream, until there is somebody for them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/stream/gstsipheld.h"

#include <gst/rtp/rtp.h>

#include "ext/sipua/stream/gstsipkeyframe.h"

/* Four seconds of video at 2 Mbit/s. */
#define MAX_BYTES (1024 * 1024)
#define MAX_PACKETS 1024

/* Older audio would only be late: 0.2 s of packets of 20 ms. */
#define MAX_AUDIO_PACKETS 10

struct _GstSipHeld
{
  GMutex lock;
  const GstSipCodec *codec; /* NULL until that is known */
  gboolean closed;
  GQueue packets; /* GstBuffer */
  gsize n_bytes;
};

GstSipHeld *
gst_sip_held_new (void)
{
  GstSipHeld *self = g_atomic_rc_box_new0 (GstSipHeld);

  g_mutex_init (&self->lock);
  g_queue_init (&self->packets);
  return self;
}

GstSipHeld *
gst_sip_held_ref (GstSipHeld *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
empty (GstSipHeld *self)
{
  g_queue_clear_full (&self->packets, (GDestroyNotify) gst_buffer_unref);
  self->n_bytes = 0;
}

static void
finish (gpointer data)
{
  GstSipHeld *self = data;

  empty (self);
  g_mutex_clear (&self->lock);
}

void
gst_sip_held_unref (GstSipHeld *self)
{
  g_atomic_rc_box_release_full (self, finish);
}

static GstBuffer *
pop (GstSipHeld *self)
{
  GstBuffer *buffer = g_queue_pop_head (&self->packets);

  if (buffer != NULL)
    self->n_bytes -= gst_buffer_get_size (buffer);
  return buffer;
}

/* buffer: (transfer full) */
static void
push (GstSipHeld *self, GstBuffer *buffer)
{
  self->n_bytes += gst_buffer_get_size (buffer);
  g_queue_push_tail (&self->packets, buffer);
}

static gboolean
is_full (GstSipHeld *self)
{
  return self->packets.length >= MAX_PACKETS || self->n_bytes >= MAX_BYTES;
}

static guint32
get_timestamp (GstBuffer *buffer)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  guint32 timestamp = 0;

  if (gst_rtp_buffer_map (buffer, GST_MAP_READ, &rtp)) {
    timestamp = gst_rtp_buffer_get_timestamp (&rtp);
    gst_rtp_buffer_unmap (&rtp);
  }

  return timestamp;
}

/* Parameter sets and several slices make one key frame, of one timestamp. */
static gboolean
is_of_first_picture (GstSipHeld *self, GstBuffer *buffer)
{
  GstBuffer *first = g_queue_peek_head (&self->packets);

  return first != NULL && get_timestamp (first) == get_timestamp (buffer);
}

/* Nothing can be decoded after a gap: one that is full is of no use. */
static void
add_video (GstSipHeld *self, GstBuffer *buffer)
{
  gboolean begins = gst_sip_key_frame_begins (self->codec, buffer) &&
      !is_of_first_picture (self, buffer);

  if (begins || is_full (self))
    empty (self);
  if (begins || self->packets.length > 0)
    push (self, gst_buffer_ref (buffer));
}

static void
add_audio (GstSipHeld *self, GstBuffer *buffer)
{
  while (self->packets.length >= MAX_AUDIO_PACKETS)
    gst_buffer_unref (pop (self));

  push (self, gst_buffer_ref (buffer));
}

static void
add (GstSipHeld *self, GstBuffer *buffer)
{
  if (self->closed)
    return;

  if (self->codec == NULL && !is_full (self))
    push (self, gst_buffer_ref (buffer));
  else if (self->codec != NULL && self->codec->kind == GST_SIP_MEDIA_VIDEO)
    add_video (self, buffer);
  else if (self->codec != NULL)
    add_audio (self, buffer);
}

void
gst_sip_held_set_codec (GstSipHeld *self, const GstSipCodec *codec)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GQueue before = self->packets;
  GstBuffer *buffer;

  g_queue_init (&self->packets);
  self->n_bytes = 0;
  self->codec = codec;
  while ((buffer = g_queue_pop_head (&before)) != NULL) {
    add (self, buffer);
    gst_buffer_unref (buffer);
  }
}

void
gst_sip_held_add (GstSipHeld *self, GstBuffer *buffer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  add (self, buffer);
}

void
gst_sip_held_add_list (GstSipHeld *self, GstBufferList *list)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < gst_buffer_list_length (list); i++)
    add (self, gst_buffer_list_get (list, i));
}

GstBuffer *
gst_sip_held_pop (GstSipHeld *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return pop (self);
}

void
gst_sip_held_clear (GstSipHeld *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  empty (self);
}

void
gst_sip_held_close (GstSipHeld *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  empty (self);
  self->closed = TRUE;
}
