/* What is known of one STUN or TURN server
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Looks its name up and asks its addresses, all at the same time.
 */
#include "ext/sipua/ice/gstsipicecontact.h"

#include <gio/gio.h>

#include "ext/sipua/net/gstsiphostlookup.h"
#include "ext/sipua/net/gstsiploop.h"

/* Addresses that are asked, of IPv4 and of IPv6 each. */
#define MAX_ADDRESSES 2

struct _GstSipIceContact
{
  GstSipIceServer *server;
  gchar *name; /* for people */
  GstSipTimers *timers;
  GstSipIceContactFunc changed;
  gpointer owner;

  gboolean allocate;
  GstSipStunVerdict verdict;
  gchar *problem;
  GCancellable *resolving; /* set while its name is looked up */
  GstSipTimer resolve_timer;
  GPtrArray *addresses; /* GInetAddress, the one to prefer first */
  GPtrArray *queries; /* GstSipStunQuery, in the order of addresses */
};

static void
set_verdict (GstSipIceContact *self, GstSipStunVerdict verdict,
    const gchar *problem)
{
  self->verdict = verdict;
  g_free (self->problem);
  self->problem = g_strdup (problem);
}

static GstSipStunQuery *
find_query (const GstSipIceContact *self, GstSipStunVerdict verdict)
{
  for (guint i = 0; i < self->queries->len; i++) {
    GstSipStunQuery *query = g_ptr_array_index (self->queries, i);

    if (gst_sip_stun_query_get_verdict (query) == verdict)
      return query;
  }
  return NULL;
}

static void ask_all (GstSipIceContact *self, GstSipIceTransport transport);

/* No transport in its URI: TCP where UDP does not get through. */
static gboolean
try_other_transport (GstSipIceContact *self)
{
  GstSipStunQuery *last = self->queries->pdata[self->queries->len - 1];

  if (self->server->kind != GST_SIP_ICE_TURN ||
      self->server->transport != GST_SIP_ICE_TRANSPORT_ANY ||
      gst_sip_stun_query_get_transport (last) != GST_SIP_ICE_TRANSPORT_UDP)
    return FALSE;
  ask_all (self, GST_SIP_ICE_TRANSPORT_TCP);
  return TRUE;
}

static void
on_query (GstSipStunQuery *query, gpointer owner)
{
  GstSipIceContact *self = owner;
  GstSipStunQuery *refusing = find_query (self, GST_SIP_STUN_REFUSES);

  if (find_query (self, GST_SIP_STUN_SERVES) != NULL) {
    if (self->verdict != GST_SIP_STUN_SERVES)
      set_verdict (self, GST_SIP_STUN_SERVES, NULL);
  } else if (find_query (self, GST_SIP_STUN_PENDING) != NULL) {
    return;
  } else if (refusing != NULL) {
    set_verdict (self, GST_SIP_STUN_REFUSES,
        gst_sip_stun_query_get_problem (refusing));
  } else if (!try_other_transport (self)) {
    set_verdict (self, GST_SIP_STUN_SILENT,
        gst_sip_stun_query_get_problem (self->queries->pdata[0]));
  }
  self->changed (self, self->owner);
}

static void
ask_all (GstSipIceContact *self, GstSipIceTransport transport)
{
  for (guint i = 0; i < self->addresses->len; i++)
    g_ptr_array_add (self->queries,
        gst_sip_stun_query_new (self->server,
            g_ptr_array_index (self->addresses, i), transport, self->allocate,
            self->timers, on_query, self));
}

/* IPv4 is what servers are reached by, and what is translated, wherever both
 * are offered. */
static void
take_addresses (GstSipIceContact *self, GList *addresses, GSocketFamily family)
{
  guint n = 0;

  for (GList *item = addresses; item != NULL && n < MAX_ADDRESSES;
       item = item->next) {
    if (g_inet_address_get_family (item->data) != family)
      continue;
    g_ptr_array_add (self->addresses, g_object_ref (item->data));
    n++;
  }
}

/* Who forgets a lookup may free the contact: the cancellable, which stays until
 * the lookup has ended, knows whether it is there. */
static const gchar *contact_key = "gst-sip-ice-contact";

static void
stop_resolving (GstSipIceContact *self)
{
  gst_sip_timer_disarm (&self->resolve_timer);
  if (self->resolving == NULL)
    return;
  g_object_set_data (G_OBJECT (self->resolving), contact_key, NULL);
  gst_sip_loop_let_finish (G_OBJECT (self->resolving));
  g_cancellable_cancel (self->resolving);
  g_clear_object (&self->resolving);
}

