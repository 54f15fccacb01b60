/* Our binding in the answer of a registrar
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipbinding.h"

#include "gst/sip/message/gstsipmessage-private.h"

/* How sure it is that a contact is ours. */
typedef enum
{
  OTHER,
  MAYBE, /* if it is the only one */
  SAME_USER,
  SAME_INSTANCE,
} Likeness;

static gboolean
has_instance (const GstSipAddress *contact, GstSipIdentity *identity)
{
  g_autofree gchar *own =
      g_strdup_printf ("\"<%s>\"", gst_sip_identity_get_instance (identity));
  GstSipSlice value;

  return gst_sip_params_find (contact->params, "+sip.instance", &value) &&
      gst_sip_slice_equal_nocase (value, gst_sip_slice (own));
}

static gboolean
has_user (const GstSipAddress *contact, GstSipIdentity *identity)
{
  GstSipUriView uri;

  return gst_sip_uri_view_parse (&uri, contact->uri, NULL) &&
      gst_sip_slice_equal (uri.user,
          gst_sip_slice (gst_sip_identity_get_contact_user (identity)));
}

static Likeness
compare (const GstSipAddress *contact, GstSipIdentity *identity,
    guint n_contacts)
{
  if (contact->is_star)
    return OTHER;
  if (has_instance (contact, identity))
    return SAME_INSTANCE;
  if (has_user (contact, identity))
    return SAME_USER;
  return n_contacts == 1 ? MAYBE : OTHER;
}

static guint
count_contacts (GstSipMessage *response)
{
  GstSipValues values;
  GstSipSlice value;
  guint n = 0;

  gst_sip_values_init (&values, response, GST_SIP_HEADER_CONTACT);
  while (gst_sip_values_next (&values, &value))
    n++;
  return n;
}

static gboolean
find_contact (GstSipMessage *response, GstSipIdentity *identity,
    GstSipAddress *best)
{
  guint n_contacts = count_contacts (response);
  Likeness likeness = OTHER;
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, response, GST_SIP_HEADER_CONTACT);
  while (gst_sip_values_next (&values, &value)) {
    GstSipAddress contact;
    Likeness this_one;

    /* A bad contact of another device is not our business. */
    if (!gst_sip_address_parse (&contact, value, NULL))
      continue;
    this_one = compare (&contact, identity, n_contacts);
    if (this_one > likeness) {
      likeness = this_one;
      *best = contact;
    }
  }
  return likeness != OTHER;
}

static gboolean
read_expires (const GstSipAddress *contact, guint *expires)
{
  g_autofree gchar *text = NULL;
  GstSipSlice value;
  guint64 number;

  if (!gst_sip_params_find (contact->params, "expires", &value))
    return FALSE;
  text = gst_sip_slice_dup (value);
  if (text == NULL ||
      !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &number, NULL))
    return FALSE;
  *expires = (guint) number;
  return TRUE;
}

static gchar *
read_gruu (const GstSipAddress *contact)
{
  GstSipUriView uri;
  GstSipSlice value;

  if (!gst_sip_params_find (contact->params, "pub-gruu", &value) ||
      value.length < 2 || *value.text != '"')
    return NULL;
  value.text++;
  value.length -= 2;
  if (!gst_sip_uri_view_parse (&uri, value, NULL) ||
      !gst_sip_uri_view_is_sip (&uri))
    return NULL;
  return gst_sip_slice_dup (value);
}

void
gst_sip_binding_find (GstSipBinding *binding, GstSipMessage *response,
    GstSipIdentity *identity, guint asked)
{
  gboolean found;
  GstSipAddress contact;
  guint32 number;

  *binding = (GstSipBinding){.expires = asked};
  found = find_contact (response, identity, &contact);
  if (!(found && read_expires (&contact, &binding->expires)) &&
      gst_sip_message_get_number (response, GST_SIP_HEADER_EXPIRES, &number) &&
      number > 0)
    binding->expires = MIN (number, G_MAXINT);
  if (found)
    binding->gruu = read_gruu (&contact);
}

void
gst_sip_binding_clear (GstSipBinding *binding)
{
  g_clear_pointer (&binding->gruu, g_free);
}
