/* The settings: names, ranges, defaults, and what they mean
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The blurbs are the reference documentation, which gst-inspect-1.0 prints.
 */
#include "gst/sip/ua/gstsipuaconfigproperties.h"

#define DAY (24 * 60 * 60)
#define YEAR (365u * DAY)

/* Settings that are read once, at the change from READY to PAUSED, and those
 * that take effect at any time. */
#define AT_START \
  (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY)
#define LIVE \
  (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING)

/* Nobody reads a secret back: not gst-launch-1.0 -v, not a pipeline graph. */
#define SECRET(flags) ((flags) & ~G_PARAM_READABLE)

static void
add_string (GObjectClass *klass, guint id, const gchar *name,
    const gchar *initial, GParamFlags flags, const gchar *nick,
    const gchar *blurb)
{
  g_object_class_install_property (klass, id,
      g_param_spec_string (name, nick, blurb, initial, flags));
}

static void
add_uint (GObjectClass *klass, guint id, const gchar *name, guint minimum,
    guint maximum, guint initial, GParamFlags flags, const gchar *nick,
    const gchar *blurb)
{
  g_object_class_install_property (klass, id,
      g_param_spec_uint (name, nick, blurb, minimum, maximum, initial, flags));
}

static void
add_boolean (GObjectClass *klass, guint id, const gchar *name, gboolean initial,
    GParamFlags flags, const gchar *nick, const gchar *blurb)
{
  g_object_class_install_property (klass, id,
      g_param_spec_boolean (name, nick, blurb, initial, flags));
}

static void
add_enum (GObjectClass *klass, guint id, const gchar *name, GType type,
    gint initial, GParamFlags flags, const gchar *nick, const gchar *blurb)
{
  g_object_class_install_property (klass, id,
      g_param_spec_enum (name, nick, blurb, type, initial, flags));
}

static void
add_structure (GObjectClass *klass, guint id, const gchar *name,
    GParamFlags flags, const gchar *nick, const gchar *blurb)
{
  g_object_class_install_property (klass, id,
      g_param_spec_boxed (name, nick, blurb, GST_TYPE_STRUCTURE, flags));
}

static void
install_identity (GObjectClass *klass)
{
  add_string (klass, GST_SIP_UA_CONFIG_URI, "uri", NULL, AT_START, "URI",
      "Own SIP address, e.g. sip:alice@example.com; \"sip:\" may be left out. "
      "Default: sip:anonymous.X@anonymous.invalid, X random for each element; "
      "with it, the element does not register");
  add_string (klass, GST_SIP_UA_CONFIG_DISPLAY_NAME, "display-name", NULL, LIVE,
      "Display name",
      "Name shown to the called party: any UTF-8 text, written without "
      "enclosing quotes; quoting and escaping is done here. Default: none");
  add_string (klass, GST_SIP_UA_CONFIG_AUTHORIZATION_USER, "authorization-user",
      NULL, LIVE, "Authorization user",
      "User name for digest authentication. Default: the user part of uri");
  add_string (klass, GST_SIP_UA_CONFIG_PASSWORD, "password", NULL,
      SECRET (LIVE), "Password",
      "Password for digest authentication. Cannot be read back, never logged. "
      "Default: none");
  add_string (klass, GST_SIP_UA_CONFIG_AUTHORIZATION_HA1, "authorization-ha1",
      NULL, SECRET (LIVE), "Authorization HA1",
      "In place of password, where there is none: the hash of "
      "user:realm:password in hexadecimal. 32 digits are one of MD5, 64 one of "
      "SHA-256 or SHA-512-256 as the server asks; \"SHA-512-256:\" before them "
      "says it is of that only. Challenges of other algorithms and realms "
      "cannot be answered with it. Cannot be read back, never logged. "
      "Default: none");
  add_string (klass, GST_SIP_UA_CONFIG_INSTANCE_ID, "instance-id", NULL,
      AT_START, "Instance ID",
      "UUID that tells this device from others of the same user (RFC 5626, "
      "GRUU): bare, or with \"uuid:\" or \"urn:uuid:\" before it. Keep it from "
      "run to run, so that the registrar knows the device again. "
      "Default: random for each element");
  add_string (klass, GST_SIP_UA_CONFIG_USER_AGENT, "user-agent",
      "sipua/" PACKAGE_VERSION, AT_START, "User agent",
      "Text of the User-Agent and Server headers; empty for no such headers");
  add_structure (klass, GST_SIP_UA_CONFIG_EXTRA_HEADERS, "extra-headers", LIVE,
      "Extra headers",
      "Headers to add to each REGISTER and to each INVITE that starts a call: "
      "a structure with a string field for each, e.g. "
      "\"headers,X-Tenant=(string)blue\". Headers that the protocol itself "
      "depends on are refused. Default: none");
}

