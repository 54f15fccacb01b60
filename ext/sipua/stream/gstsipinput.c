/* The send side of one sink pad
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/stream/gstsipinput-private.h"

G_DEFINE_FINAL_TYPE (GstSipInput, gst_sip_input, GST_TYPE_SIP_QUIET_BIN)

/* What the pads take. Encoders follow the rate that payloaders are fixed to.
 * rtpvp8pay's template says nothing of its media: by the name an element that
 * is linked without the name of a pad finds the right one. */
#define AUDIO_CAPS \
  "audio/x-raw; audio/x-opus; " \
  "audio/x-mulaw, rate=8000, channels=1; " \
  "audio/x-alaw, rate=8000, channels=1; " \
  "audio/G722, rate=16000, channels=1; " \
  "application/x-rtp, media=audio, " \
  "encoding-name={OPUS, PCMU, PCMA, G722, TELEPHONE-EVENT}"
#define VIDEO_CAPS \
  "video/x-raw; video/x-vp8; video/x-h264; " \
  "application/x-rtp, media=video, encoding-name={VP8, H264}"

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

/* What may come in. RTP of which upstream does not know the name yet must not
 * get all names that the pad takes. */
static GstCaps *
make_filter (GstSipInput *self)
{
  GstCaps *filter = gst_sip_input_get_template_caps (self->kind);

  for (guint i = 0; i < gst_caps_get_size (filter); i++)
    gst_structure_remove_field (gst_caps_get_structure (filter, i),
        "encoding-name");
  return filter;
}

/* The caps of the pad; before they are known, what upstream may send. */
static GstCaps *
get_caps (GstSipInput *self)
{
  g_autoptr (GstCaps) filter = NULL;
  GstCaps *caps = gst_pad_get_current_caps (self->sink);

  if (caps != NULL)
    return caps;

  filter = make_filter (self);
  return gst_pad_peer_query_caps (self->sink, filter);
}

GstSipForm
gst_sip_input_get_form (GstSipInput *self)
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

/* The pad of sipuabin is a ghost of ours, and there may be bins around. */
static gboolean
is_linked (GstPad *pad)
{
  g_autoptr (GstPad) peer = gst_pad_get_peer (pad);
  g_autoptr (GstProxyPad) ghost = NULL;

  if (!GST_IS_PROXY_PAD (peer) || GST_IS_GHOST_PAD (peer))
    return peer != NULL;

  ghost = gst_proxy_pad_get_internal (GST_PROXY_PAD (peer));
  return ghost != NULL && is_linked (GST_PAD (ghost));
}

static gboolean
are_alike (const GstStructure *one, const GstStructure *other)
{
  if (!gst_structure_has_name (one, gst_structure_get_name (other)))
    return FALSE;
  if (gst_sip_form_of_structure (one) != GST_SIP_FORM_RTP)
    return TRUE;

  /* A list of names is no string. */
  return gst_structure_get_string (one, "encoding-name") != NULL &&
      g_strcmp0 (gst_structure_get_string (one, "encoding-name"),
          gst_structure_get_string (other, "encoding-name")) == 0;
}

gboolean
gst_sip_input_is_settled (GstSipInput *self)
{
  g_autoptr (GstCaps) caps = get_caps (self);

  if (gst_pad_has_current_caps (self->sink) || !is_linked (self->sink))
    return TRUE;
  if (gst_caps_is_any (caps) || gst_caps_is_empty (caps))
    return FALSE;

  for (guint i = 0; i < gst_caps_get_size (caps); i++)
    if (!are_alike (gst_caps_get_structure (caps, 0),
            gst_caps_get_structure (caps, i)))
      return FALSE;
  return TRUE;
}

gboolean
gst_sip_input_gives_rtp (GstSipInput *self)
{
  return gst_sip_input_get_form (self) == GST_SIP_FORM_RTP;
}

GstSipMediaKind
gst_sip_input_get_kind (GstSipInput *self)
{
  return self->kind;
}

/* The sink pad */

static void
note_flow (GstSipInput *self, GstFlowReturn ret)
{
  g_autoptr (GstCaps) caps = NULL;
  g_autofree gchar *text = NULL;

  if (ret >= GST_FLOW_EOS || g_atomic_int_add (&self->n_errors, 1) != 0)
    return;

  caps = gst_pad_get_current_caps (self->sink);
  text = g_strdup_printf ("dropping what cannot be sent (%s): %" GST_PTR_FORMAT,
      gst_flow_get_name (ret), caps);
  write_log (self, GST_SIP_LOG_LEVEL_WARN, text);
}

void
gst_sip_input_note_flow (GstObject *ghost, GstFlowReturn ret)
{
  g_autoptr (GstObject) self = gst_object_get_parent (ghost);

  if (self != NULL)
    note_flow (GST_SIP_INPUT (self), ret);
}

/* Upstream goes on whatever happens inside. */
static GstFlowReturn
to_upstream (GstSipInput *self, GstFlowReturn ret)
{
  if (ret == GST_FLOW_FLUSHING && GST_PAD_IS_FLUSHING (self->sink))
    return ret;

  note_flow (self, ret);
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

  self->tee = gst_sip_input_make_tee ();
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
    gst_sip_input_cut_branch (self,
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
