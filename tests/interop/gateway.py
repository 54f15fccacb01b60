# A gateway with plain RTP over UDP: announces, answers, holds when it is told
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What stands before the telephone network: it speaks before anybody has
# answered, sends no RTCP, and nothing at all while it holds without music.

import socket
import threading

from child import LOOPBACK, wait_until
from media import AudioMeter, Gst, tone_source
from measured import LEVEL
from sipserver import SipMessage

ANSWER = """v=0
o=gateway 1 {version} IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio {port} RTP/AVP 0
a=rtpmap:0 PCMU/8000
a={direction}
"""


class Media:
    """A tone in PCMU to where the other end wants it, a meter for what comes
    to the same port."""

    def __init__(self, frequency):
        self.pipeline = Gst.Pipeline()
        self.meter = AudioMeter()
        receiving = Gst.parse_bin_from_description(
            "udpsrc name=in port=0 address=127.0.0.1 caps=application/x-rtp,"
            "media=audio,payload=0,clock-rate=8000,encoding-name=PCMU "
            "! rtppcmudepay ! mulawdec", True)
        self._sending = Gst.parse_bin_from_description(
            "valve name=valve drop=true ! audioconvert ! audioresample "
            "! mulawenc ! rtppcmupay max-ptime=20000000 "
            "! udpsink name=out host=127.0.0.1 sync=false async=false", True)
        source = tone_source(frequency)
        for each in (receiving, self.meter.bin, source, self._sending):
            self.pipeline.add(each)
        receiving.link(self.meter.bin)
        source.link(self._sending)
        receiving.set_state(Gst.State.READY)
        receiver = receiving.get_by_name("in")
        self._sending.get_by_name("out").set_property(
            "socket", receiver.get_property("used-socket"))
        self.port = receiver.get_property("port")
        self.pipeline.set_state(Gst.State.PLAYING)

    def aim(self, description):
        """At what the other end has described."""
        lines = description.split()
        out = self._sending.get_by_name("out")
        out.set_property("host", lines[lines.index("c=IN") + 2])
        out.set_property("port", int(lines[lines.index("m=audio") + 1]))

    def speak(self, does=True):
        self._sending.get_by_name("valve").set_property("drop", not does)

    def stop(self):
        self.pipeline.set_state(Gst.State.NULL)


class Gateway:
    """Takes one call, of `uri`. It goes by its proxy, whose port is told."""

    def __init__(self, proxy_port, frequency):
        self.media = Media(frequency)
        self.requests, self.responses = [], []
        self._version = 0
        self._sequence = 0
        self._proxy = (LOOPBACK, proxy_port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self.port = self._socket.getsockname()[1]
        self.uri = f"sip:1234@{LOOPBACK}:{self.port}"
        threading.Thread(target=self._read, daemon=True).start()

    def announce(self):
        """Speaks before there is an answer."""
        self._respond(183, self._describe())
        self.media.aim(self.invite.body)
        self.media.speak()

    def answer(self):
        self._respond(200, self._describe())
        self.media.aim(self.invite.body)
        self.media.speak()

    def refuse(self, status):
        self._respond(status)
        self.media.speak(False)

    def hold(self):
        """Without music: nothing is sent until it resumes."""
        self.media.speak(False)
        self._change("sendonly")

    def resume(self):
        self._change("sendrecv")
        self.media.speak()

    def stop(self):
        self.media.stop()
        self._socket.close()

    @property
    def invite(self):
        wait_until(lambda: self._received("INVITE"), "a call at the gateway")
        return self._received("INVITE")[0]

    def wait_tone(self, frequency, level=LEVEL, timeout=10):
        self.media.meter.wait(frequency, level, timeout)

    def _received(self, method):
        return [each for each in self.requests if each.method == method]

    def _describe(self, direction="sendrecv"):
        self._version += 1
        return ANSWER.format(version=self._version, port=self.media.port,
                             direction=direction).replace("\n", "\r\n")

    def _respond(self, status, body=""):
        self._send(self.invite.response(status, [
            ("contact", f"<{self.uri}>"),
            *([("content-type", "application/sdp")] if body else []),
        ], body, tag="gateway"))

    def _change(self, direction):
        """A re-INVITE, acknowledged when it is answered."""
        before = len(self.responses)
        self._request("INVITE", self._describe(direction))
        wait_until(lambda: any(each.status >= 200
                               for each in self.responses[before:]),
                   "the answer to a re-INVITE")
        assert self.responses[-1].status == 200, self.responses[-1]
        self._request("ACK")

    def _request(self, method, body=""):
        if method != "ACK":
            self._sequence += 1
        target = self.invite.header("Contact").partition("<")[2]
        self._send(SipMessage(
            f"{method} {target.partition('>')[0]} SIP/2.0", [
                ("via", f"SIP/2.0/UDP {LOOPBACK}:{self.port};rport"
                        f";branch=z9hG4bK-gw-{method}-{self._sequence}"),
                *(("route", each)
                  for each in self.invite.all("Record-Route")),
                ("max-forwards", "70"),
                ("from", f"{self.invite.header('To')};tag=gateway"),
                ("to", self.invite.header("From")),
                ("call-id", self.invite.header("Call-ID")),
                ("cseq", f"{self._sequence} {method}"),
                ("contact", f"<{self.uri}>"),
                *([("content-type", "application/sdp")] if body else []),
                ("content-length", str(len(body))),
            ], body))

    def _send(self, message):
        self._socket.sendto(str(message).encode(), self._proxy)

    def _read(self):
        try:
            while data := self._socket.recv(65535):
                self._on_message(SipMessage.parse(data.decode()))
        except OSError:
            pass

    def _on_message(self, message):
        if not message.is_request:
            self.responses.append(message)
            return
        self.requests.append(message)
        if message.method == "INVITE":
            self._send(message.response(100))
        elif message.method in ("BYE", "CANCEL"):
            self._send(message.response(200))
            self.media.speak(False)
            if message.method == "CANCEL":
                self._respond(487)
