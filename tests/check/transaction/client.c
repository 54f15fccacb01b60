/* Client transactions: what is sent when, and what the user hears
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptesttransactions.h"

static const SipTestScenario invite[] = {
    /* Retransmissions at the moments of RFC 3261 section 17.1.1.2. */
    SCENARIO ("/client/invite/nobody-answers", "INVITE +31999 +1 +100000",
        "0 >INVITE 500 >INVITE 1500 >INVITE 3500 >INVITE 7500 >INVITE"
        " 15500 >INVITE 31500 >INVITE 32000 failed:timeout",
        0),
    SCENARIO ("/client/invite/nobody-answers-reliably",
        "reliable INVITE +100000", "0 >INVITE 32000 failed:timeout", 0),
    SCENARIO ("/client/invite/provisional-stops-repetition",
        "INVITE +600 <100 +400 <180 +100 <180 +100000",
        "0 >INVITE 500 >INVITE 600 100 1000 180 1100 180", 1),
    SCENARIO ("/client/invite/refused", "INVITE +10 <180 +10 <486 +31999",
        "0 >INVITE 10 180 20 >ACK 20 486", 1),
    SCENARIO ("/client/invite/refused-absorbs-repetition",
        "INVITE <486 +500 <486 +500 <486 +31000 <486",
        "0 >INVITE 0 >ACK 0 486 500 >ACK 1000 >ACK 32000 stray:486", 0),
    SCENARIO ("/client/invite/refused-reliably", "reliable INVITE <486 +1",
        "0 >INVITE 0 >ACK 0 486", 0),
    SCENARIO ("/client/invite/redirected", "INVITE <302 +32000",
        "0 >INVITE 0 >ACK 0 302", 0),
    SCENARIO ("/client/invite/declined", "INVITE <603 +32000",
        "0 >INVITE 0 >ACK 0 603", 0),
    SCENARIO ("/client/invite/late-provisional",
        "INVITE <486 <180 +1 <200 +32000", "0 >INVITE 0 >ACK 0 486", 0),

    /* RFC 6026: each 2xx is the user's, for 64*T1. */
    SCENARIO ("/client/invite/answered", "INVITE <200 +31999",
        "0 >INVITE 0 200", 1),
    SCENARIO ("/client/invite/answered-repeated",
        "INVITE <180 <200 +500 <200 +31500", "0 >INVITE 0 180 0 200 500 200",
        0),
    SCENARIO ("/client/invite/answered-reliably", "reliable INVITE <200 +31999",
        "0 >INVITE 0 200", 1),
    SCENARIO ("/client/invite/forked",
        "INVITE <180 <180/b <200/b +20 <200/c +32000",
        "0 >INVITE 0 180 0 180/b 0 200/b 20 200/c", 0),
    SCENARIO ("/client/invite/answered-too-late", "INVITE <200 +32000 <200",
        "0 >INVITE 0 200 32000 stray:200", 0),
    SCENARIO ("/client/invite/provisional-after-answer",
        "INVITE <200 <180 <486 +32000", "0 >INVITE 0 200", 0),

    SCENARIO ("/client/invite/cannot-send", "down INVITE",
        "0 >INVITE 0 failed:transport", 0),
    SCENARIO ("/client/invite/cannot-repeat", "INVITE down +600",
        "0 >INVITE 500 >INVITE 500 failed:transport", 0),
    SCENARIO ("/client/invite/lost", "INVITE <180 +5 lost lost +40000",
        "0 >INVITE 0 180 5 failed:transport", 0),
    SCENARIO ("/client/invite/lost-after-answer", "INVITE <200 lost",
        "0 >INVITE 0 200", 0),
    /* The user has heard the end, the ACK is not its business. */
    SCENARIO ("/client/invite/cannot-acknowledge", "INVITE down <486",
        "0 >INVITE 0 >ACK 0 486", 0),
    SCENARIO ("/client/invite/cannot-acknowledge-again",
        "INVITE <486 +9 down <486", "0 >INVITE 0 >ACK 0 486 9 >ACK", 0),

    SCENARIO ("/client/invite/forgotten", "INVITE forget <180 <486 +32000",
        "0 >INVITE 0 >ACK", 0),
    SCENARIO ("/client/invite/forgotten-and-lost", "INVITE forget lost",
        "0 >INVITE", 0),
    /* It made a dialog, that somebody has to end. */
    SCENARIO ("/client/invite/forgotten-and-answered",
        "INVITE forget <200 +32000", "0 >INVITE 0 stray:200", 0),
};

