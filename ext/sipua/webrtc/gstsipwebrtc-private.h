/* The media of one call: what its files share
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   gstsipwebrtc.c          the object
 *   gstsipwebrtcwants.c     what it asks for
 *   gstsipwebrtcinputs.c    what comes in, and what of it the call takes
 *   gstsipwebrtcbudget.c    the descriptors that it will open
 *   gstsipwebrtcexchange.c  offers and answers, step by step
 *   gstsipwebrtcservers.c   STUN and TURN servers that are there
 *   gstsipwebrtcbuild.c     the call's bin, webrtcbin and what it is told
 *   gstsipwebrtcask.c       from webrtcbin's threads to ours
 *   gstsipwebrtcgather.c    when the candidates are complete
 *   gstsipwebrtcconnect.c   when media may flow
 *   gstsipwebrtcsilence.c   whether the peer is there
 *   gstsipwebrtcstats.c     how it does, once a second
 *   gstsipwebrtcflow.c      what may flow
 *   gstsipwebrtcsend.c      what is sent
 *   gstsipwebrtcreceive.c   what is received
 *   gstsipwebrtcrenumber.c  the payload types of packets
 *   gstsipwebrtcend.c       the end
 */
#pragma once

#include <gio/gio.h>

#include "ext/sipua/sdp/gstsipsdp.h"
#include "ext/sipua/webrtc/gstsipwebrtc.h"

G_BEGIN_DECLS

/* How far the first offer and answer got.
 *
 *   new -> offering -> offered -> accepting -> negotiated -> over
 *     '---> answering ---------------------------^
 */
typedef enum
{
  GST_SIP_WEBRTC_NEW,
  GST_SIP_WEBRTC_OFFERING, /* webrtcbin makes our offer */
  GST_SIP_WEBRTC_OFFERED, /* the peer's answer is awaited */
  GST_SIP_WEBRTC_ACCEPTING, /* webrtcbin is told the answer */
  GST_SIP_WEBRTC_ANSWERING, /* webrtcbin is told the offer, makes an answer */
  GST_SIP_WEBRTC_NEGOTIATED,
  GST_SIP_WEBRTC_OVER, /* stopped, or failed */
} GstSipWebrtcPhase;

/* An m-line of webrtcbin. */
typedef struct
{
  GstSipSdpLine *line; /* of the session */
  GstPad *webrtc_sink; /* sink_%u, linked once there is something to send */
  GstWebRTCRTPTransceiver *transceiver;
  guint32 ssrc;
  gboolean verified; /* DTLS is up and the certificate is the right one */

  GstPad *send_sink; /* ghost pad of the call's bin; NULL before it sends */
  GstSipInput *input; /* that feeds it now, or NULL */

  GstElement *output; /* GstSipOutput; NULL before something arrived */
  GstPad *received; /* ghost pad of the call's bin, once announced */
} GstSipWebrtcLine;

/* Whether the peer is there. Times are monotonic, in ms, and wrap. */
typedef struct
{
  GstSipTimer timer;
  gint last_heard; /* atomic */
  gint last_look;
  gint64 stamp; /* when the ICE sockets were last read from */
  gboolean asked; /* at the last look */
  gboolean answers; /* it has, at least once */
  gboolean missed; /* at the last look: it should send, or answer */
} GstSipWebrtcSilence;

typedef void (*GstSipWebrtcFunc) (GstSipWebrtc *self, gpointer data);

/* What webrtcbin has not answered yet. */
typedef struct
{
  GMutex lock; /* of what follows: webrtcbin answers in a thread of its own */
  GCond answered;
  GPtrArray *promises; /* (element-type GstPromise) */
} GstSipWebrtcQuestions;

/* For what comes in to be known. */
typedef struct
{
  GstSipTimer timer;
  GstSipWebrtcFunc then; /* how it goes on; set while it waits */
  GArray *handlers; /* gulong, of each input's pad; while it waits */
} GstSipWebrtcSettling;

struct _GstSipWebrtc
{
  GstSipMedia parent;

  gchar *label;
  GstSipTimers *timers;
  GMainContext *context;
  GstSipLog *log;
  GstSipWebrtcSettings settings; /* its lists are owned */
  GPtrArray *inputs; /* GstSipInput */
  GstBin *place; /* sipuabin */
  const GstSipWebrtcUser *user;
  gpointer user_data;

  GstSipWebrtcPhase phase;
  gboolean stopped;
  gboolean adding_pad; /* the application is told of one just now */
  gboolean started;
  gboolean connected;
  gboolean gathering;
  guint n_reserved; /* descriptors that are not open yet */
  gboolean told_wants; /* what is left out, and why */
  GstSipSdpSession *session;
  GstSipSdpRemote *waiting_offer; /* while it settles or is ACCEPTING */
  gboolean owes_offer; /* likewise, of ours */
  GstElement *bin; /* of the call; NULL before the first offer or answer */
  GstElement *webrtcbin; /* owned by it */
  GPtrArray *lines; /* GstSipWebrtcLine */
  GstSipWebrtcQuestions questions;
  gboolean asked_stats; /* and not answered yet */

