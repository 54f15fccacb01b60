/* The media of one call: whether the peer is there
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A peer that sends no RTP may be muted, on hold, or wait for us to say
 * something. So where nothing has come for a while, it is asked: an ICE agent
 * answers a check at any time of a call (RFC 7675 section 5.1). All that its
 * sockets get counts, and only what gets nothing for the whole time is gone.
 *
 * libnice has checks of its own, but no use here: "consent-freshness" is to be
 * set when webrtcbin makes the agent, which it does from 1.24 on, and
 * "keepalive-conncheck" calls a peer lost as soon as we wake up from a suspend
 * of 50 s. Neither tells what was answered (libnice 0.1.21, 0.1.22).
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include <string.h>

#ifdef __linux__
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#endif

#include <nice/agent.h>
#include <stun/usages/ice.h>

/* Looks within the time that is allowed: a few, as packets get lost. */
#define N_LOOKS 6

#define COMPONENT 1 /* RTP and RTCP are multiplexed (RFC 5761) */

static gint
now_ms (void)
{
  return (gint) (g_get_monotonic_time () / 1000);
}

static void
note_heard (GstSipWebrtc *self)
{
  g_atomic_int_set (&self->silence.last_heard, now_ms ());
}

/* Everything that the peer sends but STUN passes here. */
static GstPadProbeReturn
on_packet (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  g_autoptr (GstSipWebrtc) self = g_weak_ref_get (data);

  if (self != NULL)
    note_heard (self);

  return GST_PAD_PROBE_OK;
}

static void
listen_to (GstSipWebrtc *self, GstElement *source)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (source, "src");

  gst_pad_add_probe (pad,
      GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST, on_packet,
      gst_sip_webrtc_weak_new (self), gst_sip_webrtc_weak_free);
}

/* Answers. libnice swallows those that it did not ask for, but the kernel knows
 * when a socket was last read from; 0 before that. The first question makes it
 * take note. */
static gint64
get_stamp (GSocket *socket)
{
#ifdef SIOCGSTAMP
  struct timeval stamp;

  if (ioctl (g_socket_get_fd (socket), SIOCGSTAMP, &stamp) == 0)
    return (gint64) stamp.tv_sec * G_USEC_PER_SEC + stamp.tv_usec;
#endif
  return 0;
}

static void
look_at_sockets (GstSipWebrtc *self, GstElement *source)
{
  g_autoptr (GObject) agent = NULL;
  g_autoptr (GPtrArray) sockets = NULL;
  guint stream;

  g_object_get (source, "agent", &agent, "stream", &stream, NULL);
  if (agent != NULL)
    sockets = nice_agent_get_sockets (NICE_AGENT (agent), stream, COMPONENT);
  for (guint i = 0; sockets != NULL && i < sockets->len; i++)
    self->silence.stamp =
        MAX (self->silence.stamp, get_stamp (g_ptr_array_index (sockets, i)));
}

static gboolean
was_anything_read (GstSipWebrtc *self)
{
  gint64 before = self->silence.stamp;

  gst_sip_webrtc_for_each_element (self, "nicesrc", look_at_sockets);
  return self->silence.stamp != before;
}

/* Questions */

static const GstSipWebrtcLine *
find_line (GstSipWebrtc *self, guint stream)
{
  const GstSipWebrtcLine *any = NULL;

  for (guint i = 0; i < self->lines->len; i++) {
    const GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (!line->line->accepted || line->line->remote == NULL)
      continue;
    if (line->line->webrtc_index + 1 == stream)
      return line;
    if (any == NULL)
      any = line;
  }

  return any;
}

