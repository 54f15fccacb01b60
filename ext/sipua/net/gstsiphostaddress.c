/* Where a server is: its name, looked up once however many ask
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/net/gstsiphostaddress.h"

#include <gst/sip/base/gstsiperror.h>
#include "ext/sipua/net/gstsiphostlookup.h"

struct _GstSipHostAddress
{
  GObject parent;

  gchar *host;
  guint16 port;
  gboolean is_secure;
};

static void implement_connectable (GSocketConnectableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GstSipHostAddress, gst_sip_host_address,
    G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE, implement_connectable))

#define GST_TYPE_SIP_HOST_ENUMERATOR (gst_sip_host_enumerator_get_type ())
G_DECLARE_FINAL_TYPE (GstSipHostEnumerator, gst_sip_host_enumerator, GST,
    SIP_HOST_ENUMERATOR, GSocketAddressEnumerator)

struct _GstSipHostEnumerator
{
  GSocketAddressEnumerator parent;

  GstSipHostAddress *host;
  gboolean is_looked_up;
  GQueue addresses; /* of GInetAddress: those to come */
};

G_DEFINE_FINAL_TYPE (GstSipHostEnumerator, gst_sip_host_enumerator,
    G_TYPE_SOCKET_ADDRESS_ENUMERATOR)

static gint
compare_family (gconstpointer address, gconstpointer family)
{
  return g_inet_address_get_family ((GInetAddress *) address) !=
      (GSocketFamily) GPOINTER_TO_INT (family);
}

/* Families by turns (RFC 8305 section 4): when one of them leads nowhere, the
 * other is not far behind. */
static void
fill (GstSipHostEnumerator *self, GList *addresses)
{
  while (addresses != NULL) {
    GInetAddress *last = g_queue_peek_tail (&self->addresses);
    GSocketFamily wanted = G_SOCKET_FAMILY_INVALID;
    GList *next;

    if (last != NULL)
      wanted = g_inet_address_get_family (last) == G_SOCKET_FAMILY_IPV4
          ? G_SOCKET_FAMILY_IPV6
          : G_SOCKET_FAMILY_IPV4;
    next = g_list_find_custom (addresses, GINT_TO_POINTER (wanted),
        compare_family);
    if (next == NULL)
      next = addresses;
    addresses = g_list_remove_link (addresses, next);
    g_queue_push_tail_link (&self->addresses, next);
  }
  self->is_looked_up = TRUE;
}

static void
return_next (GTask *task)
{
  GstSipHostEnumerator *self = g_task_get_source_object (task);
  g_autoptr (GInetAddress) address = g_queue_pop_head (&self->addresses);

  if (address == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task,
        g_inet_socket_address_new (address, self->host->port), g_object_unref);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GList *addresses = gst_sip_host_lookup_finish (result, &error);

  if (error == NULL) {
    fill (g_task_get_source_object (task), addresses);
    return_next (task);
  } else if (error->domain == G_RESOLVER_ERROR) {
    g_task_return_new_error (task, GST_SIP_ERROR, GST_SIP_ERROR_TRANSPORT,
        "the host name does not resolve (%s)", error->message);
  } else {
    g_task_return_error (task, g_steal_pointer (&error));
  }
}

static void
gst_sip_host_enumerator_next_async (GSocketAddressEnumerator *enumerator,
    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GstSipHostEnumerator *self = GST_SIP_HOST_ENUMERATOR (enumerator);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GInetAddress *address;

  if (self->is_looked_up) {
    return_next (task);
    return;
  }

  address = g_inet_address_new_from_string (self->host->host);
  if (address != NULL) {
    fill (self, g_list_prepend (NULL, address));
    return_next (task);
    return;
  }
  gst_sip_host_lookup_async (self->host->host, cancellable, on_looked_up,
      g_steal_pointer (&task));
}

static GSocketAddress *
gst_sip_host_enumerator_next_finish (GSocketAddressEnumerator *enumerator,
    GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
gst_sip_host_enumerator_finalize (GObject *object)
{
  GstSipHostEnumerator *self = GST_SIP_HOST_ENUMERATOR (object);

  g_queue_clear_full (&self->addresses, g_object_unref);
  g_object_unref (self->host);

  G_OBJECT_CLASS (gst_sip_host_enumerator_parent_class)->finalize (object);
}

static void
gst_sip_host_enumerator_class_init (GstSipHostEnumeratorClass *klass)
{
  GSocketAddressEnumeratorClass *enumerator_class =
      G_SOCKET_ADDRESS_ENUMERATOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gst_sip_host_enumerator_finalize;
  enumerator_class->next_async = gst_sip_host_enumerator_next_async;
  enumerator_class->next_finish = gst_sip_host_enumerator_next_finish;
}

static void
gst_sip_host_enumerator_init (GstSipHostEnumerator *self)
{
  g_queue_init (&self->addresses);
}

static GSocketAddressEnumerator *
enumerate (GSocketConnectable *connectable)
{
  GstSipHostEnumerator *enumerator =
      g_object_new (GST_TYPE_SIP_HOST_ENUMERATOR, NULL);

  enumerator->host = GST_SIP_HOST_ADDRESS (g_object_ref (connectable));
  return G_SOCKET_ADDRESS_ENUMERATOR (enumerator);
}

static gchar *
to_string (GSocketConnectable *connectable)
{
  GstSipHostAddress *self = GST_SIP_HOST_ADDRESS (connectable);

  return g_uri_join (G_URI_FLAGS_NONE, self->is_secure ? "https" : "http", NULL,
      self->host, self->port, "", NULL, NULL);
}

static GSocketAddressEnumerator *
proxy_enumerate (GSocketConnectable *connectable)
{
  g_autofree gchar *uri = to_string (connectable);

  return g_object_new (G_TYPE_PROXY_ADDRESS_ENUMERATOR, "connectable",
      connectable, "uri", uri, NULL);
}

static void
implement_connectable (GSocketConnectableIface *iface)
{
  iface->enumerate = enumerate;
  iface->proxy_enumerate = proxy_enumerate;
  iface->to_string = to_string;
}

static void
gst_sip_host_address_finalize (GObject *object)
{
  GstSipHostAddress *self = GST_SIP_HOST_ADDRESS (object);

  g_free (self->host);

  G_OBJECT_CLASS (gst_sip_host_address_parent_class)->finalize (object);
}

static void
gst_sip_host_address_class_init (GstSipHostAddressClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gst_sip_host_address_finalize;
}

static void
gst_sip_host_address_init (GstSipHostAddress *self)
{
}

GSocketConnectable *
gst_sip_host_address_new (const gchar *host, guint16 port, gboolean is_secure)
{
  GstSipHostAddress *self = g_object_new (GST_TYPE_SIP_HOST_ADDRESS, NULL);

  self->host = g_strdup (host);
  self->port = port;
  self->is_secure = is_secure;
  return G_SOCKET_CONNECTABLE (self);
}
