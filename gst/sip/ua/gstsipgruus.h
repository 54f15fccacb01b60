/* Globally routable addresses of this very device (RFC 5627)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The registrar gives one that is public, and with each answer a new one that
 * does not show who we are. Those hold all together until the binding ends
 * (section 3.2).
 */
#pragma once

#include "gst/sip/message/gstsipslice.h"

G_BEGIN_DECLS

typedef struct
{
  gchar *public_gruu; /* NULL: none */
  GQueue temporary; /* of gchar *: the newest first */
} GstSipGruus;

/* Whether a registrar's text may be our Contact: a SIP URI with "gr" that is
 * not endless and stays within its brackets. */
gboolean gst_sip_gruu_is_usable (GstSipSlice text);

/* What the latest answer gives; either may be NULL. */
void gst_sip_gruus_update (GstSipGruus *self, const gchar *public_gruu,
    const gchar *temp_gruu);
/* The binding is gone, and they with it. */
void gst_sip_gruus_clear (GstSipGruus *self);
/* NULL when there is none. */
const gchar *gst_sip_gruus_get_temporary (GstSipGruus *self);
/* Whether uri is any of them. */
gboolean gst_sip_gruus_contain (GstSipGruus *self, const gchar *uri);

G_END_DECLS