static gsize
write_check (NiceAgent *agent, guint stream, const GstSipSdpMedia *remote,
    guint8 *buffer, gsize size)
{
  g_autofree gchar *ufrag = NULL, *pwd = NULL, *username = NULL;
  gboolean controlling;
  StunAgent stun;
  StunMessage message;

  if (!nice_agent_get_local_credentials (agent, stream, &ufrag, &pwd))
    return 0;

  username = g_strdup_printf ("%s:%s", remote->ufrag, ufrag);
  g_object_get (agent, "controlling-mode", &controlling, NULL);
  stun_agent_init (&stun, STUN_ALL_KNOWN_ATTRIBUTES, STUN_COMPATIBILITY_RFC5389,
      STUN_AGENT_USAGE_SHORT_TERM_CREDENTIALS |
          STUN_AGENT_USAGE_USE_FINGERPRINT);
  return stun_usage_ice_conncheck_create (&stun, &message, buffer, size,
      (const guint8 *) username, strlen (username),
      (const guint8 *) remote->pwd, strlen (remote->pwd), FALSE, controlling, 1,
      0, NULL, STUN_USAGE_ICE_COMPATIBILITY_RFC5245);
}

/* On the way that media take, relays included. */
static void
ask (GstSipWebrtc *self, GstElement *source)
{
  g_autoptr (GObject) agent = NULL;
  guint8 buffer[STUN_MAX_MESSAGE_SIZE];
  const GstSipWebrtcLine *line;
  guint stream;
  gsize size;

  g_object_get (source, "agent", &agent, "stream", &stream, NULL);
  line = find_line (self, stream);
  if (agent == NULL || line == NULL || line->line->remote->ufrag == NULL ||
      line->line->remote->pwd == NULL)
    return;

  size = write_check (NICE_AGENT (agent), stream, line->line->remote, buffer,
      sizeof buffer);
  if (size > 0)
    nice_agent_send (NICE_AGENT (agent), stream, COMPONENT, size,
        (const gchar *) buffer);
}

/* The verdict */

/* A phone that rings need not send early media, and one that holds us no music:
 * of those, answers only are missed that there were before. */
static gboolean
is_missed (GstSipWebrtc *self)
{
  for (guint i = 0; self->started && i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    if (line->line->accepted && line->line->direction == GST_SIP_SDP_SENDRECV)
      return TRUE;
  }

  return self->silence.answers;
}

static guint
get_interval (GstSipWebrtc *self)
{
  return MAX (self->settings.silence_timeout / N_LOOKS, 1);
}

static void
look_again (GstSipWebrtc *self)
{
  self->silence.last_look = now_ms ();
  gst_sip_webrtc_arm (self, &self->silence.timer,
      get_interval (self) * G_TIME_SPAN_MILLISECOND);
}

/* A process that was stopped has read nothing, whatever came; and a peer that
 * was on hold has just been asked to send. */
static gboolean
begins_anew (GstSipWebrtc *self)
{
  guint since = now_ms () - self->silence.last_look;
  gboolean before = self->silence.missed;

  self->silence.missed = is_missed (self);
  return since > 2 * get_interval (self) || (self->silence.missed && !before);
}

static gboolean
is_gone (GstSipWebrtc *self, guint silent)
{
  gboolean quiet = silent >= get_interval (self);

  if (begins_anew (self)) {
    note_heard (self);
  } else if (was_anything_read (self)) {
    self->silence.answers |= self->silence.asked && quiet;
    note_heard (self);
  } else if (silent >= self->settings.silence_timeout && is_missed (self)) {
    return TRUE;
  }

  self->silence.asked = quiet;
  if (quiet)
    gst_sip_webrtc_for_each_element (self, "nicesrc", ask);
  return FALSE;
}

static void
on_silence_timeout (gpointer owner)
{
  GstSipWebrtc *self = owner;
  guint silent = now_ms () - g_atomic_int_get (&self->silence.last_heard);

  if (is_gone (self, silent))
    gst_sip_webrtc_give_up_text (self,
        "nothing received from the peer for %.1f s", silent / 1000.0);
  else
    look_again (self);
}

void
gst_sip_webrtc_watch_silence (GstSipWebrtc *self)
{
  if (self->settings.silence_timeout == 0)
    return;

  gst_sip_webrtc_for_each_element (self, "nicesrc", listen_to);
  was_anything_read (self);
  note_heard (self);
  look_again (self);
}

void
gst_sip_webrtc_init_silence_timer (GstSipWebrtc *self)
{
  self->silence.timer.expired = on_silence_timeout;
  self->silence.timer.owner = self;
}
