/* A piece of somebody else's text
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Views of URIs, addresses and header values are made of slices, so that
 * reading a message copies nothing. A slice lives as long as the text that it
 * points into; it is not NUL-terminated. An absent part has text == NULL, an
 * empty one has not.
 */
#pragma once

#include "gst/sip/base/gstsipprelude.h"
#include <string.h>

G_BEGIN_DECLS

typedef struct
{
  const gchar *text;
  gsize length;
} GstSipSlice;

#define GST_SIP_SLICE_NONE ((GstSipSlice){NULL, 0})
#define GST_SIP_SLICE_FORMAT "%.*s"
#define GST_SIP_SLICE_ARGS(slice) (int) (slice).length, (slice).text

static inline GstSipSlice
gst_sip_slice (const gchar *text)
{
  return (GstSipSlice){text, text != NULL ? strlen (text) : 0};
}

/* An absent part has no offset, not even 0. */
static inline const gchar *
gst_sip_slice_end (GstSipSlice self)
{
  return self.length > 0 ? self.text + self.length : self.text;
}

static inline gchar *
gst_sip_slice_dup (GstSipSlice self)
{
  return self.text != NULL ? g_strndup (self.text, self.length) : NULL;
}

static inline gboolean
gst_sip_slice_equal (GstSipSlice a, GstSipSlice b)
{
  return a.length == b.length &&
      (a.length == 0 || memcmp (a.text, b.text, a.length) == 0);
}

static inline gboolean
gst_sip_slice_equal_nocase (GstSipSlice a, GstSipSlice b)
{
  return a.length == b.length &&
      (a.length == 0 || g_ascii_strncasecmp (a.text, b.text, a.length) == 0);
}

G_END_DECLS
