/* A user agent in its thread, used from others
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * On a real main loop, as an application has it; the server at the other end
 * never answers.
 */
#include "gst/sip/sip.h"

#define TYPE_MUTE_TRANSPORT (mute_transport_get_type ())
G_DECLARE_FINAL_TYPE (MuteTransport, mute_transport, MUTE, TRANSPORT,
    GstSipTransport)

struct _MuteTransport
{
  GstSipTransport parent;
};

G_DEFINE_FINAL_TYPE (MuteTransport, mute_transport, GST_TYPE_SIP_TRANSPORT)

static gboolean
on_opened (gpointer data)
{
  gst_sip_transport_opened (data);
  return G_SOURCE_REMOVE;
}

static void
mute_transport_open (GstSipTransport *transport, const gchar *uri)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, on_opened, gst_object_ref (transport),
      gst_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
mute_transport_close (GstSipTransport *transport)
{
}

static gboolean
mute_transport_send (GstSipTransport *transport, GBytes *message,
    GError **error)
{
  return TRUE;
}

static void
mute_transport_class_init (MuteTransportClass *klass)
{
  GstSipTransportClass *transport_class = GST_SIP_TRANSPORT_CLASS (klass);

  transport_class->open = mute_transport_open;
  transport_class->close = mute_transport_close;
  transport_class->send = mute_transport_send;
}

static void
mute_transport_init (MuteTransport *self)
{
}

/* The thread of the user agent. */

typedef struct
{
  GThread *thread;
  GMainLoop *loop;
  GstSipUa *ua;
  GstSipTransport *transport; /* weak */
  GMutex lock;
  GCond ready;
} Home;

static void
on_stopped (GstSipUa *ua, Home *home)
{
  g_main_loop_quit (home->loop);
}

static gboolean
start (gpointer data)
{
  Home *home = data;
  g_autoptr (GError) error = NULL;

  gst_sip_ua_start (home->ua, &error);
  g_assert_no_error (error);
  return G_SOURCE_REMOVE;
}

static gboolean
stop (gpointer data)
{
  Home *home = data;

  gst_sip_ua_stop (home->ua);
  return G_SOURCE_REMOVE;
}

static void
make_ua (Home *home)
{
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_new ();
  g_autoptr (GstSipTransport) transport =
      gst_object_ref_sink (g_object_new (TYPE_MUTE_TRANSPORT, NULL));

  g_object_set (config, "uri", "sip:alice@example.com", "ws-servers",
      "ws://server", NULL);
  g_set_weak_pointer (&home->transport, transport);
  g_mutex_lock (&home->lock);
  home->ua = gst_sip_ua_new (config, transport);
  g_signal_connect (home->ua, "stopped", G_CALLBACK (on_stopped), home);
  start (home);
  g_cond_signal (&home->ready);
  g_mutex_unlock (&home->lock);
}

static gpointer
live (gpointer data)
{
  Home *home = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  home->loop = g_main_loop_new (context, FALSE);
  make_ua (home);
  g_main_loop_run (home->loop);
  gst_object_unref (home->ua);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
set_up (Home *home, gconstpointer data)
{
  g_mutex_lock (&home->lock);
  home->thread = g_thread_new ("ua", live, home);
  while (home->ua == NULL)
    g_cond_wait (&home->ready, &home->lock);
  g_mutex_unlock (&home->lock);
}

static void
tear_down (Home *home, gconstpointer data)
{
  g_main_context_invoke (g_main_loop_get_context (home->loop), stop, home);
  g_thread_join (home->thread);
  g_main_loop_unref (home->loop);
}

static gpointer
use (gpointer data)
{
  GstSipUa *ua = data;

  for (guint i = 0; i < 200; i++) {
    g_autoptr (GstSipCall) call = gst_sip_ua_call (ua, "bob", NULL, NULL);
    g_autofree gchar *id = gst_sip_call_get_call_id (call);
    guint64 duration;

    g_assert_nonnull (id);
    g_list_free_full (gst_sip_ua_get_calls (ua), gst_object_unref);
    gst_sip_ua_is_connected (ua);
    gst_sip_ua_get_registration_state (ua);
    g_object_get (call, "duration", &duration, NULL);
    g_assert_cmpuint (duration, ==, 0);
    gst_sip_call_answer (call, NULL);
    if (i % 3 == 0)
      gst_sip_ua_unregister (ua);
    else if (i % 3 == 1)
      gst_sip_ua_register (ua);
    if (i % 2)
      gst_sip_call_hangup (call);
    else
      gst_sip_call_reject (call, 486, "busy");
  }
  return NULL;
}

static void
test_use (Home *home, gconstpointer data)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("use", use, home->ua);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* A call is kept, and used, when the user agent has long gone. */
static void
test_outlived (void)
{
  Home home = {0};
  g_autoptr (GstSipCall) call = NULL;

  set_up (&home, NULL);
  call = gst_sip_ua_call (home.ua, "bob", NULL, NULL);
  tear_down (&home, NULL);

  gst_sip_call_hangup (call);
  gst_sip_call_answer (call, NULL);
  g_assert_cmpint (gst_sip_call_get_state (call), ==, GST_SIP_CALL_ENDED);
  g_assert_cmpuint (gst_sip_call_get_status (call), ==, 487);
  /* What was asked of it in vain keeps nothing. */
  g_clear_object (&call);
  g_assert_null (home.transport);
}

static gpointer
call_bob (gpointer ua)
{
  return gst_sip_ua_call (ua, "bob", NULL, NULL);
}

static guint
count_calls (GstSipUa *ua)
{
  GList *calls = gst_sip_ua_get_calls (ua);
  guint n = g_list_length (calls);

  g_list_free_full (calls, gst_object_unref);
  return n;
}

/* The default context has no thread of its own: it is run by whoever comes. */
static void
test_idle_context (void)
{
  Home home = {0};
  g_autoptr (GThread) thread = NULL;
  g_autoptr (GstSipCall) call = NULL;

  make_ua (&home);
  thread = g_thread_new ("caller", call_bob, home.ua);
  call = g_thread_join (g_steal_pointer (&thread));
  g_assert_nonnull (call);
  g_assert_cmpuint (count_calls (home.ua), ==, 0);
  while (count_calls (home.ua) == 0)
    g_main_context_iteration (NULL, TRUE);

  g_signal_handlers_disconnect_by_data (home.ua, &home);
  gst_object_unref (home.ua);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ua/threads/use", Home, NULL, set_up, test_use, tear_down);
  g_test_add_func ("/ua/threads/outlived", test_outlived);
  g_test_add_func ("/ua/threads/idle-context", test_idle_context);
  return g_test_run ();
}
