# Headless Firefox, driven by the Marionette protocol
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Over TCP: JSON arrays, each with its length in front.
#
# Its AudioContext stands still on a machine without sound. So it sends the tone
# that its pretended microphone hears, and tells no more of what it hears than
# the peak.

import itertools
import json
import pathlib
import socket
import tempfile

from browser import Browser, BrowserError
from child import LOOPBACK, Child, free_ports, own_address

PREFERENCES = {
    # Candidates that peers without mDNS can use.
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "dom.min_background_timeout_value": 4,
    "dom.timeout.enable_budget_timer_throttling": False,
    # Nothing that asks the world outside.
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "data:,",
}
# What the pretended microphone hears.
FIREFOX_FREQUENCY, FIREFOX_LEVEL = 1000, -23.0
EVALUATE = """
const [script, done] = arguments;
Promise.resolve().then(() => window.eval(script)).then(
  (value) => done({value}), (error) => done({thrown: String(error)}));
"""


class Firefox(Browser):
    """A tab is the handle of a window."""

    phone_options = {"microphone": True}

    program = "firefox-esr"

    def __init__(self, folder, packages):
        super().__init__(folder, packages)
        self._ids = itertools.count(1)
        self._profile = tempfile.TemporaryDirectory(
            prefix="firefox-", ignore_cleanup_errors=True)
        self._port, = free_ports(1)
        self._write_preferences()
        self._child = Child("firefox", [
            self.program, "--headless", "--no-remote", "--marionette",
            "--profile", self._profile.name], self.folder)
        self._child.wait_ready(self._connect, 30)
        self._command("WebDriver:NewSession", capabilities={
            "alwaysMatch": {"acceptInsecureCerts": True}})
        self._first = self._command("WebDriver:GetWindowHandle")["value"]

    def open(self, url):
        tab = self._command("WebDriver:NewWindow", type="tab")["handle"]
        self._command("WebDriver:SwitchToWindow", handle=tab)
        self._command("WebDriver:Navigate", url=url)
        return tab

    def close(self, tab):
        self._command("WebDriver:SwitchToWindow", handle=tab)
        self._command("WebDriver:CloseWindow")
        self._command("WebDriver:SwitchToWindow", handle=self._first)

    def evaluate(self, tab, script, timeout=10):
        self._command("WebDriver:SwitchToWindow", handle=tab, focus=False)
        self._command("WebDriver:SetTimeouts", script=timeout * 1000)
        answer = self._command("WebDriver:ExecuteAsyncScript", script=EVALUATE,
                               args=[script], sandbox=None)["value"]
        if "thrown" in answer:
            raise BrowserError(answer["thrown"])
        return answer.get("value")

    def stop(self):
        self._child.stop()
        self._profile.cleanup()
        super().stop()

    def _write_preferences(self):
        preferences = {**PREFERENCES, "marionette.port": self._port,
                       "media.peerconnection.ice.loopback":
                       own_address() == LOOPBACK}
        (pathlib.Path(self._profile.name) / "user.js").write_text("".join(
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in preferences.items()))

    def _connect(self):
        try:
            self._socket = socket.create_connection(
                ("127.0.0.1", self._port), 1)
        except OSError:
            return False
        self._socket.settimeout(60)
        self._stream = self._socket.makefile("rb")
        self._receive()
        return True

    def _command(self, name, **parameters):
        text = json.dumps([0, next(self._ids), name, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _kind, _number, error, result = self._receive()
        if error is not None:
            raise BrowserError(f"{name}: {error['message']}")
        return result

    def _receive(self):
        digits = b""
        while (byte := self._stream.read(1)) not in (b":", b""):
            digits += byte
        return json.loads(self._stream.read(int(digits)))
