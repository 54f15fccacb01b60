# Two phones that call each other: two pipelines, or a pipeline and a browser
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Alice is always a pipeline. Each sends a tone of its own, so that an echo is
# never taken for the other end.

from baresip import BARESIP_LEVEL
from case import InteropCase

OURS, THEIRS = 440, 1000
RED, GREEN = [255, 0, 0], [0, 120, 0]


class PairCase(InteropCase):
    """Bob is a pipeline too."""

    def pair(self, alice=None, bob=None):
        """Both registered, with these properties."""
        self.alice = self.phone("alice", frequency=OURS, **(alice or {}))
        self.bob = self.phone("bob", frequency=THEIRS, **(bob or {}))
        self.alice.start()
        self.bob.start().wait_registered()
        self.alice.wait_registered()

    def call(self):
        return self.alice.call(self.kamailio.uri("bob"))

    def assert_tones(self):
        self.alice.wait_tone(THEIRS)
        self.bob.wait_tone(OURS)

    def assert_colours(self):
        """Alice sends red, bob green."""
        self.alice.wait_colour(GREEN)
        self.bob.wait_colour(RED)


class BrowserCase(PairCase):
    """Bob is a phone in a browser."""

    needs_browser = True

    def pair(self, alice=None, bob=None, secure=False):
        server = self.kamailio.wss if secure else self.kamailio.ws
        # The last that is made is the first to go: alice has somebody to say
        # goodbye to.
        self.bob = self.browser_phone("bob", frequency=THEIRS, colour=GREEN,
                                      server=server, **(bob or {}))
        self.alice = self.phone(
            "alice", frequency=OURS, ws_servers=server,
            tls_ca_file=str(self.kamailio.authority.certificate),
            **(alice or {}))
        self.alice.start()
        self.assertEqual(self.bob.register(), 200)
        self.alice.wait_registered()

    def call_in(self, **media):
        self.bob.call(self.kamailio.uri("alice"), **media)


class BaresipCase(InteropCase):
    """Carol is a baresip, `plain` or with DTLS-SRTP and ICE."""

    needs_baresip = True
    plain = False

    def pair(self, alice=None, carol=None):
        self.carol = self.baresip("carol", frequency=THEIRS, plain=self.plain,
                                  **(carol or {}))
        self.alice = self.phone("alice", frequency=OURS, **(alice or {}))
        self.alice.start().wait_registered()

    def call(self):
        return self.alice.call(self.kamailio.uri("carol"))

    def assert_tones(self):
        self.alice.wait_tone(THEIRS, BARESIP_LEVEL)
        self.carol.wait_tone(OURS)


class BaresipCalls:
    """What either kind of baresip can; tests of whoever derives from it."""

    def test_out(self):
        self.pair(carol={"answering": "auto"})
        ours = self.call().wait_state("established")
        self.assert_tones()
        ours.hangup()
        self.carol.wait_state("ended")

    def test_in(self):
        self.pair(alice={"auto_answer": True})
        self.carol.call(self.kamailio.uri("alice"))
        self.carol.wait_state("established")
        self.assert_tones()
        self.carol.hangup()
        self.alice.wait_call().wait_state("ended")

    def test_pcmu(self):
        self.pair(carol={"answering": "auto", "codecs": "pcmu"})
        self.call().wait_state("established")
        self.assert_tones()

    def test_video_finds_no_match(self):
        self.pair(alice={"colour": [255, 0, 0]}, carol={"answering": "auto"})
        self.call().wait_state("established")
        self.assert_tones()
