/* Candidates of a peer that are worth a connectivity check
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A candidate makes us send packets where the peer says (RFC 8445 section
 * 19.5.1) and is read by code of others. So it is made afresh from the fields
 * that were understood, and dropped otherwise:
 *
 * - component 2: RTCP comes on the same port
 * - names, those of mDNS (xyz.local) among them: webrtcbin would ask DNS for
 *   whatever a peer likes. Nothing is lost: a browser that hides its addresses
 *   sends checks itself, and is met as peer-reflexive candidate
 * - the unspecified address, multicast and port 0: nobody is there
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <string.h>

#include <gio/gio.h>

static const gchar *const types[] = {"host", "srflx", "prflx", "relay", NULL};
static const gchar *const tcp_types[] = {"active", "passive", "so", NULL};

static gboolean
is_number (const gchar *text, guint64 min, guint64 max)
{
  guint64 number;

  return gst_sip_sdp_scan_number (&text, max, &number) && *text == '\0' &&
      number >= min;
}

static gboolean
is_foundation (const gchar *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;

  return length >= 1 && length <= 32;
}

static gboolean
is_address (const gchar *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  /* GIO takes a scope, "fe80::1%eth0", which means nothing to us. */
  return address != NULL && strchr (text, '%') == NULL &&
      !g_inet_address_get_is_any (address) &&
      !g_inet_address_get_is_multicast (address);
}

/* tcptype follows the type, somewhere among the extensions (RFC 6544). */
static const gchar *
find_tcp_type (gchar **fields)
{
  for (guint i = GST_SIP_SDP_CANDIDATE_N_FIELDS;
       fields[i] != NULL && fields[i + 1] != NULL; i++)
    if (g_ascii_strcasecmp (fields[i], "tcptype") == 0)
      return g_strv_contains (tcp_types, fields[i + 1]) ? fields[i + 1] : NULL;

  return NULL;
}

static gboolean
is_wanted (gchar **fields)
{
  return is_foundation (fields[GST_SIP_SDP_CANDIDATE_FOUNDATION]) &&
      is_number (fields[GST_SIP_SDP_CANDIDATE_COMPONENT], 1, 1) &&
      is_number (fields[GST_SIP_SDP_CANDIDATE_PRIORITY], 1, G_MAXUINT32) &&
      is_address (fields[GST_SIP_SDP_CANDIDATE_ADDRESS]) &&
      is_number (fields[GST_SIP_SDP_CANDIDATE_PORT], 1, 65535) &&
      g_ascii_strcasecmp (fields[GST_SIP_SDP_CANDIDATE_TYP], "typ") == 0 &&
      g_strv_contains (types, fields[GST_SIP_SDP_CANDIDATE_TYPE]);
}

gchar *
gst_sip_sdp_candidate_filter (const gchar *text)
{
  /* Extensions come in pairs; a dozen of them is more than anybody writes. */
  g_auto (GStrv) fields =
      g_strsplit (text, " ", GST_SIP_SDP_CANDIDATE_N_FIELDS + 24);
  const gchar *tcp_type = NULL;
  gboolean tcp;

  if (g_strv_length (fields) < GST_SIP_SDP_CANDIDATE_N_FIELDS ||
      !is_wanted (fields))
    return NULL;

  tcp =
      g_ascii_strcasecmp (fields[GST_SIP_SDP_CANDIDATE_TRANSPORT], "tcp") == 0;
  if (tcp)
    tcp_type = find_tcp_type (fields);
  if (tcp ? tcp_type == NULL
          : g_ascii_strcasecmp (fields[GST_SIP_SDP_CANDIDATE_TRANSPORT],
                "udp") != 0)
    return NULL;

  return g_strdup_printf ("%s 1 %s %s %s %s typ %s%s%s",
      fields[GST_SIP_SDP_CANDIDATE_FOUNDATION], tcp ? "TCP" : "UDP",
      fields[GST_SIP_SDP_CANDIDATE_PRIORITY],
      fields[GST_SIP_SDP_CANDIDATE_ADDRESS], fields[GST_SIP_SDP_CANDIDATE_PORT],
      fields[GST_SIP_SDP_CANDIDATE_TYPE], tcp ? " tcptype " : "",
      tcp ? tcp_type : "");
}
