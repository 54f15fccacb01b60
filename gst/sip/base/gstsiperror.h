/* Error domains
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/sip/base/gstsipprelude.h>

G_BEGIN_DECLS

/**
 * GST_SIP_ERROR:
 *
 * What a program can act on; codes are #GstSipError. Messages quote the
 * offending text.
 *
 * Since: 0.1
 */
#define GST_SIP_ERROR (gst_sip_error_quark ())

/**
 * GST_SIP_STATUS:
 *
 * Final answers of 300 and above; the code of the error is the SIP status, so
 * that g_error_matches (error, GST_SIP_STATUS, 486) reads as meant.
 *
 * Since: 0.1
 */
#define GST_SIP_STATUS (gst_sip_status_quark ())

/**
 * GstSipError:
 * @GST_SIP_ERROR_SYNTAX: text that is not what the grammar allows
 * @GST_SIP_ERROR_LIMIT: more, or longer, than this library takes
 * @GST_SIP_ERROR_STATE: not possible now
 * @GST_SIP_ERROR_TIMEOUT: nobody answered in time
 * @GST_SIP_ERROR_TRANSPORT: the connection failed or is not there
 * @GST_SIP_ERROR_CONFIGURATION: a property has a value that cannot be used
 * @GST_SIP_ERROR_MEDIA: no media, or not with this peer
 *
 * Since: 0.1
 */
typedef enum
{
  GST_SIP_ERROR_SYNTAX,
  GST_SIP_ERROR_LIMIT,
  GST_SIP_ERROR_STATE,
  GST_SIP_ERROR_TIMEOUT,
  GST_SIP_ERROR_TRANSPORT,
  GST_SIP_ERROR_CONFIGURATION,
  GST_SIP_ERROR_MEDIA,
} GstSipError;

GST_SIP_API
GQuark gst_sip_error_quark (void);

GST_SIP_API
GQuark gst_sip_status_quark (void);

/**
 * gst_sip_status_get_phrase:
 * @status: a SIP status code, 100 to 699
 *
 * Returns: the usual reason phrase (RFC 3261 section 21 and later RFCs), or
 *   that of the class of @status
 *
 * Since: 0.1
 */
GST_SIP_API
const gchar *gst_sip_status_get_phrase (guint status);

G_END_DECLS
