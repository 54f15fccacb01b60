#!/usr/bin/python3
"""Two pipelines call each other through a real SIP server, and show it.

Starts Kamailio on the loopback; bob's pipeline registers and answers by itself,
alice's calls him. Each sends a tone and a picture of its own. What happens is
printed as it happens; at the end, what each heard, and a PNG of what alice saw.

usage: first_call.py [--wss] [--seconds N] [--png FILE] [--trace]

SPDX-FileCopyrightText: 2026 The sipua authors
SPDX-License-Identifier: LGPL-2.1-or-later
"""
import argparse
import os
import pathlib
import sys
import tempfile
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstVideo", "1.0")
from gi.repository import GLib, Gst, GstVideo  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "interop"))
from kamailio import Kamailio  # noqa: E402
from measured import Tone  # noqa: E402

Gst.init(None)

RATE = 48000
TONES = {"alice": 440, "bob": 660}
PICTURES = {"alice": "ball", "bob": "smpte"}
# Longer than any of this takes on a slow machine.
PATIENCE = 60

PIPELINE = """
sipuabin name=ua uri={uri} password="{password}" ws-servers={server}
    stun-servers="" log-builtin-enabled={is_logged} {more}
audiotestsrc is-live=true freq={tone} volume=0.3 ! ua.
videotestsrc is-live=true pattern={picture}
    ! video/x-raw,width=640,height=480,framerate=15/1 ! ua.
ua.audio_src_0 ! queue ! audioconvert ! audioresample
    ! audio/x-raw,format=F32LE,rate=48000,channels=1
    ! appsink name=heard sync=false max-buffers=50 drop=true
ua.video_src_0 ! queue ! videoconvert
    ! appsink name=seen sync=false max-buffers=1 drop=true
"""


class Phone:
    """A pipeline, and a line on the terminal for all that it says."""

    def __init__(self, name, story, server, url, is_logged, more):
        self.name = name
        self.story = story
        self.call = None
        self.has_ended = False
        self.is_registered = False
        self.failure = None
        description = PIPELINE.format(
            uri=server.uri(name), password=server.users[name], server=url,
            more=more, is_logged=is_logged, tone=TONES[name], picture=PICTURES[name])
        self.pipeline = Gst.parse_launch(description)
        self.ua = self.pipeline.get_by_name("ua")
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message::element", self._on_element)
        bus.connect("message::error", self._on_error)
        bus.connect("message::warning", self._on_warning)
        bus.connect("message::eos", lambda *_: self._say("end of stream"))
        bus.connect("message::latency",
                    lambda *_: self.pipeline.recalculate_latency())

    def start(self):
        self.pipeline.set_state(Gst.State.PLAYING)

    def stop(self):
        self.pipeline.get_bus().remove_signal_watch()
        self.pipeline.set_state(Gst.State.NULL)

    def heard(self):
        """The tone in the last fifth of a second of what was received."""
        sink = self.pipeline.get_by_name("heard")
        data = bytearray()
        while len(data) < 4 * RATE // 5:
            sample = sink.emit("try-pull-sample", Gst.SECOND)
            if sample is None:
                break
            buffer = sample.get_buffer()
            data += buffer.extract_dup(0, buffer.get_size())
        samples = memoryview(bytes(data)).cast("f").tolist()
        return Tone.of(samples, RATE) if samples else None

    def seen(self):
        """The last picture that was received, as PNG."""
        sample = self.pipeline.get_by_name("seen").emit(
            "try-pull-sample", Gst.SECOND)
        if sample is None:
            return None
        image = GstVideo.video_convert_sample(
            sample, Gst.Caps.from_string("image/png"), 5 * Gst.SECOND)
        buffer = image.get_buffer()
        return buffer.extract_dup(0, buffer.get_size())

    def _say(self, text):
        self.story.say(self.name, text)

    def _on_element(self, _bus, message):
        structure = message.get_structure()
        if message.src != self.ua:
            return
        name = structure.get_name()
        if name == "sip-connected":
            self._say(f"connected to {structure['server']}")
        elif name == "sip-registered":
            self.is_registered = True
            self._say(f"registered for {structure['expires']} s")
        elif name == "sip-call":
            self._on_call(structure)

    def _on_call(self, structure):
        state = structure["state"].value_nick
        self.call = structure["call"]
        self.has_ended = state == "ended"
        what = f"call with {structure['remote-uri']}: {state}"
        if self.has_ended:
            what += f" ({structure['status']} {structure['reason']})"
        self._say(what)

    def _on_error(self, _bus, message):
        error, _debug = message.parse_error()
        self.failure = error.message
        self._say(f"error: {error.message}")

    def _on_warning(self, _bus, message):
        error, _debug = message.parse_warning()
        self._say(f"warning: {error.message}")


