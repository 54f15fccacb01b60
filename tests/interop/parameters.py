# What the tests of single parameters share
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from child import wait_until
from pairs import PairCase


class ParameterCase(PairCase):
    """A test for each property is called test_, the property, and perhaps two
    underscores and what of it. Bob is who is called: what he tells of messages
    has passed Kamailio."""

    def alone(self, **properties):
        """Alice, started and not waited for."""
        phone = self.phone("alice", frequency=None, **properties)
        return phone.start()

    def registered(self, **properties):
        return self.alone(**properties).wait_registered()

    def pair_up(self, **alice):
        """Both without media to send; bob tells all that he gets."""
        self.alice = self.phone("alice", **alice)
        self.bob = self.phone("bob", trace_sip=True)
        self.bob.start().wait_registered()
        self.alice.start()
        wait_until(lambda: self.alice.ua.get_property("connected"),
                   "alice to be connected")

    def ring(self):
        """Alice's call, and the INVITE as bob got it."""
        call = self.call()
        self.bob.wait_new_call()
        return call, self.invites()[-1]

    def invites(self):
        return [record for record in list(self.bob.log)
                if "received WebSocket message" in record
                and "\nINVITE " in record]

    def establish(self):
        call = self.call()
        self.bob.wait_new_call().answer()
        call.wait_state("established")
        return call

    def end(self, call):
        call.hangup()
        call.wait_state("ended")
        wait_until(lambda: not self.bob.ua.get_property("calls"),
                   "bob's call to end")

    def sent(self, method):
        """Alice's last request with this method, as Kamailio logged it."""
        return [line for line in self.kamailio.requests(method)
                if "<sip:alice@" in line.partition(" from ")[2].partition(" via ")[0]][-1]

    def wait_contact(self, user="alice"):
        wait_until(lambda: self.kamailio.bindings(user), f"{user}'s binding")
        return self.kamailio.bindings(user)[0]

    def wait_said(self, phone, *words):
        wait_until(lambda: all(word in phone.story() for word in words),
                   lambda: f"{words} in {phone.story()}")
