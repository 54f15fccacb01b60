/* Our binding in the answer of a registrar
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsipbinding.h"

#include "gst/sip/message/gstsipmessage-private.h"
#include "gst/sip/ua/gstsipgruus.h"

#define REG_ID "1"

/* How sure it is that a contact is ours. */
typedef enum
{
  OTHER,
  MAYBE, /* if it is the only one */
  SAME_USER,
  SAME_INSTANCE, /* rewritten, or of our life before a restart */
  SAME_BOTH,
} Likeness;

static GstSipSlice
strip (GstSipSlice value, gchar open, gchar close)
{
  if (value.length >= 2 && value.text[0] == open &&
      value.text[value.length - 1] == close)
    return (GstSipSlice){value.text + 1, value.length - 2};
  return value;
}

static gboolean
has_instance (const GstSipAddress *contact, GstSipIdentity *identity,
    gboolean *other)
{
  GstSipSlice value;
  gboolean given =
      gst_sip_params_find (contact->params, "+sip.instance", &value);
  gboolean ours = given &&
      gst_sip_slice_equal_nocase (strip (strip (value, '"', '"'), '<', '>'),
          gst_sip_slice (gst_sip_identity_get_instance (identity)));

  *other = given && !ours;
  return ours;
}

/* RFC 5626 section 4.2: we have one flow only, the first. */
static gboolean
is_other_flow (const GstSipAddress *contact)
{
  GstSipSlice value;

  return gst_sip_params_find (contact->params, "reg-id", &value) &&
      !gst_sip_slice_equal (value, gst_sip_slice (REG_ID));
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
    gboolean is_only)
{
  gboolean other_instance;
  gboolean same_instance = has_instance (contact, identity, &other_instance);

  if (contact->is_star || other_instance || is_other_flow (contact))
    return OTHER;
  if (has_user (contact, identity))
    return same_instance ? SAME_BOTH : SAME_USER;
  if (same_instance)
    return SAME_INSTANCE;
  return is_only ? MAYBE : OTHER;
}

static guint
count_contacts (GstSipMessage *response)
{
  GstSipValues values;
  GstSipSlice value;
  GstSipAddress contact;
  guint n = 0;

  gst_sip_values_init (&values, response, GST_SIP_HEADER_CONTACT);
  while (gst_sip_values_next_address (&values, &value, &contact))
    n++;
  return n;
}

static gboolean
find_contact (GstSipMessage *response, GstSipIdentity *identity, guint n,
    GstSipAddress *best)
{
  Likeness likeness = OTHER;
  GstSipValues values;
  GstSipSlice value;
  GstSipAddress contact;

  gst_sip_values_init (&values, response, GST_SIP_HEADER_CONTACT);
  while (gst_sip_values_next_address (&values, &value, &contact)) {
    Likeness this_one = compare (&contact, identity, n == 1);

    if (this_one > likeness) {
      likeness = this_one;
      *best = contact;
    }
  }
  return likeness != OTHER;
}

/* FALSE when there is no number; one too big is the biggest. */
static gboolean
read_expires (const GstSipAddress *contact, guint *expires)
{
  g_autofree gchar *text = NULL;
  GstSipSlice value;

  if (!gst_sip_params_find (contact->params, "expires", &value) ||
      value.length == 0)
    return FALSE;
  for (gsize i = 0; i < value.length; i++) {
    if (!g_ascii_isdigit (value.text[i]))
      return FALSE;
  }
  text = gst_sip_slice_dup (value);
  *expires = (guint) MIN (g_ascii_strtoull (text, NULL, 10), G_MAXINT);
  return TRUE;
}

static gchar *
read_gruu (const GstSipAddress *contact, const gchar *name)
{
  GstSipSlice value;

  if (!gst_sip_params_find (contact->params, name, &value))
    return NULL;
  value = strip (value, '"', '"');
  return gst_sip_gruu_is_usable (value) ? gst_sip_slice_dup (value) : NULL;
}

/* A registrar that lists no contact at all says nothing; one that lists those
 * of others says that it did not keep ours. */
void
gst_sip_binding_find (GstSipBinding *binding, GstSipMessage *response,
    GstSipIdentity *identity, guint asked)
{
  guint n = count_contacts (response);
  gboolean found;
  GstSipAddress contact;
  guint32 number;

  *binding = (GstSipBinding){.expires = asked};
  found = find_contact (response, identity, n, &contact);
  if (!found && n > 0)
    binding->expires = 0;
  else if (!(found && read_expires (&contact, &binding->expires)) &&
      gst_sip_message_get_number (response, GST_SIP_HEADER_EXPIRES, &number) &&
      number > 0)
    binding->expires = MIN (number, G_MAXINT);
  if (found) {
    binding->gruu = read_gruu (&contact, "pub-gruu");
    binding->temp_gruu = read_gruu (&contact, "temp-gruu");
  }
}

void
gst_sip_binding_clear (GstSipBinding *binding)
{
  g_clear_pointer (&binding->gruu, g_free);
  g_clear_pointer (&binding->temp_gruu, g_free);
}
