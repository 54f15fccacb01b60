/* SIP URIs (RFC 3261 section 19.1)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GstSipUriView reads a URI where it stands; GstSipUri owns its text and is
 * what an application holds. Neither resolves anything.
 */
#pragma once

#include <gst/sip/message/gstsipslice.h>

G_BEGIN_DECLS

/* All parts as written, escapes kept. Other schemes than sip and sips (tel,
 * urn, ...) have scheme and opaque only. */
typedef struct
{
  GstSipSlice scheme;
  GstSipSlice user;     /* without the password */
  GstSipSlice password;
  GstSipSlice host;     /* an IPv6 reference keeps its brackets */
  GstSipSlice port;     /* digits */
  GstSipSlice params;   /* after the first ';', without it */
  GstSipSlice headers;  /* after '?', without it */
  GstSipSlice opaque;   /* what follows the scheme and its ':' */
} GstSipUriView;

gboolean gst_sip_uri_view_parse (
    GstSipUriView *view, GstSipSlice text, GError **error);
/* Whether the scheme is sip or sips. */
gboolean gst_sip_uri_view_is_sip (const GstSipUriView *view);
/* 0 when none is given. */
guint16 gst_sip_uri_view_get_port (const GstSipUriView *view);
/* RFC 3261 section 19.1.4. */
gboolean gst_sip_uri_view_equal (
    const GstSipUriView *a, const GstSipUriView *b);

/* ;name=value lists, of URIs and of headers. TRUE when name is there; value
 * (may be NULL) is unset for a parameter without one, unquoted text is as
 * written, a quoted one keeps its quotes. */
gboolean gst_sip_params_find (
    GstSipSlice params, const gchar *name, GstSipSlice *value);

/* Text with %XX undone; a result with NUL inside is legal (escnull). */
gchar *gst_sip_unescape (GstSipSlice text, gsize *length);
/* The text as the user part of a URI. */
gchar *gst_sip_escape_user (const gchar *text);

typedef struct _GstSipUri GstSipUri;

#define GST_TYPE_SIP_URI (gst_sip_uri_get_type ())
GST_SIP_API
GType gst_sip_uri_get_type (void);

/**
 * gst_sip_uri_parse:
 * @text: a sip or sips URI; the scheme may be left out, then it is sip
 * @error: (nullable): return location
 *
 * Returns: (transfer full) (nullable): the URI, or %NULL with
 *   %GST_SIP_ERROR_SYNTAX
 *
 * Since: 0.1
 */
GST_SIP_API
GstSipUri *gst_sip_uri_parse (const gchar *text, GError **error);
GST_SIP_API
GstSipUri *gst_sip_uri_ref (GstSipUri *self);
GST_SIP_API
void gst_sip_uri_unref (GstSipUri *self);
GST_SIP_API
const gchar *gst_sip_uri_get_scheme (GstSipUri *self);
/* Unescaped; NULL when there is none. */
GST_SIP_API
const gchar *gst_sip_uri_get_user (GstSipUri *self);
GST_SIP_API
const gchar *gst_sip_uri_get_host (GstSipUri *self);
GST_SIP_API
guint gst_sip_uri_get_port (GstSipUri *self);
/* (transfer full) (nullable): unescaped value, "" for one without */
GST_SIP_API
gchar *gst_sip_uri_get_param (GstSipUri *self, const gchar *name);
GST_SIP_API
gboolean gst_sip_uri_equal (GstSipUri *a, GstSipUri *b);
GST_SIP_API
const gchar *gst_sip_uri_to_string (GstSipUri *self);
/* The view into this URI's own text. */
const GstSipUriView *gst_sip_uri_get_view (GstSipUri *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstSipUri, gst_sip_uri_unref)

G_END_DECLS
