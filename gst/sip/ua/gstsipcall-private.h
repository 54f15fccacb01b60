/* A call from inside
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Four small machines side by side: the state of the call, whose turn it is in
 * offer and answer, what the media is asked for, and an answer of ours that is
 * repeated until its ACK comes. The files gstsipcall*.c each write one part:
 *
 *     gstsipcall.c           the object, its state, its end
 *     gstsipcallend.c        how long an end may take
 *     gstsipcallapi.c        what an application hears of it and asks for
 *     gstsipcallmedia.c      what it asks of its media, and hears of them
 *     gstsipcallproperties.c what an application reads of it
 *     gstsipcalloutgoing.c   the INVITE that we send
 *     gstsipcallincoming.c   the INVITE that we get
 *     gstsipcallanswer.c     2xx of ours, repeated until the ACK
 *     gstsipcalldialog.c     requests of the peer in mid-call
 *     gstsipcallrefresh.c    our own re-INVITE
 *     gstsipcalllook.c       whether the peer still knows of it
 */
#pragma once

#include "gst/sip/dialog/gstsipofferanswer.h"
#include "gst/sip/ua/gstsipcall.h"
#include "gst/sip/ua/gstsipcore.h"
#include "gst/sip/ua/gstsipmedia-private.h"
#include "gst/sip/ua/gstsiprequest.h"

G_BEGIN_DECLS

#define GST_SIP_CALL_SDP "application/sdp"

/* Who waits for a description: exactly one of the two is called, once. */
typedef struct
{
  void (*described) (GstSipCall *self, GBytes *description);
  void (*refused) (GstSipCall *self, guint status, const GError *error);
} GstSipCallAsker;

/* The user agent. */
typedef struct
{
  GstSipMedia *(*make_media) (gpointer user, GstSipCall *call);
  void (*ended) (gpointer user, GstSipCall *call);
} GstSipCallUser;

struct _GstSipCall
{
  GstObject parent;

  /* Constant. */
  GstSipCore *core;
  const GstSipCallUser *user;
  gpointer user_data;
  GstSipCallDirection direction;
  gchar *call_id; /* of an incoming call: as it is shown */
  gchar *local_uri;
  gchar *local_tag;

  /* Under the object lock, as any thread may ask. */
  GstSipCallState state;
  guint status;
  gchar *reason;
  gboolean answered_elsewhere;
  gchar *remote_uri;
  gchar *remote_display_name;
  gint64 established_at; /* 0: never */
  gint64 ended_at;

  GstSipMedia *media;
  gboolean media_connected;
  gboolean media_started;
  gboolean media_stopped;
  const GstSipCallAsker *asker; /* of the media; NULL when it owes nothing */
  GstSipOfferAnswer offer_answer;
  gchar *answer_tag; /* of whom the media took the answer to our INVITE */

  GstSipDialog *dialog; /* from a 2xx, or from the INVITE that we got */
  GstSipRequest *bye;

  /* Outgoing. */
  GstStructure *options;
  GstSipRequest *invite;
  GPtrArray *early_dialogs;
  GstSipMessage *ack; /* of the 2xx to our last INVITE */

  /* Incoming. */
  GstSipTransaction *ringing; /* the INVITE that is not answered yet */
  GBytes *first_offer;
  GstStructure *answer_options;
  gint64 rings_from;
  GstSipTimer no_answer;
  GstSipTimer expiry;
  GstSipTimer ring_again;

  /* An INVITE that we answered with 2xx. */
  GstSipTransaction *answering;
  GstSipMessage *answer;
  GstSipTimer repeat;
  gint64 repeat_interval;
  gint64 repeat_until;
  gboolean bye_after_ack;
  gboolean heard; /* the peer has taken a refresh since: it is there */
  guint end_status; /* of the call, once its BYE or CANCEL is answered */
  gchar *end_reason;
  GstSipTimer patience; /* until it is over without an answer */

  /* A re-INVITE or UPDATE of the peer that waits for the media. */
  GstSipTransaction *change;

  /* Our own re-INVITE or UPDATE. */
  gboolean peer_takes_update;
  GstSipRequest *refresh;
  GstSipTimer refresh_again;
  gboolean is_astray; /* its flow was lost, and peer and proxies do not know */
  guint n_refusals; /* of the refresh that would tell them */

  GstSipRequest *look; /* our question whether the peer is there */
};

/* gstsipcall.c */

/* The only writer of the state. */
void gst_sip_call_set_state (GstSipCall *self, GstSipCallState state);
/* Ends the call from our side: CANCEL, a refusal, or BYE. status: what the
 * call ends with; of 300 and above it is the peer's to know. */
