/* Timers: their order, exact virtual time, and the main loop
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiptimers.h"

/* A timer that writes down when it expired, and may do more. */
typedef struct _Alarm Alarm;
struct _Alarm
{
  GstSipTimer timer;
  GstSipTimers *timers;
  GString *story;
  gchar name;
  gint64 again; /* armed anew with this delay, if not 0 */
  guint count;
  Alarm *kills; /* disarmed by the handler */
  GMainLoop *loop;
};

static void
on_expired (gpointer owner)
{
  Alarm *alarm = owner;

  alarm->count++;
  g_assert_false (gst_sip_timer_is_armed (&alarm->timer));
  if (alarm->story != NULL)
    g_string_append_printf (alarm->story, "%c%" G_GINT64_FORMAT " ",
        alarm->name, gst_sip_timers_get_time (alarm->timers));
  if (alarm->again != 0)
    gst_sip_timer_arm (&alarm->timer, alarm->timers, alarm->again);
  if (alarm->kills != NULL)
    gst_sip_timer_disarm (&alarm->kills->timer);
  if (alarm->loop != NULL)
    g_main_loop_quit (alarm->loop);
}

static void
alarm_init (Alarm *alarm, GstSipTimers *timers, GString *story, gchar name)
{
  *alarm = (Alarm){.timers = timers, .story = story, .name = name};
  alarm->timer.expired = on_expired;
  alarm->timer.owner = alarm;
}

static void
test_order (void)
{
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new_virtual ();
  g_autoptr (GString) story = g_string_new (NULL);
  static const gint64 delays[] = {30, 10, 20, 10, 0, -5, 10};
  Alarm alarms[G_N_ELEMENTS (delays)];

  for (guint i = 0; i < G_N_ELEMENTS (delays); i++) {
    alarm_init (&alarms[i], timers, story, 'a' + i);
    gst_sip_timer_arm (&alarms[i].timer, timers, delays[i]);
  }
  g_assert_cmpstr (story->str, ==, "");
  gst_sip_timers_advance (timers, 20);
  g_assert_cmpstr (story->str, ==, "e0 f0 b10 d10 g10 c20 ");
  g_assert_cmpint (gst_sip_timers_get_time (timers), ==, 20);
  gst_sip_timers_advance (timers, 100);
  g_assert_cmpstr (story->str, ==, "e0 f0 b10 d10 g10 c20 a30 ");
  g_assert_cmpint (gst_sip_timers_get_time (timers), ==, 120);
}

/* What a handler arms counts from its own moment, not from the end of the
 * advance. */
static void
test_rearm_is_exact (void)
{
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new_virtual ();
  g_autoptr (GString) story = g_string_new (NULL);
  Alarm alarm;

  alarm_init (&alarm, timers, story, 'a');
  alarm.again = 7;
  gst_sip_timer_arm (&alarm.timer, timers, 5);
  gst_sip_timers_advance (timers, 20);
  g_assert_cmpstr (story->str, ==, "a5 a12 a19 ");
  gst_sip_timer_disarm (&alarm.timer);
}

static void
test_moving_and_disarming (void)
{
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new_virtual ();
  g_autoptr (GString) story = g_string_new (NULL);
  Alarm first, second, third;

  alarm_init (&first, timers, story, 'a');
  alarm_init (&second, timers, story, 'b');
  alarm_init (&third, timers, story, 'c');
  first.kills = &second;

  gst_sip_timer_arm (&first.timer, timers, 100);
  gst_sip_timer_arm (&second.timer, timers, 10);
  gst_sip_timer_arm (&third.timer, timers, 10);
  gst_sip_timer_arm (&first.timer, timers, 5); /* earlier than it was */
  gst_sip_timer_disarm (&third.timer);
  gst_sip_timer_disarm (&third.timer);
  g_assert_true (gst_sip_timer_is_armed (&second.timer));
  gst_sip_timers_advance (timers, 1000);
  g_assert_cmpstr (story->str, ==, "a5 ");
  g_assert_false (gst_sip_timer_is_armed (&second.timer));
}

