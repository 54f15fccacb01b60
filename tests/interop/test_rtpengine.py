#!/usr/bin/env python3
# A pipeline and a phone with plain RTP: rtpengine translates between them
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# As at most operators: what sipuabin negotiates with is rtpengine, whose ICE
# and DTLS are its own, while codecs and directions are the phone's.

import pairs
from case import main
from gateway import Gateway
from kamailio import Kamailio
from pairs import OURS, THEIRS
from rtpengine import Rtpengine


class PlainCase(pairs.BaresipCase):
    needs_rtpengine = True
    plain = True

    @classmethod
    def start_servers(cls):
        cls.rtpengine = cls.keep(Rtpengine(cls.folder))
        cls.kamailio = cls.keep(Kamailio(cls.folder, media=cls.rtpengine))
        cls.ws = cls.kamailio.ws


class Calls(pairs.BaresipCalls, PlainCase):
    def test_hold_and_resume(self):
        self.pair(carol={"answering": "auto"})
        ours = self.call().wait_state("established")
        self.assert_tones()
        self.carol.hold()
        self.alice.wait_quiet()
        self.carol.resume()
        self.assert_tones()
        self.assertEqual(ours.state, "established")


class Gateways(PlainCase):
    """What a call meets before the telephone network."""

    def setUp(self):
        self.gateway = Gateway(self.kamailio.udp_port, THEIRS)
        self.addCleanup(self.gateway.stop)
        self.alice = self.phone("alice", frequency=OURS)
        self.alice.start().wait_registered()
        self.ours = self.alice.call(self.gateway.uri)

    def assert_tones(self):
        self.alice.wait_tone(THEIRS)
        self.gateway.wait_tone(OURS)

    def test_announcement_before_the_answer(self):
        self.gateway.announce()
        self.alice.wait_tone(THEIRS)
        self.assertNotEqual(self.ours.state, "established")
        self.assertEqual(self.gateway.media.meter.buffers, 0,
                         "we are heard before the answer")
        self.gateway.answer()
        self.ours.wait_state("established")
        self.assert_tones()

    def test_refused_after_an_announcement(self):
        self.gateway.announce()
        self.alice.wait_tone(THEIRS)
        self.gateway.refuse(486)
        self.ours.wait_state("ended")
        self.assertEqual(self.ours.status, 486)

    def test_hold_without_music(self):
        self.gateway.answer()
        self.ours.wait_state("established")
        self.assert_tones()
        self.gateway.hold()
        self.alice.wait_quiet()
        self.gateway.resume()
        self.assert_tones()


if __name__ == "__main__":
    main()
