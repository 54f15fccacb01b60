/* State machines as tables (RFC 3261 section 17, RFC 6026)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What happens in a transaction is looked up: (machine, state, input) gives
 * the next state and what is to be done. Which timers run follows from the
 * state alone. Nothing here runs, sends or remembers; the names are short
 * because the tables are to be read, and no header above this room sees them.
 */
#pragma once

#include "gst/sip/base/gstsipprelude.h"

G_BEGIN_DECLS

/* RFC 3261 section 17.1.1.1 and 17.1.2.2, in microseconds */
#define GST_SIP_T1 (500 * G_TIME_SPAN_MILLISECOND)
#define GST_SIP_T2 (4 * G_TIME_SPAN_SECOND)
#define GST_SIP_T4 (5 * G_TIME_SPAN_SECOND)

typedef enum
{
  CALLING, /* INVITE sent, nothing heard */
  TRYING, /* request sent, or received and not yet answered */
  PROCEEDING, /* a provisional response has come or gone */
  ACCEPTED, /* INVITE: a 2xx has; more of them may (RFC 6026) */
  COMPLETED, /* another final response has */
  CONFIRMED, /* INVITE server: and its ACK came */
  TERMINATED,
} GstSipState;

typedef enum
{
  /* A response: received by a client, given by the user of a server. */
  ON_1XX,
  ON_2XX,
  ON_3XX_TO_6XX,
  /* Only a server hears these: its request again, or the ACK. */
  ON_REQUEST,
  ON_ACK,
  /* Only of an INVITE client: its user wants no answer any more. */
  ON_CANCEL,
  ON_RETRANSMIT_TIMER,
  ON_TIMEOUT_TIMER,
  ON_LINGER_TIMER,
  ON_TRANSPORT_ERROR,
} GstSipInput;

/* Done in this order. */
typedef enum
{
  SEND_REQUEST = 1 << 0,
  SEND_RESPONSE = 1 << 1,
  SEND_TRYING = 1 << 2,
  SEND_ACK = 1 << 3,
  SEND_CANCEL = 1 << 4,
  PASS_RESPONSE = 1 << 5,
  PASS_ACK = 1 << 6,
  REPORT_TIMEOUT = 1 << 7,
  REPORT_ERROR = 1 << 8,
} GstSipActions;

typedef struct
{
  GstSipState state;
  GstSipInput input;
  GstSipState next;
  guint actions; /* of GstSipActions */
} GstSipTransition;

/* How the retransmit timer goes on, over an unreliable transport. It starts
 * at T1. */
typedef enum
{
  NOT_REPEATED,
  DOUBLING,
  DOUBLING_TO_T2,
  EVERY_T2,
} GstSipRepetition;

/* The timers of a state. Retransmit and timeout run on where the next state has
 * them too; linger starts anew. */
typedef struct
{
  GstSipState state;
  GstSipRepetition repetition;
  gint64 timeout; /* 0: none */
  gint64 linger; /* how long to stay; 0: no such timer */
  gint64 reliable_linger; /* the same over a reliable transport */
} GstSipStateTimers;

/* A linger timer that is set, and expires at once. */
#define AT_ONCE 1

typedef struct
{
  const gchar *name;
  GstSipState initial;
  const GstSipTransition *rows;
  guint n_rows;
  const GstSipStateTimers *timers;
  guint n_timers;
} GstSipMachine;

extern const GstSipMachine gst_sip_invite_client_machine;
extern const GstSipMachine gst_sip_client_machine;
extern const GstSipMachine gst_sip_invite_server_machine;
extern const GstSipMachine gst_sip_server_machine;

/* NULL: the input means nothing in this state */
const GstSipTransition *gst_sip_machine_step (const GstSipMachine *machine,
    GstSipState state, GstSipInput input);

/* Never NULL. */
const GstSipStateTimers *
gst_sip_machine_get_timers (const GstSipMachine *machine, GstSipState state);

/* After how long the retransmit timer expires again, having expired after
 * interval. */
gint64 gst_sip_repetition_next (GstSipRepetition repetition, gint64 interval);

/* status: 100 to 699 */
GstSipInput gst_sip_input_from_status (guint status);

/* For logs and figures, in lower case. */
const gchar *gst_sip_state_to_string (GstSipState state);
const gchar *gst_sip_input_to_string (GstSipInput input);

G_END_DECLS
