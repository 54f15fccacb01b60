/* A registrar and a stateless, forking proxy for tests
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * It has no timers and no transactions: what is lost on the way is for the
 * user agents to repeat. It stays in no path, as all messages come by here
 * anyway.
 */
#include "siptestnet.h"

#include "siptesttransport.h"

#define REALM "example.com"
#define VIA_HOST "proxy.example.com"
#define TAG "server"

void
sip_test_server_send (SipTestNet *self, guint to, GstSipMessage *message)
{
  g_autoptr (GBytes) bytes = gst_sip_message_serialize (message);

  if (self->sent != NULL)
    self->sent (self, to, message);
  sip_test_loopback_send (self->loopback, self->server, to, bytes);
}

static void
respond (SipTestNet *self, guint to, GstSipMessage *response)
{
  gst_sip_message_set_to_tag (response, TAG);
  sip_test_server_send (self, to, response);
}

static void
respond_status (SipTestNet *self, guint to, GstSipMessage *request,
    guint status)
{
  g_autoptr (GstSipMessage) response = NULL;

  if (gst_sip_message_get_method (request) == GST_SIP_METHOD_ACK)
    return;
  response = gst_sip_message_new_response (request, status, NULL);
  if (self->retry_after != 0)
    gst_sip_message_append_header_printf (response, GST_SIP_HEADER_RETRY_AFTER,
        "%u", self->retry_after);
  respond (self, to, response);
}

/* Digest, as a server checks it. */

static gchar *
md5 (const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return g_compute_checksum_for_string (G_CHECKSUM_MD5, text, -1);
}

static gchar *
make_nonce (SipTestNet *self)
{
  return g_strdup_printf ("nonce%u", self->nonce);
}

static gboolean
check_response (GstSipAuthorization *a, const gchar *method)
{
#define T(slice) (int) (slice).length, (slice).text
  g_autofree gchar *ha1 =
      md5 ("%.*s:" REALM ":" SIP_TEST_PASSWORD, T (a->username));
  g_autofree gchar *ha2 = md5 ("%s:%.*s", method, T (a->uri));
  g_autofree gchar *response = md5 ("%s:%.*s:%.*s:%.*s:%.*s:%s", ha1,
      T (a->nonce), T (a->nc), T (a->cnonce), T (a->qop), ha2);
#undef T

  return gst_sip_slice_equal (a->response, gst_sip_slice (response));
}

static void
count_nonce (SipTestNet *self, GstSipAuthorization *a)
{
  g_autofree gchar *text = gst_sip_slice_dup (a->nc);
  guint nc = (guint) g_ascii_strtoull (text, NULL, 16);

  if (nc <= self->max_nc)
    self->nc_went_back = TRUE;
  self->max_nc = MAX (nc, self->max_nc);
}

typedef enum
{
  MISSING,
  WRONG,
  STALE,
  RIGHT,
} Verdict;

static Verdict
judge (SipTestNet *self, GstSipMessage *request, GstSipHeader header)
{
  const gchar *value = gst_sip_message_get_header (request, header);
  g_autofree gchar *nonce = make_nonce (self);
  GstSipAuthorization authorization;

  if (value == NULL)
    return MISSING;
  g_assert_true (gst_sip_authorization_parse (&authorization,
      gst_sip_slice (value), NULL));
  if (!check_response (&authorization,
          gst_sip_message_get_method_name (request)))
    return WRONG;
  if (!gst_sip_slice_equal (authorization.nonce, gst_sip_slice (nonce)))
    return STALE;
  count_nonce (self, &authorization);
  return RIGHT;
}

