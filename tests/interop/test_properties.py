#!/usr/bin/env python3
# Each property beyond the configuration document does what it says
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import hashlib
import re
import time

import test_parameters
from case import main
from child import wait_until
from ears import HttpEar, UdpEar
from media import Gst
from parameters import ParameterCase


def structure(text):
    return Gst.Structure.from_string(text)[0]


class Properties(ParameterCase):
    def test_every_property_has_a_test(self):
        ua = Gst.ElementFactory.make("sipuabin")
        inherited = {spec.name for spec in Gst.Bin.list_properties()}
        tests = {name.removeprefix("test_").partition("__")[0]
                 for case in (Properties, test_parameters.Parameters)
                 for name in vars(case) if name.startswith("test_")}
        missing = {spec.name for spec in ua.list_properties()
                   if spec.name not in inherited
                   and spec.name.replace("-", "_") not in tests}
        self.assertEqual(missing, set())

    def test_audio_codecs(self):
        self.pair_up(audio_codecs="PCMA")
        call, invite = self.ring()
        self.assertEqual(set(re.findall(r"a=rtpmap:\d+ ([\w-]+)/", invite)),
                         {"PCMA", "telephone-event"})
        self.end(call)
        self.alice.ua.set_property("audio-codecs", "opus,PCMU")
        _call, invite = self.ring()
        self.assertIn("opus/48000", invite)
        self.assertNotIn("PCMA", invite)

    def test_authorization_ha1(self):
        ha1 = hashlib.md5(
            f"alice:example.test:{self.kamailio.users['alice']}".encode())
        self.registered(password=None, authorization_ha1=ha1.hexdigest())

    def test_auto_answer(self):
        self.pair_up()
        self.bob.ua.set_property("auto-answer", True)
        self.call().wait_state("established")

    def test_calls(self):
        self.pair_up()
        self.assertEqual(len(self.alice.ua.get_property("calls")), 0)
        call = self.establish()
        self.assertEqual(len(self.alice.ua.get_property("calls")), 1)
        self.end(call)
        self.assertEqual(len(self.alice.ua.get_property("calls")), 0)

    def test_connected(self):
        phone = self.phone("alice", frequency=None)
        self.assertFalse(phone.ua.get_property("connected"))
        phone.start().wait_registered()
        self.assertTrue(phone.ua.get_property("connected"))

    def test_extra_headers(self):
        self.pair_up(extra_headers=structure("h,X-Tenant=(string)blue"))
        call, invite = self.ring()
        self.assertIn("X-Tenant: blue", invite)
        self.end(call)
        self.alice.ua.set_property(
            "extra-headers", structure("h,X-Tenant=(string)green"))
        _call, invite = self.ring()
        self.assertIn("X-Tenant: green", invite)

    def test_http_headers(self):
        ear = HttpEar()
        self.addCleanup(ear.close)
        self.alone(ws_servers=f"{ear.ws}/sip?KEY=1234", http_headers=structure(
            'h,Origin=(string)"https://example.com",Cookie=(string)"a=b",'
            'Authorization=(string)"Bearer abc"'))
        wait_until(lambda: ear.heard, "a handshake")
        self.assertTrue(ear.heard[0].startswith("GET /sip?KEY=1234 "))
        for line in ("Origin: https://example.com", "Cookie: a=b",
                     "Authorization: Bearer abc"):
            self.assertIn(f"{line}\r\n", ear.heard[0])

    def test_ice_gathering_timeout(self):
        ear = UdpEar()
        self.addCleanup(ear.close)
        self.pair_up(stun_servers=ear.uri, ice_gathering_timeout=300)
        short = self.time_to_ring()
        self.alice.ua.set_property("ice-gathering-timeout", 3000)
        self.assertGreater(self.time_to_ring(), short + 1)

    def time_to_ring(self):
        started = time.monotonic()
        call, _invite = self.ring()
        took = time.monotonic() - started
        self.end(call)
        return took

    def test_ice_transport_policy(self):
        self.pair_up()
        call, invite = self.ring()
        self.assertIn("typ host", invite)
        self.end(call)
        self.alice.ua.set_property("ice-transport-policy", "relay")
        self.alice.ua.set_property("ice-gathering-timeout", 300)
        # Without a relay there is no way at all.
        before = len(self.invites())
        call = self.call()
        wait_until(lambda: call.state in ("ringing", "ended"), "any answer")
        for invite in self.invites()[before:]:
            self.assertNotIn("typ ", invite)

    def test_latency(self):
        self.pair_up(latency=123)
        self.establish()
        self.assertEqual(self.webrtcbin().get_property("latency"), 123)

    def webrtcbin(self):
        found = self.alice.ua.iterate_all_by_element_factory_name("webrtcbin")
        return found.next()[1]

    def test_max_calls(self):
        self.pair_up()
        self.bob.ua.set_property("max-calls", 1)
        self.ring()
        second = self.call().wait_state("ended")
        self.assertEqual(second.status, 486)

    def test_registered(self):
        phone = self.phone("alice", frequency=None)
        self.assertFalse(phone.ua.get_property("registered"))
        phone.start().wait_registered()
        phone.ua.emit("unregister")
        wait_until(lambda: not phone.ua.get_property("registered"),
                   "the registration to go")

    def test_target(self):
        self.pair_up(target=self.kamailio.uri("bob"))
        self.bob.wait_incoming()

    def test_tls_ca_file(self):
        self.registered(
            ws_servers=self.kamailio.wss,
            tls_ca_file=str(self.kamailio.authority.certificate))

    def test_tls_validation(self):
        phone = self.registered(ws_servers=self.kamailio.wss,
                                tls_validation=False)
        self.assertIn("certificate", phone.story())

    def test_user_agent(self):
        self.registered(user_agent="Door 1.0")
        self.assertEqual(self.wait_contact()["User-Agent"], "Door 1.0")

    def test_video_codecs(self):
        self.pair_up(video_codecs="VP8", colour=[255, 0, 0])
        call, invite = self.ring()
        self.assertEqual(re.findall(r"a=rtpmap:\d+ (\w+)/90000", invite),
                         ["VP8"])
        self.end(call)


if __name__ == "__main__":
    main()
