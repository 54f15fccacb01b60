/* Which server is next
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The heaviest that has not failed, at random among equals. Servers are tried
 * in rounds: one that failed is not tried again before the next. One that is
 * shunned is taken only where there is no other.
 */
#pragma once

#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/transport/gstsipserver.h"

G_BEGIN_DECLS

typedef struct
{
  GstSipServer *server;
  gboolean failed; /* in this round */
  gboolean passed_over; /* in this round of those that look for a heavier one */
  gint64 shunned_until; /* others are preferred until then */
} GstSipCandidate;

typedef struct _GstSipCandidates GstSipCandidates;

/* At least until then. */
void gst_sip_candidate_shun (GstSipCandidate *self, gint64 until);

/* servers: (transfer none) (element-type GstSipServer): copied */
GstSipCandidates *gst_sip_candidates_new (GPtrArray *servers,
    GstSipRandom *random);
void gst_sip_candidates_free (GstSipCandidates *self);

guint gst_sip_candidates_get_size (GstSipCandidates *self);

/* preferred: (nullable): taken if it is among the best. NULL when all have
 * failed. */
GstSipCandidate *gst_sip_candidates_choose (GstSipCandidates *self,
    GstSipCandidate *preferred, gint64 now);
/* Whether there is one but this that has neither failed nor is shunned. */
gboolean gst_sip_candidates_have_other (GstSipCandidates *self,
    GstSipCandidate *this_one, gint64 now);
/* Those with more weight that are not passed over, nor shunned at this time.
 * NULL when there is none. */
GstSipCandidate *gst_sip_candidates_choose_above (GstSipCandidates *self,
    guint weight, gint64 now);
gboolean gst_sip_candidates_have_above (GstSipCandidates *self, guint weight);

/* The next round. */
void gst_sip_candidates_forget_failed (GstSipCandidates *self);
void gst_sip_candidates_forget_passed_over (GstSipCandidates *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipCandidates, gst_sip_candidates_free)

G_END_DECLS
