/* Names of headers: full, compact, in any case, and what they allow
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipheader.h"
#include "gst/sip/base/gstsipenums.h"
#include <string.h>

static const struct
{
  const gchar *name;
  GstSipHeader header;
} names[] = {
    {"via",                            GST_SIP_HEADER_VIA             },
    {"vIA",                            GST_SIP_HEADER_VIA             },
    {"v",                              GST_SIP_HEADER_VIA             },
    {"V",                              GST_SIP_HEADER_VIA             },
    {"i",                              GST_SIP_HEADER_CALL_ID         },
    {"m",                              GST_SIP_HEADER_CONTACT         },
    {"e",                              GST_SIP_HEADER_CONTENT_ENCODING},
    {"l",                              GST_SIP_HEADER_CONTENT_LENGTH  },
    {"c",                              GST_SIP_HEADER_CONTENT_TYPE    },
    {"f",                              GST_SIP_HEADER_FROM            },
    {"t",                              GST_SIP_HEADER_TO              },
    {"s",                              GST_SIP_HEADER_SUBJECT         },
    {"k",                              GST_SIP_HEADER_SUPPORTED       },
    {"o",                              GST_SIP_HEADER_EVENT           },
    {"u",                              GST_SIP_HEADER_ALLOW_EVENTS    },
    {"r",                              GST_SIP_HEADER_REFER_TO        },
    {"b",                              GST_SIP_HEADER_REFERRED_BY     },
    {"x",                              GST_SIP_HEADER_SESSION_EXPIRES },
    {"CONTENT-LENGTH",                 GST_SIP_HEADER_CONTENT_LENGTH  },
    {"www-authenticate",               GST_SIP_HEADER_WWW_AUTHENTICATE},
    {"",                               GST_SIP_HEADER_OTHER           },
    {"q",                              GST_SIP_HEADER_OTHER           },
    {"{",                              GST_SIP_HEADER_OTHER           },
    {"Vie",                            GST_SIP_HEADER_OTHER           },
    {"Call_ID",                        GST_SIP_HEADER_OTHER           },
    {"Call\rID",                       GST_SIP_HEADER_OTHER           },
    {"X-Call-ID",                      GST_SIP_HEADER_OTHER           },
    {"P-Asserted-Identify",            GST_SIP_HEADER_OTHER           },
    {"A-Name-That-Is-Longer-Than-Any", GST_SIP_HEADER_OTHER           },
};

static void
test_name (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  g_assert_cmpint (gst_sip_header_from_name (names[i].name,
                       strlen (names[i].name)),
      ==, names[i].header);
}

/* Each full name leads back to its header, in three spellings. */
static void
test_all_names (void)
{
  for (GstSipHeader header = 1; header < GST_SIP_HEADER_N_KNOWN; header++) {
    const gchar *name = gst_sip_header_get_name (header);
    g_autofree gchar *lower = g_ascii_strdown (name, -1);
    g_autofree gchar *upper = g_ascii_strup (name, -1);
    gsize length = strlen (name);

    g_assert_cmpint (gst_sip_header_from_name (name, length), ==, header);
    g_assert_cmpint (gst_sip_header_from_name (lower, length), ==, header);
    g_assert_cmpint (gst_sip_header_from_name (upper, length), ==, header);
  }
  g_assert_null (gst_sip_header_get_name (GST_SIP_HEADER_OTHER));
}

/* Commas are of the value in dates, product names and challenges. */
static void
test_kinds (void)
{
  g_assert_true (gst_sip_header_is_list (GST_SIP_HEADER_VIA));
  g_assert_true (gst_sip_header_is_list (GST_SIP_HEADER_CONTACT));
  g_assert_false (gst_sip_header_is_list (GST_SIP_HEADER_DATE));
  g_assert_false (gst_sip_header_is_list (GST_SIP_HEADER_USER_AGENT));
  g_assert_false (gst_sip_header_is_list (GST_SIP_HEADER_WWW_AUTHENTICATE));
  g_assert_false (gst_sip_header_is_list (GST_SIP_HEADER_OTHER));
  g_assert_true (gst_sip_header_is_single (GST_SIP_HEADER_CALL_ID));
  g_assert_false (gst_sip_header_is_single (GST_SIP_HEADER_WWW_AUTHENTICATE));
  g_assert_false (gst_sip_header_is_single (GST_SIP_HEADER_ROUTE));
}

static void
test_methods (void)
{
  for (GstSipMethod method = GST_SIP_METHOD_INVITE;
       method <= GST_SIP_METHOD_PUBLISH; method++) {
    const gchar *name = gst_sip_method_to_string (method);

    g_assert_cmpint (gst_sip_method_from_string (name, strlen (name)), ==,
        method);
  }
  g_assert_cmpint (gst_sip_method_from_string ("invite", 6), ==,
      GST_SIP_METHOD_UNKNOWN);
  g_assert_cmpint (gst_sip_method_from_string ("INVITE", 3), ==,
      GST_SIP_METHOD_UNKNOWN);
  g_assert_cmpint (gst_sip_method_from_string ("", 0), ==,
      GST_SIP_METHOD_UNKNOWN);
  g_assert_null (gst_sip_method_to_string (GST_SIP_METHOD_UNKNOWN));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *path = g_strdup_printf ("/header/name/%u", i);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_name);
  }
  g_test_add_func ("/header/all-names", test_all_names);
  g_test_add_func ("/header/kinds", test_kinds);
  g_test_add_func ("/method/names", test_methods);
  return g_test_run ();
}
