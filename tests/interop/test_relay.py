#!/usr/bin/env python3
# Media through a TURN server, and servers that are not there
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import time

from case import main
from child import free_ports
from pairs import OURS, THEIRS, BrowserCase


class Relay(BrowserCase):
    needs_coturn = True

    def relayed(self, **others):
        return {"turn_servers":
                f"turn://{self.coturn.user}:{self.coturn.password}"
                f"@{self.coturn.address}:{self.coturn.port}?transport=udp",
                "ice_transport_policy": "relay", **others}

    def assert_relayed(self):
        self.alice.wait_tone(THEIRS)
        self.bob.wait_tone(OURS)
        self.assertEqual(self.bob.stats()["remote"]["type"], "relay")
        candidates = [line for line in self.bob.remote_sdp().splitlines()
                      if line.startswith("a=candidate:")]
        self.assertTrue(candidates)
        for line in candidates:
            self.assertIn("typ relay", line)

    def test_out(self):
        self.pair(alice=self.relayed(), bob={"answer": {"audio": True}})
        self.call().wait_state("established")
        self.assert_relayed()

    def test_in(self):
        self.pair(alice=self.relayed(auto_answer=True))
        self.call_in()
        self.bob.wait_state("established")
        self.assert_relayed()

    def test_server_as_json(self):
        # As the seed document writes it.
        self.pair(alice=self.relayed(
            turn_servers=f'{{"urls": ["{self.coturn.uri}"], '
                         f'"username": "{self.coturn.user}", '
                         f'"password": "{self.coturn.password}"}}'),
            bob={"answer": {"audio": True}})
        self.call().wait_state("established")
        self.assert_relayed()


class ServersThatAreNotThere(BrowserCase):
    def assert_calls_all_the_same(self, seconds, **properties):
        self.pair(alice=properties, bob={"answer": {"audio": True}})
        start = time.monotonic()
        self.call().wait_state("established", seconds)
        self.assertLess(time.monotonic() - start, seconds)
        self.assert_tones()

    def test_stun_that_does_not_resolve(self):
        self.assert_calls_all_the_same(
            8, stun_servers="stun:nowhere.invalid:3478")

    def test_stun_that_does_not_answer(self):
        port, = free_ports(1)
        self.assert_calls_all_the_same(
            8, stun_servers=f"stun:127.0.0.1:{port}")

    def test_turn_that_does_not_answer(self):
        port, = free_ports(1)
        self.assert_calls_all_the_same(
            8, turn_servers=f"turn://al:yo@127.0.0.1:{port}?transport=udp")


if __name__ == "__main__":
    main()
