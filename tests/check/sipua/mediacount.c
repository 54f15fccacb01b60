/* What a process has, for tests that look for what is left behind
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Objects are counted by a tracer, as GStreamer's own "leaks" is one, which
 * however takes the references that it tells of.
 */
#include "tests/check/sipua/mediacount.h"

#include <gio/gio.h>
#include <gst/gsttracer.h>

#include <stdlib.h>
#include <unistd.h>

struct _MediaCensus
{
  guint n_descriptors;
  guint n_threads;
  GHashTable *types; /* GType to number of objects */
};

static guint
count_entries (const gchar *directory)
{
  GDir *dir = g_dir_open (directory, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_dir_close (dir);
  return n;
}

guint
media_count_threads (void)
{
  return count_entries ("/proc/self/task");
}

guint
media_count_descriptors (void)
{
  return count_entries ("/proc/self/fd");
}

static void
append_address (GString *text, const gchar *what, GSocketAddress *address)
{
  g_autofree gchar *name = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return;
  name = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
  g_string_append_printf (text, " %s %s", what, name);
}

/* (transfer full): such as "12 socket:[4711] at 127.0.0.1:5060" */
static gchar *
describe_descriptor (const gchar *number)
{
  g_autofree gchar *path = g_build_filename ("/proc/self/fd", number, NULL);
  g_autofree gchar *target = g_file_read_link (path, NULL);
  int copy = dup (atoi (number));
  g_autoptr (GSocket) socket = g_socket_new_from_fd (copy, NULL);
  GString *text = g_string_new (number);

  g_string_append_printf (text, " %s", target);
  if (socket != NULL) {
    g_autoptr (GSocketAddress) here = g_socket_get_local_address (socket, NULL);
    g_autoptr (GSocketAddress) there =
        g_socket_get_remote_address (socket, NULL);

    append_address (text, "at", here);
    append_address (text, "to", there);
  } else {
    close (copy);
  }
  return g_string_free (text, FALSE);
}

void
media_print_descriptors (void)
{
  GDir *dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const gchar *number;

  while ((number = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *description = describe_descriptor (number);

    g_printerr ("%s\n", description);
  }
  g_dir_close (dir);
}

/* The tracer */

G_DECLARE_FINAL_TYPE (MediaCounter, media_counter, MEDIA, COUNTER, GstTracer)

struct _MediaCounter
{
  GstTracer parent;
};

G_DEFINE_FINAL_TYPE (MediaCounter, media_counter, GST_TYPE_TRACER)

static GMutex lock;
static GHashTable *live; /* GType to number of objects; guarded by the lock */

static void
media_counter_class_init (MediaCounterClass *klass)
{
}

static void
media_counter_init (MediaCounter *self)
{
}

static gboolean
is_counted (GType type)
{
  return g_type_is_a (type, GST_TYPE_ELEMENT) ||
      g_type_is_a (type, GST_TYPE_PAD) || g_type_is_a (type, GST_TYPE_BUS) ||
      g_str_has_prefix (g_type_name (type), "GstSip") ||
      g_str_has_prefix (g_type_name (type), "GstWebRTC");
}

static gint
get_number (GHashTable *types, gconstpointer type)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (types, type));
}

static void
count (GstObject *object, gint by)
{
  GType type = G_OBJECT_TYPE (object);
  gpointer key = GSIZE_TO_POINTER (type);

  if (!is_counted (type))
    return;
  g_mutex_lock (&lock);
  g_hash_table_insert (live, key,
      GINT_TO_POINTER (get_number (live, key) + by));
  g_mutex_unlock (&lock);
}

static void
on_created (GObject *counter, GstClockTime now, GstObject *object)
{
  count (object, 1);
}

static void
on_destroyed (GObject *counter, GstClockTime now, GstObject *object)
{
  count (object, -1);
}

/* The census */

void
media_census_start (void)
{
  GstTracer *counter;

  live = g_hash_table_new (NULL, NULL);
  counter = g_object_new (media_counter_get_type (), NULL);
  GST_OBJECT_FLAG_SET (counter, GST_OBJECT_FLAG_MAY_BE_LEAKED);
  gst_tracing_register_hook (counter, "object-created",
      G_CALLBACK (on_created));
  gst_tracing_register_hook (counter, "object-destroyed",
      G_CALLBACK (on_destroyed));
}

static GHashTable *
dup_live (void)
{
  GHashTable *types = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer type, n;

  g_mutex_lock (&lock);
  g_hash_table_iter_init (&iter, live);
  while (g_hash_table_iter_next (&iter, &type, &n))
    g_hash_table_insert (types, type, n);
  g_mutex_unlock (&lock);
  return types;
}

MediaCensus *
media_census_new (void)
{
  MediaCensus *self = g_new0 (MediaCensus, 1);

  self->n_descriptors = media_count_descriptors ();
  self->n_threads = media_count_threads ();
  self->types = dup_live ();
  return self;
}

void
media_census_free (MediaCensus *self)
{
  g_hash_table_unref (self->types);
  g_free (self);
}

static void
compare (GString *text, const gchar *what, gint before, gint now)
{
  if (now > before)
    g_string_append_printf (text, "%s%s: %d, not %d", text->len > 0 ? "; " : "",
        what, now, before);
}

gchar *
media_census_compare (const MediaCensus *self)
{
  g_autoptr (MediaCensus) now = media_census_new ();
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer type, n;

  compare (text, "descriptors", (gint) self->n_descriptors,
      (gint) now->n_descriptors);
  compare (text, "threads", (gint) self->n_threads, (gint) now->n_threads);
  g_hash_table_iter_init (&iter, now->types);
  while (g_hash_table_iter_next (&iter, &type, &n))
    compare (text, g_type_name (GPOINTER_TO_SIZE (type)),
        get_number (self->types, type), GPOINTER_TO_INT (n));
  return g_string_free (text, text->len == 0);
}

gboolean
media_census_has_changed (const MediaCensus *self)
{
  g_autoptr (MediaCensus) now = media_census_new ();
  g_autofree gchar *more = media_census_compare (self);

  return more != NULL || self->n_descriptors != now->n_descriptors ||
      self->n_threads != now->n_threads;
}
