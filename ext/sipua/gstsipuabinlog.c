/* The log of sipuabin: its signal and its built-in output
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the seed document calls log.builtinEnabled, log.level and log.connector.
 * The GStreamer debug log gets the same records by itself.
 */
#include "ext/sipua/gstsipuabin-private.h"

static const gchar *const level_names[] = {
    [GST_SIP_LOG_LEVEL_ERROR] = "error",
    [GST_SIP_LOG_LEVEL_WARN] = "warn",
    [GST_SIP_LOG_LEVEL_LOG] = "log",
    [GST_SIP_LOG_LEVEL_DEBUG] = "debug",
};

/* As SIP.js writes it, with the element in the second place, as a terminal may
 * be that of several: date | element | category | label | content. */
static void
print (GstSipUaBin *self, const gchar *category, const gchar *label,
    const gchar *content)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree gchar *name = gst_object_get_name (GST_OBJECT (self));
  g_autofree gchar *date = g_date_time_format (now, "%F %T");

  g_printerr ("%s | %s | %s | %s%s%s\n", date, name, category,
      label != NULL ? label : "", label != NULL ? " | " : "", content);
}

static void
on_log (GstSipLogLevel level, const gchar *category, const gchar *label,
    const gchar *content, gpointer user_data)
{
  g_autoptr (GstSipUaBin) self = g_weak_ref_get (user_data);
  gboolean builtin;

  if (self == NULL)
    return;
  g_object_get (self->config, "log-builtin-enabled", &builtin, NULL);
  if (builtin)
    print (self, category, label, content);
  g_signal_emit (self, gst_sip_ua_bin_signals[SIGNAL_LOG], 0,
      level_names[level], category, label, content);
}

static void
on_level_changed (GstSipUaConfig *config, GParamSpec *pspec, GstSipUaBin *self)
{
  GstSipLogLevel level;

  g_object_get (config, "log-level", &level, NULL);
  gst_sip_log_set_level (self->log, level);
}

/* Threads of a call or of the engine may have something to say to the last,
 * even after the element is gone. */
void
gst_sip_ua_bin_init_log (GstSipUaBin *self)
{
  self->log = gst_sip_log_new ();
  gst_sip_log_set_func (self->log, on_log, gst_sip_ua_bin_weak_ref_new (self),
      gst_sip_ua_bin_weak_ref_free);
  g_signal_connect_object (self->config, "notify::log-level",
      G_CALLBACK (on_level_changed), self, G_CONNECT_DEFAULT);
  on_level_changed (self->config, NULL, self);
}

void
gst_sip_ua_bin_install_log (GstSipUaBinClass *klass)
{
  /**
   * GstSipUaBin::log:
   * @level: "error", "warn", "log" or "debug"
   * @category: where it comes from: "sip.ua", "sip.transport", ...
   * @label: (nullable): which transaction, dialog or call
   * @content: the text; credentials are blanked
   *
   * A record of the log, of log-level and below. Emitted in whatever thread it
   * happens.
   *
   * Since: 0.1
   */
  gst_sip_ua_bin_signals[SIGNAL_LOG] =
      g_signal_new ("log", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
          NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING,
          G_TYPE_STRING, G_TYPE_STRING);
}