static void
take_lookup (GstSipIceContact *self, GList *addresses, const gchar *problem)
{
  stop_resolving (self);
  take_addresses (self, addresses, G_SOCKET_FAMILY_IPV4);
  take_addresses (self, addresses, G_SOCKET_FAMILY_IPV6);
  if (self->addresses->len > 0) {
    ask_all (self,
        self->server->transport == GST_SIP_ICE_TRANSPORT_TCP
            ? GST_SIP_ICE_TRANSPORT_TCP
            : GST_SIP_ICE_TRANSPORT_UDP);
    return;
  }
  set_verdict (self, GST_SIP_STUN_SILENT, problem);
  self->changed (self, self->owner);
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer cancellable)
{
  g_autoptr (GError) error = NULL;
  GList *addresses = gst_sip_host_lookup_finish (result, &error);
  GstSipIceContact *self = g_object_get_data (cancellable, contact_key);

  if (self != NULL)
    take_lookup (self, addresses,
        error != NULL ? error->message : "its name has no IP address");
  g_resolver_free_addresses (addresses);
}

static void
on_resolve_timeout (gpointer owner)
{
  take_lookup (owner, NULL, "its name is not resolved within 3 s");
}

static void
look_up (GstSipIceContact *self)
{
  gst_sip_timer_arm (&self->resolve_timer, self->timers,
      GST_SIP_STUN_QUERY_TIMEOUT);
  self->resolving = g_cancellable_new ();
  g_object_set_data (G_OBJECT (self->resolving), contact_key, self);
  gst_sip_host_lookup_async (self->server->host, self->resolving, on_resolved,
      self->resolving);
}

void
gst_sip_ice_contact_ask (GstSipIceContact *self, gboolean allocate)
{
  g_autoptr (GInetAddress) address =
      g_inet_address_new_from_string (self->server->host);
  g_autoptr (GError) error = NULL;

  self->allocate = allocate;
  if (!gst_sip_ice_server_check (self->server, &error)) {
    set_verdict (self, GST_SIP_STUN_SILENT, error->message);
    self->changed (self, self->owner);
    return;
  }

  if (address != NULL)
    take_lookup (self, &(GList){.data = address}, NULL);
  else
    look_up (self);
}

void
gst_sip_ice_contact_forget (GstSipIceContact *self)
{
  stop_resolving (self);
  g_ptr_array_set_size (self->queries, 0);
  g_ptr_array_set_size (self->addresses, 0);
  set_verdict (self, GST_SIP_STUN_PENDING, NULL);
}

GstSipIceContact *
gst_sip_ice_contact_new (GstSipIceServer *server, GstSipTimers *timers,
    GstSipIceContactFunc changed, gpointer owner)
{
  GstSipIceContact *self = g_new0 (GstSipIceContact, 1);

  self->server = server;
  self->name = gst_sip_ice_server_describe (server);
  self->timers = timers;
  self->changed = changed;
  self->owner = owner;
  self->resolve_timer.expired = on_resolve_timeout;
  self->resolve_timer.owner = self;
  self->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  self->queries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_stun_query_free);
  return self;
}

void
gst_sip_ice_contact_free (GstSipIceContact *self)
{
  gst_sip_ice_contact_forget (self);
  g_ptr_array_unref (self->queries);
  g_ptr_array_unref (self->addresses);
  gst_sip_ice_server_free (self->server);
  g_free (self->name);
  g_free (self);
}

const GstSipIceServer *
gst_sip_ice_contact_get_server (GstSipIceContact *self)
{
  return self->server;
}

const gchar *
gst_sip_ice_contact_get_name (GstSipIceContact *self)
{
  return self->name;
}

GstSipStunVerdict
gst_sip_ice_contact_get_verdict (GstSipIceContact *self)
{
  return self->verdict;
}

const gchar *
gst_sip_ice_contact_get_problem (GstSipIceContact *self)
{
  return self->problem;
}

gboolean
gst_sip_ice_contact_is_open (GstSipIceContact *self)
{
  return self->verdict == GST_SIP_STUN_PENDING ||
      (self->verdict == GST_SIP_STUN_SERVES &&
          gst_sip_stun_query_get_verdict (self->queries->pdata[0]) ==
              GST_SIP_STUN_PENDING);
}

static gboolean
is_harmful (GstSipIceContact *self)
{
  for (guint i = 0; i < self->queries->len; i++)
    if (gst_sip_stun_query_is_harmful (self->queries->pdata[i]))
      return TRUE;
  return FALSE;
}

gchar *
gst_sip_ice_contact_make_uri (GstSipIceContact *self)
{
  GstSipStunQuery *query = find_query (self, GST_SIP_STUN_SERVES);
  g_autofree gchar *address = NULL;

  if (self->addresses->len == 0 || (query == NULL && is_harmful (self)))
    return NULL;
  address = g_inet_address_to_string (query != NULL
          ? gst_sip_stun_query_get_address (query)
          : g_ptr_array_index (self->addresses, 0));
  return gst_sip_ice_server_to_uri_at (self->server, address,
      query != NULL ? gst_sip_stun_query_get_transport (query)
                    : self->server->transport);
}
