/* The media of a call, from the call's side
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/ua/gstsipmedia.h"

G_BEGIN_DECLS

/* Why a call ends whose early media were those of another fork. */
#define GST_SIP_MEDIA_OTHER_DEVICE \
  "another device took the call than the one that sent early media"

/* Who listens: the call. */
typedef struct
{
  void (*described) (gpointer user, GBytes *description);
  void (*refused) (gpointer user, guint status, const GError *error);
  void (*connected) (gpointer user);
  void (*stats_changed) (gpointer user);
  void (*failed) (gpointer user, const GError *error);
} GstSipMediaUser;

void gst_sip_media_set_user (GstSipMedia *self, const GstSipMediaUser *user,
    gpointer user_data);

gboolean gst_sip_media_check_offer (GstSipMedia *self,
    const gchar *content_type, GBytes *offer, GError **error);
void gst_sip_media_create_offer (GstSipMedia *self);
void gst_sip_media_create_answer (GstSipMedia *self, const gchar *content_type,
    GBytes *offer);
void gst_sip_media_accept_answer (GstSipMedia *self, const gchar *content_type,
    GBytes *answer);
void gst_sip_media_confirm_answer (GstSipMedia *self, const gchar *content_type,
    GBytes *answer, gboolean same_dialog);
void gst_sip_media_start (GstSipMedia *self);
void gst_sip_media_rollback (GstSipMedia *self);
void gst_sip_media_stop (GstSipMedia *self);

G_END_DECLS
