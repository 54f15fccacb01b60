#!/usr/bin/env python3
# Whether the servers, the browser and the meters work: they call themselves
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# When this fails, look here first: nothing of the project's own takes part.

import math
import unittest

from baresip import BARESIP_LEVEL
from case import InteropCase, main
from child import wait_until
from measured import AMPLITUDE, LEVEL, Colour, Expected, Tone

RATE = 48000
RED, GREEN = [255, 0, 0], [0, 120, 0]


class Meters(unittest.TestCase):
    def test_tone(self):
        samples = [AMPLITUDE * math.sin(2 * math.pi * 1000 * i / RATE)
                   for i in range(10000)]
        tone = Tone.of(samples, RATE)
        self.assertAlmostEqual(tone.frequency, 1000, delta=0.5)
        self.assertAlmostEqual(tone.level, LEVEL, delta=0.1)
        self.assertGreater(tone.purity, 0.99)

    def test_noise_is_no_tone(self):
        samples = [((i * 2654435761) % 2**32 / 2**31 - 1) * AMPLITUDE
                   for i in (j * j for j in range(8192))]
        self.assertLess(Tone.of(samples, RATE).purity, 0.5)

    def test_silence(self):
        self.assertEqual(Tone.of([0.0] * 4096, RATE).level, -200)

    def test_colour(self):
        colour = Colour.of(bytes(RED * 8 + [0] * 8) * 16, 8, 16, 32)
        self.assertEqual(colour.mean, RED)
        self.assertEqual(colour.spread, 0)

    def test_two_colours_are_not_one(self):
        colour = Colour.of(bytes(RED * 4 + GREEN * 4) * 8, 8, 8, 24)
        self.assertGreater(colour.spread, 100)

    def test_wrong_tone_is_refused(self):
        heard = Tone(frequency=880, level=LEVEL, purity=1)
        self.assertFalse(Expected(frequency=440).is_met_by(heard))
        self.assertFalse(Expected(frequency=880, level=-30).is_met_by(heard))


class Pipeline(InteropCase):
    def test_meters(self):
        from media import AudioMeter, Gst, VideoMeter
        from media import colour_source, tone_source
        pipeline = Gst.Pipeline()
        audio, video = AudioMeter(), VideoMeter()
        for source, meter in ((tone_source(700), audio),
                              (colour_source(GREEN), video)):
            pipeline.add(source)
            pipeline.add(meter.bin)
            self.assertTrue(source.link(meter.bin))
        pipeline.set_state(Gst.State.PLAYING)
        self.addCleanup(pipeline.set_state, Gst.State.NULL)
        audio.wait(700)
        video.wait(GREEN)
        with self.assertRaises(AssertionError):
            audio.wait(440, timeout=0.5)
        with self.assertRaises(AssertionError):
            video.wait(RED, timeout=0.5)


class SipJsCallsSipJs(InteropCase):
    needs_browser = True

    def setUp(self):
        self.alice = self.browser_phone("alice", frequency=440, colour=RED)
        self.bob = self.browser_phone("bob", frequency=1000, colour=GREEN)
        self.assertEqual(self.alice.register(), 200)
        self.assertEqual(self.bob.register(), 200)

    def test_audio_and_video(self):
        self.alice.call(self.kamailio.uri("bob"), video=True)
        self.bob.wait_state("ringing")
        self.bob.answer(video=True)
        self.alice.wait_state("established")

        self.alice.wait_tone(1000)
        self.bob.wait_tone(440)
        self.alice.wait_colour(GREEN)
        self.bob.wait_colour(RED)

        self.bob.hangup()
        self.alice.wait_state("ended")

    def test_busy(self):
        self.alice.call(self.kamailio.uri("bob"))
        self.bob.wait_state("ringing")
        self.bob.reject(486)
        self.alice.wait_state("ended")
        self.assertEqual(self.alice.status, 486)

    def test_cancel(self):
        self.alice.call(self.kamailio.uri("bob"))
        self.bob.wait_state("ringing")
        self.alice.hangup()
        self.bob.wait_state("ended")
        self.assertEqual(self.bob.status, 487)

    def test_registrations(self):
        self.assertEqual(len(self.kamailio.contacts("alice")), 1)
        self.assertEqual(self.alice.unregister(), 200)
        self.assertEqual(self.kamailio.contacts("alice"), [])
        self.bob.close()
        wait_until(lambda: not self.kamailio.contacts("bob"),
                   "Kamailio to forget the tab that was closed")

    def test_wrong_password(self):
        mallory = self.browser_phone("carol", password="guess")
        self.assertEqual(mallory.register(), 401)


class JsSip(InteropCase):
    needs_browser = True

    def call(self, caller, callee):
        alice = self.browser_phone("alice", stack=caller, frequency=440,
                                   colour=RED)
        bob = self.browser_phone("bob", stack=callee, frequency=1000,
                                 colour=GREEN,
                                 answer={"audio": True, "video": True})
        self.assertEqual(alice.register(), 200)
        self.assertEqual(bob.register(), 200)
        alice.call(self.kamailio.uri("bob"), video=True)
        alice.wait_state("established")
        alice.wait_tone(1000)
        bob.wait_tone(440)
        alice.wait_colour(GREEN)
        bob.wait_colour(RED)
        alice.hangup()
        bob.wait_state("ended")

    def test_calls_sipjs(self):
        self.call("jssip", "sipjs")

    def test_is_called_by_sipjs(self):
        self.call("sipjs", "jssip")


class RelayedCall(InteropCase):
    needs_browser = True
    needs_coturn = True

    def test_relay_only(self):
        relay = {"iceTransportPolicy": "relay", "iceServers": [{
            "urls": [self.coturn.uri], "username": self.coturn.user,
            "credential": self.coturn.password}]}
        alice = self.browser_phone("alice", frequency=440, **relay)
        bob = self.browser_phone("bob", frequency=1000,
                                 answer={"audio": True}, **relay)
        alice.register()
        bob.register()
        alice.call(self.kamailio.uri("bob"))
        alice.wait_state("established")
        alice.wait_tone(1000)
        bob.wait_tone(440)
        self.assertEqual(alice.stats()["local"]["type"], "relay")
        self.assertGreaterEqual(self.coturn.relayed(), 2)


class BaresipCallsSipJs(InteropCase):
    needs_browser = True
    needs_baresip = True

    def setUp(self):
        self.alice = self.browser_phone("alice", frequency=440,
                                        answer={"audio": True})
        self.assertEqual(self.alice.register(), 200)

    def assert_tones(self, carol):
        self.alice.wait_tone(1000, BARESIP_LEVEL)
        carol.wait_tone(440)

    def test_out(self):
        carol = self.baresip("carol", frequency=1000)
        carol.call(self.kamailio.uri("alice"))
        carol.wait_state("established")
        self.assert_tones(carol)
        carol.hangup()
        self.alice.wait_state("ended")

    def test_in(self):
        carol = self.baresip("carol", frequency=1000, answering="auto")
        self.alice.call(self.kamailio.uri("carol"))
        carol.wait_state("established")
        self.assert_tones(carol)
        self.alice.hangup()
        carol.wait_state("ended")


if __name__ == "__main__":
    main()
