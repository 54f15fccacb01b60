/* Object literals as JavaScript has them, made JSON
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The configuration document prints its lists as JavaScript: names without
 * quotes, comments, strings in either quotes, a comma after the last entry.
 * What people paste is rewritten here so that a parser of JSON takes it. What
 * is neither JavaScript nor JSON passes unharmed, for that parser to refuse.
 */
#pragma once

#include <gst/sip/base/gstsipprelude.h>

G_BEGIN_DECLS

typedef struct
{
  GString *json;
  GArray *origins; /* gsize: where in the text each byte of json comes from */
} GstSipLooseObject;

GstSipLooseObject *gst_sip_loose_object_new (const gchar *text);
void gst_sip_loose_object_free (GstSipLooseObject *self);

/* Turns a place in json, counted from 1 on, into the one in text, which it was
 * made of. */
void gst_sip_loose_object_find_origin (GstSipLooseObject *self,
    const gchar *text, guint *line, guint *character);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipLooseObject, gst_sip_loose_object_free)

G_END_DECLS