class Story:
    """Lines with the time since the start."""

    def __init__(self):
        self.began = time.monotonic()

    def say(self, who, text):
        print(f"{time.monotonic() - self.began:7.3f} s  {who:9} {text}",
              flush=True)


def wait(condition, what, seconds=PATIENCE):
    """Runs the main loop until the condition holds."""
    context = GLib.MainContext.default()
    # Wakes the loop, so that the condition is asked again.
    tick = GLib.timeout_add(20, lambda: True)
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited {seconds} s in vain for {what}")
        context.iteration(True)
    GLib.source_remove(tick)


def show_media(phone):
    """Codecs, candidates, DTLS and packets, as the call's statistics say."""
    stats = phone.call.get_property("stats")
    phone.story.say(phone.name,
                    f"ICE pair {stats['ice-local']} <-> {stats['ice-remote']}")
    phone.story.say(phone.name, f"DTLS {stats['dtls']}")
    for kind in ("audio", "video"):
        media = stats[kind]
        phone.story.say(
            phone.name, f"{kind} {media['codec']}: "
            f"{media['packets-sent']} packets sent, "
            f"{media['packets-received']} received, "
            f"{media['packets-lost']} lost")


def has_media(phone):
    """Whether both media were decoded already."""
    return all(phone.pipeline.get_by_name(name).get_property("last-sample")
               for name in ("heard", "seen"))


def call(options, folder):
    story = Story()
    server = Kamailio(folder)
    url = server.wss if options.wss else server.ws
    story.say("server", f"Kamailio on {url}")
    more = f"tls-ca-file={server.authority.certificate}"
    if options.trace:
        more += " trace-sip=true"
    bob = Phone("bob", story, server, url, options.trace,
                f"auto-answer=true {more}")
    alice = Phone("alice", story, server, url, options.trace,
                  f"target={server.uri('bob')} {more}")
    try:
        bob.start()
        wait(lambda: bob.is_registered, "bob's registration")
        alice.start()
        wait(lambda: alice.failure or (has_media(alice) and has_media(bob)),
             "media")
        if alice.failure:
            return 1
        story.say("both", "media decoded in both directions")
        began = time.monotonic()
        wait(lambda: time.monotonic() - began > options.seconds, "talk")
        return tell_what_arrived(options, story, alice, bob)
    finally:
        alice.stop()
        bob.stop()
        server.stop()


def tell_what_arrived(options, story, alice, bob):
    for phone in (alice, bob):
        show_media(phone)
    picture = alice.seen()
    result = 0
    for phone, other in ((alice, bob), (bob, alice)):
        tone = phone.heard()
        right = (tone is not None
                 and abs(tone.frequency - TONES[other.name]) < 5)
        result |= not right
        story.say(phone.name, "heard nothing" if tone is None else
                  f"heard {tone.frequency:.1f} Hz at {tone.level:.1f} dBFS, "
                  f"{other.name} sent {TONES[other.name]} Hz")
    bob.call.emit("hangup")
    wait(lambda: alice.has_ended and bob.has_ended, "the end")
    if picture is None:
        story.say("alice", "saw nothing")
        return 1
    options.png.write_bytes(picture)
    story.say("alice", f"saw {options.png}")
    return result


def main():
    parser = argparse.ArgumentParser(
        description="a call between two pipelines, shown as it happens")
    parser.add_argument("--wss", action="store_true", help="over TLS")
    parser.add_argument("--seconds", type=float, default=3,
                        help="how long they talk (3)")
    parser.add_argument("--png", type=pathlib.Path,
                        default=pathlib.Path("first-call.png"),
                        help="what alice saw goes there")
    parser.add_argument("--trace", action="store_true",
                        help="show all SIP messages")
    options = parser.parse_args()
    # Kamailio is in sbin, which is not on everybody's path.
    os.environ["PATH"] += ":/usr/sbin"
    with tempfile.TemporaryDirectory(prefix="first-call-") as folder:
        return call(options, folder)


sys.exit(main())
