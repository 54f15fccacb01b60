/* Passwords in URIs, left out of what people read
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsippasswords.h"

#include "gst/sip/message/gstsipscanner.h"

#define BLANK "***"

/* Which URIs have a user part that may have a password, and what ends it. */
static const struct
{
  const gchar *scheme; /* all before that part */
  const gchar *ends;
} kinds[] = {
    {"sip:",   ""    },
    {"sips:",  ""    },
    {"ws://",  "/?#,"},
    {"wss://", "/?#,"},
};

/* The ends of the kind of URI whose user part starts at p; NULL when none
 * does. */
static const gchar *
find_kind (const gchar *start, const gchar *p)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    gsize length = strlen (kinds[i].scheme);

    if ((gsize) (p - start) >= length &&
        g_ascii_strncasecmp (p - length, kinds[i].scheme, length) == 0)
      return kinds[i].ends;
  }
  return NULL;
}

/* Where a user part may start: behind the next ':' or "://". */
static const gchar *
find_user_part (const gchar *p, const gchar *end)
{
  const gchar *colon = memchr (p, ':', end - p);

  if (colon == NULL)
    return NULL;
  colon++;
  return end - colon >= 2 && colon[0] == '/' && colon[1] == '/' ? colon + 2
                                                                : colon;
}

/* The ':' and the '@' around a password in the user part that starts at p.
 * FALSE when there is none; stop is how far was looked. */
static gboolean
find_password (const gchar *p, const gchar *end, const gchar *ends,
    const gchar **colon, const gchar **stop)
{
  *colon = NULL;
  for (; p < end; p++) {
    if (*p == '@' || !gst_sip_char_is (*p, GST_SIP_CHAR_URI) ||
        strchr (ends, *p) != NULL)
      break;
    if (*p == ':' && *colon == NULL)
      *colon = p;
  }
  *stop = p;
  return p < end && *p == '@' && *colon != NULL;
}

static void
append_range (GString *text, const gchar *start, const gchar *end)
{
  g_string_append_len (text, start, end - start);
}

void
gst_sip_append_without_passwords (GString *text, GstSipSlice slice)
{
  const gchar *start = slice.text;
  const gchar *end = gst_sip_slice_end (slice);
  const gchar *p = start;

  while (p < end && (p = find_user_part (p, end)) != NULL) {
    const gchar *ends = find_kind (slice.text, p);
    const gchar *colon, *stop;

    if (ends == NULL)
      continue;
    if (find_password (p, end, ends, &colon, &stop)) {
      append_range (text, start, colon + 1);
      g_string_append (text, BLANK);
      start = stop;
    }
    p = stop;
  }
  append_range (text, start, end);
}

/* user:password@host */
static gboolean
begins_with_user_part (const gchar *text, const gchar **colon,
    const gchar **stop)
{
  const gchar *start = find_user_part (text, text + strlen (text));

  return start != NULL && find_kind (text, start) == NULL &&
      find_password (text, text + strlen (text), "/?#", colon, stop);
}

gchar *
gst_sip_dup_without_passwords (const gchar *text)
{
  GString *shown;
  const gchar *colon, *rest;

  if (text == NULL)
    return NULL;
  shown = g_string_new (NULL);
  if (begins_with_user_part (text, &colon, &rest)) {
    append_range (shown, text, colon + 1);
    g_string_append (shown, BLANK);
    text = rest;
  }
  gst_sip_append_without_passwords (shown, gst_sip_slice (text));
  return g_string_free (shown, FALSE);
}
