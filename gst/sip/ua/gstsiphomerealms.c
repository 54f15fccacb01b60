/* The realms of our own registrar and proxies
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "gst/sip/ua/gstsiphomerealms.h"

/* A user agent has one or two. */
#define MAX_REALMS 32

typedef struct
{
  gchar *name;
  gboolean registrar_is_strong;
  gboolean proxy_is_strong;
} Realm;

struct _GstSipHomeRealms
{
  GPtrArray *all; /* of Realm */
};

static void
realm_free (gpointer data)
{
  Realm *realm = data;

  g_free (realm->name);
  g_free (realm);
}

GstSipHomeRealms *
gst_sip_home_realms_new (void)
{
  GstSipHomeRealms *self = g_new0 (GstSipHomeRealms, 1);

  self->all = g_ptr_array_new_with_free_func (realm_free);
  return self;
}

void
gst_sip_home_realms_free (GstSipHomeRealms *self)
{
  g_ptr_array_unref (self->all);
  g_free (self);
}

static Realm *
find (GstSipHomeRealms *self, const gchar *name)
{
  for (guint i = 0; i < self->all->len; i++) {
    Realm *realm = self->all->pdata[i];

    if (g_str_equal (realm->name, name))
      return realm;
  }
  return NULL;
}

/* Where there are too many, the registrar's push others out. */
static Realm *
add (GstSipHomeRealms *self, const gchar *name, gboolean registrar)
{
  Realm *realm;

  if (self->all->len == MAX_REALMS && !registrar)
    return NULL;
  if (self->all->len == MAX_REALMS)
    g_ptr_array_remove_index (self->all, MAX_REALMS - 1);
  realm = g_new0 (Realm, 1);
  realm->name = g_strdup (name);
  g_ptr_array_add (self->all, realm);
  return realm;
}

void
gst_sip_home_realms_note (GstSipHomeRealms *self, const gchar *name,
    gboolean registrar, GstSipDigestAlgorithm algorithm)
{
  Realm *realm = find (self, name);

  if (realm == NULL)
    realm = add (self, name, registrar);
  if (realm == NULL || algorithm <= GST_SIP_DIGEST_MD5)
    return;
  if (registrar)
    realm->registrar_is_strong = TRUE;
  else
    realm->proxy_is_strong = TRUE;
}

gboolean
gst_sip_home_realms_have (GstSipHomeRealms *self, const gchar *name)
{
  return find (self, name) != NULL;
}

gboolean
gst_sip_home_realms_are_strong (GstSipHomeRealms *self, const gchar *name,
    gboolean registrar)
{
  Realm *realm = find (self, name);

  return realm != NULL &&
      (realm->registrar_is_strong || (!registrar && realm->proxy_is_strong));
}

void
gst_sip_home_realms_forget_strength (GstSipHomeRealms *self)
{
  for (guint i = 0; i < self->all->len; i++) {
    Realm *realm = self->all->pdata[i];

    realm->registrar_is_strong = realm->proxy_is_strong = FALSE;
  }
}
