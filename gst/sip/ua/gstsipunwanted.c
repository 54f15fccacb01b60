/* 2xx to an INVITE that nobody wants, and those that come again
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipunwanted.h"

#include "gst/sip/ua/gstsiprequest.h"

/* 64*T1: as long as a 2xx is repeated */
#define KEEP_TIME (32 * G_TIME_SPAN_SECOND)
/* Answers whose ACKs are kept. */
#define MAX_ANSWERS 256
/* A server that makes up more answers than this at a time is not worth an ACK
 * and a BYE for each. */
#define MAX_REFUSED 64

struct _GstSipUnwanted
{
  GstSipCore *core;
  GQueue answers; /* of Answer, the oldest first */
  guint n_refused; /* of these */
  GstSipTimer timer; /* due with the oldest */
};

typedef struct
{
  GstSipDialog *dialog;
  GstSipMessage *ack;
  gint64 until;
  gboolean refused;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  gst_sip_dialog_unref (answer->dialog);
  gst_sip_message_unref (answer->ack);
  g_free (answer);
}

static void
drop_oldest (GstSipUnwanted *self)
{
  Answer *oldest = g_queue_pop_head (&self->answers);

  if (oldest->refused)
    self->n_refused--;
  answer_free (oldest);
}

static void
rearm (GstSipUnwanted *self)
{
  Answer *oldest = g_queue_peek_head (&self->answers);

  if (oldest != NULL)
    gst_sip_timer_arm (&self->timer, self->core->timers,
        MAX (0, oldest->until - gst_sip_timers_get_time (self->core->timers)));
}

static void
on_timer (gpointer owner)
{
  GstSipUnwanted *self = owner;
  gint64 now = gst_sip_timers_get_time (self->core->timers);
  Answer *oldest;

  while ((oldest = g_queue_peek_head (&self->answers)) != NULL &&
      oldest->until <= now)
    drop_oldest (self);
  rearm (self);
}

GstSipUnwanted *
gst_sip_unwanted_new (GstSipCore *core)
{
  GstSipUnwanted *self = g_new0 (GstSipUnwanted, 1);

  self->core = core;
  self->timer = (GstSipTimer){.expired = on_timer, .owner = self};
  return self;
}

void
gst_sip_unwanted_free (GstSipUnwanted *self)
{
  gst_sip_timer_disarm (&self->timer);
  g_queue_clear_full (&self->answers, answer_free);
  g_free (self);
}

static void
complain (GstSipUnwanted *self, GstSipDialog *dialog, const gchar *what)
{
  gst_sip_log_complain (self->core->log,
      gst_sip_timers_get_time (self->core->timers), GST_SIP_LOG_CALL,
      gst_sip_dialog_get_call_id (dialog), "%s", what);
}

static Answer *
find (GstSipUnwanted *self, GstSipDialog *dialog)
{
  for (GList *l = self->answers.head; l != NULL; l = l->next) {
    Answer *answer = l->data;

    if (g_str_equal (gst_sip_dialog_get_call_id (answer->dialog),
            gst_sip_dialog_get_call_id (dialog)) &&
        g_str_equal (gst_sip_dialog_get_remote_tag (answer->dialog),
            gst_sip_dialog_get_remote_tag (dialog)))
      return answer;
  }
  return NULL;
}

static void
keep (GstSipUnwanted *self, GstSipDialog *dialog, GstSipMessage *ack,
    gboolean refused)
{
  Answer *answer = g_new0 (Answer, 1);

  if (self->answers.length == MAX_ANSWERS)
    drop_oldest (self);
  answer->refused = refused;
  if (refused)
    self->n_refused++;
  answer->dialog = gst_sip_dialog_ref (dialog);
  answer->ack = gst_sip_message_ref (ack);
  answer->until = gst_sip_timers_get_time (self->core->timers) + KEEP_TIME;
  g_queue_push_tail (&self->answers, answer);
  rearm (self);
}

void
gst_sip_unwanted_keep_ack (GstSipUnwanted *self, GstSipDialog *dialog,
    GstSipMessage *ack)
{
  keep (self, dialog, ack, FALSE);
}

void
gst_sip_unwanted_refuse (GstSipUnwanted *self, GstSipMessage *response,
    GstSipMessage *invite)
{
  g_autoptr (GstSipDialog) dialog = gst_sip_dialog_new_client (response, NULL);
  g_autoptr (GstSipMessage) ack = NULL;
  Answer *known;

  if (dialog == NULL)
    return;
  known = find (self, dialog);
  if (known != NULL) {
    gst_sip_transactions_send_ack (self->core->transactions, known->ack, NULL);
    return;
  }

  if (self->n_refused == MAX_REFUSED) {
    complain (self, dialog, "too many answers that are not wanted, ignored");
    return;
  }
  complain (self, dialog, "an answer that is not wanted any more is ended");
  ack = gst_sip_dialog_new_ack (dialog, invite != NULL ? invite : response);
  gst_sip_transactions_send_ack (self->core->transactions, ack, NULL);
  keep (self, dialog, ack, TRUE);
  gst_sip_request_unref (gst_sip_request_send (self->core,
      gst_sip_dialog_new_request (dialog, "BYE"), dialog, NULL, NULL));
}
