/* Bodies of several parts (RFC 2046 section 5.1, RFC 5621)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipmultipart.h"

#include "gst/sip/message/gstsipparams.h"
#include "gst/sip/message/gstsipscanner.h"

#include <string.h>

/* More is not looked at. */
#define MAX_DEPTH 4
#define MAX_PARTS 32
#define MAX_BOUNDARY 70 /* RFC 2046 section 5.1.1 */

/* What the headers of a part say; unset where there is none. */
typedef struct
{
  GstSipSlice type;
  GstSipSlice disposition;
  GstSipSlice encoding;
  GstSipSlice transfer_encoding;
  GstSipSlice content;
} Part;

/* Where the next part is looked for, and how many still. */
typedef struct
{
  const gchar *type;
  guint n_parts;
  GstSipMultipart result;
} Search;

/* What stands before the first ';'. */
static GstSipSlice
get_word (GstSipSlice value)
{
  const gchar *end =
      value.length > 0 ? memchr (value.text, ';', value.length) : NULL;

  if (end != NULL)
    value.length = end - value.text;
  return gst_sip_slice_trim (value);
}

static gboolean
find_param (GstSipSlice value, const gchar *name, GstSipSlice *found)
{
  const gchar *start =
      value.length > 0 ? memchr (value.text, ';', value.length) : NULL;
  GstSipSlice params;

  if (start == NULL)
    return FALSE;
  params = (GstSipSlice){start + 1, gst_sip_slice_end (value) - (start + 1)};
  return gst_sip_params_find (params, name, found);
}

gboolean
gst_sip_is_media_type (GstSipSlice value, const gchar *type)
{
  return gst_sip_slice_equal_nocase (get_word (value), gst_sip_slice (type));
}

gboolean
gst_sip_is_multipart (GstSipSlice content_type)
{
  static const gchar prefix[] = "multipart/";

  return content_type.length > strlen (prefix) &&
      g_ascii_strncasecmp (content_type.text, prefix, strlen (prefix)) == 0;
}

/* Takes a line off text; without its end. */
static gboolean
next_line (GstSipSlice *text, GstSipSlice *line)
{
  const gchar *end;

  if (text->length == 0)
    return FALSE;

  end = memchr (text->text, '\n', text->length);
  *line = *text;
  if (end == NULL) {
    *text = (GstSipSlice){gst_sip_slice_end (*text), 0};
    return TRUE;
  }

  line->length = end - text->text;
  *text = (GstSipSlice){end + 1, gst_sip_slice_end (*text) - (end + 1)};
  if (line->length > 0 && line->text[line->length - 1] == '\r')
    line->length--;
  return TRUE;
}

typedef enum
{
  NO_DELIMITER,
  DELIMITER,
  LAST_DELIMITER,
} Delimiter;

/* "--boundary", "--boundary--", and white space behind either. */
static Delimiter
judge_line (GstSipSlice line, GstSipSlice boundary)
{
  gsize length = boundary.length + 2;

  if (line.length < length || memcmp (line.text, "--", 2) != 0 ||
      memcmp (line.text + 2, boundary.text, boundary.length) != 0)
    return NO_DELIMITER;

  line = gst_sip_slice_trim (
      (GstSipSlice){line.text + length, line.length - length});
  if (line.length == 0)
    return DELIMITER;
  return gst_sip_slice_equal (line, gst_sip_slice ("--")) ? LAST_DELIMITER
                                                          : NO_DELIMITER;
}

static void
read_header (Part *part, GstSipSlice line)
{
  const gchar *colon =
      line.length > 0 ? memchr (line.text, ':', line.length) : NULL;
  const struct
  {
    const gchar *name;
    GstSipSlice *value;
  } headers[] = {
      {"Content-Type",              &part->type             },
      {"c",                         &part->type             },
      {"Content-Disposition",       &part->disposition      },
      {"Content-Encoding",          &part->encoding         },
      {"e",                         &part->encoding         },
      {"Content-Transfer-Encoding", &part->transfer_encoding},
  };
  GstSipSlice name, value;

  if (colon == NULL)
    return;

  name = gst_sip_slice_trim ((GstSipSlice){line.text, colon - line.text});
  value = gst_sip_slice_trim (
      (GstSipSlice){colon + 1, gst_sip_slice_end (line) - (colon + 1)});
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    if (gst_sip_slice_equal_nocase (name, gst_sip_slice (headers[i].name)))
      *headers[i].value = value;
}

