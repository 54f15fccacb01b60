/* What a user agent calls itself
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipidentity.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/message/gstsipaddress.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/ua/gstsipgruus.h"
#include "gst/sip/ua/gstsipuaconfig-private.h"

#include <string.h>

#define CONTACT_USER_LENGTH 8
#define HOST_LENGTH 12
#define CALL_ID_PREFIX_LENGTH 8
#define CALL_ID_LENGTH 20

#define ANONYMOUS_HOST "anonymous.invalid"
#define ANONYMOUS_URI "sip:anonymous@" ANONYMOUS_HOST

struct _GstSipIdentity
{
  gchar *aor;
  gchar *user;
  gchar *domain; /* host or host:port of the address of record */
  gchar *registrar;
  gchar *instance;
  gchar *contact_user;
  gchar *via_host;
  gchar *call_id_prefix;
  GstSipGruus gruus;
  gboolean anonymous;
  gboolean numeric; /* contacts hold no domain name */
};

static gchar *
make_domain (const GstSipUriView *uri)
{
  if (uri->port.length == 0)
    return gst_sip_slice_dup (uri->host);
  return g_strdup_printf (GST_SIP_SLICE_FORMAT ":" GST_SIP_SLICE_FORMAT,
      GST_SIP_SLICE_ARGS (uri->host), GST_SIP_SLICE_ARGS (uri->port));
}

/* A name that is nowhere, or an address that is nowhere (RFC 5737) for
 * registrars that want one. */
static gchar *
make_via_host (GstSipUaConfig *config, GstSipRandom *random)
{
  g_autofree gchar *token = NULL;

  if (config->hack_ip_in_contact)
    return g_strdup_printf ("192.0.2.%u", gst_sip_random_int (random, 1, 255));

  token = gst_sip_random_token (random, HOST_LENGTH);
  return g_strdup_printf ("%s.invalid", token);
}

static gchar *
make_registrar (GstSipUaConfig *config, GstSipIdentity *self, GError **error)
{
  g_autoptr (GstSipUri) uri = NULL;

  if (config->registrar_server == NULL || *config->registrar_server == '\0')
    return g_strdup_printf ("sip:%s", self->domain);

  uri = gst_sip_uri_parse (config->registrar_server, error);
  return uri != NULL ? g_strdup (gst_sip_uri_to_string (uri)) : NULL;
}

GstSipIdentity *
gst_sip_identity_new (GstSipUaConfig *config, GstSipRandom *random,
    GError **error)
{
  g_autoptr (GstSipIdentity) self = g_new0 (GstSipIdentity, 1);
  g_autoptr (GstSipUri) uri = gst_sip_uri_parse (config->uri, error);
  g_autofree gchar *uuid =
      gst_sip_ua_config_parse_instance_id (config->instance_id);
  const GstSipUriView *view;

  if (uri == NULL)
    return NULL;

  view = gst_sip_uri_get_view (uri);
  self->domain = make_domain (view);
  self->user = g_strdup (gst_sip_uri_get_user (uri));
  self->aor = g_strdup_printf ("%s:" GST_SIP_SLICE_FORMAT "@%s",
      gst_sip_uri_get_scheme (uri), GST_SIP_SLICE_ARGS (view->user),
      self->domain);
  self->anonymous =
      g_ascii_strcasecmp (gst_sip_uri_get_host (uri), ANONYMOUS_HOST) == 0;
  self->instance = g_strdup_printf ("urn:uuid:%s", uuid);
  self->contact_user = gst_sip_random_token (random, CONTACT_USER_LENGTH);
  self->numeric = config->hack_ip_in_contact;
  self->via_host = make_via_host (config, random);
  self->call_id_prefix = gst_sip_random_token (random, CALL_ID_PREFIX_LENGTH);
  self->registrar = make_registrar (config, self, error);
  return self->registrar != NULL ? g_steal_pointer (&self) : NULL;
}

void
gst_sip_identity_free (GstSipIdentity *self)
{
  g_free (self->aor);
  g_free (self->user);
  g_free (self->domain);
  g_free (self->registrar);
  g_free (self->instance);
  g_free (self->contact_user);
  g_free (self->via_host);
  g_free (self->call_id_prefix);
  gst_sip_gruus_clear (&self->gruus);
  g_free (self);
}

gboolean
gst_sip_identity_is_anonymous (GstSipIdentity *self)
{
  return self->anonymous;
}

const gchar *
gst_sip_identity_get_aor (GstSipIdentity *self)
{
  return self->aor;
}

const gchar *
gst_sip_identity_get_user (GstSipIdentity *self)
{
  return self->user;
}

const gchar *
gst_sip_identity_get_registrar (GstSipIdentity *self)
{
  return self->registrar;
}

const gchar *
gst_sip_identity_get_via_host (GstSipIdentity *self)
{
  return self->via_host;
}

const gchar *
gst_sip_identity_get_contact_user (GstSipIdentity *self)
{
  return self->contact_user;
}

const gchar *
gst_sip_identity_get_instance (GstSipIdentity *self)
{
  return self->instance;
}

void
gst_sip_identity_set_bound (GstSipIdentity *self, const gchar *gruu,
    const gchar *temp_gruu)
{
  gst_sip_gruus_update (&self->gruus, gruu, temp_gruu);
}

void
gst_sip_identity_set_unbound (GstSipIdentity *self)
{
  gst_sip_gruus_clear (&self->gruus);
}

