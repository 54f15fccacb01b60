/* Assertions on messages and their parts
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestmessage.h"

GBytes *
load_file (const gchar *folder, const gchar *name)
{
  g_autofree gchar *path =
      g_test_build_filename (G_TEST_DIST, folder, name, NULL);
  g_autoptr (GError) error = NULL;
  gchar *text;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, size);
}

GstSipMessage *
parse_text (const gchar *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  GstSipMessage *message = gst_sip_message_parse (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (message);
  return message;
}

void
assert_slice (GstSipSlice slice, const gchar *expected)
{
  g_autofree gchar *text = gst_sip_slice_dup (slice);

  g_assert_cmpstr (text, ==, expected);
}

void
assert_display_name (const GstSipAddress *address, const gchar *expected)
{
  g_autofree gchar *name = gst_sip_address_dup_display_name (address);

  g_assert_cmpstr (name, ==, expected);
}

void
assert_uri (GstSipUriView *view, const gchar *text)
{
  g_autoptr (GError) error = NULL;

  gst_sip_uri_view_parse (view, gst_sip_slice (text), &error);
  g_assert_no_error (error);
}

void
assert_param (GstSipSlice params, const gchar *name, const gchar *expected)
{
  GstSipSlice value;

  g_assert_true (gst_sip_params_find (params, name, &value));
  assert_slice (value, expected);
}

void
assert_next_via (GstSipValues *values, GstSipVia *via, const gchar *protocol,
    const gchar *host, const gchar *branch)
{
  GstSipSlice value;

  g_assert_true (gst_sip_values_next (values, &value));
  g_assert_true (gst_sip_via_parse (via, value, NULL));
  assert_slice (via->protocol, protocol);
  assert_slice (via->host, host);
  assert_slice (via->branch, branch);
}

void
assert_n_values (GstSipMessage *message, GstSipHeader header, guint expected)
{
  GstSipValues values;
  GstSipSlice value;
  guint n = 0;

  gst_sip_values_init (&values, message, header);
  while (gst_sip_values_next (&values, &value))
    n++;
  g_assert_cmpuint (n, ==, expected);
}

void
assert_body_size (GstSipMessage *message, gsize expected)
{
  gsize size;

  gst_sip_message_get_body_data (message, &size);
  g_assert_cmpuint (size, ==, expected);
}

static void
assert_same_start_line (GstSipMessage *a, GstSipMessage *b)
{
  g_assert_cmpstr (gst_sip_message_get_method_name (a), ==,
      gst_sip_message_get_method_name (b));
  g_assert_cmpstr (gst_sip_message_get_request_uri (a), ==,
      gst_sip_message_get_request_uri (b));
  g_assert_cmpuint (gst_sip_message_get_status (a), ==,
      gst_sip_message_get_status (b));
  g_assert_cmpstr (gst_sip_message_get_reason (a), ==,
      gst_sip_message_get_reason (b));
}

static void
assert_same_header (GstSipMessage *a, GstSipMessage *b, guint n)
{
  GstSipHeader header_a, header_b;
  const gchar *name_a, *name_b;
  GstSipSlice value_a = gst_sip_message_get_nth_value (a, n);
  GstSipSlice value_b = gst_sip_message_get_nth_value (b, n);

  gst_sip_message_get_nth_header (a, n, &header_a, &name_a, NULL);
  gst_sip_message_get_nth_header (b, n, &header_b, &name_b, NULL);
  g_assert_cmpint (header_a, ==, header_b);
  g_assert_cmpstr (name_a, ==, name_b);
  if (header_a != GST_SIP_HEADER_CONTENT_LENGTH)
    g_assert_cmpmem (value_a.text, value_a.length, value_b.text,
        value_b.length);
}

void
assert_round_trip (GstSipMessage *message)
{
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipMessage) again = gst_sip_message_parse (bytes, &error);
  gboolean had_length = gst_sip_message_get_header (message,
                            GST_SIP_HEADER_CONTENT_LENGTH) != NULL;
  gsize size_a, size_b;
  const guint8 *body_a, *body_b;

  g_assert_no_error (error);
  g_assert_cmpuint (gst_sip_message_check (again, &error), ==, 0);
  g_assert_no_error (error);
  assert_same_start_line (message, again);
  g_assert_cmpuint (gst_sip_message_get_n_headers (again), ==,
      gst_sip_message_get_n_headers (message) + (had_length ? 0 : 1));
  for (guint i = 0; i < gst_sip_message_get_n_headers (message); i++)
    assert_same_header (message, again, i);
  body_a = gst_sip_message_get_body_data (message, &size_a);
  body_b = gst_sip_message_get_body_data (again, &size_b);
  g_assert_cmpmem (body_a, size_a, body_b, size_b);
}
