/* Error domains, and what the status codes are called
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Phrases are those of the IANA registry of SIP response codes.
 */
#include "gst/sip/base/gstsiperror.h"

/* Not by G_DEFINE_QUARK, whose first argument clang-format takes for a
 * subtraction. */
GQuark
gst_sip_error_quark (void)
{
  return g_quark_from_static_string ("gst-sip-error-quark");
}

GQuark
gst_sip_status_quark (void)
{
  return g_quark_from_static_string ("gst-sip-status-quark");
}

/* Sorted by status. Where RFC 3261 and the registry differ, RFC 3261 rules. */
static const struct
{
  guint status;
  const gchar *phrase;
} phrases[] = {
    {100, "Trying"                                 },
    {180, "Ringing"                                },
    {181, "Call Is Being Forwarded"                },
    {182, "Queued"                                 },
    {183, "Session Progress"                       },
    {199, "Early Dialog Terminated"                },
    {200, "OK"                                     },
    {202, "Accepted"                               },
    {204, "No Notification"                        },
    {300, "Multiple Choices"                       },
    {301, "Moved Permanently"                      },
    {302, "Moved Temporarily"                      },
    {305, "Use Proxy"                              },
    {380, "Alternative Service"                    },
    {400, "Bad Request"                            },
    {401, "Unauthorized"                           },
    {402, "Payment Required"                       },
    {403, "Forbidden"                              },
    {404, "Not Found"                              },
    {405, "Method Not Allowed"                     },
    {406, "Not Acceptable"                         },
    {407, "Proxy Authentication Required"          },
    {408, "Request Timeout"                        },
    {410, "Gone"                                   },
    {412, "Conditional Request Failed"             },
    {413, "Request Entity Too Large"               },
    {414, "Request-URI Too Long"                   },
    {415, "Unsupported Media Type"                 },
    {416, "Unsupported URI Scheme"                 },
    {417, "Unknown Resource-Priority"              },
    {420, "Bad Extension"                          },
    {421, "Extension Required"                     },
    {422, "Session Interval Too Small"             },
    {423, "Interval Too Brief"                     },
    {424, "Bad Location Information"               },
    {425, "Bad Alert Message"                      },
    {428, "Use Identity Header"                    },
    {429, "Provide Referrer Identity"              },
    {430, "Flow Failed"                            },
    {433, "Anonymity Disallowed"                   },
    {436, "Bad Identity Info"                      },
    {437, "Unsupported Credential"                 },
    {438, "Invalid Identity Header"                },
    {439, "First Hop Lacks Outbound Support"       },
    {440, "Max-Breadth Exceeded"                   },
    {469, "Bad Info Package"                       },
    {470, "Consent Needed"                         },
    {480, "Temporarily Unavailable"                },
    {481, "Call/Transaction Does Not Exist"        },
    {482, "Loop Detected"                          },
    {483, "Too Many Hops"                          },
    {484, "Address Incomplete"                     },
    {485, "Ambiguous"                              },
    {486, "Busy Here"                              },
    {487, "Request Terminated"                     },
    {488, "Not Acceptable Here"                    },
    {489, "Bad Event"                              },
    {491, "Request Pending"                        },
    {493, "Undecipherable"                         },
    {494, "Security Agreement Required"            },
    {500, "Server Internal Error"                  },
    {501, "Not Implemented"                        },
    {502, "Bad Gateway"                            },
    {503, "Service Unavailable"                    },
    {504, "Server Time-out"                        },
    {505, "Version Not Supported"                  },
    {513, "Message Too Large"                      },
    {555, "Push Notification Service Not Supported"},
    {580, "Precondition Failure"                   },
    {600, "Busy Everywhere"                        },
    {603, "Decline"                                },
    {604, "Does Not Exist Anywhere"                },
    {606, "Not Acceptable"                         },
    {607, "Unwanted"                               },
    {608, "Rejected"                               },
};

/* A code that is not known means what x00 of its class does (RFC 3261 section
 * 8.1.3.2); 1xx has no such code with a meaning for all. */
static const gchar *const classes[] = {"Trying", "OK", "Multiple Choices",
    "Bad Request", "Server Internal Error", "Busy Everywhere"};

const gchar *
gst_sip_status_get_phrase (guint status)
{
  guint begin = 0, end = G_N_ELEMENTS (phrases);

  g_return_val_if_fail (status >= 100 && status <= 699, "");

  while (begin < end) {
    guint middle = (begin + end) / 2;

    if (phrases[middle].status == status)
      return phrases[middle].phrase;
    if (phrases[middle].status < status)
      begin = middle + 1;
    else
      end = middle;
  }
  return classes[status / 100 - 1];
}
