# Headless Chromium with a phone of SIP.js or JsSIP in each tab
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The browser is spoken to by the DevTools protocol over two pipes: JSON, each
# message ended by a zero byte. The page comes from a server of our own, as
# WebRTC wants a secure context, which http://localhost is.

import fcntl
import functools
import http.server
import itertools
import json
import os
import pathlib
import queue
import socket
import tempfile
import threading

from child import Child, wait_until
from measured import LEVEL, Colour, Expected, Tone

HERE = pathlib.Path(__file__).parent
CHROMIUM_FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync
    --disable-dev-shm-usage --mute-audio
    --disable-background-timer-throttling --disable-renderer-backgrounding
    --disable-backgrounding-occluded-windows
    --use-fake-device-for-media-stream --use-fake-ui-for-media-stream
    --autoplay-policy=no-user-gesture-required
    --ignore-certificate-errors
    --disable-features=WebRtcHideLocalIpsWithMdns,Translate,OptimizationHints
    --remote-debugging-pipe
""".split()


def _network_flags():
    """Candidates on the loopback only where there is nothing else: peers that
    have both kinds may settle on different ones at the two ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ["--allow-loopback-in-peer-connection"]
    return []


class _PageServer(http.server.SimpleHTTPRequestHandler):
    """The page from the source folder, packages from where npm put them."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments, packages, **others):
        self.packages = packages
        super().__init__(*arguments, **others)

    def translate_path(self, path):
        if path.startswith("/packages/"):
            return f"{self.packages}/{path.removeprefix('/packages/')}"
        return f"{HERE}/page/{path.partition('?')[0].lstrip('/')}"

    def log_message(self, *_):
        pass


class BrowserError(Exception):
    """What the browser or the script in it threw."""


class Browser:
    """`tab` and `phone` open tabs; `stop` ends everything."""

    def __init__(self, folder, packages):
        self.folder = pathlib.Path(folder)
        self._ids = itertools.count(1)
        self._answers = {}
        self._lock = threading.Lock()
        self.console = self.folder / "console.log"
        self.http = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0),
            functools.partial(_PageServer, packages=packages))
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self._profile = tempfile.TemporaryDirectory(
            prefix="chromium-", ignore_cleanup_errors=True)
        self.child = self._launch()
        threading.Thread(target=self._read, daemon=True).start()
        self.command("Browser.getVersion", timeout=30)

    def phone(self, stack="sipjs", **options):
        """A phone of SIP.js or of JsSIP ("jssip") in a tab of its own; the
        options are those of page/phone.js."""
        return BrowserPhone(self, stack, options)

    def tab(self, path):
        """Opens a page, returns the session to talk to it by."""
        url = f"http://localhost:{self.http.server_port}/{path}"
        target = self.command("Target.createTarget", url="about:blank")
        attached = self.command("Target.attachToTarget", flatten=True,
                                targetId=target["targetId"])
        session = attached["sessionId"]
        self.command("Runtime.enable", session)
        self.command("Page.enable", session)
        self.command("Page.navigate", session, url=url)
        return target["targetId"], session

    def command(self, method, session=None, timeout=10, **params):
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

    def evaluate(self, session, script, timeout=10):
        """The JSON value of an expression; promises are awaited."""
        reply = self.command("Runtime.evaluate", session, timeout,
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
            self.command("Browser.close", timeout=5)
            self.child.process.wait(5)
        except (BrowserError, TimeoutError, OSError):
            pass
        self.child.stop()
        self._profile.cleanup()
        self.http.shutdown()
        self.http.server_close()

    def _launch(self):
        """Chromium reads commands from descriptor 3 and writes to 4."""
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        passed = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10)
                  for fd in (theirs_in, theirs_out)]
        command = ["bash", "-c",
                   f'exec "$@" 3<&{passed[0]} 4>&{passed[1]}', "bash",
                   "chromium", *CHROMIUM_FLAGS, *_network_flags(),
                   f"--user-data-dir={self._profile.name}"]
        child = Child("chromium", command, self.folder, passed)
        for fd in (theirs_in, theirs_out, *passed):
            os.close(fd)
        self._to, self._from = ours_out, ours_in
        return child

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
        with open(self.console, "a") as log:
            log.write(text + "\n")


class BrowserPhone:
    """A user agent in a page. What it sends is given by `frequency` (Hz) and
    `colour`; what it hears and sees is measured in the page."""

    def __init__(self, browser, stack, options):
        self._browser = browser
        self._stack = stack
        self._target, self._session = browser.tab(f"index.html?{stack}")
        wait_until(lambda: self._evaluate("typeof Phone === 'function'"),
                   f"{stack} to be loaded")
        self._evaluate(f"void (phone = new Phone({json.dumps(options)}))")

    def register(self):
        """Connects and registers. Returns the status of the last answer."""
        return self._evaluate("phone.register()", 15)

    def unregister(self):
        return self._evaluate("phone.unregister()")

    def call(self, target, audio=True, video=False):
        self._evaluate(f"phone.call({json.dumps(target)}, "
                       f"{json.dumps({'audio': audio, 'video': video})})")

    def answer(self, audio=True, video=False):
        self._evaluate("phone.answer("
                       f"{json.dumps({'audio': audio, 'video': video})})")

    def reject(self, status=486):
        self._evaluate(f"phone.reject({status})")

    def hangup(self):
        """BYE, or CANCEL where the call was not answered yet."""
        self._evaluate("phone.hangup()")

    @property
    def state(self):
        """initial, ringing, established or ended."""
        return self._evaluate("phone.state")

    @property
    def status(self):
        """The final status that the call got, 0 before."""
        return self._evaluate("phone.status")

    @property
    def events(self):
        return self._evaluate("phone.events")

    def wait_state(self, state, timeout=10):
        wait_until(lambda: self.state == state,
                   lambda: f"{self._stack} to be {state}; {self.state}, "
                           f"{self.events}", timeout, 0.05)

    def stats(self):
        return self._evaluate("phone.stats()")

    def remote_sdp(self):
        return self._evaluate("phone.remoteDescription()")

    def tone(self):
        return Tone(**self._evaluate("phone.tone()"))

    def colour(self):
        return Colour(**self._evaluate("phone.colour()"))

    def wait_tone(self, frequency, level=LEVEL, timeout=10):
        Expected(frequency=frequency, level=level).wait(self.tone, timeout)

    def wait_colour(self, colour, timeout=10):
        Expected(colour=colour).wait(self.colour, timeout)

    def close(self):
        """Closes the tab as a user would: no BYE, no un-REGISTER."""
        if self._target is not None:
            self._browser.command("Target.closeTarget", targetId=self._target)
            self._target = None

    def _evaluate(self, script, timeout=10):
        return self._browser.evaluate(self._session, script, timeout)
