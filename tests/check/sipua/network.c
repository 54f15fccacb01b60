/* Changes of the system's network, from a monitor of the test's own
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/net/gstsipnetwork.h"

#define SECOND G_TIME_SPAN_SECOND

/* A monitor that knows what it is told. */

#define FAKE_TYPE_MONITOR (fake_monitor_get_type ())
G_DECLARE_FINAL_TYPE (FakeMonitor, fake_monitor, FAKE, MONITOR, GObject)

struct _FakeMonitor
{
  GObject parent;
};

enum
{
  PROP_NETWORK_AVAILABLE = 1,
  PROP_NETWORK_METERED,
  PROP_CONNECTIVITY,
};

static void
fake_monitor_iface_init (GNetworkMonitorInterface *iface)
{
}

static guint n_inits;

static gboolean
init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  n_inits++;
  return TRUE;
}

static void
fake_monitor_initable_iface_init (GInitableIface *iface)
{
  iface->init = init;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeMonitor, fake_monitor, G_TYPE_OBJECT,
    G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, fake_monitor_initable_iface_init)
        G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, fake_monitor_iface_init))

static void
fake_monitor_get_property (GObject *object, guint id, GValue *value,
    GParamSpec *pspec)
{
  if (id == PROP_CONNECTIVITY)
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
  else
    g_value_set_boolean (value, id == PROP_NETWORK_AVAILABLE);
}

static void
fake_monitor_class_init (FakeMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = fake_monitor_get_property;
  g_object_class_override_property (object_class, PROP_NETWORK_AVAILABLE,
      "network-available");
  g_object_class_override_property (object_class, PROP_NETWORK_METERED,
      "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY,
      "connectivity");
}

static void
fake_monitor_init (FakeMonitor *self)
{
}

static void
on_told (gpointer user_data)
{
  ++*(guint *) user_data;
}

/* When the monitor emits its signal, in tenths of a second, and when that is
 * told on. */
static const struct
{
  const gchar *name;
  gint changes[20];
  gint told[4];
} rows[] = {
    {"none",     {0},                                                      {0}     },
    {"one",      {10},                                                     {30}    },
 /* As GIO does it. */
    {"repeated", {10, 20},                                                 {40}    },
    {"burst",    {10, 11, 11, 12, 15, 21, 25},                             {45}    },
    {"two",      {10, 50},                                                 {30, 70}},
    {"restless", {10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130},
     {70, 130, 150}                                                                },
};

static void
test_bursts (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  GstSipTimers *timers = gst_sip_timers_new_virtual ();
  g_autoptr (FakeMonitor) monitor = g_object_new (FAKE_TYPE_MONITOR, NULL);
  GstSipNetwork *network;
  guint n_told = 0, n_expected = 0, next = 0;

  network = gst_sip_network_new (G_NETWORK_MONITOR (monitor), timers, on_told,
      &n_told);
  for (gint now = 1; now < 300; now++) {
    gst_sip_timers_advance (timers, SECOND / 10);
    while (n_expected < G_N_ELEMENTS (rows[i].told) &&
        rows[i].told[n_expected] == now)
      n_expected++;
    g_assert_cmpuint (n_told, ==, n_expected);
    while (rows[i].changes[next] == now) {
      g_signal_emit_by_name (monitor, "network-changed", TRUE);
      next++;
    }
  }

  /* Nothing is told any more, though a change is under way. */
  g_signal_emit_by_name (monitor, "network-changed", FALSE);
  gst_sip_network_free (network);
  g_signal_emit_by_name (monitor, "network-changed", TRUE);
  gst_sip_timers_advance (timers, 60 * SECOND);
  g_assert_cmpuint (n_told, ==, n_expected);
  gst_sip_timers_free (timers);
}

/* That of the system, in a context of its own: it can be had and left again,
 * and has no news at first. */
static void
test_system (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  GstSipTimers *timers;
  GstSipNetwork *network;
  guint n_told = 0;

  g_main_context_push_thread_default (context);
  timers = gst_sip_timers_new (context);
  network = gst_sip_network_new (NULL, timers, on_told, &n_told);
  while (g_main_context_iteration (context, FALSE)) {
  }
  g_assert_cmpuint (n_told, ==, 0);
  gst_sip_network_free (network);
  gst_sip_timers_free (timers);
  g_main_context_pop_thread_default (context);
}

/* GLib 2.90's, which is asked before all others, tells of a change at once. */
static void
test_systemd (void)
{
  GstSipTimers *timers = gst_sip_timers_new_virtual ();
  GstSipNetwork *network;
  guint n_told = 0;

  g_proxy_resolver_get_default ();
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME,
      FAKE_TYPE_MONITOR, "systemd", 1000);
  n_inits = 0;
  network = gst_sip_network_new (NULL, timers, on_told, &n_told);
  g_assert_cmpuint (n_inits, ==, 0);
  gst_sip_network_free (network);
  gst_sip_timers_free (timers);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree gchar *path =
        g_strdup_printf ("/network/bursts/%s", rows[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bursts);
  }
  g_test_add_func ("/network/system", test_system);
  g_test_add_func ("/network/systemd", test_systemd);
  return g_test_run ();
}
