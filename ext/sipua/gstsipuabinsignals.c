/* What sipuabin tells an application, and what it is told
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Follows the user agent, whose signals come in the thread of the engine, and
 * passes each on as a signal of the element, as a message on the bus, and where
 * it takes time as progress. The action signals do nothing but call the
 * library.
 */
#include "ext/sipua/gstsipuabin-private.h"
#include "gst/sip/message/gstsippasswords.h"

#define GST_CAT_DEFAULT gst_sip_ua_bin_debug

guint gst_sip_ua_bin_signals[N_SIGNALS];
#define signals gst_sip_ua_bin_signals

static void
on_connected (GstSipUa *ua, const gchar *server, GstSipUaBin *self)
{
  self->warned = FALSE;
  g_object_notify (G_OBJECT (self), "connected");
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0);
  gst_sip_ua_bin_post (self, "sip-connected", "server", G_TYPE_STRING, server,
      NULL);
  /* Where an account is to be registered, that has begun already. */
  if (gst_sip_ua_get_registration_state (ua) == GST_SIP_REGISTRATION_NONE)
    gst_sip_ua_bin_target_ready (self);
}

static void
on_disconnected (GstSipUa *ua, const gchar *reason, GstSipUaBin *self)
{
  g_object_notify (G_OBJECT (self), "connected");
  g_signal_emit (self, signals[SIGNAL_DISCONNECTED], 0, reason);
  gst_sip_ua_bin_post (self, "sip-disconnected", "reason", G_TYPE_STRING,
      reason, NULL);
  GST_ELEMENT_WARNING (self, RESOURCE, READ,
      ("Connection lost: %s; trying again", reason), (NULL));
}

/* A pipeline that waits for a server should say so, but not at every attempt. */
static void
on_connection_failed (GstSipUa *ua, const gchar *reason, GstSipUaBin *self)
{
  gst_sip_ua_bin_post (self, "sip-connection-failed", "reason", G_TYPE_STRING,
      reason, NULL);
  if (self->warned)
    return;
  self->warned = TRUE;
  GST_ELEMENT_WARNING (self, RESOURCE, OPEN_READ_WRITE,
      ("No connection: %s; trying again", reason), (NULL));
}

static void
on_registration_state (GstSipUa *ua, GParamSpec *pspec, GstSipUaBin *self)
{
  GstSipRegistrationState state = gst_sip_ua_get_registration_state (ua);
  gboolean registered = state == GST_SIP_REGISTRATION_REGISTERED;

  if (registered != self->registered) {
    self->registered = registered;
    g_object_notify (G_OBJECT (self), "registered");
  }
  if (state == GST_SIP_REGISTRATION_REGISTERING)
    gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_START, "register",
        "Registering");
}

static void
on_registered (GstSipUa *ua, guint expires, GstSipUaBin *self)
{
  g_signal_emit (self, signals[SIGNAL_REGISTERED], 0);
  gst_sip_ua_bin_post (self, "sip-registered", "expires", G_TYPE_UINT, expires,
      NULL);
  gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_COMPLETE, "register",
      "Registered for %u s", expires);
  gst_sip_ua_bin_target_ready (self);
}

static void
on_unregistered (GstSipUa *ua, guint status, const gchar *reason,
    GstSipUaBin *self)
{
  g_signal_emit (self, signals[SIGNAL_UNREGISTERED], 0, status, reason);
  gst_sip_ua_bin_post (self, "sip-unregistered", "status", G_TYPE_UINT, status,
      "reason", G_TYPE_STRING, reason, NULL);
}

static void
on_registration_failed (GstSipUa *ua, guint status, const gchar *reason,
    GstSipUaBin *self)
{
  g_signal_emit (self, signals[SIGNAL_REGISTRATION_FAILED], 0, status, reason);
  gst_sip_ua_bin_post (self, "sip-registration-failed", "status", G_TYPE_UINT,
      status, "reason", G_TYPE_STRING, reason, NULL);
  gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_ERROR, "register",
      "Registration failed: %u %s", status, reason);
  gst_sip_ua_bin_target_unregistered (self, status, reason);
}

static void
on_call_state (GstSipCall *call, GParamSpec *pspec, GstSipUaBin *self)
{
  gst_sip_ua_bin_post_call (self, "sip-call", call);
  gst_sip_ua_bin_target_changed (self, call);
}

static void
on_media_connected (GstSipCall *call, GstSipUaBin *self)
{
  gst_sip_ua_bin_post_call (self, "sip-media-connected", call);
}

