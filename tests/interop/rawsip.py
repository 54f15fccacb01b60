# A peer over UDP that sends what a test wants it to send, good or bad
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Knows just enough of SIP to write a request and to find the answers to it.

import dataclasses
import itertools
import re
import socket
import time

PLAIN_RTP = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 40000 RTP/AVP 0
a=rtpmap:0 PCMU/8000
"""


@dataclasses.dataclass
class Response:
    status: int
    reason: str
    text: str

    @classmethod
    def parse(cls, text):
        _version, status, reason = text.split("\r\n", 1)[0].split(" ", 2)
        return cls(int(status), reason, text)

    def header(self, name):
        """All values of a header, joined by commas; empty if there is none."""
        head = self.text.split("\r\n\r\n", 1)[0]
        return ", ".join(re.findall(rf"^{name}:\s*(.*?)\r?$", head,
                                    re.MULTILINE | re.IGNORECASE))

    @property
    def body(self):
        return self.text.split("\r\n\r\n", 1)[1]


class RawSip:
    """Somebody of another domain, whom Kamailio does not ask for a
    password."""

    _numbers = itertools.count(1)

    def __init__(self, proxy_port):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.connect(("127.0.0.1", proxy_port))
        self.port = self._socket.getsockname()[1]

    def close(self):
        self._socket.close()

    def request(self, method, target, body="", timeout=5, **headers):
        """Sends a request, returns its final response."""
        self.send(method, target, body, **headers)
        return self.wait(lambda response: response.status >= 200, timeout)

    def send(self, method, target, body="", **headers):
        number = next(self._numbers)
        body = body.replace("\n", "\r\n")
        lines = {
            "Via": f"SIP/2.0/UDP 127.0.0.1:{self.port}"
                   f";branch=z9hG4bK-raw-{self.port}-{number};rport",
            "Max-Forwards": "70",
            "From": f"<sip:raw@elsewhere.test>;tag=raw-{number}",
            "To": f"<{target}>",
            "Call-ID": f"raw-{self.port}-{number}",
            "CSeq": f"1 {method}",
            "Contact": f"<sip:raw@127.0.0.1:{self.port}>",
        }
        if body:
            lines["Content-Type"] = "application/sdp"
        lines.update({name.replace("_", "-"): value
                      for name, value in headers.items()})
        self._last = (method, target, lines)
        self._transmit(f"{method} {target} SIP/2.0", lines, body)

    def cancel(self):
        """Withdraws the last request, which stays the one waited for."""
        _method, target, lines = self._last
        self._transmit(f"CANCEL {target} SIP/2.0", {
            **{name: lines[name] for name in ("Via", "Max-Forwards", "From",
                                              "To", "Call-ID")},
            "CSeq": "1 CANCEL"}, "")

    def wait(self, is_wanted, timeout=5):
        """The first response to the last request that is wanted."""
        method, _target, lines = self._last
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                text = self._socket.recv(65535).decode(errors="replace")
            except TimeoutError:
                break
            if not text.startswith("SIP/2.0 "):
                continue
            response = Response.parse(text)
            if (response.header("Call-ID") == lines["Call-ID"]
                    and response.header("CSeq").endswith(method)
                    and is_wanted(response)):
                self._acknowledge(response)
                return response
        raise TimeoutError(f"no answer to {method} in {timeout} s")

    def _acknowledge(self, response):
        method, target, lines = self._last
        if method != "INVITE" or response.status < 300:
            return
        self._transmit(f"ACK {target} SIP/2.0", {
            **{name: lines[name] for name in ("Via", "Max-Forwards", "From",
                                              "Call-ID")},
            "To": response.header("To"), "CSeq": "1 ACK"}, "")

    def _transmit(self, start, headers, body):
        lines = [start, *(f"{name}: {value}"
                          for name, value in headers.items()),
                 f"Content-Length: {len(body.encode())}", "", body]
        self._socket.send("\r\n".join(lines).encode())
