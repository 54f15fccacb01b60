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
    H (PROXY_AUTHENTICATION_INFO, "Proxy-Authentication-Info", 0),
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

/* Full names by first letter, last letter and length, which together tell them
 * apart. The factors are such that no two of them share a slot; a new name that
 * does makes the compiler warn of an overridden initializer. */
#define HASH(first, last, length) \
  ((guint8) (((first) | 0x20) + 8 * ((last) | 0x20) + 13 * (length)))
#define MAX_NAME 25
#define H(id) GST_SIP_HEADER_##id

static const guint8 by_hash[256] = {
    [HASH ('a', 't', 6)] = H (ACCEPT),
    [HASH ('a', 'w', 5)] = H (ALLOW),
    [HASH ('a', 's', 12)] = H (ALLOW_EVENTS),
    [HASH ('a', 'o', 19)] = H (AUTHENTICATION_INFO),
    [HASH ('a', 'n', 13)] = H (AUTHORIZATION),
    [HASH ('c', 'd', 7)] = H (CALL_ID),
    [HASH ('c', 't', 7)] = H (CONTACT),
    [HASH ('c', 'n', 19)] = H (CONTENT_DISPOSITION),
    [HASH ('c', 'g', 16)] = H (CONTENT_ENCODING),
    [HASH ('c', 'h', 14)] = H (CONTENT_LENGTH),
    [HASH ('c', 'e', 12)] = H (CONTENT_TYPE),
    [HASH ('c', 'q', 4)] = H (CSEQ),
    [HASH ('d', 'e', 4)] = H (DATE),
    [HASH ('e', 't', 5)] = H (EVENT),
    [HASH ('e', 's', 7)] = H (EXPIRES),
    [HASH ('f', 'r', 10)] = H (FLOW_TIMER),
    [HASH ('f', 'm', 4)] = H (FROM),
    [HASH ('m', 's', 12)] = H (MAX_FORWARDS),
    [HASH ('m', 's', 11)] = H (MIN_EXPIRES),
    [HASH ('m', 'e', 6)] = H (MIN_SE),
    [HASH ('p', 'y', 19)] = H (P_ASSERTED_IDENTITY),
    [HASH ('p', 'y', 20)] = H (P_PREFERRED_IDENTITY),
    [HASH ('p', 'h', 4)] = H (PATH),
    [HASH ('p', 'y', 7)] = H (PRIVACY),
    [HASH ('p', 'e', 18)] = H (PROXY_AUTHENTICATE),
    [HASH ('p', 'o', 25)] = H (PROXY_AUTHENTICATION_INFO),
    [HASH ('p', 'n', 19)] = H (PROXY_AUTHORIZATION),
    [HASH ('p', 'e', 13)] = H (PROXY_REQUIRE),
    [HASH ('r', 'k', 4)] = H (RACK),
    [HASH ('r', 'n', 6)] = H (REASON),
    [HASH ('r', 'e', 12)] = H (RECORD_ROUTE),
    [HASH ('r', 'o', 8)] = H (REFER_TO),
    [HASH ('r', 'y', 11)] = H (REFERRED_BY),
    [HASH ('r', 's', 8)] = H (REPLACES),
    [HASH ('r', 'e', 7)] = H (REQUIRE),
    [HASH ('r', 'r', 11)] = H (RETRY_AFTER),
    [HASH ('r', 'e', 5)] = H (ROUTE),
    [HASH ('r', 'q', 4)] = H (RSEQ),
    [HASH ('s', 'r', 6)] = H (SERVER),
    [HASH ('s', 'e', 13)] = H (SERVICE_ROUTE),
    [HASH ('s', 's', 15)] = H (SESSION_EXPIRES),
    [HASH ('s', 't', 7)] = H (SUBJECT),
    [HASH ('s', 'e', 18)] = H (SUBSCRIPTION_STATE),
    [HASH ('s', 'd', 9)] = H (SUPPORTED),
    [HASH ('t', 'o', 2)] = H (TO),
    [HASH ('u', 'd', 11)] = H (UNSUPPORTED),
    [HASH ('u', 't', 10)] = H (USER_AGENT),
    [HASH ('v', 'a', 3)] = H (VIA),
    [HASH ('w', 'g', 7)] = H (WARNING),
    [HASH ('w', 'e', 16)] = H (WWW_AUTHENTICATE),
};

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
  GstSipHeader header;

  if (length == 1)
    return from_compact (name[0]);
  if (length == 0 || length > MAX_NAME)
    return GST_SIP_HEADER_OTHER;

  header = by_hash[HASH (name[0], name[length - 1], length)];
  if (infos[header].length != length)
    return GST_SIP_HEADER_OTHER;
  /* Nearly all peers use the usual spelling. */
  if (memcmp (infos[header].name, name, length) == 0 ||
      g_ascii_strncasecmp (infos[header].name, name, length) == 0)
    return header;
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
