#!/usr/bin/env python3
# The command line of the documentation: gst-launch-1.0 calls a browser
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import signal

from case import InteropCase, main
from child import Child, wait_until
from measured import AMPLITUDE, Expected, Tone

OURS, THEIRS = 440, 1000
RATE = 48000


class Launch(InteropCase):
    needs_browser = True

    def launch(self, *pipeline, **properties):
        """gst-launch-1.0 as alice, who calls bob at once."""
        properties = {
            "uri": self.kamailio.uri("alice"),
            "password": self.kamailio.users["alice"],
            "ws-servers": self.kamailio.ws, "stun-servers": '""',
            "target": self.kamailio.uri("bob"), **properties}
        child = Child("gst-launch", [
            "gst-launch-1.0", "-m", "sipuabin", "name=ua",
            *(f"{name}={value}" for name, value in properties.items()),
            "audiotestsrc", "is-live=true", f"freq={OURS}",
            f"volume={AMPLITUDE}", "!", "ua.", *pipeline], self.folder,
            is_ours=True)
        self.addCleanup(child.stop)
        return child

    def bob(self, **options):
        bob = self.browser_phone("bob", frequency=THEIRS, **options)
        self.assertEqual(bob.register(), 200)
        return bob

    def test_call_to_its_end(self):
        bob = self.bob(answer={"audio": True})
        heard = self.folder / "heard.raw"
        launched = self.launch(
            "ua.", "!", "audioconvert", "!", "audioresample", "!",
            f"audio/x-raw,format=S16LE,channels=1,rate={RATE}", "!",
            "filesink", f"location={heard}", "buffer-mode=unbuffered",
            "async=false")
        bob.wait_state("established")
        bob.wait_tone(OURS)
        Expected(frequency=THEIRS).wait(lambda: Tone.of_file(heard, RATE))

        # The end of the call is the end of the pipeline.
        bob.hangup()
        wait_until(lambda: not launched.is_alive(), launched.tail)
        self.assertEqual(launched.process.returncode, 0)

    def test_recording_is_whole_after_its_call(self):
        bob = self.bob()
        record = self.folder / "call.ogg"
        recorder = Child("recorder", [
            "gst-launch-1.0", "-e", "sipuabin", "name=ua",
            f"uri={self.kamailio.uri('carol')}",
            f"password={self.kamailio.users['carol']}",
            f"ws-servers={self.kamailio.ws}", "stun-servers=none",
            "auto-answer=true", "ua.audio_src_0", "!", "audioconvert", "!",
            "opusenc", "!", "oggmux", "!", "filesink", f"location={record}",
            "buffer-mode=unbuffered"], self.folder, is_ours=True)
        self.addCleanup(recorder.stop)
        wait_until(lambda: self.kamailio.contacts("carol"), recorder.tail)

        bob.call(self.kamailio.uri("carol"))
        bob.wait_state("established")
        wait_until(lambda: record.exists() and record.stat().st_size > 0,
                   recorder.tail)
        bob.hangup()
        wait_until(lambda: "ended" in recorder.tail(), recorder.tail)
        recorder.signal(signal.SIGINT)
        wait_until(lambda: not recorder.is_alive(), recorder.tail)
        # The flag of the last page (RFC 3533 section 6).
        data = record.read_bytes()
        self.assertTrue(data[data.rfind(b"OggS") + 5] & 4)

    def test_refusal_is_an_error(self):
        bob = self.bob()
        launched = self.launch("ua.", "!", "fakesink", "async=false")
        bob.wait_state("ringing")
        bob.reject(486)
        wait_until(lambda: not launched.is_alive(), launched.tail)
        self.assertNotEqual(launched.process.returncode, 0)
        self.assertIn("486", launched.tail())

    def test_wrong_password_is_told(self):
        launched = self.launch(password="gu3ss")
        wait_until(lambda: "401" in launched.tail(), launched.tail)
        self.assertNotIn("gu3ss", launched.tail())

    def test_wrong_password_ends_a_call_that_cannot_be(self):
        launched = self.launch(password="gu3ss",
                               target=self.kamailio.uri("bob"))
        wait_until(lambda: not launched.is_alive(), launched.tail)
        self.assertIn("the registration is refused: 401", launched.tail())


if __name__ == "__main__":
    main()
