/* The way that a registrar wants our requests to take (RFC 3608)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipserviceroute.h"

#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipscanner.h"

/* It is sent with each request, over many hops: real ones have one to three. */
#define MAX_VALUES 10
#define MAX_SIZE 2048

/* RFC 3608 section 6.2: loose routes only. */
static gboolean
is_loose_route (GstSipSlice value)
{
  GstSipAddress address;
  GstSipUriView uri;

  return gst_sip_address_parse (&address, value, NULL) && !address.is_star &&
      memchr (value.text, '<', value.length) != NULL &&
      gst_sip_uri_view_parse (&uri, address.uri, NULL) &&
      gst_sip_uri_view_is_sip (&uri) &&
      gst_sip_params_find (uri.params, "lr", NULL);
}

GStrv
gst_sip_service_route_read (GstSipMessage *response, gchar **complaint)
{
  g_autoptr (GStrvBuilder) route = g_strv_builder_new ();
  gsize size = 0;
  guint n = 0, n_taken = 0;
  GstSipValues values;
  GstSipSlice value;

  *complaint = NULL;
  gst_sip_values_init (&values, response, GST_SIP_HEADER_SERVICE_ROUTE);
  while (gst_sip_values_next (&values, &value)) {
    size += value.length;
    if (++n > MAX_VALUES || size > MAX_SIZE) {
      g_free (*complaint);
      *complaint =
          g_strdup_printf ("a Service-Route of more than %d values or %d bytes",
              MAX_VALUES, MAX_SIZE);
      return NULL;
    }
    if (is_loose_route (value)) {
      g_autofree gchar *text = gst_sip_slice_dup (value);

      g_strv_builder_add (route, text);
      n_taken++;
    } else if (*complaint == NULL) {
      g_autofree gchar *shown = gst_sip_slice_dup_shown (value);

      *complaint =
          g_strdup_printf ("'%s' in Service-Route is no loose route", shown);
    }
  }
  return n_taken > 0 ? g_strv_builder_end (route) : NULL;
}
