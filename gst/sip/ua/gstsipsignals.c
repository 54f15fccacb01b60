/* What the application is told, in order, after the work is done
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipsignals.h"

#include "gst/sip/base/gstsiptext.h"

#include <gobject/gvaluecollector.h>

struct _GstSipSignals
{
  GstSipTimers *timers;
  GstSipTimer timer;
  gpointer owner;
  GQueue waiting; /* of Notice */
};

typedef struct
{
  GObject *object;
  gboolean owns_object;
  guint signal_id;
  GArray *values; /* of GValue; the emitter comes first, when emitted */
  const gchar *property; /* instead of a signal; interned */
} Notice;

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  g_clear_pointer (&notice->values, g_array_unref);
  if (notice->owns_object)
    g_object_unref (notice->object);
  g_free (notice);
}

static void
notice_emit (Notice *notice)
{
  g_autoptr (GObject) object = g_object_ref (notice->object);
  GValue *values;

  if (notice->property != NULL) {
    g_object_notify (object, notice->property);
    return;
  }
  values = (GValue *) notice->values->data;
  g_value_init (&values[0], G_OBJECT_TYPE (object));
  g_value_set_instance (&values[0], object);
  g_signal_emitv (values, notice->signal_id, 0, NULL);
  g_value_unset (&values[0]);
}

/* A handler may free the queue with its owner, or add to it. */
static void
on_timer (gpointer owner)
{
  GstSipSignals *self = g_rc_box_acquire (owner);
  Notice *notice;

  while ((notice = g_queue_pop_head (&self->waiting)) != NULL) {
    notice_emit (notice);
    notice_free (notice);
  }
  g_rc_box_release (self);
}

GstSipSignals *
gst_sip_signals_new (GstSipTimers *timers, gpointer owner)
{
  GstSipSignals *self = g_rc_box_new0 (GstSipSignals);

  self->timers = timers;
  self->timer = (GstSipTimer){.expired = on_timer, .owner = self};
  self->owner = owner;
  return self;
}

void
gst_sip_signals_free (GstSipSignals *self)
{
  gst_sip_timer_disarm (&self->timer);
  g_queue_clear_full (&self->waiting, notice_free);
  g_rc_box_release (self);
}

static Notice *
add_notice (GstSipSignals *self, gpointer object)
{
  Notice *notice = g_new0 (Notice, 1);

  notice->object = object;
  notice->owns_object = object != self->owner;
  if (notice->owns_object)
    g_object_ref (notice->object);
  g_queue_push_tail (&self->waiting, notice);
  if (!gst_sip_timer_is_armed (&self->timer))
    gst_sip_timer_arm (&self->timer, self->timers, 0);
  return notice;
}

void
gst_sip_signals_emit (GstSipSignals *self, gpointer object, guint signal_id,
    ...)
{
  Notice *notice = add_notice (self, object);
  GSignalQuery query;
  va_list args;

  g_signal_query (signal_id, &query);
  notice->signal_id = signal_id;
  notice->values =
      g_array_sized_new (FALSE, TRUE, sizeof (GValue), 1 + query.n_params);
  g_array_set_size (notice->values, 1 + query.n_params);
  g_array_set_clear_func (notice->values, (GDestroyNotify) g_value_unset);

  va_start (args, signal_id);
  for (guint i = 0; i < query.n_params; i++) {
    GValue *value = &g_array_index (notice->values, GValue, i + 1);
    GType type = query.param_types[i] & ~G_SIGNAL_TYPE_STATIC_SCOPE;
    g_autofree gchar *problem = NULL;

    G_VALUE_COLLECT_INIT (value, type, args, 0, &problem);
    g_assert (problem == NULL);
    if (G_VALUE_HOLDS_STRING (value))
      g_value_take_string (value,
          gst_sip_text_mend_lines (g_value_get_string (value), -1,
              GST_SIP_TEXT_MAX));
  }
  va_end (args);
}

/* Who is told twice reads the same value twice. */
static gboolean
is_waiting (GstSipSignals *self, gpointer object, const gchar *property)
{
  for (GList *each = self->waiting.head; each != NULL; each = each->next) {
    Notice *notice = each->data;

    if (notice->object == object && notice->property != NULL &&
        g_str_equal (notice->property, property))
      return TRUE;
  }
  return FALSE;
}

void
gst_sip_signals_notify (GstSipSignals *self, gpointer object,
    const gchar *property)
{
  if (is_waiting (self, object, property))
    return;
  add_notice (self, object)->property = g_intern_string (property);
}
