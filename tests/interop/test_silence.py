#!/usr/bin/env python3
# Servers that are there and do nothing: stopped in mid-air, deaf, in the way
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Finding that out takes time, and no processor: it may run with other tests.

import time

from case import main
from groups import (BACK, HEAVY, LIGHT, MEDIUM_WAIT, MIDDLE, SHORT_WAIT,
                    GroupCase)
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