static void
install_registration (GObjectClass *klass)
{
  add_boolean (klass, GST_SIP_UA_CONFIG_REGISTER, "register", TRUE, LIVE,
      "Register",
      "Whether to register as soon as there is a connection, and to stay "
      "registered");
  add_uint (klass, GST_SIP_UA_CONFIG_REGISTER_EXPIRES, "register-expires", 1,
      YEAR, 600, LIVE, "Registration lifetime",
      "Lifetime asked of the registrar, in seconds. The registrar may grant "
      "less, or demand more; what it grants is renewed in time");
  add_string (klass, GST_SIP_UA_CONFIG_REGISTRAR_SERVER, "registrar-server",
      NULL, AT_START, "Registrar",
      "SIP URI of the registrar, without a user part, e.g. "
      "sip:registrar.example.com. Default: uri without its user part");
}

static void
install_connection (GObjectClass *klass)
{
  add_string (klass, GST_SIP_UA_CONFIG_WS_SERVERS, "ws-servers", NULL, AT_START,
      "WebSocket servers",
      "Servers to connect to: one ws:// or wss:// URI (port 80 or 443 if none "
      "is given), several separated by commas or white space, or JSON (or "
      "JavaScript's object notation) with weights: "
      "'[{\"ws_uri\":\"ws://a.example.com\",\"weight\":10},"
      "\"ws://b.example.com\"]'. The highest weight is tried first, and "
      "gone back to when it answers again; a server without one weighs 0");
  add_uint (klass, GST_SIP_UA_CONFIG_CONNECTION_RECOVERY_MIN_INTERVAL,
      "connection-recovery-min-interval", 1, DAY, 2, AT_START,
      "Minimum recovery interval",
      "Minimum time between attempts to reconnect when no server answers, and "
      "to go back to a server of more weight, in seconds");
  add_uint (klass, GST_SIP_UA_CONFIG_CONNECTION_RECOVERY_MAX_INTERVAL,
      "connection-recovery-max-interval", 1, DAY, 30, AT_START,
      "Maximum recovery interval",
      "Maximum time between attempts to reconnect when no server answers, and "
      "to go back to a server of more weight, in seconds; not below "
      "connection-recovery-min-interval");
  add_boolean (klass, GST_SIP_UA_CONFIG_USE_PRELOADED_ROUTE,
      "use-preloaded-route", FALSE, AT_START, "Preloaded route",
      "Whether requests outside of calls carry a Route header that names the "
      "WebSocket server, as some outbound proxies require: "
      "<sip:example.org:8443;lr;transport=ws>");
  add_boolean (klass, GST_SIP_UA_CONFIG_HACK_IP_IN_CONTACT,
      "hack-ip-in-contact", FALSE, AT_START, "IP address in Contact",
      "Whether a random address of 192.0.2.0/24 stands for the host in Contact "
      "and Via, for registrars that take no domain names there");
  add_boolean (klass, GST_SIP_UA_CONFIG_HACK_VIA_TCP, "hack-via-tcp", FALSE,
      AT_START, "TCP in Via",
      "Whether Via says TCP instead of WS or WSS, for servers that cannot "
      "parse those");
  add_string (klass, GST_SIP_UA_CONFIG_TLS_CA_FILE, "tls-ca-file", NULL,
      AT_START, "CA file",
      "File of PEM certificates, one of which a wss server's certificate must "
      "lead to or be, instead of the system's. Default: the system's");
  add_boolean (klass, GST_SIP_UA_CONFIG_TLS_VALIDATION, "tls-validation", TRUE,
      AT_START, "Validate TLS",
      "Whether a wss server must have a valid certificate for its host name. "
      "Without it anyone on the way can read and change everything, of which "
      "is warned once");
  add_structure (klass, GST_SIP_UA_CONFIG_HTTP_HEADERS, "http-headers",
      SECRET (AT_START), "HTTP headers",
      "Headers of the WebSocket handshake, e.g. Origin, Cookie, Authorization: "
      "a structure with a string field for each, or a list of strings for "
      "several of that name. Those of the handshake itself are refused: Host, "
      "Connection, Upgrade, Sec-WebSocket-*. Cannot be read back, as it may "
      "hold tokens. Default: none");
}

