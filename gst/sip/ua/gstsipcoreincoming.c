/* Requests that arrive (RFC 3261 sections 8.2, 12.2.2)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipcore-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/message/gstsippasswords.h"
#include "gst/sip/ua/gstsipscreen.h"
#include "gst/sip/ua/gstsipunwanted.h"

static gboolean
is_in_dialog (GstSipMessage *request)
{
  return gst_sip_message_get_tag (request, GST_SIP_HEADER_TO).length > 0;
}

static const gchar *
get_call_id (GstSipMessage *message)
{
  return gst_sip_message_get_header (message, GST_SIP_HEADER_CALL_ID);
}

static void
log_request (GstSipCore *self, GstSipMessage *request, guint refusal)
{
  g_autofree gchar *uri =
      gst_sip_dup_without_passwords (gst_sip_message_get_request_uri (request));

  gst_sip_log_write (self->log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_DEBUG,
      get_call_id (request), "%s %s: %s",
      gst_sip_message_get_method_name (request), uri,
      refusal != 0 ? gst_sip_status_get_phrase (refusal) : "taken");
}

/* The request that we sent has come back, or came twice by different paths
 * (RFC 3261 section 8.2.2.2). */
static gboolean
is_loop (GstSipCore *self, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  return gst_sip_transaction_is_merged (transaction) ||
      gst_sip_identity_is_own_call_id (self->identity, get_call_id (request));
}

static gboolean
refuse (GstSipCore *self, GstSipTransaction *transaction, guint status)
{
  log_request (self, gst_sip_transaction_get_request (transaction), status);
  gst_sip_core_respond (self, transaction, status);
  return TRUE;
}

/* TRUE when it has been answered. */
static gboolean
screen (GstSipCore *self, GstSipTransaction *transaction,
    GstSipMessage *request, gboolean in_dialog)
{
  g_autoptr (GstSipMessage) refusal = NULL;

  if (!in_dialog && is_loop (self, transaction, request))
    return refuse (self, transaction, 482);
  refusal = gst_sip_screen_request (self, request, in_dialog);
  log_request (self, request,
      refusal != NULL ? gst_sip_message_get_status (refusal) : 0);
  if (refusal != NULL)
    gst_sip_transaction_respond (transaction, refusal);
  return refusal != NULL;
}

static void
handle_in_dialog (GstSipCore *self, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  GstSipDialog *dialog =
      gst_sip_dialogs_find_for_request (self->dialogs, request);
  const GstSipDialogUser *user;
  gpointer owner;

  if (dialog == NULL) {
    refuse (self, transaction, 481);
    return;
  }
  if (!gst_sip_dialog_accept_request (dialog, request)) {
    refuse (self, transaction, 500);
    return;
  }
  if (screen (self, transaction, request, TRUE))
    return;

  user = gst_sip_dialog_get_user (dialog, &owner);
  user->request (owner, dialog, transaction, request);
}

static void
answer_options (GstSipCore *self, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  g_autoptr (GstSipMessage) response =
      gst_sip_core_new_response (self, request, 200, NULL, NULL);

  gst_sip_screen_add_capabilities (response);
  gst_sip_transaction_respond (transaction, response);
}

static void
on_request (gpointer user, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  GstSipCore *self = user;

  if (is_in_dialog (request)) {
    handle_in_dialog (self, transaction, request);
    return;
  }
  if (screen (self, transaction, request, FALSE))
    return;

  switch (gst_sip_message_get_method (request)) {
    case GST_SIP_METHOD_INVITE:
      self->user->invite (self->user_data, transaction, request);
      break;
    case GST_SIP_METHOD_OPTIONS:
      answer_options (self, transaction, request);
      break;
    default:
      /* BYE, UPDATE and the like make sense in a dialog only. */
      gst_sip_core_respond (self, transaction, 481);
      break;
  }
}

static void
on_ack (gpointer user, GstSipMessage *ack)
{
  GstSipCore *self = user;
  GstSipDialog *dialog = gst_sip_dialogs_find_for_request (self->dialogs, ack);
  const GstSipDialogUser *dialog_user;
  gpointer owner;

  if (dialog == NULL) {
    gst_sip_log_write (self->log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_DEBUG,
        get_call_id (ack), "ignored an ACK for no dialog of ours");
    return;
  }
  dialog_user = gst_sip_dialog_get_user (dialog, &owner);
  dialog_user->ack (owner, dialog, ack);
}

static void
on_cancelled (gpointer user, GstSipTransaction *invite, GstSipMessage *cancel)
{
  GstSipCore *self = user;

  self->user->cancelled (self->user_data, invite, cancel);
}

static gboolean
on_send (gpointer user, GstSipMessage *message, GError **error)
{
  return gst_sip_core_send (user, message, error);
}

static const gchar *
get_protocol (gpointer user, GstSipMessage *request)
{
  return gst_sip_core_get_protocol (user, request);
}

/* Nothing is lost that a call depends on: it has its own timers for an ACK
 * that does not come, and a peer that hears nothing asks again. */
static void
on_server_failed (gpointer user, GstSipTransaction *transaction,
    const GError *error)
{
  GstSipCore *self = user;

  gst_sip_log_write (self->log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_DEBUG,
      gst_sip_transaction_get_id (transaction), "%s", error->message);
}

/* Every INVITE that begins a dialog has a Call-ID of ours; in those that a peer
 * began, a 2xx finds its transaction, or its sender has waited too long. */
static gboolean
is_own (gpointer user, GstSipMessage *response)
{
  GstSipCore *self = user;

  return gst_sip_identity_is_own_call_id (self->identity,
      get_call_id (response));
}

static void
on_stray_response (gpointer user, GstSipMessage *response)
{
  GstSipCore *self = user;

  if (gst_sip_message_get_method (response) == GST_SIP_METHOD_INVITE &&
      gst_sip_message_get_status (response) / 100 == 2)
    gst_sip_unwanted_refuse (self->unwanted, response, NULL);
}

static gboolean
is_known (gpointer user, GstSipMessage *request)
{
  GstSipCore *self = user;

  return gst_sip_dialogs_find_for_request (self->dialogs, request) != NULL;
}

const GstSipTransactionUser gst_sip_core_transaction_user = {
    .send = on_send,
    .get_protocol = get_protocol,
    .is_known = is_known,
    .request = on_request,
    .ack = on_ack,
    .cancelled = on_cancelled,
    .server_failed = on_server_failed,
    .is_own = is_own,
    .stray_response = on_stray_response,
};
