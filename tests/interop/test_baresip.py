#!/usr/bin/env python3
# A pipeline and baresip, a phone over UDP, call each other through Kamailio
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# baresip has ICE and DTLS attributes for the session rather than the media,
# knows no BUNDLE and never sees a WebSocket.

from baresip import BARESIP_LEVEL
from case import main
from pairs import OURS, THEIRS, PairCase


class BaresipCase(PairCase):
    needs_baresip = True

    def pair(self, alice=None, carol=None):
        self.carol = self.baresip("carol", frequency=THEIRS, **(carol or {}))
        self.alice = self.phone("alice", frequency=OURS, **(alice or {}))
        self.alice.start().wait_registered()

    def call(self):
        return self.alice.call(self.kamailio.uri("carol"))

    def assert_tones(self):
        self.alice.wait_tone(THEIRS, BARESIP_LEVEL)
        self.carol.wait_tone(OURS)


class Calls(BaresipCase):
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

    def test_cancel(self):
        self.pair()
        ours = self.call()
        self.carol.wait_state("ringing")
        ours.hangup()
        self.carol.wait_state("ended")
        ours.wait_state("ended")
        self.assertEqual(ours.status, 487)

    def test_busy(self):
        self.pair()
        ours = self.call()
        self.carol.wait_state("ringing")
        self.carol.hangup()
        ours.wait_state("ended")
        self.assertEqual(ours.status, 486)

    def test_video_finds_no_match(self):
        self.pair(alice={"colour": [255, 0, 0]}, carol={"answering": "auto"})
        self.call().wait_state("established")
        self.assert_tones()


if __name__ == "__main__":
    main()
