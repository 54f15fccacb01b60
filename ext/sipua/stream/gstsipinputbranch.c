/* The send side of one sink pad: encoders and who uses them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <gst/sip/base/gstsiperror.h>
#include <gst/video/video-event.h>

#include "ext/sipua/stream/gstsipinput-private.h"
#include "ext/sipua/stream/gstsipleakyqueue.h"

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
trunk_free (GstSipInput *self, GstSipInputTrunk *trunk)
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

GstElement *
gst_sip_input_make_tee (void)
{
  GstElement *tee = gst_element_factory_make ("tee", NULL);

  g_object_set (tee, "allow-not-linked", TRUE, NULL);
  return tee;
}

/* An encoder that is too slow loses the oldest of what waits. */
static GstElement *
make_queue (GstSipMediaKind kind)
{
  return kind == GST_SIP_MEDIA_VIDEO
      ? gst_sip_leaky_queue_new (3, 0)
      : gst_sip_leaky_queue_new (0, 200 * GST_MSECOND);
}

static gboolean
make_encoder (GstSipInput *self, GstSipInputTrunk *trunk, GError **error)
{
  g_autoptr (GstPad) queue_sink = NULL;

  trunk->encoder =
      gst_sip_coders_make (trunk->codec, GST_SIP_CODER_ENCODE, error);
  if (trunk->encoder == NULL)
    return FALSE;

  trunk->queue = make_queue (self->kind);
  trunk->tee = gst_sip_input_make_tee ();
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

static GstSipInputTrunk *
find_trunk (GstSipInput *self, const GstSipCodec *codec)
{
  for (guint i = 0; i < self->trunks->len; i++) {
    GstSipInputTrunk *trunk = g_ptr_array_index (self->trunks, i);

    if (trunk->codec == codec)
      return trunk;
  }

  return NULL;
}

static GstSipInputTrunk *
make_trunk (GstSipInput *self, const GstSipCodec *codec, GError **error)
{
  GstSipInputTrunk *trunk = g_new0 (GstSipInputTrunk, 1);

  trunk->codec = codec;
  if (gst_sip_input_get_form (self) != GST_SIP_FORM_RAW) {
    trunk->tee = self->tee;
  } else if (!make_encoder (self, trunk, error)) {
    g_free (trunk);
    return NULL;
  }

  g_ptr_array_add (self->trunks, trunk);
  return trunk;
}

static void
unuse_trunk (GstSipInput *self, GstSipInputTrunk *trunk)
{
  if (--trunk->n_branches > 0)
    return;

  g_ptr_array_remove_fast (self->trunks, trunk);
  trunk_free (self, trunk);
}

/* Branches */

static void
branch_free (GstSipInputBranch *branch)
{
  gst_object_unref (branch->ghost);
  gst_object_unref (branch->sink);
  g_free (branch);
}

static void
ask_for_key_frame (GstSipInput *self, GstSipInputTrunk *trunk)
{
  g_autoptr (GstPad) sink = NULL;

  if (self->kind != GST_SIP_MEDIA_VIDEO)
    return;

  sink = gst_element_get_static_pad (trunk->tee, "sink");
  gst_pad_push_event (sink,
      gst_video_event_new_upstream_force_key_unit (GST_CLOCK_TIME_NONE, TRUE,
          0));
}

/* A tee stops at the first error: one call that fails must not silence the
 * others that share its encoder, nor the encoder itself. */
static GstFlowReturn
on_branch_buffer (GstPad *pad, GstObject *ghost, GstBuffer *buffer)
{
  gst_sip_input_note_flow (ghost,
      gst_proxy_pad_chain_default (pad, ghost, buffer));
  return GST_FLOW_OK;
}

static GstFlowReturn
on_branch_buffer_list (GstPad *pad, GstObject *ghost, GstBufferList *list)
{
  gst_sip_input_note_flow (ghost,
      gst_proxy_pad_chain_list_default (pad, ghost, list));
  return GST_FLOW_OK;
}

/* A queue answers what is serialized after all that waits in it, and those of a
 * call wait as long as webrtcbin does: until the call is connected, until the
 * element plays. The encoder, which others use, and the thread that attaches
 * them to it would wait as well. */
static gboolean
on_branch_query (GstPad *pad, GstObject *ghost, GstQuery *query)
{
  if (GST_QUERY_IS_SERIALIZED (query))
    return FALSE;
  return gst_pad_query_default (pad, ghost, query);
}

static GstPad *
make_ghost (GstSipInput *self)
{
  g_autofree gchar *name = g_strdup_printf ("src_%u", self->n_attached++);
  GstPad *ghost = gst_ghost_pad_new_no_target (name, GST_PAD_SRC);
  g_autoptr (GstPad) inside =
      GST_PAD (gst_proxy_pad_get_internal (GST_PROXY_PAD (ghost)));

  /* A buffer that is on its way from the tee when the branch is cut may come
   * here after the ghost pad is gone. */
  GST_OBJECT_FLAG_SET (inside, GST_PAD_FLAG_NEED_PARENT);
  gst_pad_set_chain_function (inside, on_branch_buffer);
  gst_pad_set_chain_list_function (inside, on_branch_buffer_list);
  gst_pad_set_query_function (inside, on_branch_query);
  gst_pad_set_active (ghost, TRUE);
  gst_element_add_pad (GST_ELEMENT (self), ghost);
  return gst_object_ref (ghost);
}

static GstSipInputBranch *
make_branch (GstSipInput *self, GstSipInputTrunk *trunk, GstPad *sink)
{
  GstSipInputBranch *branch = g_new0 (GstSipInputBranch, 1);

  branch->trunk = trunk;
  branch->sink = gst_object_ref (sink);
  branch->tee_pad = request_tee_pad (trunk->tee);
  branch->ghost = make_ghost (self);
  return branch;
}

static gboolean
goes_with (GstPad *src, GstPad *sink)
{
  g_autoptr (GstCaps) given = gst_pad_query_caps (src, NULL);
  g_autoptr (GstCaps) taken = gst_pad_query_caps (sink, NULL);

  return gst_caps_can_intersect (given, taken);
}

/* From the call up to the tee, which gives something any moment: a ghost pad
 * that has a target before it is active and linked answers the first event with
 * an error, and the encoder never gives anything again. */
static gboolean
link_branch (GstSipInputBranch *branch)
{
  return goes_with (branch->tee_pad, branch->sink) &&
      !GST_PAD_LINK_FAILED (gst_pad_link (branch->ghost, branch->sink)) &&
      gst_ghost_pad_set_target (GST_GHOST_PAD (branch->ghost), branch->tee_pad);
}

void
gst_sip_input_cut_branch (GstSipInput *self, GstSipInputBranch *branch)
{
  GstSipInputTrunk *trunk = branch->trunk;

  gst_ghost_pad_set_target (GST_GHOST_PAD (branch->ghost), NULL);
  release_tee_pad (trunk->tee, branch->tee_pad);
  gst_pad_unlink (branch->ghost, branch->sink);
  gst_element_remove_pad (GST_ELEMENT (self), branch->ghost);
  branch_free (branch);
  unuse_trunk (self, trunk);
}

gboolean
gst_sip_input_attach (GstSipInput *self, GstPad *sink, const GstSipCodec *codec,
    GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GstSipInputTrunk *trunk = find_trunk (self, codec);
  GstSipInputBranch *branch;

  if (trunk == NULL)
    trunk = make_trunk (self, codec, error);
  if (trunk == NULL)
    return FALSE;

  trunk->n_branches++;
  g_atomic_int_set (&self->n_errors, 0);
  branch = make_branch (self, trunk, sink);
  if (!link_branch (branch)) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "%s: what comes in does not go with %s", GST_OBJECT_NAME (self),
        codec->name);
    gst_sip_input_cut_branch (self, branch);
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
    GstSipInputBranch *branch = g_ptr_array_index (self->branches, i);

    if (branch->sink == sink) {
      g_ptr_array_remove_index_fast (self->branches, i);
      gst_sip_input_cut_branch (self, branch);
      return;
    }
  }
}
