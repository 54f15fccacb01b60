/* Log records: who hears which, and that silence costs nothing
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/base/gstsiplog.h"

#include <string.h>

static void
append_record (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer user_data)
{
  g_string_append_printf (user_data, "%d %s %s: %s\n", level, category,
      label != NULL ? label : "-", content);
}

static void
append_debug_record (GstDebugCategory *category, GstDebugLevel level,
    const gchar *file, const gchar *function, gint line, GObject *object,
    GstDebugMessage *message, gpointer user_data)
{
  if (g_str_has_prefix (gst_debug_category_get_name (category), "sip-"))
    g_string_append_printf (user_data, "%d %s %s: %s\n", level,
        gst_debug_category_get_name (category),
        gst_debug_message_get_id (message), gst_debug_message_get (message));
}

static void
write_all_levels (GstSipLog *log)
{
  for (guint level = 0; level <= GST_SIP_LOG_LEVEL_DEBUG; level++)
    gst_sip_log_write (log, GST_SIP_LOG_UA, level, "label", "record %u", level);
}

static void
test_levels (void)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GString) heard = g_string_new (NULL);

  gst_sip_log_set_func (log, append_record, heard, NULL);
  write_all_levels (log);
  g_assert_cmpstr (heard->str, ==,
      "0 sip.ua label: record 0\n"
      "1 sip.ua label: record 1\n"
      "2 sip.ua label: record 2\n");

  g_string_truncate (heard, 0);
  gst_sip_log_set_level (log, GST_SIP_LOG_LEVEL_ERROR);
  write_all_levels (log);
  g_assert_cmpstr (heard->str, ==, "0 sip.ua label: record 0\n");

  g_string_truncate (heard, 0);
  gst_sip_log_set_level (log, GST_SIP_LOG_LEVEL_DEBUG);
  gst_sip_log_write_literal (log, GST_SIP_LOG_MESSAGE, GST_SIP_LOG_LEVEL_DEBUG,
      NULL, "two\r\nlines, 100 %s");
  g_assert_cmpstr (heard->str, ==, "3 sip.message -: two\r\nlines, 100 %s\n");
}

/* A peer that does the same wrong a hundred thousand times. */
static void
test_complaints (void)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GString) heard = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;

  gst_sip_log_set_func (log, append_record, heard, NULL);
  for (guint i = 0; i < 100000; i++)
    gst_sip_log_complain (log, i, GST_SIP_LOG_MESSAGE, NULL, "number %u", i);
  lines = g_strsplit (heard->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5 + 5 + 1);
  g_assert_cmpstr (lines[0], ==, "1 sip.message -: number 0");
  g_assert_cmpstr (lines[9], ==,
      "1 sip.message -: number 99999 (100000 such messages lately; more are "
      "counted, not shown)");

  /* Of another area, and later, it is news again. */
  g_string_truncate (heard, 0);
  gst_sip_log_complain (log, 100000, GST_SIP_LOG_TRANSACTION, "id", "a");
  gst_sip_log_complain (log, 100000, GST_SIP_LOG_MESSAGE, NULL, "b");
  gst_sip_log_complain (log, 100001 + 60 * G_TIME_SPAN_SECOND,
      GST_SIP_LOG_MESSAGE, NULL, "c");
  g_assert_cmpstr (heard->str, ==,
      "1 sip.transaction id: a\n1 sip.message -: c\n");
}

/* Three records for each call of a caller who calls a hundred times a second;
 * then he has gone, and somebody else calls. */
