/* Any text as a challenge, and as the name of who answers it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A newline separates the two. Beside crashes: the answer can be read, and has
 * the realm and the nonce of the challenge and the name that was given.
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

static void
answer_challenge (const GstSipChallenge *challenge, const gchar *name)
{
  g_autoptr (GstSipDigestSession) session =
      gst_sip_digest_session_new (challenge);
  GstSipCredentials credentials = {name, "secret", NULL};

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree gchar *value = gst_sip_digest_session_authorize (session,
        &credentials, "cnonce", "REGISTER", "sip:h", NULL, 0, &error);

    g_assert_true ((value == NULL) == (error != NULL));
    if (value != NULL)
      check_answer (value, challenge, name);
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

  gst_sip_authorization_parse (&authorization, (GstSipSlice){text, length},
      NULL);
  if (gst_sip_challenge_parse (&challenge, (GstSipSlice){text, length}, NULL))
    answer_challenge (&challenge, name);
  return 0;
}
