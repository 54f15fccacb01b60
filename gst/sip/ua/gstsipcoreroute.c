/* By which proxies requests outside of dialogs go
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipcore.h"

#include "gst/sip/ua/gstsipserverlist.h"

void
gst_sip_core_set_service_route (GstSipCore *self, GStrv route)
{
  g_strfreev (self->service_route);
  self->service_route = route;
}

const gchar *
gst_sip_core_get_server (GstSipCore *self)
{
  const GstSipServer *server = self->connection != NULL
      ? gst_sip_connection_get_server (self->connection)
      : NULL;

  return server != NULL ? server->name : NULL;
}

gchar *
gst_sip_core_make_server_route (GstSipCore *self)
{
  const GstSipServer *server = self->connection != NULL
      ? gst_sip_connection_get_server (self->connection)
      : NULL;

  return server != NULL ? gst_sip_server_list_make_route (server->uri) : NULL;
}

static gchar *
make_preloaded_route (GstSipCore *self, GstSipMessage *request)
{
  const GstSipServer *server = self->connection != NULL
      ? gst_sip_connection_get_flow_server (self->connection,
            gst_sip_message_get_flow (request))
      : NULL;

  if (!self->config->use_preloaded_route || server == NULL)
    return NULL;
  return gst_sip_server_list_make_route (server->uri);
}

/* A REGISTER is what asks for the Service-Route: it cannot take it (RFC 3608
 * section 6.1). */
static gboolean
takes_service_route (GstSipCore *self, GstSipMessage *request)
{
  return self->service_route != NULL &&
      gst_sip_message_get_method (request) != GST_SIP_METHOD_REGISTER;
}

/* The server first: the service route is appended to what it takes to get out
 * of the access network (RFC 3608 section 6.1). */
void
gst_sip_core_set_route (GstSipCore *self, GstSipMessage *request)
{
  g_autofree gchar *preloaded = make_preloaded_route (self, request);
  gboolean service = takes_service_route (self, request);

  if (preloaded == NULL && !service)
    return;
  gst_sip_message_remove_header (request, GST_SIP_HEADER_ROUTE);
  for (guint i = service ? g_strv_length (self->service_route) : 0; i > 0; i--)
    gst_sip_message_prepend_header (request, GST_SIP_HEADER_ROUTE,
        self->service_route[i - 1]);
  if (preloaded != NULL)
    gst_sip_message_prepend_header (request, GST_SIP_HEADER_ROUTE, preloaded);
}
