/* One record, three ears: GST_DEBUG, the log signal, the terminal
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiplog.h"

#include "gst/sip/base/gstsiptext.h"

/* Who is told. Counted by itself, so that it can be replaced while another
 * thread is inside its function. */
typedef struct
{
  GstSipLogFunc func;
  gpointer user_data;
  GDestroyNotify notify;
} Listener;

/* What a peer was complained of, lately. */
typedef struct
{
  gint64 last;
  guint64 n;
} Complaints;

/* What was reported in this period. */
typedef struct
{
  gint64 since;
  guint64 n, n_hidden;
} Reports;

#define N_LEVELS (GST_SIP_LOG_LEVEL_DEBUG + 1)

struct _GstSipLog
{
  Complaints complaints[GST_SIP_LOG_N_AREAS]; /* in the user agent's thread */
  Reports reports[GST_SIP_LOG_N_AREAS][N_LEVELS]; /* likewise */
  GMutex lock;
  Listener *listener; /* (nullable), under the lock */
  gchar *name; /* (nullable), under the lock */
  gint level; /* atomic */
};

/* A peer may have had its say in a record: 200 kB of URI stay no 200 kB. */
#define MAX_CONTENT (2 * GST_SIP_TEXT_MAX)
#define MAX_LABEL 200
/* Whole messages, which trace-sip asks for. */
#define MAX_TRACE (64 * 1024)

#define COMPLAINTS_IN_FULL 5
#define COMPLAINTS_FORGOTTEN_AFTER (60 * G_TIME_SPAN_SECOND)

/* More than thirty calls a minute, from ring to end: no person has so many. */
#define REPORTS_IN_FULL 100
#define REPORTS_PERIOD (60 * G_TIME_SPAN_SECOND)

/* The name in GST_DEBUG, the name that the sink hears, and what it covers. */
#define AREA(id, name, description) \
  [GST_SIP_LOG_##id] = {"sip-" name, "sip." name, description}

static const struct
{
  const gchar *name, *category, *description;
} areas[GST_SIP_LOG_N_AREAS] = {
    AREA (MESSAGE, "message", "SIP messages: parsing and printing"),
    AREA (TRANSACTION, "transaction", "SIP requests and their repetition"),
    AREA (TRANSPORT, "transport", "connections to SIP servers"),
    AREA (DIALOG, "dialog", "SIP dialogs, offers and answers"),
    AREA (UA, "ua", "SIP user agent"),
    AREA (REGISTRATION, "registration", "SIP registrations"),
    AREA (CALL, "call", "SIP calls"),
    AREA (MEDIA, "media", "media of SIP calls"),
};

static const GstDebugLevel debug_levels[] = {
    [GST_SIP_LOG_LEVEL_ERROR] = GST_LEVEL_ERROR,
    [GST_SIP_LOG_LEVEL_WARN] = GST_LEVEL_WARNING,
    [GST_SIP_LOG_LEVEL_LOG] = GST_LEVEL_INFO,
    [GST_SIP_LOG_LEVEL_DEBUG] = GST_LEVEL_DEBUG,
};

static GstDebugCategory *
get_debug_category (GstSipLogArea area)
{
  static GstDebugCategory *categories[GST_SIP_LOG_N_AREAS];
  static gsize ready;

  if (g_once_init_enter (&ready)) {
    for (guint i = 0; i < GST_SIP_LOG_N_AREAS; i++)
      GST_DEBUG_CATEGORY_INIT (categories[i], areas[i].name, 0,
          areas[i].description);
    g_once_init_leave (&ready, 1);
  }
  return categories[area];
}

void
gst_sip_log_register_categories (void)
{
  get_debug_category (GST_SIP_LOG_UA);
}

static void
listener_clear (gpointer data)
{
  Listener *listener = data;

  if (listener->notify != NULL)
    listener->notify (listener->user_data);
}

static void
listener_unref (Listener *listener)
{
  g_atomic_rc_box_release_full (listener, listener_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listener, listener_unref)

GstSipLog *
gst_sip_log_new (void)
{
  GstSipLog *self = g_atomic_rc_box_new0 (GstSipLog);

  g_mutex_init (&self->lock);
  self->level = GST_SIP_LOG_LEVEL_LOG;
  return self;
}

GstSipLog *
gst_sip_log_ref (GstSipLog *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
log_clear (gpointer data)
{
  GstSipLog *self = data;

  g_clear_pointer (&self->listener, listener_unref);
  g_free (self->name);
  g_mutex_clear (&self->lock);
}

void
gst_sip_log_unref (GstSipLog *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, log_clear);
}

void
gst_sip_log_set_level (GstSipLog *self, GstSipLogLevel level)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->level, level);
}

