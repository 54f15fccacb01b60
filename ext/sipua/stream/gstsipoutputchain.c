/* The receive side of one medium: what makes of RTP what is listened to
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Chains are made and dropped in the streaming thread, so that nothing flows
 * through them meanwhile.
 */
#include <gst/video/video-event.h>

#include "ext/sipua/stream/gstsipcoders.h"
#include "ext/sipua/stream/gstsipoutput-private.h"

#include "gst/sip/base/gstsiptext.h"

static gboolean
takes (const GstCaps *caps, const gchar *media_type)
{
  for (guint i = 0; i < gst_caps_get_size (caps); i++)
    if (gst_structure_has_name (gst_caps_get_structure (caps, i), media_type))
      return TRUE;

  return FALSE;
}

static GstSipForm
choose_form (const GstSipCodec *codec, GstPad *consumer)
{
  g_autoptr (GstCaps) caps = gst_pad_query_caps (consumer, NULL);
  const gchar *raw =
      codec->kind == GST_SIP_MEDIA_AUDIO ? "audio/x-raw" : "video/x-raw";

  if (gst_caps_is_any (caps) || takes (caps, raw))
    return GST_SIP_FORM_RAW;
  if (takes (caps, gst_sip_coders_get_media_type (codec)))
    return GST_SIP_FORM_ENCODED;
  if (takes (caps, "application/x-rtp"))
    return GST_SIP_FORM_RTP;

  return GST_SIP_FORM_RAW;
}

void
gst_sip_output_drop_chain (GstSipOutput *self)
{
  self->consumer = NULL;
  if (self->chain == NULL)
    return;

  gst_ghost_pad_set_target (GST_GHOST_PAD (self->sink), NULL);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->src), NULL);
  gst_element_set_locked_state (self->chain, TRUE);
  gst_element_set_state (self->chain, GST_STATE_NULL);
  gst_bin_remove (GST_BIN (self), self->chain);
  self->chain = NULL;
}

static GstElement *
make_chain (const GstSipCodec *codec, GstSipForm form, GError **error)
{
  switch (form) {
    case GST_SIP_FORM_RTP:
      return gst_element_factory_make ("identity", NULL);
    case GST_SIP_FORM_ENCODED:
      return gst_sip_coders_make (codec, GST_SIP_CODER_DEPAY, error);
    case GST_SIP_FORM_RAW:
    default:
      return gst_sip_coders_make (codec, GST_SIP_CODER_DECODE, error);
  }
}

static void
install_chain (GstSipOutput *self, GstElement *chain)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (chain, "sink");
  g_autoptr (GstPad) src = gst_element_get_static_pad (chain, "src");

  self->chain = chain;
  gst_bin_add (GST_BIN (self), chain);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->src), src);
  gst_element_sync_state_with_parent (chain);
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->sink), sink);
}

void
gst_sip_output_ask_for_key_frame (GstSipOutput *self)
{
  if (self->kind == GST_SIP_MEDIA_VIDEO)
    gst_pad_push_event (self->sink,
        gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE,
            0));
}

gboolean
gst_sip_output_set_up_chain (GstSipOutput *self, const GstSipCodec *codec,
    GstPad *consumer)
{
  GstSipForm form = choose_form (codec, consumer);
  g_autoptr (GError) error = NULL;
  GstElement *chain;

  self->unheard = TRUE;
  if (self->chain != NULL && codec == self->chain_codec && form == self->form) {
    self->consumer = consumer;
    return TRUE;
  }

  gst_sip_output_drop_chain (self);
  chain = make_chain (codec, form, &error);
  if (chain == NULL) {
    gst_sip_log_write (self->log, GST_SIP_LOG_MEDIA, GST_SIP_LOG_LEVEL_WARN,
        self->label, "cannot decode: %s", error->message);
    return FALSE;
  }

  self->chain_codec = codec;
  self->form = form;
  self->consumer = consumer;
  install_chain (self, chain);
  return TRUE;
}

/* Of each of the two; audioconvert takes some kilobytes of them. */
#define MAX_CAPS 400

static gchar *
describe_caps (GstCaps *caps)
{
  g_autofree gchar *text = caps != NULL ? gst_caps_to_string (caps) : NULL;

  return gst_sip_text_mend (text != NULL ? text : "nothing", -1, MAX_CAPS);
}

/* What must be changed so that it fits: a filter, or a missing converter. */
static gchar *
explain_drop (GstSipOutput *self, GstFlowReturn ret)
{
  g_autoptr (GstCaps) given = NULL;
  g_autoptr (GstCaps) taken = NULL;
  g_autofree gchar *given_text = NULL;
  g_autofree gchar *taken_text = NULL;

  if (ret != GST_FLOW_NOT_NEGOTIATED)
    return g_strdup (gst_flow_get_name (ret));
  given = gst_pad_get_current_caps (self->src);
  /* A decoder that finds nothing that both know sets no caps at all. */
  if (given == NULL)
    given = gst_pad_query_caps (self->src, NULL);
  taken = gst_pad_peer_query_caps (self->src, NULL);
  given_text = describe_caps (given);
  taken_text = describe_caps (taken);
  return g_strdup_printf ("%s: the pad gives %s, downstream takes %s",
      gst_flow_get_name (ret), given_text, taken_text);
}

void
gst_sip_output_tell_drop (GstSipOutput *self, GstFlowReturn ret)
{
  g_autofree gchar *why = explain_drop (self, ret);

  gst_sip_log_write (self->log, GST_SIP_LOG_MEDIA, GST_SIP_LOG_LEVEL_WARN,
      self->label, "dropping received %s: %s",
      gst_sip_media_kind_to_string (self->kind), why);
}
