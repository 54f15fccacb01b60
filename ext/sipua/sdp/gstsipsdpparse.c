/* Bytes of a peer -> GstSipSdpRemote
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The grammar of RFC 8866 is gst-sdp's work, which forgives a lot; limits and
 * meaning are ours. Nothing here decides what we take.
 */
#include "ext/sipua/sdp/gstsipsdp-private.h"

#include <string.h>

#include <gst/sip/base/gstsiperror.h>
#include "gst/sip/base/gstsiptext.h"

/* Longest a=mid; browsers write "0" or "audio". */
#define MAX_MID 64

static gboolean
check_bytes (const gchar *text, gsize length, GError **error)
{
  if (length > GST_SIP_SDP_MAX_SIZE) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT,
        "session description: %" G_GSIZE_FORMAT " bytes, at most %d are taken",
        length, GST_SIP_SDP_MAX_SIZE);
    return FALSE;
  }

  /* Of nothing text may be NULL. */
  if (length > 0 && memchr (text, '\0', length) != NULL) {
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX,
        "session description: a NUL byte");
    return FALSE;
  }

  return TRUE;
}

static GstSDPMessage *
parse_message (const gchar *text, gsize length, GError **error)
{
  g_autoptr (GstSDPMessage) message = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  /* Values of it get into caps, pads and errors (RFC 8866 section 5). GBytes
   * that are empty have no text at all. */
  g_autofree gchar *valid = gst_sip_text_mend_lines (length > 0 ? text : "",
      (gssize) length, G_MAXSIZE);

  g_string_append (lines, valid);
  /* gst-sdp ignores a last line that does not end. */
  g_string_append (lines, "\r\n");

  gst_sdp_message_new (&message);
  if (gst_sdp_message_parse_buffer ((const guint8 *) lines->str,
          (guint) lines->len, message) != GST_SDP_OK ||
      g_strcmp0 (gst_sdp_message_get_version (message), "0") != 0) {
    g_autofree gchar *start = gst_sip_sdp_quote (valid);

    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX,
        "session description: expected v=0, got '%s'", start);
    return NULL;
  }

  if (gst_sdp_message_medias_len (message) > GST_SIP_SDP_MAX_LINES) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_LIMIT,
        "session description: %u m-lines, at most %d are taken",
        gst_sdp_message_medias_len (message), GST_SIP_SDP_MAX_LINES);
    return NULL;
  }

  return g_steal_pointer (&message);
}

static GstSipMediaKind
kind_from_string (const gchar *media)
{
  if (g_strcmp0 (media, "audio") == 0)
    return GST_SIP_MEDIA_AUDIO;
  if (g_strcmp0 (media, "video") == 0)
    return GST_SIP_MEDIA_VIDEO;
  return GST_SIP_MEDIA_OTHER;
}

static GstSipSdpDirection
get_direction (const GstSipSdpSource *source)
{
  if (source->own->direction >= 0)
    return (GstSipSdpDirection) source->own->direction;
  if (source->session->direction >= 0)
    return (GstSipSdpDirection) source->session->direction;
  return GST_SIP_SDP_SENDRECV;
}

/* Tokens only (RFC 8866 section 9): it goes into our own text. */
static gboolean
is_token (const gchar *text)
{
  static const gchar others[] = "!#$%&'*+-.^_`{|}~";

  if (*text == '\0' || strlen (text) > MAX_MID)
    return FALSE;

  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr (others, *text) == NULL)
      return FALSE;

  return TRUE;
}

/* What a closed line says is never judged: some write "a=mid:(null)" there. */
static gboolean
is_closed (const GstSipSdpMedia *self)
{
  return self->rejected && !self->bundle_only;
}

