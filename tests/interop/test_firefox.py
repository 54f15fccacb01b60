#!/usr/bin/env python3
# A pipeline and SIP.js in Firefox call each other through Kamailio
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Firefox has its fingerprint for the session, candidates for two components
# and no H.264 of its own.

from case import main
from firefox import FIREFOX_FREQUENCY, FIREFOX_LEVEL, Firefox
from pairs import RED, BrowserCase


class Calls(BrowserCase):
    browser_class = Firefox

    def assert_media(self):
        self.alice.wait_tone(FIREFOX_FREQUENCY, FIREFOX_LEVEL)
        self.bob.wait_peak()
        self.assert_colours()

    def test_out(self):
        self.pair({"colour": RED},
                  {"answer": {"audio": True, "video": True}})
        ours = self.call().wait_state("established")
        self.assert_media()
        ours.hangup()
        self.bob.wait_state("ended")

    def test_in(self):
        self.pair({"colour": RED, "auto_answer": True})
        self.call_in(video=True)
        self.bob.wait_state("established")
        self.assert_media()
        self.bob.hangup()
        self.alice.wait_call().wait_state("ended")


if __name__ == "__main__":
    main()
