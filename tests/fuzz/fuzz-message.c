/* Any bytes as a SIP message
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Everything that the layers above do with a message. Beside crashes: a message
 * that is accepted is the same when it was written and read again, and its
 * trace is UTF-8.
 */
#include "gst/sip/message/gstsipdigest.h"
#include "gst/sip/message/gstsipmessage-private.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
read_value (GstSipSlice value)
{
  GstSipAddress address;
  GstSipUriView uri;
  GstSipVia via;
  GstSipCSeq cseq;
  GstSipChallenge challenge;
  GstSipAuthorization authorization;

  if (gst_sip_address_parse (&address, value, NULL)) {
    g_autofree gchar *name = gst_sip_address_dup_display_name (&address);

    g_assert_true (name == NULL || g_utf8_validate (name, -1, NULL));
    gst_sip_address_get_tag (&address);
    if (gst_sip_uri_view_parse (&uri, address.uri, NULL))
      g_assert_true (gst_sip_uri_view_equal (&uri, &uri));
  }
  if (gst_sip_via_parse (&via, value, NULL))
    gst_sip_via_has_rfc3261_branch (&via);
  gst_sip_cseq_parse (&cseq, value, NULL);
  gst_sip_challenge_parse (&challenge, value, NULL);
  gst_sip_authorization_parse (&authorization, value, NULL);
}

static void
read_all (GstSipMessage *message)
{
  for (GstSipHeader header = 1; header < GST_SIP_HEADER_N_KNOWN; header++) {
    GstSipValues values;
    GstSipSlice value;
    guint32 number;

    gst_sip_values_init (&values, message, header);
    while (gst_sip_values_next (&values, &value))
      read_value (value);
    gst_sip_message_has_token (message, header, "path");
    gst_sip_message_get_number (message, header, &number);
    gst_sip_message_get_tag (message, header);
  }
  gst_sip_message_get_method (message);
  gst_sip_message_get_method_name (message);
}

static void
compare (GstSipMessage *a, GstSipMessage *b)
{
  gsize size_a, size_b;
  const guint8 *body_a = gst_sip_message_get_body_data (a, &size_a);
  const guint8 *body_b = gst_sip_message_get_body_data (b, &size_b);

  g_assert_cmpstr (gst_sip_message_get_request_uri (a), ==,
      gst_sip_message_get_request_uri (b));
  g_assert_cmpstr (gst_sip_message_get_reason (a), ==,
      gst_sip_message_get_reason (b));
  for (guint i = 0; i < gst_sip_message_get_n_headers (a); i++) {
    GstSipSlice value_a = gst_sip_message_get_nth_value (a, i);
    GstSipSlice value_b = gst_sip_message_get_nth_value (b, i);
    GstSipHeader header_a, header_b;

    gst_sip_message_get_nth_header (a, i, &header_a, NULL, NULL);
    gst_sip_message_get_nth_header (b, i, &header_b, NULL, NULL);
    g_assert_cmpint (header_a, ==, header_b);
    if (header_a != GST_SIP_HEADER_CONTENT_LENGTH)
      g_assert_cmpmem (value_a.text, value_a.length, value_b.text,
          value_b.length);
  }
  g_assert_cmpmem (body_a, size_a, body_b, size_b);
}

/* Content-Length may be one header too many. */
static gboolean
is_full (GstSipMessage *message)
{
  return gst_sip_message_get_n_headers (message) >= GST_SIP_MESSAGE_MAX_HEADERS;
}

static void
write_and_read (GstSipMessage *message)
{
  g_autoptr (GstSipMessage) copy = gst_sip_message_copy (message);
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);
  g_autoptr (GBytes) same = gst_sip_message_serialize (copy);
  g_autoptr (GstSipMessage) again = NULL;

  g_assert_true (g_bytes_equal (bytes, same));
  if (is_full (message))
    return;
  again = gst_sip_message_parse (bytes, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (gst_sip_message_check (again, NULL), ==, 0);
  compare (message, again);
}

static void
answer (GstSipMessage *request, guint status)
{
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (request, status, NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GstSipMessage) again = NULL;

  if (gst_sip_message_get_header (response, GST_SIP_HEADER_TO) != NULL)
    gst_sip_message_set_to_tag (response, "tag");
  if (is_full (response))
    return;
  bytes = gst_sip_message_serialize (response);
  again = gst_sip_message_parse (bytes, NULL);
  g_assert_nonnull (again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, &error);
  g_autofree gchar *trace = NULL;
  guint status;

  g_assert_true ((message == NULL) == (error != NULL));
  if (message == NULL)
    return 0;

  status = gst_sip_message_check (message, &error);
  g_assert_true ((status == 0) == (error == NULL));
  read_all (message);
  trace = gst_sip_message_to_trace (message);
  g_assert_true (g_utf8_validate (trace, -1, NULL));
  if (status == 0)
    write_and_read (message);
  if (gst_sip_message_is_request (message))
    answer (message, status != 0 ? status : 200);
  return 0;
}
