# A browser with a phone of SIP.js or JsSIP in each tab
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The page comes from a server of our own, as WebRTC wants a secure context,
# which http://localhost is. How a browser is driven is its own affair: see
# chromium.py and firefox.py.

import functools
import http.server
import json
import pathlib
import threading

from child import wait_until
from measured import AMPLITUDE, LEVEL, Colour, Expected, Tone

HERE = pathlib.Path(__file__).parent


class BrowserError(Exception):
    """What the browser or the script in it threw."""


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

    def end_headers(self):
        # A stack is a hundred modules; each tab asks for all of them.
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_):
        pass


class Browser:
    """To be derived from: `open` gives a tab at a URL, `close` closes it,
    `evaluate` gives the JSON value of an expression in it, of a promise when
    it is settled."""

    program = None
    phone_options = {}

    def __init__(self, folder, packages):
        self.folder = pathlib.Path(folder)
        self._http = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0),
            functools.partial(_PageServer, packages=packages))
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def phone(self, stack="sipjs", **options):
        """A phone of SIP.js or of JsSIP ("jssip") in a tab of its own; the
        options are those of page/phone.js."""
        options = {**self.phone_options, **options}
        url = f"http://localhost:{self._http.server_port}/index.html?{stack}"
        return BrowserPhone(self, stack, self.open(url), options)

    def stop(self):
        self._http.shutdown()
        self._http.server_close()


class BrowserPhone:
    """A user agent in a page. What it sends is given by `frequency` (Hz) and
    `colour`; what it hears and sees is measured in the page."""

    def __init__(self, browser, stack, tab, options):
        self._browser = browser
        self._stack = stack
        self._tab = tab
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

    def wait_peak(self, amplitude=AMPLITUDE, timeout=10):
        """For a browser that cannot analyse sound: only how loud it is."""
        wait_until(lambda: abs((self.stats()["peak"] or 0) - amplitude) < 0.05,
                   lambda: f"a peak of {amplitude}: {self.stats()}", timeout,
                   0.1)

    def wait_colour(self, colour, timeout=10):
        Expected(colour=colour).wait(self.colour, timeout)

    def close(self):
        """Closes the tab as a user would: no BYE, no un-REGISTER."""
        if self._tab is not None:
            self._browser.close(self._tab)
            self._tab = None

    def _evaluate(self, script, timeout=10):
        return self._browser.evaluate(self._tab, script, timeout)
