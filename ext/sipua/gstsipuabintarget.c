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

/* As it may be shown: without a password. */
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

/* why: a sentence without its end */
static void
fail (GstSipUaBin *self, const gchar *why)
{
  self->target_state = GST_SIP_TARGET_DONE;
  gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_ERROR, "call", "%s",
      why);
  GST_ELEMENT_ERROR (self, RESOURCE, FAILED, ("%s", why), (NULL));
}

void
gst_sip_ua_bin_target_ready (GstSipUaBin *self)
{
  g_autoptr (GstSipEngine) engine = gst_sip_ua_bin_ref_engine (self);
  g_autoptr (GstSipUaConfig) config = gst_sip_ua_config_copy (self->config);
  g_autofree gchar *shown = dup_target (self);
  g_autoptr (GError) error = NULL;

  if (self->target_state != GST_SIP_TARGET_WAITING || engine == NULL)
    return;
  self->target_state = GST_SIP_TARGET_CALLED;
  gst_sip_ua_bin_post_progress (self, GST_PROGRESS_TYPE_START, "call",
      "Calling %s", shown);
  self->target_call = gst_sip_ua_call (gst_sip_engine_get_ua (engine),
      config->target, NULL, &error);
  if (self->target_call == NULL)
    fail (self, error->message);
}

/* What another try with the same settings would not change. Everything else
 * the registration tries again by itself. */
static gboolean
is_final (guint status)
{
  return status == 401 || status == 403 || status == 404 || status == 407 ||
      status >= 600;
}

void
gst_sip_ua_bin_target_unregistered (GstSipUaBin *self, guint status,
    const gchar *reason)
{
  g_autofree gchar *target = dup_target (self);
  g_autofree gchar *why = NULL;

  if (self->target_state != GST_SIP_TARGET_WAITING || !is_final (status))
    return;
  why = g_strdup_printf ("Cannot call %s: the registration is refused: %u %s",
      target, status, reason);
  fail (self, why);
}

static void
end (GstSipUaBin *self, GstSipCall *call)
{
  guint status = gst_sip_call_get_status (call);
  g_autofree gchar *reason = gst_sip_call_get_reason (call);
  g_autofree gchar *target = dup_target (self);

  if (status >= 300) {
    g_autofree gchar *why =
        g_strdup_printf ("Call to %s failed: %u %s", target, status, reason);

    fail (self, why);
    return;
  }
  self->target_state = GST_SIP_TARGET_DONE;
  gst_sip_ua_bin_end_downstream (self, gst_event_new_eos ());
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
