/* Any text as an address, a Via or a CSeq
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Beside crashes: a display name that was written is read back the same.
 */
#include "gst/sip/message/gstsipaddress.h"
#include "gst/sip/message/gstsipvia.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
format_and_parse (const gchar *name)
{
  g_autofree gchar *text = gst_sip_address_format (name, "sip:a@h", NULL);
  g_autofree gchar *again = NULL;
  GstSipAddress address;

  if (text == NULL)
    return;
  g_assert_true (gst_sip_address_parse (&address, gst_sip_slice (text), NULL));
  again = gst_sip_address_dup_display_name (&address);
  g_assert_cmpstr (again != NULL ? again : "", ==, name);
  g_assert_null (address.params.text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GstSipSlice text = {size > 0 ? (const gchar *) data : "", size};
  g_autofree gchar *name = gst_sip_slice_dup (text);
  g_autofree gchar *display = NULL;
  GstSipAddress address;
  GstSipVia via;
  GstSipCSeq cseq;

  if (gst_sip_address_parse (&address, text, NULL)) {
    display = gst_sip_address_dup_display_name (&address);
    g_assert_true (display == NULL || g_utf8_validate (display, -1, NULL));
    gst_sip_address_get_tag (&address);
  }
  format_and_parse (name);
  if (gst_sip_via_parse (&via, text, NULL))
    g_assert_cmpuint (via.host.length, >, 0);
  gst_sip_cseq_parse (&cseq, text, NULL);
  return 0;
}
