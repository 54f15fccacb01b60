#!/usr/bin/env python3
# STUN and TURN servers: any credentials, any transport, dead ones, IPv6
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Both phones are pipelines. Which servers a call used is read from the session
# descriptions on the wire and from coturn's log.

import base64
import hashlib
import hmac
import json
import re
import time
from urllib.parse import quote

from case import main
from child import free_ports, own_address, own_address6, wait_until
from coturn import Coturn, relays_to
from pairs import OURS, THEIRS, PairCase
from stun import StunServer

QUICK = 1.5
MAPPED = ["203.0.113.1", "203.0.113.2"]


def candidates(phone):
    """Of the last session description that it sent, as its trace has it."""
    sent = [each for each in phone.log if "a=candidate:" in each
            and re.search(r"INVITE sip:\S+ SIP/2.0", each)]
    return re.findall(r"a=candidate:(.*)", sent[-1])


class IceCase(PairCase):
    def pair(self, alice=None, bob=None):
        super().pair({"trace_sip": True, **(alice or {})},
                     {"auto_answer": True, **(bob or {})})

    def talk(self):
        """A whole call, and how long it took to be established."""
        start = time.monotonic()
        call = self.call().wait_state("established")
        seconds = time.monotonic() - start
        self.assert_tones()
        return call, seconds

    def talk_soon(self, seconds=QUICK):
        """A busy machine may be slow now and then, not each time."""
        for _ in range(3):
            call, taken = self.talk()
            if taken < seconds:
                return call
            self.end(call)
        self.fail(f"no call was established within {seconds} s")

    def end(self, call):
        call.hangup()
        call.wait_state("ended")
        wait_until(lambda: not self.bob.audio and not self.alice.audio,
                   "the pads to go")

    def assert_types(self, *types):
        self.assertEqual({re.search(r" typ (\w+)", each)[1]
                          for each in candidates(self.alice)}, set(types))

    def wait_warning(self, text, timeout=5):
        wait_until(lambda: any(text in each
                               for each in self.alice.complaints()),
                   lambda: f"{text}: {self.alice.complaints()}", timeout)

    def count_warnings(self, text):
        return sum(text in each for each in self.alice.complaints())


class Stun(IceCase):
    def server(self, **options):
        server = StunServer(**options)
        self.addCleanup(server.stop)
        return server

    def mapped(self):
        """The addresses that STUN servers told."""
        return {each.split()[4] for each in candidates(self.alice)
                if " typ srflx" in each}

    def test_first_that_answers(self):
        dead = self.server(mapped="192.0.2.99", silent=True)
        first, second = (self.server(mapped=each) for each in MAPPED)
        self.pair({"stun_servers": " ".join(
            each.uri for each in (dead, first, second))})
        call = self.talk_soon()
        self.assertEqual(self.mapped(), {MAPPED[0]})
        self.wait_warning(f"{dead.uri}: no answer within 3 s")

        # What died meanwhile is noticed in a call, and told once.
        self.end(call)
        first.silent = True
        call, _ = self.talk()
        self.end(call)
        self.wait_warning(f"{first.uri}: no answer within 3 s")
        self.talk_soon()
        self.assertEqual(self.mapped(), {MAPPED[1]})
        self.assertEqual(self.count_warnings(dead.uri), 1)
        self.assertEqual(self.count_warnings(first.uri), 1)

    def test_list_changed_while_running(self):
        first, second = (self.server(mapped=each) for each in MAPPED)
        self.pair({"stun_servers": first.uri})
        call, _ = self.talk()
        self.assertEqual(self.mapped(), {MAPPED[0]})
        self.end(call)
        self.alice.ua.set_property("stun-servers", second.uri)
        call, _ = self.talk()
        self.assertEqual(self.mapped(), {MAPPED[1]})
        self.end(call)
        self.alice.ua.set_property("stun-servers", "none")
        self.talk()
        self.assertEqual(self.mapped(), set())

    def test_asked_again_when_the_connection_is_back(self):
        server = self.server(mapped=MAPPED[0])
        self.pair({"stun_servers": server.uri})
        # Who asked just now does not ask again.
        time.sleep(3.2)
        self.assertEqual(server.requests, 1)
        self.kamailio.restart()
        wait_until(lambda: server.requests > 1, "the STUN server to be asked")

    def test_dead_server_delays_no_call(self):
        dead = self.server(mapped="192.0.2.99", silent=True)
        self.pair({"stun_servers": f"{dead.uri} stun:nowhere.invalid",
                   "ice_gathering_timeout": 1000})
        # The first comes before anything is known.
        call, seconds = self.talk()
        self.assertLess(seconds, 1 + 2 * QUICK)
        self.end(call)
        self.wait_warning(f"{dead.uri}: no answer within 3 s")
        self.talk_soon()
        self.assertEqual(self.count_warnings("stun:nowhere.invalid"), 1)
        self.assertEqual(self.count_warnings(dead.uri), 1)


