/* The media of one call: from webrtcbin's threads to ours
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * webrtcbin answers in a thread of its own, in which hardly anything may be
 * done without a deadlock. So every signal and every reply is posted.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <gst/sip/base/gstsiperror.h>

GWeakRef *
gst_sip_webrtc_weak_new (gpointer object)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, object);
  return weak;
}

void
gst_sip_webrtc_weak_free (gpointer data)
{
  GWeakRef *weak = data;

  g_weak_ref_clear (weak);
  g_free (weak);
}

typedef struct
{
  GstSipWebrtc *self; /* owned */
  GstSipWebrtcFunc func;
  gpointer data;
  GDestroyNotify notify;
} Post;

static void
post_free (gpointer data)
{
  Post *post = data;

  if (post->notify != NULL)
    post->notify (post->data);
  gst_object_unref (post->self);
  g_free (post);
}

static gboolean
deliver (gpointer data)
{
  Post *post = data;

  if (post->self->phase != GST_SIP_WEBRTC_OVER)
    post->func (post->self, post->data);

  return G_SOURCE_REMOVE;
}

void
gst_sip_webrtc_post (GstSipWebrtc *self, GstSipWebrtcFunc func, gpointer data,
    GDestroyNotify notify)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *post = g_new0 (Post, 1);

  post->self = gst_object_ref (self);
  post->func = func;
  post->data = data;
  post->notify = notify;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, post, post_free);
  g_source_attach (source, self->context);
}

typedef struct
{
  GWeakRef *self;
  GstSipWebrtcFunc func;
} Watch;

static void
watch_free (gpointer data, GClosure *closure)
{
  Watch *watch = data;

  gst_sip_webrtc_weak_free (watch->self);
  g_free (watch);
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  Watch *watch = data;
  g_autoptr (GstSipWebrtc) self = g_weak_ref_get (watch->self);

  if (self != NULL)
    gst_sip_webrtc_post (self, watch->func, NULL, NULL);
}

void
gst_sip_webrtc_watch (GstSipWebrtc *self, gpointer object, const gchar *signal,
    GstSipWebrtcFunc func)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->self = gst_sip_webrtc_weak_new (self);
  watch->func = func;
  g_signal_connect_data (object, signal, G_CALLBACK (on_notify), watch,
      watch_free, 0);
}

typedef struct
{
  GWeakRef *self;
  GstSipWebrtcReplyFunc func;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  gst_sip_webrtc_weak_free (question->self);
  g_free (question);
}

typedef struct
{
  GstPromise *promise;
  GstSipWebrtcReplyFunc func;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  gst_promise_unref (answer->promise);
  g_free (answer);
}

static void
take_answer (GstSipWebrtc *self, gpointer data)
{
  Answer *answer = data;
  const GstStructure *reply = gst_promise_get_reply (answer->promise);
  GError *error = NULL;

  g_ptr_array_remove_fast (self->promises, answer->promise);

  if (reply != NULL &&
      gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL)) {
    gst_sip_webrtc_give_up_text (self, "webrtcbin: %s", error->message);
    g_error_free (error);
    return;
  }

  answer->func (self, reply);
}

static void
on_promise (GstPromise *promise, gpointer data)
{
  Question *question = data;
  g_autoptr (GstSipWebrtc) self = g_weak_ref_get (question->self);
  Answer *answer;

  if (self == NULL || gst_promise_wait (promise) != GST_PROMISE_RESULT_REPLIED)
    return;

  answer = g_new0 (Answer, 1);
  answer->promise = gst_promise_ref (promise);
  answer->func = question->func;
  gst_sip_webrtc_post (self, take_answer, answer, answer_free);
}

void
gst_sip_webrtc_ask (GstSipWebrtc *self, const gchar *signal, gpointer argument,
    GstSipWebrtcReplyFunc func)
{
  Question *question = g_new0 (Question, 1);
  GstPromise *promise;

  question->self = gst_sip_webrtc_weak_new (self);
  question->func = func;
  promise =
      gst_promise_new_with_change_func (on_promise, question, question_free);
  g_ptr_array_add (self->promises, promise);
  g_signal_emit_by_name (self->webrtcbin, signal, argument, promise);
}

/* webrtcbin drops what it has not done when it goes down, and a promise that
 * nobody kept is a warning on the terminal. */
void
gst_sip_webrtc_stop_asking (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->promises->len; i++)
    gst_promise_interrupt (g_ptr_array_index (self->promises, i));
  g_ptr_array_set_size (self->promises, 0);
}
