/* The send side of one sink pad
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/gstsipinput.h"

#include <string.h>

#include <gst/sip/base/gstsiperror.h>
#include <gst/video/video-event.h>

#include "ext/sipua/gstsipcoders.h"
#include "ext/sipua/gstsipquietbin.h"

/* Encoded media of one codec. */
typedef struct
{
  const GstSipCodec *codec;
  GstElement *queue; /* NULL where nothing is to be encoded */
  GstElement *encoder; /* likewise */
  GstElement *tee; /* that of the input itself, likewise */
  GstPad *in; /* the input's tee gives to the queue here, likewise */
  guint n_branches;
} Trunk;

typedef struct
{
  Trunk *trunk;
  GstPad *tee_pad;
  GstPad *ghost;
  GstPad *sink; /* of the call */
} Branch;

struct _GstSipInput
{
  GstSipQuietBin parent;

  GstSipMediaKind kind;
  GstSipLog *log;
  GstPad *sink;
  GstElement *tee;
  gint n_errors; /* atomic */

  GMutex lock; /* of what follows */
  GPtrArray *trunks;
  GPtrArray *branches;
  guint n_attached; /* ever */
};

G_DEFINE_FINAL_TYPE (GstSipInput, gst_sip_input, GST_TYPE_SIP_QUIET_BIN)

/* rtp: the media as application/x-rtp says it. */
#define AUDIO_CAPS \
  "audio/x-raw; audio/x-opus; audio/x-mulaw; audio/x-alaw; audio/G722; " \
  "application/x-rtp, media=audio"
#define VIDEO_CAPS \
  "video/x-raw; video/x-vp8; video/x-h264; application/x-rtp, media=video"

GstCaps *
gst_sip_input_get_template_caps (GstSipMediaKind kind)
{
  return gst_caps_from_string (
      kind == GST_SIP_MEDIA_AUDIO ? AUDIO_CAPS : VIDEO_CAPS);
}

static void
write_log (GstSipInput *self, GstSipLogLevel level, const gchar *text)
{
  g_autofree gchar *name = gst_object_get_name (GST_OBJECT (self));

  gst_sip_log_write (self->log, GST_SIP_LOG_MEDIA, level, name, "%s: %s", name,
      text);
}

/* The caps of the pad; before they are known, what upstream may send. */
static GstCaps *
get_caps (GstSipInput *self)
{
  g_autoptr (GstCaps) template = NULL;
  GstCaps *caps = gst_pad_get_current_caps (self->sink);

  if (caps != NULL)
    return caps;

  template = gst_sip_input_get_template_caps (self->kind);
  return gst_pad_peer_query_caps (self->sink, template);
}

static GstSipForm
get_form (GstSipInput *self)
{
  g_autoptr (GstCaps) caps = get_caps (self);

  if (gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return GST_SIP_FORM_RAW;

  return gst_sip_form_of_structure (gst_caps_get_structure (caps, 0));
}

/* Before negotiation the name may be one of a list. */
static gboolean
is_rtp_of (const GstStructure *structure, const GstSipCodec *codec)
{
  g_autoptr (GstStructure) wanted = gst_structure_new ("application/x-rtp",
      "encoding-name", G_TYPE_STRING, codec->encoding_name, NULL);

  return gst_structure_has_field (structure, "encoding-name") &&
      gst_structure_can_intersect (structure, wanted);
}

static gboolean
structure_carries (const GstStructure *structure, const GstSipCodec *codec)
{
  switch (gst_sip_form_of_structure (structure)) {
    case GST_SIP_FORM_RTP:
      return is_rtp_of (structure, codec);
    case GST_SIP_FORM_ENCODED:
      return gst_sip_coders_can_pay (codec, structure);
    case GST_SIP_FORM_RAW:
    default:
      return gst_sip_coders_get_missing (codec, GST_SIP_CODER_ENCODE) == NULL &&
          gst_sip_coders_get_missing (codec, GST_SIP_CODER_PAY) == NULL;
  }
}

gboolean
gst_sip_input_can_send (GstSipInput *self, const GstSipCodec *codec)
{
  g_autoptr (GstCaps) caps = get_caps (self);

  if (codec->kind != self->kind)
    return FALSE;

  if (gst_caps_is_any (caps) || gst_caps_is_empty (caps)) {
    g_autoptr (GstStructure) raw = gst_structure_new_empty ("any/x-raw");

    return structure_carries (raw, codec);
  }

  for (guint i = 0; i < gst_caps_get_size (caps); i++)
    if (structure_carries (gst_caps_get_structure (caps, i), codec))
      return TRUE;

  return FALSE;
}

gboolean
gst_sip_input_has_caps (GstSipInput *self)
{
  return gst_pad_has_current_caps (self->sink);
}

gboolean
gst_sip_input_gives_rtp (GstSipInput *self)
{
  return get_form (self) == GST_SIP_FORM_RTP;
}

GstSipMediaKind
gst_sip_input_get_kind (GstSipInput *self)
{
  return self->kind;
}

/* Trunks */

static void
set_null (GstElement *element, gpointer unused)
{
  gst_element_set_state (element, GST_STATE_NULL);
}

/* Waits for the element's streaming thread in a thread where that does not
 * matter; the reference that is left is the pool's. */
static void
discard (GstSipInput *self, GstElement *element)
{
  if (element == NULL)
    return;

  gst_object_ref (element);
  gst_element_set_locked_state (element, TRUE);
  gst_bin_remove (GST_BIN (self), element);
  gst_element_call_async (element, set_null, NULL, NULL);
  gst_object_unref (element);
}

static void
release_tee_pad (GstElement *tee, GstPad *pad)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);

  if (peer != NULL)
    gst_pad_unlink (pad, peer);
  gst_element_release_request_pad (tee, pad);
  gst_object_unref (pad);
}

