/* Codec lists and certificates
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sdpfixture.h"

/* --- codec lists --- */

/* clang-format off */
static const struct
{
  const gchar *name;
  GstSipMediaKind kind;
  const gchar *text;
  const gchar *codecs; /* NULL: refused */
  const gchar *error;
} lists[] = {
    {"default-audio", GST_SIP_MEDIA_AUDIO, NULL, "opus PCMU PCMA "},
    {"default-video", GST_SIP_MEDIA_VIDEO, NULL, "VP8 H264 "},
    {"order", GST_SIP_MEDIA_AUDIO, "PCMA,opus", "PCMA opus "},
    {"case-and-space", GST_SIP_MEDIA_AUDIO, " OPUS\tpcmu,g722",
        "opus PCMU G722 "},
    {"twice", GST_SIP_MEDIA_AUDIO, "opus,PCMU,Opus", "opus PCMU "},
    {"none", GST_SIP_MEDIA_VIDEO, "", ""},
    {"unknown", GST_SIP_MEDIA_AUDIO, "opus,speex", NULL,
        "'speex' is no audio codec"},
    {"other-kind", GST_SIP_MEDIA_VIDEO, "opus", NULL,
        "'opus' is no video codec"},
    {"event", GST_SIP_MEDIA_AUDIO, "telephone-event", NULL,
        "'telephone-event' is no audio codec"},
};
/* clang-format on */

static void
test_list (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GError) error = NULL;
  g_autofree const GstSipCodec **codecs =
      gst_sip_codec_parse_list (lists[row].kind, lists[row].text, &error);
  g_autoptr (GString) names = g_string_new (NULL);

  if (lists[row].codecs == NULL) {
    g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_CONFIGURATION);
    sdp_assert_has (error->message, lists[row].error);
    return;
  }

  for (guint i = 0; codecs[i] != NULL; i++)
    g_string_append_printf (names, "%s ", codecs[i]->name);
  g_assert_cmpstr (names->str, ==, lists[row].codecs);
}

/* --- certificates --- */

/* Bytes, not a certificate: only their hash counts. */
#define PEM "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"
#define HELLO_SHA256 \
  "2C:F2:4D:BA:5F:B0:A3:0E:26:E8:3B:2A:C5:B9:E2:9E:" \
  "1B:16:1E:5C:1F:A7:42:5E:73:04:33:62:93:8B:98:24"
#define HELLO_SHA1 "AA:F4:C6:1D:DC:C5:E8:A2:DA:BE:DE:0F:3B:48:2C:D9:AE:A9:43:4D"
#define WITH(fingerprints) SESSION AUDIO ICE MUX fingerprints

/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *offer;
  const gchar *pem;
  const gchar *error;
} certificates[] = {
    {"sha-256", WITH ("a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"), PEM, NULL},
    {"sha-1",   WITH ("a=fingerprint:sha-1 " HELLO_SHA1 "\r\n"), PEM, NULL},
    {"one-of-two",
        WITH ("a=fingerprint:sha-256 " OTHER_FINGERPRINT "\r\n"
              "a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"), PEM, NULL},
    {"wrong", WITH ("a=fingerprint:sha-256 " OTHER_FINGERPRINT "\r\n"), PEM,
        "DTLS: the peer's certificate is sha-256 " HELLO_SHA256
        ", its session description promised " OTHER_FINGERPRINT},
    {"weaker-does-not-count",
        WITH ("a=fingerprint:sha-1 " HELLO_SHA1 "\r\n"
              "a=fingerprint:sha-256 " OTHER_FINGERPRINT "\r\n"), PEM,
        "promised"},
    {"no-certificate",
        WITH ("a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"), NULL,
        "no certificate"},
    {"no-pem", WITH ("a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"), "hello",
        "no certificate"},
    {"no-fingerprint", WITH (""), PEM, "no a=fingerprint"},
};
/* clang-format on */

static void
test_certificate (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (certificates[row].offer);
  g_autoptr (GError) error = NULL;
  gboolean same =
      gst_sip_sdp_check_certificate (gst_sip_sdp_remote_get_media (remote, 0)
                                         ->fingerprints,
          certificates[row].pem, &error);

  if (certificates[row].error == NULL) {
    g_assert_no_error (error);
    g_assert_true (same);
    return;
  }

  g_assert_false (same);
  g_assert_error (error, GST_SIP_ERROR, GST_SIP_ERROR_MEDIA);
  sdp_assert_has (error->message, certificates[row].error);
}

int
main (int argc, char **argv)
{
  sdp_init (&argc, &argv);

  ADD_ROWS ("codecs", lists, test_list);
  ADD_ROWS ("certificate", certificates, test_certificate);

  return g_test_run ();
}
