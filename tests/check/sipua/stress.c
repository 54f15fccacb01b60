/* What stress tests share: a seed, a length, and a watchdog
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "tests/check/sipua/stress.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct _StressDeed
{
  const gchar *what;
  gint64 since;
  glong thread; /* as the kernel and gdb call it */
};

static GMutex lock;
static GQueue deeds = G_QUEUE_INIT; /* the oldest first; guarded by the lock */

static guint
get_number (const gchar *variable, guint otherwise)
{
  const gchar *text = g_getenv (variable);

  return text != NULL ? (guint) strtoul (text, NULL, 10) : otherwise;
}

guint
stress_get_seed (void)
{
  guint seed = get_number ("SIPUA_STRESS_SEED", g_random_int ());

  g_printerr ("SIPUA_STRESS_SEED=%u\n", seed);
  return seed;
}

gint64
stress_get_end (guint otherwise)
{
  return g_get_monotonic_time () +
      get_number ("SIPUA_STRESS_SECONDS", otherwise) * G_TIME_SPAN_SECOND;
}

StressDeed *
stress_begin (const gchar *what)
{
  StressDeed *deed = g_new0 (StressDeed, 1);

  deed->what = what;
  deed->since = g_get_monotonic_time ();
  deed->thread = syscall (SYS_gettid);
  g_mutex_lock (&lock);
  g_queue_push_tail (&deeds, deed);
  g_mutex_unlock (&lock);
  return deed;
}

void
stress_end (StressDeed *deed)
{
  g_mutex_lock (&lock);
  g_queue_remove (&deeds, deed);
  g_mutex_unlock (&lock);
  g_free (deed);
}

void
stress_print_stacks (void)
{
  g_autofree gchar *pid = g_strdup_printf ("%d", getpid ());
  const gchar *arguments[] = {"gdb", "-batch", "-p", pid, "-ex",
      "thread apply all backtrace 40", NULL};

  /* Where only a parent may look into its child. */
  prctl (PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
  if (!g_spawn_sync (NULL, (gchar **) arguments, NULL, G_SPAWN_SEARCH_PATH,
          NULL, NULL, NULL, NULL, NULL, NULL))
    g_printerr ("gdb is not there to print stacks\n");
}

static gboolean
is_overdue (gint64 limit)
{
  const StressDeed *oldest = g_queue_peek_head (&deeds);

  return oldest != NULL && g_get_monotonic_time () - oldest->since > limit;
}

static void
print_deeds (void)
{
  for (GList *item = deeds.head; item != NULL; item = item->next) {
    const StressDeed *deed = item->data;

    g_printerr ("thread %ld: %s, for %.1f s\n", deed->thread, deed->what,
        (gdouble) (g_get_monotonic_time () - deed->since) / G_TIME_SPAN_SECOND);
  }
}

static gpointer
watch (gpointer data)
{
  const gint64 *limit = data;

  for (;;) {
    g_usleep (G_TIME_SPAN_SECOND);
    g_mutex_lock (&lock);
    if (is_overdue (*limit)) {
      g_printerr ("the first of these does not come to its end:\n");
      print_deeds ();
      stress_print_stacks ();
      abort ();
    }
    g_mutex_unlock (&lock);
  }
  return NULL;
}

void
stress_watch (gint64 limit)
{
  static gint64 the_limit;

  the_limit = limit;
  g_thread_unref (g_thread_new ("watchdog", watch, &the_limit));
}