static gboolean
is_authorized (SipTestNet *self, guint from, GstSipMessage *request,
    guint status)
{
  gboolean proxy = status == 407;
  Verdict verdict = judge (self, request,
      proxy ? GST_SIP_HEADER_PROXY_AUTHORIZATION
            : GST_SIP_HEADER_AUTHORIZATION);
  g_autofree gchar *nonce = make_nonce (self);
  g_autoptr (GstSipMessage) response = NULL;

  if (verdict == RIGHT) {
    self->n_authorized++;
    return TRUE;
  }
  self->n_challenges++;
  response = gst_sip_message_new_response (request, status, NULL);
  gst_sip_message_append_header_printf (response,
      proxy ? GST_SIP_HEADER_PROXY_AUTHENTICATE
            : GST_SIP_HEADER_WWW_AUTHENTICATE,
      "Digest realm=\"" REALM "\", nonce=\"%s\", qop=\"auth\"%s", nonce,
      verdict == STALE && !self->forgets_stale ? ", stale=true" : "");
  respond (self, from, response);
  return FALSE;
}

/* The registrar. */

static void
binding_free (gpointer data)
{
  SipTestBinding *binding = data;

  g_free (binding->user);
  g_free (binding->contact_user);
  g_free (binding->contact);
  g_free (binding->value);
  g_free (binding);
}

static void
unbind (SipTestNet *self, const gchar *contact_user)
{
  for (guint i = 0; i < self->bindings->len; i++) {
    SipTestBinding *binding = self->bindings->pdata[i];

    if (g_str_equal (binding->contact_user, contact_user)) {
      g_ptr_array_remove_index (self->bindings, i);
      return;
    }
  }
}

static gchar *
get_user (GstSipMessage *message, GstSipHeader header)
{
  GstSipAddress address;
  GstSipUriView uri;

  g_assert_true (gst_sip_message_get_address (message, header, &address, NULL));
  g_assert_true (gst_sip_uri_view_parse (&uri, address.uri, NULL));
  return gst_sip_slice_dup (uri.user);
}

static void
bind (SipTestNet *self, guint from, GstSipMessage *request)
{
  SipTestBinding *binding = g_new0 (SipTestBinding, 1);
  GstSipAddress contact;

  g_assert_true (gst_sip_message_get_address (request, GST_SIP_HEADER_CONTACT,
      &contact, NULL));
  binding->user = get_user (request, GST_SIP_HEADER_TO);
  binding->contact_user = get_user (request, GST_SIP_HEADER_CONTACT);
  binding->contact = gst_sip_slice_dup (contact.uri);
  binding->value = g_strdup_printf ("<%s>", binding->contact);
  binding->end = from;
  unbind (self, binding->contact_user);
  g_ptr_array_set_free_func (self->bindings, binding_free);
  g_ptr_array_add (self->bindings, binding);
}

static void
accept_register (SipTestNet *self, guint from, GstSipMessage *request,
    guint expires)
{
  g_autofree gchar *user = get_user (request, GST_SIP_HEADER_TO);
  g_autofree gchar *contact_user = get_user (request, GST_SIP_HEADER_CONTACT);
  g_autoptr (GstSipMessage) response =
      gst_sip_message_new_response (request, 200, NULL);

  if (expires == 0)
    unbind (self, contact_user);
  else
    bind (self, from, request);
  if (self->grants != 0)
    expires = self->grants;

  for (guint i = 0; i < self->bindings->len; i++) {
    SipTestBinding *binding = self->bindings->pdata[i];
    gboolean own = g_str_equal (binding->contact_user, contact_user);

    if (!g_str_equal (binding->user, user))
      continue;
    gst_sip_message_append_header_printf (response, GST_SIP_HEADER_CONTACT,
        "%s;expires=%u%s", binding->value, own ? expires : 17,
        own && self->gives_gruu ? ";pub-gruu=\"sip:alice@example.com;gr=urn:x\""
                                : "");
  }
  respond (self, from, response);
}

static gboolean
is_useless (SipTestNet *self, guint from)
{
  for (guint i = 0; i < self->phones->len; i++) {
    SipTestPhone *phone = self->phones->pdata[i];

    for (guint k = 0; k < phone->transports->len; k++) {
      SipTestTransport *transport = phone->transports->pdata[k];

      if (sip_test_transport_get_end (transport) == from)
        return self->useless[sip_test_transport_get_edge (transport)];
    }
  }
  return FALSE;
}

