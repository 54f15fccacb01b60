/* The phones of the chaos test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A seat is a place for a phone, which has its address. Whoever does something
 * with a phone uses it, and so keeps it; who is the last to let go of one that
 * has left its seat sets it to NULL and drops it, whichever thread that is.
 */
#pragma once

#include <gst/gst.h>
#include <gst/sip/sip.h>

#define N_SEATS 3

typedef struct
{
  GstPad *pad; /* requested */
  GstElement *source; /* linked to it */
} Branch;

typedef struct
{
  gint n_users; /* atomic */
  guint seat;
  GstElement *pipeline; /* as long as somebody uses it */
  GstElement *ua;
  gint n_pushers; /* atomic: threads that hold an event at a pad */

  GMutex lock; /* guards what follows */
  GRand *random; /* what its handlers draw */
  GPtrArray *branches; /* (element-type Branch) */
  guint n_ears; /* sinks that were added */
} Phone;

/* A generator that a deed may draw from as often as it likes, without a change
 * to what the next one gets. */
GRand *make_branch_of (GRand *random);

void seats_init (const gchar *server, guint seed);
/* Nobody sits down any more, and who sat gets up. */
void seats_clear (void);
/* (transfer full) (nullable): the phone of that seat, a new one if it is empty;
 * NULL when no more are wanted */
Phone *seat_use (guint seat);
/* The phone gets up, if it is still there. */
void seat_leave (Phone *phone);

/* FALSE when it is on its way out. */
gboolean phone_use (Phone *self);
void phone_release (Phone *self);
/* Their handlers do nothing before. */
void phones_start_trouble (void);
gchar *make_address (guint seat);

/* Calls that are remembered, also after their element is gone. (transfer full)
 * (nullable) */
GstSipCall *pocket_get (guint which);
void pocket_put (guint which, GstSipCall *call);
void pocket_clear (void);

/* Ends of calls that were established, and whose media were connected. */
guint get_n_established (void);
guint get_n_connected (void);
void print_calls (void);