  GstSipWebrtcSettling settling;
  GstSipIceWaiter waiter; /* for the servers to be known */
  GstSipTimer servers_timer;
  gint64 waiting_since;
  gint64 waited; /* of the time there is for gathering */
  GstSipWebrtcFunc then; /* how it goes on; set while it waits */
  gchar *stun_server; /* what is used, with addresses; NULL for none */
  GStrv turn_servers;

  GstSipTimer gathering_timer;
  GstSipTimer connect_timer;
  GstSipTimer stats_timer;
  GstSipWebrtcSilence silence;
};

/* gstsipwebrtc.c */
#define gst_sip_webrtc_log(self, level, ...) \
  gst_sip_log_write ((self)->log, GST_SIP_LOG_MEDIA, level, (self)->label, \
      __VA_ARGS__)
/* The call cannot go on: refuses the description that is asked for, or fails.
 * error: (transfer full) */
void gst_sip_webrtc_give_up (GstSipWebrtc *self, GError *error);
void gst_sip_webrtc_give_up_text (GstSipWebrtc *self, const gchar *format, ...)
    G_GNUC_PRINTF (2, 3);
/* Not once the call is over: webrtcbin, of which timers ask, may be gone. */
void gst_sip_webrtc_arm (GstSipWebrtc *self, GstSipTimer *timer,
    gint64 interval);
void gst_sip_webrtc_disarm (GstSipWebrtc *self);

/* gstsipwebrtcwants.c */
GstSipSdpWants gst_sip_webrtc_get_wants (GstSipWebrtc *self, gboolean offering);
void gst_sip_webrtc_clear_wants (GstSipSdpWants *wants);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GstSipSdpWants, gst_sip_webrtc_clear_wants)

/* gstsipwebrtcinputs.c */
/* Calls then, at once or later, if it comes to that. */
void gst_sip_webrtc_settle_inputs (GstSipWebrtc *self, GstSipWebrtcFunc then);
void gst_sip_webrtc_stop_settling (GstSipWebrtc *self);
/* Warns of pads beyond the first of a kind that feed nothing in this call. */
void gst_sip_webrtc_warn_of_idle_inputs (GstSipWebrtc *self);
void gst_sip_webrtc_init_settling (GstSipWebrtc *self);

/* gstsipwebrtcbudget.c: of this machine, the loopback's left out */
guint gst_sip_webrtc_count_addresses (void);
/* The error is of GST_SIP_STATUS, and was logged. */
gboolean gst_sip_webrtc_reserve (GstSipWebrtc *self,
    const GstSipSdpSession *session, GError **error);
void gst_sip_webrtc_release (GstSipWebrtc *self);

/* gstsipwebrtcexchange.c */
void gst_sip_webrtc_create_offer (GstSipMedia *media);
gboolean gst_sip_webrtc_check_offer (GstSipMedia *media,
    const gchar *content_type, GBytes *offer, GError **error);
void gst_sip_webrtc_create_answer (GstSipMedia *media,
    const gchar *content_type, GBytes *offer);
void gst_sip_webrtc_accept_answer (GstSipMedia *media,
    const gchar *content_type, GBytes *answer);
void gst_sip_webrtc_gathered (GstSipWebrtc *self);

/* For a body of another type there is an error: it holds no description. */
GstSipSdpRemote *gst_sip_webrtc_read_body (const gchar *content_type,
    GBytes *body, GError **error);
/* error: (transfer full) */
void gst_sip_webrtc_refuse (GstSipWebrtc *self, guint status, GError *error);
/* Gives the call the description that it has asked for; local: as that of
 * gst_sip_sdp_session_write() */
void gst_sip_webrtc_describe (GstSipWebrtc *self, const GstSDPMessage *local);

/* gstsipwebrtclater.c */
void gst_sip_webrtc_answer_later_offer (GstSipWebrtc *self,
    GstSipSdpRemote *remote);
void gst_sip_webrtc_accept_later_answer (GstSipWebrtc *self,
    GstSipSdpRemote *remote);
void gst_sip_webrtc_confirm_answer (GstSipMedia *media,
    const gchar *content_type, GBytes *answer, gboolean same_dialog);

/* gstsipwebrtcask.c */
/* reply is NULL where webrtcbin has nothing to say, which is success */
typedef void (
    *GstSipWebrtcReplyFunc) (GstSipWebrtc *self, const GstStructure *reply);

/* Calls func in our thread, not at once, and not after the end. */
void gst_sip_webrtc_post (GstSipWebrtc *self, GstSipWebrtcFunc func,
    gpointer data, GDestroyNotify notify);
/* Likewise, on each emission of a signal by any thread. */
gulong gst_sip_webrtc_watch (GstSipWebrtc *self, gpointer object,
    const gchar *signal, GstSipWebrtcFunc func);
typedef void (*GstSipWebrtcErrorFunc) (GstSipWebrtc *self, const GError *error);

/* One of webrtcbin's action signals with an argument and a promise. An error
 * in the reply ends the call. */
void gst_sip_webrtc_ask (GstSipWebrtc *self, const gchar *signal,
    gpointer argument, GstSipWebrtcReplyFunc func);
