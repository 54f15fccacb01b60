/* A STUN server that does as a test wants
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * On the loopback, in the default main context. Behaves or misbehaves.
 */
#pragma once

#include <gio/gio.h>

typedef enum
{
  STUN_ANSWERS,
  STUN_IS_SILENT,
  STUN_ERROR_ANSWER, /* 400 */
  STUN_LACKS_ADDRESS, /* a success without XOR-MAPPED-ADDRESS */
  STUN_OTHER_TRANSACTION,
  STUN_OTHER_METHOD,
  STUN_TRUNCATED,
  STUN_TOO_LONG, /* trailing bytes */
  STUN_HUGE, /* 60 kB */
  STUN_EMPTY,
  STUN_RUBBISH,
  STUN_ECHO, /* the request itself */
  STUN_CHALLENGES, /* 401 to the first request, silence to others */
  STUN_QUOTED_REALM, /* 401 with a realm of quotation marks only */
} StunBehaviour;

typedef struct
{
  GSocket *socket;
  GSource *source;
  guint16 port;
  StunBehaviour behaviour;
  guint n_deaf; /* requests that are not heard first */
  guint n_requests;
} StunServer;

/* host: "127.0.0.1" or "::1" */
StunServer *stun_server_new (const gchar *host, StunBehaviour behaviour);
void stun_server_free (StunServer *self);

/* A 401 to a request, with realm and nonce; its length. */
gsize stun_server_make_challenge (const guint8 *request, gsize length,
    guint8 *answer, gsize size);

/* A 300 to a request, with an address to which there is no way; its length. */
gsize stun_server_make_alternate (const guint8 *request, gsize length,
    guint8 *answer, gsize size);

/* A port where nothing listens. */
guint16 stun_server_find_closed_port (void);
