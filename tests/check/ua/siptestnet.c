/* User agents, a SIP server and a network between them, in virtual time
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestnet.h"

#include "siptesttransport.h"

/* Phones. */

static GstSipMedia *
make_media (GstSipCall *call, gpointer user_data)
{
  SipTestPhone *phone = user_data;

  if (phone->no_media)
    return NULL;
  gst_clear_object (&phone->media);
  phone->media = sip_test_media_new (phone->net->timers, phone->name);
  phone->media->delay = phone->media_delay;
  phone->media->refuse = phone->media_refuses;
  phone->media->takes_no_offer = phone->takes_no_offer;
  phone->media->tells_caller = phone->tells_caller;
  return GST_SIP_MEDIA (gst_object_ref (phone->media));
}

static void
on_incoming (GstSipUa *ua, GstSipCall *call, SipTestPhone *phone)
{
  phone->n_incoming++;
  gst_object_replace ((GstObject **) &phone->call, GST_OBJECT (call));
}

static void
on_registered (GstSipUa *ua, guint expires, SipTestPhone *phone)
{
  phone->n_registered++;
  phone->registered_for = expires;
  g_string_append_printf (phone->story, "registered %u ", expires);
}

static void
on_unregistered (GstSipUa *ua, guint status, const gchar *reason,
    SipTestPhone *phone)
{
  phone->n_unregistered++;
  g_string_append_printf (phone->story, "unregistered %u ", status);
  g_assert_nonnull (reason);
}

static void
on_registration_failed (GstSipUa *ua, guint status, const gchar *reason,
    SipTestPhone *phone)
{
  phone->n_registration_failed++;
  phone->failed_status = status;
  g_string_append_printf (phone->story, "failed %u ", status);
  g_assert_nonnull (reason);
}

static void
count (guint *counter)
{
  (*counter)++;
}

static void
watch (SipTestPhone *phone)
{
  const struct
  {
    const gchar *signal;
    guint *counter;
  } counters[] = {
      {"connected",    &phone->n_connected   },
      {"disconnected", &phone->n_disconnected},
      {"call-added",   &phone->n_added       },
      {"call-removed", &phone->n_removed     },
      {"stopped",      &phone->n_stopped     },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (counters); i++)
    g_signal_connect_swapped (phone->ua, counters[i].signal, G_CALLBACK (count),
        counters[i].counter);
  g_signal_connect (phone->ua, "incoming-call", G_CALLBACK (on_incoming),
      phone);
  g_signal_connect (phone->ua, "registered", G_CALLBACK (on_registered), phone);
  g_signal_connect (phone->ua, "unregistered", G_CALLBACK (on_unregistered),
      phone);
  g_signal_connect (phone->ua, "registration-failed",
      G_CALLBACK (on_registration_failed), phone);
}

SipTestPhone *
sip_test_net_add_phone (SipTestNet *self, const gchar *name, ...)
{
  SipTestPhone *phone = g_new0 (SipTestPhone, 1);
  g_autoptr (GstSipTransport) transport = NULL;
  g_autofree gchar *uri = g_strdup_printf ("sip:%s@" SIP_TEST_DOMAIN, name);
  const gchar *property;
  va_list args;

  phone->net = self;
  phone->name = g_strdup (name);
  phone->story = g_string_new (NULL);
  phone->transports = g_ptr_array_new ();
  phone->random =
      gst_sip_random_new_seeded (self->seed * 64 + self->phones->len);
  phone->config = gst_sip_ua_config_new ();
  g_object_set (phone->config, "uri", uri, "ws-servers", "ws://server",
      "password", SIP_TEST_PASSWORD, NULL);
  va_start (args, name);
  property = va_arg (args, const gchar *);
  if (property != NULL)
    g_object_set_valist (G_OBJECT (phone->config), property, args);
  va_end (args);

  transport = sip_test_transport_new (phone);
  phone->ua = gst_sip_ua_new_full (phone->config, transport, self->timers,
      phone->random, self->log);
  gst_sip_ua_set_media_factory (phone->ua, make_media, phone, NULL);
  watch (phone);
  g_ptr_array_add (self->phones, phone);
  return phone;
}

