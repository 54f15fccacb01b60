/* The tables themselves: complete, free of contradiction, and ending
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/transaction/gstsipmachine.h"

#define N_STATES (TERMINATED + 1)

static gboolean
is_known (const GstSipMachine *machine, GstSipState state)
{
  if (state == machine->initial)
    return TRUE;
  for (guint i = 0; i < machine->n_rows; i++) {
    if (machine->rows[i].next == state)
      return TRUE;
  }
  return FALSE;
}

/* One answer to each question. */
static void
test_no_pair_twice (gconstpointer data)
{
  const GstSipMachine *machine = data;

  for (guint i = 0; i < machine->n_rows; i++)
    g_assert_true (gst_sip_machine_step (machine, machine->rows[i].state,
                       machine->rows[i].input) == &machine->rows[i]);
  for (guint i = 0; i < machine->n_timers; i++)
    g_assert_true (gst_sip_machine_get_timers (machine,
                       machine->timers[i].state) == &machine->timers[i]);
}

static void
test_every_state_is_reached (gconstpointer data)
{
  const GstSipMachine *machine = data;

  for (guint i = 0; i < machine->n_rows; i++)
    g_assert_true (is_known (machine, machine->rows[i].state));
  for (guint i = 0; i < machine->n_timers; i++)
    g_assert_true (is_known (machine, machine->timers[i].state));
}

/* Marks what leads to a marked state, until nothing is added. */
static void
test_every_state_ends (gconstpointer data)
{
  const GstSipMachine *machine = data;
  gboolean ends[N_STATES] = {[TERMINATED] = TRUE};
  gboolean grown = TRUE;

  while (grown) {
    grown = FALSE;
    for (guint i = 0; i < machine->n_rows; i++) {
      const GstSipTransition *row = &machine->rows[i];

      if (ends[row->next] && !ends[row->state])
        grown = ends[row->state] = TRUE;
    }
  }
  for (guint state = 0; state < N_STATES; state++)
    g_assert_true (ends[state] || !is_known (machine, state));
}

static void
test_nothing_after_the_end (gconstpointer data)
{
  const GstSipMachine *machine = data;
  const GstSipStateTimers *timers =
      gst_sip_machine_get_timers (machine, TERMINATED);

  for (guint input = 0; input <= ON_TRANSPORT_ERROR; input++)
    g_assert_null (gst_sip_machine_step (machine, TERMINATED, input));
  g_assert_cmpint (timers->repetition, ==, NOT_REPEATED);
  g_assert_cmpint (timers->timeout, ==, 0);
  g_assert_cmpint (timers->linger, ==, 0);
  g_assert_cmpint (timers->reliable_linger, ==, 0);
}

/* A timer that runs means something when it expires. */
static void
test_every_timer_is_heard (gconstpointer data)
{
  const GstSipMachine *machine = data;

  for (guint i = 0; i < machine->n_timers; i++) {
    const GstSipStateTimers *timers = &machine->timers[i];

    if (timers->repetition != NOT_REPEATED)
      g_assert_nonnull (
          gst_sip_machine_step (machine, timers->state, ON_RETRANSMIT_TIMER));
    if (timers->timeout != 0)
      g_assert_nonnull (
          gst_sip_machine_step (machine, timers->state, ON_TIMEOUT_TIMER));
    g_assert_cmpint (timers->linger != 0, ==, timers->reliable_linger != 0);
    if (timers->linger != 0)
      g_assert_nonnull (
          gst_sip_machine_step (machine, timers->state, ON_LINGER_TIMER));
  }
}

/* Where there is no timer and no CANCEL to set one, no row waits for it. */
static void
test_every_wait_has_its_timer (gconstpointer data)
{
  const GstSipMachine *machine = data;

  for (guint i = 0; i < machine->n_rows; i++) {
    const GstSipTransition *row = &machine->rows[i];
    const GstSipStateTimers *timers =
        gst_sip_machine_get_timers (machine, row->state);

    if (row->input == ON_RETRANSMIT_TIMER)
      g_assert_cmpint (timers->repetition, !=, NOT_REPEATED);
    if (row->input == ON_LINGER_TIMER)
      g_assert_cmpint (timers->linger, !=, 0);
    if (row->input == ON_TIMEOUT_TIMER)
      g_assert_true (timers->timeout != 0 ||
          gst_sip_machine_step (machine, row->state, ON_CANCEL));
  }
}

