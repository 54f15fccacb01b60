# A pipeline with a sipuabin: sends a tone and a colour, measures what it gets
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Signals come from the element's own thread; here they only fill lists, which
# the test waits upon.

import threading
import time

from child import wait_until
from measured import LEVEL
from media import AudioMeter, Gst, VideoMeter, colour_source, tone_source

STOPPING_TIME = 5.0
QUIET_TIME = 0.5


class Phone:
    """`frequency` (Hz) and `colour` are what it sends, None for nothing; all
    else are properties of sipuabin."""

    def __init__(self, frequency=440, colour=None, **properties):
        self.pipeline = Gst.Pipeline()
        self.ua = Gst.ElementFactory.make("sipuabin")
        if self.ua is None:
            raise RuntimeError("no element sipuabin; see GST_PLUGIN_PATH")
        # The default is a public server, which tests must not need.
        for name, value in {"stun_servers": "", **properties}.items():
            self.ua.set_property(name.replace("_", "-"), value)
        self.pipeline.add(self.ua)
        self.messages, self.refusals, self.log = [], [], []
        # Seconds on a clock of its own, and what was logged then.
        self.log_times = []
        self._complaints = []
        self.incoming, self.calls = [], []
        self.audio, self.video = [], []
        for signal, handler in {
                "log": self._on_log,
                "registration-failed": self._on_registration_failed,
                "incoming-call": self._on_incoming_call,
                "call-added": self._on_call_added,
                "pad-added": self._on_pad_added,
                "pad-removed": self._on_pad_removed}.items():
            self.ua.connect(signal, handler)
        if frequency is not None:
            self._send(tone_source(frequency), "audio_sink_%u")
        if colour is not None:
            self._send(colour_source(colour), "video_sink_%u")
        self._stopping, self._has_stopped = (threading.Event(),
                                             threading.Event())
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def start(self):
        self._listener.start()
        self.pipeline.set_state(Gst.State.PLAYING)
        return self

    def stop_here(self):
        """From a handler, whose thread is the one that would be waited for."""
        self.pipeline.set_state(Gst.State.READY)

    def stop(self):
        """To NULL, which must not take longer than the farewells may."""
        self._stopping.set()
        stopper = threading.Thread(target=self.pipeline.set_state,
                                   args=(Gst.State.NULL,), daemon=True)
        stopper.start()
        stopper.join(STOPPING_TIME)
        self._has_stopped.set()
        if stopper.is_alive():
            raise AssertionError(f"NULL took more than {STOPPING_TIME} s")

    def wait_registered(self, timeout=10):
        wait_until(lambda: self.ua.get_property("registered"),
                   lambda: f"registration; refused: {self.refusals}, "
                           f"bus: {self.complaints()}", timeout)
        return self

    def wait_refused(self, timeout=10):
        """The status and reason that the registration was refused with."""
        wait_until(lambda: self.refusals, "the registration to be refused",
                   timeout)
        return self.refusals[-1]

    def call(self, target, **options):
        structure = None
        if options:
            structure = Gst.Structure.new_empty("options")
            for name, value in options.items():
                structure.set_value(name, value)
        return Call(self.ua.emit("call", target, structure))

    def wait_incoming(self, timeout=10):
        wait_until(lambda: self.incoming, "a call to come in", timeout)
        return self.incoming[-1]

    def wait_new_call(self, timeout=10):
        """The next one that comes in, after those that are over."""
        def is_new():
            return self.incoming and self.incoming[-1].state != "ended"
        wait_until(is_new, "a new call to come in", timeout)
        return self.incoming[-1]

    def wait_call(self, timeout=10):
        """The latest call, whoever made it."""
        wait_until(lambda: self.calls, "a call", timeout)
        return self.calls[-1]

    def wait_tone(self, frequency, level=LEVEL, timeout=10):
        wait_until(lambda: self.audio, "an audio pad", timeout)
        self.audio[-1].wait(frequency, level, timeout)

    def wait_quiet(self, timeout=10):
        """Until no sound has come for a while: what was heard last stays what
        the meter reads."""
        def is_quiet():
            before = self.audio[-1].buffers
            time.sleep(QUIET_TIME)
            return self.audio[-1].buffers == before

        wait_until(is_quiet, "silence", timeout)

    def wait_colour(self, colour, timeout=10):
        wait_until(lambda: self.video, "a video pad", timeout)
        self.video[-1].wait(colour, timeout=timeout)

    def forget(self):
        """Calls that are over, and all that was told."""
        for each in (self.messages, self.log, self._complaints, self.incoming,
                     self.calls):
            each.clear()

    def story(self):
        """All that it told an application: bus messages and its log."""
        return "\n".join(self.messages + self.log)

    def complaints(self):
        """The errors and warnings among them."""
        return list(self._complaints)

    def _send(self, source, pad):
        self.pipeline.add(source)
        if not source.link_pads(None, self.ua, pad):
            raise RuntimeError(f"cannot link to {pad}")

    def _on_log(self, _ua, _level, category, label, content):
        self.log.append(f"{category} {label} {content}")
        self.log_times.append((time.monotonic(), content))

    def _on_registration_failed(self, _ua, status, reason):
        self.refusals.append((status, reason))

    def _on_incoming_call(self, _ua, call):
        self.incoming.append(Call(call))

    def _on_call_added(self, _ua, call):
        self.calls.append(Call(call))

    def _on_pad_added(self, _ua, pad):
        if pad.direction != Gst.PadDirection.SRC:
            return
        is_audio = pad.name.startswith("audio")
        meter = AudioMeter() if is_audio else VideoMeter()
        self.pipeline.add(meter.bin)
        meter.bin.sync_state_with_parent()
        pad.link(meter.bin.get_static_pad("sink"))
        meter.pad = pad
        (self.audio if is_audio else self.video).append(meter)

    def _on_pad_removed(self, _ua, pad):
        if self._stopping.is_set():
            # The pipeline is about to bring all of them to NULL.
            return
        for meters in (self.audio, self.video):
            for meter in [each for each in meters if each.pad == pad]:
                meters.remove(meter)
                meter.close()

    def _listen(self):
        bus = self.pipeline.get_bus()
        while not self._has_stopped.is_set():
            message = bus.timed_pop(100 * Gst.MSECOND)
            if message is not None:
                self._note(message)

    def _note(self, message):
        """As text: a message would keep alive whom it comes from."""
        structure = message.get_structure()
        if message.type in (Gst.MessageType.ERROR, Gst.MessageType.WARNING):
            self._complaints.append(_words_of(message))
        if message.type != Gst.MessageType.STATE_CHANGED and structure:
            self.messages.append(structure.to_string())


def _words_of(message):
    parse = (message.parse_error if message.type == Gst.MessageType.ERROR
             else message.parse_warning)
    error, debug = parse()
    return f"{error.message} ({debug})"


class Call:
    """A GstSipCall as a test sees it."""

    def __init__(self, call):
        self.object = call

    def answer(self):
        self.object.emit("answer", None)

    def reject(self, status=486, reason=None):
        self.object.emit("reject", status, reason)

    def hangup(self):
        self.object.emit("hangup")

    @property
    def state(self):
        return self.object.get_property("state").value_nick

    @property
    def status(self):
        return self.object.get_property("status")

    @property
    def reason(self):
        return self.object.get_property("reason")

    def wait_state(self, state, timeout=10):
        wait_until(lambda: self.state == state,
                   lambda: f"the call to be {state}; it is {self.state}, "
                           f"{self.status} {self.reason}", timeout)
        return self
