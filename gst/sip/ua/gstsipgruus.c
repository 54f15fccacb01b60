/* Globally routable addresses of this very device (RFC 5627)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipgruus.h"

#include "gst/sip/message/gstsipuriview.h"

#define MAX_LENGTH 512
/* A day of renewals of ten minutes; who was told an older one cannot reach
 * us by it. */
#define MAX_TEMPORARY 150

/* The parser of URIs is lenient in parameters, and this is copied between the
 * brackets of our Contact. */
static gboolean
stays_within_brackets (GstSipSlice text)
{
  for (gsize i = 0; i < text.length; i++) {
    if (g_ascii_iscntrl (text.text[i]) || strchr ("<>\"\\ ", text.text[i]))
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_sip_gruu_is_usable (GstSipSlice text)
{
  GstSipUriView uri;

  return text.length > 0 && text.length <= MAX_LENGTH &&
      stays_within_brackets (text) &&
      gst_sip_uri_view_parse (&uri, text, NULL) &&
      gst_sip_uri_view_is_sip (&uri) && uri.headers.text == NULL &&
      gst_sip_params_find (uri.params, "gr", NULL);
}

void
gst_sip_gruus_update (GstSipGruus *self, const gchar *public_gruu,
    const gchar *temp_gruu)
{
  g_free (self->public_gruu);
  self->public_gruu = g_strdup (public_gruu);
  if (temp_gruu == NULL ||
      g_strcmp0 (temp_gruu, gst_sip_gruus_get_temporary (self)) == 0)
    return;
  g_queue_push_head (&self->temporary, g_strdup (temp_gruu));
  if (self->temporary.length > MAX_TEMPORARY)
    g_free (g_queue_pop_tail (&self->temporary));
}

void
gst_sip_gruus_clear (GstSipGruus *self)
{
  g_clear_pointer (&self->public_gruu, g_free);
  g_queue_clear_full (&self->temporary, g_free);
}

const gchar *
gst_sip_gruus_get_temporary (GstSipGruus *self)
{
  return g_queue_peek_head (&self->temporary);
}

static gboolean
is_same (const GstSipUriView *uri, const gchar *gruu)
{
  GstSipUriView view;

  return gruu != NULL &&
      gst_sip_uri_view_parse (&view, gst_sip_slice (gruu), NULL) &&
      gst_sip_uri_view_equal (uri, &view);
}

gboolean
gst_sip_gruus_contain (GstSipGruus *self, const gchar *uri)
{
  GstSipUriView view;

  if (!gst_sip_uri_view_parse (&view, gst_sip_slice (uri), NULL))
    return FALSE;
  if (is_same (&view, self->public_gruu))
    return TRUE;
  for (GList *each = self->temporary.head; each != NULL; each = each->next) {
    if (is_same (&view, each->data))
      return TRUE;
  }
  return FALSE;
}
