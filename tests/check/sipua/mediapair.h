/* Two ends of a call without SIP, for tests
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each end is a pipeline with what a test puts into it and one GstSipWebrtc;
 * descriptions pass from one to the other as text, which a test may alter.
 * What arrives is listened to: tone and level, or the colour of the picture.
 */
#pragma once

#include <gst/base/gstbasesink.h>
#include <gst/check/gstcheck.h>

#include "tests/check/sipua/mediacount.h"
#include "ext/sipua/webrtc/gstsipwebrtc.h"

typedef struct _MediaPair MediaPair;

/* What is heard or seen of one medium. */
typedef struct
{
  GMutex lock;
  GstBaseSink *sink; /* borrowed */
  GstSipMediaKind kind;
  gboolean opaque; /* neither heard nor seen, only counted */
  guint n_buffers;
  GArray *samples; /* gfloat, 8000 Hz, mono */
  guint8 colour[3]; /* red, green, blue in the middle of the last picture */
  GstCaps *caps; /* of the last buffer before it was converted */
} MediaEar;

typedef struct
{
  MediaPair *pair;
  const gchar *name;
  GstElement *pipeline;
  GstElement *place; /* in the pipeline: where sipuabin would be */
  GPtrArray *inputs;
  GstSipWebrtcSettings settings;
  GstSipLog *log; /* borrowed, or NULL */
  GstSipMedia *media;
  GWeakRef webrtcbin; /* once it is stopped: gone when the call is */
  gchar *description; /* last one that it gave */
  guint n_described;
  guint refused; /* status */
  GError *error; /* of refusal or failure */
  gboolean failed;
  gboolean connected;
  gint finished; /* atomic */
  gint n_gone; /* atomic */
  MediaEar ears[GST_SIP_MEDIA_N_KINDS];
  const gchar *listen[GST_SIP_MEDIA_N_KINDS]; /* caps asked for; NULL: raw */
  gboolean deaf; /* links nothing */
  gboolean stops; /* at once, when the media fail */
  gboolean stops_at_pad; /* at once, when there is one */
  guint n_pads;
} MediaEnd;

struct _MediaPair
{
  MediaEnd alice; /* offers */
  MediaEnd bob;
  GstSipTimers *timers;
  GstSipIceProbe *ice; /* of alice, or NULL */
  /* may change a description on its way; (transfer full) both */
  gchar *(*alter) (MediaPair *self, MediaEnd *from, gchar *description);
  gboolean hold_answer; /* the answer is not passed on */
  gboolean early; /* the answer is one of early media: alice is not started */
};

MediaPair *media_pair_new (void);
/* Alice knows these servers, as in the property; before media_pair_call() */
void media_pair_use_stun (MediaPair *self, const gchar *servers);
/* Both ends stop, unless they did, and everything goes. */
void media_pair_free (MediaPair *self);

/* lists as in the properties; before media_pair_call() */
void media_end_set_codecs (MediaEnd *self, const gchar *audio,
    const gchar *video);
/* description: of a source, up to what is linked to the pad */
GstSipInput *media_end_add_input (MediaEnd *self, GstSipMediaKind kind,
    const gchar *description);
void media_end_stop (MediaEnd *self);
/* As if the peer had sent it. */
void media_end_take_offer (MediaEnd *self, const gchar *offer);

/* Makes both media and asks alice for her offer. */
void media_pair_call (MediaPair *self);
typedef gboolean (*MediaCondition) (MediaPair *self);
/* Runs the loop until the condition holds; FALSE after so many seconds. */
gboolean media_pair_run_until (MediaPair *self, MediaCondition condition,
    gdouble seconds);
/* Runs it for so many seconds. */
void media_pair_run (MediaPair *self, gdouble seconds);
gboolean media_pair_is_connected (MediaPair *self);
gboolean media_pair_is_alice_finished (MediaPair *self);
gboolean media_pair_is_finished (MediaPair *self); /* both ends */

/* Of the last half second, in dB of full scale: a sine of full scale has -3. */
gdouble media_ear_get_level (MediaEar *self);
/* Share of its energy, 0 to 1, that is at this frequency; 0 before there is
 * half a second. */
gdouble media_ear_get_share (MediaEar *self, gdouble frequency);
guint media_ear_count (MediaEar *self);

gboolean media_ear_sees (MediaEar *self, gint red, gint green, gint blue);

/* What the usual inputs send: a tone of 1000 Hz at -9 dB and a red picture from
 * alice, 440 Hz at -15 dB and a blue one from bob. */
void media_pair_add_all_inputs (MediaPair *self);
gboolean media_pair_hears_tones (MediaPair *self);
gboolean media_pair_sees_pictures (MediaPair *self);
gboolean media_pair_gets_all (MediaPair *self);

/* Sources for inputs */
#define TONE(freq, volume) \
  "audiotestsrc is-live=true samplesperbuffer=480 freq=" #freq \
  " volume=" #volume " ! capsfilter caps=audio/x-raw,rate=48000,channels=1"
#define PICTURE(colour) \
  "videotestsrc is-live=true pattern=solid-color foreground-color=" #colour \
  " ! capsfilter caps=video/x-raw,width=320,height=240,framerate=15/1"

/* To end each test with: threads that end while the process does may meet
 * OpenSSL's own end. */
void media_wait_for_threads (void);
