/* Typed access to the headers that every layer reads
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/message/gstsipaddress.h"
#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipvia.h"

G_BEGIN_DECLS

/* Walks the values of a header, over all its lines and, where the header is a
 * list, over the values of each line. */
typedef struct
{
  GstSipMessage *message;
  GstSipHeader header;
  gboolean is_list;
  guint line;
  GstSipSlice rest;
} GstSipValues;

void gst_sip_values_init (GstSipValues *values, GstSipMessage *message,
    GstSipHeader header);
gboolean gst_sip_values_next (GstSipValues *values, GstSipSlice *value);
/* The next one that is an address with a URI, or "*": in a list that others
 * have written, broken ones are left out. */
gboolean gst_sip_values_next_address (GstSipValues *values, GstSipSlice *value,
    GstSipAddress *address);

/* The value of a header line; unlike the C string, it may hold NUL. */
GstSipSlice gst_sip_message_get_nth_value (GstSipMessage *self, guint n);

/* Whether a list header holds a token, e.g. Supported: outbound. No case. */
gboolean gst_sip_message_has_token (GstSipMessage *self, GstSipHeader header,
    const gchar *token);

/* The topmost. */
gboolean gst_sip_message_get_via (GstSipMessage *self, GstSipVia *via,
    GError **error);
gboolean gst_sip_message_get_cseq (GstSipMessage *self, GstSipCSeq *cseq,
    GError **error);
/* First value of From, To, Contact, Refer-To... */
gboolean gst_sip_message_get_address (GstSipMessage *self, GstSipHeader header,
    GstSipAddress *address, GError **error);
/* NONE where there is none. */
GstSipSlice gst_sip_message_get_tag (GstSipMessage *self, GstSipHeader header);
/* Headers that are one number: Expires, Min-Expires, Max-Forwards, Retry-After
 * (its comment and parameters are left aside). FALSE when absent or bad; a
 * number too big for 32 bits is G_MAXUINT32. */
gboolean gst_sip_message_get_number (GstSipMessage *self, GstSipHeader header,
    guint32 *number);
/* Appends all lines of that name, under its full name. */
void gst_sip_message_copy_headers (GstSipMessage *self, GstSipMessage *from,
    GstSipHeader header);

/* The number of the flow by which a message came, or is to leave (RFC 5626);
 * 0: any. Answers and copies go the same way. */
guint gst_sip_message_get_flow (GstSipMessage *self);
void gst_sip_message_set_flow (GstSipMessage *self, guint flow);

/* Appends ;tag= to the To header, where it has none yet. */
void gst_sip_message_set_to_tag (GstSipMessage *self, const gchar *tag);

G_END_DECLS