static Part
read_part (GstSipSlice text)
{
  const GstSipSlice none = gst_sip_slice ("");
  Part part = {none, none, none, none, none};
  GstSipSlice line;

  while (next_line (&text, &line) && line.length > 0)
    read_header (&part, line);
  part.content = text;
  return part;
}

/* The line end before a delimiter belongs to that. */
static GstSipSlice
cut_line_end (GstSipSlice text)
{
  if (text.length > 0 && text.text[text.length - 1] == '\n')
    text.length--;
  if (text.length > 0 && text.text[text.length - 1] == '\r')
    text.length--;
  return text;
}

static gboolean
is_plain (GstSipSlice encoding)
{
  static const gchar *const plain[] = {"", "7bit", "8bit", "binary",
      "identity"};

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    if (gst_sip_slice_equal_nocase (encoding, gst_sip_slice (plain[i])))
      return TRUE;

  return FALSE;
}

/* Another disposition, such as early-session (RFC 3959), is another use. */
static gboolean
describes_session (const Part *part)
{
  GstSipSlice disposition = get_word (part->disposition);

  return disposition.length == 0 ||
      gst_sip_slice_equal_nocase (disposition, gst_sip_slice ("session"));
}

static gboolean
is_required (const Part *part)
{
  GstSipSlice handling;

  return find_param (part->disposition, "handling", &handling) &&
      gst_sip_slice_equal_nocase (handling, gst_sip_slice ("required"));
}

static gboolean search_parts (Search *search, GstSipSlice content_type,
    GstSipSlice body, guint depth);

static void
judge_part (Search *search, const Part *part, guint depth)
{
  gboolean plain =
      is_plain (part->encoding) && is_plain (part->transfer_encoding);
  gboolean wanted = plain && gst_sip_is_media_type (part->type, search->type) &&
      describes_session (part);

  if (wanted && !search->result.found) {
    search->result.found = TRUE;
    search->result.content = part->content;
  } else if (!wanted &&
      !(plain && gst_sip_is_multipart (part->type) && depth > 0 &&
          search_parts (search, part->type, part->content, depth - 1)) &&
      is_required (part)) {
    search->result.refused = TRUE;
  }
}

/* Unquoted */
static gboolean
get_boundary (GstSipSlice content_type, GstSipSlice *boundary)
{
  if (!find_param (content_type, "boundary", boundary))
    return FALSE;

  if (boundary->length >= 2 && boundary->text[0] == '"' &&
      gst_sip_slice_end (*boundary)[-1] == '"')
    *boundary = (GstSipSlice){boundary->text + 1, boundary->length - 2};
  return boundary->length > 0 && boundary->length <= MAX_BOUNDARY;
}

/* FALSE if it cannot be read. */
static gboolean
search_parts (Search *search, GstSipSlice content_type, GstSipSlice body,
    guint depth)
{
  GstSipSlice boundary, line;
  const gchar *start = NULL; /* of the part that is being read */
  Delimiter delimiter = NO_DELIMITER;

  if (!get_boundary (content_type, &boundary))
    return FALSE;

  while (delimiter != LAST_DELIMITER && next_line (&body, &line)) {
    delimiter = judge_line (line, boundary);
    if (delimiter == NO_DELIMITER)
      continue;
    if (start != NULL) {
      Part part =
          read_part (cut_line_end ((GstSipSlice){start, line.text - start}));

      if (search->n_parts++ == MAX_PARTS)
        return TRUE;
      judge_part (search, &part, depth);
    }
    start = body.text;
  }

  return start != NULL;
}

GstSipMultipart
gst_sip_multipart_find (GstSipSlice content_type, GstSipSlice body,
    const gchar *type)
{
  Search search = {.type = type};

  search_parts (&search, content_type, body, MAX_DEPTH);
  return search.result;
}
