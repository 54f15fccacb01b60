/* Whether a TLS server asks for a certificate of ours
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/net/gstsiptlsquestion.h"

struct _GstSipTlsQuestion
{
  GTlsInteraction parent;

  gint was_asked; /* atomic: the handshake has a thread of its own */
};

G_DEFINE_FINAL_TYPE (GstSipTlsQuestion, gst_sip_tls_question,
    G_TYPE_TLS_INTERACTION)

static GTlsInteractionResult
request_certificate (GTlsInteraction *interaction, GTlsConnection *connection,
    GTlsCertificateRequestFlags flags, GCancellable *cancellable,
    GError **error)
{
  g_atomic_int_set (&GST_SIP_TLS_QUESTION (interaction)->was_asked, TRUE);
  return G_TLS_INTERACTION_UNHANDLED;
}

static void
gst_sip_tls_question_class_init (GstSipTlsQuestionClass *klass)
{
  G_TLS_INTERACTION_CLASS (klass)->request_certificate = request_certificate;
}

static void
gst_sip_tls_question_init (GstSipTlsQuestion *self)
{
}

GTlsInteraction *
gst_sip_tls_question_new (void)
{
  return g_object_new (GST_TYPE_SIP_TLS_QUESTION, NULL);
}

gboolean
gst_sip_tls_question_was_asked (GTlsConnection *connection)
{
  GTlsInteraction *interaction = g_tls_connection_get_interaction (connection);

  return g_atomic_int_get (&GST_SIP_TLS_QUESTION (interaction)->was_asked);
}