void
gst_sip_log_set_name (GstSipLog *self, const gchar *name)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  g_free (self->name);
  self->name = g_strdup (name);
  g_mutex_unlock (&self->lock);
}

void
gst_sip_log_set_func (GstSipLog *self, GstSipLogFunc func, gpointer user_data,
    GDestroyNotify notify)
{
  Listener *listener = NULL;
  g_autoptr (Listener) previous = NULL;

  g_return_if_fail (self != NULL);

  if (func != NULL) {
    listener = g_atomic_rc_box_new (Listener);
    *listener = (Listener){func, user_data, notify};
  }
  g_mutex_lock (&self->lock);
  previous = self->listener;
  self->listener = listener;
  g_mutex_unlock (&self->lock);
}

/* (transfer full): NULL when nobody wants records of this level */
static Listener *
get_listener (GstSipLog *self, GstSipLogLevel level)
{
  Listener *listener = NULL;

  if (self == NULL || level > (guint) g_atomic_int_get (&self->level))
    return NULL;

  g_mutex_lock (&self->lock);
  if (self->listener != NULL)
    listener = g_atomic_rc_box_acquire (self->listener);
  g_mutex_unlock (&self->lock);
  return listener;
}

static gboolean
is_debugged (GstSipLogArea area, GstSipLogLevel level)
{
  return debug_levels[level] <=
      gst_debug_category_get_threshold (get_debug_category (area));
}

/* "name", "name/label" or "label" */
static gchar *
make_id (GstSipLog *self, const gchar *label)
{
  g_autofree gchar *name = NULL;

  if (self != NULL) {
    g_mutex_lock (&self->lock);
    name = g_strdup (self->name);
    g_mutex_unlock (&self->lock);
  }
  if (name == NULL || label == NULL)
    return name != NULL ? g_steal_pointer (&name) : g_strdup (label);
  return g_strdup_printf ("%s/%s", name, label);
}

static void
debug (GstSipLogPlace place, GstSipLog *self, GstSipLogArea area,
    GstSipLogLevel level, const gchar *label, const gchar *content)
{
  g_autofree gchar *id = make_id (self, label);

  gst_debug_log_id (get_debug_category (area), debug_levels[level], place.file,
      place.function, place.line, id, "%s", content);
}

static void
deliver (GstSipLogPlace place, GstSipLog *self, Listener *listener,
    GstSipLogArea area, GstSipLogLevel level, const gchar *raw_label,
    const gchar *raw_content, gsize max)
{
  g_autofree gchar *content = gst_sip_text_mend_lines (raw_content, -1, max);
  g_autofree gchar *label = gst_sip_text_mend_lines (raw_label, -1, MAX_LABEL);

  if (is_debugged (area, level))
    debug (place, self, area, level, label, content);
  if (listener != NULL)
    listener->func (level, areas[area].category, label, content,
        listener->user_data);
}

void (gst_sip_log_write) (GstSipLogPlace place, GstSipLog *self,
    GstSipLogArea area, GstSipLogLevel level, const gchar *label,
    const gchar *format, ...)
{
  g_autoptr (Listener) listener = get_listener (self, level);
  g_autofree gchar *content = NULL;
  va_list args;

  g_return_if_fail (area < GST_SIP_LOG_N_AREAS && format != NULL);

  if (listener == NULL && !is_debugged (area, level))
    return;

  va_start (args, format);
  content = g_strdup_vprintf (format, args);
  va_end (args);
  deliver (place, self, listener, area, level, label, content, MAX_CONTENT);
}

