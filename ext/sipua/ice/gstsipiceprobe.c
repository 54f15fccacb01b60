/* Which STUN and TURN servers serve
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * webrtcbin takes one STUN server, and neither it nor libnice says what became
 * of any server. With a name that does not resolve they gather for ever, with
 * one that is dead for two seconds, in each call (GStreamer 1.22, libnice
 * 0.1.21). So they get addresses only, of servers that answered.
 */
#include "ext/sipua/ice/gstsipiceprobe.h"

#include "ext/sipua/ice/gstsipicecontact.h"
#include "gst/sip/ua/gstsipserverlist.h"

/* After the first answer, for others that come before it in the list. */
#define GRACE (200 * G_TIME_SPAN_MILLISECOND)
/* How old a failure is when a call has it looked into again. */
#define OLD (30 * G_TIME_SPAN_SECOND)
/* Relays that libnice takes (NICE_CANDIDATE_MAX_TURN_SERVERS). */
#define MAX_RELAYS 8

struct _GstSipIceProbe
{
  GstSipTimers *timers;
  GstSipLog *log;
  GstSipIceProbeFunc report;
  gpointer user_data;
  GDestroyNotify notify;

  gchar *stun, *turn; /* the lists */
  GPtrArray *contacts; /* GstSipIceContact, in their order, STUN before TURN */
  GHashTable *reported; /* name to what is wrong with it */
  GHashTable *no_relay; /* names of those that were reported for that */
  gboolean allocating; /* this time */
  gboolean started;
  gint64 asked; /* when */
  gboolean grace_is_over;
  GstSipTimer grace;
  GstSipTimer again;
  GQueue waiters;
};

/* Reports */

static void
report (GstSipIceProbe *self, const gchar *text)
{
  gst_sip_log_write (self->log, GST_SIP_LOG_MEDIA, GST_SIP_LOG_LEVEL_WARN, NULL,
      "%s", text);
  if (self->report != NULL)
    self->report (text, self->user_data);
}

static void
report_failure (GstSipIceProbe *self, GstSipIceContact *contact)
{
  const gchar *name = gst_sip_ice_contact_get_name (contact);
  const gchar *problem = gst_sip_ice_contact_get_problem (contact);
  g_autofree gchar *text = g_strdup_printf ("%s: %s", name, problem);

  if (g_strcmp0 (g_hash_table_lookup (self->reported, name), problem) == 0)
    return;
  g_hash_table_insert (self->reported, g_strdup (name), g_strdup (problem));
  if (self->allocating &&
      gst_sip_ice_contact_get_verdict (contact) == GST_SIP_STUN_REFUSES)
    g_hash_table_add (self->no_relay, g_strdup (name));
  report (self, text);
}

/* Who gives no relay answers all the same. */
static void
report_success (GstSipIceProbe *self, GstSipIceContact *contact)
{
  const gchar *name = gst_sip_ice_contact_get_name (contact);

  gst_sip_log_write (self->log, GST_SIP_LOG_MEDIA, GST_SIP_LOG_LEVEL_DEBUG,
      NULL, "%s answers", name);
  if (self->allocating)
    g_hash_table_remove (self->no_relay, name);
  if (!g_hash_table_contains (self->no_relay, name))
    g_hash_table_remove (self->reported, name);
}

/* All together */

static gboolean
is_of_kind (GstSipIceContact *contact, GstSipIceKind kind)
{
  return gst_sip_ice_contact_get_server (contact)->kind == kind;
}

gboolean
gst_sip_ice_probe_is_settled (GstSipIceProbe *self)
{
  gboolean has_stun = FALSE;

  if (self->grace_is_over)
    return TRUE;
  for (guint i = 0; i < self->contacts->len; i++) {
    GstSipIceContact *contact = g_ptr_array_index (self->contacts, i);
    gboolean is_stun = is_of_kind (contact, GST_SIP_ICE_STUN);

    if (gst_sip_ice_contact_is_open (contact) && !(is_stun && has_stun))
      return FALSE;
    if (is_stun &&
        gst_sip_ice_contact_get_verdict (contact) == GST_SIP_STUN_SERVES)
      has_stun = TRUE;
  }
  return TRUE;
}

static void
check_settled (GstSipIceProbe *self)
{
  GstSipIceWaiter *waiter;

  while (gst_sip_ice_probe_is_settled (self) &&
      (waiter = g_queue_pop_head (&self->waiters)) != NULL)
    waiter->settled (waiter->owner);
}

