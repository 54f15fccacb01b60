/* A call (RFC 3261 sections 13 to 15): the object, its state, its end
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/base/gstsiptext.h"
#include "gst/sip/message/gstsippasswords.h"
#include "gst/sip/ua/gstsipscreen.h"
#include "gst/sip/ua/gstsipunwanted.h"

G_DEFINE_FINAL_TYPE (GstSipCall, gst_sip_call, GST_TYPE_OBJECT)

#define CALLING GST_SIP_CALL_CALLING
#define RINGING GST_SIP_CALL_RINGING
#define ESTABLISHED GST_SIP_CALL_ESTABLISHED
#define ENDING GST_SIP_CALL_ENDING
#define ENDED GST_SIP_CALL_ENDED

static const gboolean allowed[][ENDED + 1] = {
    [CALLING] = {[RINGING] = TRUE,
                 [ESTABLISHED] = TRUE,
                 [ENDING] = TRUE,
                 [ENDED] = TRUE},
    [RINGING] = {[ESTABLISHED] = TRUE,  [ENDING] = TRUE, [ENDED] = TRUE},
    [ESTABLISHED] = {[ENDING] = TRUE,                [ENDED] = TRUE},
    [ENDING] = {[ENDED] = TRUE},
    [ENDED] = {FALSE               },
};

static const gchar *const state_names[] = {
    [CALLING] = "calling",
    [RINGING] = "ringing",
    [ESTABLISHED] = "established",
    [ENDING] = "ending",
    [ENDED] = "ended",
};

void (gst_sip_call_log) (GstSipLogPlace place, GstSipCall *self,
    GstSipLogLevel level, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  g_autofree gchar *shown = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  shown = gst_sip_dup_without_passwords (text);
  if (level < GST_SIP_LOG_LEVEL_DEBUG)
    (gst_sip_log_report) (place, self->core->log,
        gst_sip_timers_get_time (self->core->timers), GST_SIP_LOG_CALL, level,
        self->call_id, shown);
  else
    (gst_sip_log_write_literal) (place, self->core->log, GST_SIP_LOG_CALL,
        level, self->call_id, shown);
}

void
gst_sip_call_set_state (GstSipCall *self, GstSipCallState state)
{
  GstSipCallState old = self->state;
  gint64 now;

  if (old == state)
    return;
  /* A peer may have found a way that we did not think of. */
  if (!allowed[old][state]) {
    gst_sip_call_log (self, GST_SIP_LOG_LEVEL_ERROR,
        "%s -> %s is not possible: the call stays as it is", state_names[old],
        state_names[state]);
    return;
  }

  now = gst_sip_timers_get_world_time (self->core->timers);
  GST_OBJECT_LOCK (self);
  self->state = state;
  if (state == ESTABLISHED)
    self->established_at = now;
  if (state == ENDED)
    self->ended_at = now;
  GST_OBJECT_UNLOCK (self);
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_DEBUG, "%s -> %s", state_names[old],
      state_names[state]);
  gst_sip_call_emit_state (self, state);
}

static void
log_dialog (GstSipCall *self, GstSipDialog *dialog, const gchar *what)
{
  g_autofree gchar *label =
      g_strdup_printf ("%s;%s;%s", gst_sip_dialog_get_call_id (dialog),
          gst_sip_dialog_get_local_tag (dialog),
          gst_sip_dialog_get_remote_tag (dialog));

  gst_sip_log_write (self->core->log, GST_SIP_LOG_DIALOG,
      GST_SIP_LOG_LEVEL_DEBUG, label, "dialog with %s %s",
      gst_sip_dialog_get_remote_target (dialog), what);
}

void
gst_sip_call_add_dialog (GstSipCall *self, GstSipDialog *dialog)
{
  log_dialog (self, dialog, "begins");
  gst_sip_dialog_set_user (dialog, &gst_sip_call_dialog_user, self);
  gst_sip_dialogs_add (self->core->dialogs, dialog);
}

