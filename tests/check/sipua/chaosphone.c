/* The phones of the chaos test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/chaosphone.h"
#include "tests/check/sipua/chaosdeeds.h"

#include <gst/check/gstcheck.h>

#define N_POCKETS 8
#define ONE_IN 25 /* signals whose handler does something */

typedef struct
{
  GMutex lock;
  Phone *phone; /* in use by its seat */
  guint n_phones; /* that have sat here */
  GRand *random;
} Seat;

static Seat seats[N_SEATS];
static const gchar *the_server;
static gint closed; /* atomic: nobody sits down any more */
static gint n_calls; /* atomic: ends of calls, as those below */
static gint n_established; /* atomic */
static gint n_connected; /* atomic */

static GMutex pocket_lock;
static GstSipCall *pockets[N_POCKETS];

GRand *
make_branch_of (GRand *random)
{
  return g_rand_new_with_seed (g_rand_int (random));
}

gchar *
make_address (guint seat)
{
  return g_strdup_printf ("sip:seat%u@example.test", seat);
}

guint
get_n_connected (void)
{
  return (guint) g_atomic_int_get (&n_connected);
}

guint
get_n_established (void)
{
  return (guint) g_atomic_int_get (&n_established);
}

void
print_calls (void)
{
  g_printerr ("%d ends of calls, %d established, %d with media\n",
      g_atomic_int_get (&n_calls), g_atomic_int_get (&n_established),
      g_atomic_int_get (&n_connected));
}

/* Pockets */

GstSipCall *
pocket_get (guint which)
{
  GstSipCall *call;

  g_mutex_lock (&pocket_lock);
  call = pockets[which % N_POCKETS];
  if (call != NULL)
    gst_object_ref (call);
  g_mutex_unlock (&pocket_lock);
  return call;
}

void
pocket_put (guint which, GstSipCall *call)
{
  GstSipCall *old;

  if (call != NULL)
    gst_object_ref (call);
  g_mutex_lock (&pocket_lock);
  old = pockets[which % N_POCKETS];
  pockets[which % N_POCKETS] = call;
  g_mutex_unlock (&pocket_lock);
  if (old != NULL)
    gst_object_unref (old);
}

void
pocket_clear (void)
{
  for (guint i = 0; i < N_POCKETS; i++)
    pocket_put (i, NULL);
}

/* Handlers, which may do anything */

static GRand *
draw (Phone *self)
{
  GRand *random;

  g_mutex_lock (&self->lock);
  random = make_branch_of (self->random);
  g_mutex_unlock (&self->lock);
  return random;
}

static gint in_trouble; /* atomic */

void
phones_start_trouble (void)
{
  g_atomic_int_set (&in_trouble, TRUE);
}

static void
react (GstElement *ua)
{
  Phone *self = g_object_get_data (G_OBJECT (ua), "phone");
  g_autoptr (GRand) random = draw (self);

  if (!g_atomic_int_get (&in_trouble) ||
      g_rand_int_range (random, 0, ONE_IN) != 0 || !phone_use (self))
    return;
  do_deed (self, random);
  phone_release (self);
}

static void
on_signal (GstElement *ua)
{
  react (ua);
}

/* In whatever thread, also one of the media, which must not wait for itself to
 * stop. */
static void
on_log (GstElement *ua)
{
  Phone *self = g_object_get_data (G_OBJECT (ua), "phone");
  g_autoptr (GRand) random = draw (self);
  gboolean registered;

  if (g_rand_int_range (random, 0, ONE_IN) != 0)
    return;
  gst_element_get_state (ua, NULL, NULL,
      (GstClockTime) g_rand_int_range (random, 0, 20) * GST_MSECOND);
  g_object_get (ua, "registered", &registered, NULL);
}

static void
on_call_signal (GstElement *ua)
{
  react (ua);
}

static void
on_established (GstElement *ua)
{
  g_atomic_int_inc (&n_established);
  react (ua);
}

static void
on_media_connected (GstElement *ua)
{
  g_atomic_int_inc (&n_connected);
  react (ua);
}

static void
on_call_added (GstElement *ua, GstSipCall *call)
{
  static const gchar *const names[] = {"ringing", "early-media", "ended",
      "notify::state", "notify::stats"};
  Phone *self = g_object_get_data (G_OBJECT (ua), "phone");
  g_autoptr (GRand) random = draw (self);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect_object (call, names[i], G_CALLBACK (on_call_signal), ua,
        G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "established", G_CALLBACK (on_established), ua,
      G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "media-connected",
      G_CALLBACK (on_media_connected), ua, G_CONNECT_SWAPPED);
  g_atomic_int_inc (&n_calls);
  pocket_put (g_rand_int (random), call);
  react (ua);
}

