/* Lists of servers, as properties carry them
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipserverlist.h"

#include <json-glib/json-glib.h>
#include <gst/sip/base/gstsiperror.h>

#include "gst/sip/ua/gstsiplooseobject.h"
#include "gst/sip/ua/gstsipwsuri.h"

/* What the three lists differ in. The functions add to list what they are
 * given, or say what is wrong with it. */
typedef struct
{
  const gchar *property;
  GDestroyNotify free_server;
  gboolean (*add_uri) (GPtrArray *list, const gchar *uri, GError **error);
  gboolean (*add_object) (GPtrArray *list, JsonObject *object, GError **error);
} ListKind;

static gboolean G_GNUC_PRINTF (2, 3)
    refuse (GError **error, const gchar *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        format, args);
  va_end (args);
  return FALSE;
}

static gboolean
add_ws_server (GPtrArray *list, const gchar *uri, guint weight, GError **error)
{
  const gchar *fault = gst_sip_ws_uri_find_fault (uri);
  g_autofree gchar *name = NULL;

  if (fault == NULL) {
    g_ptr_array_add (list, gst_sip_server_new (uri, weight));
    return TRUE;
  }

  name = gst_sip_server_make_name (uri);
  return refuse (error, "'%s': %s", name, fault);
}

static gboolean
add_ws_uri (GPtrArray *list, const gchar *uri, GError **error)
{
  return add_ws_server (list, uri, 0, error);
}

static gboolean
check_members (JsonObject *object, const gchar *const *known, GError **error)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next) {
    if (!g_strv_contains (known, l->data)) {
      g_autofree gchar *all = g_strjoinv (", ", (gchar **) known);

      return refuse (error, "unknown member \"%s\", there are %s",
          (gchar *) l->data, all);
    }
  }
  return TRUE;
}

/* NULL without an error when there is none of that name. */
static const gchar *
get_string (JsonObject *object, const gchar *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);

  refuse (error, "\"%s\" is not a string", name);
  return NULL;
}

/* A number, or a string of digits, which SIP.js takes too. */
static gdouble
read_number (JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  guint64 number;

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    return json_node_get_double (node);
  if (type == G_TYPE_STRING &&
      g_ascii_string_to_unsigned (json_node_get_string (node), 10, 0,
          G_MAXINT32, &number, NULL))
    return (gdouble) number;
  return -1;
}

static gboolean
get_weight (JsonObject *object, guint *weight, GError **error)
{
  JsonNode *node = json_object_get_member (object, "weight");
  g_autofree gchar *text = NULL;
  gdouble value;

  *weight = 0;
  if (node == NULL)
    return TRUE;

  value = read_number (node);
  if (value >= 0 && value <= G_MAXINT32 && value == (gdouble) (guint) value) {
    *weight = (guint) value;
    return TRUE;
  }
  text = json_to_string (node, FALSE);
  return refuse (error, "\"weight\" is %s, not a whole number from 0 on", text);
}

static gboolean
add_ws_object (GPtrArray *list, JsonObject *object, GError **error)
{
  static const gchar *const known[] = {"ws_uri", "weight", NULL};
  g_autoptr (GError) wrong = NULL;
  const gchar *uri;
  guint weight;

  if (!check_members (object, known, error))
    return FALSE;

  uri = get_string (object, "ws_uri", &wrong);
  if (wrong != NULL) {
    g_propagate_error (error, g_steal_pointer (&wrong));
    return FALSE;
  }
  if (uri == NULL)
    return refuse (error, "an object without \"ws_uri\"");

  if (!get_weight (object, &weight, error)) {
    g_autofree gchar *name = gst_sip_server_make_name (uri);

    g_prefix_error (error, "'%s': ", name);
    return FALSE;
  }
  return add_ws_server (list, uri, weight, error);
}

