# A group of servers that alice may use, and calls that outlive some of them
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Three edge proxies with weights stand before one registrar. Who calls her and
# whom she calls is behind a fourth, which stays.

import json

from child import wait_until
from pairs import OURS, THEIRS, PairCase
from proxies import Edge, Registrar

HEAVY, MIDDLE, LIGHT = "heavy", "middle", "light"
CAROLS = 1500
# Less than a server is used for in the tests, as one that takes phones only to
# drop them is not asked again before a wait.
MEDIUM_WAIT = {"connection_recovery_min_interval": 2,
               "connection_recovery_max_interval": 20}
SHORT_WAIT = {"connection_recovery_min_interval": 1,
              "connection_recovery_max_interval": 2}
AT_ONCE = 5
# Recovery intervals of at most two seconds.
BACK = 10


class GroupCase(PairCase):
    weights = {HEAVY: 30, MIDDLE: 20, LIGHT: 10}
    # Not in the way of calls, which would end with it.
    symbols = ("OUTBOUND",)

    @classmethod
    def start_servers(cls):
        cls.kamailio = cls.keep(Registrar(cls.folder, flow_timer=4))
        cls.steady = cls.keep(cls.edge("steady"))
        cls.edges = {name: cls.keep(cls.edge(name)) for name in cls.weights}
        cls.ws = cls.steady.ws

    @classmethod
    def edge(cls, name):
        return Edge(cls.folder, cls.kamailio, name, symbols=cls.symbols)

    def tearDown(self):
        for edge in self.edges.values():
            if edge.child.is_alive():
                edge.child.thaw()
            else:
                edge.start()

    def group(self):
        """The lightest comes first, so that the order is not what counts."""
        return json.dumps([{"ws_uri": self.edges[name].ws, "weight": weight}
                           for name, weight in
                           sorted(self.weights.items(),
                                  key=lambda item: item[1])])

    def group_phone(self, user="alice", **properties):
        return self.phone(user, ws_servers=self.group(), **properties)

    def pair(self, both=False, **properties):
        """In a call that alice has made; both may use the group, or she."""
        make_bob = self.group_phone if both else self.phone
        self.bob = make_bob("bob", frequency=THEIRS, auto_answer=True,
                            **(properties if both else {}))
        self.carol = self.phone("carol", frequency=CAROLS, auto_answer=True)
        self.alice = self.group_phone(frequency=OURS, **properties)
        for each in (self.bob, self.carol, self.alice):
            each.start().wait_registered()
        self.assertEqual(self.server(), HEAVY)
        self.ours = self.call().wait_state("established")
        self.theirs = self.bob.wait_call()
        self.assert_tones()

    def server(self, user="alice"):
        """The name of the one over which this user is registered now."""
        bindings = self.kamailio.bindings(user)
        self.assertLessEqual(len(bindings), 1, bindings)
        names = [name for name, edge in self.edges.items() for each in bindings
                 if f"127.0.0.1:{edge.udp_port};" in each["Path"]]
        return names[0] if names else None

    def wait_server(self, name, timeout=AT_ONCE):
        wait_until(lambda: self.server() == name,
                   lambda: f"{name} to serve alice, not {self.server()}: "
                           f"{self.alice.log[-9:]}", timeout)
        self.alice.wait_registered()

    def assert_serves(self, name, timeout=AT_ONCE):
        """The call has not noticed, and others come and go."""
        self.wait_server(name, timeout)
        self.assertEqual(self.ours.state, "established")
        self.assertEqual(self.theirs.state, "established")
        self.alice.audio[0].wait(THEIRS)
        self.bob.wait_tone(OURS)
        self.assert_new_calls()

    def assert_new_calls(self):
        out = self.alice.call(self.kamailio.uri("carol"))
        self.assert_new_call(out, self.carol.wait_new_call())
        out = self.carol.call(self.kamailio.uri("alice"))
        self.alice.wait_new_call().answer()
        self.assert_new_call(out, self.alice.incoming[-1])

    def assert_new_call(self, one, other):
        one.wait_state("established")
        other.wait_state("established")
        wait_until(lambda: len(self.alice.audio) == 2, "a second pad")
        self.alice.audio[1].wait(CAROLS)
        self.carol.wait_tone(OURS)
        one.hangup()
        other.wait_state("ended")
        wait_until(lambda: len(self.alice.audio) == 1, "its pad to go")

    def assert_hangup(self, phone_call, other):
        phone_call.hangup()
        other.wait_state("ended")
        phone_call.wait_state("ended")
        self.assertEqual(other.status, 200)
