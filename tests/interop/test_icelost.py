#!/usr/bin/env python3
# A TURN server that dies in a call that has no other way
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Apart from the others, as it waits for half a minute. With GStreamer 1.24 and
# newer, ICE asks for consent (RFC 7675) and knows of the loss itself.

from case import main
from pairs import PairCase

SILENCE = 30
LOSSES = "nothing received from the peer for 30", "ICE lost the peer"


class RelayLost(PairCase):
    needs_coturn = True

    def test_call_ends_and_says_why(self):
        server = self.coturn
        self.pair({"turn_servers": f"turn://{server.user}:{server.password}"
                                   f"@{server.place}",
                   "ice_transport_policy": "relay"}, {"auto_answer": True})
        ours = self.call().wait_state("established")
        self.assert_tones()
        server.child.kill()
        ours.wait_state("ended", SILENCE + 10)
        theirs = self.bob.wait_call()
        theirs.wait_state("ended", 10)
        reasons = [ours.reason, theirs.reason]
        self.assertTrue(any(known in each for known in LOSSES
                            for each in reasons if each), reasons)


if __name__ == "__main__":
    main()
