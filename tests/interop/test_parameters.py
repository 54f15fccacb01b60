#!/usr/bin/env python3
# Each parameter of the configuration document does what it says
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import contextlib
import os
import tempfile
import time

from case import main
from child import Child, free_ports, wait_until
from ears import UdpEar
from parameters import ParameterCase
from rawsip import RawSip

UUID = "8f1fa16a-1165-4a96-8341-785b1ef24f12"
NAME = "Alice ¶€ĸøĸø"
TEST_NET = r"192\.0\.2\.\d+"


class Parameters(ParameterCase):
    needs_coturn = True

    def test_uri(self):
        self.registered(uri="sip:carol@example.test",
                        authorization_user="carol",
                        password=self.kamailio.users["carol"])
        self.assertTrue(self.kamailio.contacts("carol"))

    def test_uri__without_scheme(self):
        self.registered(uri="alice@example.test")

    def test_uri__anonymous_by_default(self):
        phone = self.phone("alice", frequency=None, uri=None).start()
        wait_until(lambda: phone.ua.get_property("connected"), "a connection")
        self.assertRegex(phone.ua.get_property("uri"),
                         r"^sip:anonymous\.\w{6}@anonymous\.invalid$")
        self.assertFalse(phone.ua.get_property("registered"))

    def test_ws_servers(self):
        dead, = free_ports(1)
        alive = self.kamailio.ws
        for value in (
                alive, f"{alive}/?KEY=1234", f" {alive} ",
                f"ws://127.0.0.1:{dead},{alive}",
                f"{alive}\tws://127.0.0.1:{dead}",
                f'"{alive}"', f"'{alive}'", f'["{alive}"]',
                f'["ws://127.0.0.1:{dead}", {{"ws_uri": "{alive}"}}]',
                f"[ {{ws_uri: '{alive}', weight: 10}}, // First attempt\n"
                f"  {{ws_uri: 'ws://127.0.0.1:{dead}', weight: 1}} ]"):
            with self.subTest(value):
                self.registered(ws_servers=value).stop()

    def test_ws_servers__heaviest_first(self):
        dead, = free_ports(1)
        servers = ('[{"ws_uri":"ws://127.0.0.1:%d","weight":%d},'
                   '{"ws_uri":"%s","weight":%d}]')
        for dead_weight, tried in ((10, True), (1, False)):
            with self.subTest(dead_weight):
                phone = self.registered(ws_servers=servers % (
                    dead, dead_weight, self.kamailio.ws, 5))
                self.assertEqual("refused" in phone.story(), tried)
                phone.stop()

    def test_authorization_user(self):
        # Kamailio lets nobody register the address of another.
        phone = self.alone(authorization_user="bob",
                           password=self.kamailio.users["bob"])
        self.assertEqual(phone.wait_refused()[0], 403)

    def test_authorization_user__while_running(self):
        phone = self.alone(authorization_user="nobody")
        phone.wait_refused()
        phone.ua.set_property("authorization-user", "alice")
        phone.ua.emit("register")
        phone.wait_registered()

    def test_connection_recovery_max_interval(self):
        dead, = free_ports(1)
        phone = self.alone(ws_servers=f"ws://127.0.0.1:{dead}",
                           connection_recovery_min_interval=1,
                           connection_recovery_max_interval=1)
        started = time.monotonic()
        wait_until(lambda: phone.story().count("next attempt in 1 s") >= 4,
                   phone.story)
        # By default these would be 2 s and more.
        self.assertLess(time.monotonic() - started, 7.5)

    def test_connection_recovery_min_interval(self):
        dead, = free_ports(1)
        phone = self.alone(ws_servers=f"ws://127.0.0.1:{dead}",
                           connection_recovery_min_interval=3,
                           connection_recovery_max_interval=3)
        self.wait_said(phone, "next attempt in 3 s")
        time.sleep(1)
        self.assertEqual(phone.story().count("next attempt"), 1)

    def test_display_name(self):
        self.pair_up()
        for name in (NAME, 'The "A" \\ team', "a, b <c>", "\u202emirror",
                     "x" * 200):
            with self.subTest(name):
                self.alice.ua.set_property("display-name", name)
                call, invite = self.ring()
                quoted = name.replace("\\", "\\\\").replace('"', '\\"')
                self.assertIn(f'From: "{quoted}" <sip:alice@', invite)
                got = self.bob.incoming[-1].object
                self.assertEqual(got.get_property("remote-display-name"),
                                 name)
                self.end(call)

    def test_hack_ip_in_contact(self):
        self.check_hack(hack_ip_in_contact=True)
        self.assertRegex(self.kamailio.contacts("alice")[0],
                         f"@{TEST_NET};")
        for method in ("REGISTER", "INVITE", "BYE"):
            self.assertRegex(self.sent(method),
                             rf"via SIP/2\.0/WS {TEST_NET};")

    def test_hack_via_tcp(self):
        self.check_hack(hack_via_tcp=True)
        for method in ("REGISTER", "INVITE", "BYE"):
            self.assertIn("via SIP/2.0/TCP ", self.sent(method))

    def check_hack(self, **hack):
        """Calls go through in both directions."""
        self.pair(alice=hack)
        for caller, callee, target in ((self.alice, self.bob, "bob"),
                                       (self.bob, self.alice, "alice")):
            call = caller.call(self.kamailio.uri(target))
            callee.wait_new_call().answer()
            call.wait_state("established")
            self.assert_tones()
            if caller is self.bob:
                call.hangup()
            else:
                self.end(call)
        wait_until(lambda: not self.alice.ua.get_property("calls"),
                   "alice's call to end")

    def test_instance_id(self):
        for value in (UUID, f"uuid:{UUID}", f"urn:uuid:{UUID.upper()}"):
            with self.subTest(value):
                phone = self.registered(instance_id=value)
                self.assertEqual(self.wait_contact()["Instance"],
                                 f"<urn:uuid:{UUID}>")
                phone.stop()

    def test_log_builtin_enabled(self):
        for value, marker in (("true", True), ("false", False)):
            with self.subTest(value):
                child = Child(f"log-{value}", [
                    "gst-launch-1.0", "-m", "sipuabin", "stun-servers=none",
                    f"ws-servers={self.kamailio.ws}",
                    f"uri={self.kamailio.uri('alice')}",
                    f"password={self.kamailio.users['alice']}",
                    f"log-builtin-enabled={value}"], self.folder,
                    is_ours=True)
                self.addCleanup(child.stop)
                wait_until(lambda: "sip-registered" in child.tail(1000),
                           child.tail)
                self.assertEqual("| sip.registration |" in child.tail(1000),
                                 marker)
                child.stop()

    def test_log_builtin_enabled__while_running(self):
        phone = self.registered(log_builtin_enabled=False)
        with self.standard_error() as said:
            self.renew(phone)
            self.assertNotIn("| sip.", said())
            phone.ua.set_property("log-builtin-enabled", True)
            phone.ua.emit("unregister")
            wait_until(lambda: "| sip.registration |" in said(), said)

    def renew(self, phone):
        phone.ua.emit("unregister")
        wait_until(lambda: not phone.ua.get_property("registered"), "the end")
        phone.ua.emit("register")
        phone.wait_registered()

    @contextlib.contextmanager
    def standard_error(self):
        """Of this process, as a function that tells what was written."""
        before = os.dup(2)
        with tempfile.TemporaryFile() as file:
            os.dup2(file.fileno(), 2)
            try:
                yield lambda: os.pread(file.fileno(), 1 << 20, 0).decode()
            finally:
                os.dup2(before, 2)
                os.close(before)

    def test_log_level(self):
        for value, heard in (("error", set()), (1, set()), ("log", {"log"}),
                             (2, {"log"}), (3, {"log", "debug"})):
            with self.subTest(value):
                phone = self.phone("alice", frequency=None, log_level=value)
                levels = set()
                phone.ua.connect("log", lambda _ua, level, *_rest:
                                 levels.add(level))
                phone.start().wait_registered().stop()
                self.assertEqual(levels, heard)

    def test_log_level__while_running(self):
        phone = self.registered(log_level="error")
        self.assertEqual(phone.log, [])
        phone.ua.set_property("log-level", "debug")
        phone.ua.emit("register")
        self.wait_said(phone, "sip.registration")

    def test_log__categories_and_labels(self):
        self.pair_up(log_level="debug")
        records = []
        self.alice.ua.connect("log", lambda _ua, *record:
                              records.append(record))
        self.end(self.establish())
        categories = {category for _level, category, *_rest in records}
        self.assertLessEqual(
            {"sip.call", "sip.dialog", "sip.transaction", "sip.media"},
            categories)
        call_id = self.alice.calls[-1].object.get_property("call-id")
        for category, start in (("sip.call", call_id),
                                ("sip.dialog", f"{call_id};"),
                                ("sip.media", call_id),
                                ("sip.transaction", "z9hG4bK")):
            self.assertTrue(
                [label for _level, each, label, _content in records
                 if each == category and label and label.startswith(start)],
                records)

    def test_no_answer_timeout(self):
        phone = self.registered(no_answer_timeout=1)
        peer = RawSip(self.kamailio.udp_port)
        self.addCleanup(peer.close)
        started = time.monotonic()
        self.assertEqual(
            peer.request("INVITE", self.kamailio.uri("alice")).status, 480)
        self.assertGreater(time.monotonic() - started, 0.9)
        self.assertEqual(phone.incoming[-1].status, 480)

    def test_password(self):
        phone = self.alone(password="gu3ss")
        self.assertEqual(phone.wait_refused()[0], 401)
        phone.ua.set_property("password", self.kamailio.users["alice"])
        phone.ua.emit("register")
        phone.wait_registered()

    def test_register(self):
        phone = self.alone(register=False)
        wait_until(lambda: phone.ua.get_property("connected"), "a connection")
        time.sleep(0.5)
        self.assertEqual(self.kamailio.contacts("alice"), [])
        phone.ua.set_property("register", True)
        phone.wait_registered()
        phone.ua.set_property("register", False)
        wait_until(lambda: not self.kamailio.contacts("alice"),
                   "the binding to go")

    def test_register_expires(self):
        phone = self.registered(register_expires=300)
        self.assertAlmostEqual(self.wait_contact()["Expires"], 300, delta=10)
        phone.ua.set_property("register-expires", 120)
        wait_until(lambda: self.wait_contact()["Expires"] <= 120,
                   "the new time")

    def test_registrar_server(self):
        for value in ("sip:registrar.example", "registrar.example"):
            with self.subTest(value):
                self.registered(registrar_server=value).stop()
                self.assertTrue(self.kamailio.requests("REGISTER")[-1]
                                .startswith("sip:registrar.example "))

    def test_stun_servers(self):
        first, second = self.ear(), self.ear()
        self.pair_up(stun_servers=first.uri, ice_gathering_timeout=500)
        call, _invite = self.ring()
        wait_until(lambda: first.heard, "the first STUN server to be asked")
        self.assertEqual(second.heard, 0)
        self.end(call)
        self.alice.ua.set_property("stun-servers", f"['{second.uri}']")
        call, _invite = self.ring()
        wait_until(lambda: second.heard, "the second STUN server to be asked")

    def ear(self):
        ear = UdpEar()
        self.addCleanup(ear.close)
        return ear

    def test_trace_sip(self):
        phone = self.registered()
        self.assertNotIn("CSeq", phone.story())
        phone.ua.set_property("trace-sip", True)
        phone.ua.emit("register")
        self.wait_said(phone, "sending WebSocket message",
                       "received WebSocket message", "CSeq: ", "SIP/2.0 200")
        phone.ua.set_property("trace-sip", False)
        phone.ua.emit("unregister")
        wait_until(lambda: not phone.ua.get_property("registered"), "the end")
        phone.forget()
        phone.ua.emit("register")
        phone.wait_registered()
        self.assertNotIn("CSeq", phone.story())

    def test_turn_servers(self):
        uri, user, password = (self.coturn.uri, self.coturn.user,
                               self.coturn.password)
        self.pair_up(ice_transport_policy="relay")
        for value in (
                f'{{ urls:"{uri}", username:"{user}", password:"{password}"}}',
                f'[{{"urls":["{uri}"],"username":"{user}",'
                f'"password":"{password}"}}]',
                uri.replace("turn:", f"turn://{user}:{password}@")):
            with self.subTest(value):
                self.alice.ua.set_property("turn-servers", value)
                before = self.coturn.relayed()
                call, invite = self.ring()
                self.assertIn("typ relay", invite)
                self.assertGreater(self.coturn.relayed(), before)
                self.end(call)

    def test_use_preloaded_route(self):
        self.pair_up(use_preloaded_route=True)
        self.alice.wait_registered()
        self.end(self.establish())
        port = self.kamailio.ws_port
        for method in ("REGISTER", "INVITE"):
            self.assertTrue(self.sent(method).endswith(
                f"route <sip:127.0.0.1:{port};lr;transport=ws>"),
                self.sent(method))


if __name__ == "__main__":
    main()
