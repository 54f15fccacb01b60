/* A call as an application sees it: signals and methods
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Methods may be called from any thread, and cross into that of the user agent
 * here.
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/base/gstsiperror.h"

enum
{
  SIGNAL_RINGING,
  SIGNAL_EARLY_MEDIA,
  SIGNAL_ESTABLISHED,
  SIGNAL_MEDIA_CONNECTED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
gst_sip_call_emit_early_media (GstSipCall *self)
{
  gst_sip_signals_emit (self->core->signals, self, signals[SIGNAL_EARLY_MEDIA]);
}

void
gst_sip_call_emit_media_connected (GstSipCall *self)
{
  gst_sip_signals_emit (self->core->signals, self,
      signals[SIGNAL_MEDIA_CONNECTED]);
}

void
gst_sip_call_emit_state (GstSipCall *self, GstSipCallState state)
{
  GstSipSignals *queue = self->core->signals;

  gst_sip_signals_notify (queue, self, "state");
  if (state == GST_SIP_CALL_ENDED) {
    gst_sip_signals_notify (queue, self, "status");
    gst_sip_signals_notify (queue, self, "reason");
    gst_sip_signals_notify (queue, self, "answered-elsewhere");
  }
  if (state == GST_SIP_CALL_RINGING)
    gst_sip_signals_emit (queue, self, signals[SIGNAL_RINGING]);
  else if (state == GST_SIP_CALL_ESTABLISHED)
    gst_sip_signals_emit (queue, self, signals[SIGNAL_ESTABLISHED]);
  else if (state == GST_SIP_CALL_ENDED)
    gst_sip_signals_emit (queue, self, signals[SIGNAL_ENDED], self->status,
        self->reason);
}

/* Methods cross threads with what they were given. */

typedef struct
{
  GstSipCall *call;
  GstStructure *options;
  guint status;
  gchar *reason;
} Request;

static Request *
request_new (GstSipCall *self)
{
  Request *request = g_new0 (Request, 1);

  request->call = gst_object_ref (self);
  return request;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  gst_object_unref (request->call);
  g_clear_pointer (&request->options, gst_structure_free);
  g_free (request->reason);
  g_free (request);
}

static gboolean
do_answer (gpointer data)
{
  Request *request = data;

  gst_sip_call_do_answer (request->call, request->options);
  return G_SOURCE_REMOVE;
}

static gboolean
do_reject (gpointer data)
{
  Request *request = data;

  gst_sip_call_do_reject (request->call, request->status, request->reason);
  return G_SOURCE_REMOVE;
}

static gboolean
do_hangup (gpointer data)
{
  Request *request = data;
  GstSipCall *self = request->call;
  guint status = self->state == GST_SIP_CALL_ESTABLISHED ? 200
      : self->direction == GST_SIP_CALL_INCOMING         ? 480
                                                         : 487;

  gst_sip_call_leave (self, status, "hung up");
  return G_SOURCE_REMOVE;
}

/**
 * gst_sip_call_answer:
 * @self: an incoming call
 * @options: (nullable): "extra-headers" (a #GstStructure with a string field
 *   for each header of the answer)
 *
 * Picks up. Does nothing for a call that does not ring here. May be called
 * from any thread.
 *
 * Since: 0.1
 */
void
gst_sip_call_answer (GstSipCall *self, const GstStructure *options)
{
  Request *request;

  g_return_if_fail (GST_IS_SIP_CALL (self));

  request = request_new (self);
  request->options = options != NULL ? gst_structure_copy (options) : NULL;
  gst_sip_core_invoke (self->core, do_answer, request, request_free);
}

/**
 * gst_sip_call_reject:
 * @self: an incoming call
 * @status: what the caller is told: 300 to 699, else 480 is sent
 * @reason: (nullable): why, for #GstSipCall:reason
 *
 * Refuses an incoming call; ends any other. May be called from any thread.
 *
 * Since: 0.1
 */
void
gst_sip_call_reject (GstSipCall *self, guint status, const gchar *reason)
{
  Request *request;

  g_return_if_fail (GST_IS_SIP_CALL (self));

  request = request_new (self);
  request->status = status;
  request->reason = g_strdup (reason);
  gst_sip_core_invoke (self->core, do_reject, request, request_free);
}

/**
 * gst_sip_call_hangup:
 * @self: a call
 *
 * Ends the call, whatever its state: with CANCEL, a refusal, or BYE. May be
 * called from any thread.
 *
 * Since: 0.1
 */
void
gst_sip_call_hangup (GstSipCall *self)
{
  g_return_if_fail (GST_IS_SIP_CALL (self));

  gst_sip_core_invoke (self->core, do_hangup, request_new (self), request_free);
}

static void
install_actions (GType type)
{
  /**
   * GstSipCall::answer:
   * @call: an incoming call
   * @options: (nullable): as in gst_sip_call_answer()
   *
   * Since: 0.1
   */
  g_signal_new_class_handler ("answer", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (gst_sip_call_answer),
      NULL, NULL, NULL, G_TYPE_NONE, 1, GST_TYPE_STRUCTURE);
  /**
   * GstSipCall::reject:
   * @call: an incoming call
   * @status: 300 to 699
   * @reason: (nullable): why
   *
   * Since: 0.1
   */
  g_signal_new_class_handler ("reject", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (gst_sip_call_reject),
      NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  /**
   * GstSipCall::hangup:
   * @call: a call
   *
   * Since: 0.1
   */
  g_signal_new_class_handler ("hangup", type,
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (gst_sip_call_hangup),
      NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
install_signals (GType type)
{
  /**
   * GstSipCall::ringing:
   * @call: a call
   *
   * The peer's phone rings, or ours.
   *
   * Since: 0.1
   */
  signals[SIGNAL_RINGING] = g_signal_new ("ringing", type, G_SIGNAL_RUN_LAST, 0,
      NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * GstSipCall::early-media:
   * @call: an outgoing call
   *
   * Media may come before the call is answered: a ringback tone, an
   * announcement. They are received from when they are connected; nothing is
   * sent.
   *
   * Since: 0.1
   */
  signals[SIGNAL_EARLY_MEDIA] = g_signal_new ("early-media", type,
      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * GstSipCall::established:
   * @call: a call
   *
   * The call is answered. Media follow: see #GstSipCall::media-connected.
   *
   * Since: 0.1
   */
  signals[SIGNAL_ESTABLISHED] = g_signal_new ("established", type,
      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * GstSipCall::media-connected:
   * @call: an established call
   *
   * Media flow: ICE and DTLS are done, the peer has shown the certificate that
   * it promised, and what we send from now on reaches it whole. Emitted once
   * for each call, and never before #GstSipCall::established: early media may
   * be connected and heard sooner, but nothing is sent until the call is
   * answered.
   *
   * Since: 0.1
   */
  signals[SIGNAL_MEDIA_CONNECTED] = g_signal_new ("media-connected", type,
      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * GstSipCall::ended:
   * @call: a call
   * @status: as #GstSipCall:status
   * @reason: as #GstSipCall:reason
   *
   * Since: 0.1
   */
  signals[SIGNAL_ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0,
      NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

void
gst_sip_call_install_api (GObjectClass *klass)
{
  gst_sip_call_install_properties (klass);
  install_signals (G_OBJECT_CLASS_TYPE (klass));
  install_actions (G_OBJECT_CLASS_TYPE (klass));
}
