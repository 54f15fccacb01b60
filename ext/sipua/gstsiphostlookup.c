/* Names to addresses, one lookup at a time for each name
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * getaddrinfo() cannot be interrupted. GLib leaves a cancelled lookup behind
 * in a thread of a pool which all of GIO shares: phones that are started and
 * stopped while a name server is silent would fill it, and hold up the lookups
 * of all others.
 */
#include "ext/sipua/gstsiphostlookup.h"

typedef struct
{
  GTask *task;
  GSource *cancelled; /* NULL if it cannot be */
} Waiter;

static GMutex mutex; /* guards what follows */
static GHashTable *lookups; /* GPtrArray of Waiter by name, while they run */

static void
free_waiter (Waiter *waiter)
{
  if (waiter->cancelled != NULL) {
    g_source_destroy (waiter->cancelled);
    g_source_unref (waiter->cancelled);
  }
  g_object_unref (waiter->task);
  g_free (waiter);
}

static gpointer
copy_address (gconstpointer address, gpointer user_data)
{
  return g_object_ref ((gpointer) address);
}

static void
tell (Waiter *waiter, GList *addresses, const GError *error)
{
  if (error != NULL)
    g_task_return_error (waiter->task, g_error_copy (error));
  else
    g_task_return_pointer (waiter->task,
        g_list_copy_deep (addresses, copy_address, NULL),
        (GDestroyNotify) g_resolver_free_addresses);
}

/* (transfer full): from now on the next who asks begins anew. */
static GPtrArray *
take_waiters (const gchar *host)
{
  gpointer name = NULL, waiters = NULL;

  g_mutex_lock (&mutex);
  g_hash_table_steal_extended (lookups, host, &name, &waiters);
  g_mutex_unlock (&mutex);
  g_free (name);
  return waiters;
}

static gpointer
look_up (gpointer data)
{
  g_autofree gchar *host = data;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name (resolver, host, NULL, &error);
  g_autoptr (GPtrArray) waiters = take_waiters (host);

  for (guint i = 0; i < waiters->len; i++)
    tell (g_ptr_array_index (waiters, i), addresses, error);
  g_resolver_free_addresses (addresses);
  return NULL;
}

/* (transfer full): NULL if its lookup has ended meanwhile. */
static Waiter *
withdraw (GTask *task)
{
  Waiter *found = NULL;
  GPtrArray *waiters;

  g_mutex_lock (&mutex);
  waiters = g_hash_table_lookup (lookups, g_task_get_task_data (task));
  for (guint i = 0; waiters != NULL && i < waiters->len && found == NULL; i++) {
    Waiter *waiter = g_ptr_array_index (waiters, i);

    if (waiter->task == task)
      found = g_ptr_array_steal_index_fast (waiters, i);
  }
  g_mutex_unlock (&mutex);
  return found;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Waiter *waiter = withdraw (user_data);

  if (waiter != NULL) {
    g_task_return_error_if_cancelled (waiter->task);
    free_waiter (waiter);
  }
  return G_SOURCE_REMOVE;
}

static Waiter *
make_waiter (GTask *task, GCancellable *cancellable)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->task = g_object_ref (task);
  if (cancellable != NULL) {
    waiter->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (on_cancelled),
        g_object_ref (task), g_object_unref);
    g_source_attach (waiter->cancelled, g_task_get_context (task));
  }
  return waiter;
}

/* Returns whether it is the first, who has to begin the lookup. */
static gboolean
join (const gchar *host, Waiter *waiter)
{
  GPtrArray *waiters;
  gboolean is_first;

  g_mutex_lock (&mutex);
  if (lookups == NULL)
    lookups = g_hash_table_new (g_str_hash, g_str_equal);
  waiters = g_hash_table_lookup (lookups, host);
  is_first = waiters == NULL;
  if (is_first) {
    waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) free_waiter);
    g_hash_table_insert (lookups, g_strdup (host), waiters);
  }
  g_ptr_array_add (waiters, waiter);
  g_mutex_unlock (&mutex);
  return is_first;
}

void
gst_sip_host_lookup_async (const gchar *host, GCancellable *cancellable,
    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (host), g_free);
  if (join (host, make_waiter (task, cancellable)))
    g_thread_unref (g_thread_new ("sipua-lookup", look_up, g_strdup (host)));
}

GList *
gst_sip_host_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
