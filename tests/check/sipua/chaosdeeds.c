/* What is done to the phones of the chaos test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each is something that an application may do at any time, from any thread but
 * those of the media. Whether it succeeds depends on the moment; that it
 * returns does not.
 */
#include "tests/check/sipua/chaosdeeds.h"
#include "tests/check/sipua/chaospads.h"

#include <gst/check/gstcheck.h>

#define MAX_CALLS 3 /* of a phone, or the machine has nothing else to do */

typedef void (*DeedFunc) (Phone *phone, GRand *random);

static guint
draw (GRand *random, guint n)
{
  return (guint) g_rand_int_range (random, 0, (gint32) n);
}

/* States */

static void
play (Phone *phone, GRand *random)
{
  gst_element_set_state (phone->pipeline, GST_STATE_PLAYING);
}

static void
pause (Phone *phone, GRand *random)
{
  gst_element_set_state (phone->pipeline, GST_STATE_PAUSED);
}

static void
stop (Phone *phone, GRand *random)
{
  gst_element_set_state (phone->pipeline,
      draw (random, 2) == 0 ? GST_STATE_NULL : GST_STATE_READY);
}

static void
set_state_of_element (Phone *phone, GRand *random)
{
  static const GstState states[] = {GST_STATE_PLAYING, GST_STATE_PLAYING,
      GST_STATE_PLAYING, GST_STATE_PAUSED, GST_STATE_PAUSED, GST_STATE_READY,
      GST_STATE_NULL};

  gst_element_set_state (phone->ua,
      states[draw (random, G_N_ELEMENTS (states))]);
}

static void
sync_state (Phone *phone, GRand *random)
{
  gst_element_sync_state_with_parent (phone->ua);
}

static void
get_state (Phone *phone, GRand *random)
{
  gst_element_get_state (draw (random, 2) == 0 ? phone->ua : phone->pipeline,
      NULL, NULL, draw (random, 20) * GST_MSECOND);
}

static void
pause_sink (Phone *phone, GRand *random)
{
  guint pick = draw (random, 8);
  g_autoptr (GstIterator) sinks =
      gst_bin_iterate_sinks (GST_BIN (phone->pipeline));
  GValue item = G_VALUE_INIT;

  while (gst_iterator_next (sinks, &item) == GST_ITERATOR_OK) {
    GstElement *sink = g_value_get_object (&item);

    if (sink != phone->ua && pick-- == 0) {
      gst_element_set_state (sink, GST_STATE_PAUSED);
      gst_bin_recalculate_latency (GST_BIN (phone->pipeline));
      gst_element_sync_state_with_parent (sink);
    }
    g_value_reset (&item);
  }
  g_value_unset (&item);
}

static void
leave_seat (Phone *phone, GRand *random)
{
  seat_leave (phone);
}

/* Calls */

/* (transfer full) (nullable): one of the phone's, or one that is remembered */
static GstSipCall *
choose_call (Phone *phone, GRand *random, guint *n_calls)
{
  guint which = g_rand_int (random);
  gboolean own = draw (random, 4) > 0;
  GValue calls = G_VALUE_INIT;
  GstSipCall *call = NULL;

  g_value_init (&calls, GST_TYPE_ARRAY);
  g_object_get_property (G_OBJECT (phone->ua), "calls", &calls);
  *n_calls = gst_value_array_get_size (&calls);
  if (*n_calls > 0 && own)
    call = g_value_dup_object (
        gst_value_array_get_value (&calls, which % *n_calls));
  g_value_unset (&calls);
  return call != NULL ? call : pocket_get (which);
}

static void
make_call (Phone *phone, GRand *random)
{
  g_autofree gchar *uri = make_address (draw (random, N_SEATS));
  g_autoptr (GstStructure) options = draw (random, 2) == 0
      ? NULL
      : gst_structure_new ("options", "anonymous", G_TYPE_BOOLEAN,
            draw (random, 2) == 0, NULL);
  guint n_calls;
  g_autoptr (GstSipCall) other = choose_call (phone, random, &n_calls);
  GstSipCall *call = NULL;

  if (n_calls >= MAX_CALLS) {
    if (other != NULL)
      gst_sip_call_hangup (other);
    return;
  }
  g_signal_emit_by_name (phone->ua, "call", uri, options, &call);
  if (call != NULL)
    gst_object_unref (call);
}

