/* A transport, from the side of whoever listens to it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/transport/gstsiptransport.h"

G_BEGIN_DECLS

/* Who listens; set by GstSipConnection. */
typedef struct
{
  void (*opened) (gpointer user);
  void (*received) (gpointer user, GBytes *message);
  /* error: why, naming server and reason; never NULL */
  void (*closed) (gpointer user, const GError *error);
} GstSipTransportUser;

void gst_sip_transport_set_user (GstSipTransport *self,
    const GstSipTransportUser *user, gpointer user_data);
/* Whether the subclass has all that it must have; GST_SIP_ERROR_CONFIGURATION */
gboolean gst_sip_transport_is_complete (GstSipTransport *self, GError **error);

G_END_DECLS
