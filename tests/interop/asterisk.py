# Asterisk on the loopback: a PBX that ends each call and begins another one
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Its media are at the machine's own address, as it has no candidates of the
# loopback. What it answers to is in asterisk/extensions.conf.

import math
import pathlib
import shutil
import subprocess
import tempfile
import wave

from child import Child, free_ports
from kamailio import DOMAIN, USERS
from measured import AMPLITUDE

TEMPLATES = pathlib.Path(__file__).parent / "asterisk"
# What it sends by itself (Hz): as an announcement, and to those who are held.
ANNOUNCED, MUSIC = 620, 800
# RMS in dB of full scale of what PlayTones() makes.
ANNOUNCED_LEVEL = -16.1
MUSIC_RATE = 8000
PHONE = """
[{user}]({kind})
aors = {user}
auth = {user}

[{user}](account)
username = {user}
password = {password}

[{user}](place)
"""


class Asterisk:
    """`ws` is what ws-servers takes. All users are WebRTC phones but those
    that are `plain`, who come over UDP. `start` after an end of its child
    keeps all ports and what it knew of who is registered."""

    domain = DOMAIN

    def __init__(self, folder, plain=()):
        self.folder = pathlib.Path(folder)
        self.users = dict(USERS)
        self._plain = plain
        self.udp_port, self.ws_port = free_ports(2)
        self.ws = f"ws://127.0.0.1:{self.ws_port}/ws"
        self._run = pathlib.Path(tempfile.mkdtemp(prefix="asterisk-"))
        self._etc = self.folder / "etc"
        self.child = None
        self._write_configuration()
        self.start()

    def start(self):
        self.child = Child("asterisk", [
            "asterisk", "-f", "-n", "-C", self._etc / "asterisk.conf"],
            self.folder)
        self.child.wait_ready(self._is_up, 30)

    def stop(self):
        if self.child is not None:
            self.child.stop()
        shutil.rmtree(self._run, ignore_errors=True)

    def uri(self, user):
        return f"sip:{user}@{self.domain}"

    def contacts(self, user):
        """The Contact URIs that are registered for `user`."""
        rows = [line.split() for line in
                self.command(f"pjsip show aor {user}").splitlines()]
        return [row[1].partition("/")[2] for row in rows
                if row[:1] == ["Contact:"]
                and row[1].startswith(f"{user}/sip")]

    def channels(self, user):
        """The names of the calls with `user`, as Asterisk has them."""
        rows = self.command("core show channels concise").splitlines()
        return [row.partition("!")[0] for row in rows
                if row.startswith(f"PJSIP/{user}-")]

    def command(self, text):
        """What the console answers."""
        return subprocess.run(
            ["asterisk", "-C", self._etc / "asterisk.conf", "-rx", text],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            timeout=10).stdout

    def _is_up(self):
        return "fully booted" in self.command(
            "core waitfullybooted") and self.command("pjsip show transports")

    def _write_configuration(self):
        state, music = self.folder / "state", self.folder / "music"
        for each in (self._etc, state / "keys", music):
            each.mkdir(parents=True, exist_ok=True)
        _write_tone(music / "tone.wav", MUSIC)
        # Apart from those of others that run meanwhile.
        first_port = 40000 + self.udp_port % 200 * 100
        words = {
            "ETC": self._etc, "STATE": state, "LOGS": self.folder,
            "LOG": "asterisk-console.log", "RUN": self._run,
            "WS_PORT": self.ws_port, "UDP_PORT": self.udp_port,
            "FIRST_PORT": first_port, "LAST_PORT": first_port + 99,
            "MUSIC": music, "ANNOUNCED": ANNOUNCED, "PHONES": self._phones(),
        }
        for template in TEMPLATES.glob("*.conf"):
            text = template.read_text()
            for word, value in words.items():
                text = text.replace(f"@{word}@", str(value))
            (self._etc / template.name).write_text(text)

    def _phones(self):
        return "".join(PHONE.format(
            user=user, password=password,
            kind="plain" if user in self._plain else "webrtc")
            for user, password in self.users.items())


def _write_tone(path, frequency):
    """A second of it, which whoever plays it repeats without a seam."""
    samples = [round(32767 * AMPLITUDE * math.sin(
        2 * math.pi * frequency * i / MUSIC_RATE)) for i in range(MUSIC_RATE)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(MUSIC_RATE)
        file.writeframes(b"".join(each.to_bytes(2, "little", signed=True)
                                  for each in samples))
