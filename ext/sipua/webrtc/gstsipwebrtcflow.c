/* The media of one call: what may flow
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   input of sipuabin -> queue -> payloader -> webrtcbin sink_%u
 *   webrtcbin src_%u -> GstSipOutput -> ghost pad -> sipuabin
 *
 * We receive as soon as the peer is verified, which may be before the call is
 * answered (early media, RFC 3960), and send once it is established. What the
 * agreed direction forbids is not sent, and dropped if it arrives: webrtcbin is
 * shown sendrecv all the time.
 */
#include "ext/sipua/webrtc/gstsipwebrtc-private.h"

#include "ext/sipua/stream/gstsipoutput.h"

GstPad *
gst_sip_webrtc_add_ghost (GstSipWebrtc *self, const gchar *prefix,
    GstSipWebrtcLine *line, GstElement *element, const gchar *pad_name)
{
  g_autoptr (GstPad) target = gst_element_get_static_pad (element, pad_name);
  g_autofree gchar *name =
      g_strdup_printf ("%s_%u", prefix, line->line->webrtc_index);
  GstPad *ghost = gst_object_ref_sink (gst_ghost_pad_new (name, target));

  gst_pad_set_active (ghost, TRUE);
  gst_element_add_pad (self->bin, ghost);
  return ghost;
}

gboolean
gst_sip_webrtc_may_flow (GstSipWebrtc *self, GstSipWebrtcLine *line,
    GstSipSdpDirection direction)
{
  if (direction == GST_SIP_SDP_SENDONLY && !self->started)
    return FALSE;

  return line->verified && line->line->accepted &&
      (line->line->direction & direction) != 0;
}

void
gst_sip_webrtc_update_flow (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    gst_sip_webrtc_update_sending (self, line);
    if (self->phase == GST_SIP_WEBRTC_OVER)
      return;

    gst_sip_webrtc_update_receiving (self, line);
  }
}

void
gst_sip_webrtc_stop_flow (GstSipWebrtc *self)
{
  for (guint i = 0; i < self->lines->len; i++) {
    GstSipWebrtcLine *line = g_ptr_array_index (self->lines, i);

    gst_sip_webrtc_stop_sending (line);
    if (line->output != NULL)
      gst_sip_output_shut (GST_SIP_OUTPUT (line->output));
  }
}
