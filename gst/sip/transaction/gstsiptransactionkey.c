/* Which transaction a message belongs to (RFC 3261 sections 17.1.3, 17.2.3)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/transaction/gstsiptransactionkey.h"

#define MAX_LABEL 64

/* No part of a message has a line feed in it, so it keeps the parts apart. */
static void
append_part (GString *key, GstSipSlice part)
{
  g_string_append_len (key, part.text, part.length);
  g_string_append_c (key, '\n');
}

/* Parameters and hosts are compared without case (RFC 3261 section 7.3.1). */
static void
append_part_nocase (GString *key, GstSipSlice part)
{
  gsize begin = key->len;

  append_part (key, part);
  for (gsize i = begin; i < key->len; i++)
    key->str[i] = g_ascii_tolower (key->str[i]);
}

static void
append_text (GString *key, const gchar *text)
{
  append_part (key, gst_sip_slice (text));
}

/* RFC 3261 section 17.2.3, second list, without the To tag: an ACK has that of
 * the response, and it is the only request that has another one. */
static gchar *
make_rfc2543_key (GstSipMessage *request, const gchar *method)
{
  g_autoptr (GString) key = g_string_new ("\n");
  GstSipCSeq cseq;

  if (!gst_sip_message_get_cseq (request, &cseq, NULL))
    return NULL;

  append_text (key, method);
  append_text (key, gst_sip_message_get_request_uri (request));
  append_text (key,
      gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID));
  append_part (key, gst_sip_message_get_tag (request, GST_SIP_HEADER_FROM));
  append_text (key, gst_sip_message_get_header (request, GST_SIP_HEADER_VIA));
  g_string_append_printf (key, "%u", cseq.number);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

gchar *
gst_sip_transaction_key_of_request (GstSipMessage *request, const gchar *method)
{
  g_autoptr (GString) key = NULL;
  GstSipVia via;

  if (!gst_sip_message_get_via (request, &via, NULL))
    return NULL;
  if (!gst_sip_via_has_rfc3261_branch (&via))
    return make_rfc2543_key (request, method);

  key = g_string_new (NULL);
  append_part_nocase (key, via.branch);
  append_part_nocase (key, via.host);
  append_part (key, via.port);
  append_text (key, method);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

static gchar *
make_client_key (GstSipSlice branch, GstSipSlice method)
{
  g_autoptr (GString) key = g_string_new (NULL);

  append_part_nocase (key, branch);
  append_part (key, method);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

gchar *
gst_sip_transaction_key_of_response (GstSipMessage *response)
{
  GstSipCSeq cseq;
  GstSipVia via;

  if (!gst_sip_message_get_via (response, &via, NULL) ||
      !gst_sip_message_get_cseq (response, &cseq, NULL))
    return NULL;

  return make_client_key (via.branch, cseq.method_name);
}

gchar *
gst_sip_transaction_key_of_own_request (const gchar *branch,
    GstSipMessage *request)
{
  return make_client_key (gst_sip_slice (branch),
      gst_sip_slice (gst_sip_message_get_method_name (request)));
}

gchar *
gst_sip_transaction_key_of_call (GstSipMessage *request)
{
  g_autoptr (GString) key = NULL;
  GstSipSlice tag = gst_sip_message_get_tag (request, GST_SIP_HEADER_FROM);
  GstSipCSeq cseq;

  if (tag.text == NULL ||
      gst_sip_message_get_tag (request, GST_SIP_HEADER_TO).text != NULL ||
      !gst_sip_message_get_cseq (request, &cseq, NULL))
    return NULL;

  key = g_string_new (NULL);
  append_text (key,
      gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID));
  append_part (key, tag);
  append_part (key, cseq.method_name);
  g_string_append_printf (key, "%u", cseq.number);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

gchar *
gst_sip_transaction_label (GstSipMessage *message)
{
  GstSipVia via;
  GstSipSlice label = GST_SIP_SLICE_NONE;

  if (gst_sip_message_get_via (message, &via, NULL))
    label = via.branch;
  if (label.text == NULL)
    label = gst_sip_slice (
        gst_sip_message_get_header (message, GST_SIP_HEADER_CALL_ID));
  if (label.text == NULL)
    return g_strdup ("");
  return g_strndup (label.text, MIN (label.length, MAX_LABEL));
}

gboolean
gst_sip_transaction_is_sent_by (GstSipMessage *message, const gchar *sent_by)
{
  g_autofree gchar *found = NULL;
  GstSipVia via;

  if (sent_by == NULL || !gst_sip_message_get_via (message, &via, NULL))
    return FALSE;

  found = via.port.text == NULL
      ? gst_sip_slice_dup (via.host)
      : g_strdup_printf (GST_SIP_SLICE_FORMAT ":" GST_SIP_SLICE_FORMAT,
            GST_SIP_SLICE_ARGS (via.host), GST_SIP_SLICE_ARGS (via.port));
  return g_ascii_strcasecmp (found, sent_by) == 0;
}
