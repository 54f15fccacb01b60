/* Random tokens: tags, branches, Call-IDs
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiprandom.h"

#include <errno.h>
#include <sys/random.h>
#include <unistd.h>

struct _GstSipRandom
{
  GRand *seeded; /* NULL: the kernel's */
};

/* What getentropy() gives at most in one go. */
#define CHUNK 256

GstSipRandom *
gst_sip_random_new (void)
{
  return g_new0 (GstSipRandom, 1);
}

GstSipRandom *
gst_sip_random_new_seeded (guint32 seed)
{
  GstSipRandom *self = gst_sip_random_new ();

  self->seeded = g_rand_new_with_seed (seed);
  return self;
}

void
gst_sip_random_free (GstSipRandom *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->seeded, g_rand_free);
  g_free (self);
}

static void
fill (GstSipRandom *self, guint8 *bytes, gsize size)
{
  if (self->seeded != NULL) {
    for (gsize i = 0; i < size; i++)
      bytes[i] = g_rand_int (self->seeded) >> 24;
    return;
  }
  for (gsize i = 0; i < size; i += CHUNK) {
    /* Guessable tags would be worse than none. */
    if (getentropy (bytes + i, MIN (size - i, CHUNK)) != 0)
      g_error ("no random numbers: %s", g_strerror (errno));
  }
}

guint32
gst_sip_random_int (GstSipRandom *self, guint32 begin, guint32 end)
{
  guint32 range = end - begin;
  guint32 unfair; /* this many of the 2^32 values would favour the low ones */
  guint64 product;

  g_return_val_if_fail (self != NULL, begin);
  g_return_val_if_fail (begin < end, begin);

  unfair = -range % range;
  do {
    guint32 value;

    fill (self, (guint8 *) &value, sizeof value);
    product = (guint64) value * range;
  } while ((guint32) product < unfair);

  return begin + (guint32) (product >> 32);
}

gdouble
gst_sip_random_double (GstSipRandom *self, gdouble begin, gdouble end)
{
  guint64 value;

  g_return_val_if_fail (self != NULL, begin);
  g_return_val_if_fail (begin < end, begin);

  fill (self, (guint8 *) &value, sizeof value);
  /* 53 bits: what a double holds */
  return begin + (end - begin) * ((gdouble) (value >> 11) / (1ULL << 53));
}

gchar *
gst_sip_random_token (GstSipRandom *self, guint length)
{
  static const gchar alphabet[] = "0123456789abcdefghijklmnopqrstuv";
  gchar *token;

  g_return_val_if_fail (self != NULL, NULL);

  token = g_malloc (length + 1);
  fill (self, (guint8 *) token, length);
  for (guint i = 0; i < length; i++)
    token[i] = alphabet[token[i] & 31];
  token[length] = '\0';
  return token;
}

gchar *
gst_sip_random_uuid (GstSipRandom *self)
{
  guint8 b[16];

  g_return_val_if_fail (self != NULL, NULL);

  fill (self, b, sizeof b);
  b[6] = (b[6] & 0x0f) | 0x40; /* version 4, variant 10 (RFC 9562) */
  b[8] = (b[8] & 0x3f) | 0x80;
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                          "%02x%02x%02x%02x%02x%02x",
      b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
      b[12], b[13], b[14], b[15]);
}
