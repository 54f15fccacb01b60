#!/usr/bin/env python3
# The lines of README, with all sorts of callers
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Each line is taken from README as it stands; only the server and the account
# are those of the test, and before each sink there is an identity that counts.
# A sink that waits takes one buffer and holds the next.

import contextlib
import io
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys

import kamailio
from case import InteropCase, main
from child import Child, wait_until
from pairs import GREEN

README = pathlib.Path(__file__).parents[2] / "README"
PASSWORD = "secret"
PLAYED = 20
# What a caller sends, and what of it arrives.
AUDIO, VIDEO = {"frequency": 440}, {"frequency": None, "colour": GREEN}
BOTH = {"frequency": 440, "colour": GREEN}
NOTHING = {"frequency": None}


def blocks(start):
    """The indented texts of README that begin so, without the indent."""
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", README.read_text(), re.M)
    texts = [re.sub("^    ", "", each, flags=re.M).strip() for each in found]
    return [each for each in texts if each.startswith(start)]


CALLER, DOOR, RECORDER = blocks("gst-launch-1.0")
PYTHON, = blocks("import gi")


class Lines(InteropCase):
    kamailio_options = {"users": dict.fromkeys(
        ("alice", "bob", "door", "rec", "robot"), PASSWORD)}

    def here(self, text):
        """With the server of this test."""
        return text.replace("wss://sip.example.com", self.ws).replace(
            "example.com", self.kamailio.domain)

    def launch(self, line, user, sinks=None):
        words = shlex.split(self.here(line).replace("\\\n", " "))
        counted = []
        for word in words:
            if word in ("autoaudiosink", "autovideosink", "opusenc"):
                name = "seen" if word == "autovideosink" else "heard"
                counted += ["identity", f"name={name}", "silent=false", "!"]
                if sinks is not None and word != "opusenc":
                    word = sinks
            counted.append(word)
        counted[1:1] = ["-v"]
        counted[counted.index("name=ua") + 1:0] = ['stun-servers=""']
        return self.run_ours(user, counted)

    def run_ours(self, user, command):
        # A new log for each.
        (self.folder / f"{user}.log").unlink(missing_ok=True)
        # Where there is no display, DirectFB crashes, and libdrm tries for 6 s.
        os.environ["GST_PLUGIN_FEATURE_RANK"] = (
            "dfbvideosink:NONE,kmssink:NONE")
        child = Child(user, command, self.folder, is_ours=True)
        self.addCleanup(child.stop)
        return child

    def count(self, child, name):
        return len(re.findall(rf"chain .*\({name}:sink\)",
                              child.log.read_text(errors="replace")))

    def assert_plays(self, child, *names):
        before = {name: self.count(child, name) for name in names}
        wait_until(lambda: all(self.count(child, name) > before[name] + PLAYED
                               for name in names),
                   lambda: f"{names} to play:\n{child.tail()}", timeout=30)

    def assert_ends(self, child):
        wait_until(lambda: not child.is_alive(),
                   lambda: f"the line to end:\n{child.tail()}", timeout=15)

    def wait_registered(self, user, child):
        wait_until(lambda: self.kamailio.contacts(user), child.tail)

    def load(self):
        """More than the machine has time for."""
        for number in range(2 * os.cpu_count()):
            busy = Child(f"load-{number}",
                         [sys.executable, "-c", "while True: pass"],
                         self.folder)
            self.addCleanup(busy.stop)

    def callee(self, media):
        return self.phone("bob", auto_answer=True,
                          **media).start().wait_registered()

    def caller(self, media):
        return self.phone("alice", **media).start().wait_registered()

    def talk(self, line, user, alice, *names):
        call = alice.call(self.kamailio.uri(user))
        call.wait_state("established", timeout=30)
        self.assert_plays(line, *names)
        call.hangup()
        call.wait_state("ended")


class Caller(Lines):
    """Call somebody with a tone, and hear him."""

    def check(self, media, *names, sinks=None):
        bob = self.callee(media)
        line = self.launch(CALLER, "alice", sinks)
        call = bob.wait_call().wait_state("established", timeout=30)
        self.assert_plays(line, *names)
        call.hangup()
        self.assert_ends(line)
        self.assertEqual(line.process.returncode, 0, line.tail())

    def test_audio(self):
        self.check(AUDIO, "heard")

    def test_audio_with_fakesink(self):
        self.check(AUDIO, "heard", sinks="fakesink")

    def test_both(self):
        self.check(BOTH, "heard")

    def test_both_with_fakesink_under_load(self):
        self.load()
        self.check(BOTH, "heard", sinks="fakesink")

    def test_video_only(self):
        self.check(VIDEO)

    def test_video_only_with_fakesink(self):
        self.check(VIDEO, sinks="fakesink")

    def test_nothing(self):
        self.check(NOTHING)

    def test_nothing_with_fakesink(self):
        self.check(NOTHING, sinks="fakesink")


