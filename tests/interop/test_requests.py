#!/usr/bin/env python3
# Requests that no phone of ours would send, through Kamailio from UDP
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import time

from case import InteropCase, main
from rawsip import PLAIN_RTP, RawSip

UNKNOWN_MEDIA = PLAIN_RTP.replace("m=audio", "m=telepathy")


class RequestCase(InteropCase):
    """Whatever comes, alice stays registered and hears of no error."""

    properties = {}

    def setUp(self):
        self.alice = self.phone("alice", **self.properties)
        self.alice.start().wait_registered()
        self.target = self.kamailio.uri("alice")
        self.peer = RawSip(self.kamailio.udp_port)
        self.addCleanup(self.peer.close)

    def tearDown(self):
        self.assertTrue(self.alice.ua.get_property("registered"))
        self.assertEqual(self.alice.complaints(), [])

    def request(self, method, *arguments, **headers):
        return self.peer.request(method, self.target, *arguments, **headers)


class Requests(RequestCase):
    def test_options(self):
        answer = self.request("OPTIONS")
        self.assertEqual(answer.status, 200)
        for method in ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS"):
            self.assertIn(method, answer.header("Allow"))
        self.assertIn("application/sdp", answer.header("Accept"))

    def test_unknown_method(self):
        answer = self.request("FROBNICATE")
        self.assertIn(answer.status, (405, 501))
        self.assertIn("INVITE", answer.header("Allow"))

    def test_unknown_extension(self):
        answer = self.request("INVITE", PLAIN_RTP, Require="frobnication")
        self.assertEqual(answer.status, 420)
        self.assertEqual(answer.header("Unsupported"), "frobnication")

    def test_unknown_body(self):
        answer = self.request("INVITE", "?", Content_Type="text/x-riddle")
        self.assertEqual(answer.status, 415)
        self.assertIn("application/sdp", answer.header("Accept"))

    def test_bye_out_of_nowhere(self):
        answer = self.request(
            "BYE", To=f"<{self.target}>;tag=nothing",
            Route=f"<sip:127.0.0.1:{self.kamailio.udp_port};lr>")
        self.assertIn(answer.status, (404, 481))

    def test_cancelled_before_answer(self):
        self.peer.send("INVITE", self.target)
        self.peer.wait(lambda response: response.status == 180)
        self.peer.cancel()
        final = self.peer.wait(lambda response: response.status >= 200)
        self.assertEqual(final.status, 487)
        self.alice.wait_incoming().wait_state("ended")


class Offers(RequestCase):
    """What cannot be agreed upon is refused with 488, and rings nowhere."""

    def assert_refused(self, offer, *statuses):
        self.peer.send("INVITE", self.target, offer)
        answer = self.peer.wait(lambda response: response.status != 100)
        self.assertIn(answer.status, statuses)
        self.assertEqual(self.alice.calls, [])

    def test_plain_rtp(self):
        self.assert_refused(PLAIN_RTP, 488)

    def test_unknown_media(self):
        self.assert_refused(UNKNOWN_MEDIA, 488)

    def test_port_below_zero(self):
        self.assert_refused(PLAIN_RTP.replace("40000", "-9"), 488)

    def test_no_sdp_at_all(self):
        self.assert_refused("v=zero", 400, 488)


class NoAnswer(RequestCase):
    """Without an offer in it, an INVITE rings at everybody."""

    properties = {"no_answer_timeout": 2}

    def ring(self, **headers):
        self.peer.send("INVITE", self.target, **headers)
        self.peer.wait(lambda response: response.status == 180)
        return time.monotonic()

    def wait_final(self):
        return self.peer.wait(lambda response: response.status >= 200)

    def test_refused(self):
        started = self.ring()
        final = self.wait_final()
        self.assertEqual(final.status, 480)
        self.assertIn("no answer", final.header("Reason"))
        self.assertGreater(time.monotonic() - started, 1.9)
        call = self.alice.wait_incoming().wait_state("ended")
        self.assertEqual((call.status, call.reason), (480, "no answer"))

    def test_lengthened_while_it_rings(self):
        started = self.ring()
        self.alice.ua.set_property("no-answer-timeout", 3)
        self.assertEqual(self.wait_final().status, 480)
        self.assertGreater(time.monotonic() - started, 2.9)

    def test_caller_gives_up_first(self):
        self.ring()
        self.peer.cancel()
        self.assertEqual(self.wait_final().status, 487)
        call = self.alice.wait_incoming().wait_state("ended")
        self.assertEqual(call.status, 487)


if __name__ == "__main__":
    main()
