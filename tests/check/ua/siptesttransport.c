/* The connections of phones to the edges of the server, in virtual time
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptesttransport.h"

#include "gst/sip/base/gstsiperror.h"

#define LATENCY (10 * G_TIME_SPAN_MILLISECOND)
#define DROP_TIME (100 * G_TIME_SPAN_MILLISECOND)
#define PONG_LIMIT (10 * G_TIME_SPAN_SECOND)

struct _SipTestTransport
{
  GstSipTransport parent;

  SipTestPhone *phone;
  guint end;
  guint edge;
  gboolean open;
  GstSipTimer timer; /* the answer to open, or the drop that follows it */
  GstSipTimer pong; /* armed while a ping is not answered */
};

G_DEFINE_FINAL_TYPE (SipTestTransport, sip_test_transport,
    GST_TYPE_SIP_TRANSPORT)

static SipTestEdge
get_state (SipTestTransport *self)
{
  SipTestNet *net = self->phone->net;

  return net->down ? SIP_TEST_EDGE_DOWN : net->edges[self->edge];
}

static void
shut (SipTestTransport *self)
{
  self->open = FALSE;
  gst_sip_timer_disarm (&self->timer);
  gst_sip_timer_disarm (&self->pong);
  sip_test_loopback_set_connected (self->phone->net->loopback, self->end,
      FALSE);
}

static void
report (SipTestTransport *self, const gchar *problem)
{
  g_autoptr (GError) error = g_error_new (GST_SIP_ERROR,
      GST_SIP_ERROR_TRANSPORT, "ws://server%u: %s", self->edge, problem);

  shut (self);
  gst_sip_transport_closed (GST_SIP_TRANSPORT (self), error);
}

void
sip_test_transport_lose (SipTestTransport *self)
{
  if (self->open)
    report (self, "connection reset");
}

static void
on_timer (gpointer owner)
{
  SipTestTransport *self = owner;
  SipTestEdge state = get_state (self);

  if (self->open) {
    report (self, "dropped");
    return;
  }
  if (state == SIP_TEST_EDGE_DOWN) {
    report (self, "connection refused");
    return;
  }
  if (state == SIP_TEST_EDGE_HUNG)
    return;

  self->open = TRUE;
  self->phone->end = self->end;
  sip_test_loopback_set_connected (self->phone->net->loopback, self->end, TRUE);
  if (state == SIP_TEST_EDGE_DROPPING)
    gst_sip_timer_arm (&self->timer, self->phone->net->timers, DROP_TIME);
  gst_sip_transport_opened (GST_SIP_TRANSPORT (self));
}

static void
on_no_pong (gpointer owner)
{
  report (owner, "no sign of life");
}

static void
sip_test_transport_open (GstSipTransport *transport, const gchar *uri)
{
  SipTestTransport *self = SIP_TEST_TRANSPORT (transport);

  const gchar *name = strstr (uri, "://server");

  self->edge = name != NULL ? (guint) atoi (name + strlen ("://server")) : 0;
  g_assert_cmpuint (self->edge, <, SIP_TEST_MAX_EDGES);
  self->phone->n_attempts++;
  gst_sip_timer_arm (&self->timer, self->phone->net->timers, LATENCY);
}

static void
sip_test_transport_close (GstSipTransport *transport)
{
  shut (SIP_TEST_TRANSPORT (transport));
}

static gboolean
sip_test_transport_send (GstSipTransport *transport, GBytes *message,
    GError **error)
{
  SipTestTransport *self = SIP_TEST_TRANSPORT (transport);

  if (!self->open) {
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "not connected");
    return FALSE;
  }
  if (get_state (self) == SIP_TEST_EDGE_UP)
    sip_test_loopback_send (self->phone->net->loopback, self->end,
        self->phone->net->server, message);
  return TRUE;
}

static void
ask (SipTestTransport *self, gint64 limit)
{
  if (get_state (self) != SIP_TEST_EDGE_UP &&
      get_state (self) != SIP_TEST_EDGE_MUTE)
    gst_sip_timer_arm (&self->pong, self->phone->net->timers, limit);
}

static void
sip_test_transport_ping (GstSipTransport *transport)
{
  SIP_TEST_TRANSPORT (transport)->phone->n_pings++;
  ask (SIP_TEST_TRANSPORT (transport), PONG_LIMIT);
}

static void
sip_test_transport_check (GstSipTransport *transport, guint milliseconds)
{
  ask (SIP_TEST_TRANSPORT (transport), milliseconds * G_TIME_SPAN_MILLISECOND);
}

static GstSipTransport *
sip_test_transport_make (GstSipTransport *transport)
{
  return sip_test_transport_new (SIP_TEST_TRANSPORT (transport)->phone);
}

static void
sip_test_transport_dispose (GObject *object)
{
  SipTestTransport *self = SIP_TEST_TRANSPORT (object);

  if (self->phone != NULL) {
    shut (self);
    g_ptr_array_remove (self->phone->transports, self);
  }
  G_OBJECT_CLASS (sip_test_transport_parent_class)->dispose (object);
}

static void
sip_test_transport_class_init (SipTestTransportClass *klass)
{
  GstSipTransportClass *transport_class = GST_SIP_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sip_test_transport_dispose;
  transport_class->open = sip_test_transport_open;
  transport_class->close = sip_test_transport_close;
  transport_class->send = sip_test_transport_send;
  transport_class->ping = sip_test_transport_ping;
  transport_class->check = sip_test_transport_check;
  transport_class->make = sip_test_transport_make;
}

static void
sip_test_transport_init (SipTestTransport *self)
{
  self->timer = (GstSipTimer){.expired = on_timer, .owner = self};
  self->pong = (GstSipTimer){.expired = on_no_pong, .owner = self};
}

static void
on_received (gpointer user_data, guint from, GBytes *bytes)
{
  SipTestTransport *self = user_data;

  if (self->open && get_state (self) == SIP_TEST_EDGE_UP)
    gst_sip_transport_received (GST_SIP_TRANSPORT (self), bytes);
}

GstSipTransport *
sip_test_transport_new (SipTestPhone *phone)
{
  SipTestTransport *self =
      gst_object_ref_sink (g_object_new (SIP_TEST_TYPE_TRANSPORT, NULL));

  self->phone = phone;
  self->end =
      sip_test_loopback_add_end (phone->net->loopback, on_received, self);
  sip_test_loopback_set_connected (phone->net->loopback, self->end, FALSE);
  phone->end = self->end;
  g_ptr_array_add (phone->transports, self);
  return GST_SIP_TRANSPORT (self);
}

void
sip_test_transport_forget_phone (SipTestTransport *self)
{
  shut (self);
  self->phone = NULL;
}

guint
sip_test_transport_get_edge (SipTestTransport *self)
{
  return self->edge;
}

guint
sip_test_transport_get_end (SipTestTransport *self)
{
  return self->end;
}

gboolean
sip_test_transport_is_open (SipTestTransport *self)
{
  return self->open;
}
