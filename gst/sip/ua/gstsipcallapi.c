/* A call as an application sees it: properties, signals, methods
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Methods may be called from any thread, and cross into that of the user agent
 * here.
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/gstsip-enumtypes.h"

enum
{
  PROP_STATE = 1,
  PROP_DIRECTION,
  PROP_LOCAL_URI,
  PROP_REMOTE_URI,
  PROP_REMOTE_DISPLAY_NAME,
  PROP_CALL_ID,
  PROP_STATUS,
  PROP_REASON,
  PROP_DURATION,
  PROP_STATS,
};

enum
{
  SIGNAL_RINGING,
  SIGNAL_EARLY_MEDIA,
  SIGNAL_ESTABLISHED,
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
gst_sip_call_emit_state (GstSipCall *self, GstSipCallState state)
{
  GstSipSignals *queue = self->core->signals;

  gst_sip_signals_notify (queue, self, "state");
  if (state == GST_SIP_CALL_RINGING)
    gst_sip_signals_emit (queue, self, signals[SIGNAL_RINGING]);
  else if (state == GST_SIP_CALL_ESTABLISHED)
    gst_sip_signals_emit (queue, self, signals[SIGNAL_ESTABLISHED]);
  else if (state == GST_SIP_CALL_ENDED)
    gst_sip_signals_emit (queue, self, signals[SIGNAL_ENDED], self->status,
        self->reason);
}

/* The clock of the timers, which belong to another thread. */
static gint64
get_time (GstSipCall *self)
{
  return self->core->context != NULL
      ? g_get_monotonic_time ()
      : gst_sip_timers_get_time (self->core->timers);
}

static guint64
get_duration (GstSipCall *self)
{
  if (self->established_at == 0)
    return 0;
  if (self->ended_at != 0)
    return (guint64) (self->ended_at - self->established_at) * 1000;
  return (guint64) (get_time (self) - self->established_at) * 1000;
}

static void
load_property (GstSipCall *self, guint id, GValue *value)
{
  switch (id) {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_DIRECTION:
      g_value_set_enum (value, self->direction);
      break;
    case PROP_LOCAL_URI:
      g_value_set_string (value, self->local_uri);
      break;
    case PROP_REMOTE_URI:
      g_value_set_string (value, self->remote_uri);
      break;
    case PROP_REMOTE_DISPLAY_NAME:
      g_value_set_string (value, self->remote_display_name);
      break;
    case PROP_CALL_ID:
      g_value_set_string (value, self->call_id);
      break;
    case PROP_STATUS:
      g_value_set_uint (value, self->status);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_DURATION:
      g_value_set_uint64 (value, get_duration (self));
      break;
    case PROP_STATS:
      if (self->media != NULL)
        g_value_take_boxed (value, gst_sip_media_get_stats (self->media));
      break;
  }
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  load_property (GST_SIP_CALL (object), id, value);
  GST_OBJECT_UNLOCK (object);
}

static void
install_string (GObjectClass *klass, guint id, const gchar *name,
    const gchar *blurb)
{
  g_object_class_install_property (klass, id,
      g_param_spec_string (name, NULL, blurb, NULL,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  g_object_class_install_property (klass, PROP_STATE,
      g_param_spec_enum ("state", NULL, "How far the call is",
          GST_TYPE_SIP_CALL_STATE, GST_SIP_CALL_CALLING, flags));
  g_object_class_install_property (klass, PROP_DIRECTION,
      g_param_spec_enum ("direction", NULL, "Who called whom",
          GST_TYPE_SIP_CALL_DIRECTION, GST_SIP_CALL_OUTGOING, flags));
  install_string (klass, PROP_LOCAL_URI, "local-uri", "Own address");
  install_string (klass, PROP_REMOTE_URI, "remote-uri",
      "Address of the peer: the one called, or that of From");
  install_string (klass, PROP_REMOTE_DISPLAY_NAME, "remote-display-name",
      "Name that the caller gave, unquoted");
  install_string (klass, PROP_CALL_ID, "call-id", "Call-ID header");
  g_object_class_install_property (klass, PROP_STATUS,
      g_param_spec_uint ("status", NULL,
          "SIP status that the call ended with; 200 after a hangup, 0 while "
          "it is not over",
          0, 699, 0, flags));
  install_string (klass, PROP_REASON, "reason", "Why the call ended");
  g_object_class_install_property (klass, PROP_DURATION,
      g_param_spec_uint64 ("duration", NULL,
          "Time since the call was answered, until it ended, in nanoseconds", 0,
          G_MAXUINT64, 0, flags));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", NULL,
          "How the media does, once a second while it flows, and at the end",
          GST_TYPE_STRUCTURE, flags));
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
   * announcement.
   *
   * Since: 0.1
   */
  signals[SIGNAL_EARLY_MEDIA] = g_signal_new ("early-media", type,
      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * GstSipCall::established:
   * @call: a call
   *
   * Since: 0.1
   */
  signals[SIGNAL_ESTABLISHED] = g_signal_new ("established", type,
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
  klass->get_property = get_property;
  install_properties (klass);
  install_signals (G_OBJECT_CLASS_TYPE (klass));
  install_actions (G_OBJECT_CLASS_TYPE (klass));
}

/* What C programs read without g_object_get(). */

/**
 * gst_sip_call_get_state:
 * @self: a call
 *
 * Returns: how far the call is; from any thread
 *
 * Since: 0.1
 */
GstSipCallState
gst_sip_call_get_state (GstSipCall *self)
{
  GstSipCallState state;

  GST_OBJECT_LOCK (self);
  state = self->state;
  GST_OBJECT_UNLOCK (self);
  return state;
}

/**
 * gst_sip_call_get_direction:
 * @self: a call
 *
 * Returns: who called whom; from any thread
 *
 * Since: 0.1
 */
GstSipCallDirection
gst_sip_call_get_direction (GstSipCall *self)
{
  return self->direction;
}

/**
 * gst_sip_call_get_status:
 * @self: a call
 *
 * Returns: the SIP status that the call ended with: 200 after a hangup; 0 while
 *   it is not over; from any thread
 *
 * Since: 0.1
 */
guint
gst_sip_call_get_status (GstSipCall *self)
{
  guint status;

  GST_OBJECT_LOCK (self);
  status = self->status;
  GST_OBJECT_UNLOCK (self);
  return status;
}

/**
 * gst_sip_call_get_reason:
 * @self: a call
 *
 * Returns: (transfer full) (nullable): why the call ended; from any thread
 *
 * Since: 0.1
 */
gchar *
gst_sip_call_get_reason (GstSipCall *self)
{
  gchar *reason;

  GST_OBJECT_LOCK (self);
  reason = g_strdup (self->reason);
  GST_OBJECT_UNLOCK (self);
  return reason;
}

/**
 * gst_sip_call_get_call_id:
 * @self: a call
 *
 * Returns: (transfer full): the Call-ID, which is also the label of the call in
 *   logs; from any thread
 *
 * Since: 0.1
 */
gchar *
gst_sip_call_get_call_id (GstSipCall *self)
{
  return g_strdup (self->call_id);
}

/**
 * gst_sip_call_get_media:
 * @self: a call
 *
 * Returns: (transfer full) (nullable): the media of the call, as the
 *   #GstSipMediaFactory made it; from any thread
 *
 * Since: 0.1
 */
GstSipMedia *
gst_sip_call_get_media (GstSipCall *self)
{
  GstSipMedia *media;

  GST_OBJECT_LOCK (self);
  media = self->media != NULL ? gst_object_ref (self->media) : NULL;
  GST_OBJECT_UNLOCK (self);
  return media;
}
