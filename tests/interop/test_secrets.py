#!/usr/bin/env python3
# No secret in anything that a session says, to a terminal or to a program
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Sessions run in gst-launch-1.0 with everything turned on that it can print:
# -v, -m, all levels of our debug categories, traces, and a graph of the
# pipeline at each change of state. What they know is searched for in all of it.

import base64
import hashlib
import re
import signal
import urllib.parse

from case import InteropCase, main
from child import Child, free_ports, wait_until
from measured import AMPLITUDE

PASSWORD, GUESS = "0pen-sesame", "gu3ss-it"
HA1 = hashlib.md5(f"alice:example.test:{PASSWORD}".encode()).hexdigest()
KEY, COOKIE, BEARER = "k3y-of-url", "c00kie-monster", "bear3r-of-news"
TURN_USER, TURN_PASSWORD = "relay", "r3lay"
WRONG_TURN = "n0-relay"
PROXY_PASSWORD = "pr0xy-pass"
URI_PASSWORD = "ur1-pass"
SECRETS = (PASSWORD, GUESS, HA1, KEY, COOKIE, BEARER, TURN_PASSWORD,
           WRONG_TURN, PROXY_PASSWORD, URI_PASSWORD)
# What only those write who know the password, and keys of the media.
PROOFS = (r'(?:response|cnonce|rspauth)="?[0-9a-fA-F]{8}',
          r"a=ice-pwd:(?!\*)\S", r"a=crypto:(?!\*)\S",
          r"BEGIN (?:RSA |EC )?PRIVATE KEY")

# All in quotes, as gst-launch-1.0 ends a value at a space.
HEADERS = (f'"headers,Cookie=(string)\\"session={COOKIE}\\",'
           f'Authorization=(string)\\"Bearer {BEARER}\\""')
OUR_DEBUG = "sip-*:9,sipuabin:9"