class Turn(IceCase):
    needs_coturn = True
    # turnserver takes no space in a name, and no UTF-8 with bytes from 0x80 to
    # 0x9f or 0xad.
    accounts = {
        "a@b/c?d#e%f&g": "p:a@s/s?w#o%r&d +=,;",
        "Zo\u00eb\u00b6\u0138\u00f8": "gr\u00fcn \"dich\" 'da' \\ {}[]<>",
        "long": "x" * 250,
    }
    secret = "n0rth"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.servers = {
            "accounts": Coturn(cls.folder, "accounts", accounts=cls.accounts),
            "tcp": Coturn(cls.folder, "tcp",
                          options=["--lt-cred-mech", "--no-udp"]),
            "secret": Coturn(cls.folder, "secret", options=[
                "--use-auth-secret", f"--static-auth-secret={cls.secret}"]),
            "quota": Coturn(cls.folder, "quota", options=[
                "--lt-cred-mech", "--user-quota=1"]),
        }
        for each in cls.servers.values():
            cls.addClassCleanup(each.stop)

    def relayed(self, servers, **others):
        return {"turn_servers": servers, "ice_transport_policy": "relay",
                **others}

    def with_credentials(self, server, query="?transport=udp"):
        return (f"turn://{server.user}:{server.password}@{server.place}"
                f"{query}")

    def assert_relayed(self):
        self.assert_types("relay")
        self.assertEqual(self.count_warnings("turn:"), 0)

    def notations(self):
        """Every account in every notation, for one server each."""
        server = self.servers["accounts"]
        for user, password in self.accounts.items():
            yield (f"turn://{quote(user, safe='')}:{quote(password, safe='')}"
                   f"@{server.place}?transport=udp")
            yield json.dumps([{"urls": [f"{server.uri}?transport=udp"],
                               "username": user, "password": password}])
        yield json.dumps({"url": f"{server.uri}?transport=tcp",
                          "username": user, "credential": password})
        # The REST API: a name that is a time, a password that is its digest.
        user = f"{int(time.time()) + 600}:alice"
        password = base64.b64encode(hmac.digest(
            self.secret.encode(), user.encode(), hashlib.sha1)).decode()
        yield (f"turn:{quote(user)}:{quote(password)}"
               f"@{self.servers['secret'].place}")

    def test_credentials(self):
        self.pair(self.relayed("none"))
        for servers in self.notations():
            with self.subTest(servers):
                self.alice.ua.set_property("turn-servers", servers)
                call, _ = self.talk()
                self.assert_relayed()
                self.end(call)

    def test_tcp(self):
        server = self.servers["tcp"]
        self.pair(self.relayed(self.with_credentials(server,
                                                     "?transport=tcp")))
        call, _ = self.talk()
        self.assert_relayed()
        self.end(call)

        # By whatever transport it answers.
        self.alice.ua.set_property("turn-servers",
                                   self.with_credentials(server, ""))
        self.talk()
        self.assert_relayed()

    def test_several(self):
        port, = free_ports(1)
        living = self.servers["accounts"]
        self.pair(self.relayed(
            f"turn://al:yo@{own_address()}:{port}?transport=tcp,"
            f"{self.with_credentials(living)}"))
        self.talk()
        self.assert_types("relay")
        self.wait_warning(f":{port}?transport=tcp: nothing listens on")

    def test_wrong_password(self):
        server = self.servers["accounts"]
        self.pair(self.relayed(
            f"turn://{server.user}:wr0ng@{server.place}"))
        call = self.call().wait_state("ended", 5)
        self.assertIn("no TURN server gives a relay", call.reason)
        self.wait_warning(f"{server.uri}: refused with 401 Unauthorized")

        # It is not needed.
        self.alice.stop()
        self.bob.stop()
        self.pair({"turn_servers":
                   f"turn://{server.user}:wr0ng@{server.place}"})
        for _ in range(2):
            self.end(self.talk_soon())
        self.assertEqual(self.count_warnings("401"), 1)
        self.assertNotIn("wr0ng", self.alice.story())

    def test_quota(self):
        """Asking whether it serves does not count, nor does a call that is
        over; who is told no goes on."""
        server = self.servers["quota"]
        self.pair(self.relayed(self.with_credentials(server)),
                  {"turn_servers": self.with_credentials(server)})
        call, _ = self.talk()
        self.assert_relayed()
        self.end(call)
        # It takes turnserver up to a second to notice.
        time.sleep(1.5)
        self.talk()
        self.assert_relayed()
        wait_until(lambda: any("refused with 486" in each
                               for each in self.bob.complaints()),
                   lambda: f"486: {self.bob.complaints()}")

    def test_vanishes(self):
        server = Coturn(self.folder, "vanishes")
        self.addCleanup(server.stop)
        self.pair({"turn_servers": self.with_credentials(server)})
        call, _ = self.talk()
        self.assert_types("host", "relay")
        server.child.kill()
        time.sleep(1)
        self.assert_tones()
        self.end(call)

        # The next one is not delayed for longer than it may be.
        _, seconds = self.talk()
        self.assertLess(seconds, 2 + 2 * QUICK)
        self.wait_warning(f"{server.uri}?transport=udp: ")

    def test_refused(self):
        """TLS that would not be TLS is not used at all."""
        server = self.servers["accounts"]
        before = server.relayed()
        self.pair({"turn_servers":
                   f"turns:{server.user}:{server.password}@{server.place}",
                   "stun_servers": f"stuns:{server.place}"})
        self.talk()
        self.assert_types("host")
        self.wait_warning(f"turns:{server.place}: cannot be used: "
                          "libnice has no TLS to TURN servers")
        self.wait_warning(f"stuns:{server.place}: cannot be used: ")
        self.assertEqual(server.relayed(), before)


