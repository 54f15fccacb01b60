/* What is wrong with a server's certificate, in words
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/websocket/gstsipservercertificate.h"

#include "ext/sipua/websocket/gstsiphandshakeerror.h"

/* More names of a certificate help nobody. */
#define MAX_NAMES 4

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree gchar *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree gchar *issuer = g_tls_certificate_get_issuer_name (certificate);

  return subject != NULL && g_strcmp0 (subject, issuer) == 0;
}

static void
add_unknown_authority (GString *text, GTlsCertificate *certificate)
{
  g_autofree gchar *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autofree gchar *name =
      gst_sip_handshake_clean (issuer != NULL ? issuer : "nameless");

  if (is_self_signed (certificate))
    g_string_append (text, "self-signed and not trusted (see tls-ca-file)");
  else if (g_tls_certificate_get_issuer (certificate) != NULL)
    g_string_append_printf (text,
        "issued by an unknown authority (%s; see tls-ca-file)", name);
  else
    g_string_append_printf (text,
        "issued by an unknown authority (%s, whose certificate is neither "
        "trusted nor sent along: see tls-ca-file, or is an intermediate "
        "certificate missing on the server?)",
        name);
}

/* (transfer full): names of hosts, then addresses */
static GPtrArray *
list_names (GTlsCertificate *certificate)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hosts = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses =
      g_tls_certificate_get_ip_addresses (certificate);

  for (guint i = 0; hosts != NULL && i < hosts->len; i++) {
    gsize size;
    const gchar *data = g_bytes_get_data (g_ptr_array_index (hosts, i), &size);
    g_autofree gchar *name = g_strndup (data, size);

    g_ptr_array_add (list, gst_sip_handshake_clean (name));
  }
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    g_ptr_array_add (list,
        g_inet_address_to_string (g_ptr_array_index (addresses, i)));
  return list;
}

static void
add_bad_identity (GString *text, GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) names = list_names (certificate);

  g_string_append (text, "not issued for this host");
  for (guint i = 0; i < MIN (names->len, MAX_NAMES); i++)
    g_string_append_printf (text, "%s%s", i == 0 ? " but for " : " or ",
        (const gchar *) g_ptr_array_index (names, i));
  if (names->len > MAX_NAMES)
    g_string_append (text, " and others");
}

/* date: (transfer full) (nullable) */
static void
add_date (GString *text, const gchar *words, GDateTime *date)
{
  g_autoptr (GDateTime) owned = date;
  g_autofree gchar *day =
      owned != NULL ? g_date_time_format (owned, "%F") : NULL;

  if (day != NULL)
    g_string_append_printf (text, " %s %s", words, day);
}

static void
add_flaw (GString *text, GTlsCertificate *certificate,
    GTlsCertificateFlags flaw)
{
  if (text->len > 0)
    g_string_append (text, ", ");

  switch (flaw) {
    case G_TLS_CERTIFICATE_UNKNOWN_CA:
      add_unknown_authority (text, certificate);
      break;
    case G_TLS_CERTIFICATE_BAD_IDENTITY:
      add_bad_identity (text, certificate);
      break;
    case G_TLS_CERTIFICATE_NOT_ACTIVATED:
      g_string_append (text, "not valid");
      add_date (text, "before",
          g_tls_certificate_get_not_valid_before (certificate));
      g_string_append (text, " (or is the clock here wrong?)");
      break;
    case G_TLS_CERTIFICATE_EXPIRED:
      g_string_append (text, "expired");
      add_date (text, "on",
          g_tls_certificate_get_not_valid_after (certificate));
      break;
    case G_TLS_CERTIFICATE_REVOKED:
      g_string_append (text, "revoked");
      break;
    case G_TLS_CERTIFICATE_INSECURE:
      g_string_append (text, "made with an insecure algorithm or key");
      break;
    default:
      g_string_append (text, "not valid");
      break;
  }
}

gchar *
gst_sip_certificate_describe_flaws (GTlsCertificate *certificate,
    GTlsCertificateFlags flaws)
{
  GString *text = g_string_new (NULL);

  for (guint flaw = 1; flaw <= G_TLS_CERTIFICATE_GENERIC_ERROR; flaw <<= 1) {
    if (flaws & flaw)
      add_flaw (text, certificate, (GTlsCertificateFlags) flaw);
  }
  return g_string_free (text, FALSE);
}

/* RFC 9525 section 2: the common name does not count. */
static gboolean
has_name_of_kind (GTlsCertificate *certificate, const gchar *host)
{
  g_autoptr (GPtrArray) names = g_hostname_is_ip_address (host)
      ? g_tls_certificate_get_ip_addresses (certificate)
      : g_tls_certificate_get_dns_names (certificate);

  return names != NULL && names->len > 0;
}

static gboolean
contains (const guint8 *data, gsize size, const guint8 *part, gsize part_size)
{
  for (gsize i = 0; i + part_size <= size; i++) {
    if (memcmp (data + i, part, part_size) == 0)
      return TRUE;
  }
  return FALSE;
}

/* extKeyUsage (RFC 5280 section 4.2.1.12) must name servers, if it is there.
 * der: the certificate; of the extension, the part after its object identifier
 * is looked at, as far as its length says. */
static gboolean
is_for_servers (const guint8 *der, gsize size)
{
  static const guint8 extension[] = {0x06, 0x03, 0x55, 0x1d, 0x25};
  static const guint8 server_auth[] = {0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05,
      0x07, 0x03, 0x01};
  static const guint8 any_usage[] = {0x06, 0x04, 0x55, 0x1d, 0x25, 0x00};
  static const guint8 critical[] = {0x01, 0x01, 0xff};

  for (gsize i = 0; i + sizeof extension + 2 < size; i++) {
    const guint8 *content = der + i + sizeof extension;
    gsize left = size - i - sizeof extension;

    if (memcmp (der + i, extension, sizeof extension) != 0)
      continue;
    if (left > sizeof critical + 2 &&
        memcmp (content, critical, sizeof critical) == 0) {
      content += sizeof critical;
      left -= sizeof critical;
    }
    /* An octet string of less than 128 bytes, as all usages together are. */
    if (content[0] == 0x04 && content[1] < 0x80)
      left = MIN (left, 2u + content[1]);
    return contains (content, left, server_auth, sizeof server_auth) ||
        contains (content, left, any_usage, sizeof any_usage);
  }
  return TRUE;
}

gchar *
gst_sip_certificate_find_fault (GTlsCertificate *certificate, const gchar *host)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  if (!has_name_of_kind (certificate, host))
    return g_strdup ("not issued for this host: what stands in its common name "
                     "does not count, only subjectAltName does");
  if (der != NULL && !is_for_servers (der->data, der->len))
    return g_strdup ("not issued for servers (its extendedKeyUsage is for "
                     "something else)");
  return NULL;
}
