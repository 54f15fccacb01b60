#!/usr/bin/env python3
# Servers that are there and do nothing: stopped in mid-air, deaf, in the way;
# and a phone that is stopped in mid-call
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Finding that out takes time, and no processor: it may run with other tests.

import os
import random
import sys
import time

from case import InteropCase, main
from child import Child, wait_until
from groups import (BACK, HEAVY, LIGHT, MEDIUM_WAIT, MIDDLE, SHORT_WAIT,
                    GroupCase)
from measured import AMPLITUDE, Expected, Tone
from pairs import OURS, THEIRS
from proxies import Edge

# A ping, as often as the registrar's Flow-Timer says, ten seconds of waiting
# for its answer, and something to spare.
NOTICED = 25
# What a request waits for (RFC 3261, timer F: 32 s).
UNANSWERED = 40


class PausedInTurns(GroupCase):
    """A server that is stopped in mid-air keeps its connections open: it has
    to be found out. What waits for that costs no processor."""

    def test_two_of_three(self):
        self.pair(**MEDIUM_WAIT)
        for stopped, then in ((HEAVY, MIDDLE), (MIDDLE, LIGHT)):
            self.edges[stopped].child.freeze()
            self.assert_serves(then, NOTICED)
        for edge in self.edges.values():
            edge.child.thaw()
        self.assert_hangup(self.theirs, self.ours)
        # The ones that woke up have told nobody that they know her better.
        self.assertEqual(len(self.kamailio.bindings("alice")), 1)


class StoppedInACall(InteropCase):
    """A process that gets SIGSTOP, a machine that is suspended: its clock goes
    on, and nothing of what came meanwhile has been read."""

    # Seconds; from five on, server and peer are asked whether they know us.
    STOPPED = 9
    RATE = 48000

    def launch(self, user, *properties):
        """A process that takes calls; what it hears is in a file."""
        self.heard = self.folder / "heard.raw"
        child = Child(user, [
            "gst-launch-1.0", "sipuabin", "name=ua",
            f"uri={self.kamailio.uri(user)}",
            f"password={self.kamailio.users[user]}", f"ws-servers={self.ws}",
            "stun-servers=none", *properties,
            "audiotestsrc", "is-live=true", f"freq={THEIRS}",
            f"volume={AMPLITUDE}", "!", "ua.", "ua.audio_src_0", "!",
            "audioconvert", "!", "audioresample", "!",
            f"audio/x-raw,format=S16LE,channels=1,rate={self.RATE}", "!",
            "filesink", f"location={self.heard}", "buffer-mode=unbuffered",
            "async=false"], self.folder, is_ours=True)
        self.addCleanup(child.stop)
        wait_until(lambda: self.kamailio.contacts(user), child.tail)
        return child

    def call(self, user):
        self.alice = self.phone("alice", frequency=OURS).start()
        self.alice.wait_registered()
        return self.alice.call(self.kamailio.uri(user))

    def stop_for_a_while(self, child):
        child.freeze()
        time.sleep(self.STOPPED)
        child.thaw()

    def assert_media_go_on(self):
        """A second of them, beyond what was there."""
        size = self.heard.stat().st_size
        buffers = self.alice.audio[-1].buffers
        wait_until(lambda: self.alice.audio[-1].buffers > buffers + 50
                   and self.heard.stat().st_size > size + 2 * self.RATE,
                   "media both ways")
        self.alice.wait_tone(THEIRS)
        Expected(frequency=OURS).wait(
            lambda: Tone.of_file(self.heard, self.RATE))

    def test_call_stands(self):
        carol = self.launch("carol", "auto-answer=true")
        call = self.call("carol").wait_state("established")
        self.alice.wait_tone(THEIRS)
        self.stop_for_a_while(carol)
        self.assert_media_go_on()
        # By then, server and peer have answered.
        time.sleep(3)
        self.assertEqual(call.state, "established", carol.tail())
        self.assert_media_go_on()
        call.hangup()
        wait_until(lambda: "ended" in carol.tail(), carol.tail)

    def test_rings_on(self):
        """Nobody could hear it meanwhile: that does not count as no answer."""
        carol = self.launch("carol", "no-answer-timeout=3")
        call = self.call("carol").wait_state("ringing")
        self.stop_for_a_while(carol)
        time.sleep(1)
        self.assertEqual(call.state, "ringing", carol.tail())
        call.wait_state("ended")
        self.assertEqual(call.status, 480)


