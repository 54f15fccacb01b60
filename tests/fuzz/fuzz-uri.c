/* Any two texts as URIs
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A newline separates the two. Beside crashes: comparison goes both ways, and
 * what is escaped comes back.
 */
#include "gst/sip/message/gstsipuriview.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
test_views (GstSipSlice text_a, GstSipSlice text_b)
{
  GstSipUriView a, b;

  if (!gst_sip_uri_view_parse (&a, text_a, NULL))
    return;
  g_assert_true (gst_sip_uri_view_equal (&a, &a));
  gst_sip_uri_view_get_port (&a);
  gst_sip_params_find (a.params, "transport", NULL);
  if (gst_sip_uri_view_parse (&b, text_b, NULL))
    g_assert_cmpint (gst_sip_uri_view_equal (&a, &b), ==,
        gst_sip_uri_view_equal (&b, &a));
}

static void
test_boxed (GstSipSlice text)
{
  g_autofree gchar *typed = gst_sip_slice_dup (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipUri) uri = gst_sip_uri_parse (typed, &error);
  g_autoptr (GstSipUri) again = NULL;
  g_autofree gchar *transport = NULL;

  g_assert_true ((uri == NULL) == (error != NULL));
  if (uri == NULL)
    return;
  g_assert_true (gst_sip_uri_get_user (uri) == NULL ||
      g_utf8_validate (gst_sip_uri_get_user (uri), -1, NULL));
  transport = gst_sip_uri_get_param (uri, "transport");
  again = gst_sip_uri_parse (gst_sip_uri_to_string (uri), NULL);
  g_assert_nonnull (again);
  g_assert_true (gst_sip_uri_equal (uri, again));
}

static void
test_escapes (GstSipSlice text)
{
  g_autofree gchar *plain = gst_sip_slice_dup (text);
  g_autofree gchar *escaped = gst_sip_escape_user (plain);
  g_autofree gchar *again = gst_sip_unescape (gst_sip_slice (escaped), NULL);
  g_autofree gchar *unescaped = gst_sip_unescape (text, NULL);

  g_assert_cmpstr (again, ==, plain);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const gchar *text = (const gchar *) data;
  const gchar *newline = size > 0 ? memchr (text, '\n', size) : NULL;
  GstSipSlice a = {size > 0 ? text : "", size};
  GstSipSlice b = {"", 0};

  if (newline != NULL) {
    a.length = newline - text;
    b = (GstSipSlice){newline + 1, size - a.length - 1};
  }
  test_views (a, b);
  test_boxed (a);
  test_escapes (a);
  return 0;
}