static void
handle_register (SipTestNet *self, guint from, GstSipMessage *request)
{
  guint32 expires = 0;

  gst_mini_object_replace ((GstMiniObject **) &self->last_register,
      GST_MINI_OBJECT_CAST (request));
  if (is_useless (self, from)) {
    respond_status (self, from, request, 503);
    return;
  }
  if (self->challenges_register && !is_authorized (self, from, request, 401))
    return;
  if (self->refuse_register != 0) {
    respond_status (self, from, request, self->refuse_register);
    return;
  }
  if (self->refuses_outbound &&
      gst_sip_message_has_token (request, GST_SIP_HEADER_SUPPORTED,
          "outbound")) {
    respond_status (self, from, request, 439);
    return;
  }

  g_assert_true (
      gst_sip_message_get_number (request, GST_SIP_HEADER_EXPIRES, &expires));
  if (expires != 0 && expires < self->min_expires) {
    g_autoptr (GstSipMessage) response =
        gst_sip_message_new_response (request, 423, NULL);

    gst_sip_message_append_header_printf (response, GST_SIP_HEADER_MIN_EXPIRES,
        "%u", self->min_expires);
    respond (self, from, response);
    return;
  }
  accept_register (self, from, request, expires);
}

/* The proxy. */

/* Where requests in a dialog go: to the connection over which the last Contact
 * in that dialog came, as a proxy does that puts an alias into it. */
static void
note_target (SipTestNet *self, guint from, GstSipMessage *message)
{
  GstSipMethod method = gst_sip_message_get_method (message);
  GstSipAddress contact;
  GstSipUriView uri;

  if ((method != GST_SIP_METHOD_INVITE && method != GST_SIP_METHOD_UPDATE) ||
      !gst_sip_message_get_address (message, GST_SIP_HEADER_CONTACT, &contact,
          NULL) ||
      !gst_sip_uri_view_parse (&uri, contact.uri, NULL))
    return;
  g_hash_table_replace (self->targets, gst_sip_slice_dup (uri.user),
      GUINT_TO_POINTER (from + 1));
}

static void
forward (SipTestNet *self, GstSipMessage *request, guint to,
    const gchar *request_uri, guint fork)
{
  g_autoptr (GstSipMessage) copy = gst_sip_message_copy (request);
  g_autofree gchar *via = NULL;
  GstSipVia top;

  g_assert_true (gst_sip_message_get_via (request, &top, NULL));
  /* The same for an INVITE, its CANCEL, and the ACK of a refusal. */
  via = g_strdup_printf ("SIP/2.0/WS " VIA_HOST ";branch=%.*s.%u",
      (int) top.branch.length, top.branch.text, fork);
  gst_sip_message_prepend_header (copy, GST_SIP_HEADER_VIA, via);
  gst_sip_message_set_request_uri (copy, request_uri);
  sip_test_server_send (self, to, copy);
}

static void
forward_request (SipTestNet *self, guint from, GstSipMessage *request)
{
  const gchar *uri = gst_sip_message_get_request_uri (request);
  g_autofree gchar *user = NULL;
  GstSipUriView view;
  gpointer target = NULL;
  guint n = 0;

  g_assert_true (gst_sip_uri_view_parse (&view, gst_sip_slice (uri), NULL));
  user = gst_sip_slice_dup (view.user);
  if (gst_sip_message_get_tag (request, GST_SIP_HEADER_TO).length > 0)
    target = g_hash_table_lookup (self->targets, user);
  if (target != NULL) {
    forward (self, request, GPOINTER_TO_UINT (target) - 1, uri, 0);
    return;
  }
  for (guint i = 0; i < self->bindings->len; i++) {
    SipTestBinding *binding = self->bindings->pdata[i];

    if (g_strcmp0 (binding->contact_user, user) == 0)
      forward (self, request, binding->end, uri, n++);
    else if (g_strcmp0 (binding->user, user) == 0)
      forward (self, request, binding->end, binding->contact, n++);
  }
  if (n == 0)
    respond_status (self, from, request, 404);
}

