/* Dialogs (RFC 3261 section 12)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/dialog/gstsipdialog.h"

#include "gst/sip/base/gstsiperror.h"

struct _GstSipDialog
{
  gchar *call_id;
  gchar *local_tag;
  gchar *remote_tag;
  /* Whole values of From and To, with tags. */
  gchar *local_address;
  gchar *remote_address;
  gchar *remote_target;
  GPtrArray *routes; /* of gchar *, the next hop first */
  guint32 local_cseq;
  guint32 remote_cseq;
  gboolean has_remote_cseq;
  guint flow;
  gboolean is_by_peer;

  const GstSipDialogUser *user;
  gpointer owner;
};

/* What a peer's URI may not bring into a Request-URI (RFC 3261 section 19.1.1):
 * headers, and a method. */
static gchar *
dup_request_uri (GstSipSlice uri)
{
  g_autoptr (GString) text = NULL;
  GstSipUriView view;
  GstSipParam param;

  if (!gst_sip_uri_view_parse (&view, uri, NULL) ||
      !gst_sip_uri_view_is_sip (&view))
    return gst_sip_slice_dup (uri);
  if (view.headers.text != NULL)
    uri.length = view.headers.text - 1 - uri.text;
  if (!gst_sip_params_find (view.params, "method", NULL))
    return gst_sip_slice_dup (uri);

  text = g_string_new_len (uri.text, view.params.text - 1 - uri.text);
  while (gst_sip_params_next (&view.params, &param)) {
    const gchar *end =
        gst_sip_slice_end (param.value.text != NULL ? param.value : param.name);
    GstSipSlice whole = {param.name.text, end - param.name.text};

    if (!gst_sip_params_find (whole, "method", NULL))
      g_string_append_printf (text, ";" GST_SIP_SLICE_FORMAT,
          GST_SIP_SLICE_ARGS (whole));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The URI of the first Contact to which requests can be sent. */
static gchar *
find_target (GstSipMessage *message)
{
  GstSipAddress contact;
  GstSipUriView uri;
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_CONTACT);
  while (gst_sip_values_next_address (&values, &value, &contact))
    if (gst_sip_uri_view_parse (&uri, contact.uri, NULL) &&
        gst_sip_uri_view_is_sip (&uri))
      return dup_request_uri (contact.uri);
  return NULL;
}

static gchar *
find_address_uri (GstSipMessage *message, GstSipHeader header)
{
  GstSipAddress address;

  if (!gst_sip_message_get_address (message, header, &address, NULL))
    return NULL;
  return dup_request_uri (address.uri);
}

/* RFC 3261 section 12.1: a UAS takes Record-Route in order, a UAC in reverse
 * order. */
static GPtrArray *
read_routes (GstSipMessage *message, gboolean reverse)
{
  GPtrArray *routes = g_ptr_array_new_with_free_func (g_free);
  GstSipValues values;
  GstSipSlice value;
  GstSipAddress address;

  gst_sip_values_init (&values, message, GST_SIP_HEADER_RECORD_ROUTE);
  while (gst_sip_values_next_address (&values, &value, &address))
    g_ptr_array_add (routes, gst_sip_slice_dup (value));

  for (guint i = 0; reverse && i < routes->len / 2; i++) {
    gpointer other = routes->pdata[routes->len - 1 - i];

    routes->pdata[routes->len - 1 - i] = routes->pdata[i];
    routes->pdata[i] = other;
  }
  return routes;
}

static GstSipDialog *
refuse_no_target (GError **error)
{
  g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_SYNTAX,
      "Contact: no URI to send requests to");
  return NULL;
}

static gchar *
dup_tag (GstSipMessage *message, GstSipHeader header)
{
  gchar *tag = gst_sip_slice_dup (gst_sip_message_get_tag (message, header));

  return tag != NULL ? tag : g_strdup ("");
}

GstSipDialog *
gst_sip_dialog_new_client (GstSipMessage *response, GError **error)
{
  g_autofree gchar *target = find_target (response);
  GstSipCSeq cseq;
  GstSipDialog *self;

  if (!gst_sip_message_get_cseq (response, &cseq, error))
    return NULL;
  /* Some peers' responses have no Contact; the address that was asked for is
   * the best guess then. */
  if (target == NULL)
    target = find_address_uri (response, GST_SIP_HEADER_TO);
  if (target == NULL)
    return refuse_no_target (error);

  self = g_rc_box_new0 (GstSipDialog);
  self->call_id =
      g_strdup (gst_sip_message_get_header (response, GST_SIP_HEADER_CALL_ID));
  self->local_tag = dup_tag (response, GST_SIP_HEADER_FROM);
  self->remote_tag = dup_tag (response, GST_SIP_HEADER_TO);
  self->local_address =
      g_strdup (gst_sip_message_get_header (response, GST_SIP_HEADER_FROM));
  self->remote_address =
      g_strdup (gst_sip_message_get_header (response, GST_SIP_HEADER_TO));
  self->remote_target = g_steal_pointer (&target);
  self->routes = read_routes (response, TRUE);
  self->local_cseq = cseq.number;
  self->flow = gst_sip_message_get_flow (response);
  return self;
}

