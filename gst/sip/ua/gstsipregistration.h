/* Registration (RFC 3261 section 10, RFC 5626, RFC 5627)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Keeps one binding of our contact at the registrar: made when there is a
 * connection, renewed in time, made anew after a loss, removed in the end. One
 * flow; other devices of the same user are left alone.
 */
#pragma once

#include "gst/sip/ua/gstsipcore.h"

G_BEGIN_DECLS

typedef struct _GstSipRegistration GstSipRegistration;

/* The user agent. */
typedef struct
{
  void (*changed) (gpointer user, GstSipRegistrationState state);
  /* expires: granted, in seconds */
  void (*registered) (gpointer user, guint expires);
  /* No change: the binding goes on, over the flow that is current now. */
  void (*renewed) (gpointer user);
  void (*unregistered) (gpointer user);
  /* Also after a first failure, for each further one. */
  void (*failed) (gpointer user, guint status, const gchar *reason);
} GstSipRegistrationUser;

GstSipRegistration *gst_sip_registration_new (GstSipCore *core,
    const GstSipRegistrationUser *user, gpointer user_data);
void gst_sip_registration_free (GstSipRegistration *self);

/* Wants a binding from now on, also after a refusal. */
void gst_sip_registration_start (GstSipRegistration *self);
/* Wants none: what is there is removed. */
void gst_sip_registration_stop (GstSipRegistration *self);
void gst_sip_registration_connected (GstSipRegistration *self);
void gst_sip_registration_disconnected (GstSipRegistration *self);
GstSipRegistrationState gst_sip_registration_get_state (
    GstSipRegistration *self);
/* Whether an answer of the registrar is waited for. */
gboolean gst_sip_registration_is_pending (GstSipRegistration *self);

G_END_DECLS