static void
trunk_free (GstSipInput *self, Trunk *trunk)
{
  if (trunk->encoder != NULL) {
    release_tee_pad (self->tee, trunk->in);
    discard (self, trunk->queue);
    discard (self, trunk->encoder);
    discard (self, trunk->tee);
  }
  g_free (trunk);
}

/* In between what flows: one that came after stream-start and before the first
 * buffer would give its peer a buffer of no stream. */
static GstPad *
request_tee_pad (GstElement *tee)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (tee, "sink");
  GstPad *pad;

  GST_PAD_STREAM_LOCK (sink);
  pad = gst_element_request_pad_simple (tee, "src_%u");
  GST_PAD_STREAM_UNLOCK (sink);
  return pad;
}

static GstElement *
make_tee (void)
{
  GstElement *tee = gst_element_factory_make ("tee", NULL);

  g_object_set (tee, "allow-not-linked", TRUE, NULL);
  return tee;
}

/* An encoder that is too slow loses the oldest of what waits. */
static GstElement *
make_queue (GstSipMediaKind kind)
{
  GstElement *queue = gst_element_factory_make ("queue", NULL);

  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "silent", TRUE, "max-size-bytes", 0, "max-size-buffers",
      kind == GST_SIP_MEDIA_VIDEO ? 3 : 0, "max-size-time",
      (guint64) (kind == GST_SIP_MEDIA_VIDEO ? 0 : 200 * GST_MSECOND), NULL);
  return queue;
}

static gboolean
make_encoder (GstSipInput *self, Trunk *trunk, GError **error)
{
  g_autoptr (GstPad) queue_sink = NULL;

  trunk->encoder =
      gst_sip_coders_make (trunk->codec, GST_SIP_CODER_ENCODE, error);
  if (trunk->encoder == NULL)
    return FALSE;

  trunk->queue = make_queue (self->kind);
  trunk->tee = make_tee ();
  gst_bin_add_many (GST_BIN (self), trunk->queue, trunk->encoder, trunk->tee,
      NULL);
  gst_element_link_many (trunk->queue, trunk->encoder, trunk->tee, NULL);
  gst_element_sync_state_with_parent (trunk->tee);
  gst_element_sync_state_with_parent (trunk->encoder);
  gst_element_sync_state_with_parent (trunk->queue);

  trunk->in = request_tee_pad (self->tee);
  queue_sink = gst_element_get_static_pad (trunk->queue, "sink");
  gst_pad_link (trunk->in, queue_sink);
  return TRUE;
}

static Trunk *
find_trunk (GstSipInput *self, const GstSipCodec *codec)
{
  for (guint i = 0; i < self->trunks->len; i++) {
    Trunk *trunk = g_ptr_array_index (self->trunks, i);

    if (trunk->codec == codec)
      return trunk;
  }

  return NULL;
}

static Trunk *
make_trunk (GstSipInput *self, const GstSipCodec *codec, GError **error)
{
  Trunk *trunk = g_new0 (Trunk, 1);

  trunk->codec = codec;
  if (get_form (self) != GST_SIP_FORM_RAW) {
    trunk->tee = self->tee;
  } else if (!make_encoder (self, trunk, error)) {
    g_free (trunk);
    return NULL;
  }

  g_ptr_array_add (self->trunks, trunk);
  return trunk;
}