void (gst_sip_log_write_literal) (GstSipLogPlace place, GstSipLog *self,
    GstSipLogArea area, GstSipLogLevel level, const gchar *label,
    const gchar *content)
{
  g_autoptr (Listener) listener = get_listener (self, level);

  g_return_if_fail (area < GST_SIP_LOG_N_AREAS && content != NULL);

  if (listener != NULL || is_debugged (area, level))
    deliver (place, self, listener, area, level, label, content, MAX_CONTENT);
}

void (gst_sip_log_write_trace) (GstSipLogPlace place, GstSipLog *self,
    GstSipLogArea area, const gchar *content)
{
  g_autoptr (Listener) listener = get_listener (self, GST_SIP_LOG_LEVEL_LOG);

  g_return_if_fail (area < GST_SIP_LOG_N_AREAS && content != NULL);

  if (listener != NULL || is_debugged (area, GST_SIP_LOG_LEVEL_LOG))
    deliver (place, self, listener, area, GST_SIP_LOG_LEVEL_LOG, NULL, content,
        MAX_TRACE);
}

static guint64
count_complaint (Complaints *self, gint64 now)
{
  if (now - self->last > COMPLAINTS_FORGOTTEN_AFTER)
    self->n = 0;
  self->last = now;
  return ++self->n;
}

static gboolean
is_power_of_ten (guint64 n)
{
  while (n >= 10 && n % 10 == 0)
    n /= 10;
  return n == 1;
}

void (gst_sip_log_complain) (GstSipLogPlace place, GstSipLog *self, gint64 now,
    GstSipLogArea area, const gchar *label, const gchar *format, ...)
{
  g_autofree gchar *content = NULL;
  guint64 n;
  va_list args;

  g_return_if_fail (area < GST_SIP_LOG_N_AREAS && format != NULL);

  n = self != NULL ? count_complaint (&self->complaints[area], now) : 1;
  if (n > COMPLAINTS_IN_FULL && !is_power_of_ten (n))
    return;

  va_start (args, format);
  content = g_strdup_vprintf (format, args);
  va_end (args);
  if (n < COMPLAINTS_IN_FULL)
    (gst_sip_log_write_literal) (place, self, area, GST_SIP_LOG_LEVEL_WARN,
        label, content);
  else
    (gst_sip_log_write) (place, self, area, GST_SIP_LOG_LEVEL_WARN, label,
        "%s (%" G_GUINT64_FORMAT
        " such messages lately; more are counted, not shown)",
        content, n);
}

/* n_hidden: (out): how many of an earlier period were not shown */
static guint64
count_report (Reports *self, gint64 now, guint64 *n_hidden)
{
  *n_hidden = 0;
  if (self->n == 0 || now - self->since >= REPORTS_PERIOD) {
    *n_hidden = self->n_hidden;
    *self = (Reports){.since = now};
  }
  self->n++;
  if (self->n > REPORTS_IN_FULL && !is_power_of_ten (self->n))
    self->n_hidden++;
  return self->n;
}

void (gst_sip_log_report) (GstSipLogPlace place, GstSipLog *self, gint64 now,
    GstSipLogArea area, GstSipLogLevel level, const gchar *label,
    const gchar *content)
{
  guint64 n = 1, n_hidden = 0;

  g_return_if_fail (area < GST_SIP_LOG_N_AREAS && level < N_LEVELS);
  g_return_if_fail (content != NULL);

  if (self != NULL)
    n = count_report (&self->reports[area][level], now, &n_hidden);
  if (n_hidden > 0)
    (gst_sip_log_write) (place, self, area, level, NULL,
        "%" G_GUINT64_FORMAT " messages were not shown: more than %d came "
        "within a minute",
        n_hidden, REPORTS_IN_FULL);
  if (n < REPORTS_IN_FULL)
    (gst_sip_log_write_literal) (place, self, area, level, label, content);
  else if (is_power_of_ten (n))
    (gst_sip_log_write) (place, self, area, level, label,
        "%s (%" G_GUINT64_FORMAT
        " messages within a minute; more are counted, not shown)",
        content, n);
}
