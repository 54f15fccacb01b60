/* Which requests a user agent takes (RFC 3261 section 8.2)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipscreen.h"

#include "gst/sip/message/gstsipmultipart.h"

#include <string.h>

#define SDP "application/sdp"

static const GstSipMethod allowed[] = {
    GST_SIP_METHOD_INVITE,
    GST_SIP_METHOD_ACK,
    GST_SIP_METHOD_CANCEL,
    GST_SIP_METHOD_BYE,
    GST_SIP_METHOD_OPTIONS,
    GST_SIP_METHOD_UPDATE,
    GST_SIP_METHOD_INFO,
};

/* Extensions that a request may require; what the last ones ask for is done by
 * registrars and proxies (RFC 5626, RFC 5627). */
static const gchar *const supported[] = {"outbound", "gruu", "path"};

static gboolean
is_allowed (GstSipMethod method)
{
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++) {
    if (allowed[i] == method)
      return TRUE;
  }
  return FALSE;
}

void
gst_sip_screen_add_methods (GstSipMessage *message)
{
  g_autoptr (GString) value = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    g_string_append_printf (value, "%s%s", i > 0 ? ", " : "",
        gst_sip_method_to_string (allowed[i]));
  gst_sip_message_append_header (message, GST_SIP_HEADER_ALLOW, value->str);
}

void
gst_sip_screen_add_allow (GstSipMessage *message)
{
  gst_sip_screen_add_methods (message);
  gst_sip_message_append_header (message, GST_SIP_HEADER_SUPPORTED,
      "outbound, gruu");
}

void
gst_sip_screen_add_capabilities (GstSipMessage *message)
{
  gst_sip_screen_add_allow (message);
  gst_sip_message_append_header (message, GST_SIP_HEADER_ACCEPT, SDP);
}

static GstSipMessage *
screen_method (GstSipCore *core, GstSipMessage *request)
{
  GstSipMethod method = gst_sip_message_get_method (request);
  GstSipMessage *response;

  if (is_allowed (method))
    return NULL;
  response = gst_sip_core_new_response (core, request,
      method == GST_SIP_METHOD_UNKNOWN ? 501 : 405, NULL, NULL);
  gst_sip_screen_add_methods (response);
  return response;
}

static GstSipMessage *
screen_uri (GstSipCore *core, GstSipMessage *request)
{
  const gchar *uri = gst_sip_message_get_request_uri (request);
  GstSipUriView view;

  if (!gst_sip_uri_view_parse (&view, gst_sip_slice (uri), NULL))
    return gst_sip_core_new_response (core, request, 400, NULL, NULL);
  if (!gst_sip_uri_view_is_sip (&view))
    return gst_sip_core_new_response (core, request, 416, NULL, NULL);
  if (!gst_sip_identity_is_addressed (core->identity, uri))
    return gst_sip_core_new_response (core, request, 404, NULL, NULL);
  return NULL;
}

static gboolean
is_supported (GstSipSlice option)
{
  for (gsize i = 0; i < G_N_ELEMENTS (supported); i++) {
    if (gst_sip_slice_equal_nocase (option, gst_sip_slice (supported[i])))
      return TRUE;
  }
  return FALSE;
}

static GstSipMessage *
screen_extensions (GstSipCore *core, GstSipMessage *request)
{
  g_autoptr (GString) unsupported = g_string_new (NULL);
  GstSipMessage *response;
  GstSipValues values;
  GstSipSlice option;

  gst_sip_values_init (&values, request, GST_SIP_HEADER_REQUIRE);
  while (gst_sip_values_next (&values, &option)) {
    if (!is_supported (option))
      g_string_append_printf (unsupported, "%s" GST_SIP_SLICE_FORMAT,
          unsupported->len > 0 ? ", " : "", GST_SIP_SLICE_ARGS (option));
  }
  if (unsupported->len == 0)
    return NULL;

  response = gst_sip_core_new_response (core, request, 420, NULL, NULL);
  gst_sip_message_append_header (response, GST_SIP_HEADER_UNSUPPORTED,
      unsupported->str);
  return response;
}

static GstSipSlice
get_body_slice (GstSipMessage *message)
{
  gsize size;
  const guint8 *data = gst_sip_message_get_body_data (message, &size);

  return (GstSipSlice){(const gchar *) data, size};
}

