/* Sofia-SIP as a peer of the parser benchmark
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_buffer.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/msg_parser.h>
#include <sofia-sip/auth_digest.h>
#include <sofia-sip/su.h>
#include "bench.h"
static msg_mclass_t const *mc;
static void
peer_init (void)
{
  peer_name = "sofia";
  su_init ();
  mc = sip_default_mclass ();
}
static void *
peer_load (const char *b, size_t l)
{
  return (void *) b;
}
static void *
peer_parse (void *in, size_t len)
{
  msg_t *m = msg_make (mc, 0, in, len);
  if (!m)
    return NULL;
  sip_t *s = sip_object (m);
  if (!s || (s->sip_flags & MSG_FLG_ERROR) || s->sip_error) {
    msg_destroy (m);
    return NULL;
  }
  return m;
}
static void
furi (const char *k, url_t const *u)
{
  FS (k, u->url_user);
  FS (k, u->url_host);
}
static uint64_t
peer_touch (void *p)
{
  msg_t *m = p;
  sip_t *s = sip_object (m);
  sink = 0;
  if (s->sip_request) {
    FS ("method", s->sip_request->rq_method_name);
    furi ("ruri", s->sip_request->rq_url);
  } else {
    FI ("status", s->sip_status->st_status);
    FS ("reason", s->sip_status->st_phrase);
  }
  for (sip_via_t *v = s->sip_via; v; v = v->v_next) {
    FS ("via.host", v->v_host);
    FS ("via.proto", v->v_protocol);
    FS ("via.branch", v->v_branch);
  }
  furi ("from", s->sip_from->a_url);
  FS ("from.tag", s->sip_from->a_tag);
  furi ("to", s->sip_to->a_url);
  FS ("to.tag", s->sip_to->a_tag);
  FS ("call-id", s->sip_call_id->i_id);
  FI ("cseq", s->sip_cseq->cs_seq);
  FS ("cseq.method", s->sip_cseq->cs_method_name);
  for (sip_contact_t *c = s->sip_contact; c; c = c->m_next) {
    furi ("contact", c->m_url);
    FS ("contact.expires", c->m_expires);
  }
  for (sip_route_t *r = s->sip_route; r; r = r->r_next)
    furi ("route", r->r_url);
  for (sip_route_t *r = (sip_route_t *) s->sip_record_route; r; r = r->r_next)
    furi ("record-route", r->r_url);
  for (sip_authorization_t *a = s->sip_authorization; a; a = a->au_next) {
    /* A list of "name=value" strings; this is how its own UA reads them. */
    auth_response_t ar[1] = {{sizeof ar}};
    if (auth_digest_response_get (msg_home (m), ar, a->au_params) > 0) {
      FS ("auth.username", ar->ar_username);
      FS ("auth.realm", ar->ar_realm);
      FS ("auth.nonce", ar->ar_nonce);
      FS ("auth.uri", ar->ar_uri);
      FS ("auth.response", ar->ar_response);
      FS ("auth.algorithm", ar->ar_algorithm);
      FS ("auth.cnonce", ar->ar_cnonce);
      FS ("auth.opaque", ar->ar_opaque);
      FS ("auth.qop", ar->ar_qop);
      FS ("auth.nc", ar->ar_nc);
    }
  }
  for (sip_www_authenticate_t *a = s->sip_www_authenticate; a; a = a->au_next) {
    auth_challenge_t ac[1] = {{sizeof ac}};
    if (auth_digest_challenge_get (msg_home (m), ac, a->au_params) > 0) {
      FS ("chal.realm", ac->ac_realm);
      FS ("chal.nonce", ac->ac_nonce);
      FS ("chal.opaque", ac->ac_opaque);
      FI ("chal.stale", ac->ac_stale);
      FS ("chal.algorithm", ac->ac_algorithm);
      FS ("chal.qop", ac->ac_qop);
    }
  }
  for (msg_header_t *h = *msg_chain_head (m); h; h = h->sh_succ)
    FS ("hdr", h->sh_class->hc_name);
  if (s->sip_content_type) {
    FS ("ctype", s->sip_content_type->c_type);
    FS ("csubtype", s->sip_content_type->c_subtype);
  }
  if (s->sip_payload)
    FI ("body.length", s->sip_payload->pl_len);
  return sink;
}

/* Every header is printed from its structure, never from the bytes of the wire
 * that are cached. */
static size_t
peer_serialise (void *p, char *out, size_t cap)
{
  msg_t *m = p;
  size_t n = 0;
  for (msg_header_t *h = *msg_chain_head (m); h; h = h->sh_succ) {
    if (h->sh_class == sip_payload_class) {
      sip_payload_t *pl = (sip_payload_t *) h;
      memcpy (out + n, pl->pl_data, pl->pl_len);
      n += pl->pl_len;
      continue;
    }
    issize_t k = msg_header_e (out + n, cap - n, h, 0);
    if (k < 0)
      return 0;
    n += k;
  }
  return n;
}
static void
peer_release (void *p)
{
  msg_destroy (p);
}
