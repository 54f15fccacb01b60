#!/usr/bin/env python3
# Registering and calling where somebody asks for credentials, in each way
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Kamailio knows MD5 and SHA-256; what else there is, digestserver.py asks for.

import hashlib

from case import InteropCase, main
from child import Child, wait_until
from digestserver import DigestServer, Gate

PASSWORD = "wonder land"
ALGORITHMS = ("MD5", "SHA-256", "SHA-512-256")
SESSIONS = tuple(f"{each}-sess" for each in ALGORITHMS)
REALM = "example.test"


class DigestCase(InteropCase):
    """Each test has a server of its own, as `kamailio` elsewhere."""

    @classmethod
    def start_servers(cls):
        cls.ws = None

    def serve(self, *gates, **options):
        self.kamailio = DigestServer(*gates, **options)
        self.ws = self.kamailio.ws
        self.addCleanup(self.kamailio.stop)
        return self.kamailio

    def tearDown(self):
        self.assertEqual(self.kamailio.faults, [])

    def start(self, **properties):
        return self.phone("alice", frequency=None, **properties).start()

    def assert_registers(self, *gates, challenges=1, users=None,
                         **properties):
        """And again, without being asked again."""
        server = self.serve(*gates, users=users)
        phone = self.start(**properties).wait_registered()
        self.assertEqual(server.asked, challenges)
        phone.ua.emit("register")
        wait_until(lambda: server.registered == 2, "the second REGISTER")
        for gate in gates:
            self.assert_counted(gate)
        return phone

    def assert_counted(self, gate):
        """Each request once, where there is something to count."""
        counts = [int(answer["nc"], 16) for answer in gate.answered
                  if "nc" in answer]
        self.assertEqual(counts, list(range(counts[0], counts[0] + len(counts))
                                      if counts else ()))

    def assert_refused(self, *gates, challenges, **properties):
        server = self.serve(*gates)
        phone = self.start(**properties)
        self.assertIn(phone.wait_refused()[0], (401, 407))
        self.assertEqual(server.asked, challenges)
        self.assertEqual(phone.complaints(), [])
        return phone


class Algorithms(DigestCase):
    def test_each(self):
        for algorithm in (None, *ALGORITHMS, *SESSIONS):
            for qop in (None, "auth", "auth-int", "auth,auth-int",
                        "auth-int,auth"):
                with self.subTest(algorithm=algorithm, qop=qop):
                    gate = Gate(offers=((algorithm, qop),))
                    phone = self.assert_registers(gate)
                    self.assertEqual(self.kamailio.asked, 1)
                    self.assertEqual(gate.answered[-1].get("qop"), {
                        None: None, "auth-int": "auth-int"}.get(qop, "auth"))
                    phone.stop()
                    self.assertEqual(self.kamailio.faults, [])

    def test_topmost_of_several(self):
        for first, second in (("SHA-512-256", "MD5"), ("MD5", "SHA-256"),
                              ("SHA-256-sess", "SHA-256")):
            with self.subTest(first=first, second=second):
                gate = Gate(offers=((first, "auth"), (second, "auth")))
                self.assert_registers(gate)
                self.assertEqual(gate.answered[-1]["algorithm"], first)

    def test_what_is_not_known_is_passed_over(self):
        gate = Gate(raw=("Basic realm=\"x\"", "Bearer authz_server=\"h\", "
                         "scope=\"a, b\"", "NTLM", "Digest realm=\"x\", "
                         "nonce=\"y\", algorithm=SHA3-512",
                         "Digest realm=\"x\", nonce=\"y\", qop=\"token\""))
        self.assert_registers(gate)

    def test_on_one_line(self):
        gate = Gate(offers=(("SHA-256", "auth"), ("MD5", "auth")),
                    raw=("Bearer realm=\"x\"", "Negotiate YII=="),
                    one_line=True)
        self.assert_registers(gate)
        self.assertEqual(gate.answered[-1]["algorithm"], "SHA-256")

    def test_nothing_that_is_known(self):
        phone = self.assert_refused(Gate(offers=(), raw=(
            "Digest realm=\"x\", nonce=\"y\", algorithm=AKAv1-MD5",)),
            challenges=1)
        self.assertIn("AKAv1-MD5", phone.story())

    def test_from_the_command_line(self):
        gate = Gate(offers=(("SHA-512-256", "auth-int"),))
        server = self.serve(gate)
        child = Child("gst-launch", [
            "gst-launch-1.0", "sipuabin", f"uri={server.uri('alice')}",
            f"password={PASSWORD}", f"ws-servers={server.ws}",
            "stun-servers=none"], self.folder, is_ours=True)
        self.addCleanup(child.stop)
        wait_until(lambda: server.registered, child.tail)