GstSipDialog *
gst_sip_dialog_new_server (GstSipMessage *request, const gchar *local_tag,
    GError **error)
{
  g_autofree gchar *target = find_target (request);
  GstSipCSeq cseq;
  GstSipDialog *self;

  if (!gst_sip_message_get_cseq (request, &cseq, error))
    return NULL;
  /* RFC 2543 allowed an INVITE without Contact. */
  if (target == NULL)
    target = find_address_uri (request, GST_SIP_HEADER_FROM);
  if (target == NULL)
    return refuse_no_target (error);

  self = g_rc_box_new0 (GstSipDialog);
  self->call_id =
      g_strdup (gst_sip_message_get_header (request, GST_SIP_HEADER_CALL_ID));
  self->local_tag = g_strdup (local_tag);
  self->remote_tag = dup_tag (request, GST_SIP_HEADER_FROM);
  self->local_address = g_strdup_printf ("%s;tag=%s",
      gst_sip_message_get_header (request, GST_SIP_HEADER_TO), local_tag);
  self->remote_address =
      g_strdup (gst_sip_message_get_header (request, GST_SIP_HEADER_FROM));
  self->remote_target = g_steal_pointer (&target);
  self->routes = read_routes (request, FALSE);
  self->remote_cseq = cseq.number;
  self->has_remote_cseq = TRUE;
  self->flow = gst_sip_message_get_flow (request);
  self->is_by_peer = TRUE;
  return self;
}

GstSipDialog *
gst_sip_dialog_ref (GstSipDialog *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  GstSipDialog *self = data;

  g_free (self->call_id);
  g_free (self->local_tag);
  g_free (self->remote_tag);
  g_free (self->local_address);
  g_free (self->remote_address);
  g_free (self->remote_target);
  g_ptr_array_unref (self->routes);
}

void
gst_sip_dialog_unref (GstSipDialog *self)
{
  g_rc_box_release_full (self, clear);
}

void
gst_sip_dialog_set_user (GstSipDialog *self, const GstSipDialogUser *user,
    gpointer owner)
{
  self->user = user;
  self->owner = owner;
}

const GstSipDialogUser *
gst_sip_dialog_get_user (GstSipDialog *self, gpointer *owner)
{
  *owner = self->owner;
  return self->user;
}

const gchar *
gst_sip_dialog_get_call_id (GstSipDialog *self)
{
  return self->call_id;
}

const gchar *
gst_sip_dialog_get_local_tag (GstSipDialog *self)
{
  return self->local_tag;
}

const gchar *
gst_sip_dialog_get_remote_tag (GstSipDialog *self)
{
  return self->remote_tag;
}

const gchar *
gst_sip_dialog_get_remote_target (GstSipDialog *self)
{
  return self->remote_target;
}

gboolean
gst_sip_dialog_is_by_peer (GstSipDialog *self)
{
  return self->is_by_peer;
}

guint
gst_sip_dialog_get_flow (GstSipDialog *self)
{
  return self->flow;
}

void
gst_sip_dialog_set_flow (GstSipDialog *self, guint flow)
{
  self->flow = flow;
}

static gboolean
parse_route (const gchar *route, GstSipAddress *address, GstSipUriView *uri)
{
  return gst_sip_address_parse (address, gst_sip_slice (route), NULL) &&
      gst_sip_uri_view_parse (uri, address->uri, NULL);
}

static gboolean
is_websocket (const GstSipUriView *uri)
{
  GstSipSlice transport;

  return gst_sip_params_find (uri->params, "transport", &transport) &&
      (gst_sip_slice_equal_nocase (transport, gst_sip_slice ("ws")) ||
          gst_sip_slice_equal_nocase (transport, gst_sip_slice ("wss")));
}

