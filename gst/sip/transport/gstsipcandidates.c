/* Which server is next
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/transport/gstsipcandidates.h"

struct _GstSipCandidates
{
  GArray *members; /* of GstSipCandidate; never grows, so that they stay */
  GstSipRandom *random;
};

static void
clear_member (GstSipCandidate *member)
{
  gst_sip_server_free (member->server);
}

static GstSipCandidate *
get_member (GstSipCandidates *self, guint i)
{
  return &g_array_index (self->members, GstSipCandidate, i);
}

void
gst_sip_candidate_shun (GstSipCandidate *self, gint64 until)
{
  self->shunned_until = MAX (self->shunned_until, until);
}

GstSipCandidates *
gst_sip_candidates_new (GPtrArray *servers, GstSipRandom *random)
{
  GstSipCandidates *self = g_new0 (GstSipCandidates, 1);

  self->random = random;
  self->members = g_array_new (FALSE, TRUE, sizeof (GstSipCandidate));
  g_array_set_clear_func (self->members, (GDestroyNotify) clear_member);
  for (guint i = 0; i < servers->len; i++) {
    const GstSipServer *server = g_ptr_array_index (servers, i);
    GstSipCandidate member = {gst_sip_server_new (server->uri, server->weight)};

    g_array_append_val (self->members, member);
  }
  return self;
}

void
gst_sip_candidates_free (GstSipCandidates *self)
{
  g_array_unref (self->members);
  g_free (self);
}

guint
gst_sip_candidates_get_size (GstSipCandidates *self)
{
  return self->members->len;
}

/* The best so far, when another one comes. Each of n equals is kept with
 * probability 1/n. */
static GstSipCandidate *
compare (GstSipCandidates *self, GstSipCandidate *best, GstSipCandidate *other,
    guint *n_equal)
{
  if (best != NULL && other->server->weight < best->server->weight)
    return best;
  if (best == NULL || other->server->weight > best->server->weight)
    *n_equal = 0;
  return gst_sip_random_int (self->random, 0, ++*n_equal) == 0 ? other : best;
}

/* shunned: those too */
static GstSipCandidate *
choose (GstSipCandidates *self, gint64 now, gboolean shunned)
{
  GstSipCandidate *best = NULL;
  guint n_equal = 0;

  for (guint i = 0; i < self->members->len; i++) {
    GstSipCandidate *member = get_member (self, i);

    if (!member->failed && (shunned || member->shunned_until <= now))
      best = compare (self, best, member, &n_equal);
  }
  return best;
}

GstSipCandidate *
gst_sip_candidates_choose (GstSipCandidates *self, GstSipCandidate *preferred,
    gint64 now)
{
  GstSipCandidate *best = choose (self, now, FALSE);
  gboolean all_shunned = best == NULL;

  if (all_shunned)
    best = choose (self, now, TRUE);
  if (preferred != NULL && !preferred->failed && best != NULL &&
      (all_shunned || preferred->shunned_until <= now) &&
      preferred->server->weight == best->server->weight)
    return preferred;
  return best;
}

gboolean
gst_sip_candidates_have_other (GstSipCandidates *self,
    GstSipCandidate *this_one, gint64 now)
{
  for (guint i = 0; i < self->members->len; i++) {
    GstSipCandidate *member = get_member (self, i);

    if (member != this_one && !member->failed && member->shunned_until <= now)
      return TRUE;
  }
  return FALSE;
}

GstSipCandidate *
gst_sip_candidates_choose_above (GstSipCandidates *self, guint weight,
    gint64 now)
{
  GstSipCandidate *best = NULL;
  guint n_equal = 0;

  for (guint i = 0; i < self->members->len; i++) {
    GstSipCandidate *member = get_member (self, i);

    if (member->server->weight > weight && !member->passed_over &&
        member->shunned_until <= now)
      best = compare (self, best, member, &n_equal);
  }
  return best;
}

gboolean
gst_sip_candidates_have_above (GstSipCandidates *self, guint weight)
{
  for (guint i = 0; i < self->members->len; i++) {
    if (get_member (self, i)->server->weight > weight)
      return TRUE;
  }
  return FALSE;
}

void
gst_sip_candidates_forget_failed (GstSipCandidates *self)
{
  for (guint i = 0; i < self->members->len; i++)
    get_member (self, i)->failed = FALSE;
}

void
gst_sip_candidates_forget_passed_over (GstSipCandidates *self)
{
  for (guint i = 0; i < self->members->len; i++)
    get_member (self, i)->passed_over = FALSE;
}
