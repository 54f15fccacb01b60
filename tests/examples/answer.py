#!/usr/bin/python3
"""Answers every call with a tone, and says who called and for how long.

usage: answer.py URI PASSWORD WS_SERVER

SPDX-FileCopyrightText: 2026 The sipua authors
SPDX-License-Identifier: LGPL-2.1-or-later
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSip", "1.0")
from gi.repository import GLib, Gst, GstSip  # noqa: E402, F401

PIPELINE = """
sipuabin name=ua
audiotestsrc is-live=true freq=440 volume=0.3 ! ua.
ua.audio_src_0 ! audioconvert ! audioresample ! autoaudiosink
"""


def on_incoming_call(_ua, call):
    # In the thread of the user agent: quick, or not here.
    print(f"call from {call.props.remote_uri}")
    call.connect("ended", on_ended)
    call.answer(None)


def on_ended(call, status, reason):
    print(f"call with {call.props.remote_uri} ended after "
          f"{call.props.duration // Gst.SECOND} s: {status} {reason}")


def on_message(_bus, message, loop, pipeline):
    if message.type == Gst.MessageType.ERROR:
        error, _debug = message.parse_error()
        print(error.message, file=sys.stderr)
        loop.quit()
    elif message.type == Gst.MessageType.LATENCY:
        pipeline.recalculate_latency()


def main(uri, password, server):
    Gst.init(None)
    loop = GLib.MainLoop()
    pipeline = Gst.parse_launch(PIPELINE)
    ua = pipeline.get_by_name("ua")
    ua.set_property("uri", uri)
    ua.set_property("password", password)
    ua.set_property("ws-servers", server)
    ua.connect("incoming-call", on_incoming_call)
    bus = pipeline.get_bus()
    bus.add_signal_watch()
    bus.connect("message", on_message, loop, pipeline)
    pipeline.set_state(Gst.State.PLAYING)
    try:
        loop.run()
    except KeyboardInterrupt:
        pass
    pipeline.set_state(Gst.State.NULL)


if len(sys.argv) != 4:
    sys.exit(__doc__.strip())
main(*sys.argv[1:])
