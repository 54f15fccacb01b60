#!/usr/bin/env python3
# A registrar behind an edge proxy: Path, flows, GRUUs, and what it demands
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import re
import time

from case import main
from child import wait_until
from edges import OTHER_UUID, UUID, EdgeCase


class Flows(EdgeCase):
    """The edge knows each phone by its connection (RFC 5626)."""

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


    def test_anonymous_calls_come_from_a_temporary_gruu(self):
        """It says nothing of alice; what bob sends in the call finds her."""
        self.pair(bob={"auto_answer": True, "trace_sip": True})
        ours = self.alice.call(self.kamailio.uri("bob"), anonymous=True)
        ours.wait_state("established")
        self.assert_tones()
        contact = re.search(r"contact <sip:(\S+?)@example.test;gr>",
                            self.edge.requests("INVITE")[-1])
        self.assertIsNotNone(contact, self.edge.requests("INVITE")[-1])
        self.assertNotIn("alice", contact.group(1))
        self.assertNotIn("sip:alice@", self.bob.story())
        self.bob.calls[-1].hangup()
        ours.wait_state("ended")
        self.assertEqual(ours.status, 200)


class PathOnly(EdgeCase):
    """An edge that knows of no flows: the registrar refuses them with 439."""

    symbols = ("RECORD_ROUTE",)

    def test_registers_without_a_flow(self):
        phone = self.phone("alice", frequency=None, instance_id=UUID,
                           register_expires=2).start().wait_registered()
        binding = self.binding("alice")
        self.assertIn(";received=", binding["Path"])
        self.assertEqual(binding["Instance"], f"<urn:uuid:{UUID}>")
        self.assertEqual(phone.refusals, [])
        # It does not have to be told again.
        registers = len(self.kamailio.requests("REGISTER"))
        wait_until(lambda: len(self.kamailio.requests("REGISTER"))
                   > registers, "a refresh")
        for each in self.kamailio.requests("REGISTER")[registers:]:
            self.assertNotIn("reg-id", each)

    def test_calls(self):
        self.pair()
        self.assert_calls()

    def test_connection_is_dropped(self):
        wire = self.wire()
        self.pair({"ws_servers": wire.ws}, {"auto_answer": True})
        ours = self.call().wait_state("established")
        before = self.binding("alice")
        wire.cut()
        self.wait_rebound("alice", before)
        self.assert_tones()
        self.bob.calls[-1].hangup()
        ours.wait_state("ended")
        self.assertEqual(ours.status, 200)


class WithoutGruu(EdgeCase):
    """The Contact of calls says that they are to come by the flow."""

    registrar_options = {"gruu": False}

    def test_calls(self):
        self.pair()
        self.assert_calls()
        self.assertRegex(self.edge.requests("INVITE")[0],
                         r"contact <sip:\S+@\S+\.invalid;transport=ws;ob>")


class Demanding(EdgeCase):
    """A registrar that wants things done its way."""

    registrar_options = {"min_expires": 120, "flow_timer": 4,
                         "symbols": ("SERVICE_ROUTE",)}

    def test_longer_than_asked_for(self):
        phone = self.phone("alice", frequency=None, register_expires=60)
        phone.start().wait_registered()
        self.assertGreater(self.binding("alice")["Expires"], 110)
        self.assertLessEqual(self.binding("alice")["Expires"], 120)
        self.assertEqual(phone.refusals, [])

    def test_calls_by_its_service_route(self):
        self.pair()
        self.assert_calls()
        self.assertIn(f"route <sip:served@127.0.0.1:{self.kamailio.udp_port}",
                      self.kamailio.requests("INVITE")[-1])

    def test_signs_of_life(self):
        """As often as the Flow-Timer says; without it, they are a ping every
        24 seconds or more."""
        wire = self.wire()
        self.phone("alice", frequency=None,
                   ws_servers=wire.ws).start().wait_registered()
        for _ in range(2):
            sent = wire.sent
            wait_until(lambda: wire.sent > sent, "a ping", 6)

    def test_other_name(self):
        """The request goes to another domain than the address has."""
        self.phone("alice", frequency=None,
                   registrar_server=f"sip:{self.kamailio.realm}"
                   ).start().wait_registered()
        self.assertTrue(self.edge.requests("REGISTER")[-1].startswith(
            f"sip:{self.kamailio.realm} from <sip:alice@example.test>"))
        self.assertEqual(len(self.kamailio.bindings("alice")), 1)


class DeadFlow(EdgeCase):
    registrar_options = {"symbols": ("SHOW_430",)}

    def test_callee_is_gone(self):
        """Bob's connection is gone, though the registrar does not know."""
        wire = self.wire()
        self.pair(bob={"ws_servers": wire.ws})
        carol = self.phone("carol", auto_answer=True)
        carol.start().wait_registered()
        wire.vanish()
        wait_until(lambda: self.edge.connections() == 2, "bob's end", 6)
        # While it is closing the connection, Kamailio answers 500 by itself.
        wait_until(lambda: self.call().wait_state("ended").status == 430,
                   "430 Flow Failed", 6)
        self.alice.wait_registered()
        self.assertEqual(len(self.kamailio.bindings("alice")), 1)
        self.alice.call(self.kamailio.uri("carol")).wait_state("established")


class WantsRoute(EdgeCase):
    symbols = ("OUTBOUND", "RECORD_ROUTE", "WANT_ROUTE")

    def test_calls(self):
        self.pair({"use_preloaded_route": True}, {"use_preloaded_route": True})
        self.assert_calls()
        for method in ("REGISTER", "INVITE"):
            self.assertIn(
                f"route <sip:127.0.0.1:{self.edge.ws_port};lr;transport=ws> ",
                self.edge.requests(method)[0])

    def test_nothing_goes_without(self):
        phone = self.phone("alice", frequency=None).start()
        wait_until(lambda: self.edge.requests("REGISTER"), "a REGISTER")
        time.sleep(0.5)
        self.assertFalse(phone.ua.get_property("registered"))


class Hacks(EdgeCase):
    def assert_calls_with(self, **hacks):
        self.pair({"trace_sip": True, **hacks}, hacks)
        self.assert_calls()
        return self.alice.story()

    def test_ip_in_contact(self):
        story = self.assert_calls_with(hack_ip_in_contact=True)
        address, = self.kamailio.contacts("alice")
        self.assertRegex(address, r"sip:\w+@192\.0\.2\.\d+;transport=ws")
        host = re.search(r"192\.0\.2\.\d+", address).group()
        self.assertIn(f"\nVia: SIP/2.0/WS {host};", story)
        self.assertNotIn(".invalid", story)

    def test_via_tcp(self):
        story = self.assert_calls_with(hack_via_tcp=True)
        for method in ("REGISTER", "INVITE", "ACK", "BYE"):
            self.assertRegex("\n".join(self.edge.requests(method)),
                             r"via SIP/2.0/TCP \w+\.invalid;")
        self.assertRegex(story, r"\nVia: SIP/2.0/TCP \w+\.invalid;")
        self.assertNotRegex(story, r"Via: SIP/2.0/WS \w+\.invalid")

    def test_both(self):
        story = self.assert_calls_with(hack_ip_in_contact=True,
                                       hack_via_tcp=True)
        self.assertRegex(story, r"\nVia: SIP/2.0/TCP 192\.0\.2\.\d+;")


if __name__ == "__main__":
    main()