static void
connect_handlers (GstElement *ua)
{
  static const gchar *const names[] = {"connected", "disconnected",
      "registered", "unregistered", "registration-failed", "incoming-call",
      "call-removed", "pad-added", "pad-removed", "notify::registered"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect (ua, names[i], G_CALLBACK (on_signal), NULL);
  g_signal_connect (ua, "call-added", G_CALLBACK (on_call_added), NULL);
  g_signal_connect (ua, "log", G_CALLBACK (on_log), NULL);
}

/* Phones */

#define TONE "audiotestsrc is-live=true volume=0.1 ! "
#define PICTURE \
  "videotestsrc is-live=true ! " \
  "video/x-raw,width=64,height=48,framerate=5/1 ! "
#define AUDIO_EAR "ua.audio_src_0 ! audioconvert ! fakesink sync=true "
#define VIDEO_EAR "ua.video_src_0 ! videoconvert ! fakesink sync=true "

#define LINE_OF_ALL 1

static const gchar *const lines[] = {
    "sipuabin name=ua " TONE "ua. " AUDIO_EAR,
    "sipuabin name=ua " TONE "ua. " PICTURE "ua. " AUDIO_EAR VIDEO_EAR,
    "sipuabin name=ua " TONE "mulawenc ! ua. ua. ! queue ! fakesink",
    "sipuabin name=ua " AUDIO_EAR VIDEO_EAR,
    "sipuabin name=ua audiotestsrc ! queue ! ua. " AUDIO_EAR,
};

static void
branch_free (gpointer data)
{
  Branch *branch = data;

  gst_object_unref (branch->pad);
  gst_object_unref (branch->source);
  g_free (branch);
}

static void
phone_free (gpointer data)
{
  Phone *self = data;

  g_ptr_array_unref (self->branches);
  g_rand_free (self->random);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Phone *
phone_new (guint seat, guint which, GRand *random)
{
  Phone *self = g_new0 (Phone, 1);
  g_autofree gchar *uri = make_address (seat);
  const gchar *line = lines[which];

  self->n_users = 1;
  self->seat = seat;
  g_mutex_init (&self->lock);
  self->random = make_branch_of (random);
  self->branches = g_ptr_array_new_with_free_func (branch_free);
  self->pipeline = gst_parse_launch (line, NULL);
  fail_unless (GST_IS_PIPELINE (self->pipeline), "no pipeline of %s", line);
  self->ua = gst_bin_get_by_name (GST_BIN (self->pipeline), "ua");
  gst_object_unref (self->ua);
  g_object_set_data_full (G_OBJECT (self->ua), "phone", self, phone_free);
  g_object_set (self->ua, "uri", uri, "ws-servers", the_server, "stun-servers",
      "", "log-builtin-enabled", FALSE, "connection-recovery-min-interval", 1,
      "connection-recovery-max-interval", 1, "auto-answer",
      g_rand_boolean (random), NULL);
  connect_handlers (self->ua);
  return self;
}

gboolean
phone_use (Phone *self)
{
  gint n = g_atomic_int_get (&self->n_users);

  while (n > 0 &&
      !g_atomic_int_compare_and_exchange_full (&self->n_users, n, n + 1, &n))
    ;
  return n > 0;
}

void
phone_release (Phone *self)
{
  GstElement *pipeline = self->pipeline;
  StressDeed *deed;

  if (!g_atomic_int_dec_and_test (&self->n_users))
    return;
  deed = stress_begin ("drop the last reference");
  g_ptr_array_set_size (self->branches, 0);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  stress_end (deed);
}

/* Seats */

/* The first ones are those of the call in peace, which needs what is most. */
static guint
choose_line (Seat *seat)
{
  guint any = (guint) g_rand_int_range (seat->random, 0, G_N_ELEMENTS (lines));

  return seat->n_phones++ == 0 ? LINE_OF_ALL : any;
}

Phone *
seat_use (guint number)
{
  Seat *seat = &seats[number];
  Phone *phone;

  g_mutex_lock (&seat->lock);
  if (seat->phone == NULL && !g_atomic_int_get (&closed))
    seat->phone = phone_new (number, choose_line (seat), seat->random);
  phone = seat->phone;
  if (phone != NULL)
    g_atomic_int_inc (&phone->n_users);
  g_mutex_unlock (&seat->lock);
  return phone;
}

static void
leave (Seat *seat, Phone *phone)
{
  g_mutex_lock (&seat->lock);
  if (phone == NULL)
    phone = g_steal_pointer (&seat->phone);
  else if (seat->phone == phone)
    seat->phone = NULL;
  else
    phone = NULL;
  g_mutex_unlock (&seat->lock);
  if (phone != NULL)
    phone_release (phone);
}

void
seat_leave (Phone *phone)
{
  leave (&seats[phone->seat], phone);
}

void
seats_init (const gchar *server, guint seed)
{
  the_server = server;
  g_atomic_int_set (&closed, FALSE);
  for (guint i = 0; i < N_SEATS; i++)
    seats[i].random = g_rand_new_with_seed (seed + i);
}

void
seats_clear (void)
{
  g_atomic_int_set (&closed, TRUE);
  for (guint i = 0; i < N_SEATS; i++) {
    leave (&seats[i], NULL);
    g_clear_pointer (&seats[i].random, g_rand_free);
  }
}
