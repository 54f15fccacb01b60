#!/usr/bin/env python3
# Calls with Asterisk and through it
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A PBX is a peer of its own in each call: it answers before its callee does,
# has music for who is held, and joins other calls together in mid-call.

from asterisk import ANNOUNCED, ANNOUNCED_LEVEL, MUSIC, Asterisk
from baresip import BARESIP_LEVEL
from case import main
from child import wait_until
from pairs import GREEN, OURS, RED, THEIRS, PairCase

CAROLS = 1500


class AsteriskCase(PairCase):
    programs_of_some = {"asterisk": "asterisk"}

    @classmethod
    def start_servers(cls):
        cls.kamailio = cls.keep(Asterisk(cls.folder, plain=("carol",)))
        cls.ws = cls.kamailio.ws

    def alone(self, **properties):
        self.alice = self.phone("alice", frequency=OURS, **properties)
        self.alice.start().wait_registered()

    def call_to(self, user):
        return self.alice.call(self.kamailio.uri(user))

    def assert_echo(self):
        self.alice.wait_tone(OURS)


class Answers(AsteriskCase):
    """Asterisk itself is who is called."""

    def test_echo(self):
        self.alone()
        self.assertEqual(len(self.kamailio.contacts("alice")), 1)
        ours = self.call_to("echo").wait_state("established")
        self.assert_echo()
        ours.hangup()
        ours.wait_state("ended")
        wait_until(lambda: not self.kamailio.channels("alice"),
                   "Asterisk to end the call")

    def test_tone(self):
        self.alone()
        self.call_to("tone").wait_state("established")
        self.alice.wait_tone(ANNOUNCED, ANNOUNCED_LEVEL)

    def test_asterisk_hangs_up(self):
        self.alone()
        ours = self.call_to("echo").wait_state("established")
        channel, = self.kamailio.channels("alice")
        self.kamailio.command(f"channel request hangup {channel}")
        ours.wait_state("ended")
        self.assertEqual(ours.status, 200)

    def test_nobody_there(self):
        self.alone()
        ours = self.call_to("0").wait_state("ended")
        self.assertEqual(ours.status, 404)

    def test_restart_in_mid_call(self):
        """What is left of the call ends, and the next one is as the first."""
        self.alone(auto_answer=True, connection_recovery_max_interval=2)
        ours = self.call_to("echo").wait_state("established")
        self.assert_echo()
        self.kamailio.child.kill()
        wait_until(lambda: not self.alice.ua.get_property("registered"),
                   "alice to notice")
        self.kamailio.start()
        self.alice.wait_registered()
        ours.wait_state("ended")
        wait_until(lambda: not self.alice.audio, "its pad to go")
        self.assertEqual(len(self.kamailio.contacts("alice")), 1)
        self.kamailio.command(
            "channel originate PJSIP/alice extension echo@phones")
        self.alice.wait_new_call().wait_state("established")
        self.assert_echo()


class Announcements(AsteriskCase):
    """What is heard before the answer (183), or instead of one."""

    def test_before_the_answer(self):
        self.alone()
        ours = self.call_to("announced")
        self.alice.wait_tone(ANNOUNCED, ANNOUNCED_LEVEL, timeout=3)
        self.assertNotEqual(ours.state, "established")
        ours.wait_state("established")
        self.assert_echo()

    def test_instead_of_an_answer(self):
        self.alone()
        ours = self.call_to("refused")
        self.alice.wait_tone(ANNOUNCED, ANNOUNCED_LEVEL, timeout=3)
        ours.wait_state("ended")
        self.assertEqual(ours.status, 404)


class Through(AsteriskCase):
    """Two pipelines."""

    def test_audio(self):
        self.pair(bob={"auto_answer": True})
        self.call().wait_state("established")
        self.assert_tones()

    def test_video(self):
        self.pair({"colour": RED}, {"colour": GREEN, "auto_answer": True})
        self.call().wait_state("established")
        self.assert_tones()
        self.assert_colours()

    def test_conference(self):
        self.pair()
        self.call_to("conference").wait_state("established")
        theirs = self.bob.call(self.kamailio.uri("conference"))
        theirs.wait_state("established")
        self.assert_tones()
        # Another one takes the place of the one who leaves.
        theirs.hangup()
        theirs.wait_state("ended")
        carol = self.baresip("carol", frequency=CAROLS, plain=True)
        carol.call(self.kamailio.uri("conference"))
        self.alice.wait_tone(CAROLS, BARESIP_LEVEL)
        carol.wait_tone(OURS)


class WithPlainPhone(AsteriskCase):
    """Carol has baresip: plain RTP over UDP, as phones on desks do."""

    needs_baresip = True

    def pair(self):
        self.carol = self.baresip("carol", frequency=CAROLS, answering="auto",
                                  plain=True)
        self.alone()
        self.ours = self.call_to("carol").wait_state("established")
        self.assert_tones()

    def assert_tones(self):
        self.alice.wait_tone(CAROLS, BARESIP_LEVEL)
        self.carol.wait_tone(OURS)

    def test_music_on_hold(self):
        self.pair()
        for _ in range(2):
            self.carol.hold()
            self.alice.wait_tone(MUSIC)
            self.carol.resume()
            self.assert_tones()
        self.assertEqual(self.ours.state, "established")

    def test_transfer(self):
        """Carol gives alice's call to bob."""
        self.pair()
        bob = self.phone("bob", frequency=THEIRS, auto_answer=True)
        bob.start().wait_registered()
        self.carol.transfer(self.kamailio.uri("bob"))
        self.alice.wait_tone(THEIRS)
        bob.wait_tone(OURS)
        self.carol.wait_state("ended")
        self.assertEqual(self.ours.state, "established")
        self.ours.hangup()
        bob.wait_call().wait_state("ended")


if __name__ == "__main__":
    main()
