/* Any text as a challenge, and as the name of who answers it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A newline separates the two. Beside crashes: the answer can be read, and has
 * the realm and the nonce of the challenge and the name that was given. What is
 * chosen of several challenges can be answered.
 */
#include "gst/sip/message/gstsipdigest.h"
#include "gst/sip/message/gstsipscanner.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_answer (const gchar *value, const GstSipChallenge *challenge,
    const gchar *name)
{
  GstSipAuthorization answer;
  g_autofree gchar *username = NULL;

  g_assert_true (
      gst_sip_authorization_parse (&answer, gst_sip_slice (value), NULL));
  username = gst_sip_slice_undo_backslashes (answer.username, NULL);
  g_assert_cmpstr (username, ==, name);
  g_assert_true (gst_sip_slice_equal (answer.realm, challenge->realm));
  g_assert_true (gst_sip_slice_equal (answer.nonce, challenge->nonce));
}

/* What comes back of the answer may say anything. */
static void
read_info (GstSipDigestSession *session, const GstSipCredentials *credentials,
    const gchar *answer, const gchar *info)
{
  g_autoptr (GError) error = NULL;
  gboolean taken = gst_sip_digest_session_take_info (session, credentials,
      gst_sip_slice (answer), gst_sip_slice (info), NULL, 0, &error);

  g_assert_true (taken == (error == NULL));
}

static void
answer_challenge (const GstSipChallenge *challenge, const gchar *name)
{
  g_autoptr (GstSipDigestSession) session =
      gst_sip_digest_session_new (challenge, NULL);
  GstSipCredentials credentials = {name, "secret", NULL};
  g_autofree gchar *value = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;

    g_free (value);
    value = gst_sip_digest_session_authorize (session, &credentials, "cnonce",
        "REGISTER", "sip:h", NULL, 0, &error);
    g_assert_true ((value == NULL) == (error != NULL));
    if (value != NULL)
      check_answer (value, challenge, name);
  }
  if (value != NULL)
    read_info (session, &credentials, value, name);
}

/* Of each realm one, and only what can be answered. */
static void
choose (GstSipSlice line)
{
  g_autofree gchar *text =
      g_strdup_printf ("SIP/2.0 401 No\r\nWWW-Authenticate: %.*s\r\n\r\n",
          (int) line.length, line.text);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GstSipMessage) response = gst_sip_message_parse (bytes, NULL);
  GstSipChallenge chosen[4];
  guint n;

  if (response == NULL)
    return;
  n = gst_sip_challenges_choose (chosen, G_N_ELEMENTS (chosen), response,
      GST_SIP_HEADER_WWW_AUTHENTICATE, NULL, NULL, NULL);
  g_assert_cmpuint (n, <=, G_N_ELEMENTS (chosen));
  for (guint i = 0; i < n; i++) {
    g_assert_cmpint (chosen[i].algorithm, !=, GST_SIP_DIGEST_UNSUPPORTED);
    for (guint j = 0; j < i; j++)
      g_assert_false (gst_sip_slice_equal (chosen[i].realm, chosen[j].realm));
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const gchar *text = size > 0 ? (const gchar *) data : "";
  const gchar *newline = memchr (text, '\n', size);
  gsize length = newline != NULL ? (gsize) (newline - text) : size;
  g_autofree gchar *name = newline != NULL
      ? g_strndup (newline + 1, size - length - 1)
      : g_strdup ("alice");
  GstSipChallenge challenge;
  GstSipAuthorization authorization;

  choose ((GstSipSlice){text, length});
  gst_sip_authorization_parse (&authorization, (GstSipSlice){text, length},
      NULL);
  if (gst_sip_challenge_parse (&challenge, (GstSipSlice){text, length}, NULL))
    answer_challenge (&challenge, name);
  return 0;
}