static gboolean
read_mid (GstSipSdpMedia *self, const GstSipSdpSource *source, GHashTable *mids,
    GError **error)
{
  const gchar *mid = source->own->values[GST_SIP_SDP_KEY_MID];

  if (mid == NULL || *mid == '\0')
    return TRUE;
  if (is_closed (self)) {
    self->mid = is_token (mid) ? g_strdup (mid) : NULL;
    return TRUE;
  }

  if (!is_token (mid) || g_hash_table_contains (mids, mid)) {
    g_autofree gchar *quoted = gst_sip_sdp_quote (mid);

    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX,
        "session description: a=mid:%s of m-line %u is %s", quoted, self->index,
        is_token (mid) ? "there twice" : "no token");
    return FALSE;
  }

  self->mid = g_strdup (mid);
  g_hash_table_insert (mids, self->mid, self);
  return TRUE;
}

/* A word of an m-line that a refusal repeats. */
static gchar *
copy_word (const gchar *word, const gchar *fallback)
{
  if (word == NULL || *word == '\0')
    return g_strdup (fallback);

  for (const gchar *p = word; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return g_strdup (fallback);

  return g_strdup (word);
}

static GstSipSdpMedia *
media_new (guint index, const GstSipSdpSource *source)
{
  const GstSDPMedia *media = source->media;
  GstSipSdpMedia *self = g_new0 (GstSipSdpMedia, 1);

  self->index = index;
  self->kind = kind_from_string (gst_sdp_media_get_media (media));
  self->media = copy_word (gst_sdp_media_get_media (media), "unknown");
  self->proto = copy_word (gst_sdp_media_get_proto (media), "RTP/AVP");
  self->format = copy_word (gst_sdp_media_formats_len (media) > 0
          ? gst_sdp_media_get_format (media, 0)
          : NULL,
      "0");
  self->port = gst_sdp_media_get_port (media);
  self->rejected = self->port == 0;
  self->bundle_only = source->own->values[GST_SIP_SDP_KEY_BUNDLE_ONLY] != NULL;
  self->bundle = -1;
  self->direction = get_direction (source);
  self->formats = gst_sip_sdp_formats_new ();
  self->events = gst_sip_sdp_formats_new ();
  self->candidates = g_ptr_array_new_with_free_func (g_free);
  self->fingerprints = g_ptr_array_ref (source->own->fingerprints->len > 0
          ? source->own->fingerprints
          : source->session->fingerprints);
  self->ssrcs = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static gboolean
read_line (GstSipSdpRemote *self, const GstSDPMedia *media,
    const GstSipSdpLevel *session, GHashTable *mids, GError **error)
{
  g_autoptr (GstSipSdpLevel) own = gst_sip_sdp_level_new (media->attributes);
  GstSipSdpSource source = {media, own, session};
  GstSipSdpMedia *line = media_new (self->media->len, &source);

  g_ptr_array_add (self->media, line);
  if (!read_mid (line, &source, mids, error))
    return FALSE;

  /* Lines that we take may be on the transport of one that we do not. */
  gst_sip_sdp_media_read_transport (line, &source);
  if (line->kind != GST_SIP_MEDIA_OTHER)
    gst_sip_sdp_media_read_formats (line, media);
  return TRUE;
}

/* group: what follows a=group: (RFC 8843 section 5). Lines on the first one's
 * transport need not repeat what that says. */
static void
read_bundle (GHashTable *mids, const gchar *group, gint id)
{
  /* "BUNDLE", as many mids as there can be, and what is too much. */
  g_auto (GStrv) words = g_strsplit (group, " ", GST_SIP_SDP_MAX_LINES + 2);
  GstSipSdpMedia *tagged = NULL;

  for (guint i = 1; words[i] != NULL; i++) {
    GstSipSdpMedia *media = g_hash_table_lookup (mids, words[i]);

    if (media == NULL || media->bundle >= 0)
      continue;
    media->bundle = id;
    if (media->rejected && !media->bundle_only)
      continue;
    media->rejected = FALSE;
    if (tagged == NULL)
      tagged = media;
    else
      gst_sip_sdp_media_inherit (media, tagged);
  }
}

static void
read_groups (const GstSDPMessage *message, GHashTable *mids)
{
  gint id = 0;

  for (guint i = 0; i < gst_sdp_message_attributes_len (message); i++) {
    const GstSDPAttribute *attribute =
        gst_sdp_message_get_attribute (message, i);

    if (g_strcmp0 (attribute->key, "group") == 0 && attribute->value != NULL &&
        g_str_has_prefix (attribute->value, "BUNDLE"))
      read_bundle (mids, attribute->value, id++);
  }
}

/* A closed line has lost its name where an open one goes by that. */
static void
rename_closed_lines (GstSipSdpRemote *self, GHashTable *mids)
{
  for (guint i = 0; i < self->media->len; i++) {
    GstSipSdpMedia *media = g_ptr_array_index (self->media, i);

    if (is_closed (media) && media->mid != NULL &&
        g_hash_table_contains (mids, media->mid))
      g_clear_pointer (&media->mid, g_free);
  }
}

static gboolean
is_in_use (const GstSipSdpMedia *media, gint bundle)
{
  return media->bundle == bundle && !media->rejected &&
      media->kind != GST_SIP_MEDIA_OTHER && media->trouble == NULL;
}

static gboolean
share_transport (const GstSipSdpMedia *a, const GstSipSdpMedia *b)
{
  return g_strcmp0 (a->ufrag, b->ufrag) == 0 &&
      g_strcmp0 (a->pwd, b->pwd) == 0 &&
      gst_sip_sdp_fingerprints_overlap (a->fingerprints, b->fingerprints);
}

/* webrtcbin takes one set of credentials for the transport of a group, and
 * finds others out when the phone has rung already. */
static gboolean
check_bundle (const GstSipSdpRemote *self, const GstSipSdpMedia *media,
    GError **error)
{
  if (media->bundle < 0 || !is_in_use (media, media->bundle))
    return TRUE;

  for (guint i = 0; i < media->index; i++) {
    const GstSipSdpMedia *other = g_ptr_array_index (self->media, i);

    if (!is_in_use (other, media->bundle) || share_transport (media, other))
      continue;
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "session description: m-lines %u and %u are bundled, but differ in ICE "
        "credentials or fingerprint",
        other->index, media->index);
    return FALSE;
  }

  return TRUE;
}

static GstSipSdpRemote *
remote_new (const GstSDPMessage *message, const GstSipSdpLevel *session)
{
  GstSipSdpRemote *self = g_rc_box_new0 (GstSipSdpRemote);
  const GstSDPOrigin *origin = gst_sdp_message_get_origin (message);

  self->session_id = g_strdup (origin->sess_id);
  self->version = g_strdup (origin->sess_version);
  self->ice_lite = session->values[GST_SIP_SDP_KEY_ICE_LITE] != NULL;
  self->media =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sip_sdp_media_free);
  return self;
}

static GstSipSdpRemote *
read_message (const GstSDPMessage *message, GError **error)
{
  g_autoptr (GstSipSdpLevel) session =
      gst_sip_sdp_level_new (message->attributes);
  g_autoptr (GstSipSdpRemote) self = remote_new (message, session);
  g_autoptr (GHashTable) mids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < gst_sdp_message_medias_len (message); i++)
    if (!read_line (self, gst_sdp_message_get_media (message, i), session, mids,
            error))
      return NULL;

  read_groups (message, mids);
  rename_closed_lines (self, mids);
  for (guint i = 0; i < self->media->len; i++) {
    GstSipSdpMedia *media = g_ptr_array_index (self->media, i);

    gst_sip_sdp_media_check (media);
    if (!check_bundle (self, media, error))
      return NULL;
  }

  return g_steal_pointer (&self);
}

GstSipSdpRemote *
gst_sip_sdp_remote_parse (const gchar *text, gssize length, GError **error)
{
  g_autoptr (GstSDPMessage) message = NULL;
  gsize size = length < 0 ? strlen (text) : (gsize) length;

  if (!check_bytes (text, size, error))
    return NULL;

  message = parse_message (text, size, error);
  return message != NULL ? read_message (message, error) : NULL;
}
