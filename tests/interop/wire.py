# A TCP relay between a phone and its server, which can be cut and frozen
#
# SPDX-FileCopyrightText: 2026 The sipua authors
# SPDX-License-Identifier: LGPL-2.1-or-later

import contextlib
import socket
import struct
import threading

# Closing sends a reset, as a router does that has forgotten a connection.
RESET = struct.pack("ii", 1, 0)


class Wire:
    """`ws` is the way to the server at `port`. `sent` and `received` count the
    bytes in the directions of the phone's."""

    def __init__(self, port):
        self.sent = self.received = 0
        self._port = port
        self._pairs = []
        self._flows = threading.Event()
        self._flows.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.ws = f"ws://127.0.0.1:{self._listener.getsockname()[1]}"
        self._start(self._accept)

    def cut(self):
        """The phone is told at once; the server never is."""
        for phone, _server in self._pairs:
            self._reset(phone)

    def vanish(self):
        """The server is told at once; the phone never is."""
        self.freeze()
        for _phone, server in self._pairs:
            self._reset(server)

    def freeze(self):
        """Nobody is told, nothing comes through any more."""
        self._flows.clear()

    def thaw(self):
        self._flows.set()

    def stop(self):
        self.thaw()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for _phone, server in self._pairs:
            server.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                phone, _address = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                self._pairs.append((phone, server))
                self._start(self._relay, phone, server, "sent")
                self._start(self._relay, server, phone, "received", True)

    def _relay(self, source, target, counter, passes_end=False):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                target.sendall(data)
                setattr(self, counter, getattr(self, counter) + len(data))
        if passes_end:
            self._flows.wait()
            with contextlib.suppress(OSError):
                target.shutdown(socket.SHUT_WR)

    def _reset(self, connection):
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            # A thread that reads from it would keep it open.
            connection.shutdown(socket.SHUT_RD)
            connection.close()

    def _start(self, function, *arguments):
        threading.Thread(target=function, args=arguments, daemon=True).start()
