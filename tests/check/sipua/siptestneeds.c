/* What a call takes and a machine may lack: where it does, the test is skipped
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Linked into each program that has calls. It asks before main(), so that no
 * test has to, and none can forget it.
 */
#include <gst/gst.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdlib.h>

/* Meson's status for a test that was skipped. */
#define SKIPPED 77

static const struct
{
  const gchar *element;
  const gchar *package; /* of Debian */
} needs[] = {
    {"webrtcbin",    "gstreamer1.0-plugins-bad" },
    {"dtlssrtpenc",  "gstreamer1.0-plugins-bad" },
    {"srtpenc",      "gstreamer1.0-plugins-bad" },
    {"nicesrc",      "gstreamer1.0-nice"        },
    {"rtpbin",       "gstreamer1.0-plugins-good"},
    {"mulawenc",     "gstreamer1.0-plugins-good"},
    {"vp8enc",       "gstreamer1.0-plugins-good"},
    {"opusenc",      "gstreamer1.0-plugins-base"},
    {"audiotestsrc", "gstreamer1.0-plugins-base"},
    {"videotestsrc", "gstreamer1.0-plugins-base"},
    {"x264enc",      "gstreamer1.0-plugins-ugly"},
    {"avdec_h264",   "gstreamer1.0-libav"       },
};

static void
check_elements (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++) {
    g_autoptr (GstElementFactory) factory =
        gst_element_factory_find (needs[i].element);

    if (factory == NULL) {
      g_printerr ("skipped: no element %s: install Debian's package %s\n",
          needs[i].element, needs[i].package);
      exit (SKIPPED);
    }
  }
}

/* libnice gathers no candidate of the loopback. */
static void
check_address (void)
{
  struct ifaddrs *all = NULL, *each;

  if (getifaddrs (&all) != 0)
    return;
  each = all;
  while (each != NULL &&
      (each->ifa_addr == NULL || (each->ifa_flags & IFF_LOOPBACK) != 0 ||
          (each->ifa_addr->sa_family != AF_INET &&
              each->ifa_addr->sa_family != AF_INET6)))
    each = each->ifa_next;
  freeifaddrs (all);
  if (each == NULL) {
    g_printerr ("skipped: no address beside the loopback's\n");
    exit (SKIPPED);
  }
}

/* With a sanitizer it is this process that looks at all plugins of the machine
 * for the first time, and some of those lose memory. */
extern void __lsan_disable (void) __attribute__ ((weak));
extern void __lsan_enable (void) __attribute__ ((weak));

static void
init (void)
{
  if (__lsan_disable != NULL)
    __lsan_disable ();
  gst_init (NULL, NULL);
  if (__lsan_enable != NULL)
    __lsan_enable ();
}

__attribute__ ((constructor)) static void
check_needs (void)
{
  init ();
  check_elements ();
  check_address ();
}