/* Credentials come in the URI, or beside it in an object. */
static gboolean
add_ice_server (GPtrArray *list, GstSipIceKind kind, const gchar *uri,
    const gchar *username, const gchar *password, GError **error)
{
  g_autoptr (GstSipIceServer) server =
      gst_sip_ice_server_parse (uri, kind, error);
  g_autofree gchar *name = NULL;

  if (server == NULL)
    return FALSE;

  name = gst_sip_ice_server_describe (server);
  if (server->username != NULL && username != NULL)
    return refuse (error, "'%s': credentials both in the URI and beside it",
        name);
  if (server->username == NULL) {
    server->username = g_strdup (username);
    server->password = g_strdup (password);
  }
  if (kind == GST_SIP_ICE_TURN &&
      (server->username == NULL || server->password == NULL))
    return refuse (error,
        "'%s': a TURN server needs a user name and a password", name);

  g_ptr_array_add (list, g_steal_pointer (&server));
  return TRUE;
}

static gboolean
add_stun_uri (GPtrArray *list, const gchar *uri, GError **error)
{
  return add_ice_server (list, GST_SIP_ICE_STUN, uri, NULL, NULL, error);
}

static gboolean
add_turn_uri (GPtrArray *list, const gchar *uri, GError **error)
{
  return add_ice_server (list, GST_SIP_ICE_TURN, uri, NULL, NULL, error);
}

static gboolean
add_ice_urls (GPtrArray *list, GstSipIceKind kind, JsonNode *urls,
    const gchar *username, const gchar *password, GError **error)
{
  JsonArray *array;

  if (urls == NULL)
    return refuse (error, "an object without \"urls\"");
  if (json_node_get_value_type (urls) == G_TYPE_STRING)
    return add_ice_server (list, kind, json_node_get_string (urls), username,
        password, error);
  if (!JSON_NODE_HOLDS_ARRAY (urls))
    return refuse (error, "\"urls\" is neither a string nor an array");

  array = json_node_get_array (urls);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *url = json_array_get_element (array, i);

    if (json_node_get_value_type (url) != G_TYPE_STRING)
      return refuse (error, "\"urls\" holds something that is not a string");
    if (!add_ice_server (list, kind, json_node_get_string (url), username,
            password, error))
      return FALSE;
  }
  return TRUE;
}

/* urls and password as SIP.js names them, or url and credential as the
 * RTCIceServer of browsers had and has it. */
static gboolean
add_ice_object (GPtrArray *list, GstSipIceKind kind, const gchar *const *known,
    JsonObject *object, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  const gchar *username, *password;
  JsonNode *urls = json_object_get_member (object, "urls");

  if (!check_members (object, known, error))
    return FALSE;

  username = get_string (object, "username", &wrong);
  password = wrong == NULL ? get_string (object, "password", &wrong) : NULL;
  if (password == NULL && wrong == NULL)
    password = get_string (object, "credential", &wrong);
  if (wrong != NULL) {
    g_propagate_error (error, g_steal_pointer (&wrong));
    return FALSE;
  }
  if (urls == NULL)
    urls = json_object_get_member (object, "url");
  return add_ice_urls (list, kind, urls, username, password, error);
}

static gboolean
add_stun_object (GPtrArray *list, JsonObject *object, GError **error)
{
  static const gchar *const known[] = {"urls", "url", NULL};

  return add_ice_object (list, GST_SIP_ICE_STUN, known, object, error);
}

static gboolean
add_turn_object (GPtrArray *list, JsonObject *object, GError **error)
{
  static const gchar *const known[] = {"urls", "url", "username", "password",
      "credential", NULL};

  return add_ice_object (list, GST_SIP_ICE_TURN, known, object, error);
}

static gboolean
add_entry (const ListKind *kind, GPtrArray *list, JsonNode *node,
    GError **error)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return kind->add_uri (list, json_node_get_string (node), error);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return kind->add_object (list, json_node_get_object (node), error);
  return refuse (error, "expected a URI or an object");
}

static gboolean
add_words (const ListKind *kind, GPtrArray *list, const gchar *text,
    GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, ", \t\r\n", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    if (words[i][0] != '\0' && !kind->add_uri (list, words[i], error))
      return FALSE;
  }
  return TRUE;
}

typedef struct
{
  guint line, character;
} Place;

/* The parser's own message may quote a password, and afterwards it has
 * forgotten the place. */
static void
on_json_error (JsonParser *parser, const GError *error, Place *place)
{
  place->line = json_parser_get_current_line (parser);
  place->character = json_parser_get_current_pos (parser);
}