static void
phone_free (gpointer data)
{
  SipTestPhone *phone = data;

  gst_clear_object (&phone->call);
  gst_clear_object (&phone->media);
  gst_object_unref (phone->ua);
  for (guint i = 0; i < phone->transports->len; i++)
    sip_test_transport_forget_phone (phone->transports->pdata[i]);
  g_ptr_array_unref (phone->transports);
  gst_object_unref (phone->config);
  gst_sip_random_free (phone->random);
  g_string_free (phone->story, TRUE);
  g_free (phone->name);
  g_free (phone);
}

/* The network. */

SipTestNet *
sip_test_net_new (guint32 seed)
{
  SipTestNet *self = g_new0 (SipTestNet, 1);

  self->seed = seed;
  self->timers = gst_sip_timers_new_virtual ();
  self->loopback = sip_test_loopback_new (self->timers, seed);
  self->server =
      sip_test_loopback_add_end (self->loopback, sip_test_server_receive, self);
  self->phones = g_ptr_array_new_with_free_func (phone_free);
  self->inbox =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_message_unref);
  self->bindings = g_ptr_array_new ();
  self->hops = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
sip_test_net_free (SipTestNet *self)
{
  g_ptr_array_unref (self->phones);
  g_ptr_array_unref (self->inbox);
  g_ptr_array_unref (self->bindings);
  g_hash_table_unref (self->hops);
  g_hash_table_unref (self->targets);
  g_clear_pointer (&self->last_register, gst_sip_message_unref);
  g_clear_pointer (&self->last_invite, gst_sip_message_unref);
  sip_test_loopback_free (self->loopback);
  gst_sip_timers_free (self->timers);
  g_free (self);
}

void
sip_test_net_start (SipTestNet *self)
{
  for (guint i = 0; i < self->phones->len; i++) {
    SipTestPhone *phone = self->phones->pdata[i];
    g_autoptr (GError) error = NULL;

    gst_sip_ua_start (phone->ua, &error);
    g_assert_no_error (error);
  }
  sip_test_net_advance (self, 1);
}

void
sip_test_net_advance (SipTestNet *self, gdouble seconds)
{
  gst_sip_timers_advance (self->timers,
      (gint64) (seconds * G_TIME_SPAN_SECOND));
}

guint
sip_test_net_get_edge (SipTestNet *self, SipTestPhone *phone)
{
  const GstSipServer *server =
      gst_sip_connection_get_server (phone->ua->core->connection);

  g_assert_nonnull (server);
  return (guint) atoi (server->uri + strlen ("ws://server"));
}

SipTestTransport *
sip_test_net_find_connection (SipTestNet *self, SipTestPhone *phone, guint edge)
{
  for (guint i = 0; i < phone->transports->len; i++) {
    SipTestTransport *transport = phone->transports->pdata[i];

    if (sip_test_transport_is_open (transport) &&
        sip_test_transport_get_edge (transport) == edge)
      return transport;
  }
  return NULL;
}

void
sip_test_net_lose (SipTestNet *self, SipTestPhone *phone)
{
  for (guint i = 0; i < SIP_TEST_MAX_EDGES; i++)
    sip_test_net_lose_connection (self, phone, i);
}

void
sip_test_net_lose_connection (SipTestNet *self, SipTestPhone *phone, guint edge)
{
  SipTestTransport *transport =
      sip_test_net_find_connection (self, phone, edge);

  if (transport != NULL)
    sip_test_transport_lose (transport);
}

