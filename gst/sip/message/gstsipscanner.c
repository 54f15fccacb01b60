/* A cursor over bytes: what the small parsers of this room are made of
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/base/gstsiptext.h"

/* How much of an offending text an error quotes. */
#define MAX_QUOTED 80
/* How far a scheme is looked for in it. */
#define MAX_SEARCHED 1024

/* The text form of IPv6 with an IPv4 tail, and the brackets. */
#define MAX_IPV6_REFERENCE 47

#define T GST_SIP_CHAR_TOKEN
#define S GST_SIP_CHAR_SPACE
#define U GST_SIP_CHAR_URI
#define H GST_SIP_CHAR_HOST
#define C GST_SIP_CHAR_SCHEME
#define R GST_SIP_CHAR_USER
#define DIGIT (T | U | H | C | R | GST_SIP_CHAR_DIGIT | GST_SIP_CHAR_HEX)

const guint8 gst_sip_chars[256] = {
    ['\t'] = S,
    [' '] = S,
    ['!'] = T | U | R,
    ['#'] = U,
    ['$'] = U | R,
    ['%'] = T | U,
    ['&'] = U | R,
    ['\''] = T | U | R,
    ['('] = U | R,
    [')'] = U | R,
    ['*'] = T | U | R,
    ['+'] = T | U | C | R,
    [','] = U | R,
    ['-'] = T | U | H | C | R,
    ['.'] = T | U | H | C | R,
    ['/'] = U | R,
    ['0' ... '9'] = DIGIT,
    [':'] = U,
    [';'] = U | R,
    ['='] = U | R,
    ['?'] = U | R,
    ['@'] = U,
    ['A' ... 'F'] = T | U | H | C | R | GST_SIP_CHAR_HEX,
    ['G' ... 'Z'] = T | U | H | C | R,
    ['['] = U,
    ['\\'] = U,
    [']'] = U,
    ['^'] = U,
    ['_'] = T | U | H | R,
    ['`'] = T | U,
    ['a' ... 'f'] = T | U | H | C | R | GST_SIP_CHAR_HEX,
    ['g' ... 'z'] = T | U | H | C | R,
    ['{'] = U,
    ['|'] = U,
    ['}'] = U,
    ['~'] = T | U | R,
    [0x80 ... 0xff] = U,
};

#undef T
#undef S
#undef U
#undef H
#undef C
#undef R

/* Whether the byte at p is quoted by a backslash. The run that is walked back
 * ends at this byte, so no byte is walked over twice. */
static gboolean
is_escaped (const gchar *start, const gchar *p)
{
  const gchar *first = p;

  while (first > start && first[-1] == '\\')
    first--;
  return (p - first) % 2 == 1;
}

gboolean
gst_sip_scanner_take_quoted (GstSipScanner *self, GstSipSlice *quoted)
{
  const gchar *start = self->p;
  const gchar *p;

  if (start == self->end || *start != '"')
    return FALSE;

  for (p = start + 1;; p++) {
    p = memchr (p, '"', self->end - p);
    if (p == NULL)
      return FALSE;
    if (p[-1] != '\\' || !is_escaped (start + 1, p))
      break;
  }
  self->p = p + 1;
  *quoted = (GstSipSlice){start, self->p - start};
  return TRUE;
}

void
gst_sip_scanner_skip_to_comma (GstSipScanner *self)
{
  GstSipSlice quoted;

  while (!gst_sip_scanner_at_end (self) && *self->p != ',') {
    if (*self->p != '"')
      self->p++;
    else if (!gst_sip_scanner_take_quoted (self, &quoted))
      self->p = self->end;
  }
}

static gboolean
parse_ipv6_reference (GstSipScanner *self, GstSipSlice *host)
{
  const gchar *start = self->p;
  const gchar *close = memchr (start, ']', self->end - start);
  guint colons = 0;

  if (close == NULL || close - start >= MAX_IPV6_REFERENCE)
    return FALSE;
  for (const gchar *p = start + 1; p < close; p++) {
    if (*p == ':')
      colons++;
    else if (*p != '.' && !gst_sip_char_is (*p, GST_SIP_CHAR_HEX))
      return FALSE;
  }
  *host = (GstSipSlice){start, close + 1 - start};
  self->p = close + 1;
  return colons >= 2 && colons <= 8;
}

gboolean
gst_sip_scanner_take_host (GstSipScanner *self, GstSipSlice *host)
{
  if (self->p < self->end && *self->p == '[')
    return parse_ipv6_reference (self, host);

  *host = gst_sip_scanner_take (self, GST_SIP_CHAR_HOST);
  return host->length > 0;
}

gboolean
gst_sip_scanner_take_port (GstSipScanner *self, GstSipSlice *port)
{
  guint64 number;

  *port = gst_sip_scanner_take (self, GST_SIP_CHAR_DIGIT);
  return gst_sip_slice_get_number (*port, &number) && number <= G_MAXUINT16;
}

gboolean
gst_sip_slice_is_all (GstSipSlice self, guint8 classes)
{
  for (gsize i = 0; i < self.length; i++)
    if (!gst_sip_char_is (self.text[i], classes))
      return FALSE;
  return TRUE;
}

