/* Phrases of status codes, and the two error domains
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiperror.h"

/* Codes that are not registered read as their class does. */
static const struct
{
  guint status;
  const gchar *phrase;
} cases[] = {
    {100, "Trying"                       },
    {180, "Ringing"                      },
    {199, "Early Dialog Terminated"      },
    {200, "OK"                           },
    {299, "OK"                           },
    {302, "Moved Temporarily"            },
    {401, "Unauthorized"                 },
    {407, "Proxy Authentication Required"},
    {430, "Flow Failed"                  },
    {486, "Busy Here"                    },
    {487, "Request Terminated"           },
    {488, "Not Acceptable Here"          },
    {499, "Bad Request"                  },
    {500, "Server Internal Error"        },
    {580, "Precondition Failure"         },
    {599, "Server Internal Error"        },
    {603, "Decline"                      },
    {608, "Rejected"                     },
    {699, "Busy Everywhere"              },
};

static void
test_phrases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (gst_sip_status_get_phrase (cases[i].status), ==,
        cases[i].phrase);
}

static void
test_every_status_has_a_phrase (void)
{
  for (guint status = 100; status < 700; status++)
    g_assert_cmpstr (gst_sip_status_get_phrase (status), !=, "");
}

static void
test_domains (void)
{
  g_autoptr (GError) error = g_error_new_literal (GST_SIP_STATUS, 486, "Busy");

  g_assert_error (error, GST_SIP_STATUS, 486);
  g_assert_cmpuint (GST_SIP_ERROR, !=, GST_SIP_STATUS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/status/phrases", test_phrases);
  g_test_add_func ("/status/every-status-has-a-phrase",
      test_every_status_has_a_phrase);
  g_test_add_func ("/error/domains", test_domains);

  return g_test_run ();
}
