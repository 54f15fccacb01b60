/* The message room of this project as a peer of the parser benchmark
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Fields are reached as the layers above reach them: by views into the message.
 */
#include "gst/sip/message/gstsipdigest.h"
#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipscanner.h"
#include "bench.h"

static void
peer_init (void)
{
  peer_name = "sipua";
  gst_init (NULL, NULL);
}

static void *
peer_load (const char *text, size_t length)
{
  return g_bytes_new (text, length);
}

static void *
peer_parse (void *in, size_t length)
{
  return gst_sip_message_parse (in, NULL);
}

static void
put (const char *name, GstSipSlice slice)
{
  F (name, slice.text, slice.length);
}

static void
put_uri (const char *name, GstSipSlice text)
{
  GstSipUriView view;

  if (!gst_sip_uri_view_parse (&view, text, NULL))
    return;
  put (name, view.user);
  put (name, view.host);
}

static void
put_start_line (GstSipMessage *message)
{
  if (gst_sip_message_is_request (message)) {
    FS ("method", gst_sip_message_get_method_name (message));
    put_uri ("ruri", gst_sip_slice (gst_sip_message_get_request_uri (message)));
  } else {
    FI ("status", gst_sip_message_get_status (message));
    FS ("reason", gst_sip_message_get_reason (message));
  }
}

static void
put_vias (GstSipMessage *message)
{
  GstSipValues values;
  GstSipSlice value;
  GstSipVia via;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_VIA);
  while (gst_sip_values_next (&values, &value))
    if (gst_sip_via_parse (&via, value, NULL)) {
      put ("via.host", via.host);
      put ("via.proto", via.protocol);
      put ("via.branch", via.branch);
    }
}

static void
put_party (GstSipMessage *message, GstSipHeader header, const char *name)
{
  GstSipAddress address;

  if (!gst_sip_message_get_address (message, header, &address, NULL))
    return;
  put_uri (name, address.uri);
  put (name, gst_sip_address_get_tag (&address));
}

static void
put_addresses (GstSipMessage *message, GstSipHeader header, const char *name)
{
  GstSipValues values;
  GstSipSlice value, expires;
  GstSipAddress address;

  gst_sip_values_init (&values, message, header);
  while (gst_sip_values_next (&values, &value))
    if (gst_sip_address_parse (&address, value, NULL)) {
      put_uri (name, address.uri);
      if (header == GST_SIP_HEADER_CONTACT &&
          gst_sip_params_find (address.params, "expires", &expires))
        put ("contact.expires", expires);
    }
}

static void
put_credentials (GstSipMessage *message)
{
  GstSipValues values;
  GstSipSlice value;
  GstSipAuthorization auth;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_AUTHORIZATION);
  while (gst_sip_values_next (&values, &value))
    if (gst_sip_authorization_parse (&auth, value, NULL)) {
      put ("auth.username", auth.username);
      put ("auth.realm", auth.realm);
      put ("auth.nonce", auth.nonce);
      put ("auth.uri", auth.uri);
      put ("auth.response", auth.response);
      put ("auth.algorithm", auth.algorithm);
      put ("auth.cnonce", auth.cnonce);
      put ("auth.opaque", auth.opaque);
      put ("auth.qop", auth.qop);
      put ("auth.nc", auth.nc);
    }
}

static void
put_challenges (GstSipMessage *message)
{
  GstSipValues values;
  GstSipSlice value;
  GstSipChallenge challenge;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_WWW_AUTHENTICATE);
  while (gst_sip_values_next (&values, &value))
    if (gst_sip_challenge_parse (&challenge, value, NULL)) {
      put ("chal.realm", challenge.realm);
      put ("chal.nonce", challenge.nonce);
      put ("chal.opaque", challenge.opaque);
      FI ("chal.stale", challenge.stale);
      put ("chal.algorithm", challenge.algorithm_name);
      FI ("chal.qop", challenge.qop);
    }
}

static void
put_headers (GstSipMessage *message)
{
  guint n = gst_sip_message_get_n_headers (message);

  for (guint i = 0; i < n; i++)
    put ("header", gst_sip_message_get_nth_value (message, i));
}

static void
put_content_type (GstSipMessage *message)
{
  const gchar *type =
      gst_sip_message_get_header (message, GST_SIP_HEADER_CONTENT_TYPE);
  GstSipScanner scanner;

  if (type == NULL)
    return;
  scanner = gst_sip_scanner (gst_sip_slice (type));
  put ("ctype", gst_sip_scanner_take (&scanner, GST_SIP_CHAR_TOKEN));
  if (gst_sip_scanner_take_separator (&scanner, '/'))
    put ("csubtype", gst_sip_scanner_take (&scanner, GST_SIP_CHAR_TOKEN));
}

static uint64_t
peer_touch (void *parsed)
{
  GstSipMessage *message = parsed;
  GstSipCSeq cseq;
  gsize size;

  sink = 0;
  put_start_line (message);
  put_vias (message);
  put_party (message, GST_SIP_HEADER_FROM, "from");
  put_party (message, GST_SIP_HEADER_TO, "to");
  FS ("call-id", gst_sip_message_get_header (message, GST_SIP_HEADER_CALL_ID));
  if (gst_sip_message_get_cseq (message, &cseq, NULL)) {
    FI ("cseq", cseq.number);
    put ("cseq.method", cseq.method_name);
  }
  put_addresses (message, GST_SIP_HEADER_CONTACT, "contact");
  put_addresses (message, GST_SIP_HEADER_ROUTE, "route");
  put_addresses (message, GST_SIP_HEADER_RECORD_ROUTE, "record-route");
  put_credentials (message);
  put_challenges (message);
  put_headers (message);
  put_content_type (message);
  F ("body", (const char *) gst_sip_message_get_body_data (message, &size),
      size);
  return sink;
}

static size_t
peer_serialise (void *message, char *out, size_t capacity)
{
  GBytes *bytes = gst_sip_message_serialize (message);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  memcpy (out, data, MIN (size, capacity));
  g_bytes_unref (bytes);
  return size;
}

static void
peer_release (void *message)
{
  gst_sip_message_unref (message);
}
