/* SIP for GStreamer: everything an application needs
 *
 * SPDX-FileCopyrightText: 2026 The sipua authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gst/sip/base/gstsipenums.h>
#include <gst/sip/base/gstsiperror.h>
#include <gst/sip/gstsip-enumtypes.h>
#include <gst/sip/message/gstsipmessage.h>
#include <gst/sip/message/gstsipuri.h>
#include <gst/sip/transport/gstsiptransport.h>
#include <gst/sip/ua/gstsipcall.h>
#include <gst/sip/ua/gstsipmedia.h>
#include <gst/sip/ua/gstsipua.h>
#include <gst/sip/ua/gstsipuaconfig.h>
#include <gst/sip/ua/gstsipuaenums.h>