/* The user hears of the end once: a state after a final response reports no
 * failure to a client. */
static void
test_clients_end_once (gconstpointer data)
{
  const GstSipMachine *machine = data;

  for (guint i = 0; i < machine->n_rows; i++) {
    const GstSipTransition *row = &machine->rows[i];

    if (row->state == ACCEPTED || row->state == COMPLETED)
      g_assert_cmpuint (row->actions & (REPORT_ERROR | REPORT_TIMEOUT), ==, 0);
    else if (row->next == TERMINATED)
      g_assert_cmpuint (row->actions & (REPORT_ERROR | REPORT_TIMEOUT), !=, 0);
  }
}

static void
test_repetition (void)
{
  static const struct
  {
    GstSipRepetition repetition;
    gint64 interval, next;
  } cases[] = {
      {DOUBLING,       GST_SIP_T1,     2 * GST_SIP_T1 },
      {DOUBLING,       8 * GST_SIP_T1, 16 * GST_SIP_T1},
      {DOUBLING_TO_T2, GST_SIP_T1,     2 * GST_SIP_T1 },
      {DOUBLING_TO_T2, GST_SIP_T2 - 1, GST_SIP_T2     },
      {DOUBLING_TO_T2, GST_SIP_T2,     GST_SIP_T2     },
      {EVERY_T2,       GST_SIP_T1,     GST_SIP_T2     },
      {EVERY_T2,       GST_SIP_T2,     GST_SIP_T2     },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (gst_sip_repetition_next (cases[i].repetition,
                         cases[i].interval),
        ==, cases[i].next);
}

static void
test_input_from_status (void)
{
  g_assert_cmpint (gst_sip_input_from_status (100), ==, ON_1XX);
  g_assert_cmpint (gst_sip_input_from_status (199), ==, ON_1XX);
  g_assert_cmpint (gst_sip_input_from_status (200), ==, ON_2XX);
  g_assert_cmpint (gst_sip_input_from_status (299), ==, ON_2XX);
  g_assert_cmpint (gst_sip_input_from_status (300), ==, ON_3XX_TO_6XX);
  g_assert_cmpint (gst_sip_input_from_status (699), ==, ON_3XX_TO_6XX);
}

static void
add_tests (const GstSipMachine *machine, const gchar *name)
{
  static const struct
  {
    const gchar *name;
    void (*func) (gconstpointer machine);
  } tests[] = {
      {"no-pair-twice",            test_no_pair_twice           },
      {"every-state-is-reached",   test_every_state_is_reached  },
      {"every-state-ends",         test_every_state_ends        },
      {"nothing-after-the-end",    test_nothing_after_the_end   },
      {"every-timer-is-heard",     test_every_timer_is_heard    },
      {"every-wait-has-its-timer", test_every_wait_has_its_timer},
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/machine/%s/%s", name, tests[i].name);

    g_test_add_data_func (path, machine, tests[i].func);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_tests (&gst_sip_invite_client_machine, "invite-client");
  add_tests (&gst_sip_client_machine, "client");
  add_tests (&gst_sip_invite_server_machine, "invite-server");
  add_tests (&gst_sip_server_machine, "server");
  g_test_add_data_func ("/machine/invite-client/ends-once",
      &gst_sip_invite_client_machine, test_clients_end_once);
  g_test_add_data_func ("/machine/client/ends-once", &gst_sip_client_machine,
      test_clients_end_once);
  g_test_add_func ("/machine/repetition", test_repetition);
  g_test_add_func ("/machine/input-from-status", test_input_from_status);

  return g_test_run ();
}
