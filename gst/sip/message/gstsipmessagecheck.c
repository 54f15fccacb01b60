/* What is wrong with a message that could be read (RFC 3261 section 8.1.1)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Only what every user agent has to refuse is looked at here; what it supports
 * (methods, extensions, URI schemes, content types) is for the layers above.
 */
#include "gst/sip/message/gstsipmessage.h"
#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipmessagestruct.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/base/gstsiperror.h"

static gboolean
check_structure (GstSipMessage *self, GError **error)
{
  if (self->defect == NULL)
    return TRUE;
  return gst_sip_syntax_error (error, self->defect, self->defect_text);
}

/* Those that every message has, and those that it has once. */
static gboolean
check_presence (GstSipMessage *self, GError **error)
{
  static const GstSipHeader required[] = {GST_SIP_HEADER_VIA,
      GST_SIP_HEADER_FROM, GST_SIP_HEADER_TO, GST_SIP_HEADER_CALL_ID,
      GST_SIP_HEADER_CSEQ};

  for (guint i = 0; i < G_N_ELEMENTS (required); i++) {
    const gchar *value = gst_sip_message_get_header (self, required[i]);

    if (value == NULL || *value == '\0') {
      g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX,
          "message: expected a %s header",
          gst_sip_header_get_name (required[i]));
      return FALSE;
    }
  }
  for (guint i = 0; i < self->n_fields; i++) {
    const GstSipField *field = &self->fields[i];

    if (self->first[field->header] != i + 1 &&
        gst_sip_header_is_single (field->header)) {
      g_autofree gchar *what = g_strdup_printf ("%s: expected it once",
          gst_sip_header_get_name (field->header));

      return gst_sip_syntax_error (error, what,
          gst_sip_field_get_value (field));
    }
  }
  return TRUE;
}

static gboolean
check_start_line (GstSipMessage *self, GError **error)
{
  GstSipUriView view;
  GstSipCSeq cseq;

  if (!gst_sip_message_get_cseq (self, &cseq, error))
    return FALSE;
  if (!gst_sip_message_is_request (self))
    return TRUE;
  if (!gst_sip_slice_equal (cseq.method_name, self->method_name))
    return gst_sip_syntax_error (error,
        "CSeq: expected the method of the request", cseq.method_name);
  return gst_sip_uri_view_parse (&view, self->uri, error);
}

static gboolean
check_address (GstSipMessage *self, GstSipHeader header, GError **error)
{
  GstSipAddress address;
  GstSipUriView view;

  return gst_sip_message_get_address (self, header, &address, error) &&
      gst_sip_uri_view_parse (&view, address.uri, error);
}

/* Of a list that each hop writes to, one good address is enough: a broken one
 * of another is not to cost us the request. */
static gboolean
check_list (GstSipMessage *self, GstSipHeader header, GError **error)
{
  GstSipValues values;
  GstSipSlice value;
  GstSipAddress address;

  gst_sip_values_init (&values, self, header);
  if (!gst_sip_values_next (&values, &value))
    return TRUE;
  gst_sip_values_init (&values, self, header);
  while (gst_sip_values_next_address (&values, &value, &address))
    if (!address.is_star || header == GST_SIP_HEADER_CONTACT)
      return TRUE;
  return check_address (self, header, error);
}

/* More than came is an error in a datagram, and so in a WebSocket message (RFC
 * 3261 section 18.3). */
static gboolean
check_content_length (GstSipMessage *self, GError **error)
{
  const GstSipField *field =
      gst_sip_message_find_field (self, GST_SIP_HEADER_CONTENT_LENGTH);
  GstSipSlice value;
  guint64 size;

  if (field == NULL)
    return TRUE;
  value = gst_sip_field_get_value (field);
  if (!gst_sip_slice_get_number (value, &size))
    return gst_sip_syntax_error (error, "Content-Length: expected a number",
        value);
  if (size > self->body_size)
    return gst_sip_syntax_error (error,
        "Content-Length: expected no more than the body has", value);
  return TRUE;
}

static gboolean
check_headers (GstSipMessage *self, GError **error)
{
  GstSipVia via;

  /* The Vias below the topmost are those of others, and only copied. */
  if (!gst_sip_message_get_via (self, &via, error) ||
      !check_address (self, GST_SIP_HEADER_FROM, error) ||
      !check_address (self, GST_SIP_HEADER_TO, error) ||
      !check_content_length (self, error))
    return FALSE;
  /* A registrar's answer lists what others registered: that is not to lose us
   * the answer. */
  if (!gst_sip_message_is_request (self))
    return TRUE;
  return check_list (self, GST_SIP_HEADER_CONTACT, error) &&
      check_list (self, GST_SIP_HEADER_RECORD_ROUTE, error);
}

/**
 * gst_sip_message_check:
 * @self: a message
 * @error: (nullable): return location for the reason
 *
 * Judges a message that was well-formed enough to be read and answered.
 *
 * Returns: 0 when the message may be processed; else the status with which a
 *   request is to be answered (400, 505) - a response is then to be dropped -
 *   and @error is set to %GST_SIP_ERROR_SYNTAX
 *
 * Since: 0.1
 */
guint
gst_sip_message_check (GstSipMessage *self, GError **error)
{
  if (!gst_sip_slice_is (self->version, "SIP/2.0")) {
    gst_sip_syntax_error (error, "start line: expected SIP/2.0", self->version);
    return 505;
  }
  if (!check_structure (self, error) || !check_presence (self, error) ||
      !check_start_line (self, error) || !check_headers (self, error))
    return 400;
  return 0;
}
