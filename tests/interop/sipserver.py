# A SIP server over WebSocket that is only as clever as a test makes it
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# To be derived from: `received` gets each message, in the order of its
# connection. Knows of WebSocket what RFC 7118 needs: text frames, no fragments.

import base64
import contextlib
import dataclasses
import hashlib
import re
import socket
import struct
import threading

ACCEPT = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact",
           "l": "content-length", "c": "content-type", "k": "supported"}
PHRASES = {100: "Trying", 180: "Ringing", 200: "OK", 401: "Unauthorized",
           404: "Not Found", 407: "Proxy Authentication Required",
           481: "Call/Transaction Does Not Exist", 486: "Busy Here",
           487: "Request Terminated"}
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@dataclasses.dataclass
class SipMessage:
    """`headers` are pairs, with names in small letters and in full."""

    start: str
    headers: list
    body: str

    @classmethod
    def parse(cls, text):
        head, _, body = text.partition("\r\n\r\n")
        start, *lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
        pairs = [line.split(":", 1) for line in lines]
        return cls(start, [(cls._full(name), value.strip())
                           for name, value in pairs], body)

    @staticmethod
    def _full(name):
        name = name.strip().lower()
        return COMPACT.get(name, name)

    @property
    def is_request(self):
        return not self.start.startswith("SIP/2.0 ")

    @property
    def method(self):
        """Of a response, that of its request."""
        return self.header("CSeq").split()[1]

    @property
    def uri(self):
        return self.start.split(" ")[1]

    @property
    def status(self):
        return 0 if self.is_request else int(self.start.split(" ")[1])

    def all(self, name):
        return [value for each, value in self.headers if each == name.lower()]

    def header(self, name):
        """The first; empty where there is none."""
        return next(iter(self.all(name)), "")

    def __str__(self):
        return "\r\n".join([self.start, *(": ".join(each)
                                          for each in self.headers),
                            "", self.body])

    def response(self, status, headers=(), body="", tag="server"):
        """To this request."""
        pairs = [(name, value) for name, value in self.headers
                 if name in ("via", "from", "call-id", "cseq")
                 or name == "record-route" and status > 100]
        to = self.header("To")
        if status > 100 and ";tag=" not in to:
            to += f";tag={tag}"
        pairs += [("to", to), *headers,
                  ("content-length", str(len(body.encode())))]
        return SipMessage(f"SIP/2.0 {status} {PHRASES.get(status, 'Word')}",
                          pairs, body)


class Connection:
    def __init__(self, stream):
        self._stream = stream
        self._file = stream.makefile("rb")
        self._lock = threading.Lock()
        self.request = self._shake_hands()

    def send(self, message):
        with contextlib.suppress(OSError):
            self._send(TEXT, str(message).encode())

    def close(self):
        with contextlib.suppress(OSError):
            self._stream.shutdown(socket.SHUT_RDWR)
            self._stream.close()

    def messages(self):
        while True:
            kind, data = self._frame()
            if kind == CLOSE:
                self._send(CLOSE, data)
                return
            if kind == PING:
                self._send(PONG, data)
            elif kind == TEXT and data.strip():
                yield SipMessage.parse(data.decode())

    def _shake_hands(self):
        lines = []
        while line := self._file.readline().strip():
            lines.append(line.decode())
        headers = {name.lower(): value.strip() for name, _, value in
                   (line.partition(":") for line in lines[1:])}
        key = headers["sec-websocket-key"].encode()
        accept = base64.b64encode(hashlib.sha1(key + ACCEPT).digest()).decode()
        self._stream.sendall((
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Protocol: sip\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n").encode())
        return lines[0]

    def _read(self, size):
        data = self._file.read(size)
        if len(data) < size:
            raise ConnectionError("closed")
        return data

    def _frame(self):
        first, second = self._read(2)
        size = second & 127
        if size > 125:
            size, = struct.unpack(*((">H", self._read(2)) if size == 126
                                    else (">Q", self._read(8))))
        mask = self._read(4)
        data = self._read(size)
        return first & 15, bytes(byte ^ mask[i % 4]
                                 for i, byte in enumerate(data))

    def _send(self, kind, data):
        size = len(data)
        head = (struct.pack(">BB", 128 | kind, size) if size < 126
                else struct.pack(">BBH", 128 | kind, 126, size))
        with self._lock:
            self._stream.sendall(head + data)


class SipServer:
    """`faults` are the exceptions that `received` has thrown."""

    domain = "example.test"

    def __init__(self):
        self.connections = []
        self.faults = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.ws = f"ws://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def uri(self, user):
        return f"sip:{user}@{self.domain}"

    def received(self, connection, message):
        raise NotImplementedError

    def stop(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self.connections:
            each.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                stream, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(stream,),
                                 daemon=True).start()

    def _serve(self, stream):
        with contextlib.suppress(OSError):
            connection = Connection(stream)
            self.connections.append(connection)
            for message in connection.messages():
                try:
                    self.received(connection, message)
                except (AssertionError, ArithmeticError, LookupError,
                        ValueError) as error:
                    self.faults.append(f"{error!r} with\n{message}")
            connection.close()