class Names(DigestCase):
    def test_realms(self):
        for realm in ("", 'say "hi" \\o/', "café ¶€ĸøĸø", "a, Digest b=c"):
            with self.subTest(realm=realm):
                self.assert_registers(Gate(realm=realm))

    def test_users(self):
        for user in ("al ice", 'a"l\\ice', "¶€ĸøĸø", "%61lice",
                     "alice@example.test"):
            with self.subTest(user=user):
                gate = Gate(offers=(("SHA-256", "auth"),))
                self.assert_registers(gate, users={
                    "alice": "not this one", user: 'p"a\\ss,w ø€'},
                    authorization_user=user, password='p"a\\ss,w ø€')

    def test_user_of_uri(self):
        """Escapes are of the URI, not of the name."""
        gate = Gate()
        self.assert_registers(gate, users={"alice": PASSWORD, "ĸ@lice": "pw"},
                              uri=f"sip:%C4%B8%40%6cice@{REALM}",
                              password="pw")
        self.assertEqual(gate.answered[-1]["username"], "ĸ@lice")


class Ha1(DigestCase):
    def ha1(self, algorithm):
        return hashlib.new(algorithm, f"alice:{REALM}:{PASSWORD}".encode()
                           ).hexdigest()

    def test_each(self):
        for algorithm, name in (("MD5", "md5"), ("SHA-256", "sha256"),
                                ("SHA-512-256", "sha512_256"),
                                ("MD5-sess", "md5")):
            with self.subTest(algorithm=algorithm):
                self.assert_registers(Gate(offers=((algorithm, "auth"),)),
                                      password=None,
                                      authorization_ha1=self.ha1(name))

    def test_chooses_what_it_fits(self):
        gate = Gate(offers=(("SHA-512-256", "auth"), ("SHA-256", "auth"),
                            ("MD5", "auth")))
        self.assert_registers(gate, password=None,
                              authorization_ha1=self.ha1("md5"))
        self.assertEqual(gate.answered[-1]["algorithm"], "MD5")
        gate = Gate(offers=gate.offers)
        self.assert_registers(
            gate, password=None,
            authorization_ha1="SHA-256:" + self.ha1("sha256"))
        self.assertEqual(gate.answered[-1]["algorithm"], "SHA-256")

    def test_fits_nothing(self):
        ha1 = self.ha1("md5")
        phone = self.assert_refused(Gate(offers=(("SHA-256", "auth"),)),
                                    challenges=1, password=None,
                                    authorization_ha1=ha1)
        self.assertIn("authorization-ha1", phone.story())
        self.assertNotIn(ha1, phone.story())


class Nonces(DigestCase):
    def test_good_once(self):
        for stale in (True, False):
            with self.subTest(stale=stale):
                server = self.serve(Gate(uses=1, stale=stale))
                phone = self.start().wait_registered()
                phone.ua.emit("register")
                wait_until(lambda: server.registered == 2, "the second")
                self.assertEqual(server.asked, 2)

    def test_next_one_comes_in_advance(self):
        server = self.serve(Gate(uses=1, renews=True))
        phone = self.start().wait_registered()
        for number in (2, 3):
            phone.ua.emit("register")
            wait_until(lambda: server.registered == number, "REGISTER")
        phone.stop()
        wait_until(lambda: server.registered == 4, "un-REGISTER")
        self.assertEqual(server.asked, 1)
        self.assertNotIn("does not prove", phone.story())

    def test_expired(self):
        gate = Gate()
        server = self.serve(gate)
        phone = self.start().wait_registered()
        gate.expire()
        phone.ua.emit("register")
        wait_until(lambda: server.registered == 2, "the second")
        self.assertEqual(server.asked, 2)
        self.assertEqual(phone.refusals, [])

    def test_long_one(self):
        gate = Gate()
        gate.nonce = "n" * 10000
        gate.nonces[gate.nonce] = []
        self.assert_registers(gate)


