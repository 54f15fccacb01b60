#!/usr/bin/env python3
# Many calls one after another in one process leave nothing behind
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# SIPUA_CALLS gives their number.

import gc
import os
import pathlib

from case import main
from child import wait_until
from pairs import PairCase

CALLS = int(os.environ.get("SIPUA_CALLS", 40))
# Pools, caches and plugins settle in the first few.
WARM_UP = 20
# Both ends are in this process. A call that stays behind takes a thousand, and
# what the allocator keeps grows less and less.
KILOBYTES_A_CALL = 150


class Endurance(PairCase):
    def test_nothing_grows(self):
        self.pair(bob={"auto_answer": True})
        for _ in range(WARM_UP):
            self.call_once()
        before = usage()
        for _ in range(CALLS):
            self.call_once()
        wait_until(lambda: usage()["threads"] <= before["threads"],
                   lambda: f"threads to end: {before}, {usage()}", 5)
        wait_until(lambda: usage()["descriptors"] <= before["descriptors"],
                   lambda: f"descriptors to close: {before}, {usage()}", 5)
        grown = usage()["kilobytes"] - before["kilobytes"]
        # A sanitizer keeps what was freed.
        if "LD_PRELOAD" not in os.environ:
            self.assertLess(grown / CALLS, KILOBYTES_A_CALL, (before, usage()))

    def test_stopped_by_its_own_handler(self):
        """Nobody waits for that farewell, but it ends all the same."""
        alice = self.phone("alice")
        told = []

        def on_registered(_ua):
            alice.stop_here()
            told.append(True)
        alice.ua.connect("registered", on_registered)
        alice.start()
        wait_until(lambda: told, "the registration")
        wait_until(lambda: "sipua" not in threads(),
                   lambda: f"the thread to end: {threads()}", 5)

    def call_once(self):
        ours = self.call().wait_state("established")
        wait_until(lambda: self.alice.audio and self.alice.audio[-1].buffers,
                   "something to be heard")
        ours.hangup()
        ours.wait_state("ended")
        self.bob.wait_call().wait_state("ended")
        wait_until(lambda: not self.alice.audio, "the pad to go")
        self.alice.forget()
        self.bob.forget()


def threads():
    return [name.read_text().strip() for name in
            pathlib.Path("/proc/self/task").glob("*/comm")]


def usage():
    gc.collect()
    status = dict(line.split(":", 1) for line in
                  pathlib.Path("/proc/self/status").read_text().splitlines())
    return {"threads": int(status["Threads"]),
            "descriptors": len(os.listdir("/proc/self/fd")),
            "kilobytes": int(status["VmRSS"].split()[0])}


if __name__ == "__main__":
    main()
