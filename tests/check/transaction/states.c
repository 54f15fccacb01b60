/* docs/states.md, drawn from the tables
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *     states FILE          fails when the file does not show the tables
 *     states --write FILE  makes it show them (ninja update-states)
 */
#include "gst/sip/transaction/gstsipmachine.h"

static const gchar heading[] =
    "# States of transactions\n"
    "\n"
    "Drawn from the tables in `gst/sip/transaction/gstsipmachines.c` by\n"
    "`ninja update-states`; a test fails when the two differ. An arrow reads\n"
    "*input / what is done*; inputs without an arrow are ignored. The timers\n"
    "are those of RFC 3261 section 17 and RFC 6026, with T1 = 500 ms, T2 = 4 "
    "s\n"
    "and T4 = 5 s.\n";

static const gchar *const actions[] = {
    "send request",
    "send response",
    "send 100",
    "send ACK",
    "send CANCEL",
    "pass response",
    "pass ACK",
    "report timeout",
    "report error",
};

static void
append_row (GString *text, const GstSipTransition *row)
{
  g_string_append_printf (text, "    %s --> %s : %s",
      gst_sip_state_to_string (row->state), gst_sip_state_to_string (row->next),
      gst_sip_input_to_string (row->input));
  for (guint i = 0, n = 0; i < G_N_ELEMENTS (actions); i++) {
    if ((row->actions & 1u << i) != 0)
      g_string_append_printf (text, "%s%s", n++ == 0 ? " / " : ", ",
          actions[i]);
  }
  g_string_append_c (text, '\n');
}

static void
append_seconds (GString *text, gint64 time)
{
  if (time == 0)
    g_string_append (text, " | -");
  else if (time == AT_ONCE)
    g_string_append (text, " | 0 s");
  else
    g_string_append_printf (text, " | %g s",
        (gdouble) time / G_TIME_SPAN_SECOND);
}

static void
append_timers (GString *text, const GstSipStateTimers *timers)
{
  static const gchar *const repetitions[] = {
      [NOT_REPEATED] = "-",
      [DOUBLING] = "T1, doubling",
      [DOUBLING_TO_T2] = "T1, doubling up to T2",
      [EVERY_T2] = "T2",
  };

  g_string_append_printf (text, "| %s | %s",
      gst_sip_state_to_string (timers->state), repetitions[timers->repetition]);
  append_seconds (text, timers->timeout);
  append_seconds (text, timers->linger);
  append_seconds (text, timers->reliable_linger);
  g_string_append (text, " |\n");
}

static void
append_machine (GString *text, const GstSipMachine *machine)
{
  g_string_append_printf (text, "\n## %s\n\n```mermaid\nstateDiagram-v2\n",
      machine->name);
  g_string_append_printf (text, "    [*] --> %s\n",
      gst_sip_state_to_string (machine->initial));
  for (guint i = 0; i < machine->n_rows; i++)
    append_row (text, &machine->rows[i]);
  g_string_append (text,
      "    terminated --> [*]\n```\n\n"
      "| state | retransmit, unreliable | timeout | linger, unreliable "
      "| linger, reliable |\n| --- | --- | --- | --- | --- |\n");
  for (guint i = 0; i < machine->n_timers; i++)
    append_timers (text, &machine->timers[i]);
}

static gchar *
draw (void)
{
  GString *text = g_string_new (heading);

  append_machine (text, &gst_sip_invite_client_machine);
  append_machine (text, &gst_sip_client_machine);
  append_machine (text, &gst_sip_invite_server_machine);
  append_machine (text, &gst_sip_server_machine);
  return g_string_free (text, FALSE);
}

static gboolean
check (const gchar *path, const gchar *drawn, GError **error)
{
  g_autofree gchar *found = NULL;

  if (!g_file_get_contents (path, &found, NULL, error))
    return FALSE;
  if (g_str_equal (found, drawn))
    return TRUE;

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
      "%s does not show the tables: run ninja update-states", path);
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autofree gchar *drawn = draw ();
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (argc == 3 && g_str_equal (argv[1], "--write"))
    done = g_file_set_contents (argv[2], drawn, -1, &error);
  else if (argc == 2)
    done = check (argv[1], drawn, &error);
  else
    g_printerr ("usage: %s [--write] FILE\n", argv[0]);

  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return done ? 0 : 1;
}