void
gst_sip_call_remove_dialog (GstSipCall *self, GstSipDialog *dialog)
{
  log_dialog (self, dialog, "ends");
  gst_sip_dialog_set_user (dialog, NULL, NULL);
  gst_sip_dialogs_remove (self->core->dialogs, dialog);
}

void
gst_sip_call_set_remote (GstSipCall *self, const GstSipAddress *address)
{
  g_autofree gchar *name = gst_sip_address_dup_display_name (address);

  GST_OBJECT_LOCK (self);
  g_free (self->remote_uri);
  self->remote_uri = gst_sip_text_mend (address->uri.text,
      (gssize) address->uri.length, GST_SIP_TEXT_MAX);
  g_free (self->remote_display_name);
  self->remote_display_name = gst_sip_text_mend (name, -1, GST_SIP_TEXT_MAX);
  GST_OBJECT_UNLOCK (self);
}

void
gst_sip_call_add_contact (GstSipCall *self, GstSipMessage *message)
{
  gboolean anonymous = FALSE;
  g_autofree gchar *contact = NULL;

  if (self->options != NULL)
    gst_structure_get_boolean (self->options, "anonymous", &anonymous);
  contact = gst_sip_identity_make_contact (self->core->identity, anonymous);
  gst_sip_message_append_header (message, GST_SIP_HEADER_CONTACT, contact);
  gst_sip_screen_add_allow (message);
}

/* The end. */

static void
drop_dialogs (GstSipCall *self)
{
  for (guint i = 0; i < self->early_dialogs->len; i++)
    gst_sip_call_remove_dialog (self, self->early_dialogs->pdata[i]);
  g_ptr_array_set_size (self->early_dialogs, 0);

  if (self->dialog == NULL)
    return;
  if (self->ack != NULL)
    gst_sip_unwanted_keep_ack (self->core->unwanted, self->dialog, self->ack);
  gst_sip_call_remove_dialog (self, self->dialog);
  g_clear_pointer (&self->dialog, gst_sip_dialog_unref);
}

/* What the peer still waits for an answer to (RFC 3261 section 15.1.2). */
static void
refuse_pending (GstSipCall *self)
{
  if (self->change != NULL)
    gst_sip_core_respond (self->core, self->change, 487);
  g_clear_pointer (&self->change, gst_sip_transaction_unref);
}

/* Leaves nothing that could wake the call; in the thread of the user agent. */
static void
let_go (GstSipCall *self)
{
  gst_sip_call_stop_ringing (self);
  gst_sip_timer_disarm (&self->refresh_again);
  gst_sip_timer_disarm (&self->patience);
  gst_sip_call_drop_answer (self);
  gst_sip_request_drop (&self->invite);
  /* A peer that rings for a re-INVITE may never say more. */
  if (self->refresh != NULL)
    gst_sip_request_cancel (self->refresh);
  gst_sip_request_drop (&self->refresh);
  gst_sip_request_drop (&self->look);
  gst_sip_request_drop (&self->bye);
  g_clear_pointer (&self->ringing, gst_sip_transaction_unref);
  drop_dialogs (self);
  g_clear_pointer (&self->ack, gst_sip_message_unref);
}

static void
log_end (GstSipCall *self, guint status, const gchar *reason)
{
  gboolean outgoing = self->direction == GST_SIP_CALL_OUTGOING;
  const gchar *what = self->established_at != 0 ? "ended"
      : outgoing                                ? "refused"
                                                : "not taken";

  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_LOG, "call %s %s %s: %u %s",
      outgoing ? "to" : "from", self->remote_uri, what, status, reason);
}

void
gst_sip_call_end (GstSipCall *self, guint status, const gchar *reason)
{
  if (self->state == ENDED)
    return;

  GST_OBJECT_LOCK (self);
  self->status = status;
  self->reason = gst_sip_text_mend (reason, -1, GST_SIP_TEXT_MAX);
  GST_OBJECT_UNLOCK (self);
  log_end (self, status, self->reason);
  refuse_pending (self);
  gst_sip_call_stop_media (self);
  let_go (self);
  gst_sip_call_set_state (self, ENDED);
  self->user->ended (self->user_data, self);
}

