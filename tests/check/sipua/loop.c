/* The loop thread: what is handed over is done or dropped, never lost
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#define _GNU_SOURCE
#include "ext/sipua/net/gstsiploop.h"

#include <pthread.h>

#define MILLISECOND G_TIME_SPAN_MILLISECOND
#define WHILE (10 * G_TIME_SPAN_SECOND)

/* One piece of work; counts what becomes of it. */
typedef struct
{
  GstSipLoop *loop;
  GString *story;
  gchar letter;
  gint n_runs, n_destroyed; /* atomic */
  GMutex gate; /* held by a test to hold up the loop */
} Work;

static void
run_work (gpointer user_data)
{
  Work *work = user_data;

  g_atomic_int_inc (&work->n_runs);
  if (work->story != NULL)
    g_string_append_c (work->story, work->letter);
}

static void
run_at_gate (gpointer user_data)
{
  Work *work = user_data;

  g_atomic_int_inc (&work->n_runs);
  g_mutex_lock (&work->gate);
  g_mutex_unlock (&work->gate);
}

static void
destroy_work (gpointer user_data)
{
  g_atomic_int_inc (&((Work *) user_data)->n_destroyed);
}

static void
assert_fate (Work *work, gint n_runs, gint n_destroyed)
{
  g_assert_cmpint (g_atomic_int_get (&work->n_runs), ==, n_runs);
  g_assert_cmpint (g_atomic_int_get (&work->n_destroyed), ==, n_destroyed);
}

static void
wait_until_running (Work *work)
{
  while (g_atomic_int_get (&work->n_runs) == 0)
    g_thread_yield ();
}

static void
look_around (gpointer user_data)
{
  GstSipLoop *loop = user_data;
  gchar name[16];

  g_assert_true (gst_sip_loop_is_current (loop));
  g_assert_true (
      g_main_context_get_thread_default () == gst_sip_loop_get_context (loop));
  g_assert_cmpint (pthread_getname_np (pthread_self (), name, sizeof name), ==,
      0);
  g_assert_cmpstr (name, ==, "sipua");
}

static void
test_thread (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();

  g_assert_false (gst_sip_loop_is_current (loop));
  g_assert_true (
      gst_sip_loop_invoke_and_wait (loop, look_around, loop, NULL, WHILE));
  g_assert_true (gst_sip_loop_stop (loop, -1));
}

static void
test_order (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  g_autoptr (GString) story = g_string_new (NULL);
  Work works[5] = {{NULL}};

  for (guint i = 0; i < 5; i++) {
    works[i].story = story;
    works[i].letter = (gchar) ('a' + i);
  }
  for (guint i = 0; i < 4; i++)
    g_assert_true (
        gst_sip_loop_invoke (loop, run_work, &works[i], destroy_work));
  g_assert_true (gst_sip_loop_invoke_and_wait (loop, run_work, &works[4],
      destroy_work, WHILE));
  g_assert_true (gst_sip_loop_stop (loop, -1));

  g_assert_cmpstr (story->str, ==, "abcde");
  for (guint i = 0; i < 5; i++)
    assert_fate (&works[i], 1, 1);
}

static void
invoke_from_within (gpointer user_data)
{
  Work *work = user_data;

  g_assert_true (
      gst_sip_loop_invoke (work->loop, run_work, work, destroy_work));
  g_assert_cmpint (work->n_runs, ==, 0);
  g_assert_true (gst_sip_loop_invoke_and_wait (work->loop, run_work, work,
      destroy_work, 0));
  assert_fate (work, 1, 1);
}

static void
test_from_within (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  Work work = {.loop = loop}, last = {NULL};

  g_assert_true (gst_sip_loop_invoke (loop, invoke_from_within, &work, NULL));
  while (g_atomic_int_get (&work.n_runs) < 2)
    g_thread_yield ();
  g_assert_true (
      gst_sip_loop_invoke_and_wait (loop, run_work, &last, NULL, WHILE));
  g_assert_true (gst_sip_loop_stop (loop, -1));
  assert_fate (&work, 2, 2);
}

/* One who was told that it failed must not see it happen afterwards. */
static void
test_late_work_is_withdrawn (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  Work gate = {NULL}, late = {NULL};

  g_mutex_lock (&gate.gate);
  gst_sip_loop_invoke (loop, run_at_gate, &gate, destroy_work);
  g_assert_false (gst_sip_loop_invoke_and_wait (loop, run_work, &late,
      destroy_work, 20 * MILLISECOND));
  assert_fate (&late, 0, 1);
  g_mutex_unlock (&gate.gate);
  g_assert_true (gst_sip_loop_stop (loop, -1));
  assert_fate (&late, 0, 1);
  assert_fate (&gate, 1, 1);
}

static void
test_long_work_is_not_waited_for (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  Work work = {NULL};

  g_mutex_lock (&work.gate);
  g_assert_false (gst_sip_loop_invoke_and_wait (loop, run_at_gate, &work,
      destroy_work, 20 * MILLISECOND));
  wait_until_running (&work);
  g_assert_cmpint (g_atomic_int_get (&work.n_destroyed), ==, 0);
  g_mutex_unlock (&work.gate);
  g_assert_true (gst_sip_loop_stop (loop, -1));
  assert_fate (&work, 1, 1);
}

static gpointer
stop_in_thread (gpointer data)
{
  return GINT_TO_POINTER (gst_sip_loop_stop (data, -1));
}

