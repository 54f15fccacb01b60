/* The realms of our own registrar and proxies
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What they have asked for says later whether a challenge can be theirs: which
 * realm, and by which algorithm at least. What the registrar has done is sure;
 * who is a proxy of ours is a guess, so it says nothing of the registrar.
 */
#pragma once

#include "gst/sip/message/gstsipdigest.h"

G_BEGIN_DECLS

typedef struct _GstSipHomeRealms GstSipHomeRealms;

GstSipHomeRealms *gst_sip_home_realms_new (void);
void gst_sip_home_realms_free (GstSipHomeRealms *self);
/* Answered: registrar: the question was put to a REGISTER */
void gst_sip_home_realms_note (GstSipHomeRealms *self, const gchar *name,
    gboolean registrar, GstSipDigestAlgorithm algorithm);
gboolean gst_sip_home_realms_have (GstSipHomeRealms *self, const gchar *name);
/* Whether the realm has used an algorithm that is better than MD5. */
gboolean gst_sip_home_realms_are_strong (GstSipHomeRealms *self,
    const gchar *name, gboolean registrar);
/* With another password, MD5 may be what the server has now. */
void gst_sip_home_realms_forget_strength (GstSipHomeRealms *self);

G_END_DECLS
