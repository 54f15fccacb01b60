/* User agents, a SIP server and a network between them, in virtual time
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Phones are complete user agents whose transport is the loopback network. The
 * server at its other end is a registrar and a stateless, forking proxy:
 *
 *     net = sip_test_net_new (seed);
 *     alice = sip_test_net_add_phone (net, "alice", NULL);
 *     bob = sip_test_net_add_phone (net, "bob", "auto-answer", TRUE, NULL);
 *     sip_test_net_start (net);
 *     call = gst_sip_ua_call (alice->ua, "bob", NULL, NULL);
 *     sip_test_net_advance (net, 1);
 *
 * With net->scripted the server does nothing: the test plays it, and pops what
 * phones send from the inbox.
 */
#pragma once

#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/ua/gstsipuastruct.h"
#include "siptestloopback.h"
#include "siptestmedia.h"

G_BEGIN_DECLS

#define SIP_TEST_DOMAIN "example.com"
#define SIP_TEST_PASSWORD "secret"

#define SIP_TEST_MAX_EDGES 8

typedef struct _SipTestNet SipTestNet;
typedef struct _SipTestTransport SipTestTransport;

/* Of an edge of the server, see siptesttransport.h. */
typedef enum
{
  SIP_TEST_EDGE_UP,
  SIP_TEST_EDGE_DOWN, /* refuses */
  SIP_TEST_EDGE_HUNG, /* neither accepts nor answers pings */
  SIP_TEST_EDGE_MUTE, /* accepts, answers pings, and nothing of SIP */
  SIP_TEST_EDGE_DROPPING, /* accepts, only to hang up */
} SipTestEdge;

typedef struct
{
  SipTestNet *net;
  gchar *name;
  guint end; /* of the connection that was opened last */
  GPtrArray *transports; /* of SipTestTransport */
  guint n_attempts;
  GstSipUa *ua;
  GstSipUaConfig *config;
  GstSipRandom *random;

  /* The media of the last call, and how the next ones behave. */
  SipTestMedia *media;
  gboolean no_media;
  gint64 media_delay;
  guint takes_no_offer; /* status */
  const gchar *tells_caller; /* why, if the caller may know */
  guint media_refuses;

  /* What the user agent told. */
  GstSipCall *call; /* the last that came in */
  guint n_incoming;
  guint n_added;
  guint n_removed;
  guint n_connected;
  guint n_disconnected;
  guint n_registered;
  guint n_unregistered;
  guint n_registration_failed;
  guint n_stopped;
  guint registered_for; /* s */
  guint failed_status;
  /* How its registration went: "registered 600", "failed 503", "unregistered
   * 503", and a space after each */
  GString *story;
  guint n_pings;
} SipTestPhone;

/* What the registrar knows. */
typedef struct
{
  gchar *user;
  gchar *contact_user;
  gchar *contact; /* URI */
  gchar *value; /* the Contact, with parameters */
  guint end;
} SipTestBinding;

struct _SipTestNet
{
  GstSipTimers *timers;
  SipTestLoopback *loopback;
  guint server; /* end */
  GPtrArray *phones;
  guint32 seed;
  GstSipLog *log; /* (nullable), borrowed: of phones that are added after it */

  /* The server: */
  gboolean down; /* refuses connections */
  gboolean scripted;
  GPtrArray *inbox; /* of GstSipMessage, when scripted */
  guint n_received; /* requests, but ACK */
  guint last_request_end; /* over which connections they came */
  guint last_response_end;
  guint refuse_in_dialog; /* status for all requests but ACK */
  GPtrArray *bindings;
  SipTestEdge edges[SIP_TEST_MAX_EDGES];
  gboolean useless[SIP_TEST_MAX_EDGES]; /* answers 503 to a REGISTER */
  GHashTable *hops; /* branch of Via -> end + 1 */
  GHashTable *targets; /* user of a Contact -> end + 1 */
  gboolean challenges_register; /* 401 */
  gboolean challenges_invite; /* 407 */
  guint nonce; /* counted up to make old ones stale */
  gboolean forgets_stale; /* no stale=true with a new nonce */
  guint max_nc; /* seen with this nonce */
  guint n_challenges;
  guint n_authorized;
  gboolean nc_went_back;
  guint refuse_register; /* status */
  gboolean refuses_outbound; /* 439 */
  guint retry_after;
  guint min_expires;
  guint grants; /* s; 0: what is asked for */
  gboolean gives_gruu;
  GstSipMessage *last_register;
  GstSipMessage *last_invite;

  /* Those who look closer, or NULL. What filter returns TRUE for, it has dealt
   * with; sent sees what the server sends. */
  gboolean (*filter) (SipTestNet *self, guint from, GstSipMessage *message);
  void (*sent) (SipTestNet *self, guint to, GstSipMessage *message);
  gpointer filter_data;
};

SipTestNet *sip_test_net_new (guint32 seed);
void sip_test_net_free (SipTestNet *self);
/* Property names and values of the configuration follow, and NULL. */
SipTestPhone *sip_test_net_add_phone (SipTestNet *self, const gchar *name,
    ...) G_GNUC_NULL_TERMINATED;
/* All phones, and until they are connected and registered. */
void sip_test_net_start (SipTestNet *self);
void sip_test_net_advance (SipTestNet *self, gdouble seconds);
/* All connections of a phone break, or that to an edge. */
void sip_test_net_lose (SipTestNet *self, SipTestPhone *phone);
void sip_test_net_lose_connection (SipTestNet *self, SipTestPhone *phone,
    guint edge);
/* The edge that the phone is connected to, or tries. */
guint sip_test_net_get_edge (SipTestNet *self, SipTestPhone *phone);
/* NULL when there is none. */
SipTestTransport *sip_test_net_find_connection (SipTestNet *self,
    SipTestPhone *phone, guint edge);
/* Connections that cannot be in that state break. */
void sip_test_net_set_edge (SipTestNet *self, guint edge, SipTestEdge state);
void sip_test_net_set_weather (SipTestNet *self, const SipTestWeather *weather);

/* When scripted: (transfer full) the oldest message in the inbox, of that
 * method or status; the test fails when there is none. */
GstSipMessage *sip_test_net_pop_request (SipTestNet *self, const gchar *method);
GstSipMessage *sip_test_net_pop_response (SipTestNet *self, guint status);
/* Nothing was sent. */
void sip_test_net_assert_silence (SipTestNet *self);
/* To a phone, as the server. Lines of a template end with \n; $BRANCH and the
 * like are not replaced here. */
void sip_test_net_inject (SipTestNet *self, SipTestPhone *phone,
    const gchar *text);
void sip_test_net_inject_bytes (SipTestNet *self, SipTestPhone *phone,
    GBytes *bytes);
/* headers: further lines, each ending with \r\n; body: NULL for none */
void sip_test_net_reply (SipTestNet *self, SipTestPhone *phone,
    GstSipMessage *request, guint status, const gchar *to_tag,
    const gchar *headers, const gchar *body);

/* Nothing of a call or a request is left anywhere. */
void sip_test_net_assert_empty (SipTestNet *self);

/* siptestserver.c */
void sip_test_server_receive (gpointer net, guint from, GBytes *bytes);
void sip_test_server_send (SipTestNet *self, guint to, GstSipMessage *message);

G_END_DECLS
