/* Random tokens: tags, branches, Call-IDs
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GstSipRandom is a port, as time is: from the operating system's generator
 * for use, from a seed in tests, where each run must be the same.
 */
#pragma once

#include <gst/sip/base/gstsipprelude.h>

G_BEGIN_DECLS

typedef struct _GstSipRandom GstSipRandom;

/* Unpredictable: reads the kernel's generator (tags and branches are what an
 * off-path attacker has to guess, RFC 3261 section 19.3). */
GST_SIP_API
GstSipRandom *gst_sip_random_new (void);
GST_SIP_API
GstSipRandom *gst_sip_random_new_seeded (guint32 seed);
GST_SIP_API
void gst_sip_random_free (GstSipRandom *self);

/* Uniform in [begin, end). */
GST_SIP_API
guint32 gst_sip_random_int (GstSipRandom *self, guint32 begin, guint32 end);
/* Uniform in [begin, end). */
GST_SIP_API
gdouble gst_sip_random_double (GstSipRandom *self, gdouble begin, gdouble end);

/* length characters of 0-9a-v, 5 bits each. */
GST_SIP_API
gchar *gst_sip_random_token (GstSipRandom *self, guint length);
/* Version 4, in the text form of RFC 9562. */
GST_SIP_API
gchar *gst_sip_random_uuid (GstSipRandom *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipRandom, gst_sip_random_free)

G_END_DECLS
