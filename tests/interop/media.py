# What a pipeline sends in the tests, and meters for what comes out of it
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import array
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstVideo", "1.0")
from gi.repository import Gst, GstVideo  # noqa: E402

from measured import AMPLITUDE, LEVEL, Colour, Expected, Tone  # noqa: E402

Gst.init(None)

RATE = 48000
TONE_SAMPLES = 8192


def tone_source(frequency):
    """A bin with a tone that the meters know by frequency and level."""
    return Gst.parse_bin_from_description(
        f"audiotestsrc is-live=true freq={frequency} volume={AMPLITUDE} "
        f"! capsfilter caps=audio/x-raw,rate={RATE},channels=1", True)


def colour_source(colour):
    """A bin with a picture of one colour, [red, green, blue]."""
    red, green, blue = colour
    argb = 0xff000000 | red << 16 | green << 8 | blue
    return Gst.parse_bin_from_description(
        "videotestsrc is-live=true pattern=solid-color "
        f"foreground-color={argb} "
        "! capsfilter caps=video/x-raw,width=320,height=240,framerate=15/1",
        True)


class Meter:
    """A sink that keeps the last of what it got."""

    description = None

    def __init__(self):
        self.bin = Gst.parse_bin_from_description(
            f"queue ! {self.description} ! appsink name=sink sync=false "
            "async=false emit-signals=true max-buffers=1 drop=true", True)
        self.buffers = 0
        self.has_ended = False
        self._lock = threading.Lock()
        self._sink = self.bin.get_by_name("sink")
        self._handlers = [self._sink.connect("new-sample", self._on_sample),
                          self._sink.connect("eos", self._on_eos)]

    def close(self):
        """Takes it out of its pipeline, which must not wake it meanwhile."""
        for handler in self._handlers:
            self._sink.disconnect(handler)
        self.bin.set_locked_state(True)
        self.bin.set_state(Gst.State.NULL)
        self.bin.get_parent().remove(self.bin)

    def _on_sample(self, sink):
        sample = sink.emit("pull-sample")
        buffer = sample.get_buffer()
        with self._lock:
            self.buffers += 1
            self._take(buffer.extract_dup(0, buffer.get_size()),
                       sample.get_caps())
        return Gst.FlowReturn.OK

    def _on_eos(self, _sink):
        self.has_ended = True


class AudioMeter(Meter):
    description = ("audioconvert ! audioresample "
                   f"! audio/x-raw,format=F32LE,rate={RATE},channels=1")

    def __init__(self):
        self._samples = array.array("f")
        super().__init__()

    def read(self):
        with self._lock:
            samples = list(self._samples)
        return Tone.of(samples, RATE)

    def wait(self, frequency, level=LEVEL, timeout=10):
        Expected(frequency=frequency, level=level).wait(self.read, timeout)

    def _take(self, data, _caps):
        self._samples.frombytes(data)
        del self._samples[:-TONE_SAMPLES]


class VideoMeter(Meter):
    description = "videoconvert ! video/x-raw,format=RGB"

    def __init__(self):
        self._picture = None
        super().__init__()

    def read(self):
        with self._lock:
            if self._picture is None:
                return Colour([0, 0, 0], 0, 0, 0)
            data, width, height = self._picture
        return Colour.of(data, width, height, len(data) // height)

    def wait(self, colour, timeout=10):
        Expected(colour=colour).wait(self.read, timeout)

    def _take(self, data, caps):
        info = GstVideo.VideoInfo.new_from_caps(caps)
        self._picture = (data, info.width, info.height)
