/* A cursor over bytes: what the small parsers of this room are made of
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lines are unfolded before anything here sees them (RFC 3261 section 7.3.1),
 * so white space is SP and HTAB only. Every function moves forward, none looks
 * twice at the same byte: reading is linear in the size of what is read.
 */
#pragma once

#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

/* Classes of bytes. */
enum
{
  GST_SIP_CHAR_TOKEN = 1 << 0, /* token of RFC 3261 section 25.1 */
  GST_SIP_CHAR_SPACE = 1 << 1, /* SP and HTAB */
  GST_SIP_CHAR_DIGIT = 1 << 2,
  GST_SIP_CHAR_HEX = 1 << 3,
  GST_SIP_CHAR_HOST = 1 << 4, /* of host names; underscores are seen too */
  GST_SIP_CHAR_URI = 1 << 5, /* visible, and no delimiter of name-addr */
  GST_SIP_CHAR_SCHEME = 1 << 6,
  GST_SIP_CHAR_USER = 1 << 7, /* needs no escape in the user part of a URI */
};

extern const guint8 gst_sip_chars[256];

static inline gboolean
gst_sip_char_is (gchar c, guint8 classes)
{
  return (gst_sip_chars[(guchar) c] & classes) != 0;
}

typedef struct
{
  const gchar *p;
  const gchar *end;
} GstSipScanner;

static inline GstSipScanner
gst_sip_scanner (GstSipSlice text)
{
  return (GstSipScanner){text.text, gst_sip_slice_end (text)};
}

static inline gboolean
gst_sip_scanner_at_end (const GstSipScanner *self)
{
  return self->p == self->end;
}

static inline GstSipSlice
gst_sip_scanner_rest (const GstSipScanner *self)
{
  return (GstSipSlice){self->p, self->end - self->p};
}

/* The loops below work on copies: bytes may alias the cursor, which would have
 * to be stored for each of them. */
static inline void
gst_sip_scanner_skip_space (GstSipScanner *self)
{
  const gchar *p = self->p;
  const gchar *end = self->end;

  while (p < end && (*p == ' ' || *p == '\t'))
    p++;
  self->p = p;
}

/* Bytes of these classes; empty when there is none. */
static inline GstSipSlice
gst_sip_scanner_take (GstSipScanner *self, guint8 classes)
{
  const gchar *start = self->p;
  const gchar *p = start;
  const gchar *end = self->end;

  while (p < end && gst_sip_char_is (*p, classes))
    p++;
  self->p = p;
  return (GstSipSlice){start, p - start};
}

/* c, with white space before and after it. */
static inline gboolean
gst_sip_scanner_take_separator (GstSipScanner *self, gchar c)
{
  gst_sip_scanner_skip_space (self);
  if (self->p == self->end || *self->p != c)
    return FALSE;
  self->p++;
  gst_sip_scanner_skip_space (self);
  return TRUE;
}

/* A quoted string that starts here; the slice has its quotes. */
gboolean gst_sip_scanner_take_quoted (GstSipScanner *self, GstSipSlice *quoted);
/* To the next comma that is not in quotes, or to the end; also to the end when
 * a quotation mark lacks its other. */
void gst_sip_scanner_skip_to_comma (GstSipScanner *self);

/* A host name, an IPv4 address or an IPv6 reference with its brackets. */
gboolean gst_sip_scanner_take_host (GstSipScanner *self, GstSipSlice *host);
/* The digits of a port. */
gboolean gst_sip_scanner_take_port (GstSipScanner *self, GstSipSlice *port);

static inline GstSipSlice
gst_sip_slice_trim (GstSipSlice self)
{
  const gchar *start = self.text;
  const gchar *end = gst_sip_slice_end (self);

  while (start < end && (*start == ' ' || *start == '\t'))
    start++;
  while (start < end && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  return (GstSipSlice){start, end - start};
}

/* Whether it is a string that is known when compiling, in any case. Names are
 * tried one after another, so the first character tells most of them apart. */
#define gst_sip_slice_is(slice, literal) \
  gst_sip_slice_is_literal (slice, literal, sizeof (literal) - 1)

static inline gboolean
gst_sip_slice_is_literal (GstSipSlice self, const gchar *literal, gsize length)
{
  if (self.length != length || ((self.text[0] ^ literal[0]) & ~0x20) != 0)
    return FALSE;
  return memcmp (self.text, literal, length) == 0 ||
      g_ascii_strncasecmp (self.text, literal, length) == 0;
}

gboolean gst_sip_slice_is_all (GstSipSlice self, guint8 classes);
/* As with GST_SIP_CHAR_URI, some bytes at a time. */
gboolean gst_sip_slice_is_visible (GstSipSlice self);
/* Digits only; a number too big for 64 bits is left with more than 63. */
gboolean gst_sip_slice_get_number (GstSipSlice self, guint64 *number);
/* Without the quotes, where there are any. */
GstSipSlice gst_sip_slice_strip_quotes (GstSipSlice self);
/* A quoted-string of text, with backslashes where it has quotes or some of its
 * own. */
void gst_sip_append_quoted (GString *string, const gchar *text);
/* What stood between quotes, with its backslashes undone. length: or NULL */
gchar *gst_sip_slice_undo_backslashes (GstSipSlice self, gsize *length);
/* (transfer full): what a peer wrote for a person to read, in quotes or
 * without; of one line, in UTF-8, cut where it is longer than max bytes */
gchar *gst_sip_slice_dup_words (GstSipSlice self, gsize max);

/* For a log or an error: cut, in printable UTF-8, what may be a password of a
 * URI blanked. */
gchar *gst_sip_slice_dup_shown (GstSipSlice self);
/* GST_SIP_ERROR_SYNTAX: "what, got 'text'", text cut and made printable; only
 * "what" without a text. Returns FALSE. */
gboolean gst_sip_syntax_error (GError **error, const gchar *what,
    GstSipSlice text);

G_END_DECLS
