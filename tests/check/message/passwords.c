/* Passwords in URIs: which are found, and what is left alone
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsippasswords.h"

/* clang-format off */
static const struct
{
  const gchar *name, *text, *shown;
} rows[] = {
    {"null", NULL, NULL},
    {"empty", "", ""},
    {"plain", "sip:alice@example.com", "sip:alice@example.com"},
    {"sip", "sip:alice:pw@example.com;x=y", "sip:alice:***@example.com;x=y"},
    {"sips", "SIPS:alice:p:w@example.com", "SIPS:alice:***@example.com"},
    {"empty-password", "sip:alice:@h", "sip:alice:***@h"},
    {"bare", "alice:pw@example.com", "alice:***@example.com"},
    {"bare-host", "example.com:5060", "example.com:5060"},
    {"port", "sip:alice@example.com:5060", "sip:alice@example.com:5060"},
    {"ipv6", "sip:[2001:db8::1]:5060", "sip:[2001:db8::1]:5060"},
    {"ws", "ws://al:pw@h:80/x?y=z", "ws://al:***@h:80/x?y=z"},
    {"ws-mail", "ws://h:80/x?mail=a@b", "ws://h:80/x?mail=a@b"},
    {"ws-list", "ws://h,wss://al:pw@h, ws://b:c@d",
        "ws://h,wss://al:***@h, ws://b:***@d"},
    {"json", "[{\"ws_uri\":\"wss://al:pw@h\",\"weight\":1}]",
        "[{\"ws_uri\":\"wss://al:***@h\",\"weight\":1}]"},
    {"sentence", "calling <sip:a:b@c> for sip:d:e@f, as a:b@c asked",
        "calling <sip:a:***@c> for sip:d:***@f, as a:b@c asked"},
    {"time", "at 10:30 mail a@b", "at 10:30 mail a@b"},
    {"only-colons", ":::", ":::"},
    {"scheme-only", "sip:", "sip:"},
};
/* clang-format on */

static void
test_row (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *shown = gst_sip_dup_without_passwords (rows[i].text);

  g_assert_cmpstr (shown, ==, rows[i].shown);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/message/passwords/%s", rows[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
  }
  return g_test_run ();
}