/* RFC 3261 section 9.1 */
static const SipTestScenario cancel[] = {
    SCENARIO ("/client/cancel/after-provisional",
        "reliable INVITE <180 +5 cancel <200:CANCEL +2 <487 +1",
        "0 >INVITE 0 180 5 >CANCEL 7 >ACK 7 487", 0),
    SCENARIO ("/client/cancel/waits-for-provisional",
        "INVITE +5 cancel +600 <100 <180 <200:CANCEL <487 +32000",
        "0 >INVITE 500 >INVITE 605 100 605 >CANCEL 605 180 605 >ACK 605 487",
        0),
    SCENARIO ("/client/cancel/no-answer-at-all", "INVITE cancel +32000",
        "0 >INVITE 500 >INVITE 1500 >INVITE 3500 >INVITE 7500 >INVITE"
        " 15500 >INVITE 31500 >INVITE 32000 failed:timeout",
        0),
    SCENARIO ("/client/cancel/no-final-answer",
        "reliable INVITE <180 cancel +100 <200:CANCEL +31800 <180 +99 +1",
        "0 >INVITE 0 180 0 >CANCEL 31900 180 32000 failed:timeout", 0),
    SCENARIO ("/client/cancel/repeated",
        "INVITE <180 cancel +600 <200:CANCEL <487 +32000",
        "0 >INVITE 0 180 0 >CANCEL 500 >CANCEL 600 >ACK 600 487", 0),
    SCENARIO ("/client/cancel/twice",
        "reliable INVITE <180 cancel cancel <180 cancel",
        "0 >INVITE 0 180 0 >CANCEL 0 180", 2),
    SCENARIO ("/client/cancel/crosses-answer",
        "reliable INVITE <180 cancel <200 <200:CANCEL +32000",
        "0 >INVITE 0 180 0 >CANCEL 0 200", 0),
    SCENARIO ("/client/cancel/too-late", "reliable INVITE <200 cancel +32000",
        "0 >INVITE 0 200", 0),
    SCENARIO ("/client/cancel/after-refusal", "reliable INVITE <486 cancel +1",
        "0 >INVITE 0 >ACK 0 486", 0),
    SCENARIO ("/client/cancel/never-sent-when-refused",
        "reliable INVITE cancel <486 +1", "0 >INVITE 0 >ACK 0 486", 0),
    SCENARIO ("/client/cancel/never-sent-when-answered",
        "reliable INVITE cancel <200 +32000", "0 >INVITE 0 200", 0),
    SCENARIO ("/client/cancel/by-an-owner-that-goes",
        "reliable INVITE <180 cancel forget <200:CANCEL <487 +1",
        "0 >INVITE 0 180 0 >CANCEL 0 >ACK", 0),
    SCENARIO ("/client/cancel/cannot-send",
        "reliable INVITE <180 down cancel +32000",
        "0 >INVITE 0 180 0 >CANCEL 32000 failed:timeout", 0),
};

/* RFC 3261 section 17.1.2.2 */
static const SipTestScenario other[] = {
    SCENARIO ("/client/other/nobody-answers", "OPTIONS +100000",
        "0 >OPTIONS 500 >OPTIONS 1500 >OPTIONS 3500 >OPTIONS 7500 >OPTIONS"
        " 11500 >OPTIONS 15500 >OPTIONS 19500 >OPTIONS 23500 >OPTIONS"
        " 27500 >OPTIONS 31500 >OPTIONS 32000 failed:timeout",
        0),
    SCENARIO ("/client/other/nobody-answers-reliably",
        "reliable OPTIONS +100000", "0 >OPTIONS 32000 failed:timeout", 0),
    /* Once a provisional response came, every T2. */
    SCENARIO ("/client/other/provisional", "OPTIONS +600 <100 +100000",
        "0 >OPTIONS 500 >OPTIONS 600 100 1500 >OPTIONS 5500 >OPTIONS"
        " 9500 >OPTIONS 13500 >OPTIONS 17500 >OPTIONS 21500 >OPTIONS"
        " 25500 >OPTIONS 29500 >OPTIONS 32000 failed:timeout",
        0),
    SCENARIO ("/client/other/answered", "OPTIONS +20 <200 +4999",
        "0 >OPTIONS 20 200", 1),
    SCENARIO ("/client/other/absorbs-repetition",
        "OPTIONS <200 +9 <200 <404 +5000 <200",
        "0 >OPTIONS 0 200 5009 stray:200", 0),
    SCENARIO ("/client/other/answered-reliably", "reliable OPTIONS <200 +1",
        "0 >OPTIONS 0 200", 0),
    SCENARIO ("/client/other/refused", "OPTIONS <100 <404 +5000",
        "0 >OPTIONS 0 100 0 404", 0),
    SCENARIO ("/client/other/cannot-send", "down OPTIONS",
        "0 >OPTIONS 0 failed:transport", 0),
    SCENARIO ("/client/other/lost", "OPTIONS lost",
        "0 >OPTIONS 0 failed:transport", 0),
    SCENARIO ("/client/other/lost-in-proceeding", "OPTIONS <100 lost",
        "0 >OPTIONS 0 100 0 failed:transport", 0),
    SCENARIO ("/client/other/lost-after-answer", "OPTIONS <200 lost",
        "0 >OPTIONS 0 200", 0),
    SCENARIO ("/client/other/forgotten", "OPTIONS forget <100 <200 +5000",
        "0 >OPTIONS", 0),
    SCENARIO ("/client/other/unknown-method", "PARTY <501 +5000",
        "0 >PARTY 0 501", 0),
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sip_test_add_scenarios (invite, G_N_ELEMENTS (invite));
  sip_test_add_scenarios (cancel, G_N_ELEMENTS (cancel));
  sip_test_add_scenarios (other, G_N_ELEMENTS (other));

  return g_test_run ();
}
