/* The four machines of transactions (RFC 3261 section 17, RFC 6026)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tables, nothing else; docs/states.md shows them as figures. A row that is
 * not there means that the input is ignored. The timers are named by what they
 * do; the letters of RFC 3261 (table 4) and RFC 6026:
 *
 *     retransmit  A, E, G
 *     timeout     B, F, H
 *     linger      D, I, J, K, L, M
 */
#include "gst/sip/transaction/gstsipmachine.h"

#define TIMEOUT (64 * GST_SIP_T1)

#define MACHINE(name, initial, rows, timers) \
  { \
    name, initial, rows, G_N_ELEMENTS (rows), timers, G_N_ELEMENTS (timers) \
  }

/* RFC 3261 section 17.1.1.2, with the Accepted state of RFC 6026 section 7.2.
 *
 * A CANCEL has to wait for a provisional response, and the timeout of
 * PROCEEDING runs only once it is sent (section 9.1). When the transport fails
 * after a final response the user has heard the end of the transaction: it is
 * not told a second one. */
static const GstSipTransition invite_client_rows[] = {
    {CALLING,    ON_RETRANSMIT_TIMER, CALLING,    SEND_REQUEST            },
    {CALLING,    ON_TIMEOUT_TIMER,    TERMINATED, REPORT_TIMEOUT          },
    {CALLING,    ON_TRANSPORT_ERROR,  TERMINATED, REPORT_ERROR            },
    {CALLING,    ON_1XX,              PROCEEDING, PASS_RESPONSE           },
    {CALLING,    ON_2XX,              ACCEPTED,   PASS_RESPONSE           },
    {CALLING,    ON_3XX_TO_6XX,       COMPLETED,  SEND_ACK | PASS_RESPONSE},
    {CALLING,    ON_CANCEL,           CALLING,    0                       },
    {PROCEEDING, ON_1XX,              PROCEEDING, PASS_RESPONSE           },
    {PROCEEDING, ON_2XX,              ACCEPTED,   PASS_RESPONSE           },
    {PROCEEDING, ON_3XX_TO_6XX,       COMPLETED,  SEND_ACK | PASS_RESPONSE},
    {PROCEEDING, ON_CANCEL,           PROCEEDING, SEND_CANCEL             },
    {PROCEEDING, ON_TIMEOUT_TIMER,    TERMINATED, REPORT_TIMEOUT          },
    {PROCEEDING, ON_TRANSPORT_ERROR,  TERMINATED, REPORT_ERROR            },
    {ACCEPTED,   ON_2XX,              ACCEPTED,   PASS_RESPONSE           },
    {ACCEPTED,   ON_LINGER_TIMER,     TERMINATED, 0                       },
    {ACCEPTED,   ON_TRANSPORT_ERROR,  TERMINATED, 0                       },
    {COMPLETED,  ON_3XX_TO_6XX,       COMPLETED,  SEND_ACK                },
    {COMPLETED,  ON_LINGER_TIMER,     TERMINATED, 0                       },
    {COMPLETED,  ON_TRANSPORT_ERROR,  TERMINATED, 0                       },
};

static const GstSipStateTimers invite_client_timers[] = {
    {CALLING,   DOUBLING,     TIMEOUT, 0,       0      }, /* A, B */
    {ACCEPTED,  NOT_REPEATED, 0,       TIMEOUT, TIMEOUT}, /* M */
    {COMPLETED, NOT_REPEATED, 0,       TIMEOUT, AT_ONCE}, /* D */
};

const GstSipMachine gst_sip_invite_client_machine = MACHINE ("INVITE client",
    CALLING, invite_client_rows, invite_client_timers);

/* RFC 3261 section 17.1.2.2 */
static const GstSipTransition client_rows[] = {
    {TRYING,     ON_RETRANSMIT_TIMER, TRYING,     SEND_REQUEST  },
    {TRYING,     ON_TIMEOUT_TIMER,    TERMINATED, REPORT_TIMEOUT},
    {TRYING,     ON_TRANSPORT_ERROR,  TERMINATED, REPORT_ERROR  },
    {TRYING,     ON_1XX,              PROCEEDING, PASS_RESPONSE },
    {TRYING,     ON_2XX,              COMPLETED,  PASS_RESPONSE },
    {TRYING,     ON_3XX_TO_6XX,       COMPLETED,  PASS_RESPONSE },
    {PROCEEDING, ON_RETRANSMIT_TIMER, PROCEEDING, SEND_REQUEST  },
    {PROCEEDING, ON_TIMEOUT_TIMER,    TERMINATED, REPORT_TIMEOUT},
    {PROCEEDING, ON_TRANSPORT_ERROR,  TERMINATED, REPORT_ERROR  },
    {PROCEEDING, ON_1XX,              PROCEEDING, PASS_RESPONSE },
    {PROCEEDING, ON_2XX,              COMPLETED,  PASS_RESPONSE },
    {PROCEEDING, ON_3XX_TO_6XX,       COMPLETED,  PASS_RESPONSE },
    {COMPLETED,  ON_LINGER_TIMER,     TERMINATED, 0             },
    {COMPLETED,  ON_TRANSPORT_ERROR,  TERMINATED, 0             },
};

static const GstSipStateTimers client_timers[] = {
    {TRYING,     DOUBLING_TO_T2, TIMEOUT, 0,          0      }, /* E, F */
    {PROCEEDING, EVERY_T2,       TIMEOUT, 0,          0      }, /* E, F */
    {COMPLETED,  NOT_REPEATED,   0,       GST_SIP_T4, AT_ONCE}, /* K */
};

