/* SIP URIs (RFC 3261 section 19.1)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/message/gstsipuri.h"
#include "gst/sip/message/gstsipuriview.h"
#include "gst/sip/message/gstsipscanner.h"

struct _GstSipUri
{
  gchar *text;
  GstSipUriView view; /* into text */
  gchar *scheme;
  gchar *user;
  gchar *host;
};

G_DEFINE_BOXED_TYPE (GstSipUri, gst_sip_uri, gst_sip_uri_ref, gst_sip_uri_unref)

/* Unescaped, where a C string can hold that: else as written, so that neither
 * sip:%00@host nor bad UTF-8 is taken for something else. */
static gchar *
dup_unescaped (GstSipSlice text)
{
  gsize length;
  g_autofree gchar *plain = NULL;

  if (text.text == NULL)
    return NULL;

  plain = gst_sip_unescape (text, &length);
  if (!g_utf8_validate_len (plain, length, NULL))
    return gst_sip_slice_dup (text);
  return g_steal_pointer (&plain);
}

static gboolean
has_sip_scheme (const gchar *text)
{
  return g_ascii_strncasecmp (text, "sip:", 4) == 0 ||
      g_ascii_strncasecmp (text, "sips:", 5) == 0;
}

/* Without a scheme, "mailto:bob@host" would pass for a user with a password,
 * "tel:1234" for a host with a port, and of "ws://host" the port be wrong. */
static gboolean
has_other_scheme (const gchar *text)
{
  const gchar *colon = strchr (text, ':');
  const gchar *at = strchr (text, '@');

  return g_ascii_strncasecmp (text, "tel:", 4) == 0 ||
      (colon != NULL && g_str_has_prefix (colon, "://")) ||
      (colon != NULL && at != NULL && colon < at);
}

/* Neither allowed where it stands nor an escape that is there already. White
 * space, quotes and brackets are left for the parser to refuse: they come from
 * text that is no URI. */
static gboolean
needs_escape (const gchar *p, const gchar *kept)
{
  if (*p == '%')
    return !g_ascii_isxdigit (p[1]) || !g_ascii_isxdigit (p[2]);
  return (guchar) *p >= 0x80 ||
      (gst_sip_char_is (*p, GST_SIP_CHAR_URI) &&
          !gst_sip_char_is (*p, GST_SIP_CHAR_USER) &&
          strchr (kept, *p) == NULL);
}

static void
append_escaped (GString *spelt, const gchar *text, const gchar *end,
    const gchar *kept)
{
  for (; text < end; text++) {
    if (needs_escape (text, kept))
      g_string_append_printf (spelt, "%%%02X", (guchar) *text);
    else
      g_string_append_c (spelt, *text);
  }
}

/* Letters beyond ASCII and signs such as the # of service codes are typed as
 * they are, and escaped on the wire (RFC 3261 section 19.1.2): in the user part
 * and behind the host, which cannot have any. */
static gchar *
spell (const gchar *text)
{
  const gchar *at = strchr (text, '@');
  const gchar *host = at != NULL ? at : text;
  const gchar *tail = host + strcspn (host, ";?");
  GString *spelt = g_string_new (has_sip_scheme (text) ? NULL : "sip:");

  append_escaped (spelt, text, host, ":");
  g_string_append_len (spelt, host, tail - host);
  append_escaped (spelt, tail, tail + strlen (tail), ":@[]");
  return g_string_free (spelt, FALSE);
}

static void
clear (gpointer data)
{
  GstSipUri *self = data;

  g_free (self->text);
  g_free (self->scheme);
  g_free (self->user);
  g_free (self->host);
}

/**
 * gst_sip_uri_parse:
 * @text: a sip or sips URI, as people type it: the scheme may be left out, then
 *   it is sip, and the user part may have letters beyond ASCII
 * @error: (nullable): return location
 *
 * Returns: (transfer full) (nullable): the URI, or %NULL with
 *   %GST_SIP_ERROR_SYNTAX
 *
 * Since: 0.1
 */