/* Timers may outlive their clock without harm: they are simply not armed. */
static void
test_freed_clock (void)
{
  GstSipTimers *timers = gst_sip_timers_new_virtual ();
  Alarm alarm;

  alarm_init (&alarm, timers, NULL, 'a');
  gst_sip_timer_arm (&alarm.timer, timers, 10);
  gst_sip_timers_free (timers);
  g_assert_false (gst_sip_timer_is_armed (&alarm.timer));
  gst_sip_timer_disarm (&alarm.timer);
}

static void
free_timers (gpointer owner)
{
  Alarm *alarm = owner;

  gst_sip_timers_free (alarm->timers);
  if (alarm->loop != NULL)
    g_main_loop_quit (alarm->loop);
}

/* An application may drop its last reference in what it is told by a timer. */
static void
test_freed_by_handler (void)
{
  Alarm first, second;

  alarm_init (&first, gst_sip_timers_new_virtual (), NULL, 'a');
  alarm_init (&second, first.timers, NULL, 'b');
  first.timer.expired = free_timers;
  gst_sip_timer_arm (&first.timer, first.timers, 10);
  gst_sip_timer_arm (&second.timer, first.timers, 10);
  gst_sip_timers_advance (first.timers, 100);
  g_assert_cmpuint (second.count, ==, 0);
  g_assert_false (gst_sip_timer_is_armed (&second.timer));
}

static void
test_freed_by_handler_in_main_loop (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  Alarm alarm;

  alarm_init (&alarm, gst_sip_timers_new (context), NULL, 'a');
  alarm.timer.expired = free_timers;
  alarm.loop = loop;
  gst_sip_timer_arm (&alarm.timer, alarm.timers, 0);
  g_main_loop_run (loop);
  g_assert_false (g_main_context_pending (context));
}

/* A delay that goes beyond the end of time is the end of time. */
static void
test_huge_delay (void)
{
  /* Ends after the timers, which disarm it. */
  Alarm alarm;
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new_virtual ();

  alarm_init (&alarm, timers, NULL, 'a');
  gst_sip_timers_advance (timers, 1000);
  gst_sip_timer_arm (&alarm.timer, timers, G_MAXINT64);
  gst_sip_timers_advance (timers, 365 * G_TIME_SPAN_DAY);
  g_assert_cmpuint (alarm.count, ==, 0);
  g_assert_true (gst_sip_timer_is_armed (&alarm.timer));
}

typedef struct
{
  GstSipPauseWatch watch;
  gint64 pause;
  guint count;
  Alarm *alarm; /* it has not expired yet */
} Watcher;

static void
on_resumed (gpointer owner, gint64 pause)
{
  Watcher *watcher = owner;

  watcher->count++;
  watcher->pause = pause;
  g_assert_cmpuint (watcher->alarm->count, ==, 0);
}

#define SECONDS(n) ((n) *G_TIME_SPAN_SECOND)

