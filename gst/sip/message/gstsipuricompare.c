/* When two URIs are the same (RFC 3261 section 19.1.4)
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * This says whether they are written alike, not whether they lead to the same
 * place.
 */
#include "gst/sip/message/gstsipuriview.h"
#include "gst/sip/message/gstsipscanner.h"

/* Lists are compared each with each; above this they are compared as they are
 * written, so that a hostile URI costs no more than its size. */
#define MAX_PARAMS 32
#define MAX_LENGTH 2048

/* A character as comparison sees it: an escaped reserved one is not the one
 * that it escapes, any other is (RFC 3261 section 19.1.4, second rule). */
static guint
next_character (const gchar **p, const gchar *end, gboolean fold)
{
  guint byte = (guchar) * (*p)++;
  gboolean escaped = FALSE;

  if (byte == '%' && end - *p >= 2 &&
      gst_sip_char_is ((*p)[0], GST_SIP_CHAR_HEX) &&
      gst_sip_char_is ((*p)[1], GST_SIP_CHAR_HEX)) {
    byte = g_ascii_xdigit_value ((*p)[0]) * 16 + g_ascii_xdigit_value ((*p)[1]);
    *p += 2;
    escaped = byte != 0 && strchr (";/?:@&=+$,", byte) != NULL;
  }
  if (fold)
    byte = g_ascii_tolower (byte);
  return escaped ? byte | 0x100 : byte;
}

static gboolean
text_equal (GstSipSlice a, GstSipSlice b, gboolean fold)
{
  const gchar *p = a.text, *p_end = gst_sip_slice_end (a);
  const gchar *q = b.text, *q_end = gst_sip_slice_end (b);

  if ((a.text == NULL) != (b.text == NULL))
    return FALSE;

  while (p < p_end && q < q_end)
    if (next_character (&p, p_end, fold) != next_character (&q, q_end, fold))
      return FALSE;
  return p == p_end && q == q_end;
}

/* What the parameter means when the other URI does not have it. */
static gboolean
may_be_left_out (GstSipSlice name)
{
  static const gchar *const never[] = {"user", "ttl", "method", "maddr",
      "transport"};

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    if (text_equal (name, gst_sip_slice (never[i]), TRUE))
      return FALSE;
  return TRUE;
}

typedef struct
{
  GstSipParam items[MAX_PARAMS];
  guint n;
} ParamList;

/* Reads "name=value" items; FALSE when that is too much. */
static gboolean
read_params (ParamList *list, GstSipSlice text)
{
  GstSipParam param;

  list->n = 0;
  if (text.length > MAX_LENGTH)
    return FALSE;
  while (gst_sip_params_next (&text, &param)) {
    if (param.name.length == 0)
      continue;
    if (list->n == MAX_PARAMS)
      return FALSE;
    list->items[list->n++] = param;
  }
  return TRUE;
}

/* As read_params(), of name=value&name=value. */
static gboolean
read_headers (ParamList *list, GstSipSlice text)
{
  const gchar *p = text.text;
  const gchar *end = gst_sip_slice_end (text);

  list->n = 0;
  if (text.length > MAX_LENGTH)
    return FALSE;
  while (p < end) {
    const gchar *stop = memchr (p, '&', end - p);
    const gchar *equals;

    stop = stop != NULL ? stop : end;
    equals = memchr (p, '=', stop - p);
    equals = equals != NULL ? equals : stop;
    if (list->n == MAX_PARAMS)
      return FALSE;
    list->items[list->n++] = (GstSipParam){
        {p,      equals - p   },
        {equals, stop - equals}
    };
    p = stop < end ? stop + 1 : end;
  }
  return TRUE;
}

static const GstSipParam *
find_item (const ParamList *list, GstSipSlice name)
{
  for (guint i = 0; i < list->n; i++)
    if (text_equal (list->items[i].name, name, TRUE))
      return &list->items[i];
  return NULL;
}

/* Whether each of a is in b with the same value; those that are not there are
 * forgiven where that is allowed. */
static gboolean
items_match (const ParamList *a, const ParamList *b,
    gboolean (*forgiven) (GstSipSlice name))
{
  for (guint i = 0; i < a->n; i++) {
    const GstSipParam *other = find_item (b, a->items[i].name);

    if (other == NULL && (forgiven == NULL || !forgiven (a->items[i].name)))
      return FALSE;
    if (other != NULL && !text_equal (a->items[i].value, other->value, TRUE))
      return FALSE;
  }
  return TRUE;
}

static gboolean
params_equal (GstSipSlice a, GstSipSlice b)
{
  ParamList list_a, list_b;

  if (!read_params (&list_a, a) || !read_params (&list_b, b))
    return gst_sip_slice_equal (a, b);
  return items_match (&list_a, &list_b, may_be_left_out) &&
      items_match (&list_b, &list_a, may_be_left_out);
}

static gboolean
headers_equal (GstSipSlice a, GstSipSlice b)
{
  ParamList list_a, list_b;

  if (!read_headers (&list_a, a) || !read_headers (&list_b, b))
    return gst_sip_slice_equal (a, b);
  return items_match (&list_a, &list_b, NULL) &&
      items_match (&list_b, &list_a, NULL);
}

gboolean
gst_sip_uri_view_equal (const GstSipUriView *a, const GstSipUriView *b)
{
  if (!gst_sip_slice_equal_nocase (a->scheme, b->scheme))
    return FALSE;
  if (gst_sip_slice_equal (a->opaque, b->opaque))
    return TRUE;
  if (!gst_sip_uri_view_is_sip (a))
    return FALSE;

  /* A port that is left out is not 5060: it leaves the choice to DNS. */
  return text_equal (a->user, b->user, FALSE) &&
      text_equal (a->password, b->password, FALSE) &&
      gst_sip_slice_equal_nocase (a->host, b->host) &&
      (a->port.text == NULL) == (b->port.text == NULL) &&
      gst_sip_uri_view_get_port (a) == gst_sip_uri_view_get_port (b) &&
      params_equal (a->params, b->params) &&
      headers_equal (a->headers, b->headers);
}
