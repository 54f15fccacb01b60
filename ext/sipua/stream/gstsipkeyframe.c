/* Where a key frame begins in RTP
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/stream/gstsipkeyframe.h"

#include <string.h>

#include <gst/rtp/rtp.h>

/* The length of VP8's payload descriptor (RFC 7741 section 4.2), which may be
 * more than there is. */
static gsize
measure_vp8_descriptor (const guint8 *data, gsize size)
{
  gsize length = 2;

  if ((data[0] & 0x80) == 0 || size < 3) /* X */
    return (data[0] & 0x80) == 0 ? 1 : size;

  if ((data[1] & 0x80) != 0) /* I; M: of 15 bits */
    length += (data[2] & 0x80) != 0 ? 2 : 1;
  if ((data[1] & 0x40) != 0) /* L */
    length++;
  if ((data[1] & 0x30) != 0) /* T, K */
    length++;
  return length;
}

/* The first partition's beginning, and P is 0 (RFC 7741 section 4.3). */
static gboolean
begins_vp8 (const guint8 *data, gsize size)
{
  gsize length;

  if (size < 2 || (data[0] & 0x17) != 0x10) /* S, PID */
    return FALSE;

  length = measure_vp8_descriptor (data, size);
  return length < size && (data[length] & 0x01) == 0;
}

#define NAL_TYPE(byte) ((byte) &0x1f)
#define NAL_IDR 5
#define NAL_SPS 7
#define NAL_STAP_A 24
#define NAL_FU_A 28

static gboolean
is_h264_beginning (guint8 type)
{
  return type == NAL_IDR || type == NAL_SPS;
}

static gboolean
stap_begins (const guint8 *data, gsize size)
{
  gsize offset = 1;

  while (offset + 2 < size) {
    if (is_h264_beginning (NAL_TYPE (data[offset + 2])))
      return TRUE;

    offset += 2 + (data[offset] << 8 | data[offset + 1]);
  }

  return FALSE;
}

/* RFC 6184 section 5 */
static gboolean
begins_h264 (const guint8 *data, gsize size)
{
  if (size < 2)
    return FALSE;

  switch (NAL_TYPE (data[0])) {
    case NAL_STAP_A:
      return stap_begins (data, size);
    case NAL_FU_A: /* S: the first fragment */
      return (data[1] & 0x80) != 0 && is_h264_beginning (NAL_TYPE (data[1]));
    default:
      return is_h264_beginning (NAL_TYPE (data[0]));
  }
}

gboolean
gst_sip_key_frame_begins (const GstSipCodec *codec, GstBuffer *packet)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  const guint8 *data;
  gboolean begins;
  gsize size;

  if (!gst_rtp_buffer_map (packet, GST_MAP_READ, &rtp))
    return FALSE;

  data = gst_rtp_buffer_get_payload (&rtp);
  size = gst_rtp_buffer_get_payload_len (&rtp);
  begins = strcmp (codec->name, "VP8") == 0 ? begins_vp8 (data, size)
                                            : begins_h264 (data, size);
  gst_rtp_buffer_unmap (&rtp);
  return begins;
}