/* Whoever could not run has as much time left as before, and a second more. */
static void
test_pause (void)
{
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new_virtual ();
  Alarm first, second, third;
  Watcher watcher = {.alarm = &first};

  alarm_init (&first, timers, NULL, 'a');
  alarm_init (&second, timers, NULL, 'b');
  alarm_init (&third, timers, NULL, 'c');
  watcher.watch = (GstSipPauseWatch){.resumed = on_resumed, .owner = &watcher};
  gst_sip_timers_watch_pauses (timers, &watcher.watch);
  gst_sip_timer_arm (&first.timer, timers, SECONDS (10));
  gst_sip_timer_arm (&second.timer, timers, SECONDS (32));
  gst_sip_timers_pause (timers, SECONDS (60));
  g_assert_cmpint (gst_sip_timers_get_time (timers), ==, 0);
  g_assert_cmpint (gst_sip_timers_get_world_time (timers), ==, SECONDS (60));
  gst_sip_timer_arm (&third.timer, timers, SECONDS (2));

  gst_sip_timers_advance (timers, SECONDS (1) - 1);
  g_assert_cmpuint (watcher.count, ==, 1);
  g_assert_cmpint (watcher.pause, ==, SECONDS (60));
  gst_sip_timers_advance (timers, SECONDS (1) + 1);
  g_assert_cmpuint (third.count, ==, 1);
  gst_sip_timers_advance (timers, SECONDS (9) - 1);
  g_assert_cmpuint (first.count, ==, 0);
  gst_sip_timers_advance (timers, 1);
  g_assert_cmpuint (first.count, ==, 1);
  gst_sip_timers_advance (timers, SECONDS (22) - 1);
  g_assert_cmpuint (second.count, ==, 0);
  gst_sip_timers_advance (timers, 1);
  g_assert_cmpuint (second.count, ==, 1);
  g_assert_cmpint (gst_sip_timers_get_world_time (timers), ==, SECONDS (93));
  g_assert_cmpuint (watcher.count, ==, 1);
  gst_sip_timers_unwatch_pauses (timers, &watcher.watch);
}

/* A machine that is only busy costs each timer what it was late by. */
static void
test_short_pause (void)
{
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new_virtual ();
  Alarm first, second;

  alarm_init (&first, timers, NULL, 'a');
  alarm_init (&second, timers, NULL, 'b');
  gst_sip_timer_arm (&first.timer, timers, SECONDS (10));
  gst_sip_timer_arm (&second.timer, timers, SECONDS (12));
  gst_sip_timers_pause (timers, SECONDS (13));
  gst_sip_timers_advance (timers, SECONDS (1));
  g_assert_cmpuint (first.count, ==, 1);
  gst_sip_timers_advance (timers, SECONDS (2) - 1);
  g_assert_cmpuint (second.count, ==, 0);
  gst_sip_timers_advance (timers, 1);
  g_assert_cmpuint (second.count, ==, 1);
}

/* A pause that no timer was due in is none that matters, and time never runs
 * backwards. */
static void
test_pause_between_timers (void)
{
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new_virtual ();
  gint64 before = 0;
  Alarm alarm;

  alarm_init (&alarm, timers, NULL, 'a');
  gst_sip_timer_arm (&alarm.timer, timers, SECONDS (30));
  for (guint i = 1; i < 100; i++) {
    gint64 now;

    gst_sip_timers_pause (timers, i * G_TIME_SPAN_SECOND / 10);
    gst_sip_timers_advance (timers, i * G_TIME_SPAN_MILLISECOND);
    now = gst_sip_timers_get_time (timers);
    g_assert_cmpint (now, >=, before);
    before = now;
    if (alarm.count > 0)
      gst_sip_timer_arm (&alarm.timer, timers, SECONDS (1));
  }
  gst_sip_timer_disarm (&alarm.timer);
}

/* A day of a two-second timer beside a thousand others. */
static void
test_long_run (void)
{
  static Alarm others[1000];
  Alarm alarm;
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new_virtual ();

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    alarm_init (&others[i], timers, NULL, 'x');
    gst_sip_timer_arm (&others[i].timer, timers, 2 * G_TIME_SPAN_DAY + i);
  }
  alarm_init (&alarm, timers, NULL, 'a');
  alarm.again = 2 * G_TIME_SPAN_SECOND;
  gst_sip_timer_arm (&alarm.timer, timers, 0);
  gst_sip_timers_advance (timers, G_TIME_SPAN_DAY);
  g_assert_cmpuint (alarm.count, ==, 43201);
}