static void
test_reports (void)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GString) heard = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  gint64 now = 1000;

  gst_sip_log_set_func (log, append_record, heard, NULL);
  for (guint i = 0; i < 12000; i++, now += 3333)
    gst_sip_log_report (log, now, GST_SIP_LOG_CALL, GST_SIP_LOG_LEVEL_LOG, "c",
        "call");
  gst_sip_log_report (log, now, GST_SIP_LOG_CALL, GST_SIP_LOG_LEVEL_WARN, "c",
      "of another level");
  gst_sip_log_report (log, now, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_LOG, NULL,
      "of another area");
  gst_sip_log_report (log, now + 60 * G_TIME_SPAN_SECOND, GST_SIP_LOG_CALL,
      GST_SIP_LOG_LEVEL_LOG, "d", "later");
  lines = g_strsplit (heard->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 100 + 2 + 2 + 2 + 1);
  g_assert_cmpstr (lines[98], ==, "2 sip.call c: call");
  g_assert_cmpstr (lines[99], ==,
      "2 sip.call c: call (100 messages within a minute; more are counted, not "
      "shown)");
  g_assert_cmpstr (lines[101], ==,
      "2 sip.call c: call (10000 messages within a minute; more are counted, "
      "not shown)");
  g_assert_cmpstr (lines[102], ==, "1 sip.call c: of another level");
  g_assert_cmpstr (lines[103], ==, "2 sip.ua -: of another area");
  g_assert_cmpstr (lines[104], ==,
      "2 sip.call -: 11898 messages were not shown: more than 100 came within "
      "a "
      "minute");
  g_assert_cmpstr (lines[105], ==, "2 sip.call d: later");
}

static void
test_gstreamer_categories (void)
{
  g_autoptr (GString) heard = g_string_new (NULL);

  gst_debug_add_log_function (append_debug_record, heard, NULL);
  gst_debug_set_threshold_from_string ("sip-ua:5,sip-call:2", FALSE);
  write_all_levels (NULL);
  gst_sip_log_write (NULL, GST_SIP_LOG_CALL, GST_SIP_LOG_LEVEL_WARN, "id",
      "heard");
  gst_sip_log_write (NULL, GST_SIP_LOG_CALL, GST_SIP_LOG_LEVEL_LOG, "id",
      "not heard");
  gst_debug_set_threshold_from_string ("sip-*:0", FALSE);
  gst_debug_remove_log_function (append_debug_record);

  g_assert_cmpstr (heard->str, ==,
      "1 sip-ua label: record 0\n"
      "2 sip-ua label: record 1\n"
      "4 sip-ua label: record 2\n"
      "5 sip-ua label: record 3\n"
      "2 sip-call id: heard\n");
}

static void
append_place (GstDebugCategory *category, GstDebugLevel level,
    const gchar *file, const gchar *function, gint line, GObject *object,
    GstDebugMessage *message, gpointer user_data)
{
  if (g_str_has_prefix (gst_debug_category_get_name (category), "sip-"))
    g_string_append_printf (user_data, "%s %s %d %s\n", strrchr (file, '/') + 1,
        function, line, gst_debug_message_get_id (message));
}

/* Records of two elements and of a hundred places. */
static void
test_places_and_names (void)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree gchar *expected = NULL;
  GstSipLogLevel level = GST_SIP_LOG_LEVEL_LOG;
  gint line = __LINE__;

  /* One line each: compilers differ in the line of a macro that has several. */
  gst_debug_add_log_function (append_place, heard, NULL);
  gst_debug_set_threshold_from_string ("sip-*:5", FALSE);
  gst_sip_log_write (log, GST_SIP_LOG_UA, level, "id", "one");
  gst_sip_log_set_name (log, "alice");
  gst_sip_log_write (log, GST_SIP_LOG_UA, level, "id", "one");
  gst_sip_log_write_literal (log, GST_SIP_LOG_UA, level, NULL, "two");
  gst_sip_log_complain (log, 0, GST_SIP_LOG_UA, NULL, "three");
  gst_sip_log_write_trace (log, GST_SIP_LOG_UA, "four");
  gst_debug_set_threshold_from_string ("sip-*:0", FALSE);
  gst_debug_remove_log_function (append_place);

  expected = g_strdup_printf ("log.c test_places_and_names %d id\n"
                              "log.c test_places_and_names %d alice/id\n"
                              "log.c test_places_and_names %d alice\n"
                              "log.c test_places_and_names %d alice\n"
                              "log.c test_places_and_names %d alice\n",
      line + 5, line + 7, line + 8, line + 9, line + 10);
  g_assert_cmpstr (heard->str, ==, expected);
}