class Chaos(GroupCase):
    """Whatever happens to them, in any order: SIPUA_CHAOS says for how many
    seconds, SIPUA_SEED in which order."""

    SECONDS = int(os.environ.get("SIPUA_CHAOS", 20))
    SEED = int(os.environ.get("SIPUA_SEED", random.randrange(10 ** 6)))

    def test_any_order(self):
        self.random = random.Random(self.SEED)
        self.frozen = set()
        self.pair(both=True, **SHORT_WAIT)
        end = time.monotonic() + self.SECONDS
        with self.subTest(seed=self.SEED):
            while time.monotonic() < end:
                self.do_something()
                time.sleep(self.random.uniform(0, 4))
                self.assertEqual(self.ours.state, "established")
                self.assertEqual(self.theirs.state, "established")
            self.tearDown()
            for user, phone in (("alice", self.alice), ("bob", self.bob)):
                wait_until(lambda: self.server(user) == HEAVY,
                           lambda: f"{user} to be back: {phone.log[-20:]}",
                           NOTICED + BACK)
            self.assert_serves(HEAVY)
            self.assert_hangup(self.ours, self.theirs)

    def do_something(self):
        edge = self.random.choice(list(self.edges.values()))
        deeds = [edge.start]
        if edge in self.frozen:
            deeds = [edge.child.thaw, edge.child.kill]
        elif edge.child.is_alive():
            deeds = [edge.child.freeze, edge.child.kill]
        deed = self.random.choice(deeds)
        print(f"# {edge.name}: {deed.__name__}", file=sys.stderr)
        deed()
        self.frozen.discard(edge)
        if deed == edge.child.freeze:
            self.frozen.add(edge)


class Deaf(GroupCase):
    """The heaviest takes connections and pings, and no requests."""

    @classmethod
    def edge(cls, name):
        symbols = ("DEAF",) if name == HEAVY else cls.symbols
        return Edge(cls.folder, cls.kamailio, name, symbols=symbols)

    def test_next_one_is_used(self):
        self.alice = self.group_phone(frequency=None).start()
        self.wait_server(MIDDLE, UNANSWERED)


class InTheWay(GroupCase):
    """The edges stay in the way of calls: what the other end sends by one that
    is away is lost. Ours takes another way, and no call ends for that."""

    symbols = ("OUTBOUND", "RECORD_ROUTE")

    def test_killed(self):
        self.pair(**SHORT_WAIT)
        self.edges[HEAVY].child.kill()
        self.assert_endures()
        self.assert_hangup(self.ours, self.theirs)

    def test_killed_and_back(self):
        self.pair(**SHORT_WAIT)
        self.edges[HEAVY].child.kill()
        self.assert_endures()
        self.edges[HEAVY].start()
        self.wait_server(HEAVY, BACK)
        self.assert_hangup(self.theirs, self.ours)

    def test_paused(self):
        self.pair(**SHORT_WAIT)
        self.edges[HEAVY].child.freeze()
        self.wait_server(MIDDLE, NOTICED)
        self.assert_endures()
        self.edges[HEAVY].child.thaw()
        self.wait_server(HEAVY, BACK)
        self.assert_hangup(self.ours, self.theirs)

    def assert_endures(self):
        """Until proxies have given up whatever they could not pass on."""
        self.wait_server(MIDDLE)
        time.sleep(5)
        self.assertEqual(self.ours.state, "established")
        self.assert_tones()


if __name__ == "__main__":
    main()
