/* Assertions on messages and their parts
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "gst/sip/base/gstsiperror.h"
#include "gst/sip/message/gstsipdigest.h"
#include "gst/sip/message/gstsipmessage-private.h"

/* A file beside the tests. */
GBytes *load_file (const gchar *folder, const gchar *name);

/* Parses, and asserts that it is SIP. */
GstSipMessage *parse_text (const gchar *text);

/* expected: NULL for an absent part */
void assert_slice (GstSipSlice slice, const gchar *expected);
void assert_display_name (const GstSipAddress *address, const gchar *expected);
void assert_uri (GstSipUriView *view, const gchar *text);
/* The parameter is there; expected is NULL when it has no value. */
void assert_param (GstSipSlice params, const gchar *name,
    const gchar *expected);
void assert_next_via (GstSipValues *values, GstSipVia *via,
    const gchar *protocol, const gchar *host, const gchar *branch);
void assert_n_values (GstSipMessage *message, GstSipHeader header,
    guint expected);
void assert_body_size (GstSipMessage *message, gsize expected);

/* Written and parsed again, it has the same start line, headers and body. */
void assert_round_trip (GstSipMessage *message);

/* Each row of a table is a test of its own. */
#define ADD_ROWS(table, prefix, test) \
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) { \
    g_autofree gchar *path = g_strdup_printf (prefix "/%u", i); \
\
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test); \
  }

#define ADD_NAMED_ROWS(table, prefix, test) \
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) { \
    g_autofree gchar *path = g_strconcat (prefix "/", table[i].name, NULL); \
\
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test); \
  }
