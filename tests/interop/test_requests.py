#!/usr/bin/env python3
# Requests that no phone of ours would send, through Kamailio from UDP
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

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
    """What cannot be agreed upon ends the call with 488."""

    properties = {"auto_answer": True}

    def test_plain_rtp(self):
        self.assertEqual(self.request("INVITE", PLAIN_RTP).status, 488)

    def test_unknown_media(self):
        self.assertEqual(self.request("INVITE", UNKNOWN_MEDIA).status, 488)

    def test_no_sdp_at_all(self):
        self.assertIn(self.request("INVITE", "v=zero").status, (400, 488))


if __name__ == "__main__":
    main()
