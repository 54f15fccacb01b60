/* The user agent from any thread
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is asked for is carried out in the thread of the user agent; what is
 * returned is known at once.
 */
#include "gst/sip/ua/gstsipuastruct.h"

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/message/gstsipscanner.h"
#include "gst/sip/ua/gstsipextraheaders.h"

#include <string.h>

typedef struct
{
  GstSipUa *ua;
  GstSipCall *call;
} Request;

static Request *
request_new (GstSipUa *self, GstSipCall *call)
{
  Request *request = g_new0 (Request, 1);

  request->ua = gst_object_ref (self);
  request->call = call != NULL ? gst_object_ref (call) : NULL;
  return request;
}

static void
request_free (gpointer data)
{
  Request *request = data;

  gst_clear_object (&request->call);
  gst_object_unref (request->ua);
  g_free (request);
}

static gboolean
start_call (gpointer data)
{
  Request *request = data;
  GstSipUa *self = request->ua;

  gst_sip_ua_add_call (self, request->call);
  if (self->stopping || !self->running)
    gst_sip_call_end (request->call, 487, "the user agent is not running");
  else
    gst_sip_call_start_outgoing (request->call);
  return G_SOURCE_REMOVE;
}

/* As the property of that name is. */
static gboolean
check_display_name (const GValue *value, GError **error)
{
  const gchar *name =
      G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;
  g_autofree gchar *shown = NULL;

  if (name != NULL && g_utf8_validate (name, -1, NULL) &&
      strpbrk (name, "\r\n") == NULL)
    return TRUE;
  if (!G_VALUE_HOLDS_STRING (value)) {
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "display-name: needs a string");
    return FALSE;
  }
  shown = gst_sip_slice_dup_shown (gst_sip_slice (name));
  g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
      "display-name: '%s' is not one line of UTF-8 text",
      shown != NULL ? shown : "");
  return FALSE;
}

static gboolean
check_options (const GstStructure *options, GError **error)
{
  const GValue *value;

  if (options == NULL)
    return TRUE;
  value = gst_structure_get_value (options, "display-name");
  if (value != NULL && !check_display_name (value, error))
    return FALSE;
  value = gst_structure_get_value (options, "extra-headers");
  if (value == NULL)
    return TRUE;
  if (!GST_VALUE_HOLDS_STRUCTURE (value)) {
    g_set_error_literal (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION,
        "extra-headers: needs a structure");
    return FALSE;
  }
  return gst_sip_extra_headers_check (gst_value_get_structure (value), error);
}

/* The random numbers of the user agent belong to its thread. */
static gchar *
make_call_id (GstSipUa *self)
{
  g_autoptr (GstSipRandom) random = NULL;

  if (self->core->context == NULL)
    return gst_sip_identity_make_call_id (self->core->identity,
        self->core->random);
  random = gst_sip_random_new ();
  return gst_sip_identity_make_call_id (self->core->identity, random);
}

/**
 * gst_sip_ua_call:
 * @self: a user agent that was started
 * @target: a SIP URI, or a user of the own domain
 * @options: (nullable): "extra-headers" (#GstStructure with a string field for
 *   each header of the INVITE), "display-name" (string, in place of that of the
 *   configuration), "anonymous" (boolean)
 * @error: return location: %GST_SIP_ERROR_STATE, %GST_SIP_ERROR_SYNTAX,
 *   %GST_SIP_ERROR_CONFIGURATION
 *
 * Calls @target. Without a connection the call waits for one, for a bounded
 * time. May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the call; what becomes of it is told by
 *   its state
 *
 * Since: 0.1
 */
GstSipCall *
gst_sip_ua_call (GstSipUa *self, const gchar *target,
    const GstStructure *options, GError **error)
{
  g_autofree gchar *uri = NULL;
  GstSipCall *call;

  g_return_val_if_fail (GST_IS_SIP_UA (self), NULL);
  g_return_val_if_fail (target != NULL, NULL);

  if (self->core->identity == NULL) {
    g_autofree gchar *shown = gst_sip_slice_dup_shown (gst_sip_slice (target));

    g_set_error (error, GST_SIP_ERROR, GST_SIP_ERROR_STATE,
        "cannot call '%s': the user agent was not started", shown);
    return NULL;
  }
  uri = gst_sip_identity_resolve (self->core->identity, target, error);
  if (uri == NULL || !check_options (options, error))
    return NULL;

  call = gst_sip_call_new_outgoing (self->core, &gst_sip_ua_call_user, self,
      make_call_id (self), uri, options);
  gst_sip_core_invoke (self->core, start_call, request_new (self, call),
      request_free);
  return call;
}

static gboolean
start_registration (gpointer data)
{
  Request *request = data;

  if (request->ua->running && !request->ua->stopping)
    gst_sip_registration_start (request->ua->registration);
  return G_SOURCE_REMOVE;
}

static gboolean
stop_registration (gpointer data)
{
  Request *request = data;

  if (request->ua->running && !request->ua->stopping)
    gst_sip_registration_stop (request->ua->registration);
  return G_SOURCE_REMOVE;
}

/**
 * gst_sip_ua_register:
 * @self: a user agent
 *
 * Registers, also after a refusal, and stays registered. May be called from any
 * thread.
 *
 * Since: 0.1
 */
void
gst_sip_ua_register (GstSipUa *self)
{
  g_return_if_fail (GST_IS_SIP_UA (self));

  gst_sip_core_invoke (self->core, start_registration, request_new (self, NULL),
      request_free);
}

/**
 * gst_sip_ua_unregister:
 * @self: a user agent
 *
 * Removes our binding at the registrar; calls go on. May be called from any
 * thread.
 *
 * Since: 0.1
 */
void
gst_sip_ua_unregister (GstSipUa *self)
{
  g_return_if_fail (GST_IS_SIP_UA (self));

  gst_sip_core_invoke (self->core, stop_registration, request_new (self, NULL),
      request_free);
}

/**
 * gst_sip_ua_get_calls:
 * @self: a user agent
 *
 * Returns: (transfer full) (element-type GstSipCall): the calls that have not
 *   ended; from any thread
 *
 * Since: 0.1
 */
GList *
gst_sip_ua_get_calls (GstSipUa *self)
{
  GList *calls;

  GST_OBJECT_LOCK (self);
  calls = g_list_copy_deep (self->calls,
      (GCopyFunc) (void (*) (void)) gst_object_ref, NULL);
  GST_OBJECT_UNLOCK (self);
  return calls;
}

/**
 * gst_sip_ua_is_connected:
 * @self: a user agent
 *
 * Returns: whether there is a connection to a server; from any thread
 *
 * Since: 0.1
 */
gboolean
gst_sip_ua_is_connected (GstSipUa *self)
{
  gboolean connected;

  GST_OBJECT_LOCK (self);
  connected = self->connected;
  GST_OBJECT_UNLOCK (self);
  return connected;
}

/**
 * gst_sip_ua_get_registration_state:
 * @self: a user agent
 *
 * Returns: how the registration stands; from any thread
 *
 * Since: 0.1
 */
GstSipRegistrationState
gst_sip_ua_get_registration_state (GstSipUa *self)
{
  GstSipRegistrationState state;

  GST_OBJECT_LOCK (self);
  state = self->registration_state;
  GST_OBJECT_UNLOCK (self);
  return state;
}
