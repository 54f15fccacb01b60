/* What LeakSanitizer takes for ours: a leak of GLib's, threads that end
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GLib loses its first table of quarks once it has more than 2048, as any
 * program does that loads GStreamer's plugins. The table is made before main(),
 * in a constructor of the library. A suppression would need the name of that
 * function, and so each malloc() a walk up the whole stack: four times the time
 * of the media tests.
 *
 * A thread that ends while LeakSanitizer looks (that of GCC 12) is a leak of
 * the 120 bytes that GLib knows it by, or makes it crash: "Tracer caught signal
 * 11". GLib's pools let their threads go half a second after their work.
 */
#include <dirent.h>
#include <glib.h>
#include <sanitizer/lsan_interface.h>

#define PATIENCE (3 * G_TIME_SPAN_SECOND)

/* Before the constructors of all libraries. */
__attribute__ ((section (".preinit_array"), used)) static void (*const before) (
    void) = __lsan_disable;

/* After them. */
__attribute__ ((constructor)) static void
begin (void)
{
  __lsan_enable ();
}

/* Those of GLib and GStreamer that stay until the process ends. */
static gboolean
stays (const gchar *task)
{
  static const gchar *const names[] = {"gmain", "gdbus", "pool-spawner",
      "GstSystemClock", NULL};
  g_autofree gchar *file = g_strdup_printf ("/proc/self/task/%s/comm", task);
  g_autofree gchar *name = NULL;

  return !g_file_get_contents (file, &name, NULL, NULL) ||
      g_strv_contains (names, g_strchomp (name));
}

static guint
count_threads (void)
{
  DIR *directory = opendir ("/proc/self/task");
  const struct dirent *entry;
  guint n = 0;

  if (directory == NULL)
    return 0;

  while ((entry = readdir (directory)) != NULL)
    if (entry->d_name[0] != '.' && !stays (entry->d_name))
      n++;
  closedir (directory);
  return n;
}

/* Runs before LeakSanitizer looks. */
__attribute__ ((destructor)) static void
end (void)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;

  g_thread_pool_set_max_unused_threads (0);
  while (count_threads () > 1 && g_get_monotonic_time () < deadline)
    g_usleep (5000);
}
