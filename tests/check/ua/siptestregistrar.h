/* A test that plays the registrar
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In its answers $USER and $INSTANCE stand for those of the contact that it was
 * sent.
 */
#pragma once

#include "siptestnet.h"

G_BEGIN_DECLS

#define OURS "<sip:$USER@a.invalid;transport=ws>"
#define INSTANCE "+sip.instance=\"<$INSTANCE>\""
#define OTHER \
  "+sip.instance=\"<urn:uuid:00000000-0000-4000-8000-000000000000>\""
#define PUB "pub-gruu=\"sip:alice@example.com;gr=x\""

typedef struct
{
  SipTestNet *net;
  SipTestPhone *alice;
  GstSipMessage *request; /* the last REGISTER */
} SipTestRegistrar;

typedef void (*SipTestRegistrarFunc) (SipTestRegistrar *f, gconstpointer data);

void sip_test_registrar_add (const gchar *path, const gchar *name, guint data,
    SipTestRegistrarFunc test);

void sip_test_registrar_advance (SipTestRegistrar *f, gdouble seconds);
/* The REGISTER that was sent. */
void sip_test_registrar_pop_register (SipTestRegistrar *f);
/* The same, when it comes: at once, as nobody waits for an answer for ever. */
void sip_test_registrar_wait_register (SipTestRegistrar *f, gdouble step);
/* headers: further lines, each ending with \n */
void sip_test_registrar_answer (SipTestRegistrar *f, guint status,
    const gchar *headers);
/* The first REGISTER is answered with that. */
void sip_test_registrar_start (SipTestRegistrar *f, const gchar *headers);
void sip_test_registrar_configure (SipTestRegistrar *f, const gchar *property,
    ...) G_GNUC_NULL_TERMINATED;
/* (transfer full): the INVITE */
GstSipMessage *sip_test_registrar_call (SipTestRegistrar *f,
    gboolean anonymous);
/* (transfer full) */
gchar *sip_test_registrar_get_contact_user (GstSipMessage *request);
/* (transfer full): the values, with spaces between them */
gchar *sip_test_registrar_join (GstSipMessage *message, GstSipHeader header);

G_END_DECLS
