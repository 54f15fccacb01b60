/* A test that plays the registrar
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestregistrar.h"

static void
set_up (SipTestRegistrar *f, gconstpointer data)
{
  f->net = sip_test_net_new (1);
  f->net->scripted = TRUE;
  f->alice = sip_test_net_add_phone (f->net, "alice", NULL);
}

static void
tear_down (SipTestRegistrar *f, gconstpointer data)
{
  g_clear_pointer (&f->request, gst_sip_message_unref);
  sip_test_net_free (f->net);
}

void
sip_test_registrar_advance (SipTestRegistrar *f, gdouble seconds)
{
  sip_test_net_advance (f->net, seconds);
}

void
sip_test_registrar_pop_register (SipTestRegistrar *f)
{
  g_clear_pointer (&f->request, gst_sip_message_unref);
  f->request = sip_test_net_pop_request (f->net, "REGISTER");
}

void
sip_test_registrar_wait_register (SipTestRegistrar *f, gdouble step)
{
  while (f->net->inbox->len == 0)
    sip_test_registrar_advance (f, step);
  sip_test_registrar_pop_register (f);
}

gchar *
sip_test_registrar_get_contact_user (GstSipMessage *request)
{
  GstSipAddress contact;
  GstSipUriView uri;

  g_assert_true (gst_sip_message_get_address (request, GST_SIP_HEADER_CONTACT,
      &contact, NULL));
  g_assert_true (gst_sip_uri_view_parse (&uri, contact.uri, NULL));
  return gst_sip_slice_dup (uri.user);
}

static gchar *
fill_in (SipTestRegistrar *f, const gchar *headers)
{
  g_autofree gchar *user = sip_test_registrar_get_contact_user (f->request);
  GString *text = g_string_new (headers);

  g_string_replace (text, "$USER", user, 0);
  g_string_replace (text, "$INSTANCE",
      gst_sip_identity_get_instance (f->alice->ua->core->identity), 0);
  return g_string_free (text, FALSE);
}

void
sip_test_registrar_answer (SipTestRegistrar *f, guint status,
    const gchar *headers)
{
  g_autofree gchar *text = fill_in (f, headers);

  sip_test_net_reply (f->net, f->alice, f->request, status, "r", text, NULL);
}

void
sip_test_registrar_start (SipTestRegistrar *f, const gchar *headers)
{
  sip_test_net_start (f->net);
  sip_test_registrar_pop_register (f);
  sip_test_registrar_answer (f, 200, headers);
}

void
sip_test_registrar_configure (SipTestRegistrar *f, const gchar *property, ...)
{
  va_list args;

  va_start (args, property);
  g_object_set_valist (G_OBJECT (f->alice->config), property, args);
  va_end (args);
  gst_sip_ua_update_config (f->alice->ua, f->alice->config);
}

GstSipMessage *
sip_test_registrar_call (SipTestRegistrar *f, gboolean anonymous)
{
  g_autoptr (GstStructure) options = gst_structure_new ("options", "anonymous",
      G_TYPE_BOOLEAN, anonymous, NULL);
  g_autoptr (GstSipCall) out =
      gst_sip_ua_call (f->alice->ua, "bob", options, NULL);

  g_assert_nonnull (out);
  sip_test_registrar_advance (f, 0);
  return sip_test_net_pop_request (f->net, "INVITE");
}

gchar *
sip_test_registrar_join (GstSipMessage *message, GstSipHeader header)
{
  GString *all = g_string_new (NULL);
  GstSipValues values;
  GstSipSlice value;

  gst_sip_values_init (&values, message, header);
  while (gst_sip_values_next (&values, &value))
    g_string_append_printf (all, "%s%.*s", all->len > 0 ? " " : "",
        (int) value.length, value.text);
  return g_string_free (all, FALSE);
}

void
sip_test_registrar_add (const gchar *path, const gchar *name, guint data,
    SipTestRegistrarFunc test)
{
  g_autofree gchar *full = g_strdup_printf ("/ua/registrar/%s/%s", path, name);

  g_test_add (full, SipTestRegistrar, GUINT_TO_POINTER (data), set_up, test,
      tear_down);
}
