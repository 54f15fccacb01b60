/* The thread in which all of SIP lives
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One thread with one GMainContext, its thread-default one. Other threads
 * hand work over; whatever can no longer be done is dropped with its data.
 * All functions may be called from any thread, also from the loop's own.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _GstSipLoop GstSipLoop;
typedef void (*GstSipLoopFunc) (gpointer user_data);

/* (transfer full): it runs. Stop it before letting go of it. */
GstSipLoop *gst_sip_loop_new (void);
/* The same with one who lives in it. leave is called in the thread once the
 * loop was stopped: nothing handed over runs any more, and what is due still
 * runs afterwards, so whatever could do something there is given up now.
 * release is the last act of the thread: resident is there as long as it is. */
GstSipLoop *gst_sip_loop_new_for (gpointer resident, GstSipLoopFunc leave,
    GDestroyNotify release);
GstSipLoop *gst_sip_loop_ref (GstSipLoop *self);
void gst_sip_loop_unref (GstSipLoop *self);

/* (transfer none) */
GMainContext *gst_sip_loop_get_context (GstSipLoop *self);
/* Whether the caller runs in the loop's thread. */
gboolean gst_sip_loop_is_current (GstSipLoop *self);

/* Has func called in the loop, after what was handed over before. destroy
 * (may be NULL) is called in the end whatever happens, once, in whichever
 * thread is the last to need it. Returns whether the loop took it. */
gboolean gst_sip_loop_invoke (GstSipLoop *self, GstSipLoopFunc func,
    gpointer user_data, GDestroyNotify destroy);
/* The same, and waits until it is done; in the loop it is done right away.
 * limit: microseconds, negative for none. Returns FALSE if func was dropped,
 * as it is when its turn has not come in time, or is not through yet: so
 * user_data belongs to destroy, not on the caller's stack. */
gboolean gst_sip_loop_invoke_and_wait (GstSipLoop *self, GstSipLoopFunc func,
    gpointer user_data, GDestroyNotify destroy, gint64 limit);

/* Drops what was handed over and not yet begun, and waits until the thread
 * has ended, but not longer than limit (microseconds, negative for none): a
 * thread that is held up elsewhere ends by itself later, as it does when
 * asked from within. Returns whether it has ended. */
gboolean gst_sip_loop_stop (GstSipLoop *self, gint64 limit);
/* The same, without asking the thread to end. */
gboolean gst_sip_loop_wait (GstSipLoop *self, gint64 limit);

/* object, which has work under way in the calling thread's loop, is given up:
 * when stopped, that loop still runs until object is finalized, a second at
 * most, so that its callbacks are not lost with all they hold. Does nothing
 * in a thread that is not a loop's. */
void gst_sip_loop_let_finish (GObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipLoop, gst_sip_loop_unref)

G_END_DECLS