static void
on_bye_response (gpointer owner, GstSipRequest *request,
    GstSipMessage *response)
{
  GstSipCall *self = owner;

  /* Whatever it says, the session is over (RFC 3261 section 15.1.1). */
  if (gst_sip_message_get_status (response) >= 200)
    gst_sip_call_end (self, self->end_status, self->end_reason);
}

static void
on_bye_failed (gpointer owner, GstSipRequest *request, const GError *error)
{
  GstSipCall *self = owner;

  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_DEBUG, "no answer to BYE: %s",
      error->message);
  gst_sip_call_end (self, self->end_status, self->end_reason);
}

static const GstSipRequestHandlers bye_handlers = {
    .response = on_bye_response,
    .failed = on_bye_failed,
};

/* RFC 3326, for an end that the peer should know the cause of. The usual phrase
 * only: our own words may name certificates and addresses. */
static void
add_reason (GstSipMessage *message, guint cause)
{
  gst_sip_message_append_header_printf (message, GST_SIP_HEADER_REASON,
      "SIP;cause=%u;text=\"%s\"", cause, gst_sip_status_get_phrase (cause));
}

void
gst_sip_call_send_bye (GstSipCall *self)
{
  GstSipMessage *bye = gst_sip_dialog_new_request (self->dialog, "BYE");

  if (self->end_status >= 300)
    add_reason (bye, self->end_status);
  self->bye_after_ack = FALSE;
  self->bye =
      gst_sip_request_send (self->core, bye, self->dialog, &bye_handlers, self);
}

static void
leave_dialog (GstSipCall *self, guint status, const gchar *reason)
{
  self->end_status = status;
  g_free (self->end_reason);
  self->end_reason = g_strdup (reason);
  refuse_pending (self);
  gst_sip_call_stop_media (self);
  gst_sip_call_set_state (self, ENDING);
  /* A callee must not send BYE before it has the ACK (RFC 3261 section 15). */
  if (self->answer != NULL)
    self->bye_after_ack = TRUE;
  else
    gst_sip_call_send_bye (self);
  gst_sip_call_await_end (self);
}

void
gst_sip_call_leave (GstSipCall *self, guint status, const gchar *reason)
{
  if (self->state == ESTABLISHED)
    leave_dialog (self, status, reason);
  else if (self->state == ENDING || self->state == ENDED)
    return;
  else if (self->direction == GST_SIP_CALL_INCOMING)
    gst_sip_call_do_reject (self, status, reason);
  else
    gst_sip_call_cancel_outgoing (self, status, reason);
}

static void
gst_sip_call_init (GstSipCall *self)
{
  self->early_dialogs =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_dialog_unref);
  self->repeat =
      (GstSipTimer){.expired = gst_sip_call_repeat_answer, .owner = self};
  self->patience =
      (GstSipTimer){.expired = gst_sip_call_end_unanswered, .owner = self};
  self->refresh_again =
      (GstSipTimer){.expired = gst_sip_call_refresh_again, .owner = self};
}

/* It has ended, or never begun: nothing of it is in the user agent. */
static void
gst_sip_call_finalize (GObject *object)
{
  GstSipCall *self = GST_SIP_CALL (object);

  g_clear_object (&self->media);
  g_clear_pointer (&self->options, gst_structure_free);
  g_clear_pointer (&self->answer_options, gst_structure_free);
  g_clear_pointer (&self->first_offer, g_bytes_unref);
  g_ptr_array_unref (self->early_dialogs);
  g_free (self->answer_tag);
  g_free (self->call_id);
  g_free (self->local_uri);
  g_free (self->local_tag);
  g_free (self->remote_uri);
  g_free (self->remote_display_name);
  g_free (self->reason);
  g_free (self->end_reason);
  g_clear_pointer (&self->core, gst_sip_core_unref);
  G_OBJECT_CLASS (gst_sip_call_parent_class)->finalize (object);
}

static void
gst_sip_call_class_init (GstSipCallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = gst_sip_call_finalize;
  gst_sip_call_install_api (object_class);
}