const GstSipMachine gst_sip_client_machine =
    MACHINE ("non-INVITE client", TRYING, client_rows, client_timers);

/* RFC 3261 section 17.2.1, with the Accepted state of RFC 6026 section 7.1.
 *
 * TRYING is not in the RFC's figure: it is its Proceeding before the user has
 * answered, so that the 200 ms until "100 Trying" are a timer of a state. A
 * provisional response that cannot be sent does not end the transaction: the
 * final one may find a new connection. An ACK in ACCEPTED has the branch of
 * its INVITE, as RFC 2543 made it. */
static const GstSipTransition invite_server_rows[] = {
    {TRYING,     ON_LINGER_TIMER,     PROCEEDING, SEND_TRYING   },
    {TRYING,     ON_1XX,              PROCEEDING, SEND_RESPONSE },
    {TRYING,     ON_2XX,              ACCEPTED,   SEND_RESPONSE },
    {TRYING,     ON_3XX_TO_6XX,       COMPLETED,  SEND_RESPONSE },
    {PROCEEDING, ON_REQUEST,          PROCEEDING, SEND_RESPONSE },
    {PROCEEDING, ON_1XX,              PROCEEDING, SEND_RESPONSE },
    {PROCEEDING, ON_2XX,              ACCEPTED,   SEND_RESPONSE },
    {PROCEEDING, ON_3XX_TO_6XX,       COMPLETED,  SEND_RESPONSE },
    {ACCEPTED,   ON_2XX,              ACCEPTED,   SEND_RESPONSE },
    {ACCEPTED,   ON_ACK,              ACCEPTED,   PASS_ACK      },
    {ACCEPTED,   ON_LINGER_TIMER,     TERMINATED, 0             },
    {ACCEPTED,   ON_TRANSPORT_ERROR,  ACCEPTED,   REPORT_ERROR  },
    {COMPLETED,  ON_RETRANSMIT_TIMER, COMPLETED,  SEND_RESPONSE },
    {COMPLETED,  ON_REQUEST,          COMPLETED,  SEND_RESPONSE },
    {COMPLETED,  ON_ACK,              CONFIRMED,  0             },
    {COMPLETED,  ON_TIMEOUT_TIMER,    TERMINATED, REPORT_TIMEOUT},
    {COMPLETED,  ON_TRANSPORT_ERROR,  TERMINATED, REPORT_ERROR  },
    {CONFIRMED,  ON_LINGER_TIMER,     TERMINATED, 0             },
};

#define UNTIL_TRYING (200 * G_TIME_SPAN_MILLISECOND)

static const GstSipStateTimers invite_server_timers[] = {
    {TRYING,    NOT_REPEATED,   0,       UNTIL_TRYING, UNTIL_TRYING},
    {ACCEPTED,  NOT_REPEATED,   0,       TIMEOUT,      TIMEOUT     }, /* L */
    {COMPLETED, DOUBLING_TO_T2, TIMEOUT, 0,            0           }, /* G, H */
    {CONFIRMED, NOT_REPEATED,   0,       GST_SIP_T4,   AT_ONCE     }, /* I */
};

const GstSipMachine gst_sip_invite_server_machine =
    MACHINE ("INVITE server", TRYING, invite_server_rows, invite_server_timers);

/* RFC 3261 section 17.2.2. The timeout is not in its figure: a user that does
 * not answer must not fill our memory, and after 64*T1 no answer is waited for
 * (RFC 4320 section 4.2). */
static const GstSipTransition server_rows[] = {
    {TRYING,     ON_TIMEOUT_TIMER,   TERMINATED, REPORT_TIMEOUT},
    {TRYING,     ON_1XX,             PROCEEDING, SEND_RESPONSE },
    {TRYING,     ON_2XX,             COMPLETED,  SEND_RESPONSE },
    {TRYING,     ON_3XX_TO_6XX,      COMPLETED,  SEND_RESPONSE },
    {PROCEEDING, ON_REQUEST,         PROCEEDING, SEND_RESPONSE },
    {PROCEEDING, ON_1XX,             PROCEEDING, SEND_RESPONSE },
    {PROCEEDING, ON_2XX,             COMPLETED,  SEND_RESPONSE },
    {PROCEEDING, ON_3XX_TO_6XX,      COMPLETED,  SEND_RESPONSE },
    {PROCEEDING, ON_TIMEOUT_TIMER,   TERMINATED, REPORT_TIMEOUT},
    {PROCEEDING, ON_TRANSPORT_ERROR, TERMINATED, REPORT_ERROR  },
    {COMPLETED,  ON_REQUEST,         COMPLETED,  SEND_RESPONSE },
    {COMPLETED,  ON_LINGER_TIMER,    TERMINATED, 0             },
    {COMPLETED,  ON_TRANSPORT_ERROR, TERMINATED, REPORT_ERROR  },
};

static const GstSipStateTimers server_timers[] = {
    {TRYING,     NOT_REPEATED, TIMEOUT, 0,       0      },
    {PROCEEDING, NOT_REPEATED, TIMEOUT, 0,       0      },
    {COMPLETED,  NOT_REPEATED, 0,       TIMEOUT, AT_ONCE}, /* J */
};

const GstSipMachine gst_sip_server_machine =
    MACHINE ("non-INVITE server", TRYING, server_rows, server_timers);
