/* ;name=value lists, of URIs and of headers (RFC 3261 sections 7.3.1, 19.1.1)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

typedef struct
{
  GstSipSlice name;
  GstSipSlice value; /* unset without '='; a quoted one keeps its quotes */
} GstSipParam;

/* Takes the first parameter off the list, which starts after its ';'. FALSE at
 * the end. An empty one, as in ";;", has an empty name. */
gboolean gst_sip_params_next (GstSipSlice *params, GstSipParam *param);

/* TRUE when name is there; value (may be NULL) is as in GstSipParam. Escapes
 * in names are undone before they are compared (RFC 4475 section 3.1.1.3). */
gboolean gst_sip_params_find (GstSipSlice params, const gchar *name,
    GstSipSlice *value);

/* Text with %XX undone; a result with NUL inside is legal (escnull). */
gchar *gst_sip_unescape (GstSipSlice text, gsize *length);
/* The text as the user part of a URI. */
gchar *gst_sip_escape_user (const gchar *text);

G_END_DECLS
