/* Answers to challenges (RFC 3261 section 22, RFC 8760)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Knows the credentials, remembers the challenge of each realm so that later
 * requests need no second round, and says when to give up. Sends nothing.
 */
#pragma once

#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/ua/gstsipauthflow.h"

G_BEGIN_DECLS

typedef struct _GstSipAuth GstSipAuth;

GstSipAuth *gst_sip_auth_new (GstSipRandom *random);
void gst_sip_auth_free (GstSipAuth *self);
/* Returns whether they are other ones: then what was remembered is forgotten.
 * ha1 is for who has no password; both NULL: there are none. */
gboolean gst_sip_auth_set_credentials (GstSipAuth *self, const gchar *username,
    const gchar *password, const gchar *ha1);

/* Puts credentials for what is remembered in the place of those that the
 * request has. */
void gst_sip_auth_apply (GstSipAuth *self, const GstSipAuthFlow *flow,
    GstSipMessage *request);
/* Reads the challenges of a 401 or 407. FALSE when the request is not to be
 * repeated: no credentials, refused ones, nothing that we support, a loop,
 * somebody who may not have a digest. */
gboolean gst_sip_auth_learn (GstSipAuth *self, GstSipAuthFlow *flow,
    GstSipMessage *request, GstSipMessage *response, GError **error);

/* Reads what the server says after a right answer: mostly the nonce for the
 * next request. FALSE when it does not know the password itself. */
gboolean gst_sip_auth_take_info (GstSipAuth *self, const GstSipAuthFlow *flow,
    GstSipMessage *request, GstSipMessage *response, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipAuth, gst_sip_auth_free)

G_END_DECLS
