/* The words of SIP that appear in the API
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/sip/base/gstsipprelude.h>

G_BEGIN_DECLS

/**
 * GstSipMethod:
 * @GST_SIP_METHOD_UNKNOWN: a method this library has no name for
 * @GST_SIP_METHOD_INVITE: starts or changes a session (RFC 3261 section 13)
 * @GST_SIP_METHOD_ACK: confirms the final answer to an INVITE
 * @GST_SIP_METHOD_BYE: ends a session (RFC 3261 section 15)
 * @GST_SIP_METHOD_CANCEL: withdraws a pending request (RFC 3261 section 9)
 * @GST_SIP_METHOD_OPTIONS: asks for capabilities (RFC 3261 section 11)
 * @GST_SIP_METHOD_REGISTER: binds an address (RFC 3261 section 10)
 * @GST_SIP_METHOD_PRACK: confirms a reliable provisional answer (RFC 3262)
 * @GST_SIP_METHOD_UPDATE: changes a session without INVITE (RFC 3311)
 * @GST_SIP_METHOD_INFO: carries application data in a session (RFC 6086)
 * @GST_SIP_METHOD_SUBSCRIBE: asks for events (RFC 6665)
 * @GST_SIP_METHOD_NOTIFY: tells an event (RFC 6665)
 * @GST_SIP_METHOD_REFER: asks for a request to a third party (RFC 3515)
 * @GST_SIP_METHOD_MESSAGE: an instant message (RFC 3428)
 * @GST_SIP_METHOD_PUBLISH: publishes event state (RFC 3903)
 *
 * Request methods. Names are case-sensitive on the wire.
 *
 * Since: 0.1
 */
typedef enum
{
  GST_SIP_METHOD_UNKNOWN,
  GST_SIP_METHOD_INVITE,
  GST_SIP_METHOD_ACK,
  GST_SIP_METHOD_BYE,
  GST_SIP_METHOD_CANCEL,
  GST_SIP_METHOD_OPTIONS,
  GST_SIP_METHOD_REGISTER,
  GST_SIP_METHOD_PRACK,
  GST_SIP_METHOD_UPDATE,
  GST_SIP_METHOD_INFO,
  GST_SIP_METHOD_SUBSCRIBE,
  GST_SIP_METHOD_NOTIFY,
  GST_SIP_METHOD_REFER,
  GST_SIP_METHOD_MESSAGE,
  GST_SIP_METHOD_PUBLISH,
} GstSipMethod;

/**
 * GstSipCallDirection:
 * @GST_SIP_CALL_OUTGOING: we sent the INVITE
 * @GST_SIP_CALL_INCOMING: the peer sent the INVITE
 *
 * Since: 0.1
 */
typedef enum
{
  GST_SIP_CALL_OUTGOING,
  GST_SIP_CALL_INCOMING,
} GstSipCallDirection;

/**
 * GstSipCallState:
 * @GST_SIP_CALL_CALLING: INVITE sent, or received and not yet reported
 * @GST_SIP_CALL_RINGING: a provisional answer came, or was sent
 * @GST_SIP_CALL_ESTABLISHED: 2xx sent or received
 * @GST_SIP_CALL_ENDING: BYE or CANCEL sent, its answer awaited
 * @GST_SIP_CALL_ENDED: over; #GstSipCall:status says why
 *
 *     calling -> ringing -> established -> ending -> ended
 *        '---------'------------'--------------------^
 *
 * Since: 0.1
 */
typedef enum
{
  GST_SIP_CALL_CALLING,
  GST_SIP_CALL_RINGING,
  GST_SIP_CALL_ESTABLISHED,
  GST_SIP_CALL_ENDING,
  GST_SIP_CALL_ENDED,
} GstSipCallState;

/**
 * GstSipRegistrationState:
 * @GST_SIP_REGISTRATION_NONE: no binding, none wanted
 * @GST_SIP_REGISTRATION_REGISTERING: REGISTER sent, no binding yet
 * @GST_SIP_REGISTRATION_REGISTERED: the registrar granted a binding
 * @GST_SIP_REGISTRATION_UNREGISTERING: removal of the binding is awaited
 * @GST_SIP_REGISTRATION_FAILED: refused or unanswered; tried again later
 *   unless credentials were refused
 *
 * Since: 0.1
 */
typedef enum
{
  GST_SIP_REGISTRATION_NONE,
  GST_SIP_REGISTRATION_REGISTERING,
  GST_SIP_REGISTRATION_REGISTERED,
  GST_SIP_REGISTRATION_UNREGISTERING,
  GST_SIP_REGISTRATION_FAILED,
} GstSipRegistrationState;

/**
 * GstSipLogLevel:
 * @GST_SIP_LOG_LEVEL_ERROR: what stops the user agent from doing its work
 * @GST_SIP_LOG_LEVEL_WARN: what went wrong, but is dealt with
 * @GST_SIP_LOG_LEVEL_LOG: what a user would tell: registered, call ended
 * @GST_SIP_LOG_LEVEL_DEBUG: state changes and ignored inputs
 *
 * Levels of the log signal, as SIP.js numbers them.
 *
 * Since: 0.1
 */
typedef enum /*< skip >*/
{
  GST_SIP_LOG_LEVEL_ERROR,
  GST_SIP_LOG_LEVEL_WARN,
  GST_SIP_LOG_LEVEL_LOG,
  GST_SIP_LOG_LEVEL_DEBUG,
} GstSipLogLevel;

/* The token on the wire; NULL for GST_SIP_METHOD_UNKNOWN. */
GST_SIP_API
const gchar *gst_sip_method_to_string (GstSipMethod method);
GST_SIP_API
GstSipMethod gst_sip_method_from_string (const gchar *text, gsize length);

G_END_DECLS
