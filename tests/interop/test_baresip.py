#!/usr/bin/env python3
# A pipeline and baresip, a phone over UDP, call each other through Kamailio
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# baresip has ICE and DTLS attributes for the session rather than the media,
# knows no BUNDLE and never sees a WebSocket.

import pairs
from case import main


class Calls(pairs.BaresipCalls, pairs.BaresipCase):
    def test_cancel(self):
        self.pair()
        ours = self.call()
        self.carol.wait_state("ringing")
        ours.hangup()
        self.carol.wait_state("ended")
        ours.wait_state("ended")
        self.assertEqual(ours.status, 487)

    def test_busy(self):
        self.pair()
        ours = self.call()
        self.carol.wait_state("ringing")
        self.carol.hangup()
        ours.wait_state("ended")
        self.assertEqual(ours.status, 486)


if __name__ == "__main__":
    main()
