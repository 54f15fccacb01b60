/* What the files of sipuabin share
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "ext/sipua/sdp/gstsipcodec.h"
#include "ext/sipua/gstsipengine.h"
#include "ext/sipua/gstsipsinks.h"
#include "ext/sipua/gstsipuabin.h"
#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/ua/gstsipuaconfig-private.h"

G_BEGIN_DECLS

GST_DEBUG_CATEGORY_EXTERN (gst_sip_ua_bin_debug);

/* Where the one call of the property "target" stands. */
typedef enum
{
  GST_SIP_TARGET_WAITING, /* for the user agent to be ready */
  GST_SIP_TARGET_CALLED,
  GST_SIP_TARGET_DONE,
} GstSipTargetState;

struct _GstSipUaBin
{
  GstBin parent_instance;

  GstSipUaConfig *config;
  GstSipLog *log;

  /* Under the object lock: while PAUSED or PLAYING; the GstSipInputs in the
   * order of their pads; and who listened. */
  GstSipEngine *engine;
  GList *inputs;
  GHashTable *consumers; /* name of a source pad to GWeakRef of its last peer */
  GstSipSinks *sinks; /* (nullable): from READY on */

  /* Of the changes of state: was stopped, and may still say farewell */
  GstSipEngine *earlier;

  /* In the thread of the engine. */
  GstSipTargetState target_state;
  GstSipCall *target_call;
  gboolean warned; /* of a connection that does not come about */
  gboolean registered; /* as last told */

  /* Calls whose media have not quite gone. */
  GMutex legs_lock;
  GCond legs_changed;
  guint n_legs;
};

/* gstsipuabinsignals.c: what the application hears */
enum
{
  SIGNAL_CONNECTED,
  SIGNAL_DISCONNECTED,
  SIGNAL_REGISTERED,
  SIGNAL_UNREGISTERED,
  SIGNAL_REGISTRATION_FAILED,
  SIGNAL_INCOMING_CALL,
  SIGNAL_CALL_ADDED,
  SIGNAL_CALL_REMOVED,
  SIGNAL_LOG,
  SIGNAL_CALL,
  SIGNAL_REGISTER,
  SIGNAL_UNREGISTER,
  N_SIGNALS
};
extern guint gst_sip_ua_bin_signals[N_SIGNALS];

void gst_sip_ua_bin_install_signals (GstSipUaBinClass *klass);
/* Follows the user agent: signals, messages on the bus, the target. */
void gst_sip_ua_bin_watch (GstSipUaBin *self, GstSipUa *ua);
void gst_sip_ua_bin_unwatch (GstSipUaBin *self, GstSipUa *ua);

/* gstsipuabinpads.c: sink pads on request, source pads as media comes */
GHashTable *gst_sip_ua_bin_new_consumers (void);
void gst_sip_ua_bin_install_pads (GstElementClass *klass);
/* (transfer full) (element-type GstSipInput) */
GPtrArray *gst_sip_ua_bin_dup_inputs (GstSipUaBin *self);
GstPad *gst_sip_ua_bin_add_src_pad (GstSipUaBin *self, GstPad *target,
    GstSipMediaKind kind, GstSipCall *call, const gchar *mid);
void gst_sip_ua_bin_remove_src_pad (GstSipUaBin *self, GstPad *pad);
/* What is downstream lets go of the threads of media. (transfer full)
 * (element-type GstPad): the pads that flush */
GPtrArray *gst_sip_ua_bin_flush_src_pads (GstSipUaBin *self);
/* peers: (transfer full) */
void gst_sip_ua_bin_stop_flushing (GPtrArray *peers);
/* (transfer full) (nullable): from READY on */
GstSipSinks *gst_sip_ua_bin_ref_sinks (GstSipUaBin *self);

/* gstsipuabinmedia.c: what a call sends and receives */
/* weak: GWeakRef of the element, which a call on its way may outlive */
GstSipMedia *gst_sip_ua_bin_create_media (GstSipCall *call, gpointer weak);
/* Servers that cannot be used are warned of. */
void gst_sip_ua_bin_watch_ice (GstSipUaBin *self, GstSipIceProbe *ice);
gboolean gst_sip_ua_bin_check_codecs (GstSipUaConfig *config, GError **error);
/* Until the media of all calls are gone; FALSE after timeout microseconds. */
gboolean gst_sip_ua_bin_wait_for_legs (GstSipUaBin *self, gint64 timeout);

/* gstsipuabintarget.c: the call of the property "target" */
gboolean gst_sip_ua_bin_is_calling_target (GstSipUaBin *self);
void gst_sip_ua_bin_target_ready (GstSipUaBin *self);
void gst_sip_ua_bin_target_unregistered (GstSipUaBin *self, guint status,
    const gchar *reason);
void gst_sip_ua_bin_target_changed (GstSipUaBin *self, GstSipCall *call);

/* gstsipuabinbus.c: the same as messages */
void gst_sip_ua_bin_install_bus (GstSipUaBinClass *klass);
void gst_sip_ua_bin_post (GstSipUaBin *self, const gchar *name,
    const gchar *first_field, ...);
void gst_sip_ua_bin_post_call (GstSipUaBin *self, const gchar *name,
    GstSipCall *call);
void gst_sip_ua_bin_post_progress (GstSipUaBin *self, GstProgressType type,
    const gchar *code, const gchar *format, ...) G_GNUC_PRINTF (4, 5);
/* EOS to everything downstream, in a thread of the pool, then from the element.
 * (transfer full) */
void gst_sip_ua_bin_end_downstream (GstSipUaBin *self, GstEvent *eos);

/* gstsipuabinlog.c: the signal "log" and the built-in output */
void gst_sip_ua_bin_install_log (GstSipUaBinClass *klass);
void gst_sip_ua_bin_init_log (GstSipUaBin *self);

/* To what may be gone by the time it is asked for; object may be NULL. */
GWeakRef *gst_sip_ua_bin_weak_ref_new (gpointer object);
void gst_sip_ua_bin_weak_ref_free (gpointer weak);

/* (transfer full) (nullable): while PAUSED or PLAYING */
GstSipEngine *gst_sip_ua_bin_ref_engine (GstSipUaBin *self);

G_END_DECLS