class Door(Lines):
    """Wait for calls, answer, and show who is there."""

    # What callers send, and what then plays.
    AUDIO = AUDIO, ["heard"]
    VIDEO = VIDEO, ["seen"]
    BOTH = BOTH, ["heard", "seen"]
    NOTHING = NOTHING, []

    def check(self, *callers, sinks=None):
        line = self.launch(DOOR, "door", sinks)
        self.wait_registered("door", line)
        for media, names in callers:
            alice = self.caller(media)
            self.talk(line, "door", alice, *names)
            alice.stop()
        line.signal(signal.SIGINT)
        self.assert_ends(line)

    def test_audio_twice(self):
        self.check(self.AUDIO, self.AUDIO)

    def test_audio_twice_with_fakesink(self):
        self.check(self.AUDIO, self.AUDIO, sinks="fakesink")

    def test_audio_twice_under_load(self):
        self.load()
        self.check(self.AUDIO, self.AUDIO, sinks="fakesink")

    def test_video_then_both(self):
        self.check(self.VIDEO, self.BOTH)

    def test_video_then_audio_with_fakesink(self):
        self.check(self.VIDEO, self.AUDIO, sinks="fakesink")

    def test_both_then_audio(self):
        self.check(self.BOTH, self.AUDIO, sinks="fakesink")

    def test_nothing(self):
        self.check(self.NOTHING)

    def test_five_callers(self):
        self.check(self.NOTHING, self.VIDEO, self.AUDIO, self.VIDEO, self.BOTH)

    def test_five_callers_under_load(self):
        self.load()
        self.check(self.AUDIO, self.BOTH, self.NOTHING, self.VIDEO, self.BOTH,
                   sinks="fakesink")

    def test_interrupted_in_a_call(self):
        line = self.launch(DOOR, "door")
        self.wait_registered("door", line)
        call = self.caller(AUDIO).call(self.kamailio.uri("door"))
        call.wait_state("established", timeout=30)
        self.assert_plays(line, "heard")
        line.signal(signal.SIGINT)
        self.assert_ends(line)
        call.wait_state("ended")

    def test_nobody_calls(self):
        self.check(sinks="fakesink")


class Recorder(Lines):
    """Record a call (a phone that sends nothing is a recorder)."""

    def check(self, *callers):
        record = self.folder / "call.ogg"
        record.unlink(missing_ok=True)
        line = self.launch(RECORDER, "rec")
        self.wait_registered("rec", line)
        for media, names in callers:
            alice = self.caller(media)
            self.talk(line, "rec", alice, *names)
            alice.stop()
        line.signal(signal.SIGINT)
        self.assert_ends(line)
        self.assertEqual(line.process.returncode, 0, line.tail())
        return record.read_bytes()

    def test_audio(self):
        self.assertTrue(self.check((AUDIO, ["heard"])).startswith(b"OggS"))

    def test_both(self):
        self.assertTrue(self.check((BOTH, ["heard"])).startswith(b"OggS"))

    def test_video_only(self):
        self.assertEqual(self.check((VIDEO, [])), b"")

    def test_nobody_calls(self):
        self.assertEqual(self.check(), b"")

    def test_two_that_only_receive(self):
        line = self.launch(RECORDER, "rec")
        self.wait_registered("rec", line)
        call = self.caller(NOTHING).call(self.kamailio.uri("rec"))
        call.wait_state("ended")
        self.assertEqual(call.status, 488)
        line.signal(signal.SIGINT)
        self.assert_ends(line)


class Filtered(Lines):
    def test_media_that_do_not_fit(self):
        """What a filter refuses does not keep the line from its end."""
        line = self.launch(
            RECORDER.partition("ua.audio_src_0")[0]
            + "ua.audio_src_0 ! audio/x-vorbis ! fakesink", "rec")
        self.wait_registered("rec", line)
        alice = self.caller(AUDIO)
        call = alice.call(self.kamailio.uri("rec"))
        call.wait_state("established")
        # Media are there, and were offered to the filter.
        wait_until(lambda: "GstSipOutput"
                   in line.log.read_text(errors="replace"), line.tail)
        line.signal(signal.SIGINT)
        self.assert_ends(line)

    def test_end_of_target_with_a_branch_of_its_own_for_video(self):
        bob = self.callee(AUDIO)
        line = self.launch(CALLER + " ua.video_src_0 ! fakesink"
                           " ua.audio_src_1 ! fakesink", "alice")
        call = bob.wait_call().wait_state("established")
        self.assert_plays(line, "heard")
        call.hangup()
        self.assert_ends(line)


class Python(Lines):
    def test_call_and_interrupt(self):
        program = self.folder / "readme.py"
        program.write_text(self.here(PYTHON))
        line = self.run_ours("robot", [sys.executable, "-u", program])
        self.wait_registered("robot", line)
        alice = self.caller(AUDIO)
        call = alice.call(self.kamailio.uri("robot"))
        call.wait_state("established")
        wait_until(lambda: "call from" in line.tail(), line.tail)
        line.signal(signal.SIGINT)
        self.assert_ends(line)
        # It said good-bye.
        call.wait_state("ended")
        self.assertEqual(line.process.returncode, 0, line.tail())


class FirstCall(Lines):
    def run_python(self, name, *options):
        root = README.parent / "tests"
        return subprocess.run(
            [sys.executable, root / name, *options], check=True, timeout=90,
            cwd=self.folder, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT).stdout

    def test_trace_shows_messages(self):
        said = self.run_python("examples/first_call.py", "--seconds=1",
                               "--trace")
        self.assertIn("INVITE sip:bob@", said)
        self.assertIn("SIP/2.0 200", said)

    def test_server_explains_itself(self):
        self.assertIn("usage", self.run_python("interop/kamailio.py", "--help"))

    def test_account_can_be_pasted(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            kamailio.show(self.kamailio)
        account, = re.findall("^  (uri=sip:alice.*)", said.getvalue(), re.M)
        line = self.run_ours("alice", [
            "sh", "-c", f"exec gst-launch-1.0 sipuabin {account}"])
        self.wait_registered("alice", line)
        self.assertIn("tls-ca-file=", said.getvalue())


if __name__ == "__main__":
    main()