static void
test_main_loop (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new (context);
  gint64 begin = g_get_monotonic_time ();
  Alarm early, late, never;

  g_assert_true (gst_sip_timers_get_context (timers) == context);
  alarm_init (&early, timers, NULL, 'a');
  alarm_init (&late, timers, NULL, 'b');
  alarm_init (&never, timers, NULL, 'c');
  late.loop = loop;
  late.kills = &never;
  gst_sip_timer_arm (&never.timer, timers, G_TIME_SPAN_HOUR);
  gst_sip_timer_arm (&late.timer, timers, 20 * G_TIME_SPAN_MILLISECOND);
  gst_sip_timer_arm (&early.timer, timers, 0);
  g_main_loop_run (loop);

  g_assert_cmpuint (early.count, ==, 1);
  g_assert_cmpuint (late.count, ==, 1);
  g_assert_cmpuint (never.count, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=,
      20 * G_TIME_SPAN_MILLISECOND);
}

static void
on_blocked (gpointer owner)
{
  Alarm *alarm = owner;

  g_usleep (1500 * 1000);
  on_expired (alarm);
}

static gboolean
on_data (gpointer user_data)
{
  Alarm *limit = user_data;

  g_assert_cmpuint (limit->count, ==, 0);
  gst_sip_timer_disarm (&limit->timer);
  return G_SOURCE_REMOVE;
}

/* What has arrived while a handler blocked is read before the limit that it
 * keeps runs out. */
static void
test_main_loop_after_pause (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new (context);
  g_autoptr (GSource) data = g_timeout_source_new (100);
  Alarm blocker, limit, end;

  alarm_init (&blocker, timers, NULL, 'a');
  blocker.timer.expired = on_blocked;
  alarm_init (&limit, timers, NULL, 'b');
  alarm_init (&end, timers, NULL, 'c');
  end.loop = loop;
  gst_sip_timer_arm (&blocker.timer, timers, 0);
  gst_sip_timer_arm (&limit.timer, timers, 200 * G_TIME_SPAN_MILLISECOND);
  gst_sip_timer_arm (&end.timer, timers, 300 * G_TIME_SPAN_MILLISECOND);
  g_source_set_callback (data, on_data, &limit, NULL);
  g_source_attach (data, context);
  g_main_loop_run (loop);
  g_assert_cmpuint (limit.count, ==, 0);
}

/* A timer that arms itself for now must not starve the loop. */
static void
test_main_loop_is_not_starved (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GstSipTimers) timers = gst_sip_timers_new (context);
  g_autoptr (GSource) idle = g_idle_source_new ();
  Alarm greedy;

  alarm_init (&greedy, timers, NULL, 'a');
  greedy.again = -1;
  gst_sip_timer_arm (&greedy.timer, timers, 0);
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, G_SOURCE_FUNC (g_main_loop_quit), loop, NULL);
  g_source_attach (idle, context);
  g_main_loop_run (loop);
  g_assert_cmpuint (greedy.count, >=, 1);
  gst_sip_timer_disarm (&greedy.timer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/timers/order", test_order);
  g_test_add_func ("/timers/rearm-is-exact", test_rearm_is_exact);
  g_test_add_func ("/timers/moving-and-disarming", test_moving_and_disarming);
  g_test_add_func ("/timers/freed-clock", test_freed_clock);
  g_test_add_func ("/timers/freed-by-handler", test_freed_by_handler);
  g_test_add_func ("/timers/freed-by-handler-in-main-loop",
      test_freed_by_handler_in_main_loop);
  g_test_add_func ("/timers/huge-delay", test_huge_delay);
  g_test_add_func ("/timers/pause", test_pause);
  g_test_add_func ("/timers/short-pause", test_short_pause);
  g_test_add_func ("/timers/pause-between-timers", test_pause_between_timers);
  g_test_add_func ("/timers/long-run", test_long_run);
  g_test_add_func ("/timers/main-loop", test_main_loop);
  g_test_add_func ("/timers/main-loop-after-pause", test_main_loop_after_pause);
  g_test_add_func ("/timers/main-loop-is-not-starved",
      test_main_loop_is_not_starved);

  return g_test_run ();
}