static void
install_calls (GObjectClass *klass)
{
  add_string (klass, GST_SIP_UA_CONFIG_TARGET, "target", NULL, AT_START,
      "Target",
      "SIP URI to call once the element is connected, and registered if it is "
      "to register. The end of that call is the end of the stream, a refusal "
      "is an error. Default: none");
  add_boolean (klass, GST_SIP_UA_CONFIG_AUTO_ANSWER, "auto-answer", FALSE, LIVE,
      "Auto answer", "Whether incoming calls are answered at once");
  add_uint (klass, GST_SIP_UA_CONFIG_NO_ANSWER_TIMEOUT, "no-answer-timeout", 1,
      DAY, 30, LIVE, "No-answer timeout",
      "Time after which an incoming call that nobody answers is refused with "
      "480, in seconds from when it began to ring. A change counts for calls "
      "that ring already");
  add_uint (klass, GST_SIP_UA_CONFIG_MAX_CALLS, "max-calls", 0, G_MAXUINT, 100,
      LIVE, "Maximum number of calls",
      "Calls that there may be at a time; above it incoming ones are refused "
      "with 486 (Busy Here). 0: no limit");
}

static void
install_media (GObjectClass *klass)
{
  add_string (klass, GST_SIP_UA_CONFIG_AUDIO_CODECS, "audio-codecs",
      "opus,PCMU,PCMA", LIVE, "Audio codecs",
      "Audio codecs to offer and to take, the best first, separated by commas, "
      "of opus, PCMU, PCMA and G722. Takes effect with the next call");
  add_string (klass, GST_SIP_UA_CONFIG_VIDEO_CODECS, "video-codecs", "VP8,H264",
      LIVE, "Video codecs",
      "Video codecs to offer and to take, the best first, separated by commas, "
      "of VP8 and H264. Takes effect with the next call");
  add_uint (klass, GST_SIP_UA_CONFIG_LATENCY, "latency", 0, 10000, 200, LIVE,
      "Latency",
      "Jitter buffer for received media, in milliseconds. Takes effect with "
      "the next call");
  add_string (klass, GST_SIP_UA_CONFIG_STUN_SERVERS, "stun-servers",
      "stun:stun.l.google.com:19302", LIVE, "STUN servers",
      "Servers that tell the own public address: one stun: or stuns: URI, "
      "several separated by commas or white space, or a JSON array; empty, or "
      "\"none\", for none. The first that answers is used; one that does not "
      "is warned of once, and so is stuns:, which libnice cannot do. Takes "
      "effect with the next call");
  add_string (klass, GST_SIP_UA_CONFIG_TURN_SERVERS, "turn-servers", NULL,
      SECRET (LIVE), "TURN servers",
      "Servers that relay media: turn://user:password@host:port?transport=udp, "
      "several separated by commas or white space, or JSON: "
      "'[{\"urls\":[\"turn:t.example.com\"],\"username\":\"al\","
      "\"password\":\"yo\"}]'. In a URI, user and password are "
      "percent-encoded. All that answer are used; one that does not is warned "
      "of once, and so is turns:, which libnice cannot do. Cannot be read "
      "back, as it holds passwords. Takes effect with the next call. Default: "
      "none");
  add_enum (klass, GST_SIP_UA_CONFIG_ICE_TRANSPORT_POLICY,
      "ice-transport-policy", GST_TYPE_SIP_ICE_TRANSPORT_POLICY,
      GST_SIP_ICE_TRANSPORT_POLICY_ALL, LIVE, "ICE transport policy",
      "Which addresses media may use: all, or those of turn-servers only, "
      "without which a call then fails. Takes effect with the next call");
  add_uint (klass, GST_SIP_UA_CONFIG_ICE_GATHERING_TIMEOUT,
      "ice-gathering-timeout", 0, 60000, 2000, LIVE, "ICE gathering timeout",
      "Longest time that a call waits for STUN and TURN servers, in "
      "milliseconds. Takes effect with the next call");
}

static void
install_logs (GObjectClass *klass)
{
  add_boolean (klass, GST_SIP_UA_CONFIG_LOG_BUILTIN_ENABLED,
      "log-builtin-enabled", TRUE, LIVE, "Built-in log",
      "Whether log records are written to the terminal");
  add_enum (klass, GST_SIP_UA_CONFIG_LOG_LEVEL, "log-level",
      GST_TYPE_SIP_LOG_LEVEL, GST_SIP_LOG_LEVEL_LOG, LIVE, "Log level",
      "How much is written to the terminal and given to the log signal");
  add_boolean (klass, GST_SIP_UA_CONFIG_TRACE_SIP, "trace-sip", FALSE, LIVE,
      "Trace SIP",
      "Whether whole SIP messages are logged, at level log, with credentials "
      "blanked");
}

guint
gst_sip_ua_config_install_properties (GObjectClass *klass)
{
  install_identity (klass);
  install_registration (klass);
  install_connection (klass);
  install_calls (klass);
  install_media (klass);
  install_logs (klass);
  return GST_SIP_UA_CONFIG_N_PROPERTIES;
}
