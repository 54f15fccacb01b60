/* Text of a peer, made fit to be shown
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiptext.h"

#include <string.h>

static void
replace_controls (gchar *text, const gchar *kept)
{
  for (guchar *c = (guchar *) text; *c != '\0'; c++) {
    gboolean c1 = c[0] == 0xc2 && c[1] < 0xa0; /* U+0080 to U+009F */

    if (c1)
      *c++ = '?';
    if (c1 || (g_ascii_iscntrl (*c) && strchr (kept, *c) == NULL))
      *c = '?';
  }
}

/* The end of the last character that is whole within max bytes. */
static gsize
cut (const gchar *text, gsize length, gsize max)
{
  if (length <= max)
    return length;
  while (max > 0 && ((guchar) text[max] & 0xc0) == 0x80)
    max--;
  return max;
}

static gchar *
mend (const gchar *text, gssize length, gsize max, const gchar *kept)
{
  g_autofree gchar *mended = NULL;
  gsize whole, taken;

  if (text == NULL)
    return NULL;

  whole = length >= 0 ? (gsize) length : strlen (text);
  taken = cut (text, whole, max);
  mended = g_utf8_make_valid (text, (gssize) taken);
  replace_controls (mended, kept);
  return taken < whole ? g_strconcat (mended, "...", NULL)
                       : g_steal_pointer (&mended);
}

gchar *
gst_sip_text_mend (const gchar *text, gssize length, gsize max)
{
  return mend (text, length, max, "");
}

gchar *
gst_sip_text_mend_lines (const gchar *text, gssize length, gsize max)
{
  return mend (text, length, max, "\t\r\n");
}