void
sip_test_net_set_edge (SipTestNet *self, guint edge, SipTestEdge state)
{
  self->edges[edge] = state;
  if (state != SIP_TEST_EDGE_DOWN && state != SIP_TEST_EDGE_DROPPING)
    return;
  for (guint i = 0; i < self->phones->len; i++)
    sip_test_net_lose_connection (self, self->phones->pdata[i], edge);
}

void
sip_test_net_set_weather (SipTestNet *self, const SipTestWeather *weather)
{
  sip_test_loopback_set_weather (self->loopback, weather);
  for (guint i = 0; i < self->phones->len; i++) {
    SipTestPhone *phone = self->phones->pdata[i];

    gst_sip_transactions_set_reliable (phone->ua->core->transactions, FALSE);
  }
}

GstSipMessage *
sip_test_net_pop_request (SipTestNet *self, const gchar *method)
{
  GstSipMessage *message;

  g_assert_cmpuint (self->inbox->len, >, 0);
  message = gst_sip_message_ref (self->inbox->pdata[0]);
  g_ptr_array_remove_index (self->inbox, 0);
  g_assert_true (gst_sip_message_is_request (message));
  g_assert_cmpstr (gst_sip_message_get_method_name (message), ==, method);
  return message;
}

GstSipMessage *
sip_test_net_pop_response (SipTestNet *self, guint status)
{
  GstSipMessage *message;

  g_assert_cmpuint (self->inbox->len, >, 0);
  message = gst_sip_message_ref (self->inbox->pdata[0]);
  g_ptr_array_remove_index (self->inbox, 0);
  g_assert_cmpuint (gst_sip_message_get_status (message), ==, status);
  return message;
}

void
sip_test_net_assert_silence (SipTestNet *self)
{
  if (self->inbox->len == 0)
    return;
  g_error ("sent unexpectedly: %s %u",
      gst_sip_message_get_method_name (self->inbox->pdata[0]),
      gst_sip_message_get_status (self->inbox->pdata[0]));
}

void
sip_test_net_inject_bytes (SipTestNet *self, SipTestPhone *phone, GBytes *bytes)
{
  sip_test_loopback_send (self->loopback, self->server, phone->end, bytes);
  sip_test_net_advance (self, 0.001);
}

void
sip_test_net_inject (SipTestNet *self, SipTestPhone *phone, const gchar *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree gchar *crlf = g_strjoinv ("\r\n", lines);
  g_autoptr (GBytes) bytes = g_bytes_new (crlf, strlen (crlf));

  sip_test_net_inject_bytes (self, phone, bytes);
}

void
sip_test_net_reply (SipTestNet *self, SipTestPhone *phone,
    GstSipMessage *request, guint status, const gchar *to_tag,
    const gchar *headers, const gchar *body)
{
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (request, status, NULL);
  g_auto (GStrv) lines = g_strsplit (headers != NULL ? headers : "", "\n", -1);

  if (to_tag != NULL)
    gst_sip_message_set_to_tag (response, to_tag);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) pair = g_strsplit (lines[i], ": ", 2);

    gst_sip_message_append_header_by_name (response, pair[0], pair[1]);
  }
  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    gst_sip_message_set_body (response, "application/sdp", bytes);
  }
  sip_test_server_send (self, phone->end, response);
  sip_test_net_advance (self, 0.001);
}

void
sip_test_net_assert_empty (SipTestNet *self)
{
  for (guint i = 0; i < self->phones->len; i++) {
    SipTestPhone *phone = self->phones->pdata[i];
    GstSipCore *core = phone->ua->core;

    g_assert_null (phone->ua->calls);
    g_assert_cmpuint (phone->n_added, ==, phone->n_removed);
    g_assert_cmpuint (gst_sip_transactions_get_size (core->transactions), ==,
        0);
    g_assert_cmpuint (gst_sip_dialogs_get_size (core->dialogs), ==, 0);
    g_assert_cmpuint (core->requests->len, ==, 0);
    g_assert_true (phone->media == NULL || phone->media->stopped);
  }
}
