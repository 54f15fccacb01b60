/* What the parts of a user agent tell it, and it the application
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipuastruct.h"

#include "gst/sip/ua/gstsipcall-private.h"

#define emit(self, id, ...) \
  gst_sip_signals_emit ((self)->core->signals, (self), \
      gst_sip_ua_signals[GST_SIP_UA_##id], ##__VA_ARGS__)

/* Of a copy, as a call may leave while it is dealt with. */
static void
free_calls (GList *calls)
{
  g_list_free_full (calls, gst_object_unref);
}

/* The registration tells. */

static void
on_registration_changed (gpointer user, GstSipRegistrationState state)
{
  GstSipUa *self = user;

  GST_OBJECT_LOCK (self);
  self->registration_state = state;
  GST_OBJECT_UNLOCK (self);
  gst_sip_signals_notify (self->core->signals, self, "registration-state");
}

/* Calls that outlived their flow, when the proxies know by which one we can be
 * reached now. */
static void
find_calls_back (GstSipUa *self)
{
  GList *calls;

  if (!gst_sip_core_is_connected (self->core) ||
      gst_sip_registration_is_pending (self->registration))
    return;
  calls = gst_sip_ua_get_calls (self);
  for (GList *l = calls; l != NULL; l = l->next)
    gst_sip_call_find_back (l->data);
  free_calls (calls);
}

static void
lose_flow (GstSipUa *self, guint flow)
{
  GList *calls = gst_sip_ua_get_calls (self);

  for (GList *l = calls; l != NULL; l = l->next)
    gst_sip_call_lose_flow (l->data, flow);
  free_calls (calls);
}

static void
on_registered (gpointer user, guint expires)
{
  GstSipUa *self = user;

  emit (self, SIGNAL_REGISTERED, expires);
}

static void
on_unregistered (gpointer user, guint status, const gchar *reason)
{
  GstSipUa *self = user;

  emit (self, SIGNAL_UNREGISTERED, status, reason);
}

static void
on_registration_failed (gpointer user, guint status, const gchar *reason)
{
  GstSipUa *self = user;

  emit (self, SIGNAL_REGISTRATION_FAILED, status, reason);
}

static void
on_settled (gpointer user)
{
  GstSipUa *self = user;

  find_calls_back (self);
  gst_sip_ua_check_stop (self);
}

const GstSipRegistrationUser gst_sip_ua_registration_user = {
    .changed = on_registration_changed,
    .registered = on_registered,
    .unregistered = on_unregistered,
    .failed = on_registration_failed,
    .settled = on_settled,
};

/* Calls tell. */

static GstSipMedia *
on_make_media (gpointer user, GstSipCall *call)
{
  GstSipUa *self = user;

  return self->factory != NULL ? self->factory (call, self->factory_data)
                               : NULL;
}

static void
on_call_ended (gpointer user, GstSipCall *call)
{
  GstSipUa *self = user;
  GList *link;

  GST_OBJECT_LOCK (self);
  link = g_list_find (self->calls, call);
  self->calls = g_list_remove_link (self->calls, link);
  GST_OBJECT_UNLOCK (self);

  emit (self, SIGNAL_CALL_REMOVED, call);
  free_calls (link);
  gst_sip_ua_check_stop (self);
}

const GstSipCallUser gst_sip_ua_call_user = {
    .make_media = on_make_media,
    .ended = on_call_ended,
};

void
gst_sip_ua_add_call (GstSipUa *self, GstSipCall *call)
{
  GST_OBJECT_LOCK (self);
  self->calls = g_list_append (self->calls, gst_object_ref (call));
  GST_OBJECT_UNLOCK (self);
  emit (self, SIGNAL_CALL_ADDED, call);
}

/* The core tells. */

static void
on_connected (gpointer user, const gchar *server)
{
  GstSipUa *self = user;

  gst_sip_ua_set_connected (self, TRUE);
  emit (self, SIGNAL_CONNECTED, server);
  gst_sip_registration_connected (self->registration);
  find_calls_back (self);
}

static void
on_disconnected (gpointer user, guint flow, const GError *error)
{
  GstSipUa *self = user;

  gst_sip_ua_set_connected (self, FALSE);
  lose_flow (self, flow);
  emit (self, SIGNAL_DISCONNECTED, error->message);
  gst_sip_registration_disconnected (self->registration, error->message);
  gst_sip_ua_go_on_stopping (self);
}

static void
on_flow_lost (gpointer user, guint flow)
{
  lose_flow (user, flow);
  find_calls_back (user);
}

/* The registrar answers a REGISTER, or else its server is left. */
static void
on_doubted (gpointer user)
{
  GstSipUa *self = user;

  if (!gst_sip_registration_is_pending (self->registration))
    gst_sip_registration_connected (self->registration);
}

static void
lose_hope (GstSipUa *self)
{
  GList *calls = gst_sip_ua_get_calls (self);

  for (GList *l = calls; l != NULL; l = l->next)
    gst_sip_call_lose_hope (l->data);
  free_calls (calls);
}

static void
on_attempt_failed (gpointer user, const GError *error)
{
  GstSipUa *self = user;

  lose_hope (self);
  emit (self, SIGNAL_CONNECTION_FAILED, error->message);
}

static gboolean
is_busy (GstSipUa *self)
{
  guint limit = self->core->config->max_calls;

  return limit != 0 && g_list_length (self->calls) >= limit;
}

static void
on_invite (gpointer user, GstSipTransaction *transaction,
    GstSipMessage *request)
{
  GstSipUa *self = user;
  g_autoptr (GstSipCall) call = NULL;

  if (self->stopping || is_busy (self)) {
    gst_sip_core_respond (self->core, transaction, self->stopping ? 480 : 486);
    return;
  }
  call = gst_sip_call_new_incoming (self->core, &gst_sip_ua_call_user, self,
      transaction, request);
  if (call == NULL)
    return;
  gst_sip_ua_add_call (self, call);
  emit (self, SIGNAL_INCOMING_CALL, call);
  if (self->core->config->auto_answer)
    gst_sip_call_do_answer (call, NULL);
}

static void
on_cancelled (gpointer user, GstSipTransaction *invite, GstSipMessage *cancel)
{
  GstSipUa *self = user;
  GList *calls = gst_sip_ua_get_calls (self);
  gboolean taken = FALSE;

  for (GList *l = calls; l != NULL && !taken; l = l->next)
    taken = gst_sip_call_take_cancel (l->data, invite, cancel);
  free_calls (calls);
}

const GstSipCoreUser gst_sip_ua_core_user = {
    .connected = on_connected,
    .disconnected = on_disconnected,
    .flow_lost = on_flow_lost,
    .doubted = on_doubted,
    .attempt_failed = on_attempt_failed,
    .invite = on_invite,
    .cancelled = on_cancelled,
};
