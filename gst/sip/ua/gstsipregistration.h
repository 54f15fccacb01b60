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

/* The user agent; told of changes, not of renewals. */
typedef struct
{
  void (*changed) (gpointer user, GstSipRegistrationState state);
  /* expires: granted, in seconds */
  void (*registered) (gpointer user, guint expires);
  /* status: of the answer to the un-REGISTER, or what ended it before; 503 when
   * the connection is lost */
  void (*unregistered) (gpointer user, guint status, const gchar *reason);
  /* Also after a first failure, for each further one; unregistered follows
   * where we were registered until then. */
  void (*failed) (gpointer user, guint status, const gchar *reason);
  /* The registrar has answered a REGISTER, or nobody did. */
  void (*settled) (gpointer user);
} GstSipRegistrationUser;

GstSipRegistration *gst_sip_registration_new (GstSipCore *core,
    const GstSipRegistrationUser *user, gpointer user_data);
void gst_sip_registration_free (GstSipRegistration *self);

/* Wants a binding from now on, also after a refusal. */
void gst_sip_registration_start (GstSipRegistration *self);
/* Wants none: what is there is removed, after a reconnect if need be. */
void gst_sip_registration_stop (GstSipRegistration *self);
gboolean gst_sip_registration_is_wanted (GstSipRegistration *self);
/* Whether an answer of the registrar is waited for. */
gboolean gst_sip_registration_is_pending (GstSipRegistration *self);
/* There is a connection, or another one than before. */
void gst_sip_registration_connected (GstSipRegistration *self);
void gst_sip_registration_disconnected (GstSipRegistration *self,
    const gchar *reason);
/* We were paused: what is due by now is done. */
void gst_sip_registration_resume (GstSipRegistration *self);
GstSipRegistrationState gst_sip_registration_get_state (
    GstSipRegistration *self);

G_END_DECLS
