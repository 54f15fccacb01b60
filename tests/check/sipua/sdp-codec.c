/* Codec lists and certificates
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sdpfixture.h"

#include "ext/sipua/sdp/gstsipsdp-private.h"

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
#define HELLO_SHA1_REST \
  ":F4:C6:1D:DC:C5:E8:A2:DA:BE:DE:0F:3B:48:2C:D9:AE:A9:43:4D"
#define HELLO_SHA1 "AA" HELLO_SHA1_REST
#define HELLO_SHA384 \
  "59:E1:74:87:77:44:8C:69:DE:6B:80:0D:7A:33:BB:FB:" \
  "9F:F1:B4:63:E4:43:54:C3:55:3B:CD:B9:C6:66:FA:90:" \
  "12:5A:3C:79:F9:03:97:BD:F5:F6:A1:3D:E8:28:68:4F"
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
    {"what-webrtcbin-sees-counts",
        WITH ("a=fingerprint:sha-384 " HELLO_SHA384 "\r\n"
              "a=fingerprint:sha-256 " OTHER_FINGERPRINT "\r\n"), PEM,
        "promised " OTHER_FINGERPRINT},
    {"sha-384", WITH ("a=fingerprint:sha-384 " HELLO_SHA384 "\r\n"), PEM,
        NULL},
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

/* A webrtcbin that compares sees one line, and cannot compute SHA-384. */
/* clang-format off */
static const struct
{
  const gchar *name;
  const gchar *offer;
  const gchar *shown;
  const gchar *trouble; /* where webrtcbin compares */
} shows[] = {
    {"sha-256", WITH ("a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"),
        HELLO_SHA256, NULL},
    {"sha-1", WITH ("a=fingerprint:sha-1 " HELLO_SHA1 "\r\n"),
        HELLO_SHA1, NULL},
    {"sha-384", WITH ("a=fingerprint:sha-384 " HELLO_SHA384 "\r\n"),
        HELLO_SHA384,
        "no a=fingerprint but sha-384, which this version of GStreamer cannot "
        "compute"},
    {"sha-384-and-256",
        WITH ("a=fingerprint:sha-384 " HELLO_SHA384 "\r\n"
              "a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"),
        HELLO_SHA256, NULL},
    {"sha-256-and-384",
        WITH ("a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"
              "a=fingerprint:sha-384 " HELLO_SHA384 "\r\n"),
        HELLO_SHA256, NULL},
    {"second-may-be-right",
        WITH ("a=fingerprint:sha-256 " OTHER_FINGERPRINT "\r\n"
              "a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"),
        OTHER_FINGERPRINT,
        "more than one a=fingerprint:sha-256, of which this version of "
        "GStreamer compares only one"},
    {"twice-the-same",
        WITH ("a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"
              "a=fingerprint:SHA-256 " HELLO_SHA256 "\r\n"),
        HELLO_SHA256, NULL},
    {"weaker-twice",
        WITH ("a=fingerprint:sha-1 " HELLO_SHA1 "\r\n"
              "a=fingerprint:sha-256 " HELLO_SHA256 "\r\n"
              "a=fingerprint:sha-1 00" HELLO_SHA1_REST "\r\n"),
        HELLO_SHA256, NULL},
};
/* clang-format on */

static void
test_shown (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (GstSipSdpRemote) remote = sdp_parse (shows[row].offer);
  const GstSipSdpMedia *media = gst_sip_sdp_remote_get_media (remote, 0);
  g_autofree gchar *compared =
      gst_sip_sdp_fingerprints_find_trouble (media->fingerprints, TRUE);

  g_assert_cmpstr (gst_sip_sdp_fingerprints_get_shown (media->fingerprints)
                       ->value,
      ==, shows[row].shown);
  g_assert_cmpstr (compared, ==, shows[row].trouble);
  g_assert_null (
      gst_sip_sdp_fingerprints_find_trouble (media->fingerprints, FALSE));
  g_assert_cmpstr (media->trouble, ==,
      gst_sip_sdp_fingerprints_are_compared () ? compared : NULL);
}

int
main (int argc, char **argv)
{
  sdp_init (&argc, &argv);

  ADD_ROWS ("codecs", lists, test_list);
  ADD_ROWS ("certificate", certificates, test_certificate);
  ADD_ROWS ("shown", shows, test_shown);

  return g_test_run ();
}
