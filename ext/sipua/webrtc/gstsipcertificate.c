/* The DTLS certificate, made before the first call needs it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "ext/sipua/webrtc/gstsipcertificate.h"

#include <gst/gst.h>

static GMutex lock;
static gboolean begun;
static GThread *maker; /* until it is joined */

/* The first element that may need the certificate makes it, and it is kept. */
static gpointer
make_certificate (gpointer unused)
{
  GstElement *element = gst_element_factory_make ("dtlsdec", NULL);

  if (element != NULL)
    gst_object_unref (gst_object_ref_sink (element));

  return NULL;
}

void
gst_sip_certificate_prepare (void)
{
  g_mutex_lock (&lock);
  if (!begun) {
    begun = TRUE;
    maker = g_thread_new ("sip-certificate", make_certificate, NULL);
  }
  g_mutex_unlock (&lock);
}

void
gst_sip_certificate_wait (void)
{
  g_mutex_lock (&lock);
  g_clear_pointer (&maker, g_thread_join);
  g_mutex_unlock (&lock);
}
