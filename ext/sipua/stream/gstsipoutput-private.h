/* The receive side of one medium: what its files share
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   gstsipoutput.c       the element, who is heard and who listens
 *   gstsipoutputchain.c  what makes of RTP what is listened to
 */
#pragma once

#include "ext/sipua/stream/gstsipcoders.h"
#include "ext/sipua/stream/gstsipoutput.h"

G_BEGIN_DECLS

struct _GstSipOutput
{
  GstSipQuietBin parent;

  GstSipMediaKind kind;
  GstSipLog *log;
  gchar *label;
  GstPad *sink;
  GstPad *src;
  gint flow; /* GstSipFlow, atomic */
  gint n_errors; /* atomic */

  GMutex source_lock; /* of the next four */
  gpointer active; /* Source; never looked into */
  GstSipHeld *held; /* its own; NULL before there was one */
  gint64 last; /* when it delivered, monotonic */
  const GstSipCodec *codec; /* of what it delivers */

  GMutex chain_lock; /* of what follows, all of the streaming thread */
  gboolean shut;
  GstElement *chain; /* NULL until somebody listens */
  const GstSipCodec *chain_codec;
  GstSipForm form;
  GstPad *consumer; /* who is linked downstream; never looked into */
  gboolean unheard; /* that consumer had nothing of the chain yet */
};

/* All with chain_lock held. Makes the chain that fits codec and consumer, unless
 * it is there; FALSE if it cannot be made. */
gboolean gst_sip_output_set_up_chain (GstSipOutput *self,
    const GstSipCodec *codec, GstPad *consumer);
void gst_sip_output_drop_chain (GstSipOutput *self);
/* Logs that downstream refuses what it is given, and what does not fit there. In
 * the streaming thread. */
void gst_sip_output_tell_drop (GstSipOutput *self, GstFlowReturn ret);
void gst_sip_output_ask_for_key_frame (GstSipOutput *self);

G_END_DECLS