static void
answer (Phone *phone, GRand *random)
{
  guint n_calls;
  g_autoptr (GstSipCall) call = choose_call (phone, random, &n_calls);

  if (call != NULL)
    gst_sip_call_answer (call, NULL);
}

static void
reject (Phone *phone, GRand *random)
{
  guint n_calls;
  g_autoptr (GstSipCall) call = choose_call (phone, random, &n_calls);

  if (call != NULL)
    gst_sip_call_reject (call, 300 + draw (random, 400), "No");
}

static void
hang_up (Phone *phone, GRand *random)
{
  guint n_calls;
  g_autoptr (GstSipCall) call = choose_call (phone, random, &n_calls);

  if (call != NULL)
    gst_sip_call_hangup (call);
}

static void
forget_call (Phone *phone, GRand *random)
{
  pocket_put (g_rand_int (random), NULL);
}

static void
register_again (Phone *phone, GRand *random)
{
  g_signal_emit_by_name (phone->ua,
      draw (random, 4) == 0 ? "unregister" : "register");
}

/* Properties */

static void
read_all (GObject *object)
{
  guint n;
  g_autofree GParamSpec **all =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;

    if ((all[i]->flags & G_PARAM_READABLE) == 0)
      continue;
    g_value_init (&value, all[i]->value_type);
    g_object_get_property (object, all[i]->name, &value);
    g_value_unset (&value);
  }
}

static void
read_element (Phone *phone, GRand *random)
{
  read_all (G_OBJECT (phone->ua));
}

static void
read_call (Phone *phone, GRand *random)
{
  guint n_calls;
  g_autoptr (GstSipCall) call = choose_call (phone, random, &n_calls);

  if (call != NULL)
    read_all (G_OBJECT (call));
}

/* All that can be written. A value for which calls fail comes after several of
 * one with which they do not. */
static const struct
{
  const gchar *name;
  const gchar *values[6];
} settings[] = {
    {"audio-codecs",
     {"opus,PCMU,PCMA", "opus,PCMU,PCMA", "PCMU,G722", "PCMU,PCMA"}                        },
    {"authorization-ha1",                {"", "21fa5eccf29ba5bba4e6ad47e8f51c61"}          },
    {"authorization-user",               {"", "alice"}                                     },
    {"auto-answer",                      {"true", "false"}                                 },
    {"connection-recovery-max-interval", {"1", "2"}                                        },
    {"connection-recovery-min-interval", {"1"}                                             },
    {"display-name",                     {"", "Alice \"al\" ¶€ĸøĸø"}                },
    {"extra-headers",                    {"headers", "headers, X-Tenant=(string)blue"}     },
    {"hack-ip-in-contact",               {"false", "true"}                                 },
    {"hack-via-tcp",                     {"false", "false", "false", "true"}               },
    {"http-headers",                     {"headers", "headers, Origin=(string)https://a.b"}},
    {"ice-gathering-timeout",            {"2000", "500", "2000", "0"}                      },
    {"ice-transport-policy",             {"all", "all", "all", "all", "relay"}             },
    {"instance-id",                      {"8f1fa16a-1165-4a96-8341-785b1ef24f12"}          },
    {"latency",                          {"50", "200", "0"}                                },
    {"log-level",                        {"debug", "log", "error"}                         },
    {"max-calls",                        {"100", "100", "2", "0"}                          },
    {"no-answer-timeout",                {"30", "30", "30", "1"}                           },
    {"password",                         {"", "secret"}                                    },
    {"register",                         {"true", "true", "true", "false"}                 },
    {"register-expires",                 {"600", "60", "1"}                                },
    {"stun-servers",                     {"", "", "stun:127.0.0.1:1"}                      },
    {"tls-validation",                   {"true", "false"}                                 },
    {"trace-sip",                        {"false", "true"}                                 },
    {"turn-servers",                     {"", "", "turn://u:p@127.0.0.1:1"}                },
    {"use-preloaded-route",              {"false", "false", "false", "true"}               },
    {"user-agent",                       {"Chaos 1.0", ""}                                 },
    {"video-codecs",                     {"VP8,H264", "VP8", "H264,VP8"}                   },
};

