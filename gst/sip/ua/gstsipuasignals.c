/* What the user agent tells the application
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * All signals are emitted in the thread of the user agent, when what caused
 * them is dealt with: a handler may call anything.
 */
#include "gst/sip/ua/gstsipuastruct.h"

guint gst_sip_ua_signals[GST_SIP_UA_N_SIGNALS];

static guint
add_signal (const gchar *name, guint n_parameters, ...)
{
  va_list types;
  guint id;

  va_start (types, n_parameters);
  id = g_signal_new_valist (name, GST_TYPE_SIP_UA, G_SIGNAL_RUN_LAST, NULL,
      NULL, NULL, NULL, G_TYPE_NONE, n_parameters, types);
  va_end (types);
  return id;
}

static void
install_connection_signals (void)
{
  /**
   * GstSipUa::connected:
   * @ua: the user agent
   * @server: the server, e.g. "wss://sip.example.com"
   *
   * There is a connection. Without a #GstSipUa::disconnected before it, this is
   * the return to a server of more weight, which leaves no gap: calls in
   * progress stay on the connection that they are on until they are over.
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_CONNECTED] =
      add_signal ("connected", 1, G_TYPE_STRING);
  /**
   * GstSipUa::disconnected:
   * @ua: the user agent
   * @reason: why, naming the server
   *
   * The connection is lost; a new one is being tried for, or #GstSipUa::connected
   * follows at once, where the connection is still there that was left last.
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_DISCONNECTED] =
      add_signal ("disconnected", 1, G_TYPE_STRING);
  /**
   * GstSipUa::connection-failed:
   * @ua: the user agent
   * @reason: why, naming the server
   *
   * An attempt to connect failed; more are to come.
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_CONNECTION_FAILED] =
      add_signal ("connection-failed", 1, G_TYPE_STRING);
}

static void
install_registration_signals (void)
{
  /**
   * GstSipUa::registered:
   * @ua: the user agent
   * @expires: what the registrar granted, in seconds
   *
   * The registrar knows us. Not emitted when that is renewed.
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_REGISTERED] =
      add_signal ("registered", 1, G_TYPE_UINT);
  /**
   * GstSipUa::unregistered:
   * @ua: the user agent
   * @status: what the registrar answered when we asked it to forget us, 408
   *   when it did not; 503 when the connection is lost; else why a renewal
   *   failed, after #GstSipUa::registration-failed
   * @reason: the same in words
   *
   * The registrar does not know us any more, or we cannot count on it. Follows
   * each gst_sip_ua_unregister() that had something to do.
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_UNREGISTERED] =
      add_signal ("unregistered", 2, G_TYPE_UINT, G_TYPE_STRING);
  /**
   * GstSipUa::registration-failed:
   * @ua: the user agent
   * @status: SIP status; 408 when nobody answers, 503 without a connection, 500
   *   when the registrar says yes but does not list our contact
   * @reason: why
   *
   * Tried again by and by, unless the credentials were refused.
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_REGISTRATION_FAILED] =
      add_signal ("registration-failed", 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
install_call_signals (void)
{
  /**
   * GstSipUa::incoming-call:
   * @ua: the user agent
   * @call: the call, which rings already
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_INCOMING_CALL] =
      add_signal ("incoming-call", 1, GST_TYPE_SIP_CALL);
  /**
   * GstSipUa::call-added:
   * @ua: the user agent
   * @call: a new call of either direction
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_CALL_ADDED] =
      add_signal ("call-added", 1, GST_TYPE_SIP_CALL);
  /**
   * GstSipUa::call-removed:
   * @ua: the user agent
   * @call: a call that is over
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_CALL_REMOVED] =
      add_signal ("call-removed", 1, GST_TYPE_SIP_CALL);
  /**
   * GstSipUa::stopped:
   * @ua: the user agent
   *
   * What gst_sip_ua_stop() began is done.
   *
   * Since: 0.1
   */
  gst_sip_ua_signals[GST_SIP_UA_SIGNAL_STOPPED] = add_signal ("stopped", 0);
}

void
gst_sip_ua_install_signals (void)
{
  install_connection_signals ();
  install_registration_signals ();
  install_call_signals ();
}