gchar *
gst_sip_identity_make_call_id (GstSipIdentity *self, GstSipRandom *random)
{
  g_autofree gchar *token = gst_sip_random_token (random, CALL_ID_LENGTH);

  return g_strconcat (self->call_id_prefix, token, NULL);
}

gboolean
gst_sip_identity_is_own_call_id (GstSipIdentity *self, const gchar *call_id)
{
  return g_str_has_prefix (call_id, self->call_id_prefix);
}

gchar *
gst_sip_identity_make_from (GstSipIdentity *self, const gchar *display_name,
    gboolean anonymous, const gchar *tag)
{
  g_autofree gchar *address = NULL;

  if (anonymous)
    return g_strdup_printf ("\"Anonymous\" <%s>;tag=%s", ANONYMOUS_URI, tag);

  address = gst_sip_address_format (display_name, self->aor, NULL);
  if (address == NULL)
    address = g_strdup_printf ("<%s>", self->aor);
  return g_strdup_printf ("%s;tag=%s", address, tag);
}

gchar *
gst_sip_identity_make_binding (GstSipIdentity *self, gboolean outbound)
{
  return g_strdup_printf ("<sip:%s@%s;transport=ws>%s;+sip.instance=\"<%s>\"",
      self->contact_user, self->via_host, outbound ? ";reg-id=1" : "",
      self->instance);
}

/* RFC 5626 section 4.3 wants "ob" in the Contact of what makes a dialog, so
 * that proxies route by flow. A GRUU goes without, as with SIP.js and JsSIP: its
 * home proxy finds us over another connection too, where a flow token of the
 * lost one would be the end of the call's signalling. */
gchar *
gst_sip_identity_make_contact (GstSipIdentity *self, gboolean anonymous)
{
  const gchar *gruu = anonymous ? gst_sip_gruus_get_temporary (&self->gruus)
                                : self->gruus.public_gruu;

  if (gruu != NULL)
    return g_strdup_printf ("<%s>", gruu);
  if (anonymous)
    return g_strdup_printf ("<sip:anonymous@%s;transport=ws;ob>",
        self->numeric ? self->via_host : ANONYMOUS_HOST);
  return g_strdup_printf ("<sip:%s@%s;transport=ws;ob>", self->contact_user,
      self->via_host);
}

gboolean
gst_sip_identity_is_addressed (GstSipIdentity *self, const gchar *request_uri)
{
  g_autofree gchar *user = NULL;
  GstSipUriView view;

  if (!gst_sip_uri_view_parse (&view, gst_sip_slice (request_uri), NULL))
    return FALSE;
  if (view.user.length == 0)
    return TRUE;

  user = gst_sip_unescape (view.user, NULL);
  return g_ascii_strcasecmp (user, self->user) == 0 ||
      g_ascii_strcasecmp (user, self->contact_user) == 0 ||
      gst_sip_gruus_contain (&self->gruus, request_uri);
}

/* "+1 (555) 010-0199" to "+15550100199"; other text as it is. */
static gchar *
strip_separators (const gchar *text)
{
  GString *digits;

  if (strspn (text, "+0123456789 ().-*#") != strlen (text))
    return g_strdup (text);

  digits = g_string_new (NULL);
  for (const gchar *c = text; *c != '\0'; c++) {
    if (strchr (" ().-", *c) == NULL)
      g_string_append_c (digits, *c);
  }
  return g_string_free (digits, FALSE);
}

/* Headers of a URI must not get into a Request-URI (RFC 3261 section
 * 19.1.1). */
static gchar *
without_headers (GstSipUri *uri)
{
  const GstSipUriView *view = gst_sip_uri_get_view (uri);
  const gchar *text = gst_sip_uri_to_string (uri);

  if (view->headers.text == NULL)
    return g_strdup (text);
  return g_strndup (text, (gsize) (view->headers.text - 1 - text));
}

/* Neither a scheme nor a host: a user at the own domain. */
static gboolean
is_user_part (const gchar *text)
{
  return *text != '\0' && g_uri_peek_scheme (text) == NULL &&
      strchr (text, '@') == NULL;
}

static GstSipUri *
parse_target (const gchar *target, const gchar *text, GError **error)
{
  GstSipUri *uri = gst_sip_uri_parse (text, error);

  if (uri == NULL) {
    g_autofree gchar *shown = gst_sip_slice_dup_shown (gst_sip_slice (target));

    g_prefix_error (error, "cannot call '%s': ", shown);
  }
  return uri;
}

gboolean
gst_sip_identity_can_resolve (const gchar *target, GError **error)
{
  g_autofree gchar *text = g_strstrip (g_strdup (target));
  g_autoptr (GstSipUri) uri = NULL;

  if (is_user_part (text))
    return TRUE;
  uri = parse_target (target, text, error);
  return uri != NULL;
}

gchar *
gst_sip_identity_resolve (GstSipIdentity *self, const gchar *target,
    GError **error)
{
  g_autofree gchar *text = g_strstrip (g_strdup (target));
  g_autoptr (GstSipUri) uri = NULL;

  if (is_user_part (text)) {
    g_autofree gchar *number = strip_separators (text);
    g_autofree gchar *user = gst_sip_escape_user (number);

    return g_strdup_printf ("sip:%s@%s", user, self->domain);
  }

  uri = parse_target (target, text, error);
  return uri != NULL ? without_headers (uri) : NULL;
}
