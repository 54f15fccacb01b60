/* Server transactions: what is answered when, and what the user hears
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptesttransactions.h"

static const SipTestScenario invite[] = {
    SCENARIO ("/server/invite/trying", ">INVITE +199 +1 +100000",
        "0 request:INVITE 200 >100", 1),
    SCENARIO ("/server/invite/answered-before-trying",
        ">INVITE +199 =180 +60000", "0 request:INVITE 199 >180", 1),
    SCENARIO ("/server/invite/repeated-before-trying",
        ">INVITE +100 >INVITE +100", "0 request:INVITE 200 >100", 1),
    /* The last provisional response answers a repeated request. */
    SCENARIO ("/server/invite/repeated",
        ">INVITE +200 >INVITE =180 >INVITE =183 >INVITE",
        "0 request:INVITE 200 >100 200 >100 200 >180 200 >180 200 >183 200 "
        ">183",
        1),

    /* Timers G and H (RFC 3261 section 17.2.1) */
    SCENARIO ("/server/invite/refused-without-ack", ">INVITE =486 +100000",
        "0 request:INVITE 0 >486 500 >486 1500 >486 3500 >486 7500 >486"
        " 11500 >486 15500 >486 19500 >486 23500 >486 27500 >486 31500 >486"
        " 32000 server:timeout",
        0),
    SCENARIO ("/server/invite/refused-reliably-without-ack",
        "reliable >INVITE =486 +100000",
        "0 request:INVITE 0 >486 32000 server:timeout", 0),
    SCENARIO ("/server/invite/refused", ">INVITE =486 +600 >ACK >ACK +4999",
        "0 request:INVITE 0 >486 500 >486", 1),
    SCENARIO ("/server/invite/refused-ends", ">INVITE =486 >ACK +5000 >ACK",
        "0 request:INVITE 0 >486 5000 ack", 0),
    SCENARIO ("/server/invite/refused-reliably",
        "reliable >INVITE =486 >ACK +1", "0 request:INVITE 0 >486", 0),
    SCENARIO ("/server/invite/refused-repeated",
        ">INVITE =486 +20 >INVITE >ACK >INVITE",
        "0 request:INVITE 0 >486 20 >486", 1),
    SCENARIO ("/server/invite/second-answer",
        ">INVITE =486 =200 =180 >ACK =200", "0 request:INVITE 0 >486", 1),
    SCENARIO ("/server/invite/early-ack", ">INVITE =180 >ACK =486 >ACK +5000",
        "0 request:INVITE 0 >180 0 >486", 0),

    /* Timer L: a 2xx is repeated by the user (RFC 6026 section 7.1). */
    SCENARIO ("/server/invite/answered",
        ">INVITE =180 =200 +500 =200 >ACK/2 +31499",
        "0 request:INVITE 0 >180 0 >200 500 >200 500 ack", 1),
    SCENARIO ("/server/invite/answered-ends", ">INVITE =200 +32000 =200 >ACK/2",
        "0 request:INVITE 0 >200 32000 ack", 0),
    SCENARIO ("/server/invite/answered-absorbs-repetition",
        ">INVITE =200 +9 >INVITE =486 =180", "0 request:INVITE 0 >200", 1),
    /* As RFC 2543 had it, and some have it still. */
    SCENARIO ("/server/invite/ack-with-the-same-branch",
        ">INVITE =200 >ACK >ACK", "0 request:INVITE 0 >200 0 ack 0 ack", 1),

    SCENARIO ("/server/invite/cannot-send-provisional",
        ">INVITE down +200 =180 up =200 +32000",
        "0 request:INVITE 200 >100 200 >180 200 >200", 0),
    SCENARIO ("/server/invite/cannot-refuse", ">INVITE down =486",
        "0 request:INVITE 0 >486 0 server:transport", 0),
    SCENARIO ("/server/invite/cannot-refuse-again", ">INVITE =486 down +500",
        "0 request:INVITE 0 >486 500 >486 500 server:transport", 0),
    SCENARIO ("/server/invite/cannot-answer",
        ">INVITE down =200 +500 up =200 +31500",
        "0 request:INVITE 0 >200 0 server:transport 500 >200", 0),
    /* Requests of the peer are not ended by a loss: it may come back. */
    SCENARIO ("/server/invite/lost", ">INVITE lost =180",
        "0 request:INVITE 0 >180", 1),
};

