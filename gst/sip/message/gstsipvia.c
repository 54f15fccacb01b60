/* Via and CSeq (RFC 3261 sections 20.42, 20.16)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipvia.h"
#include "gst/sip/message/gstsipparams.h"
#include "gst/sip/message/gstsipscanner.h"

#define BRANCH_COOKIE "z9hG4bK"

/* SIP/2.0/WSS. Another version is not judged here: the start line tells it,
 * and its answer needs this Via. */
static gboolean
parse_protocol (GstSipVia *via, GstSipScanner *scanner)
{
  GstSipSlice name, version;

  if (scanner->end - scanner->p > 8 &&
      memcmp (scanner->p, "SIP/2.0/", 8) == 0 && scanner->p[8] != ' ') {
    scanner->p += 8;
    via->protocol = gst_sip_scanner_take (scanner, GST_SIP_CHAR_TOKEN);
    return via->protocol.length > 0;
  }

  name = gst_sip_scanner_take (scanner, GST_SIP_CHAR_TOKEN);
  if (name.length == 0 || !gst_sip_scanner_take_separator (scanner, '/'))
    return FALSE;
  version = gst_sip_scanner_take (scanner, GST_SIP_CHAR_TOKEN);
  if (version.length == 0 || !gst_sip_scanner_take_separator (scanner, '/'))
    return FALSE;
  via->protocol = gst_sip_scanner_take (scanner, GST_SIP_CHAR_TOKEN);
  return via->protocol.length > 0;
}

static gboolean
parse_sent_by (GstSipVia *via, GstSipScanner *scanner)
{
  gst_sip_scanner_skip_space (scanner);
  if (!gst_sip_scanner_take_host (scanner, &via->host))
    return FALSE;
  if (!gst_sip_scanner_take_separator (scanner, ':'))
    return TRUE;
  return gst_sip_scanner_take_port (scanner, &via->port);
}

static void
take_param (GstSipVia *via, const GstSipParam *param)
{
  if (gst_sip_slice_is (param->name, "branch")) {
    if (via->branch.text == NULL)
      via->branch = param->value;
  } else if (gst_sip_slice_is (param->name, "received")) {
    if (via->received.text == NULL)
      via->received = param->value;
  } else if (gst_sip_slice_is (param->name, "rport")) {
    if (!via->has_rport)
      via->rport = param->value;
    via->has_rport = TRUE;
  }
}

/* Empty parameters are an error here (RFC 4475 section 3.1.2.1). */
static gboolean
parse_params (GstSipVia *via, GstSipScanner *scanner)
{
  GstSipSlice rest;
  GstSipParam param;

  gst_sip_scanner_skip_space (scanner);
  if (gst_sip_scanner_at_end (scanner))
    return TRUE;
  if (*scanner->p++ != ';')
    return FALSE;

  via->params = rest = gst_sip_scanner_rest (scanner);
  while (gst_sip_params_next (&rest, &param)) {
    if (param.name.length == 0)
      return FALSE;
    take_param (via, &param);
  }
  return TRUE;
}

gboolean
gst_sip_via_parse (GstSipVia *via, GstSipSlice text, GError **error)
{
  GstSipScanner scanner = gst_sip_scanner (gst_sip_slice_trim (text));

  memset (via, 0, sizeof *via);
  if (!parse_protocol (via, &scanner))
    return gst_sip_syntax_error (error, "Via: expected SIP/2.0/...", text);
  if (!parse_sent_by (via, &scanner))
    return gst_sip_syntax_error (error, "Via: expected a host", text);
  if (!parse_params (via, &scanner))
    return gst_sip_syntax_error (error, "Via: expected parameters", text);
  return TRUE;
}

gboolean
gst_sip_via_has_rfc3261_branch (const GstSipVia *via)
{
  const gsize length = strlen (BRANCH_COOKIE);

  return via->branch.length > length &&
      memcmp (via->branch.text, BRANCH_COOKIE, length) == 0;
}

gboolean
gst_sip_cseq_parse (GstSipCSeq *cseq, GstSipSlice text, GError **error)
{
  GstSipScanner scanner = gst_sip_scanner (gst_sip_slice_trim (text));
  GstSipSlice digits;
  guint64 number;

  memset (cseq, 0, sizeof *cseq);
  digits = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_DIGIT);
  if (!gst_sip_slice_get_number (digits, &number))
    return gst_sip_syntax_error (error, "CSeq: expected a number", text);
  if (number > G_MAXUINT32)
    return gst_sip_syntax_error (error, "CSeq: expected a number of 32 bits",
        text);

  gst_sip_scanner_skip_space (&scanner);
  cseq->method_name = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_TOKEN);
  if (cseq->method_name.length == 0 || !gst_sip_scanner_at_end (&scanner) ||
      cseq->method_name.text == digits.text + digits.length)
    return gst_sip_syntax_error (error,
        "CSeq: expected a method after the number", text);

  cseq->number = number;
  cseq->method = gst_sip_method_from_string (cseq->method_name.text,
      cseq->method_name.length);
  return TRUE;
}