GstSipUri *
gst_sip_uri_parse (const gchar *text, GError **error)
{
  g_autoptr (GstSipUri) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL) ||
      (!has_sip_scheme (text) && has_other_scheme (text))) {
    gst_sip_syntax_error (error, "URI: expected the scheme sip or sips",
        gst_sip_slice (text));
    return NULL;
  }

  self = g_atomic_rc_box_new0 (GstSipUri);
  self->text = spell (text);
  if (!gst_sip_uri_view_parse (&self->view, gst_sip_slice (self->text), error))
    return NULL;

  self->scheme =
      g_ascii_strdown (self->view.scheme.text, self->view.scheme.length);
  self->user = dup_unescaped (self->view.user);
  self->host = gst_sip_slice_dup (self->view.host);
  return g_steal_pointer (&self);
}

/**
 * gst_sip_uri_ref:
 * @self: a URI
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
GstSipUri *
gst_sip_uri_ref (GstSipUri *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * gst_sip_uri_unref:
 * @self: (transfer full): a URI
 *
 * Since: 0.1
 */
void
gst_sip_uri_unref (GstSipUri *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * gst_sip_uri_get_scheme:
 * @self: a URI
 *
 * Returns: "sip" or "sips"
 *
 * Since: 0.1
 */
const gchar *
gst_sip_uri_get_scheme (GstSipUri *self)
{
  return self->scheme;
}

/**
 * gst_sip_uri_get_user:
 * @self: a URI
 *
 * Returns: (nullable): the user part with its escapes undone, or %NULL when
 *   there is none. A user with an escaped NUL, or with bytes that are not
 *   UTF-8, keeps its escapes.
 *
 * Since: 0.1
 */
const gchar *
gst_sip_uri_get_user (GstSipUri *self)
{
  return self->user;
}

/**
 * gst_sip_uri_get_host:
 * @self: a URI
 *
 * Returns: the host as written; an IPv6 address has its brackets
 *
 * Since: 0.1
 */
const gchar *
gst_sip_uri_get_host (GstSipUri *self)
{
  return self->host;
}

/**
 * gst_sip_uri_get_port:
 * @self: a URI
 *
 * Returns: the port, or 0 when none is given
 *
 * Since: 0.1
 */
guint
gst_sip_uri_get_port (GstSipUri *self)
{
  return gst_sip_uri_view_get_port (&self->view);
}

/**
 * gst_sip_uri_get_param:
 * @self: a URI
 * @name: name of a URI parameter, without escapes; case does not matter
 *
 * Returns: (transfer full) (nullable): its value with escapes undone, "" for a
 *   parameter without a value, or %NULL when the URI does not have it
 *
 * Since: 0.1
 */
gchar *
gst_sip_uri_get_param (GstSipUri *self, const gchar *name)
{
  GstSipSlice value;

  g_return_val_if_fail (name != NULL, NULL);

  if (!gst_sip_params_find (self->view.params, name, &value))
    return NULL;
  return value.text != NULL ? dup_unescaped (value) : g_strdup ("");
}

/**
 * gst_sip_uri_equal:
 * @a: a URI
 * @b: another
 *
 * Returns: whether both are the same by the rules of RFC 3261 section 19.1.4
 *
 * Since: 0.1
 */
gboolean
gst_sip_uri_equal (GstSipUri *a, GstSipUri *b)
{
  return gst_sip_uri_view_equal (&a->view, &b->view);
}

/**
 * gst_sip_uri_to_string:
 * @self: a URI
 *
 * Returns: the URI with its scheme, else as it was written
 *
 * Since: 0.1
 */
const gchar *
gst_sip_uri_to_string (GstSipUri *self)
{
  return self->text;
}

const GstSipUriView *
gst_sip_uri_get_view (GstSipUri *self)
{
  return &self->view;
}
