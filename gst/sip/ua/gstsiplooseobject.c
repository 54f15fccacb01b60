/* Object literals as JavaScript has them, made JSON
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsiplooseobject.h"

#include <string.h>

#define BLANKS " \t\r\n"

/* What is read, and where. */
typedef struct
{
  const gchar *text;
  const gchar *p;
  GstSipLooseObject *out;
} Reader;

static void
put (Reader *reader, gchar c)
{
  gsize origin = (gsize) (reader->p - reader->text);

  g_string_append_c (reader->out->json, c);
  g_array_append_val (reader->out->origins, origin);
}

static void
copy (Reader *reader)
{
  put (reader, *reader->p);
  reader->p++;
}

static gboolean
is_name (gchar c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '$';
}

/* The end of a comment that begins at p; p itself when none does. */
static const gchar *
skip_comment (const gchar *p)
{
  const gchar *end;

  if (g_str_has_prefix (p, "//"))
    return p + strcspn (p, "\n");
  if (!g_str_has_prefix (p, "/*"))
    return p;
  end = strstr (p + 2, "*/");
  return end != NULL ? end + 2 : p + strlen (p);
}

static const gchar *
skip_blanks (const gchar *p)
{
  const gchar *start;

  do {
    start = p;
    p = skip_comment (p + strspn (p, BLANKS));
  } while (p != start);
  return p;
}

/* In either quotes; inside of single ones a double one needs a backslash, and
 * a single one must have none. */
static void
read_string (Reader *reader)
{
  gchar quote = *reader->p;

  put (reader, '"');
  reader->p++;
  while (*reader->p != '\0' && *reader->p != quote) {
    if (reader->p[0] == '\\' && reader->p[1] == '\'')
      reader->p++;
    else if (reader->p[0] == '\\' && reader->p[1] != '\0')
      copy (reader);
    else if (*reader->p == '"')
      put (reader, '\\');
    copy (reader);
  }
  if (*reader->p == '\0')
    return;
  put (reader, '"');
  reader->p++;
}

/* A name before ':' gets quotes; true, null and mistakes stay as they are. */
static void
read_name (Reader *reader)
{
  const gchar *end = reader->p;
  gboolean is_key;

  while (is_name (*end))
    end++;
  is_key = *skip_blanks (end) == ':';

  if (is_key)
    put (reader, '"');
  while (reader->p < end)
    copy (reader);
  if (is_key)
    put (reader, '"');
}

static void
read_comma (Reader *reader)
{
  const gchar *next = skip_blanks (reader->p + 1);

  if (*next == ']' || *next == '}')
    reader->p++;
  else
    copy (reader);
}

/* Lines stay, so that a place in the result is found again. */
static void
read_comment (Reader *reader, const gchar *end)
{
  for (; reader->p < end; reader->p++) {
    if (*reader->p == '\n')
      put (reader, '\n');
  }
}

static void
read_token (Reader *reader)
{
  const gchar *comment_end = skip_comment (reader->p);

  if (comment_end != reader->p)
    read_comment (reader, comment_end);
  else if (*reader->p == '"' || *reader->p == '\'')
    read_string (reader);
  else if (*reader->p == ',')
    read_comma (reader);
  else if (is_name (*reader->p) && !g_ascii_isdigit (*reader->p))
    read_name (reader);
  else
    copy (reader);
}

GstSipLooseObject *
gst_sip_loose_object_new (const gchar *text)
{
  GstSipLooseObject *self = g_new0 (GstSipLooseObject, 1);
  Reader reader = {text, text, self};

  self->json = g_string_new (NULL);
  self->origins = g_array_new (FALSE, FALSE, sizeof (gsize));
  while (*reader.p != '\0')
    read_token (&reader);
  /* What is missing is missed at the end. */
  put (&reader, '\0');
  g_string_truncate (self->json, self->json->len - 1);
  return self;
}

void
gst_sip_loose_object_free (GstSipLooseObject *self)
{
  g_string_free (self->json, TRUE);
  g_array_unref (self->origins);
  g_free (self);
}

static gsize
find_offset (const gchar *text, gsize length, guint line, guint character)
{
  const gchar *p = text;

  while (line-- > 1) {
    const gchar *newline = strchr (p, '\n');

    if (newline == NULL)
      break;
    p = newline + 1;
  }
  return MIN ((gsize) (p - text) + MAX (character, 1) - 1, length);
}

void
gst_sip_loose_object_find_origin (GstSipLooseObject *self, const gchar *text,
    guint *line, guint *character)
{
  gsize offset =
      find_offset (self->json->str, self->json->len, *line, *character);
  gsize end = g_array_index (self->origins, gsize, offset);

  *line = 1;
  *character = 1;
  for (gsize i = 0; i < end; i++) {
    *line += text[i] == '\n';
    *character = text[i] == '\n' ? 1 : *character + 1;
  }
}
