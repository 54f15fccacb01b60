/* Random tokens: form, range, and repeatability from a seed
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiprandom.h"

#include <string.h>

static GstSipRandom *
make (gconstpointer seeded)
{
  return seeded != NULL ? gst_sip_random_new_seeded (42)
                        : gst_sip_random_new ();
}

static void
test_token (gconstpointer seeded)
{
  g_autoptr (GstSipRandom) random = make (seeded);
  static const guint lengths[] = {0, 1, 10, 32, 1000};

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree gchar *token = gst_sip_random_token (random, lengths[i]);

    g_assert_cmpuint (strlen (token), ==, lengths[i]);
    g_assert_cmpuint (strspn (token, "0123456789abcdefghijklmnopqrstuv"), ==,
        lengths[i]);
  }
}

/* Each character has its 5 bits: all 32 appear in a long token. */
static void
test_token_uses_all_characters (gconstpointer seeded)
{
  g_autoptr (GstSipRandom) random = make (seeded);
  g_autofree gchar *token = gst_sip_random_token (random, 4096);

  for (const gchar *c = "0123456789abcdefghijklmnopqrstuv"; *c != '\0'; c++)
    g_assert_nonnull (strchr (token, *c));
}

static void
test_uuid (gconstpointer seeded)
{
  g_autoptr (GstSipRandom) random = make (seeded);

  for (guint i = 0; i < 100; i++) {
    g_autofree gchar *uuid = gst_sip_random_uuid (random);
    g_autofree gchar *next = gst_sip_random_uuid (random);

    g_assert_true (g_uuid_string_is_valid (uuid));
    g_assert_cmpint (uuid[14], ==, '4');
    g_assert_nonnull (strchr ("89ab", uuid[19]));
    g_assert_cmpstr (uuid, !=, next);
  }
}

static void
test_ranges (gconstpointer seeded)
{
  g_autoptr (GstSipRandom) random = make (seeded);
  guint seen[6] = {0};

  for (guint i = 0; i < 6000; i++) {
    gdouble number = gst_sip_random_double (random, -1.5, 2.5);

    seen[gst_sip_random_int (random, 10, 16) - 10]++;
    g_assert_cmpfloat (number, >=, -1.5);
    g_assert_cmpfloat (number, <, 2.5);
  }
  /* 1000 of each are expected; 700 is ten standard deviations away. */
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    g_assert_cmpuint (seen[i], >, 700);

  g_assert_cmpuint (gst_sip_random_int (random, 7, 8), ==, 7);
  g_assert_cmpuint (gst_sip_random_int (random, 0, G_MAXUINT32), <,
      G_MAXUINT32);
}

static void
test_seed_repeats (void)
{
  g_autoptr (GstSipRandom) one = gst_sip_random_new_seeded (1);
  g_autoptr (GstSipRandom) same = gst_sip_random_new_seeded (1);
  g_autoptr (GstSipRandom) other = gst_sip_random_new_seeded (2);
  g_autofree gchar *a = gst_sip_random_token (one, 20);
  g_autofree gchar *b = gst_sip_random_token (same, 20);
  g_autofree gchar *c = gst_sip_random_token (other, 20);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpuint (gst_sip_random_int (one, 0, 1000000), ==,
      gst_sip_random_int (same, 0, 1000000));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const gchar *name;
    void (*func) (gconstpointer seeded);
  } cases[] = {
      {"token",                     test_token                    },
      {"token-uses-all-characters", test_token_uses_all_characters},
      {"uuid",                      test_uuid                     },
      {"ranges",                    test_ranges                   },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *kernel =
        g_strconcat ("/random/kernel/", cases[i].name, NULL);
    g_autofree gchar *seeded =
        g_strconcat ("/random/seeded/", cases[i].name, NULL);

    g_test_add_data_func (kernel, NULL, cases[i].func);
    g_test_add_data_func (seeded, "seeded", cases[i].func);
  }
  g_test_add_func ("/random/seed-repeats", test_seed_repeats);

  return g_test_run ();
}