static void
on_grace (gpointer owner)
{
  GstSipIceProbe *self = owner;

  self->grace_is_over = TRUE;
  check_settled (self);
}

static void
on_contact (GstSipIceContact *contact, gpointer owner)
{
  GstSipIceProbe *self = owner;

  switch (gst_sip_ice_contact_get_verdict (contact)) {
    case GST_SIP_STUN_SERVES:
      report_success (self, contact);
      if (!self->grace_is_over && !gst_sip_timer_is_armed (&self->grace))
        gst_sip_timer_arm (&self->grace, self->timers, GRACE);
      break;
    case GST_SIP_STUN_REFUSES:
    case GST_SIP_STUN_SILENT:
      report_failure (self, contact);
      break;
    default:
      break;
  }
  check_settled (self);
}

static void
forget_answers (GstSipIceProbe *self)
{
  for (guint i = 0; i < self->contacts->len; i++)
    gst_sip_ice_contact_forget (g_ptr_array_index (self->contacts, i));
  gst_sip_timer_disarm (&self->grace);
  gst_sip_timer_disarm (&self->again);
  self->grace_is_over = FALSE;
}

static void
ask_everybody (GstSipIceProbe *self)
{
  forget_answers (self);
  self->asked = gst_sip_timers_get_time (self->timers);
  for (guint i = 0; i < self->contacts->len; i++)
    gst_sip_ice_contact_ask (g_ptr_array_index (self->contacts, i),
        self->allocating);
  check_settled (self);
}

/* What it is told */

static gboolean
is_same (gconstpointer contact, gconstpointer server)
{
  g_autofree gchar *one = gst_sip_ice_server_to_uri (
      gst_sip_ice_contact_get_server ((GstSipIceContact *) contact));
  g_autofree gchar *other = gst_sip_ice_server_to_uri (server);

  return strcmp (one, other) == 0;
}

static void
add_servers (GstSipIceProbe *self,
    GPtrArray *(*parse) (const gchar *text, GError **error), const gchar *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) servers = parse (text, &error);

  if (servers == NULL) {
    report (self, error->message);
    return;
  }
  g_ptr_array_set_free_func (servers, NULL);
  for (guint i = 0; i < servers->len; i++) {
    GstSipIceServer *server = g_ptr_array_index (servers, i);

    if (g_ptr_array_find_with_equal_func (self->contacts, server, is_same,
            NULL))
      gst_sip_ice_server_free (server);
    else
      g_ptr_array_add (self->contacts,
          gst_sip_ice_contact_new (server, self->timers, on_contact, self));
  }
}

void
gst_sip_ice_probe_set_servers (GstSipIceProbe *self, const gchar *stun,
    const gchar *turn)
{
  if (g_strcmp0 (stun, self->stun) == 0 && g_strcmp0 (turn, self->turn) == 0)
    return;

  g_free (self->stun);
  self->stun = g_strdup (stun);
  g_free (self->turn);
  self->turn = g_strdup (turn);
  g_ptr_array_set_size (self->contacts, 0);
  g_hash_table_remove_all (self->reported);
  g_hash_table_remove_all (self->no_relay);
  add_servers (self, gst_sip_server_list_parse_stun, stun);
  add_servers (self, gst_sip_server_list_parse_turn, turn);
  gst_sip_ice_probe_again (self);
}

void
gst_sip_ice_probe_start (GstSipIceProbe *self)
{
  if (self->started)
    return;
  self->started = TRUE;
  ask_everybody (self);
}

void
gst_sip_ice_probe_stop (GstSipIceProbe *self)
{
  self->started = FALSE;
  forget_answers (self);
  g_queue_clear (&self->waiters);
}

void
gst_sip_ice_probe_again (GstSipIceProbe *self)
{
  self->allocating = FALSE;
  if (self->started)
    ask_everybody (self);
}

static void
on_again (gpointer owner)
{
  ask_everybody (owner);
}

static gboolean
has_failures (GstSipIceProbe *self)
{
  for (guint i = 0; i < self->contacts->len; i++) {
    GstSipIceContact *contact = g_ptr_array_index (self->contacts, i);
    GstSipStunVerdict verdict = gst_sip_ice_contact_get_verdict (contact);

    if (verdict == GST_SIP_STUN_REFUSES || verdict == GST_SIP_STUN_SILENT)
      return TRUE;
  }
  return FALSE;
}

static gint64
get_age (GstSipIceProbe *self)
{
  return gst_sip_timers_get_time (self->timers) - self->asked;
}

