/* The DTLS certificate, made before the first call needs it
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * GstDtls makes one certificate for all calls of the process when the first of
 * them wants it, which takes a quarter of a second. A thread of its own does it
 * while the element is still on its way to PLAYING.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Starts; later calls do nothing. Any thread. */
void gst_sip_certificate_prepare (void);
/* Until it is made, where that was begun: a process must not exit meanwhile, as
 * OpenSSL would be cleaned up under the thread that uses it. Any thread. */
void gst_sip_certificate_wait (void);

G_END_DECLS
