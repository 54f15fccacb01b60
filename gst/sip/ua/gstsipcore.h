/* What holds a user agent together
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Joins the connection, the transactions and the dialogs: messages of the one
 * become those of the other. Requests that arrive are screened, those within a
 * dialog are handed to its owner whatever their Request-URI says, an INVITE
 * for a new call to the user agent. Calls and the registration find here what
 * they share.
 */
#pragma once

#include "gst/sip/base/gstsiplog.h"
#include "gst/sip/base/gstsiprandom.h"
#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/dialog/gstsipdialogs.h"
#include "gst/sip/transaction/gstsiptransaction.h"
#include "gst/sip/transport/gstsipconnection.h"
#include "gst/sip/ua/gstsipauth.h"
#include "gst/sip/ua/gstsipidentity.h"
#include "gst/sip/ua/gstsipinbox.h"
#include "gst/sip/ua/gstsipsignals.h"
#include "gst/sip/ua/gstsipuaconfig-private.h"

G_BEGIN_DECLS

typedef struct _GstSipCore GstSipCore;
typedef struct _GstSipUnwanted GstSipUnwanted;

/* The user agent. */
typedef struct
{
  void (*connected) (gpointer user, const gchar *server);
  /* The current flow, or one that is left to its calls, is lost. */
  void (*disconnected) (gpointer user, guint flow, const GError *error);
  void (*flow_lost) (gpointer user, guint flow);
  /* The server of the current flow may not speak SIP any more, though it is
   * connected: it should be asked something that it must answer. */
  void (*doubted) (gpointer user);
  void (*attempt_failed) (gpointer user, const GError *error);
  /* For a new call; not yet answered. */
  void (*invite) (gpointer user, GstSipTransaction *transaction,
      GstSipMessage *request);
  /* The INVITE of a call, new or old, is not wanted any more. */
  void (*cancelled) (gpointer user, GstSipTransaction *invite,
      GstSipMessage *cancel);
} GstSipCoreUser;

struct _GstSipCore
{
  GstSipUaConfig *config; /* own copy; its fields may be read */
  GstSipTimers *timers;
  GstSipRandom *random;
  GstSipLog *log;
  GMainContext *context; /* NULL on a virtual clock */
  GstSipInbox *inbox;
  GstSipTransport *transport;

  GstSipIdentity *identity;
  GstSipAuth *auth;
  GstSipDialogs *dialogs;
  /* These are NULL once closed. */
  GstSipSignals *signals;
  GstSipTransactions *transactions;
  GstSipUnwanted *unwanted;
  /* NULL as long as it is not started. */
  GstSipConnection *connection;

  GStrv service_route; /* NULL: none */
  GPtrArray *requests; /* of GstSipRequest: those that are not finished */
  gboolean closed;

  const GstSipCoreUser *user;
  gpointer user_data;
};

/* owner: who emits the user agent's signals */
GstSipCore *gst_sip_core_new (GstSipUaConfig *config,
    GstSipTransport *transport, GstSipTimers *timers, GstSipRandom *random,
    GstSipLog *log, const GstSipCoreUser *user, gpointer owner);
/* Any thread. */
GstSipCore *gst_sip_core_ref (GstSipCore *self);
void gst_sip_core_unref (GstSipCore *self);
/* For good: nothing runs afterwards, and timers and random are not touched. */
void gst_sip_core_close (GstSipCore *self);

/* Takes the settings that may change at any time. Returns whether there are
 * other credentials now. */
gboolean gst_sip_core_update_config (GstSipCore *self, GstSipUaConfig *config);

/* Makes the identity, which stays. */
gboolean gst_sip_core_prepare (GstSipCore *self, GError **error);
gboolean gst_sip_core_connect (GstSipCore *self, GError **error);
void gst_sip_core_disconnect (GstSipCore *self);
gboolean gst_sip_core_is_connected (GstSipCore *self);
/* There is no connection, and no server will be tried within that time, in
 * microseconds. */
gboolean gst_sip_core_is_cut_off (GstSipCore *self, gint64 time);
/* That flow if it is open, else the current one; 0 when there is none. */
guint gst_sip_core_choose_flow (GstSipCore *self, guint wanted);
/* A request over that flow ended with that status, 408 when it was not
 * answered: if the flow is to blame, it is given up. */
void gst_sip_core_judge_flow (GstSipCore *self, guint flow, guint status);
/* The server of that flow is of no use: goes to another one. dead: to another
 * connection at least. */
void gst_sip_core_leave_server (GstSipCore *self, guint flow, gboolean dead,
    const gchar *reason);
/* Other servers are preferred to that of the current flow for so long, in
 * microseconds. */
void gst_sip_core_shun_server (GstSipCore *self, gint64 time);
void gst_sip_core_network_changed (GstSipCore *self);
/* What is connected is asked for a sign of life, which has to come soon. */
void gst_sip_core_check_connection (GstSipCore *self);
/* The Flow-Timer of a registrar, in seconds; 0: it gave none. */
void gst_sip_core_set_keepalive_interval (GstSipCore *self, guint seconds);
/* The name of the server that we are connected to, or try; NULL: none. */
const gchar *gst_sip_core_get_server (GstSipCore *self);
/* (transfer full) (nullable): the same, as the value of a Route */
gchar *gst_sip_core_make_server_route (GstSipCore *self);

/* A request outside of dialogs: From, To, Call-ID, CSeq, Max-Forwards. */
GstSipMessage *gst_sip_core_new_request (GstSipCore *self, const gchar *method,
    const gchar *request_uri, const gchar *from, const gchar *to,
    const gchar *call_id, guint32 cseq);
/* route: (transfer full) (nullable): values of Route, as the registrar gave
 * them (RFC 3608) */
void gst_sip_core_set_service_route (GstSipCore *self, GStrv route);
/* The Route of a request outside of dialogs: to the server to which the
 * flow of this request goes, where it is so configured, then what the registrar
 * said. */
void gst_sip_core_set_route (GstSipCore *self, GstSipMessage *request);
/* A response with our Server header. to_tag: for a To without one; NULL: any. */
GstSipMessage *gst_sip_core_new_response (GstSipCore *self,
    GstSipMessage *request, guint status, const gchar *reason,
    const gchar *to_tag);
void gst_sip_core_respond (GstSipCore *self, GstSipTransaction *transaction,
    guint status);

/* Runs func in the thread of the user agent: at once on a virtual clock. data
 * is freed in any case. Any thread. */
void gst_sip_core_invoke (GstSipCore *self, GSourceFunc func, gpointer data,
    GDestroyNotify notify);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipCore, gst_sip_core_unref)

G_END_DECLS