class Secrets(InteropCase):
    needs_coturn = True
    kamailio_options = {"users": {"alice": PASSWORD, "bob": PASSWORD}}

    def session(self, *pipeline, environment=None, **properties):
        """gst-launch-1.0 as alice; what it says is searched at the end."""
        self.graphs = self.folder / self.id()
        self.graphs.mkdir()
        properties = {
            "uri": self.kamailio.uri("alice"), "password": PASSWORD,
            "ws-servers": f"{self.kamailio.ws}/?KEY={KEY}",
            "stun-servers": "none", "trace-sip": "true", "log-level": "debug",
            "http-headers": HEADERS, **properties}
        variables = {"GST_DEBUG": OUR_DEBUG, "GST_DEBUG_NO_COLOR": "1",
                     "GST_DEBUG_DUMP_DOT_DIR": str(self.graphs),
                     **(environment or {})}
        child = Child(self.id(), [
            "env", *(f"{name}={value}" for name, value in variables.items()),
            "gst-launch-1.0", "-v", "-m", "sipuabin", "name=ua",
            *(f"{name}={value}" for name, value in properties.items()),
            *pipeline], self.folder, is_ours=True)
        self.addCleanup(child.stop)
        return child

    def assert_says(self, child, *words):
        wait_until(lambda: all(word in self.said(child) for word in words),
                   lambda: f"{words} in {self.said(child)[-4000:]}", 20)

    def said(self, child):
        return child.log.read_text(errors="replace")

    def assert_no_secrets(self, child):
        """In what it said, and in the graphs that it drew."""
        if child.is_alive():
            child.signal(signal.SIGINT)
            wait_until(lambda: not child.is_alive(), child.tail)
        texts = {"output": self.said(child)}
        for graph in self.graphs.iterdir():
            # What an application may read back, and nothing else.
            texts[graph.name] = graph.read_text(errors="replace").replace(
                f"?KEY={KEY}", "")
        self.assertIn("sip-", texts["output"])
        for name, text in texts.items():
            self.assert_clean(name, text)

    def assert_clean(self, name, text):
        for secret in SECRETS:
            # Also as it is in a URI, and in Basic credentials.
            basic = base64.b64encode(f"al:{secret}".encode()).decode()
            for form in {secret, urllib.parse.quote(secret, safe=""), basic}:
                for line in text.splitlines():
                    if form in line:
                        self.fail(f"{form!r} in {name}: {line}")
        for pattern in PROOFS:
            found = re.search(pattern, text)
            if found:
                self.fail(f"{found.group()!r} in {name}: "
                          f"{text[found.start() - 200:found.end() + 80]}")

    def test_call_through_relay(self):
        bob = self.phone("bob", auto_answer=True, frequency=1000).start()
        bob.wait_registered()
        child = self.session(
            "audiotestsrc", "is-live=true", f"volume={AMPLITUDE}", "!", "ua.",
            "ua.", "!", "audioconvert", "!", "fakesink", "async=false",
            **{"target": self.kamailio.uri("bob"),
               "ice-transport-policy": "relay",
               "turn-servers":
                   f"turn://{self.coturn.user}:{self.coturn.password}"
                   f"@{self.coturn.address}:{self.coturn.port}"
                   "?transport=udp"})
        self.assert_says(child, "media is connected")
        bob.wait_tone(440)
        child.signal(signal.SIGHUP)
        wait_until(lambda: list(self.graphs.glob("*snapshot*")),
                   "a graph of the call")
        bob.wait_call().hangup()
        wait_until(lambda: not child.is_alive(), child.tail, 20)
        self.assert_says(child, "REGISTER", "INVITE", "BYE", "Authorization:",
                         "a=ice-pwd:***", 'response="***"')
        self.assert_no_secrets(child)
        self.assert_clean("bob", bob.story())

    def test_ha1(self):
        child = self.session(password='""', **{"authorization-ha1": HA1})
        self.assert_says(child, "sip-registered")
        self.assert_no_secrets(child)

    def test_wrong_password(self):
        child = self.session(password=GUESS)
        self.assert_says(child, "401 Unauthorized; not trying again")
        self.assert_no_secrets(child)

    def test_handshake_refused(self):
        child = self.session(
            **{"ws-servers": f"{self.kamailio.ws}/nowhere?KEY={KEY}"})
        self.assert_says(child, "404")
        self.assert_no_secrets(child)

    def test_nobody_listens(self):
        port, = free_ports(1)
        child = self.session(
            **{"ws-servers": f"ws://al:{PASSWORD}@127.0.0.1:{port}/?KEY={KEY}"})
        self.assert_says(child, "refused")
        self.assert_no_secrets(child)

    def test_proxy_that_is_not_there(self):
        port, = free_ports(1)
        proxy = f"http://al:{PROXY_PASSWORD}@127.0.0.1:{port}"
        child = self.session(environment={
            "http_proxy": proxy, "https_proxy": proxy, "all_proxy": proxy,
            "no_proxy": ""})
        self.assert_says(child, "sip-connection-failed")
        self.assert_no_secrets(child)

    def test_relay_that_refuses(self):
        child = self.session(
            "audiotestsrc", "is-live=true", "!", "ua.",
            **{"target": self.kamailio.uri("bob"),
               "ice-transport-policy": "relay",
               "turn-servers":
                   f'{{urls: "{self.coturn.uri}", '
                   f'username: "{TURN_USER}", password: "{WRONG_TURN}"}}'})
        wait_until(lambda: not child.is_alive(), child.tail, 30)
        self.assert_no_secrets(child)

    def test_target_with_password(self):
        child = self.session(
            target=f"sip:carol:{URI_PASSWORD}@example.test")
        wait_until(lambda: not child.is_alive(), child.tail, 30)
        self.assert_says(child, "404")
        self.assert_no_secrets(child)

    def test_settings_that_are_wrong(self):
        for number, (name, value) in enumerate((
                ("uri", f"sip:alice:{URI_PASSWORD}@exa mple.test"),
                ("uri", f"alice:{URI_PASSWORD}@@"),
                ("registrar-server", f"sip:al:{URI_PASSWORD}@example.test"),
                ("target", f"sip:carol:{URI_PASSWORD}@exa mple"),
                ("authorization-ha1", PASSWORD),
                ("ws-servers", f"http://a:{PASSWORD}@b/?KEY={KEY}"),
                ("ws-servers", f"[{{ws_uri:'ws://a/?KEY={KEY}',weight:-1}}]"),
                ("ws-servers", f"[{{ws_uri:'ws://a/?KEY={KEY}',x:{COOKIE}}}]"),
                ("stun-servers", f"turn:al:{TURN_PASSWORD}@host"),
                ("turn-servers", f"turn:al:{TURN_PASSWORD}@ho_st/"),
                ("turn-servers", f"turn:{TURN_PASSWORD}@host"),
                ("turn-servers", f'{{"urls":["turn:a"],"password":'
                                 f'"{TURN_PASSWORD}"}}'),
                ("turn-servers", f"[{{urls:'turn:a' password:"
                                 f"'{TURN_PASSWORD}'}}]"),
        )):
            with self.subTest(number, name=name):
                child = Child(f"{self.id()}-{number}", [
                    "env", f"GST_DEBUG={OUR_DEBUG}", "gst-launch-1.0", "-v",
                    "-m", "sipuabin", f"ws-servers={self.kamailio.ws}",
                    f"{name}={value}"], self.folder, is_ours=True)
                self.addCleanup(child.stop)
                wait_until(lambda: not child.is_alive(), child.tail)
                text = self.said(child)
                self.assertIn(f"{name}: ", text)
                self.assert_clean("output", text)


if __name__ == "__main__":
    main()
