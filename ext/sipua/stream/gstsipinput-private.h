/* The send side of one sink pad: what its files share
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 *   gstsipinput.c        the element, its pad and what that takes
 *   gstsipinputbranch.c  encoders and who uses them
 */
#pragma once

#include "ext/sipua/stream/gstsipcoders.h"
#include "ext/sipua/stream/gstsipinput.h"

G_BEGIN_DECLS

/* Encoded media of one codec. */
typedef struct
{
  const GstSipCodec *codec;
  GstElement *queue; /* NULL where nothing is to be encoded */
  GstElement *encoder; /* likewise */
  GstElement *tee; /* that of the input itself, likewise */
  GstPad *in; /* the input's tee gives to the queue here, likewise */
  guint n_branches;
} GstSipInputTrunk;

typedef struct
{
  GstSipInputTrunk *trunk;
  GstPad *tee_pad;
  GstPad *ghost;
  GstPad *sink; /* of the call */
} GstSipInputBranch;

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

/* What comes in: raw as long as nothing is known. */
GstSipForm gst_sip_input_get_form (GstSipInput *self);

/* What does not flow is told once a call. ghost: a pad of the input */
void gst_sip_input_note_flow (GstObject *ghost, GstFlowReturn ret);

GstElement *gst_sip_input_make_tee (void);
/* With the lock held; the branch is out of the list already. */
void gst_sip_input_cut_branch (GstSipInput *self, GstSipInputBranch *branch);

G_END_DECLS
