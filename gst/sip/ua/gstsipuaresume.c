/* The user agent after a pause: the process was stopped, or the machine slept
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * No timer has run out meanwhile. But the world has gone on: the binding may
 * have lapsed, the connection may be dead, and peers may have hung up.
 */
#include "gst/sip/ua/gstsipuastruct.h"

#include "gst/sip/ua/gstsipcall-private.h"

/* Others hardly notice a shorter one. */
#define LONG_PAUSE (5 * G_TIME_SPAN_SECOND)

static void
look_around (GstSipUa *self, gint64 pause)
{
  GList *calls = gst_sip_ua_get_calls (self);

  gst_sip_log_write (self->core->log, GST_SIP_LOG_UA, GST_SIP_LOG_LEVEL_LOG,
      NULL,
      "nothing was done here for %.0f s (stopped, asleep or held up in a "
      "handler): asking whether server and peers are there",
      (gdouble) pause / G_TIME_SPAN_SECOND);
  gst_sip_core_check_connection (self->core);
  for (GList *l = calls; l != NULL; l = l->next)
    gst_sip_call_look (l->data);
  g_list_free_full (calls, gst_object_unref);
}

void
gst_sip_ua_resume (gpointer owner, gint64 pause)
{
  GstSipUa *self = owner;

  if (!self->running)
    return;
  gst_sip_registration_resume (self->registration);
  if (pause >= LONG_PAUSE && !self->stopping)
    look_around (self, pause);
}
