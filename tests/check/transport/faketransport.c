/* A transport whose servers live in the test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "faketransport.h"

#include <gst/sip/base/gstsiperror.h>

G_DEFINE_FINAL_TYPE (FakeTransport, fake_transport, GST_TYPE_SIP_TRANSPORT)

static void
tell (FakeTransport *self, FakeEvent event)
{
  if (self->first->watch != NULL)
    self->first->watch (self, event, self->first->watch_data);
}

static void
report_closed (FakeTransport *self, GstSipError code, const gchar *reason)
{
  g_autofree gchar *uri = NULL;
  g_autoptr (GError) error = NULL;

  tell (self, FAKE_CLOSED);
  uri = g_steal_pointer (&self->uri);
  error = g_error_new (GST_SIP_ERROR, code, "%s: %s", uri, reason);
  self->open = FALSE;
  gst_sip_transport_closed (GST_SIP_TRANSPORT (self), error);
}

static void
on_answer (gpointer owner)
{
  FakeTransport *self = owner;
  FakeServer server =
      GPOINTER_TO_INT (g_hash_table_lookup (self->first->servers, self->uri));

  if (server == FAKE_DOWN) {
    report_closed (self, GST_SIP_ERROR_TRANSPORT, "refused");
  } else if (server == FAKE_UP) {
    self->open = TRUE;
    self->age = ++self->first->serial;
    gst_sip_transport_opened (GST_SIP_TRANSPORT (self));
  }
}

static void
fake_transport_open (GstSipTransport *transport, const gchar *uri)
{
  FakeTransport *self = FAKE_TRANSPORT (transport);
  FakeTransport *first = self->first;
  gint64 now = gst_sip_timers_get_time (first->timers);

  g_assert_null (self->uri);

  self->uri = g_strdup (uri);
  g_ptr_array_add (first->opened, g_strdup (uri));
  g_array_append_val (first->opened_at, now);
  gst_sip_timer_arm (&self->answer, first->timers, first->latency);
  tell (self, FAKE_OPENING);
}

static void
fake_transport_close (GstSipTransport *transport)
{
  FakeTransport *self = FAKE_TRANSPORT (transport);

  tell (self, FAKE_CLOSING);
  gst_sip_timer_disarm (&self->answer);
  g_clear_pointer (&self->uri, g_free);
  self->open = FALSE;
}

static gboolean
fake_transport_send (GstSipTransport *transport, GBytes *message,
    GError **error)
{
  FakeTransport *self = FAKE_TRANSPORT (transport);

  g_assert_true (self->open);

  self->n_sent++;
  if (self != self->first)
    self->first->n_sent++;
  return TRUE;
}

static void
fake_transport_ping (GstSipTransport *transport)
{
  FakeTransport *self = FAKE_TRANSPORT (transport);

  g_assert_true (self->open);

  self->n_pings++;
  if (self != self->first)
    self->first->n_pings++;
}

static void
fake_transport_check (GstSipTransport *transport, guint milliseconds)
{
  FakeTransport *self = FAKE_TRANSPORT (transport);

  g_assert_true (self->open);

  self->first->n_checks++;
  self->first->check_limit = milliseconds;
}

static GstSipTransport *
fake_transport_make (GstSipTransport *transport)
{
  FakeTransport *self = FAKE_TRANSPORT (transport)->first;
  FakeTransport *other;

  if (self->single)
    return NULL;
  other = fake_transport_new (self->timers);
  other->first = self;
  g_ptr_array_add (self->others, other);
  return GST_SIP_TRANSPORT (other);
}

static void
fake_transport_dispose (GObject *object)
{
  FakeTransport *self = FAKE_TRANSPORT (object);

  g_assert_null (self->uri);
  if (self->first != self)
    g_ptr_array_remove (self->first->others, self);

  G_OBJECT_CLASS (fake_transport_parent_class)->dispose (object);
}

static void
fake_transport_finalize (GObject *object)
{
  FakeTransport *self = FAKE_TRANSPORT (object);

  gst_sip_timer_disarm (&self->answer);
  g_hash_table_unref (self->servers);
  g_ptr_array_unref (self->opened);
  g_array_unref (self->opened_at);
  g_ptr_array_unref (self->others);
  g_free (self->uri);

  G_OBJECT_CLASS (fake_transport_parent_class)->finalize (object);
}

static void
fake_transport_class_init (FakeTransportClass *klass)
{
  GstSipTransportClass *transport_class = GST_SIP_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = fake_transport_dispose;
  G_OBJECT_CLASS (klass)->finalize = fake_transport_finalize;
  transport_class->open = fake_transport_open;
  transport_class->close = fake_transport_close;
  transport_class->send = fake_transport_send;
  transport_class->ping = fake_transport_ping;
  transport_class->check = fake_transport_check;
  transport_class->make = fake_transport_make;
}

static void
fake_transport_init (FakeTransport *self)
{
  self->servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->opened = g_ptr_array_new_with_free_func (g_free);
  self->opened_at = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->first = self;
  self->others = g_ptr_array_new ();
  g_ptr_array_add (self->others, self);
  self->answer.expired = on_answer;
  self->answer.owner = self;
}

FakeTransport *
fake_transport_new (GstSipTimers *timers)
{
  FakeTransport *self = g_object_new (FAKE_TYPE_TRANSPORT, NULL);

  gst_object_ref_sink (self);
  self->timers = timers;
  return self;
}

void
fake_transport_set_server (FakeTransport *self, const gchar *uri,
    FakeServer server)
{
  g_hash_table_insert (self->servers, g_strdup (uri), GINT_TO_POINTER (server));
}

void
fake_transport_lose (FakeTransport *self)
{
  FakeTransport *last = NULL;

  for (guint i = 0; i < self->others->len; i++) {
    FakeTransport *other = self->others->pdata[i];

    if (other->open && (last == NULL || other->age > last->age))
      last = other;
  }
  if (last != NULL)
    report_closed (last, GST_SIP_ERROR_TRANSPORT, "lost");
}

FakeTransport *
fake_transport_find (FakeTransport *self, const gchar *uri)
{
  for (guint i = 0; i < self->others->len; i++) {
    FakeTransport *other = self->others->pdata[i];

    if (other->open && g_str_equal (other->uri, uri))
      return other;
  }
  return NULL;
}

void
fake_transport_lose_server (FakeTransport *self, const gchar *uri)
{
  FakeTransport *other = fake_transport_find (self, uri);

  if (other != NULL)
    report_closed (other, GST_SIP_ERROR_TRANSPORT, "lost");
}

void
fake_transport_fall_silent (FakeTransport *self, const gchar *uri)
{
  FakeTransport *other = fake_transport_find (self, uri);

  if (other != NULL)
    report_closed (other, GST_SIP_ERROR_TIMEOUT, "no sign of life");
}

guint
fake_transport_count_open (FakeTransport *self)
{
  guint n = 0;

  for (guint i = 0; i < self->others->len; i++)
    n += ((FakeTransport *) self->others->pdata[i])->open;
  return n;
}
