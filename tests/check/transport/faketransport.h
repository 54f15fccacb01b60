/* A transport whose servers live in the test
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Servers are named by their URI and are up, down or silent. Answers come
 * over virtual timers. Misuse of the port ends the test: a second open, a
 * ping or a message without a connection. Those that a transport makes belong
 * to it: what they do is counted and watched there.
 */
#pragma once

#include "gst/sip/base/gstsiptimers.h"
#include "gst/sip/transport/gstsiptransport.h"

typedef enum
{
  FAKE_DOWN, /* refuses */
  FAKE_UP, /* accepts */
  FAKE_SILENT, /* neither */
} FakeServer;

/* What passes through the port, told before it takes effect. */
typedef enum
{
  FAKE_OPENING, /* open was called */
  FAKE_CLOSING, /* close was called */
  FAKE_CLOSED, /* a failure or a loss is to be reported */
} FakeEvent;

typedef struct _FakeTransport FakeTransport;
typedef void (
    *FakeWatch) (FakeTransport *self, FakeEvent event, gpointer user_data);

#define FAKE_TYPE_TRANSPORT (fake_transport_get_type ())
G_DECLARE_FINAL_TYPE (FakeTransport, fake_transport, FAKE, TRANSPORT,
    GstSipTransport)

struct _FakeTransport
{
  GstSipTransport parent;

  FakeTransport *first; /* the one that made this, or itself */

  /* Of the first: */
  GPtrArray *others; /* of FakeTransport, itself among them */
  gboolean single; /* makes no others */
  GstSipTimers *timers;
  GHashTable *servers; /* uri -> FakeServer; down if not there */
  gint64 latency; /* of an answer to open */
  GPtrArray *opened; /* every uri that was opened */
  GArray *opened_at; /* gint64: when */
  FakeWatch watch;
  gpointer watch_data;
  guint n_pings;
  guint n_sent;
  guint n_checks;
  guint check_limit; /* of the last, in milliseconds */
  guint serial; /* counts connections */

  /* Of each: */
  gchar *uri; /* being opened, or open */
  gboolean open;
  guint age; /* the serial when it opened */
  GstSipTimer answer;
};

FakeTransport *fake_transport_new (GstSipTimers *timers);
void fake_transport_set_server (FakeTransport *self, const gchar *uri,
    FakeServer server);
/* The connection, if there is one, breaks: that which was opened last. */
void fake_transport_lose (FakeTransport *self);
/* The connection to that server; NULL when there is none. */
FakeTransport *fake_transport_find (FakeTransport *self, const gchar *uri);
/* Breaks it, if there is one. */
void fake_transport_lose_server (FakeTransport *self, const gchar *uri);
/* Closes it, if there is one, as nothing was heard from the server. */
void fake_transport_fall_silent (FakeTransport *self, const gchar *uri);
guint fake_transport_count_open (FakeTransport *self);