class Ipv6(IceCase):
    def setUp(self):
        self.address = own_address6()
        if self.address is None or self.kamailio.ws6 is None:
            self.skipTest("no IPv6 here")

    def test_signalling_and_stun(self):
        server = StunServer("2001:db8::7", self.address)
        self.addCleanup(server.stop)
        self.pair({"ws_servers": self.kamailio.ws6,
                   "stun_servers": server.uri},
                  {"ws_servers": self.kamailio.ws6})
        self.talk()
        self.assertIn("2001:db8::7", {each.split()[4] for each
                                      in candidates(self.alice)})
        self.assertIn(self.address, {each.split()[4] for each
                                     in candidates(self.alice)})

    def test_relay(self):
        if not relays_to(self.address):
            self.skipTest(f"this coturn does not relay to {self.address}")
        server = Coturn(self.folder, "coturn6", self.address, options=[
            "--lt-cred-mech", "--allocation-default-address-family=keep"])
        self.addCleanup(server.stop)
        for transport in "udp", "tcp":
            with self.subTest(transport):
                self.pair({"turn_servers":
                           f"turn://{server.user}:{server.password}"
                           f"@{server.place}?transport={transport}",
                           "ice_transport_policy": "relay",
                           "ws_servers": self.kamailio.ws6})
                call, _ = self.talk()
                self.assert_types("relay")
                self.assertEqual({each.split()[4] for each
                                  in candidates(self.alice)}, {self.address})
                self.end(call)
                self.alice.stop()
                self.bob.stop()


if __name__ == "__main__":
    main()
