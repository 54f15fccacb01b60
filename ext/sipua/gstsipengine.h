/* A user agent and the thread it lives in
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Puts together the ports of a GstSipUa: the loop, its timers, randomness and
 * the WebSocket. An engine is made when sipuabin goes to PAUSED, and says
 * farewell when it goes back: calls end, the binding is removed, and only so
 * long is waited for it as was agreed.
 */
#pragma once

#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/ua/gstsipua.h"
#include "ext/sipua/ice/gstsipiceprobe.h"

G_BEGIN_DECLS

typedef struct _GstSipEngine GstSipEngine;

/* Starts the thread and makes the user agent in it. config is read now; later
 * changes go by gst_sip_engine_update(). factory_data is freed by factory_notify
 * in any case. (transfer full) (nullable): NULL with
 * GST_SIP_ERROR_CONFIGURATION where config, or what the WebSocket needs, cannot be
 * used */
GstSipEngine *gst_sip_engine_new (GstSipUaConfig *config, GstSipLog *log,
    GstSipMediaFactory factory, gpointer factory_data,
    GDestroyNotify factory_notify, GError **error);
GstSipEngine *gst_sip_engine_ref (GstSipEngine *self);
void gst_sip_engine_unref (GstSipEngine *self);

/* Its signals come, and its methods that are not for any thread belong, in the
 * thread of the engine. (transfer none): as long as the engine */
GstSipUa *gst_sip_engine_get_ua (GstSipEngine *self);
GstSipTimers *gst_sip_engine_get_timers (GstSipEngine *self);
/* Likewise; not started before the engine is. */
GstSipIceProbe *gst_sip_engine_get_ice (GstSipEngine *self);

/* Whether the caller runs in the thread of the engine. */
gboolean gst_sip_engine_is_current (GstSipEngine *self);

/* Connects, in its own thread; what the user agent is asked for afterwards it
 * finds started. Once started, nothing is done again. earlier: (transfer full)
 * (nullable): one that has been stopped, and that had not ended then; its end
 * is waited for, as long as its farewell may take, in that thread: a registrar
 * knows both by one instance-id, and would remove the binding of the later one
 * for the sake of the earlier. */
void gst_sip_engine_start (GstSipEngine *self, GstSipEngine *earlier);
gboolean gst_sip_engine_is_started (GstSipEngine *self);
void gst_sip_engine_update (GstSipEngine *self, GstSipUaConfig *config);

/* Ends calls, un-registers, disconnects. Waits until that is done, timeout
 * microseconds at most; in the engine's own thread, where a wait would never
 * end, it returns at once. In both cases what is not done then is done by that
 * thread later, on its own. Returns whether the thread has ended. */
gboolean gst_sip_engine_stop (GstSipEngine *self, gint64 timeout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipEngine, gst_sip_engine_unref)

G_END_DECLS