static gboolean add_text (const ListKind *kind, GPtrArray *list,
    const gchar *text, gboolean may_be_quoted, GError **error);

static gboolean
add_json (const ListKind *kind, GPtrArray *list, const gchar *text,
    gboolean may_be_quoted, GError **error)
{
  g_autoptr (GstSipLooseObject) loose = gst_sip_loose_object_new (text);
  g_autoptr (JsonParser) parser = json_parser_new ();
  Place place = {1, 1};
  JsonNode *root;
  JsonArray *array;

  g_signal_connect (parser, "error", G_CALLBACK (on_json_error), &place);
  if (!json_parser_load_from_data (parser, loose->json->str, -1, NULL)) {
    gst_sip_loose_object_find_origin (loose, text, &place.line,
        &place.character);
    return refuse (error, "not JSON from line %u, character %u on", place.line,
        place.character);
  }

  root = json_parser_get_root (parser);
  /* gst_parse_launch() leaves single quotes around a value where they are. */
  if (may_be_quoted && json_node_get_value_type (root) == G_TYPE_STRING)
    return add_text (kind, list, json_node_get_string (root), FALSE, error);
  if (!JSON_NODE_HOLDS_ARRAY (root))
    return add_entry (kind, list, root, error);

  array = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (!add_entry (kind, list, json_array_get_element (array, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_text (const ListKind *kind, GPtrArray *list, const gchar *text,
    gboolean may_be_quoted, GError **error)
{
  g_autofree gchar *trimmed = g_strstrip (g_strdup (text));
  /* No URI begins with one of these. */
  gboolean is_json = trimmed[0] != '\0' && strchr ("[{\"'", trimmed[0]) != NULL;

  /* An empty string is hard to get through a shell and gst-launch-1.0. */
  if (strcmp (trimmed, "none") == 0)
    return TRUE;
  return is_json ? add_json (kind, list, trimmed, may_be_quoted, error)
                 : add_words (kind, list, trimmed, error);
}

/* What is quoted may be any bytes. */
static void
make_printable (GError *error)
{
  gchar *message = g_utf8_make_valid (error->message, -1);

  for (gchar *c = message; *c != '\0'; c++) {
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  }
  g_free (error->message);
  error->message = message;
}

static GPtrArray *
parse (const ListKind *kind, const gchar *text, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func (kind->free_server);

  if (text == NULL || add_text (kind, list, text, TRUE, error))
    return g_steal_pointer (&list);
  g_prefix_error (error, "%s: ", kind->property);
  if (error != NULL)
    make_printable (*error);
  return NULL;
}

GPtrArray *
gst_sip_server_list_parse_ws (const gchar *text, GError **error)
{
  static const ListKind kind = {"ws-servers",
      (GDestroyNotify) gst_sip_server_free, add_ws_uri, add_ws_object};

  return parse (&kind, text, error);
}

GPtrArray *
gst_sip_server_list_parse_stun (const gchar *text, GError **error)
{
  static const ListKind kind = {"stun-servers",
      (GDestroyNotify) gst_sip_ice_server_free, add_stun_uri, add_stun_object};

  return parse (&kind, text, error);
}

GPtrArray *
gst_sip_server_list_parse_turn (const gchar *text, GError **error)
{
  static const ListKind kind = {"turn-servers",
      (GDestroyNotify) gst_sip_ice_server_free, add_turn_uri, add_turn_object};

  return parse (&kind, text, error);
}

gchar *
gst_sip_server_list_make_route (const gchar *ws_uri)
{
  g_autoptr (GUri) uri = g_uri_parse (ws_uri,
      G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
  const gchar *host;
  GString *route;

  g_return_val_if_fail (uri != NULL, NULL);

  host = g_uri_get_host (uri);
  route = g_string_new ("<sip:");
  g_string_append_printf (route, strchr (host, ':') != NULL ? "[%s]" : "%s",
      host);
  if (g_uri_get_port (uri) > 0)
    g_string_append_printf (route, ":%d", g_uri_get_port (uri));
  /* RFC 7118 section 5.2.4: ws, for wss too. */
  g_string_append (route, ";lr;transport=ws>");
  return g_string_free (route, FALSE);
}
