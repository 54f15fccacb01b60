/* What is known of one STUN or TURN server
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ext/sipua/ice/gstsipstunquery.h"

G_BEGIN_DECLS

typedef struct _GstSipIceContact GstSipIceContact;

/* Its verdict, or what it is reached by, is another one. */
typedef void (*GstSipIceContactFunc) (GstSipIceContact *self, gpointer owner);

/* server: (transfer full). Asks nothing yet. (transfer full) */
GstSipIceContact *gst_sip_ice_contact_new (GstSipIceServer *server,
    GstSipTimers *timers, GstSipIceContactFunc changed, gpointer owner);
void gst_sip_ice_contact_free (GstSipIceContact *self);

/* What was known is to be forgotten before. allocate: see
 * gst_sip_stun_query_new(). changed comes as often as there is
 * something new, perhaps at once. */
void gst_sip_ice_contact_ask (GstSipIceContact *self, gboolean allocate);
void gst_sip_ice_contact_forget (GstSipIceContact *self);

const GstSipIceServer *gst_sip_ice_contact_get_server (GstSipIceContact *self);
/* For people, without credentials. */
const gchar *gst_sip_ice_contact_get_name (GstSipIceContact *self);
GstSipStunVerdict gst_sip_ice_contact_get_verdict (GstSipIceContact *self);
/* (nullable): what is wrong with it */
const gchar *gst_sip_ice_contact_get_problem (GstSipIceContact *self);
/* Whether an answer may yet change what a call should use. */
gboolean gst_sip_ice_contact_is_open (GstSipIceContact *self);

/* As webrtcbin takes it, with an address that answers or may. (transfer full)
 * (nullable): NULL before there is an address, and for a server that libnice
 * must not talk to. It holds the password. */
gchar *gst_sip_ice_contact_make_uri (GstSipIceContact *self);

G_END_DECLS