static void
forward_response (SipTestNet *self, GstSipMessage *response)
{
  g_autoptr (GstSipMessage) copy = gst_sip_message_copy (response);
  g_autoptr (GPtrArray) vias = g_ptr_array_new_with_free_func (g_free);
  g_autofree gchar *branch = NULL;
  GstSipValues values;
  GstSipSlice value;
  GstSipVia via;
  gpointer end;

  gst_sip_values_init (&values, response, GST_SIP_HEADER_VIA);
  while (gst_sip_values_next (&values, &value))
    g_ptr_array_add (vias, gst_sip_slice_dup (value));
  if (vias->len < 2)
    return;

  gst_sip_message_remove_header (copy, GST_SIP_HEADER_VIA);
  for (guint i = vias->len - 1; i > 0; i--)
    gst_sip_message_prepend_header (copy, GST_SIP_HEADER_VIA, vias->pdata[i]);
  g_assert_true (gst_sip_message_get_via (copy, &via, NULL));
  branch = gst_sip_slice_dup (via.branch);
  end = g_hash_table_lookup (self->hops, branch);
  if (end != NULL)
    sip_test_server_send (self, GPOINTER_TO_UINT (end) - 1, copy);
}

/* Of an answer that is the server's own. */
static gboolean
is_own_ack (GstSipMessage *request)
{
  return gst_sip_message_get_method (request) == GST_SIP_METHOD_ACK &&
      gst_sip_slice_equal (gst_sip_message_get_tag (request, GST_SIP_HEADER_TO),
          gst_sip_slice (TAG));
}

static void
handle_request (SipTestNet *self, guint from, GstSipMessage *request)
{
  GstSipMethod method = gst_sip_message_get_method (request);
  gboolean in_dialog =
      gst_sip_message_get_tag (request, GST_SIP_HEADER_TO).length > 0;
  GstSipVia via;

  if (is_own_ack (request))
    return;
  self->last_request_end = from;
  g_assert_true (gst_sip_message_get_via (request, &via, NULL));
  g_hash_table_replace (self->hops, gst_sip_slice_dup (via.branch),
      GUINT_TO_POINTER (from + 1));
  if (in_dialog && self->refuse_in_dialog != 0) {
    respond_status (self, from, request, self->refuse_in_dialog);
    return;
  }
  note_target (self, from, request);
  if (method != GST_SIP_METHOD_ACK)
    self->n_received++;

  if (method == GST_SIP_METHOD_REGISTER) {
    handle_register (self, from, request);
    return;
  }
  if (method == GST_SIP_METHOD_INVITE) {
    gst_mini_object_replace ((GstMiniObject **) &self->last_invite,
        GST_MINI_OBJECT_CAST (request));
    if (!in_dialog && self->challenges_invite &&
        !is_authorized (self, from, request, 407))
      return;
  }
  forward_request (self, from, request);
}

void
sip_test_server_receive (gpointer net, guint from, GBytes *bytes)
{
  SipTestNet *self = net;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstSipMessage) message = gst_sip_message_parse (bytes, &error);

  g_assert_no_error (error);
  if (self->scripted) {
    g_ptr_array_add (self->inbox, gst_sip_message_ref (message));
    return;
  }
  /* What user agents send of their own is always right. */
  g_assert_cmpuint (gst_sip_message_check (message, &error), ==, 0);
  if (self->filter != NULL && self->filter (self, from, message))
    return;
  if (gst_sip_message_is_request (message)) {
    handle_request (self, from, message);
  } else {
    self->last_response_end = from;
    note_target (self, from, message);
    forward_response (self, message);
  }
}
