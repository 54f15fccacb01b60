/* State machines as tables (RFC 3261 section 17, RFC 6026)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/transaction/gstsipmachine.h"

const GstSipTransition *
gst_sip_machine_step (const GstSipMachine *machine, GstSipState state,
    GstSipInput input)
{
  for (guint i = 0; i < machine->n_rows; i++) {
    const GstSipTransition *row = &machine->rows[i];

    if (row->state == state && row->input == input)
      return row;
  }
  return NULL;
}

const GstSipStateTimers *
gst_sip_machine_get_timers (const GstSipMachine *machine, GstSipState state)
{
  static const GstSipStateTimers none = {TERMINATED, NOT_REPEATED, 0, 0, 0};

  for (guint i = 0; i < machine->n_timers; i++) {
    if (machine->timers[i].state == state)
      return &machine->timers[i];
  }
  return &none;
}

gint64
gst_sip_repetition_next (GstSipRepetition repetition, gint64 interval)
{
  switch (repetition) {
    case DOUBLING:
      return 2 * interval;
    case DOUBLING_TO_T2:
      return MIN (2 * interval, GST_SIP_T2);
    case EVERY_T2:
      return GST_SIP_T2;
    case NOT_REPEATED:
      break;
  }
  g_return_val_if_reached (GST_SIP_T2);
}

GstSipInput
gst_sip_input_from_status (guint status)
{
  if (status < 200)
    return ON_1XX;
  if (status < 300)
    return ON_2XX;
  return ON_3XX_TO_6XX;
}

const gchar *
gst_sip_state_to_string (GstSipState state)
{
  static const gchar *const names[] = {
      [CALLING] = "calling",
      [TRYING] = "trying",
      [PROCEEDING] = "proceeding",
      [ACCEPTED] = "accepted",
      [COMPLETED] = "completed",
      [CONFIRMED] = "confirmed",
      [TERMINATED] = "terminated",
  };

  return names[state];
}

const gchar *
gst_sip_input_to_string (GstSipInput input)
{
  static const gchar *const names[] = {
      [ON_1XX] = "1xx",
      [ON_2XX] = "2xx",
      [ON_3XX_TO_6XX] = "3xx-6xx",
      [ON_REQUEST] = "request again",
      [ON_ACK] = "ACK",
      [ON_CANCEL] = "cancel",
      [ON_RETRANSMIT_TIMER] = "retransmit timer",
      [ON_TIMEOUT_TIMER] = "timeout timer",
      [ON_LINGER_TIMER] = "linger timer",
      [ON_TRANSPORT_ERROR] = "transport error",
  };

  return names[input];
}
