/* The registration from inside
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/ua/gstsipregistration.h"
#include "gst/sip/ua/gstsiprequest.h"

G_BEGIN_DECLS

struct _GstSipRegistration
{
  GstSipCore *core;
  const GstSipRegistrationUser *user;
  gpointer user_data;

  GstSipRegistrationState state;
  gboolean wanted;
  gboolean due; /* a REGISTER, as soon as none is in flight */
  gboolean told; /* the user believes us registered */
  gboolean asked; /* the user waits for the end of it */
  gchar *call_id; /* one for all, as the CSeq counts (section 10.2.4) */
  guint32 cseq;
  guint expires; /* asked for: more than configured after a 423 */
  guint n_raises; /* of what is asked for, since there was any other outcome */
  gboolean no_outbound; /* a proxy on the way does not know RFC 5626 */
  /* In time of the world, as the registrar reads it. */
  gint64 bound_until; /* the registrar may know us: 0, or until then */
  gint64 granted_until; /* it said so */
  gint64 doubtful_until; /* an old REGISTER may still arrive */

  guint n_failures; /* since the last success */
  gboolean given_up;
  gint64 not_before; /* no other REGISTER until then, also after a reconnect */
  gchar *resting_at; /* the name of the server that this holds for */

  GstSipRequest *request; /* in flight */
  gboolean removing; /* it is one that removes our binding */
  GstSipTimer timer; /* to renew, to try again, or of patience */
  gint64 timer_due; /* in time of the world */
};

#define NONE GST_SIP_REGISTRATION_NONE
#define REGISTERING GST_SIP_REGISTRATION_REGISTERING
#define REGISTERED GST_SIP_REGISTRATION_REGISTERED
#define UNREGISTERING GST_SIP_REGISTRATION_UNREGISTERING
#define FAILED GST_SIP_REGISTRATION_FAILED

/* gstsipregistration.c */

/* The only writer of the state. */
void gst_sip_registration_set_state (GstSipRegistration *self,
    GstSipRegistrationState state);
void gst_sip_registration_arm (GstSipRegistration *self, gdouble seconds);
void gst_sip_registration_note_bound (GstSipRegistration *self, guint expires);
/* A REGISTER was not answered: a server that is only held up delivers it later,
 * and the registrar may then take us for where we are no more. */
void gst_sip_registration_note_doubt (GstSipRegistration *self);
void gst_sip_registration_drop_request (GstSipRegistration *self);
/* Sends what is wanted now, if nothing is in flight. */
void gst_sip_registration_proceed (GstSipRegistration *self);

/* gstsipregistrationanswer.c */

extern const GstSipRequestHandlers gst_sip_registration_handlers;

/* What came with a binding ends with it (RFC 3608 section 6.1, RFC 5627). */
void gst_sip_registration_forget_binding (GstSipRegistration *self);
void gst_sip_registration_end_removal (GstSipRegistration *self, guint status,
    const gchar *reason);
/* Unless the user knows that and waits for nothing. */
void gst_sip_registration_tell_unregistered (GstSipRegistration *self,
    guint status, const gchar *reason);
/* For how long nothing is to be sent to the server that we are connected to, in
 * microseconds. */
gint64 gst_sip_registration_get_rest (GstSipRegistration *self);

G_END_DECLS
