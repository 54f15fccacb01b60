/* Hostile messages cost time in proportion to their size
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each row fills one header with a text that is repeated. What all layers do
 * with a message is done with one of 32 kB and with one of 250 kB: eight times
 * the size may cost about eight times the time, where what is quadratic would
 * cost sixty. The best of some runs is taken, in the time of this thread, so
 * that other work on the machine matters little.
 */
#include "siptestmessage.h"
#include <time.h>

#define SMALL (32 * 1024)
#define BIG (250 * 1024)
#define N_RUNS 9
/* Of (BIG / SMALL) = 7.8; quadratic is 61 */
#define MOST 24
/* Times below this are noise. */
#define SHORT 100 /* microseconds */

/* clang-format off */
static const struct
{
  const gchar *name, *header, *prefix, *repeated, *suffix;
} cases[] = {
    {"commas", "Via", "", ",", ""},
    {"values", "Via", "", "SIP/2.0/UDP h,", "x"},
    {"quotes", "Contact", "", "\"", ""},
    {"quoted-values", "Contact", "", "\"a,\" <sip:b>,", "x"},
    {"escaped-quotes", "Contact", "\"", "\\\"", ""},
    {"backslashes", "Contact", "\"", "\\\\", ""},
    {"comma-quote", "Contact", "", ",\"", ""},
    {"open-brackets", "Contact", "", "<", ""},
    {"comma-bracket", "Contact", "", ",<", ""},
    {"brackets", "Contact", "", "<>,", ""},
    {"folds", "Subject", "a", "\r\n ", "b"},
    {"folds-and-text", "Contact", "a", "\r\n <", ""},
    {"carriage-returns", "Subject", "a", "\r", "b"},
    {"spaces", "Subject", "a", " ", "b"},
    {"spaces-in-via", "Via", "SIP/2.0/UDP ", " ", "h"},
    {"semicolons", "From", "<sip:a@h>", ";", ""},
    {"params", "From", "<sip:a@h>", ";a=b", ";tag=1"},
    {"params-open-quote", "From", "<sip:a@h>", ";a=\"", ""},
    {"params-escaped", "From", "<sip:a@h>", ";%74%61%66", ""},
    {"via-params", "Via", "SIP/2.0/UDP h", ";branch=a", ""},
    {"uri-params", "To", "<sip:a@h", ";transport=ws", ">"},
    {"uri-headers", "To", "<sip:a@h?", "a=b&", "c=d>"},
    {"ats", "To", "<sip:", "a@", "h>"},
    {"colons", "To", "<sip:", "a:", "@h>"},
    {"sips", "To", "<", "sip:", "a@h>"},
    {"digits", "CSeq", "", "1", " OPTIONS"},
    {"challenge-params", "WWW-Authenticate", "Digest ", "a=b,", "c=d"},
    {"challenge-commas", "WWW-Authenticate", "Digest ", ",", ""},
    {"challenge-quotes", "WWW-Authenticate", "Digest ", "a=\"", ""},
    {"credentials", "Authorization", "Digest ", "response=\"\\\",", ""},
    {"credential-quotes", "Authorization", "Digest ", "\"", ""},
    {"display-name", "From", "", "a ", "<sip:a@h>"},
    {"challenges", "WWW-Authenticate", "", "Digest realm=a,nonce=b, X y,", ""},
    {"tokens-of-challenges", "WWW-Authenticate", "Digest ", "a,", ""},
    {"token-of-challenge", "WWW-Authenticate", "Digest a=b,", "c", ""},
    {"quotes-of-challenges", "WWW-Authenticate", "", "X a=\"\\\"\", ", "\""},
    {"unknown", "X-Unknown", "", "a,b;c=\"d\"", ""},
    {"tokens", "Supported", "", "a;b,", ""},
};
/* clang-format on */

static GBytes *
make_message (guint i, gsize size)
{
  GString *text = g_string_new ("OPTIONS sip:bob@example.com SIP/2.0\r\n");

  g_string_append_printf (text, "%s: %s", cases[i].header, cases[i].prefix);
  while (text->len < size)
    g_string_append (text, cases[i].repeated);
  g_string_append_printf (text, "%s\r\n\r\n", cases[i].suffix);
  return g_string_free_to_bytes (text);
}

static void
read_values (GstSipMessage *message, GstSipHeader header)
{
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, message, header);
  while (gst_sip_values_next (&values, &value)) {
    GstSipAddress address;
    GstSipUriView uri;
    GstSipVia via;
    GstSipChallenge challenge;
    GstSipAuthorization authorization;

    if (gst_sip_address_parse (&address, value, NULL)) {
      g_free (gst_sip_address_dup_display_name (&address));
      gst_sip_address_get_tag (&address);
      if (gst_sip_uri_view_parse (&uri, address.uri, NULL))
        gst_sip_uri_view_equal (&uri, &uri);
    }
    gst_sip_via_parse (&via, value, NULL);
    gst_sip_challenge_parse (&challenge, value, NULL);
    gst_sip_authorization_parse (&authorization, value, NULL);
  }
}

static void
choose_challenges (GstSipMessage *message)
{
  GstSipChallenge chosen[4];

  gst_sip_challenges_choose (chosen, G_N_ELEMENTS (chosen), message,
      GST_SIP_HEADER_WWW_AUTHENTICATE, NULL, NULL, NULL);
}

/* All that the layers above may do with a message. */
static void
use_message (GBytes *bytes)
{
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, NULL);
  g_autoptr (GstSipMessage) copy = NULL;
  g_autoptr (GBytes) out = NULL;
  g_autofree gchar *trace = NULL;

  g_assert_nonnull (message);
  gst_sip_message_check (message, NULL);
  for (GstSipHeader header = 1; header < GST_SIP_HEADER_N_KNOWN; header++)
    read_values (message, header);
  choose_challenges (message);
  gst_sip_message_has_token (message, GST_SIP_HEADER_SUPPORTED, "path");
  copy = gst_sip_message_copy (message);
  out = gst_sip_message_serialize (copy);
  trace = gst_sip_message_to_trace (message);
}

static gint64
get_thread_time (void)
{
  struct timespec now;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now), ==, 0);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
measure (GBytes *bytes)
{
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < N_RUNS; i++) {
    gint64 start = get_thread_time ();

    use_message (bytes);
    best = MIN (best, get_thread_time () - start);
  }
  return best;
}

static void
test_linear (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) small = make_message (i, SMALL);
  g_autoptr (GBytes) big = make_message (i, BIG);
  gint64 short_time = MAX (measure (small), SHORT);
  gint64 long_time = measure (big);

  g_test_message ("%" G_GINT64_FORMAT " us, %" G_GINT64_FORMAT " us",
      short_time, long_time);
  g_assert_cmpint (long_time, <, MOST * short_time);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD_NAMED_ROWS (cases, "/linear", test_linear);
  return g_test_run ();
}