/* The byte in each place of a word. */
#define EACH(byte) (G_GUINT64_CONSTANT (0x0101010101010101) * (byte))

/* Not 0 when a byte of the word is below limit, which is at most 0x80. */
static inline guint64
has_below (guint64 word, guint limit)
{
  return (word - EACH (limit)) & ~word & EACH (0x80);
}

static inline guint64
has_byte (guint64 word, guint byte)
{
  return has_below (word ^ EACH (byte), 1);
}

gboolean
gst_sip_slice_is_visible (GstSipSlice self)
{
  for (; self.length >= sizeof (guint64); self.length -= sizeof (guint64)) {
    guint64 word;

    memcpy (&word, self.text, sizeof word);
    /* '<' and '>' differ in one bit only. */
    if ((has_below (word, '!') | has_byte (word, '"') |
            has_byte (word | EACH (2), '>') | has_byte (word, 0x7f)) != 0)
      return FALSE;
    self.text += sizeof word;
  }
  return gst_sip_slice_is_all (self, GST_SIP_CHAR_URI);
}

gboolean
gst_sip_slice_get_number (GstSipSlice self, guint64 *number)
{
  guint64 value = 0;

  if (self.length == 0)
    return FALSE;

  for (gsize i = 0; i < self.length; i++) {
    guint digit = (guchar) self.text[i] - '0';

    if (digit > 9)
      return FALSE;
    value = MIN (value, G_MAXUINT64 / 10 - 1) * 10 + digit;
  }
  *number = value;
  return TRUE;
}

GstSipSlice
gst_sip_slice_strip_quotes (GstSipSlice self)
{
  if (self.length < 2 || self.text[0] != '"')
    return self;
  return (GstSipSlice){self.text + 1, self.length - 2};
}

void
gst_sip_append_quoted (GString *string, const gchar *text)
{
  g_string_append_c (string, '"');
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\')
      g_string_append_c (string, '\\');
    g_string_append_c (string, *text);
  }
  g_string_append_c (string, '"');
}

gchar *
gst_sip_slice_undo_backslashes (GstSipSlice self, gsize *length)
{
  gchar *text = g_malloc (self.length + 1);
  gsize n = 0;

  for (gsize i = 0; i < self.length; i++) {
    if (self.text[i] == '\\' && i + 1 < self.length)
      i++;
    text[n++] = self.text[i];
  }
  text[n] = '\0';
  if (length != NULL)
    *length = n;
  return text;
}

/* Between the quotation marks; of a peer that forgot the second, all that is
 * there. */
static GstSipSlice
find_words (GstSipSlice written)
{
  GstSipScanner scanner = gst_sip_scanner (written);
  GstSipSlice quoted;

  if (written.length == 0 || *written.text != '"')
    return written;
  if (gst_sip_scanner_take_quoted (&scanner, &quoted))
    return gst_sip_slice_strip_quotes (quoted);
  return (GstSipSlice){written.text + 1, written.length - 1};
}

gchar *
gst_sip_slice_dup_words (GstSipSlice self, gsize max)
{
  gsize length;
  g_autofree gchar *text =
      gst_sip_slice_undo_backslashes (find_words (self), &length);

  return g_strstrip (gst_sip_text_mend (text, (gssize) length, max));
}

/* The start of what may be a user and a password in a URI: behind the scheme,
 * which a program may have left out. */
static const gchar *
find_userinfo (GstSipSlice text)
{
  const gchar *end = text.text + MIN (text.length, MAX_SEARCHED);

  for (const gchar *p = text.text; end - p > 4; p++)
    if (g_ascii_strncasecmp (p, "sip:", 4) == 0 ||
        g_ascii_strncasecmp (p, "sips:", 5) == 0)
      return (const gchar *) memchr (p, ':', end - p) + 1;
  return text.text;
}

/* Errors are logged. What is no URI may still have a password in it, so all is
 * left out that could be one: from the colon to the last '@'. */
static gchar *
dup_without_password (GstSipSlice text)
{
  const gchar *userinfo = find_userinfo (text);
  const gchar *end = gst_sip_slice_end (text);
  const gchar *at = end;
  const gchar *colon;

  while (at > userinfo && *--at != '@')
    ;
  colon = at > userinfo ? memchr (userinfo, ':', at - userinfo) : NULL;
  if (colon == NULL)
    return gst_sip_slice_dup (text);
  return g_strdup_printf ("%.*s:***%.*s", (int) (colon - text.text), text.text,
      (int) (end - at), at);
}

gchar *
gst_sip_slice_dup_shown (GstSipSlice self)
{
  g_autofree gchar *text = dup_without_password (self);

  return gst_sip_text_mend (text, -1, MAX_QUOTED);
}

gboolean
gst_sip_syntax_error (GError **error, const gchar *what, GstSipSlice text)
{
  g_autofree gchar *shown = NULL;

  if (error == NULL)
    return FALSE;
  if (text.text == NULL) {
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX, what);
    return FALSE;
  }
  shown = gst_sip_slice_dup_shown (text);
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX, "%s, got '%s'", what,
      shown);
  return FALSE;
}