GBytes *
gst_sip_screen_get_sdp (GstSipMessage *message)
{
  const gchar *type =
      gst_sip_message_get_header (message, GST_SIP_HEADER_CONTENT_TYPE);
  GstSipMultipart parts;

  if (type == NULL)
    return NULL;
  if (gst_sip_is_media_type (gst_sip_slice (type), SDP))
    return gst_sip_message_get_body (message);
  if (!gst_sip_is_multipart (gst_sip_slice (type)))
    return NULL;

  parts = gst_sip_multipart_find (gst_sip_slice (type),
      get_body_slice (message), SDP);
  return parts.found && parts.content.length > 0
      ? g_bytes_new (parts.content.text, parts.content.length)
      : NULL;
}

/* RFC 5621 section 8: parts that we do not know are left, unless the peer
 * insists on them. */
static gboolean
is_content_known (GstSipMessage *request, const gchar *type)
{
  GstSipMultipart parts;

  if (type == NULL)
    return FALSE;
  if (!gst_sip_is_multipart (gst_sip_slice (type)))
    return gst_sip_is_media_type (gst_sip_slice (type), SDP);

  parts = gst_sip_multipart_find (gst_sip_slice (type),
      get_body_slice (request), SDP);
  return parts.found && !parts.refused;
}

/* RFC 3261 section 20.11: a body that may be ignored */
static gboolean
is_optional (GstSipMessage *request)
{
  const gchar *disposition =
      gst_sip_message_get_header (request, GST_SIP_HEADER_CONTENT_DISPOSITION);
  const gchar *params = disposition != NULL ? strchr (disposition, ';') : NULL;
  GstSipSlice handling;

  return params != NULL &&
      gst_sip_params_find (gst_sip_slice (params + 1), "handling", &handling) &&
      gst_sip_slice_equal_nocase (handling, gst_sip_slice ("optional"));
}

static gboolean
carries_sdp (GstSipMethod method)
{
  return method == GST_SIP_METHOD_INVITE || method == GST_SIP_METHOD_UPDATE;
}

static GstSipMessage *
screen_content (GstSipCore *core, GstSipMessage *request)
{
  const gchar *type =
      gst_sip_message_get_header (request, GST_SIP_HEADER_CONTENT_TYPE);
  const gchar *encoding =
      gst_sip_message_get_header (request, GST_SIP_HEADER_CONTENT_ENCODING);
  GstSipMethod method = gst_sip_message_get_method (request);
  GstSipMessage *response;
  gsize size;

  gst_sip_message_get_body_data (request, &size);
  if (size == 0 || is_optional (request))
    return NULL;
  if (!carries_sdp (method) && method != GST_SIP_METHOD_INFO)
    return NULL;

  if (encoding != NULL && g_ascii_strcasecmp (encoding, "identity") != 0) {
    response = gst_sip_core_new_response (core, request, 415, NULL, NULL);
    gst_sip_message_append_header_by_name (response, "Accept-Encoding",
        "identity");
    return response;
  }
  if (carries_sdp (method) && is_content_known (request, type))
    return NULL;

  response = gst_sip_core_new_response (core, request, 415, NULL, NULL);
  gst_sip_message_append_header (response, GST_SIP_HEADER_ACCEPT,
      carries_sdp (method) ? SDP : "");
  return response;
}

/* RFC 3261 section 13.3.1.3: the peer must take the answer that we have. */
static GstSipMessage *
screen_accept (GstSipCore *core, GstSipMessage *request)
{
  GstSipValues values;
  GstSipSlice value;
  gboolean any = FALSE;

  if (!carries_sdp (gst_sip_message_get_method (request)))
    return NULL;

  gst_sip_values_init (&values, request, GST_SIP_HEADER_ACCEPT);
  while (gst_sip_values_next (&values, &value)) {
    if (gst_sip_is_media_type (value, SDP) ||
        gst_sip_is_media_type (value, "application/*") ||
        gst_sip_is_media_type (value, "*/*"))
      return NULL;
    any = TRUE;
  }
  return any ? gst_sip_core_new_response (core, request, 406, NULL, NULL)
             : NULL;
}

GstSipMessage *
gst_sip_screen_request (GstSipCore *core, GstSipMessage *request,
    gboolean in_dialog)
{
  GstSipMessage *refusal = screen_method (core, request);

  if (refusal == NULL && !in_dialog)
    refusal = screen_uri (core, request);
  if (refusal == NULL)
    refusal = screen_extensions (core, request);
  if (refusal == NULL)
    refusal = screen_content (core, request);
  if (refusal == NULL)
    refusal = screen_accept (core, request);
  return refusal;
}