static const SipTestScenario other[] = {
    SCENARIO ("/server/other/unanswered", ">OPTIONS +100 >OPTIONS +100000",
        "0 request:OPTIONS 32000 server:timeout", 0),
    SCENARIO ("/server/other/unanswered-provisionally",
        "reliable >OPTIONS +20000 =100 +11999 =100 +1 =200",
        "0 request:OPTIONS 20000 >100 31999 >100 32000 server:timeout", 0),
    SCENARIO ("/server/other/answered", ">OPTIONS +9 =200 +10 >OPTIONS +31989",
        "0 request:OPTIONS 9 >200 19 >200", 1),
    SCENARIO ("/server/other/answered-ends", ">OPTIONS =200 +32000 >OPTIONS",
        "0 request:OPTIONS 0 >200 32000 request:OPTIONS", 1),
    SCENARIO ("/server/other/answered-reliably", "reliable >OPTIONS =404 +1",
        "0 request:OPTIONS 0 >404", 0),
    SCENARIO ("/server/other/provisional",
        ">OPTIONS =100 >OPTIONS =100 =404 >OPTIONS",
        "0 request:OPTIONS 0 >100 0 >100 0 >100 0 >404 0 >404", 1),
    SCENARIO ("/server/other/second-answer", ">OPTIONS =404 =200 =100 >OPTIONS",
        "0 request:OPTIONS 0 >404 0 >404", 1),
    SCENARIO ("/server/other/cannot-answer", ">OPTIONS down =200",
        "0 request:OPTIONS 0 >200 0 server:transport", 0),
    SCENARIO ("/server/other/cannot-answer-provisionally",
        ">OPTIONS =100 down =100",
        "0 request:OPTIONS 0 >100 0 >100 0 server:transport", 0),
    SCENARIO ("/server/other/unknown-method", ">PARTY =501 +32000",
        "0 request:PARTY 0 >501", 0),
    SCENARIO ("/server/other/ack-of-nothing", ">ACK", "0 ack", 0),
};

/* RFC 3261 section 9.2 */
static const SipTestScenario cancel[] = {
    SCENARIO ("/server/cancel/pending",
        "reliable >INVITE =180 >CANCEL =487 >ACK +1",
        "0 request:INVITE 0 >180 0 >200 0 cancelled 0 >487", 0),
    SCENARIO ("/server/cancel/before-any-answer",
        "reliable >INVITE >CANCEL =487 >ACK +1",
        "0 request:INVITE 0 >200 0 cancelled 0 >487", 0),
    SCENARIO ("/server/cancel/repeated", ">INVITE =180 >CANCEL >CANCEL",
        "0 request:INVITE 0 >180 0 >200 0 cancelled 0 >200", 2),
    SCENARIO ("/server/cancel/after-refusal", ">INVITE =486 >CANCEL",
        "0 request:INVITE 0 >486 0 >200", 2),
    SCENARIO ("/server/cancel/after-answer", ">INVITE =200 >CANCEL",
        "0 request:INVITE 0 >200 0 >200", 2),
    SCENARIO ("/server/cancel/of-nothing", "reliable >CANCEL +1", "0 >481", 0),
    SCENARIO ("/server/cancel/of-another", "reliable >INVITE >CANCEL/2 +1",
        "0 request:INVITE 0 >481", 1),
    SCENARIO ("/server/cancel/of-no-invite", "reliable >OPTIONS >CANCEL +1",
        "0 request:OPTIONS 0 >481", 1),
    SCENARIO ("/server/cancel/cannot-answer", "reliable >INVITE down >CANCEL",
        "0 request:INVITE 0 >200 0 server:transport 0 cancelled", 1),
};

/* RFC 3261 section 17.2.3 */
static const SipTestScenario matching[] = {
    SCENARIO ("/server/match/other-method", ">INVITE >OPTIONS",
        "0 request:INVITE"
        " 0 request:OPTIONS",
        2),
    SCENARIO ("/server/match/other-branch", ">OPTIONS >OPTIONS/2",
        "0 request:OPTIONS 0 merged:OPTIONS", 2),
    SCENARIO ("/server/match/branch-has-no-case", ">OPTIONS/a >OPTIONS/A =200",
        "0 request:OPTIONS 0 >200", 1),
    SCENARIO ("/server/match/merged-no-longer",
        "reliable >OPTIONS =200 +1 >OPTIONS/2",
        "0 request:OPTIONS 0 >200 1 request:OPTIONS", 1),
    SCENARIO ("/server/match/rfc2543",
        ">INVITE/old =180 >INVITE/old =486 >ACK/old +5000",
        "0 request:INVITE 0 >180 0 >180 0 >486", 0),
    SCENARIO ("/server/match/rfc2543-answered", ">INVITE/old =200 >ACK/old",
        "0 request:INVITE 0 >200 0 ack", 1),
    SCENARIO ("/server/match/rfc2543-cancel", ">INVITE/old >CANCEL/old =487",
        "0 request:INVITE 0 >200 0 cancelled 0 >487", 2),
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  sip_test_add_scenarios (invite, G_N_ELEMENTS (invite));
  sip_test_add_scenarios (other, G_N_ELEMENTS (other));
  sip_test_add_scenarios (cancel, G_N_ELEMENTS (cancel));
  sip_test_add_scenarios (matching, G_N_ELEMENTS (matching));

  return g_test_run ();
}
