/* The user agent from inside
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/ua/gstsipcall-private.h"
#include "gst/sip/ua/gstsipcore.h"
#include "gst/sip/ua/gstsipregistration.h"
#include "gst/sip/ua/gstsipua-private.h"

G_BEGIN_DECLS

struct _GstSipUa
{
  GstObject parent;

  GstSipCore *core; /* constant */
  GstSipRegistration *registration; /* NULL before the first start */
  GstSipTimer stop_timer;
  GstSipPauseWatch pauses;
  gboolean running;
  gboolean stopping;

  GstSipMediaFactory factory;
  gpointer factory_data;
  GDestroyNotify factory_notify;

  /* Under the object lock, as any thread may ask. */
  GList *calls; /* of GstSipCall: those that have not ended */
  gboolean connected;
  GstSipRegistrationState registration_state;

  /* Of gst_sip_ua_new(). */
  GstSipTimers *own_timers;
  GstSipRandom *own_random;
};

/* gstsipualisten.c: the data is the user agent */
extern const GstSipCallUser gst_sip_ua_call_user;
extern const GstSipCoreUser gst_sip_ua_core_user;
extern const GstSipRegistrationUser gst_sip_ua_registration_user;

void gst_sip_ua_set_connected (GstSipUa *self, gboolean connected);
/* Done, if nothing is left that a stopping user agent waits for. */
void gst_sip_ua_check_stop (GstSipUa *self);
/* The same; without a connection no answer will come. */
void gst_sip_ua_go_on_stopping (GstSipUa *self);

/* gstsipuaresume.c */
void gst_sip_ua_resume (gpointer owner, gint64 pause);

/* gstsipuasignals.c */
enum
{
  GST_SIP_UA_SIGNAL_CONNECTED,
  GST_SIP_UA_SIGNAL_DISCONNECTED,
  GST_SIP_UA_SIGNAL_CONNECTION_FAILED,
  GST_SIP_UA_SIGNAL_REGISTERED,
  GST_SIP_UA_SIGNAL_UNREGISTERED,
  GST_SIP_UA_SIGNAL_REGISTRATION_FAILED,
  GST_SIP_UA_SIGNAL_INCOMING_CALL,
  GST_SIP_UA_SIGNAL_CALL_ADDED,
  GST_SIP_UA_SIGNAL_CALL_REMOVED,
  GST_SIP_UA_SIGNAL_STOPPED,
  GST_SIP_UA_N_SIGNALS,
};

extern guint gst_sip_ua_signals[GST_SIP_UA_N_SIGNALS];

void gst_sip_ua_install_signals (void);

/* Own thread. */
void gst_sip_ua_add_call (GstSipUa *self, GstSipCall *call);

G_END_DECLS
