/* The INVITE that we send (RFC 3261 section 13.2)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Redirections are reported, not followed.
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/base/gstsiptext.h"
#include "gst/sip/message/gstsipwarning.h"
#include "gst/sip/ua/gstsipextraheaders.h"
#include "gst/sip/ua/gstsipscreen.h"
#include "gst/sip/ua/gstsipunwanted.h"

#define TAG_LENGTH 16
/* A proxy that forks further than this is not followed. */
#define MAX_EARLY_DIALOGS 16

GstSipCall *
gst_sip_call_new_outgoing (GstSipCore *core, const GstSipCallUser *user,
    gpointer user_data, gchar *call_id, const gchar *target,
    const GstStructure *options)
{
  GstSipCall *self =
      gst_object_ref_sink (g_object_new (GST_TYPE_SIP_CALL, NULL));

  self->core = gst_sip_core_ref (core);
  self->user = user;
  self->user_data = user_data;
  self->direction = GST_SIP_CALL_OUTGOING;
  self->call_id = call_id;
  self->local_uri = g_strdup (gst_sip_identity_get_aor (core->identity));
  self->remote_uri = g_strdup (target);
  self->options = options != NULL ? gst_structure_copy (options) : NULL;
  return self;
}

static GstSipDialog *
find_early_dialog (GstSipCall *self, GstSipMessage *response)
{
  GstSipDialog *dialog =
      gst_sip_dialogs_find_for_response (self->core->dialogs, response);
  gboolean ours =
      dialog != NULL && g_ptr_array_find (self->early_dialogs, dialog, NULL);

  return ours ? dialog : NULL;
}

static void
note_early_dialog (GstSipCall *self, GstSipMessage *response)
{
  GstSipDialog *dialog;

  if (gst_sip_message_get_tag (response, GST_SIP_HEADER_TO).length == 0 ||
      find_early_dialog (self, response) != NULL ||
      self->early_dialogs->len == MAX_EARLY_DIALOGS)
    return;
  dialog = gst_sip_dialog_new_client (response, NULL);
  if (dialog == NULL)
    return;
  gst_sip_call_add_dialog (self, dialog);
  g_ptr_array_add (self->early_dialogs, dialog);
}

static gchar *
get_to_tag (GstSipMessage *response)
{
  return gst_sip_slice_dup (
      gst_sip_message_get_tag (response, GST_SIP_HEADER_TO));
}

/* The first description in a provisional response is the answer for now: the
 * one media object of the call cannot follow several forks. */
static void
take_early_media (GstSipCall *self, GstSipMessage *response)
{
  if (self->media == NULL ||
      self->offer_answer != GST_SIP_OFFER_ANSWER_LOCAL_OFFER)
    return;
  if (!gst_sip_call_take_answer (self, response))
    return;
  g_free (self->answer_tag);
  self->answer_tag = get_to_tag (response);
  /* What cannot be used has ended the call just now. */
  if (self->state == GST_SIP_CALL_RINGING)
    gst_sip_call_emit_early_media (self);
}

static void
on_provisional (GstSipCall *self, GstSipMessage *response)
{
  guint status = gst_sip_message_get_status (response);

  if (status == 100 || self->state == GST_SIP_CALL_ENDING)
    return;
  note_early_dialog (self, response);
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_LOG, "%s: %u %s", self->remote_uri,
      status, gst_sip_message_get_reason (response));
  gst_sip_call_set_state (self, GST_SIP_CALL_RINGING);
  take_early_media (self, response);
}

/* The dialog of the 2xx, early or new; the others were other forks'. */
static gboolean
choose_dialog (GstSipCall *self, GstSipMessage *response)
{
  GstSipDialog *early = find_early_dialog (self, response);

  if (early != NULL) {
    self->dialog = gst_sip_dialog_ref (early);
    gst_sip_dialog_confirm (self->dialog, response);
  } else {
    self->dialog = gst_sip_dialog_new_client (response, NULL);
  }

  for (guint i = 0; i < self->early_dialogs->len; i++)
    gst_sip_call_remove_dialog (self, self->early_dialogs->pdata[i]);
  g_ptr_array_set_size (self->early_dialogs, 0);
  if (self->dialog != NULL)
    gst_sip_call_add_dialog (self, self->dialog);
  return self->dialog != NULL;
}

