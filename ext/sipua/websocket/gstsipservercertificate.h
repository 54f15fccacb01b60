/* What is wrong with a server's certificate, in words
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GIO's TLS backend does the checking; here is what it does not do, and the
 * words for whoever has to mend it.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): "issued by an unknown authority (...), expired on
 * 2020-02-02" */
gchar *gst_sip_certificate_describe_flaws (GTlsCertificate *certificate,
    GTlsCertificateFlags flaws);

/* (transfer full) (nullable): what browsers refuse in a certificate that the
 * backend takes for host (a name or an IP address), or NULL. */
gchar *gst_sip_certificate_find_fault (GTlsCertificate *certificate,
    const gchar *host);

G_END_DECLS
