/* How often each nonce was used (RFC 7616 section 3.4, nc)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipnonce.h"

/* More than there are realms at a time. Servers that give a nonce for each
 * request do not ask for old ones again. */
#define MAX_NONCES 64

struct _GstSipNonces
{
  GPtrArray *all; /* of GstSipNonce, the one asked for last at the end */
};

static void
nonce_clear (gpointer data)
{
  GstSipNonce *nonce = data;

  g_free (nonce->text);
}

void
gst_sip_nonce_unref (GstSipNonce *self)
{
  g_rc_box_release_full (self, nonce_clear);
}

GstSipNonces *
gst_sip_nonces_new (void)
{
  GstSipNonces *self = g_rc_box_new0 (GstSipNonces);

  self->all =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_nonce_unref);
  return self;
}

GstSipNonces *
gst_sip_nonces_ref (GstSipNonces *self)
{
  return g_rc_box_acquire (self);
}

static void
nonces_clear (gpointer data)
{
  GstSipNonces *self = data;

  g_ptr_array_unref (self->all);
}

void
gst_sip_nonces_unref (GstSipNonces *self)
{
  g_rc_box_release_full (self, nonces_clear);
}

static GstSipNonce *
nonce_new (const gchar *text)
{
  GstSipNonce *nonce = g_rc_box_new0 (GstSipNonce);

  nonce->text = g_strdup (text);
  return nonce;
}

static GstSipNonce *
take_known (GstSipNonces *self, const gchar *text)
{
  for (guint i = 0; i < self->all->len; i++) {
    GstSipNonce *nonce = self->all->pdata[i];

    if (g_str_equal (nonce->text, text))
      return g_ptr_array_steal_index (self->all, i);
  }
  return NULL;
}

GstSipNonce *
gst_sip_nonces_get (GstSipNonces *self, const gchar *text)
{
  GstSipNonce *nonce = take_known (self, text);

  if (nonce == NULL)
    nonce = nonce_new (text);
  if (self->all->len == MAX_NONCES)
    g_ptr_array_remove_index (self->all, 0);
  g_ptr_array_add (self->all, nonce);
  return g_rc_box_acquire (nonce);
}
