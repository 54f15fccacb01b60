# baresip: a phone over UDP behind the proxy
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A peer that is no browser: no BUNDLE, no mids, an offer of its own making, in
# DTLS-SRTP with ICE or in plain RTP for rtpengine to translate. It is told what
# to do over its control socket, netstrings with JSON in them, which also carries
# its events. What it hears it writes to a file of the folder that it runs in: it
# cuts longer paths off. Its player is a bridge to nowhere: one that writes to a
# file ends baresip 1.1 as soon as a call is put on hold.

import array
import json
import pathlib
import socket
import tempfile
import threading

from child import Child, free_ports, wait_until
from measured import LEVEL, Expected, Tone

# What ausine sends, in dB of full scale (RMS).
BARESIP_LEVEL = -8.9
MODULES = "/usr/lib/baresip/modules"
CONFIGURATION = """
sip_listen 127.0.0.1:{sip_port}
ctrl_tcp_listen 127.0.0.1:{control_port}
audio_source ausine,{frequency}
ausrc_srate 48000
ausrc_channels 2
audio_player aubridge,nobody
rtcp_mux {rtcp_mux}
snd_path .
module_path {modules}
module opus.so
module g711.so
module ausine.so
module aubridge.so
module sndfile.so
module stun.so
module turn.so
module ice.so
module dtls_srtp.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
"""
ACCOUNT = ('<{uri};transport=udp>;auth_user={user};auth_pass={password};'
           'outbound="{proxy};transport=udp";{media}'
           'answermode={answering};audio_codecs={codecs};regint=60\n')
SECURE = "mediaenc=dtls_srtp;medianat=ice;"


class Baresip:
    """`state` is that of its only call: initial, ringing, established or
    ended. `answering` is manual, auto or early, which is heard before it has
    answered; `plain` does without DTLS, ICE and rtcp-mux."""

    STATES = {"CALL_RINGING": "ringing", "CALL_INCOMING": "ringing",
              "CALL_PROGRESS": "ringing", "CALL_ESTABLISHED": "established",
              "CALL_CLOSED": "ended"}

    def __init__(self, folder, uri, user, password, proxy, frequency=1000,
                 answering="manual", codecs="opus/48000/2", plain=False):
        # A new one, as recordings are not told apart otherwise.
        self.folder = pathlib.Path(tempfile.mkdtemp(
            prefix=f"baresip-{user}-", dir=folder))
        self.events = []
        self.state = "initial"
        sip_port, self._control_port = free_ports(2)
        (self.folder / "config").write_text(CONFIGURATION.format(
            sip_port=sip_port, control_port=self._control_port,
            frequency=frequency, modules=MODULES,
            rtcp_mux="no" if plain else "yes"))
        (self.folder / "accounts").write_text(ACCOUNT.format(
            uri=uri, user=user, password=password, proxy=proxy,
            codecs=codecs, answering=answering,
            media="" if plain else SECURE))
        self.child = Child("baresip", ["baresip", "-4", "-v", "-s", "-f",
                                       self.folder], self.folder)
        self.child.wait_ready(self._connect)
        threading.Thread(target=self._read, daemon=True).start()

    def wait_state(self, state, timeout=10):
        wait_until(lambda: self.state == state,
                   lambda: f"baresip to be {state}: {self.events}", timeout)

    def call(self, target):
        self._command("dial", target)

    def answer(self):
        self._command("accept")

    def hold(self):
        self._command("hold")

    def resume(self):
        self._command("resume")

    def transfer(self, target):
        """Leaves its call to somebody else, by a REFER."""
        self._command("transfer", target)

    def hangup(self):
        self._command("hangup")

    def tone(self):
        recordings = sorted(self.folder.glob("dump-*-dec.wav"))
        if not recordings:
            return Tone(0, -200, 0)
        header, samples = _read_wave(recordings[-1])
        return Tone.of(samples, header)

    def wait_tone(self, frequency, level=LEVEL, timeout=10):
        Expected(frequency=frequency, level=level).wait(self.tone, timeout)

    def stop(self):
        self._socket.close()
        self.child.stop()

    def _connect(self):
        try:
            self._socket = socket.create_connection(
                ("127.0.0.1", self._control_port), 1)
        except OSError:
            return False
        self._socket.settimeout(None)
        return True

    def _command(self, command, params=""):
        text = json.dumps({"command": command, "params": params})
        self._socket.sendall(f"{len(text)}:{text},".encode())

    def _read(self):
        try:
            with self._socket.makefile("rb") as stream:
                while size := _read_size(stream):
                    self._on_message(json.loads(stream.read(size + 1)[:-1]))
        except (OSError, ValueError):
            pass

    def _on_message(self, message):
        if message.get("event"):
            self.events.append(message["type"])
            self.state = self.STATES.get(message["type"], self.state)


def _read_size(stream):
    digits = b""
    while (byte := stream.read(1)) not in (b":", b""):
        digits += byte
    return int(digits or 0)


def _read_wave(path):
    """Rate and the last samples of the first channel. The file still grows,
    so that what its header says of its size is not true yet."""
    data = path.read_bytes()
    channels = int.from_bytes(data[22:24], "little")
    rate = int.from_bytes(data[24:28], "little")
    body = data[44:]
    samples = array.array("h", body[:len(body) // 2 * 2])[::channels or 1]
    return rate, [each / 32768 for each in samples[-8192:]]