static void
unuse_trunk (GstSipInput *self, Trunk *trunk)
{
  if (--trunk->n_branches > 0)
    return;

  g_ptr_array_remove_fast (self->trunks, trunk);
  trunk_free (self, trunk);
}

/* Branches */

static void
branch_free (Branch *branch)
{
  gst_object_unref (branch->ghost);
  gst_object_unref (branch->sink);
  g_free (branch);
}

static void
ask_for_key_frame (GstSipInput *self, Trunk *trunk)
{
  g_autoptr (GstPad) sink = NULL;

  if (self->kind != GST_SIP_MEDIA_VIDEO)
    return;

  sink = gst_element_get_static_pad (trunk->tee, "sink");
  gst_pad_push_event (sink,
      gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE,
          0));
}

static Branch *
make_branch (GstSipInput *self, Trunk *trunk, GstPad *sink)
{
  Branch *branch = g_new0 (Branch, 1);
  g_autofree gchar *name = g_strdup_printf ("src_%u", self->n_attached++);

  branch->trunk = trunk;
  branch->sink = gst_object_ref (sink);
  branch->tee_pad = request_tee_pad (trunk->tee);
  branch->ghost =
      gst_object_ref_sink (gst_ghost_pad_new (name, branch->tee_pad));
  gst_pad_set_active (branch->ghost, TRUE);
  gst_element_add_pad (GST_ELEMENT (self), branch->ghost);
  return branch;
}

static void
cut_branch (GstSipInput *self, Branch *branch)
{
  Trunk *trunk = branch->trunk;

  gst_pad_unlink (branch->ghost, branch->sink);
  release_tee_pad (trunk->tee, branch->tee_pad);
  gst_ghost_pad_set_target (GST_GHOST_PAD (branch->ghost), NULL);
  gst_element_remove_pad (GST_ELEMENT (self), branch->ghost);
  branch_free (branch);
  unuse_trunk (self, trunk);
}

gboolean
gst_sip_input_attach (GstSipInput *self, GstPad *sink, const GstSipCodec *codec,
    GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Trunk *trunk = find_trunk (self, codec);
  Branch *branch;

  if (trunk == NULL)
    trunk = make_trunk (self, codec, error);
  if (trunk == NULL)
    return FALSE;

  trunk->n_branches++;
  branch = make_branch (self, trunk, sink);
  if (GST_PAD_LINK_FAILED (gst_pad_link (branch->ghost, sink))) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "%s: what comes in does not go with %s", GST_OBJECT_NAME (self),
        codec->name);
    cut_branch (self, branch);
    return FALSE;
  }

  g_ptr_array_add (self->branches, branch);
  ask_for_key_frame (self, trunk);
  return TRUE;
}

void
gst_sip_input_detach (GstSipInput *self, GstPad *sink)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->branches->len; i++) {
    Branch *branch = g_ptr_array_index (self->branches, i);

    if (branch->sink == sink) {
      g_ptr_array_remove_index_fast (self->branches, i);
      cut_branch (self, branch);
      return;
    }
  }
}

/* The sink pad */

/* Upstream goes on whatever happens inside. */
static GstFlowReturn
to_upstream (GstSipInput *self, GstFlowReturn ret)
{
  if (ret == GST_FLOW_FLUSHING && GST_PAD_IS_FLUSHING (self->sink))
    return ret;

  if (ret < GST_FLOW_EOS && g_atomic_int_add (&self->n_errors, 1) == 0) {
    g_autoptr (GstCaps) caps = gst_pad_get_current_caps (self->sink);
    g_autofree gchar *text = g_strdup_printf ("dropping what cannot be sent "
                                              "(%s): %" GST_PTR_FORMAT,
        gst_flow_get_name (ret), caps);

    write_log (self, GST_SIP_LOG_LEVEL_WARN, text);
  }

  return GST_FLOW_OK;
}

static GstFlowReturn
on_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  return to_upstream (GST_SIP_INPUT (parent),
      gst_proxy_pad_chain_default (pad, parent, buffer));
}

static GstFlowReturn
on_buffer_list (GstPad *pad, GstObject *parent, GstBufferList *list)
{
  return to_upstream (GST_SIP_INPUT (parent),
      gst_proxy_pad_chain_list_default (pad, parent, list));
}

/* webrtcbin never sends again after an end of stream; but the source may. */
static gboolean
on_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    return gst_pad_event_default (pad, parent, event);

  gst_event_unref (event);
  return TRUE;
}

