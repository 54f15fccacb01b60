/* The words of SIP that appear in the API
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsipenums.h"
#include <string.h>

static const struct
{
  const gchar *name;
  gsize length;
} methods[] = {
#define METHOD(name) [GST_SIP_METHOD_##name] = {#name, sizeof (#name) - 1}
    METHOD (INVITE),
    METHOD (ACK),
    METHOD (BYE),
    METHOD (CANCEL),
    METHOD (OPTIONS),
    METHOD (REGISTER),
    METHOD (PRACK),
    METHOD (UPDATE),
    METHOD (INFO),
    METHOD (SUBSCRIBE),
    METHOD (NOTIFY),
    METHOD (REFER),
    METHOD (MESSAGE),
    METHOD (PUBLISH),
#undef METHOD
};

const gchar *
gst_sip_method_to_string (GstSipMethod method)
{
  g_return_val_if_fail ((guint) method < G_N_ELEMENTS (methods), NULL);

  return methods[method].name;
}

GstSipMethod
gst_sip_method_from_string (const gchar *text, gsize length)
{
  for (guint i = 1; i < G_N_ELEMENTS (methods); i++)
    if (methods[i].length == length && methods[i].name[0] == text[0] &&
        memcmp (methods[i].name, text, length) == 0)
      return i;
  return GST_SIP_METHOD_UNKNOWN;
}
