/* The settings as fields, for those who read them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Read the fields of a copy that is yours alone (gst_sip_ua_config_copy());
 * the one that an application holds may change under your hands.
 */
#pragma once

#include "gst/sip/ua/gstsipuaconfig.h"
#include "gst/sip/ua/gstsipuaenums.h"

G_BEGIN_DECLS

/* Field by field what the property of that name holds. */
struct _GstSipUaConfig
{
  GstObject parent;

  /* Identity */
  gchar *uri;
  gchar *display_name;
  gchar *authorization_user;
  gchar *password;
  gchar *authorization_ha1;
  gchar *instance_id;
  gchar *user_agent;
  GstStructure *extra_headers;

  /* Registration */
  gboolean register_;
  guint register_expires;
  gchar *registrar_server;

  /* Connection */
  gchar *ws_servers;
  guint connection_recovery_min_interval;
  guint connection_recovery_max_interval;
  gboolean use_preloaded_route;
  gboolean hack_ip_in_contact;
  gboolean hack_via_tcp;
  gchar *tls_ca_file;
  gboolean tls_validation;
  GstStructure *http_headers;

  /* Calls */
  gchar *target;
  gboolean auto_answer;
  guint no_answer_timeout;
  guint max_calls;

  /* Media */
  gchar *audio_codecs;
  gchar *video_codecs;
  guint latency;
  gchar *stun_servers;
  gchar *turn_servers;
  GstSipIceTransportPolicy ice_transport_policy;
  guint ice_gathering_timeout;

  /* Logs */
  gboolean log_builtin_enabled;
  GstSipLogLevel log_level;
  gboolean trace_sip;
};

/* The instance as a bare UUID, without urn:uuid: or uuid:; NULL when the text
 * is none. (transfer full) */
gchar *gst_sip_ua_config_parse_instance_id (const gchar *text);

G_END_DECLS
