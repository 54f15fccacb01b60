#!/usr/bin/env python3
# Two pipelines call each other through Kamailio
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import threading
import time

from case import main
from child import wait_until
from pairs import GREEN, OURS, RED, THEIRS, PairCase

MOMENTS = 20


class Calls(PairCase):
    def test_audio(self):
        self.pair()
        ours = self.call()
        theirs = self.bob.wait_incoming()
        theirs.answer()
        ours.wait_state("established")
        theirs.wait_state("established")
        self.assert_tones()

    def test_audio_and_video(self):
        self.pair({"colour": RED}, {"colour": GREEN, "auto_answer": True})
        self.call().wait_state("established")
        self.assert_tones()
        self.alice.wait_colour(GREEN)
        self.bob.wait_colour(RED)

    def test_media_connected(self):
        """Told on the bus of both, once, and after `established`."""
        self.pair(bob={"auto_answer": True})
        self.call()
        for phone in (self.alice, self.bob):
            wait_until(lambda: self.steps_of(phone)[-1:] == ["media"],
                       lambda: f"media; it has {phone.messages}")
        self.assert_tones()
        for phone in (self.alice, self.bob):
            self.assertEqual(self.steps_of(phone), ["established", "media"])

    def steps_of(self, phone):
        calls = [each for each in phone.messages
                 if each.startswith(("sip-call", "sip-media-connected"))]
        return ["media" if each.startswith("sip-media") else "established"
                for each in calls if "established" in each]

    def test_wss(self):
        secure = {"ws_servers": self.kamailio.wss,
                  "tls_ca_file": str(self.kamailio.authority.certificate)}
        self.pair(secure, {**secure, "auto_answer": True})
        self.call().wait_state("established")
        self.assert_tones()

    def test_target(self):
        bob = self.phone("bob", frequency=1000, auto_answer=True)
        bob.start().wait_registered()
        alice = self.phone("alice", frequency=440,
                           target=self.kamailio.uri("bob")).start()
        alice.wait_call().wait_state("established")
        alice.wait_tone(1000)
        bob.wait_tone(440)

    def test_caller_hangs_up(self):
        self.pair(bob={"auto_answer": True})
        ours = self.call().wait_state("established")
        ours.hangup()
        ours.wait_state("ended")
        self.bob.wait_call().wait_state("ended")
        self.assertEqual(ours.status, 200)

    def test_callee_hangs_up(self):
        self.pair(bob={"auto_answer": True})
        ours = self.call().wait_state("established")
        self.bob.wait_call().wait_state("established").hangup()
        ours.wait_state("ended")
        self.assertEqual(ours.status, 200)

    def test_busy(self):
        self.pair()
        ours = self.call()
        self.bob.wait_incoming().reject(486)
        ours.wait_state("ended")
        self.assertEqual(ours.status, 486)
        self.assertEqual(self.alice.complaints(), [])

    def test_cancel(self):
        self.pair()
        ours = self.call()
        theirs = self.bob.wait_incoming()
        ours.wait_state("ringing")
        ours.hangup()
        theirs.wait_state("ended")
        ours.wait_state("ended")
        self.assertEqual(ours.status, 487)

    def test_no_answer(self):
        self.pair(bob={"no_answer_timeout": 1})
        ours = self.call().wait_state("ended")
        self.assertEqual(ours.status, 480)

    def test_nobody_there(self):
        self.pair()
        ours = self.alice.call(self.kamailio.uri("carol"))
        ours.wait_state("ended")
        self.assertEqual(ours.status, 404)
        self.assertTrue(ours.reason)

    def test_several_calls_one_after_another(self):
        self.pair(bob={"auto_answer": True})
        for _ in range(3):
            ours = self.call().wait_state("established")
            self.assert_tones()
            ours.hangup()
            ours.wait_state("ended")
            self.bob.wait_call().wait_state("ended")

    def test_two_calls_at_once(self):
        self.pair(alice={"auto_answer": True})
        carol = self.phone("carol", frequency=1500).start().wait_registered()
        alice = self.kamailio.uri("alice")
        first = self.bob.call(alice).wait_state("established")
        # Pads come with the media, not with the call.
        wait_until(lambda: len(self.alice.audio) == 1, "a pad")
        second = carol.call(alice).wait_state("established")
        wait_until(lambda: len(self.alice.audio) == 2, "two pads")
        self.alice.audio[0].wait(THEIRS)
        self.alice.audio[1].wait(1500)
        self.bob.wait_tone(OURS)
        carol.wait_tone(OURS)

        first.hangup()
        first.wait_state("ended")
        wait_until(lambda: len(self.alice.audio) == 1, "one pad to go")
        self.alice.wait_tone(1500)
        carol.wait_tone(OURS)
        second.hangup()
        second.wait_state("ended")

    def test_null_at_any_moment(self):
        bob = self.phone("bob", frequency=THEIRS, auto_answer=True)
        bob.start().wait_registered()
        for moment in range(MOMENTS):
            alice = self.phone("alice", frequency=OURS, colour=RED,
                               target=self.kamailio.uri("bob")).start()
            # From before the connection until media flow.
            time.sleep(moment / MOMENTS)
            alice.stop()
        wait_until(lambda: all(call.state == "ended" for call in bob.calls),
                   "bob to hear the end of all calls")
        self.assertTrue(bob.ua.get_property("registered"))

    def test_callee_goes_to_null(self):
        self.pair(bob={"auto_answer": True})
        ours = self.call().wait_state("established")
        self.assert_tones()
        self.bob.stop()
        ours.wait_state("ended")