static void
on_call_added (GstSipUa *ua, GstSipCall *call, GstSipUaBin *self)
{
  g_signal_connect_object (call, "notify::state", G_CALLBACK (on_call_state),
      self, G_CONNECT_DEFAULT);
  g_signal_connect_object (call, "media-connected",
      G_CALLBACK (on_media_connected), self, G_CONNECT_DEFAULT);
  g_signal_emit (self, signals[SIGNAL_CALL_ADDED], 0, call);
  gst_sip_ua_bin_post_call (self, "sip-call", call);
}

static void
on_call_removed (GstSipUa *ua, GstSipCall *call, GstSipUaBin *self)
{
  g_signal_emit (self, signals[SIGNAL_CALL_REMOVED], 0, call);
}

static void
on_incoming_call (GstSipUa *ua, GstSipCall *call, GstSipUaBin *self)
{
  g_signal_emit (self, signals[SIGNAL_INCOMING_CALL], 0, call);
}

void
gst_sip_ua_bin_watch (GstSipUaBin *self, GstSipUa *ua)
{
  const struct
  {
    const gchar *name;
    GCallback handler;
  } handlers[] = {
      {"connected",                  G_CALLBACK (on_connected)          },
      {"disconnected",               G_CALLBACK (on_disconnected)       },
      {"connection-failed",          G_CALLBACK (on_connection_failed)  },
      {"notify::registration-state", G_CALLBACK (on_registration_state) },
      {"registered",                 G_CALLBACK (on_registered)         },
      {"unregistered",               G_CALLBACK (on_unregistered)       },
      {"registration-failed",        G_CALLBACK (on_registration_failed)},
      {"call-added",                 G_CALLBACK (on_call_added)         },
      {"call-removed",               G_CALLBACK (on_call_removed)       },
      {"incoming-call",              G_CALLBACK (on_incoming_call)      },
  };

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (ua, handlers[i].name, handlers[i].handler, self,
        G_CONNECT_DEFAULT);
}

void
gst_sip_ua_bin_unwatch (GstSipUaBin *self, GstSipUa *ua)
{
  g_signal_handlers_disconnect_matched (ua, G_SIGNAL_MATCH_DATA, 0, 0, NULL,
      NULL, self);
}

/* Action signals. */

static GstSipCall *
act_call (GstSipUaBin *self, const gchar *target, const GstStructure *options)
{
  g_autoptr (GstSipEngine) engine = gst_sip_ua_bin_ref_engine (self);
  g_autoptr (GError) error = NULL;
  GstSipCall *call;

  if (engine == NULL || !gst_sip_engine_is_started (engine)) {
    g_autofree gchar *shown =
        gst_sip_dup_without_passwords (target != NULL ? target : "");

    GST_ELEMENT_WARNING (self, RESOURCE, BUSY,
        ("Cannot call %s: the element is not running", shown), (NULL));
    return NULL;
  }
  /* No text is as wrong as an empty one. */
  call = gst_sip_ua_call (gst_sip_engine_get_ua (engine),
      target != NULL ? target : "", options, &error);
  if (call == NULL)
    GST_ELEMENT_WARNING (self, RESOURCE, SETTINGS, ("%s", error->message),
        (NULL));
  return call;
}

static void
act_register (GstSipUaBin *self)
{
  g_autoptr (GstSipEngine) engine = gst_sip_ua_bin_ref_engine (self);

  if (engine != NULL)
    gst_sip_ua_register (gst_sip_engine_get_ua (engine));
}

static void
act_unregister (GstSipUaBin *self)
{
  g_autoptr (GstSipEngine) engine = gst_sip_ua_bin_ref_engine (self);

  if (engine != NULL)
    gst_sip_ua_unregister (gst_sip_engine_get_ua (engine));
}

static guint
install_signal (GstSipUaBinClass *klass, const gchar *name, GType returns,
    guint n_parameters, ...)
{
  va_list types;
  guint id;

  va_start (types, n_parameters);
  id = g_signal_new_valist (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
      NULL, NULL, NULL, NULL, returns, n_parameters, types);
  va_end (types);
  return id;
}

static guint
install_action (GstSipUaBinClass *klass, const gchar *name, GCallback handler,
    GType returns, guint n_parameters, ...)
{
  va_list types;
  guint id;

  va_start (types, n_parameters);
  id = g_signal_new_valist (name, G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, g_cclosure_new (handler, NULL, NULL),
      NULL, NULL, NULL, returns, n_parameters, types);
  va_end (types);
  return id;
}

