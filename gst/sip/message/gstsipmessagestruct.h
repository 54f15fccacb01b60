/* What a message is made of: for the files of this room only
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A received message is one block of memory: this struct, its fields, and a
 * copy of its start line and headers in which a NUL ends each part. The body
 * stays in the bytes that were received.
 *
 *     [ struct | fields ... | INVITE\0sip:b@c\0SIP/2.0\0.From\0 <sip:a@b>\0. ]
 *
 * What is added to a message goes into a string chunk; fields move out of the
 * block when they outgrow it.
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

typedef struct
{
  const gchar *name;
  const gchar *value;
  guint32 name_length;
  guint32 value_length; /* a value may hold NUL (RFC 4475 section 3.1.1.2) */
  GstSipHeader header;
  gboolean folded; /* while parsing: has line ends that are to be undone */
} GstSipField;

struct _GstSipMessage
{
  GstMiniObject mini_object;

  GstSipMethod method; /* of a request */
  guint status; /* of a response, else 0 */
  guint flow; /* see gst_sip_message_get_flow() */
  GstSipSlice version;
  GstSipSlice method_name; /* of a request, as the next */
  GstSipSlice uri;
  GstSipSlice reason; /* of a response */

  GstSipField *fields;
  guint n_fields;
  guint n_reserved;
  /* For each known header 1 + the index of its first field, or 0. */
  guint16 first[GST_SIP_HEADER_N_KNOWN];
  guint64 repeated; /* bit of each header that has more than one field */

  GBytes *body;
  gsize body_offset;
  gsize body_size;

  GStringChunk *chunk; /* what was added; NULL when nothing was */
  GstSipField *own_fields; /* fields, when they left the block */

  const gchar *defect; /* what the parser did not like, or NULL */
  GstSipSlice defect_text;
};

/* Headers are bits of a word. */
G_STATIC_ASSERT (GST_SIP_HEADER_N_KNOWN <= 64);

/* The block: room for fields and, behind them, for text of this size. */
GstSipMessage *gst_sip_message_alloc (guint n_fields, gsize text_size,
    gchar **text);
/* A copy that lives as long as the message, in which line ends are spaces: they
 * would start a header of their own. */
gchar *gst_sip_message_keep_line (GstSipMessage *self, const gchar *text,
    gsize length);
/* Sets the index of a field that was put at n. */
static inline void
gst_sip_message_index_field (GstSipMessage *self, guint n)
{
  GstSipHeader header = self->fields[n].header;

  if (self->first[header] == 0)
    self->first[header] = n + 1;
  else
    self->repeated |= G_GUINT64_CONSTANT (1) << header;
}

static inline gboolean
gst_sip_message_is_repeated (GstSipMessage *self, GstSipHeader header)
{
  return (self->repeated >> header & 1) != 0;
}

static inline GstSipSlice
gst_sip_field_get_value (const GstSipField *field)
{
  return (GstSipSlice){field->value, field->value_length};
}

/* The first field of that name; NULL when there is none. */
static inline const GstSipField *
gst_sip_message_find_field (GstSipMessage *self, GstSipHeader header)
{
  guint first = self->first[header];

  return first != 0 ? &self->fields[first - 1] : NULL;
}

G_END_DECLS