class Line(PairCase):
    """A description for gst_parse_launch(), which links a pad that comes
    later once only."""

    def start_line(self):
        """Bob, and what he hears."""
        # Only what needs the element needs PyGObject.
        from media import Gst
        line = Gst.parse_launch(
            "sipuabin name=ua auto-answer=true "
            "ua.audio_src_0 ! fakesink name=sink async=false sync=false")
        bob = line.get_by_name("ua")
        for name, value in {
                "uri": self.kamailio.uri("bob"), "stun-servers": "none",
                "password": self.kamailio.users["bob"],
                "ws-servers": self.kamailio.ws}.items():
            bob.set_property(name, value)
        heard = []

        def on_buffer(_pad, _info):
            heard.append(True)
            return Gst.PadProbeReturn.OK
        line.get_by_name("sink").get_static_pad("sink").add_probe(
            Gst.PadProbeType.BUFFER, on_buffer)
        line.set_state(Gst.State.PLAYING)
        self.addCleanup(self.assert_returns, line.set_state, Gst.State.NULL)
        wait_until(lambda: bob.get_property("registered"), "registration")
        self.caller = self.phone("alice", frequency=OURS)
        self.caller.start().wait_registered()
        return line, bob, heard

    def assert_returns(self, function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        thread.start()
        thread.join(5)
        self.assertFalse(thread.is_alive(), f"{function.__name__} hangs")

    def test_each_call_is_heard(self):
        _line, bob, heard = self.start_line()
        for _ in range(3):
            call = self.caller.call(self.kamailio.uri("bob"))
            heard.clear()
            wait_until(lambda: len(heard) > 10, "the call to be heard")
            call.hangup()
            wait_until(lambda: not bob.srcpads, "the pad to go")

    def test_eos_while_paused(self):
        """A paused sink lets no EOS pass; who sends it must not wait."""
        line, bob, heard = self.start_line()
        self.caller.call(self.kamailio.uri("bob"))
        wait_until(lambda: len(heard) > 10, "the call to be heard")

        from media import Gst
        line.set_state(Gst.State.PAUSED)
        self.assert_returns(bob.send_event, Gst.Event.new_eos())
        self.assert_returns(line.set_state, Gst.State.NULL)


class Sha256(PairCase):
    kamailio_options = {"algorithm": "SHA-256"}

    def test_proxy_challenge(self):
        self.pair(bob={"auto_answer": True})
        self.call().wait_state("established")


class ServerGoesAway(PairCase):
    def test_killed_in_mid_call(self):
        recover = {"connection_recovery_min_interval": 1,
                   "connection_recovery_max_interval": 1}
        self.pair(recover, {**recover, "auto_answer": True})
        ours = self.call().wait_state("established")
        self.assert_tones()

        self.kamailio.child.kill()
        for phone in (self.alice, self.bob):
            wait_until(lambda: not phone.ua.get_property("connected"),
                       "the loss to be noticed")
        # Media takes no notice: it does not go through the server.
        self.assert_tones()
        self.assertEqual(ours.state, "established")

        self.kamailio.start()
        self.alice.wait_registered()
        self.bob.wait_registered()
        ours.hangup()
        ours.wait_state("ended")
        # He was told, over his new connection.
        self.bob.wait_call().wait_state("ended")
        self.assertEqual(self.bob.wait_call().status, 200)

    def test_frozen_in_mid_call(self):
        self.pair(bob={"auto_answer": True})
        self.call().wait_state("established")
        self.kamailio.child.freeze()
        self.addCleanup(self.kamailio.child.thaw)
        self.alice.stop()


if __name__ == "__main__":
    main()