static void
install_connection_signals (GstSipUaBinClass *klass)
{
  /**
   * GstSipUaBin::connected:
   *
   * There is a connection to a server: the first, one after a loss, or, without
   * a loss, one to a server of more weight. Like all signals of this element it is
   * emitted in the thread of the user agent: a handler must not block, and may
   * call anything.
   *
   * Since: 0.1
   */
  signals[SIGNAL_CONNECTED] =
      install_signal (klass, "connected", G_TYPE_NONE, 0);
  /**
   * GstSipUaBin::disconnected:
   * @reason: why, naming the server
   *
   * The connection is lost; recovery is under way.
   *
   * Since: 0.1
   */
  signals[SIGNAL_DISCONNECTED] =
      install_signal (klass, "disconnected", G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * GstSipUaBin::registered:
   *
   * The registrar knows us. Not emitted when that is renewed.
   *
   * Since: 0.1
   */
  signals[SIGNAL_REGISTERED] =
      install_signal (klass, "registered", G_TYPE_NONE, 0);
  /**
   * GstSipUaBin::unregistered:
   * @status: what the registrar answered when it was asked to forget us, 408
   *   when it did not; 503 when the connection is lost; else why a renewal
   *   failed, after #GstSipUaBin::registration-failed
   * @reason: the same in words
   *
   * The registrar does not know us any more, or we cannot count on it.
   *
   * Since: 0.1
   */
  signals[SIGNAL_UNREGISTERED] = install_signal (klass, "unregistered",
      G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  /**
   * GstSipUaBin::registration-failed:
   * @status: the SIP status; 408 where nobody answered, 503 where the connection
   *   was lost, 500 where a 200 does not list our contact
   * @reason: why
   *
   * Tried again by and by, unless the credentials were refused.
   *
   * Since: 0.1
   */
  signals[SIGNAL_REGISTRATION_FAILED] = install_signal (klass,
      "registration-failed", G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
install_call_signals (GstSipUaBinClass *klass)
{
  /**
   * GstSipUaBin::incoming-call:
   * @call: answer, reject or leave it ringing until no-answer-timeout
   *
   * Somebody calls.
   *
   * Since: 0.1
   */
  signals[SIGNAL_INCOMING_CALL] = install_signal (klass, "incoming-call",
      G_TYPE_NONE, 1, GST_TYPE_SIP_CALL);
  /**
   * GstSipUaBin::call-added:
   * @call: a new call, of either direction
   *
   * Since: 0.1
   */
  signals[SIGNAL_CALL_ADDED] =
      install_signal (klass, "call-added", G_TYPE_NONE, 1, GST_TYPE_SIP_CALL);
  /**
   * GstSipUaBin::call-removed:
   * @call: a call that has ended
   *
   * Since: 0.1
   */
  signals[SIGNAL_CALL_REMOVED] =
      install_signal (klass, "call-removed", G_TYPE_NONE, 1, GST_TYPE_SIP_CALL);
}

static void
install_action_signals (GstSipUaBinClass *klass)
{
  /**
   * GstSipUaBin::call:
   * @target: a SIP URI, or a user of our own domain
   * @options: (nullable): see gst_sip_ua_call()
   *
   * Calls @target.
   *
   * Returns: (transfer full) (nullable): the call; %NULL after a warning on
   *   the bus where @target cannot be called
   *
   * Since: 0.1
   */
  signals[SIGNAL_CALL] = install_action (klass, "call", G_CALLBACK (act_call),
      GST_TYPE_SIP_CALL, 2, G_TYPE_STRING, GST_TYPE_STRUCTURE);
  /**
   * GstSipUaBin::register:
   *
   * Registers now, whatever the property register says.
   *
   * Since: 0.1
   */
  signals[SIGNAL_REGISTER] = install_action (klass, "register",
      G_CALLBACK (act_register), G_TYPE_NONE, 0);
  /**
   * GstSipUaBin::unregister:
   *
   * Removes our binding at the registrar; calls go on.
   *
   * Since: 0.1
   */
  signals[SIGNAL_UNREGISTER] = install_action (klass, "unregister",
      G_CALLBACK (act_unregister), G_TYPE_NONE, 0);
}

void
gst_sip_ua_bin_install_signals (GstSipUaBinClass *klass)
{
  install_connection_signals (klass);
  install_call_signals (klass);
  install_action_signals (klass);
  gst_sip_ua_bin_install_log (klass);
}
