/* A call as an application sees it: what it can read
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From any thread, under the object lock.
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/gstsip-enumtypes.h"
#include "gst/sip/message/gstsippasswords.h"

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
  PROP_ANSWERED_ELSEWHERE,
  PROP_DURATION,
  PROP_STATS,
};

/* The clock of the timers, which belong to another thread. */
static gint64
get_time (GstSipCall *self)
{
  return self->core->context != NULL
      ? gst_sip_timers_read_system_clock ()
      : gst_sip_timers_get_world_time (self->core->timers);
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
      g_value_take_string (value,
          gst_sip_dup_without_passwords (self->remote_uri));
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
    case PROP_ANSWERED_ELSEWHERE:
      g_value_set_boolean (value, self->answered_elsewhere);
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

void
gst_sip_call_install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  klass->get_property = get_property;

  g_object_class_install_property (klass, PROP_STATE,
      g_param_spec_enum ("state", NULL, "How far the call is",
          GST_TYPE_SIP_CALL_STATE, GST_SIP_CALL_CALLING, flags));
  g_object_class_install_property (klass, PROP_DIRECTION,
      g_param_spec_enum ("direction", NULL, "Who called whom",
          GST_TYPE_SIP_CALL_DIRECTION, GST_SIP_CALL_OUTGOING, flags));
  install_string (klass, PROP_LOCAL_URI, "local-uri", "Own address");
  install_string (klass, PROP_REMOTE_URI, "remote-uri",
      "Address of the peer: the one called, or that of From; a password in "
      "it is blanked");
  install_string (klass, PROP_REMOTE_DISPLAY_NAME, "remote-display-name",
      "Name that the caller gave, unquoted");
  install_string (klass, PROP_CALL_ID, "call-id", "Call-ID header");
  g_object_class_install_property (klass, PROP_STATUS,
      g_param_spec_uint ("status", NULL,
          "SIP status that the call ended with; 200 after a hangup, 0 while "
          "it is not over",
          0, 699, 0, flags));
  install_string (klass, PROP_REASON, "reason", "Why the call ended");
  /**
   * GstSipCall:answered-elsewhere:
   *
   * Whether the caller withdrew an incoming call because another device or
   * another callee has answered it: it ended with 487 like a missed one, and is
   * none.
   *
   * Since: 0.1
   */
  g_object_class_install_property (klass, PROP_ANSWERED_ELSEWHERE,
      g_param_spec_boolean ("answered-elsewhere", NULL,
          "Whether an incoming call ended because another device answered it; "
          "if not, one that ended with 487 was missed",
          FALSE, flags));
  g_object_class_install_property (klass, PROP_DURATION,
      g_param_spec_uint64 ("duration", NULL,
          "Time since the call was answered, until it ended, in nanoseconds", 0,
          G_MAXUINT64, 0, flags));
  g_object_class_install_property (klass, PROP_STATS,
      g_param_spec_boxed ("stats", NULL,
          "How the media does, once a second while it flows, and at the end",
          GST_TYPE_STRUCTURE, flags));
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
