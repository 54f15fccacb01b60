/* Scenarios of transactions, written as a script and told as a story
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A script is words, done one after another:
 *
 *     INVITE, OPTIONS   a client transaction is started with this method
 *     +1500             1500 ms pass
 *     <180  <200/b      a response arrives for the request started last; "/b"
 *                       is its To tag, else "a"
 *     <200:CANCEL       ... for the CANCEL
 *     >INVITE           a request arrives, with the branch "1"
 *     >BYE/2            ... with the branch "2"; "/old" is one of RFC 2543
 *     =180              our user answers the INVITE (or, where there is none,
 *                       the request) that came first
 *     cancel  forget    the client's user does
 *     down  up          sending fails from now on, works again
 *     lost              gst_sip_transactions_fail_flow()
 *     reliable          from now on; unreliable to begin with
 *
 * The story is words too, each after the millisecond at which it happened:
 * ">INVITE" and ">180" were sent (or tried, when down), and what the users
 * heard: "180", "200/b" of clients, "failed:timeout", "failed:transport",
 * "request:BYE", "merged:BYE", "ack", "cancelled", "server:timeout",
 * "server:transport", "stray:200".
 *
 * Every message that is sent is checked as a receiver would.
 */
#pragma once

#include "gst/sip/transaction/gstsiptransaction.h"

G_BEGIN_DECLS

typedef struct
{
  const gchar *path;
  const gchar *script;
  const gchar *story;
  guint left; /* transactions at the end */
} SipTestScenario;

/* A row of a table. */
#define SCENARIO(path, script, story, left) \
  { \
    path, script, story, left \
  }

void sip_test_add_scenarios (const SipTestScenario *scenarios, guint n);

/* Texts of messages, for scenarios that are more than words. branch: with its
 * cookie, if any. (transfer full) */
GstSipMessage *sip_test_new_request (const gchar *method, const gchar *branch,
    const gchar *to_tag);
/* Parses, and asserts that it can be. */
GstSipMessage *sip_test_parse (const gchar *text);

G_END_DECLS
