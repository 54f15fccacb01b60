/* The first packets of a stream, until there is somebody for them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every sender begins with a key frame, and some never send another, whatever
 * they are asked. An application links its pad when it likes, so what arrives
 * before that is held: of video from the last key frame on, of audio the newest
 * only. All are of one pad, and no peer makes them more than so many.
 */
#pragma once

#include <gst/gst.h>

#include "ext/sipua/sdp/gstsipcodec.h"

G_BEGIN_DECLS

typedef struct _GstSipHeld GstSipHeld;

/* Any thread may call any of these. */
GstSipHeld *gst_sip_held_new (void);
GstSipHeld *gst_sip_held_ref (GstSipHeld *self);
void gst_sip_held_unref (GstSipHeld *self);

/* What it holds; before that is known, everything counts as a beginning. */
void gst_sip_held_set_codec (GstSipHeld *self, const GstSipCodec *codec);

/* Holds a reference to it if it is of use. */
void gst_sip_held_add (GstSipHeld *self, GstBuffer *buffer);
void gst_sip_held_add_list (GstSipHeld *self, GstBufferList *list);
/* The oldest, or NULL. (transfer full) */
GstBuffer *gst_sip_held_pop (GstSipHeld *self);
void gst_sip_held_clear (GstSipHeld *self);
/* Empties it, and it holds nothing from now on. */
void gst_sip_held_close (GstSipHeld *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipHeld, gst_sip_held_unref)

G_END_DECLS