/* What the pad takes does not depend on who uses it now. */
static gboolean
answer_caps_query (GstSipInput *self, GstQuery *query)
{
  g_autoptr (GstCaps) caps = gst_sip_input_get_template_caps (self->kind);
  g_autoptr (GstCaps) result = NULL;
  GstCaps *filter;

  gst_query_parse_caps (query, &filter);
  result = filter == NULL
      ? gst_caps_ref (caps)
      : gst_caps_intersect_full (filter, caps, GST_CAPS_INTERSECT_FIRST);
  gst_query_set_caps_result (query, result);
  return TRUE;
}

static gboolean
answer_accept_caps_query (GstSipInput *self, GstQuery *query)
{
  g_autoptr (GstCaps) template = gst_sip_input_get_template_caps (self->kind);
  GstCaps *caps;

  gst_query_parse_accept_caps (query, &caps);
  gst_query_set_accept_caps_result (query, gst_caps_is_subset (caps, template));
  return TRUE;
}

static gboolean
on_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_CAPS:
      return answer_caps_query (GST_SIP_INPUT (parent), query);
    case GST_QUERY_ACCEPT_CAPS:
      return answer_accept_caps_query (GST_SIP_INPUT (parent), query);
    case GST_QUERY_ALLOCATION:
      /* The pool would change hands with each call. */
      return FALSE;
    default:
      return gst_pad_query_default (pad, parent, query);
  }
}

/* Flushing is upstream's business: calls go on. */
static GstPadProbeReturn
on_paced_event (GstPad *pad, GstPadProbeInfo *info, gpointer unused)
{
  return GST_PAD_PROBE_DROP;
}

static void
make_sink (GstSipInput *self, GstElement *pace)
{
  g_autoptr (GstPad) target = gst_element_get_static_pad (pace, "sink");
  g_autoptr (GstPad) paced = gst_element_get_static_pad (pace, "src");

  gst_pad_add_probe (paced, GST_PAD_PROBE_TYPE_EVENT_FLUSH, on_paced_event,
      NULL, NULL);
  self->sink = gst_ghost_pad_new ("sink", target);
  gst_pad_set_chain_function (self->sink, on_buffer);
  gst_pad_set_chain_list_function (self->sink, on_buffer_list);
  gst_pad_set_event_function (self->sink, on_event);
  gst_pad_set_query_function (self->sink, on_query);
  gst_pad_set_active (self->sink, TRUE);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);
}

/* Sources that are not live are paced here, or they would run as fast as the
 * machine allows. */
static void
build (GstSipInput *self)
{
  GstElement *pace = gst_element_factory_make ("clocksync", NULL);

  self->tee = make_tee ();
  gst_bin_add_many (GST_BIN (self), pace, self->tee, NULL);
  gst_element_link (pace, self->tee);
  make_sink (self, pace);
}

GstElement *
gst_sip_input_new (GstSipMediaKind kind, const gchar *name, GstSipLog *log)
{
  GstSipInput *self = g_object_new (GST_TYPE_SIP_INPUT, "name", name, NULL);

  self->kind = kind;
  if (log != NULL)
    self->log = gst_sip_log_ref (log);
  return GST_ELEMENT (self);
}

static void
gst_sip_input_failed (GstSipQuietBin *bin, const GError *error,
    const gchar *debug)
{
  GST_WARNING_OBJECT (bin, "%s (%s)", error->message, debug);
  write_log (GST_SIP_INPUT (bin), GST_SIP_LOG_LEVEL_WARN, error->message);
}

static void
gst_sip_input_dispose (GObject *object)
{
  GstSipInput *self = GST_SIP_INPUT (object);

  g_mutex_lock (&self->lock);
  while (self->branches->len > 0)
    cut_branch (self,
        g_ptr_array_steal_index_fast (self->branches, self->branches->len - 1));
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->log, gst_sip_log_unref);

  G_OBJECT_CLASS (gst_sip_input_parent_class)->dispose (object);
}

static void
gst_sip_input_finalize (GObject *object)
{
  GstSipInput *self = GST_SIP_INPUT (object);

  g_ptr_array_unref (self->trunks);
  g_ptr_array_unref (self->branches);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (gst_sip_input_parent_class)->finalize (object);
}

static void
gst_sip_input_class_init (GstSipInputClass *klass)
{
  GST_SIP_QUIET_BIN_CLASS (klass)->failed = gst_sip_input_failed;
  G_OBJECT_CLASS (klass)->dispose = gst_sip_input_dispose;
  G_OBJECT_CLASS (klass)->finalize = gst_sip_input_finalize;
}

static void
gst_sip_input_init (GstSipInput *self)
{
  g_mutex_init (&self->lock);
  self->trunks = g_ptr_array_new ();
  self->branches = g_ptr_array_new ();
  build (self);
}