void gst_sip_call_leave (GstSipCall *self, guint status, const gchar *reason);
void gst_sip_call_send_bye (GstSipCall *self);
/* It is over; the peer knows. */
void gst_sip_call_end (GstSipCall *self, guint status, const gchar *reason);
void gst_sip_call_add_dialog (GstSipCall *self, GstSipDialog *dialog);
void gst_sip_call_remove_dialog (GstSipCall *self, GstSipDialog *dialog);
void gst_sip_call_set_remote (GstSipCall *self, const GstSipAddress *address);
/* Contact, Allow, Supported: what makes or refreshes a dialog. */
void gst_sip_call_add_contact (GstSipCall *self, GstSipMessage *message);
void (gst_sip_call_log) (GstSipLogPlace place, GstSipCall *self,
    GstSipLogLevel level, const gchar *format, ...) G_GNUC_PRINTF (4, 5);
#define gst_sip_call_log(...) gst_sip_call_log (GST_SIP_LOG_HERE, __VA_ARGS__)

/* gstsipcallmedia.c */

gboolean gst_sip_call_make_media (GstSipCall *self);
void gst_sip_call_ask_offer (GstSipCall *self, const GstSipCallAsker *asker);
void gst_sip_call_ask_answer (GstSipCall *self, GBytes *offer,
    const GstSipCallAsker *asker);
/* Hands the description of an answer to the media. FALSE when there is none. */
gboolean gst_sip_call_take_answer (GstSipCall *self, GstSipMessage *message);
/* We may send, unless the call has ended meanwhile. */
void gst_sip_call_start_media (GstSipCall *self);
void gst_sip_call_stop_media (GstSipCall *self);

/* gstsipcallend.c */

/* Our BYE or CANCEL is on its way: bounds the time that it may take. */
void gst_sip_call_await_end (GstSipCall *self);
void gst_sip_call_end_unanswered (gpointer owner);
/* No server could be reached: where none will be tried in time, a call that
 * waits for its end only has come to it. */
void gst_sip_call_lose_hope (GstSipCall *self);

/* gstsipcallapi.c */

void gst_sip_call_install_api (GObjectClass *klass);
/* gstsipcallproperties.c */
void gst_sip_call_install_properties (GObjectClass *klass);
/* Queues the signal of that name. */
void gst_sip_call_emit_early_media (GstSipCall *self);
void gst_sip_call_emit_media_connected (GstSipCall *self);
void gst_sip_call_emit_state (GstSipCall *self, GstSipCallState state);

/* gstsipcalloutgoing.c */

/* Any thread. target: a URI that was resolved */
GstSipCall *gst_sip_call_new_outgoing (GstSipCore *core,
    const GstSipCallUser *user, gpointer user_data, gchar *call_id,
    const gchar *target, const GstStructure *options);
void gst_sip_call_start_outgoing (GstSipCall *self);
void gst_sip_call_cancel_outgoing (GstSipCall *self, guint status,
    const gchar *reason);

/* gstsipcallincoming.c */

/* NULL when it was refused. */
GstSipCall *gst_sip_call_new_incoming (GstSipCore *core,
    const GstSipCallUser *user, gpointer user_data,
    GstSipTransaction *transaction, GstSipMessage *request);
void gst_sip_call_do_answer (GstSipCall *self, const GstStructure *options);
void gst_sip_call_do_reject (GstSipCall *self, guint status,
    const gchar *reason);
/* There is another no-answer-timeout: it counts from when ringing began. */
void gst_sip_call_update_no_answer (GstSipCall *self);
void gst_sip_call_stop_ringing (GstSipCall *self);
/* TRUE when it was this call's INVITE. request: the CANCEL, or a BYE */
gboolean gst_sip_call_take_cancel (GstSipCall *self,
    GstSipTransaction *transaction, GstSipMessage *request);

/* gstsipcallanswer.c */

void gst_sip_call_send_answer (GstSipCall *self, GstSipTransaction *transaction,
    GBytes *description, const GstStructure *options);
void gst_sip_call_take_ack (GstSipCall *self, GstSipMessage *ack);
void gst_sip_call_drop_answer (GstSipCall *self);
void gst_sip_call_repeat_answer (gpointer owner);

/* gstsipcalldialog.c */

extern const GstSipDialogUser gst_sip_call_dialog_user;

/* gstsipcallrefresh.c */

/* A flow is gone: if it was that of this call, the call goes astray. */
void gst_sip_call_lose_flow (GstSipCall *self, guint flow);
/* Tells peer and proxies where we are now, if the call is astray. */
void gst_sip_call_find_back (GstSipCall *self);
void gst_sip_call_refresh_again (gpointer owner);
gboolean gst_sip_call_is_refreshing (GstSipCall *self);

/* gstsipcalllook.c */

/* Ends the call if the peer says that it does not know of it. */
void gst_sip_call_look (GstSipCall *self);

G_END_DECLS
