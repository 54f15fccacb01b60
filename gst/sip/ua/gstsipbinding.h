/* Our binding in the answer of a registrar
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A 200 to a REGISTER lists the contacts of all devices of the user, and some
 * registrars rewrite them. Ours is the one with our instance; else the one
 * with our contact's user; else the only one.
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/ua/gstsipidentity.h"

G_BEGIN_DECLS

typedef struct
{
  guint expires; /* granted, in seconds; never 0 */
  gchar *gruu; /* public (RFC 5627); NULL if there is none */
} GstSipBinding;

/* asked: the lifetime that holds if the registrar says nothing */
void gst_sip_binding_find (GstSipBinding *binding, GstSipMessage *response,
    GstSipIdentity *identity, guint asked);
void gst_sip_binding_clear (GstSipBinding *binding);

G_END_DECLS
