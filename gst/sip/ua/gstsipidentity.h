/* What a user agent calls itself
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Address of record, registrar, contact, instance: made of the settings and a
 * few random tokens, fixed for the life of the user agent. Only the GRUUs come
 * later, from the registrar.
 */
#pragma once

#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/ua/gstsipuaconfig.h"

G_BEGIN_DECLS

typedef struct _GstSipIdentity GstSipIdentity;

GstSipIdentity *gst_sip_identity_new (GstSipUaConfig *config,
    GstSipRandom *random, GError **error);
void gst_sip_identity_free (GstSipIdentity *self);

/* Under anonymous.invalid, where nobody registers. */
gboolean gst_sip_identity_is_anonymous (GstSipIdentity *self);
/* sip:user@host */
const gchar *gst_sip_identity_get_aor (GstSipIdentity *self);
/* The user part of the address of record, unescaped. */
const gchar *gst_sip_identity_get_user (GstSipIdentity *self);
const gchar *gst_sip_identity_get_registrar (GstSipIdentity *self);
/* The host of Via and Contact. */
const gchar *gst_sip_identity_get_via_host (GstSipIdentity *self);
const gchar *gst_sip_identity_get_contact_user (GstSipIdentity *self);
/* urn:uuid:... */
const gchar *gst_sip_identity_get_instance (GstSipIdentity *self);
/* The registrar bound us. gruu, temp_gruu: NULL where it gives none */
void gst_sip_identity_set_bound (GstSipIdentity *self, const gchar *gruu,
    const gchar *temp_gruu);
void gst_sip_identity_set_unbound (GstSipIdentity *self);

/* A Call-ID that is_own_call_id() knows again. random must be the caller's. */
gchar *gst_sip_identity_make_call_id (GstSipIdentity *self,
    GstSipRandom *random);
gboolean gst_sip_identity_is_own_call_id (GstSipIdentity *self,
    const gchar *call_id);

/* The value of From, with that tag. display_name may be NULL. */
gchar *gst_sip_identity_make_from (GstSipIdentity *self,
    const gchar *display_name, gboolean anonymous, const gchar *tag);
/* The value of Contact in a REGISTER, without expires. outbound: as a flow of
 * RFC 5626 */
gchar *gst_sip_identity_make_binding (GstSipIdentity *self, gboolean outbound);
/* The value of Contact in calls: the GRUU if there is one, the temporary one
 * where nobody is to know who we are. */
gchar *gst_sip_identity_make_contact (GstSipIdentity *self, gboolean anonymous);

/* Whether a Request-URI is us: by its user, or as a GRUU of ours. One without
 * user is taken too. */
gboolean gst_sip_identity_is_addressed (GstSipIdentity *self,
    const gchar *request_uri);

/* What a person would type, as the URI to send an INVITE to: "bob" and
 * "+1 555 0100" are users at the own domain. */
gchar *gst_sip_identity_resolve (GstSipIdentity *self, const gchar *target,
    GError **error);
/* Whether that will find a URI. */
gboolean gst_sip_identity_can_resolve (const gchar *target, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipIdentity, gst_sip_identity_free)

G_END_DECLS