static void
test_stop_drops_what_waits (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  Work gate = {NULL}, waiting[3] = {{NULL}}, after = {NULL};
  GThread *stopper;

  g_mutex_lock (&gate.gate);
  gst_sip_loop_invoke (loop, run_at_gate, &gate, destroy_work);
  for (guint i = 0; i < 3; i++)
    gst_sip_loop_invoke (loop, run_work, &waiting[i], destroy_work);
  wait_until_running (&gate);
  g_assert_false (gst_sip_loop_stop (loop, 20 * MILLISECOND));
  stopper = g_thread_new ("stopper", stop_in_thread, loop);
  g_mutex_unlock (&gate.gate);
  g_assert_true (gst_sip_loop_stop (loop, -1));
  g_assert_true (GPOINTER_TO_INT (g_thread_join (stopper)));

  for (guint i = 0; i < 3; i++)
    assert_fate (&waiting[i], 0, 1);
  g_assert_false (gst_sip_loop_invoke (loop, run_work, &after, destroy_work));
  assert_fate (&after, 0, 1);
  g_assert_false (
      gst_sip_loop_invoke_and_wait (loop, run_work, &after, destroy_work, -1));
  assert_fate (&after, 0, 2);
}

static void
stop_from_within (gpointer user_data)
{
  Work *work = user_data;

  g_assert_false (gst_sip_loop_stop (work->loop, -1));
  run_work (work);
}

static void
test_stop_from_within (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  Work work = {.loop = loop};

  gst_sip_loop_invoke (loop, stop_from_within, &work, destroy_work);
  wait_until_running (&work);
  g_assert_true (gst_sip_loop_stop (loop, -1));
  assert_fate (&work, 1, 1);
}

/* The last one out is the thread itself. */
static void
stop_and_let_go (gpointer user_data)
{
  Work *work = user_data;

  g_assert_false (gst_sip_loop_stop (work->loop, -1));
  gst_sip_loop_unref (work->loop);
}

static void
test_let_go_from_within (void)
{
  GstSipLoop *loop = gst_sip_loop_new ();
  Work work = {.loop = loop};

  gst_sip_loop_invoke (loop, stop_and_let_go, &work, destroy_work);
  while (g_atomic_int_get (&work.n_destroyed) == 0)
    g_thread_yield ();
}

typedef struct
{
  GstSipLoop *loop;
  Work work;
  gint n_made; /* atomic */
} Crowd;

static gpointer
hand_over_until_refused (gpointer data)
{
  Crowd *crowd = data;

  do
    g_atomic_int_inc (&crowd->n_made);
  while (
      gst_sip_loop_invoke (crowd->loop, run_work, &crowd->work, destroy_work));
  return NULL;
}

static gpointer
wait_until_refused (gpointer data)
{
  Crowd *crowd = data;

  do
    g_atomic_int_inc (&crowd->n_made);
  while (gst_sip_loop_invoke_and_wait (crowd->loop, run_work, &crowd->work,
      destroy_work, -1));
  return NULL;
}

static void
test_crowd (void)
{
  for (guint round = 0; round < 20; round++) {
    Crowd crowd = {gst_sip_loop_new ()};
    GThread *threads[4];

    for (guint i = 0; i < 4; i++)
      threads[i] = g_thread_new ("crowd",
          i < 2 ? hand_over_until_refused : wait_until_refused, &crowd);
    g_usleep (2000);
    g_assert_true (gst_sip_loop_stop (crowd.loop, -1));
    for (guint i = 0; i < 4; i++)
      g_thread_join (threads[i]);
    gst_sip_loop_unref (crowd.loop);

    g_assert_cmpint (crowd.work.n_destroyed, ==, crowd.n_made);
    g_assert_cmpint (crowd.work.n_runs, <=, crowd.n_made);
  }
}

static void
sleep_in_thread (GTask *task, gpointer source, gpointer data,
    GCancellable *cancellable)
{
  g_usleep (50 * 1000);
  g_task_return_boolean (task, TRUE);
}

static void
on_slept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_atomic_int_inc ((gint *) user_data);
}

static void
give_up_while_busy (gpointer user_data)
{
  g_autoptr (GObject) object = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GTask) task = g_task_new (object, NULL, on_slept, user_data);

  g_task_run_in_thread (task, sleep_in_thread);
  gst_sip_loop_let_finish (object);
}

static void
test_let_finish (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  gint n_called_back = 0;

  g_assert_true (gst_sip_loop_invoke_and_wait (loop, give_up_while_busy,
      &n_called_back, NULL, WHILE));
  g_assert_true (gst_sip_loop_stop (loop, -1));
  g_assert_cmpint (n_called_back, ==, 1);
}

static GObject *stuck;

static void
give_up_what_is_kept (gpointer user_data)
{
  stuck = g_object_new (G_TYPE_OBJECT, NULL);
  gst_sip_loop_let_finish (stuck);
}

static void
test_let_finish_is_bounded (void)
{
  g_autoptr (GstSipLoop) loop = gst_sip_loop_new ();
  gint64 begun = g_get_monotonic_time ();

  g_assert_true (gst_sip_loop_invoke_and_wait (loop, give_up_what_is_kept, NULL,
      NULL, WHILE));
  g_assert_true (gst_sip_loop_stop (loop, -1));
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 900 * MILLISECOND);
  g_clear_object (&stuck);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add_func ("/loop/" path, function)
  ADD ("thread", test_thread);
  ADD ("order", test_order);
  ADD ("from-within", test_from_within);
  ADD ("late-work", test_late_work_is_withdrawn);
  ADD ("long-work", test_long_work_is_not_waited_for);
  ADD ("stop/drops", test_stop_drops_what_waits);
  ADD ("stop/from-within", test_stop_from_within);
  ADD ("stop/let-go-from-within", test_let_go_from_within);
  ADD ("crowd", test_crowd);
  ADD ("let-finish", test_let_finish);
  ADD ("let-finish/bounded", test_let_finish_is_bounded);
#undef ADD

  return g_test_run ();
}
