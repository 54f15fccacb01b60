/* Media that makes up text, for tests of calls
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "siptestmedia.h"

#include "gst/sip/base/gstsiperror.h"

#define ANSWER "answer to "

G_DEFINE_FINAL_TYPE (SipTestMedia, sip_test_media, GST_TYPE_SIP_MEDIA)

static GError *
make_error (SipTestMedia *self)
{
  return self->tells_caller != NULL
      ? g_error_new_literal (GST_SIP_STATUS, 488, self->tells_caller)
      : g_error_new_literal (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
            "no codec in common");
}

static void
describe (SipTestMedia *self)
{
  g_autofree gchar *text = g_steal_pointer (&self->description);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  guint refuse = self->refuse;

  self->refuse = 0;
  if (refuse != 0) {
    error = make_error (self);
    gst_sip_media_refused (GST_SIP_MEDIA (self), refuse, error);
    return;
  }
  gst_sip_media_described (GST_SIP_MEDIA (self), bytes);
}

static void
on_timer (gpointer owner)
{
  describe (owner);
}

static void
prepare (SipTestMedia *self, gchar *description)
{
  g_assert_false (self->stopped);
  /* Nobody may ask twice before there is an answer. */
  g_assert_null (self->description);
  self->description = description;
  if (self->delay > 0)
    gst_sip_timer_arm (&self->timer, self->timers, self->delay);
  else
    describe (self);
}

static gboolean
sip_test_media_check_offer (GstSipMedia *media, const gchar *content_type,
    GBytes *offer, GError **error)
{
  guint status = SIP_TEST_MEDIA (media)->takes_no_offer;

  if (status == 0)
    return TRUE;
  if (status == 488)
    g_propagate_error (error, make_error (SIP_TEST_MEDIA (media)));
  else
    g_set_error_literal (error, GST_SIP_STATUS, (gint) status, "no room");
  return FALSE;
}

static void
sip_test_media_create_offer (GstSipMedia *media)
{
  SipTestMedia *self = SIP_TEST_MEDIA (media);

  g_free (self->offer);
  self->offer = g_strdup_printf ("offer %s %u", self->name, ++self->n_offers);
  prepare (self, g_strdup (self->offer));
}

static gchar *
to_text (GBytes *bytes)
{
  gsize size;
  const gchar *data = g_bytes_get_data (bytes, &size);

  return g_strndup (data, size);
}

static void
sip_test_media_create_answer (GstSipMedia *media, const gchar *content_type,
    GBytes *offer)
{
  SipTestMedia *self = SIP_TEST_MEDIA (media);

  if (self->refuse == 0) {
    g_free (self->agreed);
    self->agreed = to_text (offer);
  }
  prepare (self, g_strdup_printf (ANSWER "%s", self->agreed));
}

static void
sip_test_media_accept_answer (GstSipMedia *media, const gchar *content_type,
    GBytes *answer)
{
  SipTestMedia *self = SIP_TEST_MEDIA (media);
  g_autofree gchar *text = to_text (answer);
  g_autofree gchar *wanted = g_strconcat (ANSWER, self->offer, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (self->stopped);
  if (!g_str_has_prefix (text, wanted)) {
    error = g_error_new (GST_SIP_ERROR, GST_SIP_ERROR_MEDIA,
        "'%s' is no answer to '%s'", text, self->offer);
    gst_sip_media_failed (media, error);
    return;
  }
  g_free (self->agreed);
  self->agreed = g_strdup (self->offer);
}

static void
sip_test_media_start (GstSipMedia *media)
{
  SIP_TEST_MEDIA (media)->started = TRUE;
}

static void
sip_test_media_rollback (GstSipMedia *media)
{
  SIP_TEST_MEDIA (media)->rolled_back = TRUE;
}

static void
sip_test_media_stop (GstSipMedia *media)
{
  SipTestMedia *self = SIP_TEST_MEDIA (media);

  g_assert_false (self->stopped);
  self->stopped = TRUE;
  gst_sip_timer_disarm (&self->timer);
}

static void
sip_test_media_finalize (GObject *object)
{
  SipTestMedia *self = SIP_TEST_MEDIA (object);

  g_free (self->name);
  g_free (self->description);
  g_free (self->offer);
  g_free (self->agreed);
  G_OBJECT_CLASS (sip_test_media_parent_class)->finalize (object);
}

static void
sip_test_media_class_init (SipTestMediaClass *klass)
{
  GstSipMediaClass *media_class = GST_SIP_MEDIA_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sip_test_media_finalize;
  media_class->check_offer = sip_test_media_check_offer;
  media_class->create_offer = sip_test_media_create_offer;
  media_class->create_answer = sip_test_media_create_answer;
  media_class->accept_answer = sip_test_media_accept_answer;
  media_class->start = sip_test_media_start;
  media_class->rollback = sip_test_media_rollback;
  media_class->stop = sip_test_media_stop;
}

static void
sip_test_media_init (SipTestMedia *self)
{
  self->timer = (GstSipTimer){.expired = on_timer, .owner = self};
}

SipTestMedia *
sip_test_media_new (GstSipTimers *timers, const gchar *name)
{
  SipTestMedia *self =
      gst_object_ref_sink (g_object_new (SIP_TEST_TYPE_MEDIA, NULL));

  self->timers = timers;
  self->name = g_strdup (name);
  return self;
}
