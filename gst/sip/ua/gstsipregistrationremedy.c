/* What to do about a REGISTER that failed, and when
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipregistrationremedy.h"

#include "gst/sip/message/gstsipmessage-private.h"

/* RFC 5626 section 4.5, in seconds */
#define RETRY_BASE 30
#define RETRY_MAX 1800
#define RETRY_MAX_EXPONENT 6
/* What a server may ask for with Retry-After. */
#define RETRY_AFTER_MAX (24 * 60 * 60)

#define GIVE_UP GST_SIP_REMEDY_GIVE_UP
#define WAIT GST_SIP_REMEDY_WAIT
#define WAIT_LONG GST_SIP_REMEDY_WAIT_LONG
#define MOVE GST_SIP_REMEDY_MOVE
#define RECONNECT GST_SIP_REMEDY_RECONNECT

/* The first row that fits. 423 and 439 are answered before it comes to this. */
static const struct
{
  guint first;
  guint last;
  GstSipRemedy remedy;
} remedies[] = {
  /* A redirection is not followed: it would hand answers to challenges to
     * whomever it names. Another server may do without. */
    {300, 399, MOVE     },
    {401, 401, GIVE_UP  },
    {403, 403, GIVE_UP  },
    {407, 407, GIVE_UP  },
 /* The edge proxy answers, but it cannot reach the registrar. */
    {408, 408, MOVE     },
    {429, 429, WAIT     },
    {430, 430, RECONNECT}, /* RFC 5626 section 4.3 */
    {480, 480, WAIT     },
    {482, 483, WAIT_LONG}, /* routed in a circle */
    {486, 487, WAIT     },
    {491, 491, WAIT     },
 /* Unknown user, unknown domain, an extension that it wants or does not
     * want, what it cannot parse. */
    {400, 499, WAIT_LONG},
    {501, 501, WAIT_LONG},
    {505, 505, WAIT_LONG},
    {513, 513, WAIT_LONG},
    {500, 599, MOVE     },
    {600, 699, WAIT_LONG},
};

GstSipRemedy
gst_sip_remedy_choose (guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (remedies); i++) {
    if (remedies[i].first <= status && status <= remedies[i].last)
      return remedies[i].remedy;
  }
  return WAIT;
}

gdouble
gst_sip_remedy_get_delay (GstSipRemedy remedy, guint n_failures,
    GstSipMessage *response, GstSipRandom *random, gboolean *asked)
{
  guint exponent = MIN (n_failures, RETRY_MAX_EXPONENT);
  gdouble limit =
      remedy == WAIT_LONG ? RETRY_MAX : MIN (RETRY_BASE << exponent, RETRY_MAX);
  guint32 seconds;

  *asked = response != NULL &&
      gst_sip_message_get_number (response, GST_SIP_HEADER_RETRY_AFTER,
          &seconds);
  if (*asked)
    return CLAMP (seconds, 1, RETRY_AFTER_MAX);
  return gst_sip_random_double (random, limit / 2, limit);
}