gboolean
gst_sip_dialog_take_detour (GstSipDialog *self, const gchar *route)
{
  GstSipAddress address;
  GstSipUriView first, other;

  if (self->routes->len == 0 ||
      !parse_route (self->routes->pdata[0], &address, &first) ||
      !is_websocket (&first) || !parse_route (route, &address, &other) ||
      (gst_sip_slice_equal_nocase (first.host, other.host) &&
          gst_sip_slice_equal (first.port, other.port)))
    return FALSE;

  /* Kamailio and OpenSIPS record both of their sides, and say so. */
  if (gst_sip_params_find (first.params, "r2", NULL) && self->routes->len > 1)
    g_ptr_array_remove_index (self->routes, 0);
  g_free (self->routes->pdata[0]);
  self->routes->pdata[0] = g_strdup (route);
  return TRUE;
}

void
gst_sip_dialog_confirm (GstSipDialog *self, GstSipMessage *response)
{
  g_ptr_array_unref (self->routes);
  self->routes = read_routes (response, TRUE);
  gst_sip_dialog_refresh_target (self, response);
}

void
gst_sip_dialog_refresh_target (GstSipDialog *self, GstSipMessage *message)
{
  gchar *target = find_target (message);

  if (target == NULL)
    return;
  g_free (self->remote_target);
  self->remote_target = target;
}

/* The URI of a route that does not say ;lr: the proxy wants to be named in the
 * Request-URI (RFC 3261 section 12.2.1.1). */
static gchar *
find_strict_route (GstSipDialog *self)
{
  GstSipAddress route;
  GstSipUriView uri;

  if (self->routes->len == 0 ||
      !parse_route (self->routes->pdata[0], &route, &uri) ||
      gst_sip_params_find (uri.params, "lr", NULL))
    return NULL;
  return dup_request_uri (route.uri);
}

static GstSipMessage *
make_request (GstSipDialog *self, const gchar *method, guint32 cseq)
{
  g_autofree gchar *strict = find_strict_route (self);
  GstSipMessage *request = gst_sip_message_new_request (method,
      strict != NULL ? strict : self->remote_target);

  gst_sip_message_set_flow (request, self->flow);
  for (guint i = strict != NULL ? 1 : 0; i < self->routes->len; i++)
    gst_sip_message_append_header (request, GST_SIP_HEADER_ROUTE,
        self->routes->pdata[i]);
  if (strict != NULL)
    gst_sip_message_append_header_printf (request, GST_SIP_HEADER_ROUTE, "<%s>",
        self->remote_target);

  gst_sip_message_append_header (request, GST_SIP_HEADER_MAX_FORWARDS, "70");
  gst_sip_message_append_header (request, GST_SIP_HEADER_FROM,
      self->local_address);
  gst_sip_message_append_header (request, GST_SIP_HEADER_TO,
      self->remote_address);
  gst_sip_message_append_header (request, GST_SIP_HEADER_CALL_ID,
      self->call_id);
  gst_sip_message_append_header_printf (request, GST_SIP_HEADER_CSEQ, "%u %s",
      cseq, method);
  return request;
}

GstSipMessage *
gst_sip_dialog_new_request (GstSipDialog *self, const gchar *method)
{
  return make_request (self, method, gst_sip_dialog_next_cseq (self));
}

GstSipMessage *
gst_sip_dialog_new_ack (GstSipDialog *self, GstSipMessage *invite)
{
  static const GstSipHeader credentials[] = {
      GST_SIP_HEADER_AUTHORIZATION,
      GST_SIP_HEADER_PROXY_AUTHORIZATION,
  };
  GstSipCSeq cseq;
  GstSipMessage *ack;

  if (!gst_sip_message_get_cseq (invite, &cseq, NULL))
    return NULL;

  ack = make_request (self, "ACK", cseq.number);
  for (gsize i = 0; i < G_N_ELEMENTS (credentials); i++) {
    GstSipValues values;
    GstSipSlice value;

    gst_sip_values_init (&values, invite, credentials[i]);
    while (gst_sip_values_next (&values, &value)) {
      g_autofree gchar *text = gst_sip_slice_dup (value);

      gst_sip_message_append_header (ack, credentials[i], text);
    }
  }
  return ack;
}

guint32
gst_sip_dialog_next_cseq (GstSipDialog *self)
{
  /* A UAS has no number of its own yet; any below 2**31 will do. */
  return ++self->local_cseq;
}

gboolean
gst_sip_dialog_accept_request (GstSipDialog *self, GstSipMessage *request)
{
  GstSipCSeq cseq;

  if (!gst_sip_message_get_cseq (request, &cseq, NULL))
    return FALSE;
  if (self->has_remote_cseq && cseq.number <= self->remote_cseq)
    return FALSE;

  self->remote_cseq = cseq.number;
  self->has_remote_cseq = TRUE;
  return TRUE;
}
