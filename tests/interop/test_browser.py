#!/usr/bin/env python3
# A pipeline and SIP.js in Chromium call each other through Kamailio
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from case import main
from pairs import OURS, RED, THEIRS, BrowserCase


class AudioAndVideo(BrowserCase):
    answering = {"answer": {"audio": True, "video": True}}

    def call_out_over(self, secure):
        self.pair({"colour": RED}, self.answering, secure)
        ours = self.call().wait_state("established")
        self.assert_tones()
        self.assert_colours()
        self.assertEqual(self.bob.stats()["dtls"], "connected")
        return ours

    def call_in_over(self, secure):
        self.pair({"colour": RED, "auto_answer": True}, secure=secure)
        self.call_in(video=True)
        self.bob.wait_state("established")
        self.assert_tones()
        self.assert_colours()

    def test_out_over_ws(self):
        ours = self.call_out_over(secure=False)
        ours.hangup()
        self.bob.wait_state("ended")
        ours.wait_state("ended")

    def test_out_over_wss(self):
        ours = self.call_out_over(secure=True)
        self.bob.hangup()
        ours.wait_state("ended")
        self.assertEqual(ours.status, 200)

    def test_in_over_ws(self):
        self.call_in_over(secure=False)
        theirs = self.alice.wait_call()
        self.bob.hangup()
        theirs.wait_state("ended")

    def test_in_over_wss(self):
        self.call_in_over(secure=True)
        self.alice.wait_call().hangup()
        self.bob.wait_state("ended")


class AudioOnly(BrowserCase):
    answering = {"answer": {"audio": True}}

    def test_out(self):
        self.pair(bob=self.answering)
        self.call().wait_state("established")
        self.assert_tones()
        self.assertEqual(self.bob.stats()["codecs"], {"audio": "audio/opus"})

    def test_in(self):
        self.pair(alice={"auto_answer": True})
        self.call_in()
        self.bob.wait_state("established")
        self.assert_tones()

    def test_video_is_offered_to_who_has_none(self):
        self.pair(alice={"auto_answer": True})
        self.call_in(video=True)
        self.bob.wait_state("established")
        self.assert_tones()

    def test_video_is_declined(self):
        self.pair(alice={"colour": RED}, bob=self.answering)
        self.call().wait_state("established")
        self.assert_tones()


class Codecs(BrowserCase):
    def assert_used(self, kind, codec):
        self.assertEqual(self.bob.stats()["codecs"][kind], codec)

    def test_pcmu(self):
        self.pair(alice={"audio_codecs": "PCMU"},
                  bob={"answer": {"audio": True}})
        self.call().wait_state("established")
        self.assert_tones()
        self.assert_used("audio", "audio/PCMU")

    def test_pcma(self):
        self.pair(alice={"audio_codecs": "PCMA", "auto_answer": True})
        self.call_in()
        self.bob.wait_state("established")
        self.assert_tones()
        self.assert_used("audio", "audio/PCMA")

    def test_h264(self):
        self.pair(alice={"video_codecs": "H264", "colour": RED},
                  bob={"answer": {"audio": True, "video": True}})
        self.call().wait_state("established")
        self.assert_colours()
        self.assert_used("video", "video/H264")


class NoCall(BrowserCase):
    def test_busy(self):
        self.pair()
        ours = self.call()
        self.bob.wait_state("ringing")
        self.bob.reject(486)
        ours.wait_state("ended")
        self.assertEqual(ours.status, 486)

    def test_we_are_busy(self):
        self.pair()
        self.call_in()
        self.alice.wait_incoming().reject(486)
        self.bob.wait_state("ended")
        self.assertEqual(self.bob.status, 486)

    def test_we_cancel(self):
        self.pair()
        ours = self.call()
        self.bob.wait_state("ringing")
        ours.hangup()
        self.bob.wait_state("ended")
        ours.wait_state("ended")
        self.assertEqual(ours.status, 487)

    def test_they_cancel(self):
        self.pair()
        self.call_in()
        theirs = self.alice.wait_incoming()
        self.bob.wait_state("ringing")
        self.bob.hangup()
        theirs.wait_state("ended")
        self.bob.wait_state("ended")

    def test_we_do_not_answer(self):
        self.pair(alice={"no_answer_timeout": 1})
        self.call_in()
        self.bob.wait_state("ended")
        self.assertEqual(self.bob.status, 480)

    def test_they_do_not_answer(self):
        self.pair(bob={"noAnswerTimeout": 1})
        ours = self.call().wait_state("ended")
        self.assertEqual(ours.status, 480)


class JsSip(BrowserCase):
    def test_out(self):
        self.pair(alice={"colour": RED}, bob={
            "stack": "jssip", "answer": {"audio": True, "video": True}})
        ours = self.call().wait_state("established")
        self.assert_tones()
        self.assert_colours()
        ours.hangup()
        self.bob.wait_state("ended")

    def test_in(self):
        self.pair(alice={"colour": RED, "auto_answer": True},
                  bob={"stack": "jssip"})
        self.call_in(video=True)
        self.bob.wait_state("established")
        self.assert_tones()
        self.assert_colours()
        self.bob.hangup()
        self.alice.wait_call().wait_state("ended")


class SeveralPhonesRing(BrowserCase):
    def test_one_of_theirs_answers(self):
        self.pair()
        other = self.browser_phone("bob", frequency=THEIRS, stack="jssip")
        self.assertEqual(other.register(), 200)
        self.assertEqual(len(self.kamailio.contacts("bob")), 2)
        ours = self.call()
        self.bob.wait_state("ringing")
        other.wait_state("ringing")
        other.answer()
        ours.wait_state("established")
        self.bob.wait_state("ended")
        self.alice.wait_tone(THEIRS)
        other.wait_tone(OURS)
        other.hangup()
        ours.wait_state("ended")

    def test_one_of_ours_answers(self):
        self.pair()
        other = self.phone("alice", frequency=OURS).start().wait_registered()
        self.assertEqual(len(self.kamailio.contacts("alice")), 2)
        self.call_in()
        left = self.alice.wait_incoming()
        other.wait_incoming().answer()
        self.bob.wait_state("established")
        left.wait_state("ended")
        other.wait_tone(THEIRS)
        self.bob.wait_tone(OURS)


class PeerVanishes(BrowserCase):
    def test_server_is_killed(self):
        self.pair(bob={"answer": {"audio": True}},
                  alice={"connection_recovery_min_interval": 1,
                         "connection_recovery_max_interval": 1})
        ours = self.call().wait_state("established")
        self.assert_tones()
        self.kamailio.child.kill()
        self.assert_tones()
        self.assertEqual(ours.state, "established")
        self.kamailio.start()
        self.alice.wait_registered()


if __name__ == "__main__":
    main()
