#!/usr/bin/env python3
# Other devices behind the same edge proxy: of the same user, and as peers
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from baresip import BARESIP_LEVEL
from case import main
from child import wait_until
from edges import OTHER_UUID, UUID, EdgeCase
from pairs import OURS, THEIRS

# A device of alice's that knows nothing of us: its address, seconds, q, Path,
# flags, branch flags and methods.
OTHER_DEVICE = ("sip:alice@127.0.0.1:9", 3600, "1.0", ".", 0, 0, 5087)


class Devices(EdgeCase):
    """What alice has besides is none of our business."""

    needs_baresip = True

    def two_phones(self, **properties):
        phones = [self.phone("alice", frequency=OURS, instance_id=uuid,
                             **properties) for uuid in (UUID, OTHER_UUID)]
        for each in phones:
            each.start().wait_registered()
        self.assertEqual(self.instances(), {UUID, OTHER_UUID})
        return phones

    def instances(self):
        return {each["Instance"].removeprefix("<urn:uuid:").rstrip(">")
                for each in self.kamailio.bindings("alice")}

    def test_other_contacts_stay(self):
        """As long as ours comes, is renewed, and goes."""
        self.kamailio.rpc("ul.add", "location", "alice", *OTHER_DEVICE)
        self.addCleanup(self.kamailio.rpc, "ul.rm", "location", "alice")
        phone = self.phone("alice", frequency=None, register_expires=2,
                           instance_id=UUID).start().wait_registered()
        renewed = len(self.edge.requests("REGISTER"))
        wait_until(lambda: len(self.edge.requests("REGISTER")) > renewed,
                   "a refresh")
        self.assertIn(OTHER_DEVICE[0], self.kamailio.contacts("alice"))
        self.assertIn(UUID, self.instances())
        phone.stop()
        self.assertEqual(self.kamailio.contacts("alice"), [OTHER_DEVICE[0]])

    def test_each_removes_itself(self):
        one, other = self.two_phones()
        one.ua.emit("unregister")
        wait_until(lambda: self.instances() == {OTHER_UUID}, "one to be gone")
        self.assertTrue(other.ua.get_property("registered"))
        one.ua.emit("register")
        one.wait_registered()
        other.stop()
        self.assertEqual(self.instances(), {UUID})

    def test_one_answers(self):
        """The other one stops ringing."""
        one, other = self.two_phones()
        bob = self.phone("bob", frequency=THEIRS).start().wait_registered()
        call = bob.call(self.kamailio.uri("alice"))
        theirs = [each.wait_incoming() for each in (one, other)]
        theirs[0].answer()
        call.wait_state("established")
        theirs[1].wait_state("ended")
        one.wait_tone(THEIRS)
        bob.wait_tone(OURS)
        self.assertEqual(theirs[0].state, "established")
        call.hangup()
        theirs[0].wait_state("ended")

    def test_baresip_answers(self):
        baresip = self.baresip("carol", frequency=OURS)
        ours = self.phone("carol").start().wait_registered()
        bob = self.phone("bob", frequency=THEIRS).start().wait_registered()
        call = bob.call(self.kamailio.uri("carol"))
        theirs = ours.wait_incoming()
        baresip.wait_state("ringing")
        baresip.answer()
        call.wait_state("established")
        theirs.wait_state("ended")
        bob.wait_tone(OURS, BARESIP_LEVEL)
        baresip.hangup()
        call.wait_state("ended")

    def test_we_answer_before_baresip(self):
        baresip = self.baresip("carol")
        ours = self.phone("carol", frequency=OURS).start().wait_registered()
        bob = self.phone("bob", frequency=THEIRS).start().wait_registered()
        call = bob.call(self.kamailio.uri("carol"))
        theirs = ours.wait_incoming()
        baresip.wait_state("ringing")
        theirs.answer()
        baresip.wait_state("ended")
        call.wait_state("established")
        ours.wait_tone(THEIRS)
        bob.wait_tone(OURS)
        call.hangup()
        theirs.wait_state("ended")


class Browsers(EdgeCase):
    """Next to a phone in a browser of the same user."""

    needs_browser = True

    def assert_lives_with(self, stack):
        browser = self.browser_phone("alice", stack=stack, frequency=OURS,
                                     regId=1)
        self.assertEqual(browser.register(), 200)
        theirs = self.kamailio.contacts("alice")
        self.assertEqual(len(theirs), 1)
        ours = self.phone("alice", instance_id=UUID).start().wait_registered()
        self.assertEqual(len(self.kamailio.bindings("alice")), 2)
        bob = self.phone("bob", frequency=THEIRS).start().wait_registered()
        call = bob.call(self.kamailio.uri("alice"))
        missed = ours.wait_incoming()
        browser.wait_state("ringing")
        browser.answer()
        call.wait_state("established")
        missed.wait_state("ended")
        bob.wait_tone(OURS)
        browser.wait_tone(THEIRS)
        call.hangup()
        browser.wait_state("ended")
        ours.stop()
        self.assertEqual(self.kamailio.contacts("alice"), theirs)
        browser.unregister()

    def test_sipjs(self):
        self.assert_lives_with("sipjs")

    def test_jssip(self):
        self.assert_lives_with("jssip")


class Peers(EdgeCase):
    needs_baresip = True

    def test_baresip_holds_and_resumes(self):
        """His re-INVITEs find their way, and so does his media afterwards."""
        alice = self.phone("alice", frequency=OURS, auto_answer=True)
        alice.start().wait_registered()
        bob = self.baresip("bob", frequency=THEIRS)
        bob.call(self.kamailio.uri("alice"))
        bob.wait_state("established")
        bob.wait_tone(OURS)
        for change in (bob.hold, bob.resume):
            acknowledged = len(self.edge.requests("ACK"))
            change()
            wait_until(lambda: len(self.edge.requests("ACK")) > acknowledged,
                       "a re-INVITE to be acknowledged")
        alice.wait_tone(THEIRS, BARESIP_LEVEL)
        bob.wait_tone(OURS)
        bob.hangup()
        alice.calls[-1].wait_state("ended")
        self.assertEqual(alice.calls[-1].status, 200)


if __name__ == "__main__":
    main()
