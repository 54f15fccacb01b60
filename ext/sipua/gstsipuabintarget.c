/* The call of the property "target"
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A one-liner has no application that could call, so the element does it: once,
 * as soon as the user agent is ready. What becomes of that call is what becomes
 * of the pipeline: its end is EOS, its refusal an error.
 */
#include "ext/sipua/gstsipuabin-private.h"

#define GST_CAT_DEFAULT gst_sip_ua_bin_debug

static gchar *
dup_target (GstSipUaBin *self)
{
  gchar *target;

  g_object_get (self->config, "target", &target, NULL);
  return target;
}

/* Also while gst_sip_ua_call() has not returned yet. */
gboolean
gst_sip_ua_bin_is_calling_target (GstSipUaBin *self)
{
  return self->target_state == GST_SIP_TARGET_CALLED &&
      self->target_call == NULL;
}

static void
fail (GstSipUaBin *self, guint status, const gchar *reason)
{
  g_autofree gchar *target = dup_target (self);

  self->target_state = GST_SIP_TARGET_DONE;
  gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_ERROR, "call",
      "Call to %s failed: %u %s", target, status, reason);
  GST_ELEMENT_ERROR (self, RESOURCE, FAILED,
      ("Call to %s failed: %u %s", target, status, reason), (NULL));
}

void
gst_sip_ua_bin_target_ready (GstSipUaBin *self)
{
  g_autoptr (GstSipEngine) engine = gst_sip_ua_bin_ref_engine (self);
  g_autofree gchar *target = dup_target (self);
  g_autoptr (GError) error = NULL;

  if (self->target_state != GST_SIP_TARGET_WAITING || engine == NULL)
    return;
  self->target_state = GST_SIP_TARGET_CALLED;
  gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_START, "call",
      "Calling %s", target);
  self->target_call =
      gst_sip_ua_call (gst_sip_engine_get_ua (engine), target, NULL, &error);
  if (self->target_call == NULL)
    fail (self, 400, error->message);
}

void
gst_sip_ua_bin_target_impossible (GstSipUaBin *self, guint status,
    const gchar *reason)
{
  if (self->target_state == GST_SIP_TARGET_WAITING)
    fail (self, status, reason);
}

static void
end (GstSipUaBin *self, GstSipCall *call)
{
  guint status = gst_sip_call_get_status (call);
  g_autofree gchar *reason = gst_sip_call_get_reason (call);

  if (status >= 300) {
    fail (self, status, reason);
    return;
  }
  self->target_state = GST_SIP_TARGET_DONE;
  gst_sip_ua_bin_post_eos (self, gst_util_seqnum_next ());
}

void
gst_sip_ua_bin_target_changed (GstSipUaBin *self, GstSipCall *call)
{
  g_autofree gchar *target = NULL;

  if (self->target_state != GST_SIP_TARGET_CALLED || call != self->target_call)
    return;
  target = dup_target (self);
  switch (gst_sip_call_get_state (call)) {
    case GST_SIP_CALL_RINGING:
      gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_CONTINUE, "call",
          "Ringing at %s", target);
      break;
    case GST_SIP_CALL_ESTABLISHED:
      gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_COMPLETE, "call",
          "In call with %s", target);
      break;
    case GST_SIP_CALL_ENDED:
      end (self, call);
      break;
    default:
      break;
  }
}