/* Early media came from one dialog, and the call was taken in this one: our
 * media must go to nobody but the peer of this one. Some servers leave the
 * description out of the 2xx when a 183 of the same dialog had it. */
static void
confirm_early_answer (GstSipCall *self, GstSipMessage *response)
{
  g_autoptr (GBytes) answer = gst_sip_screen_get_sdp (response);
  g_autofree gchar *tag = get_to_tag (response);
  gboolean same = g_strcmp0 (tag, self->answer_tag) == 0;

  if (answer != NULL)
    gst_sip_media_confirm_answer (self->media, GST_SIP_CALL_SDP, answer, same);
  else if (!same)
    gst_sip_call_leave (self, 488, GST_SIP_MEDIA_OTHER_DEVICE);
}

static void
start_media (GstSipCall *self, GstSipMessage *response)
{
  if (self->media == NULL)
    return;
  if (self->offer_answer != GST_SIP_OFFER_ANSWER_LOCAL_OFFER)
    confirm_early_answer (self, response);
  else if (!gst_sip_call_take_answer (self, response))
    gst_sip_call_leave (self, 488, "the answer has no session description");
  gst_sip_call_start_media (self);
}

static void
establish (GstSipCall *self, GstSipMessage *response)
{
  if (!choose_dialog (self, response)) {
    gst_sip_call_end (self, 500, "an answer that makes no dialog");
    return;
  }
  self->ack = gst_sip_dialog_new_ack (self->dialog,
      gst_sip_request_get_message (self->invite));
  gst_sip_transactions_send_ack (self->core->transactions, self->ack, NULL);
  self->peer_takes_update =
      gst_sip_message_has_token (response, GST_SIP_HEADER_ALLOW, "UPDATE");

  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_LOG, "call to %s answered",
      self->remote_uri);
  gst_sip_call_set_state (self, GST_SIP_CALL_ESTABLISHED);
  start_media (self, response);
}

static gboolean
is_own_answer (GstSipCall *self, GstSipMessage *response)
{
  return self->dialog != NULL &&
      gst_sip_dialogs_find_for_response (self->core->dialogs, response) ==
      self->dialog;
}

static void
refuse_fork (GstSipCall *self, GstSipMessage *response)
{
  gst_sip_unwanted_refuse (self->core->unwanted, response,
      gst_sip_request_get_message (self->invite));
}

static void
on_success (GstSipCall *self, GstSipMessage *response)
{
  gboolean withdrawn =
      self->state == GST_SIP_CALL_ENDING && self->dialog == NULL;

  if (is_own_answer (self, response)) {
    gst_sip_transactions_send_ack (self->core->transactions, self->ack, NULL);
  } else if (self->dialog != NULL) {
    refuse_fork (self, response);
  } else if (withdrawn) {
    /* It crossed our CANCEL (RFC 3261 section 9.1). */
    refuse_fork (self, response);
    gst_sip_call_end (self, self->end_status, self->end_reason);
  } else {
    establish (self, response);
  }
}

/* "Not Acceptable Here (Warning: no common codec)": a phrase seldom says what
 * is to be mended. */
static gchar *
make_refusal_text (GstSipMessage *response)
{
  const gchar *phrase = gst_sip_message_get_reason (response);
  g_autofree gchar *warning = gst_sip_message_dup_warning_text (response);
  g_autofree gchar *shown = NULL;

  if (warning == NULL)
    return g_strdup (phrase);
  /* A long phrase is cut before the warning is. */
  shown = gst_sip_text_mend (phrase, -1, GST_SIP_TEXT_MAX / 2);
  return g_strdup_printf ("%s%s(Warning: %s)", shown, *shown != '\0' ? " " : "",
      warning);
}

static void
on_refusal (GstSipCall *self, GstSipMessage *response)
{
  g_autofree gchar *reason = make_refusal_text (response);

  if (self->state == GST_SIP_CALL_ENDING)
    gst_sip_call_end (self, self->end_status, self->end_reason);
  else
    gst_sip_call_end (self, gst_sip_message_get_status (response), reason);
}