/* %n writes into its argument: it tells whether anything was formatted. */
static void
test_silence_formats_nothing (void)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  g_autoptr (GString) heard = g_string_new (NULL);
  gint formatted = -1;

  gst_sip_log_write (log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_ERROR, NULL,
      "nobody listens%n", &formatted);
  g_assert_cmpint (formatted, ==, -1);

  gst_sip_log_set_func (log, append_record, heard, NULL);
  gst_sip_log_write (log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_DEBUG, NULL,
      "above the level%n", &formatted);
  g_assert_cmpint (formatted, ==, -1);

  gst_sip_log_write (log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_LOG, NULL,
      "heard%n", &formatted);
  g_assert_cmpint (formatted, ==, 5);
}

/* A peer does not get to write on our terminal, nor to break Python. */
static void
test_hostile_text (void)
{
  static const struct
  {
    const gchar *text, *heard;
  } cases[] = {
      {"\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\t\r\n",
       "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80\t\r\n"                      },
      {"red \x1b[31m bell\x07 \x7f",                   "red ?[31m bell? ?" },
      {"csi \xc2\x9b"
       "31m \xc2\xa0",                          "csi ??31m \xc2\xa0"},
      {"latin \xe4",                                   "latin \xef\xbf\xbd"},
      {"cut \xc2",                                     "cut \xef\xbf\xbd"  },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GstSipLog) log = gst_sip_log_new ();
    g_autoptr (GString) heard = g_string_new (NULL);
    g_autofree gchar *expected =
        g_strdup_printf ("0 sip.ua %s: %s\n", cases[i].heard, cases[i].heard);

    gst_sip_log_set_func (log, append_record, heard, NULL);
    gst_sip_log_write (log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_ERROR,
        cases[i].text, "%s", cases[i].text);
    g_assert_cmpstr (heard->str, ==, expected);
  }
}

static void
count_notify (gpointer data)
{
  (*(guint *) data)++;
}

static void
ignore_record (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer user_data)
{
}

static void
test_notify_once (void)
{
  GstSipLog *log = gst_sip_log_new ();
  guint first = 0, second = 0;

  gst_sip_log_set_func (log, ignore_record, &first, count_notify);
  gst_sip_log_set_func (log, ignore_record, &second, count_notify);
  g_assert_cmpuint (first, ==, 1);
  gst_sip_log_unref (gst_sip_log_ref (log));
  g_assert_cmpuint (second, ==, 0);
  gst_sip_log_unref (log);
  g_assert_cmpuint (second, ==, 1);
}

/* Replaces its own function while it runs; the data must stay until the end. */
static void
replace_func (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer user_data)
{
  gpointer *data = user_data;

  gst_sip_log_set_func (data[0], NULL, NULL, NULL);
  g_assert_nonnull (data[1]);
}

static void
test_replaced_while_called (void)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  gpointer *data = g_new0 (gpointer, 2);

  data[0] = data[1] = log;
  gst_sip_log_set_func (log, replace_func, data, g_free);
  gst_sip_log_write (log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_ERROR, NULL, "x");
  gst_sip_log_write (log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_ERROR, NULL, "y");
}

static void
count_record (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer user_data)
{
  g_atomic_int_inc ((gint *) user_data);
}

static gpointer
write_many (gpointer log)
{
  for (guint i = 0; i < 2000; i++)
    gst_sip_log_write (log, GST_SIP_LOG_MEDIA, GST_SIP_LOG_LEVEL_ERROR, NULL,
        "%u", i);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (GstSipLog) log = gst_sip_log_new ();
  GThread *threads[4];
  gint count = 0;

  gst_sip_log_set_func (log, count_record, &count, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_many, log);
  for (guint i = 0; i < 100; i++)
    gst_sip_log_set_func (log, count_record, &count, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (count, ==, 4 * 2000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_debug_remove_log_function (gst_debug_log_default);

  g_test_add_func ("/log/levels", test_levels);
  g_test_add_func ("/log/complaints", test_complaints);
  g_test_add_func ("/log/reports", test_reports);
  g_test_add_func ("/log/gstreamer-categories", test_gstreamer_categories);
  g_test_add_func ("/log/places", test_places_and_names);
  g_test_add_func ("/log/silence-formats-nothing",
      test_silence_formats_nothing);
  g_test_add_func ("/log/hostile-text", test_hostile_text);
  g_test_add_func ("/log/notify-once", test_notify_once);
  g_test_add_func ("/log/replaced-while-called", test_replaced_while_called);
  g_test_add_func ("/log/threads", test_threads);

  return g_test_run ();
}
