#!/usr/bin/env python3
# A registrar behind an edge proxy: Path, flows, GRUUs, and other devices
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import re

from baresip import BARESIP_LEVEL
from case import main
from child import wait_until
from edges import EdgeCase
from pairs import OURS, THEIRS

UUID = "8f1fa16a-1165-4a96-8341-785b1ef24f12"
OTHER_UUID = "0c67446e-f1a1-11d9-94d3-000a95a0e128"


class Flows(EdgeCase):
    """The edge knows each phone by its connection (RFC 5626)."""

    needs_baresip = True

    def test_registers_over_a_flow(self):
        self.phone("alice", frequency=None, instance_id=UUID,
                   register_expires=300).start().wait_registered()
        binding = self.binding("alice")
        self.assertRegex(binding["Path"],
                         rf"<sip:.+@127.0.0.1:{self.edge.udp_port};lr;ob>")
        self.assertEqual(binding["Instance"], f"<urn:uuid:{UUID}>")
        self.assertEqual(binding["Reg-Id"], 1)
        self.assertGreater(binding["Expires"], 290)
        self.assertLessEqual(binding["Expires"], 300)

    def test_calls(self):
        self.pair()
        self.assert_calls()

    def test_connection_is_dropped(self):
        """What comes next takes the place of what was, and is called."""
        wire = self.wire()
        self.pair({"ws_servers": wire.ws})
        before = self.binding("alice")
        wire.cut()
        self.wait_rebound("alice", before)
        self.alice.wait_registered()
        self.assert_call(self.bob, self.alice, "alice", self.bob)

    def test_connection_is_dropped_in_mid_call(self):
        """The proxies find the phone by its GRUU, wherever it is now."""
        wire = self.wire()
        self.pair({"ws_servers": wire.ws}, {"auto_answer": True})
        for ends_it in (self.alice, self.bob):
            ours = self.call().wait_state("established")
            self.assert_tones()
            before = self.binding("alice")
            wire.cut()
            self.wait_rebound("alice", before)
            self.assert_tones()
            ends_it.calls[-1].hangup()
            ours.wait_state("ended")
            self.bob.calls[-1].wait_state("ended")
            self.assertEqual(self.bob.calls[-1].status, 200)

    def test_calls_come_from_the_public_gruu(self):
        self.pair({"instance_id": UUID})
        self.call()
        self.bob.wait_incoming()
        self.assertIn(
            f"contact <sip:alice@example.test;gr=urn:uuid:{UUID}>",
            self.edge.requests("INVITE")[-1])

    def test_gruu_rings_one_device(self):
        one = self.phone("alice", instance_id=UUID)
        other = self.phone("alice", instance_id=OTHER_UUID)
        for each in (one, other):
            each.start().wait_registered()
        bob = self.phone("bob").start().wait_registered()
        bob.call(f"{self.kamailio.uri('alice')};gr=urn:uuid:{UUID}")
        one.wait_incoming()
        # Had it rung, both would have at the same time.
        self.assertEqual(other.incoming, [])

    def test_temporary_gruu(self):
        self.pair({"trace_sip": True})
        gruu = re.search('temp-gruu="([^"]+)"', self.alice.story()).group(1)
        self.bob.call(gruu)
        self.alice.wait_incoming()

    def test_baresip_holds_and_resumes(self):
        """His re-INVITEs find their way, and so does his media afterwards."""
        alice = self.phone("alice", frequency=OURS, auto_answer=True)
        alice.start().wait_registered()
        bob = self.baresip("bob", frequency=THEIRS)
        bob.call(self.kamailio.uri("alice"))
        bob.wait_state("established")
        bob.wait_tone(OURS)
        for change in (bob.hold, bob.resume):
            acknowledged = len(self.edge.requests("ACK"))
            change()
            wait_until(lambda: len(self.edge.requests("ACK")) > acknowledged,
                       "a re-INVITE to be acknowledged")
        alice.wait_tone(THEIRS, BARESIP_LEVEL)
        bob.wait_tone(OURS)
        bob.hangup()
        alice.calls[-1].wait_state("ended")
        self.assertEqual(alice.calls[-1].status, 200)


if __name__ == "__main__":
    main()
