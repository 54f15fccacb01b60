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

/* Weak, as a loop that has ended keeps what is posted to it, and the media keep
 * the loop's context: webrtcbin has something to say until it is gone. */
typedef struct
{
  GWeakRef *self;
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
  gst_sip_webrtc_weak_free (post->self);
  g_free (post);
}

static gboolean
deliver (gpointer data)
{
  Post *post = data;
  g_autoptr (GstSipWebrtc) self = g_weak_ref_get (post->self);

  if (self != NULL && self->phase != GST_SIP_WEBRTC_OVER)
    post->func (self, post->data);

  return G_SOURCE_REMOVE;
}

void
gst_sip_webrtc_post (GstSipWebrtc *self, GstSipWebrtcFunc func, gpointer data,
    GDestroyNotify notify)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *post = g_new0 (Post, 1);

  post->self = gst_sip_webrtc_weak_new (self);
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

gulong
gst_sip_webrtc_watch (GstSipWebrtc *self, gpointer object, const gchar *signal,
    GstSipWebrtcFunc func)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->self = gst_sip_webrtc_weak_new (self);
  watch->func = func;
  return g_signal_connect_data (object, signal, G_CALLBACK (on_notify), watch,
      watch_free, 0);
}

/* What webrtcbin has not answered yet */

void
gst_sip_webrtc_questions_init (GstSipWebrtcQuestions *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->answered);
  self->promises =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_promise_unref);
}

void
gst_sip_webrtc_questions_clear (GstSipWebrtcQuestions *self)
{
  g_ptr_array_unref (self->promises);
  g_cond_clear (&self->answered);
  g_mutex_clear (&self->lock);
}

static void
questions_add (GstSipWebrtcQuestions *self, GstPromise *promise)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->promises, gst_promise_ref (promise));
  g_mutex_unlock (&self->lock);
}

static void
questions_remove (GstSipWebrtcQuestions *self, GstPromise *promise)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_remove_fast (self->promises, promise);
  g_cond_broadcast (&self->answered);
  g_mutex_unlock (&self->lock);
}

/* (transfer full): what is still open when time is up */
static GPtrArray *
questions_wait (GstSipWebrtcQuestions *self, gint64 limit)
{
  gint64 deadline = g_get_monotonic_time () + limit;
  GPtrArray *open;
  gboolean in_time = TRUE;

  g_mutex_lock (&self->lock);
  while (self->promises->len > 0 && in_time)
    in_time = g_cond_wait_until (&self->answered, &self->lock, deadline);
  open = g_steal_pointer (&self->promises);
  self->promises =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_promise_unref);
  g_mutex_unlock (&self->lock);
  return open;
}

typedef struct
{
  GWeakRef *self;
  GstSipWebrtcReplyFunc func;
  GstSipWebrtcErrorFunc failed;
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
  GstSipWebrtcErrorFunc failed;
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
  g_autoptr (GError) error = NULL;

  if (reply != NULL &&
      gst_structure_get (reply, "error", G_TYPE_ERROR, &error, NULL))
    answer->failed (self, error);
  else
    answer->func (self, reply);
}

/* In webrtcbin's thread, or in that which interrupts */
static void
on_promise (GstPromise *promise, gpointer data)
{
  Question *question = data;
  g_autoptr (GstSipWebrtc) self = g_weak_ref_get (question->self);
  Answer *answer;

  if (self == NULL)
    return;

  if (gst_promise_wait (promise) == GST_PROMISE_RESULT_REPLIED) {
    answer = g_new0 (Answer, 1);
    answer->promise = gst_promise_ref (promise);
    answer->func = question->func;
    answer->failed = question->failed;
    gst_sip_webrtc_post (self, take_answer, answer, answer_free);
  }
  questions_remove (&self->questions, promise);
}

void
gst_sip_webrtc_ask_whether (GstSipWebrtc *self, const gchar *signal,
    gpointer argument, GstSipWebrtcReplyFunc func, GstSipWebrtcErrorFunc failed)
{
  Question *question = g_new0 (Question, 1);
  GstPromise *promise;

  question->self = gst_sip_webrtc_weak_new (self);
  question->func = func;
  question->failed = failed;
  promise =
      gst_promise_new_with_change_func (on_promise, question, question_free);
  questions_add (&self->questions, promise);
  g_signal_emit_by_name (self->webrtcbin, signal, argument, promise);
  gst_promise_unref (promise);
}

static void
end_call (GstSipWebrtc *self, const GError *error)
{
  gst_sip_webrtc_give_up_text (self, "webrtcbin: %s", error->message);
}

void
gst_sip_webrtc_ask (GstSipWebrtc *self, const gchar *signal, gpointer argument,
    GstSipWebrtcReplyFunc func)
{
  gst_sip_webrtc_ask_whether (self, signal, argument, func, end_call);
}

void
gst_sip_webrtc_await_answers (GstSipWebrtc *self, gint64 limit)
{
  g_autoptr (GPtrArray) open = questions_wait (&self->questions, limit);

  /* webrtcbin drops what it has not done when it goes down, and a promise that
   * is not kept is a warning on the terminal. */
  for (guint i = 0; i < open->len; i++)
    gst_promise_interrupt (g_ptr_array_index (open, i));
}