/* Not at once: a call may be about to take what is known. */
void
gst_sip_ice_probe_doubt (GstSipIceProbe *self)
{
  if (self->started && get_age (self) > GST_SIP_STUN_QUERY_TIMEOUT) {
    self->allocating = FALSE;
    gst_sip_timer_arm (&self->again, self->timers, 0);
  }
}

void
gst_sip_ice_probe_miss_relay (GstSipIceProbe *self)
{
  if (self->started &&
      (!self->allocating || get_age (self) > GST_SIP_STUN_QUERY_TIMEOUT)) {
    self->allocating = TRUE;
    gst_sip_timer_arm (&self->again, self->timers, 0);
  }
}

void
gst_sip_ice_probe_refresh (GstSipIceProbe *self)
{
  if (has_failures (self) && get_age (self) > OLD)
    gst_sip_ice_probe_doubt (self);
}

void
gst_sip_ice_probe_wait (GstSipIceProbe *self, GstSipIceWaiter *waiter)
{
  g_queue_push_tail (&self->waiters, waiter);
}

void
gst_sip_ice_probe_unwait (GstSipIceProbe *self, GstSipIceWaiter *waiter)
{
  g_queue_remove (&self->waiters, waiter);
}

/* What it knows */

gchar *
gst_sip_ice_probe_get_stun (GstSipIceProbe *self)
{
  static const GstSipStunVerdict order[] = {GST_SIP_STUN_SERVES,
      GST_SIP_STUN_PENDING};

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    for (guint j = 0; j < self->contacts->len; j++) {
      GstSipIceContact *contact = g_ptr_array_index (self->contacts, j);
      gchar *uri = NULL;

      if (is_of_kind (contact, GST_SIP_ICE_STUN) &&
          gst_sip_ice_contact_get_verdict (contact) == order[i])
        uri = gst_sip_ice_contact_make_uri (contact);
      if (uri != NULL)
        return uri;
    }
  }
  return NULL;
}

/* Without a transport in its URI webrtcbin takes two relays of a server. */
static guint
count_relays (const gchar *uri)
{
  return strchr (uri, '?') != NULL ? 1 : 2;
}

/* A server that refuses says so at once, and may have changed its mind: it
 * costs nothing. */
GStrv
gst_sip_ice_probe_get_turn (GstSipIceProbe *self, gboolean desperate)
{
  g_autoptr (GStrvBuilder) uris = g_strv_builder_new ();
  guint n_relays = 0;

  for (guint i = 0; i < self->contacts->len; i++) {
    GstSipIceContact *contact = g_ptr_array_index (self->contacts, i);
    g_autofree gchar *uri = NULL;

    if (!is_of_kind (contact, GST_SIP_ICE_TURN) ||
        (!desperate &&
            gst_sip_ice_contact_get_verdict (contact) == GST_SIP_STUN_SILENT))
      continue;
    uri = gst_sip_ice_contact_make_uri (contact);
    if (uri == NULL || n_relays + count_relays (uri) > MAX_RELAYS)
      continue;
    n_relays += count_relays (uri);
    g_strv_builder_add (uris, uri);
  }
  return g_strv_builder_end (uris);
}

/* The probe */

GstSipIceProbe *
gst_sip_ice_probe_new (GstSipTimers *timers, GstSipLog *log)
{
  GstSipIceProbe *self = g_new0 (GstSipIceProbe, 1);

  self->timers = timers;
  self->log = log != NULL ? gst_sip_log_ref (log) : NULL;
  self->contacts = g_ptr_array_new_with_free_func (
      (GDestroyNotify) gst_sip_ice_contact_free);
  self->reported =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->no_relay =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->grace.expired = on_grace;
  self->grace.owner = self;
  self->again.expired = on_again;
  self->again.owner = self;
  g_queue_init (&self->waiters);
  return self;
}

void
gst_sip_ice_probe_set_report (GstSipIceProbe *self, GstSipIceProbeFunc func,
    gpointer user_data, GDestroyNotify notify)
{
  self->report = func;
  self->user_data = user_data;
  self->notify = notify;
}

void
gst_sip_ice_probe_free (GstSipIceProbe *self)
{
  gst_sip_ice_probe_stop (self);
  if (self->notify != NULL)
    self->notify (self->user_data);
  g_ptr_array_unref (self->contacts);
  g_hash_table_unref (self->reported);
  g_hash_table_unref (self->no_relay);
  g_clear_pointer (&self->log, gst_sip_log_unref);
  g_free (self->stun);
  g_free (self->turn);
  g_free (self);
}
