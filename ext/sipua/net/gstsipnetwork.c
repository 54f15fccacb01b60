/* Changes of the system's network
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/net/gstsipnetwork.h"

/* After the last change of a burst; more than the second after which GIO's
 * monitor looks at all routes again and tells of them once more. */
#define REST (2 * G_TIME_SPAN_SECOND)
/* A network that never rests is told of all the same. */
#define LIMIT (6 * G_TIME_SPAN_SECOND)

struct _GstSipNetwork
{
  GNetworkMonitor *monitor; /* NULL where there is none */
  GstSipTimers *timers;
  GstSipTimer rest;
  gint64 since; /* the first change of the burst */
  GstSipNetworkFunc func;
  gpointer user_data;
};

/* Those that read the routes themselves. What others ask of D-Bus comes from
 * the routes, too, and that of systemd, from GLib 2.90 on, takes its first look
 * at them for a change. */
static const gchar *const monitors[] = {"netlink", "win32"};

/* Not the default one of the process: that tells its news in whichever thread
 * happened to ask first, and never again when that thread's loop has ended. */
static GNetworkMonitor *
make_monitor (void)
{
  GIOExtensionPoint *point;

  /* The kinds are registered with GIO's modules, which this loads. */
  g_proxy_resolver_get_default ();
  point = g_io_extension_point_lookup (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  if (point == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (monitors); i++) {
    GIOExtension *extension =
        g_io_extension_point_get_extension_by_name (point, monitors[i]);
    GObject *monitor = NULL;

    if (extension != NULL)
      monitor = g_initable_new (g_io_extension_get_type (extension), NULL, NULL,
          NULL);
    if (monitor != NULL)
      return G_NETWORK_MONITOR (monitor);
  }
  return NULL;
}

static void
on_rest (gpointer owner)
{
  GstSipNetwork *self = owner;

  self->func (self->user_data);
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available,
    GstSipNetwork *self)
{
  gint64 now = gst_sip_timers_get_time (self->timers);

  if (!gst_sip_timer_is_armed (&self->rest))
    self->since = now;
  gst_sip_timer_arm (&self->rest, self->timers,
      CLAMP (self->since + LIMIT - now, 0, REST));
}

GstSipNetwork *
gst_sip_network_new (GNetworkMonitor *monitor, GstSipTimers *timers,
    GstSipNetworkFunc func, gpointer user_data)
{
  GstSipNetwork *self = g_new0 (GstSipNetwork, 1);

  self->timers = timers;
  self->rest = (GstSipTimer){.expired = on_rest, .owner = self};
  self->func = func;
  self->user_data = user_data;
  self->monitor = monitor != NULL ? g_object_ref (monitor) : make_monitor ();
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "network-changed",
        G_CALLBACK (on_network_changed), self);
  return self;
}

void
gst_sip_network_free (GstSipNetwork *self)
{
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  gst_sip_timer_disarm (&self->rest);
  g_free (self);
}