/* Likewise, but an error is for failed to deal with. */
void gst_sip_webrtc_ask_whether (GstSipWebrtc *self, const gchar *signal,
    gpointer argument, GstSipWebrtcReplyFunc func,
    GstSipWebrtcErrorFunc failed);
/* Returns when webrtcbin has answered all, or after limit (microseconds): the
 * rest is withdrawn. Never in our thread, and only at the end of the call. */
void gst_sip_webrtc_await_answers (GstSipWebrtc *self, gint64 limit);

void gst_sip_webrtc_questions_init (GstSipWebrtcQuestions *self);
void gst_sip_webrtc_questions_clear (GstSipWebrtcQuestions *self);

/* For handlers in other threads, and where a reference would be a circle: to
 * the media of the call or an element of it. */
GWeakRef *gst_sip_webrtc_weak_new (gpointer object);
void gst_sip_webrtc_weak_free (gpointer weak);

/* gstsipwebrtcservers.c: calls then, at once or later, if it comes to that */
void gst_sip_webrtc_choose_servers (GstSipWebrtc *self, GstSipWebrtcFunc then);
void gst_sip_webrtc_stop_waiting (GstSipWebrtc *self);
/* FALSE if the call needs a relay that is not among the candidates: then it is
 * over. */
gboolean gst_sip_webrtc_check_relay (GstSipWebrtc *self,
    const GstSDPMessage *local);
void gst_sip_webrtc_init_servers (GstSipWebrtc *self);

/* gstsipwebrtcbuild.c */
gboolean gst_sip_webrtc_build (GstSipWebrtc *self, GstWebRTCBundlePolicy bundle,
    GError **error);
void gst_sip_webrtc_add_lines (GstSipWebrtc *self);
void gst_sip_webrtc_line_free (gpointer line);
/* Its DTLS and ICE transports; NULL before there is a description.
 * (transfer full) */
GstWebRTCDTLSTransport *gst_sip_webrtc_line_get_dtls (
    const GstSipWebrtcLine *line);
GstWebRTCICETransport *gst_sip_webrtc_line_get_ice (
    const GstSipWebrtcLine *line);
/* Each element of that factory in webrtcbin */
typedef void (
    *GstSipWebrtcElementFunc) (GstSipWebrtc *self, GstElement *element);
void gst_sip_webrtc_for_each_element (GstSipWebrtc *self, const gchar *factory,
    GstSipWebrtcElementFunc func);

/* gstsipwebrtcgather.c: ends in gst_sip_webrtc_gathered() */
void gst_sip_webrtc_gather (GstSipWebrtc *self);
void gst_sip_webrtc_init_gathering_timer (GstSipWebrtc *self);

/* gstsipwebrtcconnect.c */
void gst_sip_webrtc_connect (GstSipWebrtc *self);
/* Whether remote, a later description, still promises the certificates that
 * DTLS has seen. */
gboolean gst_sip_webrtc_verify_again (GstSipWebrtc *self,
    const GstSipSdpRemote *remote, GError **error);
void gst_sip_webrtc_init_connect_timer (GstSipWebrtc *self);

/* gstsipwebrtcsilence.c */
void gst_sip_webrtc_watch_silence (GstSipWebrtc *self);
void gst_sip_webrtc_init_silence_timer (GstSipWebrtc *self);

/* gstsipwebrtcstats.c */
void gst_sip_webrtc_start_stats (GstSipWebrtc *self);
void gst_sip_webrtc_init_stats_timer (GstSipWebrtc *self);

/* gstsipwebrtcsend.c */
void gst_sip_webrtc_update_sending (GstSipWebrtc *self, GstSipWebrtcLine *line);
void gst_sip_webrtc_stop_sending (GstSipWebrtcLine *line);
/* Lets RTCP come from the SSRC of our media. Once the transports are there. */
void gst_sip_webrtc_name_sources (GstSipWebrtc *self);

/* gstsipwebrtcreceive.c */
void gst_sip_webrtc_watch_pads (GstSipWebrtc *self);
void gst_sip_webrtc_update_receiving (GstSipWebrtc *self,
    GstSipWebrtcLine *line);

/* gstsipwebrtcrenumber.c */
/* Sends by the payload types that the peer wants, receives by those that it was
 * told. To be called whenever the session has changed. */
void gst_sip_webrtc_renumber (GstSipWebrtc *self);

/* gstsipwebrtcflow.c */
/* A ghost pad of the call's bin, prefix_%u. (transfer full) */
GstPad *gst_sip_webrtc_add_ghost (GstSipWebrtc *self, const gchar *prefix,
    GstSipWebrtcLine *line, GstElement *element, const gchar *pad_name);
gboolean gst_sip_webrtc_may_flow (GstSipWebrtc *self, GstSipWebrtcLine *line,
    GstSipSdpDirection direction);
/* What may flow now does, what must not does not. */
void gst_sip_webrtc_update_flow (GstSipWebrtc *self);
void gst_sip_webrtc_stop_flow (GstSipWebrtc *self);

/* gstsipwebrtcend.c */
void gst_sip_webrtc_tear_down (GstSipWebrtc *self);

G_END_DECLS
