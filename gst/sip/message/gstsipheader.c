/* Names of header fields (RFC 3261 section 20 and later RFCs)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipheader.h"
#include <string.h>

enum
{
  LIST = 1 << 0, /* several values may share a line */
  SINGLE = 1 << 1, /* a message that has it twice is ambiguous */
};

typedef struct
{
  const gchar *name;
  guint8 length;
  guint8 flags;
} HeaderInfo;

#define H(id, name, flags) \
  [GST_SIP_HEADER_##id] = {name, sizeof (name) - 1, flags}

static const HeaderInfo infos[GST_SIP_HEADER_N_KNOWN] = {
    H (ACCEPT, "Accept", LIST),
    H (ALLOW, "Allow", LIST),
    H (ALLOW_EVENTS, "Allow-Events", LIST),
    H (AUTHENTICATION_INFO, "Authentication-Info", 0),
    H (AUTHORIZATION, "Authorization", 0),
    H (CALL_ID, "Call-ID", SINGLE),
    H (CONTACT, "Contact", LIST),
    H (CONTENT_DISPOSITION, "Content-Disposition", SINGLE),
    H (CONTENT_ENCODING, "Content-Encoding", LIST),
    H (CONTENT_LENGTH, "Content-Length", SINGLE),
    H (CONTENT_TYPE, "Content-Type", SINGLE),
    H (CSEQ, "CSeq", SINGLE),
    H (DATE, "Date", 0),
    H (EVENT, "Event", SINGLE),
    H (EXPIRES, "Expires", SINGLE),
    H (FLOW_TIMER, "Flow-Timer", SINGLE),
    H (FROM, "From", SINGLE),
    H (MAX_FORWARDS, "Max-Forwards", SINGLE),
    H (MIN_EXPIRES, "Min-Expires", SINGLE),
    H (MIN_SE, "Min-SE", SINGLE),
    H (P_ASSERTED_IDENTITY, "P-Asserted-Identity", LIST),
    H (P_PREFERRED_IDENTITY, "P-Preferred-Identity", LIST),
    H (PATH, "Path", LIST),
    H (PRIVACY, "Privacy", 0),
    H (PROXY_AUTHENTICATE, "Proxy-Authenticate", 0),
    H (PROXY_AUTHORIZATION, "Proxy-Authorization", 0),
    H (PROXY_REQUIRE, "Proxy-Require", LIST),
    H (RACK, "RAck", SINGLE),
    H (REASON, "Reason", LIST),
    H (RECORD_ROUTE, "Record-Route", LIST),
    H (REFER_TO, "Refer-To", SINGLE),
    H (REFERRED_BY, "Referred-By", SINGLE),
    H (REPLACES, "Replaces", SINGLE),
    H (REQUIRE, "Require", LIST),
    H (RETRY_AFTER, "Retry-After", SINGLE),
    H (ROUTE, "Route", LIST),
    H (RSEQ, "RSeq", SINGLE),
    H (SERVER, "Server", 0),
    H (SERVICE_ROUTE, "Service-Route", LIST),
    H (SESSION_EXPIRES, "Session-Expires", SINGLE),
    H (SUBJECT, "Subject", 0),
    H (SUBSCRIPTION_STATE, "Subscription-State", SINGLE),
    H (SUPPORTED, "Supported", LIST),
    H (TO, "To", SINGLE),
    H (UNSUPPORTED, "Unsupported", LIST),
    H (USER_AGENT, "User-Agent", 0),
    H (VIA, "Via", LIST),
    H (WARNING, "Warning", LIST),
    H (WWW_AUTHENTICATE, "WWW-Authenticate", 0),
};

#undef H

/* Compact forms (RFC 3261 section 7.3.3 and the registry of headers). */
static const guint8 compact['z' - 'a' + 1] = {
    ['b' - 'a'] = GST_SIP_HEADER_REFERRED_BY,
    ['c' - 'a'] = GST_SIP_HEADER_CONTENT_TYPE,
    ['e' - 'a'] = GST_SIP_HEADER_CONTENT_ENCODING,
    ['f' - 'a'] = GST_SIP_HEADER_FROM,
    ['i' - 'a'] = GST_SIP_HEADER_CALL_ID,
    ['k' - 'a'] = GST_SIP_HEADER_SUPPORTED,
    ['l' - 'a'] = GST_SIP_HEADER_CONTENT_LENGTH,
    ['m' - 'a'] = GST_SIP_HEADER_CONTACT,
    ['o' - 'a'] = GST_SIP_HEADER_EVENT,
    ['r' - 'a'] = GST_SIP_HEADER_REFER_TO,
    ['s' - 'a'] = GST_SIP_HEADER_SUBJECT,
    ['t' - 'a'] = GST_SIP_HEADER_TO,
    ['u' - 'a'] = GST_SIP_HEADER_ALLOW_EVENTS,
    ['v' - 'a'] = GST_SIP_HEADER_VIA,
    ['x' - 'a'] = GST_SIP_HEADER_SESSION_EXPIRES,
};

/* Names by their length: few are left to compare. Zero ends a row. */
#define MAX_NAME 20
#define H(id) GST_SIP_HEADER_##id

/* clang-format off */
static const guint8 by_length[MAX_NAME + 1][8] = {
    [2] = {H (TO)},
    [3] = {H (VIA)},
    [4] = {H (FROM), H (CSEQ), H (DATE), H (PATH), H (RACK), H (RSEQ)},
    [5] = {H (ALLOW), H (ROUTE), H (EVENT)},
    [6] = {H (ACCEPT), H (SERVER), H (REASON), H (MIN_SE)},
    [7] = {H (CALL_ID), H (CONTACT), H (EXPIRES), H (REQUIRE), H (SUBJECT),
        H (WARNING), H (PRIVACY)},
    [8] = {H (REFER_TO), H (REPLACES)},
    [9] = {H (SUPPORTED)},
    [10] = {H (USER_AGENT), H (FLOW_TIMER)},
    [11] = {H (RETRY_AFTER), H (UNSUPPORTED), H (REFERRED_BY),
        H (MIN_EXPIRES)},
    [12] = {H (MAX_FORWARDS), H (CONTENT_TYPE), H (RECORD_ROUTE),
        H (ALLOW_EVENTS)},
    [13] = {H (AUTHORIZATION), H (SERVICE_ROUTE), H (PROXY_REQUIRE)},
    [14] = {H (CONTENT_LENGTH)},
    [15] = {H (SESSION_EXPIRES)},
    [16] = {H (WWW_AUTHENTICATE), H (CONTENT_ENCODING)},
    [18] = {H (PROXY_AUTHENTICATE), H (SUBSCRIPTION_STATE)},
    [19] = {H (PROXY_AUTHORIZATION), H (P_ASSERTED_IDENTITY),
        H (CONTENT_DISPOSITION), H (AUTHENTICATION_INFO)},
    [20] = {H (P_PREFERRED_IDENTITY)},
};
/* clang-format on */

#undef H

static GstSipHeader
from_compact (gchar letter)
{
  gchar lower = g_ascii_tolower (letter);

  return lower >= 'a' && lower <= 'z' ? compact[lower - 'a']
                                      : GST_SIP_HEADER_OTHER;
}

/**
 * gst_sip_header_from_name:
 * @name: (array length=length) (element-type guint8): a name in any case,
 *   full or compact
 * @length: its length in bytes
 *
 * Returns: the header, or %GST_SIP_HEADER_OTHER
 *
 * Since: 0.1
 */
GstSipHeader
gst_sip_header_from_name (const gchar *name, gsize length)
{
  const guint8 *candidate;

  if (length == 1)
    return from_compact (name[0]);
  if (length > MAX_NAME)
    return GST_SIP_HEADER_OTHER;

  /* Nearly all peers use the usual spelling: that costs one comparison. */
  for (candidate = by_length[length]; *candidate != 0; candidate++)
    if (infos[*candidate].name[0] == name[0] &&
        memcmp (infos[*candidate].name, name, length) == 0)
      return *candidate;
  for (candidate = by_length[length]; *candidate != 0; candidate++)
    if (g_ascii_strncasecmp (infos[*candidate].name, name, length) == 0)
      return *candidate;
  return GST_SIP_HEADER_OTHER;
}

/**
 * gst_sip_header_get_name:
 * @header: a header
 *
 * Returns: (nullable): the full name in its usual spelling; %NULL for
 *   %GST_SIP_HEADER_OTHER
 *
 * Since: 0.1
 */
const gchar *
gst_sip_header_get_name (GstSipHeader header)
{
  g_return_val_if_fail ((guint) header < GST_SIP_HEADER_N_KNOWN, NULL);

  return infos[header].name;
}

/**
 * gst_sip_header_is_list:
 * @header: a header
 *
 * Returns: whether several values may share one line, separated by commas
 *
 * Since: 0.1
 */
gboolean
gst_sip_header_is_list (GstSipHeader header)
{
  g_return_val_if_fail ((guint) header < GST_SIP_HEADER_N_KNOWN, FALSE);

  return (infos[header].flags & LIST) != 0;
}

/**
 * gst_sip_header_is_single:
 * @header: a header
 *
 * Returns: whether a message may have it once only
 *
 * Since: 0.1
 */
gboolean
gst_sip_header_is_single (GstSipHeader header)
{
  g_return_val_if_fail ((guint) header < GST_SIP_HEADER_N_KNOWN, FALSE);

  return (infos[header].flags & SINGLE) != 0;
}
