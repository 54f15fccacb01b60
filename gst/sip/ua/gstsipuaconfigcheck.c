/* Whether the settings make sense together
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipuaconfig-private.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/message/gstsipdigest.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/message/gstsipuri.h"
#include "gst/sip/ua/gstsipextraheaders.h"
#include "gst/sip/ua/gstsipidentity.h"
#include "gst/sip/ua/gstsipserverlist.h"

#include <string.h>

#define UUID_LENGTH 36

static gboolean
refuse (GError **error, const gchar *property, const gchar *value,
    const gchar *problem)
{
  g_autofree gchar *shown = gst_sip_slice_dup_shown (gst_sip_slice (value));

  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION, "%s: '%s' %s",
      property, shown, problem);
  return FALSE;
}

static gboolean
is_set (const gchar *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
has_controls (const gchar *value)
{
  for (; *value != '\0'; value++) {
    if (g_ascii_iscntrl (*value) && *value != '\t')
      return TRUE;
  }
  return FALSE;
}

/* One line: what would end a header early must not get into one. Other control
 * characters can be escaped between quotes, and nowhere else. */
static gboolean
check_line (const gchar *property, const gchar *value, gboolean quoted,
    GError **error)
{
  if (!is_set (value))
    return TRUE;
  if (!g_utf8_validate (value, -1, NULL)) {
    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "%s: not UTF-8 text", property);
    return FALSE;
  }
  if (strpbrk (value, "\r\n") != NULL)
    return refuse (error, property, value, "has more than one line");
  if (!quoted && has_controls (value))
    return refuse (error, property, value, "has control characters");
  return TRUE;
}

static GstSipUri *
check_sip_uri (const gchar *property, const gchar *value, GError **error)
{
  g_autoptr (GError) syntax = NULL;
  GstSipUri *uri = gst_sip_uri_parse (value, &syntax);

  if (uri == NULL) {
    g_autofree gchar *problem =
        g_strdup_printf ("is not a SIP URI: %s", syntax->message);

    refuse (error, property, value, problem);
  }
  return uri;
}

static gboolean
check_uri (GstSipUaConfig *self, GError **error)
{
  g_autoptr (GstSipUri) uri = check_sip_uri ("uri", self->uri, error);

  if (uri == NULL)
    return FALSE;
  if (!is_set (gst_sip_uri_get_user (uri)))
    return refuse (error, "uri", self->uri, "has no user part");
  return TRUE;
}

static gboolean
check_registrar (GstSipUaConfig *self, GError **error)
{
  g_autoptr (GstSipUri) uri = NULL;

  if (!is_set (self->registrar_server))
    return TRUE;

  uri = check_sip_uri ("registrar-server", self->registrar_server, error);
  if (uri == NULL)
    return FALSE;
  if (gst_sip_uri_get_user (uri) != NULL)
    return refuse (error, "registrar-server", self->registrar_server,
        "has a user part, which a registrar must not have");
  return TRUE;
}

static gboolean
check_target (GstSipUaConfig *self, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!is_set (self->target) ||
      gst_sip_identity_can_resolve (self->target, &problem))
    return TRUE;
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION, "target: %s",
      problem->message);
  return FALSE;
}

static gboolean
check_instance_id (GstSipUaConfig *self, GError **error)
{
  g_autofree gchar *uuid =
      gst_sip_ua_config_parse_instance_id (self->instance_id);

  if (uuid == NULL)
    return refuse (error, "instance-id", self->instance_id,
        "is not a UUID such as 8f1fa16a-1165-4a96-8341-785b1ef24f12");
  return TRUE;
}

static gboolean
check_ha1 (GstSipUaConfig *self, GError **error)
{
  const gchar *ha1 = self->authorization_ha1;

  if (!is_set (ha1))
    return TRUE;
  if (gst_sip_ha1_get_digits (ha1, GST_SIP_DIGEST_UNSUPPORTED) != NULL)
    return TRUE;
  /* The value is a secret: not quoted. */
  g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "authorization-ha1: not a hash of 32 (MD5) or 64 (SHA-256, SHA-512-256) "
      "hexadecimal digits, with or without its algorithm and a colon before "
      "them");
  return FALSE;
}

static gboolean
check_intervals (GstSipUaConfig *self, GError **error)
{
  if (self->connection_recovery_max_interval >=
      self->connection_recovery_min_interval)
    return TRUE;
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "connection-recovery-max-interval: '%u' is below "
      "connection-recovery-min-interval, which is '%u'",
      self->connection_recovery_max_interval,
      self->connection_recovery_min_interval);
  return FALSE;
}

static gboolean
check_lists (GstSipUaConfig *self, GError **error)
{
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (GPtrArray) stun = NULL;
  g_autoptr (GPtrArray) turn = NULL;

  servers = gst_sip_server_list_parse_ws (self->ws_servers, error);
  if (servers == NULL)
    return FALSE;
  if (servers->len == 0) {
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "ws-servers: there is no server to connect to");
    return FALSE;
  }
  stun = gst_sip_server_list_parse_stun (self->stun_servers, error);
  if (stun == NULL)
    return FALSE;
  turn = gst_sip_server_list_parse_turn (self->turn_servers, error);
  return turn != NULL;
}

gchar *
gst_sip_ua_config_parse_instance_id (const gchar *text)
{
  g_autofree gchar *uuid = g_ascii_strdown (text, -1);
  const gchar *bare = uuid;

  if (g_str_has_prefix (bare, "urn:"))
    bare += strlen ("urn:");
  if (g_str_has_prefix (bare, "uuid:"))
    bare += strlen ("uuid:");
  if (strlen (bare) != UUID_LENGTH)
    return NULL;

  for (gsize i = 0; i < UUID_LENGTH; i++) {
    gboolean dash = i == 8 || i == 13 || i == 18 || i == 23;

    if (dash ? bare[i] != '-' : !g_ascii_isxdigit (bare[i]))
      return NULL;
  }
  return g_strdup (bare);
}

/**
 * gst_sip_ua_config_validate:
 * @self: a configuration
 * @error: return location; its message names the property and quotes the value
 *
 * Returns: whether the settings make sense, each alone and all together
 *
 * Since: 0.1
 */
gboolean
gst_sip_ua_config_validate (GstSipUaConfig *self, GError **error)
{
  g_autoptr (GstSipUaConfig) copy = gst_sip_ua_config_copy (self);

  return check_uri (copy, error) && check_registrar (copy, error) &&
      check_instance_id (copy, error) && check_ha1 (copy, error) &&
      check_line ("display-name", copy->display_name, TRUE, error) &&
      check_line ("authorization-user", copy->authorization_user, FALSE,
          error) &&
      check_line ("user-agent", copy->user_agent, FALSE, error) &&
      check_intervals (copy, error) && check_lists (copy, error) &&
      check_target (copy, error) &&
      gst_sip_extra_headers_check (copy->extra_headers, error);
}

/**
 * gst_sip_ua_config_is_anonymous:
 * @self: a configuration
 *
 * Returns: whether the address is one at anonymous.invalid, as the default is:
 *   nobody is registered there
 *
 * Since: 0.1
 */
gboolean
gst_sip_ua_config_is_anonymous (GstSipUaConfig *self)
{
  g_autofree gchar *text = NULL;
  g_autoptr (GstSipUri) uri = NULL;

  g_object_get (self, "uri", &text, NULL);
  uri = gst_sip_uri_parse (text, NULL);
  return uri != NULL &&
      g_ascii_strcasecmp (gst_sip_uri_get_host (uri), "anonymous.invalid") == 0;
}