class Chains(DigestCase):
    """Proxies in front of a registrar, each with a realm of its own."""

    gates = [dict(realm="edge", proxy=True), dict(realm="core", proxy=True),
             dict(realm=REALM, offers=(("SHA-256", "auth"),))]

    def make(self, **more):
        return [Gate(**{**each, **more}) for each in self.gates]

    def test_one_after_the_other(self):
        self.assert_registers(*self.make(), challenges=3)
        self.assertEqual(self.kamailio.asked, 3)

    def test_nonces_that_are_good_once(self):
        server = self.serve(*self.make(uses=1, stale=True)[1:])
        self.start().wait_registered()
        self.assertEqual(server.asked, 3)

    def test_all_at_once(self):
        server = self.serve(*self.make(), together=True)
        self.start().wait_registered()
        self.assertEqual(server.asked, 1)

    def test_call(self):
        server = self.serve(*self.make(methods=("INVITE",)))
        phone = self.start().wait_registered()
        for number in (1, 2):
            call = phone.call(server.uri("bob"))
            call.wait_state("ended")
            self.assertEqual(call.status, 486)
        # What the callee wants is asked again, as carol's would be another's.
        self.assertEqual(server.called, 2)
        self.assertEqual(server.asked, 3)
        self.assertFalse([each for each in server.requests
                          if each.method == "ACK"
                          and each.header("Authorization")])

    def test_auth_int_covers_the_offer(self):
        gate = Gate(offers=(("SHA-256", "auth-int"),), proxy=True,
                    methods=("INVITE",))
        server = self.serve(gate)
        phone = self.start().wait_registered()
        call = phone.call(server.uri("bob")).wait_state("ended")
        self.assertEqual(call.status, 486)
        invite = server.requests[-2]
        self.assertEqual(invite.method, "INVITE")
        self.assertIn("m=audio", invite.body)


class Refusals(DigestCase):
    def test_wrong_password(self):
        for gate in (Gate(), Gate(proxy=True), Gate(offers=(
                ("SHA-256", "auth"), ("MD5", "auth")))):
            with self.subTest(gate=gate):
                self.assert_refused(gate, challenges=2, password="gu3ss")

    def test_wrong_and_always_stale(self):
        class Forgetful(Gate):
            def judge(self, request, passwords):
                return "stale"
        self.assert_refused(Forgetful(), challenges=5)

    def test_no_password(self):
        phone = self.assert_refused(Gate(), challenges=1, password=None)
        self.assertIn("there is no password", phone.story())

    def test_password_comes_late(self):
        phone = self.assert_refused(Gate(), challenges=2, password="gu3ss")
        phone.ua.set_property("password", PASSWORD)
        phone.wait_registered()
        self.assertEqual(self.kamailio.asked, 3)
        phone.ua.set_property("password", "gu3ss")
        wait_until(lambda: len(phone.refusals) == 2, "another refusal")
        phone.ua.set_property("authorization-user", "bob")
        wait_until(lambda: len(phone.refusals) == 3, "another refusal")
        self.kamailio.users["bob"] = "gu3ss"
        phone.ua.emit("register")
        wait_until(lambda: self.kamailio.registered == 2, "bob")

    def test_anonymous(self):
        """Does not register, and calls under its random name."""
        server = self.serve(Gate(proxy=True))
        phone = self.phone("alice", frequency=None, uri=None, password=None)
        phone.start()
        wait_until(lambda: phone.ua.get_property("connected"), "connection")
        call = phone.call("sip:bob@example.test").wait_state("ended")
        self.assertEqual(call.status, 407)
        invite, _ack = server.requests
        self.assertRegex(invite.header("From"),
                         r"^<sip:anonymous\.\w+@anonymous\.invalid>;tag=")
        self.assertEqual(invite.method, "INVITE")


class KamailioCase(InteropCase):
    def assert_registers_twice(self):
        phone = self.phone("alice", frequency=None).start().wait_registered()
        first, = self.kamailio.bindings("alice")
        phone.ua.emit("register")
        wait_until(lambda: self.kamailio.bindings("alice")[0]["CSeq"]
                   > first["CSeq"], "the second REGISTER")
        second, = self.kamailio.bindings("alice")
        self.assertEqual(phone.refusals, [])
        return second["CSeq"] - first["CSeq"]


class KamailioCountsNonces(KamailioCase):
    kamailio_options = {"algorithm": "SHA-256"}

    def test_no_second_round(self):
        self.assertEqual(self.assert_registers_twice(), 1)


class KamailioOneTimeNonces(KamailioCase):
    kamailio_options = {"nonces": "one_time_nonce"}

    def test_asked_each_time(self):
        self.assertEqual(self.assert_registers_twice(), 2)


class KamailioAuthInt(KamailioCase):
    kamailio_options = {"qop": "auth-int", "algorithm": "SHA-256"}

    def test_registers(self):
        self.assertEqual(self.assert_registers_twice(), 1)

    def test_calls(self):
        alice = self.phone("alice").start().wait_registered()
        bob = self.phone("bob").start().wait_registered()
        call = alice.call(self.kamailio.uri("bob"))
        bob.wait_incoming().reject(486)
        call.wait_state("ended")
        self.assertEqual(call.status, 486)


class KamailioWithoutQop(KamailioCase):
    kamailio_options = {"qop": None}

    def test_registers(self):
        self.assertEqual(self.assert_registers_twice(), 1)


if __name__ == "__main__":
    main()
