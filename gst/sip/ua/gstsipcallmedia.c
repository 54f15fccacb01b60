/* A call and its media: what is asked of them, and what they tell
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipcall-private.h"

#include "gst/sip/ua/gstsipscreen.h"

static void
on_described (gpointer user, GBytes *description)
{
  GstSipCall *self = user;
  const GstSipCallAsker *asker = g_steal_pointer (&self->asker);

  if (asker != NULL)
    asker->described (self, description);
}

static void
on_refused (gpointer user, guint status, const GError *error)
{
  GstSipCall *self = user;
  const GstSipCallAsker *asker = g_steal_pointer (&self->asker);

  if (asker != NULL)
    asker->refused (self, status, error);
}

static void
on_media_stats (gpointer user)
{
  GstSipCall *self = user;

  gst_sip_signals_notify (self->core->signals, self, "stats");
}

/* Early media are connected before the call is established: we send nothing
 * until then, so the application hears of it when that has changed. */
static void
on_media_connected (gpointer user)
{
  GstSipCall *self = user;

  if (self->media_connected)
    return;
  self->media_connected = TRUE;
  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_LOG, "media is connected");
  if (self->media_started)
    gst_sip_call_emit_media_connected (self);
}

/* Media that never came up is the peer's and our common fault, media that goes
 * away is nobody's. */
static void
on_media_failed (gpointer user, const GError *error)
{
  GstSipCall *self = user;

  gst_sip_call_log (self, GST_SIP_LOG_LEVEL_WARN, "media failed: %s",
      error->message);
  gst_sip_call_leave (self, self->media_connected ? 500 : 488, error->message);
}

static const GstSipMediaUser media_user = {
    .described = on_described,
    .refused = on_refused,
    .connected = on_media_connected,
    .stats_changed = on_media_stats,
    .failed = on_media_failed,
};

gboolean
gst_sip_call_make_media (GstSipCall *self)
{
  GstSipMedia *media = self->user->make_media (self->user_data, self);

  GST_OBJECT_LOCK (self);
  self->media = media;
  GST_OBJECT_UNLOCK (self);
  if (media != NULL)
    gst_sip_media_set_user (media, &media_user, self);
  return media != NULL;
}

void
gst_sip_call_ask_offer (GstSipCall *self, const GstSipCallAsker *asker)
{
  self->asker = asker;
  gst_sip_media_create_offer (self->media);
}

void
gst_sip_call_ask_answer (GstSipCall *self, GBytes *offer,
    const GstSipCallAsker *asker)
{
  self->asker = asker;
  gst_sip_media_create_answer (self->media, GST_SIP_CALL_SDP, offer);
}

gboolean
gst_sip_call_take_answer (GstSipCall *self, GstSipMessage *message)
{
  g_autoptr (GBytes) answer = gst_sip_screen_get_sdp (message);

  if (answer == NULL)
    return FALSE;
  gst_sip_offer_answer_step (&self->offer_answer, GST_SIP_ANSWER_RECEIVED);
  gst_sip_media_accept_answer (self->media, GST_SIP_CALL_SDP, answer);
  return TRUE;
}

void
gst_sip_call_start_media (GstSipCall *self)
{
  gboolean first = !self->media_started;

  /* The media may have ended the call just now. */
  if (self->media == NULL || self->state != GST_SIP_CALL_ESTABLISHED)
    return;
  gst_sip_media_start (self->media);
  if (self->state != GST_SIP_CALL_ESTABLISHED)
    return;
  self->media_started = TRUE;
  if (first && self->media_connected)
    gst_sip_call_emit_media_connected (self);
}

void
gst_sip_call_stop_media (GstSipCall *self)
{
  self->asker = NULL;
  if (self->media == NULL || self->media_stopped)
    return;
  self->media_stopped = TRUE;
  gst_sip_media_stop (self->media);
}
