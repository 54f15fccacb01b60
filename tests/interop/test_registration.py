#!/usr/bin/env python3
# Registering at Kamailio, and every way in which that can fail
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from case import InteropCase, main
from certificates import Authority
from child import free_ports, wait_until
from kamailio import Kamailio, KamailioError

UNREACHABLE = {"connection_recovery_min_interval": 1,
               "connection_recovery_max_interval": 1}


class Registration(InteropCase):
    def assert_registers(self, user, **properties):
        phone = self.phone(user, frequency=None, **properties)
        phone.start().wait_registered()
        self.assertEqual(len(self.kamailio.contacts(user)), 1)
        self.assertTrue(phone.ua.get_property("connected"))
        return phone

    def assert_not_connected(self, *words, **properties):
        """The story says all the words, the element goes on trying."""
        phone = self.phone("alice", frequency=None, **properties).start()
        wait_until(lambda: all(word in phone.story() for word in words),
                   lambda: f"{words} in {phone.story()!r}")
        self.assertFalse(phone.ua.get_property("connected"))
        self.assertFalse(phone.ua.get_property("registered"))
        return phone

    def test_ws(self):
        phone = self.assert_registers("alice")
        phone.stop()
        self.assertEqual(self.kamailio.contacts("alice"), [])

    def test_wss_with_own_authority(self):
        self.assert_registers(
            "bob", ws_servers=self.kamailio.wss,
            tls_ca_file=str(self.kamailio.authority.certificate))

    def test_wss_by_name(self):
        self.assert_registers(
            "bob", ws_servers=f"wss://localhost:{self.kamailio.wss_port}",
            tls_ca_file=str(self.kamailio.authority.certificate))

    def test_password_with_special_characters(self):
        self.assert_registers("dave")

    def test_refresh(self):
        phone = self.assert_registers("carol", register_expires=2)
        first = self.sequence("carol")
        wait_until(lambda: self.sequence("carol") > first, "a refresh", 4)
        self.assertTrue(phone.ua.get_property("registered"))

    def sequence(self, user):
        """CSeq of what is registered. Kamailio counts whole seconds, so that
        it may find two of them over before they are."""
        try:
            record = self.kamailio.rpc("ul.lookup", "location", user)
        except KamailioError:
            return 0
        return record["Contacts"][0]["Contact"]["CSeq"]

    def test_wrong_password(self):
        phone = self.phone("alice", frequency=None, password="gu3ss").start()
        status, reason = phone.wait_refused()
        self.assertEqual(status, 401)
        self.assertTrue(reason)
        self.assertFalse(phone.ua.get_property("registered"))
        self.assertTrue(phone.ua.get_property("connected"))
        self.assertEqual(self.kamailio.contacts("alice"), [])
        self.assertNotIn("gu3ss", phone.story())
        # A refusal is not the end of the pipeline.
        self.assertEqual(phone.complaints(), [])

    def test_unknown_user(self):
        phone = self.phone("alice", uri="sip:nobody@example.test",
                           frequency=None).start()
        self.assertEqual(phone.wait_refused()[0], 401)

    def test_unknown_authority_is_refused(self):
        self.assert_not_connected(self.kamailio.wss, "certificate",
                                  ws_servers=self.kamailio.wss)
        self.assertEqual(self.kamailio.contacts("alice"), [])

    def test_other_authority_is_refused(self):
        other = Authority(self.folder, "other")
        self.assert_not_connected(self.kamailio.wss, "certificate",
                                  ws_servers=self.kamailio.wss,
                                  tls_ca_file=str(other.certificate))

    def test_validation_can_be_turned_off(self):
        self.assert_registers("alice", ws_servers=self.kamailio.wss,
                              tls_validation=False)

    def test_nobody_listens(self):
        port, = free_ports(1)
        self.assert_not_connected(
            f"127.0.0.1:{port}", "refused",
            ws_servers=f"ws://127.0.0.1:{port}", **UNREACHABLE)

    def test_no_such_path(self):
        server = f"{self.kamailio.ws}/nowhere"
        self.assert_not_connected(server, "404", ws_servers=server,
                                  **UNREACHABLE)

    def test_second_server_serves(self):
        port, = free_ports(1)
        self.assert_registers(
            "alice", ws_servers=f"ws://127.0.0.1:{port},{self.kamailio.ws}",
            **UNREACHABLE)


class CertificateOfAnotherHost(InteropCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        authority = cls.kamailio.authority
        folder = cls.folder / "other"
        folder.mkdir()
        cls.other = Kamailio(folder, certificate=authority.issue(
            "elsewhere", "DNS:elsewhere.test"))
        cls.addClassCleanup(cls.other.stop)

    def test_is_refused(self):
        phone = self.phone(
            "alice", frequency=None, ws_servers=self.other.wss,
            tls_ca_file=str(self.kamailio.authority.certificate)).start()
        wait_until(lambda: "certificate" in phone.story(),
                   lambda: f"a word of the certificate: {phone.story()!r}")
        self.assertFalse(phone.ua.get_property("connected"))


class Sha256(InteropCase):
    kamailio_options = {"algorithm": "SHA-256"}

    def test_registered(self):
        self.phone("alice", frequency=None).start().wait_registered()
        self.assertEqual(len(self.kamailio.contacts("alice")), 1)

    def test_wrong_password(self):
        phone = self.phone("bob", frequency=None, password="guess").start()
        self.assertEqual(phone.wait_refused()[0], 401)


class ServerGoesAway(InteropCase):
    def test_registers_again_after_restart(self):
        phone = self.phone("alice", frequency=None, **UNREACHABLE)
        phone.start().wait_registered()
        self.kamailio.child.kill()
        wait_until(lambda: not phone.ua.get_property("connected"),
                   "the loss to be noticed")
        self.kamailio.start()
        phone.wait_registered()
        self.assertEqual(len(self.kamailio.contacts("alice")), 1)

    def test_registers_when_server_comes(self):
        self.kamailio.stop()
        phone = self.phone("bob", frequency=None, **UNREACHABLE).start()
        wait_until(lambda: "refused" in phone.story(), "a refused connection")
        self.kamailio.start()
        phone.wait_registered()

    def test_frozen_server_does_not_hold_us(self):
        phone = self.phone("carol", frequency=None).start().wait_registered()
        self.kamailio.child.freeze()
        self.addCleanup(self.kamailio.child.thaw)
        phone.stop()


if __name__ == "__main__":
    main()
