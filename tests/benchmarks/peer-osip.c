/* GNU oSIP (libosip2) as a peer of the parser benchmark
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <osipparser2/osip_parser.h>
#include "bench.h"
static void
peer_init (void)
{
  peer_name = "osip";
  parser_init ();
}
static void *
peer_load (const char *b, size_t l)
{
  return (void *) b;
}
static void *
peer_parse (void *in, size_t len)
{
  osip_message_t *m;
  if (osip_message_init (&m))
    return NULL;
  if (osip_message_parse (m, in, len)) {
    osip_message_free (m);
    return NULL;
  }
  return m;
}
static void
uri (const char *k, osip_uri_t *u)
{
  char b[32];
  if (!u)
    return;
  if (dumping)
    snprintf (b, 32, "%s.user", k);
  FS (b, u->username);
  if (dumping)
    snprintf (b, 32, "%s.host", k);
  FS (b, u->host);
}
static uint64_t
peer_touch (void *p)
{
  osip_message_t *m = p;
  osip_generic_param_t *g;
  osip_contact_t *c;
  osip_via_t *v;
  int i;
  sink = 0;
  if (MSG_IS_REQUEST (m)) {
    FS ("method", m->sip_method);
    uri ("ruri", m->req_uri);
  } else {
    FI ("status", m->status_code);
    FS ("reason", m->reason_phrase);
  }
  for (i = 0; osip_message_get_via (m, i, &v) >= 0; i++) {
    FS ("via.host", v->host);
    FS ("via.proto", v->protocol);
    if (!osip_via_param_get_byname (v, "branch", &g) && g)
      FS ("via.branch", g->gvalue);
  }
  uri ("from", m->from->url);
  if (!osip_from_get_tag (m->from, &g) && g)
    FS ("from.tag", g->gvalue);
  uri ("to", m->to->url);
  if (!osip_to_get_tag (m->to, &g) && g)
    FS ("to.tag", g->gvalue);
  FS ("call-id", m->call_id->number);
  FS ("cseq", m->cseq->number);
  FS ("cseq.method", m->cseq->method);
  for (i = 0; osip_message_get_contact (m, i, &c) >= 0; i++) {
    uri ("contact", c->url);
    g = NULL;
    if (!osip_contact_param_get_byname (c, "expires", &g) && g)
      FS ("contact.expires", g->gvalue);
  }
  osip_authorization_t *a;
  for (i = 0; osip_message_get_authorization (m, i, &a) >= 0; i++) {
    FS ("auth.username", a->username);
    FS ("auth.realm", a->realm);
    FS ("auth.nonce", a->nonce);
    FS ("auth.uri", a->uri);
    FS ("auth.response", a->response);
    FS ("auth.algorithm", a->algorithm);
    FS ("auth.cnonce", a->cnonce);
    FS ("auth.opaque", a->opaque);
    FS ("auth.qop", a->message_qop);
    FS ("auth.nc", a->nonce_count);
  }
  osip_www_authenticate_t *w;
  for (i = 0; osip_message_get_www_authenticate (m, i, &w) >= 0; i++) {
    FS ("chal.realm", w->realm);
    FS ("chal.nonce", w->nonce);
    FS ("chal.opaque", w->opaque);
    FS ("chal.stale", w->stale);
    FS ("chal.algorithm", w->algorithm);
    FS ("chal.qop", w->qop_options);
  }
  osip_route_t *r;
  osip_record_route_t *rr;
  for (i = 0; osip_message_get_route (m, i, &r) >= 0; i++)
    uri ("route", r->url);
  for (i = 0; osip_message_get_record_route (m, i, &rr) >= 0; i++)
    uri ("record-route", rr->url);
  osip_header_t *h;
  for (i = 0; i < osip_list_size (&m->headers); i++) {
    h = osip_list_get (&m->headers, i);
    FS (h->hname, h->hvalue);
  }
  osip_content_type_t *ct = osip_message_get_content_type (m);
  if (ct) {
    FS ("ctype", ct->type);
    FS ("csubtype", ct->subtype);
  }
  osip_body_t *b;
  if (osip_message_get_body (m, 0, &b) >= 0)
    FI ("body.length", b->length);
  return sink;
}
static size_t
peer_serialise (void *p, char *out, size_t cap)
{
  char *s;
  size_t n;
  osip_message_force_update (p);
  if (osip_message_to_str (p, &s, &n))
    return 0;
  if (dumping || n < cap)
    memcpy (out, s, n < cap ? n : cap); /* to the transport, as others do */
  osip_free (s);
  return n;
}
static void
peer_release (void *p)
{
  osip_message_free (p);
}