static void
set_property (Phone *phone, GRand *random)
{
  guint which = draw (random, G_N_ELEMENTS (settings));
  guint n = g_strv_length ((gchar **) settings[which].values);

  gst_util_set_object_arg (G_OBJECT (phone->ua), settings[which].name,
      settings[which].values[draw (random, n)]);
}

/* A pipeline that calls somebody by itself, or not any more. */
static void
set_target (Phone *phone, GRand *random)
{
  g_autofree gchar *uri = make_address (draw (random, N_SEATS));

  g_object_set (phone->ua, "target", draw (random, 3) == 0 ? uri : "", NULL);
}

/* The rest */

static void
hand_out_latency (Phone *phone, GRand *random)
{
  gst_bin_recalculate_latency (GST_BIN (phone->pipeline));
}

static void
read_bus (Phone *phone, GRand *random)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (phone->pipeline);
  GstMessage *message;

  while ((message = gst_bus_pop (bus)) != NULL)
    gst_message_unref (message);
}

static void
flush_bus (Phone *phone, GRand *random)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (phone->pipeline);

  gst_bus_set_flushing (bus, TRUE);
  g_usleep (draw (random, 20) * 1000);
  gst_bus_set_flushing (bus, FALSE);
}

static void
take_time (Phone *phone, GRand *random)
{
  g_usleep (draw (random, 100) * 1000);
}

static const struct
{
  const gchar *name;
  DeedFunc func;
  guint weight;
} deeds[] = {
    {"set the pipeline to PLAYING",     play,                       24},
    {"set the pipeline to PAUSED",      pause,                      2 },
    {"set the pipeline to READY, NULL", stop,                       1 },
    {"set the state of the element",    set_state_of_element,       3 },
    {"sync the state of the element",   sync_state,                 4 },
    {"get a state",                     get_state,                  4 },
    {"pause a sink",                    pause_sink,                 4 },
    {"leave the seat",                  leave_seat,                 1 },
    {"call",                            make_call,                  16},
    {"answer",                          answer,                     20},
    {"reject",                          reject,                     1 },
    {"hang up",                         hang_up,                    4 },
    {"forget a call",                   forget_call,                2 },
    {"register, unregister",            register_again,             2 },
    {"read all of the element",         read_element,               8 },
    {"read all of a call",              read_call,                  12},
    {"set a property",                  set_property,               8 },
    {"set the target",                  set_target,                 1 },
    {"add a source",                    pads_add_branch,            6 },
    {"remove a source",                 pads_remove_branch,         6 },
    {"link or unlink a source pad",     pads_link,                  8 },
    {"send an event to a sink pad",     pads_send_event,            6 },
    {"send an event to the element",    pads_send_event_to_element, 8 },
    {"seek",                            pads_seek,                  3 },
    {"query",                           pads_query,                 8 },
    {"hand out latency",                hand_out_latency,           8 },
    {"read the bus",                    read_bus,                   12},
    {"flush the bus",                   flush_bus,                  1 },
    {"take time",                       take_time,                  3 },
};

/* What has been done */
static struct
{
  guint n;
  gint64 longest;
} tallies[G_N_ELEMENTS (deeds)];

static GMutex tallies_lock;

static void
note (guint which, gint64 time)
{
  g_mutex_lock (&tallies_lock);
  tallies[which].n++;
  tallies[which].longest = MAX (tallies[which].longest, time);
  g_mutex_unlock (&tallies_lock);
}

void
print_deeds (void)
{
  g_mutex_lock (&tallies_lock);
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    g_printerr ("%6u times %s, at most %.1f s\n", tallies[i].n, deeds[i].name,
        (gdouble) tallies[i].longest / G_TIME_SPAN_SECOND);
  g_mutex_unlock (&tallies_lock);
}

void
do_deed (Phone *phone, GRand *random)
{
  gint64 start = g_get_monotonic_time ();
  guint total = 0, pick, i;
  StressDeed *deed;

  for (i = 0; i < G_N_ELEMENTS (deeds); i++)
    total += deeds[i].weight;
  pick = draw (random, total);
  for (i = 0; pick >= deeds[i].weight; i++)
    pick -= deeds[i].weight;
  deed = stress_begin (deeds[i].name);
  deeds[i].func (phone, random);
  stress_end (deed);
  note (i, g_get_monotonic_time () - start);
}
