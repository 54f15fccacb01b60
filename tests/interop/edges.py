# Phones behind an edge proxy with a registrar behind it
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

from child import wait_until
from pairs import PairCase
from proxies import Edge, Registrar
from wire import Wire

# Of two devices.
UUID = "8f1fa16a-1165-4a96-8341-785b1ef24f12"
OTHER_UUID = "0c67446e-f1a1-11d9-94d3-000a95a0e128"


class EdgeCase(PairCase):
    """One edge; `wire` is a way to it that can be cut. See edge.cfg and
    registrar.cfg for the symbols."""

    symbols = ("OUTBOUND", "RECORD_ROUTE")
    registrar_options = {}

    @classmethod
    def start_servers(cls):
        cls.kamailio = cls.keep(Registrar(cls.folder, **cls.registrar_options))
        cls.edge = cls.keep(Edge(cls.folder, cls.kamailio,
                                 symbols=cls.symbols))
        cls.ws = cls.edge.ws

    def wire(self):
        wire = Wire(self.edge.ws_port)
        self.addCleanup(wire.stop)
        return wire

    def binding(self, user):
        """The one that there is."""
        binding, = self.kamailio.bindings(user)
        return binding

    def wait_rebound(self, user, before):
        """By another connection, in the place of the binding before."""
        wait_until(lambda: self.kamailio.bindings(user)
                   and self.binding(user)["Path"] != before["Path"],
                   lambda: f"{user} to register again: "
                           f"{self.kamailio.bindings(user)}")
        self.assertEqual(self.binding(user)["Instance"], before["Instance"])

    def assert_calls(self):
        """Alice and bob call each other, hear each other and hang up, each
        of them the other's call and his own."""
        for caller, callee, user in ((self.alice, self.bob, "bob"),
                                     (self.bob, self.alice, "alice")):
            for ends_it in (caller, callee):
                self.assert_call(caller, callee, user, ends_it)

    def assert_call(self, caller, callee, user, ends_it):
        ours = caller.call(self.kamailio.uri(user))
        theirs = callee.wait_new_call()
        theirs.answer()
        ours.wait_state("established")
        theirs.wait_state("established")
        self.assert_tones()
        (ours if ends_it is caller else theirs).hangup()
        ours.wait_state("ended")
        theirs.wait_state("ended")
        self.assertEqual(ours.status, 200)
        self.assertEqual(theirs.status, 200)
