# The phones whose wire traffic is compared: ours, and those of other stacks
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# All take the same parameters and do the same things: start, call, hangup,
# answer, reject, unregister, stop.

import json
import os
import pathlib
import subprocess

from child import wait_until

MAIN = pathlib.Path(__file__).parent / "stacks" / "main.mjs"


class StackPhone:
    """SIP.js or JsSIP under Node.js, told what to do by its standard input,
    the end of which ends it."""

    def __init__(self, stack, packages, folder, configuration, target,
                 routes):
        self.log = open(folder / f"{stack}.log", "ab")
        options = {"configuration": configuration, "target": target,
                   "routes": routes}
        environment = {key: value for key, value in os.environ.items()
                       if key != "LD_PRELOAD"}
        self._process = subprocess.Popen(
            ["node", MAIN, stack, packages, json.dumps(options)],
            stdin=subprocess.PIPE, stdout=self.log, stderr=self.log,
            text=True, bufsize=1, env=environment)

    def close(self):
        self._process.stdin.close()
        self._process.wait(5)
        self.log.close()

    def __getattr__(self, name):
        if name not in ("start", "call", "hangup", "answer", "reject",
                        "unregister", "stop"):
            raise AttributeError(name)
        return lambda: self._process.stdin.write(f"{name}\n")


class OwnPhone:
    """A pipeline with a sipuabin."""

    def __init__(self, configuration, target):
        from phone import Phone
        self._target = target
        self._phone = Phone(**configuration)

    def start(self):
        self._phone.start()

    def call(self):
        self._call = self._phone.call(self._target)

    def hangup(self):
        self._call.hangup()

    def answer(self):
        self._incoming().answer()

    def reject(self):
        self._incoming().reject(486)

    def _incoming(self):
        wait_until(lambda: self._phone.incoming, "a call")
        return self._phone.incoming.pop()

    def unregister(self):
        self._phone.ua.emit("unregister")

    def stop(self):
        self._phone.stop()

    close = stop
