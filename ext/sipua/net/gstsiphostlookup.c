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
#include "ext/sipua/net/gstsiphostlookup.h"

/* A lookup that takes longer may ask name servers of a network that is no
 * more: who comes later does not join it. In microseconds. */
#define JOIN_LIMIT (10 * G_TIME_SPAN_SECOND)

typedef struct
{
  gchar *host;
  gint64 began_at;
} Lookup; /* belongs to its thread */

typedef struct
{
  Lookup *lookup;
  GTask *task;
  GSource *cancelled; /* NULL if it cannot be */
} Waiter;

static GMutex mutex; /* guards what follows */
static GHashTable *lookups; /* the last Lookup of each name, while it runs */
static GPtrArray *waiters; /* of all lookups */

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
take_waiters (Lookup *lookup)
{
  GPtrArray *taken =
      g_ptr_array_new_with_free_func ((GDestroyNotify) free_waiter);

  g_mutex_lock (&mutex);
  if (g_hash_table_lookup (lookups, lookup->host) == lookup)
    g_hash_table_remove (lookups, lookup->host);
  for (guint i = waiters->len; i > 0; i--) {
    if (((Waiter *) g_ptr_array_index (waiters, i - 1))->lookup == lookup)
      g_ptr_array_add (taken, g_ptr_array_steal_index_fast (waiters, i - 1));
  }
  g_mutex_unlock (&mutex);
  return taken;
}

static gpointer
look_up (gpointer data)
{
  Lookup *lookup = data;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GError) error = NULL;
  GList *addresses =
      g_resolver_lookup_by_name (resolver, lookup->host, NULL, &error);
  g_autoptr (GPtrArray) taken = take_waiters (lookup);

  for (guint i = 0; i < taken->len; i++)
    tell (g_ptr_array_index (taken, i), addresses, error);
  g_resolver_free_addresses (addresses);
  g_free (lookup->host);
  g_free (lookup);
  return NULL;
}

/* (transfer full): NULL if its lookup has ended meanwhile. */
static Waiter *
withdraw (GTask *task)
{
  Waiter *found = NULL;

  g_mutex_lock (&mutex);
  for (guint i = 0; i < waiters->len && found == NULL; i++) {
    if (((Waiter *) g_ptr_array_index (waiters, i))->task == task)
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

/* Returns the lookup if it is to be begun, NULL if it is under way. */
static Lookup *
join (const gchar *host, Waiter *waiter)
{
  gint64 now = g_get_monotonic_time ();
  Lookup *begun = NULL;

  g_mutex_lock (&mutex);
  if (lookups == NULL) {
    lookups = g_hash_table_new (g_str_hash, g_str_equal);
    waiters = g_ptr_array_new ();
  }
  waiter->lookup = g_hash_table_lookup (lookups, host);
  if (waiter->lookup == NULL || now - waiter->lookup->began_at > JOIN_LIMIT) {
    begun = g_new0 (Lookup, 1);
    begun->host = g_strdup (host);
    begun->began_at = now;
    waiter->lookup = begun;
    /* The name has to be that of the new one. */
    g_hash_table_replace (lookups, begun->host, begun);
  }
  g_ptr_array_add (waiters, waiter);
  g_mutex_unlock (&mutex);
  return begun;
}

void
gst_sip_host_lookup_async (const gchar *host, GCancellable *cancellable,
    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Lookup *begun = join (host, make_waiter (task, cancellable));

  if (begun != NULL)
    g_thread_unref (g_thread_new ("sipua-lookup", look_up, begun));
}

GList *
gst_sip_host_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
