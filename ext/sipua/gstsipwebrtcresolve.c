/* The media of one call: a STUN server that is there
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * With a name that does not resolve libnice gathers for ever, so that each call
 * would wait for the whole gathering timeout. webrtcbin therefore gets an
 * address, of the first server in the list that has one; none, if none has.
 */
#include "ext/sipua/gstsipwebrtc-private.h"

static void
finish (GstSipWebrtc *self)
{
  GstSipWebrtcFunc then = self->then;

  self->then = NULL;
  g_clear_object (&self->resolving);
  gst_sip_timer_disarm (&self->resolve_timer);
  if (then != NULL)
    then (self, NULL);
}

static void try_next (GstSipWebrtc *self);

/* IPv4 is what servers are reached by wherever both are offered. */
static GInetAddress *
choose_address (GList *addresses)
{
  for (GList *item = addresses; item != NULL; item = item->next)
    if (g_inet_address_get_family (item->data) == G_SOCKET_FAMILY_IPV4)
      return item->data;

  return addresses->data;
}

static gchar *
replace_host (const gchar *uri, GInetAddress *address)
{
  g_autofree gchar *host = g_inet_address_to_string (address);
  gint port = -1;

  g_uri_split_network (uri, G_URI_FLAGS_NONE, NULL, NULL, &port, NULL);
  return g_uri_join (G_URI_FLAGS_NONE, "stun", NULL, host,
      port > 0 ? port : 3478, "", NULL, NULL);
}

static void
on_resolved (GObject *resolver, GAsyncResult *result, gpointer data)
{
  g_autoptr (GstSipWebrtc) self = data;
  g_autoptr (GError) error = NULL;
  GList *addresses =
      g_resolver_lookup_by_name_finish (G_RESOLVER (resolver), result, &error);

  if (self->phase != GST_SIP_WEBRTC_OVER && self->resolving != NULL) {
    if (addresses != NULL) {
      self->stun_server =
          replace_host (self->settings.stun_servers[self->n_tried],
              choose_address (addresses));
      finish (self);
    } else {
      gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN, "STUN server '%s': %s",
          self->settings.stun_servers[self->n_tried], error->message);
      self->n_tried++;
      try_next (self);
    }
  }
  g_resolver_free_addresses (addresses);
}

static void
try_next (GstSipWebrtc *self)
{
  const gchar *uri = self->settings.stun_servers[self->n_tried];
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autofree gchar *host = NULL;

  if (uri == NULL) {
    finish (self);
    return;
  }

  g_uri_split_network (uri, G_URI_FLAGS_NONE, NULL, &host, NULL, NULL);
  g_resolver_lookup_by_name_async (resolver, host != NULL ? host : uri,
      self->resolving, on_resolved, gst_object_ref (self));
}

static void
on_resolve_timeout (gpointer owner)
{
  GstSipWebrtc *self = owner;

  gst_sip_webrtc_log (self, GST_SIP_LOG_LEVEL_WARN,
      "the name of STUN server '%s' is not resolved in time",
      self->settings.stun_servers[self->n_tried]);
  g_cancellable_cancel (self->resolving);
  finish (self);
}

void
gst_sip_webrtc_resolve (GstSipWebrtc *self, GstSipWebrtcFunc then)
{
  self->then = then;
  self->resolve_timer.expired = on_resolve_timeout;
  self->resolve_timer.owner = self;
  if (self->settings.stun_servers == NULL) {
    finish (self);
    return;
  }

  self->resolving = g_cancellable_new ();
  gst_sip_timer_arm (&self->resolve_timer, self->timers,
      self->settings.gathering_timeout * G_TIME_SPAN_MILLISECOND / 2);
  try_next (self);
}

void
gst_sip_webrtc_stop_resolving (GstSipWebrtc *self)
{
  gst_sip_timer_disarm (&self->resolve_timer);
  self->then = NULL;
  if (self->resolving != NULL)
    g_cancellable_cancel (self->resolving);
  g_clear_object (&self->resolving);
}
