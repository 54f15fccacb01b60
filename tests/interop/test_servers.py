#!/usr/bin/env python3
# A group of servers that are killed and return: who serves whom, and when
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import collections
import json

from case import main
from child import wait_until
from groups import (AT_ONCE, BACK, HEAVY, LIGHT, MEDIUM_WAIT, MIDDLE,
                    SHORT_WAIT, GroupCase)
from kamailio import Kamailio
from pairs import PairCase

# Far more than a change to another server may take, to tell waiting from it.
LONG_WAIT = {"connection_recovery_min_interval": 20,
             "connection_recovery_max_interval": 20}


class Weights(GroupCase):
    def test_heaviest_first(self):
        self.alice = self.group_phone(frequency=None).start()
        self.wait_server(HEAVY)
        for name in (MIDDLE, LIGHT):
            self.assertEqual(self.edges[name].requests("REGISTER"), [])

    def test_next_one_without_delay(self):
        self.edges[HEAVY].child.kill()
        self.alice = self.group_phone(frequency=None, **LONG_WAIT).start()
        self.wait_server(MIDDLE)


class KilledInTurns(GroupCase):
    def test_two_of_three(self):
        self.pair(**MEDIUM_WAIT)
        self.edges[HEAVY].child.kill()
        self.assert_serves(MIDDLE)
        self.edges[MIDDLE].child.kill()
        self.assert_serves(LIGHT)
        self.edges[HEAVY].start()
        self.edges[LIGHT].child.kill()
        self.assert_serves(HEAVY)
        self.edges[LIGHT].start()
        self.edges[HEAVY].child.kill()
        self.assert_serves(LIGHT)
        self.assert_hangup(self.ours, self.theirs)

    def test_all_of_them(self):
        """Waits between rounds are within their bounds; the call goes on, and
        can be ended by the other side afterwards."""
        self.pair(**SHORT_WAIT)
        for edge in self.edges.values():
            edge.child.kill()
        wait_until(lambda: len(self.rounds()) > 4, "four waits", 12)
        for start, end in zip(self.rounds(), self.rounds()[1:]):
            self.assertGreater(end - start, 0.9)
            self.assertLess(end - start, 3)
        self.assert_tones()
        # Made while there is nobody to make it by.
        queued = self.alice.call(self.kamailio.uri("carol"))
        self.edges[LIGHT].start()
        queued.wait_state("established")
        queued.hangup()
        self.carol.wait_call().wait_state("ended")
        self.assert_serves(LIGHT)
        self.assert_hangup(self.theirs, self.ours)

    def test_both_ends(self):
        """Alice and bob lose the same servers at the same time."""
        self.pair(both=True, **MEDIUM_WAIT)
        for killed, then in ((HEAVY, MIDDLE), (MIDDLE, LIGHT)):
            self.edges[killed].child.kill()
            wait_until(lambda: self.server("bob") == then, "bob to move",
                       AT_ONCE)
            self.assert_serves(then)
        self.assert_hangup(self.theirs, self.ours)

    def rounds(self):
        return [at for at, text in self.alice.log_times
                if "no server can be reached" in text]


class ComesBack(GroupCase):
    def test_in_mid_call(self):
        """The heavier one serves again, though the lighter is still there."""
        self.pair(**SHORT_WAIT)
        self.edges[HEAVY].child.kill()
        self.assert_serves(MIDDLE)
        self.edges[HEAVY].start()
        self.assert_serves(HEAVY, BACK)
        # What the call still had there moves on.
        self.edges[MIDDLE].child.kill()
        self.assert_serves(HEAVY)
        self.assert_hangup(self.theirs, self.ours)

    def test_leaves_the_lighter_one(self):
        self.edges[HEAVY].child.kill()
        self.alice = self.group_phone(frequency=None, **SHORT_WAIT).start()
        self.wait_server(MIDDLE)
        self.edges[HEAVY].start()
        self.wait_server(HEAVY, BACK)
        wait_until(lambda: self.edges[MIDDLE].connections() == 0,
                   "the connection to the lighter server to be closed")


class Strangers(PairCase):
    """Servers that know nothing of each other, and whose phones all do the
    same."""

    COUNT = 3

    @classmethod
    def start_servers(cls):
        cls.servers = []
        for i in range(cls.COUNT):
            folder = cls.folder / str(i)
            folder.mkdir()
            cls.servers.append(cls.keep(Kamailio(folder)))
        cls.kamailio = cls.servers[0]
        cls.ws = json.dumps([{"ws_uri": server.ws, "weight": cls.COUNT - i}
                             for i, server in enumerate(cls.servers)])

    def test_killed_in_turns(self):
        self.pair(SHORT_WAIT, {"auto_answer": True, **SHORT_WAIT})
        first = self.call().wait_state("established")
        self.assert_tones()
        self.servers[0].child.kill()
        self.wait_both_at(self.servers[1])
        self.assert_tones()
        self.assert_hangup(first, self.bob.calls[0])

        second = self.call().wait_state("established")
        self.servers[1].child.kill()
        self.wait_both_at(self.servers[2])
        self.assert_tones()
        self.assert_hangup(second, self.bob.calls[1])

        third = self.call().wait_state("established")
        self.servers[0].start()
        self.wait_both_at(self.servers[0], BACK)
        self.assert_tones()
        self.bob.calls[2].hangup()
        third.wait_state("ended")
        self.call().wait_state("established")

    def wait_both_at(self, server, timeout=AT_ONCE):
        for user in ("alice", "bob"):
            wait_until(lambda: server.contacts(user), f"{user} to come",
                       timeout)

    def assert_hangup(self, ours, theirs):
        ours.hangup()
        theirs.wait_state("ended")
        self.assertEqual(theirs.status, 200)


class Equals(GroupCase):
    weights = {HEAVY: 10, MIDDLE: 10, LIGHT: 1}
    STARTS = 30

    def test_picked_at_random(self):
        """Among the heaviest, that is. Thirty times heads is once in 10^9."""
        served = collections.Counter()
        for _ in range(self.STARTS):
            self.alice = self.group_phone(frequency=None).start()
            self.alice.wait_registered()
            served[self.server()] += 1
            self.alice.stop()
        self.assertEqual(set(served), {HEAVY, MIDDLE}, served)


if __name__ == "__main__":
    main()
