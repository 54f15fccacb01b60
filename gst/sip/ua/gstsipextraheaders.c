/* Headers that an application adds
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipextraheaders.h"

#include "gst/sip/base/gstsiperror.h"

#include <string.h>

/* Those that this library writes or acts on itself. */
static const GstSipHeader reserved[] = {
    GST_SIP_HEADER_ALLOW,
    GST_SIP_HEADER_AUTHORIZATION,
    GST_SIP_HEADER_CALL_ID,
    GST_SIP_HEADER_CONTACT,
    GST_SIP_HEADER_CONTENT_DISPOSITION,
    GST_SIP_HEADER_CONTENT_ENCODING,
    GST_SIP_HEADER_CONTENT_LENGTH,
    GST_SIP_HEADER_CONTENT_TYPE,
    GST_SIP_HEADER_CSEQ,
    GST_SIP_HEADER_EXPIRES,
    GST_SIP_HEADER_FROM,
    GST_SIP_HEADER_MAX_FORWARDS,
    GST_SIP_HEADER_PATH,
    GST_SIP_HEADER_PROXY_AUTHENTICATE,
    GST_SIP_HEADER_PROXY_AUTHORIZATION,
    GST_SIP_HEADER_PROXY_REQUIRE,
    GST_SIP_HEADER_RACK,
    GST_SIP_HEADER_RECORD_ROUTE,
    GST_SIP_HEADER_REQUIRE,
    GST_SIP_HEADER_ROUTE,
    GST_SIP_HEADER_RSEQ,
    GST_SIP_HEADER_SERVICE_ROUTE,
    GST_SIP_HEADER_SUPPORTED,
    GST_SIP_HEADER_TO,
    GST_SIP_HEADER_UNSUPPORTED,
    GST_SIP_HEADER_VIA,
    GST_SIP_HEADER_WWW_AUTHENTICATE,
};

static gboolean
is_reserved (const gchar *name)
{
  GstSipHeader header = gst_sip_header_from_name (name, strlen (name));

  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++) {
    if (reserved[i] == header)
      return TRUE;
  }
  return FALSE;
}

/* RFC 3261 section 25.1, token */
static gboolean
is_token (const gchar *name)
{
  for (const gchar *c = name; *c != '\0'; c++) {
    if (!g_ascii_isalnum (*c) && strchr ("-.!%*_+`'~", *c) == NULL)
      return FALSE;
  }
  return *name != '\0';
}

static gboolean
is_one_line (const gchar *value)
{
  for (const gchar *c = value; *c != '\0'; c++) {
    if (g_ascii_iscntrl (*c) && *c != '\t')
      return FALSE;
  }
  return g_utf8_validate (value, -1, NULL);
}

static gboolean
check_header (const gchar *name, const GValue *value, GError **error)
{
  const gchar *problem = NULL;

  if (!is_token (name))
    problem = "is not the name of a header";
  else if (is_reserved (name))
    problem = "is set by the protocol itself";
  else if (!G_VALUE_HOLDS_STRING (value) || g_value_get_string (value) == NULL)
    problem = "needs a string value";
  else if (!is_one_line (g_value_get_string (value)))
    problem = "needs a value of one line of UTF-8 text";

  if (problem == NULL)
    return TRUE;
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "extra-headers: '%s' %s", name, problem);
  return FALSE;
}

gboolean
gst_sip_extra_headers_check (const GstStructure *headers, GError **error)
{
  gint n = headers != NULL ? gst_structure_n_fields (headers) : 0;

  for (gint i = 0; i < n; i++) {
    const gchar *name = gst_structure_nth_field_name (headers, i);

    if (!check_header (name, gst_structure_get_value (headers, name), error))
      return FALSE;
  }
  return TRUE;
}

void
gst_sip_extra_headers_apply (const GstStructure *headers,
    GstSipMessage *message)
{
  gint n = headers != NULL ? gst_structure_n_fields (headers) : 0;

  for (gint i = 0; i < n; i++) {
    const gchar *name = gst_structure_nth_field_name (headers, i);
    const GValue *value = gst_structure_get_value (headers, name);

    if (check_header (name, value, NULL))
      gst_sip_message_append_header_by_name (message, name,
          g_value_get_string (value));
  }
}
