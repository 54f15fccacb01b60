/* What every public header starts from
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib-object.h>
#include <gst/gst.h>

#ifdef BUILDING_GST_SIP
#define GST_SIP_API GST_API_EXPORT
#else
#define GST_SIP_API GST_API_IMPORT
#endif
