/* One record, three ears: GST_DEBUG, the log signal, the terminal
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every record of the library passes here: it goes to the GStreamer debug
 * category of its area, and to the sink, which sipuabin turns into its signal
 * "log" and its built-in output (seed document, "log"). Nothing is formatted
 * for a level that nobody listens to. What arrives is UTF-8, has no control
 * characters but tabs and line ends, and is cut where it is overlong, since
 * peers have a say in it.
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>

G_BEGIN_DECLS

/* Areas, one GStreamer debug category each. */
typedef enum
{
  GST_SIP_LOG_MESSAGE, /* sip-message */
  GST_SIP_LOG_TRANSACTION, /* sip-transaction */
  GST_SIP_LOG_TRANSPORT, /* sip-transport */
  GST_SIP_LOG_DIALOG, /* sip-dialog */
  GST_SIP_LOG_UA, /* sip-ua */
  GST_SIP_LOG_REGISTRATION, /* sip-registration */
  GST_SIP_LOG_CALL, /* sip-call */
  GST_SIP_LOG_MEDIA, /* sip-media */
  GST_SIP_LOG_N_AREAS,
} GstSipLogArea;

/* category: "sip.ua" and the like; label: transaction, dialog or call id */
typedef void (*GstSipLogFunc) (GstSipLogLevel level, const gchar *category,
    const gchar *label, const gchar *content, gpointer user_data);

typedef struct _GstSipLog GstSipLog;

/* Makes the categories known to --gst-debug-help before any is written to. */
GST_SIP_API
void gst_sip_log_register_categories (void);

GST_SIP_API
GstSipLog *gst_sip_log_new (void);
GST_SIP_API
GstSipLog *gst_sip_log_ref (GstSipLog *self);
GST_SIP_API
void gst_sip_log_unref (GstSipLog *self);

/* Records above level do not reach func. May be called from any thread. */
GST_SIP_API
void gst_sip_log_set_level (GstSipLog *self, GstSipLogLevel level);
GST_SIP_API
void gst_sip_log_set_func (GstSipLog *self, GstSipLogFunc func,
    gpointer user_data, GDestroyNotify notify);

/* Of the element or program that the records are of, for the GStreamer debug
 * log, which is shared by all. May be called from any thread. name: (nullable)
 */
GST_SIP_API
void gst_sip_log_set_name (GstSipLog *self, const gchar *name);

/* The line that writes a record, for the GStreamer debug log. */
typedef struct
{
  const gchar *file, *function;
  gint line;
} GstSipLogPlace;

#define GST_SIP_LOG_HERE ((GstSipLogPlace){__FILE__, GST_FUNCTION, __LINE__})

/* The functions below are called without their place. */
#define gst_sip_log_write(...) gst_sip_log_write (GST_SIP_LOG_HERE, __VA_ARGS__)
#define gst_sip_log_complain(...) \
  gst_sip_log_complain (GST_SIP_LOG_HERE, __VA_ARGS__)
#define gst_sip_log_report(...) \
  gst_sip_log_report (GST_SIP_LOG_HERE, __VA_ARGS__)
#define gst_sip_log_write_literal(...) \
  gst_sip_log_write_literal (GST_SIP_LOG_HERE, __VA_ARGS__)
#define gst_sip_log_write_trace(...) \
  gst_sip_log_write_trace (GST_SIP_LOG_HERE, __VA_ARGS__)

/* self may be NULL: then only the GStreamer debug log hears of it. */
GST_SIP_API
void (gst_sip_log_write) (GstSipLogPlace place, GstSipLog *self,
    GstSipLogArea area, GstSipLogLevel level, const gchar *label,
    const gchar *format, ...) G_GNUC_PRINTF (6, 7);

/* A warning about something that a peer does, who may do it as often as it
 * likes: the first five are written, then the 10th, the 100th and so on, with
 * their number, until there was none of this area for a minute. now: time of
 * any clock, in microseconds. In the thread of the user agent. */
GST_SIP_API
void (gst_sip_log_complain) (GstSipLogPlace place, GstSipLog *self, gint64 now,
    GstSipLogArea area, const gchar *label, const gchar *format, ...)
    G_GNUC_PRINTF (6, 7);

/* What happens in the course of things, of ready text; a peer may still make it
 * happen as often as it likes: in a minute the first hundred of an area and a
 * level are written, then the 1000th, the 10,000th and so on, with their
 * number; the first after that minute tells how many were left out. now: as
 * above. In the thread of the user agent. */
GST_SIP_API
void (gst_sip_log_report) (GstSipLogPlace place, GstSipLog *self, gint64 now,
    GstSipLogArea area, GstSipLogLevel level, const gchar *label,
    const gchar *content);

/* Hands over ready text. */
GST_SIP_API
void (gst_sip_log_write_literal) (GstSipLogPlace place, GstSipLog *self,
    GstSipLogArea area, GstSipLogLevel level, const gchar *label,
    const gchar *content);
/* A whole message (trace-sip), of any length that is sane. */
GST_SIP_API
void (gst_sip_log_write_trace) (GstSipLogPlace place, GstSipLog *self,
    GstSipLogArea area, const gchar *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipLog, gst_sip_log_unref)

G_END_DECLS
