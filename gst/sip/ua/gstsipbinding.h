/* Our binding in the answer of a registrar
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A 200 to a REGISTER lists the contacts of all devices of the user, and some
 * registrars rewrite them. Ours is the one with our instance and our contact's
 * user; else with our instance; else with our contact's user; else the only
 * one. One with another instance or another reg-id is never ours.
 */
#pragma once

#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/ua/gstsipidentity.h"

G_BEGIN_DECLS

typedef struct
{
  guint expires; /* granted, in seconds; 0 when we are not bound after all */
  /* RFC 5627; NULL where there is none */
  gchar *gruu; /* public */
  gchar *temp_gruu;
} GstSipBinding;

/* asked: the lifetime that holds if the registrar says nothing */
void gst_sip_binding_find (GstSipBinding *binding, GstSipMessage *response,
    GstSipIdentity *identity, guint asked);
void gst_sip_binding_clear (GstSipBinding *binding);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GstSipBinding, gst_sip_binding_clear)

G_END_DECLS