static void
on_response (gpointer owner, GstSipRequest *request, GstSipMessage *response)
{
  GstSipCall *self = owner;
  guint status = gst_sip_message_get_status (response);

  if (status < 200)
    on_provisional (self, response);
  else if (status < 300)
    on_success (self, response);
  else
    on_refusal (self, response);
}

static void
on_failed (gpointer owner, GstSipRequest *request, const GError *error)
{
  GstSipCall *self = owner;
  gboolean timeout =
      g_error_matches (error, GST_SIP_ERROR, GST_SIP_ERROR_TIMEOUT);

  if (self->state == GST_SIP_CALL_ENDING)
    gst_sip_call_end (self, self->end_status, self->end_reason);
  else
    gst_sip_call_end (self, timeout ? 408 : 503, error->message);
}

static const GstSipRequestHandlers handlers = {
    .response = on_response,
    .failed = on_failed,
};

static gchar *
make_from (GstSipCall *self, gboolean anonymous)
{
  g_autofree gchar *tag = gst_sip_random_token (self->core->random, TAG_LENGTH);
  const gchar *name = NULL;

  if (self->options != NULL)
    name = gst_structure_get_string (self->options, "display-name");
  return gst_sip_identity_make_from (self->core->identity,
      name != NULL ? name : self->core->config->display_name, anonymous, tag);
}

/* RFC 3323, RFC 3325: the own proxy knows who calls, the peer does not. */
static void
add_privacy (GstSipCall *self, GstSipMessage *invite)
{
  gst_sip_message_append_header_printf (invite,
      GST_SIP_HEADER_P_PREFERRED_IDENTITY, "<%s>", self->local_uri);
  gst_sip_message_append_header (invite, GST_SIP_HEADER_PRIVACY, "id");
}

static void
add_extra_headers (GstSipCall *self, GstSipMessage *invite)
{
  const GValue *value = NULL;

  gst_sip_extra_headers_apply (self->core->config->extra_headers, invite);
  if (self->options != NULL)
    value = gst_structure_get_value (self->options, "extra-headers");
  if (value != NULL && GST_VALUE_HOLDS_STRUCTURE (value))
    gst_sip_extra_headers_apply (gst_value_get_structure (value), invite);
}

static void
send_invite (GstSipCall *self, GBytes *offer)
{
  gboolean anonymous = FALSE;
  g_autofree gchar *from = NULL;
  g_autofree gchar *to = g_strdup_printf ("<%s>", self->remote_uri);
  GstSipMessage *invite;

  if (self->options != NULL)
    gst_structure_get_boolean (self->options, "anonymous", &anonymous);
  from = make_from (self, anonymous);
  invite = gst_sip_core_new_request (self->core, "INVITE", self->remote_uri,
      from, to, self->call_id, 1);
  gst_sip_call_add_contact (self, invite);
  if (anonymous)
    add_privacy (self, invite);
  add_extra_headers (self, invite);
  if (offer != NULL)
    gst_sip_message_set_body (invite, GST_SIP_CALL_SDP, offer);

  self->invite =
      gst_sip_request_send (self->core, invite, NULL, &handlers, self);
}

static void
on_no_offer (GstSipCall *self, guint status, const GError *error)
{
  gst_sip_call_end (self, status, error->message);
}

static const GstSipCallAsker asker = {
    .described = send_invite,
    .refused = on_no_offer,
};

void
gst_sip_call_start_outgoing (GstSipCall *self)
{
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_LOG, "calling %s",
      self->remote_uri);
  if (!gst_sip_call_make_media (self)) {
    send_invite (self, NULL);
    return;
  }
  gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_OFFER_SENT);
  gst_sip_call_ask_offer (self, &asker);
}

void
gst_sip_call_cancel_outgoing (GstSipCall *self, guint status,
    const gchar *reason)
{
  if (self->invite == NULL) {
    gst_sip_call_end (self, status, reason);
    return;
  }
  self->end_status = status;
  g_free (self->end_reason);
  self->end_reason = g_strdup (reason);
  gst_sip_call_set_state (self, GST_SIP_CALL_ENDING);
  gst_sip_request_cancel (self->invite);
  gst_sip_call_await_end (self);
}
