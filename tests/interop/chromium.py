# Headless Chromium, driven by the DevTools protocol
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Over two pipes: JSON, each message ended by a zero byte.

import fcntl
import itertools
import json
import os
import queue
import tempfile
import threading

from browser import Browser, BrowserError
from child import LOOPBACK, Child, own_address

FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync
    --disable-dev-shm-usage --mute-audio
    --disable-background-timer-throttling --disable-renderer-backgrounding
    --disable-backgrounding-occluded-windows
    --use-fake-device-for-media-stream --use-fake-ui-for-media-stream
    --autoplay-policy=no-user-gesture-required --ignore-certificate-errors
    --disable-features=WebRtcHideLocalIpsWithMdns,Translate,OptimizationHints
    --remote-debugging-pipe
""".split()


class Chromium(Browser):
    """A tab is a pair: its target and the session that it is spoken to by."""

    program = "chromium"

    def __init__(self, folder, packages):
        super().__init__(folder, packages)
        self._ids = itertools.count(1)
        self._answers = {}
        self._lock = threading.Lock()
        self._profile = tempfile.TemporaryDirectory(
            prefix="chromium-", ignore_cleanup_errors=True)
        self._launch()
        threading.Thread(target=self._read, daemon=True).start()
        self._command("Browser.getVersion", timeout=30)

    def open(self, url):
        target = self._command("Target.createTarget", url="about:blank")
        attached = self._command("Target.attachToTarget", flatten=True,
                                 targetId=target["targetId"])
        session = attached["sessionId"]
        self._command("Runtime.enable", session)
        self._command("Page.enable", session)
        self._command("Page.navigate", session, url=url)
        return target["targetId"], session

    def close(self, tab):
        self._command("Target.closeTarget", targetId=tab[0])

    def evaluate(self, tab, script, timeout=10):
        reply = self._command("Runtime.evaluate", tab[1], timeout,
                              expression=script, awaitPromise=True,
                              returnByValue=True)
        if "exceptionDetails" in reply:
            thrown = reply["exceptionDetails"]
            raise BrowserError(
                thrown.get("exception", {}).get("description")
                or thrown.get("text"))
        return reply["result"].get("value")

    def stop(self):
        try:
            self._command("Browser.close", timeout=5)
            self._child.process.wait(5)
        except (BrowserError, TimeoutError, OSError):
            pass
        self._child.stop()
        self._profile.cleanup()
        super().stop()

    def _launch(self):
        """Chromium reads commands from descriptor 3 and writes to 4."""
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        passed = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10)
                  for fd in (theirs_in, theirs_out)]
        flags = list(FLAGS)
        # Candidates on the loopback only where there is nothing else: peers
        # that have both may settle on different ones at the two ends.
        if own_address() == LOOPBACK:
            flags.append("--allow-loopback-in-peer-connection")
        command = ["bash", "-c",
                   f'exec "$@" 3<&{passed[0]} 4>&{passed[1]}', "bash",
                   self.program, *flags,
                   f"--user-data-dir={self._profile.name}"]
        self._child = Child("chromium", command, self.folder, passed)
        for fd in (theirs_in, theirs_out, *passed):
            os.close(fd)
        self._to, self._from = ours_out, ours_in

    def _command(self, method, session=None, timeout=10, **params):
        number = next(self._ids)
        answer = self._answers[number] = queue.SimpleQueue()
        message = {"id": number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        with self._lock:
            os.write(self._to, json.dumps(message).encode() + b"\0")
        try:
            reply = answer.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError(f"{method} {params}: no answer in {timeout} s"
                               ) from None
        finally:
            del self._answers[number]
        if "error" in reply:
            raise BrowserError(f"{method}: {reply['error']['message']}")
        return reply["result"]

    def _read(self):
        pending = b""
        with open(self._from, "rb", buffering=0) as pipe:
            while data := pipe.read(65536):
                *messages, pending = (pending + data).split(b"\0")
                for message in messages:
                    self._dispatch(json.loads(message))

    def _dispatch(self, message):
        if "id" in message:
            answer = self._answers.get(message["id"])
            if answer is not None:
                answer.put(message)
        elif message["method"] == "Runtime.consoleAPICalled":
            self._log(" ".join(str(each.get("value", each.get("description")))
                               for each in message["params"]["args"]))
        elif message["method"] == "Runtime.exceptionThrown":
            thrown = message["params"]["exceptionDetails"]
            self._log("thrown: " + thrown.get("exception", {}).get(
                "description", thrown["text"]))

    def _log(self, text):
        with open(self.folder / "console.log", "a") as log:
            log.write(text + "\n")
