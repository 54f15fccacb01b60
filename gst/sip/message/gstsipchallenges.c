/* Which of the challenges in a response are answered (RFC 3261 section 22.3,
 * RFC 8760 section 2.4)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One for each realm. Challenges that share a line are told apart, though SIP
 * wants a line for each, as HTTP's servers put them so.
 */
#include "gst/sip/message/gstsipdigest.h"
#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/base/gstsiperror.h"

#include <string.h>

/* What is shown of what was offered. */
#define MAX_SHOWN 512

static void
skip_separators (GstSipScanner *scanner)
{
  const gchar *p = scanner->p;

  while (p < scanner->end && (*p == ',' || *p == ' ' || *p == '\t'))
    p++;
  scanner->p = p;
}

/* A token that no "=" follows. */
static gboolean
is_scheme (GstSipScanner scanner)
{
  GstSipSlice token = gst_sip_scanner_take (&scanner, GST_SIP_CHAR_TOKEN);

  gst_sip_scanner_skip_space (&scanner);
  return token.length > 0 &&
      (gst_sip_scanner_at_end (&scanner) || *scanner.p != '=');
}

/* One challenge of those that share a line. */
static gboolean
next_challenge (GstSipScanner *scanner, GstSipSlice *challenge)
{
  const gchar *start, *end;

  skip_separators (scanner);
  if (gst_sip_scanner_at_end (scanner))
    return FALSE;

  start = scanner->p;
  do {
    gst_sip_scanner_skip_to_comma (scanner);
    end = scanner->p;
    skip_separators (scanner);
  } while (!gst_sip_scanner_at_end (scanner) && !is_scheme (*scanner));
  *challenge = gst_sip_slice_trim ((GstSipSlice){start, end - start});
  return TRUE;
}

static gboolean
has_only_ha1 (const GstSipCredentials *credentials)
{
  return credentials != NULL && credentials->password == NULL &&
      credentials->ha1 != NULL;
}

static gboolean
is_usable (const GstSipChallenge *challenge,
    const GstSipCredentials *credentials)
{
  if (challenge->algorithm == GST_SIP_DIGEST_UNSUPPORTED ||
      challenge->qop_unsupported)
    return FALSE;
  return !has_only_ha1 (credentials) ||
      gst_sip_ha1_get_digits (credentials->ha1, challenge->algorithm) != NULL;
}

static gboolean
passes (const GstSipChallengeFilter *filter, GstSipHeader header,
    const GstSipChallenge *challenge, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (filter == NULL ||
      filter->allows (filter->data, header, challenge, &problem))
    return TRUE;
  if (*error == NULL)
    *error = g_steal_pointer (&problem);
  return FALSE;
}

static gboolean
is_chosen (const GstSipChallenge *chosen, guint n, GstSipSlice realm)
{
  for (guint i = 0; i < n; i++)
    if (gst_sip_slice_equal (chosen[i].realm, realm))
      return TRUE;
  return FALSE;
}

static void
set_nothing_usable (GstSipMessage *response, GstSipHeader header,
    const GstSipCredentials *credentials, GError **error)
{
  g_autoptr (GString) offered = g_string_new (NULL);
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, response, header);
  while (gst_sip_values_next (&values, &value) && offered->len < MAX_SHOWN) {
    if (offered->len > 0)
      g_string_append (offered, "; ");
    g_string_append_len (offered, value.text, MIN (value.length, MAX_SHOWN));
  }
  gst_sip_syntax_error (error,
      has_only_ha1 (credentials)
          ? "challenge: expected Digest with the algorithm that "
            "authorization-ha1 is for"
          : "challenge: expected Digest with an algorithm and qop that are "
            "supported",
      (GstSipSlice){offered->str, offered->len});
}

guint
gst_sip_challenges_choose (GstSipChallenge *chosen, guint max,
    GstSipMessage *response, GstSipHeader header,
    const GstSipCredentials *credentials, const GstSipChallengeFilter *filter,
    GError **error)
{
  g_autoptr (GError) problem = NULL;
  GstSipValues values;
  GstSipSlice line, value;
  guint n = 0;

  gst_sip_values_init (&values, response, header);
  while (n < max && gst_sip_values_next (&values, &line)) {
    GstSipScanner scanner = gst_sip_scanner (line);

    while (n < max && next_challenge (&scanner, &value))
      if (gst_sip_challenge_parse (&chosen[n], value, NULL) &&
          is_usable (&chosen[n], credentials) &&
          !is_chosen (chosen, n, chosen[n].realm) &&
          passes (filter, header, &chosen[n], &problem))
        n++;
  }
  if (problem != NULL && n == 0)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (n == 0)
    set_nothing_usable (response, header, credentials, error);
  return n;
}
